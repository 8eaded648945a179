import {
  ArgumentError,
  eye,
  less,
  linalg,
  mul,
  onesLike,
  reshape,
  type Shape,
  showValue,
  sum,
  type Tensor,
  transpose,
  where,
  zeros,
} from "@wengert/autograd";
import type { RandomSource } from "./layer.ts";
import { anyNumber, atLeastZero, type Kinds, readOptions } from "./options.ts";
import { badArgument } from "./parameters.ts";
import { checkSource } from "./taught.ts";

/**
 * Draws the initial weights of a shape. `fanIn` and `fanOut` say how many numbers feed into an output and how many
 * outputs an input feeds; unless given they are read off the shape: `[in, out]`, or with more axes the
 * kernel `[out, in, …taps]` of a convolution, each tap of which counts.
 * @public
 */
export type Initialiser = (rng: RandomSource, shape: Shape, fans?: Fans) => Tensor;

/** How many inputs feed an output, and how many outputs an input feeds. @public */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** For `[in, out]`, and kernels `[out, in, …taps]`; a vector feeds one number from each of its entries. */
function fansOf([first = 1, second = first, ...taps]: Shape): Fans {
  if (taps.length === 0) return { fanIn: first, fanOut: second };
  const field = taps.reduce((a, k) => a * k, 1);
  return { fanIn: second * field, fanOut: first * field };
}

const FANS: Kinds<Fans> = { fanIn: atLeastZero, fanOut: atLeastZero };

type Size = (fans: Fans) => number;

/** An initialiser that says what is wrong when there is no generator, or no shape. */
// @__NO_SIDE_EFFECTS__
function drawing(name: string, draw: (rng: RandomSource, shape: Shape, fans: Fans) => Tensor): Initialiser {
  return (rng, shape, fans) => {
    checkSource(name, rng);
    if (!Array.isArray(shape) || !shape.every((n) => Number.isInteger(n) && n >= 0)) throw noShape(name, shape);
    return draw(rng, shape, { ...fansOf(shape), ...(fans && readOptions(name, fans, FANS)) });
  };
}

function noShape(op: string, shape: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: "the second argument is the shape of what is drawn",
    got: showValue(shape),
    hint: `${op}(rng, [4, 8])`,
  });
}

/** Normal numbers with the variance that `variance` gives. */
// @__NO_SIDE_EFFECTS__
function normalWith(name: string, variance: Size): Initialiser {
  return drawing(name, (rng, shape, fans) => rng.normal(0, deviation(variance, fans), shape));
}

/** Uniform numbers with that variance: within ±√(3 variance). */
// @__NO_SIDE_EFFECTS__
function uniformWith(name: string, variance: Size): Initialiser {
  return drawing(name, (rng, shape, fans) => {
    const bound = Math.sqrt(3) * deviation(variance, fans);
    return rng.uniform(-bound, bound, shape);
  });
}

/** The standard deviation; 0 where there is nothing to draw. */
function deviation(variance: Size, fans: Fans): number {
  const v = variance(fans);
  return Number.isFinite(v) ? Math.sqrt(v) : 0;
}

const xavier: Size = ({ fanIn, fanOut }) => 2 / (fanIn + fanOut);
const he: Size = ({ fanIn }) => 2 / fanIn;
const lecun: Size = ({ fanIn }) => 1 / fanIn;

/**
 * Normal weights of variance 2/(in + out), which keeps the size of signals and gradients through layers with tanh.
 *
 * **Shapes:** as given, `[in, out]`.
 *
 * @example xavierNormal(random.RandomState(42), [4, 8]).shape // [4, 8]
 * @see X. Glorot, Y. Bengio (2010), Understanding the difficulty of training deep feedforward neural networks.
 * @public
 */
export const xavierNormal: Initialiser = normalWith("xavierNormal", xavier);

/**
 * Uniform weights of variance 2/(in + out): within ±√(6/(in + out)).
 *
 * **Shapes:** as given, `[in, out]`.
 *
 * @example xavierUniform(random.RandomState(42), [3, 3]).shape // [3, 3]
 * @see X. Glorot, Y. Bengio (2010), equation 16.
 * @public
 */
export const xavierUniform: Initialiser = uniformWith("xavierUniform", xavier);

