import {
  add,
  at,
  cos,
  div,
  einsum,
  exp,
  expandDims,
  log,
  matmul,
  mean,
  mul,
  neg,
  sigmoid,
  sin,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant, uniforms } from "../everyday/case.ts";

const cars = normals(1191);
/** Consumption of cars: least squares with a free intercept and a penalty on the slopes. */
const ridge = plant({
  name: "consumption, ridge with free intercept",
  kind: "classical",
  params: { w: cars(4), w0: cars() },
  data: [cars(9, 4), cars(9)],
  loss: ({ w, w0 }, X, y) => math`sum((${X} @ ${w} + ${w0} - ${y})**2) / (2 * 9) + 0.3 / 2 * sum(${w}**2)`,
  hand: (wrong, { w, w0 }, X, y) => {
    const r = wrong("turned") ? math`${y} - ${X} @ ${w} - ${w0}` : math`${X} @ ${w} + ${w0} - ${y}`;
    const n = wrong("columns") ? 4 : 9;
    const data = wrong("sum") ? math`${X}.T @ ${r}` : math`${X}.T @ ${r} / ${n}`;
    return {
      w: wrong("free") ? data : wrong("two") ? math`${data} + 2 * 0.3 * ${w}` : math`${data} + 0.3 * ${w}`,
      w0: wrong("intercept") ? math`mean(${r}) + 0.3 * ${w0}` : wrong("total") ? math`sum(${r})` : math`mean(${r})`,
    };
  },
  mistakes: {
    turned: [["sign"], ["w", "w0"], "target minus prediction, the penalty with the right sign"],
    columns: [["factor"], ["w"], "divided by the four features"],
    sum: [["sum-for-mean", "factor"], ["w"], "the sum over samples in place of the mean"],
    free: [["regulariser", "missing-term"], ["w"], "the penalty forgotten"],
    two: [["regulariser", "factor"], ["w"], "2 lambda w, the penalty has a half"],
    intercept: [["regulariser", "extra-term"], ["w0"], "the intercept is penalised as well"],
    total: [["sum-for-mean", "factor"], ["w0"], "the intercept's gradient is a sum in place of a mean"],
  },
  pairs: ["two+total"],
  numbers: ["intercept"],
});

const claims = uniforms(1192);
/** The height of claims: gamma distributed with a logarithmic link, the mean of y / mu + log(mu). */
const gammaClaims = plant({
  name: "heights of claims, gamma",
  kind: "classical",
  params: { beta: claims(-0.5, 0.5, 3) },
  data: [claims(-1, 1, 8, 3), claims(0.2, 3, 8)],
  loss: ({ beta }, X, y) => {
    const eta = matmul(X, beta);
    return mean(add(mul(y, exp(neg(eta))), eta));
  },
  hand: (wrong, { beta }, X, y) => {
    const mu = exp(matmul(X, beta));
    const deta = wrong("poisson")
      ? sub(mu, y)
      : wrong("one")
        ? neg(div(y, mu))
        : wrong("ratio")
          ? sub(div(y, mu), 1)
          : wrong("link")
            ? div(sub(1, div(y, mu)), mu)
            : sub(1, div(y, mu));
    return {
      gradients: { beta: div(matmul(transpose(X), deta), wrong("sum") ? 1 : 8) },
      intermediates: { deta: div(deta, 8) },
    };
  },
  mistakes: {
    poisson: [["wrong-forward"], ["deta", "beta"], "mu - y, the derivative for counts"],
    one: [["missing-term"], ["deta", "beta"], "the derivative of log(mu) forgotten"],
    ratio: [["sign"], ["deta", "beta"], "y / mu - 1, the sign turned"],
    link: [
      ["missing-activation-derivative", "missing-term"],
      ["deta", "beta"],
      "the derivative by mu; mu' = mu of the link forgotten",
    ],
    sum: [["sum-for-mean", "factor"], ["beta"], "not divided by the claims"],
  },
  bare: ["ratio", "sum"],
});

