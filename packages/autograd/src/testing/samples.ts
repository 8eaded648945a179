import type { Windows } from "../kernels/window.ts";
import { applyN } from "../primitive.ts";
import { decomposed } from "../primitives/leastSquares.ts";
import { solvePrimitive } from "../primitives/linalg.ts";
import { qrPrimitive } from "../primitives/qr.ts";
import type { Region } from "../primitives/slice.ts";
import { windowMaxPrimitive } from "../primitives/window.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Params } from "../trace.ts";
import type { Domain } from "./draw.ts";

/** One call: the shapes of the inputs that are drawn, and the parameters. */
export interface Sample {
  readonly shapes: readonly Shape[];
  readonly params: Params;
}

/** What the table test must know of a primitive to try it. */
export interface Samples {
  /** Where the inputs are drawn from, in their order; the last domain serves all that remain. */
  readonly domains: readonly Domain[];
  readonly samples: readonly Sample[];
  /** "together": linear in all floating inputs at once; "each": linear in each of them while the others are held. */
  readonly linear?: "together" | "each";
  /** Whether it also takes int32 and bool; true unless said. */
  readonly integers?: boolean;
  /** All inputs from those that are drawn, where some follow from others. */
  readonly complete?: (drawn: readonly Tensor[], params: Params) => readonly Tensor[];
}

const REAL: Domain = { from: -2, to: 2 };
const POSITIVE: Domain = { from: 0.5, to: 3 };
/** For functions with a kink or a pole at 0. */
const NOT_ZERO: Domain = { from: 0.5, to: 2.5, signed: true };
/** For functions with a kink where elements tie. */
const DISTINCT: Domain = { from: -2, to: 2, distinct: true };
const CONDITION: Domain = { from: 0, to: 1, dtype: "bool" };
/** Whole numbers that do not depend on the sample's dtype. */
const WORDS: Domain = { from: -1e9, to: 1e9, dtype: "int32" };
const REGULAR: Domain = { from: -1, to: 1, diagonal: 3 };
/** Diagonals of a matrix. All are alike in size, and none may make it nearly singular. */
const BANDS: Domain = { from: 0.5, to: 1.5 };
/** For matrices whose eigenvalues or singular values must not come near each other, nor near 0. */
const APART: Domain = { from: -0.5, to: 0.5, diagonal: 2, rising: 2 };

/** A call with inputs of the shapes written in `text`: `"[2, 3] [3]"`. */
const call = (text: string, params: Params = null): Sample => ({
  shapes: JSON.parse(`[${text.replaceAll("] [", "], [")}]`) as Shape[],
  params,
});
const calls = (texts: readonly string[], params: Params = null): Sample[] => texts.map((text) => call(text, params));

