import { showShape } from "./errors.ts";
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
  if (isTensor(value)) return `a tensor of shape ${showShape(value.shape)}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) {
    const shown = value.slice(0, SHOWN).map(show).join(", ");
    return `[${shown}${value.length > SHOWN ? `, … ${value.length} entries` : ""}]`;
  }
  if (typeof value !== "object" || value === null) return String(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `a ${value.constructor?.name ?? "object"}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return "an empty record";
  return `a record with the keys ${keys.slice(0, SHOWN).join(", ")}${keys.length > SHOWN ? ", …" : ""}`;
}

/** A number of things: `1 entry`, `2 entries`. */
export function count(n: number, one: string, many: string = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
