import { ones, type Tensor } from "@wengert/autograd";
import { single, wrap } from "@wengert/autograd/engine";
import type { Graph } from "./graph.ts";
import { flat } from "./numbers.ts";
import { ELEMENTWISE } from "./steps.ts";

/** Numbers in the shape of a value; null for zeros. */
export type Numbers = Float64Array | null;

/** What an output's adjoint does to that of one input, Aᵀ by rows: entry j of the one adds to these entries of the other. */
interface Matrix {
  readonly output: number;
  readonly input: number;
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float64Array;
}

/** What is known of a line: how often it was walked through, and its matrices once they are worth it (null for never). */
interface State {
  passes: number;
  matrices: readonly Matrix[] | null | undefined;
}

/** The most numbers that the matrices of a line may hold. */
const MOST = 1 << 14;

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
    this.states = graph.lines.map(() => ({ passes: 0, matrices: undefined }));
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
    const { inputs, inputPlaces, outputPlaces } = this.graph.lines[k]!;
    const matrices = this.matrices(k);
    if (matrices === null) return this.pulled(k, ds);
    return this.withSheet((sheet) => {
      for (const [i, d] of ds.entries()) if (d !== null) sheet.add(outputPlaces[i]!, d);
      if (!isFinite(matrices, outputPlaces, sheet)) return this.pulled(k, ds);
      const found: Numbers[] = new Array<null>(inputs.length).fill(null);
      for (const { output, input, starts, targets, weights } of matrices) {
        const from = outputPlaces[output]!;
        if (!sheet.has(from) || inputPlaces[input]! < 0) continue;
        found[input] ??= new Float64Array(inputs[input]!.size);
        multiplyInto(found[input], sheet.numbers, sheet.at(from), starts, targets, weights);
      }
      return found;
    });
  }

  private pulled(k: number, ds: readonly Numbers[]): readonly Numbers[] {
    const { outputs, inputPlaces, pull } = this.graph.lines[k]!;
    const found = pull(ds.map((d, i) => (d === null ? null : tensorLike(d, outputs[i]!))));
    return found.map((c, i) => (c === null || inputPlaces[i]! < 0 ? null : flat(c)));
  }
}

/** A tensor of these numbers in the shape of another; the numbers are given away. */
export function tensorLike(numbers: Float64Array, { shape, dtype }: Tensor): Tensor {
  if (dtype === "float32") return wrap(shape, dtype, Float32Array.from(numbers));
  return numbers.length === 1 ? single(shape, numbers[0]!) : wrap(shape, "float64", numbers);
}

type Line = Graph["lines"][number];

/** Whether one application tells the whole matrix: element by element, it is diagonal. */
const isDiagonal = ({ primitive, inputs, inputPlaces, outputs }: Line): boolean =>
  ELEMENTWISE.has(primitive.name) &&
  outputs.length === 1 &&
  inputs.every((x, i) => inputPlaces[i]! < 0 || String(x.shape) === String(outputs[0]!.shape));

/** How many applications of the rule tell its matrices. */
const rowsOf = (line: Line): number =>
  isDiagonal(line) ? 1 : line.outputs.reduce((sum, y) => sum + (y.dtype === "float64" ? y.size : 0), 0);

