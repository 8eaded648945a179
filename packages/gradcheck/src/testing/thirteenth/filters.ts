import {
  add,
  argmax,
  at,
  conv,
  div,
  einsum,
  exp,
  expandDims,
  log1p,
  matmul,
  max,
  mean,
  mul,
  repeat,
  reshape,
  set,
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
  zeros,
  zerosLike,
} from "@wengert/autograd";
import { type EverydayCase, normals, plant } from "../everyday/case.ts";

const f1 = normals(1411);

/** Reviews: filters over three words each, the largest answer over time per filter, logistic loss, two reviews. */
const reviews = plant({
  name: "largest answer over time",
  kind: "convolution",
  params: { F: f1(4, 6), c: f1(4), u: f1(4) },
  data: [f1(3, 7, 2), tensor([1, 0, 1])],
  batchAxis: 0,
  loss: ({ F, c, u }, X, y) => {
    const n = X.shape[0]!;
    const windows = stack(
      [0, 1, 2, 3, 4].map((t) => reshape(at(X, ":", `${t}:${t + 3}`), [n, 6])),
      1,
    );
    const h = max(tanh(add(matmul(windows, transpose(F)), c)), 1);
    const s = matmul(h, u);
    return mean(sub(log1p(exp(s)), mul(y, s)));
  },
  hand: (wrong, { F, c, u }, X, y) => {
    const n = X.shape[0]!;
    let dF: Tensor = zerosLike(F);
    let dc: Tensor = zerosLike(c);
    let du: Tensor = zerosLike(u);
    for (let i = 0; i < n; i++) {
      const wins = stack([0, 1, 2, 3, 4].map((t) => reshape(at(X, i, `${t}:${t + 3}`), [6])));
      const act = tanh(add(matmul(wins, transpose(F)), c));
      const h = max(act, 0);
      const s = sum(mul(h, u));
      const ds = div(sub(sigmoid(s), at(y, i)), wrong("two reviews counted") ? 2 : n);
      const dh = mul(ds, u);
      du = add(du, mul(ds, h));
      const best = argmax(act, 0);
      for (let k = 0; k < 4; k++) {
        const t = wrong("first place for the largest") ? 0 : at(best, k).item();
        const slope = wrong("no slope of tanh") ? 1 : sub(1, square(at(act, t, k)));
        const dz = mul(at(dh, k), slope);
        const row = mul(dz, at(wins, t));
        dF = set(dF, k, wrong("filters set") ? row : add(at(dF, k), row));
        dc = set(dc, k, add(at(dc, k), dz));
      }
    }
    return { F: dF, c: dc, u: du };
  },
  mistakes: {
    "two reviews counted": [["factor"], ["F", "c", "u"], "Divided by 2, there are 3."],
    "first place for the largest": [
      ["derivative-at-wrong-value"],
      ["F", "c"],
      "The first window stands for the one with the largest answer.",
    ],
    "no slope of tanh": [["missing-activation-derivative", "missing-term"], ["F", "c"], "No slope of tanh."],
    "filters set": [["one-sample"], ["F"], "= for += over the reviews."],
  },
  numbers: ["first place for the largest"],
});

const f2 = normals(1412);

/** A gated causal filter with dilation two (tanh times sigmoid) and a skip, as in nets for raw sound. */
const gated = plant({
  name: "gated causal filter",
  kind: "convolution",
  params: { f: f2(2), g: f2(2), o: f2() },
  data: [f2(3, 9), f2(3, 9)],
  batchAxis: 0,
  loss: ({ f, g, o }, X, Y) => {
    const filter = (k: Tensor): Tensor =>
      reshape(conv(expandDims(X, 1), reshape(k, [1, 1, 2]), { dilation: 2, padding: [[2, 0]] }), X.shape);
    return mean(square(sub(add(X, mul(o, mul(tanh(filter(f)), sigmoid(filter(g))))), Y)));
  },
  hand: (wrong, { f, g, o }, X, Y) => {
    const late = set(zeros(X.shape), [":", "2:"], at(X, ":", ":-2"));
    const z = add(mul(at(f, 0), late), mul(at(f, 1), X));
    const q = add(mul(at(g, 0), late), mul(at(g, 1), X));
    const t = tanh(z);
    const s = sigmoid(q);
    const out = add(X, mul(o, mul(t, s)));
    const dout = wrong("rows only") ? mul(2 / 3, sub(out, Y)) : mul(2 / 27, sub(out, Y));
    const dts = mul(o, dout);
    const dt = wrong("gate not passed") ? dts : mul(dts, s);
    const ds = mul(dts, wrong("filter before tanh") ? z : t);
    const dz = mul(dt, sub(1, square(t)));
    const dq = mul(ds, mul(s, sub(1, wrong("slope by the logit") ? q : s)));
    const early = wrong("delay of one") ? set(zeros(X.shape), [":", "1:"], at(X, ":", ":-1")) : late;
    const taps = (d: Tensor): Tensor => stack([sum(mul(d, early)), sum(mul(d, X))]);
    return {
      gradients: { f: taps(dz), g: taps(dq), o: sum(mul(dout, mul(t, s))) },
      intermediates: { z, q, t, s, out, dout, dt, ds, dz, dq },
    };
  },
  mistakes: {
    "rows only": [["factor", "sum-for-mean"], ["dout", "o", "f", "g"], "Divided by 3 signals, not by 27 values."],
    "gate not passed": [["missing-term"], ["dt", "dz", "f"], "The factor sigmoid(q) is missing."],
    "filter before tanh": [["derivative-at-wrong-value"], ["ds", "dq", "g"], "z for tanh(z)."],
    "slope by the logit": [["derivative-at-wrong-value"], ["dq", "g"], "s(1 - q) for s(1 - s)."],
    "delay of one": [
      ["derivative-at-wrong-value", "off-by-one-layer"],
      ["f", "g"],
      "The earlier tap is taken one step back, not two.",
    ],
  },
  pairs: ["rows only+gate not passed"],
  bare: ["delay of one", "gate not passed"],
});

