import {
  add,
  at,
  concatenate,
  full,
  greater,
  mul,
  reshape,
  ShapeError,
  sigmoid,
  slice,
  sub,
  sum,
  type Tensor,
  where,
} from "@wengert/autograd";
import type { Layer, NoParams } from "../layer.ts";
import { indicator } from "../numeric.ts";
import { checkSizes } from "../parameters.ts";
import { show } from "../shapes.ts";
import { taught } from "../taught.ts";
import { checkChannels } from "./normalise.ts";

/** What `glu` keeps of the way forward: both halves, and the gate. @public */
export interface GluCache {
  readonly u: Tensor;
  readonly s: Tensor;
}

/**
 * The gated linear unit: with the last axis in two halves u and v, y = u σ(v).
 *
 * **Shapes:** `x [N, …, 2D]` → `[N, …, D]`.
 *
 * Backward, by hand, with δ = ∂C/∂y and s = σ(v): ∂C/∂u = δ s, ∂C/∂v = δ u s (1 − s).
 *
 * @throws ShapeError when the last axis has an odd number of entries.
 * @example glu().apply({}, tensor([[3, 0]])) // [[1.5]]
 * @see Y. N. Dauphin et al. (2017), Language modeling with gated convolutional networks, ICML.
 * @public
 */
export function glu(): Layer<NoParams, GluCache> {
  const halves = (x: Tensor): GluCache => {
    const width = x.shape[x.ndim - 1];
    if (width === undefined || width % 2 !== 0) throw oddWidth(x);
    return { u: at(x, "...", slice(0, width / 2)), s: sigmoid(at(x, "...", slice(width / 2, width))) };
  };
  const layer: Layer<NoParams, GluCache> = {
    name: "glu",
    init: () => ({}),
    apply: (_params, x) => {
      const { u, s } = halves(x);
      return mul(u, s);
    },
    forward: (_params, x) => {
      const { u, s } = halves(x);
      return [mul(u, s), { u, s }];
    },
    backward: (_params, { u, s }, dy) => ({
      dParams: {},
      dx: concatenate([mul(dy, s), mul(mul(dy, u), mul(s, sub(1, s)))], -1),
    }),
    sample: (rng, n) => rng.normal(0, 1, [n, 4]),
  };
  return taught(layer, { output: ({ u }) => u.shape });
}

function oddWidth(x: Tensor): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "glu",
    problem: "the last axis is divided into two halves, values and gates",
    got: `x ${show(x.shape)}`,
    hint: "the layer before it has twice as many outputs as are wanted here",
    shapes: [x.shape],
  });
}

/** Parameters of `prelu`. @public */
export interface PreluParams {
  /** The slope below 0 of each channel `[C]`, or one for all `[1]`. */
  readonly slope: Tensor;
}

/**
 * The rectifier whose slope is learnt: y = x where x > 0, else s x.
 *
 * **Shapes:** `x [N, C, …]` → the same; `s [C]`, one for each channel, or `[1]`. The slopes begin with 0.25.
 *
 * Backward, by hand, with δ = ∂C/∂y: ∂C/∂x = δ where x > 0, else s δ; ∂C/∂s = Σ δ min(x, 0) over all axes but channels.
 *
 * @throws ShapeError when x has other channels.
 * @example prelu(1).apply({ slope: tensor([0.5]) }, tensor([[-2, 2]])) // [[-1.  2.]]
 * @see K. He et al. (2015), Delving deep into rectifiers, ICCV.
 * @public
 */
export function prelu(channels = 1): Layer<PreluParams, { readonly x: Tensor }> {
  const name = `prelu(${channels})`;
  checkSizes(name, { channels });
  const along = (slope: Tensor, x: Tensor): Tensor => {
    if (channels === 1) return slope;
    checkChannels(name, x, channels);
    return reshape(
      slope,
      x.shape.map((n, d) => (d === 1 ? n : 1)),
    );
  };
  const value = ({ slope }: PreluParams, x: Tensor): Tensor => where(greater(x, 0), x, mul(along(slope, x), x));
  const layer: Layer<PreluParams, { readonly x: Tensor }> = {
    name,
    init: () => ({ slope: full([channels], 0.25) }),
    apply: value,
    forward: (params, x) => [value(params, x), { x }],
    backward: ({ slope }, { x }, dy) => {
      const below = mul(dy, sub(1, indicator(greater(x, 0), x)));
      const axes = x.shape.map((_, d) => d).filter((d) => channels === 1 || d !== 1);
      return {
        dParams: { slope: reshape(sum(mul(below, x), axes), [channels]) },
        dx: add(sub(dy, below), mul(below, along(slope, x))),
      };
    },
    sample: (rng, n) => rng.normal(0, 1, [n, channels]),
  };
  return taught(layer, { params: { slope: { C: channels } }, output: ({ x }) => x.shape });
}
