import { ArgumentError } from "../errors.ts";
import { DEFAULTS, type PrintSettings } from "./defaults.ts";

/**
 * How numbers are printed: the options of NumPy's `set_printoptions`, with its defaults. They concern arrays; the
 * `str` of a single float always has all its digits.
 * @public
 */
export interface PrintOptions {
  /** Digits after the point at most (exactly, in the mode `"fixed"`). Default 8; 0 to 1074. */
  readonly precision?: number | undefined;
  /** Arrays of more elements than this are summarised. Default 1000; `Infinity` prints everything. */
  readonly threshold?: number | undefined;
  /** How many elements a summary keeps at each end of an axis. Default 3; at least 1. */
  readonly edgeitems?: number | undefined;
  /** Characters in a line, above which it is broken. Default 75; `Infinity` never breaks. */
  readonly linewidth?: number | undefined;
  /** No exponent on account of small numbers: what rounds to zero prints as zero. Default `false`. */
  readonly suppress?: boolean | undefined;
  /**
   * How many digits each float gets: `"maxprec"` (default) as many as tell it from its neighbours, up to
   * `precision`; `"maxprec_equal"` the same number for all; `"fixed"` exactly `precision`; `"unique"` as many as
   * tell it from its neighbours, whatever `precision` says.
   */
  readonly floatmode?: FloatMode | undefined;
}

/** What decides the number of digits of a printed float. @public */
export type FloatMode = "maxprec" | "maxprec_equal" | "fixed" | "unique";

/** The smallest float64 is 2^−1074, which ends at this decimal place: more would only add zeros. */
const MOST_PLACES = 1074;

/** What each option may be, in the words of the error, and the test of it. */
const ALLOWED: { readonly [K in keyof PrintSettings]: readonly [string, (value: unknown) => boolean] } = {
  precision: ["a whole number from 0 to 1074", (value) => isWhole(value, 0) && value <= MOST_PLACES],
  threshold: ["a number ≥ 0, or Infinity", (value) => typeof value === "number" && value >= 0],
  edgeitems: ["a whole number ≥ 1", (value) => isWhole(value, 1)],
  linewidth: ["a whole number ≥ 1, or Infinity", (value) => isWhole(value, 1) || value === Number.POSITIVE_INFINITY],
  suppress: ["true or false", (value) => typeof value === "boolean"],
  floatmode: [
    '"maxprec", "maxprec_equal", "fixed" or "unique"',
    (value) => value === "maxprec" || value === "maxprec_equal" || value === "fixed" || value === "unique",
  ],
};

function isWhole(value: unknown, least: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= least;
}

/**
 * The options with NumPy's defaults for what is left out or `undefined`.
 *
 * @throws ArgumentError `bad-argument` for an unknown name or a value outside its range.
 */
export function completeOptions(options: PrintOptions | undefined): PrintSettings {
  if (options === undefined) return DEFAULTS;
  const settings: Record<string, unknown> = { ...DEFAULTS };
  for (const [name, value] of Object.entries(options)) {
    if (!isOption(name)) {
      const names = Object.keys(DEFAULTS).join(", ");
      throw badOption(`there is no option ${JSON.stringify(name)}`, name, value, `the options are ${names}`);
    }
    if (value === undefined) continue;
    const [range, allows] = ALLOWED[name];
    if (!allows(value)) throw badOption(`${name} must be ${range}`, name, value, hintFor(name));
    settings[name] = value;
  }
  return settings as PrintSettings;
}

function isOption(name: string): name is keyof PrintSettings {
  return Object.hasOwn(DEFAULTS, name);
}

function hintFor(name: keyof PrintSettings): string {
  if (name === "precision") return 'for all digits of every number write floatmode: "unique"';
  if (name === "threshold") return "threshold: Infinity prints every element";
  if (name === "linewidth") return "linewidth: Infinity never breaks a line";
  return `leave it out for NumPy's default, ${DEFAULTS[name]}`;
}

function badOption(problem: string, name: string, value: unknown, hint: string): ArgumentError {
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return new ArgumentError({ code: "bad-argument", op: "print options", problem, got: `${name}: ${shown}`, hint });
}
