import {
  add,
  astype,
  clip,
  div,
  einsum,
  log,
  matmul,
  mean,
  minimum,
  mul,
  neg,
  outer,
  relu,
  reshape,
  sigmoid,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, oneHot, plant } from "../everyday/case.ts";
import { logSoftmax, positive, softmax } from "./parts.ts";

const a = normals(5301);

/** Samples as columns, as a well-known course has it. */
const columns = plant({
  name: "samples as columns",
  kind: "dense",
  params: { W1: a(4, 3), b1: a(4, 1), W2: a(1, 4), b2: a(1, 1) },
  data: [a(3, 4), tensor([[1, 0, 0, 1]])],
  batchAxis: 1,
  loss: ({ W1, b1, W2, b2 }, X, Y) => {
    const A1 = tanh(add(matmul(W1, X), b1));
    const A2 = sigmoid(add(matmul(W2, A1), b2));
    return neg(mean(add(mul(Y, log(A2)), mul(sub(1, Y), log(sub(1, A2))))));
  },
  hand: (wrong, { W1, b1, W2, b2 }, X, Y) => {
    const m = X.shape[1]!;
    const Z1 = math`${W1} @ ${X} + ${b1}`;
    const A1 = math`tanh(${Z1})`;
    const A2 = math`sigmoid(${W2} @ ${A1} + ${b2})`;
    const dZ2 = math`${A2} - ${Y}`;
    const dW2 = math`${dZ2} @ ${A1}.T / ${m}`;
    const db2 = wrong("m in db2")
      ? math`sum(${dZ2}, axis=1, keepdims=True)`
      : math`mean(${dZ2}, axis=1, keepdims=True)`;
    const db2Given = wrong("db2 per sample") ? math`${dZ2} / ${m}` : db2;
    const back = math`${W2}.T @ ${dZ2}`;
    const dZ1 = wrong("A1 not squared") ? math`${back} * (1 - ${A1})` : math`${back} * (1 - ${A1}**2)`;
    const dW1 = math`${dZ1} @ ${X}.T / ${m}`;
    const db1 = wrong("axis 0")
      ? math`sum(${dZ1}, axis=0)[:, None] / ${m}`
      : math`sum(${dZ1}, axis=1, keepdims=True) / ${m}`;
    return {
      gradients: {
        W1: wrong("sum for W1") ? mul(m, dW1) : dW1,
        b1: wrong("flat b1") ? reshape(db1, [4]) : db1,
        W2: dW2,
        b2: db2Given,
      },
      intermediates: { Z1, A1, A2 },
    };
  },
  mistakes: {
    "m in db2": [["sum-for-mean", "factor"], ["b2"], "1/m forgotten for the bias"],
    "A1 not squared": [["derivative-at-wrong-value", "missing-term"], ["Z1", "dZ1", "W1", "b1"], "1 - A for 1 - A²"],
    "db2 per sample": [["not-summed"], ["b2"], "the bias' gradient was not summed"],
    "axis 0": [["wrong-axis"], ["b1"], "summed over the units"],
    "sum for W1": [["sum-for-mean", "factor"], ["W1"], "1/m forgotten for the weights"],
    "flat b1": [["structure"], ["b1"], "keepdims forgotten: a vector for a column"],
  },
  pairs: ["m in db2+A1 not squared"],
  numbers: ["axis 0", "flat b1"],
  bare: ["A1 not squared"],
});

const b = normals(5302);

