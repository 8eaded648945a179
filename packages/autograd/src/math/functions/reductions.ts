import { average, corrcoef, cov } from "../../numpy/average.ts";
import { choose, interp, select } from "../../numpy/choose.ts";
import { convolve, correlate } from "../../numpy/convolve.ts";
import { bincount, histogram, histogramBinEdges, segmentSum } from "../../numpy/counting.ts";
import { diff, ediff1d, gradient, trapezoid, unwrap } from "../../numpy/differences.ts";
import { einsum } from "../../numpy/einsum.ts";
import { histogram2d, histogramdd } from "../../numpy/histogramdd.ts";
import { logsumexp } from "../../numpy/logsumexp.ts";
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
} from "../../numpy/missing.ts";
import { polyadd, polyder, polyfit, polyint, polymul, polysub, polyval, vander } from "../../numpy/polynomial.ts";
import { cumprod, prod } from "../../numpy/prod.ts";
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
} from "../../numpy/products.ts";
import { median, nanmedian, nanpercentile, nanquantile, percentile, quantile } from "../../numpy/quantile.ts";
import { argmin, mean, sum } from "../../numpy/reduce.ts";
import { poly, polydiv, roots } from "../../numpy/roots.ts";
import { intersect1d, isin, setdiff1d, setxor1d, trimZeros, union1d } from "../../numpy/sets.ts";
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
} from "../../numpy/sort.ts";
import { bartlett, blackman, hamming, hanning, kaiser } from "../../numpy/taper.ts";
import { all, allclose, any, arrayEqual, arrayEquiv, countNonzero, ptp } from "../../numpy/truth.ts";
import { std, variance } from "../../numpy/variance.ts";
import { conv } from "../../primitives/convolution.ts";
import { cummax, cummin, cumsum } from "../../primitives/cumulative.ts";
import { argmax, max, min } from "../../primitives/extrema.ts";
import { matmul, outer } from "../../primitives/matmul.ts";
import { windowMax, windowSum } from "../../primitives/window.ts";
import { define, type LibraryFunction } from "../signature.ts";

/** What makes fewer numbers of many, or relates neighbours. */
export const REDUCTIONS: readonly LibraryFunction[] = [
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
  define("polydiv", polydiv, ["a", "b"]),
  define("poly", poly, ["x"]),
  define("roots", roots, ["x"]),
  define("polyder", polyder, ["coefficients"]),
  define("polyint", polyint, ["coefficients"]),
  define("vander", vander, ["x", "n?"], ["increasing"]),
  define("segmentSum", segmentSum, ["x", "segments", "numSegments"]),
  define("bincount", bincount, ["x"], ["weights", "minlength", "length"]),
  define("histogram", histogram, ["x", "bins?"], ["range", "weights", "density"]),
  define("histogram2d", histogram2d, ["a", "b", "bins?"], ["range", "weights", "density"]),
  define("histogramdd", histogramdd, ["x", "bins?"], ["range", "weights", "density"]),
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
];
