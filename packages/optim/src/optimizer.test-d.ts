import { mean, square, sub, type Tensor, tensor, zeros } from "@wengert/autograd";
import { describe, expectTypeOf, test } from "vitest";
import { adam } from "./adam.ts";
import { chain } from "./combine/chain.ts";
import { lbfgs } from "./lbfgs.ts";
import { momentum } from "./momentum.ts";
import type { Optimizer } from "./optimizer.ts";
import { sgd } from "./sgd.ts";
import { batches } from "./train/batches.ts";
import { train } from "./train/train.ts";
import { clipByValue } from "./transforms/clip.ts";

describe("an optimizer", () => {
  const params = { W: zeros([3, 2]), layers: [zeros([2])] as const };

  test("gives parameters of the type that it was given", () => {
    const optimizer = momentum({ learningRate: 0.1 });
    const [next, state] = optimizer.update(params, params, optimizer.init(params));
    expectTypeOf(next.W).toEqualTypeOf<Tensor<readonly [3, 2]>>();
    expectTypeOf(next.layers[0]).toEqualTypeOf<Tensor<readonly [2]>>();
    expectTypeOf(state.step).toEqualTypeOf<Tensor>();
  });

  test("turns numbers into tensors", () => {
    const optimizer = adam();
    const [next] = optimizer.update({ slope: 1 }, { slope: tensor(1) }, optimizer.init({ slope: 1 }));
    expectTypeOf(next.slope).toEqualTypeOf<Tensor<readonly []>>();
  });

  test("takes a gradient that is built like the parameters, and no other", () => {
    const optimizer = sgd({ learningRate: 0.1 });
    // @ts-expect-error there is no gradient for the layers
    optimizer.update(params, { W: params.W }, optimizer.init(params));
  });

  test("of any kind is an Optimizer", () => {
    expectTypeOf(adam()).toExtend<Optimizer>();
    expectTypeOf(lbfgs()).toExtend<Optimizer>();
    expectTypeOf(chain(clipByValue(1), adam())).toExtend<Optimizer>();
    // @ts-expect-error an optimizer can only be last
    chain(adam(), clipByValue(1));
  });
});

describe("training", () => {
  test("hands the loss batches in which the number of samples is open", () => {
    const data = { x: zeros([150, 4]), y: zeros([150]) };
    for (const batch of batches(data, { batchSize: 16 })) {
      expectTypeOf(batch.x).toEqualTypeOf<Tensor<readonly [number, 4]>>();
      expectTypeOf(batch.y).toEqualTypeOf<Tensor<readonly [number]>>();
    }
  });

  test("keeps the type of the parameters", () => {
    const run = train({
      params: { centre: zeros([4]) },
      loss: ({ centre }, { x }) => mean(square(sub(x, centre))),
      optimizer: adam(),
      data: { x: zeros([150, 4]) },
      epochs: 1,
    });
    expectTypeOf(run.params.centre).toEqualTypeOf<Tensor<readonly [4]>>();
  });
});
