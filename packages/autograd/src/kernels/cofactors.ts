import { singularValues } from "./jacobi.ts";
import { multiply, transposeInto } from "./matrices.ts";
import { oneNorm, solveSquare, unit } from "./solveSquare.ts";

/** A determinant, and how small its smallest pivot is beside the largest. */
export interface Determinant {
  readonly value: number;
  readonly smallest: number;
}

/** The determinant of the n×n matrix `a`, which is overwritten: elimination with partial pivoting. */
export function determinant(a: Float64Array, n: number): Determinant {
  let value = 1;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[best * n + k]!)) best = i;
    const pivot = a[best * n + k]!;
    value *= best === k ? pivot : -pivot;
    least = Math.min(least, Math.abs(pivot));
    most = Math.max(most, Math.abs(pivot));
    if (pivot === 0) continue;
    for (let j = k; best !== k && j < n; j++) {
      const x = a[k * n + j]!;
      a[k * n + j] = a[best * n + j]!;
      a[best * n + j] = x;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / pivot;
      if (factor !== 0) for (let j = k + 1; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!;
    }
  }
  // + 0 makes +0 of −0.
  return { value: value + 0, smallest: n === 0 ? 1 : least / most };
}

/** Up to this condition number A⁻¹ has enough digits; the decomposition that does without it takes ten times as long. */
const WELL_CONDITIONED = 1e6;

/**
 * The matrix of cofactors, the gradient of the determinant: det A · A⁻ᵀ where A is regular, and as smooth where it is
 * not. With A = U Σ Vᵀ it is det U det V · U C Vᵀ, where C is diagonal with Cᵢᵢ = Πₖ σₖ over k ≠ i.
 */
export function cofactors(a: Float64Array, n: number): Float64Array {
  const inverse = solveSquare(a, unit(n), n);
  if (inverse !== null && oneNorm(a, n) * oneNorm(inverse, n) < WELL_CONDITIONED) {
    const { value } = determinant(a.slice(), n);
    const c = new Float64Array(n * n);
    transposeInto(c, inverse, n, n);
    return c.map((x) => value * x);
  }
  const { u, s, vt } = singularValues(a, n, n, true);
  const sign = orientation(u, vt, n);
  const inner = new Float64Array(n * n);
  for (let i = 0; i < n; i++) inner[i * n + i] = sign * productWithout(s, i, i);
  return sandwich(u, inner, vt, n);
}

/**
 * The gradient of ⟨cof A, G⟩ by A. With H = UᵀGV it is det U det V · U N Vᵀ, where Nᵢᵢ = Σⱼ Pᵢⱼ Hⱼⱼ and Nᵢⱼ = −Pᵢⱼ Hⱼᵢ
 * over j ≠ i, and Pᵢⱼ is the product of all singular values but two.
 */
export function cofactorSlope(a: Float64Array, g: Float64Array, n: number): Float64Array {
  const { u, s, vt } = singularValues(a, n, n, true);
  const sign = orientation(u, vt, n);
  const [ut, v] = [new Float64Array(n * n), new Float64Array(n * n)];
  transposeInto(ut, u, n, n);
  transposeInto(v, vt, n, n);
  const h = sandwich(ut, g, v, n);
  const inner = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (i === j) continue;
      const p = sign * productWithout(s, i, j);
      inner[i * n + i]! += p * h[j * n + j]!;
      inner[i * n + j] = -p * h[j * n + i]!;
    }
  }
  return sandwich(u, inner, vt, n);
}

function productWithout(s: Float64Array, i: number, j: number): number {
  let product = 1;
  for (let k = 0; k < s.length; k++) if (k !== i && k !== j) product *= s[k]!;
  return product;
}

/** det U det V of orthogonal matrices, 1 or −1. */
function orientation(u: Float64Array, vt: Float64Array, n: number): number {
  return Math.sign(determinant(u.slice(), n).value * determinant(vt.slice(), n).value);
}

/** A B C of n×n matrices. */
function sandwich(a: Float64Array, b: Float64Array, c: Float64Array, n: number): Float64Array {
  return multiply(multiply(a, b, n), c, n);
}