/** What a training step does besides: clips, scales, updates as it goes. */
const trainingStep = plant({
  name: "training step",
  kind: "dense",
  params: { W1: b(5, 6), b1: b(6), W2: b(6, 6), b2: b(6), W3: b(6, 2), b3: b(2) },
  data: [b(8, 5), mul(3, b(8, 2))],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2, W3, b3 }, X, T) => {
    const h1 = relu(add(matmul(X, W1), b1));
    const h2 = relu(add(matmul(h1, W2), b2));
    return div(sum(square(sub(add(matmul(h2, W3), b3), T))), 8);
  },
  hand: (wrong, { W1, b1, W2, b2, W3, b3 }, X, T) => {
    const rate = 0.05;
    const z1 = add(matmul(X, W1), b1);
    const h1 = relu(z1);
    const z2 = add(matmul(h1, W2), b2);
    const h2 = relu(z2);
    const dy = div(mul(2, sub(add(matmul(h2, W3), b3), T)), 8);
    const dW3 = matmul(transpose(h2), dy);
    const used3 = wrong("W3 updated") ? sub(W3, mul(rate, dW3)) : W3;
    const dz2 = mul(matmul(dy, transpose(used3)), positive(z2));
    const dW2 = matmul(transpose(h1), dz2);
    const used2 = wrong("W2 updated") ? sub(W2, mul(rate, dW2)) : W2;
    const dz1 = mul(matmul(dz2, transpose(used2)), positive(z1));
    const cut = (g: Tensor): Tensor => (wrong("clipped") ? clip(g, -1, 1) : g);
    const dW1 = matmul(transpose(X), dz1);
    const norm = sqrt(sum(square(dW1)));
    const gradients = {
      W1: cut(wrong("length cut") ? mul(dW1, minimum(1, div(1, norm))) : dW1),
      b1: cut(sum(dz1, 0)),
      W2: cut(dW2),
      b2: cut(sum(dz2, 0)),
      W3: cut(wrong("rate in W3") ? mul(rate, dW3) : dW3),
      b3: cut(sum(dy, 0)),
    };
    const { W1: g1, b1: c1, W2: g2, W3: g3, b3: c3 } = gradients;
    const withoutB2 = { W1: g1, b1: c1, W2: g2, W3: g3, b3: c3 };
    const stepped = wrong("step's sign")
      ? Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, neg(g)]))
      : gradients;
    return {
      gradients: wrong("b2 left out") ? withoutB2 : stepped,
      intermediates: { z1, h1, z2, h2, dy, dz2, dz1 },
    };
  },
  mistakes: {
    "W3 updated": [
      ["stale-cache"],
      ["h2", "dh2", "z2", "dz2", "W2", "b2", "W1", "b1"],
      "W3 was updated before it was used",
    ],
    "W2 updated": [["stale-cache"], ["h1", "dh1", "z1", "dz1", "W1", "b1"], "W2 was updated before it was used"],
    clipped: [["clipped"], ["W1", "b1", "W2", "b2", "W3", "b3"], "every entry cut off at ±1"],
    "length cut": [["clipped", "factor"], ["W1"], "cut to length 1"],
    "rate in W3": [["factor"], ["W3"], "the learning rate multiplied in already"],
    "step's sign": [["sign"], ["W1", "b1", "W2", "b2", "W3", "b3"], "the step is returned, not the gradient"],
    "b2 left out": [["structure"], ["b2"], "a bias has no gradient"],
  },
  pairs: ["rate in W3+W2 updated"],
  numbers: ["clipped", "W2 updated"],
  bare: ["W3 updated", "length cut"],
});

const c = normals(5303);

interface Cached {
  readonly forward: (x: Tensor) => Tensor;
  readonly back: (g: Tensor) => Tensor;
}

