import {
  add,
  at,
  conv,
  cos,
  div,
  greater,
  less,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  outer,
  sigmoid,
  sin,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { normals } from "./testing/everyday/case.ts";

const normal = normals(31);
type Comparison = Parameters<typeof compareGradients>[0];

/** The code of each cause, and its other names behind it. */
function namesOf(comparison: unknown): string[] {
  const { causes } = compareGradients(comparison as Comparison);
  return causes.map(({ code, readings = [] }) => [code, ...readings].join(" "));
}

describe("a difference of data that meets weights", () => {
  const loss = ({ W }: { W: Tensor }, a: Tensor, p: Tensor): Tensor => mean(sum(square(matmul(sub(a, p), W)), 1));
  const by =
    (part: (a: Tensor, p: Tensor) => Tensor) =>
    ({ W }: { W: Tensor }, a: Tensor, p: Tensor): { W: Tensor } => ({
      W: matmul(transpose(part(a, p)), mul(2 / a.shape[0]!, matmul(sub(a, p), W))),
    });
  const params = { W: normal(4, 3) };
  const data = [normal(5, 4), normal(5, 4)];

  test("is right as a difference", () => {
    expect(compareGradients({ loss, params, data, hand: by(sub) } as never).ok).toBe(true);
  });

  test("lacks a term without the subtrahend", () => {
    expect(namesOf({ loss, params, data, hand: by((a) => a) })).toEqual(["missing-term"]);
    expect(namesOf({ loss, params, data, hand: by((_a, p) => neg(p)) })).toEqual(["missing-term"]);
  });

  test("has the wrong sign as a sum", () => {
    expect(namesOf({ loss, params, data, hand: by(add) })).toEqual(["sign"]);
  });
});

describe("a recurrent net whose first state is learned", () => {
  interface P {
    readonly U: Tensor;
    readonly W: Tensor;
    readonly h0: Tensor;
  }
  const params: P = { U: normal(3, 2), W: normal(3, 3), h0: normal(3) };
  const data = [normal(5, 2), normal(3)];
  const states = ({ U, W, h0 }: P, x: Tensor): Tensor[] => {
    const h = [h0];
    for (let t = 0; t < x.shape[0]!; t++)
      h.push(sigmoid(add(matmul(U, at(x, t) as Tensor), matmul(W, h[t]!))) as Tensor);
    return h;
  };
  const loss = (p: P, x: Tensor, y: Tensor): Tensor => sum(square(sub(states(p, x).at(-1)!, y)));
  const hand =
    (way: { readonly last?: number; readonly slope?: boolean }) =>
    (p: P, x: Tensor, y: Tensor): P => {
      const h = states(p, x);
      let dh = mul(2, sub(h.at(-1)!, y)) as Tensor;
      let [dU, dW] = [zerosLike(p.U), zerosLike(p.W)] as [Tensor, Tensor];
      for (let t = h.length - 1; t >= 1; t--) {
        const dz = mul(dh, mul(h[t]!, sub(1, h[t]!))) as Tensor;
        dU = add(dU, outer(dz, at(x, t - 1) as Tensor));
        dW = add(dW, outer(dz, h[t - 1]!));
        if (t === way.last) break;
        dh = matmul(transpose(p.W), way.slope === false ? dh : dz);
      }
      return { U: dU, W: dW, h0: dh };
    };

  test("is right step by step", () => {
    expect(compareGradients({ loss, params, data, hand: hand({}) } as never).ok).toBe(true);
  });

  test("what goes back lacks the derivative of the activation in every step, the first among them", () => {
    expect(namesOf({ loss, params, data, hand: hand({ slope: false }) })).toEqual([
      "missing-activation-derivative wrong-upstream",
    ]);
  });

  test("the loop breaks off and hands back what it has by then", () => {
    expect(namesOf({ loss, params, data, hand: hand({ last: 3 }) })).toEqual(["missing-term"]);
  });
});

test("a sum over the units is seen in the shape, whatever else is wrong with the numbers", () => {
  const params = { W: normal(3, 4), b: normal(4), v: normal(4) };
  const loss = ({ W, b, v }: typeof params, x: Tensor, y: Tensor): Tensor =>
    mean(square(sub(matmul(tanh(add(matmul(x, W), b)), v), y)));
  const hand = ({ W, b, v }: typeof params, x: Tensor, y: Tensor): unknown => {
    const h = tanh(add(matmul(x, W), b)) as Tensor;
    const dy = mul(2 / y.size, sub(matmul(h, v), y));
    const dz = mul(outer(dy, v), h);
    return { W: matmul(transpose(x), dz), b: sum(dz, 1), v: matmul(transpose(h), dy) };
  };
  expect(namesOf({ loss, params, data: [normal(6, 3), normal(6)], hand })).toEqual([
    "wrong-axis structure",
    "derivative-at-wrong-value",
  ]);
});

test("a sample whose gradient all but vanishes is no explanation beside an exact one", () => {
  const x = tensor([
    [1, -0.5],
    [11, 7.9],
  ]);
  const t = tensor([1, 1]);
  const params = { w: tensor([0.7, 0.9]), c: tensor(0.2) };
  const loss = ({ w, c }: typeof params, x: Tensor, t: Tensor): Tensor =>
    mean(square(sub(sigmoid(add(matmul(x, w), c)), t)));
  const a = sigmoid(add(matmul(x, params.w), params.c)) as Tensor;
  const dz = mul(mul(2, sub(a, t)), mul(a, sub(1, a)));
  const hand = { w: matmul(transpose(x), dz), c: sum(dz) };
  expect(namesOf({ loss, params, data: [x, t], hand })).toEqual(["sum-for-mean factor"]);
});

test("the gradient goes back through another layer's kernel", () => {
  const params = { K1: normal(2, 2, 3, 3), K2: normal(2, 2, 3, 3) };
  const layer = (x: Tensor, K: Tensor): Tensor => conv(x, K, { padding: 1 }) as Tensor;
  const loss = ({ K1, K2 }: typeof params, x: Tensor): Tensor => mean(square(layer(tanh(layer(x, K1)) as Tensor, K2)));
  // The way back through a convolution is that of a loss which is linear in its input.
  const hand = ({ K1, K2 }: typeof params, x: Tensor): typeof params => {
    const h = tanh(layer(x, K1)) as Tensor;
    const y = layer(h, K2);
    const dy = mul(2 / y.size, y);
    const back = transposed(dy, K1);
    return { K1: byKernel(x, mul(back, sub(1, square(h)))), K2: byKernel(h, dy) };
  };
  expect(namesOf({ loss, params, data: [normal(3, 2, 4, 4)], hand })[0]).toMatch(/^(wrong|off-by-one)-layer/);
});

/** The gradient by the input of a convolution with a 3 x 3 kernel and a padding of 1. */
function transposed(dy: Tensor, K: Tensor): Tensor {
  const turned = at(transpose(K, [1, 0, 2, 3]), ":", ":", "::-1", "::-1") as Tensor;
  return conv(dy, turned, { padding: 1 }) as Tensor;
}

/** The gradient by such a kernel: samples and channels exchange their parts. */
function byKernel(x: Tensor, dy: Tensor): Tensor {
  const swapped = (v: Tensor): Tensor => transpose(v, [1, 0, 2, 3]);
  return transpose(conv(swapped(x), swapped(dy), { padding: 1 }) as Tensor, [1, 0, 2, 3]);
}

test("the means of a normalisation of groups run over the batch as well", () => {
  const params = { w: normal(3) };
  const average = (x: Tensor): Tensor => mean(x, 2, { keepdims: true });
  const parts = ({ w }: typeof params, x: Tensor) => {
    const h = mul(x, at(w, null, ":", null) as Tensor);
    const c = sub(h, average(h));
    const sigma = sqrt(add(average(square(c)), 1e-5));
    return { c, sigma, xhat: div(c, sigma) };
  };
  const loss = (p: typeof params, x: Tensor, y: Tensor): Tensor => mean(square(sub(tanh(parts(p, x).xhat), y)));
  const hand = (p: typeof params, x: Tensor, y: Tensor): typeof params => {
    const { sigma, xhat } = parts(p, x);
    const a = tanh(xhat) as Tensor;
    const g = mul(mul(2 / a.size, sub(a, y)), sub(1, square(a))) as Tensor;
    const all = (v: Tensor): Tensor => mean(v, [0, 2], { keepdims: true });
    const dx = div(sub(sub(g, all(g)), mul(xhat, all(mul(g, xhat)))), sigma);
    return { w: sum(mul(dx, x), [0, 2]) };
  };
  expect(namesOf({ loss, params, data: [normal(4, 3, 6), normal(4, 3, 6)], hand })).toEqual(["wrong-axis"]);
});

test("every step of time meets the last step's input", () => {
  const params = { a: normal(3), W: normal(3, 3) };
  const loss = ({ a, W }: typeof params, ...xs: Tensor[]): Tensor => {
    let h = zerosLike(xs[0]!) as Tensor;
    let total = tensor(0) as Tensor;
    for (const x of xs) {
      h = tanh(add(mul(x, a), matmul(stopGradient(h), W))) as Tensor;
      total = add(total, mean(square(h)));
    }
    return total;
  };
  const hand = ({ a, W }: typeof params, ...xs: Tensor[]): typeof params => {
    let h = zerosLike(xs[0]!) as Tensor;
    let [da, dW] = [zerosLike(a), zerosLike(W)] as [Tensor, Tensor];
    for (const x of xs) {
      const before = h;
      h = tanh(add(mul(x, a), matmul(before, W))) as Tensor;
      const dz = mul(mul(2 / h.size, h), sub(1, square(h)));
      da = add(da, sum(mul(dz, xs.at(-1)!), 0));
      dW = add(dW, matmul(transpose(before), dz));
    }
    return { a: da, W: dW };
  };
  expect(namesOf({ loss, params, data: [normal(2, 3), normal(2, 3), normal(2, 3)], hand })).toEqual([
    "derivative-at-wrong-value off-by-one-layer",
  ]);
});

test("levels taken from the other end are one mistake, not a sign and an exchange", () => {
  const params = { w: normal(3, 2) };
  const loss = ({ w }: typeof params, x: Tensor, y: Tensor, tau: Tensor): Tensor => {
    const e = sub(y, matmul(x, w));
    return mean(maximum(mul(tau, e), mul(sub(tau, 1), e)));
  };
  const hand = ({ w }: typeof params, x: Tensor, y: Tensor, tau: Tensor): typeof params => {
    const e = sub(y, matmul(x, w)) as Tensor;
    const de = div(sub(sub(1, tau), mul(1, less(e, 0))), e.size);
    return { w: matmul(transpose(x), neg(de)) };
  };
  const data = [normal(6, 3), mul(2, normal(6, 1)), tensor([0.1, 0.85])];
  expect(namesOf({ loss, params, data, hand })).toEqual(["wrong-forward derivative-at-wrong-value"]);
});

test("the length of a step that was lost is a factor, though it is 1 over the size of some batch", () => {
  const params: { readonly k: Tensor } = { k: tensor(1.7) };
  const path = ({ k }: typeof params, theta: Tensor): Tensor[] => {
    const thetas = [theta];
    for (let t = 0; t < 3; t++) thetas.push(sub(thetas[t]!, mul(0.2, mul(k, sin(thetas[t]!)))) as Tensor);
    return thetas;
  };
  const loss = (p: typeof params, theta: Tensor, y: Tensor): Tensor => mean(square(sub(path(p, theta).at(-1)!, y)));
  const hand = (p: typeof params, theta: Tensor, y: Tensor): typeof params => {
    const thetas = path(p, theta);
    let g = mul(2 / y.size, sub(thetas.at(-1)!, y)) as Tensor;
    let dk = tensor(0) as Tensor;
    for (let t = 2; t >= 0; t--) {
      dk = sub(dk, sum(mul(g, sin(thetas[t]!)))) as Tensor;
      g = sub(g, mul(mul(0.2, p.k), mul(g, cos(thetas[t]!)))) as Tensor;
    }
    return { k: dk };
  };
  const [names] = namesOf({ loss, params, data: [normal(6), normal(6)], hand });
  expect(names).toBe("factor missing-term");
});

test("one violated margin counts for all of them, where the right class is among the classes", () => {
  const params = { W: normal(4, 3) };
  const loss = ({ W }: typeof params, x: Tensor, t: Tensor): Tensor => {
    const s = matmul(x, W);
    return mean(sum(maximum(0, sub(add(s, 1), sum(mul(s, t), 1, { keepdims: true }))), 1));
  };
  const hand = ({ W }: typeof params, x: Tensor, t: Tensor): typeof params => {
    const s = matmul(x, W);
    const margins = sub(add(s, 1), sum(mul(s, t), 1, { keepdims: true }));
    const active = mul(greater(margins, 0), sub(1, t));
    return { W: matmul(transpose(x), div(sub(active, t), x.shape[0]!)) };
  };
  const t = tensor([
    [1, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
    [0, 1, 0],
    [1, 0, 0],
    [0, 0, 1],
  ]);
  expect(namesOf({ loss, params, data: [normal(6, 4), t], hand })).toEqual(["missing-term"]);
});

test("a factor of the whole, and one gradient transposed at the end, are two mistakes", () => {
  const params = { A: normal(3, 3), b: normal(3) };
  const loss = ({ A, b }: typeof params, x: Tensor, y: Tensor): Tensor =>
    mean(square(sub(tanh(add(matmul(x, A), b)), y)));
  const hand = ({ A, b }: typeof params, x: Tensor, y: Tensor): typeof params => {
    const a = tanh(add(matmul(x, A), b)) as Tensor;
    const dz = mul(mul(2, sub(a, y)), sub(1, square(a))) as Tensor;
    return { A: transpose(matmul(transpose(x), dz)), b: sum(dz, 0) };
  };
  const names = namesOf({ loss, params, data: [normal(6, 3), normal(6, 3)], hand });
  expect(names.toSorted()).toEqual(["sum-for-mean factor", "transposed"]);
});

test("a kernel turned round beside another mistake is found", () => {
  const params = { K: normal(2, 1, 3), v: normal(2) };
  const parts = ({ K }: typeof params, x: Tensor) => {
    const a = sigmoid(conv(x, K)) as Tensor;
    return { a, h: mean(a, 2) as Tensor };
  };
  const loss = (p: typeof params, x: Tensor, y: Tensor): Tensor => mean(square(sub(matmul(parts(p, x).h, p.v), y)));
  const hand = (p: typeof params, x: Tensor, y: Tensor): typeof params => {
    const { a, h } = parts(p, x);
    const dy = mul(2 / y.size, sub(matmul(h, p.v), y)) as Tensor;
    const da = at(outer(dy, p.v) as Tensor, ":", ":", null) as Tensor; // not divided by the length
    const dz = mul(da, mul(a, sub(1, a))) as Tensor;
    const swapped = (u: Tensor): Tensor => transpose(u, [1, 0, 2]);
    const dK = swapped(conv(swapped(x), swapped(dz)));
    return { K: at(dK, ":", ":", "::-1") as Tensor, v: matmul(transpose(h), dy) };
  };
  const names = namesOf({ loss, params, data: [normal(5, 1, 8), normal(5)], hand });
  expect(names).toContain("transposed wrong-axis wrong-forward");
  expect(names).toHaveLength(2);
});
