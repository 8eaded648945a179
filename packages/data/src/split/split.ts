import { checkOptions, type NestedNumbers, type random, showValue, type Tensor, tensor } from "@wengert/autograd";
import { checkDraws } from "../generate/draws.ts";
import { badArgument } from "../refuse.ts";
import { type Part, samplesOf } from "./samples.ts";
import { approximateMode, classesOf } from "./strata.ts";

/** How a split is made. @public */
export interface SplitOptions {
  /** The size of the test part: a share below 1, or a number of samples; 0.25 unless `trainSize` says otherwise. */
  readonly testSize?: number;
  /** The size of the training part: a share below 1, or a number of samples; all that are left unless said. */
  readonly trainSize?: number;
  /** Where the order comes from; without it the samples stay in order, the last are the test part. */
  readonly rng?: random.Draws;
  /** The class of each sample `[N]`: each part gets the same shares of them. */
  readonly stratify?: Tensor | readonly NestedNumbers[] | readonly string[];
}

/** Where the samples of each part stand. @public */
export interface SplitIndices {
  readonly train: Tensor;
  readonly test: Tensor;
}

/**
 * Which of n samples are for training and which for testing.
 *
 * **Shapes:** int32 `[n − m]` and `[m]` with m = ⌈testSize · n⌉ for a share; places from 0. With a `RandomState` the
 * places, and their order, are those of scikit-learn's `train_test_split(…, random_state=seed)`, stratified or not.
 *
 * @throws ArgumentError when a part would be empty or the sizes exceed n; when stratified, also when a class has fewer
 * than two samples, or a part is smaller than the number of classes.
 * @example splitIndices(7, { testSize: 0.2, rng: random.RandomState(42) }) // { train: [5 2 4 3 6], test: [0 1] }
 * @see scikit-learn, `sklearn.model_selection.train_test_split`.
 * @public
 */
export function splitIndices(n: number, options: SplitOptions = {}): SplitIndices {
  return indicesOf("splitIndices", n, options);
}

/** `splitIndices` under the name of the function that was called. */
function indicesOf(op: string, n: number, given: SplitOptions): SplitIndices {
  const options = checkOptions(op, given, ["testSize", "trainSize", "rng", "stratify"]);
  checkDraws(op, options.rng);
  const sizes = partSizes(op, n, options);
  const { train, test } = partition(op, n, sizes, options);
  return { train: tensor(Int32Array.from(train)), test: tensor(Int32Array.from(test)) };
}

/**
 * Splits samples into a training and a test part: every tensor of a pytree along its first axis, all at the same
 * places, which are those of {@link splitIndices}.
 *
 * **Shapes:** each tensor `[N, …]` → `[N − m, …]` and `[m, …]`, in two pytrees of the same structure. An array of N texts,
 * one for each sample, is split alongside; what belongs to all samples is in both (see {@link samplesOf}).
 *
 * @throws as `samplesOf` and `splitIndices` do.
 * @example
 * const flowers = iris();
 * const rng = random.RandomState(42);
 * const [train, test] = trainTestSplit(flowers, { testSize: 0.2, rng, stratify: flowers.target });
 * [train.data.shape, test.target.shape, test.targetNames.length] // [[120, 4], [30], 3]
 * @see scikit-learn, `sklearn.model_selection.train_test_split`.
 * @public
 */
export function trainTestSplit<T>(data: T, options: SplitOptions = {}): [train: Part<T>, test: Part<T>] {
  const samples = samplesOf(data, "trainTestSplit");
  const { train, test } = indicesOf("trainTestSplit", samples.length, options);
  return [samples.take(train), samples.take(test)];
}

/**
 * The samples at some places: every tensor of a pytree along its first axis, and every array of N texts.
 *
 * **Shapes:** each tensor `[N, …]`, indices `[M]` → `[M, …]`. Differentiable with respect to the tensors.
 *
 * @throws as `samplesOf` does; ArgumentError when a place does not exist.
 * @example takeSamples({ x: tensor([[1], [2], [3]]), y: tensor([0, 1, 0]) }, tensor([2, 0], { dtype: "int32" })).y
 * // [0. 0.]
 * @public
 */
