// The gamma function and its relatives of real numbers, by Stirling's series beyond SHIFT and by recurrence below.
//
// M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, 6.1, 6.3, 6.4, 6.5.

/** From here on some ten terms of Stirling's series are exact to the last digits. */
const SHIFT = 12;

/** The Bernoulli numbers B₂, B₄, …. */
const BERNOULLI = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
  43867 / 798,
  -174611 / 330,
  854513 / 138,
  -236364091 / 2730,
];

const LOG_ROOT_2PI = 0.5 * Math.log(2 * Math.PI);

/** ln Γ(x) − (x − ½) ln x + x − ln √2π = Σ B₂ₖ / (2k (2k − 1) x²ᵏ⁻¹), for x ≥ SHIFT. */
function stirling(x: number): number {
  const square = 1 / (x * x);
  let sum = 0;
  for (let k = 8; k >= 1; k--) sum = sum * square + BERNOULLI[k - 1]! / (2 * k * (2 * k - 1));
  return sum / x;
}

/** sin πx, exact at whole and half numbers. */
export function sinPi(x: number): number {
  const r = x % 2;
  return Math.abs(r) === 1 || r === 0 ? 0 : Math.sin(Math.PI * r);
}

/** ln |Γ(x)|; ∞ at 0, −1, −2, … and ∞, and −∞ at −∞. */
export function gammaln1(x: number): number {
  if (x !== x) return x;
  if (!Number.isFinite(x)) return x;
  if (x <= 0) {
    const s = Math.abs(sinPi(x));
    return s === 0 ? Number.POSITIVE_INFINITY : Math.log(Math.PI / s) - gammaln1(1 - x);
  }
  if (x === 1 || x === 2) return 0;
  let [product, z] = [1, x];
  while (z < SHIFT) product *= z++;
  const y = (z - 0.5) * Math.log(z) - z + LOG_ROOT_2PI + stirling(z);
  return y - Math.log(product);
}

/** Γ(x); NaN at −1, −2, …, and ±∞ at ±0. */
export function gamma1(x: number): number {
  if (x === 0) return 1 / x;
  if (x < 0) {
    const s = sinPi(x);
    if (s === 0 || x === Number.NEGATIVE_INFINITY) return Number.NaN;
    const y = gamma1(1 - x);
    return y === Number.POSITIVE_INFINITY ? 0 : Math.PI / (s * y);
  }
  if (x > 171.7) return Number.POSITIVE_INFINITY;
  if (Number.isInteger(x) && x <= 23) {
    let factorial = 1; // exact up to 22!
    for (let k = 2; k < x; k++) factorial *= k;
    return factorial;
  }
  let [product, z] = [1, x];
  while (z < SHIFT) product *= z++;
  // The power is taken in two steps, since it overflows before the product with e⁻ᶻ does.
  const half = z ** (0.5 * z - 0.25);
  return (Math.sqrt(2 * Math.PI) * half * Math.exp(-z + stirling(z)) * half) / product;
}

/** 1/Γ(x), 0 at 0, −1, −2, …. */
export function rgamma1(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return 0;
  return x > 171 ? Math.exp(-gammaln1(x)) : 1 / gamma1(x);
}

/** The n-th derivative of the digamma function ψ = (ln Γ)′; ψ(x) ≈ −1/x at 0, so that ψ(±0) = ∓∞. */
export function polygamma1(x: number, n: number): number {
  if (x !== x || x === Number.NEGATIVE_INFINITY) return Number.NaN;
  if (x === 0 && n === 0) return -1 / x;
  if (x <= 0 && Number.isInteger(x)) return n % 2 === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (n === 0 && x < -10) return polygamma1(1 - x, 0) - Math.PI / Math.tan(Math.PI * (x % 1));
  let factorial = 1;
  for (let k = 2; k <= n; k++) factorial *= k;
  const sign = n % 2 === 0 ? -1 : 1;
  // ψ⁽ⁿ⁾(x) = ψ⁽ⁿ⁾(x + 1) − (−1)ⁿ n! / xⁿ⁺¹ until the asymptotic series serves.
  let [sum, z] = [0, x];
  for (; z < SHIFT + n; z++) sum += factorial / z ** (n + 1);
  const square = 1 / (z * z);
  let series = n === 0 ? -Math.log(z) + 0.5 / z : factorial / n / z ** n + factorial / 2 / z ** (n + 1);
  // (2k + n − 1)! / (2k)!, from one term to the next.
  let ratio = n === 0 ? 1 / 2 : factorial * (n + 1) * 0.5;
  let power = square / z ** n;
  for (let k = 1; k <= BERNOULLI.length; k++) {
    series += BERNOULLI[k - 1]! * ratio * power;
    power *= square;
    ratio *= ((2 * k + n) * (2 * k + n + 1)) / ((2 * k + 1) * (2 * k + 2));
  }
  return sign * (sum + series);
}

