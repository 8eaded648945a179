import { at, conv, reshape, type Shape, type Slice, slice, swapaxes, type Tensor, transpose } from "@wengert/autograd";

/** How a convolution goes over its input, with one number for each spatial axis. */
export interface Geometry {
  readonly stride: Shape;
  /** Zeros before and behind. */
  readonly padding: readonly (readonly [number, number])[];
  readonly dilation: Shape;
  readonly groups: number;
}

/** How far a kernel of k taps reaches beyond its first. */
const reach = (taps: Shape, { dilation }: Geometry): number[] => taps.map((k, d) => dilation[d]! * (k - 1));

/** How many windows there are along each axis: ⌊(L + 2l − d(k − 1) − 1)/s⌋ + 1. */
export function windowCounts(spatial: Shape, taps: Shape, geometry: Geometry): number[] {
  const far = reach(taps, geometry);
  return spatial.map((n, d) => {
    const [before, behind] = geometry.padding[d]!;
    return Math.floor((n + before + behind - far[d]! - 1) / geometry.stride[d]!) + 1;
  });
}

/** y[n, o, p] = Σ_{c, t} x[n, c, s p + d t − l] W[o, c, t]. */
export function convolve(x: Tensor, W: Tensor, geometry: Geometry): Tensor {
  return conv(x, W, geometry);
}

/**
 * Back to the input: ∂C/∂x[n, c, i] = Σ_{o, t} δ[n, o, p] W[o, c, t] over all p, t with s p + d t − l = i. That is a
 * convolution of δ, spread out by the stride, with the taps in reverse order and the channels exchanged.
 */
export function inputAdjoint(dy: Tensor, W: Tensor, spatial: Shape, geometry: Geometry): Tensor {
  const { stride, padding, dilation, groups } = geometry;
  const taps = W.shape.slice(2);
  const far = reach(taps, geometry);
  return conv(dy, exchanged(W, groups), {
    inputDilation: stride,
    dilation,
    groups,
    padding: spatial.map((n, d) => {
      const before = far[d]! - padding[d]![0];
      const spread = stride[d]! * (dy.shape[d + 2]! - 1) + 1;
      return [before, n + far[d]! - spread - before];
    }),
  });
}

/**
 * Back to the kernel: ∂C/∂W[o, c, t] = Σ_{n, p} δ[n, o, p] x[n, c, s p + d t − l]. That is a convolution in which δ is the
 * kernel and the examples are the channels: steps of the dilation, taps apart by the stride.
 */
export function kernelAdjoint(x: Tensor, dy: Tensor, taps: Shape, geometry: Geometry): Tensor {
  const { stride, padding, dilation, groups } = geometry;
  const [N, C] = x.shape as [number, number];
  const far = reach(taps, geometry);
  // [N, C, …] → [C/groups, groups · N, …]: each group of outputs sees its own examples.
  const split = reshape(x, [N, groups, C / groups, ...x.shape.slice(2)]);
  const byChannel = reshape(transpose(split, [2, 1, 0, ...x.shape.slice(2).map((_, d) => d + 3)]), [
    C / groups,
    groups * N,
    ...x.shape.slice(2),
  ]);
  const dW = conv(byChannel, swapaxes(dy, 0, 1), {
    stride: dilation,
    dilation: stride,
    groups,
    padding: x.shape.slice(2).map((n, d) => {
      const before = padding[d]![0];
      const spread = stride[d]! * (dy.shape[d + 2]! - 1) + 1;
      return [before, spread + far[d]! - n - before];
    }),
  });
  return swapaxes(dW, 0, 1);
}

/** The kernel `[O, C/groups, …]` as `[C, O/groups, …]`, its taps in reverse order. */
function exchanged(W: Tensor, groups: number): Tensor {
  const [O, inGroup, ...taps] = W.shape as [number, number, ...number[]];
  const split = reshape(W, [groups, O / groups, inGroup, ...taps]);
  const swapped = reshape(swapaxes(split, 1, 2), [groups * inGroup, O / groups, ...taps]);
  const reversed: Slice[] = taps.map(() => slice(null, null, -1));
  return at(swapped, ":", ":", ...reversed);
}
