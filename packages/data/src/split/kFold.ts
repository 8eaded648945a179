import {
  checkOptions,
  isTensor,
  type NestedNumbers,
  type random,
  showValue,
  type Tensor,
  tensor,
} from "@wengert/autograd";
import { checkDraws } from "../generate/draws.ts";
import { badArgument, badKind } from "../refuse.ts";
import type { SplitIndices } from "./split.ts";
import { classesOf } from "./strata.ts";

/** How folds are made. @public */
export interface FoldOptions {
  /** Where the order comes from; without it the folds are runs of samples in order. */
  readonly rng?: random.Draws;
}

/**
 * k-fold cross-validation: k splits of n samples, in which every sample is tested once. The first n mod k folds have
 * one sample more.
 *
 * **Shapes:** k records of int32 `train` `[n − m]` and `test` `[m]`, in rising order. With a `RandomState` they are
 * those of scikit-learn's `KFold(k, shuffle=True, random_state=seed)`.
 *
 * @throws ArgumentError when k is not a whole number from 2 to n.
 * @example kFold(5, 2).map(({ test }) => test.toArray()) // [[0, 1, 2], [3, 4]]
 * @see scikit-learn, `sklearn.model_selection.KFold`.
 * @public
 */
export function kFold(n: number, k: number, options: FoldOptions = {}): SplitIndices[] {
  const { rng } = checkOptions("kFold", options, ["rng"]);
  checkDraws("kFold", rng);
  checkFolds("kFold", n, k);
  const order = Array.from({ length: n }, (_, i) => i);
  if (rng !== undefined) rng.shuffle(order);
  const foldOf = new Int32Array(n);
  let place = 0;
  for (let fold = 0; fold < k; fold++) {
    const size = Math.floor(n / k) + (fold < n % k ? 1 : 0);
    for (const i of order.slice(place, place + size)) foldOf[i] = fold;
    place += size;
  }
  return splitsOf(foldOf, k);
}

/**
 * k-fold cross-validation in which every fold has about the same share of each class.
 *
 * **Shapes:** labels `[N]` → k records of int32 `train` and `test`, in rising order. With a `RandomState` they are
 * those of scikit-learn's `StratifiedKFold(k, shuffle=True, random_state=seed)`.
 *
 * @throws ArgumentError when k is not a whole number from 2 to N, or no class has k samples.
 * @example stratifiedKFold([0, 0, 0, 0, 1, 1], 2).map(({ test }) => test.toArray()) // [[0, 1, 4], [2, 3, 5]]
 * @see scikit-learn, `sklearn.model_selection.StratifiedKFold`.
 * @public
 */
export function stratifiedKFold(
  labels: Tensor | readonly NestedNumbers[] | readonly string[],
  k: number,
  options: FoldOptions = {},
): SplitIndices[] {
  const { rng } = checkOptions("stratifiedKFold", options, ["rng"]);
  checkDraws("stratifiedKFold", rng);
  const op = "stratifiedKFold";
  if (!isTensor(labels) && !Array.isArray(labels))
    throw badKind(op, "labels are a tensor or a list", showValue(labels));
  const n = isTensor(labels) ? (labels.shape[0] ?? 0) : labels.length;
  checkFolds(op, n, k);
  // scikit-learn numbers the classes in the order in which they first occur.
  const members = classesOf(op, labels, n).sort((a, b) => a[0]! - b[0]!);
  if (members.every((places) => places.length < k)) {
    const counts = members.map((places) => places.length);
    throw badArgument(op, `no class has as many as ${k} samples`, `counts: ${counts.join(", ")}`, "use fewer folds");
  }
  const foldOf = new Int32Array(n);
  let before = 0;
  for (const places of members) {
    // Of the labels in a row, sorted, fold i gets every k-th from i on; this class stands there from `before` on.
    const folds = places.map((_, i) => (before + i) % k).sort((a, b) => a - b);
    before += places.length;
    if (rng !== undefined) rng.shuffle(folds);
    places.forEach((place, i) => {
      foldOf[place] = folds[i]!;
    });
  }
  return splitsOf(foldOf, k);
}

function checkFolds(op: string, n: number, k: number): void {
  if (!Number.isInteger(n)) {
    throw badArgument(
      op,
      "the first argument is the number of samples",
      `n: ${showValue(n)}`,
      "it gives their places: takeSamples(data, train) has the samples",
    );
  }
  if (!Number.isInteger(k) || k < 2 || k > n) {
    throw badArgument(
      op,
      `the number of folds is a whole number from 2 to ${n}, the number of samples`,
      `k: ${showValue(k)}`,
    );
  }
}

function splitsOf(foldOf: Int32Array, k: number): SplitIndices[] {
  const places = Array.from(foldOf.keys());
  return Array.from({ length: k }, (_, fold) => ({
    train: tensor(Int32Array.from(places.filter((i) => foldOf[i] !== fold))),
    test: tensor(Int32Array.from(places.filter((i) => foldOf[i] === fold))),
  }));
}
