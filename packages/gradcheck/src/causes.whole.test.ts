import {
  add,
  at,
  div,
  exp,
  log,
  matmul,
  mean,
  mul,
  neg,
  reshape,
  sqrt,
  square,
  stack,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  zeros,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { codesOf } from "./testing/codesOf.ts";
import { normals } from "./testing/everyday/case.ts";

const normal = normals(41);

describe("what is wrong with a gradient as a whole is found", () => {
  test("where the parameter comes into the loss on two ways, and a length is left out on both", () => {
    interface P {
      readonly V: Tensor;
      readonly g: Tensor;
    }
    const loss = ({ V, g }: P, X: Tensor, T: Tensor): Tensor => {
      const W = mul(reshape(div(g, sqrt(sum(square(V), 1))), [4, 1]), V);
      return mean(square(sub(tanh(matmul(X, transpose(W))), T)));
    };
    const hand = ({ V, g }: P, X: Tensor, T: Tensor): P => {
      const length = sqrt(sum(square(V), 1));
      const D = div(V, reshape(length, [4, 1]));
      const a = tanh(matmul(X, transpose(mul(reshape(g, [4, 1]), D))));
      const dz = mul(mul(2 / T.size, sub(a, T)), sub(1, square(a)));
      const dW = matmul(transpose(dz), X);
      const dg = sum(mul(dW, D), 1);
      return { V: div(sub(dW, mul(reshape(dg, [4, 1]), D)), reshape(length, [4, 1])), g: dg };
    };
    const params: P = { V: normal(4, 3), g: normal(4) };
    const { causes } = compareGradients({ loss, params, data: [normal(6, 3), normal(6, 4)], hand } as never);
    expect(causes.map(({ code }) => code)).toEqual(["missing-term"]);
    expect(causes[0]!.what).toContain("lacks the factor g");
  });

  test("where it is that by exp(s) and not that by s", () => {
    const loss = ({ s }: { s: Tensor }, x: Tensor): Tensor =>
      add(sum(s), mul(0.5, mean(sum(square(div(x, exp(s))), 1))));
    const hand = ({ s }: { s: Tensor }, x: Tensor): { s: Tensor } => {
      const sigma = exp(s);
      return { s: div(sub(1, mean(square(div(x, sigma)), 0)), sigma) };
    };
    expect(codesOf({ loss, params: { s: normal(3) }, data: [normal(7, 3)], hand } as never)).toEqual([
      "missing-activation-derivative",
    ]);
  });

  test("where some gradients together are shortened to a length of one", () => {
    interface P {
      readonly A: Tensor;
      readonly b: Tensor;
      readonly v: Tensor;
    }
    const loss = ({ A, b, v }: P, X: Tensor): Tensor => sum(square(matmul(tanh(add(matmul(X, A), b)), v)));
    const hand = ({ A, b, v }: P, X: Tensor): P => {
      const h = tanh(add(matmul(X, A), b));
      const dout = mul(2, matmul(h, v));
      const dz = mul(mul(reshape(dout, [-1, 1]), v), sub(1, square(h)));
      const [dA, db] = [matmul(transpose(X), dz), sum(dz, 0)] as [Tensor, Tensor];
      const length = sqrt(add(sum(square(dA)), sum(square(db))));
      return { A: div(dA, length), b: div(db, length), v: matmul(transpose(h), dout) };
    };
    const params: P = { A: normal(3, 4), b: normal(4), v: normal(4) };
    const { causes } = compareGradients({ loss, params, data: [normal(6, 3)], hand } as never);
    expect(causes.map(({ code }) => code)).toEqual(["clipped"]);
    expect(causes[0]!.what).toContain("A, b together are shortened to the length 1");
  });
});

describe("other names for the same numbers", () => {
  test("a distance that is not divided by is a missing division", () => {
    const loss = ({ w }: { w: Tensor }, X: Tensor): Tensor =>
      mean(square(sub(2, sqrt(add(sum(square(sub(X, w)), 1), 0.1)))));
    const hand = ({ w }: { w: Tensor }, X: Tensor): { w: Tensor } => {
      const difference = sub(X, w);
      const distance = sqrt(add(sum(square(difference), 1), 0.1));
      const dd = mul(2 / X.shape[0]!, sub(distance, 2));
      return { w: neg(sum(mul(reshape(dd, [-1, 1]), difference), 0)) };
    };
    const [cause, ...more] = compareGradients({
      loss,
      params: { w: normal(3) },
      data: [normal(6, 3)],
      hand,
    } as never).causes;
    expect(more).toEqual([]);
    expect(cause).toMatchObject({ code: "missing-term", readings: ["derivative-at-wrong-value"] });
  });

  test("the scaled values for the values, by a scale, is the scale once too often", () => {
    const loss = ({ s }: { s: Tensor }, x: Tensor): Tensor => mean(log(add(2, mul(s, x))));
    const hand = ({ s }: { s: Tensor }, x: Tensor): { s: Tensor } => ({
      s: mean(div(mul(s, x), add(2, mul(s, x)))),
    });
    const x = tensor([0.2, 0.9, 1.4, 0.6, 2.1]);
    const [cause, ...more] = compareGradients({ loss, params: { s: tensor(1.3) }, data: [x], hand } as never).causes;
    expect(more).toEqual([]);
    expect([cause!.code, ...(cause!.readings ?? [])]).toEqual(expect.arrayContaining(["extra-term", "factor"]));
  });
});

describe("a recurrence that is cut", () => {
  interface P {
    readonly U: Tensor;
    readonly W: Tensor;
  }
  const loss = ({ U, W }: P, X: Tensor): Tensor => {
    let h: Tensor = zeros([4, 3]);
    const errors: Tensor[] = [];
    for (let t = 0; t < 6; t++) {
      if (t === 3) h = stopGradient(h);
      h = tanh(add(matmul(at(X, t), U), matmul(h, W)));
      errors.push(square(h));
    }
    return mean(stack(errors, 0));
  };
  const hand =
    (border: number) =>
    ({ U, W }: P, X: Tensor): P => {
      const hs: Tensor[] = [zeros([4, 3])];
      for (let t = 0; t < 6; t++) hs.push(tanh(add(matmul(at(X, t), U), matmul(hs[t]!, W))));
      let [dU, dW, carried] = [mul(0, U), mul(0, W), zeros([4, 3])] as [Tensor, Tensor, Tensor];
      for (let t = 5; t >= 0; t--) {
        const dz = mul(add(mul(2 / 72, hs[t + 1]!), carried), sub(1, square(hs[t + 1]!)));
        dU = add(dU, matmul(transpose(at(X, t)), dz));
        dW = add(dW, matmul(transpose(hs[t]!), dz));
        carried = t === border ? zeros([4, 3]) : matmul(dz, transpose(W));
      }
      return { U: dU, W: dW };
    };
  const params: P = { U: normal(2, 3), W: mul(0.7, normal(3, 3)) };

  test("one step too late has one name", () => {
    const { causes } = compareGradients({
      loss,
      params,
      data: [normal(6, 4, 2)],
      hand: hand(2),
      batchAxis: 1,
    } as never);
    expect(causes.map(({ code, readings }) => [code, ...(readings ?? [])])).toEqual([
      ["extra-term", "off-by-one-layer"],
    ]);
  });

  test("where it should be is right", () => {
    expect(compareGradients({ loss, params, data: [normal(6, 4, 2)], hand: hand(3), batchAxis: 1 } as never).ok).toBe(
      true,
    );
  });
});

test("a row that is left out is not said to be that of a row to which nothing comes back", () => {
  interface P {
    readonly E: Tensor;
    readonly W: Tensor;
  }
  const words = [0, 2, 2, 5, 1, 0, 3];
  const ids = tensor(words, { dtype: "int32" });
  const loss = ({ E, W }: P, T: Tensor): Tensor => mean(square(sub(matmul(at(E, ids), W), T)));
  const picked = tensor(words.map((word) => Array.from({ length: 6 }, (_, k) => Number(word === k))));
  const padding = tensor([[0], [1], [1], [1], [1], [1]]);
  const hand = ({ E, W }: P, T: Tensor): P => {
    const rows = at(E, ids);
    const dy = mul(2 / T.size, sub(matmul(rows, W), T));
    return {
      E: mul(padding, matmul(transpose(picked), matmul(dy, transpose(W)))),
      W: matmul(transpose(rows), dy),
    } as P;
  };
  const { causes } = compareGradients({
    loss,
    params: { E: normal(6, 4), W: normal(4, 2) },
    data: [normal(7, 2)],
    hand,
  } as never);
  expect(causes.map(({ code }) => code)).toEqual(["missing-term"]);
  expect(causes[0]!.what).not.toContain("row 4");
});
