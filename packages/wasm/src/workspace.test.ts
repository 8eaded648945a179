import { describe, expect, test } from "vitest";
import { convolveWindows } from "./eager/convolution.ts";
import { indexRows } from "./eager/gather.ts";
import { multiplyMatrices } from "./eager/gemm.ts";
import { mapArray, mapArrays } from "./eager/map.ts";
import { fillNormal } from "./eager/normal.ts";
import { passThroughMax, poolWindows } from "./eager/pooling.ts";
import { reduceColumns, reduceRows, sumKernel } from "./eager/reduce.ts";
import { fillUniform } from "./eager/uniform.ts";
import { addKernel, expKernel, squareKernel } from "./math/elementwise.ts";
import { setExecution } from "./settings.ts";
import { Workspace, workspace } from "./workspace.ts";

setExecution({ kernels: true });

describe("the workspace", () => {
  test("grows when more is asked for, keeps what it holds, and gives views of the new memory", () => {
    const own = new Workspace();
    const before = own.reserve(100)!;
    before.float64[3] = 42;
    const bytes = before.uint8.length;
    expect(own.reserve(bytes) === before).toBe(true);
    const after = own.reserve(bytes + 1)!;
    expect(after.uint8.length).toBeGreaterThanOrEqual(1.5 * bytes);
    expect(after.float64[3]).toBe(42);
    expect(before.float64.length).toBe(0);
  });

  test("notices when somebody else made the memory grow", () => {
    const own = new Workspace();
    const before = own.reserve(100)!;
    own.memory.grow(1);
    const after = own.reserve(100)!;
    expect(after === before).toBe(false);
    expect(after.float64.length).toBeGreaterThan(0);
  });

  test("results come out of the new memory when it has grown between two calls", () => {
    const xs = Float64Array.from({ length: 100 }, (_, i) => i);
    const [first, second] = [new Float64Array(100), new Float64Array(100)];
    expect(mapArray(squareKernel, first, 0, xs, 0, 100)).toBe(true);
    workspace().memory.grow(1);
    expect(mapArray(squareKernel, second, 0, xs, 0, 100)).toBe(true);
    expect(second).toEqual(first);
    expect(second[99]).toBe(9801);
  });

  test("says no to more than an address reaches, and works on", () => {
    const own = new Workspace();
    expect(own.reserve(2 ** 33) === null).toBe(true);
    expect(own.reserve(100)!.uint8.length).toBeLessThan(2 ** 24);
  });

  test("kernels that were assembled before it grew compute in the new memory", () => {
    const x = Float64Array.of(1, 2, 3, 4);
    const y = new Float64Array(4);
    mapArray(squareKernel, y, 0, x, 0, 4);
    workspace().reserve(workspace().memory.buffer.byteLength + 1);
    mapArray(squareKernel, y, 0, x, 0, 4);
    expect([...y]).toEqual([1, 4, 9, 16]);
  });

  test("products of hundreds of rows and columns do not make it grow, which would slow all arrays of the program", () => {
    const own = workspace();
    const bytes = own.memory.buffer.byteLength;
    const n = 400;
    const ones = new Float64Array(n * n).fill(1);
    const out = new Float64Array(n * n);
    expect(multiplyMatrices(out, 0, n, n, n, ones, 0, n, 1, ones, 0, n, 1)).toBe(true);
    expect(out.every((x) => x === n)).toBe(true);
    expect(own.memory.buffer.byteLength).toBe(bytes);
  });

  const x = new Float64Array(60).map((_, k) => Math.sin(k));
  const table = Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, -1, 9, 10, 11);
  const sizes = { examples: 2, groups: 1, inputs: 2, outputs: 3, places: 12, count: 4 };
  const calls: [string, (out: Float64Array) => boolean][] = [
    ["a function", (out) => mapArray(expKernel, out, 0, x, 0, 60)],
    ["a function of two", (out) => mapArrays(addKernel, out, 0, x, 0, 1, 10, x, 3, 1, 0, 5, 10)],
    ["a reduction of rows", (out) => reduceRows(sumKernel, out, 0, x, 0, 10, 6)],
    ["a reduction of columns", (out) => reduceColumns(sumKernel, out, 0, x, 0, 6, 10)],
    ["a product", (out) => multiplyMatrices(out, 0, 6, 5, 4, x, 0, 4, 1, x, 20, 1, 4)],
    ["a convolution", (out) => convolveWindows(out, 0, x, 0, x, 10, sizes, table)],
    ["a pooling", (out) => poolWindows("max", out, 0, x, 0, 5, 12, 4, table)],
    ["a derivative of it", (out) => passThroughMax("spread", out, 0, x, 5, x, 0, 5, 12, 4, table)],
    ["taking rows", (out) => indexRows("gather", out, 0, x, 0, table.subarray(0, 8), 20, 3)],
    ["uniform draws", (out) => fillUniform(out, 0, 60, 1, 2)],
    ["normal draws", (out) => fillNormal(out, 0, 60, 1, 2)],
  ];

  test.each(calls)("%s is the same wherever the memory moves, and whatever lay in it", (_, call) => {
    const first = new Float64Array(70);
    expect(call(first)).toBe(true);
    expect(first.some((value) => value !== 0)).toBe(true);
    for (const disturb of [
      () => workspace().memory.grow(1),
      () => workspace().reserve(workspace().memory.buffer.byteLength + 1),
      () => workspace().reserve(1)!.float64.fill(NaN),
      () => workspace().reserve(1)!.int32.fill(-1),
    ]) {
      disturb();
      const again = new Float64Array(70);
      expect(call(again)).toBe(true);
      expect(Array.from(again)).toEqual(Array.from(first));
    }
  });

  test("a result may replace its operand", () => {
    const place = Float64Array.from(x);
    expect(mapArray(squareKernel, place, 0, place, 0, 60)).toBe(true);
    expect(Array.from(place)).toEqual(Array.from(x, (value) => value * value));
    const shifted = Float64Array.from(x);
    expect(mapArrays(addKernel, shifted, 0, shifted, 0, 1, 0, shifted, 0, 1, 0, 1, 60)).toBe(true);
    expect(Array.from(shifted)).toEqual(Array.from(x, (value) => value + value));
  });
});
