import { expect } from "vitest";
import type { Derivative } from "../primitive.ts";
import { flatData } from "../storage.ts";

/** Fails unless two numbers differ by at most `tolerance`, relative to 1 or to the expected number if that is larger. */
export function expectClose(actual: number, expected: number, tolerance: number, what: string): void {
  if (Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected))) return;
  expect.fail(`${what}: ${actual}, expected ${expected}`);
}

/** The same for lists of tensors, element by element; null stands for zeros. */
export function expectAllClose(
  actual: readonly Derivative[],
  expected: readonly Derivative[],
  tolerance: number,
  what: string,
): void {
  expect(actual.length, what).toBe(expected.length);
  actual.forEach((x, i) => {
    const y = expected[i] ?? null;
    const size = Math.max(x?.size ?? 0, y?.size ?? 0);
    const [xs, ys] = [x, y].map((z) => (z === null ? new Float64Array(size) : flatData(z)));
    for (let k = 0; k < size; k++) expectClose(xs![k]!, ys![k]!, tolerance, `${what}, tensor ${i}, element ${k}`);
  });
}

/** Dtype, shape and elements of each tensor, to be compared to the last bit (0 and −0 differ, NaN equals NaN). */
export function bits(xs: readonly Derivative[]): (null | readonly unknown[])[] {
  return xs.map((x) => x && [x.dtype, x.shape, ...flatData(x)]);
}
