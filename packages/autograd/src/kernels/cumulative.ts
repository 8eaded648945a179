import type { TypedArray } from "../dtype.ts";
import { dataOf } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { blocksOf, rowsOf } from "./copy.ts";

/** out ← running sums of the numbers in `data`, in rows of the shape of `out`, along an axis. */
export function cumulate(out: Tensor, data: TypedArray, offset: number, axis: number, reverse: boolean): void {
  const { outer, length, inner } = blocksOf(out.shape, axis);
  const to = dataOf(out);
  const step = reverse ? -inner : inner;
  for (let block = 0; block < outer; block++) {
    const first = block * length * inner + (reverse ? (length - 1) * inner : 0);
    for (let k = 0; k < inner; k++) {
      // −0, which leaves every number as it is: +0 would take the sign of a zero that comes first.
      let sum = -0;
      for (let i = 0, at = first + k; i < length; i++, at += step) {
        sum += data[offset + at]!;
        to[out.offset + at] = sum;
      }
    }
  }
}

/**
 * What goes through the running maximum of `x` along an axis. "max": out ← the largest so far. "pick": the mean of
 * `values` at the entries that are the largest so far. "spread": `values` shared among these entries.
 */
export function throughRunningMax(
  what: "max" | "pick" | "spread",
  out: Tensor,
  values: Tensor,
  x: Tensor,
  axis: number,
): void {
  const { outer, length, inner } = blocksOf(x.shape, axis);
  const to = dataOf(out);
  const [xs, vs] = [rowsOf(x), rowsOf(values)];
  /** For each entry of one lane: how many are the largest up to there, and where the first of them is. */
  const [ties, starts] = [new Int32Array(length), new Int32Array(length)];
  for (let lane = 0; lane < outer * inner; lane++) {
    const first = Math.floor(lane / inner) * length * inner + (lane % inner);
    let largest = Number.NEGATIVE_INFINITY;
    let mean = 0;
    for (let i = 0, at = first; i < length; i++, at += inner) {
      const value = xs.data[xs.offset + at]!;
      const v = vs.data[vs.offset + at]!;
      const rises = i === 0 || value > largest || (value !== value && largest === largest);
      const same = value === largest || (value !== value && largest !== largest);
      if (rises) [largest, ties[i], starts[i], mean] = [value, 1, i, v];
      else {
        ties[i] = ties[i - 1]! + (same ? 1 : 0);
        starts[i] = starts[i - 1]!;
        if (same) mean += (v - mean) / ties[i]!;
      }
      if (what === "max") to[out.offset + at] = largest;
      else if (what === "pick") to[out.offset + at] = mean;
    }
    if (what !== "spread") continue;
    // From the end: what the entries behind give to each of those that are the largest up to them.
    let share = 0;
    for (let i = length - 1, at = first + (length - 1) * inner; i >= 0; i--, at -= inner) {
      share += vs.data[vs.offset + at]! / ties[i]!;
      const largestHere = starts[i] === i || ties[i]! > ties[i - 1]!;
      to[out.offset + at] = largestHere ? share : 0;
      if (starts[i] === i) share = 0;
    }
  }
}

/** out ← yᵢ = aᵢ yᵢ₋₁ + bᵢ along an axis, from y₀ = b₀ on. */
export function recur(out: Tensor, a: Tensor, b: Tensor, axis: number): void {
  const { outer, length, inner } = blocksOf(out.shape, axis);
  const [to, as, bs] = [dataOf(out), rowsOf(a), rowsOf(b)];
  const whole = out.dtype === "int32";
  for (let lane = 0; lane < outer * inner; lane++) {
    const first = Math.floor(lane / inner) * length * inner + (lane % inner);
    let last = 0;
    for (let i = 0, at = first; i < length; i++, at += inner) {
      const [factor, term] = [as.data[as.offset + at]!, bs.data[bs.offset + at]!];
      if (i === 0) to[out.offset + at] = term;
      else to[out.offset + at] = whole ? Math.imul(factor, last) + term : factor * last + term;
      // In the precision of the result.
      last = to[out.offset + at]!;
    }
  }
}
