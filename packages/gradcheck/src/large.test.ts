import { clip, cos, matmul, mean, mul, random, square, sub, type Tensor, tanh, transpose } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { lengthOf, range } from "./numbers.ts";

// As many numbers as no call takes as arguments.
const rng = random.generator("large");
const params: { readonly W: Tensor } = { W: rng.normal(0, 0.05, [500, 400]) };
const [x, target] = [rng.normal(0, 1, [4, 500]), rng.normal(0, 1, [4, 400])];

const loss = ({ W }: typeof params, x: Tensor, t: Tensor): Tensor => mean(square(sub(matmul(x, W), t)));
const hand = ({ W }: typeof params, x: Tensor, t: Tensor): typeof params => ({
  W: matmul(transpose(x), mul(2 / t.size, sub(matmul(x, W), t))),
});

describe("a parameter of 200 000 numbers", () => {
  test("is compared", () => {
    expect(compareGradients({ loss, params, data: [x, target], hand }).ok).toBe(true);
    expect(compareGradients({ loss, params, data: [x, target], hand: hand(params, x, target) }).ok).toBe(true);
  });

  test("has a mistake named", () => {
    const { W } = hand(params, x, target);
    const clipped = { W: clip(W, -0.001, 0.001) };
    const { causes } = compareGradients({ loss, params, data: [x, target], hand: clipped });
    expect(causes[0]!.code).toBe("clipped");
  });
});

test("where nothing is found in a large net, it is said that not all was tried", () => {
  const params = { W: rng.normal(0, 0.05, [200, 300]), V: rng.normal(0, 1, [300, 5]) };
  const data = [rng.normal(0, 1, [4, 200]), rng.normal(0, 1, [4, 5])] as const;
  const loss = ({ W, V }: typeof params, x: Tensor, t: Tensor): Tensor =>
    mean(square(sub(matmul(tanh(matmul(x, W)), V), t)));
  const hand = { W: cos(params.W), V: cos(params.V) };
  const { causes, search, unseen } = compareGradients({ loss, params, data, hand } as never);
  expect(causes.map(({ code }) => code)).toEqual(["unknown"]);
  expect(search.limited).toBe(true);
  expect(unseen.join()).toContain(
    `most pairs of mistakes: there are too many for all to be tried, ${search.pairs} were`,
  );
});

test("the length of lists is that of all their numbers, however large they are", () => {
  expect(lengthOf([3], [4])).toBe(5);
  expect(lengthOf([3e200, 4e200])).toBeCloseTo(5e200, -190);
  expect(lengthOf()).toBe(0);
  expect(lengthOf(new Float64Array(200_000).fill(1))).toBe(Math.sqrt(200_000));
  expect(range(new Float64Array(200_000).fill(2))).toEqual([2, 2]);
});
