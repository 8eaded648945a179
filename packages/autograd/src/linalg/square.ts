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

function checkSquare(op: string, shape: Shape): void {
  const [n, m] = shape.slice(-2);
  if (shape.length >= 2 && n === m) return;
  throw new ShapeError({
    code: "shape-mismatch",
    op,
    problem:
      shape.length < 2
        ? `a matrix has two axes, this has ${count(shape.length, "axis", "axes")}`
        : `the matrix must be square, it has ${count(n!, "row")} and ${count(m!, "column")}`,
    got: `shape ${showShape(shape)}`,
    hint:
      shape.length < 2
        ? "pass a matrix [n, n], or a stack of them [..., n, n]"
        : "for more equations than unknowns solve the normal equations: solve(matmul(transpose(a), a), matmul(transpose(a), b))",
    shapes: [shape],
  });
}
