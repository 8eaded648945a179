import type { Source } from "./source.ts";

/** Numbers of events at the rate λ: products of uniforms for small λ, transformed rejection from 10 on. */
export function poisson(source: Source, rate: number): number {
  if (rate >= 10) return poissonByRejection(source, rate);
  if (rate === 0) return 0;
  const limit = Math.exp(-rate);
  let product = 1;
  for (let k = 0; ; k++) {
    product *= source.bits.double();
    if (!(product > limit)) return k;
  }
}

/**
 * @see W. Hörmann (1993), The transformed rejection method for generating Poisson random variables, Insurance:
 * Mathematics and Economics 12, algorithm PTRS.
 */
function poissonByRejection({ bits }: Source, rate: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(rate);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  const logRate = Math.log(rate);
  for (;;) {
    const u = bits.double() - 0.5;
    const v = bits.double();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= squeeze) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const left = Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (us * us) + b);
    if (left <= -rate + k * logRate - logGamma(k + 1)) return k;
  }
}

/** Bₖ / (k (k − 1)) for k = 2, 4, … 20: the coefficients of Stirling's series. */
const STIRLING = [
  8.333333333333333e-2, -2.777777777777778e-3, 7.936507936507937e-4, -5.952380952380952e-4, 8.417508417508418e-4,
  -1.917526917526918e-3, 6.41025641025641e-3, -2.955065359477124e-2, 1.796443723688307e-1, -1.3924322169059,
];

/**
 * ln Γ(x) for x > 0 as NumPy's stream computes it: Stirling's series, moved up to 7 for smaller x.
 *
 * @see S. Zhang, J. Jin (1996), Computation of Special Functions, section 3.1.
 */
export function logGamma(x: number): number {
  if (x === 1 || x === 2) return 0;
  const steps = x <= 7 ? Math.trunc(7 - x) : 0;
  let y = x + steps;
  const square = 1 / (y * y);
  let series = STIRLING[9]!;
  for (let k = 8; k >= 0; k--) series = series * square + STIRLING[k]!;
  let value = series / y + 0.5 * Math.log(2 * Math.PI) + (y - 0.5) * Math.log(y) - y;
  for (let k = 0; k < steps; k++) {
    value -= Math.log(y - 1);
    y -= 1;
  }
  return value;
}
