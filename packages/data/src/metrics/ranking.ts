import { isTensor, type NestedNumbers, type Tensor, tensor } from "@wengert/autograd";
import { badArgument, badShape, showShape } from "../refuse.ts";
import { type Classes, checkClasses, checkSamples, readClasses } from "./classes.ts";

/** Scores as metrics take them: a tensor or nested arrays. @public */
export type Scores = Tensor | readonly NestedNumbers[];

/** What is found when samples are taken by falling score, at the end of each run of equal scores. */
export interface Ranking {
  /** The score of each run. */
  readonly thresholds: readonly number[];
  /** How many samples of class 1, and of class 0, have at least this score. */
  readonly truePositives: readonly number[];
  readonly falsePositives: readonly number[];
  readonly positives: number;
  readonly negatives: number;
}

/** Scores and whose they are. */
export interface Scored {
  /** One list for each column; a single one for scores of class 1. */
  readonly columns: readonly (readonly number[])[];
  readonly targets: readonly number[];
  readonly shape: readonly number[];
}

/**
 * Reads scores `[N]` of class 1 or `[N, K]` of K classes, and the classes of the same samples.
 *
 * @throws ShapeError when they do not belong together; ArgumentError at a score that is NaN or a class that has none.
 */
export function readScores(op: string, scores: Scores, targets: Classes, name = "scores"): Scored {
  const x = isTensor(scores) ? scores : tensor(scores);
  const { shape } = x;
  if (shape.length !== 1 && shape.length !== 2) {
    throw badShape(op, `${name} have one axis or two`, { [name]: shape }, "[N] for class 1, [N, K] for K classes");
  }
  const side = { op, name, shape, count: shape.length === 1 ? 2 : shape[1]! };
  const expected = readClasses(op, "targets", targets);
  checkSamples(side, expected);
  const third = expected.classes.find((label) => label > 1);
  if (shape.length === 1 && third !== undefined) {
    throw badArgument(
      op,
      `${name} [N] tell class 1 from class 0, the targets name class ${third}`,
      `${name} ${showShape(shape)}`,
      "pass a column for each class, [N, K]; for one class against the rest equal(targets, k)",
    );
  }
  if (side.count < 2) throw badShape(op, "one column cannot tell classes apart", { [name]: shape }, "pass it as [N]");
  checkClasses(side, expected);
  const rows = x.toArray() as number[] | number[][];
  const columns = shape.length === 1 ? [rows as number[]] : transposed(rows as number[][], shape[1]!);
  if (columns.some((column) => column.some((score) => Number.isNaN(Number(score))))) {
    throw badArgument(op, `the ${name} hold a NaN`, `${name} ${showShape(shape)}`, "debugNaN finds where it came from");
  }
  return { columns: columns.map((column) => column.map(Number)), targets: expected.classes, shape };
}

function transposed(rows: readonly (readonly number[])[], columns: number): number[][] {
  return Array.from({ length: columns }, (_, k) => rows.map((row) => row[k]!));
}

/** The scores of class 1 alone. @throws ShapeError when there is a column for each of several classes. */
export function readBinaryScores(op: string, scores: Scores, targets: Classes): Scored {
  const read = readScores(op, scores, targets);
  if (read.columns.length > 1) {
    throw badShape(
      op,
      "a curve is of the scores of class 1",
      { scores: read.shape },
      'pass one column, at(scores, ":", 1)',
    );
  }
  return read;
}

/**
 * Ranks samples by falling score. Samples of equal score are one step: their order says nothing.
 *
 * @throws ArgumentError when class `label`, or everything else, has no samples.
 */
export function rank(op: string, scores: readonly number[], targets: readonly number[], label = 1): Ranking {
  const positives = targets.filter((target) => target === label).length;
  const negatives = targets.length - positives;
  if (positives === 0 || negatives === 0) {
    throw badArgument(
      op,
      `${positives === 0 ? "no sample is" : "all samples are"} of class ${label}, so there is nothing to tell apart`,
      `${targets.length} targets`,
      "split with { stratify } so that every class is on both sides",
    );
  }
  const order = Uint32Array.from(scores.keys()).sort((a, b) => compareNumbers(scores[b]!, scores[a]!));
  const [thresholds, truePositives, falsePositives]: [number[], number[], number[]] = [[], [], []];
  let [found, wrong] = [0, 0];
  order.forEach((n, i) => {
    if (targets[n] === label) found++;
    else wrong++;
    const next = order[i + 1];
    if (next !== undefined && scores[next] === scores[n]) return;
    thresholds.push(scores[n]!);
    truePositives.push(found);
    falsePositives.push(wrong);
  });
  return { thresholds, truePositives, falsePositives, positives, negatives };
}

/** Infinities are numbers like others here: their difference would be NaN. */
function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The mean over classes of a score of each class against the rest, or the score of class 1 for `[N]`.
 *
 * @throws ArgumentError when a class has no samples, or all.
 */
export function oneAgainstRest(
  op: string,
  { columns, targets }: Scored,
  average: "macro" | "weighted",
  score: (ranking: Ranking) => number,
): number {
  if (columns.length === 1) return score(rank(op, columns[0]!, targets));
  const values = columns.map((column, label) => {
    const ranking = rank(op, column, targets, label);
    return { value: score(ranking), weight: average === "weighted" ? ranking.positives : 1 };
  });
  const total = values.reduce((sum, { weight }) => sum + weight, 0);
  return values.reduce((sum, { value, weight }) => sum + value * weight, 0) / total;
}
