import {
  abs,
  add,
  div,
  flattenTree,
  floor,
  greater,
  less,
  log2,
  logicalAnd,
  mapTree,
  max,
  maximum,
  minimum,
  mul,
  type Pytree,
  pow,
  sqrt,
  square,
  stopGradient,
  sum,
  type Tensor,
  tensor,
  where,
} from "@wengert/autograd";
import { badOption, checkKnown, checkPositive } from "../check.ts";
import { asLeaf, beside, numberOf } from "../leaves.ts";
import type { GradientTransform } from "../optimizer.ts";
import { stateless } from "./stateless.ts";

/** Keeps the factor finite where all gradients are 0; PyTorch's value. */
const NOT_ZERO = 1e-6;

/** Options of `clipByGlobalNorm` and `globalNorm`. @public */
export interface NormOptions {
  /** p ≥ 1 of the p-norm, also infinity; 2 unless said. */
  readonly order?: number;
}

/**
 * Clips each entry of the gradient: g ← min(max(g, −limit), limit).
 *
 * **Shapes:** the gradient's own. The direction changes; `clipByGlobalNorm` keeps it.
 *
 * @throws ArgumentError when the limit is not a number > 0.
 * @example clipByValue(1).transform({ W: tensor([3, -0.5, -2]) }, null, null)[0].W // [ 1.  -0.5 -1. ]
 * @public
 */
export function clipByValue(limit: number): GradientTransform<null> {
  checkPositive("clipByValue", "limit", limit, "it is the largest size of an entry, for instance 1");
  return stateless("clipByValue", (gradients) =>
    mapTree((g: Tensor): Tensor => minimum(maximum(g, -limit), limit), gradients),
  );
}

/**
 * Clips each gradient by its own norm: g ← g · min(1, largest / (‖g‖₂ + 10⁻⁶)), for every parameter by itself.
 *
 * **Shapes:** the gradient's own.
 *
 * @throws ArgumentError when the largest norm is not a number > 0.
 * @example clipByNorm(1).transform({ W: tensor([3, 4]), b: tensor([0.5]) }, null, null)[0]
 * // { W: [0.59999988 0.79999984], b: [0.5] }
 * @see R. Pascanu, T. Mikolov, Y. Bengio (2013), On the difficulty of training recurrent neural networks, ICML,
 * section 3.2.
 * @public
 */
export function clipByNorm(largest: number): GradientTransform<null> {
  checkPositive("clipByNorm", "largest", largest, "it is the largest norm of one parameter's gradient");
  return stateless("clipByNorm", (gradients) =>
    mapTree((g: Tensor): Tensor => mul(g, factorFor(largest, globalNorm(g))), gradients),
  );
}

/**
 * Clips the gradient as a whole: g ← g · min(1, largest / (‖g‖ + 10⁻⁶)), the norm taken over all entries of all
 * parameters. The direction stays.
 *
 * **Shapes:** the gradient's own. A gradient of zeros stays as it is; a NaN anywhere makes every entry NaN.
 *
 * @throws ArgumentError when the largest norm is not a number > 0, or the order is below 1.
 * @example clipByGlobalNorm(1).transform({ W: tensor([3, 4]), b: tensor([0]) }, null, null)[0]
 * // { W: [0.59999988 0.79999984], b: [0.] }
 * @see R. Pascanu, T. Mikolov, Y. Bengio (2013), On the difficulty of training recurrent neural networks, ICML.
 * @public
 */
export function clipByGlobalNorm(largest: number, options: NormOptions = {}): GradientTransform<null> {
  checkPositive("clipByGlobalNorm", "largest", largest, "it is the largest norm of the whole gradient");
  readOrder("clipByGlobalNorm", options);
  return stateless("clipByGlobalNorm", (gradients) => {
    const factor = factorFor(largest, globalNorm(gradients, options));
    return mapTree((g: Tensor): Tensor => mul(g, beside(factor, g.dtype)), gradients);
  });
}

/**
 * The p-norm of all entries of a pytree: (Σ |x|ᵖ)^(1/p), or with p = ∞ the largest |x|.
 *
 * **Shapes:** any pytree → `[]`. Without entries it is 0. Entries near the ends of the range of floats neither overflow
 * nor vanish on the way: they are divided by a power of 2 before.
 *
 * @throws ArgumentError when the order is below 1.
 * @example globalNorm({ W: tensor([3, 4]), b: tensor([12]) }) // 13.0
 * @see R. Pascanu, T. Mikolov, Y. Bengio (2013), On the difficulty of training recurrent neural networks, ICML,
 * section 3.2.
 * @public
 */
export function globalNorm(tree: Pytree, options: NormOptions = {}): Tensor {
  const order = readOrder("globalNorm", options);
  const found = flattenTree(tree, "globalNorm").leaves.map(asLeaf);
  const xs = found.filter(({ size }) => size > 0).map((x): Tensor => (order === 2 ? x : abs(x)));
  if (xs.length === 0) return tensor(0);
  // One dtype for all: the scale of float64 entries may be none in float32.
  const dtype = xs.every((x) => x.dtype === "float32") ? "float32" : "float64";
  const sizes = xs.map((x): Tensor => beside(x, dtype));
  if (order === 1 || order === 2) {
    // Nearly always there is nothing to overflow. Where it can be seen, the passes of the scale are saved; bits are the same.
    const norm = normOf(sizes, order, 1);
    const number = numberOf(norm);
    if (number !== null && number > SMALL && number < LARGE) return norm;
  }
  const largest = sizes.map((x): Tensor => max(abs(x))).reduce((a, b) => maximum(a, b));
  return order === Number.POSITIVE_INFINITY ? largest : normOf(sizes, order, scaleOf(largest));
}

/** Between these neither squares nor their sums leave the range of float32. */
const SMALL = 1e-15;
const LARGE = 1e15;

/** The norm of what is not negative, divided by a scale before and multiplied by it after. */
function normOf(sizes: readonly Tensor[], order: number, scale: Tensor | 1): Tensor {
  const total = sizes
    .map((x): Tensor => {
      const scaled = scale === 1 ? x : div(x, scale);
      return sum(order === 1 ? scaled : order === 2 ? square(scaled) : pow(scaled, order));
    })
    .reduce((a, b) => add(a, b));
  const norm = order === 1 ? total : order === 2 ? sqrt(total) : pow(total, 1 / order);
  return scale === 1 ? norm : mul(scale, norm);
}

/** The power of 2 below a number: to divide by it changes no digit, and then no power overflows or vanishes. */
function scaleOf(largest: Tensor): Tensor {
  const usual = logicalAnd(greater(largest, 0), less(largest, Number.POSITIVE_INFINITY));
  return stopGradient(beside(pow(2, floor(log2(where(usual, largest, 1)))), largest.dtype));
}

function factorFor(largest: number, norm: Tensor): Tensor {
  return minimum(div(largest, add(norm, NOT_ZERO)), 1);
}

function readOrder(op: string, options: NormOptions): number {
  const { order = 2 } = checkKnown(op, options, ["order"]);
  if (typeof order === "number" && order >= 1) return order;
  throw badOption(op, "the order of a norm is at least 1", order, "2 is Euclid's; Infinity is the largest entry");
}
