import { promote } from "../dtype.ts";
import { ShapeError, showShape } from "../errors.ts";
import { cast, stepOf } from "../kernels/elementwise.ts";
import { gemm } from "../kernels/matmul.ts";
import { odometer } from "../kernels/reduce.ts";
import { bilinear } from "../kinds.ts";
import { type NotTwoTensors, operand, pair, type TensorLike } from "../lift.ts";
import { apply1, apply2, type Primitive } from "../primitive.ts";
import { broadcastShapes, broadcasts, type Fits, type MatMul, type Shape } from "../shape.ts";
import { dataOf, stridesOf } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { mul } from "./arithmetic.ts";
import { broadcastTo, reshapeTo, transposePrimitive } from "./structure.ts";

function matmulShape(a: Shape, b: Shape): Shape {
  if (a.length === 2 && b.length === 2 && a[1] === b[0]) return [a[0]!, b[1]!];
  const k = a[a.length - 1];
  const l = b[Math.max(b.length - 2, 0)];
  if (a.length === 0 || b.length === 0 || k !== l) throw innerSizesDiffer(a, b);
  const rows = a.length > 1 ? [a[a.length - 2]!] : [];
  const columns = b.length > 1 ? [b[b.length - 1]!] : [];
  return [...a.slice(0, -2), ...rows, ...columns];
}

function innerSizesDiffer(a: Shape, b: Shape): ShapeError {
  const scalar = a.length === 0 || b.length === 0;
  const k = a[a.length - 1];
  const l = b[Math.max(b.length - 2, 0)];
  return new ShapeError({
    code: "shape-mismatch",
    op: "matmul",
    problem: scalar
      ? "an operand is a single number, without rows or columns"
      : `the inner sizes differ, ${k} and ${l}`,
    got: `${showShape(a)} and ${showShape(b)}`,
    hint: scalar ? "mul(a, b) multiplies by a number" : matmulHint(a, b),
    shapes: [a, b],
  });
}

/** The likeliest repair: the operands swapped, or one of them transposed. */
function matmulHint(a: Shape, b: Shape): string {
  const [am, ak] = [a.length > 1 ? a[a.length - 2] : undefined, a[a.length - 1]];
  const [bk, bn] = [b[Math.max(b.length - 2, 0)], b.length > 1 ? b[b.length - 1] : undefined];
  const single = a.length <= 2 && b.length <= 2;
  const transposed = (name: string): string => (single ? `transpose(${name})` : `swapaxes(${name}, -1, -2)`);
  const flipped = (shape: Shape): string => showShape([...shape.slice(0, -2), ...shape.slice(-2).toReversed()]);
  if (single && (bn === undefined ? bk === am : bn === (am ?? ak))) {
    return `the other way round they fit: matmul(b, a) is ${showShape(b)} @ ${showShape(a)}`;
  }
  if (bn !== undefined && ak === bn) {
    const layer = single ? " (a layer of weights [out, in] on a batch [n, in])" : "";
    return `transpose the second: matmul(a, ${transposed("b")}) is ${showShape(a)} @ ${flipped(b)}${layer}`;
  }
  if (am !== undefined && am === bk) {
    return `transpose the first: matmul(${transposed("a")}, b) is ${flipped(a)} @ ${showShape(b)}`;
  }
  return "the first must have as many columns as the second has rows: [m, k] @ [k, n]";
}

/** Matrix product of operands with equal leading axes: [..., m, k] @ [..., k, n], or a vector on either side. */
export const matmulPrimitive: Primitive = bilinear({
  name: "matmul",
  formula: String.raw`Y = AB, \quad \bar A = \bar Y B^{\mathsf T}, \quad \bar B = A^{\mathsf T} \bar Y`,
  reverse: ["g @ b.T", "a.T @ g"],
  abstract: (a, b) => ({ shape: matmulShape(a.shape, b.shape), dtype: promote(a.dtype, b.dtype) }),
  run: (out, left, right) => {
    const a = left.dtype === out.dtype ? left : cast(left, out.dtype);
    const b = right.dtype === out.dtype ? right : cast(right, out.dtype);
    const p = a.shape.length;
    const q = b.shape.length;
    const m = p === 1 ? 1 : a.shape[p - 2]!;
    const k = a.shape[p - 1]!;
    const n = q === 1 ? 1 : b.shape[q - 1]!;
    const aColumn = stepOf(a, 1);
    const aRow = p === 1 ? 0 : stepOf(a, 2);
    const bRow = q === 1 ? stepOf(b, 1) : stepOf(b, 2);
    const bColumn = q === 1 ? 0 : stepOf(b, 1);
    const to = dataOf(out);
    const as = dataOf(a);
    const bs = dataOf(b);
    if (p <= 2 && q <= 2) {
      gemm(to, out.offset, m, n, k, as, a.offset, aRow, aColumn, bs, b.offset, bRow, bColumn);
      return;
    }
    if (out.size === 0) return;
    const batch = a.shape.slice(0, -2).map((_, d) => d);
    const starts: number[] = [];
    odometer(b.shape, stridesOf(b), batch, b.offset, (place) => starts.push(place));
    let i = 0;
    odometer(a.shape, stridesOf(a), batch, a.offset, (place) => {
      gemm(to, out.offset + i * m * n, m, n, k, as, place, aRow, aColumn, bs, starts[i]!, bRow, bColumn);
      i++;
    });
  },
  transposes: [
    (g, a, b) => {
      if (a.shape.length === 1) return b.shape.length === 1 ? mul(g, b) : product(b, g);
      return b.shape.length === 1 ? apply2(outerPrimitive, g, b, null) : product(g, swapped(b));
    },
    (g, a, b) => {
      if (b.shape.length === 1) return a.shape.length === 1 ? mul(g, a) : product(swapped(a), g);
      return a.shape.length === 1 ? apply2(outerPrimitive, a, g, null) : product(swapped(a), g);
    },
  ],
});

