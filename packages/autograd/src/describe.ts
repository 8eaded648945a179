import { KindError, showShape } from "./errors.ts";
import { isTensor } from "./tensor.ts";

/** How many entries of an array or keys of a record are written out. */
const SHOWN = 6;

/**
 * A value as the messages write it: `"text"`, `[1, 2]`, `a tensor of shape [3]`, `a record with the keys W, b`.
 *
 * @example showValue({ W: zeros([3]), b: 0 }) // a record with the keys W, b
 * @public
 */
export function show(value: unknown): string {
  return shown(value, 0);
}

/** How deep arrays in arrays are written out; one may hold itself. */
const DEPTH = 4;

function shown(value: unknown, depth: number): string {
  if (isTensor(value)) return `a tensor of shape ${showShape(value.shape)}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) {
    if (depth === DEPTH) return "[…]";
    const first = Array.from(value.slice(0, SHOWN), (each) => shown(each, depth + 1)).join(", ");
    return `[${first}${value.length > SHOWN ? `, … ${value.length} entries` : ""}]`;
  }
  if (typeof value !== "object" || value === null) return String(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return withArticle(value.constructor?.name || "object");
  const keys = Object.keys(value);
  if (keys.length === 0) return "an empty record";
  return `a record with the keys ${keys.slice(0, SHOWN).join(", ")}${keys.length > SHOWN ? ", …" : ""}`;
}

/** `a Map`, `an Error`. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}

/** A number of things: `1 entry`, `2 entries`. */
export function count(n: number, one: string, many: string = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** How deep arrays and records may lie in each other: less than what the stack of calls holds. */
export const DEEPEST = 1000;

/** The error for arrays or records in which there are others, and others in those, without end. */
export function tooDeep(op: string, value: unknown): KindError {
  return new KindError({
    code: "bad-argument",
    op,
    problem: `arrays or records lie in each other more than ${DEEPEST} deep`,
    got: show(value),
    hint: "does one hold itself? Many parts come side by side, in one list",
  });
}
