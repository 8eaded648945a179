import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as np from "./index.ts";

const { linalg, ones, random, sum, tensor } = np;

const x = tensor([
  [4, 1],
  [1, 3],
]);
const v = tensor([1, 2, 3]);

const total = (x: np.Tensor): np.Tensor => sum(x);

/** Calls with options, by the name of the export; a program in JavaScript may misspell them. */
const calls: Readonly<Record<string, (options: never) => unknown>> = {
  all: (options) => np.all(x, 0, options),
  allclose: (options) => np.allclose(v, v, options),
  any: (options) => np.any(x, 0, options),
  argmax: (options) => np.argmax(x, 0, options),
  argmin: (options) => np.argmin(x, 0, options),
  argsort: (options) => np.argsort(x, 0, options),
  arrayEqual: (options) => np.arrayEqual(v, v, options),
  arrayRepr: (options) => np.arrayRepr(v, options),
  arrayStr: (options) => np.arrayStr(v, options),
  average: (options) => np.average(x, 0, null, options),
  bincount: (options) => np.bincount([1, 2], options),
  centralDifference: (options) => np.centralDifference(total, [v], [v], options),
  conv: (options) => np.conv(ones([1, 1, 4]), ones([1, 1, 2]), options),
  convolve: (options) => np.convolve(v, v, options),
  corrcoef: (options) => np.corrcoef(x, null, options),
  countNonzero: (options) => np.countNonzero(x, 0, options),
  cov: (options) => np.cov(x, null, options),
  diff: (options) => np.diff(v, 1, 0, options),
  evaluate: (options) => np.evaluate(np.makeProgram(total)(v), [v], options),
  geomspace: (options) => np.geomspace(1, 2, 3, options),
  grad: (options) => np.grad(total, 0, options)(v),
  gradAndAux: (options) => np.gradAndAux((x: np.Tensor) => [total(x), 1], 0, options)(v),
  gradient: (options) => np.gradient(v, options),
  histogram: (options) => np.histogram(v, 2, options),
  histogram2d: (options) => np.histogram2d(v, v, 2, options),
  histogramdd: (options) => np.histogramdd(np.reshape(v, [-1, 1]), 2, options),
  interp: (options) => np.interp(v, v, v, options),
  isclose: (options) => np.isclose(v, v, options),
  "linalg.cholesky": (options) => linalg.cholesky(x, options),
  "linalg.eigh": (options) => linalg.eigh(x, options),
  "linalg.eigvalsh": (options) => linalg.eigvalsh(x, options),
  "linalg.lstsq": (options) => linalg.lstsq(x, x, options),
  "linalg.matrixRank": (options) => linalg.matrixRank(x, options),
  "linalg.norm": (options) => linalg.norm(x, null, 0, options),
  "linalg.pinv": (options) => linalg.pinv(x, options),
  "linalg.solveTriangular": (options) => linalg.solveTriangular(x, x, options),
  "linalg.svd": (options) => linalg.svd(x, options),
  linspace: (options) => np.linspace(0, 1, 3, options),
  logspace: (options) => np.logspace(0, 1, 3, options),
  logsumexp: (options) => np.logsumexp(x, 0, options),
  makeProgram: (options) => np.makeProgram(total, options)(v),
  max: (options) => np.max(x, 0, options),
  mean: (options) => np.mean(x, 0, options),
  median: (options) => np.median(x, 0, options),
  meshgrid: (options) => np.meshgrid([v, v], options),
  min: (options) => np.min(x, 0, options),
  nanToNum: (options) => np.nanToNum(v, options),
  nanargmax: (options) => np.nanargmax(x, 0, options),
  nanargmin: (options) => np.nanargmin(x, 0, options),
  nanmax: (options) => np.nanmax(x, 0, options),
  nanmean: (options) => np.nanmean(x, 0, options),
  nanmedian: (options) => np.nanmedian(x, 0, options),
  nanmin: (options) => np.nanmin(x, 0, options),
  nanpercentile: (options) => np.nanpercentile(v, 50, 0, options),
  nanprod: (options) => np.nanprod(x, 0, options),
  nanquantile: (options) => np.nanquantile(v, 0.5, 0, options),
  nanstd: (options) => np.nanstd(x, 0, options),
  nansum: (options) => np.nansum(x, 0, options),
  nanvar: (options) => np.nanvar(x, 0, options),
  pad: (options) => np.pad(v, 1, "constant", options),
  percentile: (options) => np.percentile(v, 50, 0, options),
  prod: (options) => np.prod(x, 0, options),
  ptp: (options) => np.ptp(x, 0, options),
  quantile: (options) => np.quantile(v, 0.5, 0, options),
  "random.normal": (options) => random.normal(random.key(0), 2, options),
  "random.uniform": (options) => random.uniform(random.key(0), 2, options),
  ravel: (options) => np.ravel(v, options),
  readTape: (options) => np.readTape(total, options)(v),
  reshape: (options) => np.reshape(v, [3], options),
  sort: (options) => np.sort(x, 0, options),
  std: (options) => np.std(x, 0, options),
  sum: (options) => np.sum(x, 0, options),
  take: (options) => np.take(v, 0, 0, options),
  tensor: (options) => tensor([1, 2], options),
  trapezoid: (options) => np.trapezoid(v, null, 0, options),
  unique: (options) => np.unique(v, options),
  unwrap: (options) => np.unwrap(x, 0, options),
  valueAndGrad: (options) => np.valueAndGrad(total, 0, options)(v),
  vander: (options) => np.vander(v, 2, options),
  var: (options) => np.var(x, 0, options),
  windowMax: (options) => np.windowMax(v, [2], options),
  windowSum: (options) => np.windowSum(v, [2], options),
  "random.RandomState(…).choice": (options) => random.RandomState(0).choice(3, 2, options),
};

