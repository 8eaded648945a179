import {
  add,
  cos,
  div,
  einsum,
  equal,
  exp,
  expandDims,
  greater,
  log,
  matmul,
  max,
  maximum,
  mean,
  mul,
  neg,
  at as pick,
  relu,
  reshape,
  sin,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { normals, oneHot } from "./testing/everyday/case.ts";

const normal = normals(77);

type Given<P> = (params: P, ...data: Tensor[]) => unknown;

/** All codes of each cause, the first one first. */
function said<P>(params: P, data: readonly Tensor[], loss: Given<P>, hand: Given<P>): string[][] {
  const { causes } = compareGradients({ loss, params, data, hand } as never);
  return causes.map(({ code, readings = [] }) => [code, ...readings]);
}

const rows = (s: Tensor): Tensor => {
  const e = exp(s);
  return div(e, sum(e, -1, { keepdims: true }));
};

interface W {
  readonly W: Tensor;
}

describe("another axis is named", () => {
  test("in the inner sum of a softmax over a stack", () => {
    const loss = ({ W }: W, x: Tensor, y: Tensor): Tensor => sum(square(sub(rows(einsum("hte,es->hts", x, W)), y)));
    const hand = ({ W }: W, x: Tensor, y: Tensor): W => {
      const p = rows(einsum("hte,es->hts", x, W));
      const g = mul(2, sub(p, y));
      return { W: einsum("hte,hts->es", x, mul(p, sub(g, sum(mul(g, p), 0)))) };
    };
    expect(said({ W: normal(3, 4) }, [normal(2, 5, 3), normal(2, 5, 4)], loss, hand)).toEqual([["wrong-axis"]]);
  });

  test("where the entries of a maximum are looked for", () => {
    const loss = ({ W }: W, x: Tensor, v: Tensor): Tensor => square(matmul(max(tanh(matmul(x, W)), 0), v));
    const hand = ({ W }: W, x: Tensor, v: Tensor): W => {
      const a = tanh(matmul(x, W));
      const da = mul(equal(a, max(a, 1, { keepdims: true })), mul(mul(2, matmul(max(a, 0), v)), v));
      return { W: matmul(transpose(x), mul(da, sub(1, square(a)))) };
    };
    expect(said({ W: normal(3, 4) }, [normal(6, 3), normal(4)], loss, hand)).toEqual([["wrong-axis"]]);
  });
});

describe("a normalisation", () => {
  const centred = (z: Tensor): Tensor => sub(z, mean(z, 0));

  test("with the spread of n - 1 has n in its derivative", () => {
    const spread = (c: Tensor): Tensor => sqrt(div(sum(square(c), 0), c.shape[0]! - 1));
    const loss = ({ W }: W, x: Tensor, v: Tensor): Tensor => {
      const c = centred(matmul(x, W));
      return sum(square(sub(div(c, spread(c)), v)));
    };
    const hand = ({ W }: W, x: Tensor, v: Tensor): W => {
      const c = centred(matmul(x, W));
      const n = div(c, spread(c));
      const dn = mul(2, sub(n, v));
      const dz = div(sub(sub(dn, mean(dn, 0)), mul(n, mean(mul(dn, n), 0))), spread(c));
      return { W: matmul(transpose(x), dz) };
    };
    expect(said({ W: normal(3, 4) }, [normal(7, 3), normal(7, 4)], loss, hand)[0]).toContain("factor");
  });

  test("takes the values of the one before it", () => {
    const scale = (c: Tensor): Tensor => sqrt(add(mean(square(c), 0), 1e-5));
    interface P {
      readonly A: Tensor;
      readonly B: Tensor;
    }
    const layer = (z: Tensor): Tensor => div(centred(z), scale(centred(z)));
    const loss = ({ A, B }: P, x: Tensor, v: Tensor): Tensor =>
      sum(square(sub(layer(matmul(layer(matmul(x, A)), B)), v)));
    const hand = ({ A, B }: P, x: Tensor, v: Tensor): P => {
      const [z, one] = [matmul(x, A), layer(matmul(x, A))];
      const z2 = matmul(one, B);
      const dn = mul(2, sub(layer(z2), v));
      const back = (g: Tensor, n: Tensor, z: Tensor): Tensor =>
        div(sub(sub(g, mean(g, 0)), mul(n, mean(mul(g, n), 0))), scale(centred(z)));
      const d2 = back(dn, one, z2);
      return {
        A: matmul(transpose(x), back(matmul(d2, transpose(B)), one, z)),
        B: matmul(transpose(one), d2),
      };
    };
    const [first, ...more] = said({ A: normal(3, 4), B: normal(4, 4) }, [normal(6, 3), normal(6, 4)], loss, hand);
    expect(first).toEqual(["wrong-layer", "derivative-at-wrong-value"]);
    expect(more).toEqual([]);
  });
});

describe("a scaling and another rule that come to the same are both named", () => {
  test("where the slope of a leaky rectifier is forgotten", () => {
    const loss = ({ W }: W, x: Tensor, v: Tensor): Tensor => {
      const z = matmul(x, W);
      return sum(mul(maximum(z, mul(0.2, z)), v));
    };
    const hand = ({ W: _W }: W, x: Tensor, v: Tensor): W => ({ W: matmul(transpose(x), v) });
    const [first, ...more] = said({ W: normal(3, 4) }, [normal(6, 3), normal(6, 4)], loss, hand);
    expect(first).toContain("missing-activation-derivative");
    expect(more).toEqual([]);
  });

  test("where a unit vector stands for its partner, of which nothing is left then", () => {
    const unit = (p: Tensor): Tensor => div(p, sqrt(sum(square(p), 1, { keepdims: true })));
    const loss = ({ W }: W, x: Tensor, y: Tensor): Tensor => sum(mul(unit(matmul(x, W)), unit(matmul(y, W))));
    const hand = ({ W }: W, x: Tensor, y: Tensor): W => {
      const [p, q] = [matmul(x, W), matmul(y, W)];
      const [u, v] = [unit(p), unit(q)];
      const back = (g: Tensor, n: Tensor, z: Tensor): Tensor =>
        div(sub(g, mul(n, sum(mul(g, n), 1, { keepdims: true }))), sqrt(sum(square(z), 1, { keepdims: true })));
      return { W: add(matmul(transpose(x), back(v, u, p)), matmul(transpose(y), back(v, v, q))) };
    };
    const [first] = said({ W: normal(3, 4) }, [normal(5, 3), normal(5, 3)], loss, hand);
    expect(first![0]).toBe("missing-term");
    expect(first).toContain("derivative-at-wrong-value");
  });
});

describe("one mistake is named where there were two causes", () => {
  test("a gradient summed over one of two axes that are of the same length", () => {
    interface P {
      readonly b: Tensor;
    }
    const loss = ({ b }: P, x: Tensor): Tensor => sum(square(tanh(add(x, reshape(b, [4, 1, 1])))));
    const b = normal(4);
    const x = normal(4, 3, 4);
    const a = tanh(add(x, reshape(b, [4, 1, 1])));
    const hand = { b: sum(mul(mul(2, a), sub(1, square(a))), 1) };
    const { causes } = compareGradients({ loss, params: { b }, data: [x], hand } as never);
    expect(causes.map(({ code }) => code)).toEqual(["not-summed"]);
  });

  test("weights over the wrong axis, where another formula relies on the right one", () => {
    interface P {
      readonly m: Tensor;
      readonly q: Tensor;
    }
    const loss = ({ m, q }: P, x: Tensor): Tensor => {
      const logw = sub(q, log(sum(exp(q))));
      return neg(sum(log(sum(exp(sub(logw, square(sub(x, m)))), 1))));
    };
    const hand = ({ m, q }: P, x: Tensor): P => {
      const w = div(exp(q), sum(exp(q)));
      const joint = mul(w, exp(neg(square(sub(x, m)))));
      const r = div(joint, sum(joint, 0, { keepdims: true }));
      return { m: neg(sum(mul(r, mul(2, sub(x, m))), 0)), q: neg(sum(sub(r, w), 0)) };
    };
    expect(said({ m: tensor([-1, 1.2]), q: tensor([0.3, -0.4]) }, [normal(9, 1)], loss, hand)).toEqual([
      ["wrong-axis"],
    ]);
  });
});

describe("a mistake in the formulas for some gradients alone", () => {
  interface P {
    readonly W: Tensor;
    readonly b: Tensor;
  }
  const scores = ({ W, b }: P, x: Tensor): Tensor => add(matmul(x, W), b);
  const loss = (params: P, x: Tensor, y: Tensor): Tensor => {
    const s = scores(params, x);
    return sum(sub(log(sum(exp(s), 1)), sum(mul(s, y), 1)));
  };
  const params: P = { W: normal(3, 4), b: normal(4) };
  const data = [normal(5, 3), oneHot([0, 2, 1, 3, 3], 4)];

  test("is named: the division by the sum", () => {
    const hand = (params: P, x: Tensor, y: Tensor): P => {
      const s = scores(params, x);
      return { W: matmul(transpose(x), sub(exp(s), y)), b: sum(sub(rows(s), y), 0) };
    };
    const [first, ...more] = said(params, data, loss as never, hand as never);
    expect(first![0]).toBe("missing-term");
    expect(more).toEqual([]);
  });

  test("is named: the prediction stands for the error, without the loss's division", () => {
    const averaged = (params: P, x: Tensor, y: Tensor): Tensor => div(loss(params, x, y), x.shape[0]!);
    const hand = (params: P, x: Tensor, y: Tensor): P => {
      const p = rows(scores(params, x));
      return { W: matmul(transpose(x), p), b: div(sum(sub(p, y), 0), x.shape[0]!) };
    };
    const [first, ...more] = said(params, data, averaged as never, hand as never);
    expect(first![0]).toBe("missing-term");
    expect(more).toEqual([]);
  });
});

test("a gradient that is that of another parameter is named beside another mistake", () => {
  interface P {
    readonly K: Tensor;
    readonly Q: Tensor;
    readonly V: Tensor;
  }
  const parts = ({ K, Q, V }: P, x: Tensor): [Tensor, Tensor, Tensor, Tensor] => {
    const [k, q, v] = [einsum("td,hde->hte", x, K), einsum("td,hde->hte", x, Q), einsum("td,hde->hte", x, V)];
    return [k, q, v, rows(div(einsum("hte,hse->hts", q, k), 3))];
  };
  const loss = (params: P, x: Tensor, y: Tensor): Tensor => {
    const [, , v, A] = parts(params, x);
    return sum(square(sub(einsum("hts,hse->te", A, v), y)));
  };
  const hand = (params: P, x: Tensor, y: Tensor): P => {
    const [k, q, v, A] = parts(params, x);
    const dout = mul(2, sub(einsum("hts,hse->te", A, v), y));
    const dA = einsum("te,hse->hts", dout, v);
    const dS = div(mul(A, sub(dA, sum(mul(dA, A), 2, { keepdims: true }))), 9);
    const dK = einsum("td,hte->hde", x, einsum("hts,hte->hse", dS, q));
    return { K: dK, Q: einsum("td,hte->hde", x, einsum("hts,hse->hte", dS, k)), V: dK };
  };
  const codes = said(
    { K: normal(2, 3, 2), Q: normal(2, 3, 2), V: normal(2, 3, 2) },
    [normal(5, 3), normal(5, 2)],
    loss as never,
    hand as never,
  );
  expect(codes.map(([first]) => first).toSorted()).toEqual(["factor", "wrong-layer"]);
});

describe("what is left out is named", () => {
  test("a rectifier in front of a maximum, where all entries are 0", () => {
    const loss = ({ W }: W, x: Tensor, v: Tensor): Tensor => sum(mul(max(relu(matmul(x, W)), 1), v));
    const hand = ({ W }: W, x: Tensor, v: Tensor): W => {
      const a = relu(matmul(x, W));
      return { W: matmul(transpose(x), mul(equal(a, max(a, 1, { keepdims: true })), expandDims(v, 1))) };
    };
    const x = tensor([
      [1, 2],
      [-1, -2],
      [2, 1],
      [-2, -1.5],
    ]);
    const W = tensor([
      [0.5, 0.7, 0.2],
      [0.6, 0.3, 0.9],
    ]);
    expect(said({ W }, [x, normal(4)], loss, hand)[0]![0]).toBe("missing-activation-derivative");
  });

  test("the cosine behind a sine of single numbers, step by step", () => {
    interface P {
      readonly k: Tensor;
      readonly start: Tensor;
    }
    const loss = ({ k, start }: P, y: Tensor): Tensor => {
      let t: Tensor = pick(start, 0) as Tensor;
      let total: Tensor = tensor(0);
      for (let i = 0; i < 4; i++) {
        t = sub(t, mul(0.3, mul(k, sin(t))));
        total = add(total, square(sub(t, pick(y, i) as Tensor)));
      }
      return total;
    };
    const hand =
      (right: boolean) =>
      ({ k, start }: P, y: Tensor): P => {
        const t: Tensor[] = [pick(start, 0) as Tensor];
        for (let i = 0; i < 4; i++) t.push(sub(t[i]!, mul(0.3, mul(k, sin(t[i]!)))) as Tensor);
        let [g, dk]: [Tensor, Tensor] = [tensor(0), tensor(0)];
        for (let i = 3; i >= 0; i--) {
          g = add(g, mul(2, sub(t[i + 1]!, pick(y, i) as Tensor)));
          dk = sub(dk, mul(0.3, mul(g, sin(t[i]!))));
          g = sub(g, mul(0.3, mul(g, right ? mul(k, cos(t[i]!)) : k)));
        }
        return { k: dk, start: expandDims(g, 0) };
      };
    const params = { k: tensor(1.4), start: tensor([0.9]) };
    const y = normal(4);
    expect(said(params, [y], loss as never, hand(true) as never)).toEqual([]);
    const [first] = said(params, [y], loss as never, hand(false) as never);
    expect(first![0]).toBe("missing-activation-derivative");
  });

  test("the number of margins that the own class takes part in", () => {
    const loss = ({ W }: W, x: Tensor, y: Tensor): Tensor => {
      const s = matmul(x, W);
      const margins = maximum(0, add(1, sub(s, sum(mul(s, y), 1, { keepdims: true }))));
      return mean(sum(mul(margins, sub(1, y)), 1));
    };
    const hand = ({ W }: W, x: Tensor, y: Tensor): W => {
      const s = matmul(x, W);
      const over = greater(mul(add(1, sub(s, sum(mul(s, y), 1, { keepdims: true }))), sub(1, y)), 0);
      return { W: matmul(transpose(x), div(sub(over, y), x.shape[0]!)) };
    };
    const y = oneHot([0, 1, 2, 3, 0, 1], 4);
    expect(said({ W: normal(3, 4) }, [normal(6, 3), y], loss, hand)[0]![0]).toBe("missing-term");
  });

  test("all but the diagonal of the softmax's Jacobian, in an entropy beside another term", () => {
    const parts = ({ W }: W, x: Tensor): [Tensor, Tensor] => {
      const s = matmul(x, W);
      const logp = sub(s, log(sum(exp(s), 1, { keepdims: true })));
      return [logp, exp(logp)];
    };
    const loss = (params: W, x: Tensor, y: Tensor): Tensor => {
      const [logp, p] = parts(params, x);
      return sum(sub(mul(0.3, mul(p, logp)), mul(y, logp)));
    };
    const hand = (params: W, x: Tensor, y: Tensor): W => {
      const [logp, p] = parts(params, x);
      const entropy = mul(mul(p, sub(1, p)), add(logp, 1));
      return { W: matmul(transpose(x), add(sub(p, y), mul(0.3, entropy))) };
    };
    const y = oneHot([0, 1, 2, 3, 0, 1], 4);
    expect(said({ W: normal(3, 4) }, [normal(6, 3), y], loss, hand)[0]![0]).toBe("softmax-diagonal");
  });
});

test("data of the step after are named in the gradient of what meets them in every step", () => {
  const states = ({ W }: W, x: Tensor): Tensor[] =>
    [0, 1, 2, 3, 4].map((t) => tanh(matmul(pick(x, `${t}:${t + 2}` as ":") as Tensor, W)));
  const loss = (params: W, x: Tensor): Tensor => sum(max(stack(states(params, x)), 0));
  const hand = (params: W, x: Tensor): W => {
    const a = stack(states(params, x));
    const dz = mul(equal(a, max(a, 0)), sub(1, square(a)));
    return {
      W: [0, 1, 2, 3, 4]
        .map((t) => {
          const from = Math.min(t + 1, 4);
          return matmul(transpose(pick(x, `${from}:${from + 2}` as ":") as Tensor), pick(dz, t) as Tensor);
        })
        .reduce((one, two) => add(one, two) as Tensor),
    };
  };
  const [first] = said({ W: normal(3, 2) }, [normal(6, 3)], loss as never, hand as never);
  expect(first).toEqual(expect.arrayContaining(["off-by-one-layer", "derivative-at-wrong-value"]));
});

test("the derivative of another cost of the same output is named as that, too", () => {
  interface P {
    readonly b: Tensor;
  }
  const loss = ({ b }: P, x: Tensor, y: Tensor): Tensor => {
    const eta = matmul(x, b);
    return sum(add(mul(y, exp(neg(eta))), eta));
  };
  const hand = ({ b }: P, x: Tensor, y: Tensor): P => ({ b: matmul(transpose(x), sub(exp(matmul(x, b)), y)) });
  const [first] = said({ b: normal(3) }, [normal(6, 3), square(normal(6))], loss as never, hand as never);
  expect(first).toContain("wrong-forward");
});

test("the slope of an exponential once more is that of its inverse left out as well", () => {
  const loss = ({ W }: W, x: Tensor, y: Tensor): Tensor => {
    const z = matmul(x, W);
    return sum(add(mul(y, exp(neg(z))), z));
  };
  const hand = ({ W }: W, x: Tensor, y: Tensor): W => {
    const inverse = exp(neg(matmul(x, W)));
    return { W: matmul(transpose(x), mul(sub(1, mul(y, inverse)), inverse)) };
  };
  const y = exp(normal(6, 2)) as Tensor;
  const [first, ...more] = said({ W: normal(3, 2) }, [normal(6, 3), y], loss as never, hand as never);
  expect(more).toEqual([]);
  expect(first).toContain("missing-activation-derivative");
  expect(first![0]).toBe("doubled-activation-derivative");
});

test("the gradient of one parameter handed back for another is named beside another mistake", () => {
  interface Three {
    readonly A: Tensor;
    readonly B: Tensor;
    readonly C: Tensor;
  }
  const loss = ({ A, B, C }: Three, x: Tensor, y: Tensor, t: Tensor): Tensor =>
    sum(square(sub(add(mul(tanh(matmul(x, A)), sin(matmul(y, B))), tanh(matmul(x, C))), t)));
  const hand = ({ A, B, C }: Three, x: Tensor, y: Tensor, t: Tensor): Three => {
    const [a, b, c] = [tanh(matmul(x, A)), sin(matmul(y, B)), tanh(matmul(x, C))];
    const g = mul(2, sub(add(mul(a, b), c), t));
    // The slope of A's tanh is missing, and B's gradient is A's: that with the mistake.
    const dA = matmul(transpose(x), mul(g, b));
    return { A: dA, B: dA, C: matmul(transpose(x), mul(g, sub(1, square(c)))) };
  };
  const params = { A: normal(3, 4), B: normal(3, 4), C: normal(3, 4) };
  const codes = said(params, [normal(6, 3), normal(6, 3), normal(6, 4)], loss as never, hand as never).map(
    ([code]) => code!,
  );
  expect(codes.sort()).toEqual(["missing-activation-derivative", "wrong-layer"]);
});
