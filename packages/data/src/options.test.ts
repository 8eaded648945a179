import { random, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import {
  averagePrecision,
  blobs,
  circles,
  confusionMatrix,
  decodeIdx,
  decodeNpz,
  encodeIdx,
  encodeNpz,
  f1,
  franke,
  kFold,
  logLoss,
  minMaxScaling,
  moons,
  noisyPolynomial,
  parseCsv,
  polynomialFeatures,
  polynomialNames,
  precision,
  recall,
  rocAuc,
  runge,
  spirals,
  splitIndices,
  stratifiedKFold,
  trainTestSplit,
} from "./index.ts";

const [scores, classes] = [
  [0.1, 0.9],
  [0, 1],
];
const rng = random.RandomState(0);

/** Everything that takes options, with these and with what else it needs. */
const calls: Readonly<Record<string, (options: never) => unknown>> = {
  averagePrecision: (options) => averagePrecision(scores, classes, options),
  blobs: (options) => blobs({ rng, ...(options as object) }),
  circles: (options) => circles({ rng, ...(options as object) }),
  confusionMatrix: (options) => confusionMatrix(classes, classes, options),
  decodeIdx: (options) => decodeIdx(encodeIdx(tensor([1])), options),
  decodeNpz: (options) => decodeNpz(encodeNpz({ x: tensor([1]) }), options),
  encodeIdx: (options) => encodeIdx(tensor([1]), options),
  encodeNpz: (options) => encodeNpz({ x: tensor([1]) }, options),
  f1: (options) => f1(classes, classes, options),
  franke: (options) => franke({ rng, ...(options as object) }),
  kFold: (options) => kFold(4, 2, options),
  logLoss: (options) => logLoss(scores, classes, options),
  minMaxScaling: (options) => minMaxScaling([[1], [2]], options),
  moons: (options) => moons({ rng, ...(options as object) }),
  noisyPolynomial: (options) => noisyPolynomial({ coefficients: [1], ...(options as object) }),
  parseCsv: (options) => parseCsv("a\n1", { columns: { a: "number" }, ...(options as object) }),
  polynomialFeatures: (options) => polynomialFeatures([[1]], options),
  polynomialNames: (options) => polynomialNames(["a"], options),
  precision: (options) => precision(classes, classes, options),
  recall: (options) => recall(classes, classes, options),
  rocAuc: (options) => rocAuc(scores, classes, options),
  runge: (options) => runge(options),
  spirals: (options) => spirals({ rng, ...(options as object) }),
  splitIndices: (options) => splitIndices(4, options),
  stratifiedKFold: (options) => stratifiedKFold([0, 0, 1, 1], 2, options),
  trainTestSplit: (options) => trainTestSplit(tensor([1, 2, 3]), options),
};

describe("options", () => {
  test.each(Object.entries(calls))("%s refuses a name that it does not know", (name, call) => {
    expect(() => call({ mispelt: 1 } as never)).toThrow(new RegExp(`^${name}: there is no option "mispelt"`));
    expect(() => call({} as never)).not.toThrow();
  });

  test("the message names the one that may be meant", () => {
    expect(() => trainTestSplit(tensor([1, 2]), { test_size: 0.5 } as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: trainTestSplit: there is no option "test_size"
        got  a record with the keys test_size
        hint testSize may be meant; the options are testSize, trainSize, rng, stratify]
    `);
  });

  test("a seed in place of a generator is refused", () => {
    const seed = { rng: 42 } as never;
    for (const draw of [() => kFold(4, 2, seed), () => splitIndices(4, seed), () => moons(seed), () => blobs(seed)]) {
      expect(draw).toThrow(/rng must be a generator\n {2}got {2}42\n {2}hint for instance random\.RandomState\(42\)/);
    }
  });

  test("a record where a number belongs is shown as one", () => {
    expect(() => kFold(4, { k: 2 } as never)).toThrow(/k: a record with the keys k/);
    expect(() => kFold({ x: 2 } as never, 2)).toThrow(/the number of samples[\s\S]*n: a record with the keys x/);
    expect(() => splitIndices(4, { testSize: {} } as never)).toThrow(/testSize: an empty record/);
    expect(() => polynomialFeatures([[1]], { degree: {} } as never)).toThrow(/degree: an empty record/);
  });
});