const visits = uniforms(1193);
/** Counts with exposures: a rate for each, the sum of negative log-probabilities, a normal prior for the slopes. */
const counts = plant({
  name: "counts with exposures",
  kind: "classical",
  params: { a: visits(-1, 1), b: visits(-1, 1, 2) },
  data: [visits(-1, 1, 7, 2), tensor([0, 2, 1, 4, 0, 1, 3]), visits(0.5, 2, 7)],
  loss: ({ a, b }, X, y, exposure) => {
    const eta = add(matmul(X, b), a);
    return add(sum(sub(mul(exposure, exp(eta)), mul(y, eta))), div(sum(square(b)), 2 * 4));
  },
  hand: (wrong, { a, b }, X, y, exposure) => {
    const rate = exp(add(matmul(X, b), a));
    const mu = wrong("exposure") ? rate : mul(exposure, rate);
    const d = wrong("times") ? mul(exposure, sub(rate, y)) : wrong("turned") ? sub(y, mu) : sub(mu, y);
    const db = matmul(transpose(X), d);
    return { a: wrong("mean") ? mean(d) : sum(d), b: wrong("prior") ? db : add(db, div(b, wrong("sd") ? 2 : 4)) };
  },
  mistakes: {
    exposure: [["missing-term"], ["a", "b"], "the exposure forgotten"],
    times: [["extra-term", "wrong-forward"], ["a", "b"], "the exposure multiplied with the counts as well"],
    turned: [["sign"], ["a", "b"], "the gradient of the log-likelihood, not of its negative"],
    mean: [["mean-for-sum", "factor"], ["a"], "a mean in place of the sum for the intercept"],
    prior: [["regulariser", "missing-term"], ["b"], "the prior forgotten"],
    sd: [["regulariser", "factor"], ["b"], "divided by the standard deviation 2, not by the variance 4"],
  },
  pairs: ["mean+sd"],
  numbers: ["mean"],
});

const eruptions = normals(1194);
/** Waiting times from two normal distributions with means, logarithms of spreads and one logit. */
const mixture = plant({
  name: "mixture of two normal distributions",
  kind: "classical",
  params: { mu: tensor([-1, 1.5]), s: tensor([0.2, -0.3]), q: tensor([0.4, -0.1]) },
  data: [eruptions(10, 1)],
  loss: ({ mu, s, q }, x) => {
    const logw = sub(q, log(sum(exp(q))));
    const logp = sub(sub(logw, s), mul(0.5, square(div(sub(x, mu), exp(s)))));
    return neg(sum(log(sum(exp(logp), 1))));
  },
  hand: (wrong, { mu, s, q }, x) => {
    const w = div(exp(q), sum(exp(q)));
    const d = sub(x, mu);
    const variance = exp(mul(2, s));
    const joint = mul(div(w, exp(s)), exp(mul(-0.5, div(square(d), variance))));
    const r = div(joint, sum(joint, wrong("axis") ? 0 : 1, { keepdims: true }));
    const kept = wrong("hard") ? joint : r;
    const ofMu = mul(kept, div(d, wrong("spread") ? exp(s) : variance));
    return {
      gradients: {
        mu: wrong("plus") ? sum(ofMu, 0) : neg(sum(ofMu, 0)),
        s: neg(sum(mul(kept, wrong("one") ? div(square(d), variance) : sub(div(square(d), variance), 1)), 0)),
        q: wrong("weights") ? neg(sum(r, 0)) : neg(sum(sub(r, w), 0)),
      },
      intermediates: { r },
    };
  },
  mistakes: {
    axis: [["wrong-axis"], ["r", "mu", "s", "q"], "responsibilities normalised over the data"],
    hard: [["missing-term"], ["mu", "s"], "the joint density not divided by its sum"],
    spread: [
      ["factor", "missing-term", "unknown"],
      ["mu"],
      "divided by the standard deviation instead of the variance",
    ],
    plus: [["sign"], ["mu"], "the minus of the log-likelihood forgotten for the means"],
    one: [["missing-term"], ["s"], "the derivative of -log(sigma) forgotten"],
    weights: [["missing-term"], ["q"], "the normalisation of the weights forgotten"],
  },
  bare: ["axis", "plus"],
});

