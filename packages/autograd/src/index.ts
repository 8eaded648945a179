// Tensors
export { tensor, type TensorOptions } from "./create.ts";
export type { DType, TypedArray } from "./dtype.ts";
export type { Binary, NotTensor, NotTwoTensors, Reduction, ReductionOptions, TensorLike, Unary } from "./lift.ts";
export type { Axes } from "./axes.ts";
export type { Broadcast, Fits, MatMul, Matrix, Reverse, Scalar, Shape, ShapeMismatch, Vector } from "./shape.ts";
export { isTensor, type NestedNumbers, Tensor } from "./tensor.ts";
export type { FloatMode, PrintOptions } from "./print/options.ts";

// Creation
export { eye, full, fullLike, identity, ones, onesLike, zeros, zerosLike } from "./numpy/create.ts";
export { arange, linspace, type LinspaceOptions } from "./numpy/range.ts";

// Shape and joining
export { append, columnStack, concatenate, hstack, stack, vstack } from "./numpy/join.ts";
export {
  broadcastTo,
  expandDims,
  moveaxis,
  type OrderOptions,
  ravel,
  reshape,
  rollaxis,
  squeeze,
  swapaxes,
  transpose,
} from "./numpy/shape.ts";
export type { Inserted, Permuted, Replaced, Reshaped, SameRank } from "./numpy/types.ts";

// Indexing
export { at, newaxis } from "./indexing/at.ts";
export { set } from "./indexing/set.ts";
export { type Slice, slice } from "./indexing/slice.ts";
export type { At, Index, IndexArray } from "./indexing/types.ts";

// Arithmetic and functions, element by element
export { abs, sign } from "./primitives/absolute.ts";
export { add, div, mul, neg, sub } from "./primitives/arithmetic.ts";
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./primitives/compare.ts";
export { astype } from "./primitives/convert.ts";
export { exp, log, pow, sqrt, square } from "./primitives/exponential.ts";
export { relu, sigmoid } from "./primitives/logistic.ts";
export { maximum, minimum, where } from "./primitives/select.ts";
export { cos, sin, tanh } from "./primitives/trigonometric.ts";

// Reductions and products
export { mean, sum } from "./numpy/reduce.ts";
export { argmax, max, min } from "./primitives/extrema.ts";
export { matmul, outer } from "./primitives/matmul.ts";

// Linear algebra
export * as linalg from "./linalg/index.ts";

// Derivatives
export { centralDifference, type DifferenceOptions } from "./transforms/centralDifference.ts";
export { checkpoint } from "./transforms/checkpoint.ts";
export { customJvp, customVjp } from "./transforms/custom.ts";
export { debugNaN } from "./transforms/debugNaN.ts";
export { elementwiseGrad } from "./transforms/elementwiseGrad.ts";
export { type ExplainedLine, type Explanation, explain } from "./transforms/explain.ts";
export { grad, gradAndAux, type GradOptions, valueAndGrad } from "./transforms/grad.ts";
export { hvp } from "./transforms/hvp.ts";
export { hessian, type Jacobian, jacobian } from "./transforms/jacobian.ts";
export { jvp } from "./transforms/jvp.ts";
export {
  type ReadTapeOptions,
  readTape,
  type TapeLeaf,
  type TapeLine,
  type TapeReading,
} from "./transforms/readTape.ts";
export { stopGradient } from "./transforms/stopGradient.ts";
export type { Gradient } from "./transforms/types.ts";
export { type Pullback, vjp } from "./transforms/vjp.ts";

// Arrays and records of tensors
export { type MapTree, mapTree, type Pytree } from "./pytree.ts";

// Programs
export type { Primitive } from "./primitive.ts";
export { type EvaluateOptions, evaluate, makeProgram, type Program, type ProgramOptions, toDot } from "./program.ts";
export type { Constant, Equation, Variable } from "./stage.ts";

// Text
export { arrayRepr, arrayStr } from "./numpy/text.ts";

// Random numbers
export * as random from "./random/index.ts";

// Errors
export {
  ArgumentError,
  type ErrorCode,
  type ErrorDetails,
  KindError,
  ShapeError,
  TraceError,
  WengertError,
} from "./errors.ts";
