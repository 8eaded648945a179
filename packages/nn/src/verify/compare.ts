import { isTensor, type Tensor } from "@wengert/autograd";
import { isFloating, numbersOf, placesOf } from "./tree.ts";

const show = ({ shape }: Tensor): string => `[${shape.join(", ")}]`;

/** How two lists of numbers differ. */
interface Difference {
  /** The largest difference, relative to the largest expected number or `least`. */
  readonly largest: number;
  readonly at: number;
  /** The factor c for which c·expected is nearest to what was found. */
  readonly factor: number;
  /** What remains then. */
  readonly rest: number;
}

function differenceOf(found: readonly number[], expected: readonly number[], least: number): Difference {
  const size = Math.max(least, largestOf(expected));
  let [largest, at, dot, square] = [0, 0, 0, 0];
  expected.forEach((e, i) => {
    const distance = Object.is(found[i], e) ? 0 : Math.abs(found[i]! - e) / size;
    if (!(distance <= largest)) [largest, at] = [distance, i];
    dot += found[i]! * e;
    square += e * e;
  });
  const factor = square === 0 ? Number.NaN : dot / square;
  const rest = largestOf(expected.map((e, i) => Math.abs(found[i]! - factor * e) / size));
  return { largest, at, factor, rest };
}

/** max |xᵢ| of those that are finite; 0 of none. */
const largestOf = (xs: readonly number[]): number =>
  xs.reduce((size, x) => (Number.isFinite(x) ? Math.max(size, Math.abs(x)) : size), 0);

/** How large the numbers of a pytree are: what is much smaller may be rounding of these. */
export const sizeOf = (tree: unknown): number =>
  largestOf(placesOf(tree).map(({ leaf }) => (isFloating(leaf) ? largestOf(numbersOf(leaf)) : 0)));

/** What is wrong with `found`, with a guess at the reason; undefined when it is `expected` up to `tolerance`. */
export function mismatch(
  what: string,
  found: unknown,
  expected: Tensor,
  tolerance: number,
  examples: number,
  least = 1,
): string | undefined {
  if (found === null)
    return mismatchOfNumbers(
      what,
      expected.size,
      numbersOf(expected).map(() => 0),
      expected,
      tolerance,
      examples,
      least,
    );
  if (!isTensor(found))
    return `${what} is ${found === undefined ? "missing" : String(found)}, a tensor ${show(expected)} belongs there`;
  if (found.shape.join() !== expected.shape.join()) {
    return `${what} has the shape ${show(found)} instead of ${show(expected)}${reasonForShape(found.shape, expected.shape, examples)}`;
  }
  if (found.dtype !== expected.dtype) return `${what} is ${found.dtype} instead of ${expected.dtype}`;
  return mismatchOfNumbers(what, expected.size, numbersOf(found), expected, tolerance, examples, least);
}

function mismatchOfNumbers(
  what: string,
  size: number,
  found: readonly number[],
  expected: Tensor,
  tolerance: number,
  examples: number,
  least: number,
): string | undefined {
  const right = numbersOf(expected);
  const { largest, at, factor, rest } = differenceOf(found, right, least);
  if (largest <= tolerance) return undefined;
  const where = size === 1 ? "" : ` at entry ${at} of ${show(expected)}`;
  const reason = rest <= tolerance && size > 1 ? reasonForFactor(factor, examples) : "";
  return `${what} is ${Number(found[at]!.toPrecision(6))} instead of ${Number(right[at]!.toPrecision(6))}${where}${reason}`;
}

function reasonForShape(found: readonly number[], expected: readonly number[], examples: number): string {
  if (found.join() === [examples, ...expected].join()) return ": the sum over the batch is missing, sum(…, 0)";
  if (found.join() === [...expected].reverse().join()) return ": it is transposed";
  return "";
}

function reasonForFactor(factor: number, examples: number): string {
  const near = (value: number): boolean => Math.abs(factor - value) < 1e-6 * Math.abs(value);
  if (factor === 0) return ": it is all zeros, a term is missing";
  if (near(-1)) return ": the sign is wrong everywhere";
  if (near(examples)) return `: everywhere ${examples} times too large, the number of examples`;
  if (near(1 / examples)) return `: everywhere 1/${examples} of it, the number of examples; backward must not average`;
  return Number.isFinite(factor) ? `: everywhere ${Number(factor.toPrecision(6))} times the right value` : "";
}

/**
 * What is wrong with one pytree of adjoints against another, whose floating leaves count: a line for each difference.
 * `like` is what they are the adjoints of. Differences are relative to the largest number of each leaf, or to `least`.
 */
export function mismatches(
  what: string,
  found: unknown,
  expected: unknown,
  like: unknown,
  tolerance: number,
  examples: number,
  least = 1,
): string[] {
  const places = new Map(placesOf(found).map(({ path, leaf }) => [path, leaf]));
  const right = new Map(placesOf(expected).map(({ path, leaf }) => [path, leaf]));
  return placesOf(like).flatMap(({ path, leaf }) => {
    const wanted = right.get(path);
    // What backward leaves out is said once, where it is compared with the tape.
    if (!isFloating(leaf) || !isTensor(wanted)) return [];
    const value = places.has(path) ? places.get(path) : nullAbove(path, places);
    return mismatch(`${what}${path}`, value, wanted, tolerance, examples, least) ?? [];
  });
}

/** The tensors of a pytree of adjoints that belong to nothing: a line for each. */
export function superfluous(what: string, found: unknown, like: unknown): string[] {
  const known = new Set(placesOf(like).map(({ path }) => path));
  return placesOf(found)
    .filter(({ path, leaf }) => isTensor(leaf) && !known.has(path))
    .map(({ path }) => `${what}${path} belongs to nothing: there is no ${what.slice(1).toLowerCase()}${path}`);
}

/** Null for a whole branch stands for zeros. */
function nullAbove(path: string, places: ReadonlyMap<string, unknown>): null | undefined {
  for (const [above, leaf] of places) if (leaf === null && path.startsWith(above)) return null;
  return undefined;
}
