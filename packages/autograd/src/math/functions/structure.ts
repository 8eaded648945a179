import type { DType } from "../../dtype.ts";
import { at } from "../../indexing/at.ts";
import { set } from "../../indexing/set.ts";
import { asTensor, type TensorLike } from "../../lift.ts";
import { eye, full, fullLike, identity, ones, onesLike, zeros, zerosLike } from "../../numpy/create.ts";
import { diag, diagflat, diagonal, fillDiagonal, makeDiagonal, trace, tril, triu } from "../../numpy/diagonal.ts";
import { deleteEntries, insert } from "../../numpy/edit.ts";
import { diagIndices, ravelMultiIndex, trilIndices, triuIndices, unravelIndex } from "../../numpy/indexArrays.ts";
import { append, block, columnStack, concatenate, dstack, hstack, stack, unstack, vstack } from "../../numpy/join.ts";
import { atleast1d, atleast2d, atleast3d, broadcastArrays, indices, meshgrid } from "../../numpy/mesh.ts";
import { pad } from "../../numpy/pad.ts";
import { argwhere, compress, extract, flatnonzero, nonzero, take, takeAlongAxis } from "../../numpy/pick.ts";
import { arange, linspace } from "../../numpy/range.ts";
import { flip, fliplr, flipud, repeat, resize, roll, rot90, tile } from "../../numpy/repeat.ts";
import { geomspace, logspace, tri } from "../../numpy/series.ts";
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
} from "../../numpy/shape.ts";
import { arraySplit, dsplit, hsplit, split, vsplit } from "../../numpy/split.ts";
import { astype } from "../../primitives/convert.ts";
import type { Tensor } from "../../tensor.ts";
import { define, type LibraryFunction } from "../signature.ts";

/** NumPy's `array`; unlike `tensor` it takes tensors, too, and derivatives pass. */
function converted(x: TensorLike, dtype?: DType): Tensor {
  return dtype === undefined ? asTensor(x) : astype(asTensor(x), dtype);
}

/** How tensors are made, put together and taken apart. */
export const STRUCTURE: readonly LibraryFunction[] = [
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
  define("pad", pad, ["x", "width", "mode?"], ["constantValues", "endValues", "statLength", "reflectType"]),
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