// Every list holds a rank 0 (where that exists), ranks 1 to 3, a batch of 1 and something of size 0.
const ONE = calls(["[]", "[3]", "[2, 3]", "[1, 4]", "[2, 1, 2]", "[0]", "[0, 2]"]);
const TWO = [
  ...calls(["[] []", "[3] [3]", "[1, 4] [4]", "[4] [1, 4]", "[2, 3] []", "[] [2, 3]", "[2, 1] [1, 3]"]),
  ...calls(["[2, 3] [2, 3]", "[2, 1, 2] [3, 1]", "[0] []", "[0, 2] [1, 2]"]),
];
const REDUCED = [
  call("[3]", { axes: [0] }),
  call("[2, 3]", { axes: [0] }),
  call("[2, 3]", { axes: [1] }),
  call("[2, 3]", { axes: [0, 1] }),
  call("[1, 4]", { axes: [0] }),
  call("[2, 3, 2]", { axes: [1] }),
  call("[2, 3, 2]", { axes: [0, 2] }),
  call("[2, 1, 3]", { axes: [0, 1, 2] }),
  call("[0, 2]", { axes: [1] }),
  call("[2, 3]", { axes: [1], keepdims: true }),
  call("[2, 3, 2]", { axes: [0, 2], keepdims: true }),
];
/** What a reduction with a neutral element takes besides: no axes, nothing to reduce, and long rows. */
const REDUCED_TO_NEUTRAL = [
  call("[]", { axes: [] }),
  call("[2, 3]", { axes: [] }),
  call("[0]", { axes: [0] }),
  call("[2, 0]", { axes: [1] }),
  call("[130]", { axes: [0] }),
  call("[20, 2]", { axes: [0] }),
  call("[10, 2, 10]", { axes: [0, 2] }),
];
const PRODUCTS = [
  ...calls(["[3] [3]", "[2, 3] [3]", "[3] [3, 2]", "[2, 3] [3, 2]", "[3, 3] [3, 3]", "[1, 4] [4, 1]", "[5, 2] [2, 5]"]),
  ...calls(["[2, 2, 3] [2, 3, 2]", "[1, 2, 2] [1, 2, 2]", "[2, 0] [0, 3]", "[0, 3] [3, 2]", "[0] [0]"]),
  call("[0, 2, 3] [0, 3, 2]"),
];
const SQUARES = ["[1, 1]", "[2, 2]", "[3, 3]", "[2, 3, 3]", "[1, 2, 2]", "[0, 0]", "[0, 2, 2]", "[2, 0, 0]"];
const SQUARE = calls(SQUARES);
/** Matrices with at least as many rows as columns. */
const TALL = ["[1, 1]", "[2, 2]", "[3, 2]", "[2, 3, 2]", "[1, 3, 3]", "[3, 0]", "[0, 3, 2]", "[0, 0]"];
const EQUATIONS = [
  ...["[1, 1] [1, 1]", "[2, 2] [2, 2]", "[3, 3] [3, 1]", "[2, 3, 3] [2, 3, 2]", "[1, 2, 2] [1, 2, 3]"],
  ...["[0, 0] [0, 2]", "[2, 2] [2, 0]", "[0, 2, 2] [0, 2, 1]"],
];

/** Places among the first two entries of an axis, some named twice. */
const PLACE: Domain = { from: 0, to: 1, dtype: "int32" };
/** Parts of tensors: an entry, every other one backwards, a block, one with an axis of its own, nothing. */
const REGIONS: readonly Region[] = [
  { whole: [], starts: [], steps: [], axes: [-1], part: [1] },
  { whole: [5], starts: [4], steps: [-2], axes: [0], part: [3] },
  { whole: [2, 3], starts: [1, 0], steps: [1, 1], axes: [1], part: [3] },
  { whole: [1, 4], starts: [0, 1], steps: [1, 2], axes: [0, -1, 1], part: [1, 1, 2] },
  { whole: [2, 3, 2], starts: [0, 1, 1], steps: [1, 1, -1], axes: [0, 1, 2], part: [2, 2, 2] },
  { whole: [3, 2], starts: [0, 0], steps: [1, 1], axes: [0, 1], part: [0, 2] },
];
const unary = (domain: Domain, more: Partial<Samples> = {}): Samples => ({ domains: [domain], samples: ONE, ...more });
const binary = (domains: readonly Domain[], more: Partial<Samples> = {}): Samples => ({
  domains,
  samples: TWO,
  ...more,
});
/** A linear function of tensors of reals. */
const linear = (samples: readonly Sample[], kind: "together" | "each" = "together"): Samples => ({
  domains: [REAL],
  linear: kind,
  samples,
});

const regions = (shapes: (region: Region) => readonly Shape[]): Samples =>
  linear(REGIONS.map((region) => ({ shapes: shapes(region), params: region })));

