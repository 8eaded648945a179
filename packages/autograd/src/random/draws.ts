import { show } from "../describe.ts";
import type { TypedArray } from "../dtype.ts";
import { ArgumentError, showShape } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { add, mul, sub } from "../primitives/arithmetic.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { flatData, wrap } from "../storage.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import type { BitSource } from "./bitSource.ts";
import { chooseIndices } from "./choose.ts";
import { assertDrawsAllowed } from "./guard.ts";
import { drawIntegers, integerDType } from "./integers.ts";
import type { Normals } from "./normals.ts";
import { checkDeviation, checkRange, shapeOfDraws } from "./parameters.ts";
import { shuffledIndices, shuffleInPlace } from "./permute.ts";
import { takeRows } from "./rows.ts";
import { type Size, shapeOfSize, wholeNumber } from "./size.ts";

/** Probabilities, one per entry to choose from. @public */
export type Probabilities = readonly number[] | Float64Array | Float32Array | Tensor;

/** How to choose, in place of the positional `replace` and `p`. @public */
export interface ChoiceOptions {
  /** Whether an entry may be chosen twice; true unless said. */
  readonly replace?: boolean;
  /** The probability of each entry, summing to 1; equal unless said. */
  readonly p?: Probabilities;
}

/**
 * The draws that every generator with state offers. Each advances the state. Without a size they give a single
 * number, with a size a float64 tensor of that shape (`10` means `[10]`).
 * @public
 */
export class Draws {
  readonly #bits: BitSource;
  readonly #normals: Normals;

  /** @internal */
  constructor(bits: BitSource, normals: Normals) {
    this.#bits = bits;
    this.#normals = normals;
  }

  /**
   * Uniform numbers low + (high − low) u with u in [0, 1): `high` itself can occur only by rounding.
   *
   * Shapes: `low` and `high` broadcast against each other and to `size`; without a size they give the shape.
   * Derivatives pass to `low` and `high`.
   *
   * @throws ArgumentError when `high < low` or their difference is not finite; ShapeError when they do not fit `size`.
   * @example random.RandomState(42).uniform(-1, 1, 2) // [-0.25091976  0.90142861]
   */
  uniform(low?: number, high?: number, size?: null): number;
  uniform<N extends number>(low: TensorLike, high: TensorLike, size: N): Tensor<readonly [N]>;
  uniform<const S extends Shape>(low: TensorLike, high: TensorLike, size: S): Tensor<S>;
  uniform(low: TensorLike, high: TensorLike): Tensor;
  uniform(low: TensorLike, high: TensorLike, size: Size): Tensor;
  uniform(low: TensorLike = 0, high: TensorLike = 1, size?: Size | null): number | Tensor {
    assertDrawsAllowed("uniform");
    if (typeof low === "number" && typeof high === "number") {
      checkRange(low, high);
      const range = high - low;
      if (size === undefined || size === null) return low + range * this.#bits.double();
      const shape = shapeOfSize("uniform", size);
      const out = new Float64Array(sizeOf(shape));
      for (let i = 0; i < out.length; i++) out[i] = low + range * this.#bits.double();
      return wrap(shape, "float64", out);
    }
    const [a, b] = [operand("uniform", low), operand("uniform", high)];
    const shape = shapeOfDraws("uniform", [a, b], size);
    checkRange(a, b);
    const u = this.uniform(0, 1, shape);
    return add(a, mul(sub(b, a), u));
  }

