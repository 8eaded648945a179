// The error function to within one unit in the last place: five intervals, a rational function in each.
//
// The intervals and coefficients are those of FDLIBM's s_erf.c (Sun Microsystems, 1993), after W. J. Cody (1969),
// Rational Chebyshev approximations for the error function, Math. Comp. 23, 631–637.

/** c₀ + z·(c₁ + z·(c₂ + …)). */
export function polynomial(c: readonly number[], z: number): number {
  let sum = c[c.length - 1]!;
  for (let i = c.length - 2; i >= 0; i--) sum = c[i]! + z * sum;
  return sum;
}

/** (erf x − x) / x as a function of x², up to 0.84375. */
const NEAR_ZERO = [
  [0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442, -2.3763016656650163e-5],
  [1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 1.3249473800432164e-4, -3.960228278775368e-6],
] as const;

/** erf 1 in single precision. */
const ERF_1 = 0.8450629115104675;
/** erf x − ERF_1 as a function of x − 1, up to 1.25. */
const NEAR_ONE = [
  [
    -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175, -0.11089469428239668,
    0.035478304325618236, -0.002166375594868791,
  ],
  [
    1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
    0.011984499846799107,
  ],
] as const;

/** ln(x·erfc x) + x² + 0.5625 as a function of 1/x², up to 1/0.35. */
const TAIL = [
  [
    -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
    -184.60509290671104, -81.2874355063066, -9.814329344169145,
  ],
  [
    1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
    108.63500554177944, 6.570249770319282, -0.0604244152148581,
  ],
] as const;

/** The same beyond. */
const FAR_TAIL = [
  [
    -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
    -1025.0951316110772, -483.5191916086514,
  ],
  [
    1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
    474.52854120695537, -22.44095244658582,
  ],
] as const;

function ratio([p, q]: readonly [readonly number[], readonly number[]], z: number): number {
  return polynomial(p, z) / polynomial(q, z);
}

/** erfc x for x ≥ 1.25. The square of x is taken apart, so that rounding it does not spoil the exponential. */
function tail(x: number): number {
  const s = 1 / (x * x);
  const high = Math.fround(x);
  const rest = (high - x) * (high + x) + ratio(x < 1 / 0.35 ? TAIL : FAR_TAIL, s);
  return (Math.exp(-high * high - 0.5625) * Math.exp(rest)) / x;
}

/** The error function of one number: 2/√π ∫₀ˣ e^(−t²) dt. */
export function erf1(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) return x + x * ratio(NEAR_ZERO, x * x);
  if (a !== a) return x;
  let y = 1;
  if (a < 1.25) y = ERF_1 + ratio(NEAR_ONE, a - 1);
  else if (a < 6) y = 1 - tail(a);
  return x < 0 ? -y : y;
}

/** Its complement 1 − erf x, to full precision also where that is tiny. */
export function erfc1(x: number): number {
  const a = Math.abs(x);
  if (a !== a) return x;
  if (a < 0.84375) {
    const r = x * ratio(NEAR_ZERO, x * x);
    return x < 0.25 ? 1 - (x + r) : 0.5 - (r + (x - 0.5));
  }
  if (a < 1.25) {
    const r = ratio(NEAR_ONE, a - 1);
    return x > 0 ? 1 - ERF_1 - r : 1 + (ERF_1 + r);
  }
  if (a < 28) return x > 0 ? tail(a) : 2 - tail(a);
  return x > 0 ? 0 : 2;
}

/** A first guess at erfinv p from q = 1 − p, to two digits (S. Winitzki, 2008). */
function guess(q: number): number {
  const a = 0.147;
  const l = Math.log(q * (2 - q));
  const half = 2 / (Math.PI * a) + l / 2;
  return Math.sqrt(Math.sqrt(half * half - l / a) - half);
}

/** The inverse of the error function: Halley's method on the function itself. */
export function erfinv1(p: number): number {
  const a = Math.abs(p);
  if (!(a <= 1)) return Number.NaN;
  if (a === 0) return p;
  if (a > 0.5) return p > 0 ? erfcinv1(1 - p) : -erfcinv1(1 + p);
  let x = guess(1 - a);
  for (let i = 0; i < 3; i++) x = halley(x, erf1(x) - a);
  return p < 0 ? -x : x;
}

/** The inverse of the complement of the error function. */
export function erfcinv1(q: number): number {
  if (!(q >= 0 && q <= 2)) return Number.NaN;
  if (q === 0 || q === 2) return q === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  if (q > 1) return -erfcinv1(2 - q);
  if (q > 0.5) return erfinv1(1 - q);
  let x = guess(q);
  for (let i = 0; i < 4; i++) x = halley(x, q - erfc1(x));
  return x;
}

/** One step towards the zero of a function with the slope of erf, of which x has the given value. */
function halley(x: number, value: number): number {
  const u = value / ((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x));
  return x - u / (1 + x * u);
}

/** ln Φ(x), the logarithm of the normal distribution; its tail is exact where Φ itself is 0. */
export function logNormalCdf1(x: number): number {
  if (x > -1) return Math.log1p(-0.5 * erfc1(x / Math.SQRT2));
  if (x > -30) return Math.log(0.5 * erfc1(-x / Math.SQRT2));
  // Φ(x) = φ(x)/|x| · (1 − 1/x² + 3/x⁴ − 15/x⁶ + …)
  const square = x * x;
  let [sum, term] = [1, 1];
  for (let k = 1; k < 12; k++) {
    term *= -(2 * k - 1) / square;
    sum += term;
  }
  return -0.5 * square - Math.log(-x) - 0.5 * Math.log(2 * Math.PI) + Math.log(sum);
}
