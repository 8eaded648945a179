import { describe, expect, test } from "vitest";
import * as wengert from "../index.ts";
import { libraryFunction, libraryNames, methodNames } from "./library.ts";
import { camelCase, closest, editDistance } from "./names.ts";
import { kindOf, usage } from "./signature.ts";
import { errorOf } from "./testing/errorOf.ts";

/** Functions of the public list that no formula calls: what takes functions or no numbers, and slices, which have `:`. */
const NOT_IN_FORMULAS: ReadonlySet<string> = new Set([
  "applyAlongAxis",
  "arrayRepr",
  "arrayStr",
  "broadcastShapes",
  "centralDifference",
  "checkOptions",
  "checkpoint",
  "customJvp",
  "customVjp",
  "debugNaN",
  "elementwiseGrad",
  "evaluate",
  "explain",
  "flattenTree",
  "flattenTreeLike",
  "fromfunction",
  "grad",
  "gradAndAux",
  "hessian",
  "hvp",
  "isTensor",
  "jacobian",
  "jvp",
  "leafPaths",
  "makeProgram",
  "mapTree",
  "piecewise",
  "readTape",
  "showValue",
  "slice",
  "stopGradient",
  "toDot",
  "unflattenTree",
  "valueAndGrad",
  "vjp",
]);

/** Everything public by name; linear algebra is called without its namespace, or after `np.linalg.`. */
const LISTED: ReadonlyMap<string, unknown> = new Map(Object.entries({ ...wengert, ...wengert.linalg }));

describe("the functions of formulas", () => {
  test("are all public functions that take tensors", () => {
    const isClass = (value: unknown): boolean => typeof value === "function" && /^class\b/.test(String(value));
    const missing = [...LISTED]
      .filter(([name, value]) => typeof value === "function" && !isClass(value) && !NOT_IN_FORMULAS.has(name))
      .map(([name]) => name)
      .filter((name) => libraryFunction(name) === undefined);
    expect(missing, "a new public function goes to math/functions.ts, or to the list above").toEqual([]);
  });

  test("have the names of the public list and are the same functions", () => {
    const own = new Set(["tensor"]);
    for (const name of libraryNames()) {
      const f = libraryFunction(name);
      if (f === undefined || own.has(f.name)) continue;
      expect(f.call, f.name).toBe(LISTED.get(f.name));
    }
  });

  test("are those that methods call, with what stands before the dot as the first argument", () => {
    for (const name of methodNames()) expect(libraryFunction(name)?.positional[0], name).toBe("x");
  });

  test("show how they are called", () => {
    expect(usage(libraryFunction("sum")!)).toBe("sum(x, axis=…, keepdims=…)");
    expect(usage(libraryFunction("at")!)).toBe("at(x, index, …)");
  });
});

describe("names", () => {
  test("in snake_case become camelCase, others stay", () => {
    const names = ["expand_dims", "zeros_like", "expandDims", "log", "__proto__", "_x", "x_", "a__b"];
    expect(names.map(camelCase)).toEqual([
      "expandDims",
      "zerosLike",
      "expandDims",
      "log",
      "__proto__",
      "_x",
      "x_",
      "a__b",
    ]);
  });

  test("are at a distance of the letters inserted, removed, changed or swapped", () => {
    const pairs = [
      ["mean", "mean"],
      ["mean", "men"],
      ["mean", "meann"],
      ["mean", "moan"],
      ["mean", "maen"],
      ["", "abc"],
      ["ca", "abc"],
    ];
    expect(pairs.map(([a, b]) => editDistance(a!, b!))).toEqual([0, 1, 1, 1, 1, 3, 3]);
  });

  test("are suggested when they are near: two letters off, one in short names", () => {
    const names = ["sum", "mean", "sigmoid", "maximum", "minimum"];
    expect(closest("sigmod", names)).toBe("sigmoid");
    expect(closest("Sigmiod", names)).toBe("sigmoid");
    expect(closest("SUM", names)).toBe("sum");
    expect(closest("sun", names)).toBe("sum");
    expect(closest("son", names)).toBeUndefined();
    expect(closest("mximum", names)).toBe("maximum");
    expect(closest("logistic", names)).toBeUndefined();
    expect(closest("x".repeat(10_000), ["x".repeat(10_000)])).toBeUndefined();
  });
});

test("a name can mean another kind of argument in one function than elsewhere", () => {
  const cond = libraryFunction("cond")!;
  expect(kindOf(cond, "p")).toBe("norm");
  expect(kindOf(libraryFunction("sum")!, "p")).toBe("operand");
});

test("the functions that hints name for operators of other languages can be called", () => {
  const hints = ["&&", "||", "!", "//", "%"].map((operator) => errorOf(`x ${operator} 2`));
  const named = hints.flatMap((text) => [...text.split("hint ")[1]!.matchAll(/(\w+)\(/g)].map(([, name]) => name!));
  expect(named).toEqual(["logicalAnd", "logicalOr", "logicalNot", "floorDivide", "mod"]);
  for (const name of named) expect(libraryFunction(name), name).toBeDefined();
});
