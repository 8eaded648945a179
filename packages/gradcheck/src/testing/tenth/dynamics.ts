import {
  add,
  at,
  cos,
  div,
  exp,
  linalg,
  log,
  matmul,
  mul,
  neg,
  reshape,
  sigmoid,
  sin,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tensor,
  trace,
  transpose,
} from "@wengert/autograd";
import { normals, plant, uniforms } from "../everyday/case.ts";

/** A pendulum with friction by Euler's steps; length and friction are fitted to what was seen. */
const pendulum = plant({
  name: "pendulum",
  kind: "classical",
  params: { k: tensor(2), c: tensor(0.4) },
  data: [tensor([0.9, 0.8, 0.5, 0.2, -0.3, -0.6])],
  loss: ({ k, c }, seen) => {
    let [x, v]: Tensor[] = [tensor(1), tensor(0)];
    let total: Tensor = tensor(0);
    for (let t = 0; t < 6; t++) {
      const force = sub(neg(mul(k, sin(x!))), mul(c, v!));
      [x, v] = [add(x!, mul(0.2, v!)), add(v!, mul(0.2, force))];
      total = add(total, square(sub(x!, at(seen, t))));
    }
    return total;
  },
  hand: (wrong, { k, c }, seen) => {
    const dt = 0.2;
    const [xs, vs]: Tensor[][] = [[tensor(1)], [tensor(0)]];
    for (let t = 0; t < 6; t++) {
      const force = sub(neg(mul(k, sin(xs![t]!))), mul(c, vs![t]!));
      xs!.push(add(xs![t]!, mul(dt, vs![t]!)));
      vs!.push(add(vs![t]!, mul(dt, force)));
    }
    const shown: Record<string, Tensor> = {};
    let [dx, dv, dk, dc]: Tensor[] = [tensor(0), tensor(0), tensor(0), tensor(0)];
    for (let t = 5; t >= 0; t--) {
      const own = mul(2, sub(xs![t + 1]!, at(seen, t)));
      dx = wrong("last only") && t < 5 ? dx! : add(dx!, own);
      const f = mul(dt, dv!);
      const at1 = wrong("new state") ? t + 1 : t;
      dk = sub(dk!, mul(f, sin(xs![at1]!)));
      dc = sub(dc!, mul(f, vs![at1]!));
      const slope = wrong("sin for cos") ? sin(xs![t]!) : cos(xs![t]!);
      const newDx = wrong("no spring") ? dx! : sub(dx!, mul(f, mul(k, slope)));
      const kept = wrong("no friction") ? dv! : sub(dv!, mul(f, c));
      [dx, dv] = [newDx, add(kept, wrong("dt forgotten") ? dx! : mul(dt, dx!))];
      shown[`x${t}`] = xs![t]!;
      shown[`v${t}`] = vs![t]!;
    }
    return {
      gradients: { k: dk, c: wrong("sign of c") ? neg(dc!) : dc },
      intermediates: shown,
    };
  },
  mistakes: {
    "last only": [["missing-term", "one-sample"], ["k", "c"], "only the last observation counts"],
    "new state": [
      ["off-by-one-layer", "derivative-at-wrong-value"],
      ["k", "c"],
      "the states after the step where those before belong",
    ],
    "sin for cos": [["derivative-at-wrong-value"], ["k", "c"], "sin where its derivative belongs"],
    "no spring": [["missing-term"], ["k", "c"], "the way from the force to the place left out"],
    "no friction": [["missing-term"], ["k", "c"], "the friction on the way back left out"],
    "dt forgotten": [["factor", "missing-term"], ["k", "c"], "the step's length forgotten once"],
    "sign of c": [["sign"], ["c"], "friction's gradient turned"],
  },
  pairs: ["no friction+sign of c"],
  numbers: ["new state"],
});

const b = normals(5202);

