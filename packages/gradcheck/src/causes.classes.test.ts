import {
  add,
  concatenate,
  conv,
  div,
  einsum,
  exp,
  expandDims,
  greater,
  log,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  onesLike,
  at as pick,
  relu,
  sigmoid,
  sqrt,
  square,
  sub,
  sum,
  swapaxes,
  type Tensor,
  tanh,
  tensor,
  transpose,
  where,
  zeros,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { normals, oneHot } from "./testing/everyday/case.ts";

const normal = normals(4711);

type Given<P> = (params: P, ...data: Tensor[]) => unknown;

/** All codes of each cause, the first one first. */
function said<P>(params: P, data: readonly Tensor[], loss: Given<P>, hand: Given<P>): string[][] {
  const { causes } = compareGradients({ loss, params, data, hand } as never);
  return causes.map(({ code, readings = [] }) => [code, ...readings]);
}

interface W {
  readonly W: Tensor;
}
interface Layer extends W {
  readonly b: Tensor;
}

describe("where classes have weights", () => {
  const weighted = (of: (p: Tensor, y: Tensor, table: Tensor) => Tensor): string[][] =>
    said<Layer>(
      { W: normal(4, 3), b: normal(3) },
      [normal(6, 4), oneHot([0, 2, 1, 0, 2, 0], 3), tensor([0.5, 2, 3])],
      ({ W, b }, x, y, table) => {
        const s = add(matmul(x!, W), b);
        const logp = sub(s, log(sum(exp(s), 1, { keepdims: true })));
        return neg(div(sum(mul(matmul(y!, table!), sum(mul(y!, logp), 1))), 6));
      },
      ({ W, b }, x, y, table) => {
        const e = exp(add(matmul(x!, W), b));
        const ds = div(of(div(e, sum(e, 1, { keepdims: true })), y!, table!), 6);
        return { W: matmul(transpose(x!), ds), b: sum(ds, 0) };
      },
    );

  test("those of the columns stand for those of the rows", () =>
    expect(weighted((p, y, table) => mul(sub(p, y), table))).toEqual([
      ["wrong-axis", "derivative-at-wrong-value", "wrong-forward"],
    ]));

  test("the targets alone have them", () =>
    expect(weighted((p, y, table) => sub(p, mul(y, table))).map(([code]) => code)).toEqual(["missing-term"]));

  test("nothing is said of them when all is right", () =>
    expect(weighted((p, y, table) => mul(sub(p, y), expandDims(matmul(y, table), 1)))).toEqual([]));
});

describe("another part is taken", () => {
  test("of what a layer joins, in the gradient of weights", () => {
    const joined = (V: Tensor, x: Tensor, turned: boolean): Tensor =>
      concatenate(turned ? [x, tanh(matmul(x, V))] : [tanh(matmul(x, V)), x], 1);
    expect(
      said<W & { readonly V: Tensor }>(
        { V: normal(3, 2), W: normal(5) },
        [normal(6, 3), normal(6)],
        ({ V, W }, x, y) => mean(square(sub(matmul(joined(V, x!, false), W), y!))),
        ({ V, W }, x, y) => {
          const r = sub(matmul(joined(V, x!, false), W), y!);
          const dr = div(mul(2, r), r.size);
          const dh = matmul(expandDims(dr, 1), expandDims(pick(W, "0:2") as Tensor, 0));
          const h = tanh(matmul(x!, V));
          return {
            V: matmul(transpose(x!), mul(dh, sub(1, square(h)))),
            W: matmul(transpose(joined(V, x!, true)), dr),
          };
        },
      ),
    ).toEqual([["wrong-layer", "wrong-upstream", "structure"]]);
  });

  test("of data, as they are before they are prepared", () =>
    expect(
      said<{ readonly w: Tensor }>(
        { w: normal(4) },
        [normal(6, 4), normal(6)],
        ({ w }, x, y) => {
          const hat = div(x!, sqrt(add(mean(square(x!), 1, { keepdims: true }), 0.01)));
          return sum(square(sub(sum(tanh(mul(w, hat)), 1), y!)));
        },
        ({ w }, x, y) => {
          const hat = div(x!, sqrt(add(mean(square(x!), 1, { keepdims: true }), 0.01)));
          const a = tanh(mul(w, hat));
          const dz = mul(expandDims(mul(2, sub(sum(a, 1), y!)), 1), sub(1, square(a)));
          return { w: sum(mul(dz, x!), 0) };
        },
      ),
    ).toEqual([["derivative-at-wrong-value", "missing-term", "wrong-forward"]]));

  test("of the data, the first sample for all", () =>
    expect(
      said<W>(
        { W: normal(3, 2) },
        [normal(5, 3), normal(5, 2)],
        ({ W }, x, y) => sum(square(sub(tanh(matmul(x!, W)), y!))),
        ({ W }, x, y) => {
          const a = tanh(matmul(x!, W));
          const r = sub(a, pick(y!, "0:1") as Tensor);
          return { W: matmul(transpose(x!), mul(mul(2, r), sub(1, square(a)))) };
        },
      ),
    ).toEqual([["wrong-forward", "derivative-at-wrong-value"]]));

  test("of two layers, in one formula for a slope", () =>
    expect(
      said<W & { readonly V: Tensor }>(
        { W: normal(3, 3), V: normal(3, 3) },
        [normal(5, 3), normal(5, 3)],
        ({ W, V }, x, y) => sum(square(sub(sigmoid(matmul(sigmoid(matmul(x!, W)), V)), y!))),
        ({ W, V }, x, y) => {
          const a = sigmoid(matmul(x!, W));
          const b = sigmoid(matmul(a, V));
          const d2 = mul(mul(2, sub(b, y!)), mul(b, sub(1, b)));
          const d1 = mul(matmul(d2, transpose(V)), mul(a, sub(1, b)));
          return { W: matmul(transpose(x!), d1), V: matmul(transpose(a), d2) };
        },
      ),
    ).toEqual([["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"]]));
});

describe("what is left out", () => {
  test("is all that comes back, in the gradient of weights", () =>
    expect(
      said<W & { readonly v: Tensor }>(
        { W: normal(3, 4), v: normal(4) },
        [normal(5, 3), normal(5)],
        ({ W, v }, x, y) => mean(square(sub(matmul(tanh(matmul(x!, W)), v), y!))),
        ({ W, v }, x, y) => {
          const h = tanh(matmul(x!, W));
          const r = sub(matmul(h, v), y!);
          const dz = mul(matmul(expandDims(div(mul(2, r), r.size), 1), expandDims(v, 0)), sub(1, square(h)));
          return { W: matmul(transpose(x!), dz), v: matmul(transpose(h), onesLike(r)) };
        },
      ).map(([code]) => code),
    ).toEqual(["missing-term"]));

  const masked = (scale: (n: Tensor) => Tensor): string[][] => {
    const residual = ({ W, b }: Layer, x: Tensor, y: Tensor): Tensor => sub(add(matmul(x, W), b), y);
    return said<Layer>(
      { W: normal(3, 2), b: normal(2) },
      [
        normal(2, 4, 3),
        normal(2, 4, 2),
        tensor([
          [1, 1, 1, 0],
          [1, 1, 0, 0],
        ]),
      ],
      (params, x, y, mask) => sum(mul(expandDims(mask!, 2), square(residual(params, x!, y!)))),
      (params, x, y, mask) => {
        const r = mul(2, residual(params, x!, y!));
        return {
          W: scale(einsum("nti,nto->io", x!, mul(expandDims(mask!, 2), r))),
          b: scale(sum(r, [0, 1])),
        };
      },
    );
  };

  test("is a mask, in the gradient of two numbers alone", () =>
    expect(masked((g) => g)).toEqual([["missing-term", "extra-term"]]));

  test("is a mask, beside a factor of all gradients", () =>
    expect(
      masked((g) => mul(0.5, g))
        .map(([code]) => code)
        .sort(),
    ).toEqual(["factor", "missing-term"]));

  test("is a part of a learned gate, in all steps", () =>
    expect(
      said<W & { readonly q: Tensor }>(
        { q: tensor(0.3), W: normal(3, 3) },
        [normal(5, 3), normal(3)],
        ({ q, W }, x, y) => {
          const leak = sigmoid(q);
          let h: Tensor = zeros([3]);
          for (let t = 0; t < 5; t++) {
            h = add(mul(leak, h), mul(sub(1, leak), tanh(add(matmul(W, h), pick(x!, t) as Tensor))));
          }
          return sum(square(sub(h, y!)));
        },
        ({ q, W }, x, y) => {
          const leak = sigmoid(q);
          const h: Tensor[] = [zeros([3])];
          const n: Tensor[] = [];
          for (let t = 0; t < 5; t++) {
            n.push(tanh(add(matmul(W, h[t]!), pick(x!, t) as Tensor)));
            h.push(add(mul(leak, h[t]!), mul(sub(1, leak), n[t]!)));
          }
          let [dh, dleak, dW] = [mul(2, sub(h[5]!, y!)) as Tensor, tensor(0) as Tensor, zeros([3, 3]) as Tensor];
          for (let t = 4; t >= 0; t--) {
            dleak = add(dleak, sum(mul(dh, h[t]!)));
            const dz = mul(mul(dh, sub(1, leak)), sub(1, square(n[t]!)));
            dW = add(dW, matmul(expandDims(dz, 1), expandDims(h[t]!, 0)));
            dh = add(mul(leak, dh), matmul(transpose(W), dz));
          }
          return { q: mul(dleak, mul(leak, sub(1, leak))), W: dW };
        },
      ),
    ).toEqual([["missing-term"]]));
});

describe("of several explanations the plainer one is told", () => {
  interface Normal {
    readonly w: Tensor;
    readonly v: Tensor;
  }
  const ofNormal = (hand: Given<Normal>): string[][] =>
    said<Normal>(
      { w: normal(3), v: normal(3) },
      [normal(6, 3), normal(6)],
      ({ w, v }, x, y) => {
        const s = matmul(x!, v);
        return mean(add(s, mul(square(sub(matmul(x!, w), y!)), exp(neg(s)))));
      },
      hand,
    );
  const byHand = ({ w, v }: Normal, x: Tensor, y: Tensor, k: number): Normal => {
    const [r, precision] = [sub(matmul(x, w), y), exp(neg(matmul(x, v)))];
    return {
      w: mul(k / 6, matmul(transpose(x), mul(2, r))),
      v: mul(k / 6, matmul(transpose(x), sub(1, mul(square(r), precision)))),
    };
  };

  test("the precision left out, and not the squared error without one", () =>
    expect(ofNormal((params, x, y) => byHand(params as Normal, x!, y!, 1))[0]).toContain("missing-term"));

  test("the same beside a factor of all gradients", () =>
    expect(
      ofNormal((params, x, y) => byHand(params as Normal, x!, y!, 2))
        .map(([code]) => code)
        .sort(),
    ).toEqual(["factor", "missing-term"]));

  test("a gradient handed back twice, where the derivative of the other would come to the same", () =>
    expect(
      said<{ readonly A: Tensor; readonly B: Tensor }>(
        { A: normal(3, 2), B: normal(3, 2) },
        [normal(5, 3)],
        ({ A, B }, x) => sum(mul(tanh(matmul(x!, A)), square(matmul(x!, B)))),
        ({ A, B }, x) => {
          const [a, b] = [tanh(matmul(x!, A)), matmul(x!, B)];
          const dA = matmul(transpose(x!), mul(square(b), sub(1, square(a))));
          return { A: dA, B: dA };
        },
      ),
    ).toEqual([["wrong-layer", "wrong-upstream", "structure"]]));

  test("a division once more, where the derivative by an earlier value would come to the same", () =>
    expect(
      said<{ readonly P: Tensor; readonly tau: Tensor }>(
        { P: normal(3, 4), tau: tensor(0.7) },
        [normal(5, 3), normal(5, 4)],
        ({ P, tau }, x, y) => sum(square(sub(tanh(div(matmul(x!, P), tau)), y!))),
        ({ P, tau }, x, y) => {
          const s = div(matmul(x!, P), tau);
          const ds = mul(mul(2, sub(tanh(s), y!)), sub(1, square(tanh(s))));
          return { P: div(matmul(transpose(x!), ds), tau), tau: neg(div(sum(mul(ds, s)), square(tau))) };
        },
      ),
    ).toEqual([["extra-term", "factor", "wrong-upstream"]]));

  test("the squared error, whose 2 is its own, where the loss has the cross-entropy over a written number", () =>
    expect(
      said<Layer>(
        { W: normal(3, 2), b: normal(2) },
        [normal(4, 3), sigmoid(normal(4, 2)) as Tensor],
        ({ W, b }, x, t) => {
          const r = sigmoid(add(matmul(x!, W), b));
          return neg(div(sum(add(mul(t!, log(r)), mul(sub(1, t!), log(sub(1, r))))), 4));
        },
        ({ W, b }, x, t) => {
          const r = sigmoid(add(matmul(x!, W), b));
          const dz = div(mul(mul(2, sub(r, t!)), mul(r, sub(1, r))), 4);
          return { W: matmul(transpose(x!), dz), b: sum(dz, 0) };
        },
      ),
    ).toEqual([["wrong-forward", "derivative-at-wrong-value"]]));

  test("a gate by the sign of one side, where the loss takes the larger of two", () =>
    expect(
      said<{ readonly A: Tensor; readonly B: Tensor }>(
        { A: normal(3, 4), B: normal(3, 4) },
        [normal(6, 3)],
        ({ A, B }, x) => sum(square(maximum(matmul(x!, A), matmul(x!, B)))),
        ({ A, B }, x) => {
          const [a, b] = [matmul(x!, A), matmul(x!, B)];
          const dh = mul(2, maximum(a, b));
          return {
            A: matmul(transpose(x!), where(greater(a, 0), dh, 0)),
            B: matmul(transpose(x!), where(greater(b, a), dh, 0)),
          };
        },
      ).map(([code]) => code),
    ).toEqual(["derivative-at-wrong-value"]));

  test("a kernel of two entries that is not turned round, and not one that is moved around the end", () =>
    expect(
      said<{ readonly K: Tensor; readonly L: Tensor }>(
        { K: normal(2, 1, 2), L: normal(1, 2, 2) },
        [normal(3, 1, 6)],
        ({ K, L }, x) => sum(square(conv(relu(conv(x!, K)), L))),
        ({ K, L }, x) => {
          const z = conv(x!, K);
          const dy = mul(2, conv(relu(z), L));
          const padded = concatenate([zeros([3, 1, 1]), dy, zeros([3, 1, 1])], 2);
          const dz = mul(conv(padded, swapaxes(L, 0, 1)), greater(z, 0));
          const byKernel = (input: Tensor, g: Tensor): Tensor =>
            swapaxes(conv(swapaxes(input, 0, 1), swapaxes(g, 0, 1)), 0, 1);
          return { K: byKernel(x!, dz), L: byKernel(relu(z), dy) };
        },
      ),
    ).toEqual([["transposed", "wrong-axis", "wrong-forward"]]));

  test("a sum over all axes, where the shape is that of no axis", () =>
    expect(
      said<Layer>(
        { W: normal(3, 4), b: normal(4) },
        [normal(5, 3)],
        ({ W, b }, x) => sum(square(add(matmul(x!, W), b))),
        ({ W, b }, x) => {
          const dz = mul(2, add(matmul(x!, W), b));
          return { W: matmul(transpose(x!), dz), b: sum(dz) };
        },
      ),
    ).toEqual([["wrong-axis", "structure"]]));
});

test("margins that are kept and pushed all the same lack the choice of a maximum, and not a sign", () => {
  const [x, y] = [normal(6, 3), [1, -1, -1, 1, 1, -1]];
  const hinge: Given<{ readonly w: Tensor }> = ({ w }) => {
    let total: Tensor = tensor(0);
    for (const [i, sign] of y.entries()) total = add(total, maximum(0, sub(1, mul(sign, sum(mul(pick(x, i), w))))));
    return total;
  };
  const pushed: Given<{ readonly w: Tensor }> = () => ({
    w: y.reduce<Tensor>((total, sign, i) => sub(total, mul(sign, pick(x, i))), tensor([0, 0, 0])),
  });
  expect(said({ w: normal(3) }, [], hinge, pushed)).toEqual([
    ["missing-activation-derivative", "missing-term", "extra-term"],
  ]);
});
