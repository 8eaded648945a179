import { readFileSync } from "node:fs";
import { add, matmul, mean, mul, random, square, sub, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { type ComparisonData, compareGradients } from "./index.ts";
import { reportText } from "./report.ts";
import { backward, rightSteps, twoLayers } from "./testing/twoLayers.ts";

const { loss, params, data } = twoLayers(6);

describe("what a comparison says besides the cause", () => {
  test("a loss of another value is said first", () => {
    const hand = (...args: Parameters<typeof loss>) => ({
      gradients: backward({})(...args),
      loss: mul(2, loss(...args)),
    });
    const { ok, causes } = compareGradients({ loss, params, data, hand });
    expect(ok).toBe(false);
    expect(causes).toMatchObject([{ code: "wrong-forward", quantity: "loss" }]);
  });

  test("an intermediate value that is wrong is named", () => {
    const intermediates = { z1: add(matmul(data[0], params.W1), 1) };
    const hand = backward({ db: (dz) => mul(2, rightSteps.db(dz)) });
    const { causes, firstWrong } = compareGradients({ loss, params, data, hand, intermediates });
    expect(causes[0]).toMatchObject({ code: "wrong-forward", quantity: "z1" });
    expect(firstWrong?.quantity).toBe("z1");
  });

  test("numbers of a batch of one: what they cannot show", () => {
    const one = twoLayers(1);
    const { ok, unseen } = compareGradients({ ...one, hand: backward({})(one.params, ...one.data) });
    expect(ok).toBe(true);
    expect(unseen.join()).toContain("a batch of 1 cannot show a missing sum over the batch");
  });

  test("a function that gives twice the gradient when it is called again", () => {
    let total = 0;
    const hand = (x: Tensor) => {
      total += 2;
      return mul(total, x);
    };
    const [cause] = compareGradients({
      loss: (x: Tensor) => mean(mul(2, square(x))),
      params: tensor([1, 2]),
      hand,
    }).causes;
    expect(cause).toMatchObject({ code: "stale-cache", what: expect.stringContaining("twice the gradient") });
  });

  test("a difference that nothing explains stays unknown, with numbers to go on", () => {
    const rng = random.RandomState(5);
    const noise = { W1: rng.randn(4, 3), b1: rng.randn(3), W2: rng.randn(3, 2), b2: rng.randn(2) };
    const result = compareGradients({ loss, params, data, hand: noise });
    expect(result.causes).toMatchObject([{ code: "unknown", quantity: "b2" }]);
    expect(result.causes[0]!.evidence).toMatch(/^cosine -?\d\.\d+, best factor .*, worst entries \[\d\]/);
    expect(result.search.pairs).toBeGreaterThan(0);
  });

  test("a loss that is not finite cannot be the judge", () => {
    const result = compareGradients({
      loss: (x: Tensor) => mean(mul(x, Number.POSITIVE_INFINITY)),
      params: tensor([1, 2]),
      hand: tensor([1, 1]),
    });
    expect(result.causes[0]!.what).toBe(
      "the loss itself is Infinity at these values: it comes with a number or the data into mul",
    );
  });

  test("several causes that fit are all given, with what would tell them apart", () => {
    // One sample, one output: the gradient by W is that of the sum and of the mean, of one sample and of all.
    const x = tensor([[1, 2, 3]]);
    const net = (W: Tensor) => mean(square(matmul(x, W)));
    const W = tensor([[0.5], [-1], [0.25]]);
    const half = mul(0.5, matmul(tensor([[1], [2], [3]]), mul(2, matmul(x, W))));
    const { causes } = compareGradients({ loss: net, params: W, data: [], hand: half });
    expect(causes[0]!.code).toBe("factor");
    expect(causes[0]!.factor).toBeCloseTo(0.5, 12);
  });
});

test("the line of a hand-written function that makes the mistake is named", () => {
  const result = compareGradients({ loss, params, data, hand: backward({ da2: (a, t) => mul(3, sub(a, t)) }) });
  const lines = readFileSync(new URL(import.meta.url), "utf8").split("\n");
  const [, file, line] = /([\w.]+):(\d+):\d+$/.exec(result.causes[0]!.at!)!;
  expect(file).toBe("report.test.ts");
  expect(lines[Number(line) - 1]).toContain("mul(3, sub(a, t))");
});

test("the report of a mistake, as it is printed", () => {
  const hand = backward({ da2: (a, t) => mul(2, sub(a, t)) });
  const text = String(compareGradients({ loss, params, data, hand, title: "two layers" }));
  // The last digits depend on whether kernels or plain loops compute.
  const steady = text
    .replace(/report\.test\.ts:\d+/, "net.ts:1")
    .replace(/(1\.8489028043400)\d+/, "$1")
    .replace(/\de-16/, "3e-16");
  expect(steady).toMatchInlineSnapshot(`
    "gradient check  two layers  float64, batch 6    1 cause, 4 of 4 quantities wrong
      loss      tape 1.8489028043400
      b2        WRONG  hand = 12 x tape (all 2 entries)      <- first difference
                W2 b1 W1 follow from it
      cause     sum-for-mean: the loss is a mean, the whole gradient is that of the sum: 12 times too large, batch size x
                outputs
                net.ts:1
      also      factor: the same change by another name
      fix       divide by 12, batch size x outputs
      evidence  with this one change all 4 gradients agree to 3e-16
      probe     differs on generated values, batch 5"
  `);
});

describe("a report that has more to say than fits into its lines", () => {
  const layers = Array.from({ length: 40 }, (_, i) => `layers${i}.weights`);
  const entry = (quantity: string, verdict: string) => ({
    quantity,
    verdict,
    shape: [1],
    handShape: [1],
    hand: [1],
    tape: [2],
    factor: 0.5,
    cosine: 1,
    largestDifference: 1,
  });
  const result = (over: object) =>
    ({
      ok: false,
      title: "",
      dtype: "float64",
      loss: { tape: 1, hand: null },
      entries: [],
      firstWrong: null,
      causes: [],
      unseen: [],
      probe: null,
      calledAt: null,
      ...over,
    }) as unknown as ComparisonData;
  const sentence = (n: number): string => `${"word ".repeat(n)}end`;

  test("counts the names that do not fit, and ends its sentences", () => {
    const entries = [entry("b", "first"), ...layers.map((one, i) => entry(one, i < 20 ? "consequence" : "ok"))];
    const lines = reportText(result({ entries, firstWrong: entries[0] }), null).split("\n");
    expect(lines[3]).toMatch(/^ {12}layers0\.weights .* and \d+ more follow from it$/);
    expect(lines[4]).toMatch(/^ {12}layers20\.weights .* and \d+ more are right$/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(118);
  });

  test("gives a single cause and its evidence the lines that they need", () => {
    const cause = { code: "unknown", what: sentence(50), evidence: sentence(30), fix: sentence(40), alternative: 0 };
    const text = reportText(result({ causes: [cause] }), null);
    expect(text.match(/end/g)).toHaveLength(3);
    expect(text).not.toContain("...");
  });

  test("keeps the script's own line where there is no room for a line of its own", () => {
    const cause = (n: number) => ({
      code: "factor",
      what: sentence(25),
      at: `lessons/net.ts:${n}:3`,
      readings: ["sum-for-mean"],
      evidence: "seen",
      fix: "divide",
      alternative: 0,
    });
    const roomy = reportText(result({ causes: [cause(7)] }), null);
    expect(roomy).toMatch(/end\n {12}net\.ts:7\n/);
    const tight = reportText(result({ causes: [cause(7), cause(8), cause(9)] }), null);
    for (const n of [7, 8, 9]) expect(tight).toContain(`end (net.ts:${n})`);
    expect(tight).not.toContain("sum-for-mean");
  });

  test("gives up the ends of advice before the script's lines", () => {
    const cause = (n: number) => ({
      code: "factor",
      what: sentence(25),
      at: `lessons/net.ts:${n}:3`,
      evidence: "seen",
      fix: sentence(25),
      alternative: 0,
    });
    const text = reportText(result({ causes: [cause(6), cause(7), cause(8), cause(9)] }), null);
    for (const n of [6, 7, 8, 9]) expect(text).toContain(`end (net.ts:${n})`);
    expect(text.match(/fix .*\.\.\./g)).toHaveLength(4);
  });

  test("leaves out whole sentences of what was not seen, and counts them", () => {
    const unseen = Array.from({ length: 30 }, (_, i) => `${i}: ${sentence(12)}`);
    const lines = reportText(result({ unseen }), null).split("\n");
    expect(lines).toHaveLength(15);
    expect(lines.join("\n")).toMatch(/end; and \d+ more in `unseen`$/);
  });
});
