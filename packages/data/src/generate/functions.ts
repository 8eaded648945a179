import {
  add,
  at,
  checkOptions,
  div,
  exp,
  expandDims,
  linspace,
  mul,
  neg,
  type random,
  showValue,
  square,
  sub,
  type Tensor,
  type TensorLike,
} from "@wengert/autograd";
import { badArgument } from "../refuse.ts";
import { drawsOf } from "./draws.ts";

/** Samples of a function. @public */
export interface FunctionSamples {
  /** One argument per row, `[N, D]`. */
  readonly data: Tensor;
  /** The function there, and noise, `[N]`. */
  readonly target: Tensor;
}

/** How a function is sampled. @public */
export interface FunctionOptions {
  /** How many samples; 100 unless said. */
  readonly samples?: number;
  /** The standard deviation of what is added to the function; nothing unless said. */
  readonly noise?: number;
  /** Where the random numbers come from; needed for noise. */
  readonly rng?: random.Draws;
}

const SAMPLES = ["samples", "noise", "rng"] as const;

/**
 * Runge's function 1 / (1 + 25x²), on [−1, 1] the classic example of a smooth function that polynomials through evenly
 * spaced points do not approach.
 *
 * **Shapes:** any → the same. Differentiable.
 *
 * @example rungeFunction([0, 0.2, 1]) // [1.         0.5        0.03846154]
 * @see C. Runge (1901), Über empirische Funktionen und die Interpolation zwischen äquidistanten Ordinaten.
 * @public
 */
export function rungeFunction(x: TensorLike): Tensor {
  return div(1, add(1, mul(25, square(x))));
}

/**
 * Samples of Runge's function: x evenly spaced on [−1, 1], y = 1 / (1 + 25x²) + noise.
 *
 * **Shapes:** data `[N, 1]`, target `[N]`.
 *
 * @throws ArgumentError when the number of samples is not a whole number from 1 on, or there is noise and no `rng`.
 * @example runge({ samples: 3 }).target // [0.03846154 1.         0.03846154]
 * @see C. Runge (1901), Über empirische Funktionen und die Interpolation zwischen äquidistanten Ordinaten, Z. Math.
 * Phys. 46, 224–243.
 * @public
 */
export function runge(given: FunctionOptions = {}): FunctionSamples {
  const options = checkOptions("runge", given, SAMPLES);
  const x = evenly("runge", options, [-1, 1]);
  return { data: expandDims(x, 1), target: withNoise("runge", rungeFunction(x), options) };
}

/**
 * Franke's function, two hills and a dip on the unit square:
 *
 *     ¾ exp(−(9x − 2)²/4 − (9y − 2)²/4) + ¾ exp(−(9x + 1)²/49 − (9y + 1)/10)
 *     + ½ exp(−(9x − 7)²/4 − (9y − 3)²/4) − ⅕ exp(−(9x − 4)² − (9y − 7)²)
 *
 * **Shapes:** x and y broadcast → their common shape. Differentiable.
 *
 * @example frankeFunction(0, 0).item().toFixed(6) // 0.766421
 * @see R. Franke (1979), A critical comparison of some methods for interpolation of scattered data.
 * @public
 */
export function frankeFunction(x: TensorLike, y: TensorLike): Tensor {
  const [u, v] = [mul(9, x), mul(9, y)];
  const hill = (height: number, a: Tensor, b: Tensor): Tensor => mul(height, exp(neg(add(a, b))));
  const parts = [
    hill(0.75, div(square(sub(u, 2)), 4), div(square(sub(v, 2)), 4)),
    hill(0.75, div(square(add(u, 1)), 49), div(add(v, 1), 10)),
    hill(0.5, div(square(sub(u, 7)), 4), div(square(sub(v, 3)), 4)),
    hill(-0.2, square(sub(u, 4)), square(sub(v, 7))),
  ];
  return parts.reduce((total, part) => add(total, part));
}

/**
 * Samples of Franke's function at random points of the unit square, with noise.
 *
 * **Shapes:** data `[N, 2]`, target `[N]`.
 *
 * @throws ArgumentError when the number of samples is not a whole number from 1 on, or there is no `rng`.
 * @example franke({ samples: 2, rng: random.RandomState(42) }).data
 * // [[0.37454012 0.95071431]
 * //  [0.73199394 0.59865848]]
 * @see R. Franke (1979), A critical comparison of some methods for interpolation of scattered data, NPS-53-79-003.
 * @public
 */
export function franke(given: FunctionOptions & { readonly rng: random.Draws }): FunctionSamples {
  const options = checkOptions("franke", given, SAMPLES);
  const data = drawsOf("franke", "the points are drawn", options.rng).uniform(0, 1, [count("franke", options), 2]);
  const target = frankeFunction(at(data, ":", 0), at(data, ":", 1));
  return { data, target: withNoise("franke", target, options) };
}

/** Which polynomial is sampled. @public */
export interface PolynomialSampleOptions extends FunctionOptions {
  /** c₀, c₁, c₂, …: the constant first. */
  readonly coefficients: readonly number[];
  /** Between which numbers x lies; −1 and 1 unless said. */
  readonly range?: readonly [low: number, high: number];
}

/**
 * Samples of a polynomial: x evenly spaced, y = c₀ + c₁x + c₂x² + … + noise.
 *
 * **Shapes:** data `[N, 1]`, target `[N]`.
 *
 * @throws ArgumentError when the number of samples is not a whole number from 1 on, there are no coefficients, or there
 * is noise and no `rng`.
 * @example noisyPolynomial({ coefficients: [4, 3, 1], samples: 3, range: [0, 2] }).target // [ 4.  8. 14.]
 * @public
 */
export function noisyPolynomial(given: PolynomialSampleOptions): FunctionSamples {
  const options = checkOptions("noisyPolynomial", given, [...SAMPLES, "coefficients", "range"]);
  const { coefficients = [], range = [-1, 1] } = options;
  const x = evenly("noisyPolynomial", options, range);
  const [highest, ...rest] = coefficients.toReversed();
  if (highest === undefined) throw badArgument("noisyPolynomial", "a polynomial has at least one coefficient");
  // Horner's scheme.
  const y = rest.reduce((sum: Tensor, c) => add(mul(sum, x), c), add(mul(0, x), highest));
  return { data: expandDims(x, 1), target: withNoise("noisyPolynomial", y, options) };
}

function count(op: string, { samples = 100 }: FunctionOptions): number {
  if (Number.isInteger(samples) && samples >= 1) return samples;
  throw badArgument(op, "the number of samples is a whole number from 1 on", `samples: ${showValue(samples)}`);
}

function evenly(op: string, options: FunctionOptions, [low, high]: readonly [number, number]): Tensor {
  return linspace(low, high, count(op, options));
}

function withNoise(op: string, y: Tensor, { noise, rng }: FunctionOptions): Tensor {
  if (noise === undefined) return y;
  return add(y, drawsOf(op, "noise is drawn", rng).normal(0, noise, y.shape));
}
