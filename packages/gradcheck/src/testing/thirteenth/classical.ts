import {
  add,
  at,
  div,
  exp,
  expandDims,
  linalg,
  log,
  log1p,
  logsumexp,
  matmul,
  mean,
  mul,
  neg,
  set,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, plant } from "../everyday/case.ts";

const k1 = normals(1391);

/** Ridge regression for two outputs with an intercept that is not penalised; the mean over samples, one half before it. */
const ridge = plant({
  name: "ridge with an intercept",
  kind: "classical",
  params: { B: k1(4, 2), b0: k1(2) },
  data: [k1(9, 4), k1(9, 2)],
  batchAxis: 0,
  loss: ({ B, b0 }, X, Y) => {
    const n = X.shape[0]!;
    return math`sum((${X} @ ${B} + ${b0} - ${Y})**2) / (2 * ${n}) + 0.15 * sum(${B}**2)`;
  },
  hand: (wrong, { B, b0 }, X, Y) => {
    const n = X.shape[0]!;
    const R = math`${X} @ ${B} + ${b0} - ${Y}`;
    const dB = math`${X}.T @ ${R} / ${n}`;
    const size = wrong("squared by the number") ? n * n : n;
    const lam = wrong("penalty halved") ? 0.15 : wrong("no penalty") ? 0 : wrong("penalty by samples") ? 0.3 / n : 0.3;
    return {
      B: math`${dB} + ${lam} * ${B}`,
      b0: wrong("intercept penalised") ? math`sum(${R}, 0) / ${n} + 0.3 * ${b0}` : math`sum(${R}, 0) / ${size}`,
    };
  },
  mistakes: {
    "squared by the number": [
      ["mean-for-sum", "factor"],
      ["b0"],
      "Divided by n twice: a mean of what is divided by n.",
    ],
    "penalty halved": [["regulariser", "factor"], ["B"], "lambda B for 2 lambda B."],
    "no penalty": [["regulariser", "missing-term"], ["B"], "The penalty's gradient is missing."],
    "penalty by samples": [["regulariser", "factor", "mean-for-sum"], ["B"], "The penalty is divided by n, too."],
    "intercept penalised": [["regulariser", "extra-term"], ["b0"], "The intercept is penalised, too."],
  },
  pairs: ["no penalty+squared by the number"],
  numbers: ["penalty halved"],
});

const k2 = normals(1392);

/** Repair costs: gamma deviance with a log link, sample weights, a loop over the claims. */
const costs = plant({
  name: "costs with a log link",
  kind: "classical",
  params: { beta: mul(0.3, k2(3)) },
  data: [k2(6, 3), exp(mul(0.5, k2(6))) as Tensor, tensor([1, 2, 1, 0.5, 1, 3])],
  loss: ({ beta }, X, y, w) => {
    const eta = matmul(X, beta);
    return sum(mul(w, add(eta, mul(y, exp(neg(eta))))));
  },
  hand: (wrong, { beta }, X, y, w) => {
    let g: Tensor = zerosLike(beta);
    for (let i = 0; i < 6; i++) {
      const x = at(X, i);
      const mu = exp(sum(mul(x, beta)));
      const ratio = div(at(y, i), wrong("link forgotten") ? sum(mul(x, beta)) : mu);
      const slope = wrong("Poisson's score")
        ? sub(mu, at(y, i))
        : wrong("constant left out")
          ? neg(ratio)
          : sub(1, ratio);
      const part = mul(mul(wrong("weights left out") ? 1 : at(w, i), slope), x);
      g = wrong("last claim only") ? part : add(g, part);
    }
    return { beta: g };
  },
  mistakes: {
    "link forgotten": [["derivative-at-wrong-value"], ["beta"], "y / eta for y / exp(eta)."],
    "Poisson's score": [["wrong-forward", "missing-term"], ["beta"], "mu - y, the score of counts."],
    "constant left out": [["missing-term"], ["beta"], "The derivative of eta itself, 1, is missing."],
    "weights left out": [["missing-term"], ["beta"], "The samples' weights are missing."],
    "last claim only": [["one-sample"], ["beta"], "= for += in the loop over claims."],
  },
  numbers: ["Poisson's score"],
});