/** The matrices of a line; null where they are too large, or not all numbers are finite and float64. */
function matricesOf(line: Line): readonly Matrix[] | null {
  const { inputs, inputPlaces, outputs, outputPlaces, pull } = line;
  const isDouble = (x: Tensor): boolean => x.dtype === "float64";
  if (!outputs.every((y, o) => outputPlaces[o]! < 0 || isDouble(y))) return null;
  if (!inputs.every((x, i) => inputPlaces[i]! < 0 || isDouble(x))) return null;
  const wanted = inputs.flatMap((_, i) => (inputPlaces[i]! >= 0 ? [i] : []));
  const found: Matrix[] = [];
  if (isDiagonal(line)) {
    const [y] = outputs as [Tensor];
    const all = pull([ones(y.shape, "float64")]);
    for (const input of wanted) {
      const weights = all[input] == null ? null : flat(all[input]!);
      if (weights === null) continue;
      if (weights.length !== y.size || !weights.every(Number.isFinite)) return null;
      const starts = Int32Array.from({ length: y.size + 1 }, (_, j) => j);
      found.push({ output: 0, input, starts, targets: starts, weights });
    }
    return found;
  }
  let budget = MOST;
  for (const [output, y] of outputs.entries()) {
    const rows = wanted.map(() => ({
      starts: new Int32Array(y.size + 1),
      targets: [] as number[],
      weights: [] as number[],
    }));
    for (let j = 0; j < y.size; j++) {
      const unit = new Float64Array(y.size);
      unit[j] = 1;
      const given = pull(outputs.map((_, o) => (o === output ? tensorLike(unit, y) : null)));
      for (const [n, input] of wanted.entries()) {
        const { starts, targets, weights } = rows[n]!;
        const c = given[input] ?? null;
        if (c !== null) {
          if (c.size !== inputs[input]!.size) return null;
          const numbers = flat(c);
          for (let i = 0; i < numbers.length; i++) {
            const value = numbers[i]!;
            if (value === 0) continue;
            if (!Number.isFinite(value) || --budget < 0) return null;
            targets.push(i);
            weights.push(value);
          }
        }
        starts[j + 1] = targets.length;
      }
    }
    for (const [n, input] of wanted.entries()) {
      const { starts, targets, weights } = rows[n]!;
      if (targets.length === 0) continue;
      found.push({
        output,
        input,
        starts,
        targets: Int32Array.from(targets),
        weights: Float64Array.from(weights),
      });
    }
  }
  return found;
}

/** Whether what comes to the outputs is finite: else the zeros of the matrices count as well. */
function isFinite(matrices: readonly Matrix[], outputPlaces: readonly number[], sheet: Sheet): boolean {
  for (const { output, starts, targets } of matrices) {
    const place = outputPlaces[output]!;
    if (targets === starts || !sheet.has(place)) continue;
    const from = sheet.at(place);
    for (let j = from + starts.length - 2; j >= from; j--)
      if (!(Math.abs(sheet.numbers[j]!) < Number.POSITIVE_INFINITY)) return false;
  }
  return true;
}

/** Adds Aᵀ d to the numbers from `to` on, where d lies from `from` on. */
function multiplyInto(
  sum: Float64Array,
  numbers: Float64Array,
  from: number,
  starts: Int32Array,
  targets: Int32Array,
  weights: Float64Array,
  to = 0,
): void {
  const rows = starts.length - 1;
  if (targets === starts) {
    for (let j = 0; j < rows; j++) sum[to + j]! += weights[j]! * numbers[from + j]!;
    return;
  }
  for (let j = 0; j < rows; j++) {
    const g = numbers[from + j]!;
    if (g === 0) continue;
    const end = starts[j + 1]!;
    for (let e = starts[j]!; e < end; e++) sum[to + targets[e]!]! += weights[e]! * g;
  }
}

/** Room for the numbers of all places of a tape, used again and again: new arrays for each walk cost more than the walk. */
export class Sheet {
  readonly numbers: Float64Array;
  private readonly offsets: Int32Array;
  private readonly filled: Uint8Array;

  constructor({ values, places }: Graph) {
    this.offsets = new Int32Array(places + 1);
    for (let place = 0; place < places; place++)
      this.offsets[place + 1] = this.offsets[place]! + (values[place]?.size ?? 0);
    this.numbers = new Float64Array(this.offsets[places]!);
    this.filled = new Uint8Array(places);
  }

  /** Whether there are numbers at a place. */
  has(place: number): boolean {
    return this.filled[place] === 1;
  }

  /** Where the numbers of a place begin. */
  at(place: number): number {
    return this.offsets[place]!;
  }

  /** The same, for something to be added there. */
  open(place: number): number {
    this.filled[place] = 1;
    return this.offsets[place]!;
  }

  /** A copy of what lies at a place. */
  get(place: number): Numbers {
    return this.has(place) ? this.numbers.slice(this.offsets[place]!, this.offsets[place + 1]!) : null;
  }

  add(place: number, d: Float64Array): void {
    if (place < 0) return;
    const to = this.open(place);
    for (let j = 0; j < d.length; j++) this.numbers[to + j]! += d[j]!;
  }

  subtract(place: number, d: Float64Array): void {
    const to = this.open(place);
    for (let j = 0; j < d.length; j++) this.numbers[to + j]! -= d[j]!;
  }

  clean(): void {
    for (let place = 0; place < this.filled.length; place++) {
      if (this.filled[place] === 0) continue;
      this.filled[place] = 0;
      this.numbers.fill(0, this.offsets[place]!, this.offsets[place + 1]!);
    }
  }
}
