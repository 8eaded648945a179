import {
  add,
  astype,
  at,
  div,
  einsum,
  matmul,
  mean,
  mul,
  neg,
  pow,
  reshape,
  sigmoid,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  var as variance,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
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

/** Layer normalisation with the short formula, then a sigmoid and a dense layer. */
const layered = plant({
  name: "layer norm by the short formula",
  kind: "normalised",
  params: { g: add(1, mul(0.3, normal(5))), s: normal(5), W: normal(5, 5), V: normal(5, 2) },
  data: [normal(4, 5), normal(4, 2)],
  loss: ({ g, s, W, V }, x, y) => {
    const z = matmul(x, W);
    const hat = math`(${z} - mean(${z}, axis=1, keepdims=True)) / sqrt(var(${z}, axis=1, keepdims=True) + 1e-5)`;
    return math`0.5 * sum((sigmoid(${g} * ${hat} + ${s}) @ ${V} - ${y})**2)`;
  },
  hand: (wrong, { g, s, W, V }, x, y) => {
    const z = math`${x} @ ${W}`;
    const deviation = wrong("variance for deviation")
      ? math`var(${z}, axis=1, keepdims=True) + 1e-5`
      : math`sqrt(var(${z}, axis=1, keepdims=True) + 1e-5)`;
    const hat = math`(${z} - mean(${z}, axis=1, keepdims=True)) / sqrt(var(${z}, axis=1, keepdims=True) + 1e-5)`;
    const a = math`sigmoid(${g} * ${hat} + ${s})`;
    const error = math`${a} @ ${V} - ${y}`;
    const da = math`${error} @ ${V}.T`;
    const du = wrong("sigmoid skipped") ? da : math`${da} * ${a} * (1 - ${a})`;
    const dhat = math`${du} * ${g}`;
    const k = wrong("axis of the batch") ? 0 : 1;
    const first = math`mean(${dhat}, axis=${k}, keepdims=True)`;
    const second = math`${hat} * mean(${dhat} * ${hat}, axis=${k}, keepdims=True)`;
    const inner = wrong("second term lost") ? math`${dhat} - ${first}` : math`${dhat} - ${first} - ${second}`;
    const dz = wrong("plus in the formula")
      ? math`(${dhat} - ${first} + ${second}) / ${deviation}`
      : div(inner, deviation);
    return {
      gradients: {
        g: math`sum(${du} * ${hat}, axis=0)`,
        s: wrong("shift by rows") ? math`sum(${du}, axis=1)` : math`sum(${du}, axis=0)`,
        W: math`${x}.T @ ${dz}`,
        V: math`${a}.T @ ${error}`,
      },
      intermediates: { z, a, error, da, du, dhat, dz },
    };
  },
  mistakes: {
    "variance for deviation": [
      ["missing-term", "factor", "derivative-at-wrong-value"],
      ["dz", "W"],
      "Divided by the variance instead of its root.",
    ],
    "sigmoid skipped": [["missing-activation-derivative"], ["du", "dhat", "dz", "g", "s", "W"], "No slope of sigmoid."],
    "axis of the batch": [["wrong-axis"], ["dz", "W"], "Both means go over the batch, as in batch normalisation."],
    "second term lost": [["missing-term"], ["dz", "W"], "The term with hat, the variance's, is left out."],
    "plus in the formula": [["sign"], ["dz", "W"], "The term of the variance has a plus."],
    "shift by rows": [["wrong-axis", "structure"], ["s"], "Summed over the units instead of the batch."],
  },
  pairs: ["sigmoid skipped+second term lost"],
  numbers: ["axis of the batch"],
  bare: ["second term lost", "shift by rows"],
});

/** Group normalisation of channels, two groups of two. */
const grouped = plant({
  name: "two groups of channels",
  kind: "normalised",
  params: { gamma: add(1, mul(0.2, normal(4))), beta: normal(4), lift: normal(3, 4) },
  data: [normal(3, 3, 5), normal(3, 4, 5)],
  loss: ({ gamma, beta, lift }, x, y) => {
    const z = einsum("nip,ic->ncp", x, lift);
    const parts = reshape(z, [x.shape[0]!, 2, 10]);
    const hat = div(
      sub(parts, mean(parts, 2, { keepdims: true })),
      sqrt(add(variance(parts, 2, { keepdims: true }), EPSILON)),
    );
    const out = add(mul(reshape(gamma, [4, 1]), reshape(hat, z.shape)), reshape(beta, [4, 1]));
    return sum(mul(tanh(out), y));
  },
  hand: (wrong, { gamma, beta, lift }, x, y) => {
    const n = x.shape[0]!;
    const z = einsum("nip,ic->ncp", x, lift);
    const parts = reshape(z, [n, 2, 10]) as Tensor;
    const deviation = sqrt(add(variance(parts, 2, { keepdims: true }), EPSILON));
    const hat = div(sub(parts, mean(parts, 2, { keepdims: true })), deviation);
    const full = reshape(hat, z.shape) as Tensor;
    const a = tanh(add(mul(reshape(gamma, [4, 1]), full), reshape(beta, [4, 1])));
    const dout = mul(y, wrong("one minus tanh") ? sub(1, a) : sub(1, square(a))) as Tensor;
    const dhat = reshape(mul(dout, reshape(gamma, [4, 1])), [n, 2, 10]) as Tensor;
    const count = wrong("channel for group") ? 5 : 10;
    const first = div(sum(dhat, 2, { keepdims: true }), count);
    const second = mul(hat, div(sum(mul(dhat, hat), 2, { keepdims: true }), count));
    const dparts = wrong("statistics constant") ? div(dhat, deviation) : div(sub(sub(dhat, first), second), deviation);
    const dz = reshape(dparts, z.shape) as Tensor;
    return {
      gradients: {
        gamma: wrong("gamma not over places")
          ? sum(at(mul(dout, full), ":", ":", 0), 0)
          : sum(sum(mul(dout, full), 2), 0),
        beta: wrong("beta averaged over places") ? sum(mean(dout, 2), 0) : sum(sum(dout, 2), 0),
        lift: einsum("nip,ncp->ic", x, dz),
      },
      intermediates: { z, dout, dz },
    };
  },
  mistakes: {
    "one minus tanh": [
      ["derivative-at-wrong-value", "missing-activation-derivative"],
      ["dout", "dz", "gamma", "beta", "lift"],
      "1 - a for 1 - a².",
    ],
    "channel for group": [
      ["factor", "missing-term", "wrong-axis", "sum-for-mean"],
      ["dz", "lift"],
      "The means over a group are divided by the size of a channel.",
    ],
    "statistics constant": [["missing-term"], ["dz", "lift"], "Mean and deviation are taken for constants."],
    "gamma not over places": [
      ["missing-term", "one-sample", "not-summed"],
      ["gamma"],
      "Only the first place counts for gamma.",
    ],
    "beta averaged over places": [["mean-for-sum", "factor"], ["beta"], "Averaged over places instead of summed."],
  },
  numbers: ["statistics constant"],
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

/** Unit length: rows divided by their length before a product, in a loop. */
const unit = plant({
  name: "weights of unit length",
  kind: "normalised",
  params: { V: normal(3, 4), scale: add(1, mul(0.2, normal(3))) },
  data: [normal(6, 4), normal(6, 3)],
  loss: ({ V, scale }, x, y) => {
    const W = mul(reshape(scale, [3, 1]), div(V, sqrt(sum(square(V), 1, { keepdims: true }))));
    return div(sum(square(sub(matmul(x, transpose(W)), y))), x.shape[0]!);
  },
  hand: (wrong, { V, scale }, x, y) => {
    const length = sqrt(sum(square(V), 1, { keepdims: true }));
    const direction = div(V, length);
    const W = mul(reshape(scale, [3, 1]), direction);
    const error = div(mul(wrong("two gone") ? 1 : 2, sub(matmul(x, transpose(W)), y)), x.shape[0]!);
    const dW = matmul(transpose(error), x);
    const dscale = sum(mul(dW, wrong("V for its direction") ? V : direction), 1);
    const rows: Tensor[] = [];
    for (let i = 0; i < 3; i++) {
      const d = at(dW, i);
      const u = at(direction, i);
      const radial = mul(u, sum(mul(d, u)));
      const tangent = wrong("length constant") ? d : sub(d, radial);
      const factor = wrong("scale of V left out") ? 1 : at(scale, i);
      rows.push(mul(div(tangent, at(length, i)), factor) as Tensor);
    }
    return { V: stack(rows), scale: dscale };
  },
  mistakes: {
    "two gone": [["factor"], ["V", "scale"], "The 2 of the square is missing."],
    "V for its direction": [
      ["derivative-at-wrong-value", "missing-term"],
      ["scale"],
      "V is not divided by its length.",
    ],
    "length constant": [["missing-term"], ["V"], "The length is taken for a constant."],
    "scale of V left out": [["missing-term", "factor"], ["V"], "The factor scale is missing."],
  },
  numbers: ["length constant"],
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

export const laterNormalised: readonly EverydayCase[] = [
  ...steps,
  ...layered,
  ...grouped,
  ...rootMeanSquare,
  ...unit,
  ...oneLine,
];
