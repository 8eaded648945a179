import { scale } from "../kinds.ts";
import type { Aval } from "../primitive.ts";
import { empty, flatData } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { reshapeTo } from "./structure.ts";

/** Factors for the places of a matrix below, on and above the diagonal. */
export type Weights = { readonly below: number; readonly on: number; readonly above: number };

export const LOWER: Weights = { below: 1, on: 1, above: 0 };
export const UPPER: Weights = { below: 0, on: 1, above: 1 };
/** Half of a symmetric matrix: with its transpose it gives the whole. */
export const LOWER_HALF: Weights = { below: 1, on: 0.5, above: 0 };
export const UPPER_HALF: Weights = { below: 0, on: 0.5, above: 1 };
export const BELOW: Weights = { below: 1, on: 0, above: 0 };

/** The matrices with their entries multiplied by the weights of the places; a weight of 0 makes an end of NaN, too. */
export function weighted(x: Tensor, weights: Weights): Tensor {
  return scale(x, placed(x, weights));
}

/** The weights themselves, as one constant matrix of the size of the last two axes of `like`. */
export function placed(like: Aval, { below, on, above }: Weights): Tensor {
  const [m, n] = like.shape.slice(-2) as [number, number];
  const matrix = empty([m, n], m * n, like.dtype);
  const values = flatData(matrix);
  for (let i = 0, k = 0; i < m; i++) for (let j = 0; j < n; j++) values[k++] = i > j ? below : i < j ? above : on;
  return matrix;
}

/** The vectors as rows: `[..., n]` → `[..., 1, n]`, so that they multiply the columns of matrices. */
export function asRow(x: Tensor): Tensor {
  return reshapeTo(x, [...x.shape.slice(0, -1), 1, x.shape[x.shape.length - 1]!]);
}

/** The vectors as columns: `[..., n]` → `[..., n, 1]`. */
export function asColumn(x: Tensor): Tensor {
  return reshapeTo(x, [...x.shape, 1]);
}
