import {
  abs,
  add,
  at,
  div,
  exp,
  eye,
  greater,
  log,
  logsumexp,
  matmul,
  mean,
  mul,
  relu,
  reshape,
  sigmoid,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  where,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, plant, uniforms } from "../everyday/case.ts";

const parcel = normals(1261);
const TAUS = [0.1, 0.5, 0.9];

/** Three quantiles of a delivery time at once: pinball loss on the outputs of a relu layer. */
const deliveryQuantiles = plant({
  name: "three quantiles of a delivery",
  kind: "losses",
  batchAxis: 0,
  params: { W1: parcel(4, 5), b1: parcel(5), W2: parcel(5, 3), b2: parcel(3) },
  data: [parcel(7, 4), mul(2, parcel(7, 1)), TAUS],
  loss: ({ W1, b1, W2, b2 }, x, y, taus) => {
    const e = sub(y, add(matmul(relu(add(matmul(x, W1), b1)), W2), b2));
    return mean(where(greater(e, 0), mul(taus, e), mul(sub(taus, 1), e)));
  },
  hand: (wrong, { W1, b1, W2, b2 }, x, y, taus) => {
    const z1 = add(matmul(x, W1), b1);
    const a1 = relu(z1);
    const z2 = add(matmul(a1, W2), b2);
    const late = greater(y, z2);
    const tau = tensor([...taus]);
    const [up, down] = wrong("tau and 1 - tau swapped") ? [sub(1, tau), tau] : [tau, sub(1, tau)];
    let dz2: Tensor = where(late, mul(-1, up), down);
    if (wrong("error's own sign forgotten")) dz2 = mul(-1, dz2);
    dz2 = div(dz2, wrong("mean over deliveries only") ? 7 : 21);
    const da1 = matmul(dz2, transpose(W2));
    const dz1 = mul(da1, greater(z1, 0));
    const b2Part = wrong("b2 over the quantiles") ? sum(dz2, 1) : sum(dz2, 0);
    return {
      gradients: { W1: matmul(transpose(x), dz1), b1: sum(dz1, 0), W2: matmul(transpose(a1), dz2), b2: b2Part },
      intermediates: { z1, a1, z2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "tau and 1 - tau swapped": [
      ["wrong-forward", "derivative-at-wrong-value"],
      ["dz2", "da1", "dz1", "W1", "b1", "W2", "b2"],
      "the two slopes of the pinball loss stand at each other's side",
    ],
    "error's own sign forgotten": [
      ["sign"],
      ["dz2", "da1", "dz1", "W1", "b1", "W2", "b2"],
      "the error is y - z2, and the minus from it was left out",
    ],
    "mean over deliveries only": [
      ["sum-for-mean", "factor"],
      ["dz2", "da1", "dz1", "W1", "b1", "W2", "b2"],
      "the mean goes over the three quantiles, too",
    ],
    "b2 over the quantiles": [["wrong-axis"], ["b2"], "summed over the quantiles"],
  },
  pairs: ["error's own sign forgotten+mean over deliveries only"],
  numbers: ["b2 over the quantiles", "error's own sign forgotten"],
  bare: ["tau and 1 - tau swapped", "mean over deliveries only"],
});

const bikes = normals(1262);

/** Counts of bikes an hour: log-linear output of a tanh layer, Poisson's negative log likelihood without log y!. */
const bikeCounts = plant({
  name: "bikes an hour",
  kind: "losses",
  batchAxis: 0,
  params: { A: mul(0.5, bikes(3, 4)), v: mul(0.4, bikes(4)), c: bikes(1) },
  data: [bikes(6, 3), tensor([2, 0, 5, 1, 3, 1]), uniforms(1262)(0.5, 2, 6)],
  loss: ({ A, v, c }, x, y, hours) => {
    const eta = math`tanh(${x} @ ${A}) @ ${v} + ${c}`;
    return math`mean(${hours} * exp(${eta}) - ${y} * ${eta}) + 0.01 * sum(abs(${A}))`;
  },
  hand: (wrong, { A, v, c }, x, y, hours) => {
    const h = math`tanh(${x} @ ${A})`;
    const eta = math`${h} @ ${v} + ${c}`;
    const rate = wrong("exposure forgotten") ? math`exp(${eta})` : math`${hours} * exp(${eta})`;
    const deta = wrong("by the rate") ? math`(1 - ${y} / ${rate}) / 6` : math`(${rate} - ${y}) / 6`;
    const dz = math`outer(${deta}, ${v}) * (1 - ${h}**2)`;
    const penalty = wrong("L1 as L2") ? math`0.02 * ${A}` : math`0.01 * sign(${A})`;
    const dA = wrong("L1 forgotten") ? math`${x}.T @ ${dz}` : math`${x}.T @ ${dz} + ${penalty}`;
    return {
      gradients: { A: dA, v: math`${h}.T @ ${deta}`, c: reshape(sum(deta), [1]) },
      intermediates: { h, eta, deta, dz },
    };
  },
  mistakes: {
    "exposure forgotten": [
      ["missing-term", "wrong-forward"],
      ["deta", "dz", "A", "v", "c"],
      "the hours are not in the rate on the way back",
    ],
    "by the rate": [
      ["missing-activation-derivative"],
      ["deta", "dz", "A", "v", "c"],
      "1 - y / rate is the derivative by the rate; exp' was left out",
    ],
    "L1 as L2": [["regulariser", "wrong-forward"], ["A"], "2 lambda A for lambda sign(A)"],
    "L1 forgotten": [["regulariser", "missing-term"], ["A"], "the penalty has no gradient here"],
  },
  pairs: ["by the rate+L1 forgotten"],
  numbers: ["exposure forgotten", "L1 forgotten"],
  bare: ["exposure forgotten", "by the rate"],
});

const faces = normals(1263);

/** A variational autoencoder with one-layer maps, Bernoulli pixels, given noise; everything summed, then / N. */
const bernoulliVae = plant({
  name: "variational autoencoder",
  kind: "losses",
  batchAxis: 0,
  params: { Em: mul(0.5, faces(6, 2)), Es: mul(0.5, faces(6, 2)), D: faces(2, 6), d: faces(6) },
  data: [uniforms(1263)(0, 1, 4, 6), faces(4, 2)],
  loss: ({ Em, Es, D, d }, x, eps) => {
    const [mu, logvar] = [matmul(x, Em), matmul(x, Es)];
    const o = add(matmul(add(mu, mul(exp(mul(0.5, logvar)), eps)), D), d);
    const reconstruction = sum(sub(add(relu(o), log(add(1, exp(mul(-1, abs(o)))))), mul(x, o)));
    const kl = mul(-0.5, sum(sub(sub(add(1, logvar), square(mu)), exp(logvar))));
    return div(add(reconstruction, kl), 4);
  },
  hand: (wrong, { Em, Es, D, d }, x, eps) => {
    const mu = matmul(x, Em);
    const logvar = matmul(x, Es);
    const sigma = exp(mul(0.5, logvar));
    const z = add(mu, mul(sigma, eps));
    const out = sigmoid(add(matmul(z, D), d));
    const dOut = div(sub(out, x), 4);
    const dz = matmul(dOut, transpose(D));
    const dmu = wrong("mu's own pull forgotten") ? dz : add(dz, div(mu, 4));
    const halfSigma = wrong("half from exp(logvar / 2)") ? sigma : mul(0.5, sigma);
    const noise = wrong("noise forgotten") ? halfSigma : mul(halfSigma, eps);
    const klSign = wrong("KL pulls the other way") ? -0.5 : 0.5;
    const klVar = mul(klSign / 4, sub(wrong("sigma for sigma squared") ? sigma : exp(logvar), 1));
    const dlogvar = add(mul(dz, noise), klVar);
    return {
      gradients: {
        Em: matmul(transpose(x), dmu),
        Es: matmul(transpose(x), dlogvar),
        D: matmul(transpose(wrong("decoder sees mu") ? mu : z), dOut),
        d: sum(dOut, 0),
      },
      intermediates: { mu, logvar, z, dz, dmu, dlogvar },
    };
  },
  mistakes: {
    "mu's own pull forgotten": [["missing-term", "regulariser"], ["dmu", "Em"], "the KL term acts on mu, too"],
    "half from exp(logvar / 2)": [["factor"], ["dlogvar", "Es"], "the inner 1/2 of exp(logvar / 2)"],
    "noise forgotten": [["missing-term"], ["dlogvar", "Es"], "eps is missing in the way over sigma"],
    "KL pulls the other way": [
      ["sign", "regulariser"],
      ["dlogvar", "Es"],
      "the KL's part by logvar has the other sign",
    ],
    "sigma for sigma squared": [
      ["derivative-at-wrong-value", "regulariser"],
      ["dlogvar", "Es"],
      "exp(logvar / 2) for exp(logvar) in the KL's derivative",
    ],
    "decoder sees mu": [
      ["derivative-at-wrong-value", "wrong-layer"],
      ["D"],
      "mu for the sampled z as the decoder's input",
    ],
  },
  pairs: ["mu's own pull forgotten+decoder sees mu"],
  numbers: ["noise forgotten", "decoder sees mu"],
  bare: ["mu's own pull forgotten", "half from exp(logvar / 2)", "sigma for sigma squared"],
});

const view = normals(1264);
const TEMPERATURE = 0.5;

/** Two views of each picture, unit vectors, cosine similarities / 0.5, the partner is the right class. */
const twoViews = plant({
  name: "two views contrasted",
  kind: "losses",
  batchAxis: 0,
  params: { W: view(5, 3) },
  data: [view(4, 5), view(4, 5)],
  loss: ({ W }, x, y) => {
    const unit = (z: Tensor) => div(z, sqrt(sum(square(z), 1, { keepdims: true })));
    const s = div(matmul(unit(matmul(x, W)), transpose(unit(matmul(y, W)))), TEMPERATURE);
    return mean(sub(logsumexp(s, 1), sum(mul(eye(4), s), 1)));
  },
  hand: (wrong, { W }, x, y) => {
    const norm = (z: Tensor) => sqrt(sum(square(z), 1, { keepdims: true }));
    const [zx, zy] = [matmul(x, W), matmul(y, W)];
    const [u, v] = [div(zx, norm(zx)), div(zy, norm(zy))];
    const e = exp(div(matmul(u, transpose(v)), TEMPERATURE));
    const p = div(e, sum(e, wrong("softmax over the columns") ? 0 : 1, { keepdims: true }));
    const dS = div(sub(p, eye(4)), 4);
    const dCos = wrong("temperature forgotten") ? dS : div(dS, TEMPERATURE);
    const du = matmul(dCos, v);
    const dv = matmul(transpose(dCos), u);
    const through = (g: Tensor, w: Tensor, z: Tensor) => {
      if (wrong("length held fixed")) return div(g, norm(z));
      return div(sub(g, mul(w, sum(mul(g, w), 1, { keepdims: true }))), norm(z));
    };
    const left = matmul(transpose(x), through(du, u, zx));
    const right = matmul(transpose(y), through(dv, v, zy));
    const dW = wrong("second view as a constant") ? left : add(left, right);
    return { gradients: { W: dW }, intermediates: { u, v, p, dS, du, dv } };
  },
  mistakes: {
    "temperature forgotten": [["factor"], ["du", "dv", "W"], "1 / temperature in the similarities' gradient"],
    "softmax over the columns": [
      ["wrong-axis"],
      ["p", "dS", "du", "dv", "W"],
      "the softmax runs over the other view's axis",
    ],
    "length held fixed": [["missing-term"], ["W"], "the unit vectors' length was taken as a constant"],
    "second view as a constant": [["missing-term"], ["W"], "W acts through both views"],
  },
  numbers: ["second view as a constant"],
  bare: ["temperature forgotten"],
});

const pupil = normals(1265);

/** A small net learns a big one's softened answers (temperature 3) and the labels; half and half. */
const distilled = plant({
  name: "distilled answers",
  kind: "losses",
  batchAxis: 0,
  params: { W: pupil(4, 3), b: pupil(3) },
  data: [pupil(5, 4), mul(2, pupil(5, 3)), tensor([0, 2, 2, 1, 0], { dtype: "int32" })],
  loss: ({ W, b }, x, teacher, y) => {
    const T = 3;
    const o = add(matmul(x, W), b);
    const logp = (s: Tensor) => sub(s, logsumexp(s, 1, { keepdims: true }));
    const soft = exp(logp(div(teacher, T)));
    const kl = mean(sum(mul(soft, sub(log(soft), logp(div(o, T)))), 1));
    const hard = mul(-1, mean(at(logp(o), [0, 1, 2, 3, 4], y)));
    return add(mul(0.5, hard), mul(0.5 * T * T, kl));
  },
  hand: (wrong, { W, b }, x, teacher, y) => {
    const T = 3;
    const softmax = (s: Tensor) => div(exp(s), sum(exp(s), 1, { keepdims: true }));
    const z = add(matmul(x, W), b);
    const label = at(eye(3), y);
    const softened = wrong("pupil not softened") ? softmax(z) : softmax(div(z, T));
    const scale = wrong("inner 1/T forgotten") ? T * T : T;
    const dsoft = mul(scale, sub(softened, softmax(div(teacher, T))));
    const dhard = sub(softmax(z), label);
    const dz = mul(0.5 / 5, wrong("labels' half forgotten") ? dsoft : add(dhard, dsoft));
    return { gradients: { W: matmul(transpose(x), dz), b: sum(dz, 0) }, intermediates: { z, dz } };
  },
  mistakes: {
    "inner 1/T forgotten": [["factor"], ["dz", "W", "b"], "T**2 for T: the inner derivative of o / T"],
    "pupil not softened": [
      ["wrong-forward", "derivative-at-wrong-value"],
      ["dz", "W", "b"],
      "softmax(z) for softmax(z / T) in the softened part",
    ],
    "labels' half forgotten": [["missing-term"], ["dz", "W", "b"], "the cross-entropy with the labels"],
  },
  bare: ["inner 1/T forgotten", "labels' half forgotten"],
});

/** Likelihoods and losses between distributions. */
export const twelfthLikelihoods = [...deliveryQuantiles, ...bikeCounts, ...bernoulliVae, ...twoViews, ...distilled];
