import {
  add,
  customVjp,
  div,
  mean,
  mul,
  ones,
  reshape,
  ShapeError,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  zeros,
} from "@wengert/autograd";
import { show } from "../shapes.ts";

const kept = { keepdims: true } as const;

/** A tensor with mean 0 and variance 1 along axes, and what the way back needs. */
export interface Normalised {
  /** x̂ = (x − μ)/s. */
  readonly normal: Tensor;
  /** s = √(σ² + ε). */
  readonly scale: Tensor;
  readonly mean: Tensor;
  /** σ², divided by the number of entries. */
  readonly variance: Tensor;
}

/** x̂ = (x − μ)/√(σ² + ε) along axes. */
export function normalise(x: Tensor, axes: readonly number[], eps: number): Normalised {
  const centre = mean(x, axes, kept);
  const deviation = sub(x, centre);
  const variance = mean(square(deviation), axes, kept);
  const scale = sqrt(add(variance, eps));
  return { normal: div(deviation, scale), scale, mean: centre, variance };
}

/**
 * Back through it, with δ = ∂C/∂x̂: ∂C/∂x = (δ − mean(δ) − x̂ mean(δ x̂))/s. The two means are what μ and σ, which
 * depend on every x, send back.
 */
export function throughNormalise(
  { normal, scale }: Pick<Normalised, "normal" | "scale">,
  delta: Tensor,
  axes: readonly number[],
): Tensor {
  const fromMean = mean(delta, axes, kept);
  const fromScale = mul(normal, mean(mul(delta, normal), axes, kept));
  return div(sub(sub(delta, fromMean), fromScale), scale);
}

/**
 * x̂ alone, with the rule above in the place of the tape's: one pass back in place of one for each operation. It is
 * faster on batches (docs/decisions/0006), and for small rows is not.
 */
export const standardised: (x: Tensor, axes: readonly number[], eps: number) => Tensor = /* @__PURE__ */ customVjp(
  (x: Tensor, axes: readonly number[], eps: number): Tensor => normalise(x, axes, eps).normal,
  (x: Tensor, axes: readonly number[], eps: number) => {
    const { normal, scale } = normalise(x, axes, eps);
    return [normal, { normal, scale, axes }];
  },
  ({ axes, ...cache }: { normal: Tensor; scale: Tensor; axes: readonly number[] }, delta: Tensor) => [
    throughNormalise(cache, delta, axes),
    null,
    null,
  ],
);

/** Scale γ and shift β of what was normalised. @public */
export interface AffineParams {
  readonly gamma: Tensor;
  readonly beta: Tensor;
}

/** How γ and β lie along the axes of x: as `shape`, and all axes but those are summed over on the way back. */
export interface Affine {
  /** The shape of each parameter. */
  readonly params: Readonly<Record<string, readonly number[]>>;
  readonly init: () => AffineParams | Record<never, never>;
  readonly apply: (params: Partial<AffineParams>, normal: Tensor) => Tensor;
  /** From ∂C/∂y to ∂C/∂x̂ and the adjoints of γ and β: Σ δ x̂ and Σ δ. */
  readonly backward: (
    params: Partial<AffineParams>,
    normal: Tensor,
    dy: Tensor,
  ) => { readonly dParams: AffineParams | Record<never, never>; readonly dNormal: Tensor };
}

/** y = γ x̂ + β with γ and β of a shape that lies along some axes of x. */
export function affine(shape: readonly number[], axesOf: (x: Tensor) => readonly number[], wanted: boolean): Affine {
  if (!wanted) {
    return {
      params: {},
      init: () => ({}),
      apply: (_params, normal) => normal,
      backward: (_params, _normal, dy) => ({ dParams: {}, dNormal: dy }),
    };
  }
  const along = (p: Tensor, x: Tensor): Tensor => {
    const axes = axesOf(x);
    return reshape(
      p,
      x.shape.map((n, d) => (axes.includes(d) ? n : 1)),
    );
  };
  const summed = (x: Tensor): Tensor => {
    const axes = axesOf(x);
    return reshape(
      sum(
        x,
        x.shape.map((_, d) => d).filter((d) => !axes.includes(d)),
      ),
      shape,
    );
  };
  return {
    params: { gamma: shape, beta: shape },
    init: () => ({ gamma: ones(shape), beta: zeros(shape) }),
    apply: ({ gamma, beta }, normal) => add(mul(along(gamma!, normal), normal), along(beta!, normal)),
    backward: ({ gamma }, normal, dy) => ({
      dParams: { gamma: summed(mul(dy, normal)), beta: summed(dy) },
      dNormal: mul(dy, along(gamma!, normal)),
    }),
  };
}

/** Fails unless axis 1 of x has `channels` entries. */
export function checkChannels(name: string, x: Tensor, channels: number): void {
  if (x.ndim >= 2 && x.shape[1] === channels) return;
  throw new ShapeError({
    code: "shape-mismatch",
    op: name,
    problem: `the layer is for ${channels} ${channels === 1 ? "channel" : "channels"}, in the second axis of a batch [N, C, …]`,
    got: `x ${show(x.shape)}`,
    hint:
      x.ndim > 2 && x.shape[x.ndim - 1] === channels
        ? "channels come second, before height and width: moveaxis(x, -1, 1)"
        : "a batch has examples first, then channels",
    shapes: [x.shape],
  });
}
