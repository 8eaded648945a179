import { type Source, standardExponential } from "./source.ts";

// One number at a time, in the order of operations of NumPy's legacy stream: mostly the inverse of the distribution
// function (L. Devroye (1986), Non-Uniform Random Variate Generation, chapter II.2).

/** Loc ∓ scale·ln of twice the distance to the nearer end. */
export function laplace(source: Source, loc: number, scale: number): number {
  for (;;) {
    const u = source.bits.double();
    if (u >= 0.5) return loc - scale * Math.log(2 - u - u);
    if (u > 0) return loc + scale * Math.log(u + u);
  }
}

export function logistic(source: Source, loc: number, scale: number): number {
  for (;;) {
    const u = source.bits.double();
    if (u > 0) return loc + scale * Math.log(u / (1 - u));
  }
}

export function gumbel(source: Source, loc: number, scale: number): number {
  for (;;) {
    const u = 1 - source.bits.double();
    if (u < 1) return loc - scale * Math.log(-Math.log(u));
  }
}

export function rayleigh({ bits }: Source, scale: number): number {
  return scale * Math.sqrt(-2 * Math.log(1 - bits.double()));
}

export function weibull(source: Source, a: number): number {
  return a === 0 ? 0 : standardExponential(source) ** (1 / a);
}

export function pareto(source: Source, a: number): number {
  return Math.exp(standardExponential(source) / a) - 1;
}

export function power(source: Source, a: number): number {
  return (1 - Math.exp(-standardExponential(source))) ** (1 / a);
}

export function triangular({ bits }: Source, left: number, mode: number, right: number): number {
  const base = right - left;
  const rising = mode - left;
  const u = bits.double();
  return u <= rising / base
    ? left + Math.sqrt(u * (rising * base))
    : right - Math.sqrt((1 - u) * ((right - mode) * base));
}

/**
 * The inverse Gaussian distribution.
 *
 * @see J. R. Michael, W. R. Schucany, R. W. Haas (1976), Generating random variates using transformations with multiple
 * roots, The American Statistician 30.
 */
export function wald({ bits, normals }: Source, mean: number, scale: number): number {
  const z = normals.next();
  const y = mean * z * z;
  const x = mean + (mean / (2 * scale)) * (y - Math.sqrt(4 * scale * y + y * y));
  return bits.double() <= mean / (mean + x) ? x : (mean * mean) / x;
}

/**
 * An angle in [−π, π] around μ, by rejection from a wrapped Cauchy distribution.
 *
 * @see D. J. Best, N. I. Fisher (1979), Efficient simulation of the von Mises distribution, Applied Statistics 28.
 */
export function vonmises({ bits }: Source, mu: number, kappa: number): number {
  if (Number.isNaN(kappa)) return Number.NaN;
  if (kappa < 1e-8) return Math.PI * (2 * bits.double() - 1);
  const s = concentration(kappa);
  let w: number;
  for (;;) {
    const z = Math.cos(Math.PI * bits.double());
    w = (1 + s * z) / (s + z);
    const y = kappa * (s - w);
    const v = bits.double();
    if (y * (2 - y) - v >= 0 || Math.log(y / v) + 1 - y >= 0) break;
  }
  const turn = bits.double() < 0.5 ? -Math.acos(w) : Math.acos(w);
  const angle = turn + mu;
  const wrapped = ((Math.abs(angle) + Math.PI) % (2 * Math.PI)) - Math.PI;
  return angle < 0 ? -wrapped : wrapped;
}

function concentration(kappa: number): number {
  // Here the formula below would cancel; this is its expansion.
  if (kappa < 1e-5) return 1 / kappa + kappa;
  const r = 1 + Math.sqrt(1 + 4 * kappa * kappa);
  const rho = (r - Math.sqrt(2 * r)) / (2 * kappa);
  return (1 + rho * rho) / (2 * rho);
}
