import { broadcastTo, reshape, type Shape, sum, type Tensor } from "@wengert/autograd";
import type { Layer, NoParams } from "../layer.ts";
import { oneOf, readOptions } from "../options.ts";
import { taught } from "../taught.ts";
import { alongAxes, backAlongAxes, matrix, type Rows, spatialOf } from "./alongAxes.ts";
import { checkImages, type PerAxis, perAxis } from "./geometry.ts";

/** What resampling keeps of the way forward. @public */
export interface ResampleCache {
  /** The shape of the input. */
  readonly shape: Shape;
}

/** A layer that multiplies with a matrix along height and width: y = A x Bᵀ, and back Aᵀ δ B. */
function resample(
  name: string,
  lengths: (spatial: Shape) => Shape,
  matrices: (spatial: Shape) => readonly Rows[],
): Layer<NoParams, ResampleCache> {
  const value = (x: Tensor): Tensor => {
    checkImages(name, x, 2, null);
    return alongAxes(x, matrices(spatialOf(x)));
  };
  const layer: Layer<NoParams, ResampleCache> = {
    name,
    init: () => ({}),
    apply: (_params, x) => value(x),
    forward: (_params, x) => [value(x), { shape: x.shape }],
    backward: (_params, { shape }, dy) => ({ dParams: {}, dx: backAlongAxes(dy, matrices(shape.slice(2))) }),
    sample: (rng, n) => rng.normal(0, 1, [n, 2, 3, 4]),
  };
  return taught(layer, { output: ({ shape }) => [...shape.slice(0, 2), ...lengths(shape.slice(2))] });
}

/** A layer that repeats each pixel: what one pixel is, also if infinite, no other one sees. */
function repeated(name: string, [down, across]: readonly [number, number]): Layer<NoParams, ResampleCache> {
  const value = (x: Tensor): Tensor => {
    checkImages(name, x, 2, null);
    const [N, C, H, W] = x.shape as readonly [number, number, number, number];
    return reshape(broadcastTo(reshape(x, [N, C, H, 1, W, 1]), [N, C, H, down, W, across]), [
      N,
      C,
      H * down,
      W * across,
    ]);
  };
  const layer: Layer<NoParams, ResampleCache> = {
    name,
    init: () => ({}),
    apply: (_params, x) => value(x),
    forward: (_params, x) => [value(x), { shape: x.shape }],
    backward: (_params, { shape }, dy) => {
      const [N, C, H, W] = shape as readonly [number, number, number, number];
      return { dParams: {}, dx: sum(reshape(dy, [N, C, H, down, W, across]), [3, 5]) };
    },
    sample: (rng, n) => rng.normal(0, 1, [n, 2, 3, 4]),
  };
  return taught(layer, { output: ({ shape: [N, C, H, W] }) => [N!, C!, H! * down, W! * across] });
}

/**
 * Averages an image down to a given size: output i averages the entries from ⌊i n/m⌋ to before ⌈(i + 1) n/m⌉ along an
 * axis of n entries, m in the end.
 *
 * **Shapes:** `x [N, C, H, W]` → `[N, C, …size]`; with size 1 the average of each channel.
 *
 * Backward, by hand: y = A x Bᵀ with matrices of averages, so ∂C/∂x = Aᵀ δ B.
 *
 * @throws ArgumentError for a size that is not a whole number above 0; ShapeError when x is no batch of images.
 * @example adaptiveAveragePool2d(1).apply({}, tensor([[[[1, 2], [4, 3]]]])) // [[[[2.5]]]]
 * @see M. Lin, Q. Chen, S. Yan (2014), Network in network, ICLR, section 3.2 (one place: global average pooling).
 * @public
 */
export function adaptiveAveragePool2d(size: PerAxis): Layer<NoParams, ResampleCache> {
  const name = `adaptiveAveragePool2d(${JSON.stringify(size)})`;
  const lengths = perAxis(name, "the size", size, 2, 1);
  const matrices = (spatial: Shape): Rows[] =>
    spatial.map((n, d) => {
      const m = lengths[d]!;
      return matrix(m, n, (i, j) => {
        const [from, to] = [Math.floor((i * n) / m), Math.ceil(((i + 1) * n) / m)];
        return j >= from && j < to ? 1 / (to - from) : 0;
      });
    });
  return resample(name, () => lengths, matrices);
}

/** How an image is made larger. @public */
export interface UpsampleOptions {
  /** `"nearest"` repeats numbers, `"bilinear"` goes in straight lines between the middles of the pixels. */
  readonly mode?: "nearest" | "bilinear";
}

/**
 * Makes an image larger by a whole factor along each axis.
 *
 * **Shapes:** `x [N, C, H, W]` → `[N, C, factor · H, factor · W]`.
 *
 * Backward, by hand: bilinear is y = A x Bᵀ with matrices of weights, so ∂C/∂x = Aᵀ δ B; of the nearest, ∂C/∂x is the sum
 * of δ over the copies of a pixel.
 *
 * @throws ArgumentError for a factor that is not a whole number above 0; ShapeError when x is no batch of images.
 * @example
 * upsample2d(2).apply({}, tensor([[[[1, 2]]]]))
 * // [[[[1. 1. 2. 2.]
 * //    [1. 1. 2. 2.]]]]
 * @see A. Odena, V. Dumoulin, C. Olah (2016), Deconvolution and checkerboard artifacts, Distill.
 * @public
 */
export function upsample2d(factor: PerAxis, options: UpsampleOptions = {}): Layer<NoParams, ResampleCache> {
  const name = `upsample2d(${JSON.stringify(factor)})`;
  const { mode = "nearest" } = readOptions(name, options, { mode: oneOf("nearest", "bilinear") });
  const factors = perAxis(name, "the factor", factor, 2, 1);
  if (mode === "nearest") return repeated(name, factors as readonly [number, number]);
  const matrices = (spatial: Shape): Rows[] =>
    spatial.map((n, d) => {
      const times = factors[d]!;
      return matrix(n * times, n, (i, j) => {
        const place = Math.max(0, (i + 0.5) / times - 0.5);
        const left = Math.floor(place);
        const right = Math.min(left + 1, n - 1);
        return (left === j ? 1 - (place - left) : 0) + (right === j ? place - left : 0);
      });
    });
  return resample(name, (spatial) => spatial.map((n, d) => n * factors[d]!), matrices);
}
