import { tensor } from "../create.ts";
import { eye } from "../numpy/create.ts";
import { abs } from "../primitives/absolute.ts";
import { add, mul, sub } from "../primitives/arithmetic.ts";
import { max } from "../primitives/extrema.ts";
import { matmul, swapped } from "../primitives/matmul.ts";
import type { Tensor } from "../tensor.ts";
import { draw } from "./draw.ts";

/** A matrix, or a stack of them, with entries from [−1, 1]. */
export function randomMatrix(shape: readonly number[], seed: string | number): Tensor {
  return draw([shape], [{ from: -1, to: 1 }], "float64", String(seed))[0]!;
}

/** The mean of a matrix and its transpose. */
export function symmetric(a: Tensor): Tensor {
  return mul(0.5, add(a, swapped(a)));
}

/** The Hilbert matrix, 1/(i + j + 1): from n = 13 on it is singular but for rounding. */
export function hilbert(n: number): Tensor {
  return tensor(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => 1 / (i + j + 1))));
}

/** The largest size among the entries, 0 for none. */
export function largest(x: Tensor): number {
  return x.size === 0 ? 0 : max(abs(x)).item();
}

/** The largest entry of QᵀQ − I: how far the columns are from being orthonormal. */
export function skewness(q: Tensor): number {
  return largest(sub(matmul(swapped(q), q), eye(q.shape[q.shape.length - 1]!)));
}

/** The largest entry of A − B beside the largest of B. */
export function residual(a: Tensor, b: Tensor): number {
  return largest(sub(a, b)) / (largest(b) || 1);
}
