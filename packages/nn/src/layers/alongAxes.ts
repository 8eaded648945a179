import { matmul, type Shape, swapaxes, type Tensor, tensor } from "@wengert/autograd";

/** A matrix as a list of its rows. */
export type Rows = readonly (readonly number[])[];

/** The matrix [rows, columns] with the entries that `entry` gives. */
export function matrix(rows: number, columns: number, entry: (i: number, j: number) => number): Rows {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => entry(i, j)));
}

/** A matrix as a tensor in the dtype of `like`. */
function tensorOf(rows: Rows, like: Tensor): Tensor {
  return tensor(rows.flat(), { shape: [rows.length, rows[0]?.length ?? 0], dtype: like.dtype });
}

/** M₁ x M₂ᵀ: one matrix for each spatial axis of `x [N, C, …]`, of which there are one or two. */
export function alongAxes(x: Tensor, matrices: readonly Rows[]): Tensor {
  const [first, second] = matrices.map((rows) => tensorOf(rows, x));
  if (second === undefined) return matmul(x, swapaxes(first!, 0, 1));
  return matmul(matmul(first!, x), swapaxes(second, 0, 1));
}

/** The transpose of `alongAxes`: M₁ᵀ δ M₂. */
export function backAlongAxes(delta: Tensor, matrices: readonly Rows[]): Tensor {
  return alongAxes(
    delta,
    matrices.map((rows) => matrix(rows[0]!.length, rows.length, (i, j) => rows[j]![i]!)),
  );
}

/** The spatial lengths of `x [N, C, …]`. */
export const spatialOf = (x: Tensor): Shape => x.shape.slice(2);
