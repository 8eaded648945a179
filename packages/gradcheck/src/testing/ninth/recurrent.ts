import {
  add,
  at,
  clip,
  concatenate,
  div,
  matmul,
  mean,
  mul,
  neg,
  outer,
  reshape,
  sigmoid,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zeros,
  zerosLike,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";
import { logSoftmax, slope, softmax } from "./helpers.ts";

const n = normals(9301);

/** A plain recurrent net that predicts a class at every step, time first. */
const characters = plant({
  name: "characters",
  kind: "recurrent",
  batchAxis: 1,
  params: { Wx: n(3, 4), Wh: n(4, 4), b: n(4), Wy: n(4, 3) },
  data: [n(4, 2, 3), reshape(oneHot([0, 1, 2, 2, 1, 0, 0, 2], 3), [4, 2, 3])],
  loss: ({ Wx, Wh, b, Wy }, xs, ts) => {
    let h: Tensor = zeros([xs.shape[1]!, 4]);
    let loss: Tensor = zeros([]);
    for (let t = 0; t < 4; t++) {
      h = tanh(add(add(matmul(at(xs, t), Wx), matmul(h, Wh)), b));
      loss = sub(loss, sum(mul(at(ts, t), logSoftmax(matmul(h, Wy)))));
    }
    return div(loss, xs.shape[1]!);
  },
  hand: (wrong, { Wx, Wh, b, Wy }, xs, ts) => {
    const N = xs.shape[1]!;
    const hs: Tensor[] = [zeros([N, 4])];
    for (let t = 0; t < 4; t++) hs.push(tanh(add(add(matmul(at(xs, t), Wx), matmul(hs[t]!, Wh)), b)));
    let [dWx, dWh, db, dWy] = [zerosLike(Wx), zerosLike(Wh), zerosLike(b), zerosLike(Wy)] as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    let dhnext: Tensor = zeros([N, 4]);
    for (let t = 3; t >= 0; t--) {
      const h = hs[t + 1]!;
      const dy = div(sub(softmax(matmul(h, Wy)), at(ts, t)), N);
      dWy = add(dWy, matmul(transpose(h), dy));
      const local = matmul(dy, transpose(Wy));
      const dh = wrong("no next") ? local : add(local, dhnext);
      const draw = mul(dh, wrong("previous state") ? sub(1, square(hs[t]!)) : sub(1, square(h)));
      dWx = add(dWx, matmul(transpose(at(xs, t)), draw));
      dWh = add(dWh, matmul(transpose(wrong("own state") ? h : hs[t]!), draw));
      db = wrong("last bias") ? sum(draw, 0) : add(db, sum(draw, 0));
      dhnext = matmul(wrong("before tanh") ? dh : draw, wrong("Wh straight") ? Wh : transpose(Wh));
    }
    if (wrong("clipped")) [dWx, dWh, dWy] = [clip(dWx, -1, 1), clip(dWh, -1, 1), clip(dWy, -1, 1)];
    return {
      gradients: { Wx: dWx, Wh: dWh, b: db, Wy: dWy },
      intermediates: { h1: hs[1]!, h2: hs[2]!, h3: hs[3]!, h4: hs[4]! },
    };
  },
  mistakes: {
    "no next": [["missing-term"], ["Wx", "Wh", "b"], "The gradient of the next step's state is not added"],
    "previous state": [
      ["derivative-at-wrong-value", "off-by-one-layer"],
      ["Wx", "Wh", "b"],
      "1 - h**2 of the step before",
    ],
    "own state": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["Wh"],
      "h of the step itself in dWh",
    ],
    "last bias": [["missing-term", "one-sample"], ["b"], "= for += in the bias: one step alone"],
    "before tanh": [
      ["missing-activation-derivative", "wrong-upstream"],
      ["Wx", "Wh", "b"],
      "What goes back in time lacks the derivative of tanh",
    ],
    clipped: [["clipped"], ["Wx", "Wh", "Wy"], "Entries are cut off at one, as for the training step"],
    "Wh straight": [["transposed"], ["Wx", "Wh", "b"], "Wh is not transposed on the way back in time"],
  },
  pairs: ["own state+last bias", "no next+last bias"],
  numbers: ["Wh straight", "own state"],
  bare: ["no next", "previous state"],
});

