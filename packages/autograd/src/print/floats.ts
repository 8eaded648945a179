import type { DType } from "../dtype.ts";
import { roundedAt, roundedTo, shortestDecimal } from "./decimal.ts";
import type { PrintSettings } from "./defaults.ts";

/** The pieces of a printed number, to be aligned at the point: `-12` `.` `5` and `e+03`, which may be empty. */
interface Pieces {
  readonly whole: string;
  readonly fraction: string;
  readonly exponent: string;
}

/** How many digits follow the point: as many as the number needs, but within these bounds. */
interface Places {
  readonly least: number;
  readonly most: number;
  /** Whether a number that needs just that many may keep its shortest digits, or is rounded from the exact value. */
  readonly unique: boolean;
}

const ALL: Places = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, unique: true };

/**
 * A single float as Python prints NumPy's scalars: all digits that tell it from its neighbours, with an exponent
 * outside [10⁻⁴, 10¹⁶).
 */
export function formatFloat(x: number, dtype: DType): string {
  if (!Number.isFinite(x)) return notFinite(x);
  const size = Math.abs(x);
  if (size === 0 || (size >= 1e-4 && size < 1e16)) {
    const { whole, fraction } = positional(x, dtype, ALL);
    return `${whole}.${fraction || "0"}`;
  }
  const { whole, fraction, exponent } = scientific(x, dtype, ALL);
  return `${whole}${fraction && "."}${fraction}${exponent}`;
}

/** The floats of one array, all in one notation, aligned at the point and padded to one width. */
export function formatFloats(values: readonly number[], dtype: DType, settings: PrintSettings): string[] {
  const { floatmode, precision, suppress } = settings;
  const finite = values.filter(Number.isFinite);
  const withExponent = needsExponent(finite, dtype, suppress);
  const split = withExponent ? scientific : positional;

  const unique = floatmode !== "fixed";
  const most = floatmode === "unique" ? Number.POSITIVE_INFINITY : precision;
  const first = finite.map((x) => split(x, dtype, { least: unique ? 0 : precision, most, unique }));
  const longest = (measure: (pieces: Pieces) => number): number =>
    first.reduce((length, pieces) => Math.max(length, measure(pieces)), 0);

  const places = longest(({ fraction }) => fraction.length);
  const exponentWidth = longest(({ exponent }) => exponent.length);
  const right = places + exponentWidth;
  const width = Math.max(longest(({ whole }) => whole.length) + 1 + right, widthOfNotFinite(values));
  const left = width - right - 1;

  // A longer number in the array gives the others further digits of their exact value, not zeros.
  const equalPlaces = withExponent || floatmode === "maxprec_equal";
  const limits = { least: places, most: places, unique };
  let next = 0;
  return values.map((x) => {
    if (!Number.isFinite(x)) return notFinite(x).padStart(width);
    let pieces = first[next++]!;
    if (equalPlaces && pieces.fraction.length < places) pieces = split(x, dtype, limits);
    const { whole, fraction, exponent } = pieces;
    const tail = exponent && exponent.slice(0, 2) + exponent.slice(2).padStart(exponentWidth - 2, "0");
    return `${whole.padStart(left)}.${fraction.padEnd(places)}${tail}`;
  });
}

/** NumPy's choice: an exponent when a number is large, or small, or the numbers differ by more than 1000 times. */
function needsExponent(finite: readonly number[], dtype: DType, suppress: boolean): boolean {
  let largest = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (const x of finite) {
    if (x === 0) continue;
    largest = Math.max(largest, Math.abs(x));
    smallest = Math.min(smallest, Math.abs(x));
  }
  if (largest === 0) return false;
  if (largest >= 1e8) return true;
  // NumPy divides in the array's own dtype.
  const ratio = dtype === "float32" ? Math.fround(largest / smallest) : largest / smallest;
  return !suppress && (smallest < 0.0001 || ratio > 1000);
}

function positional(x: number, dtype: DType, { least, most, unique }: Places): Pieces {
  const { digits, exponent } = shortestDecimal(Math.abs(x), dtype);
  const needed = digits.length - 1 - exponent;
  const places = Math.min(Math.max(needed, least), most);
  // The number without its point, and how many of these digits stand after it.
  let text = digits;
  let after = needed;
  if (!unique || places !== needed) {
    text = roundedAt(Math.abs(x), places).toString();
    after = places;
  }
  if (after < 0) {
    text += "0".repeat(-after);
    after = 0;
  }
  text = text.padStart(after + 1, "0");
  const point = text.length - after;
  return { whole: sign(x) + text.slice(0, point), fraction: trim(text.slice(point), least), exponent: "" };
}

function scientific(x: number, dtype: DType, { least, most, unique }: Places): Pieces {
  let decimal = shortestDecimal(Math.abs(x), dtype);
  const needed = decimal.digits.length - 1;
  const places = Math.min(Math.max(needed, least), most);
  if (!unique || places !== needed) decimal = roundedTo(Math.abs(x), places + 1);
  const { digits, exponent } = decimal;
  return {
    whole: sign(x) + digits[0]!,
    fraction: trim(digits.slice(1), least),
    exponent: `e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`,
  };
}

/** Without the zeros at the end, but not shorter than `least`. */
function trim(fraction: string, least: number): string {
  let end = fraction.length;
  while (end > Math.max(least, 0) && fraction[end - 1] === "0") end--;
  return fraction.slice(0, end);
}

function sign(x: number): string {
  return x < 0 || Object.is(x, -0) ? "-" : "";
}

function notFinite(x: number): string {
  return Number.isNaN(x) ? "nan" : `${sign(x)}inf`;
}

/** The room that the longest of nan, inf and -inf takes; 0 when all values are finite. */
function widthOfNotFinite(values: readonly number[]): number {
  let width = 0;
  for (const x of values) if (!Number.isFinite(x)) width = Math.max(width, notFinite(x).length);
  return width;
}
