import { add, div, exp, matmul, mul, sigmoid, sub, sum, type Tensor, tensor, transpose } from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant, uniforms } from "./case.ts";

const r = normals(701);
const u = uniforms(702);
const scaled = (factor: number, ...shape: number[]): Tensor => mul(factor, r(...shape)) as Tensor;

/** Poisson regression. */
const counts = plant({
  name: "Poisson regression",
  kind: "likelihood",
  params: { w: scaled(0.4, 3), b: tensor(0.2) as Tensor },
  data: [r(7, 3), tensor([0, 2, 1, 3, 0, 1, 5]) as Tensor],
  loss: ({ w, b }, X, y) => math`mean(exp(${X} @ ${w} + ${b}) - ${y} * (${X} @ ${w} + ${b}))`,
  hand: (wrong, { w, b }, X, y) => {
    const eta = add(matmul(X, w), b);
    const rate = wrong("no exponential") ? eta : exp(eta);
    const d = wrong("times the rate") ? math`(${rate} - ${y}) * ${rate} / ${y.size}` : div(sub(rate, y), y.size);
    return { w: matmul(transpose(X), d), b: sum(d) };
  },
  mistakes: {
    "no exponential": [
      ["wrong-forward", "missing-activation-derivative"],
      ["w", "b", "rate"],
      "Prediction η instead of exp(η) in the gradient.",
    ],
    "times the rate": [
      ["extra-term", "doubled-activation-derivative"],
      ["w", "b", "d"],
      "The exponential's derivative is multiplied to rate − y, where it has cancelled.",
    ],
  },
});

/** Huber and quantile losses together on one line. */
const robust = plant({
  name: "Huber loss of one map, quantile loss of another",
  kind: "regression",
  params: { w: r(3), q: r(3) },
  data: [r(9, 3), scaled(2, 9)],
  loss: ({ w, q }, X, y) => {
    const e = math`${X} @ ${w} - ${y}`;
    const f = math`${y} - ${X} @ ${q}`;
    return math`mean(where(abs(${e}) < 1, 0.5 * ${e}**2, abs(${e}) - 0.5)) + mean(maximum(0.8 * ${f}, -0.2 * ${f}))`;
  },
  hand: (wrong, { w, q }, X, y) => {
    const n = y.size;
    const e = math`${X} @ ${w} - ${y}`;
    const de = wrong("never clipped")
      ? e
      : wrong("clipped to nothing")
        ? math`where(abs(${e}) < 1, ${e}, 0)`
        : math`clip(${e}, -1, 1)`;
    const f = math`${y} - ${X} @ ${q}`;
    const df = wrong("quantiles exchanged")
      ? math`where(${f} > 0, -0.2, 0.8)`
      : wrong("residual's sign lost")
        ? math`where(${f} > 0, 0.8, -0.2)`
        : math`where(${f} > 0, -0.8, 0.2)`;
    return { w: math`${X}.T @ ${de} / ${n}`, q: math`${X}.T @ ${df} / ${n}` };
  },
  mistakes: {
    "never clipped": [
      ["wrong-forward", "derivative-at-wrong-value", "unknown"],
      ["w", "de"],
      "The square's derivative everywhere: the Huber loss's linear part is forgotten.",
    ],
    "clipped to nothing": [
      ["missing-term", "clipped"],
      ["w", "de"],
      "Large errors get no derivative at all instead of ±1.",
    ],
    "residual's sign lost": [["sign"], ["q", "df"], "The residual is target − prediction, and its −1 is forgotten."],
    "quantiles exchanged": [["derivative-at-wrong-value", "unknown"], ["q", "df"], "τ and 1 − τ are exchanged."],
  },
  pairs: ["clipped to nothing+residual's sign lost"],
});