const k3 = normals(1393);

/** Two bells of different widths in one dimension: the negative log-likelihood, by responsibilities. */
const bells = plant({
  name: "mixture of two bells",
  kind: "classical",
  params: { logit: tensor([0.3, -0.2]), m: tensor([-1, 1.2]), ls: tensor([0.1, -0.3]) },
  data: [mul(1.5, k3(8))],
  loss: ({ logit, m, ls }, x) => {
    const logpi = sub(logit, logsumexp(logit));
    const u = div(sub(expandDims(x, 1), m), exp(ls));
    const lp = sub(add(logpi, neg(ls)), mul(0.5, square(u)));
    return neg(sum(logsumexp(lp, 1)));
  },
  hand: (wrong, { logit, m, ls }, x) => {
    const pi = exp(sub(logit, logsumexp(logit)));
    const d = sub(expandDims(x, 1), m);
    const u = div(d, exp(ls));
    const lp = sub(sub(log(pi), ls), mul(0.5, square(u)));
    const axis = wrong("normalised over samples") ? 0 : 1;
    const r = exp(sub(lp, logsumexp(lp, axis, { keepdims: true })));
    const dm = wrong("variance for width") ? mul(r, u) : mul(r, div(u, exp(ls)));
    const dls = wrong("normaliser left out") ? mul(r, square(u)) : mul(r, sub(square(u), 1));
    const dlogit = wrong("weights of one") ? neg(sum(r, 0)) : sub(mul(8, pi), sum(r, 0));
    return {
      gradients: {
        logit: dlogit,
        m: wrong("towards the samples") ? sum(dm, 0) : neg(sum(dm, 0)),
        ls: neg(sum(dls, 0)),
      },
      intermediates: { u, lp, r },
    };
  },
  mistakes: {
    "normalised over samples": [
      ["wrong-axis"],
      ["r", "logit", "m", "ls"],
      "Responsibilities sum to one over the samples.",
    ],
    "variance for width": [["missing-term"], ["m"], "(x - m) / s for (x - m) / s**2: one division by s is missing."],
    "normaliser left out": [["missing-term"], ["ls"], "The derivative of log s is missing."],
    "weights of one": [["missing-term"], ["logit"], "n pi, from the normalisation of the weights, is missing."],
    "towards the samples": [["sign"], ["m"], "The minus of the negative likelihood is lost."],
  },
  pairs: ["normaliser left out+towards the samples"],
  bare: ["normalised over samples", "variance for width", "weights of one"],
});

const k4 = normals(1394);

/** Ratings with factors and biases, only the pairs that were rated, each with its own decay, in a loop. */
const ratings = plant({
  name: "ratings with biases",
  kind: "classical",
  params: { P: k4(3, 2), Q: k4(4, 2), p: k4(3), q: k4(4) },
  data: [
    [
      [0, 1, 4],
      [0, 3, 2.5],
      [1, 0, 3],
      [2, 2, 5],
      [2, 1, 1],
      [1, 3, 4.5],
    ] as const,
  ],
  loss: ({ P, Q, p, q }, list) => {
    let e: Tensor = tensor(0);
    for (const [u, i, r] of list) {
      const guess = add(add(sum(mul(at(P, u), at(Q, i))), add(at(p, u), at(q, i))), 3);
      e = add(e, square(sub(guess, r)));
    }
    return add(e, mul(0.1, add(sum(square(P)), sum(square(Q)))));
  },
  hand: (wrong, { P, Q, p, q }, list) => {
    let [dP, dQ, dp, dq]: Tensor[] = [
      mul(0.2, P),
      mul(wrong("decay of the items") ? 0.1 : 0.2, Q),
      zerosLike(p),
      zerosLike(q),
    ];
    let items: Tensor = Q;
    for (const [u, i, r] of list) {
      const guess = add(add(sum(mul(at(P, u), at(Q, i))), add(at(p, u), at(q, i))), 3);
      const e = mul(wrong("rating minus guess") ? -2 : 2, sub(guess, r));
      dP = set(dP!, u, add(at(dP!, u), mul(e, at(items, i))));
      dQ = set(dQ!, i, add(at(dQ!, i), mul(e, wrong("item's own factors") ? at(Q, i) : at(P, u))));
      // stochastic descent moves on at once
      if (wrong("items moved on")) items = set(items, i, sub(at(items, i), mul(0.05, mul(e, at(P, u)))));
      dp = set(dp!, u, wrong("user's bias set") ? e : add(at(dp!, u), e));
      dq = set(dq!, i, add(at(dq!, i), e));
    }
    return { P: dP, Q: dQ, p: dp, q: dq };
  },
  mistakes: {
    "decay of the items": [["regulariser", "factor"], ["Q"], "lambda Q for 2 lambda Q."],
    "rating minus guess": [["sign"], ["P", "Q", "p", "q"], "The error is turned round, the decay is not."],
    "item's own factors": [["wrong-layer", "derivative-at-wrong-value"], ["Q"], "dQ is made with Q, not with P."],
    "items moved on": [["stale-cache"], ["P"], "P's gradient sees items that were updated already."],
    "user's bias set": [["one-sample", "missing-term"], ["p"], "= for +=: each user's last rating alone."],
  },
  pairs: ["rating minus guess+decay of the items"],
  numbers: ["user's bias set"],
});