/**
 * Normal weights of variance 2/in, which keeps the size of signals through layers with the rectifier.
 *
 * **Shapes:** as given, `[in, out]`.
 *
 * @example heNormal(random.RandomState(42), [2, 2])
 * // [[ 0.49671415 -0.1382643 ]
 * //  [ 0.64768854  1.52302986]]
 * @see K. He et al. (2015), Delving deep into rectifiers, ICCV.
 * @public
 */
export const heNormal: Initialiser = normalWith("heNormal", he);

/**
 * Uniform weights of variance 2/in: within ±√(6/in).
 *
 * **Shapes:** as given, `[in, out]`.
 *
 * @example heUniform(random.RandomState(42), [6, 1]).shape // [6, 1]
 * @see K. He et al. (2015), Delving deep into rectifiers, ICCV.
 * @public
 */
export const heUniform: Initialiser = uniformWith("heUniform", he);

/**
 * Normal weights of variance 1/in, for `selu`.
 *
 * **Shapes:** as given, `[in, out]`.
 *
 * @example lecunNormal(random.RandomState(42), [1, 2]) // [[ 0.49671415 -0.1382643 ]]
 * @see Y. LeCun et al. (1998), Efficient backprop, section 4.6.
 * @public
 */
export const lecunNormal: Initialiser = normalWith("lecunNormal", lecun);

/**
 * Uniform weights of variance 1/in: within ±√(3/in).
 *
 * **Shapes:** as given, `[in, out]`.
 *
 * @example lecunUniform(random.RandomState(42), [3, 1]).shape // [3, 1]
 * @see Y. LeCun et al. (1998), Efficient backprop, section 4.6.
 * @public
 */
export const lecunUniform: Initialiser = uniformWith("lecunUniform", lecun);

/**
 * Standard normal numbers, as the course's `np.random.randn(in, out)`: with `random.RandomState(seed)` the same ones.
 *
 * **Shapes:** as given.
 *
 * @example randn(random.RandomState(42), [2]) // [ 0.49671415 -0.1382643 ]
 * @public
 */
export const randn: Initialiser = drawing("randn", (rng, shape) => rng.normal(0, 1, shape));

/**
 * Weights whose columns (or rows, where there are fewer) are orthogonal and of length 1, so that a signal keeps its
 * length: Q of a matrix of normal numbers, with the signs that make every such Q equally likely.
 *
 * **Shapes:** as given, `[in, out]`; of a kernel the first axis counts as the rows.
 *
 * @example
 * const W = orthogonal(random.RandomState(42), [3, 2]);
 * abs(matmul(transpose(W), W)).toArray().flat().map((x) => x.toFixed(6)) // ["1.000000", "0.000000", "0.000000", "1.000000"]
 * @see A. M. Saxe et al. (2014), Exact solutions to the nonlinear dynamics of learning in deep linear neural networks.
 * @see F. Mezzadri (2007), How to generate random matrices from the classical compact groups, Notices AMS 54, 592–604.
 * @public
 */
export const orthogonal: Initialiser = drawing("orthogonal", (rng, shape) => {
  const [rows = 1, ...others] = shape;
  const columns = others.reduce((a, b) => a * b, 1);
  const tall = rows >= columns;
  const [q, r] = linalg.qr(rng.normal(0, 1, tall ? [rows, columns] : [columns, rows]));
  const diagonal = sum(mul(r, eye(r.shape[0]!)), 0);
  const Q = mul(q, where(less(diagonal, 0), -1, onesLike(diagonal)));
  return reshape(tall ? Q : transpose(Q), shape);
});

/**
 * Zeros, as biases usually begin.
 *
 * **Shapes:** as given.
 *
 * @example allZeros(random.RandomState(42), [2]) // [0. 0.]
 * @public
 */
export const allZeros: Initialiser = (_rng, shape) => zeros(shape);

/**
 * Another initialiser, times a factor.
 *
 * **Shapes:** as given.
 *
 * @throws ArgumentError for a factor that is no number, and where there is no initialiser.
 * @example scaled(0.1, randn)(random.RandomState(42), [2]) // [ 0.04967142 -0.01382643]
 * @public
 */
export function scaled(factor: number, initialiser: Initialiser): Initialiser {
  if (!anyNumber.is(factor) || typeof initialiser !== "function") {
    const got = `${showValue(factor)} and ${showValue(initialiser)}`;
    throw badArgument("scaled", "it takes a factor, and the initialiser that draws", got, "scaled(0.1, randn)");
  }
  return (rng, shape, fans) => mul(factor, initialiser(rng, shape, fans));
}