/** A variational autoencoder in small: reconstruction and KL term. */
const variational = plant({
  name: "variational encoder with its KL term",
  kind: "likelihood",
  params: { M: scaled(0.5, 4, 2), S: scaled(0.4, 4, 2), D: scaled(0.6, 2, 4) },
  data: [r(5, 4), r(5, 2)],
  loss: ({ M, S, D }, x, eps) => {
    const [m, s] = [matmul(x, M), matmul(x, S)];
    return math`(0.5 * sum(((${m} + exp(0.5 * ${s}) * ${eps}) @ ${D} - ${x})**2) - 0.5 * sum(1 + ${s} - ${m}**2 - exp(${s}))) / ${x.shape[0]!}`;
  },
  hand: (wrong, { M, S, D }, x, eps) => {
    const n = x.shape[0]!;
    const [m, s] = [matmul(x, M), matmul(x, S)];
    const z = math`${m} + exp(0.5 * ${s}) * ${eps}`;
    const dy = math`(${z} @ ${D} - ${x}) / ${n}`;
    const dz = matmul(dy, transpose(D));
    const klM = wrong("KL of μ lost") ? 0 : wrong("KL not averaged") ? m : div(m, n);
    const klS = wrong("KL not averaged")
      ? math`0.5 * (exp(${s}) - 1)`
      : wrong("KL without −1")
        ? math`0.5 * exp(${s}) / ${n}`
        : math`0.5 * (exp(${s}) - 1) / ${n}`;
    const half = wrong("half lost") ? 1 : 0.5;
    const viaNoise = wrong("noise lost")
      ? math`${dz} * ${half} * exp(0.5 * ${s})`
      : math`${dz} * ${eps} * ${half} * exp(0.5 * ${s})`;
    return { M: math`${x}.T @ (${dz} + ${klM})`, S: math`${x}.T @ (${viaNoise} + ${klS})`, D: math`${z}.T @ ${dy}` };
  },
  mistakes: {
    "KL of μ lost": [["missing-term", "regulariser"], ["M"], "The KL term's derivative by μ is missing."],
    "KL not averaged": [
      ["factor", "sum-for-mean", "regulariser"],
      ["M", "S"],
      "The KL term's derivative is not divided by the batch, the reconstruction's is.",
    ],
    "KL without −1": [
      ["missing-term", "regulariser"],
      ["S"],
      "The −1 of the KL term's derivative by log σ² is missing.",
    ],
    "half lost": [["factor"], ["S"], "The ½ of exp(½ log σ²) is missing in the reparameterisation."],
    "noise lost": [
      ["missing-term", "missing-activation-derivative"],
      ["S"],
      "ε is missing in the reparameterisation's derivative.",
    ],
  },
  pairs: ["KL of μ lost+half lost"],
});

/** Policy gradient: advantages times log probabilities, with entropy. */
const policy = plant({
  name: "policy gradient with advantages",
  kind: "likelihood",
  params: { W: scaled(0.6, 3, 4) },
  data: [r(6, 3), oneHot([0, 3, 1, 1, 2, 0], 4), r(6, 1)],
  loss: ({ W }, x, action, advantage) => {
    const s = matmul(x, W);
    return math`-sum(${advantage} * ${action} * log(exp(${s}) / sum(exp(${s}), axis=1, keepdims=True))) / ${x.shape[0]!}`;
  },
  hand: (wrong, { W }, x, action, advantage) => {
    const s = matmul(x, W);
    const p = math`exp(${s}) / sum(exp(${s}), axis=1, keepdims=True)`;
    const error = wrong("ascent") ? sub(action, p) : sub(p, action);
    const d = wrong("advantage lost")
      ? error
      : wrong("advantage on actions only")
        ? math`${p} - ${advantage} * ${action}`
        : mul(advantage, error);
    return { W: math`${x}.T @ ${d} / ${x.shape[0]!}` };
  },
  mistakes: {
    ascent: [["sign"], ["W"], "The gradient of the return, not of the loss: the sign is that of ascent."],
    "advantage lost": [["missing-term", "missing-activation-derivative"], ["W"], "The advantages are forgotten."],
    "advantage on actions only": [
      ["missing-term", "missing-activation-derivative", "unknown"],
      ["W"],
      "The advantage multiplies the chosen action but not the probabilities.",
    ],
  },
  numbers: ["ascent"],
});

