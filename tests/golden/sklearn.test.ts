import { at, isTensor, type NestedNumbers, random, type Tensor, tensor } from "@wengert/autograd";
import {
  accuracy,
  applyScaling,
  averagePrecision,
  balancedAccuracy,
  brierScore,
  classScores,
  confusionMatrix,
  explainedVariance,
  f1,
  invertScaling,
  iris,
  kFold,
  logLoss,
  matthewsCorrelation,
  maxError,
  meanAbsoluteError,
  meanSquaredError,
  minMaxScaling,
  polynomialFeatures,
  polynomialNames,
  precision,
  precisionRecallCurve,
  r2Score,
  recall,
  rocAuc,
  rocCurve,
  splitIndices,
  standardScaling,
  stratifiedKFold,
  topKAccuracy,
} from "@wengert/data";
import { describe, expect, test } from "vitest";
import { loadGolden } from "./golden.ts";

/** |value − golden| ≤ this · max(1, largest |golden|), as for all golden values. */
const ROUNDING = 1e-9;

/** The bound on probabilities with which the data's log losses were made; scikit-learn's own is 2⁻⁵². */
const EPSILON = 1e-12;

type Numbers = readonly number[];

interface Split {
  readonly n: number;
  readonly test_size: number;
  readonly random_state: number;
  readonly stratify?: "iris";
  readonly train: Numbers;
  readonly test: Numbers;
}

interface Folds {
  readonly kind: "KFold" | "StratifiedKFold";
  readonly n?: number;
  readonly y?: "iris";
  readonly k: number;
  readonly shuffle: number | null;
  readonly test: readonly Numbers[];
}

type Scaler = Readonly<
  Record<
    "X" | "Z" | "standard" | "standard_inverse_of_Z" | "minmax" | "poly2" | "poly3_interaction",
    readonly Numbers[]
  >
> & { readonly poly3_names: readonly string[] };

interface Binary {
  readonly kind: string;
  readonly true: Numbers;
  readonly score: Numbers;
  readonly pred: Numbers;
  readonly roc: Readonly<Record<"fpr" | "tpr" | "thresholds", Numbers>>;
  readonly pr: Readonly<Record<"precision" | "recall" | "thresholds", Numbers>>;
  readonly confusion: readonly Numbers[];
  readonly [metric: string]: unknown;
}

interface Multiclass {
  readonly classes: number;
  readonly true: Numbers;
  readonly prob: readonly Numbers[];
  readonly pred: Numbers;
  readonly confusion: readonly Numbers[];
  readonly per_class: readonly [Numbers, Numbers, Numbers, Numbers];
  readonly [metric: string]: unknown;
}

interface Regression {
  readonly kind: string;
  readonly true: Numbers;
  readonly pred: Numbers;
  readonly [metric: string]: unknown;
}

interface Golden {
  readonly splits: readonly Split[];
  readonly folds: readonly Folds[];
  readonly scalers: readonly Scaler[];
  readonly binary: readonly Binary[];
  readonly multiclass: readonly Multiclass[];
  readonly regression: readonly Regression[];
}

const golden = loadGolden<Golden>("sklearn.json");
const labels = (name: "iris"): Tensor => ({ iris: iris().target })[name];

function flatten(nested: NestedNumbers): number[] {
  return Array.isArray(nested) ? nested.flatMap(flatten) : [Number(nested)];
}

function expectClose(ours: Tensor | number, theirs: NestedNumbers): void {
  const [a, b] = [flatten(isTensor(ours) ? ours.toArray() : ours), flatten(theirs)];
  if (isTensor(ours)) expect(ours.shape).toEqual(tensor(theirs).shape);
  expect(a.length).toBe(b.length);
  const allowed = ROUNDING * b.reduce((largest, x) => Math.max(largest, Math.abs(x)), 1);
  a.forEach((x, i) => {
    expect(Math.abs(x - b[i]!), `entry ${i}: ${x} instead of ${b[i]}`).toBeLessThanOrEqual(allowed);
  });
}

type Metric<C> = (given: C) => number;

/** scikit-learn's names, and how they are called here. */
const BINARY: Readonly<Record<string, Metric<Binary>>> = {
  accuracy: (c) => accuracy(c.pred, c.true),
  precision: (c) => precision(c.pred, c.true),
  recall: (c) => recall(c.pred, c.true),
  f1: (c) => f1(c.pred, c.true),
  mcc: (c) => matthewsCorrelation(c.pred, c.true),
  auc: (c) => rocAuc(c.score, c.true),
  average_precision: (c) => averagePrecision(c.score, c.true),
  log_loss: (c) => logLoss(c.score, c.true, { epsilon: EPSILON }),
  brier: (c) => brierScore(c.score, c.true),
};

const MULTICLASS: Readonly<Record<string, Metric<Multiclass>>> = {
  accuracy: (c) => accuracy(c.pred, c.true),
  balanced_accuracy: (c) => balancedAccuracy(c.pred, c.true),
  log_loss: (c) => logLoss(c.prob, c.true, { epsilon: EPSILON }),
  auc_ovr_macro: (c) => rocAuc(c.prob, c.true),
  top2: (c) => topKAccuracy(c.prob, c.true, 2),
};

