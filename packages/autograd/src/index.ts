// Tensors
export { tensor, type TensorOptions } from "./create.ts";
export type { DType, TypedArray } from "./dtype.ts";
export type {
  Binary,
  BinaryFunction,
  NotTensor,
  NotTwoTensors,
  Reduction,
  ReductionOptions,
  TensorLike,
  Unary,
  UnaryFunction,
} from "./lift.ts";
export type { Axes } from "./axes.ts";
export type { Broadcast, Fits, MatMul, Matrix, Reverse, Scalar, Shape, ShapeMismatch, Vector } from "./shape.ts";
export { isTensor, type NestedNumbers, Tensor } from "./tensor.ts";
export type { FloatMode, PrintOptions } from "./print/options.ts";

// Creation
export { eye, full, fullLike, identity, ones, onesLike, zeros, zerosLike } from "./numpy/create.ts";
export { arange, linspace, type LinspaceOptions } from "./numpy/range.ts";
export { geomspace, logspace, tri, type LogspaceOptions } from "./numpy/series.ts";

// Shape and joining
export {
  append,
  block,
  type Blocks,
  columnStack,
  concatenate,
  dstack,
  hstack,
  stack,
  unstack,
  vstack,
} from "./numpy/join.ts";
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
export { diag, diagflat, diagonal, fillDiagonal, makeDiagonal, trace, tril, triu } from "./numpy/diagonal.ts";
export { arraySplit, dsplit, hsplit, split, vsplit, type Parts } from "./numpy/split.ts";
export { flip, fliplr, flipud, repeat, resize, roll, rot90, tile } from "./numpy/repeat.ts";
export { pad, type PadMode, type PadOptions, type PadWidth } from "./numpy/pad.ts";
export { deleteEntries as delete, insert } from "./numpy/edit.ts";
export {
  applyAlongAxis,
  atleast1d,
  atleast2d,
  atleast3d,
  broadcastArrays,
  broadcastTogether as broadcastShapes,
  fromfunction,
  indices,
  meshgrid,
  type MeshgridOptions,
} from "./numpy/mesh.ts";

// Indexing
export { at, newaxis } from "./indexing/at.ts";
export { set } from "./indexing/set.ts";
export { type Slice, slice } from "./indexing/slice.ts";
export type { At, Index, IndexArray } from "./indexing/types.ts";
export {
  argwhere,
  compress,
  extract,
  flatnonzero,
  nonzero,
  take,
  takeAlongAxis,
  type TakeOptions,
} from "./numpy/pick.ts";
export { diagIndices, ravelMultiIndex, trilIndices, triuIndices, unravelIndex } from "./numpy/indexArrays.ts";

// Arithmetic and functions, element by element
export { abs, sign } from "./primitives/absolute.ts";
export { add, div, mul, neg, sub } from "./primitives/arithmetic.ts";
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./primitives/compare.ts";
export { astype } from "./primitives/convert.ts";
export { erf, erfc, erfcinv, erfinv, logNormalCdf } from "./primitives/errorFunction.ts";
export { exp, log, pow, sqrt, square } from "./primitives/exponential.ts";
export { relu, sigmoid } from "./primitives/logistic.ts";
export { fmax, fmin, maximum, minimum, where } from "./primitives/select.ts";
export { cos, sin, tanh } from "./primitives/trigonometric.ts";
export { arccosh, arcsinh, arctanh, cosh, hypot, sinh } from "./primitives/hyperbolic.ts";
export { arccos, arcsin, arctan, arctan2, tan } from "./primitives/inverseTrigonometric.ts";
export { cbrt, exp2, expm1, log10, log1p, log2, logaddexp, logaddexp2 } from "./primitives/logarithms.ts";
export { ceil, floor, floorDivide, fmod, mod, rint, signbit, trunc } from "./primitives/rounding.ts";
export { sinc } from "./primitives/sinc.ts";
export {
  clip,
  type CloseOptions,
  copysign,
  degrees,
  divmod,
  heaviside,
  isclose,
  isfinite,
  isinf,
  isnan,
  isneginf,
  isposinf,
  ldexp,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  modf,
  nanToNum,
  type NanToNumOptions,
  radians,
  reciprocal,
  round,
} from "./numpy/elementwise.ts";
export { angle, conj, imag, real, realIfClose } from "./numpy/complexParts.ts";

