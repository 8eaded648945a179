import { isTensor, type NestedNumbers, type Tensor } from "@wengert/autograd";
import { type GoldenArray, toTensor } from "./expression.ts";

/**
 * What keeps a value from being the golden one, or undefined when nothing does: shapes must be equal and
 * |value − golden| ≤ rtol · max(1, largest |golden|); NaN and infinity stand where they stand in the golden data.
 */
export function difference(value: unknown, golden: GoldenArray, rtol: number): string | undefined {
  if (!isTensor(value)) return `expected a tensor, got ${String(value)}`;
  const expected = toTensor(golden);
  if (value.shape.join() !== expected.shape.join()) return `shape [${value.shape}] instead of [${expected.shape}]`;
  const [a, b] = [numbersOf(value), numbersOf(expected)];
  const scale = Math.max(1, ...b.filter(Number.isFinite).map(Math.abs));
  const wrong = a.findIndex((x, i) => {
    const y = b[i]!;
    return !(Object.is(x, y) || x === y || Math.abs(x - y) <= rtol * scale);
  });
  if (wrong < 0) return undefined;
  return `entry ${wrong} is ${a[wrong]} instead of ${b[wrong]} (of ${b.length}, allowed error ${rtol * scale})`;
}

/**
 * max |value − golden| / max(1, largest |golden|): what `difference` allows up to `rtol`. Infinity where shapes differ, or
 * one is NaN or infinite and the other is not.
 */
export function relativeError(value: unknown, golden: GoldenArray): number {
  if (difference(value, golden, Number.MAX_VALUE) !== undefined) return Number.POSITIVE_INFINITY;
  const [a, b] = [numbersOf(value as Tensor), numbersOf(toTensor(golden))];
  const scale = Math.max(1, ...b.filter(Number.isFinite).map(Math.abs));
  return Math.max(0, ...a.map((x, i) => (Object.is(x, b[i]) || x === b[i] ? 0 : Math.abs(x - b[i]!) / scale)));
}

function numbersOf(x: Tensor): number[] {
  const flatten = (nested: NestedNumbers): number[] =>
    Array.isArray(nested) ? nested.flatMap(flatten) : [Number(nested)];
  return flatten(x.toArray());
}