/** Logistic regression with a normal prior on the weights: the negative logarithm of the posterior. */
const bayesian = plant({
  name: "bayesian logistic",
  kind: "classical",
  params: { w: b(4) },
  data: [b(9, 4), tensor([1, -1, 1, 1, -1, -1, 1, -1, 1]), tensor([0.5, 1, 2, 4])],
  batchAxis: 0,
  loss: ({ w }, X, y, precision) => {
    const margin = mul(y, matmul(X, w));
    return add(sum(log(add(1, exp(neg(margin))))), mul(0.5, sum(mul(precision, square(w)))));
  },
  hand: (wrong, { w }, X, y, precision) => {
    const margin = mul(y, matmul(X, w));
    const s = sigmoid(wrong("σ of plus") ? margin : neg(margin));
    const each = wrong("labels left out") ? neg(s) : neg(mul(y, s));
    const likelihood = matmul(transpose(X), each);
    const scaled = wrong("mean") ? div(likelihood, 9) : likelihood;
    const prior = wrong("variance") ? div(w, precision) : mul(wrong("two") ? 2 : 1, mul(precision, w));
    const posterior = add(scaled, prior);
    return { gradients: { w: wrong("no prior") ? likelihood : posterior }, intermediates: { margin, s } };
  },
  mistakes: {
    "σ of plus": [["derivative-at-wrong-value"], ["w", "s"], "σ(m) for σ(-m)"],
    "labels left out": [["missing-term", "sign"], ["w"], "the label's factor forgotten"],
    mean: [["mean-for-sum", "factor"], ["w"], "the likelihood averaged"],
    variance: [["regulariser", "wrong-forward", "derivative-at-wrong-value"], ["w"], "divided by the precision"],
    two: [["regulariser", "factor"], ["w"], "the half of the prior forgotten"],
    "no prior": [["regulariser", "missing-term"], ["w"], "the prior left out"],
  },
  numbers: ["two"],
  bare: ["mean", "no prior"],
});

/** Exponential smoothing with a trend; both rates are fitted. */
const smoothing = plant({
  name: "holt smoothing",
  kind: "classical",
  params: { alpha: tensor(0.3), beta: tensor(0.2) },
  data: [tensor([1, 1.4, 1.1, 2, 2.3, 2.1, 3])],
  loss: ({ alpha, beta }, y) => {
    let [level, slope]: Tensor[] = [at(y, 0), tensor(0)];
    let total: Tensor = tensor(0);
    for (let t = 1; t < 7; t++) {
      const forecast = add(level!, slope!);
      const e = sub(at(y, t), forecast);
      total = add(total, square(e));
      [level, slope] = [add(forecast, mul(alpha, e)), add(slope!, mul(beta, e))];
    }
    return div(total, 6);
  },
  hand: (wrong, { alpha, beta }, y) => {
    const errors: Tensor[] = [];
    let [level, slope]: Tensor[] = [at(y, 0), tensor(0)];
    for (let t = 1; t < 7; t++) {
      const forecast = add(level!, slope!);
      const e = sub(at(y, t), forecast);
      errors.push(e);
      [level, slope] = [add(forecast, mul(alpha, e)), add(slope!, mul(beta, e))];
    }
    let [dl, ds, da, db]: Tensor[] = [tensor(0), tensor(0), tensor(0), tensor(0)];
    for (let t = 5; t >= 0; t--) {
      const e = errors[t]!;
      da = add(da!, mul(dl!, e));
      db = add(db!, mul(ds!, wrong("next error") && t < 5 ? errors[t + 1]! : e));
      const own = div(mul(2, e), wrong("not averaged") ? 1 : 6);
      const viaSlope = wrong("slope's way") ? tensor(0) : mul(ds!, beta);
      const de = add(add(own, mul(dl!, alpha)), viaSlope);
      const forecast = wrong("sign of e") ? add(dl!, de) : sub(dl!, de);
      [dl, ds] = [forecast, wrong("slope stays") ? forecast : add(ds!, forecast)];
    }
    return { alpha: da, beta: db };
  },
  mistakes: {
    "next error": [["off-by-one-layer", "derivative-at-wrong-value"], ["beta"], "the next step's error"],
    "not averaged": [["sum-for-mean", "factor"], ["alpha", "beta"], "no mean over the steps"],
    "slope's way": [["missing-term"], ["alpha", "beta"], "the slope's update left out on the way back"],
    "sign of e": [["sign"], ["alpha", "beta"], "e = y - forecast: the minus forgotten"],
    "slope stays": [["missing-term"], ["alpha", "beta"], "the slope's own way from step to step left out"],
  },
  pairs: ["not averaged+slope's way"],
  numbers: ["sign of e"],
});

