import * as wengert from "../index.ts";
import type { Tensor } from "../tensor.ts";
import { type Domain, draw } from "./draw.ts";
import { APART, DISTINCT, INSIDE, NOT_ZERO, POSITIVE, REAL, REGULAR } from "./inputs.ts";
import { symmetric } from "./matrices.ts";

// One table of calls of all public functions that take tensors, for what must hold for every one of them.

const drawn =
  (domain: Domain) =>
  (...shape: readonly number[]): Tensor =>
    draw([shape], [domain], "float64", `${shape}`)[0]!;

const real = drawn(REAL);
const positive = drawn(POSITIVE);
const inside = drawn(INSIDE);
const notZero = drawn(NOT_ZERO);
const distinct = drawn(DISTINCT);
const regular = drawn(REGULAR);
const apart = (...shape: readonly number[]): Tensor => symmetric(drawn(APART)(...shape));
const definite = (n: number): Tensor => symmetric(regular(n, n));
const more = drawn({ from: 1.1, to: 3 });
const unit = drawn({ from: 0.1, to: 0.9 });
const integers = (...values: readonly number[]): Tensor => wengert.tensor(Int32Array.from(values));
const booleans = (...values: readonly boolean[]): Tensor => wengert.tensor(values);

/** The arguments of one call. */
export type Call = readonly unknown[];

const each = (names: string, ...args: Call): Readonly<Record<string, readonly Call[]>> =>
  Object.fromEntries(names.split(" ").map((name) => [name, [args]]));

const ROWS = real(3, 4);
const REDUCED: readonly Call[] = [[distinct(3, 4)], [distinct(3, 4), 1], [distinct(3, 4), -1, { keepdims: true }]];
const reductions = (names: string): Readonly<Record<string, readonly Call[]>> =>
  Object.fromEntries(names.split(" ").map((name) => [name, REDUCED]));

