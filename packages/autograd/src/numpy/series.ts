import { whole } from "../checks.ts";
import { readShape } from "../create.ts";
import { show } from "../describe.ts";
import { type DType, knownDType, newArray } from "../dtype.ts";
import { ArgumentError } from "../errors.ts";
import { pair, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { neg } from "../primitives/arithmetic.ts";
import { exp, log, pow } from "../primitives/exponential.ts";
import { wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { type LinspaceOptions, linspace } from "./range.ts";

/** Options of `logspace`. @public */
export interface LogspaceOptions extends LinspaceOptions {
  /** The base of the powers; 10 unless said. */
  readonly base?: number;
}

/**
 * Powers whose exponents are evenly spaced: baseˢ for s from `start` to `stop`.
 *
 * Shapes: → `[num]`; with tensors as bounds `[num, ...]`. Derivatives pass to tensor bounds.
 *
 * @throws ArgumentError when `num` is not a whole number ≥ 0.
 * @example logspace(0, 2, 3) // [  1.  10. 100.]
 * @public
 */
export function logspace(start: TensorLike, stop: TensorLike, num = 50, options: LogspaceOptions = {}): Tensor {
  return within("logspace", () => {
    knownOptions("logspace", options, ["base", "endpoint?"]);
    whole("logspace", "the number of points", num, 0);
    const { base = 10, ...rest } = options;
    return pow(base, linspace(start, stop, num, rest));
  });
}

/**
 * Numbers from `start` to `stop` with even ratios.
 *
 * Shapes: → `[num]`; with tensors as bounds, which must be above 0, `[num, ...]`. Derivatives pass to tensor bounds.
 *
 * @throws ArgumentError when `num` is not a whole number ≥ 0, or bounds that are numbers are 0 or of different signs.
 * @example geomspace(1, 8, 4) // [1. 2. 4. 8.]
 * @public
 */
export function geomspace(start: TensorLike, stop: TensorLike, num = 50, options: LinspaceOptions = {}): Tensor {
  return within("geomspace", () => {
    knownOptions("geomspace", options, ["endpoint?"]);
    whole("geomspace", "the number of points", num, 0);
    if (typeof start === "number" && typeof stop === "number" && start < 0 && stop < 0) {
      return neg(geomspace(-start, -stop, num, options));
    }
    const wrong = [start, stop].find((bound) => typeof bound === "number" && !(bound > 0));
    if (wrong !== undefined) {
      throw new ArgumentError({
        code: "bad-argument",
        op: "geomspace",
        problem: "the bounds must be numbers of one sign, and not 0",
        got: `${show(start)} and ${show(stop)}`,
        hint: "from one to the other the ratios would pass through 0 or infinity; linspace has even steps",
      });
    }
    if (typeof start !== "number" || typeof stop !== "number") {
      const [first, last] = pair("geomspace", start, stop);
      return exp(linspace(log(first), log(last), num, options));
    }
    // Powers of the mean ratio are nearer to the numbers in question than exponentials of logarithms.
    const steps = options.endpoint === false ? num : num - 1;
    const ratio = stop / start;
    const extreme = !(ratio > 1e-300 && ratio < 1e300);
    const data = Float64Array.from({ length: num }, (_, i) => {
      const t = i / Math.max(steps, 1);
      return extreme ? start ** (1 - t) * stop ** t : start * ratio ** t;
    });
    return wrap([num], "float64", data);
  });
}

/**
 * A matrix of ones on and below a diagonal, zeros above it.
 *
 * Shapes: → `[n, m]`, square unless `m` is given. `k` is the diagonal: 0 the main one, positive above it.
 *
 * @example tri(3)
 * // [[1. 0. 0.]
 * //  [1. 1. 0.]
 * //  [1. 1. 1.]]
 * @public
 */
export function tri(n: number, m: number = n, k = 0, dtype: DType = "float64"): Tensor {
  const shape = readShape("tri", [n, m]);
  whole("tri", "the diagonal k", k);
  const data = newArray(knownDType("tri", dtype), n * m);
  for (let i = 0; i < n; i++) for (let j = 0; j < m && j <= i + k; j++) data[i * m + j] = 1;
  return wrap(shape, dtype, data);
}
