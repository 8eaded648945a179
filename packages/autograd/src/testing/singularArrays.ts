import * as np from "../index.ts";
import type { Tensor } from "../tensor.ts";

// As testing/singularities.ts, of functions of arrays.

type Rows = readonly (readonly number[])[];

/**
 * A function of an array that gives one number: value, gradient and matrix of second derivatives, its rows and columns
 * in the order of the elements, also written as text; 0 stands for zeros, null where there are none, and "unknown" where
 * docs/decisions/0012 says why they are not given.
 */
export type ArrayPoint = readonly [
  text: string,
  f: (x: Tensor) => Tensor,
  x: readonly number[] | Rows,
  value: number,
  gradient: readonly number[] | Rows,
  hessian: Rows | string | 0 | null,
];

const INF = Number.POSITIVE_INFINITY;
const { LN2, E, PI } = Math;
const { linalg, stats } = np;

const ZERO = [
  [0, 0],
  [0, 0],
];
const IDENTITY = [
  [1, 0],
  [0, 1],
];
const SINGULAR = [
  [1, 2],
  [2, 4],
];
/** Second derivatives of ad − bc, and of the trace of the square of a matrix. */
const OF_DETERMINANT = "0 0 0 1 | 0 0 -1 0 | 0 -1 0 0 | 1 0 0 0";
const OF_SQUARE = [
  [2, 0, 0, 0],
  [0, 0, 2, 0],
  [0, 2, 0, 0],
  [0, 0, 0, 2],
];
const times = (factor: number, rows: Rows): Rows => rows.map((row) => row.map((x) => factor * x));
const TOGETHER = [
  [1, -1],
  [-1, 1],
];

/** Σ wᵢ yᵢ with unlike weights, so that no two entries stand for each other. */
const weighted = (y: Tensor): Tensor => np.dot(y, [1, -2, 3]) as Tensor;
const each =
  (f: (a: Tensor, b: Tensor) => Tensor) =>
  (x: Tensor): Tensor =>
    f(np.at(x, 0) as Tensor, np.at(x, 1) as Tensor);