/** Layers as objects that remember what they saw. */
const objects = plant({
  name: "layers as objects",
  kind: "dense",
  params: { A: c(3, 4), B: c(4, 4), C: c(4, 2) },
  data: [c(5, 3), oneHot([0, 1, 1, 0, 1], 2)],
  batchAxis: 0,
  loss: ({ A, B, C }, X, Y) => {
    const h = sigmoid(matmul(sigmoid(matmul(X, A)), B));
    return neg(div(sum(mul(Y, logSoftmax(matmul(h, C)))), 5));
  },
  hand: (wrong, { A, B, C }, X, Y) => {
    const makeSigmoid = (): Cached => {
      let out: Tensor = X;
      return {
        forward: (x) => {
          out = sigmoid(x);
          return out;
        },
        back: (g) => mul(g, mul(out, sub(1, out))),
      };
    };
    const first = makeSigmoid();
    const second = wrong("one object twice") ? first : makeSigmoid();
    const h1 = first.forward(matmul(X, A));
    const h2 = second.forward(matmul(h1, B));
    const p = softmax(matmul(h2, C));
    const g = div(sub(p, Y), 5);
    const gC = matmul(transpose(h2), g);
    const g2 = second.back(matmul(g, transpose(C)));
    const gB = matmul(transpose(h1), wrong("before its sigmoid") ? matmul(g, transpose(C)) : g2);
    const g1 = first.back(matmul(g2, wrong("B straight") ? B : transpose(B)));
    const gA = matmul(transpose(X), g1);
    const twice = wrong("not zeroed") ? 2 : 1;
    return {
      gradients: wrong("exchanged") ? { A: gA, B: gB, C: transpose(gC) } : { A: gA, B: mul(twice, gB), C: gC },
      intermediates: { h1, h2, p, dz2: g2, dz1: g1 },
    };
  },
  mistakes: {
    "one object twice": [
      ["stale-cache", "wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"],
      ["z1", "dz1", "A"],
      "one sigmoid object stands for both: what the first remembered is overwritten",
    ],
    "before its sigmoid": [
      ["missing-activation-derivative", "wrong-upstream"],
      ["B"],
      "the gradient behind the sigmoid",
    ],
    "B straight": [["transposed"], ["h1", "z1", "dz1", "A"], "back through B without its transpose"],
    "not zeroed": [["factor", "stale-cache"], ["B"], "the gradients of two calls were added up"],
    exchanged: [["transposed", "structure"], ["C"], "C's gradient transposed, with its shape"],
  },
  pairs: ["before its sigmoid+B straight"],
  numbers: ["exchanged"],
  bare: ["not zeroed"],
});

const d = normals(5304);

/** Dropout with a mask that is given, scaled up by what is kept. */
const dropout = plant({
  name: "dropout",
  kind: "dense",
  params: { W1: d(4, 6), b1: d(6), W2: d(6, 6), b2: d(6), w3: d(6) },
  data: [
    d(3, 4),
    d(3),
    tensor([
      [1, 0, 1, 1, 0, 1],
      [0, 1, 1, 1, 1, 0],
      [1, 1, 0, 1, 0, 1],
    ]),
    tensor([
      [0, 1, 1, 1, 1, 1],
      [1, 1, 0, 0, 1, 1],
      [1, 0, 1, 1, 1, 0],
    ]),
  ],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2, w3 }, X, y, m1, m2) => {
    const h1 = div(mul(tanh(add(matmul(X, W1), b1)), m1), 0.7);
    const h2 = div(mul(tanh(add(matmul(h1, W2), b2)), m2), 0.7);
    return mean(square(sub(matmul(h2, w3), y)));
  },
  hand: (wrong, { W1, b1, W2, b2, w3 }, X, y, m1, m2) => {
    const a1 = tanh(add(matmul(X, W1), b1));
    const h1 = div(mul(a1, m1), 0.7);
    const a2 = tanh(add(matmul(h1, W2), b2));
    const h2 = div(mul(a2, m2), 0.7);
    const df = div(mul(2, sub(matmul(h2, w3), y)), 3);
    const da2 = div(mul(outer(df, w3), wrong("no mask") ? 1 : m2), 0.7);
    const dz2 = mul(da2, sub(1, square(wrong("h for a") ? h2 : a2)));
    const dh1 = matmul(dz2, transpose(W2));
    const da1 = div(mul(dh1, wrong("other mask") ? m2 : m1), wrong("not scaled") ? 1 : 0.7);
    const dz1 = mul(da1, sub(1, square(a1)));
    return {
      gradients: {
        W1: matmul(transpose(X), dz1),
        b1: sum(dz1, 0),
        W2: matmul(transpose(wrong("a1 for h1") ? a1 : h1), dz2),
        b2: sum(dz2, 0),
        w3: matmul(transpose(h2), df),
      },
      intermediates: { a1, h1, a2, h2, df, da2, dz2, dh1, da1, dz1 },
    };
  },
  mistakes: {
    "no mask": [
      ["missing-term", "extra-term"],
      ["a2", "da2", "z2", "dz2", "W2", "b2", "W1", "b1"],
      "the mask left out on the way back",
    ],
    "h for a": [
      ["derivative-at-wrong-value"],
      ["z2", "dz2", "W2", "b2"],
      "tanh's derivative from the dropped-out value",
    ],
    "other mask": [
      ["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"],
      ["a1", "da1", "z1", "dz1", "W1", "b1"],
      "the second layer's mask for the first",
    ],
    "not scaled": [
      ["factor", "missing-term"],
      ["a1", "da1", "z1", "dz1", "W1", "b1"],
      "1/0.7 forgotten on the way back",
    ],
    "a1 for h1": [["derivative-at-wrong-value"], ["W2"], "the activation before dropout as the layer's input"],
  },
  pairs: ["not scaled+a1 for h1"],
  numbers: ["h for a", "a1 for h1"],
  bare: ["no mask", "not scaled"],
});

