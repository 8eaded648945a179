import type { Tensor } from "@wengert/autograd";
import type { Link } from "../lower/memory.ts";

/**
 * What lies in the places of a program's inputs: a tensor that is given again need not be copied again. Results are
 * written over the inputs that they are linked to, so there it is the results of the last call, which come in a list of
 * their own: a young list of young tensors, where each store into an old one would have to be noted by the collector.
 */
export class Resident {
  /** For each input the number of its link; −1 where no result is written over it. */
  readonly linkOf: readonly number[];
  /** What lies in the places of inputs without a link. */
  readonly present: (Tensor | null)[];
  /** What lies in the places of linked inputs, in the order of the links. */
  linked: readonly (Tensor | null)[];
  private readonly nothing: readonly null[];

  constructor(inputs: number, links: readonly Link[]) {
    this.present = new Array<null>(inputs).fill(null);
    this.linkOf = this.present.map((_, i) => links.findIndex(({ input }) => input === i));
    this.nothing = links.map(() => null);
    this.linked = this.nothing;
  }

  /** From now on nobody knows what lies in the linked places: they are being written to. */
  forgetLinked(): void {
    this.linked = this.nothing;
  }

  /** From now on nobody knows what lies in the place of an input. */
  forget(input: number): void {
    if (this.linkOf[input]! >= 0) this.forgetLinked();
    else this.present[input] = null;
  }
}
