import { numberOf, whole } from "../checks.ts";
import { besselI1 } from "../kernels/bessel.ts";
import { wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

// Windows of signal processing: M numbers that fall off to both sides.

/** A function of the place x from −1 to 1 at M points. */
function taper<M extends number>(op: string, count: M, f: (x: number) => number): Tensor<readonly [M]> {
  whole(op, "the number of points", count, 0);
  const data = Float64Array.from({ length: count }, (_, i) => (count === 1 ? 1 : f((2 * i) / (count - 1) - 1)));
  return wrap([count], "float64", data);
}

/**
 * The triangle of Bartlett: 1 − |x| for x from −1 to 1.
 *
 * Shapes: → `[M]`.
 *
 * @example bartlett(5) // [0.  0.5 1.  0.5 0. ]
 * @public
 */
export function bartlett<const M extends number>(count: M): Tensor<readonly [M]> {
  return taper("bartlett", count, (x) => 1 - Math.abs(x));
}

/**
 * The window of Blackman: 0.42 + 0.5 cos πx + 0.08 cos 2πx for x from −1 to 1.
 *
 * Shapes: → `[M]`.
 *
 * @example round(blackman(5), 2) // [-0.    0.34  1.    0.34 -0.  ]
 * @public
 */
export function blackman<const M extends number>(count: M): Tensor<readonly [M]> {
  return taper("blackman", count, (x) => 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x));
}

/**
 * The window of Hamming: 0.54 + 0.46 cos πx for x from −1 to 1.
 *
 * Shapes: → `[M]`.
 *
 * @example hamming(5) // [0.08 0.54 1.   0.54 0.08]
 * @public
 */
export function hamming<const M extends number>(count: M): Tensor<readonly [M]> {
  return taper("hamming", count, (x) => 0.54 + 0.46 * Math.cos(Math.PI * x));
}

/**
 * The window of von Hann: ½ (1 + cos πx) for x from −1 to 1.
 *
 * Shapes: → `[M]`.
 *
 * @example hanning(5) // [0.  0.5 1.  0.5 0. ]
 * @public
 */
export function hanning<const M extends number>(count: M): Tensor<readonly [M]> {
  return taper("hanning", count, (x) => 0.5 + 0.5 * Math.cos(Math.PI * x));
}

/**
 * The window of Kaiser: I₀(β √(1 − x²)) / I₀(β) for x from −1 to 1.
 *
 * Shapes: → `[M]`. With β = 0 it is a rectangle; larger ones fall off faster.
 *
 * @example kaiser(5, 3) // [0.20488476 0.72692553 1.         0.72692553 0.20488476]
 * @public
 */
export function kaiser<const M extends number>(count: M, beta: number): Tensor<readonly [M]> {
  numberOf("kaiser", "beta", beta);
  return taper("kaiser", count, (x) => besselI1(beta * Math.sqrt(1 - x * x), 0) / besselI1(beta, 0));
}
