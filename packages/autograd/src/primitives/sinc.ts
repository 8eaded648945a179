import { operand, type TensorLike, type UnaryFunction } from "../lift.ts";
import { apply1, type Primitive } from "../primitive.ts";
import { parametric } from "./parametric.ts";

/**
 * The n-th derivative of sin u / u, which is ∫₀¹ tⁿ cos(ut + nπ/2) dt: by its power series near 0, where the recurrence
 * u sₙ + n sₙ₋₁ = sin(u + nπ/2) would lose all digits, by that elsewhere.
 */
function derivativeOfSinc(u: number, n: number): number {
  if (u === 0 || Math.abs(u) < n + 1) {
    // The integral of the series of cos(ut + nπ/2) in powers of ut, term by term.
    let [sum, power] = [0, 1];
    for (let k = 0; k < 60 + 2 * n; k++) {
      const sign = [1, 0, -1, 0][(n + k) % 4]!;
      sum += (sign * power) / (n + k + 1);
      power *= u / (k + 1);
    }
    return sum;
  }
  let s = Math.sin(u) / u;
  for (let k = 1; k <= n; k++) s = (Math.sin(u + (k * Math.PI) / 2) - k * s) / u;
  return s;
}

/** A derivative of the sinc function; its derivative is the next one. */
export const sincPrimitive: Primitive = parametric({
  name: "sinc",
  formula: String.raw`y = \frac{\sin \pi x}{\pi x}, \quad y' = \pi \int_0^1 t \cos(\pi x t + \tfrac{\pi}{2}) \, dt`,
  reverse: ["g times the next derivative of sinc at x"],
  value: (x, order) => Math.PI ** order * derivativeOfSinc(Math.PI * x, order),
  partial: (x, order) => apply1(sincPrimitive, x, { order: order + 1 }),
});

/**
 * The sinc function, element by element: sin(πx)/(πx), and 1 at 0, where all its derivatives exist, too.
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @example sinc(tensor([0, 0.5, 1.5])) // [ 1.          0.63661977 -0.21220659]
 * @public
 */
export const sinc: UnaryFunction = ((x: TensorLike) =>
  apply1(sincPrimitive, operand("sinc", x), { order: 0 })) as UnaryFunction;
