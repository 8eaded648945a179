import { KindError } from "../errors.ts";
import { general } from "../general.ts";
import { rowsOf } from "../kernels/copy.ts";
import { cast } from "../kernels/elementwise.ts";
import { betainc1 } from "../kernels/gammaFunction.ts";
import { operands, type TensorLike } from "../lift.ts";
import { applyN, type Primitive } from "../primitive.ts";
import { add, div, mul, sub } from "../primitives/arithmetic.ts";
import { exp, log, square } from "../primitives/exponential.ts";
import { gammaln } from "../primitives/gammaFunction.ts";
import { alike } from "../primitives/incomplete.ts";
import { log1p } from "../primitives/logarithms.ts";
import { dataOf } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";

/** The logarithm of the density of z with df degrees of freedom. */
function logDensity(z: Tensor, df: Tensor): Tensor {
  const half = div(df, 2);
  const norm = sub(sub(gammaln(add(half, 0.5)), gammaln(half)), mul(0.5, log(mul(df, Math.PI))));
  return sub(norm, mul(add(half, 0.5), log1p(div(square(z), df))));
}

/** The distribution of z: a primitive, since through the beta function its slope at 0 would be 0·∞. */
export const studentCdfPrimitive: Primitive = general({
  name: "studentCdf",
  formula: String.raw`y = P(t \le z), \quad \partial_z = \text{the density of } z`,
  reverse: ["g times the density of Student's t", ""],
  operands: ["z", "df"],
  abstract: ([z]) => [{ shape: z!.shape, dtype: z!.dtype === "float32" ? "float32" : "float64" }],
  run: ([out], inputs) => {
    const [z, df] = inputs.map((x) => rowsOf(x.dtype === out!.dtype ? x : cast(x, out!.dtype)));
    const to = dataOf(out!);
    for (let i = 0; i < out!.size; i++) {
      const [t, n] = [z!.data[z!.offset + i]!, df!.data[df!.offset + i]!];
      // Of n/(n + t²) and t²/(n + t²) the smaller one is exact; infinite t give the limits.
      const square = t * t;
      const tail =
        square < n ? 1 - betainc1(0.5, n / 2, square / (n + square)) : betainc1(n / 2, 0.5, n / (n + square));
      to[out!.offset + i] = t > 0 ? 1 - tail / 2 : tail / 2;
    }
  },
  vjp: ([g], _ys, [z, df], _params, needs) => {
    if (needs[1] === true) {
      throw new KindError({
        code: "not-differentiable",
        op: "stats.t.cdf",
        problem: "there is no derivative by the degrees of freedom",
        hint: "only those by x, mean and scale are known; stopGradient(df) holds the parameter",
      });
    }
    return [mul(g!, exp(logDensity(z!, df!))), null];
  },
});

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
