import {
  ArgumentError,
  add,
  astype,
  div,
  isTensor,
  mul,
  ones,
  reshape,
  sqrt,
  sub,
  type Tensor,
  tensor,
  zeros,
} from "@wengert/autograd";
import type { Context, Layer } from "../layer.ts";
import { orNull, readOptions, share } from "../options.ts";
import { checkSizes } from "../parameters.ts";
import { checkParameter } from "../shapes.ts";
import { taught } from "../taught.ts";
import { NORM_OPTIONS, type NormCache, type NormOptions } from "./layerNorm.ts";
import { type AffineParams, affine, checkChannels, normalise, standardised, throughNormalise } from "./normalise.ts";

/** The running statistics of batch normalisation. @public */
export interface BatchNormState {
  /** The mean of each channel `[C]`. */
  readonly mean: Tensor;
  /** The variance of each channel `[C]`. */
  readonly variance: Tensor;
  /** How many batches went into them. */
  readonly batches: Tensor;
}

/** How batch normalisation is made. @public */
export interface BatchNormOptions extends NormOptions {
  /** How much of a new batch goes into the running statistics, 0.1 unless said; null: each batch counts alike. */
  readonly momentum?: number | null;
}

/** What batch normalisation keeps of the way forward. @public */
export interface BatchNormCache extends NormCache {
  /** Whether mean and variance were the batch's own, and so depend on x. */
  readonly ofBatch: boolean;
}

type BatchNorm = Layer<AffineParams, BatchNormCache, Tensor, Tensor, BatchNormState> & {
  initialState(): BatchNormState;
};

/**
 * Batch normalisation: y = γ x̂ + β with x̂ = (x − μ)/s, s = √(σ² + ε). In training, mean μ and variance σ² are those of
 * each channel over the batch, and go into the running statistics; otherwise the running statistics take their place.
 *
 * **Shapes:** `x [N, C]` or `[N, C, …]` → the same; γ, β and the statistics `[C]`. The batch's variance is divided by
 * the number M of entries in a channel; the running one is M/(M − 1) times as large (unbiased), M at least 2.
 *
 * A batch with one entry in a channel (M = 1, as a single sample `[1, C]`) says nothing about a spread: in training x is
 * its own mean, so x̂ = 0 and y = β whatever x is, ∂C/∂γ and ∂C/∂x are 0, and 0 goes into the running variance. Train
 * with larger batches, or take `layerNorm`, which does not depend on the batch.
 *
 * The statistics are explicit: `initialState()` makes them, the context takes them in, and in training `forward` gives
 * the next ones as its third result. Nothing is changed in place.
 *
 * Backward, by hand, with δ = ∂C/∂y and means over all axes but channels:
 *
 * | symbol | rule                                                               | shape |
 * | ------ | ------------------------------------------------------------------ | ----- |
 * | ∂C/∂γ  | Σ δ x̂                                                              | `[C]` |
 * | ∂C/∂β  | Σ δ                                                                | `[C]` |
 * | ∂C/∂x̂  | γ δ                                                                | as x  |
 * | ∂C/∂x  | (∂C/∂x̂ − mean(∂C/∂x̂) − x̂ mean(∂C/∂x̂ · x̂))/s; not in training ∂C/∂x̂/s | as x  |
 *
 * @throws ShapeError when x has other channels; ArgumentError outside of training when there are no statistics.
 * @example
 * const norm = batchNorm(1);
 * const [y, , state] = norm.forward(norm.init(random.generator(0)), tensor([[1], [3]]), { training: true, state: norm.initialState() });
 * console.log(y, state.mean, state.variance);
 * // [[-0.999995]
 * //  [ 0.999995]] [0.2] [1.1]
 * @see S. Ioffe, C. Szegedy (2015), Batch normalization, ICML.
 * @public
 */