  /**
   * Normal numbers μ + σz with z from the standard normal distribution (polar method; the second number of each pair
   * waits in the state for the next draw).
   *
   * Shapes: `mean` and `deviation` broadcast against each other and to `size`; without a size they give the shape.
   * Derivatives pass to both.
   *
   * @throws ArgumentError when a deviation is negative or NaN; ShapeError when the parameters do not fit `size`.
   * @example random.RandomState(42).normal(10, 2, 2) // [10.99342831  9.7234714 ]
   */
  normal(mean?: number, deviation?: number, size?: null): number;
  normal<N extends number>(mean: TensorLike, deviation: TensorLike, size: N): Tensor<readonly [N]>;
  normal<const S extends Shape>(mean: TensorLike, deviation: TensorLike, size: S): Tensor<S>;
  normal(mean: TensorLike, deviation: TensorLike): Tensor;
  normal(mean: TensorLike, deviation: TensorLike, size: Size): Tensor;
  normal(mean: TensorLike = 0, deviation: TensorLike = 1, size?: Size | null): number | Tensor {
    assertDrawsAllowed("normal");
    checkDeviation(deviation);
    if (typeof mean === "number" && typeof deviation === "number") {
      if (size === undefined || size === null) return mean + deviation * this.#normals.next();
      const shape = shapeOfSize("normal", size);
      const out = new Float64Array(sizeOf(shape));
      for (let i = 0; i < out.length; i++) out[i] = mean + deviation * this.#normals.next();
      return wrap(shape, "float64", out);
    }
    const [a, b] = [operand("normal", mean), operand("normal", deviation)];
    const z = this.normal(0, 1, shapeOfDraws("normal", [a, b], size));
    return add(a, mul(b, z));
  }

