import { type Axes, axesOf } from "../axes.ts";
import { operand, type TensorLike } from "../lift.ts";
import { roll } from "../numpy/repeat.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/**
 * The frequency 0 moved from the front to the middle of each axis: a roll by ⌊n/2⌋.
 *
 * **Shapes:** `x [...]` → `[...]`. The derivative is moved back.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example fft.fftshift(fft.fftfreq(4)) // [-0.5  -0.25  0.    0.25]
 * @see NumPy, `numpy.fft.fftshift`.
 * @public
 */
export function fftshift<S extends Shape>(x: Tensor<S>, axes?: Axes | null): Tensor<S>;
export function fftshift(x: TensorLike, axes?: Axes | null): Tensor;
export function fftshift(x: TensorLike, axes?: Axes | null): Tensor {
  return shifted("fftshift", x, axes, (n) => Math.floor(n / 2));
}

/**
 * The inverse of `fftshift`: a roll by −⌊n/2⌋. For odd lengths the two differ.
 *
 * **Shapes:** `x [...]` → `[...]`. The derivative is moved back.
 *
 * @throws ArgumentError when an axis does not exist.
 * @example fft.ifftshift(tensor([-1, 0, 1])) // [ 0.  1. -1.]
 * @see NumPy, `numpy.fft.ifftshift`.
 * @public
 */
export function ifftshift<S extends Shape>(x: Tensor<S>, axes?: Axes | null): Tensor<S>;
export function ifftshift(x: TensorLike, axes?: Axes | null): Tensor;
export function ifftshift(x: TensorLike, axes?: Axes | null): Tensor {
  return shifted("ifftshift", x, axes, (n) => -Math.floor(n / 2));
}

function shifted(op: string, input: TensorLike, axes: Axes | null | undefined, by: (n: number) => number): Tensor {
  const x = operand(op, input);
  const along = axesOf(op, axes, x.shape);
  if (along.length === 0) return x;
  return roll(
    x,
    along.map((d) => by(x.shape[d]!)),
    along,
  );
}