/** One sequence, and a number at its end; W acts on a column. */
const last = plant({
  name: "last step",
  kind: "recurrent",
  params: { U: n(3, 2), W: n(3, 3), h0: n(3), v: n(3) },
  data: [n(5, 2), n()],
  loss: ({ U, W, h0, v }, x, y) => {
    let h: Tensor = h0;
    for (let t = 0; t < x.shape[0]!; t++) h = sigmoid(add(matmul(U, at(x, t)), matmul(W, h)));
    return mul(0.5, square(sub(sum(mul(v, h)), y)));
  },
  hand: (wrong, { U, W, h0, v }, x, y) => {
    const T = x.shape[0]!;
    const h: Tensor[] = [h0];
    for (let t = 0; t < T; t++) h.push(sigmoid(add(matmul(U, at(x, t)), matmul(W, h[t]!))));
    const error = sub(sum(mul(v, h[T]!)), y);
    let dh: Tensor = mul(error, v);
    let dU: Tensor = zerosLike(U);
    let dW: Tensor = zerosLike(W);
    for (let t = T; t >= 1; t--) {
      const dz = mul(dh, slope(h[t]!));
      dU = add(dU, outer(dz, at(x, t - 1)));
      dW = add(dW, outer(dz, h[t - 1]!));
      if (wrong("three steps") && t === T - 2) break;
      dh = matmul(transpose(W), wrong("no slope") ? dh : dz);
    }
    if (wrong("averaged")) [dU, dW] = [div(dU, T), div(dW, T)];
    return { U: dU, W: dW, h0: wrong("zero start") ? zerosLike(h0) : dh, v: mul(error, h[T]!) };
  },
  mistakes: {
    "three steps": [["missing-term"], ["U", "W", "h0"], "The way back stops after three of the five steps"],
    "no slope": [
      ["missing-activation-derivative", "wrong-upstream"],
      ["U", "W", "h0"],
      "dh goes on without the sigmoid's derivative",
    ],
    averaged: [["mean-for-sum", "factor"], ["U", "W"], "Divided by the number of steps"],
    "zero start": [["missing-term", "structure"], ["h0"], "No gradient for the first state"],
  },
  bare: ["averaged"],
  numbers: ["zero start"],
});

