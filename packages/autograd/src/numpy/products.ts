import { axisOf } from "../axes.ts";
import { listOf } from "../checks.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { at } from "../indexing/at.ts";
import { type NotTwoTensors, operand, pair, type TensorLike } from "../lift.ts";
import { apply1 } from "../primitive.ts";
import { mul, sub } from "../primitives/arithmetic.ts";
import { matmul, product } from "../primitives/matmul.ts";
import { reshapeTo, transposePrimitive } from "../primitives/structure.ts";
import { type Fits, type MatMul, type Shape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { stack } from "./join.ts";
import { sum } from "./reduce.ts";
import { expandDims, moveaxis, swapaxes } from "./shape.ts";

/** The axes to sum over: how many last ones meet how many first ones, or which of `a` with which of `b`. @public */
export type DotAxes = number | readonly [number | readonly number[], number | readonly number[]];

/**
 * The sum of products over axes of two tensors that are paired: the last `axes` of `a` with the first `axes` of `b`, or
 * those that a pair of lists names.
 *
 * Shapes: the axes that remain of `a`, then those of `b`: with 2, `a [n, i, j]`, `b [i, j, m]` → `[n, m]`.
 *
 * @throws ArgumentError when an axis does not exist; ShapeError when paired axes differ in length.
 * @example tensordot(tensor([[1, 2], [3, 4]]), tensor([[1, 0], [0, 1]]), 2) // 5.0
 * @public
 */
export function tensordot(left: TensorLike, right: TensorLike, axes: DotAxes = 2): Tensor {
  const [a, b] = pair("tensordot", left, right);
  const [ofA, ofB] = pairs(axes, a.shape, b.shape);
  const restA = [...a.shape.keys()].filter((d) => !ofA.includes(d));
  const restB = [...b.shape.keys()].filter((d) => !ofB.includes(d));
  const [m, n] = [restA.map((d) => a.shape[d]!), restB.map((d) => b.shape[d]!)];
  const k = sizeOf(ofA.map((d) => a.shape[d]!));
  const p = reshapeTo(inOrder(a, [...restA, ...ofA]), [sizeOf(m), k]);
  const q = reshapeTo(inOrder(b, [...ofB, ...restB]), [k, sizeOf(n)]);
  return reshapeTo(product(p, q), [...m, ...n]);
}

function inOrder(x: Tensor, axes: readonly number[]): Tensor {
  return axes.every((axis, d) => axis === d) ? x : apply1(transposePrimitive, x, { axes });
}

function pairs(axes: DotAxes, a: Shape, b: Shape): readonly [number[], number[]] {
  const list = (one: number | readonly number[]): readonly number[] => {
    if (typeof one === "number") return [one];
    return listOf("tensordot", "the axes of each tensor", one, "tensordot(a, b, [[1], [0]])");
  };
  if (typeof axes !== "number")
    listOf("tensordot", "paired axes", axes, "tensordot(a, b, [[1], [0]]), or the number of axes");
  if (typeof axes === "number" && !(Number.isInteger(axes) && axes >= 0 && axes <= Math.min(a.length, b.length))) {
    throw new ArgumentError({
      code: "bad-axis",
      op: "tensordot",
      problem: `${axes} axes cannot be paired`,
      got: `${showShape(a)} and ${showShape(b)}`,
      hint: "the number of axes is at most that of both tensors; [[0], [1]] pairs axis 0 of the first with axis 1 of the second",
      shapes: [a, b],
    });
  }
  const [first, second] =
    typeof axes === "number"
      ? [Array.from({ length: axes }, (_, i) => a.length - axes + i), Array.from({ length: axes }, (_, i) => i)]
      : [list(axes[0]), list(axes[1])];
  const ofA = first.map((axis) => axisOf("tensordot", axis, a));
  const ofB = second.map((axis) => axisOf("tensordot", axis, b));
  const wrong = ofA.findIndex((d, i) => a[d] !== b[ofB[i]!]);
  if (ofA.length === ofB.length && wrong < 0) return [ofA, ofB];
  throw new ShapeError({
    code: "shape-mismatch",
    op: "tensordot",
    problem:
      wrong < 0 || ofB[wrong] === undefined
        ? `${ofA.length} axes of the first are paired with ${ofB.length} of the second`
        : `axis ${ofA[wrong]} of the first has length ${a[ofA[wrong]!]}, axis ${ofB[wrong]} of the second ${b[ofB[wrong]!]}`,
    got: `${showShape(a)} and ${showShape(b)}`,
    hint: "paired axes are summed over together, so their lengths must agree",
    shapes: [a, b],
  });
}

/**
 * NumPy's `dot`: the scalar product of vectors, the matrix product of matrices, the plain product where one of both is a
 * single number; otherwise the sum over the last axis of `a` and the last but one of `b`.
 *
 * Shapes: `[k] · [k]` → `[]`, `[m, k] · [k, n]` → `[m, n]`, `[..., k] · [..., k, n]` → `[..., ..., n]`: unlike in
 * `matmul` the axes before are not paired.
 *
 * @throws ShapeError when the lengths that are summed over differ.
 * @example dot(tensor([1, 2]), tensor([3, 4])) // 11.0
 * @public
 */
export function dot<A extends TensorLike, B extends TensorLike>(a: A, b: B & NotTwoTensors<A, B>): Tensor;
export function dot<A extends Shape, B extends Shape>(
  a: Tensor<A>,
  b: Tensor<B> & Fits<"dot", A, B, MatMul<A, B>>,
): Tensor<MatMul<A, B>>;
export function dot(left: TensorLike, right: TensorLike): Tensor {
  return within("dot", () => {
    const [a, b] = pair("dot", left, right);
    if (a.ndim === 0 || b.ndim === 0) return mul(a, b);
    if (a.ndim <= 2 && b.ndim <= 2) return matmul(a as TensorLike, b as TensorLike);
    return tensordot(a, b, [[-1], [Math.max(b.ndim - 2, 0)]]);
  });
}

/**
 * The sum of products over the last axes: of vectors the scalar product.
 *
 * Shapes: `a [..., k]`, `b [..., k]` → the axes of `a` but the last, then those of `b`; where one is a single number the
 * plain product.
 *
 * @throws ShapeError when the last axes differ in length.
 * @example inner(tensor([[1, 2], [3, 4]]), tensor([1, 1])) // [3. 7.]
 * @public
 */
export function inner(left: TensorLike, right: TensorLike): Tensor {
  return within("inner", () => {
    const [a, b] = pair("inner", left, right);
    return a.ndim === 0 || b.ndim === 0 ? mul(a, b) : tensordot(a, b, [[-1], [-1]]);
  });
}

/**
 * The scalar product of all elements of two tensors: Σᵢ aᵢ bᵢ.
 *
 * Shapes: two tensors of equal size → `[]`.
 *
 * @throws ShapeError when the sizes differ.
 * @example vdot(tensor([[1, 2], [3, 4]]), tensor([[1, 1], [1, 1]])) // 10.0
 * @public
 */
export function vdot(left: TensorLike, right: TensorLike): Tensor<readonly []> {
  return within("vdot", () => {
    const [a, b] = pair("vdot", left, right);
    return product(reshapeTo(a, [a.size]), reshapeTo(b, [b.size])) as Tensor<readonly []>;
  });
}

/**
 * The Kronecker product: every entry of `a` times the whole of `b`.
 *
 * Shapes: `a [m, n]`, `b [p, q]` → `[mp, nq]`; with any equal numbers of axes, the smaller one filled up in front.
 *
 * @example kron(tensor([1, 10]), tensor([1, 2])) // [ 1.  2. 10. 20.]
 * @public
 */
export function kron(left: TensorLike, right: TensorLike): Tensor {
  const [a, b] = pair("kron", left, right);
  const rank = Math.max(a.ndim, b.ndim);
  const filled = ({ shape }: Tensor): number[] => [...new Array<number>(rank - shape.length).fill(1), ...shape];
  const [p, q] = [filled(a), filled(b)];
  const blocks = mul(
    reshapeTo(
      a,
      p.flatMap((n) => [n, 1]),
    ),
    reshapeTo(
      b,
      q.flatMap((n) => [1, n]),
    ),
  );
  return reshapeTo(
    blocks,
    p.map((n, d) => n * q[d]!),
  );
}

/**
 * The cross product of vectors in space, or the third component of it for vectors in the plane, along an axis:
 * (a₁b₂ − a₂b₁, a₂b₀ − a₀b₂, a₀b₁ − a₁b₀).
 *
 * Shapes: `a [..., 3]`, `b [..., 3]` → `[..., 3]`, the axes before broadcast; `[..., 2]` twice → `[...]`; a vector in the
 * plane beside one in space counts as one with third component 0. `axis` is where the components are in all three.
 *
 * @throws ShapeError when an operand has not 2 or 3 components; ArgumentError when the axis does not exist.
 * @example cross(tensor([1, 0, 0]), tensor([0, 1, 0])) // [0. 0. 1.]
 * @public
 */
export function cross(left: TensorLike, right: TensorLike, axis = -1): Tensor {
  const [a, b] = [operand("cross", left), operand("cross", right)].map((x) => {
    const last = moveaxis(x, axisOf("cross", axis, x.shape), -1);
    const n = last.shape[last.ndim - 1]!;
    if (n !== 2 && n !== 3) throw wrongComponents(x.shape, n);
    return Array.from({ length: n }, (_, i) => at(last, "...", i));
  });
  const [a0, a1, a2] = a!;
  const [b0, b1, b2] = b!;
  const third = sub(mul(a0!, b1!), mul(a1!, b0!));
  if (a2 === undefined && b2 === undefined) return third;
  const times = (x: Tensor | undefined, y: Tensor | undefined): Tensor => (x && y ? mul(x, y) : mul(0, third));
  const y = [sub(times(a1, b2), times(a2, b1)), sub(times(a2, b0), times(a0, b2)), third];
  const whole = stack(y, -1);
  return moveaxis(whole, -1, axisOf("cross", axis, whole.shape));
}

function wrongComponents(shape: Shape, n: number): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "cross",
    problem: `vectors have 2 or 3 components, not ${n}`,
    got: `shape ${showShape(shape)}`,
    hint: "the components are along the last axis unless another is given",
    shapes: [shape],
  });
}

