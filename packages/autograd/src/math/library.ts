import { FUNCTIONS } from "./functions.ts";
import { camelCase } from "./names.ts";
import type { LibraryFunction } from "./signature.ts";

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
  array: "tensor",
  asarray: "tensor",
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
