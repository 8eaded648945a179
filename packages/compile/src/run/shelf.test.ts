import { describe, expect, test } from "vitest";
import { Shelf } from "./shelf.ts";

describe("a shelf", () => {
  test("holds copies that nothing changes later, over many arrays", () => {
    const source = new Float64Array(134);
    const shelf = new Shelf(source);
    const kept = Array.from({ length: 200 }, (_, i) => {
      source.fill(i);
      const start = shelf.put(source);
      return { array: shelf.array, start };
    });
    kept.forEach(({ array, start }, i) => {
      expect([...array.slice(start, start + source.length)].every((x) => x === i)).toBe(true);
    });
    expect(new Set(kept.map(({ array }) => array)).size).toBe(Math.ceil(200 / Math.floor(8192 / 134)));
  });

  test("has arrays of the type of what is put on it", () => {
    for (const numbers of [Float32Array.of(1, 2), Int32Array.of(3), Uint8Array.of(0, 1)]) {
      const shelf = new Shelf(numbers);
      shelf.put(numbers);
      expect(shelf.array.constructor).toBe(numbers.constructor);
      expect([...shelf.array.slice(0, numbers.length)]).toEqual([...numbers]);
    }
  });

  test("takes nothing for no numbers", () => {
    const shelf = new Shelf(new Float64Array(0));
    expect(shelf.put(new Float64Array(0))).toBe(0);
    expect(shelf.array).toHaveLength(0);
  });
});
