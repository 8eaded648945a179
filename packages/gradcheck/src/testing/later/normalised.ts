import {
  add,
  astype,
  div,
  matmul,
  mean,
  mul,
  neg,
  pow,
  sigmoid,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  transpose,
  var as variance,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const normal = normals(85001);
const EPSILON = 1e-5;

/** Batch normalisation after a dense layer, the way back in small steps. */
const steps = plant({
  name: "batch norm in small steps",
  kind: "normalised",
  params: { W: normal(3, 4), gamma: add(1, mul(0.2, normal(4))), beta: normal(4) },
  data: [normal(6, 3), normal(6, 4)],
  loss: ({ W, gamma, beta }, x, y) => {
    const z = matmul(x, W);
    const hat = div(sub(z, mean(z, 0)), sqrt(add(variance(z, 0), EPSILON)));
    return mean(square(sub(add(mul(gamma, hat), beta), y)));
  },
  hand: (wrong, { W, gamma, beta }, x, y) => {
    const n = x.shape[0]!;
    const z = matmul(x, W);
    const centred = sub(z, mean(z, 0));
    const v = mean(square(centred), 0);
    const s = sqrt(add(v, EPSILON));
    const hat = div(centred, s);
    const out = add(mul(gamma, hat), beta);
    const dout = mul(2 / y.size, sub(out, y));
    const dhat = wrong("gamma left out") ? dout : mul(dout, gamma);
    const ds = neg(div(sum(mul(dhat, centred), 0), square(s)));
    const dv = wrong("half of the root lost") ? div(ds, s) : div(ds, mul(2, s));
    let dcentred = div(dhat, s);
    if (!wrong("variance fixed")) dcentred = add(dcentred, mul(wrong("two lost") ? 1 / n : 2 / n, mul(centred, dv)));
    const dz = wrong("mean fixed")
      ? dcentred
      : sub(dcentred, mean(dcentred, wrong("mean over units") ? 1 : 0, { keepdims: true }));
    return {
      gradients: {
        W: matmul(transpose(x), dz),
        gamma: sum(mul(dout, wrong("out for hat") ? out : hat), 0),
        beta: wrong("beta of dhat") ? sum(dhat, 0) : sum(dout, 0),
      },
      intermediates: { z, hat, out, dout, dhat, dz },
    };
  },
  mistakes: {
    "gamma left out": [["missing-term", "factor"], ["dhat", "dz", "W"], "dhat lacks the factor gamma."],
    "half of the root lost": [["missing-term", "factor"], ["dz", "W"], "The slope of the square root lacks its 1/2."],
    "variance fixed": [["missing-term"], ["dz", "W"], "The way through the variance is left out."],
    "two lost": [["missing-term", "factor"], ["dz", "W"], "The slope of the square lacks its 2."],
    "mean fixed": [["missing-term"], ["dz", "W"], "The way through the mean is left out."],
    "mean over units": [["wrong-axis"], ["dz", "W"], "The mean of the gradient goes over axis 1."],
    "out for hat": [["derivative-at-wrong-value"], ["gamma"], "gamma·hat + beta instead of hat."],
    "beta of dhat": [["wrong-upstream", "extra-term", "factor"], ["beta"], "beta sums dhat instead of dout."],
  },
  pairs: ["gamma left out+out for hat"],
  numbers: ["mean fixed", "out for hat"],
  bare: ["gamma left out", "two lost", "mean over units"],
});

/** Root mean square normalisation, as in language models, in float32. */
const rootMeanSquare = plant({
  name: "rms norm in float32",
  kind: "normalised",
  tolerance: 5e-4,
  params: { w: astype(add(1, mul(0.3, normal(4))), "float32"), P: astype(normal(3, 4), "float32") },
  data: [astype(normal(5, 3), "float32"), astype(oneHot([0, 1, 3, 2, 1], 4), "float32")],
  loss: ({ w, P }, x, y) => {
    const z = matmul(x, P);
    return mean(square(sub(mul(w, mul(z, pow(add(mean(square(z), 1, { keepdims: true }), 0.01), -0.5))), y)));
  },
  hand: (wrong, { w, P }, x, y) => {
    const z = matmul(x, P);
    const r = pow(add(mean(square(z), 1, { keepdims: true }), 0.01), -0.5) as Tensor;
    const u = mul(z, r);
    const dout = mul(2 / (wrong("rows only") ? y.shape[0]! : y.size), sub(mul(w, u), y));
    const du = mul(dout, w);
    const along = wrong("sum for the mean")
      ? sum(mul(du, z), 1, { keepdims: true })
      : mean(mul(du, z), 1, { keepdims: true });
    const cube = wrong("r squared") ? square(r) : pow(r, 3);
    const dz = wrong("r constant") ? mul(du, r) : sub(mul(du, r), mul(mul(z, cube), along));
    return {
      gradients: { w: sum(mul(dout, wrong("z not normalised") ? z : u), 0), P: matmul(transpose(x), dz) },
      intermediates: { z, u, dout, du, dz },
    };
  },
  mistakes: {
    "rows only": [["sum-for-mean", "factor"], ["dout", "du", "dz", "w", "P"], "Divided by rows, not by entries."],
    "sum for the mean": [["sum-for-mean", "factor", "missing-term"], ["dz", "P"], "The inner mean is a sum."],
    "r squared": [["missing-term", "factor", "derivative-at-wrong-value"], ["dz", "P"], "r² for r³."],
    "r constant": [["missing-term"], ["dz", "P"], "The root mean square is taken for a constant."],
    "z not normalised": [["derivative-at-wrong-value"], ["w"], "z instead of z·r in the gradient of w."],
  },
  pairs: ["rows only+z not normalised"],
  bare: ["sum for the mean", "z not normalised"],
});

/** Batch normalisation in one line, as papers print it, before a sigmoid. */
const oneLine = plant({
  name: "batch norm in one line",
  kind: "normalised",
  params: { W: normal(2, 3), gamma: add(1, mul(0.2, normal(3))), beta: mul(0.3, normal(3)) },
  data: [normal(5, 2), normal(5, 3)],
  loss: ({ W, gamma, beta }, x, y) => {
    const z = matmul(x, W);
    const hat = div(sub(z, mean(z, 0)), sqrt(add(variance(z, 0), 1e-3)));
    return sum(square(sub(sigmoid(add(mul(gamma, hat), beta)), y)));
  },
  hand: (wrong, { W, gamma, beta }, x, y) => {
    const N = x.shape[0]!;
    const z = matmul(x, W);
    const s = sqrt(add(variance(z, 0), 1e-3));
    const hat = div(sub(z, mean(z, 0)), s);
    const a = sigmoid(add(mul(gamma, hat), beta));
    const dy = mul(mul(2, sub(a, y)), mul(a, sub(1, a)));
    const dgamma = sum(mul(dy, hat), 0);
    const dbeta = sum(dy, 0);
    const front = wrong("one over N forgotten") ? div(gamma, s) : div(gamma, mul(N, s));
    const cut = wrong("hat forgotten") ? dgamma : mul(hat, dgamma);
    const dz = mul(front, sub(sub(mul(N, dy), dbeta), cut));
    const swapped = wrong("gamma and beta swapped");
    return {
      gradients: { W: matmul(transpose(x), dz), gamma: swapped ? dbeta : dgamma, beta: swapped ? dgamma : dbeta },
      intermediates: { z, hat, a, dy, dz },
    };
  },
  mistakes: {
    "one over N forgotten": [["factor", "sum-for-mean"], ["dz", "W"], "The 1/N in front of the formula is missing."],
    "hat forgotten": [["missing-term"], ["dz", "W"], "The last term lacks its factor hat."],
    "gamma and beta swapped": [["structure", "wrong-layer"], ["gamma", "beta"], "The two gradients changed places."],
  },
});

export const laterNormalised: readonly EverydayCase[] = [...steps, ...rootMeanSquare, ...oneLine];
