import { at, isTensor, type Pytree, type Shape, type Tensor, tensor } from "@wengert/autograd";
import { type Samples, samplesOf } from "@wengert/data";
import { badOption, checkKnown, checkWhole } from "../check.ts";

/** What shuffles: `random.generator(seed)`, `random.RandomState(seed)`. @public */
export interface Shuffler {
  permutation(n: number): Tensor;
  /** The state, as plain data: what a snapshot keeps. */
  getState?(): unknown;
  setState?(state: never): void;
}

/** Some samples of data: the same arrays and records, with fewer rows. @public */
export type BatchOf<D> =
  D extends Tensor<infer S>
    ? Tensor<S extends readonly [number, ...infer R extends Shape] ? readonly [number, ...R] : Shape>
    : D extends object
      ? { [K in keyof D]: BatchOf<D[K]> }
      : D;

/** Options of `batches`. @public */
export interface BatchOptions {
  /** How many samples are in a batch; all of them unless said. */
  readonly batchSize?: number | undefined;
  /** What shuffles the samples, anew for each epoch; without it they come in their order. */
  readonly rng?: Shuffler | null | undefined;
  /** Whether a last batch that is not full is left out; false unless said. */
  readonly dropLast?: boolean | undefined;
  /** Class indices `[N]`: each batch gets its share of every class. */
  readonly stratify?: Tensor | readonly number[] | undefined;
}

/** Data in batches; each iteration is an epoch. @public */
export interface Batches<D> extends Iterable<BatchOf<D>> {
  /** How many batches an epoch has. */
  readonly length: number;
  /** How many samples there are, and how many are in a full batch. */
  readonly samples: number;
  readonly batchSize: number;
  /** Draws the order of an epoch, int32 `[N]`; null where the samples are not shuffled. */
  order(): Tensor | null;
  /** The i-th batch of an epoch with this order. */
  batch(order: Tensor | null, i: number): BatchOf<D>;
}

/**
 * Takes data apart into mini-batches: samples lie along the first axis of every tensor; an array of N texts is taken apart
 * alongside. Each iteration is one epoch, and
 * is shuffled anew when there is an `rng`: with a `RandomState` the order is `rng.permutation(N)`, NumPy's.
 *
 * **Shapes:** tensors `[N, …]` → batches `[batchSize, …]`; the last one has what is left, or is dropped.
 *
 * With `stratify` the shuffled samples of each class are spread evenly over the epoch: of K classes, one with the share s
 * of all samples has s · batchSize in every batch, give or take at most 1 + K s.
 *
 * @throws ShapeError when the tensors have different numbers of samples, or a tensor has no axis; KindError at an array of
 * numbers, which should be a tensor; ArgumentError when there are no samples or the batch size is not a whole number ≥ 1; with dropLast, when not one batch would be full.
 * @example
 * const data = { x: tensor([[1], [2], [3]]), y: tensor([10, 20, 30]) };
 * [...batches(data, { batchSize: 2 })].map(({ y }) => y) // [[10. 20.], [30.]]
 * @example
 * const rng = random.RandomState(42);
 * [...batches(arange(5), { batchSize: 2, rng })] // [[1. 4.], [2. 0.], [3.]]
 * @see L. Bottou (2012), Stochastic gradient descent tricks, in Neural networks: tricks of the trade, section 4.1.
 * @public
 */
export function batches<D extends Pytree>(data: D, options: BatchOptions = {}): Batches<D> {
  const known = checkKnown("batches", options, ["batchSize", "rng", "dropLast", "stratify"]);
  const { rng = null, dropLast = false } = known;
  checkShuffler("batches", rng);
  const all = readSamples("batches", data);
  const samples = all.length;
  const { batchSize = samples } = known;
  checkWhole("batches", "batchSize", batchSize, 1, "how many samples a batch has, for instance 32");
  if (dropLast && batchSize > samples) {
    throw badOption("batches", `not one batch is full: there are ${samples} samples`, batchSize, "leave dropLast out");
  }
  const classes = known.stratify === undefined ? null : readClasses("batches", known.stratify, samples);
  const length = dropLast ? Math.floor(samples / batchSize) : Math.ceil(samples / batchSize);
  const order = (): Tensor | null => drawOrder(rng, samples, classes);
  const batch = (indices: Tensor | null, i: number): BatchOf<D> => {
    const [from, to] = [i * batchSize, Math.min((i + 1) * batchSize, samples)];
    return all.take(indices === null ? [from, to] : (at(indices, `${from}:${to}`) as Tensor)) as BatchOf<D>;
  };
  return {
    length,
    samples,
    batchSize,
    order,
    batch,
    *[Symbol.iterator]() {
      const indices = order();
      for (let i = 0; i < length; i++) yield batch(indices, i);
    },
  };
}

/** @throws ArgumentError when what should shuffle is no generator, but a seed for instance. */
export function checkShuffler(op: string, rng: Shuffler | null): void {
  if (rng === null || typeof rng.permutation === "function") return;
  throw badOption(op, "rng must be a generator", rng, "for instance random.RandomState(42)");
}

/** Data taken apart into samples. @throws as `samplesOf` does; ArgumentError when there are none. */
export function readSamples<D>(op: string, data: D): Samples<D> {
  const samples = samplesOf(data, op);
  if (samples.length > 0) return samples;
  throw badOption(op, "there are no samples", data, "check the data that was selected");
}

/** An order of all samples: shuffled, the classes spread evenly; null for the order that they have. */
export function drawOrder(rng: Shuffler | null, samples: number, classes: readonly number[] | null): Tensor | null {
  const shuffled = rng === null ? null : rng.permutation(samples);
  if (classes === null) return shuffled;
  return spread(shuffled === null ? null : (shuffled.toArray() as number[]), classes);
}

/** @throws ArgumentError when there is not one class for each sample. */
export function readClasses(op: string, given: Tensor | readonly number[], samples: number): number[] {
  const classes: unknown = isTensor(given) ? given.toArray() : given;
  if (Array.isArray(classes) && classes.length === samples && classes.every(isClass)) return classes.map(Number);
  throw badOption(
    op,
    `stratify needs one class for each of the ${samples} samples`,
    given,
    "pass class indices [N]; argmax(oneHot, 1) makes them from one-hot rows, encodeLabels from names",
  );
}

function isClass(c: unknown): boolean {
  return typeof c === "boolean" || Number.isInteger(c);
}

/**
 * The samples of each class, in their shuffled order, spread evenly: the j-th of n at (j + ½) / n of the epoch. A stable
 * sort, so classes of equal size take turns in the order of their first samples.
 */
function spread(order: readonly number[] | null, classes: readonly number[]): Tensor {
  const samples = order ?? classes.map((_, i) => i);
  const sizes = new Map<number, number>();
  for (const c of classes) sizes.set(c, (sizes.get(c) ?? 0) + 1);
  const seen = new Map<number, number>();
  const placed = samples.map((sample) => {
    const c = classes[sample]!;
    const j = seen.get(c) ?? 0;
    seen.set(c, j + 1);
    return { sample, at: (j + 0.5) / sizes.get(c)! };
  });
  placed.sort((a, b) => a.at - b.at);
  return tensor(
    placed.map(({ sample }) => sample),
    { dtype: "int32" },
  );
}
