import type { DType } from "../dtype.ts";
import { at } from "../indexing/at.ts";
import { set } from "../indexing/set.ts";
import { asTensor, type TensorLike } from "../lift.ts";
import { cholesky } from "../linalg/cholesky.ts";
import { cond } from "../linalg/cond.ts";
import { det, slogdet } from "../linalg/determinant.ts";
import { eigh, eigvalsh } from "../linalg/eigh.ts";
import { expm } from "../linalg/expm.ts";
import { lstsq, matrixRank, pinv } from "../linalg/leastSquares.ts";
import { lu } from "../linalg/lu.ts";
import { norm } from "../linalg/norm.ts";
import { matrixPower, multiDot } from "../linalg/power.ts";
import { qr } from "../linalg/qr.ts";
import { inv, solve } from "../linalg/solve.ts";
import { svd, svdvals } from "../linalg/svd.ts";
import { solveTriangular } from "../linalg/triangular.ts";
import { angle, conj, imag, real, realIfClose } from "../numpy/complexParts.ts";
import { eye, full, fullLike, identity, ones, onesLike, zeros, zerosLike } from "../numpy/create.ts";
import {
  clip,
  copysign,
  degrees,
  heaviside,
  isclose,
  isfinite,
  isinf,
  isnan,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  nanToNum,
  radians,
  reciprocal,
  round,
} from "../numpy/elementwise.ts";
import { append, columnStack, concatenate, hstack, stack, vstack } from "../numpy/join.ts";
import { logsumexp } from "../numpy/logsumexp.ts";
import { arange, linspace } from "../numpy/range.ts";
import { mean, sum } from "../numpy/reduce.ts";
import {
  broadcastTo,
  expandDims,
  moveaxis,
  ravel,
  reshape,
  rollaxis,
  squeeze,
  swapaxes,
  transpose,
} from "../numpy/shape.ts";
import { abs, sign } from "../primitives/absolute.ts";
import { add, div, mul, neg, sub } from "../primitives/arithmetic.ts";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "../primitives/compare.ts";
import { astype } from "../primitives/convert.ts";
import { conv } from "../primitives/convolution.ts";
import { erf, erfc } from "../primitives/errorFunction.ts";
import { exp, log, pow, sqrt, square } from "../primitives/exponential.ts";
import { argmax, max, min } from "../primitives/extrema.ts";
import { arccosh, arcsinh, arctanh, cosh, hypot, sinh } from "../primitives/hyperbolic.ts";
import { arccos, arcsin, arctan, arctan2, tan } from "../primitives/inverseTrigonometric.ts";
import { cbrt, exp2, expm1, log1p, log2, log10, logaddexp, logaddexp2 } from "../primitives/logarithms.ts";
import { relu, sigmoid } from "../primitives/logistic.ts";
import { matmul, outer } from "../primitives/matmul.ts";
import { ceil, floor, floorDivide, fmod, mod, rint, signbit, trunc } from "../primitives/rounding.ts";
import { fmax, fmin, maximum, minimum, where } from "../primitives/select.ts";
import { sinc } from "../primitives/sinc.ts";
import { cos, sin, tanh } from "../primitives/trigonometric.ts";
import { windowMax, windowSum } from "../primitives/window.ts";
import type { Tensor } from "../tensor.ts";
import { define, type LibraryFunction } from "./signature.ts";

/** NumPy's `array`; unlike `tensor` it takes tensors, too, and derivatives pass. */
function converted(x: TensorLike, dtype?: DType): Tensor {
  return dtype === undefined ? asTensor(x) : astype(asTensor(x), dtype);
}

