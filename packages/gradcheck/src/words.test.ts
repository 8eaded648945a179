import {
  add,
  at,
  cos,
  matmul,
  mean,
  mul,
  random,
  sin,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { distance, largest } from "./numbers.ts";

interface Params {
  readonly W: Tensor;
  readonly b: Tensor;
}

const rng = random.RandomState(4);
const params: Params = { W: rng.randn(3, 2), b: rng.randn(2) };
const data: readonly [Tensor, Tensor] = [rng.randn(4, 3), rng.randn(4, 2)];
const loss = ({ W, b }: Params, x: Tensor, t: Tensor): Tensor => mean(square(sub(matmul(x, W), sub(t, b))));
const hand = ({ W, b }: Params, x: Tensor, t: Tensor): Params => {
  const dz = mul(2 / t.size, sub(matmul(x, W), sub(t, b)));
  return { W: matmul(transpose(x), dz), b: sum(dz, 0) };
};
const all = { loss, params, data };
const linesOf = (report: unknown): string[] => String(report).split("\n");

describe("what the report says of a gradient", () => {
  test("that is missing: there is no tensor, and none of shape []", () => {
    const report = compareGradients({ ...all, hand: (...args: Parameters<typeof hand>) => ({ W: hand(...args).W }) });
    expect(linesOf(report)[2]).toContain("b         WRONG  hand has no tensor here, tape [2]");
  });

  test("where nothing was returned: a return is forgotten", () => {
    const report = compareGradients({ ...all, hand: (...args: Parameters<typeof hand>) => void hand(...args) });
    expect(report.causes).toMatchObject([
      {
        code: "structure",
        what: "what the hand returned is not built like the parameters: it is undefined; is a return forgotten?",
      },
    ]);
  });

  test("with NaN in it: how much of it is", () => {
    const { W, b } = hand(params, ...data);
    const report = compareGradients({ ...all, hand: { W: mul(W, tensor([Number.NaN, 1])), b } });
    expect(linesOf(report)[2]).toContain("hand is not finite in 3 of 6 entries");
    expect(report.firstWrong!.largestDifference).toBeNaN();
  });

  test("of parameters that are one tensor, which has no name", () => {
    const report = compareGradients({
      loss: (x: Tensor) => sum(square(x)),
      params: tensor([1, 2]),
      hand: tensor([2, 5]),
    });
    expect(linesOf(report)[2]).toContain("  gradient  WRONG");
    expect(report.toHtml()).toContain(">gradient<small>first wrong");
    expect(report.toHtml()).not.toContain(">dC/d<");
  });

  test("of more numbers than are kept: how many were looked at", () => {
    const W = rng.randn(100, 50);
    const report = compareGradients({ loss: (W: Tensor) => sum(square(W)), params: W, hand: mul(4, W) });
    expect(linesOf(report)[2]).toContain("hand = 2 x tape (the first 4096 of 5000 entries)");
  });

  test("called again as a function: that is not advised to one who passed a function", () => {
    const x = tensor([[Number.NaN, 1]]);
    const report = compareGradients({
      loss: (W: Tensor, x: Tensor) => sum(matmul(x, W)),
      params: tensor([[1], [1]]),
      data: [x],
      hand: (_: Tensor, x: Tensor) => transpose(x),
    });
    expect(report.unseen.join()).not.toContain("pass hand as a function");
  });
});

test("intermediate values that are no tensors are not left out in silence", () => {
  const { unseen } = compareGradients({ ...all, hand, intermediates: { z1: "z", a1: null } });
  expect(unseen).toContain("z1, a1 are not compared: they are no tensors");
  const own = (...args: Parameters<typeof hand>) => ({ gradients: hand(...args), intermediates: { dz1: undefined } });
  expect(compareGradients({ ...all, hand: own }).unseen).toContain("dz1 is not compared: it is no tensor");
});

test("a title as long as a book leaves room for the verdict, and lines stay lines", () => {
  const report = compareGradients({ ...all, hand, title: `a\nnet\u001b[2J${"!".repeat(200)}` });
  expect(linesOf(report)[0]).toMatch(
    /^gradient check {2}a net \[2J!+\.\.\. {2}float64, batch 4 {4}ok: 2 quantities agree$/,
  );
  expect(linesOf(report)[0]!.length).toBeLessThanOrEqual(118);
});

describe("calls that cannot be meant", () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ["an axis that no data have", { batchAxis: 2 }, /none of the data has an axis 2[\s\S]*data with 2, 2 axes/],
    ["a negative one", { batchAxis: -3 }, /none of the data has an axis -3/],
    ["a loss that returns nothing", { loss: () => undefined }, /returned undefined\n[\s\S]*is a return forgotten/],
    ["a loss that is asynchronous", { loss: async () => tensor(1) }, /returned a promise\n[\s\S]*leave out async/],
  ])("%s", (_name, options, message) => {
    expect(() => compareGradients({ ...all, hand, ...options } as never)).toThrow(message);
  });
});

