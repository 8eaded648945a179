import type { Windows } from "../kernels/window.ts";
import type { Region } from "../primitives/slice.ts";
import { windowMaxPrimitive } from "../primitives/window.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Params } from "../trace.ts";
import type { Domain } from "./draw.ts";

// On what inputs primitives are tried: domains, shapes, parameters, and the entries made of these.

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

export const REAL: Domain = { from: -2, to: 2 };
export const POSITIVE: Domain = { from: 0.5, to: 3 };
/** For functions with a kink or a pole at 0. */
export const NOT_ZERO: Domain = { from: 0.5, to: 2.5, signed: true };
/** For functions with a kink where elements tie. */
export const DISTINCT: Domain = { from: -2, to: 2, distinct: true };
export const CONDITION: Domain = { from: 0, to: 1, dtype: "bool" };
/** Whole numbers that do not depend on the sample's dtype. */
export const WORDS: Domain = { from: -1e9, to: 1e9, dtype: "int32" };
export const REGULAR: Domain = { from: -1, to: 1, diagonal: 3 };
/** Diagonals of a matrix. All are alike in size, and none may make it nearly singular. */
export const BANDS: Domain = { from: 0.5, to: 1.5 };
/** For matrices whose eigenvalues or singular values must not come near each other, nor near 0. */
export const APART: Domain = { from: -0.5, to: 0.5, diagonal: 2, rising: 2 };

/** A call with inputs of the shapes written in `text`: `"[2, 3] [3]"`. */
export const call = (text: string, params: Params = null): Sample => ({
  shapes: JSON.parse(`[${text.replaceAll("] [", "], [")}]`) as Shape[],
  params,
});
export const calls = (texts: readonly string[], params: Params = null): Sample[] =>
  texts.map((text) => call(text, params));