/** A damped spring, ten Euler steps; stiffness, damping and the first position are fitted to measurements. */
const spring = plant({
  name: "damped spring by euler steps",
  kind: "classical",
  params: { k: tensor(1.8), c: tensor(0.4), x0: tensor(1.1) },
  data: [tensor([1, 0.95, 0.9, 0.8, 0.6, 0.5, 0.3, 0.1, -0.1, -0.2])],
  loss: ({ k, c, x0 }, seen) => {
    let [x, v]: Tensor[] = [x0, tensor(0)];
    let e: Tensor = tensor(0);
    for (let t = 0; t < 10; t++) {
      const a = neg(add(mul(k, x!), mul(c, v!)));
      [x, v] = [add(x!, mul(0.1, v!)), add(v!, mul(0.1, a))];
      e = add(e, square(sub(x, at(seen, t))));
    }
    return e;
  },
  hand: (wrong, { k, c, x0 }, seen) => {
    const xs: Tensor[] = [x0];
    const vs: Tensor[] = [tensor(0)];
    for (let t = 0; t < 10; t++) {
      const a = neg(add(mul(k, xs[t]!), mul(c, vs[t]!)));
      xs.push(add(xs[t]!, mul(0.1, vs[t]!)));
      vs.push(add(vs[t]!, mul(0.1, a)));
    }
    let [gx, gv, gk, gc]: Tensor[] = [tensor(0), tensor(0), tensor(0), tensor(0)];
    for (let t = 9; t >= 0; t--) {
      gx = add(gx!, mul(2, sub(xs[t + 1]!, at(seen, t))));
      const ga = mul(wrong("step size forgotten") ? 1 : 0.1, gv!);
      gk = sub(gk!, mul(ga, xs[wrong("position after the step") ? t + 1 : t]!));
      gc = sub(gc!, mul(ga, vs[t]!));
      const damped = wrong("damping not followed") ? gv! : sub(gv!, mul(mul(0.1, gv!), c));
      const nv = add(damped, mul(0.1, gx));
      const force = mul(mul(0.1, gv!), k);
      gx = wrong("force pushes away") ? add(gx, force) : sub(gx, force);
      gv = nv;
    }
    return { k: gk, c: gc, x0: gx };
  },
  mistakes: {
    "step size forgotten": [["factor"], ["k", "c"], "The 0.1 of the step is missing."],
    "position after the step": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["k"],
      "x[t + 1] for x[t].",
    ],
    "damping not followed": [["missing-term"], ["k", "c", "x0"], "The velocity's way through the damping is left out."],
    "force pushes away": [["sign"], ["k", "c", "x0"], "The adjoint of the force has the wrong sign."],
  },
  numbers: ["position after the step"],
});

const k6 = normals(1396);