/** Windows along each of the given axes: size, stride, padding before and behind, spread of the input, dilation. */
const windows = (...axes: readonly (readonly [number, number, number, number, number, number])[]): Windows => ({
  size: axes.map(([size]) => size),
  strides: axes.map(([, stride]) => stride),
  padding: axes.map(([, , before, behind]) => [before, behind]),
  inputDilation: axes.map(([, , , , spread]) => spread),
  dilation: axes.map(([, , , , , dilation]) => dilation),
});
const CONVOLUTIONS = [
  call("[1, 1, 4] [1, 1, 2]", { ...windows([2, 1, 0, 0, 1, 1]), groups: 1 }),
  call("[2, 3, 6] [4, 3, 3]", { ...windows([3, 2, 1, 0, 1, 1]), groups: 1 }),
  call("[1, 4, 5] [2, 2, 2]", { ...windows([2, 1, 2, 1, 1, 3]), groups: 2 }),
  call("[1, 2, 3] [2, 1, 3]", { ...windows([3, 1, 2, -1, 3, 1]), groups: 2 }),
  call("[1, 1, 7] [1, 1, 2]", { ...windows([2, 3, -1, 1, 2, 2]), groups: 1 }),
  call("[2, 2, 4, 3] [3, 2, 2, 3]", { ...windows([2, 2, 0, 1, 1, 1], [3, 1, 1, 1, 1, 1]), groups: 1 }),
  call("[1, 2, 2, 3] [2, 1, 2, 2]", { ...windows([2, 1, 1, 1, 2, 2], [2, 2, 0, 1, 1, 1]), groups: 2 }),
  call("[0, 2, 3] [1, 2, 2]", { ...windows([2, 1, 0, 0, 1, 1]), groups: 1 }),
  call("[2, 0, 3] [1, 0, 2]", { ...windows([2, 1, 0, 0, 1, 1]), groups: 1 }),
];
const POOLED = [
  call("[5]", windows([2, 1, 0, 0, 1, 1])),
  call("[2, 6]", windows([3, 2, 1, 1, 1, 1])),
  call("[2, 7]", windows([2, 3, 0, -1, 1, 2])),
  call("[3, 4]", windows([2, 2, 0, 0, 1, 1], [3, 1, 1, 1, 1, 1])),
  call("[2, 1, 3, 4]", windows([2, 1, 1, 0, 1, 1], [2, 2, 0, 0, 1, 2])),
  call("[0, 3]", windows([2, 1, 0, 0, 1, 1])),
  call("[2]", windows()),
];
/** The same for windows that reach back from what they gave, with entries spread out. */
const SPREAD = [call("[2, 3]", windows([3, 1, 2, 1, 2, 1])), call("[4]", windows([2, 2, 1, 0, 3, 1]))];
const windowed = (sample: Sample): Shape =>
  windowMaxPrimitive.abstract([{ shape: sample.shapes[0]!, dtype: "float64" }], sample.params)[0]!.shape;

/** Draws from keys. */
const draws: Samples = {
  domains: [WORDS],
  samples: [
    ...[[], [5], [2, 3], [0]].map((shape) => call("[2]", { shape, dtype: "float64" })),
    call("[3, 2]", { shape: [2], dtype: "float32" }),
    call("[0, 2]", { shape: [2], dtype: "float64" }),
  ],
};

const INSIDE: Domain = { from: -0.8, to: 0.8 };
/** Dividend and divisor whose quotient is not near a whole number: remainders jump there. */
const BETWEEN_WHOLES: Domain = { from: 2.2, to: 2.4, signed: true };
const ONE_AND_MORE: Domain = { from: 0.9, to: 1, signed: true };

/** What goes along one axis. */
const ALONG = [
  call("[3]", { axis: 0 }),
  call("[2, 3]", { axis: 0 }),
  call("[1, 4]", { axis: 1 }),
  call("[2, 3, 2]", { axis: 1 }),
  call("[0]", { axis: 0 }),
  call("[0, 2]", { axis: 1 }),
];
const twice = ({ shapes, params }: Sample): Sample => ({ shapes: [...shapes, ...shapes], params });

/** Parameters by which no derivative is known: whole numbers, which carry none. */
const ORDERS: Domain = { from: 1, to: 4, dtype: "int32" };
const EQUAL = ["[] []", "[3] [3]", "[2, 3] [2, 3]", "[1, 4] [1, 4]", "[0] [0]"];

