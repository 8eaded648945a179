import { KindError } from "../errors.ts";
import { general } from "../general.ts";
import { rowsOf } from "../kernels/copy.ts";
import { cast } from "../kernels/elementwise.ts";
import { betainc1 } from "../kernels/gammaFunction.ts";
import type { Primitive } from "../primitive.ts";
import { add, div, mul, sub } from "../primitives/arithmetic.ts";
import { exp, log, square } from "../primitives/exponential.ts";
import { gammaln } from "../primitives/gammaFunction.ts";
import { log1p } from "../primitives/logarithms.ts";
import { dataOf } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/** The logarithm of the density of z with df degrees of freedom. */
export function logDensity(z: Tensor, df: Tensor): Tensor {
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
