import { add, reshape, type Shape, sum, type Tensor } from "@wengert/autograd";
import { allZeros, type Initialiser, xavierUniform } from "../initialisers.ts";
import type { Layer } from "../layer.ts";
import { flag, initialiser, type Kinds, readOptions } from "../options.ts";
import { badArgument, checkSizes } from "../parameters.ts";
import type { Lengths } from "../shapes.ts";
import { taught } from "../taught.ts";
import { convolve, type Geometry, inputAdjoint, kernelAdjoint, windowCounts } from "./convolution.ts";
import type { DenseParams } from "./dense.ts";
import { checkImages, type PerAxis, perAxis } from "./geometry.ts";

/** How a convolutional layer is made. @public */
export interface ConvLayerOptions {
  /** The step from window to window, 1 unless said. */
  readonly stride?: PerAxis;
  /** Zeros around the input, 0 unless said; `"same"` keeps the size where the stride is 1. */
  readonly padding?: PerAxis | "same";
  /** How far apart the taps of the kernel lie, 1 unless said. */
  readonly dilation?: PerAxis;
  /** Into how many groups channels and outputs are divided, 1 unless said. */
  readonly groups?: number;
  /** Whether there are biases; true unless said. */
  readonly bias?: boolean;
  /** How the kernel begins, `xavierUniform` unless said. */
  readonly weights?: Initialiser;
}

export const CONV_OPTIONS: Kinds<ConvLayerOptions> = {
  stride: null,
  padding: null,
  dilation: null,
  groups: null,
  bias: flag,
  weights: initialiser,
};

/** What a convolution keeps of the way forward. @public */
export interface ConvCache {
  readonly x: Tensor;
}

/** What convolutional layers of any rank, and their transposes, are made of. */
export interface Convolutional {
  readonly name: string;
  readonly geometry: Geometry;
  readonly taps: readonly number[];
  /** Biases along the channels, or nothing. */
  readonly shift: (y: Tensor, b: Tensor | undefined) => Tensor;
  /** ∂C/∂b = Σ δ over all axes but channels. */
  readonly biasAdjoint: (dy: Tensor) => Tensor;
}

/** Reads the options. */
export function convolutional(name: string, rank: number, size: PerAxis, options: ConvLayerOptions): Convolutional {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options;
  const taps = perAxis(name, "the kernel's size", size, rank, 1);
  const apart = perAxis(name, "dilation", dilation, rank, 1);
  const around =
    padding === "same"
      ? taps.map((k, d): [number, number] => {
          const total = apart[d]! * (k - 1);
          return [Math.floor(total / 2), Math.ceil(total / 2)];
        })
      : perAxis(name, "padding", padding, rank, 0).map((p): [number, number] => [p, p]);
  return {
    name,
    taps,
    geometry: { stride: perAxis(name, "stride", stride, rank, 1), padding: around, dilation: apart, groups },
    shift: (y, b) => (b === undefined ? y : add(y, reshape(b, [1, b.size, ...taps.map(() => 1)]))),
    biasAdjoint: (dy) => sum(dy, [0, ...taps.map((_, d) => d + 2)]),
  };
}

/** Fails unless the groups divide both numbers of channels. */
export function checkGroups(name: string, inputs: number, outputs: number, groups: number): void {
  if (Number.isInteger(groups) && groups > 0 && inputs % groups === 0 && outputs % groups === 0) return;
  const problem = `${inputs} inputs and ${outputs} outputs cannot be divided into so many groups`;
  throw badArgument(
    name,
    problem,
    String(groups),
    "groups must divide both; groups = inputs gives each channel its own kernels",
  );
}

/** The axes of a kernel: those of its channels, and its taps. */
export function kernelLengths(channels: Readonly<Record<string, number>>, taps: Shape): Lengths {
  const names = taps.length === 1 ? ["k"] : ["kH", "kW"];
  return { ...channels, ...Object.fromEntries(taps.map((k, d) => [names[d]!, k])) };
}