/** The entries of the table test, one for each primitive. */
export const samplesOf: Readonly<Record<string, Samples>> = {
  abs: unary(NOT_ZERO),
  add: binary([REAL], { linear: "together" }),
  argmax: {
    domains: [DISTINCT],
    samples: [
      call("[3]", { axis: 0 }),
      call("[2, 3]", { axis: 0 }),
      call("[2, 3, 2]", { axis: 1 }),
      call("[1, 4]", { axis: 1 }),
      call("[0, 2]", { axis: 1 }),
    ],
  },
  astype: linear([...calls(["[]", "[3]", "[2, 3]", "[2, 1, 2]", "[0]"], { dtype: "float64" })]),
  broadcastTo: linear([
    call("[]", { shape: [3] }),
    call("[]", { shape: [2, 3] }),
    call("[4]", { shape: [1, 4] }),
    call("[1, 4]", { shape: [3, 4] }),
    call("[3, 1]", { shape: [2, 3, 2] }),
    call("[1]", { shape: [0] }),
    call("[0]", { shape: [2, 0] }),
  ]),
  cholesky: { domains: [REGULAR], integers: false, samples: SQUARE },
  cofactorSlope: {
    domains: [REGULAR, REAL],
    integers: false,
    samples: calls(SQUARES.map((shape) => `${shape} ${shape}`)),
  },
  cofactors: { domains: [REGULAR], integers: false, samples: SQUARE },
  concatenate: linear([
    call("[3]", { axis: 0 }),
    call("[3] [1] [2]", { axis: 0 }),
    call("[2, 3] [2, 1]", { axis: 1 }),
    call("[1, 4] [1, 4]", { axis: 0 }),
    call("[2, 1, 2] [2, 3, 2]", { axis: 1 }),
    call("[0] [2]", { axis: 0 }),
    call("[0, 2] [0, 3]", { axis: 1 }),
  ]),
  conv: linear(CONVOLUTIONS, "each"),
  cos: unary(REAL),
  det: { domains: [REGULAR], integers: false, samples: calls(SQUARES, { checked: false }) },
  div: binary([NOT_ZERO]),
  eig: { domains: [APART], integers: false, samples: calls(SQUARES, { op: "eig" }) },
  // Only one triangle is read.
  eigh: {
    domains: [APART],
    integers: false,
    samples: [...calls(SQUARES, { lower: true }), ...calls(SQUARES, { lower: false })],
  },
  embed: regions(({ part }) => [part]),
  equal: binary([REAL]),
  erf: unary(REAL),
  erfc: unary(REAL),
  exp: unary(REAL),
  expm: { domains: [REAL], integers: false, samples: SQUARE },
  flatIndex: {
    domains: [PLACE],
    samples: [
      call("[]", { op: "at", whole: [2], axes: [0], lengths: [2] }),
      call("[3] [2, 1]", { op: "at", whole: [2, 3], axes: [0, 1], lengths: [2, 3] }),
      call("[0] [1]", { op: "at", whole: [2, 3], axes: [0, 1], lengths: [2, 3] }),
    ],
  },
  greater: binary([REAL]),
  greaterEqual: binary([REAL]),
  lastOfEach: { domains: [PLACE], samples: calls(["[4]", "[2, 3]", "[1]", "[0]"], { length: 2 }) },
  less: binary([REAL]),
  lessEqual: binary([REAL]),
  log: unary(POSITIVE),
  lstsq: {
    domains: [REGULAR, REAL],
    integers: false,
    samples: calls(["[3, 2] [3, 1]", "[2, 3] [2, 2]", "[2, 2] [2, 2]", "[2, 3, 1] [2, 3, 2]", "[0, 2] [0, 1]"], {
      rcond: 1e-15,
    }),
    complete: ([a, b]) => [...decomposed(a!), b!],
  },
  lu: { domains: [APART], integers: false, samples: calls([...TALL, "[2, 3]", "[2, 1, 3]", "[2, 0]"]) },
  matmul: linear(PRODUCTS, "each"),
  max: { domains: [DISTINCT], samples: REDUCED },
  maximum: binary([DISTINCT]),
  min: { domains: [DISTINCT], samples: REDUCED },
  minimum: binary([DISTINCT]),
  mul: binary([REAL], { linear: "each" }),
  neg: unary(REAL, { linear: "together" }),
  newKey: { domains: [WORDS], samples: calls(["[2] []", "[3, 2] []", "[2] [3]", "[0, 2] [0]"], { purpose: 1 }) },
  notEqual: binary([REAL]),
  // Only where one vector is missing is the basis unique, and its derivative that of the values.
  orthogonalComplement: {
    domains: [REGULAR],
    integers: false,
    samples: calls(["[2, 1]", "[3, 2]", "[2, 3, 2]", "[1, 0]", "[0, 3, 2]"]),
    complete: ([a]) => applyN(qrPrimitive, [a!], null).slice(0, 1),
  },
  nuclear: { domains: [APART], integers: false, samples: calls([...TALL, "[2, 3]", "[2, 1, 3]", "[2, 0]"]) },
  outer: linear(calls(["[3] [2]", "[3] [3]", "[1] [4]", "[0] [2]"]), "each"),
  pack: linear(calls(["[]", "[] [] []", "[3] [3]", "[2, 3] [2, 3]", "[0] [0]", "[1, 4] [1, 4] [1, 4]"])),
  pinv: {
    domains: [REGULAR],
    integers: false,
    samples: calls([...TALL, "[2, 3]", "[2, 1, 3]", "[2, 0]"], { rcond: 1e-15 }),
    complete: ([a]) => decomposed(a!),
  },
  polar: { domains: [APART], integers: false, samples: calls([...TALL, "[2, 3]", "[2, 1, 3]", "[2, 0]"]) },
  pow: binary([POSITIVE]),
  put: {
    domains: [REAL, PLACE, REAL],
    linear: "together",
    samples: [
      call("[3] [] []", { axis: 0 }),
      call("[3] [4] [4]", { axis: 0 }),
      call("[2, 3] [2] [2, 2]", { axis: 1 }),
      call("[2, 2, 2] [1, 3] [2, 1, 3, 2]", { axis: 1 }),
      call("[3] [0] [0]", { axis: 0 }),
    ],
  },
  qr: { domains: [REGULAR], integers: false, samples: calls(TALL) },
  randomNormal: draws,
  randomUniform: draws,
  relu: unary(NOT_ZERO),
  reshape: linear([
    call("[]", { shape: [1, 1] }),
    call("[1]", { shape: [] }),
    call("[6]", { shape: [2, 3] }),
    call("[2, 3]", { shape: [3, 2] }),
    call("[2, 1, 3]", { shape: [6] }),
    call("[0, 3]", { shape: [3, 0] }),
  ]),
  scale: binary([REAL], { linear: "each" }),
  scaleBySigmoidSlope: binary([REAL]),
  scaleByStep: binary([REAL, NOT_ZERO]),
  scaleByTanhSlope: binary([REAL]),
  scatterAdd: {
    domains: [REAL, PLACE],
    linear: "together",
    samples: [
      call("[] []", { axis: 0, length: 2 }),
      call("[4] [4]", { axis: 0, length: 3 }),
      call("[2, 3] [3]", { axis: 1, length: 2 }),
      call("[2, 1, 3, 2] [1, 3]", { axis: 1, length: 2 }),
      call("[0, 2] [0]", { axis: 0, length: 2 }),
    ],
  },
  setSlice: regions(({ whole, part }) => [whole, part]),
  sigmoid: unary(REAL),
  sign: unary(REAL),
  sin: unary(REAL),
  slice: regions(({ whole }) => [whole]),
  slogdet: { domains: [REGULAR], integers: false, samples: SQUARE },
  solve: { domains: [REGULAR, REAL], integers: false, samples: calls(EQUATIONS, { op: "solve" }) },
  solveBanded: {
    domains: [BANDS, REAL],
    integers: false,
    samples: [
      ...calls(["[3, 1] [1, 1]", "[3, 4] [4, 2]", "[2, 3, 3] [2, 3, 1]"], { lower: 1, upper: 1, transposed: false }),
      ...calls(["[3, 4] [4, 2]", "[0, 3, 2] [0, 2, 1]"], { lower: 2, upper: 0, transposed: true }),
      ...calls(["[4, 5] [5, 1]", "[4, 0] [0, 2]"], { lower: 1, upper: 2, transposed: false }),
    ],
  },
  solveFactored: {
    domains: [REGULAR, REAL],
    integers: false,
    samples: [
      ...calls(EQUATIONS, { op: "solve", transposed: false }),
      ...calls(EQUATIONS, { op: "solve", transposed: true }),
    ],
    complete: ([a, b], params) => {
      const [, lu, pivots] = applyN(solvePrimitive, [a!, b!], params);
      return [a!, lu!, pivots!, b!];
    },
  },
  solveSylvester: {
    domains: [REGULAR, REGULAR, REAL],
    integers: false,
    samples: calls(
      [
        "[1, 1] [1, 1] [1, 1]",
        "[2, 2] [2, 2] [2, 2]",
        "[3, 3] [1, 1] [3, 1]",
        "[2, 2, 2] [2, 3, 3] [2, 2, 3]",
        "[0, 0] [2, 2] [0, 2]",
      ],
      { op: "solveSylvester" },
    ),
  },
  solveTriangular: {
    domains: [REGULAR, REAL],
    integers: false,
    samples: [
      ...calls(EQUATIONS, { lower: false, transposed: false, unitDiagonal: false, op: "solveTriangular" }),
      ...calls(EQUATIONS, { lower: true, transposed: false, unitDiagonal: true, op: "solveTriangular" }),
      ...calls(EQUATIONS, { lower: false, transposed: true, unitDiagonal: true, op: "solveTriangular" }),
      ...calls(EQUATIONS, { lower: true, transposed: true, unitDiagonal: false, op: "solveTriangular" }),
    ],
  },
  sqrt: unary(POSITIVE),
  sqrtm: { domains: [REGULAR], integers: false, samples: SQUARE },
  square: unary(REAL),
  stopGradient: unary(REAL),
  sub: binary([REAL], { linear: "together" }),
  sum: linear([...REDUCED, ...REDUCED_TO_NEUTRAL]),
  svd: { domains: [APART], integers: false, samples: calls([...TALL, "[2, 3]", "[2, 1, 3]", "[2, 0]"]) },
  take: {
    domains: [REAL, PLACE],
    linear: "together",
    samples: [
      call("[3] []", { axis: 0 }),
      call("[3] [4]", { axis: 0 }),
      call("[2, 3] [2, 2]", { axis: 1 }),
      call("[1, 4] [1]", { axis: 1 }),
      call("[2, 2, 2] [1, 3]", { axis: 1 }),
      call("[3, 2] [0]", { axis: 0 }),
    ],
  },
  tanh: unary(REAL),
  transpose: linear([
    call("[]", { axes: [] }),
    call("[3]", { axes: [0] }),
    call("[2, 3]", { axes: [1, 0] }),
    call("[1, 4]", { axes: [1, 0] }),
    call("[2, 3, 2]", { axes: [2, 0, 1] }),
    call("[0, 3]", { axes: [1, 0] }),
  ]),
  where: {
    domains: [CONDITION, REAL],
    linear: "together",
    samples: [
      ...calls(["[] [] []", "[3] [3] [3]", "[3] [] []", "[] [1, 4] [4]", "[2, 3] [] [2, 3]", "[2, 1] [1, 3] [1, 3]"]),
      ...calls(["[2, 1, 2] [3, 1] []", "[0] [] []", "[0, 2] [1, 2] []"]),
    ],
  },
  windowMax: { domains: [DISTINCT], samples: POOLED },
  windowPick: {
    domains: [REAL, WORDS],
    linear: "together",
    samples: POOLED.map(({ shapes: [x], params }) => ({ shapes: [x!, x!], params })),
  },
  windowSpread: {
    domains: [REAL, WORDS],
    linear: "together",
    samples: POOLED.map((sample) => ({ shapes: [windowed(sample), sample.shapes[0]!], params: sample.params })),
  },
  windowSum: linear([...POOLED, ...SPREAD]),
  arccos: unary(INSIDE),
  arcsin: unary(INSIDE),
  arctan: unary(REAL),
  tan: unary({ from: -1.2, to: 1.2 }),
  arccosh: unary({ from: 1.2, to: 3 }),
  arcsinh: unary(REAL),
  arctanh: unary(INSIDE),
  cosh: unary(REAL),
  sinh: unary(REAL),
  cbrt: unary(NOT_ZERO),
  exp2: unary(REAL),
  expm1: unary(REAL),
  log10: unary(POSITIVE),
  log1p: unary(POSITIVE),
  log2: unary(POSITIVE),
  ceil: unary(REAL),
  floor: unary(REAL),
  rint: unary(REAL),
  signbit: unary(REAL),
  trunc: unary(REAL),
  arctan2: binary([NOT_ZERO]),
  hypot: binary([NOT_ZERO]),
  logaddexp: binary([REAL]),
  logaddexp2: binary([REAL]),
  floorDivide: binary([REAL, BETWEEN_WHOLES], { integers: false }),
  fmod: binary([BETWEEN_WHOLES, ONE_AND_MORE], { integers: false }),
  mod: binary([BETWEEN_WHOLES, ONE_AND_MORE], { integers: false }),
  fmax: binary([DISTINCT]),
  fmin: binary([DISTINCT]),
  sinc: unary(REAL, { samples: ONE.map(({ shapes }) => ({ shapes, params: { order: 0 } })) }),
  argsort: { domains: [DISTINCT], samples: ALONG },
  cummax: { domains: [DISTINCT], samples: ALONG },
  cummaxPick: { domains: [REAL, WORDS], linear: "together", samples: ALONG.map(twice) },
  cummaxSpread: { domains: [REAL, WORDS], linear: "together", samples: ALONG.map(twice) },
  cumsum: linear(
    ALONG.flatMap(({ shapes, params }) => [false, true].map((reverse) => ({ shapes, params: { ...params, reverse } }))),
  ),
  searchsorted: {
    domains: [{ from: 0, to: 0 }, REAL],
    samples: calls(["[3] []", "[4] [2, 3]", "[0] [2]", "[2] [0]"], { right: true }),
  },
  jn: unary(REAL, { samples: ONE.map(({ shapes }) => ({ shapes, params: { order: 1 } })) }),
  yn: unary(POSITIVE, { samples: ONE.map(({ shapes }) => ({ shapes, params: { order: 1 } })) }),
  iv: unary(REAL, { samples: ONE.map(({ shapes }) => ({ shapes, params: { order: 1 } })) }),
  ive: unary(NOT_ZERO, { samples: ONE.map(({ shapes }) => ({ shapes, params: { order: 2 } })) }),
  polygamma: unary(POSITIVE, { samples: ONE.map(({ shapes }) => ({ shapes, params: { order: 0 } })) }),
  gamma: unary(POSITIVE),
  gammaln: unary(POSITIVE),
  rgamma: unary(POSITIVE),
  erfinv: unary(INSIDE),
  erfcinv: unary({ from: 0.3, to: 1.7 }),
  logNormalCdf: unary(REAL),
  gammainc: {
    domains: [ORDERS, POSITIVE],
    integers: false,
    samples: [...calls(EQUAL, { upper: false }), ...calls(EQUAL, { upper: true })],
  },
  betainc: {
    domains: [ORDERS, ORDERS, { from: 0.2, to: 0.8 }],
    integers: false,
    samples: calls(EQUAL.map((text) => `${text} ${text.split(" [")[0]}`)),
  },
  studentCdf: { domains: [REAL, ORDERS], integers: false, samples: calls(EQUAL) },
};