/** Everything that formulas call by name, under the names of the public list. */
export const FUNCTIONS: readonly LibraryFunction[] = [
  // Arithmetic and functions, element by element
  define("add", add, ["a", "b"]),
  define("sub", sub, ["a", "b"]),
  define("mul", mul, ["a", "b"]),
  define("div", div, ["a", "b"]),
  define("neg", neg, ["x"]),
  define("pow", pow, ["a", "b"]),
  define("abs", abs, ["x"]),
  define("sign", sign, ["x"]),
  define("exp", exp, ["x"]),
  define("log", log, ["x"]),
  define("sqrt", sqrt, ["x"]),
  define("square", square, ["x"]),
  define("sin", sin, ["x"]),
  define("cos", cos, ["x"]),
  define("tanh", tanh, ["x"]),
  define("sigmoid", sigmoid, ["x"]),
  define("relu", relu, ["x"]),
  define("erf", erf, ["x"]),
  define("erfc", erfc, ["x"]),
  define("maximum", maximum, ["a", "b"]),
  define("minimum", minimum, ["a", "b"]),
  define("arccosh", arccosh, ["x"]),
  define("arcsinh", arcsinh, ["x"]),
  define("arctanh", arctanh, ["x"]),
  define("cosh", cosh, ["x"]),
  define("sinh", sinh, ["x"]),
  define("hypot", hypot, ["a", "b"]),
  define("arccos", arccos, ["x"]),
  define("arcsin", arcsin, ["x"]),
  define("arctan", arctan, ["x"]),
  define("tan", tan, ["x"]),
  define("arctan2", arctan2, ["a", "b"]),
  define("cbrt", cbrt, ["x"]),
  define("exp2", exp2, ["x"]),
  define("expm1", expm1, ["x"]),
  define("log10", log10, ["x"]),
  define("log1p", log1p, ["x"]),
  define("log2", log2, ["x"]),
  define("logaddexp", logaddexp, ["a", "b"]),
  define("logaddexp2", logaddexp2, ["a", "b"]),
  define("ceil", ceil, ["x"]),
  define("floor", floor, ["x"]),
  define("rint", rint, ["x"]),
  define("signbit", signbit, ["x"]),
  define("trunc", trunc, ["x"]),
  define("floorDivide", floorDivide, ["a", "b"]),
  define("fmod", fmod, ["a", "b"]),
  define("mod", mod, ["a", "b"]),
  define("fmax", fmax, ["a", "b"]),
  define("fmin", fmin, ["a", "b"]),
  define("sinc", sinc, ["x"]),
  define("clip", clip, ["x", "aMin", "aMax?"]),
  define("copysign", copysign, ["a", "b"]),
  define("heaviside", heaviside, ["x", "half"]),
  define("degrees", degrees, ["x"]),
  define("isfinite", isfinite, ["x"]),
  define("isinf", isinf, ["x"]),
  define("isnan", isnan, ["x"]),
  define("logicalNot", logicalNot, ["x"]),
  define("radians", radians, ["x"]),
  define("reciprocal", reciprocal, ["x"]),
  define("angle", angle, ["x"]),
  define("conj", conj, ["x"]),
  define("imag", imag, ["x"]),
  define("real", real, ["x"]),
  define("realIfClose", realIfClose, ["x"]),
  define("logicalAnd", logicalAnd, ["a", "b"]),
  define("logicalOr", logicalOr, ["a", "b"]),
  define("logicalXor", logicalXor, ["a", "b"]),
  define("isclose", isclose, ["a", "b"], ["rtol", "atol", "equalNan"]),
  define("nanToNum", nanToNum, ["x"], ["nan", "posinf", "neginf"]),
  define("round", round, ["x", "decimals?"]),
  // Comparisons and choice
  define("equal", equal, ["a", "b"]),
  define("notEqual", notEqual, ["a", "b"]),
  define("less", less, ["a", "b"]),
  define("lessEqual", lessEqual, ["a", "b"]),
  define("greater", greater, ["a", "b"]),
  define("greaterEqual", greaterEqual, ["a", "b"]),
  define("where", where, ["condition", "a", "b"]),
  // Reductions and products
  define("sum", sum, ["x", "axis?"], ["keepdims"]),
  define("mean", mean, ["x", "axis?"], ["keepdims"]),
  define("max", max, ["x", "axis?"], ["keepdims"]),
  define("min", min, ["x", "axis?"], ["keepdims"]),
  define("argmax", argmax, ["x", "axis?"], ["keepdims"]),
  define("matmul", matmul, ["a", "b"]),
  define("outer", outer, ["a", "b"]),
  define("logsumexp", logsumexp, ["x", "axis?"], ["keepdims", "b"]),
  // Convolutions and windows
  define("conv", conv, ["x", "kernel"], ["stride", "padding", "dilation", "inputDilation", "groups"]),
  define("windowMax", windowMax, ["x", "size"], ["stride", "padding", "dilation"]),
  define("windowSum", windowSum, ["x", "size"], ["stride", "padding", "dilation"]),
  // Linear algebra
  define("cholesky", cholesky, ["a"], ["upper"]),
  define("cond", cond, ["a", "p?"]),
  define("det", det, ["a"]),
  define("eigh", eigh, ["a"], ["UPLO"]),
  define("eigvalsh", eigvalsh, ["a"], ["UPLO"]),
  define("expm", expm, ["a"]),
  define("inv", inv, ["a"]),
  define("lstsq", lstsq, ["a", "b"], ["rcond"]),
  define("lu", lu, ["a"]),
  define("matrixPower", matrixPower, ["a", "n"]),
  define("matrixRank", matrixRank, ["a"], ["tol"]),
  define("multiDot", multiDot, ["xs"]),
  define("norm", norm, ["x", "ord?", "axis?"], ["keepdims"]),
  define("pinv", pinv, ["a"], ["rcond"]),
  define("qr", qr, ["a", "mode?"]),
  define("slogdet", slogdet, ["a"]),
  define("solve", solve, ["a", "b"]),
  define("solveTriangular", solveTriangular, ["a", "b"], ["trans", "lower", "unitDiagonal"]),
  define("svd", svd, ["a"], ["fullMatrices", "computeUv"]),
  define("svdvals", svdvals, ["a"]),
  // Creation and conversion
  define("zeros", zeros, ["shape", "dtype?"]),
  define("zerosLike", zerosLike, ["x", "dtype?"]),
  define("ones", ones, ["shape", "dtype?"]),
  define("onesLike", onesLike, ["x", "dtype?"]),
  define("full", full, ["shape", "value", "dtype?"]),
  define("fullLike", fullLike, ["x", "value", "dtype?"]),
  define("eye", eye, ["n", "m?", "k?", "dtype?"]),
  define("identity", identity, ["n", "dtype?"]),
  define("arange", arange, ["start", "stop?", "step?", "dtype?"]),
  define("linspace", linspace, ["start", "stop", "num?"], ["endpoint"]),
  define("tensor", converted, ["x", "dtype?"]),
  define("astype", astype, ["x", "dtype"]),
  // Shape and joining
  define("reshape", reshape, ["x", "shape"], ["order"]),
  define("ravel", ravel, ["x"], ["order"]),
  define("transpose", transpose, ["x", "axes?"]),
  define("swapaxes", swapaxes, ["x", "axis1", "axis2"]),
  define("moveaxis", moveaxis, ["x", "source", "destination"]),
  define("rollaxis", rollaxis, ["x", "axis", "start?"]),
  define("expandDims", expandDims, ["x", "axis"]),
  define("squeeze", squeeze, ["x", "axis?"]),
  define("broadcastTo", broadcastTo, ["x", "shape"]),
  define("concatenate", concatenate, ["xs", "axis?"]),
  define("stack", stack, ["xs", "axis?"]),
  define("vstack", vstack, ["xs"]),
  define("hstack", hstack, ["xs"]),
  define("columnStack", columnStack, ["xs"]),
  define("append", append, ["x", "values", "axis?"]),
  // Indexing
  define("at", at, ["x", "...index"]),
  define("set", set, ["x", "index", "value"]),
];
