import { applyN } from "../primitive.ts";
import { solvePrimitive } from "../primitives/linalg.ts";
import type { Region } from "../primitives/slice.ts";
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
const SQUARE = calls(["[1, 1]", "[2, 2]", "[3, 3]", "[2, 3, 3]", "[1, 2, 2]", "[0, 0]", "[0, 2, 2]", "[2, 0, 0]"]);
const EQUATIONS = [
  ...["[1, 1] [1, 1]", "[2, 2] [2, 2]", "[3, 3] [3, 1]", "[2, 3, 3] [2, 3, 2]", "[1, 2, 2] [1, 2, 3]"],
  ...["[0, 0] [0, 2]", "[2, 2] [2, 0]", "[0, 2, 2] [0, 2, 1]"],
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

/** Places along an axis of length 3; small, so that some come twice. */
const PLACES: Domain = { from: 0, to: 2, dtype: "int32" };
/** Places from both ends of an axis of length 3. */
const SIGNED_PLACES: Domain = { from: -3, to: 2, dtype: "int32" };

/** Parts of tensors, with the shapes of whole and part: an entry, a slice backwards, axes gone and new, nothing. */
const REGIONS: readonly Region[] = [
  { whole: [], starts: [], steps: [], axes: [], part: [] },
  { whole: [], starts: [], steps: [], axes: [-1], part: [1] },
  { whole: [3], starts: [1], steps: [1], axes: [], part: [] },
  { whole: [4], starts: [3], steps: [-2], axes: [0], part: [2] },
  { whole: [2, 3], starts: [1, 0], steps: [1, 2], axes: [1], part: [2] },
  { whole: [1, 4], starts: [0, 1], steps: [1, 1], axes: [0, 1], part: [1, 2] },
  { whole: [2, 1, 3], starts: [0, 0, 2], steps: [1, 1, -1], axes: [-1, 0, -1, 2], part: [1, 2, 1, 3] },
  { whole: [3, 2], starts: [0, 0], steps: [1, 1], axes: [0, 1], part: [0, 2] },
  { whole: [0, 2], starts: [0, 1], steps: [1, 1], axes: [0], part: [0] },
];
const shown = (shape: Shape): string => JSON.stringify(shape);

/** Draws from keys. */
const draws: Samples = {
  domains: [WORDS],
  samples: [
    ...[[], [5], [2, 3], [0]].map((shape) => call("[2]", { shape, dtype: "float64" })),
    call("[3, 2]", { shape: [2], dtype: "float32" }),
    call("[0, 2]", { shape: [2], dtype: "float64" }),
  ],
};

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
  concatenate: linear([
    ...calls(["[2]", "[2] [0] [3]", "[2, 3] [1, 3]", "[1, 2, 2] [2, 2, 2]", "[0, 2] [0, 2]"], { axis: 0 }),
    ...calls(["[2, 1] [2, 3] [2, 0]", "[1, 4] [1, 4]", "[2, 1, 3] [2, 2, 3]"], { axis: 1 }),
  ]),
  cos: unary(REAL),
  div: binary([NOT_ZERO]),
  embed: linear(REGIONS.map((region) => call(shown(region.part), region))),
  equal: binary([REAL]),
  exp: unary(REAL),
  flatIndex: {
    domains: [SIGNED_PLACES],
    samples: [
      ...calls(["[]", "[4]", "[2, 2]", "[2, 1, 3]", "[0]"], { op: "at", whole: [3], axes: [0], lengths: [3] }),
      ...calls(["[4] [4]", "[2, 1] [3]", "[1, 4] []", "[0] [1]"], {
        op: "at",
        whole: [3, 3],
        axes: [0, 1],
        lengths: [3, 3],
      }),
    ],
  },
  greater: binary([REAL]),
  greaterEqual: binary([REAL]),
  lastOfEach: { domains: [PLACES], samples: calls(["[]", "[4]", "[2, 3]", "[2, 1, 2]", "[0]"], { length: 3 }) },
  less: binary([REAL]),
  lessEqual: binary([REAL]),
  log: unary(POSITIVE),
  matmul: linear(PRODUCTS, "each"),
  max: { domains: [DISTINCT], samples: REDUCED },
  maximum: binary([DISTINCT]),
  min: { domains: [DISTINCT], samples: REDUCED },
  minimum: binary([DISTINCT]),
  mul: binary([REAL], { linear: "each" }),
  neg: unary(REAL, { linear: "together" }),
  newKey: { domains: [WORDS], samples: calls(["[2] []", "[3, 2] []", "[2] [3]", "[0, 2] [0]"], { purpose: 1 }) },
  notEqual: binary([REAL]),
  outer: linear(calls(["[3] [2]", "[3] [3]", "[1] [4]", "[0] [2]"]), "each"),
  pack: linear(calls(["[]", "[] [] []", "[3] [3]", "[2, 3] [2, 3]", "[0] [0]", "[1, 4] [1, 4] [1, 4]"])),
  pow: binary([POSITIVE]),
  put: {
    ...linear([
      ...calls(["[3] [] []", "[3] [4] [4]", "[3, 2] [2] [2, 2]", "[3, 1, 2] [2, 2] [2, 2, 1, 2]", "[3] [0] [0]"], {
        axis: 0,
      }),
      ...calls(["[2, 3] [4] [2, 4]", "[1, 3, 2] [2, 1] [1, 2, 1, 2]", "[0, 3] [2] [0, 2]"], { axis: 1 }),
    ]),
    domains: [REAL, PLACES, REAL],
  },
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
  scatterAdd: {
    ...linear([
      ...calls(["[] []", "[4] [4]", "[2, 2] [2]", "[2, 2, 1, 2] [2, 2]", "[0] [0]"], { axis: 0, length: 3 }),
      ...calls(["[2, 4] [4]", "[1, 2, 1, 2] [2, 1]", "[0, 2] [2]"], { axis: 1, length: 3 }),
    ]),
    domains: [REAL, PLACES],
  },
  setSlice: linear(REGIONS.map((region) => call(`${shown(region.whole)} ${shown(region.part)}`, region))),
  sigmoid: unary(REAL),
  sign: unary(REAL),
  sin: unary(REAL),
  slice: linear(REGIONS.map((region) => call(shown(region.whole), region))),
  slogdet: { domains: [REGULAR], integers: false, samples: SQUARE },
  solve: { domains: [REGULAR, REAL], integers: false, samples: calls(EQUATIONS, { op: "solve" }) },
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
  sqrt: unary(POSITIVE),
  square: unary(REAL),
  stopGradient: unary(REAL),
  sub: binary([REAL], { linear: "together" }),
  sum: linear([...REDUCED, ...REDUCED_TO_NEUTRAL]),
  take: {
    ...linear([
      ...calls(["[3] []", "[3] [4]", "[3, 2] [2]", "[3, 1, 2] [2, 2]", "[3] [0]"], { axis: 0 }),
      ...calls(["[2, 3] [4]", "[1, 3, 2] [2, 1]", "[0, 3] [2]"], { axis: 1 }),
    ]),
    domains: [REAL, PLACES],
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
};
