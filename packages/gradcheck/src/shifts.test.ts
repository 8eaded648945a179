import {
  add,
  div,
  exp,
  greaterEqual,
  log,
  matmul,
  max,
  mean,
  mul,
  neg,
  onesLike,
  random,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { graphOf } from "./graph.ts";
import { compareGradients } from "./index.ts";

const rng = random.RandomState(3);
const x = rng.randn(8, 4);
const oneHot = tensor(Array.from({ length: 8 }, (_, i) => [0, 1, 2].map((c) => (c === i % 3 ? 1 : 0))));
type Params = { readonly W: Tensor; readonly b: Tensor };
const params: Params = { W: mul(2, rng.randn(4, 3)), b: rng.randn(3) };

const KEEP = { keepdims: true };
const logits = ({ W, b }: Params, x: Tensor): Tensor => add(matmul(x, W), b);
const shifted = (z: Tensor): Tensor => sub(z, max(z, -1, KEEP));
const softmax = (z: Tensor): Tensor => {
  const e = exp(z);
  return div(e, sum(e, -1, KEEP));
};
const crossEntropy = (logP: Tensor, t: Tensor): Tensor => mean(neg(sum(mul(t, logP), -1)));

/** The cross-entropy of a softmax whose largest logit is subtracted, written in different ways. */
const losses: Readonly<Record<string, (params: Params, x: Tensor, t: Tensor) => Tensor>> = {
  "a softmax": (params, x, t) => crossEntropy(log(softmax(shifted(logits(params, x)))), t),
  "its logarithm": (params, x, t) => {
    const s = shifted(logits(params, x));
    return crossEntropy(sub(s, log(sum(exp(s), -1, KEEP))), t);
  },
  "a maximum in another shape": (params, x, t) => {
    const z = logits(params, x);
    const s = sub(z, reshape(max(z, -1), [z.shape[0]!, 1]));
    return crossEntropy(log(softmax(s)), t);
  },
};

const decision = (z: Tensor): Tensor => mul(onesLike(z), greaterEqual(z, max(z, -1, KEEP)));

/** What may be written for N dC/dz. */
const errors: Readonly<Record<string, (z: Tensor, t: Tensor) => Tensor>> = {
  "the decision, 1 for the largest p, minus t": (z, t) => sub(decision(z), t),
  "p minus the decision, 1 for the largest p": (z) => sub(softmax(z), decision(z)),
};

describe.each(Object.entries(losses))("%s with its largest entry subtracted", (_name, loss) => {
  const saidOf = (of: (z: Tensor, t: Tensor) => Tensor, isNumbers: boolean): readonly string[] => {
    const hand = (params: Params, x: Tensor, t: Tensor): Params => {
      const dz = div(of(logits(params, x), t), x.shape[0]!);
      return { W: matmul(transpose(x), dz), b: sum(dz, 0) };
    };
    const given = isNumbers ? hand(params, x, oneHot) : hand;
    return compareGradients({ loss, params, data: [x, oneHot], hand: given }).causes.map(
      ({ code, what }) => `${code}: ${what}`,
    );
  };

  test.each(Object.entries(errors))("is not said to lack a sum where dC/dz is %s", (words, of) => {
    for (const isNumbers of [true, false]) {
      const [one, ...more] = saidOf(of, isNumbers);
      expect(more).toEqual([]);
      expect(one).toMatch(/^wrong-forward/);
      expect(one).toContain(words);
    }
  });

  test("leaves the decision alone a riddle: it is no right gradient with a part missing", () => {
    expect(saidOf((z) => decision(z), false)[0]).toMatch(/^unknown/);
  });

  test("still shows the target that is missing", () => {
    expect(saidOf((z) => softmax(z), false)[0]).toMatch(/^missing-term: the target is missing/);
  });

  test("has one line through which nothing goes back", () => {
    const { shifts, lines } = graphOf(loss as never, [params, x, oneHot]);
    expect([...shifts].map((k) => lines[k]!.primitive.name)).toEqual(["max"]);
  });
});

test("a maximum that does not cancel is gone back through", () => {
  const loss = (params: Params, x: Tensor, t: Tensor): Tensor => mean(square(sub(shifted(logits(params, x)), t)));
  expect(graphOf(loss as never, [params, x, oneHot]).shifts.size).toBe(0);
});
