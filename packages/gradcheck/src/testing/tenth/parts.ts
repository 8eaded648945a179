import { astype, div, exp, greater, log, max, sub, sum, type Tensor } from "@wengert/autograd";

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
