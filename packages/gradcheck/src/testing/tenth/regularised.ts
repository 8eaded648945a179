import {
  abs,
  add,
  div,
  exp,
  eye,
  log,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  relu,
  reshape,
  sigmoid,
  sign,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  tensor,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import { normals, oneHot, plant } from "../everyday/case.ts";
import { logSoftmax, positive, softmax } from "./parts.ts";

const a = normals(4701);

/** Weight decay on the weights, not on the biases, half the sum of the squares. */
const decay = plant({
  name: "weight decay",
  kind: "loss",
  params: { W1: a(4, 5), b1: a(5), W2: a(5, 3), b2: a(3) },
  data: [a(8, 4), oneHot([0, 1, 2, 0, 1, 2, 2, 1], 3)],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2 }, X, Y) => {
    const logits = add(matmul(relu(add(matmul(X, W1), b1)), W2), b2);
    const data = neg(mean(sum(mul(Y, logSoftmax(logits)), 1)));
    return add(data, mul(0.05, add(sum(square(W1)), sum(square(W2)))));
  },
  hand: (wrong, { W1, b1, W2, b2 }, X, Y) => {
    const lambda = 0.1;
    const z1 = add(matmul(X, W1), b1);
    const a1 = relu(z1);
    const p = softmax(add(matmul(a1, W2), b2));
    const dz2 = div(sub(p, Y), 8);
    const dz1 = mul(matmul(dz2, transpose(W2)), positive(z1));
    const own2 = matmul(transpose(a1), dz2);
    const own1 = matmul(transpose(X), dz1);
    const decay1 = mul(wrong("two too many") ? 2 * lambda : lambda, wrong("other weights") ? zerosLike(W1) : W1);
    const decay2 = mul(wrong("two too many") ? 2 * lambda : lambda, W2);
    return {
      gradients: {
        W1: wrong("subtracted") ? sub(own1, decay1) : add(own1, decay1),
        b1: wrong("biases too") ? add(sum(dz1, 0), mul(lambda, b1)) : sum(dz1, 0),
        W2: wrong("none") ? own2 : add(own2, wrong("over the batch") ? div(decay2, 8) : decay2),
        b2: wrong("biases too") ? add(sum(dz2, 0), mul(lambda, b2)) : sum(dz2, 0),
      },
      intermediates: { z1, a1, p, dz2, dz1 },
    };
  },
  mistakes: {
    "two too many": [["regulariser", "factor"], ["W1", "W2"], "2λW where the loss has λ/2 of the squares"],
    "other weights": [["regulariser", "missing-term"], ["W1"], "only the second layer's weights decay"],
    subtracted: [["regulariser", "sign"], ["W1"], "the decay subtracted, as in the update"],
    "biases too": [["regulariser", "extra-term"], ["b1", "b2"], "the biases decay as well"],
    none: [["regulariser", "missing-term"], ["W2"], "the decay forgotten"],
    "over the batch": [["regulariser", "factor", "mean-for-sum"], ["W2"], "the decay divided by the batch"],
  },
  pairs: ["two too many+biases too"],
  numbers: ["biases too", "over the batch"],
  bare: ["two too many", "subtracted", "none"],
});

const b = normals(4702);

/** Elastic net on a logistic regression. */
const elastic = plant({
  name: "elastic net",
  kind: "classical",
  params: { w: b(5), b: b() },
  data: [b(7, 5), tensor([1, 0, 1, 1, 0, 0, 1])],
  batchAxis: 0,
  loss: ({ w, b }, X, t) => {
    const p = sigmoid(add(matmul(X, w), b));
    const data = neg(mean(add(mul(t, log(p)), mul(sub(1, t), log(sub(1, p))))));
    return add(data, add(mul(0.1, sum(abs(w))), mul(0.05, sum(square(w)))));
  },
  hand: (wrong, { w, b }, X, t) => {
    const error = sub(sigmoid(add(matmul(X, w), b)), t);
    const data = div(matmul(transpose(X), error), wrong("data a sum") ? 1 : 7);
    const l1 = mul(0.1, wrong("abs for sign") ? abs(w) : sign(w));
    const dw = wrong("l1 forgotten") ? add(data, mul(0.1, w)) : add(add(data, l1), mul(0.1, w));
    return { w: dw, b: div(sum(error), 7) };
  },
  mistakes: {
    "data a sum": [["sum-for-mean", "factor"], ["w"], "the data's part not averaged"],
    "abs for sign": [
      ["regulariser", "derivative-at-wrong-value", "sign"],
      ["w"],
      "|w| itself instead of its derivative, the sign",
    ],
    "l1 forgotten": [["regulariser", "missing-term"], ["w"], "the absolute values' part left out"],
  },
  numbers: ["l1 forgotten"],
});

