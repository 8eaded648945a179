import { FLOATS, instantiate, ModuleBuilder } from "@wengert/wasm";
import { describe, expect, test } from "vitest";
import { type Matrix, wayOf } from "./product.ts";

const SIZES = [1, 2, 3, 5, 8];
/** The sides of the layers of small nets, and the batches that they are multiplied with. */
const NETS = [
  [150, 8, 4],
  [150, 3, 8],
  [150, 8, 3],
  [8, 3, 150],
  [4, 8, 150],
  [17, 3, 8],
  [31, 5, 2],
] as const;
const EVERY = [...SIZES.flatMap((m) => SIZES.flatMap((n) => SIZES.map((k) => [m, n, k] as const))), ...NETS];

/** How an operand lies: by rows, by columns, or with its rows in the opposite order. */
const LAYOUTS = ["rows", "columns", "reversed"] as const;
type Layout = (typeof LAYOUTS)[number];

function matrixOf(layout: Layout, start: number, rows: number, columns: number, bytes: number): Matrix {
  if (layout === "columns") return { at: start, row: bytes, column: rows * bytes };
  const row = columns * bytes;
  return layout === "rows"
    ? { at: start, row, column: bytes }
    : { at: start + (rows - 1) * row, row: -row, column: bytes };
}

/** Both in steps of 1/8: products and sums are exact, whatever their order. */
const number = (i: number): number => ((i * 7919) % 65) / 8 - 4;

/** What is wrong with a product; null when nothing is. "kernel" where it is left to the kernel. */
function faultOf(
  dtype: "float64" | "float32",
  [m, n, k]: readonly number[],
  left: Layout,
  right: Layout,
): string | null {
  const { bytes } = FLOATS[dtype];
  const room = (count: number): number => Math.ceil((count * bytes + 16) / 16) * 16;
  const starts = [64, 64 + room(m! * n!), 64 + room(m! * n!) + room(m! * k!)] as const;
  const c = matrixOf("rows", starts[0], m!, n!, bytes);
  const a = matrixOf(left, starts[1], m!, k!, bytes);
  const b = matrixOf(right, starts[2], k!, n!, bytes);
  const module = new ModuleBuilder();
  module.ownMemory(1, "memory");
  let written = false;
  module.function(
    "product",
    [],
    null,
    (f) => {
      const way = wayOf({ dtype, a, b, c, m: m!, n: n!, k: k! });
      written = way !== null;
      way?.write(f);
    },
    { exported: true },
  );
  if (!written) return "kernel";
  const functions = instantiate(module.bytes());
  const { buffer } = (functions as unknown as { memory: { buffer: ArrayBuffer } }).memory;
  const memory = dtype === "float64" ? new Float64Array(buffer) : new Float32Array(buffer);
  memory.fill(Number.NaN);
  const place = (x: Matrix, i: number, j: number): number => (x.at + i * x.row + j * x.column) / bytes;
  for (let i = 0; i < m!; i++) for (let l = 0; l < k!; l++) memory[place(a, i, l)] = number(i * k! + l);
  for (let l = 0; l < k!; l++) for (let j = 0; j < n!; j++) memory[place(b, l, j)] = number(3 + l * n! + j);
  const wanted = memory.slice();
  for (let i = 0; i < m!; i++) {
    for (let j = 0; j < n!; j++) {
      let sum = 0;
      for (let l = 0; l < k!; l++) sum += memory[place(a, i, l)]! * memory[place(b, l, j)]!;
      wanted[place(c, i, j)] = sum;
    }
  }
  functions.product!();
  const wrong = memory.findIndex((x, i) => !Object.is(x, wanted[i]) && x !== wanted[i]);
  return wrong < 0
    ? null
    : `${m}×${n} over ${k}, ${left} and ${right}: ${memory[wrong]} for ${wanted[wrong]} at ${wrong}`;
}

describe.each(["float64", "float32"] as const)("small products in %s", (dtype) => {
  test.each(LAYOUTS.flatMap((left) => LAYOUTS.map((right) => [left, right] as const)))(
    "are exact on whole eighths and touch nothing else, operands by %s and %s",
    (left, right) => {
      let written = 0;
      for (const sizes of EVERY) {
        const fault = faultOf(dtype, sizes, left, right);
        if (fault !== "kernel") {
          expect(fault).toBeNull();
          written++;
        }
      }
      // Most are written out; for some layouts the kernel is expected to be quicker.
      expect(written).toBeGreaterThan(EVERY.length / 2);
    },
  );

  test("of the Iris net are all written out", () => {
    for (const sizes of NETS.slice(0, 5)) expect(faultOf(dtype, sizes, "rows", "rows")).toBeNull();
    expect(faultOf(dtype, [8, 3, 150], "columns", "rows")).toBeNull();
    expect(faultOf(dtype, [150, 8, 3], "rows", "columns")).toBeNull();
  });

  test("that are large, or over nothing, are left to others", () => {
    expect(faultOf(dtype, [64, 64, 64], "rows", "rows")).toBe("kernel");
    expect(faultOf(dtype, [2, 2, 0], "rows", "rows")).toBe("kernel");
  });
});
