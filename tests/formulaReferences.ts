import * as np from "@wengert/autograd";
import { elementwiseGrad, grad, jvp, linalg, random, stats, type Tensor, tensor } from "@wengert/autograd";

// The formulas of docs/primitives.md beside the functions: each is written once more, in plain numbers, and evaluated.

const rng = random.RandomState(2026);
const draw = (n: number): number[] => rng.uniform(-2, 2, n).toArray() as number[];
const above = (n: number): number[] => rng.uniform(0.5, 2, n).toArray() as number[];
const [x, y, z] = [draw(6), draw(6), draw(3)];
const p = above(6);
const A = [draw(4), draw(4), draw(4)];
const B = [draw(3), draw(3), draw(3), draw(3)];
const SQUARE = [draw(3), draw(3), draw(3)].map((row, i) => row.map((entry, j) => entry + (i === j ? 4 : 0)));
const MISSING = [1.5, Number.NaN, -0.5, 2, Number.NaN, 0.25];
const PRESENT = MISSING.filter((each) => !Number.isNaN(each));
const TIED = [2, 1, 2, 0, 1, 2];
const { PI } = Math;

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const Σ = (terms: readonly number[]): number => terms.reduce((sum, term) => sum + term, 0);
const Π = (factors: readonly number[]): number => factors.reduce((product, factor) => product * factor, 1);
const each = (f: (i: number) => number, n = x.length): number[] => upTo(n).map(f);
const table = (m: number, n: number, f: (i: number, j: number) => number): number[][] =>
  upTo(m).map((i) => upTo(n).map((j) => f(i, j)));
const is = (condition: boolean): number => (condition ? 1 : 0);
const mean = (numbers: readonly number[]): number => Σ(numbers) / numbers.length;
const spread = (numbers: readonly number[]): number =>
  Σ(numbers.map((each) => (each - mean(numbers)) ** 2)) / numbers.length;
const rising = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);
const factorial = (k: number): number => Π(upTo(k).map((i) => i + 1));
/** ∫ f from a to b by Simpson's rule. */
function integral(f: (t: number) => number, a: number, b: number, n = 2000): number {
  const h = (b - a) / n;
  return (h / 3) * Σ(upTo(n + 1).map((i) => f(a + i * h) * (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2)));
}
const normal = (t: number): number => Math.exp((-t * t) / 2) / Math.sqrt(2 * PI);
const Φ = (t: number): number => 0.5 + integral(normal, 0, t);
/** Γ at whole and half numbers, by recurrence. */
const Γ = (t: number): number => (t === 1 ? 1 : t === 0.5 ? Math.sqrt(PI) : (t - 1) * Γ(t - 1));
const wave = (order: number) => (t: number) => integral((s) => Math.cos(order * s - t * Math.sin(s)), 0, PI) / PI;
const swell = (order: number) => (t: number) =>
  integral((s) => Math.exp(t * Math.cos(s)) * Math.cos(order * s), 0, PI) / PI;

type Pair = readonly [given: unknown, formula: unknown];

