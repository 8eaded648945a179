import { promote } from "../dtype.ts";
import { general } from "../general.ts";
import { recur } from "../kernels/cumulative.ts";
import { cast } from "../kernels/elementwise.ts";
import { plus, scale } from "../kinds.ts";
import { apply1, applyN, type Primitive } from "../primitive.ts";
import type { Shape } from "../shape.ts";
import { repeatedZero } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { concatenatePrimitive } from "./concatenate.ts";
import { slicePrimitive } from "./slice.ts";

type Along = { readonly axis: number };

/** The shape with another length along an axis. */
export const withLength = (shape: Shape, axis: number, n: number): Shape =>
  shape.map((length, d) => (d === axis ? n : length));

/** `n` entries along an axis, from one on, forwards or backwards. */
const range = (x: Tensor, axis: number, start: number, step: 1 | -1, n: number): Tensor =>
  apply1(slicePrimitive, x, {
    whole: x.shape,
    starts: x.shape.map((_, d) => (d === axis ? start : 0)),
    steps: x.shape.map((_, d) => (d === axis ? step : 1)),
    axes: x.shape.map((_, d) => d),
    part: withLength(x.shape, axis, n),
  });

/** Each entry in the next one's place, with 0 for the first one. */
function shifted(x: Tensor, axis: number): Tensor {
  const n = x.shape[axis]!;
  const zero = repeatedZero(withLength(x.shape, axis, 1), x.dtype);
  return applyN(concatenatePrimitive, [zero, range(x, axis, 0, 1, n - 1)], { axis })[0]!;
}

/**
 * The recurrence yᵢ = aᵢ yᵢ₋₁ + bᵢ along an axis; it begins with b₀, and a₀ plays no part. Its derivative is another one,
 * from the end: with λᵢ = gᵢ + aᵢ₊₁ λᵢ₊₁ that by bᵢ is λᵢ and that by aᵢ is λᵢ yᵢ₋₁.
 *
 * @see G. E. Blelloch (1990), Prefix sums and their applications, CMU-CS-90-190, section 4.1.
 */
export const recurrencePrimitive: Primitive = general<Along>({
  name: "recurrence",
  formula: String.raw`y_i = a_i y_{i-1} + b_i, \quad y_0 = b_0`,
  reverse: ["λ times the y before it", "λ, with λᵢ = gᵢ + aᵢ₊₁ λᵢ₊₁"],
  operands: ["a", "b"],
  abstract: ([a, b]) => {
    const dtype = promote(a!.dtype, b!.dtype);
    return [{ shape: b!.shape, dtype: dtype === "bool" ? "int32" : dtype }];
  },
  run: ([out], [a, b], { axis }) => {
    const [factors, terms] = [a!, b!].map((x) => (x.dtype === out!.dtype ? x : cast(x, out!.dtype)));
    recur(out!, factors!, terms!, axis);
  },
  vjp: ([g], [y], [a], { axis }, [byA]) => {
    const n = y!.shape[axis]!;
    if (n === 0) return [byA ? g! : null, g!];
    const backwards = (x: Tensor): Tensor => range(x, axis, n - 1, -1, n);
    const factors = shifted(backwards(a!), axis);
    const lambda = backwards(applyN(recurrencePrimitive, [factors, backwards(g!)], { axis })[0]!);
    return [byA ? scale(lambda, shifted(y!, axis)) : null, lambda];
  },
  jvp: ([ta, tb], [y], [a], { axis }) => {
    if (y!.shape[axis] === 0) return [tb ?? ta!];
    const terms = plus(tb ?? null, ta ? scale(ta, shifted(y!, axis)) : null);
    return [terms && applyN(recurrencePrimitive, [a!, terms], { axis })[0]!];
  },
});