// Reductions and products
export { logsumexp, type LogsumexpOptions } from "./numpy/logsumexp.ts";
export { argmin, mean, sum } from "./numpy/reduce.ts";
export { argmax, max, min } from "./primitives/extrema.ts";
export { matmul, outer } from "./primitives/matmul.ts";
export { einsum } from "./numpy/einsum.ts";
export {
  cross,
  dot,
  type DotAxes,
  inner,
  kron,
  matrixTranspose,
  matvec,
  tensordot,
  vdot,
  vecdot,
  vecmat,
} from "./numpy/products.ts";
export { cumprod, prod } from "./numpy/prod.ts";
export { cummax, cummin, cumsum } from "./primitives/cumulative.ts";
export { std, variance as var, type Spread, type SpreadOptions } from "./numpy/variance.ts";
export { all, allclose, any, arrayEqual, arrayEquiv, countNonzero, type EqualOptions, ptp } from "./numpy/truth.ts";
export {
  median,
  nanmedian,
  nanpercentile,
  nanquantile,
  percentile,
  quantile,
  type QuantileMethod,
  type QuantileOptions,
} from "./numpy/quantile.ts";
export {
  nanargmax,
  nanargmin,
  nancumprod,
  nancumsum,
  nanmax,
  nanmean,
  nanmin,
  nanprod,
  nanstd,
  nansum,
  nanvar,
} from "./numpy/missing.ts";
export { average, corrcoef, cov, type CovOptions } from "./numpy/average.ts";

// Convolutions and windows
export { conv, type ConvOptions } from "./primitives/convolution.ts";
export { windowMax, type WindowOptions, windowSum } from "./primitives/window.ts";

// Series, polynomials and counting
export { convolve, type ConvolveMode, type ConvolveOptions, correlate } from "./numpy/convolve.ts";
export {
  diff,
  ediff1d,
  gradient,
  trapezoid,
  unwrap,
  type DiffOptions,
  type GradientOptions,
  type TrapezoidOptions,
  type UnwrapOptions,
} from "./numpy/differences.ts";
export {
  polyadd,
  polyder,
  polyfit,
  polyint,
  polymul,
  polysub,
  polyval,
  vander,
  type VanderOptions,
} from "./numpy/polynomial.ts";
export { poly, polydiv, roots } from "./numpy/roots.ts";
export {
  bincount,
  type BincountOptions,
  histogram,
  histogramBinEdges,
  type HistogramOptions,
  segmentSum,
} from "./numpy/counting.ts";
export { type BinsOfAxes, histogram2d, histogramdd, type HistogramddOptions } from "./numpy/histogramdd.ts";
export type { BinRule } from "./numpy/bins.ts";
export { choose, interp, type InterpOptions, select } from "./numpy/choose.ts";
export { type Piece, piecewise } from "./numpy/choose.ts";
export { bartlett, blackman, hamming, hanning, kaiser } from "./numpy/taper.ts";

// Sorting and searching
export {
  argpartition,
  argsort,
  digitize,
  lexsort,
  partition,
  searchsorted,
  sort,
  type SortOptions,
  topk,
  unique,
  type UniqueOptions,
} from "./numpy/sort.ts";
export { intersect1d, isin, setdiff1d, setxor1d, trimZeros, union1d } from "./numpy/sets.ts";

// Special functions and distributions
export {
  beta,
  betaln,
  digamma,
  gamma,
  gammaln,
  logit,
  multigammaln,
  polygamma,
  rgamma,
} from "./primitives/gammaFunction.ts";
export { betainc, gammainc, gammaincc } from "./primitives/incomplete.ts";
export { i0, i1, iv, ive, j0, j1, jn, y0, y1, yn } from "./primitives/bessel.ts";
export * as stats from "./stats/index.ts";

// Fourier transforms: what is real in them
export * as fft from "./fft/index.ts";

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
export {
  type Flattened,
  flatten as flattenTree,
  flattenLike as flattenTreeLike,
  leafPaths,
  type MapTree,
  mapTree,
  type Pytree,
  type Structure,
  unflatten as unflattenTree,
} from "./pytree.ts";

// Programs
export type { Primitive } from "./primitive.ts";
export { type EvaluateOptions, evaluate, makeProgram, type Program, type ProgramOptions, toDot } from "./program.ts";
export type { Constant, Equation, Variable } from "./stage.ts";

// Text
export { arrayRepr, arrayStr } from "./numpy/text.ts";

// Random numbers
export * as random from "./random/index.ts";

// Errors
export { show as showValue } from "./describe.ts";
export { checkOptions } from "./options.ts";
export {
  ArgumentError,
  type ErrorCode,
  type ErrorDetails,
  KindError,
  ShapeError,
  TraceError,
  WengertError,
} from "./errors.ts";
