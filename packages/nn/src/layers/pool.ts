import {
  add,
  astype,
  at,
  div,
  equal,
  full,
  mul,
  reshape,
  type Shape,
  ShapeError,
  type Slice,
  set,
  slice,
  type Tensor,
  tensor,
  windowMax,
  windowSum,
  zeros,
} from "@wengert/autograd";
import type { Layer, NoParams } from "../layer.ts";
import { flag, type Kinds, readOptions } from "../options.ts";
import { badArgument } from "../parameters.ts";
import { show } from "../shapes.ts";
import { taught } from "../taught.ts";
import { backAlongAxes, matrix, spatialOf } from "./alongAxes.ts";
import { checkImages, type PerAxis, perAxis } from "./geometry.ts";

/** How windows of a pooling layer lie. @public */
export interface PoolOptions {
  /** The step from window to window, the size of the window unless said: they do not overlap. */
  readonly stride?: PerAxis;
  /** How much is put around, 0 unless said, at most half of a window; it never is the largest. */
  readonly padding?: PerAxis;
  /** Whether a last window that reaches over the edge counts; false unless said. */
  readonly ceil?: boolean;
}

/** How the windows of a maximum lie. @public */
export interface MaxPoolOptions extends PoolOptions {
  /** How far apart the entries of one window lie, 1 unless said. */
  readonly dilation?: PerAxis;
}

/** How windows are averaged. @public */
export interface AveragePoolOptions extends PoolOptions {
  /** Whether padding counts among the numbers that are averaged; true unless said. */
  readonly countPadding?: boolean;
}

/** Windows over spatial axes of given lengths. */
interface Windows {
  readonly size: Shape;
  readonly stride: Shape;
  readonly dilation: Shape;
  /** Before and behind; behind includes what a last window over the edge needs. */
  readonly padding: readonly (readonly [number, number])[];
  /** How many windows there are along each axis. */
  readonly counts: Shape;
}

const POOL_OPTIONS: Kinds<PoolOptions> = { stride: null, padding: null, ceil: flag };

type WindowsOf = (x: Tensor) => Windows;

function windowsOf(name: string, rank: number, given: PerAxis, options: MaxPoolOptions): WindowsOf {
  const size = perAxis(name, "the window's size", given, rank, 1);
  const stride = perAxis(name, "stride", options.stride ?? given, rank, 1);
  const around = perAxis(name, "padding", options.padding ?? 0, rank, 0);
  const dilation = perAxis(name, "dilation", options.dilation ?? 1, rank, 1);
  const reach = size.map((k, d) => dilation[d]! * (k - 1) + 1);
  const most = reach.map((r) => Math.floor(r / 2));
  if (around.some((n, d) => n > most[d]!))
    throw badArgument(
      name,
      `padding is at most half of a window, here ${show(most)}: windows of padding alone have no entry`,
      show(around),
      "conv1d and conv2d take any padding",
    );
  return (x) => {
    checkImages(name, x, rank, null);
    const spatial = spatialOf(x);
    const counts = spatial.map((n, d) => {
      const room = n + 2 * around[d]! - reach[d]!;
      if (room < 0) throw tooLarge(name, x, size);
      if (options.ceil !== true) return Math.floor(room / stride[d]!) + 1;
      const most = Math.ceil(room / stride[d]!) + 1;
      // A window that would begin in the padding behind is left out.
      return (most - 1) * stride[d]! >= n + around[d]! ? most - 1 : most;
    });
    const padding = spatial.map((n, d): [number, number] => {
      const needed = (counts[d]! - 1) * stride[d]! + reach[d]! - n - around[d]!;
      return [around[d]!, Math.max(needed, around[d]!)];
    });
    return { size, stride, dilation, padding, counts };
  };
}

function tooLarge(name: string, x: Tensor, size: Shape): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: name,
    problem: `a window ${show(size)} does not fit into ${show(spatialOf(x))}`,
    got: `x ${show(x.shape)}`,
    hint: "too many layers have made the image smaller, or it needs padding",
    shapes: [x.shape],
  });
}

/** All places within a window, as offsets along each axis. */
function tapsOf({ size, dilation }: Windows): number[][] {
  return size.reduce<number[][]>(
    (taps, k, d) => taps.flatMap((tap) => Array.from({ length: k }, (_, t) => [...tap, t * dilation[d]!])),
    [[]],
  );
}

