import { rowsOf } from "../kernels/copy.ts";
import { cast, computeDType } from "../kernels/elementwise.ts";
import { scale } from "../kinds.ts";
import { operand, type TensorLike, type UnaryFunction } from "../lift.ts";
import { apply1, makePrimitive, type Primitive } from "../primitive.ts";
import { dataOf, empty, settled } from "../storage.ts";

type Order = { readonly order: number };

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
export const sincPrimitive: Primitive = makePrimitive({
  name: "sinc",
  formula: String.raw`y = \frac{\sin \pi x}{\pi x}, \quad y' = \pi \int_0^1 t \cos(\pi x t + \tfrac{\pi}{2}) \, dt`,
  reverse: ["g times the next derivative of sinc at x"],
  arity: 1,
  abstract: ([x]) => [{ shape: x!.shape, dtype: computeDType("floating", x!.dtype, x!.dtype) }],
  execute1: (input, params) => {
    const { order } = params as Order;
    const dtype = computeDType("floating", input.dtype, input.dtype);
    const x = input.dtype === dtype ? input : cast(input, dtype);
    const y = empty(x.shape, x.size, dtype);
    const [{ data, offset }, to] = [rowsOf(x), dataOf(y)];
    const factor = Math.PI ** order;
    for (let i = 0; i < x.size; i++) to[y.offset + i] = factor * derivativeOfSinc(Math.PI * data[offset + i]!, order);
    return settled(y);
  },
  vjp1: (g, _y, x, params) => scale(g, apply1(sincPrimitive, x, { order: (params as Order).order + 1 })),
  jvp1: (t, _y, x, params) => scale(t, apply1(sincPrimitive, x, { order: (params as Order).order + 1 })),
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
