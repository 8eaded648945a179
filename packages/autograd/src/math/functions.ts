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
import { eye, full, fullLike, identity, ones, onesLike, zeros, zerosLike } from "../numpy/create.ts";
import { append, columnStack, concatenate, hstack, stack, vstack } from "../numpy/join.ts";
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
import { exp, log, pow, sqrt, square } from "../primitives/exponential.ts";
import { argmax, max, min } from "../primitives/extrema.ts";
import { relu, sigmoid } from "../primitives/logistic.ts";
import { matmul, outer } from "../primitives/matmul.ts";
import { maximum, minimum, where } from "../primitives/select.ts";
import { cos, sin, tanh } from "../primitives/trigonometric.ts";
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
  define("maximum", maximum, ["a", "b"]),
  define("minimum", minimum, ["a", "b"]),
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