/** An LSTM with one matrix for its gates, the hidden state at its end against a target. */
const lstm = plant({
  name: "memory cell",
  kind: "recurrent",
  batchAxis: 1,
  params: { W: n(5, 12), b: n(12) },
  data: [n(3, 2, 2), n(1, 2, 3)],
  loss: ({ W, b }, xs, y) => {
    let h: Tensor = zeros([xs.shape[1]!, 3]);
    let c: Tensor = h;
    for (let t = 0; t < 3; t++) {
      const z = add(matmul(concatenate([at(xs, t), h], 1), W), b);
      const [i, f, o] = ["0:3", "3:6", "6:9"].map((part) => sigmoid(at(z, ":", part))) as [Tensor, Tensor, Tensor];
      c = add(mul(f, c), mul(i, tanh(at(z, ":", "9:12"))));
      h = mul(o, tanh(c));
    }
    return mul(0.5, sum(square(sub(h, at(y, 0)))));
  },
  hand: (wrong, { W, b }, xs, y) => {
    const N = xs.shape[1]!;
    let h: Tensor = zeros([N, 3]);
    let c: Tensor = h;
    const steps: { input: Tensor; i: Tensor; f: Tensor; o: Tensor; g: Tensor; before: Tensor; c: Tensor }[] = [];
    for (let t = 0; t < 3; t++) {
      const input = concatenate([at(xs, t), h], 1);
      const z = add(matmul(input, W), b);
      const [i, f, o] = ["0:3", "3:6", "6:9"].map((part) => sigmoid(at(z, ":", part))) as [Tensor, Tensor, Tensor];
      const g = tanh(at(z, ":", "9:12"));
      const before = c;
      c = add(mul(f, c), mul(i, g));
      h = mul(o, tanh(c));
      steps.push({ input, i, f, o, g, before, c });
    }
    let dW: Tensor = zerosLike(W);
    let db: Tensor = zerosLike(b);
    let dh: Tensor = sub(h, at(y, 0));
    let dc: Tensor = zeros([N, 3]);
    for (const { input, i, f, o, g, before, c } of steps.reverse()) {
      const tc = tanh(c);
      const through = mul(mul(dh, o), sub(1, square(wrong("c itself") ? c : tc)));
      dc = wrong("no carry") ? through : add(dc, through);
      const di = mul(dc, wrong("i for g") ? i : g);
      const df = mul(dc, wrong("new cell") ? c : before);
      const dz = concatenate(
        [
          mul(di, slope(i)),
          mul(df, slope(f)),
          mul(mul(dh, tc), slope(o)),
          wrong("no tanh") ? mul(dc, i) : mul(mul(dc, i), sub(1, square(g))),
        ],
        1,
      );
      dW = add(dW, matmul(transpose(input), dz));
      db = add(db, sum(dz, 0));
      dh = at(matmul(dz, transpose(W)), ":", "2:");
      if (!wrong("no forget")) dc = mul(dc, f);
    }
    return { W: dW, b: db };
  },
  mistakes: {
    "no carry": [["missing-term"], ["W", "b"], "The cell's gradient of the next step is not added"],
    "i for g": [
      ["derivative-at-wrong-value", "wrong-layer"],
      ["W", "b"],
      "The input gate's gradient has the gate where the candidate should be",
    ],
    "new cell": [
      ["derivative-at-wrong-value", "off-by-one-layer"],
      ["W", "b"],
      "The forget gate's gradient has the new cell instead of the old one",
    ],
    "no tanh": [["missing-activation-derivative"], ["W", "b"], "The candidate lacks the derivative of tanh"],
    "no forget": [["missing-term"], ["W", "b"], "The cell's gradient goes back without the factor f"],
    "c itself": [["derivative-at-wrong-value"], ["W", "b"], "1 - c**2 instead of 1 - tanh(c)**2"],
  },
  pairs: ["no tanh+no carry"],
  numbers: ["new cell"],
});

/** A gated unit over a batch, with the gates' matrices apart. */
const gated = plant({
  name: "gated unit",
  kind: "recurrent",
  params: { Wz: n(5, 3), Wr: n(5, 3), Wc: n(5, 3) },
  data: [n(2, 2), n(2, 2), n(2, 3)],
  loss: ({ Wz, Wr, Wc }, x1, x2, y) => {
    let h: Tensor = zeros([x1.shape[0]!, 3]);
    for (const x of [x1, x2]) {
      const z = sigmoid(matmul(concatenate([x, h], 1), Wz));
      const r = sigmoid(matmul(concatenate([x, h], 1), Wr));
      const candidate = tanh(matmul(concatenate([x, mul(r, h)], 1), Wc));
      h = add(mul(sub(1, z), h), mul(z, candidate));
    }
    return mean(square(sub(h, y)));
  },
  hand: (wrong, { Wz, Wr, Wc }, x1, x2, y) => {
    let h: Tensor = zeros([x1.shape[0]!, 3]);
    const steps: { xh: Tensor; xr: Tensor; h: Tensor; z: Tensor; r: Tensor; c: Tensor }[] = [];
    for (const x of [x1, x2]) {
      const xh = concatenate([x, h], 1);
      const z = sigmoid(matmul(xh, Wz));
      const r = sigmoid(matmul(xh, Wr));
      const xr = concatenate([x, mul(r, h)], 1);
      const c = tanh(matmul(xr, Wc));
      steps.push({ xh, xr, h, z, r, c });
      h = add(mul(sub(1, z), h), mul(z, c));
    }
    let dh: Tensor = div(mul(2, sub(h, y)), y.size);
    let [dWz, dWr, dWc] = [zerosLike(Wz), zerosLike(Wr), zerosLike(Wc)] as [Tensor, Tensor, Tensor];
    for (const { xh, xr, h, z, r, c } of steps.reverse()) {
      const dzpre = mul(mul(dh, wrong("other way") ? sub(h, c) : sub(c, h)), slope(z));
      const dcpre = mul(mul(dh, z), wrong("no square") ? sub(1, c) : sub(1, square(c)));
      const drh = at(matmul(dcpre, transpose(Wc)), ":", "2:");
      const drpre = mul(mul(drh, h), slope(r));
      dWz = add(dWz, matmul(transpose(xh), dzpre));
      dWr = add(dWr, matmul(transpose(xh), drpre));
      dWc = add(dWc, matmul(transpose(wrong("ungated input") ? xh : xr), dcpre));
      const gates = at(add(matmul(dzpre, transpose(Wz)), matmul(drpre, transpose(Wr))), ":", "2:");
      const reset = wrong("no reset") ? drh : mul(drh, r);
      dh = wrong("no carry") ? add(gates, reset) : add(add(gates, reset), mul(dh, sub(1, z)));
    }
    return { Wz: dWz, Wr: dWr, Wc: dWc };
  },
  mistakes: {
    "other way": [["sign"], ["Wz", "Wr", "Wc"], "h - c instead of c - h at the update gate"],
    "no carry": [["missing-term"], ["Wz", "Wr", "Wc"], "The way around the candidate, 1 - z, is missing"],
    "ungated input": [
      ["derivative-at-wrong-value", "missing-term", "wrong-layer"],
      ["Wc"],
      "The candidate's matrix meets h instead of r h",
    ],
    "no square": [
      ["derivative-at-wrong-value", "unknown"],
      ["Wz", "Wr", "Wc"],
      "1 - c instead of 1 - c**2 for the candidate",
    ],
    "no reset": [["missing-term"], ["Wz", "Wr", "Wc"], "The gradient of r h reaches h without the factor r"],
  },
  bare: ["no reset"],
  numbers: ["ungated input"],
});

