import { ArgumentError, showShape } from "../errors.ts";
import { general } from "../general.ts";
import { copied, stackOf, store } from "../kernels/matrices.ts";
import { substituteTriangle, type Triangle, zeroOnDiagonal } from "../kernels/triangular.ts";
import { applyN, type Primitive } from "../primitive.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { neg } from "./arithmetic.ts";
import { product, swapped } from "./matmul.ts";
import { weighted } from "./triangles.ts";

/** The triangle, and the operation as the user called it, for messages. */
export type TriangularParams = Triangle & { readonly op: string };

/** X = T⁻¹ B, or T⁻ᵀ B, where T is one triangle of A; matrices with equal leading axes. */
export const solveTriangularPrimitive: Primitive = general<TriangularParams>({
  name: "solveTriangular",
  formula: String.raw`X = T^{-1} B, \quad \bar B = T^{-\mathsf T} \bar X, \quad \bar T = -\bar B X^{\mathsf T} \text{ on the triangle}`,
  reverse: ["-tri(solve(T.T, g) @ y.T)", "solve(T.T, g)"],
  operands: ["a", "b"],
  abstract: ([_a, b]) => [{ shape: b!.shape, dtype: b!.dtype }],
  run: ([x], [a, b], params) => {
    const { count, m: n } = stackOf(a!.shape);
    const m = b!.shape[b!.shape.length - 1]!;
    const [matrices, solution] = [copied(a!), copied(b!)];
    for (let k = 0; k < count; k++) {
      if (!params.unitDiagonal) throwIfZero(params.op, matrices, k, count, n, a!.shape);
      substituteTriangle(matrices, k * n * n, n, solution, k * n * m, m, params);
    }
    store(x!, solution);
  },
  vjp: ([g], [x], [a], params, [needA]) => {
    const db = solveTriangle(a!, g!, { ...params, transposed: !params.transposed });
    if (!needA) return [null, db];
    const da = params.transposed ? product(x!, swapped(db)) : product(db, swapped(x!));
    const [one, on] = [params.lower ? 1 : 0, params.unitDiagonal ? 0 : 1];
    return [neg(weighted(da, { below: one, on, above: 1 - one })), db];
  },
});

/** See {@link solveTriangularPrimitive}. */
export function solveTriangle(a: Tensor, b: Tensor, params: TriangularParams): Tensor {
  return applyN(solveTriangularPrimitive, [a, b], params)[0]!;
}

function throwIfZero(op: string, a: Float64Array, k: number, count: number, n: number, shape: Shape): void {
  const place = zeroOnDiagonal(a, k * n * n, n);
  if (place < 0) return;
  throw new ArgumentError({
    code: "singular-matrix",
    op,
    problem: `${count === 1 ? "the triangular matrix" : `triangular matrix ${k} of the stack`} is singular: entry ${place} of its diagonal is 0`,
    got: `shape ${showShape(shape)}`,
    hint: op.startsWith("the derivative")
      ? "the derivative exists only where the columns are linearly independent: look for duplicated or constant columns"
      : "the wrong triangle? the upper one is read unless { lower: true } is given; { unitDiagonal: true } takes the diagonal for ones",
    shapes: [shape],
  });
}
