import {
  add,
  at,
  cos,
  div,
  exp,
  greater,
  log,
  logsumexp,
  matmul,
  matvec,
  mul,
  reshape,
  sigmoid,
  sin,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  zeros,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, plant, uniforms } from "../everyday/case.ts";

const field = normals(1281);

/** Ridge regression of a surface with an unpenalised intercept: 1/n RSS + lambda |theta|^2. */
const surfaceRidge = plant({
  name: "ridge on a surface",
  kind: "classical",
  batchAxis: 0,
  params: { theta: field(5), intercept: field() },
  data: [field(12, 5), field(12), 0.3],
  loss: ({ theta, intercept }, X, y, lambda) =>
    math`mean((${y} - ${X} @ ${theta} - ${intercept})**2) + ${lambda} * ${theta} @ ${theta}`,
  hand: (wrong, { theta, intercept }, X, y, lambda) => {
    const n = X.shape[0]!;
    const residual = math`${y} - ${X} @ ${theta} - ${intercept}`;
    const front = wrong("plus in front") ? 2 / n : -2 / n;
    const data = math`${front} * ${X}.T @ ${residual}`;
    let penalty = mul(2 * lambda, theta);
    if (wrong("penalty like lasso's")) penalty = math`${lambda} * sign(${theta})`;
    if (wrong("penalty over n, too")) penalty = mul((2 * lambda) / n, theta);
    return {
      theta: wrong("ridge as least squares") ? data : add(data, penalty),
      intercept: mul(wrong("intercept not averaged") ? -2 : -2 / n, sum(residual)),
    };
  },
  mistakes: {
    "plus in front": [["sign"], ["theta"], "the minus of the inner derivative is missing in the data term"],
    "penalty like lasso's": [["regulariser", "wrong-forward"], ["theta"], "lambda sign(theta) for 2 lambda theta"],
    "penalty over n, too": [["regulariser", "factor", "mean-for-sum"], ["theta"], "2 lambda / n for 2 lambda"],
    "ridge as least squares": [["regulariser", "missing-term"], ["theta"], "the penalty has no gradient"],
    "intercept not averaged": [["sum-for-mean", "factor"], ["intercept"], "the intercept's sum is not divided by n"],
  },
  pairs: ["plus in front+intercept not averaged"],
  numbers: ["penalty over n, too", "ridge as least squares"],
});

const claims = normals(1282);

/** A gamma regression of insurance claims with log link and fixed shape k: k (y / mu + log mu), summed. */
const gammaClaims = plant({
  name: "gamma regression of claims",
  kind: "classical",
  batchAxis: 0,
  params: { beta: mul(0.4, claims(4)) },
  data: [claims(8, 4), uniforms(1282)(0.3, 3, 8), 2.5],
  loss: ({ beta }, X, y, k) => {
    const eta = matvec(X, beta);
    return mul(k, sum(add(div(y, exp(eta)), eta)));
  },
  hand: (wrong, { beta }, X, y, k) => {
    const mu = exp(matvec(X, beta));
    let score = math`1 - ${y} / ${mu}`;
    if (wrong("link forgotten")) score = math`1 / ${mu} - ${y} / ${mu}**2`;
    if (wrong("score of Poisson")) score = math`${mu} - ${y}`;
    const shape = wrong("shape forgotten") ? 1 : k;
    return {
      gradients: {
        beta: wrong("divided by n") ? math`${shape} * ${X}.T @ ${score} / 8` : math`${shape} * ${X}.T @ ${score}`,
      },
      intermediates: { mu },
    };
  },
  mistakes: {
    "link forgotten": [["missing-activation-derivative"], ["beta"], "the derivative by mu, without d mu / d eta = mu"],
    "score of Poisson": [
      ["wrong-forward", "doubled-activation-derivative"],
      ["beta"],
      "mu - y is the score of the Poisson model",
    ],
    "shape forgotten": [["factor"], ["beta"], "the shape k in front"],
    "divided by n": [["mean-for-sum", "factor"], ["beta"], "divided by n, but the loss is a sum"],
  },
  pairs: ["link forgotten+shape forgotten"],
  numbers: ["divided by n"],
  bare: ["link forgotten", "shape forgotten", "link forgotten+shape forgotten"],
});

