import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";
import type { TensorLike } from "../lift.ts";
import { printable } from "../printable.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { type Draw0, type Draw1, type Draw2, type Draw3, draw1, draw2 } from "./calls.ts";
import { negativeBinomial } from "./counts.ts";
import { Distributions } from "./distributions.ts";
import { drawEach, fromZero, positive, positiveChance } from "./each.ts";
import { noncentralChisquare, noncentralFisher, standardGamma, student } from "./gammas.ts";
import { assertDrawsAllowed } from "./guard.ts";
import {
  drawIntegers,
  drawIntegersEach,
  type IntegerType,
  integerDType,
  integerRange,
  wrongWayRound,
} from "./integers.ts";
import { badSeed, isWord, type LegacySeed } from "./legacySeed.ts";
import { type MersenneTwister, mersenneTwister, STATE_WORDS } from "./mt19937.ts";
import { type Normals, polarNormals } from "./normals.ts";
import { type Size, shapeOfSize } from "./size.ts";
import { type Source, standardExponential } from "./source.ts";
import { drawWide, lengthOf, wideRange, wideWord } from "./wide.ts";

/** Bounds that are several numbers. */
type NotNumber = Exclude<TensorLike, number | boolean>;

/** The state of NumPy's stream as plain data, fit for `JSON.stringify`. @public */
export interface LegacyState {
  readonly algorithm: "MT19937";
  /** The 624 words of the state. */
  readonly key: readonly number[];
  /** How many of them are used up (NumPy's `pos`). */
  readonly position: number;
  /** The normal number that waits for the next draw (NumPy's `cached_gaussian`), or null. */
  readonly waitingNormal: number | null;
}

/**
 * NumPy's legacy random stream, made by {@link RandomState}.
 * @public
 */
export class LegacyStream extends Distributions {
  readonly #twister: MersenneTwister;
  readonly #normals: Normals;
  readonly #source: Source;

  /** @internal */
  constructor(seed: LegacySeed) {
    const twister = mersenneTwister();
    const normals = polarNormals(twister);
    super(twister, normals);
    this.#twister = twister;
    this.#normals = normals;
    this.#source = { bits: twister, normals };
    this.#begin("RandomState", seed);
  }

  /**
   * Uniform numbers in [0, 1); the lengths of the axes are written one by one.
   *
   * @example random.RandomState(42).rand(2) // [0.37454012 0.95071431]
   */
  rand(): number;
  rand<const S extends Shape>(...shape: S): Tensor<S>;
  rand(...shape: Shape): number | Tensor {
    return shape.length === 0 ? this.#uniform("rand") : this.#uniform("rand", shape);
  }

  /**
   * Standard normal numbers; the lengths of the axes are written one by one.
   *
   * @example random.RandomState(42).randn(2, 2)
   * // [[ 0.49671415 -0.1382643 ]
   * //  [ 0.64768854  1.52302986]]
   */
  randn(): number;
  randn<const S extends Shape>(...shape: S): Tensor<S>;
  randn(...shape: Shape): number | Tensor {
    return shape.length === 0 ? this.#normal("randn") : this.#normal("randn", shape);
  }

  /**
   * Uniform numbers in [0, 1): `rand` with a size.
   *
   * @example random.RandomState(42).random_sample([2]) // [0.37454012 0.95071431]
   */
  random_sample(size?: null): number;
  random_sample<N extends number>(size: N): Tensor<readonly [N]>;
  random_sample<const S extends Shape>(size: S): Tensor<S>;
  random_sample(size: Size): Tensor;
  random_sample(size?: Size | null): number | Tensor {
    return this.#uniform("random_sample", size);
  }

  /** The same as `random_sample`. */
  random(size?: null): number;
  random<N extends number>(size: N): Tensor<readonly [N]>;
  random<const S extends Shape>(size: S): Tensor<S>;
  random(size: Size): Tensor;
  random(size?: Size | null): number | Tensor {
    return this.#uniform("random", size);
  }

  /**
   * Standard normal numbers: `randn` with a size.
   *
   * @example random.RandomState(42).standard_normal(2) // [ 0.49671415 -0.1382643 ]
   */
  standard_normal(size?: null): number;
  standard_normal<N extends number>(size: N): Tensor<readonly [N]>;
  standard_normal<const S extends Shape>(size: S): Tensor<S>;
  standard_normal(size: Size): Tensor;
  standard_normal(size?: Size | null): number | Tensor {
    return this.#normal("standard_normal", size);
  }