const c = normals(4703);

/** A variational autoencoder with the noise given. */
const vae = plant({
  name: "vae",
  kind: "loss",
  params: { Wm: c(5, 2), Ws: mul(0.5, c(5, 2)), Wd: c(2, 5) },
  data: [c(4, 5), c(4, 2)],
  batchAxis: 0,
  loss: ({ Wm, Ws, Wd }, X, noise) => {
    const [mu, logvar] = [matmul(X, Wm), matmul(X, Ws)];
    const z = add(mu, mul(exp(mul(0.5, logvar)), noise));
    const rec = mul(0.5, sum(square(sub(matmul(z, Wd), X))));
    const kl = mul(-0.5, sum(sub(sub(add(1, logvar), square(mu)), exp(logvar))));
    return div(add(rec, kl), 4);
  },
  hand: (wrong, { Wm, Ws, Wd }, X, noise) => {
    const [mu, logvar] = [matmul(X, Wm), matmul(X, Ws)];
    const sigma = exp(mul(0.5, logvar));
    const z = add(mu, mul(sigma, noise));
    const dout = div(sub(matmul(z, Wd), X), 4);
    const dz = matmul(dout, transpose(Wd));
    const klScale = wrong("kl not averaged") ? 1 : 1 / 4;
    const dmu = wrong("no kl of mu") ? dz : add(dz, mul(klScale, mu));
    const through = mul(mul(dz, noise), wrong("sigma left out") ? 0.5 : mul(wrong("half of sigma") ? 1 : 0.5, sigma));
    const klTerm = mul(0.5 * klScale, wrong("minus one left out") ? exp(logvar) : sub(exp(logvar), 1));
    const dlogvar = wrong("kl's sign") ? sub(through, klTerm) : add(through, klTerm);
    return {
      gradients: {
        Wm: matmul(transpose(X), dmu),
        Ws: matmul(transpose(X), dlogvar),
        Wd: matmul(transpose(wrong("mu decoded") ? mu : z), dout),
      },
      intermediates: { mu, logvar, sigma, z, dout, dz, dmu, dlogvar },
    };
  },
  mistakes: {
    "kl not averaged": [
      ["sum-for-mean", "factor", "regulariser"],
      ["mu", "dmu", "logvar", "dlogvar", "Wm", "Ws"],
      "the divergence's part not divided by the batch",
    ],
    "no kl of mu": [["missing-term", "regulariser"], ["mu", "dmu", "Wm"], "the divergence's part of mu left out"],
    "half of sigma": [["factor"], ["logvar", "dlogvar", "Ws"], "the half in exp(logvar / 2) forgotten"],
    "sigma left out": [["missing-term"], ["logvar", "dlogvar", "Ws"], "the chain rule's σ forgotten"],
    "minus one left out": [
      ["missing-term", "regulariser", "extra-term"],
      ["logvar", "dlogvar", "Ws"],
      "exp(logvar) for exp(logvar) - 1",
    ],
    "kl's sign": [["sign", "regulariser"], ["logvar", "dlogvar", "Ws"], "the divergence's part with the other sign"],
    "mu decoded": [
      ["derivative-at-wrong-value", "wrong-forward"],
      ["Wd"],
      "mu, not the sample, as the decoder's input",
    ],
  },
  pairs: ["half of sigma+no kl of mu"],
  numbers: ["kl's sign", "mu decoded"],
  bare: ["kl not averaged", "half of sigma", "no kl of mu"],
});

const d = normals(4704);

