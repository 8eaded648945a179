import {
  add,
  at,
  cos,
  div,
  exp,
  linalg,
  log,
  matmul,
  mean,
  mul,
  neg,
  reshape,
  sigmoid,
  sin,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  zeros,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, plant } from "../everyday/case.ts";

const normal = normals(88001);

/** Ridge regression in matrix form, the intercept free of the penalty. */
const ridge = plant({
  name: "ridge regression",
  kind: "classical",
  params: { w: normal(4), c: normal() },
  data: [normal(9, 4), normal(9)],
  loss: ({ w, c }, X, y) => math`sum((${X} @ ${w} + ${c} - ${y})**2) + 0.7 * sum(${w}**2)`,
  hand: (wrong, { w, c }, X, y) => {
    const r = wrong("intercept left out") ? math`${X} @ ${w} - ${y}` : math`${X} @ ${w} + ${c} - ${y}`;
    const k = wrong("one penalty too small") ? 0.7 : 1.4;
    const fit = wrong("no two") ? math`${X}.T @ ${r}` : math`2 * ${X}.T @ ${r}`;
    const all = wrong("penalty divided") ? math`${fit} + ${k} * ${w} / ${y.size}` : math`${fit} + ${k} * ${w}`;
    return { w: all, c: wrong("penalty of c") ? math`2 * sum(${r}) + 1.4 * ${c}` : math`2 * sum(${r})` };
  },
  mistakes: {
    "intercept left out": [["wrong-forward", "missing-term"], ["w", "c"], "The residual lacks the intercept."],
    "one penalty too small": [["regulariser", "factor"], ["w"], "λw for 2λw."],
    "no two": [["factor"], ["w"], "The fit lacks its 2."],
    "penalty divided": [["regulariser", "factor", "mean-for-sum"], ["w"], "The penalty is divided by the examples."],
    "penalty of c": [["regulariser", "extra-term"], ["c"], "The intercept is penalised."],
  },
  numbers: ["one penalty too small"],
});

/** Logistic regression with a Gaussian prior of given precision. */
const bayesian = plant({
  name: "logistic regression with a prior",
  kind: "classical",
  params: { w: normal(3) },
  data: [
    normal(8, 3),
    tensor([0, 1, 1, 0, 1, 0, 0, 1]) as Tensor,
    normal(3),
    tensor([
      [2, 0.3, 0],
      [0.3, 1, 0.2],
      [0, 0.2, 3],
    ]) as Tensor,
  ],
  loss: ({ w }, X, y, m, P) => {
    const z = matmul(X, w);
    const d = sub(w, m);
    return add(sum(sub(log(add(1, exp(z))), mul(y, z))), mul(0.5, sum(mul(d, matmul(P, d)))));
  },
  hand: (wrong, { w }, X, y, m, P) => {
    const p = sigmoid(matmul(X, w));
    const likelihood = matmul(transpose(X), wrong("y minus p") ? sub(y, p) : sub(p, y));
    const d = wrong("prior at zero") ? w : sub(w, m);
    const prior = wrong("inverse taken") ? (linalg.solve(P, d) as Tensor) : matmul(P, d);
    if (wrong("likelihood averaged")) return { w: add(div(likelihood, y.size), prior) };
    return {
      w: wrong("prior forgotten") ? likelihood : add(likelihood, wrong("prior with a two") ? mul(2, prior) : prior),
    };
  },
  mistakes: {
    "y minus p": [["sign"], ["w"], "The likelihood's part has the other sign."],
    "prior at zero": [
      ["regulariser", "missing-term", "derivative-at-wrong-value"],
      ["w"],
      "The prior's mean is left out.",
    ],
    "inverse taken": [
      ["regulariser", "wrong-forward", "derivative-at-wrong-value"],
      ["w"],
      "The precision is inverted.",
    ],
    "likelihood averaged": [["mean-for-sum", "factor"], ["w"], "A mean over examples, in the loss a sum."],
    "prior forgotten": [["regulariser", "missing-term"], ["w"], "The prior is missing."],
    "prior with a two": [["regulariser", "factor"], ["w"], "The 1/2 of the prior is forgotten."],
  },
  pairs: ["y minus p+prior with a two"],
});

