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
  shuffle,
  splatConstant,
} from "./assembler/expression.ts";
export { FunctionBuilder, Label } from "./assembler/function.ts";
export { ModuleBuilder } from "./assembler/module.ts";
export type { ValueType } from "./assembler/types.ts";

// Running
export {
  type CompiledModule,
  compileModule,
  instantiate,
  instantiateModule,
  newMemory,
  type WasmExports,
  type WasmImports,
  type WasmMemory,
} from "./webassembly.ts";
export { executionSettings, type ExecutionSettings, setExecution } from "./settings.ts";
export { type Views, Workspace, workspace } from "./workspace.ts";

// Kernels on arrays
export type { FloatArray } from "./eager/floats.ts";
export { type ConvolutionSizes, convolveWindows } from "./eager/convolution.ts";
export { indexRows } from "./eager/gather.ts";
export { multiplyMatrices } from "./eager/gemm.ts";
export { mapArray, mapArrays } from "./eager/map.ts";
export { fillNormal } from "./eager/normal.ts";
export { passThroughMax, poolWindows } from "./eager/pooling.ts";
export { softmaxRows } from "./eager/softmax.ts";
export { fillUniform } from "./eager/uniform.ts";
export { maxKernel, minKernel, type ReductionKernel, reduceColumns, reduceRows, sumKernel } from "./eager/reduce.ts";

// Elementwise functions
export { ERROR_BOUNDS } from "./math/bounds.ts";
export {
  type BinaryKernel,
  type Emit1,
  type Emit2,
  type Host,
  type Run,
  type UnaryKernel,
  absKernel,
  addKernel,
  binaryKernels,
  cosKernel,
  divKernel,
  erfKernel,
  expKernel,
  expm1Kernel,
  log1pKernel,
  logKernel,
  maximumKernel,
  minimumKernel,
  mulKernel,
  negKernel,
  powKernel,
  reluKernel,
  scaleBySigmoidSlopeKernel,
  scaleByStepKernel,
  scaleByTanhSlopeKernel,
  scaleKernel,
  sigmoidKernel,
  signKernel,
  sinKernel,
  sqrtKernel,
  squareKernel,
  subKernel,
  tanhKernel,
  unaryKernels,
} from "./math/elementwise.ts";
export { Lanes, type Value } from "./math/lanes.ts";
export { finishAll, type Piece, type Stages } from "./math/stages.ts";

// Kernels for modules of one's own
export { type Float, FLOATS, floatOfProducts } from "./kernels/float.ts";
export { addGatherRows, addScatterAddRows } from "./kernels/gather.ts";
export { addGemm } from "./kernels/gemm.ts";
export { addMap1, addMap2, addScalar1, addScalar2, importHost, type Repeated } from "./kernels/map.ts";
export { addCombineColumns, addExtremeRows, addSumRows, type Combination } from "./kernels/reduce.ts";
export { addSoftmaxRows } from "./kernels/softmax.ts";
export { addUniform } from "./kernels/threefry.ts";
export { addNormal } from "./kernels/normals.ts";
export { gemmScratch, OVERREAD } from "./kernels/packed.ts";
export { addPooling, addThroughMax } from "./kernels/pooling.ts";
export { addReadRuns, addReadWindows } from "./kernels/windows.ts";
