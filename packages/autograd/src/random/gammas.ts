import { poisson } from "./poisson.ts";
import { type Source, standardExponential } from "./source.ts";

/**
 * Gamma numbers of scale 1. Above shape 1 the cube of a normal number with rejection, below it rejection from two pieces.
 *
 * @see G. Marsaglia, W. W. Tsang (2000), A simple method for generating gamma variables, ACM TOMS 26.
 * @see J. H. Ahrens, U. Dieter (1974), Computer methods for sampling from gamma, beta, Poisson and binomial
 * distributions, Computing 12, algorithm GS.
 */
export function standardGamma(source: Source, shape: number): number {
  if (shape === 1) return standardExponential(source);
  if (shape === 0) return 0;
  return shape < 1 ? smallGamma(source, shape) : largeGamma(source, shape);
}

function smallGamma(source: Source, shape: number): number {
  for (;;) {
    const u = source.bits.double();
    const v = standardExponential(source);
    if (u <= 1 - shape) {
      const x = u ** (1 / shape);
      if (x <= v) return x;
    } else {
      const y = -Math.log((1 - u) / shape);
      const x = (1 - shape + shape * y) ** (1 / shape);
      if (x <= v + y) return x;
    }
  }
}

function largeGamma({ bits, normals }: Source, shape: number): number {
  const b = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * b);
  for (;;) {
    let x: number;
    let root: number;
    do {
      x = normals.next();
      root = 1 + c * x;
    } while (root <= 0);
    const v = root * root * root;
    const u = bits.double();
    if (u < 1 - 0.0331 * (x * x) * (x * x)) return b * v;
    if (Math.log(u) < 0.5 * x * x + b * (1 - v + Math.log(v))) return b * v;
  }
}

export function chisquare(source: Source, degrees: number): number {
  return 2 * standardGamma(source, degrees / 2);
}

export function fisher(source: Source, numerator: number, denominator: number): number {
  const above = chisquare(source, numerator) * denominator;
  return above / (chisquare(source, denominator) * numerator);
}

/** Sums of squared normal numbers, one of them with the mean √λ. */
export function noncentralChisquare(source: Source, degrees: number, noncentrality: number): number {
  if (noncentrality === 0) return chisquare(source, degrees);
  if (degrees > 1) {
    const others = chisquare(source, degrees - 1);
    const shifted = source.normals.next() + Math.sqrt(noncentrality);
    return others + shifted * shifted;
  }
  return chisquare(source, degrees + 2 * poisson(source, noncentrality / 2));
}

export function noncentralFisher(
  source: Source,
  numerator: number,
  denominator: number,
  noncentrality: number,
): number {
  const above = noncentralChisquare(source, numerator, noncentrality) * denominator;
  return above / (chisquare(source, denominator) * numerator);
}

export function student(source: Source, degrees: number): number {
  const z = source.normals.next();
  const g = standardGamma(source, degrees / 2);
  return (Math.sqrt(degrees / 2) * z) / Math.sqrt(g);
}

/**
 * Beta numbers: of two gamma numbers the part of the first, or for a, b ≤ 1 Jöhnk's method.
 *
 * @see M. D. Jöhnk (1964), Erzeugung von betaverteilten und gammaverteilten Zufallszahlen, Metrika 8.
 */
export function beta(source: Source, a: number, b: number): number {
  if (!(a <= 1 && b <= 1)) {
    const x = standardGamma(source, a);
    return x / (x + standardGamma(source, b));
  }
  for (;;) {
    const u = source.bits.double();
    const v = source.bits.double();
    const x = u ** (1 / a);
    const y = v ** (1 / b);
    if (x + y > 1) continue;
    if (x + y > 0) return x / (x + y);
    // Both have underflowed: the same quotient by logarithms.
    const logX = Math.log(u) / a;
    const logY = Math.log(v) / b;
    const larger = Math.max(logX, logY);
    return Math.exp(logX - larger - Math.log(Math.exp(logX - larger) + Math.exp(logY - larger)));
  }
}

/** Gamma numbers of the shapes α, divided by their sum. */
export function dirichlet(source: Source, alpha: Float64Array, out: Float64Array, at: number): void {
  let sum = 0;
  for (let j = 0; j < alpha.length; j++) {
    out[at + j] = standardGamma(source, alpha[j]!);
    sum += out[at + j]!;
  }
  const inverse = 1 / sum;
  for (let j = 0; j < alpha.length; j++) out[at + j]! *= inverse;
}
