import { abs, clip, mapTree, maximum, sign, square, type Tensor } from "@wengert/autograd";
import { expect, test } from "vitest";
import { type CauseCode, compareGradients } from "./index.ts";
import { backward, type TwoLayers, twoLayers } from "./testing/twoLayers.ts";

const { loss, params, data } = twoLayers(6);
const hand =
  (change: (gradients: TwoLayers) => TwoLayers) =>
  (...args: Parameters<typeof loss>): TwoLayers =>
    change(backward({})(...args) as TwoLayers);

test.each<[string, CauseCode, (x: Tensor) => Tensor]>([
  ["replaced by its sign", "clipped", sign],
  ["replaced by 0 where it is negative", "clipped", (x) => maximum(x, 0)],
  ["taken without its sign", "sign", abs],
  ["squared", "extra-term", square],
])("entries that are %s are said of the gradient that is so, not of one that is right", (words, code, change) => {
  const { causes, firstWrong, consequences } = compareGradients({
    loss,
    params,
    data,
    hand: hand(({ W1, ...rest }) => ({ ...rest, W1: change(W1) })),
  });
  expect(causes.map(({ code, quantity, what }) => ({ code, quantity, what }))).toEqual([
    { code, quantity: "W1", what: `each entry of the gradient of W1 is ${words}` },
  ]);
  expect(firstWrong?.quantity).toBe("W1");
  expect(consequences).toEqual([]);
});

test("cut off at a bound means that some entries lie at it, and that the others are untouched", () => {
  const cutAt = (bound: number): string | undefined =>
    compareGradients({
      loss,
      params,
      data,
      hand: hand(({ W1, ...rest }) => ({ ...rest, W1: clip(W1, -bound, bound) })),
    }).causes.map(({ code, evidence }) => `${code}: ${evidence}`)[0];
  expect(cutAt(0.02)).toBe("clipped: the entries that were not cut agree");
  expect(cutAt(1e-6)).toBe("clipped: all entries lie at the bound, with the right signs");
});

test("of all gradients it is said by name", () => {
  const { causes } = compareGradients({
    loss,
    params,
    data,
    hand: hand((gradients) => mapTree((x: Tensor) => sign(x), gradients) as TwoLayers),
  });
  expect(causes.map(({ what }) => what)).toEqual([
    "each entry of the gradient of b2, W2, b1, W1 is replaced by its sign",
  ]);
});

test("a gradient that was not returned follows from no other", () => {
  const { consequences, entries } = compareGradients({ loss, params, data, hand: () => undefined });
  expect(consequences).toEqual([]);
  expect(entries.map(({ verdict }) => verdict)).toEqual(["first", "wrong", "wrong", "wrong"]);
});
