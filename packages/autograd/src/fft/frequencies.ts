import { numberOf, whole } from "../checks.ts";
import { wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/**
 * The frequencies of a discrete Fourier transform of n samples a distance d apart, in cycles per unit of d:
 * [0, 1, …, ⌈n/2⌉ − 1, −⌊n/2⌋, …, −1] / (n d).
 *
 * **Shapes:** → `[n]`.
 *
 * @throws ArgumentError when n is not a whole number above 0.
 * @example fft.fftfreq(4, 0.5) // [ 0.   0.5 -1.  -0.5]
 * @see NumPy, `numpy.fft.fftfreq`.
 * @public
 */
export function fftfreq(n: number, d: number = 1): Tensor<readonly [number]> {
  whole("fftfreq", "the number of samples", n, 1, "it is the length of the signal");
  numberOf("fftfreq", "the distance of the samples", d);
  const half = Math.floor((n - 1) / 2) + 1;
  return frequencies(n, n, d, (k) => (k < half ? k : k - n));
}

/**
 * The frequencies that the transform of real samples has, those from 0 on: [0, 1, …, ⌊n/2⌋] / (n d).
 *
 * **Shapes:** → `[⌊n/2⌋ + 1]`.
 *
 * @throws ArgumentError when n is not a whole number above 0.
 * @example fft.rfftfreq(4, 0.5) // [0.  0.5 1. ]
 * @see NumPy, `numpy.fft.rfftfreq`.
 * @public
 */
export function rfftfreq(n: number, d: number = 1): Tensor<readonly [number]> {
  whole("rfftfreq", "the number of samples", n, 1, "it is the length of the signal");
  numberOf("rfftfreq", "the distance of the samples", d);
  return frequencies(Math.floor(n / 2) + 1, n, d, (k) => k);
}

function frequencies(count: number, n: number, d: number, of: (k: number) => number): Tensor<readonly [number]> {
  const step = 1 / (n * d);
  return wrap(
    [count],
    "float64",
    Float64Array.from({ length: count }, (_, k) => of(k) * step),
  );
}