export function takeSamples<T>(data: T, indices: Tensor): Part<T> {
  return samplesOf(data, "takeSamples").take(indices);
}

interface Sizes {
  readonly train: number;
  readonly test: number;
}

/** The number of samples of each part, rounded as scikit-learn does: up for the test, down for the training. */
function partSizes(op: string, n: number, { testSize, trainSize }: SplitOptions): Sizes {
  if (!Number.isInteger(n) || n < 0)
    throw badArgument(op, "the number of samples is a whole number", `n: ${showValue(n)}`);
  const counted = (name: string, size: number, round: (x: number) => number): number => {
    const share = size > 0 && size < 1;
    if (!share && !(Number.isInteger(size) && size > 0 && size < n)) {
      throw badArgument(
        op,
        `${name} is a share in (0, 1) or a number of samples from 1 to ${n - 1}`,
        `${name}: ${showValue(size)}`,
      );
    }
    return share ? round(size * n) : size;
  };
  const wanted = testSize ?? (trainSize === undefined ? 0.25 : undefined);
  const test = wanted === undefined ? undefined : counted("testSize", wanted, Math.ceil);
  const train = trainSize === undefined ? n - test! : counted("trainSize", trainSize, Math.floor);
  const sizes = { train, test: test ?? n - train };
  if (sizes.train < 1 || sizes.test < 1 || sizes.train + sizes.test > n) {
    throw badArgument(
      op,
      `${n} samples do not make ${sizes.train} for training and ${sizes.test} for testing`,
      `testSize: ${showValue(testSize)}, trainSize: ${showValue(trainSize)}`,
      "each part needs at least one sample, and both together at most all",
    );
  }
  return sizes;
}

function partition(
  op: string,
  n: number,
  sizes: Sizes,
  { rng, stratify }: SplitOptions,
): { train: number[]; test: number[] } {
  if (stratify !== undefined) return stratified(op, n, sizes, stratify, rng);
  if (rng === undefined) {
    const order = Array.from({ length: sizes.train + sizes.test }, (_, i) => i);
    return { train: order.slice(0, sizes.train), test: order.slice(sizes.train) };
  }
  const order = rng.permutation(n).toArray() as number[];
  return { test: order.slice(0, sizes.test), train: order.slice(sizes.test, sizes.test + sizes.train) };
}

function stratified(
  op: string,
  n: number,
  sizes: Sizes,
  stratify: NonNullable<SplitOptions["stratify"]>,
  rng: random.Draws | undefined,
): { train: number[]; test: number[] } {
  const members = classesOf(op, stratify, n);
  if (rng === undefined) {
    throw badArgument(op, "a stratified split draws its samples", undefined, "pass { rng: random.RandomState(42) }");
  }
  const counts = members.map((places) => places.length);
  if (Math.min(...counts) < 2) {
    throw badArgument(op, "a class has a single sample, which cannot be in both parts", `counts: ${counts.join(", ")}`);
  }
  if (Math.min(sizes.train, sizes.test) < counts.length) {
    throw badArgument(
      op,
      `${counts.length} classes need a part of at least ${counts.length} samples`,
      `${sizes.train} for training, ${sizes.test} for testing`,
    );
  }
  const forTrain = approximateMode(counts, sizes.train, rng);
  const left = counts.map((count, k) => count - forTrain[k]!);
  const forTest = approximateMode(left, sizes.test, rng);
  const [train, test]: [number[], number[]] = [[], []];
  members.forEach((places, k) => {
    const order = rng.permutation(places.length).toArray() as number[];
    const shuffled = order.map((i) => places[i]!);
    train.push(...shuffled.slice(0, forTrain[k]!));
    test.push(...shuffled.slice(forTrain[k]!, forTrain[k]! + forTest[k]!));
  });
  return { train: rng.permutation(train), test: rng.permutation(test) };
}
