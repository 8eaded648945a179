import {
  addGemm,
  addReadRuns,
  addReadWindows,
  type Callable,
  type CompiledModule,
  compileModule,
  FLOATS,
  type Float,
  floatOfProducts,
  instantiateModule,
  ModuleBuilder,
  type WasmExports,
  type WasmMemory,
} from "@wengert/wasm";

type FloatType = "float64" | "float32";

const modules = new Map<Float, CompiledModule>();

/** The kernel of matrix products on a memory. It is assembled once; every program has an instance of it. */
export function gemmOn(dtype: FloatType, memory: WasmMemory): WasmExports[string] {
  const float = floatOfProducts(dtype);
  let compiled = modules.get(float);
  if (compiled === undefined) {
    const module = new ModuleBuilder();
    module.importMemory("host", "memory", 1);
    addGemm(module, float);
    compiled = compileModule(module.bytes());
    modules.set(float, compiled);
  }
  return instantiateModule(compiled, { host: { memory } }).gemm!;
}

const readers: { [D in FloatType]?: CompiledModule } = {};

/** The functions that read what the windows of a convolution see, on a memory. */
export function readersOn(dtype: FloatType, memory: WasmMemory): WasmExports {
  let compiled = readers[dtype];
  if (compiled === undefined) {
    const module = new ModuleBuilder();
    module.importMemory("host", "memory", 1);
    addReadRuns(module, FLOATS[dtype]);
    addReadWindows(module, FLOATS[dtype]);
    compiled = compileModule(module.bytes());
    readers[dtype] = compiled;
  }
  return instantiateModule(compiled, { host: { memory } });
}

/** Imports one of them: where it writes, reads and finds its words; how often, how many words, how far apart. */
export function importReader(module: ModuleBuilder, by: "readRuns" | "readWindows", dtype: FloatType): Callable {
  return module.importFunction("host", `${by} ${dtype}`, new Array<"i32">(6).fill("i32"), null);
}

/** Imports the kernel: bytes from row to row and from column to column, sizes, scratch memory; as `addGemm` has it. */
export function importGemm(module: ModuleBuilder, dtype: FloatType): Callable {
  return module.importFunction("host", `gemm ${dtype}`, new Array<"i32">(12).fill("i32"), null);
}
