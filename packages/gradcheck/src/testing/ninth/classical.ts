import {
  add,
  at,
  cos,
  div,
  einsum,
  exp,
  log1p,
  logsumexp,
  matmul,
  mean,
  mul,
  neg,
  sigmoid,
  sin,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, plant, uniforms } from "../everyday/case.ts";
import { softmax } from "./helpers.ts";

const n = normals(9801);
const u = uniforms(9802);

/** Ridge regression with an intercept that is not penalised. */
const ridge = plant({
  name: "ridge",
  kind: "classical",
  params: { w: n(4), b: n() },
  data: [n(6, 4), n(6)],
  loss: ({ w, b }, X, y) => math`mean((${X} @ ${w} + ${b} - ${y})**2) + 0.3 * sum(${w}**2)`,
  hand: (wrong, { w, b }, X, y) => {
    const r = math`${X} @ ${w} + ${b} - ${y}`;
    const N = X.shape[0]!;
    const scale = wrong("no two") ? 1 / N : 2 / N;
    const data = math`${scale} * ${X}.T @ ${r}`;
    const penalty = wrong("lambda w") ? math`0.3 * ${w}` : math`0.6 * ${w}`;
    const intercept = wrong("one error") ? math`${scale} * ${r}` : math`${scale} * sum(${r})`;
    return {
      gradients: {
        w: math`${data} + ${penalty}`,
        b: wrong("intercept too") ? math`${intercept} + 0.6 * ${b}` : intercept,
      },
      intermediates: { r },
    };
  },
  mistakes: {
    "no two": [["factor"], ["w", "b"], "The 2 of the mean square is missing"],
    "lambda w": [["regulariser", "factor"], ["w"], "lambda w for 2 lambda w"],
    "intercept too": [["regulariser", "extra-term"], ["b"], "The intercept is penalised as well"],
    "one error": [["not-summed", "structure"], ["b"], "The intercept has a gradient for each example"],
  },
  pairs: ["no two+intercept too"],
  numbers: ["lambda w"],
});

/** Principal directions by the error of reconstruction, X W W'. */
const pca = plant({
  name: "reconstruction",
  kind: "classical",
  params: { W: n(4, 2) },
  data: [n(6, 4)],
  loss: ({ W }, X) => mul(0.5, sum(square(sub(matmul(matmul(X, W), transpose(W)), X)))),
  hand: (wrong, { W }, X) => {
    const Z = matmul(X, W);
    const R = sub(matmul(Z, transpose(W)), X);
    const decoder = matmul(transpose(R), Z);
    const encoder = matmul(transpose(X), matmul(R, W));
    const both = add(encoder, decoder);
    return {
      gradients: { W: wrong("decoder only") ? decoder : wrong("two") ? mul(2, both) : both },
      intermediates: { Z, R },
    };
  },
  mistakes: {
    "decoder only": [["missing-term"], ["W"], "W as encoder is forgotten"],
    two: [["factor"], ["W"], "A 2 where the loss has one half"],
  },
  bare: ["two"],
});

/** A mixture of Gaussians on a line. */
const mixture = plant({
  name: "mixture",
  kind: "classical",
  params: { logits: n(3), means: n(3), logs: mul(0.3, n(3)) },
  data: [n(7)],
  loss: ({ logits, means, logs }, x) => {
    const d = div(sub(at(x, ":", null), means), exp(logs));
    const weights = sub(logits, logsumexp(logits));
    return neg(sum(logsumexp(sub(sub(weights, logs), mul(0.5, square(d))), 1)));
  },
  hand: (wrong, { logits, means, logs }, x) => {
    const d = div(sub(at(x, ":", null), means), exp(logs));
    const joint = sub(sub(logits, logs), mul(0.5, square(d)));
    const r = softmax(joint);
    const pi = softmax(logits);
    const pulled = div(mul(r, d), wrong("variance") ? exp(mul(2, logs)) : exp(logs));
    const spread = wrong("no log") ? mul(r, square(d)) : mul(r, sub(square(d), 1));
    return {
      logits: wrong("responsibilities") ? neg(sum(r, 0)) : sum(sub(pi, r), 0),
      means: wrong("upwards") ? sum(pulled, 0) : neg(sum(pulled, 0)),
      logs: neg(sum(spread, 0)),
    };
  },
  mistakes: {
    responsibilities: [["missing-term"], ["logits"], "The weights' softmax: N pi is missing"],
    upwards: [["sign"], ["means"], "The gradient of the likelihood instead of its negative"],
    variance: [
      ["factor", "derivative-at-wrong-value", "extra-term"],
      ["means"],
      "A deviation in units of sigma is divided by sigma**2",
    ],
    "no log": [["missing-term"], ["logs"], "The derivative of -log sigma is missing"],
  },
  numbers: ["no log"],
});

