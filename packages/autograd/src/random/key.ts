import { show } from "../describe.ts";
import { type DType, isFloating } from "../dtype.ts";
import { ArgumentError, KindError, showShape } from "../errors.ts";
import { operand, scalar, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { applyN } from "../primitive.ts";
import { add, mul, sub } from "../primitives/arithmetic.ts";
import { less } from "../primitives/compare.ts";
import type { Shape } from "../shape.ts";
import { wrap } from "../storage.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import {
  FOR_FOLD_IN,
  FOR_SPLIT,
  type KeyParams,
  newKeyPrimitive,
  normalPrimitive,
  uniformPrimitive,
} from "./counterDraws.ts";
import { checkProbability, checkRange, shapeOfDraws } from "./parameters.ts";
import { type Size, shapeOfSize } from "./size.ts";

/** What numbers are drawn from without any state: two 32-bit words in an int32 tensor. @public */
export type Key = Tensor<readonly [2]>;

/** N keys as a tuple, where N is a literal. @public */
export type Keys<N extends number, Some extends readonly Key[] = []> = number extends N
  ? Key[]
  : Some["length"] extends N
    ? Some
    : Keys<N, [...Some, Key]>;

/**
 * A key, from which numbers can be drawn inside functions that are differentiated, staged or checkpointed: it is a
 * tensor, the draws are operations on it, and equal keys give equal numbers. Use a key once: `split` it, or `foldIn`
 * the step, to draw anew.
 *
 * Shapes: → `[2]`, int32: the upper and lower 32 bits of the seed.
 *
 * @throws ArgumentError when the seed is not a whole number from 0 to 2⁵³ − 1.
 * @example random.key(42) // [ 0 42]
 * @example
 * const dropout = (key: Tensor, x: Tensor) => mul(x, random.bernoulli(key, 0.5, x.shape));
 * dropout(random.foldIn(random.key(42), 1), ones([8])) // [1. 1. 1. 1. 0. 1. 0. 1.]
 * @public
 */
export function key(seed: number): Key {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new ArgumentError({
      code: "bad-seed",
      op: "key",
      problem: "a key's seed is a whole number from 0 to 9007199254740991 (2⁵³ − 1)",
      got: show(seed),
      hint: "random.generator takes strings as seeds: random.key(random.generator(name).integers(0, 2 ** 32))",
    });
  }
  return wrap([2], "int32", Int32Array.of(Math.floor(seed / 2 ** 32), seed % 2 ** 32));
}

/**
 * Several new keys from one, which should not be used again itself.
 *
 * Shapes: `key [2]` → n keys `[2]`, as an array.
 *
 * @throws KindError when `key` is no key; ArgumentError when n is not a whole number ≥ 0.
 * @example
 * const [forWeights, forDropout] = random.split(random.key(42));
 * console.log(forWeights); // [   64467757 -1378843660]
 * @public
 */
export function split<N extends number = 2>(key: Tensor, n?: N): Keys<N>;
export function split(key: Tensor, n = 2): Key[] {
  checkKey("split", key);
  const [length] = shapeOfSize("split", n);
  return Array.from({ length: length! }, (_, i) => newKey(key, scalar(i, "int32"), FOR_SPLIT));
}

/**
 * A new key from a key and a number, for instance that of the training step or of the layer.
 *
 * Shapes: `key [2]`, `data []` → `[2]`.
 *
 * @throws KindError when `key` is no key or `data` no single int32; ArgumentError when a number is not a whole one
 * from 0 to 2³² − 1.
 * @example random.foldIn(random.key(42), 7) // [ 631749419 -208348204]
 * @public
 */
export function foldIn(key: Tensor, data: number | Tensor): Key {
  checkKey("foldIn", key);
  if (isTensor(data)) {
    if (data.dtype === "int32" && data.ndim === 0) return newKey(key, data, FOR_FOLD_IN);
    throw new KindError({
      code: "bad-dtype",
      op: "foldIn",
      problem: "a single whole number is folded in",
      got: `a ${data.dtype} tensor of shape ${showShape(data.shape)}`,
      hint: 'count steps in an int32 tensor: tensor(0, { dtype: "int32" })',
    });
  }
  if (Number.isInteger(data) && data >= 0 && data <= 0xffffffff)
    return newKey(key, scalar(data | 0, "int32"), FOR_FOLD_IN);
  throw new ArgumentError({
    code: "bad-argument",
    op: "foldIn",
    problem: "what is folded in is a whole number from 0 to 4294967295 (2³² − 1)",
    got: show(data),
    hint: "number the things that need keys of their own: 0, 1, 2 …",
  });
}

function newKey(key: Tensor, data: Tensor, purpose: KeyParams["purpose"]): Key {
  return applyN(newKeyPrimitive, [key, data], { purpose })[0] as Key;
}

/** How to draw uniform numbers from a key. @public */
export interface UniformOptions {
  /** The lower bound, 0 unless said. */
  readonly low?: TensorLike;
  /** The upper bound, 1 unless said. */
  readonly high?: TensorLike;
  /** float64 unless said; float32 draws are the float64 ones cut to 24 bits. */
  readonly dtype?: "float64" | "float32";
}