const f5 = normals(1415);

/** A decoder: a coarse map, doubled in both directions by copying, smoothed by a 2x2 kernel, sigmoid, squared error. */
const upsampled = plant({
  name: "doubling by copies, then a kernel",
  kind: "convolution",
  params: { C: f5(3, 3), K: f5(2, 2), s: f5() },
  data: [f5(5, 5)],
  loss: ({ C, K, s }, img) => {
    const big = repeat(repeat(C, 2, 0), 2, 1);
    const z = add(conv(reshape(big, [1, 1, 6, 6]), reshape(K, [1, 1, 2, 2])), s);
    return sum(square(sub(reshape(sigmoid(z), [5, 5]), img)));
  },
  hand: (wrong, { C, K, s }, img) => {
    const big = repeat(repeat(C, 2, 0), 2, 1);
    const quarter = (i: number, j: number): Tensor => at(big, `${i}:${i + 5}`, `${j}:${j + 5}`);
    let z: Tensor = add(zeros([5, 5]), s);
    let dbig: Tensor = zeros([6, 6]);
    for (const i of [0, 1]) for (const j of [0, 1]) z = add(z, mul(at(K, i, j), quarter(i, j)));
    const y = sigmoid(z);
    const dy = wrong("two lost") ? sub(y, img) : mul(2, sub(y, img));
    const dz = mul(dy, mul(y, sub(1, y)));
    const dK = stack([0, 1].map((i) => stack([0, 1].map((j) => sum(mul(dz, quarter(i, j)))))));
    for (const i of [0, 1]) {
      for (const j of [0, 1]) {
        const region = [`${i}:${i + 5}`, `${j}:${j + 5}`];
        const part = mul(at(K, i, j), dz);
        dbig = set(dbig, region, wrong("overwritten taps") ? part : add(at(dbig, ...region), part));
      }
    }
    const blocks = reshape(dbig, [3, 2, 3, 2]);
    const dC = wrong("one copy of four")
      ? at(blocks, ":", 0, ":", 0)
      : wrong("mean of the copies")
        ? mean(blocks, [1, 3])
        : sum(blocks, [1, 3]);
    return {
      gradients: {
        C: dC,
        K: wrong("dK transposed") ? transpose(dK) : dK,
        s: sum(dz),
      },
      intermediates: { big, z, y, dy, dz, dbig },
    };
  },
  mistakes: {
    "two lost": [["factor"], ["dy", "dz", "K", "s"], "The 2 of the square is missing."],
    "overwritten taps": [["missing-term"], ["dbig", "C"], "= for += where windows overlap: the last tap stays."],
    "one copy of four": [["missing-term"], ["C"], "Of the four copies one hands its gradient back."],
    "mean of the copies": [["mean-for-sum", "factor"], ["C"], "The copies are averaged, not summed."],
    "dK transposed": [["transposed"], ["K"], "The kernel's gradient is transposed."],
  },
  pairs: ["two lost+dK transposed"],
  numbers: ["dK transposed", "mean of the copies"],
  bare: ["two lost", "one copy of four", "overwritten taps"],
});

const f3 = normals(1413);

