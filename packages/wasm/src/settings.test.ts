import { afterEach, describe, expect, test, vi } from "vitest";

/** The settings of a program that starts under the present circumstances. */
async function fresh(): Promise<typeof import("./settings.ts")> {
  vi.resetModules();
  return import("./settings.ts");
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

describe("kernels", () => {
  test("are on where the runtime has WebAssembly with SIMD", async () => {
    vi.stubEnv("WENGERT_WASM", undefined);
    expect((await fresh()).executionSettings()).toEqual({ kernels: true, fused: false });
  });

  test("are off where the environment says so, and can be switched on", async () => {
    vi.stubEnv("WENGERT_WASM", "off");
    const { executionSettings, setExecution } = await fresh();
    expect(executionSettings()).toEqual({ kernels: false, fused: false });
    expect(setExecution({ kernels: true })).toEqual({ kernels: false, fused: false });
    expect(executionSettings()).toEqual({ kernels: true, fused: false });
  });

  test.each([
    ["without WebAssembly", undefined],
    ["without SIMD", { validate: () => false, Module: class {} }],
    [
      "without room for a memory",
      {
        validate: (): boolean => true,
        Module: class {},
        Memory: class {
          constructor() {
            throw new RangeError("could not allocate memory");
          }
        },
      },
    ],
    [
      "that forbids modules made of bytes",
      {
        validate: (): boolean => true,
        Module: class {
          constructor() {
            throw new Error("unsafe-eval is not allowed");
          }
        },
      },
    ],
  ])("are off in a runtime %s, and asking for them says why not", async (_, runtime) => {
    vi.stubEnv("WENGERT_WASM", undefined);
    vi.stubGlobal("WebAssembly", runtime);
    const { executionSettings, setExecution } = await fresh();
    expect(executionSettings()).toEqual({ kernels: false, fused: false });
    expect(() => setExecution({ kernels: true })).toThrow(
      "setExecution: kernels need WebAssembly with SIMD, which this runtime has not or forbids",
    );
    const { mapArray } = await import("./eager/map.ts");
    const { expKernel } = await import("./math/elementwise.ts");
    expect(mapArray(expKernel, new Float64Array(64), 0, new Float64Array(64), 0, 64)).toBe(false);
  });

  test("are on where there is no process, as in browsers", async () => {
    vi.stubGlobal("process", undefined);
    expect((await fresh()).executionSettings()).toEqual({ kernels: true, fused: false });
  });
});

describe("fused products", () => {
  test("are off unless the environment allows them", async () => {
    vi.stubEnv("WENGERT_WASM", "fused");
    expect((await fresh()).executionSettings()).toEqual({ kernels: true, fused: true });
  });

  test("can be switched on and off", async () => {
    vi.stubEnv("WENGERT_WASM", undefined);
    const { executionSettings, setExecution } = await fresh();
    expect(setExecution({ fused: true })).toEqual({ kernels: true, fused: false });
    expect(executionSettings()).toEqual({ kernels: true, fused: true });
    expect(setExecution({ fused: false })).toEqual({ kernels: true, fused: true });
  });
});
