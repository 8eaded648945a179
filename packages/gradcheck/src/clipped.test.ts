import { abs, mapTree, sign, square, type Tensor } from "@wengert/autograd";
import { expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { backward, type TwoLayers, twoLayers } from "./testing/twoLayers.ts";

const { loss, params, data } = twoLayers(6);
const hand =
  (change: (gradients: TwoLayers) => TwoLayers) =>
  (...args: Parameters<typeof loss>): TwoLayers =>
    change(backward({})(...args) as TwoLayers);

test.each<[string, (x: Tensor) => Tensor]>([
  ["replaced by its sign", sign],
  ["taken without its sign", abs],
  ["squared", square],
])("entries that are %s are said of the gradient that is so, not of one that is right", (words, change) => {
  const { causes, firstWrong, consequences } = compareGradients({
    loss,
    params,
    data,
    hand: hand(({ W1, ...rest }) => ({ ...rest, W1: change(W1) })),
  });
  expect(causes.map(({ code, quantity, what }) => ({ code, quantity, what }))).toEqual([
    { code: "clipped", quantity: "W1", what: `each entry of the gradient of W1 is ${words}` },
  ]);
  expect(firstWrong?.quantity).toBe("W1");
  expect(consequences).toEqual([]);
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
