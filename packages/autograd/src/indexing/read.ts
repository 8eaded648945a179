import { show } from "../describe.ts";
import { ArgumentError, KindError } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { isSlice, parseSlice, type Slice } from "./slice.ts";
import type { Index } from "./types.ts";

/** An index after reading: an integer, a slice, a new axis, the dots, or an array of integers or booleans. */
export type Read = number | Slice | null | "..." | Tensor;

/**
 * Reads the index at place `i` of a list.
 *
 * @throws ArgumentError when an integer is not whole or a slice is malformed; KindError when it is no index at all.
 */
export function readIndex(op: string, entry: Index, i: number): Read {
  if (typeof entry === "number") {
    if (Number.isInteger(entry)) return entry;
    throw notWhole(op, entry);
  }
  if (typeof entry === "string") return entry.trim() === "..." ? "..." : parseSlice(op, entry);
  if (entry === null || isTensor(entry) || isSlice(entry)) return entry;
  if (Array.isArray(entry)) checkEntries(op, entry);
  else if (typeof entry !== "boolean" && !ArrayBuffer.isView(entry)) throw notIndex(op, entry, i);
  return operand(op, entry as TensorLike);
}

function checkEntries(op: string, entries: readonly unknown[]): void {
  for (const entry of entries) {
    if (Array.isArray(entry)) checkEntries(op, entry);
    else if (typeof entry === "string" || entry === null || isSlice(entry)) throw listOfIndices(op, entry);
  }
}

function notWhole(op: string, index: number): ArgumentError {
  return new ArgumentError({
    code: "bad-index",
    op,
    problem: `an index must be a whole number, not ${index}`,
    hint: "round it, Math.floor(i); to choose by value use a mask, greater(x, 0)",
  });
}

function notIndex(op: string, entry: unknown, i: number): KindError {
  return new KindError({
    code: "bad-index",
    op,
    problem: `index ${i} is ${show(entry)}`,
    hint: 'an index is an integer, a slice ("1:5" or slice(1, 5)), "...", newaxis, a mask, or an array of integers',
  });
}

function listOfIndices(op: string, entry: unknown): KindError {
  const what = entry === null ? "newaxis" : isSlice(entry) ? "a slice" : show(entry);
  return new KindError({
    code: "bad-index",
    op,
    problem: `an index array holds whole numbers or booleans, this one holds ${what}`,
    hint: 'at takes one argument per axis, at(x, "1:", 0); set takes them in one list, set(x, ["1:", 0], value)',
  });
}
