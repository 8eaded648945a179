import { argmax, random, sub, sum, type Tensor, tensor, zeros } from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { oneHot } from "../encode/labels.ts";
import { sklearn } from "../testing/sklearn.ts";
import { accuracy } from "./accuracy.ts";
import { balancedAccuracy, confusionMatrix, matthewsCorrelation } from "./confusion.ts";
import { cumulativeGain } from "./gain.ts";
import { classScores, f1, precision, recall } from "./precisionRecall.ts";
import { averagePrecision, precisionRecallCurve } from "./precisionRecallCurve.ts";
import { brierScore, logLoss, topKAccuracy } from "./probability.ts";
import { explainedVariance, maxError, meanAbsoluteError, meanSquaredError, r2Score } from "./regression.ts";
import { rocAuc, rocCurve } from "./roc.ts";

fc.configureGlobal({ seed: 42 });

const numbers = (x: Tensor): number[] => x.toArray() as number[];

/** Scores with ties, and targets with both classes. */
const judged = fc
  .array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 1 })), { minLength: 0, maxLength: 20 })
  .map((rows) => [...rows, [0, 0], [1, 1]] as [number, number][])
  .map((rows) => ({ scores: rows.map(([score]) => score), targets: rows.map(([, target]) => target) }));

const classified = fc
  .array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 20 })
  .map((rows) => ({ predicted: rows.map(([p]) => p), expected: rows.map(([, t]) => t) }));

