import { ones, type Tensor } from "@wengert/autograd";
import { single, wrap } from "@wengert/autograd/engine";
import type { Graph } from "./graph.ts";
import { flat } from "./numbers.ts";
import type { Sheet } from "./sheet.ts";
import { ELEMENTWISE } from "./steps.ts";

/** What an output's adjoint does to that of one input, Aᵀ by rows: entry j of the one adds to these entries of the other. */
export interface Matrix {
  readonly output: number;
  readonly input: number;
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float64Array;
}

/** The most numbers that the matrices of a line may hold. */
const MOST = 1 << 14;

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
export const rowsOf = (line: Line): number =>
  isDiagonal(line) ? 1 : line.outputs.reduce((sum, y) => sum + (y.dtype === "float64" ? y.size : 0), 0);

/** The matrices of a line; null where they are too large, or not all numbers are finite and float64. */
export function matricesOf(line: Line): readonly Matrix[] | null {
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
export function isFinite(matrices: readonly Matrix[], outputPlaces: readonly number[], sheet: Sheet): boolean {
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
export function multiplyInto(
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