/** By name: what the function gives, and its formula in plain numbers. */
export const REFERENCES: Readonly<Record<string, () => Pair>> = {
  eye: () => [np.eye(3, 4, 1), table(3, 4, (i, j) => is(j - i === 1))],
  full: () => [np.full([3], 2.5), each(() => 2.5, 3)],
  fullLike: () => [np.fullLike(tensor(z), 2.5), each(() => 2.5, 3)],
  identity: () => [np.identity(3), table(3, 3, (i, j) => is(i === j))],
  ones: () => [np.ones([3]), [1, 1, 1]],
  onesLike: () => [np.onesLike(tensor(z)), [1, 1, 1]],
  zeros: () => [np.zeros([3]), [0, 0, 0]],
  zerosLike: () => [np.zerosLike(tensor(z)), [0, 0, 0]],
  arange: () => [np.arange(1, 3, 0.25), each((i) => 1 + i * 0.25, 8)],
  linspace: () => [np.linspace(1, 3, 7), each((i) => 1 + (i * 2) / 6, 7)],
  geomspace: () => [np.geomspace(1, 8, 5), each((i) => 8 ** (i / 4), 5)],
  logspace: () => [np.logspace(0, 2, 5), each((i) => 10 ** ((i * 2) / 4), 5)],
  tri: () => [np.tri(3, 4, 1), table(3, 4, (i, j) => is(j - i <= 1))],
  append: () => [np.append(x, z), [...x, ...z]],
  columnStack: () => [np.columnStack([x, y]), table(6, 2, (i, j) => [x, y][j]![i]!)],
  dstack: () => [np.dstack([A, A]), upTo(3).map((i) => table(4, 2, (j) => A[i]![j]!))],
  hstack: () => [np.hstack([A, A]), A.map((row) => [...row, ...row])],
  vstack: () => [np.vstack([A, A]), [...A, ...A]],
  stack: () => [np.stack([x, y]), [x, y]],
  expandDims: () => [np.expandDims(A, 1), A.map((row) => [row])],
  moveaxis: () => [np.moveaxis(A, 0, 1), table(4, 3, (j, i) => A[i]![j]!)],
  swapaxes: () => [np.swapaxes(A, 0, 1), table(4, 3, (j, i) => A[i]![j]!)],
  rollaxis: () => [np.rollaxis(A, 1), table(4, 3, (j, i) => A[i]![j]!)],
  ravel: () => [np.ravel(A), each((k) => A[Math.floor(k / 4)]![k % 4]!, 12)],
  squeeze: () => [np.squeeze(A.map((row) => [row])), A],
  diag: () => [np.diag(z, 1), table(4, 4, (i, j) => (j - i === 1 ? z[i]! : 0))],
  diagflat: () => [np.diagflat(z), table(3, 3, (i, j) => (i === j ? z[i]! : 0))],
  diagonal: () => [np.diagonal(A, 1), each((i) => A[i]![i + 1]!, 3)],
  fillDiagonal: () => [np.fillDiagonal(A, 9), table(3, 4, (i, j) => (i === j ? 9 : A[i]![j]!))],
  makeDiagonal: () => [np.makeDiagonal(tensor(z)), table(3, 3, (i, j) => (i === j ? z[i]! : 0))],
  trace: () => [np.trace(A, 1), Σ(each((i) => A[i]![i + 1]!, 3))],
  tril: () => [np.tril(A, 1), table(3, 4, (i, j) => (j - i <= 1 ? A[i]![j]! : 0))],
  triu: () => [np.triu(A, 1), table(3, 4, (i, j) => (j - i >= 1 ? A[i]![j]! : 0))],
  flip: () => [np.flip(x), each((i) => x[5 - i]!)],
  fliplr: () => [np.fliplr(A), table(3, 4, (i, j) => A[i]![3 - j]!)],
  flipud: () => [np.flipud(A), table(3, 4, (i, j) => A[2 - i]![j]!)],
  repeat: () => [np.repeat(x, 2), each((i) => x[Math.floor(i / 2)]!, 12)],
  resize: () => [np.resize(x, [8]), each((i) => x[i % 6]!, 8)],
  roll: () => [np.roll(x, 2), each((i) => x[(i - 2 + 6) % 6]!)],
  rot90: () => [np.rot90(A), table(4, 3, (i, j) => A[j]![3 - i]!)],
  tile: () => [np.tile(x, 2), each((i) => x[i % 6]!, 12)],
  pad: () => [np.pad(x, [1, 2]), [0, ...x, 0, 0]],
  delete: () => [np.delete(x, 2), x.filter((_, i) => i !== 2)],
  insert: () => [np.insert(x, 2, 9), [...x.slice(0, 2), 9, ...x.slice(2)]],
  atleast1d: () => [np.atleast1d(3), [3]],
  atleast2d: () => [np.atleast2d(x), [x]],
  atleast3d: () => [np.atleast3d(x), [x.map((entry) => [entry])]],
  extract: () => [np.extract(np.greater(x, 0), x), x.filter((entry) => entry > 0)],
  compress: () => [np.compress(np.greater(x, 0), x), x.filter((entry) => entry > 0)],
  flatnonzero: () => [np.flatnonzero(TIED), upTo(6).filter((i) => TIED[i] !== 0)],
  takeAlongAxis: () => [np.takeAlongAxis(A, np.argsort(A, 1), 1), A.map(rising)],
  clip: () => [np.clip(x, -1, 0.5), x.map((t) => Math.min(Math.max(t, -1), 0.5))],
  copysign: () => [np.copysign(x, y), each((i) => Math.abs(x[i]!) * Math.sign(y[i]!))],
  degrees: () => [np.degrees(x), x.map((t) => (180 * t) / PI)],
  radians: () => [np.radians(x), x.map((t) => (PI * t) / 180)],
  divmod: () => [
    np.divmod(x, y),
    [each((i) => Math.floor(x[i]! / y[i]!)), each((i) => x[i]! - y[i]! * Math.floor(x[i]! / y[i]!))],
  ],
  heaviside: () => [np.heaviside([-1, 0, 2], 0.25), [0, 0.25, 1]],
  isclose: () => [
    np.isclose([1, 1, 1], [1, 1 + 1e-6, 1.1]),
    [1, 1e-6, 0.1].map((d, k) => is(k === 0 || d <= 1e-8 + 1e-5 * (1 + d))),
  ],
  ldexp: () => [np.ldexp(x, 3), x.map((t) => t * 8)],
  modf: () => [np.modf(x), [x.map((t) => t - Math.trunc(t)), x.map(Math.trunc)]],
  reciprocal: () => [
    [np.reciprocal(p), elementwiseGrad(np.reciprocal)(tensor(p))],
    [p.map((t) => 1 / t), p.map((t) => -1 / t ** 2)],
  ],
  round: () => [np.round(x, 1), x.map((t) => Math.round(t * 10) / 10)],
  angle: () => [np.angle(x), x.map((t) => PI * is(t < 0))],
  conj: () => [np.conj(x), x],
  imag: () => [np.imag(x), x.map(() => 0)],
  real: () => [np.real(x), x],
  realIfClose: () => [np.realIfClose(x), x],
  logsumexp: () => [
    [np.logsumexp(x), grad((v: Tensor) => np.logsumexp(v))(tensor(x))],
    [Math.log(Σ(x.map(Math.exp))), x.map((t) => Math.exp(t) / Σ(x.map(Math.exp)))],
  ],
  argmin: () => [np.argmin(TIED), TIED.indexOf(0)],
  mean: () => [np.mean(x), mean(x)],
  einsum: () => [np.einsum("ij,jk->ik", A, B), table(3, 3, (i, k) => Σ(each((j) => A[i]![j]! * B[j]![k]!, 4)))],
  cross: () => [np.cross(z, [1, 2, 3]), [z[1]! * 3 - z[2]! * 2, z[2]! - z[0]! * 3, z[0]! * 2 - z[1]!]],
  dot: () => [np.dot(A, B), table(3, 3, (i, k) => Σ(each((j) => A[i]![j]! * B[j]![k]!, 4)))],
  inner: () => [np.inner(x, y), Σ(each((i) => x[i]! * y[i]!))],
  kron: () => [np.kron(z, x), each((k) => z[Math.floor(k / 6)]! * x[k % 6]!, 18)],
  matrixTranspose: () => [np.matrixTranspose(tensor(A)), table(4, 3, (j, i) => A[i]![j]!)],
  matvec: () => [np.matvec(A, [1, 2, 3, 4]), A.map((row) => Σ(row.map((a, j) => a * (j + 1))))],
  vecmat: () => [np.vecmat([1, 2, 3], A), each((j) => Σ(A.map((row, i) => row[j]! * (i + 1))), 4)],
  tensordot: () => [np.tensordot(A, B, 1), table(3, 3, (i, k) => Σ(each((j) => A[i]![j]! * B[j]![k]!, 4)))],
  vdot: () => [np.vdot(x, y), Σ(each((i) => x[i]! * y[i]!))],
  vecdot: () => [np.vecdot(x, y), Σ(each((i) => x[i]! * y[i]!))],
  cumprod: () => [np.cumprod(x), each((i) => Π(x.slice(0, i + 1)))],
  prod: () => [
    [np.prod(x), grad((v: Tensor) => np.prod(v))(tensor(x))],
    [Π(x), each((i) => Π(x.filter((_, j) => j !== i)))],
  ],
  cummin: () => [np.cummin(x), each((i) => Math.min(...x.slice(0, i + 1)))],
  std: () => [np.std(x), Math.sqrt(spread(x))],
  var: () => [np.var(x), spread(x)],
  all: () => [
    [np.all(TIED), np.all([1, 2])],
    [0, 1],
  ],
  any: () => [
    [np.any(TIED), np.any([0, 0])],
    [1, 0],
  ],
  countNonzero: () => [np.countNonzero(TIED), 5],
  ptp: () => [np.ptp(x), Math.max(...x) - Math.min(...x)],
  median: () => [np.median(x), mean(rising(x).slice(2, 4))],
  quantile: () => [np.quantile(x, 0.3), rising(x)[1]! * 0.5 + rising(x)[2]! * 0.5],
  percentile: () => [np.percentile(x, 30), rising(x)[1]! * 0.5 + rising(x)[2]! * 0.5],
  nanmedian: () => [np.nanmedian(MISSING), mean(rising(PRESENT).slice(1, 3))],
  nanmean: () => [np.nanmean(MISSING), mean(PRESENT)],
  nansum: () => [np.nansum(MISSING), Σ(PRESENT)],
  nanprod: () => [np.nanprod(MISSING), Π(PRESENT)],
  nanmax: () => [np.nanmax(MISSING), Math.max(...PRESENT)],
  nanmin: () => [np.nanmin(MISSING), Math.min(...PRESENT)],
  nanargmax: () => [np.nanargmax(MISSING), MISSING.indexOf(2)],
  nanargmin: () => [np.nanargmin(MISSING), MISSING.indexOf(-0.5)],
  nanvar: () => [np.nanvar(MISSING), spread(PRESENT)],
  nanstd: () => [np.nanstd(MISSING), Math.sqrt(spread(PRESENT))],
  nancumsum: () => [np.nancumsum(MISSING), each((i) => Σ(MISSING.slice(0, i + 1).filter((t) => !Number.isNaN(t))))],
  nancumprod: () => [np.nancumprod(MISSING), each((i) => Π(MISSING.slice(0, i + 1).filter((t) => !Number.isNaN(t))))],
  average: () => [np.average(x, null, p), Σ(each((i) => p[i]! * x[i]!)) / Σ(p)],
  cov: () => [
    np.cov([x, y]),
    table(
      2,
      2,
      (i, j) => Σ(each((k) => ([x, y][i]![k]! - mean([x, y][i]!)) * ([x, y][j]![k]! - mean([x, y][j]!)))) / 5,
    ),
  ],
  corrcoef: () => [
    np.at(np.corrcoef([x, y]), 0, 1),
    Σ(each((k) => (x[k]! - mean(x)) * (y[k]! - mean(y)))) / 6 / Math.sqrt(spread(x) * spread(y)),
  ],
  convolve: () => [np.convolve(x, z), each((k) => Σ(z.map((c, i) => c * (x[k - i] ?? 0))), 8)],
  correlate: () => [np.correlate(x, z), each((k) => Σ(z.map((c, i) => c * x[k + i]!)), 4)],
  diff: () => [np.diff(x), each((i) => x[i + 1]! - x[i]!, 5)],
  ediff1d: () => [np.ediff1d(x), each((i) => x[i + 1]! - x[i]!, 5)],
  gradient: () => [
    np.at(np.gradient(tensor(x), { spacing: 0.5 }) as Tensor, "1:-1"),
    each((i) => (x[i + 2]! - x[i]!) / 1, 4),
  ],
  trapezoid: () => [np.trapezoid(x), Σ(each((i) => (x[i]! + x[i + 1]!) / 2, 5))],
  polyadd: () => [np.polyval(np.polyadd(x, z), 0.7), polynomial(x) + polynomial(z)],
  polysub: () => [np.polyval(np.polysub(x, z), 0.7), polynomial(x) - polynomial(z)],
  poly: () => [np.polyval(np.poly(x), 0.7), x.reduce((y, root) => y * (0.7 - root), 1)],
  polymul: () => [np.polyval(np.polymul(x, z), 0.7), polynomial(x) * polynomial(z)],
  polyval: () => [np.polyval(x, 0.7), polynomial(x)],
  polyder: () => [np.polyval(np.polyder(x), 0.7), Σ(each((i) => x[i]! * (5 - i) * 0.7 ** (4 - i), 5))],
  polyint: () => [np.polyval(np.polyint(x), 0.7), Σ(each((i) => (x[i]! * 0.7 ** (6 - i)) / (6 - i)))],
  vander: () => [np.vander(z, 4), table(3, 4, (i, j) => z[i]! ** (3 - j))],
  bincount: () => [np.bincount(tensor(Int32Array.from(TIED))), each((k) => TIED.filter((t) => t === k).length, 3)],
  interp: () => [np.interp(0.25, [0, 1], [2, 5]), 2 + 3 * 0.25],
  bartlett: () => [np.bartlett(5), [-1, -0.5, 0, 0.5, 1].map((t) => 1 - Math.abs(t))],
  blackman: () => [
    np.blackman(5),
    [-1, -0.5, 0, 0.5, 1].map((t) => 0.42 + 0.5 * Math.cos(PI * t) + 0.08 * Math.cos(2 * PI * t)),
  ],
  hamming: () => [np.hamming(5), [-1, -0.5, 0, 0.5, 1].map((t) => 0.54 + 0.46 * Math.cos(PI * t))],
  hanning: () => [np.hanning(5), [-1, -0.5, 0, 0.5, 1].map((t) => 0.5 * (1 + Math.cos(PI * t)))],
  kaiser: () => [np.kaiser(5, 3), [-1, -0.5, 0, 0.5, 1].map((t) => swell(0)(3 * Math.sqrt(1 - t * t)) / swell(0)(3))],
  sort: () => [np.sort(x), rising(x)],
  unique: () => [np.unique(TIED), [0, 1, 2]],
  intersect1d: () => [np.intersect1d(TIED, [1, 2, 5]), [1, 2]],
  setdiff1d: () => [np.setdiff1d(TIED, [1, 2, 5]), [0]],
  setxor1d: () => [np.setxor1d(TIED, [1, 2, 5]), [0, 5]],
  union1d: () => [np.union1d(TIED, [1, 2, 5]), [0, 1, 2, 5]],
  isin: () => [np.isin(TIED, [1]), TIED.map((t) => is(t === 1))],
  trimZeros: () => [np.trimZeros([0, 1, 0, 2, 0]), [1, 0, 2]],
  beta: () => [np.beta(2.5, 3), (Γ(2.5) * Γ(3)) / Γ(5.5)],
  betaln: () => [np.betaln(2.5, 3), Math.log((Γ(2.5) * Γ(3)) / Γ(5.5))],
  digamma: () => [np.digamma(p), elementwiseGrad((v: Tensor): Tensor => np.gammaln(v))(tensor(p))],
  gammaincc: () => [np.gammaincc(3, p), p.map((t) => 1 - integral((s) => s * s * Math.exp(-s), 0, t) / 2)],
  logit: () => [np.logit(0.3), Math.log(0.3 / 0.7)],
  multigammaln: () => [np.multigammaln(3, 2), 0.5 * Math.log(PI) + Math.log(Γ(3)) + Math.log(Γ(2.5))],
  i0: () => [np.i0(p), p.map(swell(0))],
  i1: () => [
    [np.i1(p), elementwiseGrad(np.i0)(tensor(p))],
    [p.map(swell(1)), p.map(swell(1))],
  ],
  j0: () => [
    [np.j0(p), elementwiseGrad(np.j0)(tensor(p))],
    [p.map(wave(0)), p.map((t) => -wave(1)(t))],
  ],
  j1: () => [
    [np.j1(p), elementwiseGrad(np.j1)(tensor(p))],
    [p.map(wave(1)), p.map((t) => (wave(0)(t) - wave(2)(t)) / 2)],
  ],
  y0: () => [elementwiseGrad(np.y0)(tensor(p)), np.neg(np.y1(p))],
  y1: () => [elementwiseGrad(np.y1)(tensor(p)), np.mul(0.5, np.sub(np.y0(p), np.yn(2, tensor(p))))],
  "stats.beta.pdf": () => [stats.beta.pdf(0.3, 2, 3), (0.3 * 0.7 ** 2) / ((Γ(2) * Γ(3)) / Γ(5))],
  "stats.beta.logpdf": () => [stats.beta.logpdf(0.3, 2, 3), Math.log((0.3 * 0.7 ** 2) / ((Γ(2) * Γ(3)) / Γ(5)))],
  "stats.beta.cdf": () => [stats.beta.cdf(0.3, 2, 3), integral((t) => t * (1 - t) ** 2 * 12, 0, 0.3)],
  "stats.chi2.pdf": () => [stats.chi2.pdf(p, 5), p.map((t) => (t ** 1.5 * Math.exp(-t / 2)) / (2 ** 2.5 * Γ(2.5)))],
  "stats.chi2.logpdf": () => [
    stats.chi2.logpdf(p, 5),
    p.map((t) => 1.5 * Math.log(t) - t / 2 - 2.5 * Math.log(2) - Math.log(Γ(2.5))),
  ],
  "stats.chi2.cdf": () => [stats.chi2.cdf(p, 6), p.map((t) => integral((s) => (s * s * Math.exp(-s)) / 2, 0, t / 2))],
  "stats.dirichlet.pdf": () => [stats.dirichlet.pdf([0.2, 0.8], [2, 3]), (Γ(5) * 0.2 * 0.8 ** 2) / (Γ(2) * Γ(3))],
  "stats.dirichlet.logpdf": () => [
    stats.dirichlet.logpdf([0.2, 0.8], [2, 3]),
    Math.log((Γ(5) * 0.2 * 0.8 ** 2) / (Γ(2) * Γ(3))),
  ],
  "stats.gamma.pdf": () => [stats.gamma.pdf(p, 2.5), p.map((t) => (t ** 1.5 * Math.exp(-t)) / Γ(2.5))],
  "stats.gamma.logpdf": () => [stats.gamma.logpdf(p, 2.5), p.map((t) => 1.5 * Math.log(t) - t - Math.log(Γ(2.5)))],
  "stats.gamma.cdf": () => [stats.gamma.cdf(p, 3), p.map((t) => integral((s) => (s * s * Math.exp(-s)) / 2, 0, t))],
  "stats.multivariateNormal.pdf": () => [
    stats.multivariateNormal.pdf(
      [1, 2],
      [0, 1],
      [
        [2, 0],
        [0, 3],
      ],
    ),
    Math.exp(-0.5 * (1 / 2 + 1 / 3)) / Math.sqrt((2 * PI) ** 2 * 6),
  ],
  "stats.multivariateNormal.logpdf": () => [
    stats.multivariateNormal.logpdf(
      [1, 2],
      [0, 1],
      [
        [2, 0],
        [0, 3],
      ],
    ),
    -0.5 * (1 / 2 + 1 / 3 + Math.log(6) + 2 * Math.log(2 * PI)),
  ],
  "stats.multivariateNormal.entropy": () => [
    stats.multivariateNormal.entropy(
      [0, 1],
      [
        [2, 0],
        [0, 3],
      ],
    ),
    0.5 * (Math.log(6) + 2 * (1 + Math.log(2 * PI))),
  ],
  "stats.norm.pdf": () => [stats.norm.pdf(x, 0.5, 2), x.map((t) => normal((t - 0.5) / 2) / 2)],
  "stats.norm.logpdf": () => [stats.norm.logpdf(x, 0.5, 2), x.map((t) => Math.log(normal((t - 0.5) / 2) / 2))],
  "stats.norm.cdf": () => [stats.norm.cdf(x, 0.5, 2), x.map((t) => Φ((t - 0.5) / 2))],
  "stats.norm.sf": () => [stats.norm.sf(x, 0.5, 2), x.map((t) => 1 - Φ((t - 0.5) / 2))],
  "stats.norm.logcdf": () => [stats.norm.logcdf(x, 0.5, 2), x.map((t) => Math.log(Φ((t - 0.5) / 2)))],
  "stats.norm.logsf": () => [stats.norm.logsf(x, 0.5, 2), x.map((t) => Math.log(1 - Φ((t - 0.5) / 2)))],
  "stats.poisson.pmf": () => [
    stats.poisson.pmf([0, 1, 4], 1.5),
    [0, 1, 4].map((k) => (1.5 ** k * Math.exp(-1.5)) / factorial(k)),
  ],
  "stats.poisson.logpmf": () => [
    stats.poisson.logpmf([0, 1, 4], 1.5),
    [0, 1, 4].map((k) => k * Math.log(1.5) - 1.5 - Math.log(factorial(k))),
  ],
  "stats.poisson.cdf": () => [
    stats.poisson.cdf(2, 1.5),
    Σ([0, 1, 2].map((k) => (1.5 ** k * Math.exp(-1.5)) / factorial(k))),
  ],
  "stats.t.pdf": () => [
    stats.t.pdf(x, 5, 0.5, 2),
    x.map((t) => (Γ(3) / (2 * Math.sqrt(5 * PI) * Γ(2.5))) * (1 + ((t - 0.5) / 2) ** 2 / 5) ** -3),
  ],
  "stats.t.logpdf": () => [
    stats.t.logpdf(x, 5, 0.5, 2),
    x.map((t) => Math.log((Γ(3) / (2 * Math.sqrt(5 * PI) * Γ(2.5))) * (1 + ((t - 0.5) / 2) ** 2 / 5) ** -3)),
  ],
  "stats.t.cdf": () => [
    stats.t.cdf(x, 5),
    x.map((t) => 0.5 + integral((s) => (Γ(3) / (Math.sqrt(5 * PI) * Γ(2.5))) * (1 + s ** 2 / 5) ** -3, 0, t)),
  ],
  "fft.fftfreq": () => [np.fft.fftfreq(5, 0.5), [0, 1, 2, -2, -1].map((k) => k / 2.5)],
  "fft.rfftfreq": () => [np.fft.rfftfreq(5, 0.5), [0, 1, 2].map((k) => k / 2.5)],
  "fft.fftshift": () => [np.fft.fftshift(x), each((i) => x[(i - 3 + 6) % 6]!)],
  "fft.ifftshift": () => [np.fft.ifftshift(x), each((i) => x[(i + 3) % 6]!)],
  "linalg.inv": () => [np.matmul(SQUARE, linalg.inv(SQUARE)), table(3, 3, (i, j) => is(i === j))],
  "linalg.matrixPower": () => [linalg.matrixPower(SQUARE, 3), np.matmul(SQUARE, np.matmul(SQUARE, SQUARE))],
  "linalg.multiDot": () => [linalg.multiDot([A, B, A]), np.matmul(np.matmul(A, B), A)],
  "linalg.norm": () => [
    [linalg.norm(x, 3), linalg.norm(A)],
    [Σ(x.map((t) => Math.abs(t) ** 3)) ** (1 / 3), Math.sqrt(Σ(A.flat().map((t) => t * t)))],
  ],
  "linalg.cond": () => [linalg.cond(SQUARE, "fro"), np.mul(linalg.norm(SQUARE), linalg.norm(linalg.inv(SQUARE)))],
  "linalg.matrixRank": () => [
    linalg.matrixRank([
      [1, 2],
      [2, 4],
    ]),
    1,
  ],
  hvp: () => [np.hvp((v: Tensor) => np.sum(np.pow(v, 3)))(tensor(x), tensor(y)), each((i) => 6 * x[i]! * y[i]!)],
  grad: () => [grad((v: Tensor) => np.sum(np.pow(v, 3)))(tensor(x)), x.map((t) => 3 * t * t)],
  elementwiseGrad: () => [elementwiseGrad((v: Tensor) => np.pow(v, 3))(tensor(x)), x.map((t) => 3 * t * t)],
  hessian: () => [
    np.hessian((v: Tensor) => np.prod(v))(tensor([2, 3])),
    [
      [0, 1],
      [1, 0],
    ],
  ],
  jacobian: () => [
    np.jacobian((v: Tensor) => np.square(v))(tensor(z)),
    table(3, 3, (j, i) => (i === j ? 2 * z[i]! : 0)),
  ],
  jvp: () => [jvp((v: Tensor): Tensor => np.square(v), [tensor(x)], [tensor(y)])[1], each((i) => 2 * x[i]! * y[i]!)],
  valueAndGrad: () => [
    np.valueAndGrad((v: Tensor) => np.sum(np.square(v)))(tensor(x)),
    [Σ(x.map((t) => t * t)), x.map((t) => 2 * t)],
  ],
  checkpoint: () => [np.checkpoint((v: Tensor) => np.square(v))(tensor(x)), x.map((t) => t * t)],
};

