import { describe, expect, test } from "vitest";
import {
  average,
  bincount,
  checkOptions,
  conv,
  convolve,
  cov,
  diff,
  gradient,
  histogram,
  interp,
  isclose,
  linalg,
  linspace,
  logspace,
  logsumexp,
  max,
  mean,
  meshgrid,
  min,
  nanstd,
  nanToNum,
  ones,
  pad,
  prod,
  quantile,
  random,
  ravel,
  sort,
  std,
  take,
  tensor,
  trapezoid,
  unique,
  unwrap,
  vander,
  windowMax,
} from "./index.ts";

const x = tensor([
  [4, 1],
  [1, 3],
]);
const v = tensor([1, 2, 3]);

/** Calls with options; a program in JavaScript may misspell them. */
const calls: Readonly<Record<string, (options: never) => unknown>> = {
  average: (options) => average(x, 0, null, options),
  bincount: (options) => bincount([1, 2], options),
  cholesky: (options) => linalg.cholesky(x, options),
  choice: (options) => random.RandomState(0).choice(3, 2, options),
  conv: (options) => conv(ones([1, 1, 4]), ones([1, 1, 2]), options),
  convolve: (options) => convolve(v, v, options),
  cov: (options) => cov(x, null, options),
  diff: (options) => diff(v, 1, 0, options),
  eigh: (options) => linalg.eigh(x, options),
  gradient: (options) => gradient(v, options),
  histogram: (options) => histogram(v, 2, options),
  interp: (options) => interp(v, v, v, options),
  isclose: (options) => isclose(v, v, options),
  linspace: (options) => linspace(0, 1, 3, options),
  logspace: (options) => logspace(0, 1, 3, options),
  logsumexp: (options) => logsumexp(v, 0, options),
  lstsq: (options) => linalg.lstsq(x, x, options),
  matrixRank: (options) => linalg.matrixRank(x, options),
  max: (options) => max(x, 0, options),
  mean: (options) => mean(x, 0, options),
  meshgrid: (options) => meshgrid([v, v], options),
  min: (options) => min(x, 0, options),
  nanToNum: (options) => nanToNum(v, options),
  nanstd: (options) => nanstd(v, 0, options),
  norm: (options) => linalg.norm(x, null, 0, options),
  pad: (options) => pad(v, 1, "constant", options),
  pinv: (options) => linalg.pinv(x, options),
  prod: (options) => prod(x, 0, options),
  quantile: (options) => quantile(v, 0.5, 0, options),
  reshape: (options) => ravel(v, options),
  solveTriangular: (options) => linalg.solveTriangular(x, x, options),
  sort: (options) => sort(v, 0, options),
  std: (options) => std(x, 0, options),
  svd: (options) => linalg.svd(x, options),
  take: (options) => take(v, 0, 0, options),
  trapezoid: (options) => trapezoid(v, null, 0, options),
  unique: (options) => unique(v, options),
  unwrap: (options) => unwrap(v, 0, options),
  vander: (options) => vander(v, 2, options),
  windowMax: (options) => windowMax(v, [2], options),
};

describe("options", () => {
  test.each(Object.entries(calls))("%s refuses a name that it does not know", (name, call) => {
    expect(() => call({ mispelt: 1 } as never)).toThrow(new RegExp(`^${name}: there is no option "mispelt"`));
    expect(() => call({} as never)).not.toThrow();
  });

  test("the message names those that there are", () => {
    expect(() => cov(x, null, { bias: true } as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: cov: there is no option "bias"
        got  a record with the keys bias
        hint the options are rowvar, ddof, aweights, fweights]
    `);
  });

  test("the message names the one that may be meant", () => {
    const names = ["keepdims", "ddof"] as const;
    const refuse = (options: object) => () => checkOptions("std", options, names as never, { correction: "ddof" });
    expect(refuse({ keepDims: true })).toThrow(/keepdims may be meant; the options are keepdims, ddof/);
    expect(refuse({ keep_dims: true })).toThrow(/keepdims may be meant/);
    expect(refuse({ correction: 1 })).toThrow(/here it is ddof/);
    expect(refuse({ toString: 1 })).toThrow(/hint the options are keepdims, ddof/);
    expect(checkOptions("std", undefined, names as never)).toEqual({});
  });

  test("a mode in the place of the options is refused", () => {
    expect(() => convolve(v, v, "same" as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: convolve: options come in a record, not as "same"
        hint { mode: … }; the options are mode, axes, dotAxes]
    `);
  });
});