describe("metrics of classes", () => {
  test("agree with the confusion matrix", () => {
    fc.assert(
      fc.property(classified, ({ predicted, expected }) => {
        const C = confusionMatrix(predicted, expected);
        const rows = C.toArray() as number[][];
        expect(sum(C).item()).toBe(expected.length);
        expect(accuracy(predicted, expected)).toBeCloseTo(
          rows.reduce((s, row, k) => s + row[k]!, 0) / expected.length,
          14,
        );
        const scores = classScores(predicted, expected);
        expect(numbers(scores.support)).toEqual(rows.map((row) => row.reduce((s, x) => s + x, 0)));
        rows.forEach((row, k) => {
          const [there, found] = [row.reduce((s, x) => s + x, 0), rows.reduce((s, other) => s + other[k]!, 0)];
          expect(numbers(scores.recall)[k]).toBe(there === 0 ? 0 : row[k]! / there);
          expect(numbers(scores.precision)[k]).toBe(found === 0 ? 0 : row[k]! / found);
        });
        for (const score of [precision, recall, f1]) {
          expect(score(predicted, expected, { average: "micro" })).toBeCloseTo(accuracy(predicted, expected), 14);
        }
        expect(recall(predicted, expected, { average: "weighted" })).toBeCloseTo(accuracy(predicted, expected), 14);
      }),
    );
  });

  test("do not depend on the names of the classes", () => {
    fc.assert(
      fc.property(classified, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), ({ predicted, expected }, names) => {
        const rename = (classes: number[]) => classes.map((k) => names[k]!);
        for (const metric of [accuracy, balancedAccuracy, matthewsCorrelation]) {
          expect(metric(rename(predicted), rename(expected))).toBeCloseTo(metric(predicted, expected), 13);
        }
        const macro = { average: "macro" } as const;
        expect(f1(rename(predicted), rename(expected), macro)).toBeCloseTo(f1(predicted, expected, macro), 13);
      }),
    );
  });

  test("take one-hot rows and scores", () => {
    const targets = [0, 2, 1, 2];
    expect(confusionMatrix(oneHot([0, 1, 1, 2]), targets).toArray()).toEqual(
      confusionMatrix([0, 1, 1, 2], targets).toArray(),
    );
    expect(balancedAccuracy(oneHot(targets), oneHot(targets))).toBe(1);
  });

  test("count no class that does not occur, but show it in the matrix", () => {
    expect(confusionMatrix([0, 2], [0, 2]).toArray()).toEqual([
      [1, 0, 0],
      [0, 0, 0],
      [0, 0, 1],
    ]);
    expect(recall([0, 2], [0, 2], { average: "macro" })).toBe(1);
    expect(balancedAccuracy([0, 2], [0, 0])).toBe(0.5);
    expect(confusionMatrix([0], [0], { classes: 2 }).shape).toEqual([2, 2]);
  });

  test("are 0 where they would be 0 / 0", () => {
    expect([precision([0, 0], [1, 0]), recall([1, 0], [0, 0]), f1([0, 0], [0, 0])]).toEqual([0, 0, 0]);
    expect(matthewsCorrelation([1, 1], [1, 0])).toBe(0);
  });

  test("refuse labels that are none, and those for which there is no room", () => {
    expect(() => confusionMatrix([0, 4e9], [0, 1])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: confusionMatrix: classes up to 4000000000 need a table of 4000000001 × 4000000001 numbers
        got  4000000001 classes
        hint labels that are years, codes or identifiers are numbered 0, 1, 2, … by encodeLabels]
    `);
    expect(() => confusionMatrix([0, 20_000], [0, 1])).toThrow(/a table of 20001 × 20001 numbers/);
    expect(() => f1([0, 4e9], [0, 1], { average: "macro" })).toThrow(/classes up to 4000000000/);
    expect(accuracy([0, 4e9], [0, 4e9])).toBe(1);
    expect(() => accuracy([0, Number.NaN], [0, 1])).toThrow(
      /NaN is not a class[\s\S]*a NaN marks a sample without a label/,
    );
    expect(() => accuracy(["a"] as never, ["a"] as never)).toThrow(/classes are numbers[\s\S]*encodeLabels/);
    expect(() => rocAuc([0.1, 0.2, 0.3], [0, 1, 2])).toThrow(/scores \[N\] tell class 1 from class 0[\s\S]*\[N, K\]/);
    expect(() => accuracy([0, -1], [0, 1])).toThrow(/-1 is not a class[\s\S]*a negative label marks/);
  });

  test("refuse the average of two classes for three, and unknown ones", () => {
    expect(() => precision([0, 1, 2], [0, 1, 2])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: precision: there are 3 classes, and "binary" is for two
        hint choose { average: "macro" }, "weighted" or "micro"; classScores gives them one by one]
    `);
    expect(() => recall([0, 1], [0, 1], { average: "mean" as never })).toThrow(/there is no average "mean"/);
    expect(() => confusionMatrix([0, 3], [0, 1], { classes: 3 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: confusionMatrix: there are classes up to 3
        got  classes: 3
        hint pass at least 4]
    `);
    expect(() => matthewsCorrelation([], [])).toThrow(/no samples to judge/);
  });
});

describe("metrics of scores", () => {
  test("the area under the ROC curve is the share of pairs in the right order, ties one half", () => {
    fc.assert(
      fc.property(judged, ({ scores, targets }) => {
        const of = (label: number) => scores.filter((_, n) => targets[n] === label);
        const pairs = of(1).flatMap((a) => of(0).map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)));
        expect(rocAuc(scores, targets)).toBeCloseTo(pairs.reduce((s, x) => s + x, 0) / pairs.length, 13);
      }),
    );
  });

  test("the curve's own area is the same, and its ends are (0, 0) and (1, 1)", () => {
    fc.assert(
      fc.property(judged, ({ scores, targets }) => {
        const { falsePositiveRate, truePositiveRate, thresholds } = rocCurve(scores, targets);
        const [x, y, t] = [falsePositiveRate, truePositiveRate, thresholds].map(numbers) as [
          number[],
          number[],
          number[],
        ];
        const area = x.slice(1).reduce((s, _, i) => s + ((x[i + 1]! - x[i]!) * (y[i]! + y[i + 1]!)) / 2, 0);
        expect(area).toBeCloseTo(rocAuc(scores, targets), 13);
        expect([x[0], y[0], x.at(-1), y.at(-1)]).toEqual([0, 0, 1, 1]);
        expect(t).toEqual(t.toSorted((a, b) => b - a));
      }),
    );
  });

  test("only the order of the scores counts, and turning it round turns the area round", () => {
    fc.assert(
      fc.property(judged, ({ scores, targets }) => {
        const auc = rocAuc(scores, targets);
        expect(
          rocAuc(
            scores.map((s) => Math.exp(s) - 5),
            targets,
          ),
        ).toBe(auc);
        expect(
          rocAuc(
            scores.map((s) => -s),
            targets,
          ),
        ).toBeCloseTo(1 - auc, 13);
        expect(
          averagePrecision(
            scores.map((s) => s * 7),
            targets,
          ),
        ).toBe(averagePrecision(scores, targets));
      }),
    );
  });

  test("infinite scores are scores", () => {
    const scores = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    expect(rocAuc(scores, [0, 1, 0, 0])).toBeCloseTo(5 / 6, 14);
  });

  test("the average precision is the area of the steps of its curve", () => {
    fc.assert(
      fc.property(judged, ({ scores, targets }) => {
        const curve = precisionRecallCurve(scores, targets);
        const [p, r] = [numbers(curve.precision), numbers(curve.recall)];
        const steps = r.slice(0, -1).reduce((s, _, i) => s + (r[i]! - r[i + 1]!) * p[i]!, 0);
        expect(averagePrecision(scores, targets)).toBeCloseTo(steps, 13);
      }),
    );
  });

  test("the gain of perfect scores rises straight to 1", () => {
    const { taken, gain } = cumulativeGain([4, 3, 2, 1], [1, 1, 0, 0]);
    expect([numbers(taken), numbers(gain)]).toEqual([
      [0, 0.25, 0.5, 0.75, 1],
      [0, 0.5, 1, 1, 1],
    ]);
  });

  test("equal scores are one step, whatever the order of the samples", () => {
    fc.assert(
      fc.property(judged, fc.nat(1000), ({ scores, targets }, seed) => {
        const order = numbers(random.RandomState(seed).permutation(scores.length));
        const [s, t] = [order.map((n) => scores[n]!), order.map((n) => targets[n]!)];
        expect(cumulativeGain(s, t).gain.toArray()).toEqual(cumulativeGain(scores, targets).gain.toArray());
        expect(rocCurve(s, t).truePositiveRate.toArray()).toEqual(rocCurve(scores, targets).truePositiveRate.toArray());
      }),
    );
  });

  test("of several classes are scikit-learn's, with ties, both averages", () => {
    const { probabilities, targets, ...expected } = sklearn.metrics;
    for (const average of ["macro", "weighted"] as const) {
      expect(rocAuc(probabilities, targets, { average })).toBeCloseTo(expected[`auc ${average}`] as number, 12);
      const ours = averagePrecision(probabilities, targets, { average });
      expect(ours).toBeCloseTo(expected[`average precision ${average}`] as number, 12);
    }
  });

  test("refuse what cannot be ranked", () => {
    expect(() => rocAuc([0.1, 0.2], [1, 1])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: rocAuc: all samples are of class 1, so there is nothing to tell apart
        got  2 targets
        hint split with { stratify } so that every class is on both sides]
    `);
    expect(() => rocAuc([0.1, Number.NaN], [0, 1])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: rocAuc: the scores hold a NaN
        got  scores [2]
        hint debugNaN finds where it came from]
    `);
    expect(() =>
      rocCurve(
        [
          [0.1, 0.9],
          [0.5, 0.5],
        ],
        [0, 1],
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: rocCurve: a curve is of the scores of class 1
        got  scores [2, 2]
        hint pass one column, at(scores, ":", 1)]
    `);
    expect(() => rocAuc([0.1, 0.2], [0, 2])).toThrow(/the targets name class 2/);
    expect(() => rocAuc([0.1, 0.2], [0])).toThrow(/2 scores for 1 targets/);
    expect(() => averagePrecision([], [])).toThrow(/no samples to judge/);
    expect(() => rocAuc(zeros([2, 3]), [0, 1])).toThrow(/no sample is of class 2/);
  });
});

