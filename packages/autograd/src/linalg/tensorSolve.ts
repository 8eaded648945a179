import { axesOf } from "../axes.ts";
import { count, show } from "../describe.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { apply1 } from "../primitive.ts";
import { reshapeTo, transposePrimitive } from "../primitives/structure.ts";
import { type Shape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { inv, solve } from "./solve.ts";

/**
 * The tensor x with Σ a[i…, j…] x[j…] = b[i…], summed over all the last axes: `solve` with the axes of x and of b each
 * taken for one.
 *
 * Shapes: `a [I…, J…]`, `b [I…]` → `[J…]`, where I… and J… have equally many elements. The given `axes` of `a` are first
 * moved to its end.
 *
 * @throws ShapeError when `a` is not such a square; ArgumentError when it is singular or an axis does not exist.
 * @example linalg.tensorsolve(reshape(eye(4), [2, 2, 4]), tensor([[1, 2], [3, 4]])) // [1. 2. 3. 4.]
 * @public
 */
export function tensorsolve(a: TensorLike, b: TensorLike, axes?: readonly number[] | null): Tensor {
  const [given, right] = [operand("tensorsolve", a), operand("tensorsolve", b)];
  const last = axes === undefined || axes === null ? [] : axesOf("tensorsolve", axes, given.shape);
  const order = [...given.shape.keys()].filter((d) => !last.includes(d)).concat(last);
  const moved = apply1(transposePrimitive, given, { axes: order });
  const shape = moved.shape.slice(right.shape.length);
  const n = sizeOf(shape);
  if (n * n !== given.size || n !== right.size) throw notSquare("tensorsolve", given.shape, right.shape);
  return reshapeTo(solve(reshapeTo(moved, [n, n]), reshapeTo(right, [n])), shape);
}

/**
 * The inverse of a tensor as a linear map from its last axes to its first `ind`: with `tensorsolve(a, b)` it is
 * tensordot(tensorinv(a), b).
 *
 * Shapes: `a [I…, J…]` with `ind` axes in I… and as many elements in I… as in J… → `[J…, I…]`.
 *
 * @throws ShapeError when `a` is not such a square; ArgumentError when it is singular or `ind` is not a whole number > 0.
 * @example linalg.tensorinv(reshape(mul(2, eye(4)), [4, 2, 2]), 1).shape // [2, 2, 4]
 * @public
 */
export function tensorinv(a: TensorLike, ind: number = 2): Tensor {
  return within("tensorinv", () => {
    const x = operand("tensorinv", a);
    if (!Number.isInteger(ind) || ind <= 0 || ind > x.shape.length) {
      throw new ArgumentError({
        code: "bad-argument",
        op: "tensorinv",
        problem: `ind must be a number of axes of a, which has ${count(x.shape.length, "axis", "axes")}, not ${show(ind)}`,
        hint: "the first ind axes are the results of the map, the others its arguments",
      });
    }
    const [rows, columns] = [x.shape.slice(0, ind), x.shape.slice(ind)];
    const n = sizeOf(rows);
    if (n !== sizeOf(columns)) throw notSquare("tensorinv", x.shape, rows);
    return reshapeTo(inv(reshapeTo(x, [n, n])), [...columns, ...rows]);
  });
}

function notSquare(op: string, a: Shape, rows: Shape): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem: `the first axes of a must have as many elements as the others: ${sizeOf(rows)} of ${sizeOf(a)}`,
    got: `${showShape(a)} and ${showShape(rows)}`,
    hint: "as a matrix a must be square: [6, 4, 2, 3] maps 24 numbers to 6, [2, 3, 6] maps 6 to 6",
    shapes: [a, rows],
  });
}