/** A tiny number that keeps continued fractions from dividing by 0. */
const TINY = 1e-300;

/** A continued fraction b₀ + a₁/(b₁ + a₂/(b₂ + …)), by Lentz's method. */
function continued(b0: number, a: (k: number) => number, b: (k: number) => number): number {
  let f = b0 === 0 ? TINY : b0;
  let [c, d] = [f, 0];
  for (let k = 1; k < 100_000; k++) {
    d = b(k) + a(k) * d;
    d = 1 / (d === 0 ? TINY : d);
    c = b(k) + a(k) / c;
    if (c === 0) c = TINY;
    f *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return f;
}

/** xᵃ e⁻ˣ / Γ(a), without overflow. */
function gammaDensity(a: number, x: number): number {
  return Math.exp(a * Math.log(x) - x - gammaln1(a));
}

const EULER = 0.5772156649015329;
/** Below it the complement of P is so small that the difference from 1 would lose it. */
const SMALL_ORDER = 0.2;
/** ζ(k)/k from k = 2 on: the coefficients of ln Γ(1 + a) + γa by powers of −a. */
const LOG_GAMMA_SERIES = [
  0.8224670334241132, 0.40068563438653143, 0.27058080842778454, 0.20738555102867398, 0.1695571769974082,
  0.1440498967688461, 0.12550966952474304, 0.11133426586956469, 0.1000994575127818, 0.09095401714582904,
  0.083353840546109, 0.0769325164113522, 0.07143294629536133, 0.06666870588242046, 0.06250095514121304,
  0.058823978658684585, 0.055555767627403614, 0.05263167937961666, 0.05000004769810169, 0.04761907033014223,
];

/**
 * Q(a, x) for small a: −(xᵃ/Γ(1 + a) − 1) + xᵃ/Γ(1 + a) Σ_{k ≥ 1} (−1)^(k + 1) a xᵏ/((a + k) k!), both of the size of a.
 *
 * W. Gautschi (1979), A computational procedure for incomplete gamma functions, ACM TOMS 5, 466–481.
 */
function upperOfSmallOrder(a: number, x: number): number {
  let logGamma = 0;
  for (let k = LOG_GAMMA_SERIES.length - 1; k >= 0; k--) logGamma = -a * logGamma + LOG_GAMMA_SERIES[k]!;
  const power = a * (Math.log(x) + EULER - a * logGamma);
  let [term, sum] = [-1, 0];
  for (let k = 1; k < 40; k++) {
    term *= -x / k;
    sum += (term * a) / (a + k);
  }
  return -Math.expm1(power) + Math.exp(power) * sum;
}

/** The regularised lower (or upper) incomplete gamma function of a > 0 and x ≥ 0; NaN elsewhere. */
export function gammainc1(a: number, x: number, upper: boolean): number {
  if (!(a > 0 && x >= 0)) return Number.NaN;
  if (x === 0) return upper ? 1 : 0;
  if (x === Number.POSITIVE_INFINITY) return upper ? 0 : 1;
  if (upper && a < SMALL_ORDER && x < 1.5) return upperOfSmallOrder(a, x);
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let k = a + 1; term > sum * 1e-17; k++) {
      term *= x / k;
      sum += term;
    }
    const lower = sum * gammaDensity(a, x);
    return upper ? 1 - lower : lower;
  }
  const fraction = continued(
    x + 1 - a,
    (k) => -k * (k - a),
    (k) => x + 2 * k + 1 - a,
  );
  const above = gammaDensity(a, x) / fraction;
  return upper ? above : 1 - above;
}

/** The regularised incomplete beta function of a, b > 0 and x in [0, 1]; NaN elsewhere. */
export function betainc1(a: number, b: number, x: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return Number.NaN;
  if (x === 0 || x === 1) return x;
  // The fraction converges fast where x lies below the mean; beyond, the complement does.
  if (x > (a + 1) / (a + b + 2)) return 1 - betainc1(b, a, 1 - x);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + gammaln1(a + b) - gammaln1(a) - gammaln1(b)) / a;
  const fraction = continued(
    1,
    (k) => {
      const m = Math.floor(k / 2);
      if (k % 2 === 0) return (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
      return (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    },
    () => 1,
  );
  return front / fraction;
}
