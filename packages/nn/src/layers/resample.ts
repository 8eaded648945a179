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

/** A linear map of each channel, and its transpose; both by the spatial lengths of the input. */
interface Resampling {
  readonly lengths: (spatial: Shape) => Shape;
  readonly there: (x: Tensor, spatial: Shape) => Tensor;
  readonly back: (dy: Tensor, spatial: Shape) => Tensor;
}

/** A layer that maps the channels of images, each by itself. */
function resample(name: string, { lengths, there, back }: Resampling): Layer<NoParams, ResampleCache> {
  const value = (x: Tensor): Tensor => {
    checkImages(name, x, 2, null);
    return there(x, spatialOf(x));
  };
  const layer: Layer<NoParams, ResampleCache> = {
    name,
    init: () => ({}),
    apply: (_params, x) => value(x),
    forward: (_params, x) => [value(x), { shape: x.shape }],
    backward: (_params, { shape }, dy) => ({ dParams: {}, dx: back(dy, shape.slice(2)) }),
    sample: (rng, n) => rng.normal(0, 1, [n, 2, 3, 4]),
  };
  return taught(layer, { output: ({ shape }) => [...shape.slice(0, 2), ...lengths(shape.slice(2))] });
}

/** A matrix along height and one along width: y = A x Bᵀ, and back Aᵀ δ B. */
const byMatrices = (matrices: (spatial: Shape) => readonly Rows[]): Pick<Resampling, "there" | "back"> => ({
  there: (x, spatial) => alongAxes(x, matrices(spatial)),
  back: (dy, spatial) => backAlongAxes(dy, matrices(spatial)),
});

/** Each pixel repeated: what one pixel is, also if infinite, no other one sees. Back, its copies are summed. */
const byCopies = ([down, across]: Shape): Pick<Resampling, "there" | "back"> => {
  const apart = (x: Tensor, [H, W]: Shape, h: number, w: number): Tensor =>
    reshape(x, [x.shape[0]!, x.shape[1]!, H!, h, W!, w]);
  return {
    there: (x, [H, W]) => {
      const copies = broadcastTo(apart(x, [H!, W!], 1, 1), [x.shape[0]!, x.shape[1]!, H!, down!, W!, across!]);
      return reshape(copies, [x.shape[0]!, x.shape[1]!, H! * down!, W! * across!]);
    },
    back: (dy, spatial) => sum(apart(dy, spatial, down!, across!), [3, 5]),
  };
};

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
  return resample(name, { lengths: () => lengths, ...byMatrices(matrices) });
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
  const lengths = (spatial: Shape): Shape => spatial.map((n, d) => n * factors[d]!);
  if (mode === "nearest") return resample(name, { lengths, ...byCopies(factors) });
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
  return resample(name, { lengths, ...byMatrices(matrices) });
}