/** Ratings as products of factors, where they are known. */
const ratings = plant({
  name: "ratings",
  kind: "classical",
  params: { U: n(4, 2), V: n(5, 2), bias: n(5) },
  data: [
    n(4, 5),
    tensor([
      [1, 0, 1, 1, 0],
      [0, 1, 1, 0, 0],
      [1, 1, 0, 0, 1],
      [0, 0, 1, 1, 1],
    ]) as Tensor,
  ],
  loss: ({ U, V, bias }, R, known) => {
    const error = mul(known, sub(add(matmul(U, transpose(V)), bias), R));
    const penalty = mul(0.1, add(sum(square(U)), sum(square(V))));
    return add(mul(0.5, sum(square(error))), penalty);
  },
  hand: (wrong, { U, V, bias }, R, known) => {
    const raw = sub(add(matmul(U, transpose(V)), bias), R);
    const E = wrong("all entries") ? raw : mul(known, raw);
    const dU = add(matmul(E, V), mul(0.2, U));
    const Unow = wrong("moved U") ? sub(U, mul(0.1, dU)) : U;
    const dV = add(matmul(transpose(E), Unow), mul(wrong("small lambda") ? 0.1 : 0.2, V));
    return { gradients: { U: dU, V: dV, bias: sum(E, 0) }, intermediates: { E } };
  },
  mistakes: {
    "all entries": [["missing-term", "extra-term"], ["U", "V", "bias"], "Unknown ratings count as well"],
    "moved U": [["stale-cache"], ["V"], "U is updated before V's gradient is taken"],
    "small lambda": [["regulariser", "factor"], ["V"], "lambda V for 2 lambda V"],
  },
  pairs: ["all entries+small lambda"],
  numbers: ["moved U"],
  bare: ["small lambda"],
});

/** A filter with a constant gain: a state is predicted and corrected. */
const filter = plant({
  name: "filter",
  kind: "classical",
  params: { a: tensor(0.9) as Tensor, k: tensor(0.4) as Tensor, start: n() },
  data: [n(5)],
  loss: ({ a, k, start }, ys) => {
    let s: Tensor = start;
    let loss: Tensor = tensor(0);
    for (let t = 0; t < 5; t++) {
      const predicted = mul(a, s);
      const innovation = sub(at(ys, t), predicted);
      loss = add(loss, square(innovation));
      s = add(predicted, mul(k, innovation));
    }
    return loss;
  },
  hand: (wrong, { a, k, start }, ys) => {
    const states: Tensor[] = [start];
    const innovations: Tensor[] = [];
    for (let t = 0; t < 5; t++) {
      const predicted = mul(a, states[t]!);
      innovations.push(sub(at(ys, t), predicted));
      states.push(add(predicted, mul(k, innovations[t]!)));
    }
    let [da, dk, ds]: [Tensor, Tensor, Tensor] = [tensor(0), tensor(0), tensor(0)];
    for (let t = 4; t >= 0; t--) {
      const correction = wrong("k constant") ? tensor(0) : mul(ds, k);
      const di = add(wrong("no two") ? innovations[t]! : mul(2, innovations[t]!), correction);
      dk = add(dk, mul(ds, innovations[t]!));
      const dp = wrong("plus") ? add(ds, di) : sub(ds, di);
      da = add(da, mul(dp, states[wrong("next state") ? t + 1 : t]!));
      ds = mul(dp, a);
    }
    return { a: da, k: dk, start: ds };
  },
  mistakes: {
    "k constant": [["missing-term"], ["a", "k", "start"], "The correction's way through the innovation is missing"],
    plus: [["sign"], ["a", "k", "start"], "The innovation depends on the prediction with a minus"],
    "next state": [
      ["off-by-one-layer", "derivative-at-wrong-value"],
      ["a"],
      "The state after the step in a's gradient",
    ],
    "no two": [["factor"], ["a", "k", "start"], "The 2 of the squares is missing"],
  },
  numbers: ["next state"],
});

