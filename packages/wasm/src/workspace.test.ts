import { describe, expect, test } from "vitest";
import { multiplyMatrices } from "./eager/gemm.ts";
import { mapArray } from "./eager/map.ts";
import { squareKernel } from "./math/elementwise.ts";
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
});