/** Logistic growth from a start that is fitted as well, half the squared error. */
const growth = plant({
  name: "logistic growth",
  kind: "classical",
  params: { r: tensor(0.8), K: tensor(3), start: tensor(0.3) },
  data: [tensor([0.5, 0.9, 1.4, 1.9, 2.2])],
  loss: ({ r, K, start }, seen) => {
    let n: Tensor = start;
    const states: Tensor[] = [];
    for (let t = 0; t < 5; t++) {
      n = add(n, mul(r, mul(n, sub(1, div(n, K)))));
      states.push(n);
    }
    return mul(0.5, sum(square(sub(stack(states, 0), seen))));
  },
  hand: (wrong, { r, K, start }, seen) => {
    const ns: Tensor[] = [start];
    for (let t = 0; t < 5; t++) ns.push(add(ns[t]!, mul(r, mul(ns[t]!, sub(1, div(ns[t]!, K))))));
    const shown: Record<string, Tensor> = {};
    let [dr, dK, carried]: Tensor[] = [tensor(0), tensor(0), tensor(0)];
    for (let t = 5; t > 0; t--) {
      const n = ns[t - 1]!;
      const g = add(carried!, sub(ns[t]!, at(seen, t - 1)));
      shown[`n${t}`] = ns[t]!;
      shown[`dn${t}`] = g;
      dr = add(dr!, mul(g, wrong("r's factor") ? n : mul(n, sub(1, div(n, K)))));
      const byK = div(mul(r, square(n)), wrong("K once") ? K : square(K));
      dK = wrong("K overwritten") ? mul(g, byK) : wrong("minus K") ? sub(dK!, mul(g, byK)) : add(dK!, mul(g, byK));
      const two = wrong("product rule") ? 1 : 2;
      const growing = mul(r, sub(1, div(mul(two, n), K)));
      carried = mul(g, wrong("stays") ? growing : add(1, growing));
    }
    return {
      gradients: { r: dr, K: dK, start: wrong("first state") ? sub(ns[1]!, at(seen, 0)) : carried },
      intermediates: shown,
    };
  },
  mistakes: {
    "r's factor": [["missing-term", "derivative-at-wrong-value"], ["r"], "n for n(1 - n/K)"],
    "K once": [
      ["missing-term", "factor", "derivative-at-wrong-value"],
      ["K"],
      "1/K for 1/K²: a factor of the chain rule",
    ],
    "K overwritten": [["one-sample", "missing-term"], ["K"], "= for += over the steps"],
    "minus K": [["sign"], ["K"], "the sign of the derivative of -1/K"],
    "product rule": [
      ["missing-term", "factor"],
      ["r", "K", "start", "dn4", "dn3", "dn2", "dn1", "n4", "n3", "n2", "n1"],
      "n² differentiated as n: the 2 forgotten",
    ],
    stays: [
      ["missing-term"],
      ["r", "K", "start", "dn4", "dn3", "dn2", "dn1", "n4", "n3", "n2", "n1"],
      "the state's own way into the next state left out",
    ],
    "first state": [["missing-term", "one-sample"], ["start"], "only the first observation's error, nothing carried"],
  },
  pairs: ["K overwritten+r's factor"],
  numbers: ["minus K", "product rule"],
});

const e = uniforms(5205);

/** A Gaussian process's marginal likelihood by its noise and its scale. */
const process = plant({
  name: "gaussian process",
  kind: "classical",
  params: { scale: tensor(1.3), noise: tensor(0.4) },
  data: [e(-2, 2, 6), e(-1, 1, 6)],
  loss: ({ scale, noise }, x, y) => {
    const gap = sub(reshape(x, [6, 1]), reshape(x, [1, 6]));
    const unit = exp(mul(-0.5, square(gap)));
    const C = add(
      mul(scale, unit),
      mul(noise, tensor([0, 1, 2, 3, 4, 5].map((i) => [0, 1, 2, 3, 4, 5].map((j) => +(i === j))))),
    );
    return mul(0.5, add(sum(mul(y, linalg.solve(C, y))), log(linalg.det(C))));
  },
  hand: (wrong, { scale, noise }, x, y) => {
    const gap = sub(reshape(x, [6, 1]), reshape(x, [1, 6]));
    const unit = exp(mul(-0.5, square(gap)));
    const I = tensor([0, 1, 2, 3, 4, 5].map((i) => [0, 1, 2, 3, 4, 5].map((j) => +(i === j))));
    const inverse = linalg.inv(add(mul(scale, unit), mul(noise, I)));
    const alpha = matmul(inverse, y);
    const by = (D: Tensor): Tensor => {
      const fit = neg(sum(mul(alpha, matmul(D, alpha))));
      const complexity = trace(matmul(inverse, D));
      if (wrong("no determinant")) return mul(0.5, fit);
      const both = wrong("fit's sign") ? sub(complexity, fit) : add(fit, complexity);
      return wrong("half") ? both : mul(0.5, both);
    };
    return { scale: by(wrong("scale twice") ? mul(scale, unit) : unit), noise: by(I) };
  },
  mistakes: {
    "no determinant": [["missing-term"], ["scale", "noise"], "the determinant's part left out"],
    "fit's sign": [["sign"], ["scale", "noise"], "the inverse's derivative without its minus"],
    half: [["factor"], ["scale", "noise"], "the half forgotten"],
    "scale twice": [["factor", "extra-term"], ["scale"], "the kernel with its scale for the derivative by the scale"],
  },
  numbers: ["half"],
});

/** Recurrences of physics and statistics, and models with a prior. */
export const tenthDynamics = [...pendulum, ...bayesian, ...smoothing, ...growth, ...process];
