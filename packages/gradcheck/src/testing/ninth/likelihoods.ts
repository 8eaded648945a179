import {
  add,
  at,
  div,
  exp,
  eye,
  greater,
  log1p,
  matmul,
  mean,
  mul,
  neg,
  relu,
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
import { type EverydayCase, normals, plant, uniforms } from "../everyday/case.ts";
import { logSoftmax, slope, softmax } from "./helpers.ts";

const n = normals(9601);
const u = uniforms(9602);

/** Counts with a rate of a small net, exposure included. */
const counts = plant({
  name: "counts",
  kind: "losses",
  params: { W: mul(0.5, n(3, 4)), v: mul(0.5, n(4)), c: n() },
  data: [n(5, 3), tensor([0, 2, 1, 4, 1]) as Tensor, u(0.5, 2, 5)],
  loss: ({ W, v, c }, x, k, exposure) => {
    const eta = add(matmul(tanh(matmul(x, W)), v), c);
    return mean(sub(mul(exposure, exp(eta)), mul(k, eta)));
  },
  hand: (wrong, { W, v, c }, x, k, exposure) => {
    const h = tanh(matmul(x, W));
    const eta = add(matmul(h, v), c);
    const rate = exp(eta);
    const expected = wrong("no exposure") ? rate : mul(exposure, rate);
    const residual = wrong("observed first") ? sub(k, expected) : sub(expected, k);
    const deta = div(wrong("rate again") ? mul(residual, rate) : residual, x.shape[0]!);
    const dz = math`reshape(${deta}, (-1, 1)) * ${v} * (1 - ${h}**2)`;
    return {
      gradients: { W: matmul(transpose(x), dz), v: matmul(deta, h), c: sum(deta) },
      intermediates: { h, eta, deta, dz },
    };
  },
  mistakes: {
    "no exposure": [["missing-term", "wrong-forward"], ["deta", "W", "v", "c"], "The exposure is forgotten"],
    "observed first": [["sign"], ["deta", "W", "v", "c"], "Counts minus rate: the gradient of the likelihood itself"],
    "rate again": [
      ["doubled-activation-derivative", "extra-term"],
      ["deta", "W", "v", "c"],
      "The derivative of exp once more after rate - k",
    ],
  },
  numbers: ["no exposure"],
  bare: ["observed first", "rate again"],
});

/** The loss of a variational autoencoder, its noise given. */
const vae = plant({
  name: "vae",
  kind: "losses",
  params: { M: n(4, 2), S: mul(0.5, n(4, 2)), D: n(2, 4) },
  data: [n(3, 4), n(3, 2)],
  loss: ({ M, S, D }, x, noise) => {
    const mu = matmul(x, M);
    const logvar = matmul(x, S);
    const z = add(mu, mul(noise, exp(mul(0.5, logvar))));
    const reconstruction = mul(0.5, sum(square(sub(matmul(z, D), x))));
    const kl = mul(-0.5, sum(sub(sub(add(1, logvar), square(mu)), exp(logvar))));
    return div(add(reconstruction, kl), x.shape[0]!);
  },
  hand: (wrong, { M, S, D }, x, noise) => {
    const N = x.shape[0]!;
    const mu = matmul(x, M);
    const logvar = matmul(x, S);
    const std = exp(mul(0.5, logvar));
    const z = add(mu, mul(noise, std));
    const dout = div(sub(matmul(z, D), x), N);
    const dz = matmul(dout, transpose(D));
    const dmu = wrong("no kl in mu") ? dz : add(dz, div(wrong("two mu") ? mul(2, mu) : mu, N));
    const viaNoise = mul(mul(dz, noise), wrong("no half") ? std : mul(0.5, std));
    const klVar = div(mul(0.5, sub(exp(logvar), 1)), N);
    const dlogvar = wrong("kl only") ? klVar : wrong("kl negative") ? sub(viaNoise, klVar) : add(viaNoise, klVar);
    return {
      gradients: { M: matmul(transpose(x), dmu), S: matmul(transpose(x), dlogvar), D: matmul(transpose(z), dout) },
      intermediates: { mu, logvar, z, dz, dmu, dlogvar },
    };
  },
  mistakes: {
    "no kl in mu": [["missing-term", "regulariser"], ["dmu", "M"], "The divergence acts on mu, too"],
    "two mu": [["factor", "regulariser"], ["dmu", "M"], "2 mu for mu**2 / 2"],
    "no half": [["factor"], ["dlogvar", "S"], "The half in exp(logvar / 2) is forgotten"],
    "kl only": [["missing-term"], ["dlogvar", "S"], "The way through the noise is missing"],
    "kl negative": [["sign"], ["dlogvar", "S"], "The divergence's part with the other sign"],
  },
  pairs: ["no kl in mu+no half"],
  numbers: ["kl negative"],
  bare: ["two mu", "kl only"],
});

/** Anchor, positive and negative through one embedding. */
const triplet = plant({
  name: "triplet",
  kind: "losses",
  params: { W: n(4, 3) },
  data: [n(5, 4), n(5, 4), n(5, 4)],
  loss: ({ W }, a, p, q) => {
    const near = sum(square(matmul(sub(a, p), W)), 1);
    const far = sum(square(matmul(sub(a, q), W)), 1);
    return mean(relu(add(sub(near, far), 1)));
  },
  hand: (wrong, { W }, a, p, q) => {
    const N = a.shape[0]!;
    const [fa, fp, fq] = [matmul(a, W), matmul(p, W), matmul(q, W)];
    const toP = sub(fa, fp);
    const toQ = sub(fa, fq);
    const hit = greater(add(sub(sum(square(toP), 1), sum(square(toQ), 1)), 1), 0);
    const weight = wrong("always") ? mul(add(mul(0, hit), 1), 2 / N) : mul(hit, 2 / N);
    const g = at(weight, ":", null);
    const da = mul(g, sub(toP, toQ));
    const dp = mul(g, neg(toP));
    const dq = mul(g, wrong("pushes away") ? neg(toQ) : toQ);
    const viaA = matmul(transpose(a), da);
    const viaP = matmul(transpose(p), dp);
    const viaQ = matmul(transpose(q), dq);
    return {
      gradients: {
        W: wrong("anchor only") ? viaA : wrong("positive forgotten") ? add(viaA, viaQ) : add(add(viaA, viaP), viaQ),
      },
      intermediates: { fa, fp, fq, da, dp, dq },
    };
  },
  mistakes: {
    always: [["missing-term", "missing-activation-derivative"], ["W"], "Triplets that keep the margin count as well"],
    "pushes away": [["sign"], ["W"], "The negative's gradient has the other sign"],
    "anchor only": [["missing-term"], ["W"], "Only the anchor's way through W"],
    "positive forgotten": [["missing-term"], ["W"], "The positive's way through W is missing"],
  },
  bare: ["always", "anchor only"],
});

/** Contrastive: each row of one view should find its own row of the other. */
const contrastive = plant({
  name: "two views",
  kind: "losses",
  params: { A: n(4, 3), B: n(5, 3) },
  data: [n(4, 4), n(4, 5)],
  loss: ({ A, B }, x, y) => {
    const scores = div(matmul(matmul(x, A), transpose(matmul(y, B))), 0.5);
    return neg(mean(sum(mul(eye(x.shape[0]!), logSoftmax(scores)), 1)));
  },
  hand: (wrong, { A, B }, x, y) => {
    const N = x.shape[0]!;
    const f = matmul(x, A);
    const g = matmul(y, B);
    const scores = div(matmul(f, transpose(g)), 0.5);
    const p = wrong("columns") ? transpose(softmax(transpose(scores))) : softmax(scores);
    const dscores = div(sub(p, eye(N)), N);
    const cold = wrong("no temperature") ? dscores : div(dscores, 0.5);
    return {
      gradients: {
        A: matmul(transpose(x), matmul(cold, g)),
        B: matmul(transpose(y), matmul(wrong("not turned") ? cold : transpose(cold), f)),
      },
      intermediates: { f, g, scores, dscores },
    };
  },
  mistakes: {
    columns: [["wrong-axis"], ["dscores", "A", "B"], "The softmax goes over the other axis"],
    "no temperature": [["factor", "missing-term"], ["A", "B"], "The temperature is missing on the way back"],
    "not turned": [["transposed"], ["B"], "The scores' gradient is not transposed for the second view"],
  },
  numbers: ["columns"],
  bare: ["no temperature"],
});

/** Logistic loss with an elastic penalty, labels of minus one and one. */
const elastic = plant({
  name: "elastic net",
  kind: "losses",
  params: { w: n(5), b: n() },
  data: [n(6, 5), tensor([1, -1, -1, 1, 1, -1]) as Tensor],
  loss: ({ w, b }, x, y) => {
    const margin = mul(y, add(matmul(x, w), b));
    const smooth = mul(0.1, sum(sqrt(add(square(w), 0.01))));
    return add(add(mean(log1p(exp(neg(margin)))), smooth), mul(0.05, sum(square(w))));
  },
  hand: (wrong, { w, b }, x, y) => {
    const N = x.shape[0]!;
    const margin = mul(y, add(matmul(x, w), b));
    const weight = wrong("slope") ? slope(sigmoid(neg(margin))) : sigmoid(neg(margin));
    const dscore = mul(wrong("no label") ? -1 : neg(y), div(weight, N));
    const rough = mul(0.1, div(w, sqrt(add(square(w), 0.01))));
    const ridge = mul(0.1, w);
    const data = matmul(dscore, x);
    const penalty = wrong("ridge only") ? ridge : add(rough, ridge);
    return {
      gradients: { w: wrong("penalty off") ? sub(data, penalty) : add(data, penalty), b: sum(dscore) },
      intermediates: { margin, dscore },
    };
  },
  mistakes: {
    "no label": [["sign", "missing-term"], ["w", "b"], "The label is missing as a factor"],
    slope: [
      ["doubled-activation-derivative", "derivative-at-wrong-value"],
      ["w", "b"],
      "The sigmoid's derivative where the sigmoid stands",
    ],
    "ridge only": [["regulariser", "missing-term"], ["w"], "The first penalty is missing"],
    "penalty off": [["regulariser", "sign"], ["w"], "The penalty is subtracted"],
  },
  pairs: ["no label+ridge only"],
  numbers: ["slope"],
  bare: ["no label"],
});

export const ninthLikelihoods: EverydayCase[] = [counts, vae, triplet, contrastive, elastic].flat();