/**
 * Uniform numbers low + (high − low) u, with u in [0, 1), drawn from a key.
 *
 * Shapes: `key [2]` → `shape`; the bounds broadcast to it. Draw i depends on the key and on i alone, so a shorter
 * draw is the beginning of a longer one. Derivatives pass to the bounds.
 *
 * @throws KindError when `key` is no key; ArgumentError when `high < low`; ShapeError when a bound does not fit.
 * @example random.uniform(random.key(42), [2, 3], { low: -1 })
 * // [[-0.14654487 -0.79968351 -0.60712392]
 * //  [-0.21717947  0.44948716 -0.06751343]]
 * @see J. K. Salmon et al. (2011), Parallel random numbers: as easy as 1, 2, 3.
 * @public
 */
export function uniform<N extends number>(key: Tensor, shape: N, options?: UniformOptions): Tensor<readonly [N]>;
export function uniform<const S extends Shape>(key: Tensor, shape: S, options?: UniformOptions): Tensor<S>;
export function uniform(key: Tensor, shape: Size, options?: UniformOptions): Tensor;
export function uniform(key: Tensor, shape: Size, options: UniformOptions = {}): Tensor {
  knownOptions("uniform", options, ["low", "high", "dtype"]);
  checkKey("uniform", key);
  const { low = 0, high = 1, dtype = "float64" } = options;
  const [a, b] = [weak(low), weak(high)];
  const params = { shape: shapeOfDraws("uniform", [a, b].filter(isTensor), shape), dtype: floating("uniform", dtype) };
  checkRange(a, b);
  const u = applyN(uniformPrimitive, [key], params)[0]!;
  if (a === 0 && b === 1) return u;
  const width = typeof a !== "number" ? sub(operand("uniform", b), a) : typeof b !== "number" ? sub(b, a) : b - a;
  return add(mul(u, width), a);
}

/** How to draw normal numbers from a key. @public */
export interface NormalOptions {
  /** float64 unless said; float32 draws are the float64 ones rounded. */
  readonly dtype?: "float64" | "float32";
}

/**
 * Standard normal numbers, drawn from a key by the method of Box and Muller.
 *
 * Shapes: `key [2]` → `shape`. Range: |z| < 8.6. For mean μ and deviation σ write `add(mu, mul(sigma, z))`, through
 * which derivatives pass.
 *
 * @throws KindError when `key` is no key or the dtype not floating.
 * @example random.normal(random.key(42), [2, 3])
 * // [[ 0.85280531  0.62089576 -0.51330495]
 * //  [ 0.41703716 -1.5702755   0.3381408 ]]
 * @see G. E. P. Box and M. E. Muller (1958), A note on the generation of random normal deviates.
 * @public
 */
export function normal<N extends number>(key: Tensor, shape: N, options?: NormalOptions): Tensor<readonly [N]>;
export function normal<const S extends Shape>(key: Tensor, shape: S, options?: NormalOptions): Tensor<S>;
export function normal(key: Tensor, shape: Size, options?: NormalOptions): Tensor;
export function normal(key: Tensor, shape: Size, options: NormalOptions = {}): Tensor {
  knownOptions("normal", options, ["dtype"]);
  checkKey("normal", key);
  const { dtype = "float64" } = options;
  return applyN(normalPrimitive, [key], { shape: shapeOfSize("normal", shape), dtype: floating("normal", dtype) })[0]!;
}

/**
 * True with probability p, drawn from a key: u < p for a uniform u.
 *
 * Shapes: `key [2]`, `p` → `shape`, to which `p` broadcasts; without it the shape of `p`. The result is bool, and no
 * derivative passes to `p`.
 *
 * @throws KindError when `key` is no key; ArgumentError when a probability is not in [0, 1] (unchecked while staging);
 * ShapeError when `p` does not fit.
 * @example random.bernoulli(random.key(42), 0.9, [4]) // [ True  True  True  True]
 * @public
 */
export function bernoulli<N extends number>(key: Tensor, p: TensorLike, shape: N): Tensor<readonly [N]>;
export function bernoulli<const S extends Shape>(key: Tensor, p: TensorLike, shape: S): Tensor<S>;
export function bernoulli<S extends Shape>(key: Tensor, p: Tensor<S>): Tensor<S>;
export function bernoulli(key: Tensor, p: TensorLike, shape?: Size): Tensor;
export function bernoulli(key: Tensor, p: TensorLike, shape?: Size): Tensor {
  checkKey("bernoulli", key);
  const chance = operand("bernoulli", p);
  const params = { shape: shapeOfDraws("bernoulli", [chance], shape), dtype: "float64" };
  checkProbability("bernoulli", chance);
  return less(applyN(uniformPrimitive, [key], params)[0]!, chance);
}

/** Numbers stay numbers, so that they take the dtype of what they meet. */
function weak(x: TensorLike): Tensor | number {
  return typeof x === "number" ? x : operand("uniform", x);
}

function floating(op: string, dtype: DType): DType {
  if (isFloating(dtype)) return dtype;
  throw new KindError({
    code: "bad-dtype",
    op,
    problem: "draws are float64 or float32",
    got: show(dtype),
    hint: "round and convert them afterwards",
  });
}

/** @throws KindError when `key` is not what `key` or `split` gives. */
function checkKey(op: string, key: unknown): void {
  if (isTensor(key) && key.dtype === "int32" && key.shape.length === 1 && key.shape[0] === 2) return;
  throw new KindError({
    code: "bad-argument",
    op: `random.${op}`,
    problem: "the first argument is a key, two int32 words",
    got: isTensor(key) ? `a ${key.dtype} tensor of shape ${showShape(key.shape)}` : show(key),
    hint: "make one with random.key(42); a generator with state is random.RandomState(42) or random.generator(42)",
  });
}
