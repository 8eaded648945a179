// Assembler
export { AssemblyError } from "./assembler/error.ts";
export {
  type Callable,
  call,
  Expression,
  type Immediates,
  Local,
  memorySize,
  type Operand,
  op,
  opAt,
  read,
  select,
  splatConstant,
} from "./assembler/expression.ts";
export { FunctionBuilder, Label } from "./assembler/function.ts";
export { ModuleBuilder } from "./assembler/module.ts";
export type { ValueType } from "./assembler/types.ts";

// Running
export { instantiate, type WasmExports, type WasmImports, type WasmMemory } from "./webassembly.ts";
export { executionSettings, type ExecutionSettings, setExecution } from "./settings.ts";
export { type Views, Workspace, workspace } from "./workspace.ts";

// Kernels on arrays
export type { FloatArray } from "./eager/floats.ts";
export { multiplyMatrices } from "./eager/gemm.ts";
