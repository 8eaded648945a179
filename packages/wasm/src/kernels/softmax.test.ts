import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ModuleBuilder } from "../assembler/module.ts";
import { instantiate } from "../webassembly.ts";
import { FLOATS } from "./float.ts";
import { addSoftmaxRows } from "./softmax.ts";

describe.each(["float64", "float32"] as const)("rows of %s", (dtype) => {
  const module = new ModuleBuilder();
  module.ownMemory(1, "memory");
  addSoftmaxRows(module, FLOATS[dtype]);
  const functions = instantiate(module.bytes());
  const { buffer } = (functions as unknown as { memory: { buffer: ArrayBuffer } }).memory;
  const view = dtype === "float64" ? new Float64Array(buffer) : new Float32Array(buffer);
  const bytes = view.BYTES_PER_ELEMENT;
  const rounded = dtype === "float64" ? (x: number) => x : Math.fround;
  /** Sums of n terms in another order, each off by a unit or two. */
  const tolerance = dtype === "float64" ? 1e-14 : 1e-5;

  function run(which: "shares" | "logs", rows: readonly (readonly number[])[]): number[] {
    const n = rows[0]!.length;
    view.fill(Number.NaN);
    view.set(rows.flat(), 0);
    functions.softmaxRows!(2048 * bytes, 4096 * bytes, 0, n, rows.length);
    expect(view[2048 + rows.length * n], "nothing is written beyond the end").toBeNaN();
    expect(view[4096 + rows.length], "nothing is written beyond the end").toBeNaN();
    return which === "shares"
      ? [...view.subarray(2048, 2048 + rows.length * n)]
      : [...view.subarray(4096, 4096 + rows.length)];
  }

  const matrix = fc.integer({ min: 1, max: 23 }).chain((n) =>
    fc.array(fc.array(fc.double({ min: -300, max: 300, noNaN: true }), { minLength: n, maxLength: n }), {
      minLength: 1,
      maxLength: 4,
    }),
  );

  test("are shares of e^x that add up to 1, and logarithms of the sum, for every length", () => {
    fc.assert(
      fc.property(matrix, (given) => {
        const rows = given.map((row) => row.map(rounded));
        const expected = rows.map((row) => {
          const top = Math.max(...row);
          const sum = row.reduce((total, x) => total + Math.exp(x - top), 0);
          return { shares: row.map((x) => Math.exp(x - top) / sum), log: Math.log(sum) + top };
        });
        run("shares", rows).forEach((share, i) => {
          const want = expected[Math.floor(i / rows[0]!.length)]!.shares[i % rows[0]!.length]!;
          // Far below the largest a share is subnormal in float32 and has fewer digits.
          expect(Math.abs(share - want)).toBeLessThanOrEqual(tolerance * want + (dtype === "float32" ? 1e-44 : 0));
        });
        run("logs", rows).forEach((log, i) => {
          const want = expected[i]!.log;
          expect(Math.abs(log - want)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(want)));
        });
      }),
      { seed: 1 },
    );
  });

  test("infinite numbers and NaN give what the formulas give", () => {
    const [minus, plus] = [-Infinity, Infinity];
    expect(
      run("logs", [
        [minus, minus, minus],
        [minus, 0, minus],
        [plus, 0, 0],
        [NaN, 0, 1],
      ]),
    ).toEqual([minus, 0, plus, NaN]);
    expect(
      run("shares", [
        [minus, 0, 0],
        [minus, minus, minus],
      ]),
    ).toEqual([0, 0.5, 0.5, NaN, NaN, NaN]);
    expect(run("shares", [[plus, 0, 1]])[0]).toBeNaN();
  });
});
