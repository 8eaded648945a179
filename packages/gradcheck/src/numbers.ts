import type { Tensor } from "@wengert/autograd";
import { flatData } from "@wengert/autograd/engine";

/** The numbers of a tensor in row-major order; nobody may write to them. */
export function flat(x: Tensor): Float64Array {
  if (x.size === 1) return Float64Array.of(Number(x.item()));
  const numbers = flatData(x);
  return numbers instanceof Float64Array ? numbers : Float64Array.from(numbers);
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** max |aᵢ|; NaN when there is one. */
export function largest(a: ArrayLike<number>): number {
  let size = 0;
  for (let i = 0; i < a.length; i++) {
    const value = Math.abs(a[i]!);
    if (Number.isNaN(value)) return value;
    if (value > size) size = value;
  }
  return size;
}

/** The least and the largest number; ±∞ of none. */
export function range(a: ArrayLike<number>): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < a.length; i++) {
    low = Math.min(low, a[i]!);
    high = Math.max(high, a[i]!);
  }
  return [low, high];
}

/** √Σ aᵢ² over all of the lists. */
export function lengthOf(...lists: readonly ArrayLike<number>[]): number {
  const size = largest(lists.map(largest));
  if (size === 0 || !Number.isFinite(size)) return size;
  // Divided by the largest, nothing overflows.
  let sum = 0;
  for (const a of lists) for (let i = 0; i < a.length; i++) sum += (a[i]! / size) ** 2;
  return size * Math.sqrt(sum);
}

/** max |aᵢ − k bᵢ|; NaN when there is one. */
export function distance(a: Float64Array, b: Float64Array, k = 1): number {
  let size = 0;
  for (let i = 0; i < a.length; i++) {
    const value = Math.abs(a[i]! - k * b[i]!);
    if (Number.isNaN(value)) return value;
    if (value > size) size = value;
  }
  return size;
}

/** Whether |aᵢ − k bᵢ| ≤ tolerance for all i. */
export function near(a: Float64Array, b: Float64Array, tolerance: number, k = 1): boolean {
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i]! - k * b[i]!) <= tolerance)) return false;
  return true;
}

/** The k that makes a − k b smallest, and the cosine of the angle between a and b; NaN where one of them is 0. */
export function ratio(a: Float64Array, b: Float64Array): { readonly factor: number; readonly cosine: number } {
  const ab = dot(a, b);
  const bb = dot(b, b);
  return { factor: ab / bb, cosine: ab / Math.sqrt(dot(a, a) * bb) };
}

/** Whether a = k b for some k, but for a share of a's size. */
export function isMultiple(a: Float64Array, b: Float64Array, share = 1e-9): boolean {
  return a.length === b.length && near(a, b, share * largest(a), ratio(a, b).factor);
}

/** Whether all numbers are −1, 0 or 1: the slope of a function with a kink, which squared is as good as missing. */
export function areSigns(xs: Float64Array): boolean {
  return xs.every((x) => x === 0 || Math.abs(x) === 1);
}

/** Whether a number is another one to a millionth of it. */
export const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.abs(b);
