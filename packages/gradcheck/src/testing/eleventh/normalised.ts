import {
  add,
  astype,
  at,
  conv,
  div,
  einsum,
  exp,
  expandDims,
  greater,
  log,
  matmul,
  mean,
  mul,
  neg,
  outer,
  pow,
  relu,
  reshape,
  sigmoid,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const wine = normals(1141);
/** Normalised over the batch before the rectifier, scaled and shifted, three classes; step by step as in lectures. */
const wines = plant({
  name: "wines, batch norm step by step",
  kind: "normalised",
  params: { W1: wine(4, 5), gamma: wine(5), beta: wine(5), W2: wine(5, 3) },
  data: [wine(6, 4), oneHot([0, 1, 2, 2, 1, 0], 3)],
  loss: ({ W1, gamma, beta, W2 }, x, y) => {
    const z = matmul(x, W1);
    const centred = sub(z, mean(z, 0));
    const hat = div(centred, sqrt(add(mean(square(centred), 0), 1e-5)));
    const s = matmul(relu(add(mul(gamma, hat), beta)), W2);
    return neg(mean(sum(mul(y, sub(s, log(sum(exp(s), 1, { keepdims: true })))), 1)));
  },
  hand: (wrong, { W1, gamma, beta, W2 }, x, y) => {
    const m = 6;
    const z = matmul(x, W1);
    const centred = sub(z, mean(z, 0));
    const variance = add(mean(square(centred), 0), 1e-5);
    const inverse = div(1, sqrt(variance));
    const hat = mul(centred, inverse);
    const u = add(mul(gamma, hat), beta);
    const e = exp(matmul(relu(u), W2));
    const ds = div(sub(div(e, sum(e, 1, { keepdims: true })), y), m);
    const du = mul(matmul(ds, transpose(W2)), greater(wrong("gate") ? z : u, 0));
    const dhat = wrong("scale") ? du : mul(du, gamma);
    const power = wrong("power") ? mul(inverse, inverse) : pow(inverse, 3);
    const dvariance = mul(sum(mul(dhat, centred), 0), mul(-0.5, power));
    const dmean = neg(mul(sum(dhat, 0), inverse));
    const throughVariance = mul(dvariance, div(mul(wrong("half") ? 1 : 2, centred), m));
    const direct = mul(dhat, inverse);
    const withVariance = wrong("variance") ? direct : add(direct, throughVariance);
    const dz = wrong("mean") ? withVariance : add(withVariance, wrong("m") ? dmean : div(dmean, m));
    return {
      gradients: {
        W1: matmul(transpose(x), dz),
        gamma: sum(mul(du, wrong("z") ? z : hat), 0),
        beta: sum(du, 0),
        W2: matmul(transpose(relu(u)), ds),
      },
      intermediates: { ds, du, dhat, dvariance, dmean, dz },
    };
  },
  mistakes: {
    scale: [["missing-term"], ["dhat", "dz", "W1", "dvariance", "dmean"], "gamma forgotten on the way back"],
    power: [
      ["missing-term", "unknown"],
      ["dvariance", "dz", "W1"],
      "the derivative of 1 / sqrt with the power -1 for -3/2",
    ],
    half: [["factor"], ["dz", "W1"], "the 2 of the variance's square forgotten"],
    variance: [["missing-term"], ["dz", "W1"], "the variance taken as a constant"],
    mean: [["missing-term"], ["dz", "W1"], "the mean taken as a constant"],
    m: [["sum-for-mean", "factor"], ["dz", "W1"], "the mean's gradient is not divided by the samples"],
    z: [["derivative-at-wrong-value"], ["gamma"], "dgamma with z in place of the normalised values"],
    gate: [
      ["derivative-at-wrong-value"],
      ["du", "dz", "W1", "gamma", "beta"],
      "the rectifier's gate from z, not from gamma hat + beta",
    ],
  },
  pairs: ["mean+z"],
  bare: ["scale", "half", "z", "m"],
});

const topics = normals(1142);
/** Every row normalised over its features, with scale and shift, between two linear maps: the compact formula. */
const layered = plant({
  name: "layer norm, compact",
  kind: "normalised",
  params: { A: topics(3, 6), g: topics(6), o: topics(6), B: topics(6, 2) },
  data: [topics(4, 3), topics(4, 2)],
  loss: ({ A, g, o, B }, x, y) => {
    const z = math`${x} @ ${A}`;
    const c = math`${z} - mean(${z}, axis=1, keepdims=True)`;
    const n = math`${c} / sqrt(mean(${c}**2, axis=1, keepdims=True) + 1e-6)`;
    return math`mean((tanh(${g} * ${n} + ${o}) @ ${B} - ${y})**2)`;
  },
  hand: (wrong, { A, g, o, B }, x, y) => {
    const z = math`${x} @ ${A}`;
    const c = math`${z} - mean(${z}, axis=1, keepdims=True)`;
    const s = math`sqrt(mean(${c}**2, axis=1, keepdims=True) + 1e-6)`;
    const n = math`${c} / ${s}`;
    const t = math`tanh(${g} * ${n} + ${o})`;
    const dout = math`2 * (${t} @ ${B} - ${y}) / ${wrong("rows") ? 4 : 8}`;
    const du = wrong("tanh") ? math`${dout} @ ${B}.T` : math`${dout} @ ${B}.T * (1 - ${t}**2)`;
    const dn = math`${du} * ${g}`;
    const dz = wrong("axis")
      ? math`(${dn} - mean(${dn}, axis=0) - ${n} * mean(${dn} * ${n}, axis=0)) / ${s}`
      : wrong("centre")
        ? math`(${dn} - ${n} * mean(${dn} * ${n}, axis=1, keepdims=True)) / ${s}`
        : wrong("spread")
          ? math`(${dn} - mean(${dn}, axis=1, keepdims=True)) / ${s}`
          : wrong("sums")
            ? math`(${dn} - sum(${dn}, axis=1, keepdims=True) - ${n} * sum(${dn} * ${n}, axis=1, keepdims=True)) / ${s}`
            : wrong("variance")
              ? math`(${dn} - mean(${dn}, axis=1, keepdims=True) - ${n} * mean(${dn} * ${n}, axis=1, keepdims=True)) / ${s}**2`
              : math`(${dn} - mean(${dn}, axis=1, keepdims=True) - ${n} * mean(${dn} * ${n}, axis=1, keepdims=True)) / ${s}`;
    return {
      gradients: {
        A: math`${x}.T @ ${dz}`,
        g: math`sum(${du} * ${n}, axis=0)`,
        o: wrong("shift") ? math`sum(${dn}, axis=0)` : math`sum(${du}, axis=0)`,
        B: math`${t}.T @ ${dout}`,
      },
      intermediates: { dout, du, dn, dz },
    };
  },
  mistakes: {
    rows: [
      ["sum-for-mean", "factor"],
      ["dout", "B", "A", "g", "o"],
      "divided by the four rows, the mean is over eight entries",
    ],
    tanh: [["missing-activation-derivative"], ["du", "dn", "dz", "A", "g", "o"], "1 - tanh² forgotten"],
    axis: [["wrong-axis"], ["dz", "A"], "the means of the way back over the batch"],
    centre: [["missing-term"], ["dz", "A"], "the term of the mean left out"],
    spread: [["missing-term"], ["dz", "A"], "the term of the standard deviation left out"],
    sums: [["sum-for-mean", "factor"], ["dz", "A"], "sums in place of means over the features"],
    variance: [["extra-term", "unknown"], ["dz", "A"], "divided by the variance instead of the standard deviation"],
    shift: [["extra-term", "wrong-upstream"], ["o"], "the shift's gradient multiplied by the scale"],
  },
  pairs: ["rows+centre", "tanh+spread"],
  bare: ["axis", "spread", "variance", "rows"],
});

const tissue = normals(1143);
/** Channels in two groups, normalised over channels of a group and places. */
const grouped = plant({
  name: "group norm of four channels",
  kind: "normalised",
  params: { K: tissue(4, 2, 2), gamma: tissue(4), beta: tissue(4) },
  data: [tissue(3, 2, 6), tissue(3, 4, 5)],
  loss: ({ K, gamma, beta }, x, y) => {
    const z = reshape(conv(x, K), [3, 2, 10]);
    const c = sub(z, mean(z, 2, { keepdims: true }));
    const hat = reshape(div(c, sqrt(add(mean(square(c), 2, { keepdims: true }), 1e-5))), [3, 4, 5]);
    return mul(0.5, sum(square(sub(add(mul(expandDims(gamma, 1), hat), expandDims(beta, 1)), y))));
  },
  hand: (wrong, { K, gamma, beta }, x, y) => {
    const z = reshape(conv(x, K), [3, 2, 10]);
    const c = sub(z, mean(z, 2, { keepdims: true }));
    const s = sqrt(add(mean(square(c), 2, { keepdims: true }), 1e-5));
    const hat = reshape(div(c, s), [3, 4, 5]);
    const dout = sub(add(mul(expandDims(gamma, 1), hat), expandDims(beta, 1)), y);
    const g = reshape(mul(dout, expandDims(gamma, 1)), [3, 2, 10]);
    const h = reshape(hat, [3, 2, 10]);
    const count = wrong("places") ? 5 : 10;
    const first = div(sum(g, 2, { keepdims: true }), count);
    const second = mul(h, div(sum(mul(g, h), 2, { keepdims: true }), count));
    const inner = wrong("plus") ? add(sub(g, first), second) : sub(sub(g, first), second);
    const dz = reshape(div(wrong("constant") ? g : inner, s), [3, 4, 5]);
    const patches = stack([at(x, "...", ":-1"), at(x, "...", "1:")]);
    return {
      gradients: {
        K: einsum("nol,kncl->ock", dz, patches),
        gamma: sum(wrong("dout") ? dout : mul(dout, hat), [0, 2]),
        beta: sum(dout, wrong("places0") ? [2] : [0, 2]),
      },
      intermediates: { dout, dz },
    };
  },
  mistakes: {
    places: [["factor"], ["dz", "K"], "divided by the five places, not by all ten numbers of a group"],
    plus: [["sign"], ["dz", "K"], "the term of the standard deviation added"],
    constant: [["missing-term"], ["dz", "K"], "mean and standard deviation taken as constants"],
    dout: [["missing-term"], ["gamma"], "the normalised values forgotten in dgamma"],
    places0: [["not-summed"], ["beta"], "beta summed over places only"],
  },
  bare: ["places", "constant"],
  numbers: ["plus"],
});

const prompts = normals(1144);
/** Divided by the root of the mean square, without centring, before and after a linear map, in single precision. */
const rootMeanSquare = plant({
  name: "root mean square norm in float32",
  kind: "normalised",
  params: { w: astype(prompts(5), "float32"), M: astype(prompts(5, 2), "float32") },
  data: [astype(prompts(6, 5), "float32"), astype(prompts(6, 2), "float32")],
  tolerance: 1e-4,
  loss: ({ w, M }, x, y) => {
    const r = sqrt(add(mean(square(x), 1, { keepdims: true }), 0.01));
    const n = mul(w, div(x, r));
    const m = matmul(n, M);
    const q = sqrt(add(mean(square(m), 1, { keepdims: true }), 0.01));
    return sum(square(sub(div(m, q), y)));
  },
  hand: (wrong, { w, M }, x, y) => {
    const r = sqrt(add(mean(square(x), 1, { keepdims: true }), 0.01));
    const hat = div(x, r);
    const m = matmul(mul(w, hat), M);
    const q = sqrt(add(mean(square(m), 1, { keepdims: true }), 0.01));
    const out = div(m, q);
    const dout = mul(2, sub(out, y));
    const along = mul(
      out,
      wrong("sum") ? sum(mul(dout, out), 1, { keepdims: true }) : mean(mul(dout, out), 1, { keepdims: true }),
    );
    const dm = div(wrong("alone") ? dout : sub(dout, along), wrong("square") ? square(q) : q);
    const dn = matmul(dm, transpose(M));
    return {
      gradients: {
        w: sum(mul(dn, wrong("raw") ? x : hat), 0),
        M: matmul(transpose(wrong("hat") ? hat : mul(w, hat)), dm),
      },
      intermediates: { dout, dm, dn },
    };
  },
  mistakes: {
    sum: [["sum-for-mean", "factor"], ["dm", "dn", "M", "w"], "a sum over the features in place of the mean"],
    alone: [["missing-term"], ["dm", "dn", "M", "w"], "the root mean square taken as a constant"],
    square: [["extra-term", "unknown"], ["dm", "dn", "M", "w"], "divided by the mean square, not by its root"],
    raw: [["derivative-at-wrong-value"], ["w"], "x in place of x / r in dw"],
    hat: [["missing-term", "derivative-at-wrong-value"], ["M"], "the scale w forgotten in the input of M"],
  },
  bare: ["sum", "raw"],
});

const faces = normals(1145);
/** Two pictures' vectors made as long as one, and their cosine against a target. */
const cosine = plant({
  name: "cosine of two unit vectors",
  kind: "normalised",
  params: { W: faces(4, 3) },
  data: [faces(5, 4), faces(5, 4), tensor([1, 0, 1, 0, 1])],
  loss: ({ W }, left, right, y) => {
    const [p, q] = [matmul(left, W), matmul(right, W)];
    const u = div(p, sqrt(sum(square(p), 1, { keepdims: true })));
    const v = div(q, sqrt(sum(square(q), 1, { keepdims: true })));
    return mean(square(sub(sum(mul(u, v), 1), y)));
  },
  hand: (wrong, { W }, left, right, y) => {
    const [p, q] = [matmul(left, W), matmul(right, W)];
    const [lp, lq] = [sqrt(sum(square(p), 1, { keepdims: true })), sqrt(sum(square(q), 1, { keepdims: true }))];
    const [u, v] = [div(p, lp), div(q, lq)];
    const c = sum(mul(u, v), 1);
    const dc = expandDims(div(mul(2, wrong("turned") ? sub(y, c) : sub(c, y)), 5), 1);
    const [du, dv] = [mul(dc, v), mul(dc, wrong("u") ? v : u)];
    const back = (g: Tensor, n: Tensor, length: Tensor): Tensor =>
      wrong("length") ? div(g, length) : div(sub(g, mul(n, sum(mul(g, n), 1, { keepdims: true }))), length);
    const [dp, dq] = [back(du, u, lp), back(dv, v, lq)];
    const fromLeft = matmul(transpose(left), dp);
    return {
      gradients: { W: wrong("one") ? fromLeft : add(fromLeft, matmul(transpose(right), wrong("dp") ? dp : dq)) },
      intermediates: { du, dv, dp, dq },
    };
  },
  mistakes: {
    turned: [["sign"], ["du", "dv", "dp", "dq", "W"], "target minus cosine"],
    u: [["wrong-layer", "derivative-at-wrong-value"], ["dv", "dq", "W"], "dv made with v in place of u"],
    length: [["missing-term"], ["dp", "dq", "W"], "the lengths taken as constants"],
    one: [["missing-term"], ["W"], "the shared weights get one of the two pictures alone"],
    dp: [["wrong-upstream", "wrong-layer"], ["W"], "the right picture with the left one's gradient"],
  },
  bare: ["length", "turned"],
  numbers: ["one", "turned"],
});

const weights = normals(1146);
/** Weights as a length times a direction, column by column, for a logistic output of one sample. */
const lengthAndDirection = plant({
  name: "weights as length and direction",
  kind: "normalised",
  params: { V: weights(4, 3), g: weights(3), b: weights(3), o: weights(3) },
  data: [weights(1, 4), tensor([1])],
  loss: ({ V, g, b, o }, x, y) => {
    const W = mul(div(V, sqrt(sum(square(V), 0))), g);
    const p = sigmoid(matmul(tanh(add(matmul(x, W), b)), o));
    return neg(sum(add(mul(y, log(p)), mul(sub(1, y), log(sub(1, p))))));
  },
  hand: (wrong, { V, g, b, o }, x, y) => {
    const length = sqrt(sum(square(V), 0));
    const D = div(V, length);
    const a = tanh(add(matmul(x, mul(D, g)), b));
    const ds = sub(sigmoid(matmul(a, o)), y);
    const dz = mul(mul(expandDims(ds, 1), o), sub(1, square(a)));
    const dW = matmul(transpose(x), dz);
    const dg = sum(mul(dW, wrong("V") ? V : D), 0);
    const scaled = wrong("g") ? div(dW, length) : mul(div(g, length), dW);
    const dV = wrong("straight")
      ? scaled
      : sub(scaled, mul(div(mul(g, sum(mul(dW, D), 0)), length), wrong("undirected") ? V : D));
    return {
      gradients: { V: dV, g: dg, b: sum(dz, 0), o: sum(mul(a, expandDims(ds, 1)), 0) },
      intermediates: { ds, dz, dW },
    };
  },
  mistakes: {
    V: [["derivative-at-wrong-value", "missing-term"], ["g"], "dg with V in place of V / |V|"],
    g: [["missing-term"], ["V"], "the length g forgotten in the first term of dV"],
    straight: [["missing-term"], ["V"], "|V| taken as a constant"],
    undirected: [["derivative-at-wrong-value", "missing-term"], ["V"], "V in place of V / |V| in the second term"],
  },
  pairs: ["V+straight"],
  numbers: ["straight"],
  bare: ["g"],
});

const yields = normals(1147);
/** Columns made standard with the spread of n - 1 before a linear output, the mean of squares. */
const standardised = plant({
  name: "columns made standard with n - 1",
  kind: "normalised",
  params: { A: yields(3, 4), v: yields(4) },
  data: [yields(5, 3), yields(5)],
  loss: ({ A, v }, x, y) => {
    const z = math`${x} @ ${A}`;
    const c = math`${z} - mean(${z}, axis=0)`;
    return math`mean((${c} / sqrt(sum(${c}**2, axis=0) / 4) @ ${v} - ${y})**2)`;
  },
  hand: (wrong, { A, v }, x, y) => {
    const z = math`${x} @ ${A}`;
    const c = math`${z} - mean(${z}, axis=0)`;
    const s = math`sqrt(sum(${c}**2, axis=0) / 4)`;
    const n = math`${c} / ${s}`;
    const r = math`${wrong("sum") ? 2 : 2 / 5} * (${n} @ ${v} - ${y})`;
    const dn = outer(r, v);
    const along = math`${n} * sum(${dn} * ${n}, axis=0) / ${wrong("five") ? 5 : 4}`;
    const centred = wrong("mean") ? dn : math`${dn} - mean(${dn}, axis=0)`;
    const dz = wrong("plus") ? math`(${centred} + ${along}) / ${s}` : math`(${centred} - ${along}) / ${s}`;
    return {
      gradients: {
        A: math`${x}.T @ ${dz}`,
        v: wrong("c") ? math`${c}.T @ ${r}` : math`${n}.T @ ${r}`,
      },
      intermediates: { r, dn, dz },
    };
  },
  mistakes: {
    sum: [["sum-for-mean", "factor"], ["r", "dn", "dz", "v", "A"], "the mean over samples forgotten"],
    five: [["factor"], ["dz", "A"], "n in place of n - 1 in the spread's term"],
    mean: [["missing-term"], ["dz", "A"], "the mean taken as a constant"],
    plus: [["sign"], ["dz", "A"], "the spread's term added"],
    c: [["missing-term", "derivative-at-wrong-value"], ["v"], "the centred values, not divided by their spread, in dv"],
  },
  bare: ["five", "plus"],
});

/** All of this family. */
export const eleventhNormalised: readonly EverydayCase[] = [
  ...wines,
  ...layered,
  ...grouped,
  ...rootMeanSquare,
  ...cosine,
  ...lengthAndDirection,
  ...standardised,
];