const stars = normals(1283);

/** A mixture of three normal distributions in the plane: weights by softmax, own log standard deviations. */
const starMixture = plant({
  name: "mixture of three clusters",
  kind: "classical",
  batchAxis: 0,
  params: { logits: stars(3), means: stars(3, 2), logsd: mul(0.3, stars(3)) },
  data: [mul(1.5, stars(7, 2))],
  loss: ({ logits, means, logsd }, x) => {
    const delta = sub(reshape(x, [7, 1, 2]), means);
    const squares = sum(square(delta), 2);
    const logjoint = sub(
      add(sub(logits, logsumexp(logits)), mul(-0.5, div(squares, exp(mul(2, logsd))))),
      add(mul(2, logsd), Math.log(2 * Math.PI)),
    );
    return mul(-1, sum(logsumexp(logjoint, 1)));
  },
  hand: (wrong, { logits, means, logsd }, x) => {
    const N = 7;
    const pi = div(exp(logits), sum(exp(logits)));
    const variance = exp(mul(2, logsd));
    const delta = sub(reshape(x, [N, 1, 2]), means);
    const squares = sum(square(delta), 2);
    const density = div(exp(mul(-0.5, div(squares, variance))), mul(2 * Math.PI, variance));
    const joint = mul(pi, density);
    const r = div(joint, sum(joint, wrong("responsibilities down the points") ? 0 : 1, { keepdims: true }));
    const scale = wrong("deviation for variance") ? exp(logsd) : variance;
    const dmeans = mul(-1, sum(mul(reshape(div(r, scale), [N, 3, 1]), delta), 0));
    const dims = wrong("one dimension counted") ? 1 : 2;
    const dlogsd = sum(mul(r, sub(dims, div(squares, variance))), 0);
    const dlogits = sub(wrong("mixture weights without N") ? pi : mul(N, pi), sum(r, 0));
    return {
      gradients: {
        logits: dlogits,
        means: wrong("towards the points") ? mul(-1, dmeans) : dmeans,
        logsd: dlogsd,
      },
      intermediates: { pi, r },
    };
  },
  mistakes: {
    "responsibilities down the points": [
      ["wrong-axis"],
      ["r", "logits", "means", "logsd"],
      "the responsibilities are normalised over the points",
    ],
    "deviation for variance": [
      ["derivative-at-wrong-value"],
      ["means"],
      "divided by the standard deviation, not by its square",
    ],
    "one dimension counted": [["factor", "missing-term"], ["logsd"], "the 2 log sd of two dimensions as one"],
    "mixture weights without N": [["factor", "mean-for-sum"], ["logits"], "pi for N pi"],
    "towards the points": [
      ["sign"],
      ["means"],
      "the update's direction as the gradient of the negative log likelihood",
    ],
  },
  pairs: ["one dimension counted+towards the points"],
  numbers: ["towards the points"],
  bare: ["deviation for variance", "mixture weights without N", "one dimension counted+towards the points"],
});

const taste = normals(1284);
const seen = tensor([
  [1, 0, 1, 1, 0],
  [0, 1, 1, 0, 1],
  [1, 1, 0, 1, 1],
  [0, 1, 0, 1, 0],
]);

