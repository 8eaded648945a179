import { div, exp, log, max, mul, sub, sum, type Tensor } from "@wengert/autograd";

/** Softmax along the last axis. */
export function softmax(z: Tensor): Tensor {
  const e = exp(sub(z, max(z, -1, { keepdims: true })));
  return div(e, sum(e, -1, { keepdims: true }));
}

/** Log of the softmax along the last axis. */
export function logSoftmax(z: Tensor): Tensor {
  const shifted = sub(z, max(z, -1, { keepdims: true }));
  return sub(shifted, log(sum(exp(shifted), -1, { keepdims: true })));
}

/** The derivative of a sigmoid by its value. */
export function slope(a: Tensor): Tensor {
  return mul(a, sub(1, a));
}