/** Exports whose declaration speaks of options: of the types that end in Options, or those of a reduction. */
function withOptions(): string[] {
  const declared = new Set<string>();
  for (const file of readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts") || /\.test(-d)?\.ts$/.test(file)) continue;
    const text = readFileSync(join(import.meta.dirname, file), "utf8");
    for (const [, name, signature] of text.matchAll(/^export (?:function|const) (\w+)([\s\S]*?)(?:;|\{\n| =>)/gm)) {
      if (/\boptions\b|\w+Options\b|: (Reduction|Spread) =/.test(signature!)) declared.add(name!);
    }
  }
  const namespaces = Object.entries({ "": np, "linalg.": linalg, "random.": random });
  return namespaces.flatMap(([prefix, exports]) =>
    Object.keys(exports)
      .filter((name) => name !== "checkOptions" && declared.has(name === "var" ? "variance" : name))
      .map((name) => prefix + name),
  );
}

describe("options", () => {
  test("every exported function that takes options is in the table", () => {
    const found = withOptions();
    expect(found.length).toBeGreaterThan(70);
    expect(found.filter((name) => !Object.hasOwn(calls, name))).toEqual([]);
  });

  test.each(Object.entries(calls))("%s refuses a name that it does not know", (name, call) => {
    const own = name.split(".").at(-1);
    const message = new RegExp(`^${own}: there is no option "mispelt"`);
    expect(() => call({ mispelt: 1 } as never)).toThrow(message);
    expect(() => call({} as never)).not.toThrow();
  });

  test("the message names those that there are", () => {
    expect(() => np.cov(x, null, { bias: true } as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: cov: there is no option "bias"
        got  a record with the keys bias
        hint the options are rowvar, ddof, aweights, fweights]
    `);
  });

  test("the message names the one that may be meant", () => {
    const names = ["keepdims", "ddof"] as const;
    const refuse = (options: object) => () => np.checkOptions("std", options, names as never, { correction: "ddof" });
    expect(refuse({ keepDims: true })).toThrow(/keepdims may be meant; the options are keepdims, ddof/);
    expect(refuse({ keep_dims: true })).toThrow(/keepdims may be meant/);
    expect(refuse({ correction: 1 })).toThrow(/here it is ddof/);
    expect(refuse({ toString: 1 })).toThrow(/hint the options are keepdims, ddof/);
    expect(np.checkOptions("std", undefined, names as never)).toEqual({});
  });

  test("a mode in the place of the options is refused", () => {
    expect(() => np.convolve(v, v, "same" as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: convolve: options come in a record
        got  "same"
        hint { mode: … }; the options are mode, axes, dotAxes]
    `);
  });
});
