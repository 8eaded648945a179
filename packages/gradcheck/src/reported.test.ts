// What a report says, read by somebody who made the mistake: its words and numbers are those of the reader's own input.
import {
  abs,
  add,
  astype,
  at,
  div,
  exp,
  logsumexp,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  random,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";

const rng = random.RandomState(12);
const normal = (...shape: number[]): Tensor => rng.randn(...shape) as Tensor;

/** Pairs are drawn together where y is 1, and pushed apart where it is 0. */
describe("labels of which each kind has its own way", () => {
  const [left, right, y] = [normal(6, 4), normal(6, 4), tensor([1, 0, 1, 0, 0, 1]) as Tensor];
  const params = { W: normal(4, 3) };
  type P = typeof params;
  const loss = ({ W }: P, left: Tensor, right: Tensor, y: Tensor): Tensor => {
    const e = sub(tanh(matmul(left, W)), tanh(matmul(right, W)));
    const d = sqrt(sum(square(e), 1));
    return mean(add(mul(y, square(d)), mul(sub(1, y), square(maximum(0, sub(4, d))))));
  };
  const hand =
    (pull: number | "undivided", push: number) =>
    ({ W }: P, left: Tensor, right: Tensor, y: Tensor): P => {
      const [u, v] = [tanh(matmul(left, W)), tanh(matmul(right, W))];
      const e = sub(u, v);
      const d = sqrt(sum(square(e), 1));
      const apart = mul(push, mul(sub(1, y), maximum(0, sub(4, d))));
      const by = sub(mul(pull === "undivided" ? 2 : pull, y), pull === "undivided" ? apart : div(apart, d));
      const de = mul(reshape(div(by, y.size), [-1, 1]), e);
      return {
        W: sub(
          matmul(transpose(left), mul(de, sub(1, square(u)))),
          matmul(transpose(right), mul(de, sub(1, square(v)))),
        ),
      };
    };

  test("a function is asked with both kinds", () => {
    const data = [left, right, y] as const;
    expect(compareGradients({ loss, params, data, hand: hand(2, 2) }).ok).toBe(true);
    for (const [pull, push, code] of [
      [2, -2, "sign"],
      [1, 2, "factor"],
      [0, 2, "missing-term"],
      // The root's derivative is 1 / (2 d): by d what comes back is divided.
      ["undivided", 2, "missing-term"],
    ] as const) {
      const { causes } = compareGradients({ loss, params, data, hand: hand(pull, push) });
      expect(causes.map((cause) => cause.code)).toEqual([code]);
    }
  });
});

test("a shape is told as it is on the reader's own input, not on generated values", () => {
  const params = { W: normal(3, 2), b: normal(2) };
  const { causes } = compareGradients({
    params,
    data: [normal(6, 3)],
    loss: ({ W, b }: typeof params, x: Tensor) => sum(square(add(matmul(x, W), b))),
    hand: ({ W, b }: typeof params, x: Tensor) => {
      const dz = mul(2, add(matmul(x, W), b));
      return { W: matmul(transpose(x), dz), b: sum(dz, 1) };
    },
  });
  expect(causes[0]!.what).toMatch(/^the gradient of b has shape \[6\], the parameter \[2\]/);
});

test("the square of a parameter that is no penalty is none", () => {
  // exp(-|x - c|^2 / (2 s^2)), of which the derivative by s has s^3 below it.
  const params = { s: tensor([1.2, 0.7, 1.5]) as Tensor, w: normal(3) };
  type P = typeof params;
  const squares = square(normal(6, 3));
  const bump = ({ s }: P, r: Tensor): Tensor => exp(neg(div(r, mul(2, square(s)))));
  const { causes } = compareGradients({
    params,
    data: [squares, normal(6)],
    loss: (p: P, r: Tensor, t: Tensor) => sum(square(sub(matmul(bump(p, r), p.w), t))),
    hand: (p: P, r: Tensor, t: Tensor) => {
      const phi = bump(p, r);
      const e = mul(2, sub(matmul(phi, p.w), t));
      const back = mul(mul(reshape(e, [-1, 1]), p.w), phi);
      return { s: sum(div(mul(back, r), square(p.s)), 0), w: matmul(transpose(phi), e) };
    },
  });
  expect(causes.map(({ code }) => code)).toEqual(["missing-term"]);
});

test("of one sample nobody writes the size as a number: a mean in place of a sum is called so", () => {
  const params = { W: normal(3, 2), b: normal(2) };
  const of =
    (mistake: "mean" | "none divided") =>
    ({ W, b }: typeof params, x: Tensor, t: Tensor) => {
      const dz = mul(2 / (mistake === "mean" ? t.size : 2), sub(add(matmul(x, W), b), t));
      return { W: matmul(transpose(x), dz), b: mistake === "mean" ? mean(dz, 0) : sum(dz, 0) };
    };
  const told = (mistake: Parameters<typeof of>[0]): readonly string[] =>
    compareGradients({
      params,
      data: [normal(1, 3), normal(1, 2)],
      loss: ({ W, b }: typeof params, x: Tensor, t: Tensor) => mean(square(sub(add(matmul(x, W), b), t))),
      hand: of(mistake),
    }).causes.map(({ code, what }) => `${code}: ${what}`);
  expect(told("mean")).toEqual([
    "mean-for-sum: what comes to b from add is divided by the batch size once more than the loss is",
  ]);
  expect(told("none divided")).toEqual([
    "sum-for-mean: the loss is a mean, the whole gradient is that of the sum: too large by the batch size, which is 1 here",
  ]);
});

describe("factors", () => {
  test("a size that stands as a number in a part of the gradient is no factor of 1", () => {
    const params = { w: normal(4) };
    const { causes } = compareGradients({
      params,
      data: [normal(9, 4), normal(9)],
      loss: ({ w }: typeof params, x: Tensor, y: Tensor) =>
        add(mean(square(sub(matmul(x, w), y))), mul(0.1, sum(square(w)))),
      hand: ({ w }: typeof params, x: Tensor, y: Tensor) => ({
        w: add(matmul(transpose(x), mul(2 / 9, sub(matmul(x, w), y))), mul(0.2, w)),
      }),
    });
    expect(causes[0]!.what).toMatch(/right for this batch alone: its size, 9, stands in it as a number/);
    expect(causes[0]!.fix).toBe("take the size from the data, x.shape[0]");
  });

  test("the number of outputs is not that of the samples, where these are columns", () => {
    const params = { W: normal(2, 3) };
    const { causes } = compareGradients({
      params,
      data: [normal(3, 7), normal(2, 7)],
      batchAxis: 1,
      loss: ({ W }: typeof params, x: Tensor, t: Tensor) => div(sum(square(sub(matmul(W, x), t))), x.shape[1]!),
      hand: ({ W }: typeof params, x: Tensor, t: Tensor) => ({
        W: matmul(mul(2, sub(matmul(W, x), t)), transpose(x)),
      }),
    });
    expect(causes[0]!.what).toMatch(/7 times too large, the batch size$/);
  });

  test("a small term in float32 that was left out is missing, not 0.000002 times what it should be", () => {
    const f32 = (x: Tensor): Tensor => astype(x, "float32") as Tensor;
    const params = { W: f32(normal(4, 5)), V: f32(normal(5, 4)) };
    const x = f32(normal(7, 4));
    const [a, dy] = [tanh(matmul(x, params.W)), mul(2 / x.size, sub(matmul(tanh(matmul(x, params.W)), params.V), x))];
    const { causes } = compareGradients({
      params,
      data: [x],
      loss: ({ W, V }: typeof params, x: Tensor) => {
        const a = tanh(matmul(x, W));
        return add(mean(square(sub(matmul(a, V), x))), mul(0.2, mean(abs(a))));
      },
      hand: {
        W: matmul(transpose(x), mul(matmul(dy, transpose(params.V)), sub(1, square(a)))),
        V: matmul(transpose(a), dy),
      },
    });
    expect(causes.map(({ code }) => code)).toEqual(["missing-term"]);
  });
});

test("a vector with a number for each class hides the batch no longer", () => {
  const params = { W: normal(4, 3) };
  type P = typeof params;
  const { causes } = compareGradients({
    params,
    data: [normal(8, 4), normal(8, 3), tensor([1, 2, 0.5]) as Tensor],
    loss: ({ W }: P, x: Tensor, t: Tensor, c: Tensor) => mean(sum(mul(c, square(sub(matmul(x, W), t))), 1)),
    hand: ({ W }: P, x: Tensor, t: Tensor, c: Tensor) => ({
      W: matmul(transpose(x), mul(mul(2, c), sub(matmul(x, W), t))),
    }),
  });
  expect(causes[0]!.what).toMatch(/8 times too large, the batch size/);
});

test("data of a step have the name of the argument that they were taken from", () => {
  const params = { U: normal(2, 3), V: normal(3, 3) };
  type P = typeof params;
  const states = ({ U, V }: P, x: Tensor): Tensor[] => {
    const h: Tensor[] = [mul(0, at(x, ":", 0, ":1")) as Tensor];
    for (const t of [0, 1, 2]) h.push(tanh(add(matmul(at(x, ":", t), U), t === 0 ? 0 : matmul(h[t]!, V))) as Tensor);
    return h;
  };
  const { causes } = compareGradients({
    params,
    data: [normal(4, 3, 2)],
    loss: (p: P, x: Tensor) => sum(square(states(p, x)[3]!)),
    hand: (p: P, x: Tensor) => {
      const h = states(p, x);
      let dh: Tensor = mul(2, h[3]!);
      let [U, V]: Tensor[] = [mul(0, p.U), mul(0, p.V)] as Tensor[];
      for (const t of [2, 1, 0]) {
        const dz = mul(dh, sub(1, square(h[t + 1]!)));
        U = add(U!, matmul(transpose(at(x, ":", Math.max(0, t - 1))), dz));
        if (t > 0) V = add(V!, matmul(transpose(h[t]!), dz));
        dh = matmul(dz, transpose(p.V));
      }
      return { U, V };
    },
  });
  expect(causes[0]!.what).toBe(
    "the gradient of U is made with x[:, 1] for the layer's input, which is x[:, 2]; and the same in 1 more place",
  );
});

test("a loss that rounds otherwise without a tape is no other loss", () => {
  const f32 = (x: Tensor): Tensor => astype(x, "float32") as Tensor;
  for (let seed = 0; seed < 20; seed++) {
    const own = random.RandomState(seed);
    const params = { W: f32(mul(1e-6, own.randn(4, 3))) };
    const { ok } = compareGradients({
      params,
      data: [f32(own.randn(6, 4) as Tensor)],
      loss: ({ W }: typeof params, x: Tensor) => mean(logsumexp(matmul(x, W), 1)),
      hand: ({ W }: typeof params, x: Tensor) => {
        const z = matmul(x, W);
        const p = exp(sub(z, logsumexp(z, 1, { keepdims: true })));
        return { W: matmul(transpose(x), div(p, x.shape[0]!)) };
      },
    });
    expect(ok).toBe(true);
  }
});

test("-t / p is the derivative by p: that of the softmax is missing", () => {
  const params = { W: normal(4, 3) };
  type P = typeof params;
  const t = tensor([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [1, 0, 0],
    [0, 0, 1],
  ]) as Tensor;
  const { causes } = compareGradients({
    params,
    data: [normal(5, 4), t],
    loss: ({ W }: P, x: Tensor, t: Tensor) => {
      const z = matmul(x, W);
      return mean(sum(mul(t, sub(logsumexp(z, 1, { keepdims: true }), z)), 1));
    },
    hand: ({ W }: P, x: Tensor, t: Tensor) => {
      const z = matmul(x, W);
      const p = exp(sub(z, logsumexp(z, 1, { keepdims: true })));
      return { W: matmul(transpose(x), div(neg(div(t, p)), x.shape[0]!)) };
    },
  });
  expect(causes.map(({ code }) => code)).toEqual(["missing-activation-derivative"]);
});
