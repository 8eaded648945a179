import type { NestedNumbers } from "@wengert/autograd";
import {
  ArgumentError,
  argmax,
  isTensor,
  KindError,
  ShapeError,
  showValue,
  type Tensor,
  tensor,
} from "@wengert/autograd";
import { badKind, hintForLabel } from "../refuse.ts";

/** Classes as metrics take them: a tensor or nested arrays. @public */
export type Classes = Tensor | readonly NestedNumbers[];

/** One side of a comparison. */
export interface Side {
  readonly op: string;
  readonly name: string;
  readonly shape: readonly number[];
  readonly classes: readonly number[];
  /** How many classes there are; null when only indices are given. */
  readonly count: number | null;
}

/** Predictions and targets of the same samples. */
export interface Compared {
  readonly predicted: readonly number[];
  readonly expected: readonly number[];
  /** How many classes there are: as many as columns where there are columns, else up to the largest index. */
  readonly count: number;
}

/**
 * Reads class indices `[N]`, or the classes that the largest of each row of `[N, K]` says.
 *
 * @throws ShapeError, ArgumentError or KindError when it is neither.
 */
export function readClasses(op: string, name: string, given: Classes): Side {
  if (Array.isArray(given) && given.some((label) => typeof label === "string")) {
    throw badKind(op, "classes are numbers", `${name} ${showValue(given)}`, "encodeLabels makes them of names");
  }
  const x = isTensor(given) ? given : tensor(given);
  const { shape } = x;
  if (shape.length === 1) {
    const classes = (x.toArray() as (number | boolean)[]).map(Number);
    const wrong = classes.find((label) => !Number.isInteger(label) || label < 0);
    if (wrong !== undefined) throw notAClass(op, name, wrong, shape);
    return { op, name, shape, classes, count: null };
  }
  if (shape.length !== 2) throw notClasses(op, name, shape);
  if (shape[1]! < 2) throw tooFewColumns(op, name, shape);
  const classes = shape[0] === 0 ? [] : (argmax(x, 1).toArray() as number[]);
  return { op, name, shape, classes, count: shape[1]! };
}

/** Reads both sides. @throws when they do not belong together, or are empty. */
export function compare(op: string, predictions: Classes, targets: Classes): Compared {
  const predicted = readClasses(op, "predictions", predictions);
  const expected = readClasses(op, "targets", targets);
  checkSamples(predicted, expected);
  checkClasses(predicted, expected);
  checkClasses(expected, predicted);
  const largest = (classes: readonly number[]): number => classes.reduce((a, b) => Math.max(a, b), 0);
  const count =
    predicted.count ?? expected.count ?? 1 + Math.max(largest(predicted.classes), largest(expected.classes));
  return { predicted: predicted.classes, expected: expected.classes, count };
}

/** The sides of a comparison, as far as its samples are concerned. */
export type Samples = Pick<Side, "op" | "name" | "shape">;

/** @throws unless both sides have the same number of samples, and at least one. */
export function checkSamples(a: Samples, b: Samples): void {
  const [n, m] = [a.shape[0]!, b.shape[0]!];
  if (n !== m) {
    throw new ShapeError({
      code: "shape-mismatch",
      op: a.op,
      problem: `there are ${n} ${a.name} for ${m} ${b.name}`,
      got: both(a, b),
      hint: "the samples lie along the first axis: [N] or [N, K] on both sides",
      shapes: [a.shape, b.shape],
    });
  }
  if (n === 0) {
    throw new ArgumentError({
      code: "bad-argument",
      op: a.op,
      problem: "there are no samples to judge",
      got: both(a, b),
      hint: "check the data that was selected",
      shapes: [a.shape, b.shape],
    });
  }
}

/** @throws when `other` names a class that the columns of `scores` do not have. */
export function checkClasses(scores: Pick<Side, "op" | "name" | "shape" | "count">, other: Side): void {
  const { count, op } = scores;
  if (count === null) return;
  if (other.count !== null && other.count !== count) {
    throw new ShapeError({
      code: "shape-mismatch",
      op,
      problem: `the ${scores.name} have ${count} classes, the ${other.name} ${other.count}`,
      got: both(scores, other),
      hint: "the columns are the classes: both sides need the same",
      shapes: [scores.shape, other.shape],
    });
  }
  const beyond = other.classes.find((label) => label >= count);
  if (beyond !== undefined) {
    throw new ArgumentError({
      code: "bad-argument",
      op,
      problem: `the ${other.name} name class ${beyond}, the ${scores.name} have columns for 0 to ${count - 1}`,
      got: both(scores, other),
      hint: beyond === count ? "classes count from 0: subtract 1?" : "is this the target of the same data?",
      shapes: [scores.shape, other.shape],
    });
  }
}

function both(a: Samples, b: Samples): string {
  return `${a.name} ${show(a.shape)} and ${b.name} ${show(b.shape)}`;
}

function show(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

function notAClass(op: string, name: string, value: number, shape: readonly number[]): KindError {
  const fraction = value > 0 && value < 1;
  return new KindError({
    code: "bad-argument",
    op,
    problem: `${value} is not a class: with one axis the entries are class indices, whole numbers from 0 on`,
    got: `${name} ${show(shape)}`,
    hint:
      hintForLabel(value) ??
      (fraction
        ? "for probabilities of class 1 pass greater(p, 0.5)"
        : "for scores pass one row per sample, [N, K]; for regression use a mean squared error"),
    shapes: [shape],
  });
}

function notClasses(op: string, name: string, shape: readonly number[]): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem: `classes have one axis and scores two, the ${name} have ${shape.length}`,
    got: `${name} ${show(shape)}`,
    hint: "class indices are [N], scores or one-hot rows [N, K]",
    shapes: [shape],
  });
}

function tooFewColumns(op: string, name: string, shape: readonly number[]): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: `a row of ${shape[1]} scores cannot tell classes apart: its largest is always the first`,
    got: `${name} ${show(shape)}`,
    hint: "for one column p of probabilities of class 1 pass greater(p, 0.5) as [N]",
    shapes: [shape],
  });
}
