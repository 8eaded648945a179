import {
  astype,
  at,
  div,
  einsum,
  exp,
  greater,
  log,
  max,
  reshape,
  stack,
  sub,
  sum,
  type Tensor,
} from "@wengert/autograd";

/** Softmax along the last axis. */
export function softmax(z: Tensor): Tensor {
  const e = exp(sub(z, max(z, -1, { keepdims: true })));
  return div(e, sum(e, -1, { keepdims: true }));
}

/** The logarithm of the softmax along the last axis. */
export function logSoftmax(z: Tensor): Tensor {
  const shifted = sub(z, max(z, -1, { keepdims: true }));
  return sub(shifted, log(sum(exp(shifted), -1, { keepdims: true })));
}

/** 1 where positive, else 0, as numbers of the same kind. */
export function positive(z: Tensor): Tensor {
  return astype(greater(z, 0), z.dtype);
}

/** The gradient of a kernel of `size`×`size` taps: the input under each tap, times what came back. */
export function kernelGradient(x: Tensor, dz: Tensor, size: number): Tensor {
  const [, , P, Q] = dz.shape as [number, number, number, number];
  const taps = Array.from({ length: size * size }, (_, k) => {
    const [i, j] = [Math.floor(k / size), k % size];
    return einsum("nopq,ncpq->oc", dz, at(x, ":", ":", `${i}:${i + P}`, `${j}:${j + Q}`));
  });
  return reshape(stack(taps, 2), [dz.shape[1]!, x.shape[1]!, size, size]);
}

/** [F] along the axis of channels. */
export const perChannel = (b: Tensor): Tensor => reshape(b, [1, -1, 1, 1]);
