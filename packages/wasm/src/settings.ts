import { op } from "./assembler/expression.ts";
import { ModuleBuilder } from "./assembler/module.ts";
import { webAssembly } from "./webassembly.ts";

/** How kernels are run; it changes speed, never results beyond the stated bounds. @public */
export interface ExecutionSettings {
  /** Whether WebAssembly kernels are used at all; without them plain loops run. */
  kernels: boolean;
  /**
   * Whether products of matrices may multiply and add by one instruction, where the runtime has it: Node 22, Chromium
   * and Firefox have, Safari has not. Up to an eighth faster and within the same bounds, as it rounds once instead of
   * twice; but not to the same last bit on every machine. Off unless asked for.
   */
  fused: boolean;
}

function environment(name: string): string | undefined {
  const { process } = globalThis as {
    readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
  };
  return process?.env?.[name];
}

/**
 * Whether the runtime has WebAssembly with vectors, lets modules be made of bytes (a page's policy may not), and has
 * room for a memory that can grow to its full size.
 */
function supported(): boolean {
  const runtime = webAssembly();
  if (runtime === undefined) return false;
  const module = new ModuleBuilder();
  module.function("f", ["i32"], "i32", (f, x) => f.return(op("v128.any_true", op("i32x4.splat", x))));
  try {
    return (
      runtime.validate(module.bytes()) &&
      new runtime.Module(module.bytes()) !== null &&
      new runtime.Memory({ initial: 1, maximum: 65536 }) !== null
    );
  } catch {
    return false;
  }
}

let chosen: ExecutionSettings | null = null;

/**
 * The settings in force. Kernels are on where the runtime has WebAssembly with SIMD, unless the environment variable
 * `WENGERT_WASM` is `off`; products are fused where it is `fused`.
 *
 * @example typeof executionSettings().kernels // boolean
 * @public
 */
export function executionSettings(): Readonly<ExecutionSettings> {
  if (chosen !== null) return chosen;
  const wanted = environment("WENGERT_WASM");
  chosen = { kernels: wanted !== "off" && supported(), fused: wanted === "fused" };
  return chosen;
}

/**
 * Changes settings: `setExecution({ kernels: false })`.
 *
 * @returns the settings before. Functions of `@wengert/compile` follow `kernels` from their next call on; whether the
 * products of a program are `fused` is decided when it is compiled.
 * @throws RangeError when kernels are asked for and the runtime has no WebAssembly with SIMD.
 * @public
 */
export function setExecution(settings: Partial<ExecutionSettings>): ExecutionSettings {
  const before = executionSettings();
  if (settings.kernels === true && !before.kernels && !supported()) {
    throw new RangeError("setExecution: kernels need WebAssembly with SIMD, which this runtime has not or forbids");
  }
  chosen = { ...before, ...settings };
  return before;
}