/** Ratings as products of factors, some not observed. */
const ratings = plant({
  name: "factors of ratings",
  kind: "classical",
  params: { U: normal(4, 2), V: normal(5, 2), bias: normal(5) },
  data: [
    normal(4, 5),
    tensor([
      [1, 0, 1, 1, 0],
      [0, 1, 1, 0, 1],
      [1, 1, 0, 0, 1],
      [1, 0, 0, 1, 1],
    ]) as Tensor,
  ],
  loss: ({ U, V, bias }, R, seen) =>
    add(
      mul(0.5, sum(mul(seen, square(sub(add(matmul(U, transpose(V)), bias), R))))),
      mul(0.05, add(sum(square(U)), sum(square(V)))),
    ),
  hand: (wrong, { U, V, bias }, R, seen) => {
    const full = sub(add(matmul(U, transpose(V)), bias), R);
    const E = wrong("all ratings") ? full : mul(seen, full);
    const stepped = wrong("U already moved") ? sub(U, mul(0.1, add(matmul(E, V), mul(0.1, U)))) : U;
    const dV = wrong("V with V") ? matmul(transpose(E), matmul(E, V)) : matmul(transpose(E), stepped);
    return {
      U: add(matmul(E, V), mul(wrong("twice the penalty") ? 0.2 : 0.1, U)),
      V: wrong("V free") ? dV : add(dV, mul(0.1, V)),
      bias: wrong("bias by user") ? E : sum(E, 0),
    };
  },
  mistakes: {
    "all ratings": [
      ["wrong-forward", "missing-term", "extra-term"],
      ["U", "V", "bias"],
      "Missing ratings count as well.",
    ],
    "U already moved": [["stale-cache"], ["V"], "V's gradient uses U after its step."],
    "twice the penalty": [["regulariser", "factor"], ["U"], "The penalty has a factor 2 too many."],
    "V free": [["regulariser", "missing-term"], ["V"], "V has no penalty."],
    "bias by user": [["not-summed", "structure"], ["bias"], "The bias has one row for each user."],
    "V with V": [["wrong-layer", "wrong-upstream", "unknown"], ["V"], "E V, the gradient of U, stands for U."],
  },
  numbers: ["V free"],
});

/** A mixture of Gaussians on a line, by responsibilities. */
const mixture = plant({
  name: "mixture on a line",
  kind: "classical",
  params: { mu: normal(3), rho: mul(0.3, normal(3)), logits: normal(3) },
  data: [mul(2, normal(10))],
  loss: ({ mu, rho, logits }, x) => {
    const z = div(sub(reshape(x, [-1, 1]), mu), exp(rho));
    const each = sub(sub(logits, rho), mul(0.5, square(z)));
    return sub(mul(x.size, log(sum(exp(logits)))), sum(log(sum(exp(each), 1))));
  },
  hand: (wrong, { mu, rho, logits }, x) => {
    const z = div(sub(reshape(x, [-1, 1]), mu), exp(rho));
    const e = exp(sub(sub(logits, rho), mul(0.5, square(z))));
    const r = div(e, sum(e, wrong("over the points") ? 0 : 1, { keepdims: true }));
    const prior = div(exp(logits), sum(exp(logits)));
    const pull = wrong("deviation once more") ? mul(r, div(z, exp(mul(2, rho)))) : mul(r, div(z, exp(rho)));
    const spread = wrong("no log of deviation") ? mul(r, square(z)) : mul(r, sub(square(z), 1));
    const share = wrong("prior once") ? prior : mul(x.size, prior);
    return {
      gradients: {
        mu: wrong("towards the points") ? sum(pull, 0) : neg(sum(pull, 0)),
        rho: neg(sum(spread, 0)),
        logits: sub(share, sum(r, 0)),
      },
      intermediates: { z, r },
    };
  },
  mistakes: {
    "over the points": [
      ["wrong-axis", "wrong-forward"],
      ["r", "mu", "rho", "logits"],
      "Responsibilities sum to 1 over points.",
    ],
    "deviation once more": [
      ["missing-term", "extra-term", "factor"],
      ["mu"],
      "Divided by the deviation once too often.",
    ],
    "no log of deviation": [["missing-term"], ["rho"], "The -1 of the normalisation is left out."],
    "prior once": [["factor", "missing-term"], ["logits"], "The prior is not counted for each point."],
    "towards the points": [["sign"], ["mu"], "The sign of the likelihood instead of the loss."],
  },
  pairs: ["no log of deviation+towards the points"],
  numbers: ["prior once"],
});