function unlikeVectors(a: Shape, b: Shape): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "vecdot",
    problem: `the vectors have ${a.at(-1)} and ${b.at(-1)} components`,
    got: `shapes ${showShape(a)} and ${showShape(b)}, the vectors last`,
    hint: "only the other axes broadcast; sum(mul(a, b), -1) takes a single component for all",
    shapes: [a, b],
  });
}

function noMatrixAndVector(op: string, matrix: Shape, vector: Shape): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem: `a matrix has at least two axes and a vector one, not ${matrix.length} and ${vector.length}`,
    got: `a matrix of shape ${showShape(matrix)}, a vector of shape ${showShape(vector)}`,
    hint: "vecdot multiplies vectors with vectors; matvec(a, x) takes the matrix first, vecmat(x, a) the vector",
    shapes: [matrix, vector],
  });
}

/**
 * The scalar products of vectors along an axis: Σᵢ aᵢ bᵢ.
 *
 * Shapes: `a [..., n]`, `b [..., n]` → `[...]`, the axes before broadcast; of both, `axis` is where the vectors are.
 *
 * @throws ShapeError when the vectors differ in length, or the other axes do not broadcast; ArgumentError when the axis
 * does not exist.
 * @example vecdot(tensor([[1, 2], [3, 4]]), tensor([1, 1])) // [3. 7.]
 * @public
 */
