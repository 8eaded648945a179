import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";

/** A slice `start:stop:step`; null where Python's notation leaves a number out. Made by `slice`. @public */
export interface Slice {
  readonly kind: "slice";
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;
}

/**
 * A slice with computed bounds, for `at` and `set`: the entries from `start` on, before `stop`, every `step`-th.
 *
 * Null stands for an omitted bound; negative bounds count from the end, a negative step goes backwards. Bounds beyond
 * the ends are cut off there. `slice(1, 5, 2)` is the same as the text `"1:5:2"`.
 *
 * @throws ArgumentError when a bound is not a whole number or the step is 0.
 * @example at(tensor([0, 1, 2, 3, 4]), slice(1, 4)) // [1. 2. 3.]
 * @example at(tensor([0, 1, 2, 3, 4]), slice(null, null, -2)) // [4. 2. 0.]
 * @public
 */
export function slice(start: number | null, stop: number | null, step: number | null = null): Slice {
  const bounds = [start, stop, step];
  const wrong = bounds.findIndex((bound) => bound !== null && !Number.isInteger(bound));
  if (wrong >= 0) {
    throw new ArgumentError({
      code: "bad-index",
      op: "slice",
      problem: `bounds must be whole numbers, or null to leave them out, not ${show(bounds[wrong])}`,
      got: `slice(${bounds.map(show).join(", ")})`,
      hint: "round computed bounds, Math.floor(n / 2); slice(null, 3) begins at the start, slice(3, null) goes to the end",
    });
  }
  if (step === 0) throw stepOfZero("slice", `slice(${bounds.map(show).join(", ")})`);
  return { kind: "slice", start, stop, step };
}

const NOTATION = /^\s*([+-]?\d+)?\s*:\s*([+-]?\d+)?\s*(?::\s*([+-]?\d+)?\s*)?$/;

/** Reads a slice in Python's notation. */
export function parseSlice(op: string, text: string): Slice {
  const match = NOTATION.exec(text);
  if (match === null) throw notSlice(op, text);
  const [start, stop, step] = [1, 2, 3].map((group) => (match[group] === undefined ? null : Number(match[group])));
  if (step === 0) throw stepOfZero(op, JSON.stringify(text));
  return { kind: "slice", start: start!, stop: stop!, step: step! };
}

/** Whether an index is a slice made by `slice`. */
export function isSlice(index: unknown): index is Slice {
  return typeof index === "object" && index !== null && (index as Partial<Slice>).kind === "slice";
}

/** A slice of an axis: the first entry, the step, and how many entries there are. */
export interface Steps {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** What a slice picks from an axis of length `n`, by Python's rules. */
export function resolveSlice({ start, stop, step }: Slice, n: number): Steps {
  const by = step ?? 1;
  const [lowest, highest] = by > 0 ? [0, n] : [-1, n - 1];
  const bound = (value: number | null, omitted: number): number => {
    if (value === null) return omitted;
    return Math.min(Math.max(value < 0 ? value + n : value, lowest), highest);
  };
  const first = bound(start, by > 0 ? lowest : highest);
  const end = bound(stop, by > 0 ? highest : lowest);
  const count = Math.max(0, Math.ceil((end - first) / by));
  // Nothing is read from an empty slice; 0 keeps its place inside the storage.
  return count === 0 ? { start: 0, step: 1, count } : { start: first, step: by, count };
}

function stepOfZero(op: string, got: string): ArgumentError {
  return new ArgumentError({
    code: "bad-index",
    op,
    problem: "the step of a slice must not be 0",
    got,
    hint: 'leave it out for a step of 1, "1:5"; -1 goes backwards, "::-1"',
  });
}

function notSlice(op: string, text: string): ArgumentError {
  let hint = 'slices are written "start:stop:step", each of the three may be missing: "1:5", ":3", "::-1"';
  if (text.includes(",")) hint = `give each axis its own argument: ${text.split(",").map(suggested).join(", ")}`;
  else if (/^\s*[+-]?\d+\s*$/.test(text)) hint = `write an integer without quotes: ${text.trim()}`;
  else if (/^\s*(\.|…)+\s*$/.test(text)) hint = 'all remaining axes are "...", with three dots';
  else if (/^\s*(none|newaxis|null)\s*$/i.test(text)) hint = "a new axis is newaxis (or null), without quotes";
  return new ArgumentError({
    code: "bad-index",
    op,
    problem: `${JSON.stringify(text)} is not a slice`,
    hint,
  });
}

/** One part of `"0, 1:3"` as it should be written. */
function suggested(part: string): string {
  const text = part.trim();
  return /^[+-]?\d+$/.test(text) ? text : JSON.stringify(text);
}