function convLayer(
  rank: number,
  inputs: number,
  outputs: number,
  size: PerAxis,
  options: ConvLayerOptions,
): Layer<DenseParams, ConvCache> {
  const name = `conv${rank}d(${inputs}, ${outputs}, ${JSON.stringify(size)})`;
  const given = readOptions(name, options, CONV_OPTIONS);
  const { weights = xavierUniform, bias = true, groups = 1 } = given;
  checkSizes(name, { inputs, outputs });
  const { geometry, taps, shift, biasAdjoint } = convolutional(name, rank, size, given);
  checkGroups(name, inputs, outputs, groups);
  const value = ({ W, b }: DenseParams, x: Tensor): Tensor => {
    checkImages(name, x, rank, inputs);
    return shift(convolve(x, W, geometry), bias ? b : undefined);
  };
  const field = taps.reduce((a, k) => a * k, 1);
  const layer: Layer<DenseParams, ConvCache> = {
    name,
    init: (rng) => {
      const fans = { fanIn: (inputs / groups) * field, fanOut: (outputs / groups) * field };
      const W = weights(rng, [outputs, inputs / groups, ...taps], fans);
      return (bias ? { W, b: allZeros(rng, [outputs]) } : { W }) as DenseParams;
    },
    apply: value,
    forward: (params, x) => [value(params, x), { x }],
    backward: ({ W }, { x }, dy) => {
      const dW = kernelAdjoint(x, dy, taps, geometry);
      return {
        dParams: (bias ? { W: dW, b: biasAdjoint(dy) } : { W: dW }) as DenseParams,
        dx: inputAdjoint(dy, W, x.shape.slice(2), geometry),
      };
    },
    sample: (rng, n) => {
      const far = taps.map((k, d) => geometry.dilation[d]! * (k - 1) + 2 * geometry.stride[d]! + 2);
      return rng.normal(0, 1, [n, inputs, ...far]);
    },
  };
  const W = kernelLengths({ O: outputs, "C/groups": inputs / groups }, taps);
  return taught(layer, {
    params: bias ? { W, b: { O: outputs } } : { W },
    output: ({ x }) => [x.shape[0]!, outputs, ...windowCounts(x.shape.slice(2), taps, geometry)],
  });
}

/**
 * A convolution along one axis: y[n, o, p] = b[o] + Σ_{c, t} x[n, c, s p + d t − l] W[o, c, t], with stride s, dilation d
 * and padding l. (The kernel is not turned round.)
 *
 * **Shapes:** `x [N, C, L]`, `W [O, C/groups, k]`, `b [O]` → `[N, O, ⌊(L + 2l − d(k − 1) − 1)/s⌋ + 1]`.
 *
 * Backward, by hand, as for `conv2d`.
 *
 * @throws ArgumentError for an option out of range; ShapeError when x has other channels or axes.
 * @example conv1d(1, 1, 2).apply({ W: tensor([[[1, -1]]]), b: tensor([0]) }, tensor([[[1, 4, 9]]])) // [[[-3. -5.]]]
 * @see V. Dumoulin, F. Visin (2016), A guide to convolution arithmetic for deep learning, arXiv:1603.07285.
 * @public
 */
export function conv1d(
  inputs: number,
  outputs: number,
  size: PerAxis,
  options: ConvLayerOptions = {},
): Layer<DenseParams, ConvCache> {
  return convLayer(1, inputs, outputs, size, options);
}

/**
 * A convolution along height and width: y[n, o, p] = b[o] + Σ_{c, t} x[n, c, s p + d t − l] W[o, c, t], where p and t have
 * two components, with stride s, dilation d and padding l. (The kernel is not turned round.)
 *
 * **Shapes:** `x [N, C, H, W]`, `W [O, C/groups, k, k]`, `b [O]` → `[N, O, H′, W′]`,
 * H′ = ⌊(H + 2l − d(k − 1) − 1)/s⌋ + 1. Without biases the parameters are `{ W }`.
 *
 * Backward, by hand, with δ = ∂C/∂y:
 *
 * | symbol        | rule                                                | as an operation                                     |
 * | ------------- | --------------------------------------------------- | --------------------------------------------------- |
 * | ∂C/∂W[o, c, t] | Σ_{n, p} δ[n, o, p] x[n, c, s p + d t − l]          | x convolved with δ, examples as channels            |
 * | ∂C/∂b[o]      | Σ_{n, p} δ[n, o, p]                                 | sum                                                 |
 * | ∂C/∂x[n, c, i] | Σ_{o, t} δ[n, o, p] W[o, c, t], s p + d t − l = i    | δ, spread by s, convolved with W turned round       |
 *
 * @throws ArgumentError for an option out of range; ShapeError when x has other channels or axes.
 * @example
 * const layer = conv2d(1, 8, 3, { padding: 1 });
 * layer.apply(layer.init(random.generator(0)), ones([2, 1, 28, 28])).shape // [2, 8, 28, 28]
 * @see V. Dumoulin, F. Visin (2016), A guide to convolution arithmetic for deep learning, arXiv:1603.07285.
 * @public
 */
export function conv2d(
  inputs: number,
  outputs: number,
  size: PerAxis,
  options: ConvLayerOptions = {},
): Layer<DenseParams, ConvCache> {
  return convLayer(2, inputs, outputs, size, options);
}
