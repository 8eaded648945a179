import {
  ArgumentError,
  add,
  centralDifference,
  div,
  evaluate,
  makeProgram,
  mapTree,
  mul,
  showValue,
  sub,
  sum,
  type Tensor,
  tensor,
  vjp,
} from "@wengert/autograd";
import type { Context, LayerOfAnything, RandomSource } from "../layer.ts";
import { causesOf } from "./cause.ts";
import { mismatches, sizeOf, superfluous } from "./compare.ts";
import { frozen, isFloating, numbersOf, placesOf, split, toFloat32 } from "./tree.ts";

/** Two orders of summation of the same products. */
const ROUNDING = 1e-9;
/** Central differences of step h and h/2 are off by h⁴ f⁽⁵⁾/480 and ε |f|/h: about 10⁻¹¹ for numbers of size 1, more for sums. */
const DIFFERENCES = 1e-7;
const STEP = 2e-4;
/** So small beside the largest adjoints, or by itself, numbers may be nothing but rounding of what cancelled. */
const CANCELLED = { relative: 1e-3, absolute: 1e-5 };
/** The same sums in float32, which has seven digits. */
const SINGLE = 1e-3;

/** A layer at one point: what all checks work on. */
export interface Subject {
  readonly layer: LayerOfAnything;
  readonly params: unknown;
  readonly x: unknown;
  readonly context: Context;
  readonly rng: RandomSource;
  /** How many examples the input has. */
  readonly examples: number;
  /** An input without examples; null where none can be made. */
  readonly none: unknown;
  /** Whether derivatives of the second order exist. */
  readonly second: boolean;
}

/** Cotangents for a value: normal numbers in its shape. */
function cotangents(rng: RandomSource, y: unknown): unknown {
  return mapTree((leaf: Tensor) => mul(rng.normal(0, 1, leaf.shape), add(mul(0, zeroLike(leaf)), 1)), y);
}

/** A single 0 in the dtype of x. */
const zeroLike = (x: Tensor): Tensor => mul(0, sum(mul(0, x)));

interface Adjoints {
  readonly dParams: unknown;
  readonly dx: unknown;
}

/** The adjoints by the tape, built like parameters and input. */
export function byTape({ layer, context }: Subject, params: unknown, x: unknown, dy: unknown): Adjoints {
  const [p, i] = [split(params), split(x)];
  const [, pullback] = vjp(
    (ps: readonly Tensor[], xs: readonly Tensor[]) => layer.apply(p.fill(ps), i.fill(xs), context),
    p.leaves,
    i.leaves,
  );
  const [dp, dx] = (pullback as (g: unknown) => [readonly Tensor[], readonly Tensor[]])(dy);
  return { dParams: p.fill(dp), dx: i.fill(dx) };
}

/** Output and cache of the way forward. */
function forwardOf(layer: LayerOfAnything, params: unknown, x: unknown, context: Context): readonly [unknown, unknown] {
  const found: unknown = layer.forward(params, x, context);
  if (Array.isArray(found) && found.length >= 2) return found as unknown as readonly [unknown, unknown];
  throw new ArgumentError({
    code: "bad-argument",
    op: layer.name,
    problem: "forward returns a list, [y, cache]",
    got: Array.isArray(found) ? `a list of ${found.length}` : showValue(found),
    hint: "the cache is what backward needs; {} where it needs nothing",
  });
}

/** The adjoints by hand. */
export function byHand({ layer, context }: Subject, params: unknown, x: unknown, dy: unknown): Adjoints {
  const [, cache] = forwardOf(layer, params, x, context);
  const found: unknown = layer.backward(params, cache, dy);
  if (typeof found === "object" && found !== null) return found as Adjoints;
  throw new ArgumentError({
    code: "bad-argument",
    op: layer.name,
    problem: "backward returns the adjoints, { dParams, dx }",
    got: showValue(found),
    hint: "is a return forgotten?",
  });
}

function compareAdjoints(
  { params, x, examples }: Pick<Subject, "params" | "x" | "examples">,
  found: Adjoints,
  expected: Adjoints,
  tolerance: number,
): string[] {
  const least = Math.max(CANCELLED.relative * sizeOf([expected.dParams, expected.dx]), CANCELLED.absolute);
  return [
    ...mismatches("dParams", found.dParams, expected.dParams, params, tolerance, examples, least),
    ...mismatches("dx", found.dx, expected.dx, x, tolerance, examples, least),
  ];
}