/** A damped pendulum by small steps, its constants fitted to measured angles. */
const pendulum = plant({
  name: "pendulum",
  kind: "classical",
  params: { stiffness: tensor(2) as Tensor, damping: tensor(0.3) as Tensor },
  data: [u(-1, 1, 6), u(-1, 1, 6)],
  loss: ({ stiffness, damping }, theta0, target) => {
    let theta: Tensor = theta0;
    let omega: Tensor = mul(0, theta0);
    for (let t = 0; t < 4; t++) {
      const force = add(mul(stiffness, sin(theta)), mul(damping, omega));
      theta = add(theta, mul(0.2, omega));
      omega = sub(omega, mul(0.2, force));
    }
    return mean(square(sub(theta, target)));
  },
  hand: (wrong, { stiffness, damping }, theta0, target) => {
    const path: [Tensor, Tensor][] = [[theta0, mul(0, theta0)]];
    for (let t = 0; t < 4; t++) {
      const [theta, omega] = path[t]!;
      const force = add(mul(stiffness, sin(theta)), mul(damping, omega));
      path.push([add(theta, mul(0.2, omega)), sub(omega, mul(0.2, force))]);
    }
    let dtheta: Tensor = div(mul(2, sub(path[4]![0], target)), target.size);
    let domega: Tensor = mul(0, theta0);
    let [ds, dd]: [Tensor, Tensor] = [tensor(0), tensor(0)];
    for (let t = 3; t >= 0; t--) {
      const [theta, omega] = path[wrong("next step") ? t + 1 : t]!;
      const dforce = mul(wrong("no step") ? -1 : -0.2, domega);
      ds = add(ds, sum(mul(dforce, sin(theta))));
      dd = add(dd, sum(mul(dforce, omega)));
      const viaForce = mul(mul(dforce, stiffness), wrong("small angles") ? 1 : cos(theta));
      const before = dtheta;
      dtheta = add(dtheta, viaForce);
      domega = add(add(domega, mul(0.2, before)), wrong("no friction") ? 0 : mul(dforce, damping));
    }
    return { stiffness: ds, damping: dd };
  },
  mistakes: {
    "small angles": [
      ["missing-activation-derivative", "missing-term", "wrong-forward"],
      ["stiffness", "damping"],
      "1 for the cosine: the derivative of the sine is left out",
    ],
    "no step": [
      ["factor", "missing-term"],
      ["stiffness", "damping"],
      "The length of a step is missing on the way back from the speed to the force",
    ],
    "no friction": [["missing-term"], ["stiffness", "damping"], "The friction's way back to the speed is missing"],
    "next step": [
      ["off-by-one-layer", "derivative-at-wrong-value"],
      ["stiffness", "damping"],
      "The state after the step",
    ],
  },
  numbers: ["no friction"],
});

/** The log posterior of logistic regression with a correlated prior. */
const posterior = plant({
  name: "posterior",
  kind: "classical",
  params: { w: n(3) },
  data: [
    n(6, 3),
    tensor([1, 0, 1, 1, 0, 0]) as Tensor,
    tensor([
      [2, 0.5, 0],
      [0.5, 1, 0.2],
      [0, 0.2, 1.5],
    ]) as Tensor,
    n(3),
  ],
  loss: ({ w }, X, y, precision, centre) => {
    const z = matmul(X, w);
    const d = sub(w, centre);
    return add(sum(sub(log1p(exp(z)), mul(y, z))), mul(0.5, einsum("i,ij,j->", d, precision, d)));
  },
  hand: (wrong, { w }, X, y, precision, centre) => {
    const z = matmul(X, w);
    const p = sigmoid(z);
    const likelihood = matmul(sub(p, y), X);
    const d = wrong("centred at zero") ? w : sub(w, centre);
    const prior = matmul(precision, d);
    const whole = add(
      wrong("mean") ? div(likelihood, X.shape[0]!) : likelihood,
      wrong("half") ? mul(0.5, prior) : prior,
    );
    return { gradients: { w: wrong("no prior") ? likelihood : whole }, intermediates: { z, p } };
  },
  mistakes: {
    "no prior": [["regulariser", "missing-term"], ["w"], "The prior is not differentiated"],
    "centred at zero": [
      ["regulariser", "missing-term", "derivative-at-wrong-value"],
      ["w"],
      "The prior's mean is forgotten",
    ],
    mean: [["mean-for-sum", "factor"], ["w"], "The likelihood is averaged, the loss has a sum"],
    half: [["regulariser", "factor"], ["w"], "The half of the quadratic form stays"],
  },
  bare: ["centred at zero", "mean"],
});

export const ninthClassical: EverydayCase[] = [ridge, pca, mixture, ratings, filter, pendulum, posterior].flat();
