import { axisOf } from "../axes.ts";
import { general } from "../general.ts";
import { rowsOf } from "../kernels/copy.ts";
import { cumulate, throughRunningMax } from "../kernels/cumulative.ts";
import { cast } from "../kernels/elementwise.ts";
import { linear, linearN } from "../kinds.ts";
import { operand, type TensorLike } from "../lift.ts";
import { type Aval, apply1, applyN, type Primitive } from "../primitive.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { neg } from "./arithmetic.ts";
import { astype } from "./convert.ts";
import { reshapeTo } from "./structure.ts";

type Running = { readonly axis: number; readonly reverse: boolean };
type Along = { readonly axis: number };

/** Running sums along an axis, from its start or, in reverse, from its end. */
export const cumsumPrimitive: Primitive = linear<Running>({
  name: "cumsum",
  formula: String.raw`y_i = \sum_{j \le i} x_j`,
  reverse: ["cumsum(g) from the end"],
  abstract: (x) => ({ shape: x.shape, dtype: x.dtype === "bool" ? "int32" : x.dtype }),
  run: (out, x, { axis, reverse }) => {
    const { data, offset } = rowsOf(x.dtype === out.dtype ? x : cast(x, out.dtype));
    cumulate(out, data, offset, axis, reverse);
  },
  transpose: (g, { axis, reverse }) => apply1(cumsumPrimitive, g, { axis, reverse: !reverse }),
});

/** The largest so far along an axis. */
export const cummaxPrimitive: Primitive = general<Along>({
  name: "cummax",
  formula: String.raw`y_i = \max_{j \le i} x_j, \quad \partial_j = \frac{[x_j = y_i]}{\text{number of ties}}`,
  reverse: ["g where x is the largest so far, shared by ties, summed over where it stays so"],
  abstract: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
  run: ([out], [x], { axis }) => throughRunningMax("max", out!, x!, x!, axis),
  vjp: ([g], _ys, [x], { axis }) => [applyN(cummaxSpreadPrimitive, [g!, x!], { axis })[0]!],
});

const likeFirst = ([g, x]: readonly Aval[]): Aval[] => [
  { shape: x!.shape, dtype: g!.dtype === "float32" ? "float32" : "float64" },
];

/** Each number shared among the entries that are the largest up to its place: the transpose of cummax's derivative. */
export const cummaxSpreadPrimitive: Primitive = linearN<Along>({
  name: "cummaxSpread",
  formula: String.raw`y_j = \sum_{i \ge j: x_j = \max_{k \le i} x_k} \frac{g_i}{\text{number of ties}}`,
  reverse: ["cummaxPick(g, x)", ""],
  operands: ["g", "x"],
  abstract: likeFirst,
  run: ([out], [g, x], { axis }) => throughRunningMax("spread", out!, g!, x!, axis),
  transposes: [(t, params, [, x]) => applyN(cummaxPickPrimitive, [t, x!], params)[0]!, null],
});

/** The mean of what stands at the entries that are the largest so far: the derivative of cummax. */
export const cummaxPickPrimitive: Primitive = linearN<Along>({
  name: "cummaxPick",
  formula: String.raw`y_i = \frac{1}{\text{number of ties}} \sum_{j \le i: x_j = \max_{k \le i} x_k} t_j`,
  reverse: ["cummaxSpread(g, x)", ""],
  operands: ["t", "x"],
  abstract: likeFirst,
  run: ([out], [t, x], { axis }) => throughRunningMax("pick", out!, t!, x!, axis),
  transposes: [(g, params, [, x]) => applyN(cummaxSpreadPrimitive, [g, x!], params)[0]!, null],
});

/** The tensor and the axis to go along: flattened when none is given. */
export function lane(op: string, input: TensorLike, axis: number | null): readonly [Tensor, number] {
  const x = operand(op, input);
  return axis === null ? [reshapeTo(x, [x.size]), 0] : [x, axisOf(op, axis, x.shape)];
}

/**
 * Running sums along an axis: yᵢ = x₀ + … + xᵢ; of the flattened tensor when no axis is given.
 *
 * Shapes: `x [...]` → `[...]` along an axis, `[number of elements]` without. Bools are counted (int32).
 *
 * @throws ArgumentError when the axis does not exist.
 * @example cumsum(tensor([1, 2, 3])) // [1. 3. 6.]
 * @public
 */
export function cumsum<S extends Shape>(x: Tensor<S>, axis: number): Tensor<S>;
export function cumsum(x: TensorLike, axis?: number | null): Tensor;
export function cumsum(input: TensorLike, axis: number | null = null): Tensor {
  const [x, d] = lane("cumsum", input, axis);
  return apply1(cumsumPrimitive, x, { axis: d, reverse: false });
}

/**
 * The largest so far along an axis: yᵢ = max(x₀, …, xᵢ); of the flattened tensor when no axis is given. From the first
 * NaN on it is NaN.
 *
 * Shapes: `x [...]` → `[...]` along an axis, `[number of elements]` without.
 * Derivative at ties: shared equally among the largest so far, as in `max`.
 *
 * @throws ArgumentError when the axis does not exist.
 * @example cummax(tensor([1, 3, 2, 4])) // [1. 3. 3. 4.]
 * @public
 */
export function cummax<S extends Shape>(x: Tensor<S>, axis: number): Tensor<S>;
export function cummax(x: TensorLike, axis?: number | null): Tensor;
export function cummax(input: TensorLike, axis: number | null = null): Tensor {
  const [x, d] = lane("cummax", input, axis);
  return applyN(cummaxPrimitive, [x], { axis: d })[0]!;
}

/**
 * The smallest so far along an axis: yᵢ = min(x₀, …, xᵢ); of the flattened tensor when no axis is given. From the first
 * NaN on it is NaN.
 *
 * Shapes: `x [...]` → `[...]` along an axis, `[number of elements]` without.
 * Derivative at ties: shared equally among the smallest so far, as in `min`.
 *
 * @throws ArgumentError when the axis does not exist.
 * @example cummin(tensor([4, 2, 3, 1])) // [4. 2. 2. 1.]
 * @public
 */
export function cummin<S extends Shape>(x: Tensor<S>, axis: number): Tensor<S>;
export function cummin(x: TensorLike, axis?: number | null): Tensor;
export function cummin(input: TensorLike, axis: number | null = null): Tensor {
  const [x, d] = lane("cummin", input, axis);
  const y = neg(applyN(cummaxPrimitive, [neg(x)], { axis: d })[0]!);
  return x.dtype === "bool" ? astype(y, "bool") : y;
}
