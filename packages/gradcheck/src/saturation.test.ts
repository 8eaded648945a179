import {
  add,
  astype,
  cosh,
  div,
  exp,
  matmul,
  mean,
  mul,
  neg,
  random,
  sigmoid,
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

interface Params {
  readonly w: Tensor;
}
type Derivative = (z: Tensor, a: Tensor) => Tensor;

const x = random.RandomState(3).randn(6, 4);
const direction = random.RandomState(4).randn(4);
const target = tensor([1, 0, 1, 1, 0, 0]);

/** The activation as the loss writes it, and its derivative as the hand does: equal on paper. */
const FORMULAS: readonly (readonly [string, (z: Tensor) => Tensor, Derivative])[] = [
  ["1/(1 + e^-z), and a (1 - a)", (z) => div(1, add(1, exp(neg(z)))), (_z, a) => mul(a, sub(1, a))],
  ["sigma, and e^-z/(1 + e^-z)^2", sigmoid, (z) => div(exp(neg(z)), square(add(1, exp(neg(z)))))],
  ["tanh, and 1/cosh^2", tanh, (z) => div(1, square(cosh(z)))],
  ["tanh, and (1 - a)(1 + a)", tanh, (_z, a) => mul(sub(1, a), add(1, a))],
  ["2 sigma(2z) - 1, and 1 - a^2", (z) => sub(mul(2, sigmoid(mul(2, z))), 1), (_z, a) => sub(1, square(a))],
];

const lossOf =
  (f: (z: Tensor) => Tensor) =>
  ({ w }: Params, x: Tensor, t: Tensor): Tensor =>
    mean(square(sub(f(matmul(x, w)), t)));

const handOf =
  (f: (z: Tensor) => Tensor, derivative: Derivative, factor = 2) =>
  ({ w }: Params, x: Tensor, t: Tensor): Params => {
    const z = matmul(x, w);
    const a = f(z);
    return { w: matmul(transpose(x), mul(mul(factor / t.size, sub(a, t)), derivative(z, a))) };
  };

describe.each(FORMULAS)("%s", (_name, f, derivative) => {
  test.each([1, 5, 10, 15, 20])("are equal however large z is: weights times %s", (size) => {
    for (const dtype of ["float64", "float32"] as const) {
      const data = [astype(x, dtype), astype(target, dtype)] as const;
      const params = { w: astype(mul(size, direction), dtype) };
      const report = compareGradients({ loss: lossOf(f), params, data, hand: handOf(f, derivative) });
      expect(report.ok, String(report)).toBe(true);
    }
  });

  test("a wrong factor stays wrong beside saturated units", () => {
    const params = { w: mul(8, direction) };
    const hand = handOf(f, derivative, 1);
    const report = compareGradients({ loss: lossOf(f), params, data: [x, target], hand });
    expect(report.causes.map(({ code }) => code)).toEqual(["factor"]);
    const numbers = hand(params, x, target);
    expect(compareGradients({ loss: lossOf(f), params, data: [x, target], hand: numbers }).ok).toBe(false);
  });
});

test("gradients that are rounding and no more are called so", () => {
  const f = (z: Tensor): Tensor => div(1, add(1, exp(neg(z))));
  const loss = ({ w }: Params, x: Tensor): Tensor => sum(f(matmul(x, w)));
  const params = { w: tensor([50, 60]) };
  const { ok, unseen } = compareGradients({
    loss,
    params,
    data: [
      tensor([
        [1, 2],
        [2, 1],
      ]),
    ],
    hand: { w: tensor([0, 0]) },
  });
  expect(ok).toBe(true);
  expect(unseen.join()).toMatch(/units are saturated before w: a difference of \S+ is put down to rounding/);
});

describe("deep nets whose units are all saturated", () => {
  const own = random.RandomState(5);
  const naive = (z: Tensor): Tensor => div(1, add(1, exp(neg(z))));
  const half = (z: Tensor): Tensor => mul(0.5, add(1, tanh(mul(0.5, z))));
  const slope = (z: Tensor): Tensor => mul(sigmoid(z), sigmoid(neg(z)));
  const product = (_z: Tensor, a: Tensor): Tensor => mul(a, sub(1, a));
  type Weights = readonly Tensor[];

  const statesOf = (f: (z: Tensor) => Tensor, W: Weights, x: Tensor): Tensor[] => {
    const a = [x];
    for (const one of W) a.push(f(matmul(a.at(-1)!, one)));
    return a;
  };
  const hand =
    (f: (z: Tensor) => Tensor, derivative: Derivative) =>
    ({ W }: { readonly W: Weights }, x: Tensor, t: Tensor): { W: Tensor[] } => {
      const a = statesOf(f, W, x);
      let da: Tensor = mul(2 / t.size, sub(a.at(-1)!, t));
      const found: Tensor[] = [];
      for (let l = W.length - 1; l >= 0; l--) {
        const dz = mul(da, derivative(matmul(a[l]!, W[l]!), a[l + 1]!));
        found[l] = matmul(transpose(a[l]!), dz);
        da = matmul(dz, transpose(W[l]!));
      }
      return { W: found };
    };

  test.each([3, 7, 10])("of %s layers have right gradients, whatever the formula", (depth) => {
    for (const dtype of ["float64", "float32"] as const) {
      for (const [f, derivative] of [
        [naive, product],
        [half, slope],
      ] as const) {
        for (const size of [5, 30]) {
          const cast = (x: Tensor): Tensor => astype(x, dtype) as Tensor;
          const params = { W: Array.from({ length: depth }, () => cast(mul(size, own.randn(4, 4)))) };
          const report = compareGradients({
            loss: ({ W }: typeof params, x: Tensor, t: Tensor) => mean(square(sub(statesOf(f, W, x).at(-1)!, t))),
            params,
            data: [cast(x as Tensor), cast(own.rand(6, 4) as Tensor)],
            hand: hand(f, derivative),
          });
          expect(report.ok, String(report)).toBe(true);
        }
      }
    }
  });

  test("hide no mistake behind them that could be seen", () => {
    const params = { W: Array.from({ length: 7 }, () => mul(3, own.randn(4, 4)) as Tensor) };
    const data = [x as Tensor, own.rand(6, 4) as Tensor] as const;
    const { W } = hand(naive, product)(params, ...data);
    const report = compareGradients({
      loss: ({ W }: { readonly W: Weights }, x: Tensor, t: Tensor) =>
        mean(square(sub(statesOf(naive, W, x).at(-1)!, t))),
      params,
      data,
      hand: { W: W.map((one, l) => (l === 0 ? neg(one) : one)) },
    });
    expect(report.causes.map(({ code }) => code)).toEqual(["sign"]);
  });
});

test("a formula that overflows keeps no values of another call", () => {
  const loss = lossOf(sigmoid);
  const derivative = FORMULAS[1]![2];
  for (const size of [300, 500, 700, 900]) {
    const { causes } = compareGradients({
      loss,
      params: { w: mul(size, direction) },
      data: [x, target],
      hand: handOf(sigmoid, derivative),
    });
    expect(causes.map(({ code }) => code)).not.toContain("stale-cache");
  }
});