export function batchNorm(channels: number, options: BatchNormOptions = {}): BatchNorm {
  const name = `batchNorm(${channels})`;
  const {
    eps = 1e-5,
    affine: wanted = true,
    momentum = 0.1,
  } = readOptions<BatchNormOptions>(name, options, { ...NORM_OPTIONS, momentum: orNull(share) });
  checkSizes(name, { channels });
  const { params: shapes, init, apply, backward } = affine([channels], () => [1], wanted);
  const axesOf = (x: Tensor): number[] => x.shape.map((_, d) => d).filter((d) => d !== 1);
  /** One number for each channel, in the dtype of x, as it broadcasts along x. */
  const along = (values: Tensor, x: Tensor): Tensor =>
    reshape(
      values.dtype === x.dtype ? values : astype(values, x.dtype),
      x.shape.map((_, d) => (d === 1 ? channels : 1)),
    );

  const run = (x: Tensor, context: Context<BatchNormState> | undefined) => {
    checkChannels(name, x, channels);
    const state = context?.state ?? undefined;
    if (state !== undefined) checkState(name, state, channels);
    if (context?.training === true) {
      const found = normalise(x, axesOf(x), eps);
      return {
        ...found,
        ofBatch: true,
        next: state && nextState(state, found.mean, found.variance, x.size / channels),
      };
    }
    if (state === undefined)
      throw noStatistics(name, "outside of training the layer needs the running statistics", "no state in the context");
    const scale = sqrt(add(along(state.variance, x), eps));
    return { normal: div(sub(x, along(state.mean, x)), scale), scale, ofBatch: false, next: state };
  };

  const nextState = (state: BatchNormState, mean: Tensor, variance: Tensor, count: number): BatchNormState => {
    if (count === 0) return state;
    const batches = add(state.batches, 1);
    const share = momentum === null ? div(1, batches) : momentum;
    const moved = (old: Tensor, now: Tensor): Tensor =>
      add(mul(sub(1, share), old), mul(share, reshape(now, [channels])));
    return {
      mean: moved(state.mean, mean),
      variance: moved(state.variance, mul(count / Math.max(1, count - 1), variance)),
      batches,
    };
  };

  const layer: BatchNorm = {
    name,
    init: () => init() as AffineParams,
    initialState: () => ({ mean: zeros([channels]), variance: ones([channels]), batches: tensor(0) }),
    apply: (params, x, context) => {
      if (context?.training !== true) return apply(params, run(x, context).normal);
      checkChannels(name, x, channels);
      return apply(params, standardised(x, axesOf(x), eps));
    },
    forward: (params, x, context) => {
      const { normal, scale, ofBatch, next } = run(x, context);
      const y = apply(params, normal);
      const cache = { normal, scale, ofBatch };
      return next === undefined ? [y, cache] : [y, cache, next];
    },
    backward: (params, { normal, scale, ofBatch }, dy) => {
      const { dParams, dNormal } = backward(params, normal, dy);
      const dx = ofBatch ? throughNormalise({ normal, scale }, dNormal, axesOf(dy)) : div(dNormal, scale);
      return { dParams: dParams as AffineParams, dx };
    },
    sample: (rng, n) => rng.normal(1, 2, [n, channels]),
  };
  return taught(layer, { params: shapes, output: ({ normal }) => normal.shape });
}

/** Fails unless statistics have one number for each channel. */
function checkState(name: string, { mean, variance, batches }: Partial<BatchNormState>, channels: number): void {
  if (!isTensor(mean) || !isTensor(variance) || !isTensor(batches))
    throw noStatistics(name, "the state has the tensors mean, variance and batches", "a state without one of them");
  checkParameter(name, "the running mean", mean, { C: channels });
  checkParameter(name, "the running variance", variance, { C: channels });
}

function noStatistics(name: string, problem: string, got: string): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: name,
    problem,
    got,
    hint: "pass { training: true, state: layer.initialState() } while training and keep the third result of forward; then pass { state }",
  });
}