export const ARRAY_POINTS: readonly ArrayPoint[] = [
  // Two numbers
  ["√(a² + b²) at the tip", each(np.hypot), [0, 0], 0, [0, 0], 0],
  ["√(a² + b²) on an axis", each(np.hypot), [3, 0], 3, [1, 0], "0 0 | 0 0.3333333333333333"],
  ["aᵇ at 0, 0", each(np.pow), [0, 0], 1, [0, 0], 0],
  ["aᵇ at 0, 2", each(np.pow), [0, 2], 0, [0, 0], "2 0 | 0 0"],
  ["aᵇ at 0, 3", each(np.pow), [0, 3], 0, [0, 0], 0],
  ["aᵇ at 1, 5", each(np.pow), [1, 5], 1, [5, 0], "20 1 | 1 0"],
  ["the angle on the axis b > 0", each(np.arctan2), [0, 1], 0, [1, 0], "0 -1 | -1 0"],
  ["the angle on the axis a > 0", each(np.arctan2), [1, 0], PI / 2, [0, -1], "0 1 | 1 0"],
  ["the angle on the axis b < 0", each(np.arctan2), [0, -1], PI, [-1, 0], "0 -1 | -1 0"],
  ["the angle of the origin, by both coordinates", each(np.arctan2), [0, 0], 0, [0, 0], 0],
  ["ln(eᵃ + eᵇ) of equal numbers", each(np.logaddexp), [3, 3], 3 + LN2, [0.5, 0.5], times(0.25, TOGETHER)],
  ["ln(eᵃ + eᵇ) with −∞", each(np.logaddexp), [-INF, 1], 1, [0, 1], 0],
  // Products and sums
  ["a product with one zero", np.prod, [0, 2, 3], 0, [6, 0, 0], "0 3 2 | 3 0 0 | 2 0 0"],
  ["a product with two zeros", np.prod, [0, 0, 3], 0, [0, 0, 0], "0 3 0 | 3 0 0 | 0 0 0"],
  ["a product of zeros", np.prod, [0, 0, 0], 0, [0, 0, 0], 0],
  ["a product without NaN", (x) => np.nanprod(x), [0, Number.NaN, 3], 0, [3, 0, 0], "0 0 1 | 0 0 0 | 1 0 0"],
  ["products so far with a zero", (x) => weighted(np.cumprod(x)), [2, 0, 3], 2, [1, 14, 0], "0 7 0 | 7 0 6 | 0 6 0"],
  ["products so far with two zeros", (x) => weighted(np.cumprod(x)), [0, 0, 3], 0, [1, 0, 0], "0 7 0 | 7 0 0 | 0 0 0"],
  ["a geometric mean", (x) => np.sqrt(np.prod(x)), [2, 2], 2, [0.5, 0.5], times(-0.125, TOGETHER)],
  ["a mean of cubes with a zero", (x) => np.cbrt(np.mean(np.pow(x, 3))), [0, 2], Math.cbrt(4), [0, Math.cbrt(0.5)], 0],
  ["a root of a mean of squares, of zeros", (x) => np.sqrt(np.mean(np.square(x))), [0, 0], 0, [0, 0], null],
  ["a mean without NaN", (x) => np.nanmean(x), [1, Number.NaN, 3], 2, [0.5, 0, 0.5], 0],
  [
    "ln Σ eˣ with −∞",
    (x) => np.logsumexp(x),
    [-INF, 1, 1],
    1 + LN2,
    [0, 0.5, 0.5],
    "0 0 0 | 0 0.25 -0.25 | 0 -0.25 0.25",
  ],
  ["ln Σ eˣ of nothing but −∞", (x) => np.logsumexp(x), [-INF, -INF], -INF, [0, 0], 0],
  ["ln Σ eˣ of huge numbers", (x) => np.logsumexp(x), [1e300, -1e300], 1e300, [1, 0], 0],
  ["ln Σ eˣ of 1000s", (x) => np.logsumexp(x), [1000, 1000], 1000 + LN2, [0.5, 0.5], times(0.25, TOGETHER)],
  ["ln Σ b eˣ with b = 0 for −∞", (x) => np.logsumexp(x, null, { b: [1, 0] }), [2, -INF], 2, [1, 0], 0],
  [
    "a softmax with −∞",
    (x) => weighted(np.exp(np.sub(x, np.logsumexp(x)))),
    [-INF, 0, 0],
    0.5,
    [0, -1.25, 1.25],
    "0 0 0 | 0 0 0 | 0 0 0",
  ],
  [
    "x over its norm where that is not 0",
    (x) => np.sum(np.where(np.greater(linalg.norm(x), 0), np.div(x, linalg.norm(x)), 0)),
    [0, 0],
    0,
    [0, 0],
    0,
  ],
  [
    "1/x where x ≠ 0",
    (x) => np.sum(np.where(np.notEqual(x, 0), np.div(1, x), 0)),
    [0, 2],
    0.5,
    [0, -0.25],
    "0 0 | 0 0.25",
  ],
  // Statistics
  ["the variance of equal numbers", np.var, [2, 2], 0, [0, 0], times(0.5, TOGETHER)],
  ["their standard deviation", np.std, [2, 2], 0, [0, 0], 0],
  ["their standard deviation, without NaN", (x) => np.nanstd(x), [2, Number.NaN, 2], 0, [0, 0, 0], 0],
  ["their covariance", (x) => np.cov(x), [2, 2], 0, [0, 0], TOGETHER],
  ["a correlation of 1, of two points", (x) => np.at(np.corrcoef(x), 0, 1) as Tensor, SINGULAR, 1, ZERO, 0],
  [
    "an average by a weight of 0",
    (w) => np.average([1, 2, 4], null, w),
    [0, 1, 1],
    3,
    [-1, -0.5, 0.5],
    "1 0.75 0.25 | 0.75 0.5 0 | 0.25 0 -0.5",
  ],
  ["an average of numbers with a weight of 0", (x) => np.average(x, null, [0, 1, 1]), [1, 2, 4], 3, [0, 0.5, 0.5], 0],
  ["the median of ties", np.median, [1, 2, 2, 3], 2, [0, 0.5, 0.5, 0], 0],
  ["a quantile of ties", (x) => np.quantile(x, 0.5), [2, 2, 2], 2, [0, 1, 0], 0],
  ["the largest of ties", np.max, [2, 5, 5], 5, [0, 0.5, 0.5], 0],
  ["the range of equal numbers", (x) => np.ptp(x), [2, 2], 0, [0, 0], 0],
  ["the Dirichlet density where an entry is 0", (x) => stats.dirichlet.pdf(x, [2, 1]), [0, 1], 0, [2, 0], 0],
  [
    "its logarithm where αᵢ = 1",
    (x) => stats.dirichlet.logpdf(x, [1, 1, 2]),
    [0, 0, 1],
    Math.log(6),
    [0, 0, 1],
    "0 0 0 | 0 0 0 | 0 0 -1",
  ],
  ["a table by its values, at a knot", (y) => np.interp(1, [0, 1, 2], y), [0, 1, 3], 1, [0, 1, 0], 0],
  ["unwrapped angles at jumps of π", (x) => weighted(np.unwrap(x)), [0, PI, 2 * PI], 4 * PI, [1, -2, 3], 0],
  // Norms
  ["the norm of zeros", (x) => linalg.norm(x), [0, 0], 0, [0, 0], 0],
  ["the norm on an axis", (x) => linalg.norm(x), [3, 0], 3, [1, 0], "0 0 | 0 0.3333333333333333"],
  ["the square of the norm of zeros", (x) => np.square(linalg.norm(x)), [0, 0], 0, [0, 0], 0],
  ["the norm of order 1 with a zero", (x) => linalg.norm(x, 1), [0, -2], 2, [0, -1], 0],
  ["the norm of order 3 with a zero", (x) => linalg.norm(x, 3), [0, 2], 2, [0, 1], 0],
  ["the norm of order 3 of zeros", (x) => linalg.norm(x, 3), [0, 0], 0, [0, 0], 0],
  ["the norm of order 2.5 with a zero", (x) => linalg.norm(x, 2.5), [0, 2], 2, [0, 1], 0],
  ["the norm of order −1 with a zero", (x) => linalg.norm(x, -1), [0, 2], 0, [0, 0], 0],
  ["the norm of order ∞ of ties", (x) => linalg.norm(x, INF), [2, -2], 2, [0.5, -0.5], 0],
  ["the Frobenius norm of zeros", (x) => linalg.norm(x, "fro"), ZERO, 0, ZERO, 0],
  ["the largest singular value of zeros", (x) => linalg.norm(x, 2), ZERO, 0, ZERO, 0],
  [
    "the nuclear norm where singular values are equal",
    (x) => linalg.norm(x, "nuc"),
    IDENTITY,
    2,
    IDENTITY,
    "0 0 0 0 | 0 0.5 -0.5 0 | 0 -0.5 0.5 0 | 0 0 0 0",
  ],
  ["the nuclear norm where one is 0", (x) => linalg.norm(x, "nuc"), SINGULAR, 5, times(0.2, SINGULAR), null],
  ["the nuclear norm of zeros", (x) => linalg.norm(x, "nuc"), ZERO, 0, ZERO, 0],
  ["the length of x × x", (x) => linalg.norm(np.cross(x, [1, 2, 3])), [1, 2, 3], 0, [0, 0, 0], 0],
  // Matrices
  [
    "the determinant of a singular matrix",
    linalg.det,
    SINGULAR,
    0,
    [
      [4, -2],
      [-2, 1],
    ],
    OF_DETERMINANT,
  ],
  ["the determinant of zeros", linalg.det, ZERO, 0, ZERO, OF_DETERMINANT],
  ["ln |det| of the identity", (x) => linalg.slogdet(x)[1], IDENTITY, 0, IDENTITY, times(-0.5, OF_SQUARE)],
  ["the sum of equal eigenvalues", (x) => np.sum(linalg.eigvalsh(x)), IDENTITY, 2, IDENTITY, "unknown"],
  ["the sum of equal singular values", (x) => np.sum(linalg.svdvals(x)), IDENTITY, 2, IDENTITY, "unknown"],
  [
    "the trace of eᴬ for the identity",
    (x) => np.trace(linalg.expm(x)) as Tensor,
    IDENTITY,
    2 * E,
    times(E, IDENTITY),
    times(E / 2, OF_SQUARE),
  ],
  ["the trace of eᴬ for zeros", (x) => np.trace(linalg.expm(x)) as Tensor, ZERO, 2, IDENTITY, times(0.5, OF_SQUARE)],
  [
    "the trace of √A for the identity",
    (x) => np.trace(linalg.sqrtm(x)) as Tensor,
    IDENTITY,
    2,
    times(0.5, IDENTITY),
    times(-0.125, OF_SQUARE),
  ],
  ["A⁰ of a singular matrix", (x) => np.sum(linalg.matrixPower(x, 0)), SINGULAR, 2, ZERO, 0],
  ["the trace of A² for zeros", (x) => np.trace(linalg.matrixPower(x, 2)) as Tensor, ZERO, 0, ZERO, OF_SQUARE],
  [
    "the trace of A⁺ for the identity",
    (x) => np.trace(linalg.pinv(x)) as Tensor,
    IDENTITY,
    2,
    times(-1, IDENTITY),
    OF_SQUARE,
  ],
  ["Σ Rᵢⱼ of the identity", (x) => np.trace(linalg.qr(x)[1]) as Tensor, IDENTITY, 2, IDENTITY, null],
  ["x × x", (x) => np.sum(np.cross(x, x)), [1, 2, 3], 0, [0, 0, 0], 0],
  ["a Kronecker product with zeros", (x) => np.sum(np.kron(x, ZERO)), IDENTITY, 0, ZERO, 0],
];