const REGRESSION: Readonly<Record<string, Metric<Regression>>> = {
  mse: (c) => meanSquaredError(c.pred, c.true),
  mae: (c) => meanAbsoluteError(c.pred, c.true),
  r2: (c) => r2Score(c.pred, c.true),
  explained_variance: (c) => explainedVariance(c.pred, c.true),
  max_error: (c) => maxError(c.pred, c.true),
};

/** What is compared in a way of its own, and what is given. */
const ELSEWHERE = new Set(
  "kind true score pred roc pr confusion classes prob micro macro weighted per_class".split(" "),
);

function metricsOf<C extends { readonly [metric: string]: unknown }>(
  table: Readonly<Record<string, Metric<C>>>,
  given: C,
) {
  const names = Object.keys(given).filter((name) => !ELSEWHERE.has(name));
  test.each(names)("%s", (name) => {
    expect(Object.keys(table)).toContain(name);
    expectClose(table[name]!(given), given[name] as number);
  });
}

describe.skipIf(golden === undefined)("scikit-learn's", () => {
  const { splits, folds, scalers, binary, multiclass, regression } = golden!;

  test.each(
    splits.map((c) => [`${c.n} samples, test ${c.test_size}, seed ${c.random_state} ${c.stratify ?? ""}`, c] as const),
  )("train_test_split of %s", (_name, c) => {
    const rng = random.RandomState(c.random_state);
    const stratify = c.stratify === undefined ? {} : { stratify: labels(c.stratify) };
    const { train, test: held } = splitIndices(c.n, { testSize: c.test_size, rng, ...stratify });
    expect([train.toArray(), held.toArray()]).toEqual([c.train, c.test]);
  });

  test.each(folds.map((c) => [`${c.kind} of ${c.n ?? c.y}, k = ${c.k}, seed ${c.shuffle}`, c] as const))(
    "%s",
    (_name, c) => {
      const options = c.shuffle === null ? {} : { rng: random.RandomState(c.shuffle) };
      const ours = c.kind === "KFold" ? kFold(c.n!, c.k, options) : stratifiedKFold(labels(c.y!), c.k, options);
      expect(ours.map((fold) => fold.test.toArray())).toEqual(c.test);
    },
  );

  describe.each(scalers.map((c, i) => [i, c] as const))("scalers and polynomial features, case %i", (_i, c) => {
    test("standard", () => {
      const scaling = standardScaling(c.X);
      expectClose(applyScaling(c.Z, scaling), c.standard);
      expectClose(invertScaling(c.Z, scaling), c.standard_inverse_of_Z);
    });

    test("min-max", () => {
      expectClose(applyScaling(c.Z, minMaxScaling(c.X)), c.minmax);
    });

    test("polynomial", () => {
      expectClose(polynomialFeatures(c.Z), c.poly2);
      expectClose(polynomialFeatures(c.Z, { degree: 3, interactionOnly: true, bias: false }), c.poly3_interaction);
      expect(polynomialNames(["a", "b", "c"], { degree: 3 })).toEqual(c.poly3_names);
    });
  });

  describe.each(binary.map((c) => [`${c.kind}, ${c.true.length} samples`, c] as const))(
    "binary metrics: %s",
    (_name, c) => {
      metricsOf(BINARY, c);

      test("confusion", () => {
        expect(confusionMatrix(c.pred, c.true).toArray()).toEqual(c.confusion);
      });

      test("roc", () => {
        const { falsePositiveRate, truePositiveRate, thresholds } = rocCurve(c.score, c.true);
        expectClose(falsePositiveRate, c.roc.fpr);
        expectClose(truePositiveRate, c.roc.tpr);
        // Where nothing is taken, any threshold above the largest score is as good.
        expect(at(thresholds, 0).item()).toBe(Number.POSITIVE_INFINITY);
        expectClose(at(thresholds, "1:"), c.roc.thresholds.slice(1));
      });

      test("precision and recall at each threshold", () => {
        const curve = precisionRecallCurve(c.score, c.true);
        expectClose(curve.precision, c.pr.precision);
        expectClose(curve.recall, c.pr.recall);
        expectClose(curve.thresholds, c.pr.thresholds);
      });
    },
  );

  describe.each(multiclass.map((c) => [c.classes, c.true.length, c] as const))(
    "metrics of %i classes, %i samples",
    (_classes, _samples, c) => {
      metricsOf(MULTICLASS, c);

      test("confusion", () => {
        expect(confusionMatrix(c.pred, c.true).toArray()).toEqual(c.confusion);
      });

      test.each(["micro", "macro", "weighted"] as const)("%s averages", (average) => {
        const ours = [precision, recall, f1].map((score) => score(c.pred, c.true, { average }));
        expectClose(tensor(ours), c[average] as Numbers);
      });

      test("scores of each class", () => {
        const ours = classScores(c.pred, c.true);
        expectClose(ours.precision, c.per_class[0]);
        expectClose(ours.recall, c.per_class[1]);
        expectClose(ours.f1, c.per_class[2]);
        expectClose(ours.support, c.per_class[3]);
      });
    },
  );

  describe.each(regression.map((c) => [`${c.kind}, ${c.true.length} samples`, c] as const))(
    "regression: %s",
    (_name, c) => {
      metricsOf(REGRESSION, c);
    },
  );
});
