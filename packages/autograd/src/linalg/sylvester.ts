import { floatingDType, promote } from "../dtype.ts";
import { ShapeError, showShape } from "../errors.ts";
import type { TensorLike } from "../lift.ts";
import { applyN } from "../primitive.ts";
import { astype } from "../primitives/convert.ts";
import { broadcastTo } from "../primitives/structure.ts";
import { sqrtmPrimitive, sylvesterPrimitive } from "../primitives/sylvester.ts";
import { broadcastShapes, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { matrices, squareMatrices } from "./square.ts";

/**
 * The solution X of Sylvester's equation A X + X B = Q.
 *
 * Shapes: `a [..., m, m]`, `b [..., n, n]`, `q [..., m, n]` → `[..., m, n]`; leading axes broadcast. Integers become
 * float64; float32 stays. NaN gives NaN.
 *
 * @throws ArgumentError when an eigenvalue of A is one of −B, so that there is no single solution; ShapeError when the
 * shapes do not fit.
 * @example linalg.solveSylvester(tensor([[1, 0], [0, 2]]), tensor([[3]]), tensor([[4], [10]]))
 * // [[1.]
 * //  [2.]]
 * @see R. H. Bartels, G. W. Stewart (1972), Solution of the matrix equation AX + XB = C, Comm. ACM 15.
 * @public
 */
export function solveSylvester(a: TensorLike, b: TensorLike, q: TensorLike): Tensor {
  const op = "solveSylvester";
  const given = [squareMatrices(op, a), squareMatrices(op, b), matrices(op, q)] as const;
  const dtype = floatingDType(promote(promote(given[0].dtype, given[1].dtype), given[2].dtype));
  const [m, n] = [given[0], given[1]].map(({ shape }) => shape[shape.length - 1]!) as [number, number];
  const rectangle = given[2].shape.slice(-2);
  if (rectangle[0] !== m || rectangle[1] !== n) {
    throw new ShapeError({
      code: "shape-mismatch",
      op,
      problem: `with a ${m}×${m} and b ${n}×${n}, q must be ${m}×${n}, it is ${rectangle[0]}×${rectangle[1]}`,
      got: given.map(({ shape }) => showShape(shape)).join(", "),
      hint: "q has the rows of a and the columns of b",
      shapes: given.map(({ shape }) => shape),
    });
  }
  const leading = given.map(({ shape }) => shape.slice(0, -2));
  const batch = leading.reduce((all, shape) => broadcastShapes(op, all, shape), [] as Shape);
  const inputs = given.map((x) => broadcastTo(astype(x, dtype), [...batch, ...x.shape.slice(-2)]));
  return applyN(sylvesterPrimitive, inputs, { op })[0]!;
}

/**
 * The principal square root of a square matrix: Y with Y Y = A, of whose eigenvalues none has a negative real part. Of a
 * symmetric positive definite matrix it is symmetric and positive definite.
 *
 * Shapes: `a [..., n, n]` → the same. Integers become float64; float32 stays. NaN or infinity gives NaN.
 *
 * Derivative: where no eigenvalue is 0, also where some are equal.
 *
 * @throws ArgumentError when an eigenvalue is negative, so that the root is not real; ShapeError when a matrix is not
 * square.
 * @example linalg.sqrtm(tensor([[4, 1], [0, 9]]))
 * // [[2.  0.2]
 * //  [0.  3. ]]
 * @see N. J. Higham (1987), Computing real square roots of a real matrix, Linear Algebra Appl. 88/89.
 * @public
 */
export function sqrtm<S extends Shape>(a: Tensor<S>): Tensor<S>;
export function sqrtm(a: TensorLike): Tensor;
export function sqrtm(a: TensorLike): Tensor {
  return applyN(sqrtmPrimitive, [squareMatrices("sqrtm", a)], null)[0]!;
}
