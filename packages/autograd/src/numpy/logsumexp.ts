import { type Axes, axesOf, keepingAxes, withoutAxes } from "../axes.ts";
import { isFloating } from "../dtype.ts";
import { logAndShares } from "../kernels/softmax.ts";
import { operands, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { abs } from "../primitives/absolute.ts";
import { add, mul, sub } from "../primitives/arithmetic.ts";
import { equal, less } from "../primitives/compare.ts";
import { astype } from "../primitives/convert.ts";
import { exp, log } from "../primitives/exponential.ts";
import { max } from "../primitives/extrema.ts";
import { where } from "../primitives/select.ts";
import { reshapeTo } from "../primitives/structure.ts";
import type { Shape } from "../shape.ts";
import { repeatedZero } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { stopGradient } from "../transforms/stopGradient.ts";
import { within } from "../within.ts";
import { sum } from "./reduce.ts";

/** Options of `logsumexp`. @public */
export interface LogsumexpOptions {
  /** Whether reduced axes stay, with length 1; false unless said. */
  readonly keepdims?: boolean;
  /** Weights of the terms, which broadcast with `x`. */
  readonly b?: TensorLike;
}

/**
 * The logarithm of a sum of exponentials, of all elements or along axes: ln Σᵢ bᵢ e^(xᵢ), with derivative
 * bᵢ e^(xᵢ − y) (softmax). The largest term is taken out first, so that nothing overflows.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. The logarithm of
 * nothing, and of terms that are all −∞, is −∞; its derivative there is taken as 0, as it is at +∞. A negative sum
 * (with weights) gives NaN.
 *
 * @throws ArgumentError when an axis does not exist; ShapeError when the weights do not broadcast.
 * @example logsumexp(tensor([1000, 1000])) // 1000.6931471805599
 * @public
 */
export function logsumexp(input: TensorLike, axis?: Axes | null, options: LogsumexpOptions = {}): Tensor {
  return within("logsumexp", () => {
    knownOptions("logsumexp", options, ["b", "keepdims?"]);
    const [given, weights] = operands("logsumexp", options.b === undefined ? [input] : [input, options.b]);
    const exponents = isFloating(given!.dtype) ? given! : astype(given!, "float64");
    const b = weights ?? null;
    // Where its weight is 0 a term is left out, also when it would be infinite.
    const x = b === null ? exponents : where(equal(b, 0), Number.NEGATIVE_INFINITY, exponents);
    const axes = axesOf("logsumexp", axis, x.shape);
    const kept = keepingAxes(x.shape, axes);
    // Where nobody differentiates or stages, one pass; otherwise the operations are seen, by readers of the tape too.
    if (b === null && x.trace === null && isRow(axes, x.shape)) {
      return reshapeTo(logAndShares(x, axes.length)[0], options.keepdims === true ? kept : withoutAxes(x.shape, axes));
    }
    const top = axes.some((d) => x.shape[d] === 0)
      ? repeatedZero(kept, x.dtype)
      : stopGradient(max(x, axes, { keepdims: true }));
    const shift = where(less(abs(top), Number.POSITIVE_INFINITY), top, 0);
    const terms = exp(sub(x, shift));
    const y = add(log(sum(b === null ? terms : mul(b, terms), axes, { keepdims: true })), shift);
    return options.keepdims === true ? y : reshapeTo(y, withoutAxes(x.shape, axes));
  });
}

/** Whether these are the last axes, and hold something: one pass does it then. */
function isRow(axes: readonly number[], shape: Shape): boolean {
  const first = shape.length - axes.length;
  return axes.length > 0 && axes.every((d, i) => d === first + i && shape[d]! > 0);
}
