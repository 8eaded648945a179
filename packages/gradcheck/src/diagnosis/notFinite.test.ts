import { add, div, mul, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "../index.ts";
import { backward, type TwoLayers, twoLayers } from "../testing/twoLayers.ts";

const { loss, params, data } = twoLayers(6);
const compare = (change: (right: TwoLayers) => Partial<TwoLayers>, isNumbers: boolean) => {
  const hand = (...args: Parameters<typeof loss>): Partial<TwoLayers> => {
    const right = backward({})(...args) as TwoLayers;
    return { ...right, ...change(right) };
  };
  return compareGradients({ loss, params, data, hand: isNumbers ? hand(params, ...data) : hand });
};

/** 0 but for one entry, the second. */
const second = (like: Tensor, x: number): Tensor =>
  tensor(
    Array.from({ length: like.size }, (_, i) => (i === 1 ? x : 0)),
    { shape: like.shape },
  );

describe.each([false, true])("gradients that are not finite, as numbers: %s", (isNumbers) => {
  test("are counted, and the first is shown with its place", () => {
    const { causes } = compare(({ W1 }) => ({ W1: add(W1, second(W1, Number.NaN)) }), isNumbers);
    expect(causes).toMatchObject([{ code: "unknown", quantity: "W1" }]);
    expect(causes[0]!.what).toMatch(
      /^the hand's gradient of W1 is not finite, and the tape's is: 1 of \d+ entries is NaN$/,
    );
    expect(causes[0]!.evidence).toMatch(/^the first is \[0, 1\]: NaN for -?0\.\d+$/);
  });

  test("are told apart: NaN and infinite ones", () => {
    const { causes } = compare(({ b1 }) => ({ b1: div(b1, mul(b1, second(b1, 1))) }), isNumbers);
    expect(causes[0]!.what).toMatch(/entries are infinite$/);
    expect(causes[0]!.evidence).not.toContain("cosine");
  });

  test("come before what is wrong elsewhere", () => {
    const { causes } = compare(({ W1, W2 }) => ({ W2: mul(2, W2), W1: mul(W1, Number.NaN) }), isNumbers);
    expect(causes.map(({ quantity }) => quantity)).toEqual(["W1"]);
    expect(causes[0]!.what).toMatch(/: (\d+) of \1 entries are NaN$/);
  });
});
