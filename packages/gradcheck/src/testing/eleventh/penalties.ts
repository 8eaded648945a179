import {
  abs,
  add,
  div,
  exp,
  expandDims,
  greater,
  log,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  relu,
  sign,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const galaxies = normals(1161);
/** A variational autoencoder with a linear decoder: squared error and divergence, averaged over samples. */
const variational = plant({
  name: "variational autoencoder",
  kind: "losses",
  params: {
    Wm: galaxies(5, 2),
    Wv: mul(0.3, galaxies(5, 2)) as Tensor,
    D: galaxies(2, 5),
  },
  data: [galaxies(4, 5), galaxies(4, 2)],
  batchAxis: 0,
  loss: ({ Wm, Wv, D }, x, noise) => {
    const [mu, logvar] = [matmul(x, Wm), matmul(x, Wv)];
    const z = add(mu, mul(exp(mul(0.5, logvar)), noise));
    const reconstruction = mul(0.5, sum(square(sub(matmul(z, D), x))));
    const divergence = mul(-0.5, sum(sub(sub(add(1, logvar), square(mu)), exp(logvar))));
    return div(add(reconstruction, divergence), 4);
  },
  hand: (wrong, { Wm, Wv, D }, x, noise) => {
    const [mu, logvar] = [matmul(x, Wm), matmul(x, Wv)];
    const spread = exp(mul(0.5, logvar));
    const z = add(mu, mul(spread, noise));
    const dr = div(sub(matmul(z, D), x), 4);
    const dz = matmul(dr, transpose(D));
    const ofMu = div(wrong("two") ? mul(2, mu) : mu, 4);
    const dmu = wrong("mu") ? dz : wrong("minus") ? sub(dz, ofMu) : add(dz, ofMu);
    const sampled = mul(dz, mul(wrong("half") ? 1 : 0.5, mul(spread, noise)));
    const inner = wrong("one") ? exp(logvar) : sub(exp(logvar), 1);
    const ofVariance = div(mul(0.5, inner), wrong("batch") ? 1 : 4);
    const dlogvar = wrong("sampled") ? ofVariance : add(sampled, ofVariance);
    return {
      gradients: {
        Wm: matmul(transpose(x), dmu),
        Wv: matmul(transpose(x), dlogvar),
        D: matmul(transpose(wrong("code") ? mu : z), dr),
      },
      intermediates: { dr, dz, dmu, dlogvar },
    };
  },
  mistakes: {
    two: [["factor", "regulariser"], ["dmu", "Wm"], "2 mu in the divergence, which has a half"],
    mu: [["missing-term", "regulariser"], ["dmu", "Wm"], "the divergence does not reach mu"],
    minus: [["sign", "regulariser"], ["dmu", "Wm"], "the divergence's gradient of mu subtracted"],
    half: [["factor"], ["dlogvar", "Wv"], "the 1/2 of exp(logvar / 2) forgotten"],
    one: [["missing-term", "regulariser"], ["dlogvar", "Wv"], "the 1 of the divergence forgotten"],
    batch: [
      ["sum-for-mean", "factor", "regulariser"],
      ["dlogvar", "Wv"],
      "the divergence is not divided by the samples",
    ],
    sampled: [["missing-term"], ["dlogvar", "Wv"], "the way through the sampled code forgotten"],
    code: [["derivative-at-wrong-value", "missing-term"], ["D"], "mu in place of the sampled code in dD"],
  },
  pairs: ["half+mu"],
  bare: ["two", "one", "sampled", "code"],
  numbers: ["code", "minus"],
});

const signatures = normals(1162);
/** Pairs of signatures: alike ones are pulled together, others pushed apart to a margin of 2. */
const pairsOfSignatures = plant({
  name: "signatures, alike or not",
  kind: "losses",
  params: { W: signatures(4, 3), b: signatures(3) },
  data: [signatures(6, 4), signatures(6, 4), tensor([1, 0, 1, 0, 0, 1])],
  loss: ({ W, b }, left, right, same) => {
    const difference = sub(tanh(add(matmul(left, W), b)), tanh(add(matmul(right, W), b)));
    const d = sqrt(add(sum(square(difference), 1), 1e-8));
    return mul(0.5, mean(add(mul(same, square(d)), mul(sub(1, same), square(maximum(0, sub(2, d)))))));
  },
  hand: (wrong, { W, b }, left, right, same) => {
    const [u, v] = [tanh(add(matmul(left, W), b)), tanh(add(matmul(right, W), b))];
    const difference = sub(u, v);
    const d = sqrt(add(sum(square(difference), 1), 1e-8));
    const push = mul(sub(1, same), maximum(0, sub(2, d)));
    const pull = mul(same, d);
    const dd = div(wrong("push") ? add(pull, push) : sub(pull, push), wrong("sum") ? 1 : 6);
    const unit = wrong("unit") ? difference : div(difference, expandDims(d, 1));
    const du = mul(expandDims(dd, 1), unit);
    const dv = wrong("dv") ? du : neg(du);
    const [dp, dq] = [mul(du, sub(1, square(u))), mul(dv, sub(1, square(wrong("u") ? u : v)))];
    const gW = add(matmul(transpose(left), dp), matmul(transpose(right), dq));
    return { W: wrong("one") ? matmul(transpose(left), dp) : gW, b: sum(add(dp, dq), 0) };
  },
  mistakes: {
    push: [["sign"], ["W", "b"], "the minus of 2 - d forgotten"],
    sum: [["sum-for-mean", "factor"], ["W", "b"], "not divided by the pairs"],
    unit: [["missing-term"], ["W", "b"], "the difference is not divided by the distance"],
    dv: [["sign"], ["W", "b"], "the right side with the sign of the left one"],
    u: [["derivative-at-wrong-value", "wrong-layer"], ["W", "b"], "1 - u² for the right side, too"],
    one: [["missing-term"], ["W"], "the left side's part alone for the shared weights"],
  },
  numbers: ["push", "one"],
});

const soils = normals(1163);
/** A rectifier net with the absolute penalty on the first weights and the squared one on the second. */
const penalised = plant({
  name: "absolute and squared penalties",
  kind: "losses",
  params: { W1: soils(4, 5), b1: soils(5), W2: soils(5, 1), b2: soils(1) },
  data: [soils(6, 4), soils(6, 1)],
  loss: ({ W1, b1, W2, b2 }, x, y) => {
    const h = relu(add(matmul(x, W1), b1));
    const r = sub(add(matmul(h, W2), b2), y);
    return add(div(sum(square(r)), 12), add(mul(0.02, sum(abs(W1))), mul(0.15, sum(square(W2)))));
  },
  hand: (wrong, { W1, b1, W2, b2 }, x, y) => {
    const h = relu(add(matmul(x, W1), b1));
    const dout = div(sub(add(matmul(h, W2), b2), y), 6);
    const dz = mul(matmul(dout, transpose(W2)), greater(h, 0));
    const dW1 = matmul(transpose(x), dz);
    const dW2 = matmul(transpose(h), dout);
    const first = wrong("square") ? mul(2 * 0.02, W1) : wrong("abs") ? mul(0.02, abs(W1)) : mul(0.02, sign(W1));
    return {
      gradients: {
        W1: wrong("less") ? sub(dW1, first) : add(dW1, first),
        b1: sum(dz, 0),
        W2: wrong("none")
          ? dW2
          : add(dW2, wrong("averaged") ? div(mul(0.3, W2), 6) : mul(wrong("half") ? 0.15 : 0.3, W2)),
        b2: wrong("bias") ? add(sum(dout, 0), mul(0.3, b2)) : sum(dout, 0),
      },
      intermediates: { dout, dz },
    };
  },
  mistakes: {
    square: [["regulariser", "wrong-forward"], ["W1"], "the squared penalty's derivative for the absolute one"],
    abs: [["regulariser", "sign"], ["W1"], "lambda |W| in place of lambda sign(W)"],
    less: [["regulariser", "sign"], ["W1"], "the penalty's derivative subtracted"],
    none: [["regulariser", "missing-term"], ["W2"], "the penalty of W2 forgotten"],
    half: [["regulariser", "factor"], ["W2"], "the 2 of the square forgotten"],
    averaged: [["regulariser", "mean-for-sum", "factor"], ["W2"], "the penalty divided by the samples"],
    bias: [["regulariser", "extra-term"], ["b2"], "the bias is penalised as well"],
  },
  pairs: ["half+bias"],
  bare: ["square", "averaged", "half"],
  numbers: ["abs"],
});

const bandit = normals(1164);
/** The gain of a policy with a bonus for its entropy: rewards times log-probabilities of what was done. */
const policy = plant({
  name: "policy with a bonus for entropy",
  kind: "losses",
  params: { W: bandit(3, 4) },
  data: [bandit(5, 3), oneHot([0, 3, 1, 2, 3], 4), bandit(5)],
  loss: ({ W }, x, action, reward) => {
    const s = matmul(x, W);
    const logp = sub(s, log(sum(exp(s), 1, { keepdims: true })));
    const entropy = neg(sum(mul(exp(logp), logp), 1));
    return neg(mean(add(mul(reward, sum(mul(action, logp), 1)), mul(0.2, entropy))));
  },
  hand: (wrong, { W }, x, action, reward) => {
    const s = matmul(x, W);
    const logp = sub(s, log(sum(exp(s), 1, { keepdims: true })));
    const p = exp(logp);
    const gain = mul(expandDims(reward, 1), wrong("ascent") ? sub(action, p) : sub(p, action));
    const entropy = neg(sum(mul(p, logp), 1, { keepdims: true }));
    const bonus = mul(p, wrong("diagonal") ? mul(sub(1, p), add(logp, 1)) : add(logp, entropy));
    const ds = add(wrong("reward") ? sub(p, action) : gain, wrong("bonus") ? 0 : mul(0.2, bonus));
    return { gradients: { W: matmul(transpose(x), div(ds, 5)) }, intermediates: { ds: div(ds, 5) } };
  },
  mistakes: {
    ascent: [["sign"], ["ds", "W"], "the direction of ascent for the reward's part"],
    diagonal: [
      ["softmax-diagonal"],
      ["ds", "W"],
      "the entropy differentiated as if every p depended on its own score alone",
    ],
    reward: [["missing-term"], ["ds", "W"], "the reward forgotten"],
    bonus: [["missing-term", "regulariser"], ["ds", "W"], "the bonus forgotten"],
  },
  bare: ["reward"],
});

const captions = normals(1165);
/** Pictures and captions: each picture's own caption among all of the batch, with a temperature that is learned. */
const matched = plant({
  name: "pictures among captions",
  kind: "losses",
  params: { P: captions(3, 4), C: captions(3, 4), tau: tensor(0.5) },
  data: [captions(4, 3), captions(4, 3)],
  loss: ({ P, C, tau }, pictures, texts) => {
    const s = div(matmul(matmul(pictures, P), transpose(matmul(texts, C))), tau);
    return neg(mean(sub(sum(mul(s, oneHot([0, 1, 2, 3], 4)), 1), log(sum(exp(s), 1)))));
  },
  hand: (wrong, { P, C, tau }, pictures, texts) => {
    const [u, v] = [matmul(pictures, P), matmul(texts, C)];
    const s = div(matmul(u, transpose(v)), tau);
    const e = exp(s);
    const p = div(e, sum(e, wrong("columns") ? 0 : 1, { keepdims: true }));
    const ds = div(sub(p, oneHot([0, 1, 2, 3], 4)), 4);
    const raw = wrong("tau") ? ds : div(ds, tau);
    const dv = matmul(wrong("turned") ? raw : transpose(raw), u);
    const dtau = neg(div(sum(mul(ds, s)), wrong("square") ? square(tau) : tau));
    return {
      gradients: {
        P: matmul(transpose(pictures), matmul(raw, v)),
        C: matmul(transpose(texts), dv),
        tau: wrong("minus") ? neg(dtau) : dtau,
      },
      intermediates: { ds, raw, dv },
    };
  },
  mistakes: {
    columns: [
      ["wrong-axis"],
      ["ds", "raw", "dv", "P", "C", "tau"],
      "the softmax over the pictures instead of the captions",
    ],
    tau: [["missing-term", "factor"], ["raw", "dv", "P", "C"], "the temperature forgotten on the way back"],
    turned: [["transposed"], ["dv", "C"], "the scores are not transposed for the captions"],
    minus: [["sign"], ["tau"], "the minus of 1 / tau forgotten"],
    square: [["factor", "extra-term"], ["tau"], "divided by tau² although the scores have one tau in them"],
  },
  pairs: ["tau+turned"],
  bare: ["columns", "tau"],
});

/** All of this family. */
export const eleventhPenalties: readonly EverydayCase[] = [
  ...variational,
  ...pairsOfSignatures,
  ...penalised,
  ...policy,
  ...matched,
];
