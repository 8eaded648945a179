import { multiply } from "./matrices.ts";
import { oneNorm, solveSquare } from "./solveSquare.ts";

/** Up to which 1-norm a Padé approximant of each degree has an error below the rounding unit of a float64. */
const REACH: readonly (readonly [degree: number, norm: number])[] = [
  [3, 1.495585217958292e-2],
  [5, 2.53939833006323e-1],
  [7, 9.504178996162932e-1],
  [9, 2.097847961257068],
  [13, 5.371920351148152],
];

/**
 * e^A of the n×n matrix `a`, by scaling and squaring: e^A = (e^(A/2ˢ))^(2ˢ), where the inner one is the diagonal Padé
 * approximant q(A)⁻¹ p(A) of the least sufficient degree.
 *
 * @see N. J. Higham (2005), The scaling and squaring method for the matrix exponential revisited, SIAM J. Matrix Anal.
 * Appl. 26.
 */
export function exponential(a: Float64Array, n: number): Float64Array {
  const norm = oneNorm(a, n);
  if (!Number.isFinite(norm)) return a.map(() => Number.NaN);
  const [degree, reach] = REACH.find(([, limit]) => norm <= limit) ?? REACH[REACH.length - 1]!;
  const squarings = norm <= reach ? 0 : Math.ceil(Math.log2(norm / reach));
  let y = pade(
    a.map((x) => x / 2 ** squarings),
    n,
    degree,
  );
  for (let s = 0; s < squarings; s++) y = multiply(y, y, n);
  return y;
}

/** The approximant p(A)/q(A) with p(x) = q(−x): the odd powers are in U, the even ones in V, so p = V + U, q = V − U. */
function pade(a: Float64Array, n: number, degree: number): Float64Array {
  const coefficients = [1];
  for (let j = 1; j <= degree; j++) {
    coefficients.push((coefficients[j - 1]! * (degree - j + 1)) / ((2 * degree - j + 1) * j));
  }
  const square = multiply(a, a, n);
  const powers = [square];
  // Degree 13 takes the powers up to 6 twice, the others each power once.
  const highest = degree === 13 ? 3 : (degree - 1) / 2;
  while (powers.length < highest) powers.push(multiply(powers[powers.length - 1]!, square, n));
  const polynomial = (first: number): Float64Array => {
    const sum = new Float64Array(n * n);
    for (let i = 0; i < n; i++) sum[i * n + i] = coefficients[first]!;
    const addPowers = (to: Float64Array, from: number): void => {
      for (let k = 0; k < highest; k++) {
        const c = coefficients[from + 2 * k] ?? 0;
        for (let i = 0; i < to.length; i++) to[i]! += c * powers[k]![i]!;
      }
    };
    addPowers(sum, first + 2);
    if (degree !== 13) return sum;
    const high = new Float64Array(n * n);
    addPowers(high, first + 8);
    const product = multiply(powers[2]!, high, n);
    for (let i = 0; i < sum.length; i++) sum[i]! += product[i]!;
    return sum;
  };
  const [u, v] = [multiply(a, polynomial(1), n), polynomial(0)];
  const denominator = v.map((x, i) => x - u[i]!);
  const numerator = v.map((x, i) => x + u[i]!);
  // Within the reach of the approximant the denominator is well-conditioned.
  return solveSquare(denominator, numerator, n)!;
}
