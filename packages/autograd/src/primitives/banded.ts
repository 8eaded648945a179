import { ArgumentError, showShape } from "../errors.ts";
import { general } from "../general.ts";
import { type Band, solveBand } from "../kernels/banded.ts";
import { copied, stackOf, store } from "../kernels/matrices.ts";
import { apply1, applyN, type Primitive } from "../primitive.ts";
import { repeatedZero } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { mul, neg } from "./arithmetic.ts";
import { concatenatePrimitive } from "./concatenate.ts";
import { rangeOf, slicePrimitive } from "./slice.ts";
import { reshapeTo, sumPrimitive } from "./structure.ts";

/** X = A⁻¹ B, or A⁻ᵀ B, where the rows of `a` are the diagonals of A, the uppermost first. */
export const solveBandedPrimitive: Primitive = general<Band>({
  name: "solveBanded",
  formula: String.raw`X = A^{-1} B, \quad \bar B = A^{-\mathsf T} \bar X, \quad \bar A = -\bar B X^{\mathsf T} \text{ on the diagonals}`,
  reverse: ["-diagonals(solve(A.T, g) @ y.T)", "solve(A.T, g)"],
  operands: ["a", "b"],
  abstract: ([_a, b]) => [{ shape: b!.shape, dtype: b!.dtype }],
  run: ([x], [a, b], params) => {
    const { count, m: n, n: columns } = stackOf(b!.shape);
    const [bands, solution] = [copied(a!), copied(b!)];
    const size = (params.lower + params.upper + 1) * n;
    for (let k = 0; k < count; k++) {
      const part = solution.subarray(k * n * columns, (k + 1) * n * columns);
      const step = solveBand(bands.subarray(k * size, (k + 1) * size), n, params, part, columns);
      if (step >= 0) throw singularBand(a!, step, n);
    }
    store(x!, solution);
  },
  vjp: ([g], [x], [a], params, [needA]) => {
    const db = applyN(solveBandedPrimitive, [a!, g!], { ...params, transposed: !params.transposed })[0]!;
    if (!needA) return [null, db];
    const [rows, columns] = params.transposed ? [x!, db] : [db, x!];
    return [neg(diagonalsOf(rows, columns, params)), db];
  },
});

/** The diagonals of P Qᵀ: Σₖ p[j + r − upper, k] q[j, k] in row r and column j, and 0 where that is outside. */
function diagonalsOf(p: Tensor, q: Tensor, { lower, upper }: Band): Tensor {
  const rank = p.shape.length;
  const [n, columns] = p.shape.slice(-2) as [number, number];
  const join = (parts: readonly Tensor[]): Tensor => applyN(concatenatePrimitive, parts, { axis: rank - 2 })[0]!;
  const outside = (rows: number): Tensor => repeatedZero([...p.shape.slice(0, -2), rows, columns], p.dtype);
  const padded = join([outside(upper), p, outside(lower)]);
  const diagonals = Array.from({ length: lower + upper + 1 }, (_, r) => {
    const shifted = apply1(slicePrimitive, padded, rangeOf(padded.shape, rank - 2, r, n));
    const diagonal = apply1(sumPrimitive, mul(shifted, q), { axes: [rank - 1] });
    return reshapeTo(diagonal, [...diagonal.shape.slice(0, -1), 1, n]);
  });
  return join(diagonals);
}

function singularBand({ shape }: Tensor, step: number, n: number): ArgumentError {
  return new ArgumentError({
    code: "singular-matrix",
    op: "solveBanded",
    problem: `the matrix is singular: pivot ${step} of ${n} is 0`,
    got: `diagonals of shape ${showShape(shape)}`,
    hint: "the uppermost diagonal comes first, each aligned with the columns of the matrix: entry [i, j] is ab[u + i - j, j]",
    shapes: [shape],
  });
}
