import { add, matmul, mean, mul, random, relu, square, sub, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { inFull, type NamedSize, nameFactor, sizesOf } from "./factors.ts";
import { graphOf } from "./graph.ts";

const rng = random.RandomState(1);
const named = (loss: (...args: never[]) => unknown, args: readonly unknown[], batch: number): (readonly unknown[])[] =>
  sizesOf(graphOf(loss, args), { size: batch, axis: 0 }).map(({ name, value }) => [name, value]);

test("how often weights fit into their product counts nothing", () => {
  const loss = (w: Tensor, x: Tensor, t: Tensor): Tensor => mean(square(sub(matmul(x, w), t)));
  expect(named(loss, [rng.randn(4), rng.randn(8, 4), rng.randn(8)], 8)).toEqual([
    ["the batch size", 8],
    ["axis 0 of the parameter", 4],
  ]);
});

test("how often a parameter is repeated is how many derivatives are summed", () => {
  const loss = ({ b }: { readonly b: Tensor }, x: Tensor): Tensor => mean(square(add(x, b)));
  const sizes = named(loss, [{ b: rng.randn(3, 1, 1) }, rng.randn(2, 3, 4, 5)], 2);
  expect(sizes).toContainEqual(["the number of places and samples that are summed", 40]);
  expect(sizes).toContainEqual(["the number of places that are summed", 20]);
});

test("how many samples a hinge lets through is a size, how many units of a layer is none", () => {
  const x = tensor([
    [1, 2],
    [3, -4],
    [5, -6],
  ]);
  const hinge = ({ w }: { readonly w: Tensor }, x: Tensor): Tensor => mean(relu(matmul(x, w)));
  expect(named(hinge, [{ w: tensor([0, 1]) }, x], 3)).not.toContainEqual([
    "the number of samples that the relu lets through",
    2,
  ]);
  expect(named(hinge, [{ w: tensor([1, 0.4]) }, x], 3)).toContainEqual([
    "the number of samples that the relu lets through",
    3,
  ]);
  const layer = ({ w }: { readonly w: Tensor }, x: Tensor): Tensor => mean(relu(mul(x, w)));
  expect(JSON.stringify(named(layer, [{ w: tensor([1, 1]) }, x], 3))).not.toContain("lets through");
});

test("one output makes no size of its own", () => {
  const loss = ({ w }: { readonly w: Tensor }, x: Tensor): Tensor => mean(square(matmul(x, w)));
  expect(named(loss, [{ w: rng.randn(3, 1) }, rng.randn(6, 3)], 6)).toEqual([
    ["the batch size", 6],
    ["axis 0 of w", 3],
  ]);
});

describe("a length that is as large as the batch by chance", () => {
  const loss = ({ w }: { readonly w: Tensor }, x: Tensor): Tensor => mean(matmul(x, w));

  test("is kept apart from sizes, and the batch's own axis is none", () => {
    const sizes = sizesOf(graphOf(loss, [{ w: rng.randn(4) }, rng.randn(4, 4)]), { size: 4, axis: 0 });
    expect(sizes.filter(({ chance }) => chance).map(({ name }) => name)).toEqual(["axis 1 of x", "axis 0 of w"]);
    const other = sizesOf(graphOf(loss, [{ w: rng.randn(4) }, rng.randn(5, 4)]), { size: 5, axis: 0 });
    expect(other.filter(({ chance }) => chance)).toEqual([]);
  });
});

describe("the words of a factor", () => {
  const of = (factor: number, sizes: readonly NamedSize[], ...more: readonly NamedSize[][]): string =>
    inFull(nameFactor([{ factor, sizes }, ...more.map((sizes) => ({ factor, sizes }))])!);
  const sizes = (batch: number, outputs: number): NamedSize[] => [
    { name: "the batch size", value: batch },
    { name: "the number of outputs", value: outputs },
  ];
  const chance: NamedSize = { name: "axis 1 of x", value: 5, chance: true };

  test.each([
    [6, sizes(3, 6), "the number of outputs (also 2 x the batch size)"],
    [3, sizes(6, 3), "the number of outputs (also 1/2 x the batch size)"],
    [3, sizes(7, 3), "the number of outputs"],
    [1 / 6, sizes(3, 6), "1 / the number of outputs (also 1 / (2 x the batch size))"],
    [1 / 3, sizes(6, 3), "1 / the number of outputs (also 2 / the batch size)"],
    [5, [...sizes(5, 3), chance], "the batch size (also axis 1 of x)"],
    [1 / 5, [...sizes(5, 3), chance], "1 / the batch size (also 1 / axis 1 of x)"],
    [10, [...sizes(5, 3), chance], "2 x the batch size (also 2 x axis 1 of x)"],
    [4, sizes(4, 4), "the batch size (also the number of outputs)"],
    [1 / 4, sizes(4, 4), "1 / the batch size (also 1 / the number of outputs)"],
    [0.1, sizes(5, 3), "1/2 / the batch size"],
    [2.5, sizes(5, 2), "1/2 x the batch size (also the batch size / the number of outputs)"],
    [0.4, sizes(5, 2), "2 / the batch size (also the number of outputs / the batch size)"],
    [
      10,
      [...sizes(5, 2), { name: "batch size x outputs", value: 10 }],
      "batch size x outputs (also 2 x the batch size)",
    ],
    [5 / 4, sizes(5, 4), "the batch size / (the batch size - 1) (also the batch size / the number of outputs)"],
    [0.5, sizes(5, 2), "1/2 (also 1 / the number of outputs)"],
    [2 / 3, [...sizes(5, 4), { name: "axis 0 of W", value: 3 }], "0.6666667"],
    [5 / 3, [...sizes(5, 4), { name: "axis 0 of W", value: 3 }], "1.666667"],
    [1 / 3, [...sizes(5, 4), { name: "axis 0 of W", value: 3 }], "0.3333333"],
    [3, [...sizes(5, 4), { name: "axis 0 of W", value: 3 }], "axis 0 of W"],
  ])("%d, measured once, are all that it may be", (factor, sizes, words) => expect(of(factor, sizes)).toBe(words));

  test("measured with two batches have none of the sizes that only happen to be equal", () => {
    expect(of(6, sizes(3, 6), sizes(5, 6))).toBe("the number of outputs");
  });
});
