import { flattenTree, mul, random, sin, sum, type Tensor, valueAndGrad } from "@wengert/autograd";
import { compile } from "@wengert/compile";
import type { LayerOfAnything } from "@wengert/nn";
import { describe, test } from "vitest";
import { expectClose } from "../../packages/compile/src/testing/close.ts";
import { LAYERS } from "../../packages/nn/src/testing/layers.ts";
import { LOSSES } from "../../packages/nn/src/testing/losses.ts";

/** A number of a layer's output to which every entry contributes in its own way. */
function weighted(y: unknown): Tensor {
  const leaves = flattenTree(y, "weighted").leaves as Tensor[];
  return leaves.map((leaf) => sum(mul(leaf, sin(leaf)))).reduce((a, b) => mul(a, b));
}

describe("layers, compiled", () => {
  test.each(LAYERS.map((layer): [string, LayerOfAnything] => [layer.name, layer]))("%s", (name, layer) => {
    const rng = random.generator(name);
    const params: unknown = layer.init(rng);
    const x: unknown = layer.sample!(rng, 3);
    const context = { training: true, key: random.key(1), state: layer.initialState?.() };
    const apply = (params: unknown, x: unknown, key: Tensor): unknown =>
      layer.forward(params, x, { ...context, key }).filter((_, i) => i !== 1);
    expectClose(compile(apply)(params, x, random.key(7)), apply(params, x, random.key(7)), "forward");
    if (flattenTree(params, "test").leaves.length === 0) return;
    const slope = valueAndGrad(
      (p: unknown, x: unknown, key: Tensor) => weighted(layer.apply(p, x, { ...context, key })),
      0,
      { allowConstant: true },
    );
    const compiled = compile(slope);
    expectClose(compiled(params, x, random.key(7)), slope(params, x, random.key(7)), "gradient");
    expectClose(compiled(params, x, random.key(8)), slope(params, x, random.key(8)), "gradient with another key");
  });
});

describe("losses, compiled", () => {
  test.each(LOSSES.map(({ loss, sample, note = "" }) => [`${loss.name} ${note}`, loss, sample] as const))(
    "%s",
    (name, loss, sample) => {
      const inputs = sample(random.generator(name), 5);
      const f = valueAndGrad((first: Tensor, ...rest: Tensor[]) =>
        sum((loss as unknown as (...xs: Tensor[]) => Tensor)(first, ...rest)),
      );
      const call = (...xs: Tensor[]): unknown => f(xs[0]!, ...xs.slice(1));
      expectClose(compile(call)(...inputs), call(...inputs), name);
    },
  );
});
