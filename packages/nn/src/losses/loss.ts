import {
  ArgumentError,
  astype,
  div,
  equal,
  expandDims,
  isTensor,
  mean,
  mul,
  type NestedNumbers,
  ones,
  onesLike,
  ShapeError,
  showValue,
  sum,
  type Tensor,
  tensor,
  where,
} from "@wengert/autograd";
import { type Kinds, withParameters } from "../options.ts";
import { hasShape, wrongAdjoint } from "../shapes.ts";
import { REDUCTION, type Reduction } from "./reduction.ts";

/** What a loss takes: tensors, and for data nested arrays and numbers as well. @public */
export type LossInput = Tensor | NestedNumbers;

/** Parameters that every loss has. */
export interface Reduced {
  /** `"mean"` unless said, `"sum"`, `"none"` (one number for each term), `"batchMean"` (the sum divided by N). */
  reduction: Reduction;
}

/**
 * A loss: how far a prediction is from its target, as one number, together with its derivative, worked out by hand.
 *
 * It is called like any function, `mse(prediction, target)`. `derivative` is ∂C/∂(first input), `gradients` has one
 * entry for each input, both for a cotangent `g` of the loss (1 unless said; with `reduction: "none"` it has the shape
 * of the terms).
 * @public
 */
export interface Loss<P extends Reduced = Reduced, A extends readonly LossInput[] = [Tensor, LossInput]> {
  (...inputs: A): Tensor;
  /** The name by which errors and reports call it. */
  readonly name: string;
  /** Value and derivative of one term in LaTeX. */
  readonly formula: string;
  /** Reduction, margins, weights: what can be set, with the present values. */
  readonly parameters: Readonly<P>;
  /** Whether all derivatives exist everywhere. */
  readonly smooth: boolean;
  /** ∂C/∂(first input), by hand. */
  readonly derivative: (...inputs: A) => Tensor;
  /** The adjoints of all inputs, by hand, for a cotangent `g` of the result; null for one that is not differentiated. */
  readonly backward: (g: Tensor, ...inputs: A) => readonly (Tensor | null)[];
  /** The same loss with other parameters: `mse.with({ reduction: "sum" })`. */
  with(parameters: Partial<P>): Loss<P, A>;
}

/** A loss of any number of inputs, with whatever parameters. @public */
// biome-ignore lint/suspicious/noExplicitAny: inputs and parameters vary from loss to loss, and functions are contravariant in them.
export type AnyLoss = Loss<any, any>;

/** ∂(term)/∂(input); null where the input carries no derivative, as indices do not. */
type Slope<P> = (xs: readonly Tensor[], parameters: P) => Tensor | null;

/** What is said of a loss. The inputs come as tensors, in the dtype of the first where they are not whole numbers. */
interface Description<P extends Reduced> {
  readonly name: string;
  readonly formula: string;
  readonly smooth?: boolean;
  readonly parameters: P;
  /** What the parameters may be, where any number, flag or tensor will not do. */
  readonly kinds?: Partial<Kinds<P>>;
  /** How many inputs there are, 2 unless said. */
  readonly inputs?: number;
  /** What does not fit is an error, thrown here. */
  readonly check?: (xs: readonly Tensor[], parameters: P) => void;
  /** The terms, before they are summed. */
  readonly terms: (xs: readonly Tensor[], parameters: P) => Tensor;
  /** ∂(term)/∂(input), in the shape of the input; null for an input that carries no derivative. */
  readonly slopes: readonly (Slope<P> | null)[];
  /** The axis of the inputs that a term has summed over already. */
  readonly summedAxis?: (parameters: P) => number;
  /** What the mean divides by, where it is not the number of terms. */
  readonly divisor?: (xs: readonly Tensor[], parameters: P) => Tensor;
}

/** A loss from its terms and their slopes. */
// @__NO_SIDE_EFFECTS__
export function loss<P extends Reduced, A extends readonly LossInput[] = [Tensor, LossInput]>(
  description: Description<P>,
): Loss<P, A> {
  return make<P, A>(description, description.parameters);
}

