import { afterEach, describe, expect, test, vi } from "vitest";
import type { Tensor } from "../tensor.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

/** How a program finds its runtime. */
const RUNTIMES = {
  "with kernels": () => {},
  "without WebAssembly": () => vi.stubGlobal("WebAssembly", undefined),
  "without SIMD": () => vi.stubGlobal("WebAssembly", { validate: () => false }),
  "where WENGERT_WASM is off": () => vi.stubEnv("WENGERT_WASM", "off"),
} as const;

/** What a program that starts in that runtime computes: every kind of operation for which there are kernels. */
async function computed(runtime: keyof typeof RUNTIMES): Promise<Record<string, number[]>> {
  vi.resetModules();
  vi.stubEnv("WENGERT_WASM", undefined);
  RUNTIMES[runtime]();
  const w = await import("../index.ts");
  const { executionSettings } = await import("@wengert/wasm");
  expect(executionSettings().kernels).toBe(runtime === "with kernels");
  const rng = w.random.RandomState(3);
  const results: Record<string, number[]> = {};
  for (const dtype of ["float64", "float32"] as const) {
    const floats = (...shape: number[]) => w.astype(rng.randn(...shape), dtype);
    const [x, y, images, kernel] = [floats(40, 30), floats(30, 40), floats(2, 3, 12, 12), floats(4, 3, 3, 3)];
    const places = w.tensor(Int32Array.from({ length: 60 }, (_, k) => (k * 7) % 40));
    const keep = (name: string, value: Tensor): void => {
      results[`${name} of ${dtype}`] = w.ravel(value).toArray() as number[];
    };
    for (const f of [w.exp, w.expm1, w.tanh, w.sigmoid, w.sin, w.cos, w.erf, w.relu, w.neg, w.abs, w.sign, w.square]) {
      keep(f.primitive.name, f(x));
    }
    for (const f of [w.log, w.log1p, w.sqrt]) keep(f.primitive.name, f(w.add(w.square(x), 0.1)));
    for (const f of [w.add, w.sub, w.mul, w.div, w.maximum, w.minimum]) keep(f.primitive.name, f(x, w.transpose(y)));
    keep("pow", w.pow(w.abs(x), 1.7));
    for (const f of [w.sum, w.max, w.min]) for (const axis of [0, 1]) keep(`${f.name} ${axis}`, f(x, axis));
    keep("matmul", w.matmul(x, y));
    keep("conv", w.conv(images, kernel, { padding: 1 }));
    keep("windowMax", w.windowMax(images, [2, 2], { stride: 2 }));
    keep("windowSum", w.windowSum(images, [3, 3]));
    keep("take", w.take(x, places, 0));
    keep("uniform", w.random.uniform(w.random.key(1), [100], { dtype }));
    keep("normal", w.random.normal(w.random.key(1), [100], { dtype }));
    const loss = (kernel: Tensor) =>
      w.sum(w.square(w.windowMax(w.relu(w.conv(images, kernel)), [2, 2], { stride: 2 })));
    keep("gradient", w.grad(loss)(kernel));
    keep("gradient of taking", w.grad((x: Tensor) => w.sum(w.exp(w.take(x, places, 0))))(x));
  }
  return results;
}

describe("programs in runtimes without kernels", () => {
  test("compute the same as with them, up to the last digits, and the same among themselves", async () => {
    const fast = await computed("with kernels");
    const plain = await computed("without WebAssembly");
    expect(await computed("without SIMD")).toEqual(plain);
    expect(await computed("where WENGERT_WASM is off")).toEqual(plain);
    expect(Object.keys(fast)).toEqual(Object.keys(plain));
    for (const [name, values] of Object.entries(fast)) {
      const others = plain[name]!;
      expect(values.length).toBe(others.length);
      expect(values.length).toBeGreaterThan(0);
      const largest = Math.max(...others.map(Math.abs));
      // Sums of some hundred terms in another order; relative to the largest, since some sums cancel.
      const tolerance = largest * (name.endsWith("float32") ? 1e-5 : 1e-13);
      for (const [k, value] of values.entries()) {
        expect(Math.abs(value - others[k]!), `${name}, number ${k}`).toBeLessThanOrEqual(tolerance);
      }
    }
  });
});
