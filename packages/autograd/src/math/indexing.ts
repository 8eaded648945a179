import { at } from "../indexing/at.ts";
import { isSlice, resolveSlice, type Slice, slice } from "../indexing/slice.ts";
import type { Index } from "../indexing/types.ts";
import type { TensorLike } from "../lift.ts";
import type { Fault } from "./syntaxError.ts";
import { describe, isOperand, type Value } from "./values.ts";

/** The slice `start:stop:step`, with the places of the three; null where a bound is left out. */
export function sliceOf(bounds: readonly Value[], places: readonly number[], fault: Fault): Slice {
  const read = bounds.map((bound, i) => {
    if (bound === null || (typeof bound === "number" && Number.isInteger(bound))) return bound;
    const hint = "bounds are whole numbers, for instance x[1:x.shape[0] - 1]; choose by value with a mask, x[x > 0]";
    throw fault(places[i]!, `a bound of a slice cannot be ${describe(bound)}`, hint);
  });
  const [start = null, stop = null, step = null] = read;
  if (step === 0) throw fault(places[2]!, "the step of a slice must not be 0", "-1 goes backwards: x[::-1]");
  return slice(start, stop, step);
}

/**
 * What square brackets pick. A list is indexed as in Python, by one number or slice, so that `x.shape[0]` stays a
 * plain number; everything else as `at` does.
 */
export function indexed(x: Value, index: readonly (Value | Slice)[], place: number, fault: Fault): Value {
  if (!isOperand(x)) {
    throw fault(place, `${describe(x)} has no entries`, "square brackets belong behind tensors and lists");
  }
  const [first] = index;
  if (Array.isArray(x) && index.length === 1) {
    const list = x as readonly Value[];
    if (typeof first === "number" && Number.isInteger(first)) return entryOf(list, first, place, fault);
    if (isSlice(first)) {
      const { start, step, count } = resolveSlice(first, list.length);
      return Array.from({ length: count }, (_, i) => list[start + i * step]!);
    }
  }
  for (const part of index) {
    if (typeof part === "function") throw fault(place, "a function is no index", "call the function: x[f(i)]");
  }
  return at(x as TensorLike, ...(index as readonly Index[]));
}

function entryOf(list: readonly Value[], i: number, place: number, fault: Fault): Value {
  const entry = list.at(i);
  if (entry !== undefined) return entry;
  const { length } = list;
  const hint = length === 0 ? "the list is empty" : `indices are 0 to ${length - 1}, or -1 to -${length} from the end`;
  throw fault(place, `a list of ${length} has no entry ${i}`, hint);
}