/** Calls of every public function that takes tensors; all floating inputs are float64. */
export const CALLS: Readonly<Record<string, readonly Call[]>> = {
  // Creation
  ...each("zeros ones", [2, 3], "float32"),
  ...each("eye tri", 2, 3, 1, "float32"),
  identity: [[3, "float32"]],
  arange: [[1, 4, 1, "float32"]],
  full: [[[2, 3], real(3)]],
  fullLike: [
    [ROWS, real(4)],
    [ROWS, 2.5],
  ],
  ...each("onesLike zerosLike", ROWS),
  linspace: [
    [real(2), positive(2), 3],
    [real(2), 1, 3],
  ],
  logspace: [[real(2), positive(2), 3]],
  geomspace: [[positive(2), more(2), 3]],

  // Shape and joining
  append: [
    [real(3), real(2)],
    [real(3), 1],
  ],
  block: [[[[real(2, 2), real(2, 1)]]]],
  ...each("columnStack dstack hstack vstack", [real(3), positive(3)]),
  stack: [[[real(3), positive(3)]], [[real(), 0.1]]],
  concatenate: [[[real(2, 3), real(1, 3)], 0]],
  unstack: [[ROWS, 1]],
  broadcastTo: [[real(4), [3, 4]]],
  expandDims: [[ROWS, 1]],
  moveaxis: [[real(2, 3, 2), 0, 2]],
  ravel: [[ROWS], [ROWS, { order: "F" }]],
  reshape: [[ROWS, [2, 6]]],
  rollaxis: [[real(2, 3, 2), 2, 0]],
  squeeze: [[real(1, 3), 0]],
  swapaxes: [[ROWS, 0, 1]],
  transpose: [[ROWS], [real(2, 3, 2), [2, 0, 1]]],
  ...each("diag diagflat makeDiagonal", real(3)),
  ...each("diagonal trace tril triu", ROWS, 1),
  fillDiagonal: [
    [ROWS, real(1)],
    [ROWS, 0.1],
  ],
  ...each("arraySplit split hsplit", real(4, 4), 2),
  ...each("vsplit", real(4, 3), [1]),
  ...each("dsplit", real(1, 2, 4), 2),
  ...each("flip roll", ROWS, 1),
  ...each("fliplr flipud rot90", ROWS),
  repeat: [[ROWS, 2, 1]],
  resize: [[ROWS, [2, 7]]],
  tile: [[ROWS, [2, 1]]],
  pad: [
    [ROWS, 1, "constant", { constantValues: 2 }],
    [ROWS, [1, 2], "linear_ramp", { endValues: 1 }],
    ...["edge", "reflect", "symmetric", "wrap", "mean", "maximum", "minimum", "median"].map((mode) => [
      distinct(3, 4),
      1,
      mode,
    ]),
  ],
  delete: [[ROWS, 1, 0]],
  insert: [
    [ROWS, 1, real(4), 0],
    [ROWS, [0, 2], 5, 1],
  ],
  applyAlongAxis: [[(v: Tensor) => wengert.square(v), 1, ROWS]],
  ...each("atleast1d atleast2d atleast3d", real(3)),
  broadcastArrays: [[[real(3), real(2, 1)]]],
  meshgrid: [[[real(3), positive(2)]]],

  // Indexing
  at: [
    [ROWS, 1, "1:"],
    [ROWS, [0, 0, 2]],
  ],
  set: [
    [ROWS, [1, "::2"], real(2)],
    [ROWS, 0, 0.5],
  ],
  ...each("argwhere flatnonzero nonzero", ROWS),
  compress: [[booleans(true, false, true), ROWS, 0]],
  extract: [[booleans(true, false, true), real(3)]],
  take: [[ROWS, integers(0, 2, 2), 1]],
  takeAlongAxis: [[ROWS, wengert.argsort(ROWS, 1), 1]],
  unravelIndex: [[integers(1, 5), [2, 3]]],
  ravelMultiIndex: [
    [
      [integers(0, 1), integers(2, 0)],
      [2, 3],
    ],
  ],

  // Element by element
  ...each("abs sign reciprocal", notZero(2, 3)),
  ...each(
    "neg square exp exp2 expm1 sin cos tan arctan sinh cosh tanh arcsinh sigmoid sinc erf erfc logNormalCdf degrees radians",
    real(2, 3),
  ),
  ...each("ceil floor rint trunc signbit round relu", notZero(2, 3)),
  ...each("sqrt log log2 log10 log1p cbrt", positive(2, 3)),
  ...each("arcsin arccos arctanh erfinv", inside(2, 3)),
  ...each("arccosh", more(2, 3)),
  ...each("logit erfcinv", unit(2, 3)),
  ...each("add sub mul maximum minimum fmax fmin logaddexp logaddexp2", distinct(2, 3), positive(3)),
  ...each("div arctan2 hypot fmod mod floorDivide divmod copysign", notZero(2, 3), positive(3)),
  pow: [[positive(2, 3), real(3)]],
  ...each("equal greater greaterEqual less lessEqual notEqual isclose allclose arrayEqual arrayEquiv", ROWS, real(4)),
  ...each("isfinite isinf isnan isneginf isposinf logicalNot", ROWS),
  ...each("logicalAnd logicalOr logicalXor", ROWS, real(4)),
  astype: [[ROWS, "int32"]],
  where: [
    [booleans(true, false, true), real(2, 3), positive(3)],
    [booleans(true, false, true), real(2, 3), 0.5],
  ],
  clip: [
    [ROWS, -1, 1],
    [ROWS, real(4), 3],
  ],
  heaviside: [[notZero(3), 0.5]],
  ldexp: [[ROWS, integers(1, 2, 3, 4)]],
  modf: [[notZero(3)]],
  nanToNum: [[ROWS, { nan: 1, posinf: 2, neginf: 3 }]],
  ...each("angle conj imag real realIfClose", notZero(3)),

  // Reductions and products
  ...reductions("sum mean max min prod var std any all countNonzero ptp median nanmedian"),
  logsumexp: [...REDUCED, [ROWS, 1, { b: 2 }]],
  ...reductions("nanmax nanmean nanmin nanprod nanstd nansum nanvar argmax argmin nanargmax nanargmin"),
  ...each("cumsum cumprod cummax cummin nancumprod nancumsum", distinct(3, 4), 1),
  ...each("nanpercentile percentile", distinct(3, 4), 30, 1),
  ...each("nanquantile quantile", distinct(3, 4), [0.3, 0.5], 1),
  matmul: [
    [real(2, 3), real(3, 2)],
    [real(3), real(3)],
  ],
  ...Object.fromEntries(
    "outer kron inner vdot dot".split(" ").map((name) => [
      name,
      [
        [real(3), positive(3)],
        [name === "vdot" ? real(1) : real(3), 0.1],
      ],
    ]),
  ),
  einsum: [["ij,jk->ik", real(2, 3), real(3, 2)]],
  ...each("cross vecdot", real(2, 3), positive(3)),
  ...each("matrixTranspose", ROWS),
  matvec: [[ROWS, real(4)]],
  vecmat: [[real(3), ROWS]],
  tensordot: [[real(2, 3), real(3, 2), 1]],
  average: [[ROWS, 1, positive(4)], [ROWS]],
  ...each("corrcoef", ROWS),
  cov: [[ROWS, null, { aweights: positive(4) }]],

  // Convolutions and windows
  conv: [[real(1, 2, 5), real(3, 2, 2)]],
  windowMax: [[distinct(1, 5), [2]]],
  windowSum: [[real(1, 5), [2]]],

  // Series, polynomials and counting
  convolve: [[real(4), real(3), { mode: "same" }]],
  correlate: [[real(4), real(3), "full"]],
  diff: [
    [ROWS, 2, 0],
    [ROWS, 1, 1, { prepend: 1 }],
  ],
  ediff1d: [[real(4)]],
  gradient: [[ROWS], [ROWS, { spacing: 0.1, axis: 0 }], [real(4), { spacing: wengert.cumsum(positive(4)) }]],
  trapezoid: [
    [ROWS, wengert.cumsum(positive(4))],
    [ROWS, null, -1, { dx: 0.1 }],
  ],
  unwrap: [[real(4)]],
  ...each("polyadd polydiv polymul polysub", real(3), real(2)),
  poly: [[real(3)]],
  roots: [[wengert.tensor([1, -3, 2])]],
  ...each("polyder polyint", real(4)),
  polyfit: [[wengert.cumsum(positive(5)), real(5), 2]],
  polyval: [
    [real(3), real(2, 2)],
    [real(3), 0.1],
  ],
  vander: [[real(3), 3]],
  bincount: [[integers(0, 2, 2), { weights: real(3) }]],
  histogram: [
    [distinct(6), 3],
    [distinct(6), wengert.tensor([-2, 0, 2]), { weights: positive(6) }],
  ],
  histogramBinEdges: [[distinct(6), 3]],
  histogram2d: [[distinct(6), real(6), 3, { weights: positive(6) }]],
  histogramdd: [
    [distinct(4, 2), 2],
    [distinct(4, 2), [2, wengert.tensor([-2, 0, 2])], { weights: positive(4) }],
  ],
  segmentSum: [[real(3), integers(0, 1, 0), 2]],
  choose: [[integers(0, 1), [real(2), positive(2)]]],
  interp: [[unit(3), wengert.tensor([0, 0.5, 1]), real(3), { left: 1 }]],
  select: [[[booleans(true, false, false), booleans(true, true, false)], [real(3), positive(3)], 2]],
  piecewise: [[notZero(3), [wengert.greater(notZero(3), 0)], [(v: Tensor) => wengert.square(v), 2]]],

  // Sorting and searching
  ...each("argsort sort unique", distinct(2, 3)),
  ...each("argpartition partition", distinct(2, 3), 1),
  topk: [[distinct(2, 3), 2]],
  lexsort: [[[distinct(3), real(3)]]],
  searchsorted: [[wengert.tensor([-1, 0, 1]), real(3)]],
  digitize: [[real(3), wengert.tensor([-1, 0, 1])]],
  ...each("intersect1d isin setdiff1d setxor1d union1d", distinct(3), distinct(3)),
  trimZeros: [[wengert.tensor([0, 1.5, 0])]],

  // Special functions and distributions
  ...each("digamma gamma gammaln rgamma i0 i1 j0 j1 y0 y1", positive(2, 3)),
  ...each("beta betaln", positive(2, 3), positive(3)),
  ...each("gammainc gammaincc", integers(1, 2, 3), positive(2, 3)),
  betainc: [[integers(1, 2, 3), integers(2, 1, 3), unit(3)]],
  multigammaln: [[more(3), 2]],
  ...each("polygamma iv ive jn yn", 1, positive(3)),
  ...each("stats.beta.logpdf stats.beta.pdf", unit(3), positive(3), positive(3)),
  "stats.beta.cdf": [[unit(3), integers(1, 2, 3), 2]],
  ...each("stats.chi2.logpdf stats.chi2.pdf stats.gamma.logpdf stats.gamma.pdf", positive(3), positive(3)),
  ...each("stats.chi2.cdf stats.gamma.cdf", positive(3), integers(1, 2, 3)),
  ...each("stats.dirichlet.logpdf stats.dirichlet.pdf", wengert.tensor([0.2, 0.3, 0.5]), positive(3)),
  ...each("stats.multivariateNormal.logpdf stats.multivariateNormal.pdf", real(2), positive(2), definite(2)),
  "stats.multivariateNormal.entropy": [[real(2), definite(2)]],
  ...each(
    "stats.norm.logpdf stats.norm.pdf stats.norm.cdf stats.norm.sf stats.norm.logcdf stats.norm.logsf",
    real(3),
    inside(3),
    positive(3),
  ),
  ...each("stats.poisson.logpmf stats.poisson.pmf stats.poisson.cdf", integers(0, 1, 3), positive(3)),
  ...each("stats.t.logpdf stats.t.pdf", real(3), positive(3), inside(3), positive(3)),
  ...each("stats.t.cdf stats.t.logcdf", real(3), integers(1, 2, 3), inside(3), positive(3)),
  ...each("fft.fftshift fft.ifftshift", ROWS, 1),

  // Linear algebra
  "linalg.solveBanded": [[[1, 1], drawn({ from: 0.5, to: 1.5 })(3, 4), real(4)]],
  ...each("linalg.cholesky linalg.sqrtm", definite(3)),
  ...each("linalg.eigh linalg.eigvalsh linalg.eig linalg.eigvals", apart(3, 3)),
  ...each("linalg.det linalg.slogdet linalg.inv linalg.expm linalg.cond linalg.tensorinv", regular(3, 3)),
  "linalg.tensorinv": [[regular(3, 3), 1]],
  ...each("linalg.lu linalg.qr linalg.pinv linalg.svd linalg.svdvals linalg.matrixRank", drawn(APART)(3, 2)),
  "linalg.lstsq": [[drawn(APART)(3, 2), real(3)]],
  "linalg.norm": [
    [real(3)],
    [real(3), 3],
    ...(["fro", "nuc", 1, -1, 2, -2, Infinity] as const).map((order) => [drawn(APART)(3, 3), order]),
  ],
  "linalg.matrixPower": [[regular(2, 2), -2]],
  "linalg.multiDot": [[[real(2, 3), real(3, 2), real(2)]]],
  ...each("linalg.solve linalg.solveTriangular", regular(3, 3), real(3, 2)),
  "linalg.solveSylvester": [[definite(2), definite(2), real(2, 2)]],
  "linalg.tensorsolve": [[regular(4, 4), real(4)]],

  // Derivatives
  stopGradient: [[ROWS]],
};