/** Ratings by two factors with biases, over those that were given; half lambda on the factors only. */
const ratings = plant({
  name: "ratings by two factors",
  kind: "classical",
  batchAxis: 0,
  params: { P: taste(4, 2), Q: taste(5, 2), bu: taste(4), bi: taste(5) },
  data: [taste(4, 5), seen, 0.2],
  loss: ({ P, Q, bu, bi }, R, given, lambda) => {
    const e = mul(given, sub(add(add(matmul(P, transpose(Q)), reshape(bu, [4, 1])), bi), R));
    return add(mul(0.5, sum(square(e))), mul(lambda / 2, add(sum(square(P)), sum(square(Q)))));
  },
  hand: (wrong, { P, Q, bu, bi }, R, given, lambda) => {
    let [dP, dQ, du, di] = [P, Q, bu, bi].map((p) => mul(0, p)) as [Tensor, Tensor, Tensor, Tensor];
    const error = sub(add(add(matmul(P, transpose(Q)), reshape(bu, [4, 1])), bi), R);
    const E = wrong("unseen as zeros") ? error : mul(given, error);
    const moved = wrong("P moved first") ? sub(P, mul(0.1, add(matmul(E, Q), mul(lambda, P)))) : P;
    dP = add(dP, matmul(E, Q));
    dQ = add(dQ, matmul(transpose(E), moved));
    if (!wrong("users do not shrink")) dP = add(dP, mul(lambda, P));
    dQ = add(dQ, mul(wrong("lambda doubled for items") ? 2 * lambda : lambda, Q));
    du = add(du, sum(E, 1));
    di = wrong("item bias of the last user") ? at(E, -1) : add(di, sum(E, 0));
    return { gradients: { P: dP, Q: dQ, bu: du, bi: di }, intermediates: { E } };
  },
  mistakes: {
    "unseen as zeros": [
      ["missing-term", "extra-term"],
      ["E", "P", "Q", "bu", "bi"],
      "the mask of the ratings was left out",
    ],
    "P moved first": [["stale-cache"], ["Q"], "P has had its step when dQ is made"],
    "users do not shrink": [["regulariser", "missing-term"], ["P"], "lambda P is missing"],
    "lambda doubled for items": [["regulariser", "factor"], ["Q"], "2 lambda Q where the loss has lambda / 2"],
    "item bias of the last user": [["one-sample"], ["bi"], "= for += in the loop over users"],
  },
  pairs: ["users do not shrink+item bias of the last user"],
  numbers: ["P moved first"],
  bare: ["users do not shrink", "P moved first"],
});

const lab = normals(1285);
const STEPS = 5;
const DT = 0.2;