function polynomial(coefficients: readonly number[]): number {
  return coefficients.reduce((value, c) => value * 0.7 + c, 0);
}

/** Why the others have none: their formulas say what holds, not what to compute, or take more than numbers. */
export const WITHOUT: Readonly<Record<string, string>> = {
  "a list of parts, an index or a condition that stands for many":
    "block unstack arraySplit dsplit hsplit split vsplit applyAlongAxis broadcastArrays broadcastShapes fromfunction indices meshgrid at set slice argwhere nonzero diagIndices ravelMultiIndex trilIndices triuIndices unravelIndex choose select piecewise",
  "a test of numbers, with cases of its own":
    "isfinite isinf isnan isneginf isposinf nanToNum logicalAnd logicalNot logicalOr logicalXor allclose arrayEqual arrayEquiv",
  "a relation that many results fulfil":
    "argpartition partition digitize lexsort topk unwrap polydiv polyfit roots linalg.eigvals linalg.eigvalsh linalg.svdvals linalg.tensorinv linalg.tensorsolve",
  "the function without NaN is named in words": "nanpercentile nanquantile",
  "sums over bins": "histogram histogram2d histogramdd histogramBinEdges segmentSum",
  "an integral to infinity": "stats.t.logcdf",
  "transforms of functions, whose formula is what their tests are about":
    "centralDifference customJvp customVjp debugNaN explain gradAndAux readTape vjp",
  draws:
    "random.generator random.bernoulli random.foldIn random.key random.normal random.split random.uniform random.RandomState",
};

/** All numbers of a result, in order. */
export function numbersOf(result: unknown): number[] {
  if (np.isTensor(result)) return [result.toArray()].flat(9).map(Number);
  if (Array.isArray(result)) return result.flatMap(numbersOf);
  return [Number(result)];
}
