import { count } from "../describe.ts";
import { floatingDType, promote } from "../dtype.ts";
import { ShapeError, showShape } from "../errors.ts";
import { type NotTwoTensors, operand, type TensorLike } from "../lift.ts";
import { apply1, applyN } from "../primitive.ts";
import { astype } from "../primitives/convert.ts";
import { identityMatrix, solvePrimitive } from "../primitives/linalg.ts";
import { broadcastTo, reshapeTo, transposePrimitive } from "../primitives/structure.ts";
import { broadcastShapes, type Fits, type MatMul, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { squareMatrices } from "./square.ts";

/**
 * The solution of linear equations: x = A⁻¹b, by elimination with partial pivoting.
 *
 * Shapes: `a [..., n, n]`; `b [..., n]` when it has one axis fewer than `a`, `[..., n, m]` otherwise → the shape of
 * `b`. Leading axes broadcast. Integers become float64; float32 stays.
 *
 * Derivative: with b̄ = A⁻ᵀx̄, that of A is −b̄xᵀ; the elimination is not repeated. A matrix that is singular but for
 * rounding gives large numbers and no error.
 *
 * @throws ArgumentError when a matrix is singular; ShapeError when it is not square or `b` does not fit.
 * @example linalg.solve(tensor([[3, 1], [1, 2]]), tensor([9, 8])) // [2. 3.]
 * @see G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., section 3.4.
 * @public
 */
export function solve<A extends TensorLike, B extends TensorLike>(a: A, b: B & NotTwoTensors<A, B>): Tensor;
export function solve<A extends Shape, B extends Shape>(
  a: Tensor<A>,
  b: Tensor<B> & Fits<"solve", A, B, MatMul<A, B>>,
): Tensor<MatMul<A, B>>;
export function solve(left: TensorLike, right: TensorLike): Tensor {
  const matrices = squareMatrices("solve", left);
  const given = operand("solve", right);
  const dtype = floatingDType(promote(matrices.dtype, given.dtype));
  const [a, b] = [astype(matrices, dtype), astype(given, dtype)];
  const vectors = b.shape.length === a.shape.length - 1;
  checkRows(a.shape, b.shape, vectors);
  if (!vectors) return solveMatrices("solve", a, b);
  const x = solveMatrices("solve", a, reshapeTo(b, [...b.shape, 1]));
  return reshapeTo(x, x.shape.slice(0, -1));
}

/**
 * The inverse of a matrix: A⁻¹, with A A⁻¹ = I. To solve equations, `solve` is faster and more exact.
 *
 * Shapes: `a [..., n, n]` → the same. Integers become float64; float32 stays.
 *
 * @throws ArgumentError when a matrix is singular; ShapeError when it is not square.
 * @example linalg.inv(tensor([[2, 0], [0, 4]]))
 * // [[0.5  0.  ]
 * //  [0.   0.25]]
 * @public
 */
export function inv<S extends Shape>(a: Tensor<S>): Tensor<S>;
export function inv(a: TensorLike): Tensor;
export function inv(input: TensorLike): Tensor {
  const a = squareMatrices("inv", input);
  return solveMatrices("inv", a, identityMatrix(a));
}

/** A⁻¹ B; axes before the last two broadcast. */
function solveMatrices(op: string, a: Tensor, b: Tensor): Tensor {
  if (a.shape.length === 2 && b.shape.length > 2) return solveSideBySide(op, a, b);
  const batch = broadcastShapes(op, a.shape.slice(0, -2), b.shape.slice(0, -2));
  const matrices = broadcastTo(a, [...batch, ...a.shape.slice(-2)]);
  return applyN(solvePrimitive, [matrices, broadcastTo(b, [...batch, ...b.shape.slice(-2)])], { op })[0]!;
}

/** One matrix and a stack of right-hand sides: they become the columns of one, so that A is factored once. */
function solveSideBySide(op: string, a: Tensor, b: Tensor): Tensor {
  const rows = b.shape.length - 2;
  const batch = b.shape.slice(0, -2).map((_, d) => d);
  const wide = apply1(transposePrimitive, b, { axes: [rows, ...batch, rows + 1] });
  const n = a.shape[0]!;
  const columns = reshapeTo(wide, [n, b.shape.reduce((size, length, d) => (d === rows ? size : size * length), 1)]);
  const x = reshapeTo(applyN(solvePrimitive, [a, columns], { op })[0]!, wide.shape);
  return apply1(transposePrimitive, x, { axes: [...batch.map((d) => d + 1), 0, rows + 1] });
}

function checkRows(a: Shape, b: Shape, vectors: boolean): void {
  const n = a[a.length - 1]!;
  const rows = vectors ? b[b.length - 1] : b.length < 2 ? undefined : b[b.length - 2];
  if (rows === n) return;
  const asVectors = !vectors && b[b.length - 1] === n;
  throw new ShapeError({
    code: "shape-mismatch",
    op: "solve",
    problem:
      rows === undefined
        ? "the right-hand side has too few axes"
        : `the matrix has ${count(n!, "row")} and the right-hand side ${rows}`,
    got: `${showShape(a)} and ${showShape(b)}`,
    hint: asVectors
      ? "right-hand sides are columns: solve(a, transpose(b)) takes the rows of b as such"
      : "b is [..., n] when it has one axis fewer than a, and [..., n, m] otherwise",
    shapes: [a, b],
  });
}
