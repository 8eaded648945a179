import { operands, type TensorLike } from "../lift.ts";
import { applyN } from "../primitive.ts";
import { div, sub } from "../primitives/arithmetic.ts";
import { exp, log } from "../primitives/exponential.ts";
import { alike } from "../primitives/incomplete.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { logDensity, studentCdfPrimitive } from "./studentCdf.ts";

/** How many scales x lies above the mean and the degrees of freedom, of one shape, and the scale. */
function standard(op: string, ...inputs: readonly TensorLike[]): readonly [Tensor, Tensor, Tensor] {
  const [x, df, mean, scale] = operands(op, inputs);
  const [z, n] = alike(op, [div(sub(x!, mean!), scale!), df!]);
  return [z!, n!, scale!];
}

/**
 * The logarithm of the density of Student's t distribution with df degrees of freedom.
 *
 * Shapes: `x`, `df`, `mean` and `scale` broadcast against each other.
 *
 * @example logpdf(tensor([0, 1]), 5) // [-0.96861959 -1.51558426]
 * @public
 */
export function logpdf(x: TensorLike, df: TensorLike, mean: TensorLike = 0, scale: TensorLike = 1): Tensor {
  return within("stats.t.logpdf", () => {
    const [z, n, s] = standard("stats.t.logpdf", x, df, mean, scale);
    return sub(logDensity(z, n), log(s));
  });
}

/**
 * The density of Student's t distribution with df degrees of freedom.
 *
 * Shapes: `x`, `df`, `mean` and `scale` broadcast against each other.
 *
 * @example pdf(tensor([0, 1]), 5) // [0.37960669 0.2196798 ]
 * @public
 */
export function pdf(x: TensorLike, df: TensorLike, mean: TensorLike = 0, scale: TensorLike = 1): Tensor {
  return within("stats.t.pdf", () => {
    return exp(logpdf(x, df, mean, scale));
  });
}

/**
 * Student's t distribution with df degrees of freedom: the probability of at most x.
 *
 * Shapes: `x`, `df`, `mean` and `scale` broadcast against each other. Range: [0, 1].
 *
 * @throws KindError when the derivative by `df` is asked for, which is not known.
 * @example cdf(tensor([0, 2]), 5) // [0.5        0.94903026]
 * @public
 */
export function cdf(x: TensorLike, df: TensorLike, mean: TensorLike = 0, scale: TensorLike = 1): Tensor {
  return within("stats.t.cdf", () => {
    const [z, n] = standard("stats.t.cdf", x, df, mean, scale);
    return applyN(studentCdfPrimitive, [z, n], null)[0]!;
  });
}

/**
 * The logarithm of Student's t distribution with df degrees of freedom.
 *
 * Shapes: `x`, `df`, `mean` and `scale` broadcast against each other.
 *
 * @throws KindError when the derivative by `df` is asked for, which is not known.
 * @example logcdf(tensor([0, 2]), 5) // [-0.69314718 -0.05231459]
 * @public
 */
export function logcdf(x: TensorLike, df: TensorLike, mean: TensorLike = 0, scale: TensorLike = 1): Tensor {
  return within("stats.t.logcdf", () => {
    return log(cdf(x, df, mean, scale));
  });
}
