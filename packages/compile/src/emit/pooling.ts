import {
  addPooling,
  addThroughMax,
  type Callable,
  type CompiledModule,
  call,
  compileModule,
  FLOATS,
  type FunctionBuilder,
  instantiateModule,
  ModuleBuilder,
  type WasmExports,
  type WasmMemory,
} from "@wengert/wasm";
import { bytesIn } from "../lower/layout.ts";
import type { WindowsStep } from "../lower/steps.ts";
import { startOf } from "./access.ts";

type FloatType = "float64" | "float32";

const modules: { [D in FloatType]?: CompiledModule } = {};

/** The functions that go over windows, by their names, on a memory; assembled once for all programs. */
export function windowsOn(dtype: FloatType, memory: WasmMemory): WasmExports {
  let compiled = modules[dtype];
  if (compiled === undefined) {
    const module = new ModuleBuilder();
    module.importMemory("host", "memory", 1);
    addPooling(module, FLOATS[dtype]);
    addThroughMax(module, FLOATS[dtype]);
    compiled = compileModule(module.bytes());
    modules[dtype] = compiled;
  }
  return instantiateModule(compiled, { host: { memory } });
}

/** The name of the function that a step needs, and of its type. */
export function windowsName({ by, dtype }: WindowsStep): string {
  return `${by} ${dtype}`;
}

/** Imports the function of a step, whose parameters are as `addPooling` and `addThroughMax` have them. */
export function importWindows(module: ModuleBuilder, step: WindowsStep): Callable {
  const count = step.values === null ? 7 : 8;
  return module.importFunction("host", windowsName(step), new Array<"i32">(count).fill("i32"), null);
}

/** One call for all blocks; what is spread is added to zeros. */
export function writeWindows(f: FunctionBuilder, step: WindowsStep, over: Callable): void {
  const { by, dtype, x, values, out, words, blocks, block, count } = step;
  const { bytes } = FLOATS[dtype];
  const table = [words.address, blocks, block * bytes, 4 * count, 4 * words.size] as const;
  if (by === "spreadMax") f.fill(out.address, 0, bytesIn(out));
  if (values === null) f.do(call(over, out.address, startOf(x), ...table));
  else f.do(call(over, out.address, startOf(values), startOf(x), ...table));
}
