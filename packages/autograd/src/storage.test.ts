import { describe, expect, test } from "vitest";
import { add, mul, sum, type Tensor, tensor, zeros } from "./index.ts";
import { empty, repeatedZero } from "./storage.ts";

describe("storage", () => {
  test("a single number needs no array, tensors up to 16 KB share slabs, larger ones own their buffer", () => {
    const bytes = (x: Tensor): number => (typeof x.storage === "number" ? 0 : x.storage!.buffer.byteLength);
    expect([tensor(1), sum(tensor([1, 2])), mul(tensor(2), 3)].map(bytes)).toEqual([0, 0, 0]);
    expect(bytes(empty([8], 8, "float64"))).toBe(32 * 1024);
    expect(bytes(empty([4], 4, "bool"))).toBe(32 * 1024);
    expect(bytes(empty([9], 9, "float64"))).toBe(64 * 1024);
    expect(bytes(empty([2049], 2049, "float64"))).toBe(2049 * 8);
  });

  test("neighbours in a slab never overlap, at any size and dtype", () => {
    const made: [Tensor, number][] = [];
    for (let i = 0; i < 3000; i++) {
      const size = (i * 37) % 400;
      const x = add(zeros([size], i % 3 === 0 ? "float32" : "float64"), i);
      made.push([x, i]);
    }
    for (const [x, i] of made) expect(sum(x).item()).toBe(i * x.size);
  });

  test("a repeated zero takes one element whatever its shape", () => {
    const zero = repeatedZero([1000, 1000], "float64");
    expect(zero.storage).toBe(0);
    expect(sum(mul(zero, 3)).item()).toBe(0);
    expect(add(zero, tensor(2)).shape).toEqual([1000, 1000]);
  });
});
