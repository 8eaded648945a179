// Tensors

export type { Axes } from "./axes.ts";
export { type TensorOptions, tensor } from "./create.ts";
export type { DType, TypedArray } from "./dtype.ts";
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
export type { Binary, NotTensor, Reduction, ReductionOptions, TensorLike, Unary } from "./lift.ts";
// Creation
export { zeros } from "./numpy/create.ts";
export { mean, sum } from "./numpy/reduce.ts";
export { abs, sign } from "./primitives/absolute.ts";
// Arithmetic and functions, element by element
export { add, div, mul, neg, sub } from "./primitives/arithmetic.ts";
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./primitives/compare.ts";
export { astype } from "./primitives/convert.ts";
export { exp, log, pow, sqrt, square } from "./primitives/exponential.ts";
// Reductions and products
export { argmax, max, min } from "./primitives/extrema.ts";
export { relu, sigmoid } from "./primitives/logistic.ts";
export { matmul, outer } from "./primitives/matmul.ts";
export { maximum, minimum, where } from "./primitives/select.ts";
export { cos, sin, tanh } from "./primitives/trigonometric.ts";
export { type MapTree, mapTree, type Pytree } from "./pytree.ts";
export type { Broadcast, Fits, MatMul, Matrix, Reverse, Scalar, Shape, ShapeMismatch, Vector } from "./shape.ts";
export { isTensor, type NestedNumbers, Tensor } from "./tensor.ts";
// Derivatives
export { type GradOptions, grad, gradAndAux, valueAndGrad } from "./transforms/grad.ts";
export type { Gradient } from "./transforms/types.ts";