/** Weights as a length times a direction, each row; a tanh read-out. */
const lengths = plant({
  name: "weights by length and direction",
  kind: "normalised",
  params: { V: f3(3, 4), g: add(1.2, mul(0.3, f3(3))), b: f3(3) },
  data: [f3(6, 4), f3(6, 3)],
  batchAxis: 0,
  loss: ({ V, g, b }, X, Y) => {
    const W = mul(expandDims(div(g, sqrt(sum(square(V), 1))), 1), V);
    return mul(0.5, sum(square(sub(tanh(add(matmul(X, transpose(W)), b)), Y))));
  },
  hand: (wrong, { V, g, b }, X, Y) => {
    const norm = sqrt(sum(square(V), 1, { keepdims: true }));
    const U = div(V, norm);
    const W = mul(expandDims(g, 1), U);
    const y = tanh(add(matmul(X, transpose(W)), b));
    const e = sub(y, Y);
    const dz = wrong("linear read-out") ? e : mul(e, sub(1, square(y)));
    const dW = matmul(transpose(dz), X);
    const along = sum(mul(dW, U), wrong("columns for rows") ? 0 : 1, { keepdims: true });
    const inner = wrong("direction's length constant") ? dW : sub(dW, mul(along, wrong("V for its direction") ? V : U));
    const scale = wrong("g left out") ? div(1, norm) : div(expandDims(g, 1), norm);
    return {
      gradients: {
        V: mul(scale, inner),
        g: wrong("V for its direction") ? sum(mul(dW, V), 1) : sum(mul(dW, U), 1),
        b: sum(dz, 0),
      },
      intermediates: { U, W, y, dz, dW },
    };
  },
  mistakes: {
    "linear read-out": [
      ["missing-activation-derivative", "missing-term"],
      ["dz", "dW", "V", "g", "b"],
      "No slope of tanh.",
    ],
    "columns for rows": [["wrong-axis"], ["V"], "The projection is summed over the outputs."],
    "direction's length constant": [["missing-term"], ["V"], "The norm is treated as a constant."],
    "V for its direction": [["derivative-at-wrong-value", "missing-term"], ["V", "g"], "V stands for V / |V|."],
    "g left out": [["missing-term"], ["V"], "The factor g is missing."],
  },
  bare: ["linear read-out", "direction's length constant"],
  numbers: ["g left out"],
});

const f4 = normals(1414);

/** Batch norm of channels over samples and places, no affine part, then a sum over places and a linear score. */
const places = plant({
  name: "channels over samples and places",
  kind: "normalised",
  params: { K: f4(3, 2), u: f4(3), w: f4(3) },
  data: [f4(4, 2, 3), f4(4)],
  loss: ({ K, u, w }, X, y) => {
    const z = einsum("oc,ncl->nol", K, X);
    const c = sub(z, mean(z, [0, 2], { keepdims: true }));
    const h = div(c, sqrt(add(mean(square(c), [0, 2], { keepdims: true }), 1e-5)));
    const a = tanh(add(mul(h, reshape(w, [3, 1])), reshape(u, [3, 1])));
    return mean(square(sub(sum(a, [1, 2]), y)));
  },
  hand: (wrong, { K, u, w }, X, y) => {
    const z = einsum("oc,ncl->nol", K, X);
    const axes = [0, 2];
    const c = sub(z, mean(z, axes, { keepdims: true }));
    const inv = div(1, sqrt(add(mean(square(c), axes, { keepdims: true }), 1e-5)));
    const h = mul(c, inv);
    const a = tanh(add(mul(h, reshape(w, [3, 1])), reshape(u, [3, 1])));
    const e = sub(sum(a, [1, 2]), y);
    const de = wrong("samples and places") ? mul(2 / 12, e) : mul(2 / 4, e);
    const dv = mul(reshape(de, [4, 1, 1]), sub(1, square(wrong("h in the slope") ? h : a)));
    const dh = mul(dv, reshape(w, [3, 1]));
    const over = wrong("statistics of a sample") ? [2] : axes;
    const m = mean(dh, over, { keepdims: true });
    const k = mean(mul(dh, h), over, { keepdims: true });
    const core = wrong("both ways left out") ? dh : sub(sub(dh, m), mul(h, k));
    const dz = mul(inv, core);
    return {
      gradients: {
        K: einsum("nol,ncl->oc", dz, X),
        u: wrong("shift over samples only") ? sum(dv, 0) : sum(dv, axes),
        w: sum(mul(dv, h), axes),
      },
      intermediates: { z, h, a, de, dv, dh, dz },
    };
  },
  mistakes: {
    "samples and places": [["mean-for-sum", "factor"], ["de", "dv", "u", "w"], "Divided by samples times places."],
    "h in the slope": [
      ["derivative-at-wrong-value", "wrong-layer", "off-by-one-layer"],
      ["dv", "u", "w"],
      "1 - h**2 for 1 - a**2.",
    ],
    "statistics of a sample": [["wrong-axis"], ["dz", "K"], "The means go over places only, not over samples."],
    "both ways left out": [["missing-term"], ["dz", "K"], "Mean and variance are treated as constants."],
    "shift over samples only": [
      ["structure", "not-summed"],
      ["u"],
      "One shift for each place is left: the places are not summed.",
    ],
  },
  pairs: ["both ways left out+h in the slope"],
  bare: ["both ways left out", "statistics of a sample"],
});

/** Filters and normalisations, second part. */
export const thirteenthFilters: EverydayCase[] = [...reviews, ...gated, ...upsampled, ...lengths, ...places];
