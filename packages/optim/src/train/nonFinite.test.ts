import { div, log, mean, mul, sqrt, square, sub, sum, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { sgd } from "../sgd.ts";
import { train } from "./train.ts";

describe("a number that is not finite stops the training", () => {
  /** The text without the place in this file, which moves. */
  const told = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      return String(error).replace(/called at \S+/, "called at HERE");
    }
    return "nothing thrown";
  };
  const points = tensor([0, 0.1, 0.2, 0.3]);
  const common = { data: points, batchSize: 2, epochs: 5 };

  test("a NaN loss, with step, batch and the operation", () => {
    const run = () =>
      train({
        ...common,
        params: tensor(0.5),
        loss: (p: Tensor, x: Tensor) => mean(log(sub(p, x))),
        optimizer: sgd({ learningRate: 1 }),
      }).finish();
    expect(told(run)).toMatchInlineSnapshot(`
      "WengertError: train: the loss is NaN at step 1 (epoch 0, batch 1)
        got  log made NaN of finite numbers, at element 0 of a result of shape [2]: log(-1.95), called at HERE
        hint keep the input inside the function's domain; where a branch is not taken, choose its input too: log(where(mask, x, 1)); or a lower learning rate, or chain(clipByGlobalNorm(1), …)"
    `);
  });

  test("a loss that is infinite, on the way back a slope that is", () => {
    const run = () =>
      train({
        ...common,
        params: tensor(0),
        loss: (p: Tensor, x: Tensor) => sum(sqrt(mul(p, x))),
        optimizer: sgd({ learningRate: 1 }),
      }).finish();
    expect(told(run)).toMatchInlineSnapshot(`
      "WengertError: train: the loss is NaN at step 1 (epoch 0, batch 1)
        got  div made Infinity of finite numbers, at element 0 of a result of shape [2]: div(0.5, 0), on the way back through sqrt, called at HERE
        hint keep the input inside the function's domain; where a branch is not taken, choose its input too: log(where(mask, x, 1)); or a lower learning rate, or chain(clipByGlobalNorm(1), …)"
    `);
  });

  test("in the data", () => {
    const run = () =>
      train({
        ...common,
        data: tensor([1, 2, 3, Number.NaN]),
        params: tensor(0),
        loss: (p: Tensor, x: Tensor) => mean(square(sub(p, x))),
        optimizer: sgd({ learningRate: 0.1 }),
      }).finish();
    expect(told(run)).toMatchInlineSnapshot(`
      "WengertError: train: the loss is NaN at step 1 (epoch 0, batch 1)
        got  no operation made it: it is in the batch
        hint scale the data, lower the learning rate, or clip the gradient: chain(clipByGlobalNorm(1), …)"
    `);
  });

  test("in the parameters after the last step of an epoch", () => {
    const run = () =>
      train({
        data: tensor([10, 20]),
        epochs: 1,
        params: { w: tensor([1, 2]) },
        loss: ({ w }: { w: Tensor }, x: Tensor) => mean(div(x, w)),
        optimizer: sgd({ learningRate: Number.MAX_VALUE }),
      }).finish();
    expect(told(run)).toMatchInlineSnapshot(`
      "WengertError: train: the parameters at .w became NaN or infinite at step 0 (epoch 0, batch 0)
        got  mul made -Infinity of finite numbers, at element 0 of a result of shape [2]: mul(1.7976931348623157e+308, -5), called at HERE
        hint keep the input inside the function's domain; where a branch is not taken, choose its input too: log(where(mask, x, 1)); or a lower learning rate, or chain(clipByGlobalNorm(1), …)"
    `);
  });

  test("in the loss of the validation data", () => {
    const run = train({
      params: tensor(1) as Tensor,
      loss: (p: Tensor, x: Tensor) => mean(log(mul(p, x))),
      optimizer: sgd({ learningRate: 0.01 }),
      data: tensor([1, 2]),
      validation: tensor([-1]),
      epochs: 2,
    });
    expect(told(() => run.finish())).toMatchInlineSnapshot(`
      "WengertError: train: the validation loss is NaN at step 0 (epoch 0, batch 0)
        got  log made NaN of finite numbers, at element 0 of a result of shape [1]: log(-0.99), called at HERE
        hint keep the input inside the function's domain; where a branch is not taken, choose its input too: log(where(mask, x, 1)); or a lower learning rate, or chain(clipByGlobalNorm(1), …)"
    `);
  });
});