/** The entries of the padded input that lie at one place of every window. */
function entriesAt({ stride, counts }: Windows, tap: readonly number[]): (string | Slice)[] {
  return [":", ":", ...tap.map((from, d) => slice(from, from + stride[d]! * (counts[d]! - 1) + 1, stride[d]!))];
}

/** Where the input itself lies in the padded one. */
function inside({ padding }: Windows, spatial: Shape): (string | Slice)[] {
  return [":", ":", ...spatial.map((n, d) => slice(padding[d]![0], padding[d]![0] + n))];
}

/** What pooling keeps of the way forward. @public */
export interface MaxPoolCache {
  readonly x: Tensor;
  readonly y: Tensor;
}

function maxPool(rank: number, size: PerAxis, options: MaxPoolOptions): Layer<NoParams, MaxPoolCache> {
  const name = `maxPool${rank}d(${JSON.stringify(size)})`;
  const given = readOptions(name, options, { ...POOL_OPTIONS, dilation: null });
  const windowsFor = windowsOf(name, rank, size, given);
  const value = (x: Tensor): Tensor => {
    const { size: taps, stride, dilation, padding } = windowsFor(x);
    return windowMax(x, taps, { stride, dilation, padding });
  };
  const layer: Layer<NoParams, MaxPoolCache> = {
    name,
    init: () => ({}),
    apply: (_params, x) => value(x),
    forward: (_params, x) => {
      const y = value(x);
      return [y, { x, y }];
    },
    backward: (_params, { x, y }, dy) => ({ dParams: {}, dx: throughMax(windowsFor(x), x, y, dy) }),
    sample: (rng, n) => rng.normal(0, 1, [n, 2, ...new Array<number>(rank).fill(7)]),
  };
  return taught(layer, { output: ({ y }) => y.shape });
}

/** Each δ goes to the largest entry of its window, in equal parts where several tie. */
function throughMax(windows: Windows, x: Tensor, y: Tensor, dy: Tensor): Tensor {
  const spatial = spatialOf(x);
  const whole = [
    x.shape[0]!,
    x.shape[1]!,
    ...spatial.map((n, d) => n + windows.padding[d]![0] + windows.padding[d]![1]),
  ];
  const within = inside(windows, spatial);
  // NaN equals nothing: no padding is the largest entry, also of a window that is −∞.
  const padded = set(full(whole, Number.NaN, x.dtype), within, x);
  const taps = tapsOf(windows).map((tap) => entriesAt(windows, tap));
  const hits = taps.map((entries) => astype(equal(at(padded, ...entries), y), dy.dtype));
  const share = div(
    dy,
    hits.reduce((a, b) => add(a, b)),
  );
  const parts = taps.map((entries, t) => set(zeros(whole, dy.dtype), entries, mul(hits[t]!, share)));
  return at(
    parts.reduce((a, b) => add(a, b)),
    ...within,
  );
}

function averagePool(
  rank: number,
  size: PerAxis,
  options: AveragePoolOptions,
): Layer<NoParams, { readonly x: Tensor }> {
  const name = `averagePool${rank}d(${JSON.stringify(size)})`;
  const given = readOptions<AveragePoolOptions>(name, options, { ...POOL_OPTIONS, countPadding: flag });
  const windowsFor = windowsOf(name, rank, size, given);
  /** How many numbers each window averages over, as it broadcasts along `[N, C, …]`. */
  const divisors = (x: Tensor, { size: taps, stride, padding, counts }: Windows): Tensor =>
    spatialOf(x)
      .map((n, d) => {
        const before = padding[d]![0];
        const [from, to] = given.countPadding === false ? [0, n] : [-before, n + before];
        const along = Array.from({ length: counts[d]! }, (_, p) => {
          const start = p * stride[d]! - before;
          return Math.min(start + taps[d]!, to) - Math.max(start, from);
        });
        return reshape(
          tensor(along, { dtype: x.dtype, shape: [along.length] }),
          counts.map((m, e) => (e === d ? m : 1)),
        );
      })
      .reduce((a, b) => mul(a, b));
  const value = (x: Tensor): Tensor => {
    const windows = windowsFor(x);
    const { size: taps, stride, padding } = windows;
    return div(windowSum(x, taps, { stride, padding }), divisors(x, windows));
  };
  const layer: Layer<NoParams, { readonly x: Tensor }> = {
    name,
    init: () => ({}),
    apply: (_params, x) => value(x),
    forward: (_params, x) => [value(x), { x }],
    backward: (_params, { x }, dy) => {
      const windows = windowsFor(x);
      const { size: taps, stride, padding, counts } = windows;
      // A window's sum is the product with a matrix of zeros and ones along each axis.
      const sums = spatialOf(x).map((n, d) =>
        matrix(counts[d]!, n, (p, i) => {
          const tap = i + padding[d]![0] - p * stride[d]!;
          return tap >= 0 && tap < taps[d]! ? 1 : 0;
        }),
      );
      return { dParams: {}, dx: backAlongAxes(div(dy, divisors(x, windows)), sums) };
    },
    sample: (rng, n) => rng.normal(0, 1, [n, 2, ...new Array<number>(rank).fill(7)]),
  };
  return taught(layer, { output: ({ x }) => [...x.shape.slice(0, 2), ...windowsFor(x).counts] });
}

