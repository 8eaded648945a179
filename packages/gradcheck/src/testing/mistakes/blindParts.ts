import { add, greater, matmul, mul, sigmoid, sub, type Tensor, tanh } from "@wengert/autograd";

/** σ'(z) = σ(z)(1 − σ(z)). */
export function sigmoidSlope(z: Tensor): Tensor {
  const a: Tensor = sigmoid(z);
  return mul(a, sub(1, a));
}

/** tanh'(z) = 1 − tanh²(z). */
export function tanhSlope(z: Tensor): Tensor {
  const a: Tensor = tanh(z);
  return sub(1, mul(a, a));
}

/** Ones where a rectifier lets through. */
export function mask(z: Tensor): Tensor {
  return mul(1, greater(z, 0));
}

/** xW + b. */
export function affine(x: Tensor, W: Tensor, b: Tensor): Tensor {
  return add(matmul(x, W), b);
}

/** The product of all, entry by entry. */
export function product(...factors: readonly Tensor[]): Tensor {
  return factors.reduce((left, right) => mul(left, right));
}

/** The sum of all, entry by entry. */
export function total(...terms: readonly Tensor[]): Tensor {
  return terms.reduce((left, right) => add(left, right));
}
