import { reshape, type Tensor } from "@wengert/autograd";
import type { Layer, NoParams } from "../layer.ts";
import { readOptions } from "../options.ts";
import { badArgument, checkSizes } from "../parameters.ts";
import { NORM_OPTIONS, type NormCache, type NormOptions, normLayer } from "./layerNorm.ts";
import { type AffineParams, affine, checkChannels, normalise, throughNormalise } from "./normalise.ts";

/**
 * Group normalisation: y = γ x̂ + β, where x̂ = (x − μ)/√(σ² + ε) within each group of channels of each example.
 *
 * **Shapes:** `x [N, C, …]` → the same; γ, β `[C]`, one for each channel. With one group it normalises each example, with
 * C groups each channel of each example (instance normalisation).
 *
 * Backward, by hand, as for `layerNorm`, with means over a group; ∂C/∂γ and ∂C/∂β are summed over all axes but channels.
 *
 * @throws ArgumentError when the channels cannot be divided into the groups; ShapeError when x has other channels.
 * @example
 * groupNorm(1, 2, { affine: false }).apply({}, tensor([[[1, 1], [3, 3]]]))
 * // [[[-0.999995 -0.999995]
 * //   [ 0.999995  0.999995]]]
 * @see Y. Wu, K. He (2018), Group normalization, ECCV.
 * @public
 */
export function groupNorm(
  groups: number,
  channels: number,
  options?: NormOptions & { readonly affine?: true },
): Layer<AffineParams, NormCache>;
export function groupNorm(
  groups: number,
  channels: number,
  options: NormOptions & { readonly affine: false },
): Layer<NoParams, NormCache>;
export function groupNorm(groups: number, channels: number, options?: NormOptions): Layer<AffineParams, NormCache>;
export function groupNorm(
  groups: number,
  channels: number,
  options: NormOptions = {},
): Layer<AffineParams, NormCache> | Layer<NoParams, NormCache> {
  const name = `groupNorm(${groups}, ${channels})`;
  const { eps = 1e-5, affine: wanted = true } = readOptions(name, options, NORM_OPTIONS);
  checkSizes(name, { groups, channels });
  if (channels % groups !== 0) {
    const problem = "the channels cannot be divided into the groups";
    throw badArgument(
      name,
      problem,
      `${channels} channels and ${groups} groups`,
      "groupNorm(groups, channels), where groups divide the channels",
    );
  }
  const grouped = (x: Tensor): Tensor => {
    const inGroup = x.shape.slice(2).reduce((a, b) => a * b, channels / groups);
    return reshape(x, [x.shape[0]!, groups, inGroup]);
  };
  return normLayer(
    name,
    affine([channels], () => [1], wanted),
    {
      forward: (x) => {
        checkChannels(name, x, channels);
        const { normal, ...rest } = normalise(grouped(x), [2], eps);
        return { ...rest, normal: reshape(normal, x.shape) };
      },
      backward: ({ normal, scale }, delta) =>
        reshape(throughNormalise({ normal: grouped(normal), scale }, grouped(delta), [2]), delta.shape),
      sample: [channels, 3],
    },
  );
}
