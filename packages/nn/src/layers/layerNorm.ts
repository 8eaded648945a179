import { ShapeError, showValue, type Tensor } from "@wengert/autograd";
import type { Layer, NoParams } from "../layer.ts";
import { atLeastZero, flag, type Kinds, readOptions } from "../options.ts";
import { badArgument } from "../parameters.ts";
import { show } from "../shapes.ts";
import { taught } from "../taught.ts";
import { type Affine, type AffineParams, affine, type Normalised, normalise, throughNormalise } from "./normalise.ts";

/** How a normalising layer is made. @public */
export interface NormOptions {
  /** What is added to the variance, 10⁻⁵ unless said. */
  readonly eps?: number;
  /** Whether scale γ and shift β follow; true unless said. */
  readonly affine?: boolean;
}

export const NORM_OPTIONS: Kinds<NormOptions> = { eps: atLeastZero, affine: flag };

/** What a normalising layer keeps of the way forward. @public */
export interface NormCache {
  /** x̂. */
  readonly normal: Tensor;
  /** s = √(σ² + ε). */
  readonly scale: Tensor;
}

/**
 * Layer normalisation: y = γ x̂ + β with x̂ = (x − μ)/s, s = √(σ² + ε), where mean μ and variance σ² are those of each
 * example.
 *
 * **Shapes:** `x [N, …, ...shape]` → the same, normalised over the last axes, those of `shape` (a number: the last axis);
 * γ, β `[...shape]`. The variance is divided by the number of entries.
 *
 * Backward, by hand, with δ = ∂C/∂y:
 *
 * | symbol | rule                                          | shape        |
 * | ------ | --------------------------------------------- | ------------ |
 * | ∂C/∂γ  | Σ δ x̂ over all other axes                     | `[...shape]` |
 * | ∂C/∂β  | Σ δ                                           | `[...shape]` |
 * | ∂C/∂x̂  | γ δ                                           | as x         |
 * | ∂C/∂x  | (∂C/∂x̂ − mean(∂C/∂x̂) − x̂ mean(∂C/∂x̂ · x̂))/s  | as x         |
 *
 * @throws ShapeError when x does not end in `shape`.
 * @example layerNorm(2, { affine: false }).apply({}, tensor([[1, 3]])) // [[-0.999995  0.999995]]
 * @see J. L. Ba, J. R. Kiros, G. E. Hinton (2016), Layer normalization, arXiv:1607.06450.
 * @public
 */
export function layerNorm(
  shape: number | readonly number[],
  options?: NormOptions & { readonly affine?: true },
): Layer<AffineParams, NormCache>;
export function layerNorm(
  shape: number | readonly number[],
  options: NormOptions & { readonly affine: false },
): Layer<NoParams, NormCache>;
export function layerNorm(shape: number | readonly number[], options?: NormOptions): Layer<AffineParams, NormCache>;
export function layerNorm(
  given: number | readonly number[],
  options: NormOptions = {},
): Layer<AffineParams, NormCache> | Layer<NoParams, NormCache> {
  const shape: readonly number[] = Array.isArray(given) ? [...given] : [given];
  if (shape.length === 0 || !shape.every((n) => Number.isInteger(n) && n > 0)) {
    throw badArgument(
      "layerNorm",
      "the shape that x ends with has lengths above 0",
      showValue(given),
      "layerNorm(8), or layerNorm([4, 8])",
    );
  }
  const name = `layerNorm(${show(shape)})`;
  const { eps = 1e-5, affine: wanted = true } = readOptions(name, options, NORM_OPTIONS);
  const axesOf = (x: Tensor): number[] => shape.map((_, d) => x.ndim - shape.length + d);
  const check = (x: Tensor): void => {
    if (x.shape.slice(-shape.length).join() === shape.join()) return;
    throw new ShapeError({
      code: "shape-mismatch",
      op: name,
      problem: `the layer normalises over ${show(shape)}, with which x must end`,
      got: `x ${show(x.shape)}`,
      hint: "layerNorm(features) for a batch [N, features]",
      shapes: [x.shape],
    });
  };
  return normLayer(name, affine(shape, axesOf, wanted), {
    forward: (x) => {
      check(x);
      return normalise(x, axesOf(x), eps);
    },
    backward: (cache, delta) => throughNormalise(cache, delta, axesOf(delta)),
    sample: [2, ...shape],
  });
}

/** A layer that normalises each example by itself, and then scales and shifts. */
export function normLayer(
  name: string,
  { params: shapes, init, apply, backward }: Affine,
  normaliser: {
    readonly forward: (x: Tensor) => Normalised;
    readonly backward: (cache: NormCache, delta: Tensor) => Tensor;
    /** A typical example. */
    readonly sample: readonly number[];
  },
): Layer<AffineParams, NormCache> {
  const layer: Layer<AffineParams, NormCache> = {
    name,
    init: () => init() as AffineParams,
    apply: (params, x) => apply(params, normaliser.forward(x).normal),
    forward: (params, x) => {
      const { normal, scale } = normaliser.forward(x);
      return [apply(params, normal), { normal, scale }];
    },
    backward: (params, cache, dy) => {
      const { dParams, dNormal } = backward(params, cache.normal, dy);
      return { dParams: dParams as AffineParams, dx: normaliser.backward(cache, dNormal) };
    },
    sample: (rng, n) => rng.normal(0, 2, [n, ...normaliser.sample]),
  };
  return taught(layer, { params: shapes, output: ({ normal }) => normal.shape });
}
