import * as np from "@wengert/autograd";
import { grad, random, type Tensor, valueAndGrad } from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { accuracy, iris } from "@wengert/data";
import { expect, test } from "vitest";

// One page of what Wengert does, from the outside. The details are tested beside the sources.

test("tensors look and print like NumPy's", () => {
  const x = np.arange(6);
  const m = np.reshape(x, [2, 3]);
  expect(String(np.mul(m, 0.5))).toBe("[[0.  0.5 1. ]\n [1.5 2.  2.5]]");
  expect(np.at(m, 1, "::-1").toArray()).toEqual([5, 4, 3]);
});

test("grad differentiates plain functions of plain data structures, to any order", () => {
  const cost = ({ W, b }: { W: Tensor; b: Tensor }, x: Tensor): Tensor =>
    np.mean(np.square(np.tanh(np.add(np.matmul(W, x), b))));
  const parameters = {
    W: np.tensor([
      [0.1, 0.2],
      [0.3, 0.4],
    ]),
    b: np.zeros([2]),
  };
  const gradients = grad(cost)(parameters, np.tensor([1, -1]));
  expect(gradients.W.shape).toEqual([2, 2]);
  expect(gradients.b.toArray()).toEqual(np.at(gradients.W, ":", 0).toArray());
  const third = grad((x: Tensor) => grad((x: Tensor) => grad((x: Tensor) => np.pow(x, 5))(x) as Tensor)(x) as Tensor);
  expect(third(2).item()).toBe(60 * 4);
});

test("formulas read like formulas", () => {
  const rng = random.RandomState(42);
  const [x, target, W, b] = [rng.rand(4), rng.rand(10), rng.randn(10, 4), rng.randn(10)];
  const cost = (W: Tensor, b: Tensor): Tensor => math`mean((sigmoid(${W} @ ${x} + ${b}) - ${target})**2)`;
  const [dW, db] = grad(cost, [0, 1])(W, b);
  expect(String(np.at(db, ":3"))).toBe("[ 0.00223241 -0.00093324  0.00426697]");
  expect(dW.shape).toEqual([10, 4]);
});

test("a gradient that never reaches its parameters is an error that says so", () => {
  expect(() => grad((w: Tensor) => np.tensor(np.sum(w).item()))(np.tensor([1, 2]))).toThrow(/does not depend/);
});

test("a net learns Fisher's irises in a few lines", () => {
  const { data, target } = iris();
  const rng = random.RandomState(0);
  const truth = np.astype(np.equal(np.expandDims(target, 1), np.arange(3)), "float64");
  const x = np.div(np.sub(data, np.mean(data, 0)), 2);
  const logits = ([[W1, b1], [W2, b2]]: Net, x: Tensor): Tensor =>
    np.add(np.matmul(np.tanh(np.add(np.matmul(x, W1), b1)), W2), b2);
  const loss = (net: Net): Tensor => {
    const z = logits(net, x);
    const logSum = np.log(np.sum(np.exp(z), 1, { keepdims: true }));
    return np.neg(np.mean(np.sum(np.mul(truth, np.sub(z, logSum)), 1)));
  };
  type Net = readonly [readonly [Tensor, Tensor], readonly [Tensor, Tensor]];
  let net: Net = [
    [rng.randn(4, 8), np.zeros([8])],
    [rng.randn(8, 3), np.zeros([3])],
  ];
  const step = valueAndGrad(loss);
  const [before] = step(net);
  for (let epoch = 0; epoch < 200; epoch++) {
    const [, slope] = step(net);
    net = np.mapTree((p, g) => np.sub(p, np.mul(0.5, g)), net, slope) as Net;
  }
  expect(loss(net).item()).toBeLessThan(before.item() / 10);
  expect(accuracy(np.argmax(logits(net, x), 1), target)).toBeGreaterThan(0.95);
});