/** Calls of functions that take lengths. */
export const LENGTHS: Readonly<Record<string, readonly Call[]>> = {
  indices: [[[2, 3]]],
  diagIndices: [[3, 2]],
  ...each("trilIndices triuIndices", 3, 1, 4),
  ...each("bartlett blackman hamming hanning", 4),
  kaiser: [[4, 2.5]],
  ...each("fft.fftfreq fft.rfftfreq", 4, 0.5),
  broadcastShapes: [[[2, 1], [3]]],
  slice: [[1, 5, 2]],
  fromfunction: [[(i: Tensor) => i, [2, 3]]],
};

/** All other public functions, with what they take. */
export const OTHERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    "grad gradAndAux valueAndGrad vjp jvp hvp jacobian hessian elementwiseGrad checkpoint customVjp customJvp debugNaN centralDifference explain readTape makeProgram evaluate toDot"
      .split(" ")
      .map((name) => [name, "functions"]),
  ),
  ...Object.fromEntries(
    "flattenTree flattenTreeLike leafPaths mapTree unflattenTree isTensor showValue checkOptions arrayRepr arrayStr tensor"
      .split(" ")
      .map((name) => [name, "anything"]),
  ),
  ...Object.fromEntries(
    "random.RandomState random.generator random.key random.split random.foldIn random.uniform random.normal random.bernoulli"
      .split(" ")
      .map((name) => [name, "seeds and keys"]),
  ),
};

/** All public functions under the names by which they are called, those of namespaces with a point. */
export function publicFunctions(
  namespace: object = wengert,
  prefix = "",
): ReadonlyMap<string, (...args: readonly unknown[]) => unknown> {
  const found = new Map<string, (...args: readonly unknown[]) => unknown>();
  for (const [name, value] of Object.entries(namespace)) {
    if (typeof value === "function") {
      if (!/^class\b/.test(String(value))) found.set(prefix + name, value);
    } else if (
      typeof value === "object" &&
      value !== null &&
      Object.prototype.toString.call(value) === "[object Module]"
    ) {
      for (const [inner, f] of publicFunctions(value, `${prefix}${name}.`)) found.set(inner, f);
    }
  }
  return found;
}