function make<P extends Reduced, A extends readonly LossInput[]>(description: Description<P>, given: P): Loss<P, A> {
  const { name, formula, smooth = true, inputs: count = 2, divisor, slopes, summedAxis, terms } = description;
  const { reduction } = given;
  const check = description.check ?? checkEqualShapes(name);
  const read = (inputs: readonly LossInput[]) => {
    const xs = tensorsOf(name, inputs, count);
    const parameters = xs[0]!.dtype === "float32" ? inFloat32(given) : given;
    check(xs, parameters);
    return { xs, parameters };
  };
  const value = (...inputs: A): Tensor => {
    const { xs, parameters } = read(inputs);
    const each = terms(xs, parameters);
    if (reduction === "none") return each;
    if (reduction === "sum") return sum(each);
    if (reduction === "batchMean") return div(sum(each), xs[0]!.shape[0] ?? 1);
    return divisor === undefined ? mean(each) : div(sum(each), divisor(xs, parameters));
  };
  /** ∂C/∂term, from the cotangent of the reduced loss. */
  const perTerm = (g: Tensor, xs: readonly Tensor[], parameters: P): Tensor => {
    if (reduction === "none" || reduction === "sum") return g;
    if (reduction === "batchMean") return div(g, xs[0]!.shape[0] ?? 1);
    if (divisor === undefined) return div(g, terms(xs, parameters).size);
    // Where no row counts the cost is 0/0, and depends on no input.
    const count = divisor(xs, parameters);
    return where(equal(count, 0), 0, div(g, count));
  };
  const adjoint = (slope: Slope<P> | null, g: Tensor, xs: readonly Tensor[], parameters: P): Tensor | null => {
    const each = slope?.(xs, parameters) ?? null;
    if (each === null) return null;
    const axis = summedAxis?.(parameters);
    const share = perTerm(g, xs, parameters);
    return mul(axis === undefined || share.ndim === 0 ? share : expandDims(share, axis), each);
  };
  const parts = {
    formula,
    parameters: Object.freeze({ ...given }),
    smooth,
    derivative: (...inputs: A) => {
      const { xs, parameters } = read(inputs);
      const one = reduction === "none" ? onesLike(terms(xs, parameters)) : ones([], xs[0]!.dtype);
      return adjoint(slopes[0]!, one, xs, parameters)!;
    },
    backward: (g: Tensor, ...inputs: A) => {
      const { xs, parameters } = read(inputs);
      const shape = reduction === "none" ? terms(xs, parameters).shape : [];
      if (!isTensor(g) || !hasShape(g, shape)) throw wrongAdjoint(name, "g", g, `[${shape.join(", ")}]`);
      return slopes.map((slope) => adjoint(slope, g, xs, parameters));
    },
    with: (changes: Partial<P>) =>
      make<P, A>(
        description,
        withParameters(name, given, changes, { reduction: REDUCTION, ...description.kinds } as Partial<Kinds<P>>),
      ),
  };
  Object.defineProperty(value, "name", { value: name });
  return Object.freeze(Object.assign(value, parts)) as unknown as Loss<P, A>;
}

/** The inputs as tensors; data in float64 follow a float32 prediction. */
function tensorsOf(name: string, inputs: readonly LossInput[], count: number): readonly Tensor[] {
  if (inputs.length > count) throw tooMany(name, count, inputs);
  const missing = (inputs as readonly unknown[]).indexOf(undefined);
  if (missing >= 0) throw tooFew(name, count, missing);
  const xs = inputs.map((x) => (isTensor(x) ? x : tensor(x)));
  const dtype = xs[0]?.dtype;
  if (xs.length < count) throw tooFew(name, count, xs.length);
  return xs.map((x) => (dtype === "float32" && x.dtype === "float64" ? astype(x, "float32") : x));
}

/** The parameters with their float64 tensors in float32. */
function inFloat32<P extends object>(parameters: P): P {
  const entries = Object.entries(parameters as Readonly<Record<string, unknown>>);
  const cast = (x: unknown): unknown => (isTensor(x) && x.dtype === "float64" ? astype(x, "float32") : x);
  return Object.fromEntries(entries.map(([key, value]) => [key, cast(value)])) as P;
}

function tooMany(name: string, count: number, inputs: readonly unknown[]): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: name,
    problem: `the loss takes ${count} tensors, and its parameters by ${name}.with({ … })`,
    got: `${inputs.length}, the last ${showValue(inputs.at(-1))}`,
    hint: `${name}.with({ reduction: "sum" })(prediction, target)`,
  });
}

function tooFew(name: string, count: number, got: number): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: name,
    problem: `the loss compares ${count} tensors`,
    got: `${got}`,
    hint: count === 2 ? `${name}(prediction, target)` : `${name} of ${count} tensors: its description says which`,
  });
}

const show = ({ shape }: Tensor): string => `[${shape.join(", ")}]`;

/** Fails unless all inputs have one shape: broadcasting a target by mistake gives a wrong, plausible loss. */
export function checkEqualShapes(name: string): (xs: readonly Tensor[]) => void {
  return ([x, ...others]) => {
    for (const other of others) {
      if (other.shape.join() === x!.shape.join()) continue;
      throw new ShapeError({
        code: "shape-mismatch",
        op: name,
        problem:
          "prediction and target have different shapes, and a loss broadcasts nothing: every row would meet every other",
        got: `${show(x!)} and ${show(other)}`,
        hint: hintFor(x!, other),
        shapes: [x!.shape, other.shape],
      });
    }
  };
}

function hintFor(x: Tensor, target: Tensor): string {
  if (x.size === target.size) return `reshape one of them: reshape(target, ${show(x)})`;
  if (x.ndim > 1 && target.ndim === x.ndim - 1 && target.shape.every((n, d) => n === x.shape[d])) {
    return "class indices go with softmaxCrossEntropy (from logits) and nll; other losses want one-hot rows [N, K]";
  }
  return "the target has one number for each number of the prediction";
}
