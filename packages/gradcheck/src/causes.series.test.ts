import {
  add,
  at,
  concatenate,
  div,
  exp,
  log,
  matmul,
  mean,
  mul,
  neg,
  reshape,
  sigmoid,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  zeros,
  zerosLike,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { codesOf } from "./testing/codesOf.ts";
import { normals } from "./testing/everyday/case.ts";

const normal = normals(57);
type Parameters2 = Readonly<Record<string, Tensor>>;

const softmax = (z: Tensor): Tensor => div(exp(z), sum(exp(z), -1, { keepdims: true }));

describe("in a simulation whose states are stacked before they are compared", () => {
  const grown = ({ r, K }: Parameters2, start: Tensor): Tensor[] => {
    const states = [start];
    for (let t = 0; t < 4; t++) {
      const n = states[t]!;
      states.push(add(n, mul(r!, mul(n, sub(1, div(n, K!))))));
    }
    return states;
  };
  const loss = (params: Parameters2, seen: Tensor): Tensor =>
    sum(square(sub(stack(grown(params, params.start!).slice(1), 0), seen)));
  const hand =
    (mistake: string) =>
    (params: Parameters2, seen: Tensor): Parameters2 => {
      const { r, K, start } = params as { r: Tensor; K: Tensor; start: Tensor };
      const n = grown(params, start);
      let [dr, dK, carried] = [tensor(0), tensor(0), tensor(0)] as [Tensor, Tensor, Tensor];
      for (let t = 4; t > 0; t--) {
        const before = n[t - 1]!;
        const g = add(carried, mul(2, sub(n[t]!, at(seen, t - 1))));
        dr = add(dr, mul(g, mistake === "growth" ? before : mul(before, sub(1, div(before, K)))));
        const byK = mul(g, div(mul(r, square(before)), square(K)));
        dK = mistake === "last" ? byK : add(dK, byK);
        carried = mul(g, add(1, mul(r, sub(1, div(mul(2, before), K)))));
      }
      return { r: dr, K: dK, start: carried };
    };
  const params = { r: tensor(0.8), K: tensor(3), start: tensor(0.3) };
  const data = [tensor([0.5, 0.9, 1.4, 1.9])];

  test.each([
    ["growth", "derivative-at-wrong-value"],
    ["last", "missing-term"],
  ])("a mistake in its steps is named: %s", (mistake, code) => {
    expect(codesOf({ loss, params, data, hand: hand(mistake) } as never)).toEqual([code]);
  });

  test("nothing is named where nothing is wrong", () => {
    expect(compareGradients({ loss, params, data, hand: hand("") } as never).ok).toBe(true);
  });
});

describe("in a loop that begins with given values", () => {
  test("a lag that is one too long is seen from the first step on", () => {
    const loss = ({ a, b }: Parameters2, y: Tensor): Tensor => {
      let [one, two, total] = [at(y, 1), at(y, 0), tensor(0)] as [Tensor, Tensor, Tensor];
      for (let t = 2; t < 8; t++) {
        [one, two] = [add(mul(a!, one), mul(b!, two)), one];
        total = add(total, square(sub(one, at(y, t))));
      }
      return total;
    };
    const hand = ({ a, b }: Parameters2, y: Tensor): Parameters2 => {
      const p = [at(y, 0), at(y, 1)] as Tensor[];
      for (let t = 2; t < 8; t++) p.push(add(mul(a!, p[t - 1]!), mul(b!, p[t - 2]!)));
      const d = p.map(() => tensor(0) as Tensor);
      let [da, db] = [tensor(0), tensor(0)] as [Tensor, Tensor];
      for (let t = 7; t >= 2; t--) {
        d[t] = add(d[t]!, mul(2, sub(p[t]!, at(y, t))));
        // The state two steps before, as for b.
        da = add(da, mul(d[t]!, p[t - 2]!));
        db = add(db, mul(d[t]!, p[t - 2]!));
        d[t - 1] = add(d[t - 1]!, mul(d[t]!, a!));
        d[t - 2] = add(d[t - 2]!, mul(d[t]!, b!));
      }
      return { a: da, b: db };
    };
    const data = [reshape(normal(1, 8), [8])];
    const params = { a: tensor(0.6), b: tensor(-0.3) };
    expect(codesOf({ loss, params, data, hand } as never)).toEqual(["derivative-at-wrong-value"]);
  });

  test("the input that weights meet is joined with the state after, the first time from given ones", () => {
    const step = (W: Tensor, x: Tensor, h: Tensor): Tensor => tanh(matmul(concatenate([x, h], 1), W));
    const loss = ({ W }: Parameters2, X: Tensor): Tensor => {
      let h: Tensor = zeros([3, 2]);
      for (let t = 0; t < 4; t++) h = step(W!, at(X, t) as Tensor, h);
      return sum(square(h));
    };
    const hand = ({ W }: Parameters2, X: Tensor): Parameters2 => {
      const h = [zeros([3, 2])] as Tensor[];
      for (let t = 0; t < 4; t++) h.push(step(W!, at(X, t) as Tensor, h[t]!));
      let [dh, dW] = [mul(2, h[4]!), zerosLike(W!)] as [Tensor, Tensor];
      for (let t = 3; t >= 0; t--) {
        const dz = mul(dh, sub(1, square(h[t + 1]!)));
        dW = add(dW, matmul(transpose(concatenate([at(X, t) as Tensor, h[t + 1]!], 1)), dz));
        dh = at(matmul(dz, transpose(W!)), ":", "2:") as Tensor;
      }
      return { W: dW };
    };
    const params = { W: normal(4, 2) };
    expect(codesOf({ loss, params, data: [normal(4, 3, 2)], hand, batchAxis: 1 } as never)).toEqual([
      "derivative-at-wrong-value",
    ]);
  });
});

describe("what stands for a value", () => {
  const [X, y] = [normal(5, 4), normal(3)] as [Tensor, Tensor];
  const loss = ({ u, V }: Parameters2, X: Tensor, y: Tensor): Tensor =>
    sum(square(sub(matmul(matmul(softmax(matmul(X, u!)), X), V!), y)));
  const hand = (params: Parameters2, X: Tensor, y: Tensor, plain: boolean): Parameters2 => {
    const { u, V } = params as { u: Tensor; V: Tensor };
    const p = softmax(matmul(X, u));
    const pooled = matmul(p, X);
    const e = mul(2, sub(matmul(pooled, V), y));
    const g = matmul(X, matmul(V, e));
    const ds = mul(p, sub(g, sum(mul(g, p))));
    return { u: matmul(transpose(X), ds), V: mul(reshape(plain ? (mean(X, 0) as Tensor) : pooled, [4, 1]), e) };
  };
  const params = { u: normal(4), V: normal(4, 3) };

  test("a plain mean stands for the one that a softmax weights", () => {
    const wrong = (params: Parameters2, X: Tensor, y: Tensor): Parameters2 => hand(params, X, y, true);
    expect(codesOf({ loss, params, data: [X, y], hand: wrong } as never)).toEqual(["derivative-at-wrong-value"]);
  });

  test("and nothing stands for another where all is right", () => {
    const right = (params: Parameters2, X: Tensor, y: Tensor): Parameters2 => hand(params, X, y, false);
    expect(compareGradients({ loss, params, data: [X, y], hand: right } as never).ok).toBe(true);
  });

  test("other labels of the data stand for a loss's own", () => {
    const loss = ({ E, V }: Parameters2, words: number[], next: number[]): Tensor =>
      neg(
        words
          .map((word, t) => log(at(softmax(matmul(tanh(at(E!, word) as Tensor), V!)), next[t]!) as Tensor))
          .reduce((a, b) => add(a, b)),
      );
    const hand = ({ E, V }: Parameters2, words: number[]): Parameters2 => {
      let [dE, dV] = [zerosLike(E!), zerosLike(V!)] as [Tensor, Tensor];
      const one = (k: number, n: number): Tensor => tensor(Array.from({ length: n }, (_, j) => Number(j === k)));
      for (const word of words) {
        const h = tanh(at(E!, word) as Tensor);
        // The word itself, not the next one.
        const e = sub(softmax(matmul(h, V!)), one(word, 4));
        dV = add(dV, mul(reshape(h, [3, 1]), e));
        dE = add(dE, mul(reshape(one(word, 4), [4, 1]), mul(matmul(V!, e), sub(1, square(h)))));
      }
      return { E: dE, V: dV };
    };
    const data = [
      [1, 3, 0, 2],
      [3, 0, 2, 1],
    ];
    expect(codesOf({ loss, params: { E: normal(4, 3), V: normal(3, 4) }, data, hand } as never)).toEqual([
      "wrong-forward",
    ]);
  });
});

describe("a mistake and a factor of some gradients", () => {
  const loss = ({ W, b, v, c }: Parameters2, X: Tensor, y: Tensor): Tensor =>
    mean(square(sub(add(matmul(sigmoid(add(matmul(X, W!), b!)), v!), c!), y)));
  const hand = ({ W, b, v, c }: Parameters2, X: Tensor, y: Tensor): Parameters2 => {
    const h = sigmoid(add(matmul(X, W!), b!));
    const n = X.shape[0]!;
    const e = div(mul(2, sub(add(matmul(h, v!), c!), y)), n);
    // tanh's derivative for that of the sigmoid, and no mean for the last layer.
    const dz = mul(mul(reshape(e, [n, 1]), v!), sub(1, h));
    return { W: matmul(transpose(X), dz), b: sum(dz, 0), v: mul(n, matmul(transpose(h), e)), c: mul(n, sum(e)) };
  };

  test("are both named, whatever the mistake is", () => {
    const params = { W: normal(3, 4), b: normal(4), v: normal(4), c: tensor(0.3) };
    const codes = codesOf({ loss, params, data: [normal(6, 3), reshape(normal(6, 1), [6])], hand } as never);
    expect([...codes].sort()).toEqual(["derivative-at-wrong-value", "sum-for-mean"]);
  });
});

describe("nothing is claimed", () => {
  test("of data that stay as they are when others are generated", () => {
    const loss = ({ E }: Parameters2, words: number[]): Tensor =>
      words.map((word) => sum(square(at(E!, word) as Tensor))).reduce((a, b) => add(a, b));
    const hand = ({ E }: Parameters2): Parameters2 => ({ E: mul(1.7, mul(E!, tanh(E!))) });
    const codes = codesOf({ loss, params: { E: normal(4, 3) }, data: [[0, 2, 1]], hand } as never);
    expect(codes).not.toContain("stale-cache");
  });

  test("of a single number that is shorter than it should be: it was not clipped", () => {
    const loss = ({ a, b }: Parameters2, X: Tensor): Tensor =>
      add(mean(square(mul(a!, sqrt(add(1, square(X)))))), sum(mul(b!, X)));
    const hand = ({ a }: Parameters2, X: Tensor): Parameters2 => ({
      a: mul(0.25, tensor(1)),
      b: add(mul(0, a!), sum(X)),
    });
    const params = { a: tensor(3), b: tensor(0.5) };
    expect(codesOf({ loss, params, data: [normal(4, 3)], hand } as never)).not.toContain("clipped");
  });
});
