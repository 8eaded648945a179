import {
  add,
  matmul,
  max,
  mean,
  mul,
  random,
  relu,
  square,
  sub,
  sum,
  type Tensor,
  at as take,
  tensor,
  transpose,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { graphOf } from "./graph.ts";
import { compareGradients } from "./index.ts";
import { flat } from "./numbers.ts";
import { batchOf, generate } from "./probe.ts";

interface Weights {
  readonly w: Tensor;
}

const rng = random.RandomState(9);
const params: Weights = { w: rng.randn(4) as Tensor };

function generated(loss: (...args: never[]) => unknown, data: readonly unknown[]) {
  return generate(loss, params, data, batchOf(data, 0), graphOf(loss, [params, ...data]))!;
}

describe("generated values", () => {
  describe("of a hinge", () => {
    const data = [rng.randn(5, 4)];
    const through = (loss: (...args: never[]) => unknown): number[] =>
      generated(loss, data)
        .graph.lines.filter(({ primitive }) => primitive.name === "relu")
        .map(({ inputs: [z] }) => flat(z!).filter((value) => value > 0).length);

    test("let more than one sample through, or none", () => {
      for (let k = -20; k <= 5; k++) {
        const loss = ({ w }: Weights, x: Tensor): Tensor => mean(relu(add(matmul(x, w), k / 10)));
        expect(through(loss)).not.toEqual([1]);
      }
    });

    test("let one through where there is no other way", () => {
      const loss = ({ w }: Weights, x: Tensor): Tensor => mean(relu(add(sub(matmul(x, w), max(matmul(x, w))), 0.002)));
      expect(through(loss)).toEqual([1]);
      expect(generated(loss, data).batch?.size).toBe(7);
    });
  });

  test("keep a symmetric matrix symmetric, and its zeros beside the diagonal", () => {
    const A = tensor([
      [2, 0.5, 0, 0.2],
      [0.5, 3, 0.1, 0],
      [0, 0.1, 1, 0.4],
      [0.2, 0, 0.4, 2],
    ]) as Tensor;
    const loss = ({ w }: Weights, A: Tensor): Tensor => sum(mul(w, matmul(A, w)));
    const other = generated(loss, [A]).data[0] as Tensor;
    expect(flat(other)).not.toEqual(flat(A));
    expect(flat(transpose(other))).toEqual(flat(other));
    expect(other.toArray()).toMatchObject([
      [expect.any(Number), expect.any(Number), 0, expect.any(Number)],
      {},
      {},
      {},
    ]);
  });

  test("leave lists of whole numbers as they are: they count, or look rows up", () => {
    const words = [
      [0, 2, 2],
      [3, 1, 0],
    ];
    const loss = ({ w }: Weights, words: number[][]): Tensor => sum(square(take(w, words.flat()) as Tensor));
    expect(generated(loss, [words]).data[0]).toEqual(words);
  });

  test("are plain numbers where numbers were given", () => {
    const loss = ({ w }: Weights, rate: number): Tensor => mul(rate, sum(square(w)));
    const [rate] = generated(loss, [0.3]).data;
    expect(typeof rate).toBe("number");
  });
});

describe("a function that is written for its batch alone", () => {
  interface Line extends Weights {
    readonly b: Tensor;
  }
  const x = rng.randn(6, 4) as Tensor;
  const y = rng.randn(6) as Tensor;
  const loss = ({ w, b }: Line, x: Tensor, y: Tensor): Tensor =>
    add(mean(square(sub(add(matmul(x, w), b), y))), mul(0.1, sum(square(w))));
  // Divides by 6 whatever the batch is, and has a sign wrong: with the same size the sign alone is left.
  const hand = ({ w, b }: Line, x: Tensor, y: Tensor): Line => {
    const dz = mul(2 / 6, sub(add(matmul(x, w), b), y));
    return { w: sub(matmul(transpose(x), dz), mul(0.2, w)), b: sum(dz) };
  };

  test("has its other mistake named on generated values of the same size", () => {
    const { causes } = compareGradients({ loss, params: { ...params, b: tensor(0.3) as Tensor }, data: [x, y], hand });
    expect(causes.map(({ code }) => code)).toEqual(["regulariser"]);
  });
});