/** A scalar filter: predictions corrected by a gain. */
const filter = plant({
  name: "filter with a gain",
  kind: "classical",
  params: { a: add(0.8, mul(0.1, normal())), gain: add(0.4, mul(0.1, normal())) },
  data: [normal(7)],
  loss: ({ a, gain }, y) => {
    let s: Tensor = zeros([]);
    let total: Tensor = zeros([]);
    for (let t = 0; t < y.shape[0]!; t++) {
      const innovation = sub(at(y, t), mul(a, s));
      total = add(total, square(innovation));
      s = add(mul(a, s), mul(gain, innovation));
    }
    return total;
  },
  hand: (wrong, { a, gain }, y) => {
    const steps = y.shape[0]!;
    const s: Tensor[] = [zeros([])];
    const v: Tensor[] = [];
    for (let t = 0; t < steps; t++) {
      v.push(sub(at(y, t), mul(a, s[t]!)));
      s.push(add(mul(a, s[t]!), mul(gain, v[t]!)));
    }
    let da: Tensor = zeros([]);
    let dgain: Tensor = zeros([]);
    let ds: Tensor = zeros([]);
    for (let t = steps - 1; t >= 0; t--) {
      const error = mul(2, v[t]!);
      const dv = wrong("no error of its own")
        ? mul(gain, ds)
        : wrong("state ignored")
          ? error
          : add(error, mul(gain, ds));
      dgain = add(dgain, mul(ds, v[wrong("next innovation") ? Math.min(t + 1, steps - 1) : t]!));
      const prediction = wrong("sign of the innovation") ? add(ds, dv) : sub(ds, dv);
      da = add(da, mul(prediction, s[t]!));
      ds = mul(a, prediction);
    }
    return { a: da, gain: dgain };
  },
  mistakes: {
    "no error of its own": [["missing-term"], ["a", "gain"], "The error of each step is left out of dv."],
    "state ignored": [["missing-term"], ["a", "gain"], "The innovation's way into the next state is left out."],
    "next innovation": [["off-by-one-layer", "derivative-at-wrong-value"], ["gain"], "v[t + 1] for v[t]."],
    "sign of the innovation": [["sign"], ["a", "gain"], "The prediction acts on the innovation with a plus."],
  },
});

/** A directed line: the variance that a projection leaves. */
const component = plant({
  name: "principal direction",
  kind: "classical",
  params: { u: normal(3) },
  data: [normal(8, 3)],
  loss: ({ u }, x) => {
    const centred = sub(x, mean(x, 0));
    return neg(div(mean(square(matmul(centred, u))), sum(square(u))));
  },
  hand: (wrong, { u }, x) => {
    const centred = wrong("not centred") ? x : sub(x, mean(x, 0));
    const C = div(matmul(transpose(centred), centred), wrong("unbiased") ? x.shape[0]! - 1 : x.shape[0]!);
    const Cu = matmul(C, u);
    const length = sum(square(u));
    const quotient = div(sum(mul(u, Cu)), length);
    const inner = wrong("length constant") ? Cu : sub(Cu, mul(quotient, u));
    const scaled = wrong("half") ? div(inner, length) : div(mul(2, inner), length);
    return { u: wrong("ascent") ? scaled : neg(scaled) };
  },
  mistakes: {
    "not centred": [["wrong-forward", "missing-term"], ["u"], "The data are not centred."],
    unbiased: [["factor"], ["u"], "Divided by n - 1 instead of n."],
    "length constant": [["missing-term"], ["u"], "The length of u is taken for a constant."],
    half: [["factor"], ["u"], "The 2 of the quadratic form is missing."],
    ascent: [["sign"], ["u"], "The gradient of the variance, of which the loss is the negative."],
  },
  pairs: ["not centred+ascent"],
  numbers: ["length constant"],
});