const films = normals(1195);
/** Ratings from factors and biases of people and films, where they were given, with a penalty on the factors. */
const factors = plant({
  name: "ratings of films by factors",
  kind: "classical",
  params: { P: films(4, 2), Q: films(5, 2), bp: films(4), bq: films(5) },
  data: [
    films(4, 5),
    tensor([
      [1, 0, 1, 1, 0],
      [0, 1, 1, 0, 1],
      [1, 1, 0, 0, 1],
      [0, 1, 0, 1, 1],
    ]),
  ],
  loss: ({ P, Q, bp, bq }, R, given) => {
    const predicted = add(add(matmul(P, transpose(Q)), expandDims(bp, 1)), bq);
    const errors = mul(given, square(sub(predicted, R)));
    return add(mul(0.5, sum(errors)), mul(0.1, add(sum(square(P)), sum(square(Q)))));
  },
  hand: (wrong, { P, Q, bp, bq }, R, given) => {
    const difference = sub(add(add(matmul(P, transpose(Q)), expandDims(bp, 1)), bq), R);
    const E = mul(wrong("two") ? 2 : 1, wrong("given") ? difference : mul(given, difference));
    const moved = sub(P, mul(0.1, add(matmul(E, Q), mul(0.2, P))));
    const ofQ = einsum("ui,uk->ik", E, wrong("moved") ? moved : P);
    return {
      gradients: {
        P: add(einsum("ui,ik->uk", E, Q), mul(wrong("half") ? 0.1 : 0.2, P)),
        Q: wrong("penalty") ? ofQ : add(ofQ, mul(0.2, Q)),
        bp: sum(E, 1),
        bq: sum(E, 0),
      },
      intermediates: { E },
    };
  },
  mistakes: {
    two: [["factor"], ["E", "P", "Q", "bp", "bq"], "2 E, the loss has a half"],
    given: [["missing-term"], ["E", "P", "Q", "bp", "bq"], "ratings that were not given count as errors"],
    half: [["regulariser", "factor"], ["P"], "lambda P in place of 2 lambda P"],
    penalty: [["regulariser", "missing-term"], ["Q"], "the penalty of the films forgotten"],
    moved: [["stale-cache"], ["Q"], "dQ with the people's factors after their step"],
  },
  pairs: ["half+penalty"],
  bare: ["two", "given"],
  numbers: ["moved"],
});