/** The negative log posterior of a logistic regression, a normal prior with a full precision matrix and a mean. */
const posterior = plant({
  name: "logistic posterior with a full prior",
  kind: "classical",
  params: { w: k6(3) },
  data: [
    k6(8, 3),
    tensor([1, 0, 1, 1, 0, 0, 1, 0]),
    tensor([0.2, -0.1, 0.4]),
    tensor([
      [2, 0.5, 0],
      [0.5, 1, 0.3],
      [0, 0.3, 1.5],
    ]),
  ],
  loss: ({ w }, X, y, m0, L) => {
    const s = matmul(X, w);
    const d = sub(w, m0);
    return add(sum(sub(log1p(exp(s)), mul(y, s))), mul(0.5, sum(mul(d, matmul(L, d)))));
  },
  hand: (wrong, { w }, X, y, m0, L) => {
    const s = matmul(X, w);
    const p = sigmoid(s);
    const e = wrong("slope of the sigmoid again") ? mul(sub(p, y), mul(p, sub(1, p))) : sub(p, y);
    const lik = wrong("mean over samples") ? mean(mul(expandDims(e, 1), X), 0) : matmul(transpose(X), e);
    const d = wrong("prior mean left out") ? w : sub(w, m0);
    const prior = wrong("covariance for precision") ? linalg.solve(L, d) : matmul(L, d);
    const full = wrong("log prior added") ? sub(lik, prior) : wrong("likelihood only") ? lik : add(lik, prior);
    return { gradients: { w: full }, intermediates: { s, p } };
  },
  mistakes: {
    "slope of the sigmoid again": [["doubled-activation-derivative"], ["w"], "p - y has p(1 - p) in it already."],
    "mean over samples": [["mean-for-sum", "factor"], ["w"], "The likelihood is averaged, the loss has its sum."],
    "prior mean left out": [["regulariser", "missing-term"], ["w"], "L w for L (w - m0)."],
    "covariance for precision": [["regulariser", "wrong-forward"], ["w"], "The inverse of L is used."],
    "log prior added": [["sign", "regulariser"], ["w"], "The prior's part has the wrong sign."],
    "likelihood only": [["regulariser", "missing-term"], ["w"], "The prior is forgotten."],
  },
  pairs: ["mean over samples+prior mean left out"],
  bare: ["covariance for precision", "mean over samples", "likelihood only"],
});

const k7 = normals(1397);

/** A factorisation machine of second order by the sum-of-squares trick, squared error. */
const machine = plant({
  name: "factorisation machine",
  kind: "classical",
  params: { w: k7(4), V: k7(4, 2) },
  data: [k7(6, 4), k7(6)],
  batchAxis: 0,
  loss: ({ w, V }, X, y) => {
    const s = matmul(X, V);
    const f = add(matmul(X, w), mul(0.5, sub(sum(square(s), 1), sum(matmul(square(X), square(V)), 1))));
    return mean(square(sub(f, y)));
  },
  hand: (wrong, { w, V }, X, y) => {
    const s = matmul(X, V);
    const f = add(matmul(X, w), mul(0.5, sub(sum(square(s), 1), sum(matmul(square(X), square(V)), 1))));
    const df = mul(2 / 6, sub(f, y));
    const cross = matmul(transpose(X), mul(expandDims(df, 1), s));
    const own = mul(V, expandDims(matmul(df, wrong("x not squared") ? X : square(X)), 1));
    const whole = wrong("own squares left out")
      ? cross
      : wrong("half kept")
        ? mul(0.5, sub(cross, own))
        : sub(cross, own);
    return { gradients: { w: matmul(df, X), V: whole }, intermediates: { s, f, df } };
  },
  mistakes: {
    "x not squared": [["derivative-at-wrong-value", "missing-term"], ["V"], "x for x**2 in the diagonal part."],
    "own squares left out": [["missing-term"], ["V"], "The diagonal is not taken away."],
    "half kept": [["factor"], ["V"], "The half stays though the square gives a 2."],
  },
  bare: ["own squares left out", "half kept"],
});

/** Classical models. */
export const thirteenthClassical: EverydayCase[] = [
  ...ridge,
  ...costs,
  ...bells,
  ...ratings,
  ...spring,
  ...posterior,
  ...machine,
];