  /**
   * Exponential numbers of mean 1.
   *
   * @example random.RandomState(42).standard_exponential(2) // [0.46926809 3.01012143]
   */
  readonly standard_exponential: Draw0 = ((size?: Size | null) =>
    drawEach(
      { op: "standard_exponential", parameters: [], sample: () => standardExponential(this.#source) },
      [],
      size,
    )) as Draw0;

  /**
   * Cauchy numbers, quotients of two normal ones: density 1/(π(1 + x²)); they have no mean.
   *
   * @example random.RandomState(42).standard_cauchy(2) // [-3.59249748  0.42526319]
   */
  readonly standard_cauchy: Draw0 = ((size?: Size | null) => {
    const sample = (): number => this.#normals.next() / this.#normals.next();
    return drawEach({ op: "standard_cauchy", parameters: [], sample }, [], size);
  }) as Draw0;

  /**
   * Gamma numbers of scale 1: density proportional to x^(shape − 1) e^(−x).
   *
   * @throws ArgumentError when the shape is negative.
   * @example random.RandomState(42).standard_gamma(2, 2) // [2.39367939 1.49446473]
   */
  readonly standard_gamma: Draw1 = draw1({
    op: "standard_gamma",
    parameters: [fromZero("shape")],
    sample: (shape) => standardGamma(this.#source, shape),
  });

  /**
   * Student's t with `df` degrees of freedom.
   *
   * @throws ArgumentError when `df` is not above 0.
   * @example random.RandomState(42).standard_t(4, 2) // [ 0.5746173  -1.08169024]
   */
  readonly standard_t: Draw1 = draw1({
    op: "standard_t",
    parameters: [positive("df")],
    sample: (df) => student(this.#source, df),
  });

  /**
   * Sums of `df` squared normal numbers, one of which has the mean √nonc.
   *
   * @throws ArgumentError when df ≤ 0 or nonc < 0.
   * @example random.RandomState(42).noncentral_chisquare(3, 2, 2) // [1.02994169 3.34288278]
   */
  readonly noncentral_chisquare: Draw2 = draw2({
    op: "noncentral_chisquare",
    parameters: [positive("df"), fromZero("nonc")],
    sample: (df, nonc) => noncentralChisquare(this.#source, df, nonc),
  });

  /**
   * Quotients of a noncentral and a central chi-square number, each divided by its degrees of freedom.
   *
   * @throws ArgumentError when a number of degrees is not above 0, or nonc < 0.
   * @example random.RandomState(42).noncentral_f(3, 5, 2, 2) // [0.32135945 0.6190829 ]
   */
  readonly noncentral_f: Draw3 = ((dfnum: TensorLike, dfden: TensorLike, nonc: TensorLike, size?: Size | null) =>
    drawEach(
      {
        op: "noncentral_f",
        parameters: [positive("dfnum"), positive("dfden"), fromZero("nonc")],
        sample: (a, b, c) => noncentralFisher(this.#source, a, b, c),
      },
      [dfnum, dfden, nonc],
      size,
    )) as Draw3;

  /**
   * How many trials fail before `n` succeed, each with probability `p`; `n` need not be whole.
   *
   * @throws ArgumentError when n ≤ 0, or p is not in (0, 1].
   * @example random.RandomState(42).negative_binomial(5, 0.4, 3) // [7 5 1]
   */
  readonly negative_binomial: Draw2 = draw2({
    op: "negative_binomial",
    parameters: [positive("n"), positiveChance("p")],
    counts: true,
    sample: (n, p) => negativeBinomial(this.#source, n, p),
  });

  /**
   * Whole numbers from 0 to 2⁶³ − 1, as bigints: one, or an array of `size` of them.
   *
   * @example random.RandomState(42).tomaxint() // 3454522818714476249
   */
  tomaxint(size?: null): bigint;
  tomaxint(size: number): bigint[];
  tomaxint(size?: number | null): bigint | bigint[] {
    assertDrawsAllowed("tomaxint");
    const draw = (): bigint => wideWord(this.#twister) >> 1n;
    return size === undefined || size === null ? draw() : Array.from({ length: lengthOf("tomaxint", size) }, draw);
  }

  /**
   * Random bytes.
   *
   * @throws ArgumentError when the length is not a whole number ≥ 0.
   * @example [...random.RandomState(42).bytes(4)] // [102, 220, 225, 95]
   */
  bytes(length: number): Uint8Array {
    assertDrawsAllowed("bytes");
    const out = new Uint8Array(lengthOf("bytes", length));
    for (let i = 0, word = 0; i < out.length; i++, word >>>= 8) {
      // Four bytes a word, the lowest first.
      if (i % 4 === 0) word = this.#twister.word();
      out[i] = word;
    }
    return out;
  }

  /**
   * Whole numbers low ≤ n < high; `randint(high)` begins at 0.
   *
   * A tensor of them is int32 where the whole range fits, else float64 (exact up to ±2⁵³), and bool for the type
   * "bool". The type is NumPy's `dtype`: it decides how many bits a draw uses up, so the narrow ones give other
   * numbers than the default "int64".
   *
   * Bounds may be arrays, one for each number: they broadcast to each other, and to the size.
   *
   * Bounds beyond ±2⁵³ are given as bigints; then bigints come back, one or an array of `size` of them.
   *
   * @throws ArgumentError when a bound is not a whole number, `low ≥ high`, or a bound is beyond the type, or a number
   * beyond ±2⁵³; ShapeError when bounds do not fit each other or the size; TraceError when one is traced.
   * @example random.RandomState(42).randint(0, 10, 5) // [6 3 7 4 6]
   * @example random.RandomState(42).randint([0, 100, 200], [10, 110, 210]) // [  6 103 207]
   */
  randint(low: bigint, high?: bigint | null, size?: null, type?: "int64" | "uint64"): bigint;
  randint(low: bigint, high: bigint | null | undefined, size: number, type?: "int64" | "uint64"): bigint[];
  randint(low: number, high?: number | null, size?: null, type?: IntegerType): number;
  randint<N extends number>(
    low: number,
    high: number | null | undefined,
    size: N,
    type?: IntegerType,
  ): Tensor<readonly [N]>;
  randint<const S extends Shape>(low: number, high: number | null | undefined, size: S, type?: IntegerType): Tensor<S>;
  randint(low: TensorLike, high: TensorLike | null | undefined, size: Size, type?: IntegerType): Tensor;
  randint(low: NotNumber, high?: TensorLike | null, size?: Size | null, type?: IntegerType): Tensor;
  randint(low: TensorLike, high: NotNumber, size?: Size | null, type?: IntegerType): Tensor;
  randint(low: TensorLike, high?: TensorLike | null, size?: Size | null, type?: IntegerType): number | Tensor;
  randint(
    low: TensorLike | bigint,
    high?: TensorLike | bigint | null,
    size?: Size | null,
    type: IntegerType = "int64",
  ): number | Tensor | bigint | bigint[] {
    assertDrawsAllowed("randint");
    if (typeof low === "bigint" || typeof high === "bigint") {
      const range = wideRange("randint", low as bigint, high as bigint, type);
      if (size === undefined || size === null) return drawWide(this.#twister, range);
      return Array.from({ length: lengthOf("randint", size) }, () => drawWide(this.#twister, range));
    }
    if (typeof low === "object" || (typeof high === "object" && high !== null)) {
      return drawIntegersEach("randint", this.#twister, low, high ?? null, size, type);
    }
    const range = integerRange("randint", low as number, high as number | null, type);
    if (size === undefined || size === null) return drawIntegers(this.#twister, range, 1)[0]!;
    const shape = shapeOfSize("randint", size);
    return wrap(shape, integerDType(range), drawIntegers(this.#twister, range, sizeOf(shape)));
  }

  /**
   * Whole numbers low ≤ n ≤ high, both bounds among them; `random_integers(high)` begins at 1. NumPy's old name:
   * `randint(low, high + 1)` gives the same.
   *
   * @throws ArgumentError when a bound is not a whole number, low > high, or a number is beyond ±2⁵³.
   * @example random.RandomState(42).random_integers(1, 6, 5) // [4 5 3 5 5]
   */
  random_integers(low: number, high?: number | null, size?: null): number;
  random_integers<N extends number>(low: number, high: number | null | undefined, size: N): Tensor<readonly [N]>;
  random_integers<const S extends Shape>(low: number, high: number | null | undefined, size: S): Tensor<S>;
  random_integers(low: number, high: number | null | undefined, size: Size): Tensor;
  random_integers(low: number, high?: number | null, size?: Size | null): number | Tensor {
    assertDrawsAllowed("random_integers");
    const [from, to] = high === null || high === undefined ? [1, low] : [low, high];
    if (from > to) throw wrongWayRound(from, to);
    const range = integerRange("random_integers", from, to + 1, "int64");
    if (size === undefined || size === null) return drawIntegers(this.#twister, range, 1)[0]!;
    const shape = shapeOfSize("random_integers", size);
    return wrap(shape, integerDType(range), drawIntegers(this.#twister, range, sizeOf(shape)));
  }

  /**
   * Starts again: from a number as NumPy's `seed(42)` does (`init_genrand`), from an array as `seed([42])` does
   * (`init_by_array`), which is another stream.
   *
   * @throws ArgumentError when the seed is anything else.
   */
  seed(seed: LegacySeed): void {
    this.#begin("seed", seed);
  }

  #begin(op: string, seed: LegacySeed): void {
    if (isWord(seed)) this.#twister.seedWord(seed);
    else if (Array.isArray(seed) && seed.length > 0 && seed.every(isWord)) this.#twister.seedWords(seed);
    else throw badSeed(op, seed);
    this.#normals.waiting = null;
  }

  /** The state, to be kept and given back to `setState`. */
  getState(): LegacyState {
    return {
      algorithm: "MT19937",
      key: Array.from(this.#twister.key),
      position: this.#twister.position,
      waitingNormal: this.#normals.waiting,
    };
  }

  /**
   * Goes back to a state, also one that went through JSON.
   *
   * @throws ArgumentError when it is not the state of such a stream.
   */
  setState(state: LegacyState): void {
    const { algorithm, key, position, waitingNormal } = (state ?? {}) as LegacyState;
    const whole = Array.isArray(key) && key.length === STATE_WORDS && key.every(isWord);
    const placed = Number.isInteger(position) && position >= 0 && position <= STATE_WORDS;
    if (algorithm !== "MT19937" || !whole || !placed || !(waitingNormal === null || Number.isFinite(waitingNormal))) {
      throw new ArgumentError({
        code: "bad-argument",
        op: "setState",
        problem: "this is not the state of a RandomState",
        got: `algorithm ${show(algorithm)}, key ${show(key)}, position ${show(position)}, waitingNormal ${show(waitingNormal)}`,
        hint: "pass what getState() gave: 624 words and a position from 0 to 624",
      });
    }
    this.#twister.key.set(key);
    this.#twister.position = position;
    this.#normals.waiting = waitingNormal;
  }

  #uniform(op: string, size?: Size | null): number | Tensor {
    assertDrawsAllowed(op);
    if (size === undefined || size === null) return this.#twister.double();
    const shape = shapeOfSize(op, size);
    const out = new Float64Array(sizeOf(shape));
    for (let i = 0; i < out.length; i++) out[i] = this.#twister.double();
    return wrap(shape, "float64", out);
  }

  #normal(op: string, size?: Size | null): number | Tensor {
    assertDrawsAllowed(op);
    if (size === undefined || size === null) return this.#normals.next();
    const shape = shapeOfSize(op, size);
    const out = new Float64Array(sizeOf(shape));
    for (let i = 0; i < out.length; i++) out[i] = this.#normals.next();
    return wrap(shape, "float64", out);
  }
}

/** A generator that gives NumPy's legacy stream. @public */
export type RandomState = LegacyStream;

/**
 * A generator that gives the numbers of NumPy's `numpy.random.RandomState(seed)` (and of `numpy.random.seed(seed)`
 * with the functions of `numpy.random`): uniforms, integers, counts, permutations and choices bit for bit, normals within
 * a relative 10⁻¹⁵ and the other distributions within 10⁻¹³, since the last bit of the logarithm belongs to the platform.
 * All of NumPy 1.24's methods are here but `multivariate_normal`.
 *
 * The methods take NumPy's arguments in NumPy's order. It has state and is for code outside of transformed functions;
 * inside a staged or checkpointed function use `random.key`.
 *
 * @throws ArgumentError when the seed is not a whole number from 0 to 2³² − 1 or a non-empty array of such numbers.
 * @example
 * const rng = random.RandomState(42);
 * console.log(rng.rand(4)); // [0.37454012 0.95071431 0.73199394 0.59865848]
 * @see M. Matsumoto and T. Nishimura (1998), Mersenne Twister.
 * @public
 */
export function RandomState(seed: LegacySeed): RandomState {
  // As NumPy shows one: the methods are no news, and the state is what getState() gives.
  return printable(new LegacyStream(seed), () => "RandomState(MT19937)");
}