/** A pendulum by Euler's steps: length and friction from what was seen. */
const pendulum = plant({
  name: "pendulum by small steps",
  kind: "classical",
  params: { k: add(2, mul(0, normal())), friction: add(0.3, mul(0, normal())) },
  data: [normal(5)],
  loss: ({ k, friction }, seen) => {
    let angle: Tensor = add(1, mul(0, k));
    let speed: Tensor = mul(0, k);
    let total: Tensor = mul(0, k);
    for (let t = 0; t < 5; t++) {
      const force = sub(neg(mul(k, sin(angle))), mul(friction, speed));
      angle = add(angle, mul(0.2, speed));
      speed = add(speed, mul(0.2, force));
      total = add(total, square(sub(angle, at(seen, t))));
    }
    return total;
  },
  hand: (wrong, { k, friction }, seen) => {
    const angle: Tensor[] = [tensor(1)];
    const speed: Tensor[] = [tensor(0)];
    for (let t = 0; t < 5; t++) {
      const force = sub(neg(mul(k, sin(angle[t]!))), mul(friction, speed[t]!));
      angle.push(add(angle[t]!, mul(0.2, speed[t]!)));
      speed.push(add(speed[t]!, mul(0.2, force)));
    }
    let dk: Tensor = zeros([]);
    let dfriction: Tensor = zeros([]);
    let dangle: Tensor = zeros([]);
    let dspeed: Tensor = zeros([]);
    for (let t = 4; t >= 0; t--) {
      dangle = add(dangle, mul(2, sub(angle[t + 1]!, at(seen, t))));
      const dforce = wrong("step lost") ? dspeed : mul(0.2, dspeed);
      dk = sub(dk, mul(dforce, sin(angle[wrong("angle after") ? t + 1 : t]!)));
      dfriction = wrong("friction pushes")
        ? add(dfriction, mul(dforce, speed[t]!))
        : sub(dfriction, mul(dforce, speed[t]!));
      const through = mul(0.2, dangle);
      dangle = sub(dangle, mul(dforce, mul(k, (wrong("sine for cosine") ? sin : cos)(angle[t]!))));
      const damped = wrong("no damping back") ? dspeed : sub(dspeed, mul(friction, dforce));
      dspeed = add(damped, through);
    }
    return { k: dk, friction: dfriction };
  },
  mistakes: {
    "step lost": [["factor", "missing-term"], ["k", "friction"], "The size of the step is lost in dforce."],
    "angle after": [["off-by-one-layer", "derivative-at-wrong-value"], ["k"], "The angle after the step."],
    "friction pushes": [["sign"], ["friction"], "The friction's part has the other sign."],
    "sine for cosine": [
      ["derivative-at-wrong-value", "missing-activation-derivative"],
      ["k", "friction"],
      "sin for cos.",
    ],
    "no damping back": [["missing-term"], ["k", "friction"], "The friction's way back to the speed is left out."],
  },
  numbers: ["no damping back"],
});

export const laterClassical: readonly EverydayCase[] = [
  ...ridge,
  ...bayesian,
  ...ratings,
  ...mixture,
  ...filter,
  ...component,
  ...pendulum,
];
