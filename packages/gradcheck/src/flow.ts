import type { Graph } from "./graph.ts";
import { isFinite, type Matrix, matricesOf, multiplyInto, rowsOf, tensorLike } from "./matrices.ts";
import { flat } from "./numbers.ts";
import { type Numbers, Sheet } from "./sheet.ts";

/** What is known of a line: how often it was walked through, and its matrices once they are worth it (null for never). */
interface State {
  passes: number;
  matrices: readonly Matrix[] | null | undefined;
}

const flows = new WeakMap<Graph, Flow>();

/** The way back through a tape in plain numbers. */
export function flowOf(graph: Graph): Flow {
  let flow = flows.get(graph);
  if (flow === undefined) {
    flow = new Flow(graph);
    flows.set(graph, flow);
  }
  return flow;
}

/**
 * The way back through the lines of a tape. A reverse rule is linear in the adjoint that comes to it, and thousands of
 * adjoints come to each line in a search: as soon as a line was asked as often as its matrix has rows, the matrix is
 * written down, from the rule applied to unit vectors, and multiplied by from then on. Small tensors cost far more to make
 * than to compute with.
 */
export class Flow {
  private readonly graph: Graph;
  private readonly states: State[];
  private readonly known: (readonly Numbers[] | undefined)[] = [];
  private readonly sheets: Sheet[] = [];

  constructor(graph: Graph) {
    this.graph = graph;
    this.states = graph.lines.map((_, k) => ({ passes: 0, matrices: graph.shifts.has(k) ? [] : undefined }));
  }

  /** Does something with a clean sheet, which is taken back afterwards. */
  withSheet<T>(run: (sheet: Sheet) => T): T {
    const sheet = this.sheets.pop() ?? new Sheet(this.graph);
    try {
      return run(sheet);
    } finally {
      sheet.clean();
      this.sheets.push(sheet);
    }
  }

  /** What a line adds to the adjoint of each of its inputs on the tape. */
  contributions(k: number): readonly Numbers[] {
    let found = this.known[k];
    if (found === undefined) {
      found = this.graph.contributions[k]!.map((c) => (c === null ? null : flat(c)));
      this.known[k] = found;
    }
    return found;
  }

  /** The matrices of a line; null for one that has none, or not yet. */
  private matrices(k: number): readonly Matrix[] | null {
    const state = this.states[k]!;
    if (state.matrices === undefined) {
      const line = this.graph.lines[k]!;
      if (state.passes++ < rowsOf(line)) return null;
      state.matrices = matricesOf(line);
    }
    return state.matrices;
  }

  /** Takes what lies at a line's outputs on to its inputs. */
  advance(k: number, sheet: Sheet): void {
    const { inputPlaces, outputPlaces } = this.graph.lines[k]!;
    const matrices = this.matrices(k);
    if (matrices !== null && isFinite(matrices, outputPlaces, sheet)) {
      for (const { output, input, starts, targets, weights } of matrices) {
        const from = outputPlaces[output]!;
        if (!sheet.has(from)) continue;
        const to = sheet.open(inputPlaces[input]!);
        multiplyInto(sheet.numbers, sheet.numbers, sheet.at(from), starts, targets, weights, to);
      }
      return;
    }
    const found = this.pulled(
      k,
      outputPlaces.map((place) => sheet.get(place)),
    );
    for (let i = 0; i < found.length; i++) if (found[i] != null) sheet.add(inputPlaces[i]!, found[i]!);
  }

  /** What comes to each input when these adjoints come to the outputs; nobody may write to it. */
  pass(k: number, ds: readonly Numbers[]): readonly Numbers[] {
    const matrices = this.matrices(k);
    if (matrices === null) return this.pulled(k, ds);
    const { outputPlaces } = this.graph.lines[k]!;
    return this.withSheet((sheet) => {
      for (let i = 0; i < ds.length; i++) if (ds[i] != null) sheet.add(outputPlaces[i]!, ds[i]!);
      return this.multiplied(k, matrices, sheet) ?? this.pulled(k, ds);
    });
  }

  /** The same for what lies at the outputs on a sheet; `ds` is a copy of it, made where the rule itself is asked. */
  passFrom(k: number, sheet: Sheet, ds: () => readonly Numbers[]): readonly Numbers[] {
    const matrices = this.matrices(k);
    return (matrices === null ? null : this.multiplied(k, matrices, sheet)) ?? this.pulled(k, ds());
  }

  /** What comes to each input by the matrices; null where they do not tell, since something is not finite. */
  private multiplied(k: number, matrices: readonly Matrix[], sheet: Sheet): readonly Numbers[] | null {
    const { inputs, inputPlaces, outputPlaces } = this.graph.lines[k]!;
    if (!isFinite(matrices, outputPlaces, sheet)) return null;
    const found: Numbers[] = new Array<null>(inputs.length).fill(null);
    for (const { output, input, starts, targets, weights } of matrices) {
      const from = outputPlaces[output]!;
      if (!sheet.has(from) || inputPlaces[input]! < 0) continue;
      found[input] ??= new Float64Array(inputs[input]!.size);
      multiplyInto(found[input], sheet.numbers, sheet.at(from), starts, targets, weights);
    }
    return found;
  }

  private pulled(k: number, ds: readonly Numbers[]): readonly Numbers[] {
    const { outputs, inputPlaces, pull } = this.graph.lines[k]!;
    const found = pull(ds.map((d, i) => (d === null ? null : tensorLike(d, outputs[i]!))));
    return found.map((c, i) => (c === null || inputPlaces[i]! < 0 ? null : flat(c)));
  }
}