/** Triplets through one linear embedding. */
const triplets = plant({
  name: "triplet loss through a shared embedding",
  kind: "metric",
  params: { W: scaled(0.7, 4, 3) },
  data: [r(5, 4), r(5, 4), scaled(2, 5, 4)],
  loss: ({ W }, a, p, n) =>
    math`mean(relu(sum(((${a} - ${p}) @ ${W})**2, axis=1) - sum(((${a} - ${n}) @ ${W})**2, axis=1) + 1))`,
  hand: (wrong, { W }, a, p, n) => {
    const [near, far] = [sub(a, p), sub(a, n)];
    const [u, v] = [matmul(near, W), matmul(far, W)];
    const gap = math`sum(${u}**2, axis=1, keepdims=True) - sum(${v}**2, axis=1, keepdims=True) + 1`;
    const on = wrong("hinge lost") ? math`1 / ${a.shape[0]!}` : math`where(${gap} > 0, 1.0, 0) / ${a.shape[0]!}`;
    const attract = math`2 * ${near}.T @ (${on} * ${u})`;
    const repel = math`2 * ${far}.T @ (${on} * ${v})`;
    return { W: wrong("both attract") ? add(attract, repel) : wrong("negative lost") ? attract : sub(attract, repel) };
  },
  mistakes: {
    "both attract": [["sign"], ["W"], "The negative's part is added instead of subtracted."],
    "negative lost": [["missing-term"], ["W"], "The negative's part is missing."],
    "hinge lost": [["missing-activation-derivative"], ["W", "gap"], "Triplets beyond the margin contribute as well."],
  },
});

/** Matrix factorisation with observed entries and a penalty. */
const factors = plant({
  name: "matrix factorisation of observed entries",
  kind: "factorisation",
  params: { U: r(4, 2), V: r(5, 2) },
  data: [
    r(4, 5),
    tensor([
      [1, 0, 1, 1, 0],
      [0, 1, 1, 0, 1],
      [1, 1, 0, 0, 1],
      [0, 1, 0, 1, 1],
    ]) as Tensor,
  ],
  loss: ({ U, V }, R, M) =>
    math`0.5 * sum(${M} * (${R} - ${U} @ ${V}.T)**2) + 0.05 * sum(${U}**2) + 0.05 * sum(${V}**2)`,
  hand: (wrong, { U, V }, R, M) => {
    const all = math`${R} - ${U} @ ${V}.T`;
    const E = wrong("mask lost") ? all : mul(M, all);
    const [pU, pV] = [mul(0.1, U), mul(0.1, V)];
    return {
      U: wrong("penalty minus") ? math`-${E} @ ${V} - ${pU}` : math`-${E} @ ${V} + ${pU}`,
      V: wrong("updated U")
        ? math`-${E}.T @ (${U} + 0.1 * (${E} @ ${V} - ${pU})) + ${pV}`
        : wrong("plus")
          ? math`${E}.T @ ${U} + ${pV}`
          : math`-${E}.T @ ${U} + ${pV}`,
    };
  },
  mistakes: {
    "mask lost": [
      ["missing-term", "extra-term", "missing-activation-derivative"],
      ["U", "V", "E"],
      "Entries that were not observed count as well.",
    ],
    "penalty minus": [
      ["regulariser", "sign"],
      ["U"],
      "The penalty of U is subtracted: signs of the residual taken for it too.",
    ],
    plus: [["sign"], ["V"], "The data part of V's derivative has the other sign, the penalty is right."],
    "updated U": [
      ["stale-cache"],
      ["V"],
      "U has already been updated with its gradient when V's derivative is computed.",
    ],
  },
  numbers: ["updated U"],
});