/**
 * The largest entry of each window along one axis.
 *
 * **Shapes:** `x [N, C, L]` → `[N, C, ⌊(L + 2l − d(k − 1) − 1)/s⌋ + 1]`. Backward as for `maxPool2d`.
 *
 * @throws ArgumentError for an option out of range; ShapeError when a window does not fit.
 * @example maxPool1d(2).apply({}, tensor([[[1, 3, 2, 5]]])) // [[[3. 5.]]]
 * @see I. Goodfellow, Y. Bengio, A. Courville (2016), Deep learning, section 9.3.
 * @public
 */
export function maxPool1d(size: PerAxis, options: MaxPoolOptions = {}): Layer<NoParams, MaxPoolCache> {
  return maxPool(1, size, options);
}

/**
 * The largest entry of each window of an image: y_p = max_t x[s p + d t − l].
 *
 * **Shapes:** `x [N, C, H, W]` → `[N, C, H′, W′]`, H′ = ⌊(H + 2l − d(k − 1) − 1)/s⌋ + 1.
 *
 * Backward, by hand, with δ = ∂C/∂y: ∂C/∂x[i] = Σ_p [x_i = y_p] δ_p / (number of entries that tie), over the windows p
 * that contain i.
 *
 * @throws ArgumentError for an option out of range; ShapeError when a window does not fit.
 * @example maxPool2d(2).apply({}, tensor([[[[1, 2], [4, 3]]]])) // [[[[4.]]]]
 * @see I. Goodfellow, Y. Bengio, A. Courville (2016), Deep learning, section 9.3.
 * @public
 */
export function maxPool2d(size: PerAxis, options: MaxPoolOptions = {}): Layer<NoParams, MaxPoolCache> {
  return maxPool(2, size, options);
}

/**
 * The average of each window along one axis.
 *
 * **Shapes:** `x [N, C, L]` → `[N, C, ⌊(L + 2l − k)/s⌋ + 1]`. Backward as for `averagePool2d`.
 *
 * @throws ArgumentError for an option out of range; ShapeError when a window does not fit.
 * @example averagePool1d(2).apply({}, tensor([[[1, 3, 2, 5]]])) // [[[2.  3.5]]]
 * @see Y. LeCun et al. (1998), Gradient-based learning applied to document recognition, Proc. IEEE 86, 2278–2324.
 * @public
 */
export function averagePool1d(
  size: PerAxis,
  options: AveragePoolOptions = {},
): Layer<NoParams, { readonly x: Tensor }> {
  return averagePool(1, size, options);
}

/**
 * The average of each window of an image: y_p = (1/m_p) Σ_t x[s p + t − l], where m_p counts the entries of the window
 * (padding among them unless `countPadding` is false).
 *
 * **Shapes:** `x [N, C, H, W]` → `[N, C, H′, W′]`, H′ = ⌊(H + 2l − k)/s⌋ + 1.
 *
 * Backward, by hand, with δ = ∂C/∂y: ∂C/∂x[i] = Σ_p δ_p/m_p over the windows p that contain i, as the product
 * Aᵀ(δ/m)B with matrices of zeros and ones.
 *
 * @throws ArgumentError for an option out of range; ShapeError when a window does not fit.
 * @example averagePool2d(2).apply({}, tensor([[[[1, 2], [4, 3]]]])) // [[[[2.5]]]]
 * @see Y. LeCun et al. (1998), Gradient-based learning applied to document recognition, Proc. IEEE 86, 2278–2324.
 * @public
 */
export function averagePool2d(
  size: PerAxis,
  options: AveragePoolOptions = {},
): Layer<NoParams, { readonly x: Tensor }> {
  return averagePool(2, size, options);
}
