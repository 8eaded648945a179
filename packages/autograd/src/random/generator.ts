import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { less } from "../primitives/compare.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { Distributions } from "./distributions.ts";
import { assertDrawsAllowed } from "./guard.ts";
import { drawIntegers, integerDType, integerRange } from "./integers.ts";
import { type Normals, polarNormals } from "./normals.ts";
import { checkProbability, shapeOfDraws } from "./parameters.ts";
import { SeededBits } from "./seeded.ts";
import { type Size, shapeOfSize } from "./size.ts";

/** The state of a generator as plain data, fit for `JSON.stringify`. @public */
export interface GeneratorState {
  readonly algorithm: "ARC4";
  /** The permutation of 0 … 255. */
  readonly permutation: readonly number[];
  /** The two places in it. */
  readonly i: number;
  readonly j: number;
  /** The normal number that waits for the next draw, or null. */
  readonly waitingNormal: number | null;
}

/**
 * The everyday generator, made by {@link generator}.
 * @public
 */
export class Generator extends Distributions {
  readonly #bits: SeededBits;
  readonly #normals: Normals;

  /** @internal */
  constructor(seed: string) {
    const bits = new SeededBits(seed);
    const normals = polarNormals(bits);
    super(bits, normals);
    this.#bits = bits;
    this.#normals = normals;
  }

  /**
   * Whole numbers low ≤ n < high. A tensor of them is int32 where the whole range fits, else float64 (exact up to
   * ±2⁵³).
   *
   * @throws ArgumentError when a bound is not a whole number or beyond ±2⁵³, or `low ≥ high`.
   * @example random.generator(42).integers(1, 7, 10) // [3 6 2 6 5 6 6 2 3 4]
   */
  integers(low: number, high: number, size?: null): number;
  integers<N extends number>(low: number, high: number, size: N): Tensor<readonly [N]>;
  integers<const S extends Shape>(low: number, high: number, size: S): Tensor<S>;
  integers(low: number, high: number, size: Size): Tensor;
  integers(low: number, high: number, size?: Size | null): number | Tensor {
    assertDrawsAllowed("integers");
    const range = integerRange("integers", low, high, "int64");
    if (size === undefined || size === null) return drawIntegers(this.#bits, range, 1)[0]!;
    const shape = shapeOfSize("integers", size);
    return wrap(shape, integerDType(range), drawIntegers(this.#bits, range, sizeOf(shape)));
  }

  /**
   * True with probability p: as a bool tensor, or 0 or 1 when there is neither a size nor more than one p. No
   * derivative passes to `p`.
   *
   * Shapes: `p` broadcasts to `size`; without a size it gives the shape.
   *
   * @throws ArgumentError when a probability is not in [0, 1]; ShapeError when `p` does not fit `size`.
   * @example random.generator(42).bernoulli(0.5, 4) // [ True  True False  True]
   */
  bernoulli(p: number, size?: null): number;
  bernoulli<N extends number>(p: TensorLike, size: N): Tensor<readonly [N]>;
  bernoulli<const S extends Shape>(p: TensorLike, size: S): Tensor<S>;
  bernoulli(p: TensorLike, size: Size): Tensor;
  bernoulli(p: TensorLike): Tensor;
  bernoulli(p: TensorLike, size?: Size | null): number | Tensor {
    assertDrawsAllowed("bernoulli");
    checkProbability("bernoulli", p);
    if (typeof p === "number" && (size === undefined || size === null)) return this.#bits.double() < p ? 1 : 0;
    const chance = operand("bernoulli", p);
    return less(this.uniform(0, 1, shapeOfDraws("bernoulli", [chance], size)), chance);
  }

  /** The state, to be kept and given back to `setState`. */
  getState(): GeneratorState {
    return { algorithm: "ARC4", ...this.#bits.state(), waitingNormal: this.#normals.waiting };
  }

  /**
   * Goes back to a state, also one that went through JSON.
   *
   * @throws ArgumentError when it is not the state of such a generator.
   */
  setState(state: GeneratorState): void {
    const { algorithm, permutation, i, j, waitingNormal } = (state ?? {}) as GeneratorState;
    const whole = Array.isArray(permutation) && permutation.length === 256 && new Set(permutation).size === 256;
    if (
      algorithm !== "ARC4" ||
      !(whole && permutation.every(isByte) && isByte(i) && isByte(j)) ||
      !(waitingNormal === null || Number.isFinite(waitingNormal))
    ) {
      throw new ArgumentError({
        code: "bad-argument",
        op: "setState",
        problem: "this is not the state of a generator",
        got: `algorithm ${show(algorithm)}, permutation ${show(permutation)}, i ${show(i)}, j ${show(j)}`,
        hint: "pass what getState() gave: the numbers 0 to 255 in some order, and two places",
      });
    }
    this.#bits.restore({ permutation, i, j });
    this.#normals.waiting = waitingNormal;
  }
}

function isByte(x: unknown): boolean {
  return typeof x === "number" && Number.isInteger(x) && x >= 0 && x <= 255;
}

/**
 * The everyday generator, for initial weights, shuffles and splits: ARC4 seeded by any string, with the numbers of
 * `seedrandom`. A number is a seed by its text, so `generator(42)` and `generator("42")` give the same numbers.
 *
 * It has state and is for code outside of transformed functions; inside a staged or checkpointed function use
 * `random.key`. To repeat NumPy's numbers use {@link RandomState}.
 *
 * @throws ArgumentError when the seed is neither a string nor a finite number.
 * @example
 * const rng = random.generator("weights");
 * rng.normal(0, 0.1, [2, 2])
 * // [[ 0.02507899  0.06968389]
 * //  [ 0.02729939 -0.08328569]]
 * @see D. Bau, seedrandom, https://github.com/davidbau/seedrandom
 * @public
 */
export function generator(seed: string | number): Generator {
  if (typeof seed !== "string" && !Number.isFinite(seed)) {
    throw new ArgumentError({
      code: "bad-seed",
      op: "generator",
      problem: "a seed is a string or a finite number",
      got: show(seed),
      hint: 'for instance random.generator(42) or random.generator("split")',
    });
  }
  return new Generator(String(seed));
}
