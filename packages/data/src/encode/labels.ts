import { isTensor, type NestedNumbers, showValue, type Tensor, tensor } from "@wengert/autograd";
import { badArgument, badKind, badShape, checkRoom, hintForLabel } from "../refuse.ts";

/** What can name a class. @public */
export type Label = string | number | boolean;

/** Classes as numbers, and what they stand for. @public */
export interface EncodedLabels<L extends Label = Label> {
  /** The class of each sample, 0, 1, …; int32. */
  readonly labels: Tensor;
  /** What the classes are called, in the order of their numbers. */
  readonly classes: readonly L[];
}

/**
 * Names as class indices: the distinct values in rising order, numbers by size, texts by their characters' codes.
 *
 * **Shapes:** N values → labels `[N]`, int32, and the K classes. With `classes` given, as from the training data, the
 * numbers are the places in it.
 *
 * @throws ArgumentError when a value is not among the given classes, or these name one twice; KindError at a NaN, or
 * when values are of different kinds.
 * @example encodeLabels(["dog", "cat", "dog"]) // { labels: [1 0 1], classes: ["cat", "dog"] }
 * @see scikit-learn, `sklearn.preprocessing.LabelEncoder`.
 * @public
 */
export function encodeLabels<L extends Label>(values: readonly L[], classes?: readonly L[]): EncodedLabels<L> {
  const op = "encodeLabels";
  if (!Array.isArray(values)) throw badKind(op, "the first argument is a list of names", showValue(values));
  const kinds = new Set(values.map((value) => typeof value));
  const wrong = values.find((value) => !["string", "number", "boolean"].includes(typeof value) || value !== value);
  if (wrong !== undefined || kinds.size > 1) {
    throw badKind(
      op,
      "labels are all texts, all numbers or all booleans",
      `${String(wrong ?? [...kinds].join(" and "))}`,
    );
  }
  const order = classes ?? [...new Set(values)].sort((a, b) => (a < b ? -1 : 1));
  const places = new Map(order.map((value, k) => [value, k]));
  if (places.size !== order.length) throw badArgument(op, "the classes name one twice", order.join(", "));
  const labels = values.map((value, n) => {
    const place = places.get(value);
    if (place !== undefined) return place;
    throw badArgument(
      op,
      `value ${n}, ${JSON.stringify(value)}, is none of the classes`,
      order.slice(0, 20).join(", "),
    );
  });
  return { labels: tensor(Int32Array.from(labels)), classes: order };
}

/**
 * The names of classes: the inverse of {@link encodeLabels}.
 *
 * **Shapes:** labels `[N]` → N names.
 *
 * @throws ArgumentError when a number is not that of a class; ShapeError when the labels are not `[N]`.
 * @example decodeLabels([1, 0, 1], ["cat", "dog"]) // ["dog", "cat", "dog"]
 * @public
 */
export function decodeLabels<L extends Label>(labels: Tensor | readonly number[], classes: readonly L[]): L[] {
  const numbers = readLabels("decodeLabels", labels);
  return numbers.map((label) => {
    if (Object.hasOwn(classes, label)) return classes[label]!;
    throw badArgument("decodeLabels", `there is no class ${label}`, `classes 0 to ${classes.length - 1}`);
  });
}

/** Labels `[N]` as numbers. */
function readLabels(op: string, labels: Tensor | readonly NestedNumbers[]): number[] {
  const x = isTensor(labels) ? labels : tensor(labels);
  if (x.shape.length !== 1)
    throw badShape(op, "labels have one axis", { labels: x.shape }, "argmax(scores, 1) gives them");
  return (x.toArray() as (number | boolean)[]).map(Number);
}

/**
 * Class indices as rows of zeros with a one: yₙₖ = 1 where k is the class of sample n.
 *
 * **Shapes:** labels `[N]` → `[N, K]`, float64. K is `classes`, or the largest label plus one: name it where a part of
 * the data may lack the last class.
 *
 * @throws ArgumentError when a label is not below `classes`; KindError when one is not a whole number from 0 on.
 * @example oneHot([2, 0, 1])
 * // [[0. 0. 1.]
 * //  [1. 0. 0.]
 * //  [0. 1. 0.]]
 * @public
 */
export function oneHot(labels: Tensor | readonly number[], classes?: number): Tensor {
  const op = "oneHot";
  const numbers = readLabels(op, labels);
  const wrong = numbers.find((label) => !Number.isInteger(label) || label < 0);
  if (wrong !== undefined)
    throw badKind(op, `${wrong} is not a class: classes are whole numbers from 0 on`, undefined, hintForLabel(wrong));
  const largest = numbers.reduce((a, b) => Math.max(a, b), -1);
  const K = classes ?? largest + 1;
  if (!Number.isInteger(K) || K <= largest) {
    throw badArgument(
      op,
      `there is a class ${largest}`,
      `classes: ${showValue(K)}`,
      `pass at least ${largest + 1}, or none`,
    );
  }
  checkRoom(op, K, numbers.length);
  const rows = new Float64Array(numbers.length * K);
  numbers.forEach((label, n) => {
    rows[n * K + label] = 1;
  });
  return tensor(rows, { shape: [numbers.length, K] });
}