describe("metrics of probabilities", () => {
  test("the log loss is the mean of −log p of the true class", () => {
    expect(logLoss([0.25, 0.5], [1, 0])).toBeCloseTo((Math.log(4) + Math.log(2)) / 2, 14);
    expect(logLoss([[0.5, 0.25, 0.25]], [2])).toBeCloseTo(Math.log(4), 14);
  });

  test("of two classes are the same as one column and as two; the Brier score is then twice as much", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(1)), { minLength: 1 }),
        (rows) => {
          const [p, t] = [rows.map(([x]) => x), rows.map(([, y]) => y)];
          const both = p.map((x) => [1 - x, x]);
          expect(logLoss(both, t)).toBeCloseTo(logLoss(p, t), 12);
          expect(brierScore(both, t)).toBeCloseTo(2 * brierScore(p, t), 12);
        },
      ),
    );
  });

  test("what was called impossible costs 36 nats, or infinity where nothing is held back", () => {
    expect(logLoss([0], [1])).toBeCloseTo(52 * Math.log(2), 12);
    expect(logLoss([0], [1], { epsilon: 0 })).toBe(Number.POSITIVE_INFINITY);
  });

  test("top-1 is the accuracy, ties included; top-K is 1", () => {
    const scores = random.RandomState(1).randint(0, 3, [50, 4]);
    const targets = random.RandomState(2).randint(0, 4, 50);
    expect(topKAccuracy(scores, targets, 1)).toBe(accuracy(argmax(scores, 1), targets));
    expect(topKAccuracy(scores, targets, 4)).toBe(1);
  });

  test("refuse what is no probability", () => {
    expect(() => logLoss([2.5], [1])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: logLoss: 2.5 is no probability
        got  probabilities [1]
        hint from scores they come by sigmoid for class 1, by softmax for several classes]
    `);
    expect(() => brierScore([[0.2, 0.2]], [1])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: brierScore: the probabilities of sample 0 sum to 0.4
        hint each row must sum to 1]
    `);
    expect(() => logLoss([0.5], [1], { epsilon: 0.5 })).toThrow(/ε must be in/);
    expect(() => topKAccuracy([[0.1, 0.9]], [1], 3)).toThrow(/from 1 to the number of classes, 2/);
    expect(() => logLoss([[1], [1]], [0, 0])).toThrow(/one column cannot tell classes apart/);
  });
});

