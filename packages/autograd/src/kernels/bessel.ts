// Bessel functions of whole order and real argument, to some units in the 16th decimal: recurrences where they are
// stable, Neumann's and power series for small arguments, Hankel's asymptotic expansions for large ones.
//
// M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, chapter 9.

/** Up to here the first terms of the series are all that counts, and recurrences would overflow. */
const TINY = 1e-8;
/** From here on Hankel's expansions of order 0 and 1 reach the last digit before their terms grow. */
const LARGE = 25;
const EULER = 0.5772156649015329;

/** J₀(x) … J_m(x) by Miller's backward recurrence, for 0 < x < LARGE or m > x. */
function manyJ(m: number, x: number): number[] {
  const reach = Math.max(m, Math.ceil(x));
  const start = 2 * Math.ceil((reach + 30 + 2 * Math.sqrt(10 * reach)) / 2);
  const values = new Array<number>(start + 2).fill(0);
  values[start] = 1e-280;
  let norm = 0;
  for (let k = start; k > 0; k--) {
    values[k - 1] = ((2 * k) / x) * values[k]! - values[k + 1]!;
    if (Math.abs(values[k - 1]!) > 1e200) for (let i = k - 1; i <= start; i++) values[i]! *= 1e-250;
  }
  for (let k = 2; k <= start; k += 2) norm += 2 * values[k]!;
  norm += values[0]!;
  return values.map((value) => value / norm);
}

/** √(2/πx)(P cos χ − Q sin χ) and the same with sine, χ = x − nπ/2 − π/4: J and Y of order 0 or 1, for large x. */
function hankel(n: 0 | 1, x: number): readonly [number, number] {
  const mu = 4 * n * n;
  let [p, q, term] = [1, 0, 1];
  for (let k = 1; k < 60; k++) {
    const next = (term * (mu - (2 * k - 1) ** 2)) / (k * 8 * x);
    if (Math.abs(next) > Math.abs(term) || Math.abs(next) < 1e-17) break;
    term = next;
    const sign = k % 4 < 2 ? 1 : -1;
    if (k % 2 === 0) p += (k % 4 === 0 ? 1 : -1) * term;
    else q += sign * term;
  }
  const [s, c] = [Math.sin(x), Math.cos(x)];
  // cos and sin of χ without the rounding of χ itself.
  const [cosine, sine] = n === 0 ? [c + s, s - c] : [s - c, -c - s];
  // The root of the product would overflow where x is near the largest number.
  const scale = 1 / (Math.sqrt(Math.PI) * Math.sqrt(x));
  return [scale * (p * cosine - q * sine), scale * (p * sine + q * cosine)];
}

/** (x/2)ⁿ / n! */
function firstTerm(x: number, n: number): number {
  let term = 1;
  for (let k = 1; k <= n; k++) term *= x / 2 / k;
  return term;
}

/** Jₙ(x) for whole n. */
export function besselJ1(x: number, n: number): number {
  if (n < 0) return (n % 2 === 0 ? 1 : -1) * besselJ1(x, -n);
  if (x < 0) return (n % 2 === 0 ? 1 : -1) * besselJ1(-x, n);
  if (x === 0) return n === 0 ? 1 : n % 2 === 0 ? 0 : x;
  if (!Number.isFinite(x)) return x === Number.POSITIVE_INFINITY ? 0 : x;
  if (x < TINY) return firstTerm(x, n);
  if (x < LARGE || n > x) return manyJ(n, x)[n]!;
  let [before, at] = [hankel(0, x)[0], hankel(1, x)[0]];
  if (n === 0) return before;
  for (let k = 1; k < n; k++) [before, at] = [at, ((2 * k) / x) * at - before];
  return at;
}

/** Y₀(x) and Y₁(x). */
function firstY(x: number): readonly [number, number] {
  if (x >= LARGE) return [hankel(0, x)[1], hankel(1, x)[1]];
  const log = Math.log(x) - Math.LN2 + EULER;
  if (x < TINY) return [(2 / Math.PI) * log, -2 / Math.PI / x];
  const J = manyJ(2, x);
  let [y0, y1] = [log * J[0]!, (log - 1) * J[1]! - J[0]! / x];
  for (let k = 1; 2 * k + 1 < J.length; k++) {
    const sign = k % 2 === 0 ? 1 : -1;
    y0 -= (2 * sign * J[2 * k]!) / k;
    y1 -= (sign * (2 * k + 1) * J[2 * k + 1]!) / (k * (k + 1));
  }
  return [(2 / Math.PI) * y0, (2 / Math.PI) * y1];
}

/** Yₙ(x) for whole n and x > 0; −∞ at 0, NaN below. */
export function besselY1(x: number, n: number): number {
  if (n < 0) return (n % 2 === 0 ? 1 : -1) * besselY1(x, -n);
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return 0;
  let [before, at] = firstY(x);
  if (n === 0) return before;
  // Once it is −∞ it stays so; the difference of two infinities would be NaN.
  for (let k = 1; k < n && at !== Number.NEGATIVE_INFINITY; k++) [before, at] = [at, ((2 * k) / x) * at - before];
  return at;
}

/** e^(−|x|) Iₙ(x) for whole n. */
export function besselIScaled1(x: number, n: number): number {
  if (n < 0) return besselIScaled1(x, -n);
  if (x < 0) return (n % 2 === 0 ? 1 : -1) * besselIScaled1(-x, n);
  if (x === 0) return n === 0 ? 1 : 0;
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (x > LARGE + n * n) {
    let [sum, term] = [1, 1];
    for (let k = 1; k < 60; k++) {
      const next = (-term * (4 * n * n - (2 * k - 1) ** 2)) / (k * 8 * x);
      if (Math.abs(next) > Math.abs(term) || Math.abs(next) < 1e-17) break;
      term = next;
      sum += term;
    }
    return sum / (Math.sqrt(2 * Math.PI) * Math.sqrt(x));
  }
  if (x > 600) return byIntegral(x, n);
  // All terms of the power series are positive: nothing cancels.
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x * x) / 4 / (k * (k + n));
    sum += term;
  }
  return firstTerm(x, n) * Math.exp(-x) * sum;
}

/** The same as (1/π) ∫₀^π e^(x (cos t − 1)) cos nt dt, by the trapezoidal rule, which is exact for such functions. */
function byIntegral(x: number, n: number): number {
  const steps = Math.ceil(x + n + 40);
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const t = (i * Math.PI) / steps;
    const weight = i === 0 || i === steps ? 0.5 : 1;
    sum += weight * Math.exp(-2 * x * Math.sin(t / 2) ** 2) * Math.cos(n * t);
  }
  return sum / steps;
}

/** Iₙ(x) for whole n: ∞ at ∞, where the scaled one is 0. */
export function besselI1(x: number, n: number): number {
  const size = Math.abs(x);
  if (size === Number.POSITIVE_INFINITY) return n % 2 === 0 ? size : x;
  const scaled = besselIScaled1(x, n);
  // Past 709 the exponential overflows before the function does; two steps of half the size reach as far as it.
  return size < 700 ? scaled * Math.exp(size) : scaled * Math.exp(size / 2) * Math.exp(size / 2);
}