/** Truncated: the loss cuts the state after two steps. */
const truncated = plant({
  name: "truncated",
  kind: "recurrent",
  params: { a: n(3), W: n(3, 3) },
  data: [n(2, 3), n(2, 3), n(2, 3), n(2, 3)],
  loss: ({ a, W }, ...xs) => {
    let h: Tensor = zeros([2, 3]);
    let loss: Tensor = zeros([]);
    for (const [t, x] of xs.entries()) {
      if (t === 2) h = stopGradient(h);
      h = tanh(add(mul(x, a), matmul(h, W)));
      loss = add(loss, mean(square(h)));
    }
    return loss;
  },
  hand: (wrong, { a, W }, ...xs) => {
    const hs: Tensor[] = [zeros([2, 3])];
    for (const [t, x] of xs.entries()) hs.push(tanh(add(mul(x, a), matmul(hs[t]!, W))));
    let da: Tensor = zerosLike(a);
    let dW: Tensor = zerosLike(W);
    let carried: Tensor = zeros([2, 3]);
    for (let t = 4; t >= 1; t--) {
      const dh = add(div(mul(2, hs[t]!), wrong("rows") ? 2 : 6), carried);
      const dz = mul(dh, sub(1, square(hs[t]!)));
      da = add(da, wrong("last x") ? sum(mul(dz, xs[3]!), 0) : sum(mul(dz, xs[t - 1]!), 0));
      dW = add(dW, matmul(transpose(hs[t - 1]!), dz));
      carried = t === 3 && !wrong("whole way") ? zeros([2, 3]) : matmul(dz, transpose(W));
    }
    return { a: da, W: wrong("descent") ? neg(dW) : dW };
  },
  mistakes: {
    "whole way": [["extra-term", "wrong-forward"], ["a", "W"], "The gradient goes on beyond the cut"],
    rows: [["factor", "sum-for-mean"], ["a", "W"], "The mean is over all entries, not over rows"],
    "last x": [
      ["derivative-at-wrong-value", "stale-cache", "off-by-one-layer"],
      ["a"],
      "Every step meets the last step's input",
    ],
    descent: [["sign"], ["W"], "The direction of descent instead of the gradient"],
  },
  numbers: ["descent"],
});

export const ninthRecurrent: EverydayCase[] = [characters, last, lstm, gated, truncated].flat();
