import { log, random, type Tensor, tensor } from "@wengert/autograd";
import { compile } from "@wengert/compile";
import * as nn from "@wengert/nn";
import { describe, expect, test } from "vitest";

describe("labels that are out of range are found in programs as well", () => {
  const x = log(
    tensor([
      [0.2, 0.3, 0.5],
      [0.1, 0.8, 0.1],
    ]),
  );
  const labels = (numbers: readonly number[]) => tensor([...numbers], { dtype: "int32" });
  test.each([nn.softmaxCrossEntropy, nn.nll, nn.multiMargin])("by $name", (loss) => {
    const staged = compile((z: Tensor, t: Tensor) => ({ value: loss(z, t), slope: loss.derivative(z, t) }));
    for (const bad of [-1, -3, 3, 100]) {
      expect(() => staged(x, labels([0, bad]))).toThrow(/there is no index/);
      expect(() => loss(x, labels([0, bad]))).toThrow(/there is no class/);
    }
    const { value, slope } = staged(x, labels([2, 1]));
    expect(value.item()).toBeCloseTo(loss(x, labels([2, 1])).item(), 14);
    expect(slope.toArray()).toEqual(loss.derivative(x, labels([2, 1])).toArray());
  });

  test("and rows that do not count are none of them", () => {
    const loss = nn.softmaxCrossEntropy.with({ ignoreIndex: -1 });
    const staged = compile((z: Tensor, t: Tensor) => loss(z, t));
    expect(staged(x, labels([2, -1])).item()).toBeCloseTo(loss(x, labels([2, -1])).item(), 14);
  });

  test("nor has an embedding words from the end", () => {
    const layer = nn.embedding(3, 2);
    const params = layer.init(random.RandomState(0));
    const staged = compile((p: nn.EmbeddingParams, i: Tensor) => layer.apply(p, i));
    for (const bad of [-1, -3, 3]) expect(() => staged(params, labels([0, bad]))).toThrow(/there is no index/);
    expect(staged(params, labels([2, 1])).toArray()).toEqual(layer.apply(params, labels([2, 1])).toArray());
  });
});
