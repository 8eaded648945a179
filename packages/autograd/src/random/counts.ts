import { standardGamma } from "./gammas.ts";
import { poisson } from "./poisson.ts";
import type { Source } from "./source.ts";

/** How many of n trials succeed; of the two outcomes the rarer one is counted. */
export function binomial(source: Source, n: number, p: number): number {
  const rarer = p <= 0.5 ? p : 1 - p;
  const count = rarer * n <= 30 ? binomialByInversion(source, n, rarer) : binomialByRejection(source, n, rarer);
  return p <= 0.5 ? count : n - count;
}

/** Goes up from 0 until the probabilities add up to a uniform number. */
function binomialByInversion({ bits }: Source, n: number, p: number): number {
  const q = 1 - p;
  const none = Math.exp(n * Math.log(q));
  const mean = n * p;
  const bound = Math.trunc(Math.min(n, mean + 10 * Math.sqrt(mean * q + 1)));
  let count = 0;
  let chance = none;
  let u = bits.double();
  while (u > chance) {
    count++;
    if (count > bound) {
      count = 0;
      chance = none;
      u = bits.double();
    } else {
      u -= chance;
      chance = ((n - count + 1) * p * chance) / (count * q);
    }
  }
  return count;
}

/**
 * Rejection from a triangle with parallelograms and exponential tails.
 *
 * @see V. Kachitvichyanukul, B. W. Schmeiser (1988), Binomial random variate generation, Comm. ACM 31, algorithm BTPE.
 */
function binomialByRejection({ bits }: Source, n: number, p: number): number {
  const q = 1 - p;
  const nrq = n * p * q;
  const fm = n * p + p;
  const m = Math.floor(fm);
  const p1 = Math.floor(2.195 * Math.sqrt(nrq) - 4.6 * q) + 0.5;
  const xm = m + 0.5;
  const [xl, xr] = [xm - p1, xm + p1];
  const c = 0.134 + 20.5 / (15.3 + m);
  const tail = (a: number): number => a * (1 + a / 2);
  const left = tail((fm - xl) / (fm - xl * p));
  const right = tail((xr - fm) / (xr * q));
  const p2 = p1 * (1 + 2 * c);
  const p3 = p2 + c / left;
  const p4 = p3 + c / right;
  for (;;) {
    const u = bits.double() * p4;
    let v = bits.double();
    let y: number;
    if (u <= p1) return Math.floor(xm - p1 * v + u);
    if (u <= p2) {
      const x = xl + (u - p1) / c;
      v = v * c + 1 - Math.abs(m - x + 0.5) / p1;
      if (v > 1) continue;
      y = Math.floor(x);
    } else if (u <= p3) {
      y = Math.floor(xl + Math.log(v) / left);
      if (y < 0 || v === 0) continue;
      v = v * (u - p2) * left;
    } else {
      y = Math.floor(xr - Math.log(v) / right);
      if (y > n || v === 0) continue;
      v = v * (u - p3) * right;
    }
    if (binomialAccepts(y, v, n, p, m, xm)) return y;
  }
}

/** Whether v is at most the probability of y beside that of the mode m. */
function binomialAccepts(y: number, v: number, n: number, p: number, m: number, xm: number): boolean {
  const q = 1 - p;
  const nrq = n * p * q;
  const k = Math.abs(y - m);
  if (!(k > 20 && k < nrq / 2 - 1)) {
    const s = p / q;
    const a = s * (n + 1);
    let ratio = 1;
    for (let i = m + 1; i <= y; i++) ratio *= a / i - s;
    for (let i = y + 1; i <= m; i++) ratio /= a / i - s;
    return !(v > ratio);
  }
  const rho = (k / nrq) * ((k * (k / 3 + 0.625) + 0.16666666666666666) / nrq + 0.5);
  const t = (-k * k) / (2 * nrq);
  const a = Math.log(v);
  if (a < t - rho) return true;
  if (a > t + rho) return false;
  const [x1, f1, z, w] = [y + 1, m + 1, n + 1 - m, n - y + 1];
  const bound =
    xm * Math.log(f1 / x1) +
    (n - m + 0.5) * Math.log(z / w) +
    (y - m) * Math.log((w * p) / (x1 * q)) +
    stirlingRest(f1) +
    stirlingRest(z) +
    stirlingRest(x1) +
    stirlingRest(w);
  return !(a > bound);
}

/** What Stirling's formula leaves of ln x!, to five terms. */
function stirlingRest(x: number): number {
  const square = x * x;
  return (13680 - (462 - (132 - (99 - 140 / square) / square) / square) / square) / x / 166320;
}

/** How many trials until the first success. */
export function geometric({ bits }: Source, p: number): number {
  if (p < 1 / 3) return Math.ceil(Math.log1p(-bits.double()) / Math.log1p(-p));
  const u = bits.double();
  let count = 1;
  let chance = p;
  let sum = p;
  while (u > sum) {
    chance *= 1 - p;
    sum += chance;
    count++;
  }
  return count;
}

/** How many trials fail before n succeed: a Poisson number whose rate is a gamma number. */
export function negativeBinomial(source: Source, n: number, p: number): number {
  return poisson(source, ((1 - p) / p) * standardGamma(source, n));
}

/** How often each of several outcomes occurs in n trials: binomial numbers of what the ones before have left. */
export function multinomial(source: Source, n: number, p: Float64Array, out: Float64Array, at: number): void {
  let left = n;
  let chance = 1;
  for (let j = 0; j < p.length - 1; j++) {
    const share = p[j]! / chance;
    out[at + j] = left === 0 || share === 0 ? 0 : binomial(source, left, share);
    left -= out[at + j]!;
    if (left <= 0) return;
    chance -= p[j]!;
  }
  out[at + p.length - 1] = left;
}