export function vecdot(left: TensorLike, right: TensorLike, axis = -1): Tensor {
  return within("vecdot", () => {
    const [a, b] = [operand("vecdot", left), operand("vecdot", right)].map((x) =>
      moveaxis(x, axisOf("vecdot", axis, x.shape), -1),
    );
    // A vector of one component does not stand for a longer one, though as axes of a product the two would broadcast.
    if (a!.shape.at(-1) !== b!.shape.at(-1)) throw unlikeVectors(a!.shape, b!.shape);
    return sum(mul(a!, b!) as TensorLike, [-1]);
  });
}

/**
 * The products of matrices with vectors: yᵢ = Σⱼ aᵢⱼ xⱼ.
 *
 * Shapes: `a [..., m, n]`, `x [..., n]` → `[..., m]`, the axes before broadcast.
 *
 * @throws ShapeError when the lengths that are summed over differ, or there is no matrix or no vector.
 * @example matvec(tensor([[1, 2], [3, 4]]), tensor([1, 1])) // [3. 7.]
 * @public
 */
export function matvec(a: TensorLike, x: TensorLike): Tensor {
  return within("matvec", () => {
    const [matrix, vector] = [operand("matvec", a), operand("matvec", x)];
    if (matrix.ndim < 2 || vector.ndim < 1) throw noMatrixAndVector("matvec", matrix.shape, vector.shape);
    const y = matmul(matrix as TensorLike, expandDims(vector, -1) as TensorLike);
    return reshapeTo(y, y.shape.slice(0, -1));
  });
}

/**
 * The products of vectors with matrices: yⱼ = Σᵢ xᵢ aᵢⱼ.
 *
 * Shapes: `x [..., m]`, `a [..., m, n]` → `[..., n]`, the axes before broadcast.
 *
 * @throws ShapeError when the lengths that are summed over differ, or there is no matrix or no vector.
 * @example vecmat(tensor([1, 1]), tensor([[1, 2], [3, 4]])) // [4. 6.]
 * @public
 */
export function vecmat(x: TensorLike, a: TensorLike): Tensor {
  return within("vecmat", () => {
    const [vector, matrix] = [operand("vecmat", x), operand("vecmat", a)];
    if (matrix.ndim < 2 || vector.ndim < 1) throw noMatrixAndVector("vecmat", matrix.shape, vector.shape);
    const y = matmul(expandDims(vector, -2) as TensorLike, matrix as TensorLike);
    return reshapeTo(y, y.shape.toSpliced(-2, 1));
  });
}

/**
 * The matrices of the last two axes, transposed.
 *
 * Shapes: `x [..., n, m]` → `[..., m, n]`.
 *
 * @throws ArgumentError when `x` has fewer than two axes.
 * @example matrixTranspose(tensor([[1, 2], [3, 4]]))
 * // [[1. 3.]
 * //  [2. 4.]]
 * @public
 */
export function matrixTranspose(x: TensorLike): Tensor {
  return within("matrixTranspose", () => {
    return swapaxes(operand("matrixTranspose", x), -1, -2);
  });
}
