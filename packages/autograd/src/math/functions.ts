import type { DType } from "../dtype.ts";
import { at } from "../indexing/at.ts";
import { set } from "../indexing/set.ts";
import { asTensor, type TensorLike } from "../lift.ts";
import { solveBanded } from "../linalg/banded.ts";
import { cholesky } from "../linalg/cholesky.ts";
import { cond } from "../linalg/cond.ts";
import { det, slogdet } from "../linalg/determinant.ts";
import { eig, eigvals } from "../linalg/eig.ts";
import { eigh, eigvalsh } from "../linalg/eigh.ts";
import { expm } from "../linalg/expm.ts";
import { lstsq, matrixRank, pinv } from "../linalg/leastSquares.ts";
import { lu } from "../linalg/lu.ts";
import { norm } from "../linalg/norm.ts";
import { matrixPower, multiDot } from "../linalg/power.ts";
import { qr } from "../linalg/qr.ts";
import { inv, solve } from "../linalg/solve.ts";
import { svd, svdvals } from "../linalg/svd.ts";
import { solveSylvester, sqrtm } from "../linalg/sylvester.ts";
import { tensorinv, tensorsolve } from "../linalg/tensorSolve.ts";
import { solveTriangular } from "../linalg/triangular.ts";
import { average, corrcoef, cov } from "../numpy/average.ts";
import { choose, interp, select } from "../numpy/choose.ts";
import { angle, conj, imag, real, realIfClose } from "../numpy/complexParts.ts";
import { convolve, correlate } from "../numpy/convolve.ts";
import { bincount, histogram, histogramBinEdges, segmentSum } from "../numpy/counting.ts";
import { eye, full, fullLike, identity, ones, onesLike, zeros, zerosLike } from "../numpy/create.ts";
import { diag, diagflat, diagonal, fillDiagonal, makeDiagonal, trace, tril, triu } from "../numpy/diagonal.ts";
import { diff, ediff1d, gradient, trapezoid, unwrap } from "../numpy/differences.ts";
import { deleteEntries, insert } from "../numpy/edit.ts";
import { einsum } from "../numpy/einsum.ts";
import {
  clip,
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
  radians,
  reciprocal,
  round,
} from "../numpy/elementwise.ts";
import { diagIndices, ravelMultiIndex, trilIndices, triuIndices, unravelIndex } from "../numpy/indexArrays.ts";
import { append, block, columnStack, concatenate, dstack, hstack, stack, unstack, vstack } from "../numpy/join.ts";
import { logsumexp } from "../numpy/logsumexp.ts";
import { atleast1d, atleast2d, atleast3d, broadcastArrays, indices, meshgrid } from "../numpy/mesh.ts";
import {
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
} from "../numpy/missing.ts";
import { pad } from "../numpy/pad.ts";
import { argwhere, compress, extract, flatnonzero, nonzero, take, takeAlongAxis } from "../numpy/pick.ts";
import { polyadd, polyder, polyfit, polyint, polymul, polysub, polyval, vander } from "../numpy/polynomial.ts";
import { cumprod, prod } from "../numpy/prod.ts";
import {
  cross,
  dot,
  inner,
  kron,
  matrixTranspose,
  matvec,
  tensordot,
  vdot,
  vecdot,
  vecmat,
} from "../numpy/products.ts";
import { median, nanmedian, nanpercentile, nanquantile, percentile, quantile } from "../numpy/quantile.ts";
import { arange, linspace } from "../numpy/range.ts";
import { argmin, mean, sum } from "../numpy/reduce.ts";
import { flip, fliplr, flipud, repeat, resize, roll, rot90, tile } from "../numpy/repeat.ts";
import { geomspace, logspace, tri } from "../numpy/series.ts";
import { intersect1d, isin, setdiff1d, setxor1d, trimZeros, union1d } from "../numpy/sets.ts";
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
import {
  argpartition,
  argsort,
  digitize,
  lexsort,
  partition,
  searchsorted,
  sort,
  topk,
  unique,
} from "../numpy/sort.ts";
import { arraySplit, dsplit, hsplit, split, vsplit } from "../numpy/split.ts";
import { bartlett, blackman, hamming, hanning, kaiser } from "../numpy/taper.ts";
import { all, allclose, any, arrayEqual, arrayEquiv, countNonzero, ptp } from "../numpy/truth.ts";
import { std, variance } from "../numpy/variance.ts";
import { abs, sign } from "../primitives/absolute.ts";
import { add, div, mul, neg, sub } from "../primitives/arithmetic.ts";
import { i0, i1, iv, ive, j0, j1, jn, y0, y1, yn } from "../primitives/bessel.ts";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "../primitives/compare.ts";
import { astype } from "../primitives/convert.ts";
import { conv } from "../primitives/convolution.ts";
import { cummax, cummin, cumsum } from "../primitives/cumulative.ts";
import { erf, erfc, erfcinv, erfinv, logNormalCdf } from "../primitives/errorFunction.ts";
import { exp, log, pow, sqrt, square } from "../primitives/exponential.ts";
import { argmax, max, min } from "../primitives/extrema.ts";
import {
  beta,
  betainc,
  betaln,
  digamma,
  gamma,
  gammainc,
  gammaincc,
  gammaln,
  logit,
  multigammaln,
  polygamma,
  rgamma,
} from "../primitives/gammaFunction.ts";
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
  define("divmod", divmod, ["a", "b"]),
  define("ldexp", ldexp, ["a", "b"]),
  define("modf", modf, ["x"]),
  define("isposinf", isposinf, ["x"]),
  define("isneginf", isneginf, ["x"]),
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
  define("argmin", argmin, ["x", "axis?"], ["keepdims"]),
  define("matmul", matmul, ["a", "b"]),
  define("outer", outer, ["a", "b"]),
  define("logsumexp", logsumexp, ["x", "axis?"], ["keepdims", "b"]),
  define("dot", dot, ["a", "b"]),
  define("inner", inner, ["a", "b"]),
  define("vdot", vdot, ["a", "b"]),
  define("kron", kron, ["a", "b"]),
  define("cross", cross, ["a", "b", "axis?"]),
  define("tensordot", tensordot, ["a", "b", "pairs?"]),
  define("einsum", einsum, ["formula", "...x"]),
  define("prod", prod, ["x", "axis?"], ["keepdims"]),
  define("cumprod", cumprod, ["x", "axis?"]),
  define("cumsum", cumsum, ["x", "axis?"]),
  define("cummax", cummax, ["x", "axis?"]),
  define("cummin", cummin, ["x", "axis?"]),
  define("var", variance, ["x", "axis?"], ["ddof", "keepdims"]),
  define("std", std, ["x", "axis?"], ["ddof", "keepdims"]),
  define("any", any, ["x", "axis?"], ["keepdims"]),
  define("all", all, ["x", "axis?"], ["keepdims"]),
  define("countNonzero", countNonzero, ["x", "axis?"], ["keepdims"]),
  define("ptp", ptp, ["x", "axis?"], ["keepdims"]),
  define("allclose", allclose, ["a", "b"], ["rtol", "atol", "equalNan"]),
  define("arrayEqual", arrayEqual, ["a", "b"], ["equalNan"]),
  define("median", median, ["x", "axis?"], ["keepdims"]),
  define("quantile", quantile, ["x", "q", "axis?"], ["keepdims", "method"]),
  define("percentile", percentile, ["x", "q", "axis?"], ["keepdims", "method"]),
  define("nanmedian", nanmedian, ["x", "axis?"], ["keepdims"]),
  define("nanquantile", nanquantile, ["x", "q", "axis?"], ["keepdims", "method"]),
  define("nanpercentile", nanpercentile, ["x", "q", "axis?"], ["keepdims", "method"]),
  define("nansum", nansum, ["x", "axis?"], ["keepdims"]),
  define("nanprod", nanprod, ["x", "axis?"], ["keepdims"]),
  define("nanmean", nanmean, ["x", "axis?"], ["keepdims"]),
  define("nanmax", nanmax, ["x", "axis?"], ["keepdims"]),
  define("nanmin", nanmin, ["x", "axis?"], ["keepdims"]),
  define("nanargmax", nanargmax, ["x", "axis?"], ["keepdims"]),
  define("nanargmin", nanargmin, ["x", "axis?"], ["keepdims"]),
  define("nanvar", nanvar, ["x", "axis?"], ["ddof", "keepdims"]),
  define("nanstd", nanstd, ["x", "axis?"], ["ddof", "keepdims"]),
  define("nancumsum", nancumsum, ["x", "axis?"]),
  define("nancumprod", nancumprod, ["x", "axis?"]),
  define("average", average, ["x", "axis?", "weights?"], ["keepdims"]),
  define("cov", cov, ["x", "b?"], ["rowvar", "ddof", "aweights"]),
  define("corrcoef", corrcoef, ["x", "b?"], ["rowvar", "ddof", "aweights"]),
  define("vecdot", vecdot, ["a", "b", "axis?"]),
  define("matvec", matvec, ["a", "x"]),
  define("vecmat", vecmat, ["x", "a"]),
  define("matrixTranspose", matrixTranspose, ["x"]),
  define("arrayEquiv", arrayEquiv, ["a", "b"]),
  // Convolutions and windows
  define("conv", conv, ["x", "kernel"], ["stride", "padding", "dilation", "inputDilation", "groups"]),
  define("windowMax", windowMax, ["x", "size"], ["stride", "padding", "dilation"]),
  define("windowSum", windowSum, ["x", "size"], ["stride", "padding", "dilation"]),
  // Sorting and searching
  define("sort", sort, ["x", "axis?"], ["descending"]),
  define("argsort", argsort, ["x", "axis?"], ["descending"]),
  define("partition", partition, ["x", "k", "axis?"]),
  define("argpartition", argpartition, ["x", "k", "axis?"]),
  define("topk", topk, ["x", "k", "axis?"]),
  define("searchsorted", searchsorted, ["x", "values", "side?"]),
  define("digitize", digitize, ["x", "edges", "right?"]),
  define("unique", unique, ["x"], ["returnIndex", "returnInverse", "returnCounts"]),
  define("isin", isin, ["x", "others"]),
  define("union1d", union1d, ["a", "b"]),
  define("intersect1d", intersect1d, ["a", "b"]),
  define("setdiff1d", setdiff1d, ["a", "b"]),
  define("setxor1d", setxor1d, ["a", "b"]),
  define("trimZeros", trimZeros, ["x", "which?"]),
  define("lexsort", lexsort, ["xs", "axis?"]),
  // Series, polynomials and counting
  define("convolve", convolve, ["x", "kernel"], ["mode"]),
  define("correlate", correlate, ["a", "b", "mode?"]),
  define("diff", diff, ["x", "n?", "axis?"], ["prepend", "append"]),
  define("ediff1d", ediff1d, ["x"]),
  define("gradient", gradient, ["x"], ["axis", "spacing", "edgeOrder"]),
  define("trapezoid", trapezoid, ["x", "coordinates?", "axis?"], ["dx"]),
  define("unwrap", unwrap, ["x", "axis?"], ["discont", "period"]),
  define("polyval", polyval, ["coefficients", "x"]),
  define("polyadd", polyadd, ["a", "b"]),
  define("polymul", polymul, ["a", "b"]),
  define("polyder", polyder, ["coefficients"]),
  define("polyint", polyint, ["coefficients"]),
  define("vander", vander, ["x", "n?"], ["increasing"]),
  define("segmentSum", segmentSum, ["x", "segments", "numSegments"]),
  define("bincount", bincount, ["x"], ["weights", "minlength", "length"]),
  define("histogram", histogram, ["x", "bins?"], ["range", "weights", "density"]),
  define("interp", interp, ["x", "xp", "fp"], ["left", "right", "period"]),
  define("select", select, ["xs", "choices", "otherwise?"]),
  define("bartlett", bartlett, ["count"]),
  define("blackman", blackman, ["count"]),
  define("hamming", hamming, ["count"]),
  define("hanning", hanning, ["count"]),
  define("kaiser", kaiser, ["count", "beta"]),
  define("polysub", polysub, ["a", "b"]),
  define("polyfit", polyfit, ["x", "b", "degree"]),
  define("choose", choose, ["at", "choices"]),
  define("histogramBinEdges", histogramBinEdges, ["x", "binCount?", "range?"]),
  // Special functions
  define("digamma", digamma, ["x"]),
  define("gamma", gamma, ["x"]),
  define("gammaln", gammaln, ["x"]),
  define("logit", logit, ["x"]),
  define("rgamma", rgamma, ["x"]),
  define("i0", i0, ["x"]),
  define("i1", i1, ["x"]),
  define("j0", j0, ["x"]),
  define("j1", j1, ["x"]),
  define("y0", y0, ["x"]),
  define("y1", y1, ["x"]),
  define("erfcinv", erfcinv, ["x"]),
  define("erfinv", erfinv, ["x"]),
  define("logNormalCdf", logNormalCdf, ["x"]),
  define("iv", iv, ["n", "x"]),
  define("ive", ive, ["n", "x"]),
  define("jn", jn, ["n", "x"]),
  define("yn", yn, ["n", "x"]),
  define("polygamma", polygamma, ["n", "x"]),
  define("beta", beta, ["a", "b"]),
  define("betaln", betaln, ["a", "b"]),
  define("betainc", betainc, ["a", "b", "x"]),
  define("gammainc", gammainc, ["a", "x"]),
  define("gammaincc", gammaincc, ["a", "x"]),
  define("multigammaln", multigammaln, ["x", "m"]),
  // Linear algebra
  define("cholesky", cholesky, ["a"], ["upper"]),
  define("cond", cond, ["a", "p?"]),
  define("det", det, ["a"]),
  define("eig", eig, ["a"]),
  define("eigh", eigh, ["a"], ["UPLO"]),
  define("eigvals", eigvals, ["a"]),
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
  define("solveBanded", solveBanded, ["bands", "ab", "b"]),
  define("solveSylvester", solveSylvester, ["a", "b", "q"]),
  define("solveTriangular", solveTriangular, ["a", "b"], ["trans", "lower", "unitDiagonal"]),
  define("sqrtm", sqrtm, ["a"]),
  define("svd", svd, ["a"], ["fullMatrices", "computeUv"]),
  define("svdvals", svdvals, ["a"]),
  define("tensorinv", tensorinv, ["a", "ind?"]),
  define("tensorsolve", tensorsolve, ["a", "b", "axes?"]),
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
  define("logspace", logspace, ["start", "stop", "num?"], ["endpoint", "base"]),
  define("geomspace", geomspace, ["start", "stop", "num?"], ["endpoint"]),
  define("tri", tri, ["n", "m?", "k?", "dtype?"]),
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
  define("diag", diag, ["x", "k?"]),
  define("diagonal", diagonal, ["x", "offset?", "axis1?", "axis2?"]),
  define("makeDiagonal", makeDiagonal, ["x", "offset?", "axis1?", "axis2?"]),
  define("trace", trace, ["x", "offset?", "axis1?", "axis2?"]),
  define("tril", tril, ["x", "k?"]),
  define("triu", triu, ["x", "k?"]),
  define("split", split, ["x", "parts", "axis?"]),
  define("arraySplit", arraySplit, ["x", "parts", "axis?"]),
  define("vsplit", vsplit, ["x", "parts"]),
  define("hsplit", hsplit, ["x", "parts"]),
  define("dsplit", dsplit, ["x", "parts"]),
  define("repeat", repeat, ["x", "repeats", "axis?"]),
  define("tile", tile, ["x", "repeats"]),
  define("resize", resize, ["x", "shape"]),
  define("roll", roll, ["x", "shift", "axis?"]),
  define("flip", flip, ["x", "axis?"]),
  define("flipud", flipud, ["x"]),
  define("fliplr", fliplr, ["x"]),
  define("rot90", rot90, ["x", "k?", "axes?"]),
  define("pad", pad, ["x", "width", "mode?"], ["constantValues", "endValues", "statLength"]),
  define("delete", deleteEntries, ["x", "places", "axis?"]),
  define("insert", insert, ["x", "places", "values", "axis?"]),
  define("meshgrid", meshgrid, ["xs"], ["indexing"]),
  define("broadcastArrays", broadcastArrays, ["xs"]),
  define("indices", indices, ["shape"]),
  define("atleast1d", atleast1d, ["x"]),
  define("atleast2d", atleast2d, ["x"]),
  define("atleast3d", atleast3d, ["x"]),
  define("diagflat", diagflat, ["x", "k?"]),
  define("fillDiagonal", fillDiagonal, ["x", "value"]),
  define("dstack", dstack, ["xs"]),
  define("block", block, ["xs"]),
  define("unstack", unstack, ["x", "axis?"]),
  // Indexing
  define("at", at, ["x", "...index"]),
  define("set", set, ["x", "index", "value"]),
  define("take", take, ["x", "at", "axis?"], ["mode"]),
  define("takeAlongAxis", takeAlongAxis, ["x", "at", "axis?"]),
  define("compress", compress, ["condition", "x", "axis?"]),
  define("extract", extract, ["condition", "x"]),
  define("nonzero", nonzero, ["x"]),
  define("flatnonzero", flatnonzero, ["x"]),
  define("argwhere", argwhere, ["x"]),
  define("diagIndices", diagIndices, ["n", "rank?"]),
  define("trilIndices", trilIndices, ["n", "k?", "m?"]),
  define("triuIndices", triuIndices, ["n", "k?", "m?"]),
  define("ravelMultiIndex", ravelMultiIndex, ["xs", "shape"]),
  define("unravelIndex", unravelIndex, ["x", "shape"]),
];
