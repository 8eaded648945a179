import { hypotenuse } from "./hypotenuse.ts";
import { multiply, transposeInto } from "./matrices.ts";
import { blocksOf, realSchur } from "./schur.ts";
import { solveBlock } from "./sylvester.ts";

/** The principal square root, or the eigenvalue for which there is none; null stands for two that are 0. */
export type Root = { readonly root: Float64Array } | { readonly eigenvalue: number | null };

/**
 * The principal square root of the n×n matrix `a`, which is overwritten: with A = Q T Qᵀ in real Schur form, R² = T is
 * solved block by block.
 *
 * @see N. J. Higham (1987), Computing real square roots of a real matrix, Linear Algebra Appl. 88/89.
 */
export function squareRoot(a: Float64Array, n: number): Root {
  const q = realSchur(a, n);
  if (q === null) return { root: a.fill(Number.NaN) };
  const starts = blocksOf(a, n);
  const r = new Float64Array(n * n);
  for (let j = 0; j + 1 < starts.length; j++) {
    const [left, right] = [starts[j]!, starts[j + 1]!];
    if (right - left === 2) rootOfBlock(a, r, n, left);
    else {
      const value = a[left * n + left]!;
      if (value < 0) return { eigenvalue: value };
      r[left * n + left] = Math.sqrt(value);
    }
    for (let i = j - 1; i >= 0; i--) {
      const [top, bottom] = [starts[i]!, starts[i + 1]!];
      let zero = true;
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) {
          let sum = a[row * n + column]!;
          for (let k = bottom; k < left; k++) sum -= r[row * n + k]! * r[k * n + column]!;
          r[row * n + column] = sum;
          if (sum !== 0) zero = false;
        }
      }
      if (zero) continue;
      if (!solveBlock(r, n, top, bottom - top, r, n, left, right - left, r, top * n + left, n)) {
        return { eigenvalue: null };
      }
    }
  }
  const qt = new Float64Array(n * n);
  transposeInto(qt, q, n, n);
  return { root: multiply(multiply(q, r, n), qt, n) };
}

/** Of a block with the eigenvalues θ ± iμ: αI + (T − θI)/(2α), where α is the real part of their square roots. */
function rootOfBlock(t: Float64Array, r: Float64Array, n: number, k: number): void {
  const [a, b, c, d] = [t[k * n + k]!, t[k * n + k + 1]!, t[(k + 1) * n + k]!, t[(k + 1) * n + k + 1]!];
  const theta = (a + d) / 2;
  const mu = Math.sqrt(-(((a - d) / 2) ** 2 + b * c));
  const size = hypotenuse(theta, mu);
  // The sum that does not cancel.
  const alpha = theta > 0 ? Math.sqrt((size + theta) / 2) : mu / (2 * Math.sqrt((size - theta) / 2));
  r[k * n + k] = alpha + (a - theta) / (2 * alpha);
  r[k * n + k + 1] = b / (2 * alpha);
  r[(k + 1) * n + k] = c / (2 * alpha);
  r[(k + 1) * n + k + 1] = alpha + (d - theta) / (2 * alpha);
}
