import {
  add,
  at,
  concatenate,
  div,
  logsumexp,
  matmul,
  mean,
  mul,
  random,
  relu,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  windowMax,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";

const rng = random.RandomState(7);
const normal = (...shape: number[]): Tensor => rng.randn(...shape) as unknown as Tensor;
const codesOf = ({ causes }: ReturnType<typeof compareGradients>): string[] => causes.map(({ code }) => code);
const wordsOf = ({ causes }: ReturnType<typeof compareGradients>): string => causes.map(({ what }) => what).join("; ");

const x = normal(4, 3);
const t = normal(4, 2);

describe("a gate y = (x U) sigma(x V)", () => {
  const params = { U: normal(3, 2), V: normal(3, 2) };
  type P = typeof params;
  const loss = ({ U, V }: P, x: Tensor, t: Tensor): Tensor =>
    mul(0.5, sum(square(sub(mul(matmul(x, U), sigmoid(matmul(x, V))), t))));
  const parts = ({ U, V }: P): { u: Tensor; s: Tensor; e: Tensor } => {
    const [u, s]: [Tensor, Tensor] = [matmul(x, U), sigmoid(matmul(x, V))];
    return { u, s, e: sub(mul(u, s), t) };
  };
  const right = { U: matmul(transpose(x), mul(parts(params).e, parts(params).s)) };

  test("that is there twice on one way is an extra term, named by its value", () => {
    const { u, s, e } = parts(params);
    const V = matmul(transpose(x), mul(mul(e, u), mul(s, sub(1, s))));
    const hand = { U: matmul(transpose(x), mul(mul(e, s), s)), V };
    const result = compareGradients({ loss, params, data: [x, t], hand });
    expect(codesOf(result)).toEqual(["extra-term"]);
    expect(wordsOf(result)).toContain("the factor a1 is there twice");
  });

  test("that is left out on one way is a missing term", () => {
    const { u, s, e } = parts(params);
    const V = matmul(transpose(x), mul(mul(e, u), mul(s, sub(1, s))));
    const result = compareGradients({ loss, params, data: [x, t], hand: { U: matmul(transpose(x), e), V } });
    expect(codesOf(result)).toEqual(["missing-term"]);
  });

  test("whose argument's slope is left out is a missing derivative", () => {
    const { u, e } = parts(params);
    const V = matmul(transpose(x), mul(e, u));
    const result = compareGradients({ loss, params, data: [x, t], hand: { ...right, V } });
    expect(codesOf(result)).toEqual(["missing-activation-derivative"]);
  });
});

describe("a factor of a layer's input that is left out", () => {
  test("is said with the names that the loss gives to its data", () => {
    const params = { V: normal(3, 3), R: normal(3, 2) };
    const loss = ({ V, R }: typeof params, state: Tensor, t: Tensor): Tensor =>
      sum(square(sub(matmul(mul(sigmoid(matmul(state, V)), state), R), t)));
    const r: Tensor = sigmoid(matmul(x, params.V));
    const dy: Tensor = mul(2, sub(matmul(mul(r, x), params.R), t));
    const dr: Tensor = mul(matmul(dy, transpose(params.R)), x);
    const hand = { V: matmul(transpose(x), mul(dr, mul(r, sub(1, r)))), R: matmul(transpose(x), dy) };
    const result = compareGradients({ loss, params, data: [x, t], hand });
    expect(codesOf(result)).toEqual(["missing-term"]);
    expect(wordsOf(result)).toBe(
      "the gradient of R is made with state: the factor a1 of the layer's input is left out",
    );
  });

  test("is a missing term, whether it multiplies or divides", () => {
    const params = { slope: tensor(1.3), scale: tensor(1.7) };
    const [xs, ys] = [normal(6), normal(6)];
    const loss = ({ slope, scale }: typeof params, inputs: Tensor, targets: Tensor): Tensor =>
      sum(square(sub(mul(slope, div(inputs, scale)), targets)));
    const e: Tensor = mul(2, sub(mul(params.slope, div(xs, params.scale)), ys));
    const inScale: Tensor = mul(-1, div(sum(mul(e, mul(params.slope, xs))), square(params.scale)));
    const result = compareGradients({
      loss,
      params,
      data: [xs, ys],
      hand: { slope: sum(mul(e, xs)), scale: inScale },
    });
    expect(codesOf(result)).toEqual(["missing-term"]);
    expect(wordsOf(result)).toContain("division by scale");
  });
});

describe("log sum exp(z) - z_t", () => {
  const params = { W: normal(3, 4) };
  const target = tensor([
    [1, 0, 0, 0],
    [0, 0, 1, 0],
    [0, 1, 0, 0],
    [0, 0, 0, 1],
  ]);
  const loss = ({ W }: typeof params, x: Tensor, t: Tensor): Tensor => {
    const z: Tensor = matmul(x, W);
    return mean(sub(logsumexp(z, 1), sum(mul(t, z), 1)));
  };
  const z: Tensor = matmul(x, params.W);
  const e: Tensor = sub(z, logsumexp(z, 1, { keepdims: true }));
  const p: Tensor = pexp(e);
  const named = (dz: Tensor): string[] =>
    codesOf(
      compareGradients({
        loss,
        params,
        data: [x, target],
        hand: { W: div(matmul(transpose(x), dz), 4) as Tensor },
      }),
    );

  test("with the diagonal of the softmax alone", () => {
    expect(named(mul(mul(-1, target), sub(1, p)))).toEqual(["softmax-diagonal"]);
  });

  test("without the logarithm", () => {
    expect(named(mul(p, sub(sum(mul(target, p), 1, { keepdims: true }), target)))).toEqual([
      "missing-activation-derivative",
    ]);
  });

  test("with p (1 - p) on top", () => {
    expect(named(mul(sub(p, target), mul(p, sub(1, p))))).toEqual(["doubled-activation-derivative"]);
  });

  test("with exp(z) for p", () => {
    expect(named(sub(pexp(z), target))).toEqual(["missing-term"]);
  });
});

function pexp(v: Tensor): Tensor {
  const s: Tensor = sigmoid(v);
  return div(s, sub(1, s));
}

describe("pieces of one value", () => {
  test("that come back in another order are named", () => {
    const params = { W: normal(3, 4) };
    const loss = ({ W }: typeof params, x: Tensor, t: Tensor): Tensor => {
      const z: Tensor = matmul(x, W);
      return sum(square(sub(mul(sigmoid(at(z, ":", ":2")), tanh(at(z, ":", "2:"))), t)));
    };
    const z: Tensor = matmul(x, params.W);
    const [g, a]: [Tensor, Tensor] = [sigmoid(at(z, ":", ":2")), tanh(at(z, ":", "2:"))];
    const d: Tensor = mul(2, sub(mul(g, a), t));
    const [dg, da]: [Tensor, Tensor] = [mul(mul(d, a), mul(g, sub(1, g))), mul(mul(d, g), sub(1, square(a)))];
    const hand = { W: matmul(transpose(x), concatenate([da, dg], 1)) };
    const result = compareGradients({ loss, params, data: [x, t], hand });
    expect(codesOf(result)).toEqual(["wrong-upstream"]);
    expect(wordsOf(result)).toContain("pieces 1 and 2 are exchanged");
  });
});

describe("the largest of a window", () => {
  test("whose gradient goes to all of the window", () => {
    const params = { w: normal(8) };
    const loss = ({ w }: typeof params): Tensor => sum(square(windowMax(relu(add(w, 3)), [2], { stride: 2 })));
    const largest: Tensor = windowMax(relu(add(params.w, 3)), [2], { stride: 2 });
    const numbers = largest.toArray() as number[];
    const hand = { w: tensor(numbers.flatMap((v) => [2 * v, 2 * v])) };
    const result = compareGradients({ loss, params, hand });
    expect(codesOf(result)).toEqual(["missing-activation-derivative"]);
  });
});

describe("gradients of whole layers that are zero", () => {
  test("are missing, not cut off", () => {
    const params = { W1: normal(3, 3), b1: normal(3), W2: normal(3, 2), b2: normal(2) };
    const loss = ({ W1, b1, W2, b2 }: typeof params, x: Tensor, t: Tensor): Tensor =>
      mean(square(sub(add(matmul(tanh(add(matmul(x, W1), b1)), W2), b2), t)));
    const a: Tensor = tanh(add(matmul(x, params.W1), params.b1));
    const dy: Tensor = div(mul(2, sub(add(matmul(a, params.W2), params.b2), t)), 8);
    const zero = { W1: mul(0, params.W1), b1: mul(0, params.b1) };
    const hand = { ...zero, W2: matmul(transpose(a), dy), b2: sum(dy, 0) };
    const result = compareGradients({ loss, params, data: [x, t], hand: hand as never });
    expect(new Set(codesOf(result))).toEqual(new Set(["missing-term"]));
  });
});

describe("two mistakes that do not touch", () => {
  test("are both named, though one of them is a rare one", () => {
    const params = { U: normal(3, 2), V: normal(3, 2) };
    const loss = ({ U, V }: typeof params, x: Tensor, t: Tensor): Tensor =>
      mul(0.5, sum(square(sub(mul(matmul(x, U), sigmoid(matmul(x, V))), t))));
    const [u, s]: [Tensor, Tensor] = [matmul(x, params.U), sigmoid(matmul(x, params.V))];
    const e: Tensor = sub(mul(u, s), t);
    const hand = {
      U: matmul(transpose(x), mul(mul(e, s), s)),
      V: matmul(transpose(x), mul(-1, mul(mul(e, u), mul(s, sub(1, s))))) as Tensor,
    };
    const result = compareGradients({ loss, params, data: [x, t], hand });
    expect(codesOf(result).sort()).toEqual(["extra-term", "sign"]);
  });
});