/** A net whose numbers were kept from before the last update. */
const stale = plant({
  name: "values kept from before the update",
  kind: "dense",
  params: { W1: scaled(0.7, 3, 4), W2: scaled(0.7, 4, 2) },
  data: [r(6, 3), r(6, 2)],
  loss: ({ W1, W2 }, x, t) => math`mean((sigmoid(${x} @ ${W1}) @ ${W2} - ${t})**2)`,
  hand: (wrong, { W1, W2 }, x, t) => {
    const a = sigmoid(matmul(x, W1));
    const dy = math`2 * (${a} @ ${W2} - ${t}) / ${t.size}`;
    const dW2 = matmul(transpose(a), dy);
    const back = wrong("W2 updated first") ? sub(W2, mul(0.5, dW2)) : W2;
    const rate = wrong("rate inside") ? 0.01 : 1;
    const dz = math`(${dy} @ ${back}.T) * ${a} * (1 - ${a})`;
    const limit = wrong("clipped") ? 0.02 : 100;
    return {
      W1: math`clip(${rate} * ${x}.T @ ${dz}, ${-limit}, ${limit})`,
      W2: math`clip(${rate} * ${dW2}, ${-limit}, ${limit})`,
    };
  },
  mistakes: {
    "W2 updated first": [
      ["stale-cache"],
      ["W1", "dz"],
      "W2 has been updated before the derivative goes back through it.",
    ],
    "rate inside": [["factor"], ["W1", "W2"], "The learning rate 0.01 is inside the gradients."],
    clipped: [["clipped"], ["W1", "W2"], "The gradients are clipped to ±0.02, as for training."],
  },
  numbers: ["W2 updated first", "clipped"],
});

/** A chain of springs, and a kernel machine. */
const springs = plant({
  name: "energy of a chain of springs",
  kind: "physics",
  params: { q: r(6), k: tensor(1.3) as Tensor },
  data: [],
  loss: ({ q, k }) => math`0.5 * ${k} * sum((${q}[1:] - ${q}[:-1])**2) + 0.25 * sum(${q}**4)`,
  hand: (wrong, { q, k }) => {
    const d = math`${q}[1:] - ${q}[:-1]`;
    const inner = math`concatenate([${[0]}, ${d}]) - concatenate([${d}, ${[0]}])`;
    const pull = wrong("right neighbours only")
      ? math`-concatenate([${d}, ${[0]}])`
      : wrong("force")
        ? math`-${inner}`
        : inner;
    const quartic = wrong("quarter kept") ? math`0.25 * ${q}**3` : math`${q}**3`;
    return {
      q: math`${k} * ${pull} + ${quartic}`,
      k: wrong("half lost") ? math`sum(${d}**2)` : math`0.5 * sum(${d}**2)`,
    };
  },
  mistakes: {
    force: [
      ["sign"],
      ["q"],
      "The springs' force −∂E/∂q instead of the derivative, added to the derivative of the rest.",
    ],
    "right neighbours only": [["missing-term"], ["q"], "Each mass feels the spring on its right only."],
    "quarter kept": [["factor"], ["q"], "The 4 of the fourth power is forgotten."],
    "half lost": [["factor"], ["k"], "The ½ is missing in the stiffness's derivative."],
  },
  pairs: ["force+half lost"],
});

/** Kernel ridge regression. */
const kernel = plant({
  name: "kernel ridge regression",
  kind: "kernel",
  params: { alpha: r(6) },
  data: [u(-2, 2, 6), r(6)],
  loss: ({ alpha }, x, y) => {
    const K = math`exp(-(${x}[:, None] - ${x}[None, :])**2)`;
    return math`0.5 * sum((${K} @ ${alpha} - ${y})**2) + 0.1 * ${alpha} @ ${K} @ ${alpha}`;
  },
  hand: (wrong, { alpha }, x, y) => {
    const K = math`exp(-(${x}[:, None] - ${x}[None, :])**2)`;
    const e = math`${K} @ ${alpha} - ${y}`;
    const penalty = wrong("penalty of the plain norm")
      ? mul(0.2, alpha)
      : wrong("no two")
        ? math`0.1 * ${K} @ ${alpha}`
        : math`0.2 * ${K} @ ${alpha}`;
    return { alpha: add(wrong("K once") ? e : math`${K} @ ${e}`, penalty) };
  },
  mistakes: {
    "penalty of the plain norm": [["regulariser"], ["alpha"], "2λα instead of 2λKα."],
    "no two": [["regulariser", "factor"], ["alpha"], "One of the two uses of α in the quadratic form is forgotten."],
    "K once": [
      ["missing-term", "missing-activation-derivative", "wrong-upstream"],
      ["alpha"],
      "The residual is not multiplied by Kᵀ.",
    ],
  },
  numbers: ["no two"],
});

export const everydayLikelihoods: readonly EverydayCase[] = [variational, policy, factors, stale, springs].flat();

export const keptBackLikelihoods: readonly EverydayCase[] = [counts, robust, triplets, kernel].flat();