/** The matrix product of operands that fit as they are, without broadcasting. */
export function product(a: Tensor, b: Tensor): Tensor {
  return apply2(matmulPrimitive, a, b, null);
}

/** The outer product of two vectors: yᵢⱼ = aᵢ bⱼ. */
export const outerPrimitive: Primitive = bilinear({
  name: "outer",
  formula: String.raw`Y_{ij} = a_i b_j, \quad \bar a = \bar Y b, \quad \bar b = \bar Y^{\mathsf T} a`,
  reverse: ["g @ b", "a @ g"],
  abstract: (a, b) => ({ shape: [a.shape[0]!, b.shape[0]!], dtype: promote(a.dtype, b.dtype) }),
  run: (out, left, right) => {
    const a = left.dtype === out.dtype ? left : cast(left, out.dtype);
    const b = right.dtype === out.dtype ? right : cast(right, out.dtype);
    const [to, as, bs] = [dataOf(out), dataOf(a), dataOf(b)];
    const [aStep, bStep] = [stridesOf(a)[0]!, stridesOf(b)[0]!];
    // Plain products, not sums of one term as in a matrix product: 0 + (−0) is +0, NumPy's outer keeps −0.
    let o = out.offset;
    for (let i = 0, s = a.offset; i < a.size; i++, s += aStep) {
      const u = as[s]!;
      for (let j = 0, t = b.offset; j < b.size; j++, t += bStep) to[o++] = u * bs[t]!;
    }
  },
  transposes: [(g, _a, b) => product(g, b), (g, a) => product(a, g)],
});

const SWAP = { axes: [1, 0] };

/** The last two axes exchanged. */
export function swapped(x: Tensor): Tensor {
  if (x.shape.length === 2) return apply1(transposePrimitive, x, SWAP);
  const axes = x.shape.map((_, d) => d);
  axes.push(...axes.splice(-2).reverse());
  return apply1(transposePrimitive, x, { axes });
}

/**
 * The matrix product: yᵢⱼ = Σₖ aᵢₖ bₖⱼ.
 *
 * Shapes: `[m, k] @ [k, n]` → `[m, n]`; a vector on the left counts as one row, on the right as one column, and that
 * axis is missing in the result (`[k] @ [k]` is the dot product, `[]`). With more axes the last two are multiplied
 * and the ones before broadcast. An inner size of 0 gives zeros.
 *
 * @throws ShapeError when the inner sizes differ or an operand has no axes.
 * @example matmul(tensor([[1, 2], [3, 4]]), tensor([1, 1])) // [3. 7.]
 * @public
 */
export function matmul<M extends number, K extends number, N extends number>(
  a: Tensor<readonly [M, K]>,
  b: Tensor<readonly [NoInfer<K>, N]>,
): Tensor<readonly [M, N]>;
export function matmul<A extends TensorLike, B extends TensorLike>(a: A, b: B & NotTwoTensors<A, B>): Tensor;
export function matmul<A extends Shape, B extends Shape>(
  a: Tensor<A>,
  b: Tensor<B> & Fits<"matmul", A, B, MatMul<A, B>>,
): Tensor<MatMul<A, B>>;
export function matmul(left: TensorLike, right: TensorLike): Tensor {
  const a = operand("matmul", left);
  const b = operand("matmul", right);
  if (a.shape.length <= 2 && b.shape.length <= 2) return product(a, b);
  matmulShape(a.shape, b.shape);
  if (a.shape.length === 1) return withoutAxis(matmulBatched(reshapeTo(a, [1, a.size]), b), -2);
  if (b.shape.length === 1) return withoutAxis(matmulBatched(a, reshapeTo(b, [b.size, 1])), -1);
  return matmulBatched(a, b);
}

/** Both with two axes or more; those before the last two are broadcast. */
function matmulBatched(a: Tensor, b: Tensor): Tensor {
  const [leadingA, leadingB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  if (!broadcasts(leadingA, leadingB)) throw batchesDiffer(a.shape, b.shape);
  const batch = broadcastShapes("matmul", leadingA, leadingB);
  return product(broadcastTo(a, [...batch, ...a.shape.slice(-2)]), broadcastTo(b, [...batch, ...b.shape.slice(-2)]));
}

function batchesDiffer(a: Shape, b: Shape): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "matmul",
    problem: `the axes before the last two do not broadcast, ${showShape(a.slice(0, -2))} and ${showShape(b.slice(0, -2))}`,
    got: `${showShape(a)} and ${showShape(b)}`,
    hint: "they number the matrices of a batch: their lengths must agree or be 1",
    shapes: [a, b],
  });
}

function withoutAxis(y: Tensor, axis: number): Tensor {
  return reshapeTo(y, y.shape.toSpliced(axis, 1));
}

/**
 * The outer product: yᵢⱼ = aᵢ bⱼ.
 *
 * Shapes: `a [m]`, `b [n]` → `[m, n]`; tensors with other than one axis are flattened first.
 *
 * @example outer(tensor([1, 2]), tensor([3, 4]))
 * // [[3. 4.]
 * //  [6. 8.]]
 * @public
 */
export function outer<M extends number, N extends number>(
  a: Tensor<readonly [M]>,
  b: Tensor<readonly [N]>,
): Tensor<readonly [M, N]>;
export function outer(a: TensorLike, b: TensorLike): Tensor<readonly [number, number]>;
export function outer(left: TensorLike, right: TensorLike): Tensor {
  const [a, b] = pair("outer", left, right);
  return apply2(outerPrimitive, reshapeTo(a, [a.size]), reshapeTo(b, [b.size]), null);
}
