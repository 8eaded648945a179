import { isTensor } from "@wengert/autograd";
import { expect } from "vitest";

/** Numbers in nested lists, as the golden file has arrays, lists and tuples alike. */
export type Nested = number | readonly Nested[];

/**
 * The golden file's tolerance, for values that went through 150 steps of training too: |a − b| ≤ 10⁻⁹ max(1, max |b|),
 * with the largest golden number of the value.
 */
const TOLERANCE = 1e-9;

/** Expects a value of the lesson to have the structure, shapes and numbers of the golden one. */
export function expectGolden(actual: unknown, golden: Nested, name: string): void {
  const found = nested(actual);
  expect(shapeOf(found), `${name}: shapes`).toEqual(shapeOf(golden));
  const [a, b] = [flat(found), flat(golden)];
  const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const worst = a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
  expect(worst, `${name}: largest difference`).toBeLessThanOrEqual(TOLERANCE * largest);
}

function nested(value: unknown): Nested {
  if (isTensor(value)) return value.toArray() as Nested;
  if (Array.isArray(value)) return value.map(nested);
  expect(typeof value).toBe("number");
  return value as number;
}

/** The same nesting with the numbers left out. */
function shapeOf(value: Nested): unknown {
  return typeof value === "number" ? "number" : value.map(shapeOf);
}

function flat(value: Nested): number[] {
  return typeof value === "number" ? [value] : value.flatMap(flat);
}
