import { at } from "../indexing/at.ts";
import { set } from "../indexing/set.ts";
import { asTensor } from "../lift.ts";
import { eye, full, fullLike, identity, ones, onesLike, zeros, zerosLike } from "../numpy/create.ts";
import { append, columnStack, concatenate, hstack, stack, vstack } from "../numpy/join.ts";
import { arange, linspace } from "../numpy/range.ts";
import { mean, sum } from "../numpy/reduce.ts";
import { broadcastTo, expandDims, moveaxis, ravel, reshape, squeeze, swapaxes, transpose } from "../numpy/shape.ts";
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
import { camelCase } from "./names.ts";
import { define, type LibraryFunction } from "./signature.ts";

const FUNCTIONS: readonly LibraryFunction[] = [
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
  define("array", asTensor, ["x"]),
  define("astype", astype, ["x", "dtype"]),
  // Shape and joining
  define("reshape", reshape, ["x", "shape"], ["order"]),
  define("ravel", ravel, ["x"], ["order"]),
  define("transpose", transpose, ["x", "axes?"]),
  define("swapaxes", swapaxes, ["x", "axis1", "axis2"]),
  define("moveaxis", moveaxis, ["x", "source", "destination"]),
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

/** NumPy's own names where the library's differ, and SciPy's for the logistic function. */
const ALIASES: Readonly<Record<string, string>> = {
  subtract: "sub",
  multiply: "mul",
  divide: "div",
  trueDivide: "div",
  negative: "neg",
  power: "pow",
  absolute: "abs",
  fabs: "abs",
  amax: "max",
  amin: "min",
  asarray: "array",
  rowStack: "vstack",
  expit: "sigmoid",
};

const CONSTANTS: Readonly<Record<string, number | boolean | string | null>> = {
  True: true,
  False: false,
  None: null,
  newaxis: null,
  pi: Math.PI,
  e: Math.E,
  inf: Infinity,
  nan: NaN,
  float64: "float64",
  float32: "float32",
  int32: "int32",
  bool: "bool",
  float: "float64",
  int: "int32",
};

/** What NumPy arrays have as methods: `x.sum(axis=0)` is `sum(x, axis=0)`. */
const METHODS: ReadonlySet<string> = new Set([
  "argmax",
  "astype",
  "max",
  "mean",
  "min",
  "ravel",
  "reshape",
  "squeeze",
  "sum",
  "swapaxes",
  "transpose",
]);

// Maps, so that `constructor` and `__proto__` are unknown names like any other.
const functions: ReadonlyMap<string, LibraryFunction> = new Map(FUNCTIONS.map((f) => [f.name, f]));
const aliases: ReadonlyMap<string, string> = new Map(Object.entries(ALIASES));
const constants: ReadonlyMap<string, number | boolean | string | null> = new Map(Object.entries(CONSTANTS));

/** The function of this name, written `expandDims` or `expand_dims`. */
export function libraryFunction(written: string): LibraryFunction | undefined {
  const name = camelCase(written);
  return functions.get(aliases.get(name) ?? name);
}

/** The method of this name: the function that takes what stands before the dot first. */
export function libraryMethod(written: string): LibraryFunction | undefined {
  return METHODS.has(camelCase(written)) ? libraryFunction(written) : undefined;
}

/** The value of `pi`, `True`, `newaxis`, `float32` …; undefined when the name is none of them. */
export function libraryConstant(name: string): number | boolean | string | null | undefined {
  return constants.get(name);
}

/** All names that formulas know, for suggestions. */
export function libraryNames(): string[] {
  return [...functions.keys(), ...aliases.keys(), ...constants.keys()];
}

/** The names of all methods, for suggestions. */
export function methodNames(): string[] {
  return [...METHODS];
}