describe("metrics of regression", () => {
  const { A, B } = sklearn.metrics;

  test("of several quantities are the mean over them", () => {
    expect(r2Score(B, A)).toBeCloseTo(sklearn.metrics["r2 of columns"] as number, 12);
    const squared = sum(sub(tensor(A), tensor(B)));
    expect(Number.isFinite(squared.item())).toBe(true);
    const columns = [0, 1, 2].map((d) =>
      meanAbsoluteError(
        A.map((row) => row[d]!),
        B.map((row) => row[d]!),
      ),
    );
    expect(meanAbsoluteError(A, B)).toBeCloseTo((columns[0]! + columns[1]! + columns[2]!) / 3, 13);
  });

  test("know shifts and scales", () => {
    const t = [1, 2, 4];
    const shifted = t.map((x) => x + 3);
    expect([meanSquaredError(shifted, t), meanAbsoluteError(shifted, t), maxError(shifted, t)]).toEqual([9, 3, 3]);
    expect(explainedVariance(shifted, t)).toBe(1);
    expect(
      r2Score(
        t.map(() => 7 / 3),
        t,
      ),
    ).toBeCloseTo(0, 14);
  });

  test("of constant targets are 1 for what is perfect and 0 for all else", () => {
    const t = [0.1, 0.1, 0.1];
    expect([r2Score(t, t), r2Score([0.1, 0.2, 0.1], t), explainedVariance([0.3, 0.3, 0.3], t)]).toEqual([1, 0, 1]);
  });

  test("are NaN where a number is", () => {
    expect([meanSquaredError, meanAbsoluteError, maxError].map((metric) => metric([1, Number.NaN], [1, 2]))).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });

  test("refuse shapes that would be broadcast", () => {
    expect(() => meanSquaredError(zeros([3, 1]), zeros([3]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: meanSquaredError: predictions and targets differ in shape
        got  predictions [3, 1] and targets [3]
        hint a column [N, 1] is not [N]: squeeze(predictions, 1)]
    `);
    expect(() => meanSquaredError([], [])).toThrow(/no samples to judge/);
    expect(() => r2Score([1], [1])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: r2Score: one sample has no variance that could be explained
        got  1 sample
        hint use meanSquaredError]
    `);
    expect(() => maxError(zeros([1, 1, 1]), zeros([1, 1, 1]))).toThrow(/values are \[N\]/);
  });
});
