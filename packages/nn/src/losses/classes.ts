import {
  ArgumentError,
  add,
  arange,
  at,
  equal,
  expandDims,
  eye,
  isTensor,
  moveaxis,
  mul,
  notEqual,
  reshape,
  type Shape,
  ShapeError,
  showValue,
  sum,
  type Tensor,
  tensor,
  where,
} from "@wengert/autograd";
import { isTraced } from "@wengert/autograd/engine";
import { indicator, notFromTheEnd, numbersIfKnown } from "../numeric.ts";
import { aTensor, type Kinds, orNull, share, wholeNumber } from "../options.ts";
import type { Reduced } from "./loss.ts";

/** Parameters of losses that compare classes. */
export interface OverClasses extends Reduced {
  /** The axis of the classes, the last unless said. */
  axis: number;
  /** One weight for each class, or null for equal ones. */
  weight: Tensor | null;
  /** The class index of rows that do not count. */
  ignoreIndex: number;
  /** How much of the target is shared among all classes, 0 unless said. */
  labelSmoothing: number;
}

/** The usual values. */
export const OVER_CLASSES: OverClasses = {
  reduction: "mean",
  axis: -1,
  weight: null,
  ignoreIndex: -100,
  labelSmoothing: 0,
};

/** What they may be. */
export const OF_CLASSES: Partial<Kinds<OverClasses>> = {
  axis: wholeNumber,
  weight: /* @__PURE__ */ orNull(aTensor),
  ignoreIndex: wholeNumber,
  labelSmoothing: share,
};

/** The class axis, counted from the front. */
export const classAxis = (x: Tensor, axis: number): number => (axis < 0 ? axis + x.ndim : axis);

/** Whether the target is a class index for each row, not a number for each class. */
export const isIndices = (x: Tensor, t: Tensor): boolean => t.ndim === x.ndim - 1;

/** One number for each class, as it broadcasts along the class axis of `x`. */
function alongClasses(values: Tensor, x: Tensor, axis: number): Tensor {
  return reshape(
    values,
    x.shape.map((n, d) => (d === axis ? n : 1)),
  );
}

/** The target as one number for each class: one-hot rows for indices; rows that do not count are 0. */
export function targetRows(x: Tensor, t: Tensor, { axis: along, ignoreIndex }: OverClasses): Tensor {
  if (!isIndices(x, t)) return t;
  const axis = classAxis(x, along);
  if (isTraced(t)) return stagedRows(x, t, axis, ignoreIndex);
  const index = expandDims(t, axis);
  const oneHot = indicator(equal(index, alongClasses(arange(x.shape[axis]!), x, axis)), x);
  return ignoreIndex >= 0 ? mul(oneHot, notEqual(index, ignoreIndex)) : oneHot;
}

/** The same of indices that cannot be read yet: looked up, so that one out of range is found when the program runs. */
function stagedRows(x: Tensor, t: Tensor, axis: number, ignoreIndex: number): Tensor {
  const classes = x.shape[axis]!;
  const counts = notEqual(t, ignoreIndex);
  const oneHot = at(eye(classes, classes, 0, x.dtype), where(counts, notFromTheEnd(t, classes), 0));
  return mul(moveaxis(oneHot, -1, axis), expandDims(counts, axis));
}

/**
 * What each log-probability is multiplied by: the target, smoothed, times the weight of the class. A row that does not
 * count has only zeros.
 */
export function coefficients(x: Tensor, t: Tensor, parameters: OverClasses): Tensor {
  const { labelSmoothing, ignoreIndex } = parameters;
  const axis = classAxis(x, parameters.axis);
  let rows = targetRows(x, t, parameters);
  if (labelSmoothing !== 0) rows = add(mul(1 - labelSmoothing, rows), labelSmoothing / x.shape[axis]!);
  const counted =
    labelSmoothing !== 0 && isIndices(x, t) ? mul(rows, notEqual(expandDims(t, axis), ignoreIndex)) : rows;
  return weighted(counted, x, parameters);
}

/** Times the weight of the class. */
export function weighted(rows: Tensor, x: Tensor, { axis, weight }: OverClasses): Tensor {
  return weight === null ? rows : mul(rows, alongClasses(weight, x, classAxis(x, axis)));
}

/** What the mean divides by: the weights of the rows that count; for targets by class, the number of rows. */
export function totalWeight([x, t]: readonly Tensor[], parameters: OverClasses): Tensor {
  if (isIndices(x!, t!)) return sum(weighted(targetRows(x!, t!, parameters), x!, parameters));
  const axis = classAxis(x!, parameters.axis);
  let rows = 1;
  for (let d = 0; d < x!.ndim; d++) if (d !== axis) rows *= x!.shape[d]!;
  return tensor(rows, { dtype: x!.dtype });
}

/** Fails unless the target is one class index for each row, or one number for each class. */
// @__NO_SIDE_EFFECTS__
export function checkClasses(name: string): (xs: readonly Tensor[], parameters: OverClasses) => void {
  return ([x, t], { axis: along, ignoreIndex, weight }) => {
    const axis = classAxis(x!, along);
    const classes = x!.shape[axis];
    if (classes === undefined) throw noClasses(name, x!, along);
    const rows = x!.shape.filter((_, d) => d !== axis);
    const expected = isIndices(x!, t!) ? rows : x!.shape;
    if (!sameShape(t!.shape, expected)) throw wrongTarget(name, x!.shape, t!.shape, rows);
    if (weight !== null && (!isTensor(weight) || weight.size !== classes)) throw wrongWeights(name, weight, classes);
    if (isIndices(x!, t!)) checkIndices(name, t!, classes, ignoreIndex);
  };
}

function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((n, d) => n === b[d]);
}

const show = (shape: Shape): string => `[${shape.join(", ")}]`;

function checkIndices(name: string, t: Tensor, classes: number, ignoreIndex: number): void {
  for (const k of numbersIfKnown(t)) {
    if (k === ignoreIndex || (Number.isInteger(k) && k >= 0 && k < classes)) continue;
    throw new ArgumentError({
      code: "bad-index",
      op: name,
      problem: `there is no class ${k}: ${classes} classes are numbered from 0 to ${classes - 1}`,
      got: `a target of shape ${show(t.shape)} that holds ${k}`,
      hint:
        k === classes
          ? "labels that start at 1 need sub(labels, 1)"
          : "targets of one number for each row are class indices",
      shapes: [t.shape],
    });
  }
}

function noClasses(name: string, x: Tensor, axis: number): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: name,
    problem: `the prediction has no axis ${axis} of classes`,
    got: show(x.shape),
    hint: "rows of K numbers are [N, K]",
    shapes: [x.shape],
  });
}

function wrongTarget(name: string, x: Shape, t: Shape, rows: Shape): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: name,
    problem: `a target for predictions ${show(x)} is ${show(rows)} class indices, or ${show(x)} probabilities`,
    got: `${show(x)} and ${show(t)}`,
    hint:
      t.length === x.length && t[t.length - 1] === 1
        ? `a column of labels becomes indices with reshape(target, ${show(rows)})`
        : "one-hot rows have as many columns as there are classes",
    shapes: [x, t],
  });
}

function wrongWeights(name: string, weight: unknown, classes: number): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: name,
    problem: `there are ${classes} classes`,
    got: isTensor(weight) ? `weights ${show(weight.shape)}` : `weight: ${showValue(weight)}`,
    hint: "weight is a tensor with one number for each class: tensor([1, 2, 1])",
    shapes: isTensor(weight) ? [weight.shape] : [],
  });
}