const swings = uniforms(1196);
/** A damped pendulum in explicit steps, its angle against observations; the adjoints go back step by step. */
const pendulum = plant({
  name: "damped pendulum in steps",
  kind: "classical",
  params: { k: tensor(1.5), c: tensor(0.4), start: tensor([0.8, -0.2]) },
  data: [swings(-1, 1, 8)],
  loss: ({ k, c, start }, seen) => {
    let [theta, omega] = [at(start, 0), at(start, 1)] as [Tensor, Tensor];
    let total: Tensor = tensor(0);
    for (let t = 0; t < 8; t++) {
      const pull = neg(add(mul(k, sin(theta)), mul(c, omega)));
      [theta, omega] = [add(theta, mul(0.2, omega)), add(omega, mul(0.2, pull))];
      total = add(total, mul(0.5, square(sub(theta, at(seen, t)))));
    }
    return total;
  },
  hand: (wrong, { k, c, start }, seen) => {
    const theta: Tensor[] = [at(start, 0)];
    const omega: Tensor[] = [at(start, 1)];
    for (let t = 0; t < 8; t++) {
      theta.push(add(theta[t]!, mul(0.2, omega[t]!)));
      omega.push(sub(omega[t]!, mul(0.2, add(mul(k, sin(theta[t]!)), mul(c, omega[t]!)))));
    }
    let [p, v, gk, gc]: Tensor[] = [tensor(0), tensor(0), tensor(0), tensor(0)];
    for (let t = 7; t >= 0; t--) {
      const here = sub(theta[t + 1]!, at(seen, t));
      p = wrong("last") && t < 7 ? p! : add(p!, here);
      const at1 = wrong("after") ? t + 1 : t;
      const step = wrong("dt") ? 1 : 0.2;
      gk = sub(gk!, mul(mul(step, v!), sin(theta[at1]!)));
      gc = wrong("plus") ? add(gc!, mul(mul(0.2, v!), omega[t]!)) : sub(gc!, mul(mul(0.2, v!), omega[t]!));
      const slope = wrong("small") ? k : mul(k, cos(theta[t]!));
      const before = sub(p!, mul(0.2, mul(v!, slope)));
      v = add(wrong("damping") ? v! : sub(v!, mul(0.2, mul(c, v!))), mul(0.2, p!));
      p = before;
    }
    return { k: gk, c: gc, start: stack([p!, v!]) };
  },
  mistakes: {
    last: [["missing-term", "one-sample"], ["k", "c", "start"], "the errors before the last step forgotten"],
    after: [["off-by-one-layer", "derivative-at-wrong-value"], ["k"], "the sine of the angle after the step"],
    dt: [["factor"], ["k"], "the length of the step forgotten"],
    plus: [["sign"], ["c"], "the minus of the damping forgotten"],
    small: [
      ["missing-term", "missing-activation-derivative"],
      ["k", "c", "start"],
      "cos(theta) forgotten, as for small angles",
    ],
    damping: [["missing-term"], ["k", "c", "start"], "the damping forgotten on the way back"],
  },
  pairs: ["dt+plus"],
  numbers: ["after"],
});

const matches = normals(1197);
/** The strengths of five teams and an advantage at home, from who won, with a normal prior for all of them. */
const teams = plant({
  name: "strengths of teams",
  kind: "classical",
  params: { strength: matches(5), home: matches() },
  data: [oneHot([0, 1, 2, 3, 4, 0], 5), oneHot([1, 2, 3, 4, 0, 2], 5), tensor([1, 0, 1, 1, 0, 1])],
  loss: ({ strength, home }, host, guest, won) => {
    const eta = add(matmul(sub(host, guest), strength), home);
    return add(sum(sub(log(add(1, exp(eta))), mul(won, eta))), mul(0.25, add(sum(square(strength)), square(home))));
  },
  hand: (wrong, { strength, home }, host, guest, won) => {
    const p = sigmoid(add(matmul(sub(host, guest), strength), home));
    const d = wrong("twice") ? mul(sub(p, won), mul(p, sub(1, p))) : sub(p, won);
    const hosts = matmul(transpose(host), d);
    const guests = matmul(transpose(guest), d);
    const data = wrong("hosts") ? hosts : wrong("plus") ? add(hosts, guests) : sub(hosts, guests);
    return {
      gradients: {
        strength: wrong("prior")
          ? sub(data, mul(0.5, strength))
          : add(data, mul(wrong("quarter") ? 0.25 : 0.5, strength)),
        home: wrong("home") ? sum(d) : add(sum(d), mul(0.5, home)),
      },
      intermediates: { d },
    };
  },
  mistakes: {
    twice: [["doubled-activation-derivative"], ["d", "strength", "home"], "p - won multiplied by p (1 - p) again"],
    hosts: [["missing-term"], ["strength"], "the guests get no gradient"],
    plus: [["sign"], ["strength"], "the guests with the hosts' sign"],
    prior: [["regulariser", "sign"], ["strength"], "the prior's derivative subtracted"],
    quarter: [["regulariser", "factor"], ["strength"], "the 2 of the prior's square forgotten"],
    home: [["regulariser", "missing-term"], ["home"], "the prior of the advantage forgotten"],
  },
  pairs: ["plus+home"],
  bare: ["twice", "prior"],
  numbers: ["hosts"],
});

/** All of this family. */
export const eleventhClassical: readonly EverydayCase[] = [
  ...ridge,
  ...gammaClaims,
  ...counts,
  ...mixture,
  ...factors,
  ...pendulum,
  ...teams,
];