test("an axis of samples may be said where all data are numbers, as the indices of words", () => {
  const word = (E: Tensor, i: number): Tensor => sum(square(at(E, i)));
  const only = (E: Tensor, i: number): Tensor => mul(2, mul(E, tensor([0, 1, 2].map((k) => [k === i ? 1 : 0]))));
  const E = tensor([[1, 2], [3, 4], [5, 6]]); // biome-ignore format: rows
  expect(compareGradients({ loss: word, params: E, data: [1], hand: only, batchAxis: 0 }).ok).toBe(true);
});

test("the largest of numbers is NaN where there is one, wherever it stands", () => {
  const numbers = Float64Array.of(1, Number.NaN, 2);
  expect(largest(numbers)).toBeNaN();
  expect(distance(numbers, Float64Array.of(0, 0, 0))).toBeNaN();
});

describe("a gradient that is a multiple of its parameter", () => {
  test("and is multiplied by a number has a factor, and no penalty that nobody wrote", () => {
    const loss = (x: Tensor): Tensor => sum(square(x));
    const report = compareGradients({ loss, params: tensor([1, 2, 3]), hand: (x: Tensor) => mul(3, x) });
    expect(report.causes).toMatchObject([
      { code: "factor", what: "the whole gradient is 1.5 times what it should be" },
    ]);
  });

  test("has a penalty added where the loss has data beside it", () => {
    const penalised = ({ W, b }: Params, ...of: typeof data): Params => {
      const right = hand({ W, b }, ...of);
      return { ...right, W: add(right.W, mul(0.1, W)) };
    };
    const [cause] = compareGradients({ ...all, hand: penalised }).causes;
    expect(cause).toMatchObject({ code: "regulariser", what: expect.stringContaining("the gradient of W differs by") });
  });
});

test("with a batch of one, what is missing of a mean is said beside the mistake and not accused as one", () => {
  type Two = { readonly W: Tensor; readonly V: Tensor };
  const one: readonly [Tensor, Tensor] = [rng.randn(1, 3), rng.randn(1, 1)];
  const loss = ({ W, V }: Two, x: Tensor, t: Tensor): Tensor => mean(square(sub(matmul(sin(matmul(x, W)), V), t)));
  const wrong = ({ W, V }: Two, x: Tensor, t: Tensor): Two => {
    const a = sin(matmul(x, W));
    const dy = mul(2, sub(matmul(a, V), t)); // right as long as N is 1
    return { W: matmul(transpose(x), mul(matmul(dy, transpose(V)), cos(a))), V: matmul(transpose(a), dy) };
  };
  const { causes, unseen } = compareGradients({
    loss,
    params: { W: rng.randn(3, 4), V: rng.randn(4, 1) },
    data: one,
    hand: wrong,
  });
  expect(causes.map(({ code }) => code)).toEqual(["derivative-at-wrong-value"]);
  expect(unseen).toContain("another batch size: there the hand is wrong in more than this");
});

test("gradients of other shapes that are exchanged are that, and nothing else", () => {
  const exchanged = (...of: Parameters<typeof hand>) => {
    const { W, b } = hand(...of);
    return { W: b, b: W };
  };
  const { causes } = compareGradients({ ...all, hand: exchanged });
  expect(causes).toMatchObject([{ code: "structure", what: "the gradients of b and W are exchanged" }]);
});