  /**
   * A random order: of 0 … n − 1 as an int32 tensor, of a tensor's rows (its entries along the first axis) as a new
   * tensor, of an array's entries as a new array.
   *
   * @throws ArgumentError when `n` is not a whole number ≥ 0 or a tensor has no axis.
   * @example random.RandomState(42).permutation(5) // [1 4 2 0 3]
   */
  permutation<N extends number>(n: N): Tensor<readonly [N]>;
  permutation<S extends Shape>(x: Tensor<S>): Tensor<S>;
  permutation<A extends TypedArray>(items: A): A;
  permutation<T>(items: readonly T[]): T[];
  permutation(x: number | Tensor | TypedArray | readonly unknown[]): Tensor | TypedArray | unknown[] {
    assertDrawsAllowed("permutation");
    if (typeof x === "number") {
      const shape = shapeOfSize("permutation", x);
      return wrap(shape, "int32", shuffledIndices(this.#bits, shape[0]!));
    }
    if (isTensor(x)) return takeRows("permutation", x, (n) => shuffledIndices(this.#bits, n));
    checkEntries("permutation", x);
    const copy = x.slice();
    shuffleInPlace<unknown>(this.#bits, copy);
    return copy;
  }

  /**
   * Shuffles along the first axis. A JavaScript array or typed array is shuffled in place and given back; a tensor
   * cannot change, so a shuffled copy is given back. `x = rng.shuffle(x)` is right for both.
   *
   * @throws ArgumentError when a tensor has no axis.
   * @example random.RandomState(42).shuffle(["a", "b", "c", "d"]) // ["b", "d", "a", "c"]
   */
  shuffle<S extends Shape>(x: Tensor<S>): Tensor<S>;
  shuffle<A extends unknown[] | TypedArray>(items: A): A;
  shuffle(x: Tensor | unknown[] | TypedArray): Tensor | unknown[] | TypedArray {
    assertDrawsAllowed("shuffle");
    // As in NumPy: rows without entries are not ordered, and use up nothing of the stream.
    if (isTensor(x) && x.size === 0) return x;
    if (isTensor(x)) return takeRows("shuffle", x, (n) => shuffledIndices(this.#bits, n));
    checkEntries("shuffle", x);
    shuffleInPlace<unknown>(this.#bits, x);
    return x;
  }

  /**
   * A random sample: of 0 … n − 1 (int32, or float64 where n is above 2³¹), of a tensor's rows, or of an array's entries (then an array comes back);
   * a single one without a size. `{ replace, p }` may stand in place of the positional `replace` and `p`.
   *
   * @throws ArgumentError when there is nothing to choose from, more is wanted than there is without replacement, or
   * `p` does not have one probability ≥ 0 for each entry with sum 1, to half the digits of its dtype.
   * @example random.RandomState(42).choice(10, 3, { replace: false }) // [8 1 5]
   * @example random.RandomState(42).choice(["red", "green"], 2, { p: [0.9, 0.1] }) // ["red", "green"]
   */
  choice(n: number, size?: null, replace?: boolean | ChoiceOptions, p?: Probabilities | null): number;
  choice<N extends number>(
    n: number,
    size: N,
    replace?: boolean | ChoiceOptions,
    p?: Probabilities | null,
  ): Tensor<readonly [N]>;
  choice<const S extends Shape>(
    n: number,
    size: S,
    replace?: boolean | ChoiceOptions,
    p?: Probabilities | null,
  ): Tensor<S>;
  choice(n: number, size: Size, replace?: boolean | ChoiceOptions, p?: Probabilities | null): Tensor;
  choice(x: Tensor, size?: Size | null, replace?: boolean | ChoiceOptions, p?: Probabilities | null): Tensor;
  choice<T>(items: readonly T[], size?: null, replace?: boolean | ChoiceOptions, p?: Probabilities | null): T;
  choice<T>(items: readonly T[], size: number, replace?: boolean | ChoiceOptions, p?: Probabilities | null): T[];
  choice(
    from: number | Tensor | readonly unknown[],
    size: Size | null = null,
    replace: boolean | ChoiceOptions = true,
    p?: Probabilities | null,
  ): unknown {
    assertDrawsAllowed("choice");
    if (typeof replace !== "boolean") knownOptions("choice", replace, ["replace?", "p"]);
    const options = typeof replace === "boolean" ? { replace, p } : { p, ...replace };
    const shape = size === null ? [] : shapeOfSize("choice", size);
    const indices = (n: number): Int32Array =>
      chooseIndices(this.#bits, {
        n,
        count: sizeOf(shape),
        replace: options.replace ?? true,
        p: probabilities(options.p),
        rounding: isFloat32(options.p) ? 2 ** -23 : 2 ** -52,
      });
    if (typeof from === "number") {
      const range = { low: 0, high: wholeNumber("choice", from), type: "int64" } as const;
      const any = options.replace !== false && (options.p === undefined || options.p === null);
      if (any && integerDType(range) !== "int32") {
        const numbers = drawIntegers(this.#bits, range, sizeOf(shape));
        return size === null ? numbers[0] : wrap(shape, integerDType(range), numbers);
      }
      const chosen = indices(shapeOfSize("choice", from)[0]!);
      return size === null ? chosen[0] : wrap(shape, "int32", chosen);
    }
    if (isTensor(from)) return takeRows("choice", from, indices, shape);
    checkEntries("choice", from);
    if (shape.length > 1) {
      throw new ArgumentError({
        code: "bad-argument",
        op: "choice",
        problem: "entries of an array come back as an array, so their number is a single one",
        got: `size ${showShape(shape)}`,
        hint: "choose from tensor(items), or choose places: choice(items.length, size)",
      });
    }
    const chosen = Array.from(indices(from.length), (i) => from[i]);
    return size === null ? chosen[0] : chosen;
  }
}

function probabilities(p: Probabilities | null | undefined): Float64Array | null {
  if (p === null || p === undefined) return null;
  return Float64Array.from(isTensor(p) ? flatData(p) : p);
}

function isFloat32(p: Probabilities | null | undefined): boolean {
  return p instanceof Float32Array || (isTensor(p) && p.dtype === "float32");
}

/** @throws ArgumentError when `items` has no entries that could be ordered or chosen. */
function checkEntries(op: string, items: unknown): void {
  if (Array.isArray(items) || ArrayBuffer.isView(items)) return;
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: `it takes ${op === "shuffle" ? "" : "a number of entries, "}an array or a tensor`,
    got: show(items),
    hint: "turn anything else into an array first: [...items]",
  });
}
