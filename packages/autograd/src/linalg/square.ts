import { count } from "../describe.ts";
import { floatingDType } from "../dtype.ts";
import { ShapeError, showShape } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { astype } from "../primitives/convert.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/**
 * A floating tensor of square matrices.
 *
 * @throws ShapeError when it has fewer than two axes or the last two differ.
 */
export function squareMatrices(op: string, input: TensorLike): Tensor {
  const a = operand(op, input);
  checkSquare(op, a.shape);
  return astype(a, floatingDType(a.dtype));
}

/**
 * A floating tensor of matrices of any size.
 *
 * @throws ShapeError when it has fewer than two axes.
 */
export function matrices(op: string, input: TensorLike): Tensor {
  const a = operand(op, input);
  if (a.shape.length < 2) throw tooFewAxes(op, a.shape, "[m, n]");
  return astype(a, floatingDType(a.dtype));
}

function tooFewAxes(op: string, shape: Shape, matrix: string): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem: `a matrix has two axes, this has ${count(shape.length, "axis", "axes")}`,
    got: `shape ${showShape(shape)}`,
    hint: `pass a matrix ${matrix}, or a stack of them ${matrix.replace("[", "[..., ")}`,
    shapes: [shape],
  });
}

function checkSquare(op: string, shape: Shape): void {
  if (shape.length < 2) throw tooFewAxes(op, shape, "[n, n]");
  const [n, m] = shape.slice(-2);
  if (n === m) return;
  throw new ShapeError({
    code: "shape-mismatch",
    op,
    problem: `the matrix must be square, it has ${count(n!, "row")} and ${count(m!, "column")}`,
    got: `shape ${showShape(shape)}`,
    hint: HINTS[op] ?? "the product of a matrix with its transpose is square: matmul(transpose(a), a)",
    shapes: [shape],
  });
}

/** What to use for a rectangular matrix instead. */
const HINTS: Readonly<Record<string, string>> = {
  solve: "lstsq(a, b) takes more equations than unknowns, or fewer",
  inv: "pinv(a) is the pseudoinverse of a rectangular matrix",
  eigh: "svd(a) decomposes rectangular matrices",
};
