import { flattenTree, type Tensor } from "@wengert/autograd";
import { expect } from "vitest";

/** Sums in another order and functions by other polynomials: a few units of the last place, grown through some steps. */
export const ROUNDING = { float64: 1e-9, float32: 2e-4, int32: 0, bool: 0 } as const;

function numbersOf(x: Tensor): number[] {
  return ([x.toArray()] as unknown[]).flat(x.ndim + 1).map(Number);
}

/** The largest deviation beside the largest number; infinite where shapes, dtypes, NaN or infinities differ. */
export function deviation(a: Tensor, b: Tensor): number {
  if (a.dtype !== b.dtype || String(a.shape) !== String(b.shape)) return Number.POSITIVE_INFINITY;
  const [xs, ys] = [numbersOf(a), numbersOf(b)];
  const largest = Math.max(1, ...ys.filter(Number.isFinite).map(Math.abs));
  let worst = 0;
  xs.forEach((x, i) => {
    const y = ys[i]!;
    if (Object.is(x, y) || x === y) return;
    const error = Math.abs(x - y) / largest;
    worst = Math.max(worst, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
  });
  return worst;
}

/** Fails unless two pytrees have equal numbers, but for rounding. */
export function expectClose(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [flattenTree(actual, "compiled"), flattenTree(expected, "eager")];
  expect(JSON.stringify(a.structure), what).toBe(JSON.stringify(b.structure));
  a.leaves.forEach((x, i) => {
    const [got, want] = [x as Tensor, b.leaves[i] as Tensor];
    const error = deviation(got, want);
    const text = `${what}, result ${i}: compiled ${got.dtype}[${got.shape}] ${got}, eager ${want.dtype}[${want.shape}] ${want}`;
    expect(error, text).toBeLessThanOrEqual(ROUNDING[want.dtype]);
  });
}