const e = normals(5305);
const single = (t: Tensor): Tensor => astype(t, "float32") as Tensor;

/** Three layers in single precision with einsum. */
const einsums = plant({
  name: "einsum in float32",
  kind: "dense",
  params: { A: single(mul(0.5, e(6, 5))), B: single(mul(0.5, e(5, 5))), C: single(mul(0.5, e(5, 3))) },
  data: [single(e(16, 6)), single(oneHot([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 1], 3))],
  batchAxis: 0,
  tolerance: 1e-4,
  loss: ({ A, B, C }, X, Y) => {
    const h = relu(einsum("nj,jk->nk", relu(einsum("ni,ij->nj", X, A)), B));
    return neg(mean(sum(mul(Y, logSoftmax(einsum("nk,kc->nc", h, C))), 1)));
  },
  hand: (wrong, { A, B, C }, X, Y) => {
    const z1 = einsum("ni,ij->nj", X, A);
    const h1 = relu(z1);
    const z2 = einsum("nj,jk->nk", h1, B);
    const h2 = relu(z2);
    const p = softmax(einsum("nk,kc->nc", h2, C));
    const dlogits = div(sub(p, Y), wrong("classes too") ? 48 : 16);
    const dh2 = einsum("nc,kc->nk", dlogits, C);
    const dz2 = wrong("gate 2") ? dh2 : mul(dh2, positive(z2));
    const dh1 = einsum(wrong("indices of B") ? "nk,kj->nj" : "nk,jk->nj", dz2, B);
    const dz1 = mul(dh1, positive(wrong("z2's gate") ? z2 : z1));
    return {
      gradients: {
        A: einsum("ni,nj->ij", X, dz1),
        B: einsum(wrong("B turned") ? "nj,nk->kj" : "nj,nk->jk", h1, dz2),
        C: einsum("nk,nc->kc", wrong("h1 for h2") ? h1 : h2, dlogits),
      },
      intermediates: { z1, h1, z2, h2, p, dlogits, dh2, dz2, dh1, dz1 },
    };
  },
  mistakes: {
    "classes too": [
      ["mean-for-sum", "factor"],
      ["logits", "dlogits", "A", "B", "C"],
      "a mean over the classes as well",
    ],
    "gate 2": [["missing-activation-derivative"], ["z2", "dz2", "B", "A"], "the second relu's mask forgotten"],
    "indices of B": [["transposed"], ["h1", "dh1", "z1", "dz1", "A"], "B's indices exchanged on the way back"],
    "z2's gate": [
      ["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"],
      ["z1", "dz1", "A"],
      "the second relu's mask for the first",
    ],
    "B turned": [["transposed"], ["B"], "kj for jk"],
    "h1 for h2": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["C"],
      "the first layer's output as the third's input",
    ],
  },
  pairs: ["gate 2+h1 for h2"],
  numbers: ["B turned", "classes too"],
  bare: ["z2's gate", "gate 2"],
});

/** Exercises and programs of a first course. */
export const tenthCourse = [...columns, ...trainingStep, ...objects, ...dropout, ...einsums];