/** Pairs that belong together are drawn near, others pushed out of a margin. */
const contrastive = plant({
  name: "contrastive pairs",
  kind: "loss",
  params: { W: d(4, 3), b: d(3) },
  data: [mul(0.6, d(6, 4)), mul(0.6, d(6, 4)), tensor([1, 0, 1, 0, 0, 1])],
  batchAxis: 0,
  loss: ({ W, b }, X, Z, same) => {
    const difference = sub(tanh(add(matmul(X, W), b)), tanh(add(matmul(Z, W), b)));
    const distance = sqrt(add(sum(square(difference), 1), 1e-8));
    const apart = square(maximum(sub(2, distance), 0));
    return mean(add(mul(same, square(distance)), mul(sub(1, same), apart)));
  },
  hand: (wrong, { W, b }, X, Z, same) => {
    const [u, v] = [tanh(add(matmul(X, W), b)), tanh(add(matmul(Z, W), b))];
    const difference = sub(u, v);
    const distance = sqrt(add(sum(square(difference), 1), 1e-8));
    const gap = maximum(sub(2, distance), 0);
    const near = mul(2, mul(same, distance));
    const far = mul(2, mul(sub(1, same), gap));
    const dd = div(wrong("far drawn near") ? add(near, far) : sub(near, far), 6);
    const perLength = wrong("length left out") ? dd : div(dd, distance);
    const du = mul(reshape(perLength, [6, 1]), difference);
    const dv = wrong("both the same way") ? du : neg(du);
    const [dzu, dzv] = [mul(du, sub(1, square(u))), mul(dv, sub(1, square(wrong("u for v") ? u : v)))];
    const first = matmul(transpose(X), dzu);
    const second = matmul(transpose(Z), dzv);
    return {
      gradients: { W: wrong("one tower") ? first : add(first, second), b: sum(add(dzu, dzv), 0) },
      intermediates: { u, v, distance, dd, du, dv, dzu, dzv },
    };
  },
  mistakes: {
    "far drawn near": [["sign"], ["distance", "dd", "u", "du", "W", "b"], "the margin's part with the other sign"],
    "length left out": [["missing-term"], ["u", "du", "W", "b"], "the derivative of the root forgotten"],
    "both the same way": [["sign"], ["v", "dv", "dzv", "W", "b"], "the second branch has no minus"],
    "one tower": [["missing-term"], ["W"], "the weights are shared, only one branch counts"],
    "u for v": [
      ["derivative-at-wrong-value", "wrong-layer"],
      ["dzv", "W", "b"],
      "tanh's derivative at the other branch",
    ],
  },
  pairs: ["one tower+far drawn near"],
  numbers: ["both the same way"],
  bare: ["length left out"],
});

const e = normals(4705);

/** Every sample's partner among the batch: cross-entropy over similarities. */
const infoNce = plant({
  name: "partners in a batch",
  kind: "loss",
  params: { A: e(3, 4), B: e(2, 4) },
  data: [e(4, 3), e(4, 2)],
  loss: ({ A, B }, X, Z) => {
    const S = div(matmul(matmul(X, A), transpose(matmul(Z, B))), 0.5);
    return neg(div(sum(mul(eye(4), logSoftmax(S))), 4));
  },
  hand: (wrong, { A, B }, X, Z) => {
    const [q, k] = [matmul(X, A), matmul(Z, B)];
    const S = div(matmul(q, transpose(k)), 0.5);
    const P = softmax(S);
    const dS = div(wrong("no partners") ? P : sub(wrong("columns") ? transpose(softmax(transpose(S))) : P, eye(4)), 4);
    const scale = wrong("temperature forgotten") ? 1 : 2;
    const dq = mul(scale, matmul(dS, k));
    const dk = mul(scale, matmul(wrong("dS straight") ? dS : transpose(dS), q));
    return {
      gradients: { A: matmul(transpose(X), dq), B: matmul(transpose(Z), dk) },
      intermediates: { q, k, S, P, dS, dq, dk },
    };
  },
  mistakes: {
    "no partners": [["missing-term"], ["S", "dS", "A", "B"], "p without minus one for the partner"],
    columns: [["wrong-axis"], ["S", "dS", "P", "A", "B"], "softmax over the columns"],
    "temperature forgotten": [["factor", "missing-term"], ["q", "dq", "k", "dk", "A", "B"], "the temperature left out"],
    "dS straight": [["transposed"], ["k", "dk", "B"], "dS without its transpose for the keys"],
  },
  numbers: ["dS straight"],
  bare: ["temperature forgotten"],
});

/** Losses with a regularisation, and losses of pairs. */
export const tenthRegularised = [...decay, ...elastic, ...vae, ...contrastive, ...infoNce];