// Every list holds a rank 0 (where that exists), ranks 1 to 3, a batch of 1 and something of size 0.
export const ONE = calls(["[]", "[3]", "[2, 3]", "[1, 4]", "[2, 1, 2]", "[0]", "[0, 2]"]);
export const TWO = [
  ...calls(["[] []", "[3] [3]", "[1, 4] [4]", "[4] [1, 4]", "[2, 3] []", "[] [2, 3]", "[2, 1] [1, 3]"]),
  ...calls(["[2, 3] [2, 3]", "[2, 1, 2] [3, 1]", "[0] []", "[0, 2] [1, 2]"]),
];
export const REDUCED = [
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
export const REDUCED_TO_NEUTRAL = [
  call("[]", { axes: [] }),
  call("[2, 3]", { axes: [] }),
  call("[0]", { axes: [0] }),
  call("[2, 0]", { axes: [1] }),
  call("[130]", { axes: [0] }),
  call("[20, 2]", { axes: [0] }),
  call("[10, 2, 10]", { axes: [0, 2] }),
];
export const PRODUCTS = [
  ...calls(["[3] [3]", "[2, 3] [3]", "[3] [3, 2]", "[2, 3] [3, 2]", "[3, 3] [3, 3]", "[1, 4] [4, 1]", "[5, 2] [2, 5]"]),
  ...calls(["[2, 2, 3] [2, 3, 2]", "[1, 2, 2] [1, 2, 2]", "[2, 0] [0, 3]", "[0, 3] [3, 2]", "[0] [0]"]),
  call("[0, 2, 3] [0, 3, 2]"),
];
export const SQUARES = ["[1, 1]", "[2, 2]", "[3, 3]", "[2, 3, 3]", "[1, 2, 2]", "[0, 0]", "[0, 2, 2]", "[2, 0, 0]"];
export const SQUARE = calls(SQUARES);
/** Matrices with at least as many rows as columns. */
export const TALL = ["[1, 1]", "[2, 2]", "[3, 2]", "[2, 3, 2]", "[1, 3, 3]", "[3, 0]", "[0, 3, 2]", "[0, 0]"];
export const EQUATIONS = [
  ...["[1, 1] [1, 1]", "[2, 2] [2, 2]", "[3, 3] [3, 1]", "[2, 3, 3] [2, 3, 2]", "[1, 2, 2] [1, 2, 3]"],
  ...["[0, 0] [0, 2]", "[2, 2] [2, 0]", "[0, 2, 2] [0, 2, 1]"],
];

/** Places among the first two entries of an axis, some named twice. */
export const PLACE: Domain = { from: 0, to: 1, dtype: "int32" };
/** Parts of tensors: an entry, every other one backwards, a block, one with an axis of its own, nothing. */
export const REGIONS: readonly Region[] = [
  { whole: [], starts: [], steps: [], axes: [-1], part: [1] },
  { whole: [5], starts: [4], steps: [-2], axes: [0], part: [3] },
  { whole: [2, 3], starts: [1, 0], steps: [1, 1], axes: [1], part: [3] },
  { whole: [1, 4], starts: [0, 1], steps: [1, 2], axes: [0, -1, 1], part: [1, 1, 2] },
  { whole: [2, 3, 2], starts: [0, 1, 1], steps: [1, 1, -1], axes: [0, 1, 2], part: [2, 2, 2] },
  { whole: [3, 2], starts: [0, 0], steps: [1, 1], axes: [0, 1], part: [0, 2] },
];
export const unary = (domain: Domain, more: Partial<Samples> = {}): Samples => ({
  domains: [domain],
  samples: ONE,
  ...more,
});
export const binary = (domains: readonly Domain[], more: Partial<Samples> = {}): Samples => ({
  domains,
  samples: TWO,
  ...more,
});
/** A linear function of tensors of reals. */
export const linear = (samples: readonly Sample[], kind: "together" | "each" = "together"): Samples => ({
  domains: [REAL],
  linear: kind,
  samples,
});

export const regions = (shapes: (region: Region) => readonly Shape[]): Samples =>
  linear(REGIONS.map((region) => ({ shapes: shapes(region), params: region })));

/** Windows along each of the given axes: size, stride, padding before and behind, spread of the input, dilation. */
export const windows = (...axes: readonly (readonly [number, number, number, number, number, number])[]): Windows => ({
  size: axes.map(([size]) => size),
  strides: axes.map(([, stride]) => stride),
  padding: axes.map(([, , before, behind]) => [before, behind]),
  inputDilation: axes.map(([, , , , spread]) => spread),
  dilation: axes.map(([, , , , , dilation]) => dilation),
});
export const CONVOLUTIONS = [
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
export const POOLED = [
  call("[5]", windows([2, 1, 0, 0, 1, 1])),
  call("[2, 6]", windows([3, 2, 1, 1, 1, 1])),
  call("[2, 7]", windows([2, 3, 0, -1, 1, 2])),
  call("[3, 4]", windows([2, 2, 0, 0, 1, 1], [3, 1, 1, 1, 1, 1])),
  call("[2, 1, 3, 4]", windows([2, 1, 1, 0, 1, 1], [2, 2, 0, 0, 1, 2])),
  call("[0, 3]", windows([2, 1, 0, 0, 1, 1])),
  call("[2]", windows()),
];
/** The same for windows that reach back from what they gave, with entries spread out. */
export const SPREAD = [call("[2, 3]", windows([3, 1, 2, 1, 2, 1])), call("[4]", windows([2, 2, 1, 0, 3, 1]))];
export const windowed = (sample: Sample): Shape =>
  windowMaxPrimitive.abstract([{ shape: sample.shapes[0]!, dtype: "float64" }], sample.params)[0]!.shape;

/** Draws from keys. */
export const draws: Samples = {
  domains: [WORDS],
  samples: [
    ...[[], [5], [2, 3], [0]].map((shape) => call("[2]", { shape, dtype: "float64" })),
    call("[3, 2]", { shape: [2], dtype: "float32" }),
    call("[0, 2]", { shape: [2], dtype: "float64" }),
  ],
};

export const INSIDE: Domain = { from: -0.8, to: 0.8 };
/** Dividend and divisor whose quotient is not near a whole number: remainders jump there. */
export const BETWEEN_WHOLES: Domain = { from: 2.2, to: 2.4, signed: true };
export const ONE_AND_MORE: Domain = { from: 0.9, to: 1, signed: true };

/** What goes along one axis. */
export const ALONG = [
  call("[3]", { axis: 0 }),
  call("[2, 3]", { axis: 0 }),
  call("[1, 4]", { axis: 1 }),
  call("[2, 3, 2]", { axis: 1 }),
  call("[0]", { axis: 0 }),
  call("[0, 2]", { axis: 1 }),
];
export const twice = ({ shapes, params }: Sample): Sample => ({ shapes: [...shapes, ...shapes], params });

/** Parameters by which no derivative is known: whole numbers, which carry none. */
export const ORDERS: Domain = { from: 1, to: 4, dtype: "int32" };
export const EQUAL = ["[] []", "[3] [3]", "[2, 3] [2, 3]", "[1, 4] [1, 4]", "[0] [0]"];
