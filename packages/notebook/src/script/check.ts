import { callSite } from "./callSite.ts";
import { brief } from "./describe.ts";
import type { CheckResult } from "./protocol.ts";
import { checkLine, judge } from "./session.ts";

/** What a check can be given: a verdict, something that has one (a gradient report), or a function that finds it. */
export type Verdict = boolean | { readonly ok: boolean } | (() => boolean | { readonly ok: boolean });

/**
 * States that something holds, and prints the verdict; a false one makes the script's exit code 1, and the script goes
 * on. A gradient report is taken at its `ok`, and printed when that is false. A function that throws is a failed check
 * with the error as the reason.
 *
 * @throws TypeError when what is given is none of these, a promise for instance.
 * @example check("3b: the gradient has W's shape", String([10, 4]) === "10,4")
 * //     ok  3b: the gradient has W's shape
 * @public
 */
export function check(name: string, holds: Verdict, { quiet = false }: CheckOptions = {}): void {
  report(verdict(name, holds), quiet);
}

/** How a check is reported. @public */
export interface CheckOptions {
  /** Count it, and print it only when it fails; false unless said. */
  readonly quiet?: boolean;
}

/** How near two values must be. @public */
export interface CloseOptions {
  /** The largest |got − expected|; 1e-9 unless said. */
  readonly tolerance?: number;
}

/** Something with numbers in it: a number, a tensor, a nested array, a record of them. @public */
export type Numbers = number | readonly unknown[] | object;

/**
 * Checks that two values have the same structure and shape, and numbers that differ by at most a tolerance. A failed
 * check names the place of the largest difference. NaN is near nothing but NaN.
 *
 * **Shapes:** any, the same on both sides.
 *
 * @throws RangeError when the tolerance is negative or NaN.
 * @example checkClose("the sum", 0.1 + 0.2, 0.3)
 * //     ok  the sum
 * @public
 */
export function checkClose(name: string, got: Numbers, expected: Numbers, options: CloseOptions = {}): void {
  report(closeness(name, got, expected, options));
}

function report(result: CheckResult, quiet = false): void {
  judge(result);
  checkLine(quiet && result.ok ? null : lineOf(result), { kind: "check", check: result, quiet: quiet && result.ok });
}

/** The line of a check, and the reason below it. */
export function lineOf({ name, ok, detail }: CheckResult): string {
  const reason = detail === undefined ? "" : `\n${detail.replaceAll(/^/gm, "        ")}`;
  return `${ok ? "    ok" : "FAILED"}  ${name}${reason}`;
}

export function verdict(name: string, holds: Verdict): CheckResult {
  const at = callSite();
  const place = at === undefined ? {} : { at };
  let found: unknown = holds;
  if (typeof holds === "function") {
    try {
      found = holds();
    } catch (error) {
      return {
        name,
        ok: false,
        detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        ...place,
      };
    }
  }
  if (typeof found === "boolean") return { name, ok: found, ...place };
  if (typeof found === "object" && found !== null && "ok" in found && typeof found.ok === "boolean") {
    return { name, ok: found.ok, ...(found.ok ? {} : { detail: brief(found) }), ...place };
  }
  const hint = found instanceof Promise ? "await it first" : "write a comparison: check(name, a === b)";
  throw new TypeError(`check: "${name}" is neither true nor false\n  got  ${brief(found)}\n  hint ${hint}`);
}

export function closeness(
  name: string,
  got: Numbers,
  expected: Numbers,
  { tolerance = 1e-9 }: CloseOptions,
): CheckResult {
  if (!(tolerance >= 0)) {
    throw new RangeError(`checkClose: a tolerance is 0 or more\n  got  ${tolerance}\n  hint leave it out for 1e-9`);
  }
  const at = callSite();
  const detail = difference(got, expected, tolerance);
  return {
    name,
    ok: detail === undefined,
    ...(detail === undefined ? {} : { detail }),
    ...(at === undefined ? {} : { at }),
  };
}

/** Why two values are not near each other; undefined when they are. */
function difference(got: unknown, expected: unknown, tolerance: number): string | undefined {
  let worst = { size: -1, path: "", got: 0, expected: 0 };
  const walk = (a: unknown, b: unknown, path: string): string | undefined => {
    const [x, y] = [plain(a), plain(b)];
    if (typeof x === "number" && typeof y === "number") {
      const size = Object.is(x, y) || x === y ? 0 : Math.abs(x - y);
      const unlike = Number.isNaN(size) ? Number.POSITIVE_INFINITY : size;
      if (unlike > worst.size) worst = { size: unlike, path, got: x, expected: y };
      return undefined;
    }
    if (
      typeof x !== "object" ||
      typeof y !== "object" ||
      x === null ||
      y === null ||
      Array.isArray(x) !== Array.isArray(y)
    ) {
      return `${path === "" ? "the value" : path} is ${brief(a)}, expected ${brief(b)}`;
    }
    const keys = Object.keys(x);
    if (keys.join() !== Object.keys(y).join()) {
      const size = (value: object): string =>
        Array.isArray(value) ? `${value.length} entries` : Object.keys(value).join(", ");
      return `${path === "" ? "the value" : path} has ${size(x)}, expected ${size(y)}`;
    }
    for (const key of keys) {
      const inner = walk((x as never)[key], (y as never)[key], Array.isArray(x) ? `${path}[${key}]` : `${path}.${key}`);
      if (inner !== undefined) return inner;
    }
    return undefined;
  };
  const odd = walk(got, expected, "");
  if (odd !== undefined) return odd;
  if (worst.size <= tolerance) return undefined;
  const place = worst.path === "" ? "" : ` at ${worst.path.replace(/^\./, "")}`;
  return `got ${worst.got}, expected ${worst.expected}${place}: the difference ${worst.size.toPrecision(3)} is above ${tolerance}`;
}

/** Tensors and typed arrays as nested arrays of numbers. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { toArray } = value as { readonly toArray?: unknown };
  if (typeof toArray === "function") return (value as { toArray: () => unknown }).toArray();
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as unknown as ArrayLike<number>)
    : value;
}
