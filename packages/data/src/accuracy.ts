import type { NestedNumbers } from "@wengert/autograd";
import { ArgumentError, argmax, isTensor, KindError, ShapeError, type Tensor, tensor } from "@wengert/autograd";

/** Classes as `accuracy` takes them: a tensor or nested arrays. @public */
export type Classes = Tensor | readonly NestedNumbers[];

/**
 * The share of samples whose predicted class is the right one: (1/N) Σₙ [predictedₙ = targetₙ].
 *
 * **Shapes:** each side on its own is either `[N]`, class indices 0, 1, …, or `[N, K]`, one row of K scores,
 * probabilities or one-hot numbers per sample, of which the largest says the class. Gives a JavaScript number in
 * [0, 1].
 *
 * Among equal scores the first class counts, and a NaN counts as the largest, as for NumPy's `argmax`. Swapping the
 * two sides changes nothing.
 *
 * @throws ShapeError when the two differ in their number of samples or of classes, or a side has neither one axis nor
 * two; ArgumentError when there are no samples, when the scores have fewer than two columns or when an index has no
 * column; KindError when a class index is not a whole number from 0 on.
 * @example accuracy([[0.2, 0.8], [0.5, 0.5]], [1, 1]) // 0.5
 * @see scikit-learn, `sklearn.metrics.accuracy_score`.
 * @public
 */
export function accuracy(predictions: Classes, targets: Classes): number {
  const predicted = read("predictions", predictions);
  const expected = read("targets", targets);
  checkSamples(predicted, expected);
  checkClasses(predicted, expected);
  checkClasses(expected, predicted);
  const right = predicted.classes.filter((label, n) => label === expected.classes[n]).length;
  return right / expected.classes.length;
}

/** One side of the comparison. */
interface Side {
  readonly name: "predictions" | "targets";
  readonly shape: readonly number[];
  readonly classes: readonly number[];
  /** How many classes there are; null when only indices are given. */
  readonly count: number | null;
}

function read(name: Side["name"], given: Classes): Side {
  const x = isTensor(given) ? given : tensor(given);
  const { shape } = x;
  if (shape.length === 1) {
    const classes = (x.toArray() as (number | boolean)[]).map(Number);
    const wrong = classes.find((label) => !Number.isInteger(label) || label < 0);
    if (wrong !== undefined) throw notAClass(name, wrong, shape);
    return { name, shape, classes, count: null };
  }
  if (shape.length !== 2) throw notClasses(name, shape);
  if (shape[1]! < 2) throw tooFewColumns(name, shape);
  const classes = shape[0] === 0 ? [] : (argmax(x, 1).toArray() as number[]);
  return { name, shape, classes, count: shape[1]! };
}

function checkSamples(a: Side, b: Side): void {
  const [n, m] = [a.classes.length, b.classes.length];
  if (n !== m) {
    throw new ShapeError({
      code: "shape-mismatch",
      op: "accuracy",
      problem: `there are ${n} predictions for ${m} targets`,
      got: both(a, b),
      hint: "the samples lie along the first axis: [N] or [N, K] on both sides",
      shapes: [a.shape, b.shape],
    });
  }
  if (n === 0) {
    throw new ArgumentError({
      code: "bad-argument",
      op: "accuracy",
      problem: "there are no samples to judge",
      got: both(a, b),
      hint: "check the data that was selected",
      shapes: [a.shape, b.shape],
    });
  }
}

/** @throws when `other` names a class that the columns of `scores` do not have. */
function checkClasses(scores: Side, other: Side): void {
  const { count } = scores;
  if (count === null) return;
  if (other.count !== null && other.count !== count) {
    throw new ShapeError({
      code: "shape-mismatch",
      op: "accuracy",
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
      op: "accuracy",
      problem: `the ${other.name} name class ${beyond}, the ${scores.name} have columns for 0 to ${count - 1}`,
      got: both(scores, other),
      hint: beyond === count ? "classes count from 0: subtract 1?" : "is this the target of the same data?",
      shapes: [scores.shape, other.shape],
    });
  }
}

function both(a: Side, b: Side): string {
  return `${a.name} ${show(a.shape)} and ${b.name} ${show(b.shape)}`;
}

function show(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

function notAClass(name: string, value: number, shape: readonly number[]): KindError {
  const fraction = value > 0 && value < 1;
  return new KindError({
    code: "bad-argument",
    op: "accuracy",
    problem: `${value} is not a class: with one axis the entries are class indices, whole numbers from 0 on`,
    got: `${name} ${show(shape)}`,
    hint: fraction
      ? "for probabilities of class 1 pass greater(p, 0.5)"
      : "for scores pass one row per sample, [N, K]; for regression use a mean squared error",
    shapes: [shape],
  });
}

function notClasses(name: string, shape: readonly number[]): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "accuracy",
    problem: `classes have one axis and scores two, the ${name} have ${shape.length}`,
    got: `${name} ${show(shape)}`,
    hint: "class indices are [N], scores or one-hot rows [N, K]",
    shapes: [shape],
  });
}

function tooFewColumns(name: string, shape: readonly number[]): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "accuracy",
    problem: `a row of ${shape[1]} scores cannot tell classes apart: its largest is always the first`,
    got: `${name} ${show(shape)}`,
    hint: "for one column p of probabilities of class 1 pass greater(p, 0.5) as [N]",
    shapes: [shape],
  });
}
