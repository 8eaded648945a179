import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at, slice, type Tensor, tensor } from "../index.ts";
import { parseSlice, resolveSlice } from "./slice.ts";
import { sliceEntries } from "./testing/naive.ts";

const bound = fc.option(fc.integer({ min: -12, max: 12 }));
const step = fc.option(fc.integer({ min: -4, max: 4 }).filter((n) => n !== 0));

describe("slice", () => {
  test("means what counting from start to stop means, as text and as numbers", () => {
    fc.assert(
      fc.property(bound, bound, step, fc.nat({ max: 9 }), (start, stop, by, n) => {
        const entries = sliceEntries([start, stop, by], n);
        const steps = resolveSlice(slice(start, stop, by), n);
        expect(Array.from({ length: steps.count }, (_, k) => steps.start + k * steps.step)).toEqual(entries);
        expect(parseSlice("at", `${start ?? ""} : ${stop ?? ""}:${by ?? ""}`)).toEqual(slice(start, stop, by));
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test("takes bounds computed from a shape", () => {
    const x: Tensor = tensor([1, 2, 3, 4, 5]);
    const half = Math.floor(x.size / 2);
    expect(at(x, slice(null, half)).toArray()).toEqual([1, 2]);
    expect(at(x, slice(half, null)).toArray()).toEqual([3, 4, 5]);
    expect(at(x, slice(4, -100, -2)).toArray()).toEqual([5, 3, 1]);
  });

  test("an empty slice begins inside the storage", () => {
    expect(resolveSlice(slice(null, null, -1), 0)).toEqual({ start: 0, step: 1, count: 0 });
  });

  test("bounds are whole numbers and the step is not 0", () => {
    expect(() => slice(1.5, 2)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: slice: bounds must be whole numbers, or null to leave them out, not 1.5
        got  slice(1.5, 2, null)
        hint round computed bounds, Math.floor(n / 2); slice(null, 3) begins at the start, slice(3, null) goes to the end]
    `);
    expect(() => slice(1, undefined as never)).toThrow("null to leave them out, not undefined");
    expect(() => slice(0, 5, 0)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: slice: the step of a slice must not be 0
        got  slice(0, 5, 0)
        hint leave it out for a step of 1, "1:5"; -1 goes backwards, "::-1"]
    `);
  });
});
