import type { Tensor } from "@wengert/autograd";
import type { Link } from "../lower/memory.ts";

/**
 * What lies in the places of a program's inputs: a tensor that is given again need not be copied again. Results are
 * written over the inputs that they are linked to, so there it is the results of the last call, in their own list: a
 * young list of young tensors, where each store into an old one would have to be noted by the collector.
 */
export class Resident {
  /** For each input the number of the result that is written over it; −1 where none is. */
  readonly resultOf: readonly number[];
  /** What lies in the places of the other inputs. */
  readonly present: (Tensor | null)[];
  /** The results of the last call, as far as inputs are linked to them. */
  results: readonly (Tensor | null)[];
  private readonly nothing: readonly null[];
  private readonly links: readonly Link[];

  constructor(inputs: number, outputs: number, links: readonly Link[]) {
    this.links = links;
    this.present = new Array<null>(inputs).fill(null);
    this.resultOf = this.present.map((_, i) => links.find(({ input }) => input === i)?.output ?? -1);
    this.nothing = new Array<null>(outputs).fill(null);
    this.results = this.nothing;
  }

  /** These are the results that the program wrote. */
  setResults(all: readonly Tensor[]): void {
    const { links } = this;
    if (links.length === 0) return;
    // One more, as the loss, is held with the others; several may be large.
    if (all.length <= links.length + 1) {
      this.results = all;
      return;
    }
    const linked = new Array<Tensor | null>(all.length).fill(null);
    for (let k = 0; k < links.length; k++) linked[links[k]!.output] = all[links[k]!.output]!;
    this.results = linked;
  }

  /** From now on nobody knows what lies in the linked places: they are being written to. */
  forgetResults(): void {
    this.results = this.nothing;
  }

  /** From now on nobody knows what lies in the place of an input. */
  forget(input: number): void {
    if (this.resultOf[input]! >= 0) this.forgetResults();
    else this.present[input] = null;
  }
}
