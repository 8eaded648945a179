import { checkOptions, showValue } from "@wengert/autograd";
import { badArgument, showShape } from "../refuse.ts";
import type { Classes } from "./classes.ts";
import { readScores, type Scored, type Scores } from "./ranking.ts";

/** Rows of probabilities in float32 sum to 1 within this. */
const SUM_TOLERANCE = 1e-5;

/** Probabilities as rows over the classes. */
function readProbabilities(op: string, probabilities: Scores, targets: Classes): Scored {
  const read = readScores(op, probabilities, targets, "probabilities");
  const wrong = read.columns.flat().find((p) => !(p >= 0 && p <= 1));
  if (wrong !== undefined) {
    throw badArgument(
      op,
      `${wrong} is no probability`,
      `probabilities ${showShape(read.shape)}`,
      "from scores they come by sigmoid for class 1, by softmax for several classes",
    );
  }
  if (read.columns.length === 1) return { ...read, columns: [read.columns[0]!.map((p) => 1 - p), read.columns[0]!] };
  read.targets.forEach((_, n) => {
    const sum = read.columns.reduce((total, column) => total + column[n]!, 0);
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw badArgument(op, `the probabilities of sample ${n} sum to ${sum}`, undefined, "each row must sum to 1");
    }
  });
  return read;
}

/** How a probability of 0 is kept from an infinite loss. @public */
export interface LogLossOptions {
  /** Probabilities are kept in [ε, 1 − ε]; 2⁻⁵² unless said, 0 for none. */
  readonly epsilon?: number;
}

/**
 * The log loss, or cross-entropy: −(1/N) Σₙ log pₙ with the probability pₙ that was given to the sample's class.
 *
 * **Shapes:** probabilities `[N]` of class 1, or `[N, K]` with rows that sum to 1; targets `[N]`. Gives a number ≥ 0
 * in nats. A class that was called impossible costs 36 nats, not infinity: probabilities are kept in [ε, 1 − ε] and
 * their rows then divided by their sums, as in scikit-learn.
 *
 * @throws ArgumentError when a probability is not in [0, 1], a row does not sum to 1, or a target has no column;
 * ShapeError when the numbers of samples differ.
 * @example logLoss([0.9, 0.2], [1, 0]).toFixed(4) // 0.1643
 * @see scikit-learn, `sklearn.metrics.log_loss`.
 * @public
 */
export function logLoss(probabilities: Scores, targets: Classes, options: LogLossOptions = {}): number {
  const { epsilon = Number.EPSILON } = checkOptions("logLoss", options, ["epsilon"]);
  if (!(epsilon >= 0 && epsilon < 0.5))
    throw badArgument("logLoss", "ε must be in [0, 0.5)", `epsilon: ${showValue(epsilon)}`);
  const { columns, targets: classes } = readProbabilities("logLoss", probabilities, targets);
  const kept = (p: number): number => Math.min(Math.max(p, epsilon), 1 - epsilon);
  const sum = classes.reduce((total, label, n) => {
    const row = columns.reduce((all, column) => all + kept(column[n]!), 0);
    return total - Math.log(kept(columns[label]![n]!) / row);
  }, 0);
  return sum / classes.length;
}

/**
 * The Brier score, the mean squared error of probabilities: (1/N) Σₙ (pₙ − yₙ)² with yₙ 0 or 1; for K classes
 * (1/N) Σₙ Σₖ (pₙₖ − yₙₖ)² with one-hot yₙ, which for two classes is twice as much.
 *
 * **Shapes:** probabilities `[N]` of class 1, or `[N, K]` with rows that sum to 1; targets `[N]`. Gives a number in
 * [0, 1] for `[N]`, in [0, 2] for `[N, K]`; 0 is perfect.
 *
 * @throws as `logLoss` does.
 * @example brierScore([0.9, 0.2], [1, 0]).toFixed(4) // 0.0250
 * @see G. Brier (1950), Verification of forecasts expressed in terms of probability.
 * @public
 */
export function brierScore(probabilities: Scores, targets: Classes): number {
  const { columns, targets: classes, shape } = readProbabilities("brierScore", probabilities, targets);
  const judged = shape.length === 1 ? [1] : columns.map((_, k) => k);
  const sum = classes.reduce(
    (total, label, n) => total + judged.reduce((all, k) => all + (columns[k]![n]! - (k === label ? 1 : 0)) ** 2, 0),
    0,
  );
  return sum / classes.length;
}

/**
 * The share of samples whose class is among the k largest scores.
 *
 * **Shapes:** scores `[N, K]`, targets `[N]`. Gives a number in [0, 1]; with k = 1 the accuracy. Among equal scores
 * the first classes count, as in `accuracy`.
 *
 * @throws ArgumentError when k is not a whole number from 1 to K, a score is NaN or a target has no column;
 * ShapeError when the numbers of samples differ.
 * @example topKAccuracy([[0.5, 0.2, 0.3], [0.3, 0.4, 0.3]], [2, 2], 2) // 0.5
 * @see scikit-learn, `sklearn.metrics.top_k_accuracy_score`, which among equal scores counts the last.
 * @public
 */
export function topKAccuracy(scores: Scores, targets: Classes, k = 2): number {
  const { columns, targets: classes } = readScores("topKAccuracy", scores, targets);
  if (!Number.isInteger(k) || k < 1 || k > columns.length) {
    throw badArgument(
      "topKAccuracy",
      `k is a whole number from 1 to the number of classes, ${columns.length}`,
      `k: ${showValue(k)}`,
    );
  }
  const right = classes.filter((label, n) => {
    const own = columns[label]![n]!;
    const before = columns.filter((column, j) => column[n]! > own || (column[n] === own && j < label));
    return before.length < k;
  });
  return right.length / classes.length;
}
