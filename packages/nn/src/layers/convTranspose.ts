import type { Shape, Tensor } from "@wengert/autograd";
import { at, showValue } from "@wengert/autograd";
import { allZeros, xavierUniform } from "../initialisers.ts";
import type { Layer } from "../layer.ts";
import { readOptions } from "../options.ts";
import { badArgument, checkSizes } from "../parameters.ts";
import { show } from "../shapes.ts";
import { taught } from "../taught.ts";
import {
  CONV_OPTIONS,
  type ConvCache,
  type ConvLayerOptions,
  checkGroups,
  convolutional,
  kernelLengths,
} from "./conv.ts";
import { convolve, inputAdjoint, kernelAdjoint } from "./convolution.ts";
import type { DenseParams } from "./dense.ts";
import { checkImages, type PerAxis, perAxis } from "./geometry.ts";

/** How a transposed convolution is made. @public */
export interface ConvTransposeOptions extends Omit<ConvLayerOptions, "padding"> {
  /** What the convolution of which this is the transpose pads; it is cut off here. 0 unless said. */
  readonly padding?: PerAxis;
  /** How much longer the output is, where several lengths fit; 0 unless said. */
  readonly outputPadding?: PerAxis;
}

function transposedLayer(
  rank: number,
  inputs: number,
  outputs: number,
  size: PerAxis,
  options: ConvTransposeOptions,
): Layer<DenseParams, ConvCache> {
  const name = `convTranspose${rank}d(${inputs}, ${outputs}, ${JSON.stringify(size)})`;
  const given = readOptions(name, options, { ...CONV_OPTIONS, outputPadding: null });
  const { weights = xavierUniform, bias = true, groups = 1, outputPadding = 0 } = given;
  checkSizes(name, { inputs, outputs });
  const { geometry, taps, shift, biasAdjoint } = convolutional(name, rank, size, given);
  const { stride, padding, dilation } = geometry;
  if ((given.padding as unknown) === "same")
    throw badArgument(name, "padding is a number: what is cut off is not found by itself", '"same"', "padding: 1");
  const longer = perAxis(name, "outputPadding", outputPadding, rank, 0);
  checkGroups(name, inputs, outputs, groups);
  if (longer.some((n, d) => n > 0 && n >= Math.max(stride[d]!, dilation[d]!)))
    throw badArgument(
      name,
      "outputPadding is less than the stride (or the dilation): it chooses among the lengths that the stride cannot tell apart",
      showValue(outputPadding),
      "outputPadding: stride - 1 at most",
    );
  const lengths = (x: Tensor): Shape =>
    x.shape
      .slice(2)
      .map((m, d) => stride[d]! * (m - 1) + dilation[d]! * (taps[d]! - 1) + 1 + longer[d]! - 2 * padding[d]![0]);
  const checked = (x: Tensor, found: Shape): Shape => {
    if (found.every((n) => n >= 0)) return found;
    throw badArgument(
      name,
      "padding cuts off more than there is",
      `x ${show(x.shape)}, of which ${show(found)} would be left`,
      "less padding, or a larger x",
    );
  };
  const value = ({ W, b }: DenseParams, x: Tensor): Tensor => {
    checkImages(name, x, rank, inputs);
    return shift(inputAdjoint(x, W, checked(x, lengths(x)), geometry), bias ? b : undefined);
  };
  const field = taps.reduce((a, k) => a * k, 1);
  const layer: Layer<DenseParams, ConvCache> = {
    name,
    init: (rng) => {
      const fans = { fanIn: (inputs / groups) * field, fanOut: (outputs / groups) * field };
      const W = weights(rng, [inputs, outputs / groups, ...taps], fans);
      return (bias ? { W, b: allZeros(rng, [outputs]) } : { W }) as DenseParams;
    },
    apply: value,
    forward: (params, x) => [value(params, x), { x }],
    backward: ({ W }, { x }, dy) => {
      const dW = kernelAdjoint(dy, x, taps, geometry);
      return {
        dParams: (bias ? { W: dW, b: biasAdjoint(dy) } : { W: dW }) as DenseParams,
        // A longer output has room for further windows, which no number of x has made.
        dx: at(convolve(dy, W, geometry), ":", ":", ...x.shape.slice(2).map((n) => `0:${n}`)) as Tensor,
      };
    },
    sample: (rng, n) => rng.normal(0, 1, [n, inputs, ...taps.map((_, d) => 2 + padding[d]![0])]),
  };
  const W = kernelLengths({ C: inputs, "O/groups": outputs / groups }, taps);
  return taught(layer, {
    params: bias ? { W, b: { O: outputs } } : { W },
    output: ({ x }) => [x.shape[0]!, outputs, ...lengths(x)],
  });
}

/**
 * The transpose of a convolution along one axis: what `conv1d` does on the way back is done here on the way forward.
 *
 * **Shapes:** `x [N, C, L]`, `W [C, O/groups, k]`, `b [O]` → `[N, O, s (L − 1) + d (k − 1) + 1 − 2l + outputPadding]`.
 *
 * Backward, by hand, as for `convTranspose2d`.
 *
 * @throws ArgumentError for an option out of range; ShapeError when x has other channels or axes.
 * @example
 * const layer = convTranspose1d(1, 1, 2, { stride: 2 });
 * layer.apply({ W: tensor([[[1, 10]]]), b: tensor([0]) }, tensor([[[1, 2]]])) // [[[ 1. 10.  2. 20.]]]
 * @see V. Dumoulin, F. Visin (2016), A guide to convolution arithmetic for deep learning, chapter 4.
 * @public
 */
export function convTranspose1d(
  inputs: number,
  outputs: number,
  size: PerAxis,
  options: ConvTransposeOptions = {},
): Layer<DenseParams, ConvCache> {
  return transposedLayer(1, inputs, outputs, size, options);
}

/**
 * The transpose of a convolution along height and width: each input number puts the kernel, times itself, into the
 * output. It makes images larger where a convolution with a stride makes them smaller.
 *
 * **Shapes:** `x [N, C, H, W]`, `W [C, O/groups, k, k]`, `b [O]` → `[N, O, H′, W′]`,
 * H′ = s (H − 1) + d (k − 1) + 1 − 2l + outputPadding.
 *
 * Backward, by hand, with δ = ∂C/∂y: ∂C/∂x is δ convolved with W; ∂C/∂W is the rule of `conv2d` with x and δ in each
 * other's place; ∂C/∂b = Σ δ.
 *
 * @throws ArgumentError for an option out of range; ShapeError when x has other channels or axes.
 * @example
 * const layer = convTranspose2d(4, 2, 2, { stride: 2 });
 * layer.apply(layer.init(random.generator(0)), ones([1, 4, 7, 7])).shape // [1, 2, 14, 14]
 * @see V. Dumoulin, F. Visin (2016), A guide to convolution arithmetic for deep learning, chapter 4.
 * @public
 */
export function convTranspose2d(
  inputs: number,
  outputs: number,
  size: PerAxis,
  options: ConvTransposeOptions = {},
): Layer<DenseParams, ConvCache> {
  return transposedLayer(2, inputs, outputs, size, options);
}
