import { general } from "../general.ts";
import { sharesAndLogs } from "../kernels/softmax.ts";
import { plus, scale } from "../kinds.ts";
import { apply1, applyN, type Primitive } from "../primitive.ts";
import { dataOf, flatData } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { abs } from "./absolute.ts";
import { sub } from "./arithmetic.ts";
import { equal } from "./compare.ts";
import { where } from "./select.ts";
import { broadcastTo, reshapeTo, sumPrimitive } from "./structure.ts";

/** How many axes, the last ones, form a row; at least one, and none of length 0. */
type Rows = { readonly axes: number };

/**
 * Of each row the logarithm y of the sum of exponentials, and the shares p that they have in it. Both come from one pass,
 * and each is in the derivative of the other or its own:
 *
 *     y = ln Σ e^(xᵢ),  ∂y/∂xᵢ = pᵢ;    pᵢ = e^(xᵢ) / Σ e^(xⱼ),  ∂pᵢ/∂xⱼ = pᵢ ([i = j] − pⱼ)
 *
 * Where y is infinite the derivative of y is taken as 0.
 */
export const softmaxPrimitive: Primitive = general<Rows>({
  name: "softmax",
  formula: String.raw`y = \ln \sum_i e^{x_i}, \; p_i = e^{x_i - y}, \quad \bar x = p \odot (\bar y + \bar p - \textstyle\sum_i \bar p_i p_i)`,
  reverse: ["p * (g + h - sum(h * p)), with the cotangents g of y and h of p"],
  outputs: 2,
  abstract: ([x], { axes }) => [
    { shape: x!.shape.slice(0, x!.shape.length - axes), dtype: x!.dtype },
    { shape: x!.shape, dtype: x!.dtype },
  ],
  run: ([logs, shares], [x]) => {
    if (x!.size === 0) return;
    const [to, from] = [dataOf(shares!), x!.strides === null ? dataOf(x!) : flatData(x!)];
    const at = x!.strides === null ? x!.offset : 0;
    const rows = logs!.size;
    sharesAndLogs(to, shares!.offset, dataOf(logs!), logs!.offset, from, at, x!.size / rows, rows);
  },
  vjp: ([g, h], [y, p], [x], { axes }) => {
    const { shape } = x!;
    const last = Array.from({ length: axes }, (_, d) => shape.length - axes + d);
    const kept = shape.map((n, d) => (last.includes(d) ? 1 : n));
    const along = (each: Tensor): Tensor => broadcastTo(reshapeTo(each, kept), shape);
    const isInfinite = (each: Tensor): Tensor => equal(abs(each), Number.POSITIVE_INFINITY);
    const byLog = g && scale(along(g), where(along(isInfinite(y!)), 0, p!));
    const byShares =
      h && scale(sub(h, broadcastTo(apply1(sumPrimitive, scale(h, p!), { axes: last, keepdims: true }), shape)), p!);
    return [plus(byLog ?? null, byShares ?? null)];
  },
});

/** The logarithm of the sum of exponentials and the softmax, over the last `axes` axes of a floating tensor. */
export function logAndShares(x: Tensor, axes: number): readonly [Tensor, Tensor] {
  const [y, p] = applyN(softmaxPrimitive, [x], { axes });
  return [y!, p!];
}
