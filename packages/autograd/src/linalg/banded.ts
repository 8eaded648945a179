import { count, show } from "../describe.ts";
import { floatingDType, promote } from "../dtype.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { applyN } from "../primitive.ts";
import { solveBandedPrimitive } from "../primitives/banded.ts";
import { astype } from "../primitives/convert.ts";
import { broadcastTo, reshapeTo } from "../primitives/structure.ts";
import { broadcastShapes } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { matrices } from "./square.ts";

/**
 * The solution of A x = b for a matrix with few diagonals: elimination with partial pivoting, in O(n (l + u)²) steps.
 *
 * `bands` is `[l, u]`, how many diagonals lie below and above the main one; `ab` holds them as rows, the uppermost first,
 * each aligned with the columns: A[i, j] = ab[u + i − j, j]. The corners of `ab` outside the matrix are not read.
 *
 * Shapes: `ab [..., l + u + 1, n]`; `b [..., n]` when it has one axis fewer than `ab`, `[..., n, m]` otherwise → the
 * shape of `b`. Leading axes broadcast. Integers become float64; float32 stays.
 *
 * @throws ArgumentError when a matrix is singular or `bands` are no two whole numbers ≥ 0; ShapeError when the shapes do
 * not fit.
 * @example linalg.solveBanded([1, 1], tensor([[0, 1, 1], [2, 3, 2], [1, 1, 0]]), tensor([3, 5, 3])) // [1. 1. 1.]
 * @see https://docs.scipy.org/doc/scipy/reference/generated/scipy.linalg.solve_banded.html
 * @public
 */
export function solveBanded(bands: readonly [l: number, u: number], ab: TensorLike, b: TensorLike): Tensor {
  const op = "solveBanded";
  const [given, sides] = [matrices(op, ab), operand(op, b)];
  const [lower, upper] = checkBands(op, bands);
  const dtype = floatingDType(promote(given.dtype, sides.dtype));
  const [rows, n] = given.shape.slice(-2) as [number, number];
  const vectors = sides.shape.length === given.shape.length - 1;
  if (rows !== lower + upper + 1 || (vectors ? sides.shape.at(-1) : sides.shape.at(-2)) !== n) {
    throw new ShapeError({
      code: "shape-mismatch",
      op,
      problem: `with ${count(lower, "diagonal")} below and ${upper} above the main one ab is [${lower + upper + 1}, n], and b has n rows`,
      got: `${showShape(given.shape)} and ${showShape(sides.shape)}`,
      hint: "each diagonal is a row of ab, filled up to the length n where it is shorter",
      shapes: [given.shape, sides.shape],
    });
  }
  const columns = astype(vectors ? reshapeTo(sides, [...sides.shape, 1]) : sides, dtype);
  const batch = broadcastShapes(op, given.shape.slice(0, -2), columns.shape.slice(0, -2));
  const inputs = [astype(given, dtype), columns].map((x) => broadcastTo(x, [...batch, ...x.shape.slice(-2)]));
  const x = applyN(solveBandedPrimitive, inputs, { lower, upper, transposed: false })[0]!;
  return vectors ? reshapeTo(x, x.shape.slice(0, -1)) : x;
}

function checkBands(op: string, bands: readonly [number, number]): readonly [number, number] {
  const fine = Array.isArray(bands) && bands.length === 2 && bands.every((k) => Number.isInteger(k) && k >= 0);
  if (fine) return [bands[0], bands[1]];
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: `the numbers of diagonals below and above must be two whole numbers ≥ 0, not ${show(bands)}`,
    hint: "for a tridiagonal matrix [1, 1]",
  });
}