/** Whether a layer keeps derivatives from passing somewhere, as differences cannot. */
function stopsOnPurpose({ layer, params, x, context }: Subject): boolean {
  const run = (p: unknown, input: unknown) => layer.apply(p, input, context);
  const { equations } = makeProgram(run as (...args: readonly unknown[]) => unknown)(params as never, x as never);
  return equations.some(({ primitive }) => primitive.name === "stopGradient");
}

/** What should hold of a layer, as a sentence, with the lines that say what does not. */
export const CHECKS: Readonly<Record<string, (subject: Subject) => string[]>> = {
  "forward gives what apply gives": ({ layer, params, x, context, examples }) => {
    const [y] = forwardOf(layer, params, x, context);
    const expected = layer.apply(params, x, context);
    return mismatches("y", y, expected, expected, 0, examples);
  },

  "backward, by hand, equals the tape": (subject) => {
    const { layer, params, x, context, rng } = subject;
    const dy = cotangents(rng, layer.apply(params, x, context));
    const hand = byHand(subject, params, x, dy);
    const lines = compareAdjoints(subject, hand, byTape(subject, params, x, dy), ROUNDING);
    const more = [...superfluous("dParams", hand.dParams, params), ...superfluous("dx", hand.dx, x)];
    if (lines.length === 0) return more;
    const apply = (p: unknown, input: unknown) => layer.apply(p, input, context);
    return [...lines.slice(0, 3), ...more, ...causesOf({ apply, params, x, dy, hand })];
  },

  "the tape equals central differences": (subject) => {
    const { layer, params, x, context, rng } = subject;
    const y = layer.apply(params, x, context);
    const dy = cotangents(rng, y);
    const { dParams, dx } = byTape(subject, params, x, dy);
    const [p, i] = [split(params), split(x)];
    const f = (ps: readonly Tensor[], xs: readonly Tensor[]): Tensor =>
      inner(layer.apply(p.fill(ps), i.fill(xs), context), dy);
    const direction = (leaves: readonly Tensor[]) => leaves.map((leaf) => rng.normal(0, 1, leaf.shape));
    const [up, ux] = [direction(p.leaves), direction(i.leaves)];
    const quotient = (step: number): Tensor => centralDifference(f, [p.leaves, i.leaves], [up, ux], { step });
    const [coarse, fine] = [quotient(STEP), quotient(STEP / 2)];
    // Where the two differ the function bends sharply, or has a kink nearby, and neither is to be trusted more.
    const expected = div(sub(mul(4, fine), coarse), 3);
    const doubt = Math.abs(fine.item() - coarse.item()) / Math.max(1, Math.abs(expected.item()));
    const found = add(inner(split(dParams).leaves, up), inner(split(dx).leaves, ux));
    const off = mismatches(
      "the derivative along a random direction",
      found,
      expected,
      expected,
      DIFFERENCES + doubt,
      1,
    );
    if (off.length > 0 && stopsOnPurpose(subject)) return [];
    return off.map((line) =>
      expected.item() === expected.item() ? `${line}: near a kink? Pass another x` : `${line}: the layer gives NaN`,
    );
  },

  "second derivatives of backward equal the tape's": (subject) => {
    const { layer, params, x, context, rng, second } = subject;
    if (!second) return [];
    const dy = cotangents(rng, layer.apply(params, x, context));
    const [p, i] = [split(params), split(x)];
    const [up, ux] = [cotangents(rng, p.leaves), cotangents(rng, i.leaves)];
    const along = (way: typeof byHand) => (ps: readonly Tensor[], xs: readonly Tensor[]) => {
      const { dParams, dx } = way(subject, p.fill(ps), i.fill(xs), dy);
      return add(innerOfFloats(params, dParams, up), innerOfFloats(x, dx, ux));
    };
    const hand = byHand(subject, params, x, dy);
    const isRight = compareAdjoints(subject, hand, byTape(subject, params, x, dy), ROUNDING).length === 0;
    const reason = isRight ? "is backward written in operations only?" : "the first is wrong already";
    const derivative = (way: typeof byHand): Adjoints => {
      const [, pullback] = vjp(along(way), p.leaves, i.leaves);
      const [dParams, dx] = pullback(tensor(1));
      return { dParams: p.fill(dParams as readonly Tensor[]), dx: i.fill(dx as readonly Tensor[]) };
    };
    return compareAdjoints(subject, derivative(byHand), derivative(byTape), ROUNDING).map(
      (line) => `second order: ${line}; ${reason}`,
    );
  },

  "staged it gives what it gives eagerly, to the last bit": (subject) => {
    const { layer, params, x, context, rng } = subject;
    const dy = cotangents(rng, layer.apply(params, x, context));
    const run = (p: unknown, input: unknown, g: unknown) => {
      const [y, cache] = forwardOf(layer, p, input, context);
      return { y, ...layer.backward(p, cache, g) };
    };
    const eager = run(params, x, dy);
    const program = makeProgram(run as (...args: readonly unknown[]) => unknown)(
      params as never,
      x as never,
      dy as never,
    );
    const staged = evaluate(program, [params, x, dy]);
    return mismatches("the staged ", staged, eager, eager, 0, 1);
  },

  "float32 in gives float32 out": (subject) => {
    const { layer, context, rng } = subject;
    const [params, x] = [toFloat32(subject.params), toFloat32(subject.x)];
    const small: Context = { ...context, ...(context.state !== undefined && { state: toFloat32(context.state) }) };
    const y = layer.apply(params, x, small);
    const wide = layer.apply(subject.params, subject.x, context);
    const dy = cotangents(rng, wide);
    const adjoints = byHand({ ...subject, context: small }, params, x, toFloat32(dy));
    const expected = byHand(subject, subject.params, subject.x, dy);
    return [
      ...mismatches("y", y, toFloat32(wide), wide, SINGLE, 1),
      ...mismatches("dParams", adjoints.dParams, toFloat32(expected.dParams), params, SINGLE, 1),
      ...mismatches("dx", adjoints.dx, toFloat32(expected.dx), x, SINGLE, 1),
    ];
  },

  "a batch without examples passes through": (subject) => {
    const { layer, params, none, context } = subject;
    if (none === null) return [];
    const x = frozen(none);
    const y = layer.apply(params, x, context);
    const dy = mapTree((leaf: Tensor) => leaf, y);
    const found = byHand(subject, params, x, dy);
    const lines = compareAdjoints({ params, x, examples: 0 }, found, byTape(subject, params, x, dy), 0);
    const notFinite = placesOf(found.dParams).filter(
      ({ leaf }) => isFloating(leaf) && !numbersOf(leaf).every(Number.isFinite),
    );
    return [...lines, ...notFinite.map(({ path }) => `dParams${path} is not finite`)];
  },

  "the same call gives the same numbers, and changes nothing": (subject) => {
    const { layer, params, x, context, rng, examples } = subject;
    const before = JSON.stringify([params, x]);
    const [first, again] = [layer.apply(params, x, context), layer.apply(params, x, context)];
    const dy = cotangents(rng, first);
    const [one, two] = [byHand(subject, params, x, dy), byHand(subject, params, x, dy)];
    // All that backward may know of the way forward stands in its cache.
    const [, cache] = forwardOf(layer, params, x, context);
    layer.forward(halved(params), halved(x), context);
    const late = layer.backward(params, cache, dy);
    const other = ", after a forward pass with other numbers,";
    return [
      ...mismatches("y, the second time,", again, first, first, 0, examples),
      ...mismatches("dParams, the second time,", two.dParams, one.dParams, params, 0, examples),
      ...mismatches(`dParams${other}`, late.dParams, one.dParams, params, 0, examples),
      ...mismatches(`dx${other}`, late.dx, one.dx, x, 0, examples),
      ...(JSON.stringify([params, x]) === before ? [] : ["parameters or input are no longer what they were"]),
    ];
  },
};

const halved = (tree: unknown): unknown =>
  frozen(mapTree((leaf: Tensor) => (isFloating(leaf) ? mul(0.5, leaf) : leaf), tree));

/** Σ of products of two pytrees, leaf by leaf. */
function inner(a: unknown, b: unknown): Tensor {
  const others = placesOf(b);
  return total(placesOf(a).map(({ leaf }, i) => sum(mul(leaf as Tensor, others[i]!.leaf as Tensor))));
}

/** The same over the floating leaves of `like`; a missing or null adjoint counts as zeros. */
function innerOfFloats(like: unknown, adjoints: unknown, weights: unknown): Tensor {
  const found = new Map(placesOf(adjoints).map(({ path, leaf }) => [path, leaf]));
  const floats = placesOf(like).filter(({ leaf }) => isFloating(leaf));
  const factors = placesOf(weights);
  return total(
    floats.flatMap(({ path }, i) => {
      const leaf = found.get(path);
      return isFloating(leaf) ? [sum(mul(leaf, factors[i]!.leaf as Tensor))] : [];
    }),
  );
}

function total(terms: readonly Tensor[]): Tensor {
  return terms.reduce((a, b) => add(a, b), sum([]));
}