/** A damped pendulum by explicit Euler: squared distance of the angles to a measurement; damping and length unknown. */
const pendulum = plant({
  name: "damped pendulum by Euler",
  kind: "classical",
  params: { k: tensor(2.3), c: tensor(0.4), start: tensor([0.8, 0]) },
  data: [lab(STEPS)],
  loss: ({ k, c, start }, measured) => {
    let [q, v] = [at(start, 0), at(start, 1)] as [Tensor, Tensor];
    let loss: Tensor = zeros([]);
    for (let n = 0; n < STEPS; n++) {
      [q, v] = [add(q, mul(DT, v)), sub(v, mul(DT, add(mul(k, sin(q)), mul(c, v))))];
      loss = add(loss, mul(0.5, square(sub(q, at(measured, n)))));
    }
    return loss;
  },
  hand: (wrong, { k, c, start }, measured) => {
    const q: Tensor[] = [at(start, 0)];
    const v: Tensor[] = [at(start, 1)];
    for (let n = 0; n < STEPS; n++) {
      q.push(math`${q[n]!} + ${DT} * ${v[n]!}`);
      v.push(math`${v[n]!} - ${DT} * (${k} * sin(${q[n]!}) + ${c} * ${v[n]!})`);
    }
    let [lq, lv, dk, dc] = [zeros([]), zeros([]), zeros([]), zeros([])] as [Tensor, Tensor, Tensor, Tensor];
    for (let n = STEPS - 1; n >= 0; n--) {
      lq = add(lq, sub(q[n + 1]!, at(measured, n)));
      const [angle, speed] = wrong("states of the next step") ? [q[n + 1]!, v[n + 1]!] : [q[n]!, v[n]!];
      dk = sub(dk, mul(wrong("step size forgotten") ? 1 : DT, mul(lv, sin(angle))));
      dc = wrong("damping with the wrong sign") ? add(dc, mul(DT, mul(lv, speed))) : sub(dc, mul(DT, mul(lv, speed)));
      const slope = wrong("sin' as sin") ? sin(q[n]!) : cos(q[n]!);
      const before = lq;
      lq = wrong("force does not see the angle") ? lq : sub(lq, mul(DT, mul(lv, mul(k, slope))));
      lv = add(mul(DT, wrong("adjoint updated in place") ? lq : before), mul(sub(1, mul(DT, c)), lv));
    }
    return { k: dk, c: dc, start: stack([lq, lv]) };
  },
  mistakes: {
    "states of the next step": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["k", "c"],
      "the force is derived at the state after the step",
    ],
    "step size forgotten": [["factor"], ["k"], "dt is missing in dk"],
    "damping with the wrong sign": [["sign"], ["c"], "dc has a plus"],
    "sin' as sin": [["derivative-at-wrong-value", "wrong-forward"], ["k", "c", "start"], "sin for cos in the adjoint"],
    "force does not see the angle": [["missing-term"], ["k", "c", "start"], "the way from the angle to the speed"],
    "adjoint updated in place": [
      ["stale-cache", "off-by-one-layer", "wrong-upstream"],
      ["k", "c", "start"],
      "the adjoint of the angle is overwritten before the speed's is made from it",
    ],
  },
  numbers: ["step size forgotten", "damping with the wrong sign"],
});

const clinic = normals(1286);

/** The most probable weights of a logistic model with a normal prior of variance 4, negative log posterior. */
const posteriorMode = plant({
  name: "most probable logistic weights",
  kind: "classical",
  batchAxis: 0,
  params: { w: clinic(4) },
  data: [clinic(10, 4), mul(1, greater(clinic(10), 0)), 4],
  loss: ({ w }, X, y, variance) => {
    const p = sigmoid(matvec(X, w));
    const likelihood = sum(add(mul(y, log(p)), mul(sub(1, y), log(sub(1, p)))));
    return sub(div(sum(square(w)), 2 * variance), likelihood);
  },
  hand: (wrong, { w }, X, y, variance) => {
    let dw: Tensor = zeros([4]);
    for (let n = 0; n < 10; n++) {
      const x = at(X, n);
      const p = sigmoid(sum(mul(w, x)));
      let delta = sub(p, at(y, n));
      if (wrong("slope of the sigmoid once more")) delta = mul(delta, mul(p, sub(1, p)));
      dw = wrong("last patient only") ? mul(delta, x) : add(dw, mul(delta, x));
      if (wrong("prior for each patient")) dw = add(dw, div(w, variance));
    }
    if (wrong("prior for each patient")) return { w: dw };
    return { w: add(dw, wrong("precision for variance") ? mul(variance, w) : div(w, variance)) };
  },
  mistakes: {
    "slope of the sigmoid once more": [["doubled-activation-derivative", "wrong-forward"], ["w"], "(p - y) p (1 - p)"],
    "last patient only": [["one-sample"], ["w"], "dw = for dw += in the loop"],
    "prior for each patient": [
      ["regulariser", "factor", "extra-term"],
      ["w"],
      "the prior's part is added within the loop, ten times",
    ],
    "precision for variance": [["regulariser", "factor"], ["w"], "multiplied by the variance instead of divided"],
  },
  numbers: ["last patient only"],
});

/** Classical models. */
export const twelfthClassical = [
  ...surfaceRidge,
  ...gammaClaims,
  ...starMixture,
  ...ratings,
  ...pendulum,
  ...posteriorMode,
];
