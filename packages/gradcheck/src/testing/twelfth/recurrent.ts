import {
  add,
  at,
  clip,
  concatenate,
  div,
  exp,
  log,
  matmul,
  matvec,
  mean,
  minimum,
  mul,
  outer,
  sigmoid,
  sqrt,
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
import { math } from "@wengert/autograd/math";
import { normals, oneHot, plant } from "../everyday/case.ts";

const letters = normals(1231);
const HELLO = [0, 1, 2, 2, 3];

/** The letter model that everyone writes once: column vectors, one text, the sum of -log p over the letters. */
const letterModel = plant({
  name: "letter after letter",
  kind: "recurrent",
  params: {
    Wxh: mul(0.8, letters(5, 4)),
    Whh: mul(0.8, letters(5, 5)),
    Why: letters(4, 5),
    bh: letters(5),
    by: letters(4),
  },
  data: [oneHot(HELLO.slice(0, 4), 4), oneHot(HELLO.slice(1), 4)],
  loss: ({ Wxh, Whh, Why, bh, by }, inputs, targets) => {
    let h: Tensor = zeros([5]);
    let loss: Tensor = zeros([]);
    for (let t = 0; t < 4; t++) {
      h = tanh(add(add(matvec(Wxh, at(inputs, t)), matvec(Whh, h)), bh));
      const y = add(matvec(Why, h), by);
      loss = sub(loss, log(sum(mul(at(targets, t), div(exp(y), sum(exp(y)))))));
    }
    return loss;
  },
  hand: (wrong, { Wxh, Whh, Why, bh, by }, inputs, targets) => {
    const hs: Tensor[] = [zeros([5])];
    const ps: Tensor[] = [];
    for (let t = 0; t < 4; t++) {
      hs.push(math`tanh(${Wxh} @ ${at(inputs, t)} + ${Whh} @ ${hs[t]!} + ${bh})`);
      const e = math`exp(${Why} @ ${hs[t + 1]!} + ${by})`;
      ps.push(div(e, sum(e)));
    }
    let [dWxh, dWhh, dWhy, dbh, dby] = [Wxh, Whh, Why, bh, by].map((w) => zerosLike(w)) as Tensor[];
    let dhnext: Tensor = zeros([5]);
    for (let t = 3; t >= 0; t--) {
      const dy = sub(ps[t]!, at(targets, t));
      dWhy = add(dWhy!, outer(dy, hs[t + 1]!));
      dby = wrong("dby overwritten") ? dy : add(dby!, dy);
      let dh: Tensor = matvec(transpose(Why), dy);
      if (!wrong("dhnext not added")) dh = add(dh, dhnext);
      const draw = mul(dh, sub(1, square(wrong("tanh' of the state before") ? hs[t]! : hs[t + 1]!)));
      dbh = add(dbh!, draw);
      dWxh = add(dWxh!, outer(draw, at(inputs, t)));
      dWhh = add(dWhh!, outer(draw, wrong("dWhh with the state after") ? hs[t + 1]! : hs[t]!));
      dhnext = matvec(wrong("Whh not transposed") ? Whh : transpose(Whh), draw);
    }
    const limit = wrong("clipped against explosion") ? 0.5 : Infinity;
    const [Wx, Wh, Wy, h0, y0] = [dWxh!, dWhh!, dWhy!, dbh!, dby!].map((g) =>
      limit === Infinity ? g : clip(g, -limit, limit),
    );
    const [, h1, h2, h3, h4] = hs as [Tensor, Tensor, Tensor, Tensor, Tensor];
    return { gradients: { Wxh: Wx, Whh: Wh, Why: Wy, bh: h0, by: y0 }, intermediates: { h1, h2, h3, h4 } };
  },
  mistakes: {
    "dhnext not added": [["missing-term"], ["Wxh", "Whh", "bh"], "the later steps' part of dh was left out"],
    "tanh' of the state before": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["Wxh", "Whh", "bh"],
      "tanh' is taken at h[t - 1]",
    ],
    "dWhh with the state after": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["Whh"],
      "h[t] for h[t - 1] in dWhh",
    ],
    "Whh not transposed": [["transposed"], ["Wxh", "Whh", "bh"], "dhnext = Whh draw"],
    "clipped against explosion": [
      ["clipped"],
      ["Wxh", "Whh", "Why", "bh", "by"],
      "np.clip(dparam, -0.5, 0.5) has stayed in",
    ],
    "dby overwritten": [["missing-term", "one-sample"], ["by"], "dby = for dby += in the loop over time"],
  },
  numbers: ["tanh' of the state before", "clipped against explosion"],
  bare: ["clipped against explosion", "dby overwritten", "Whh not transposed"],
});

const meter = normals(1232);

/** The load of tomorrow: a batch of short series through one tanh state, the forecast from the last state. */
const loadForecast = plant({
  name: "load forecast",
  kind: "recurrent",
  batchAxis: 0,
  params: { U: meter(2, 3), W: mul(0.7, meter(3, 3)), b: meter(3), v: meter(3, 1), c: meter(1) },
  data: [meter(4, 3, 2), meter(4, 1)],
  loss: ({ U, W, b, v, c }, x, t) => {
    let h: Tensor = zeros([4, 3]);
    for (let s = 0; s < 3; s++) h = tanh(math`${x}[:, ${s}] @ ${U} + ${h} @ ${W} + ${b}`);
    return mean(square(sub(add(matmul(h, v), c), t)));
  },
  hand: (wrong, { U, W, b, v, c }, x, t) => {
    const [x1, x2, x3] = [0, 1, 2].map((s) => at(x, ":", s)) as [Tensor, Tensor, Tensor];
    const h0 = zeros([4, 3]);
    const h1 = math`tanh(${x1} @ ${U} + ${h0} @ ${W} + ${b})`;
    const h2 = math`tanh(${x2} @ ${U} + ${h1} @ ${W} + ${b})`;
    const h3 = math`tanh(${x3} @ ${U} + ${h2} @ ${W} + ${b})`;
    const dout = math`${wrong("the two") ? 1 : 2} * (${h3} @ ${v} + ${c} - ${t}) / 4`;
    const dh3 = math`${dout} @ ${v}.T`;
    const dz3 = math`${dh3} * (1 - ${h3}**2)`;
    const dh2 = math`${dz3} @ ${W}.T`;
    const dz2 = wrong("no tanh' in the middle") ? dh2 : math`${dh2} * (1 - ${h2}**2)`;
    const dh1 = math`${wrong("z3 goes on to h1") ? dz3 : dz2} @ ${W}.T`;
    const dz1 = math`${dh1} * (1 - ${h1}**2)`;
    const dW = math`${h2}.T @ ${dz3} + ${h1}.T @ ${dz2}`;
    const dU = wrong("first input forgotten")
      ? math`${x3}.T @ ${dz3} + ${x2}.T @ ${dz2}`
      : math`${x3}.T @ ${dz3} + ${x2}.T @ ${dz2} + ${x1}.T @ ${dz1}`;
    const db = math`sum(${dz3} + ${dz2} + ${dz1}, axis=0)`;
    return {
      gradients: { U: dU, W: dW, b: db, v: math`${h3}.T @ ${dout}`, c: sum(dout, 0) },
      intermediates: { h1, h2, h3, dh3, dz3, dh2, dz2, dh1, dz1 },
    };
  },
  mistakes: {
    "no tanh' in the middle": [["missing-activation-derivative"], ["dz2", "dh1", "dz1", "U", "W", "b"], "dz2 = dh2"],
    "z3 goes on to h1": [
      ["wrong-upstream", "off-by-one-layer", "wrong-layer"],
      ["dh1", "dz1", "U", "b"],
      "dz3 for dz2 on the way to h1",
    ],
    "first input forgotten": [["missing-term"], ["U"], "the sum for dU ends a step too early"],
    "the two": [["factor"], ["dh3", "dz3", "U", "W", "b", "v", "c"], "the 2 of the square"],
  },
  pairs: ["the two+first input forgotten"],
  numbers: ["first input forgotten"],
  bare: ["no tanh' in the middle", "the two+first input forgotten"],
});

const cell = normals(1233);
const HIDDEN = 3;

/** An LSTM with the four gates in one matrix (i, f, o, g); squared error of the last output, batch of two. */
const fourGates = plant({
  name: "LSTM with joined gates",
  kind: "recurrent",
  batchAxis: 1,
  params: { W: mul(0.6, cell(2 + HIDDEN, 4 * HIDDEN)), b: mul(0.5, cell(4 * HIDDEN)) },
  data: [cell(4, 2, 2), cell(2, HIDDEN)],
  loss: ({ W, b }, x, target) => {
    let [h, c] = [zeros([2, HIDDEN]), zeros([2, HIDDEN])] as Tensor[];
    for (let t = 0; t < 4; t++) {
      const z = add(matmul(concatenate([at(x, t), h!], 1), W), b);
      const [i, f, o, g] = [0, 1, 2, 3].map((k) => at(z, ":", `${3 * k}:${3 * k + 3}`)) as Tensor[];
      c = add(mul(sigmoid(f!), c!), mul(sigmoid(i!), tanh(g!)));
      h = mul(sigmoid(o!), tanh(c));
    }
    return mul(0.5, sum(square(sub(h!, target))));
  },
  hand: (wrong, { W, b }, x, target) => {
    interface Step {
      readonly input: Tensor;
      readonly gates: readonly Tensor[];
      readonly before: Tensor;
      readonly c: Tensor;
    }
    const steps: Step[] = [];
    let [h, c] = [zeros([2, HIDDEN]), zeros([2, HIDDEN])] as [Tensor, Tensor];
    for (let t = 0; t < 4; t++) {
      const input = concatenate([at(x, t), h], 1);
      const z = math`${input} @ ${W} + ${b}`;
      const gates = ["0:3", "3:6", "6:9"].map((part) => sigmoid(at(z, ":", part)));
      const g = tanh(at(z, ":", "9:"));
      const before = c;
      c = math`${gates[1]!} * ${before} + ${gates[0]!} * ${g}`;
      h = math`${gates[2]!} * tanh(${c})`;
      steps.push({ input, gates: [...gates, g], before, c });
    }
    let dW: Tensor = zerosLike(W);
    let db: Tensor = zerosLike(b);
    let dh: Tensor = sub(h, target);
    let dc: Tensor = zeros([2, HIDDEN]);
    for (const { input, gates, before, c } of steps.reverse()) {
      const [i, f, o, g] = gates as [Tensor, Tensor, Tensor, Tensor];
      const tc = tanh(c);
      const dnow = wrong("tanh' of the cell forgotten") ? math`${dh} * ${o}` : math`${dh} * ${o} * (1 - ${tc}**2)`;
      dc = wrong("cell's own road forgotten") ? dnow : add(dc, dnow);
      const di = math`${dc} * ${g} * ${i} * (1 - ${i})`;
      const df = math`${dc} * ${wrong("forget gate sees the new cell") ? c : before} * ${f} * (1 - ${f})`;
      const dO = math`${dh} * ${wrong("output gate without tanh") ? c : tc} * ${o} * (1 - ${o})`;
      const dg = wrong("candidate as a gate")
        ? math`${dc} * ${i} * ${g} * (1 - ${g})`
        : math`${dc} * ${i} * (1 - ${g}**2)`;
      const dz = concatenate([di, df, dO, dg], 1);
      dW = add(dW, matmul(transpose(input), dz));
      db = add(db, sum(dz, 0));
      dh = at(matmul(dz, transpose(W)), ":", "2:");
      dc = mul(dc, f);
    }
    if (wrong("norm clipped")) {
      const norm = sqrt(add(sum(square(dW)), sum(square(db))));
      const scale = minimum(1, div(0.5, norm));
      return { W: mul(scale, dW), b: mul(scale, db) };
    }
    return { W: dW, b: db };
  },
  mistakes: {
    "norm clipped": [
      ["clipped", "factor"],
      ["W", "b"],
      "the gradient is cut to a norm of 0.5, as in the training step",
    ],
    "tanh' of the cell forgotten": [
      ["missing-activation-derivative"],
      ["W", "b"],
      "dc lacks 1 - tanh(c)**2 on the way from h",
    ],
    "cell's own road forgotten": [["missing-term"], ["W", "b"], "dc from the next step is not added"],
    "forget gate sees the new cell": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["W", "b"],
      "c[t] for c[t - 1] in the forget gate's gradient",
    ],
    "output gate without tanh": [
      ["derivative-at-wrong-value"],
      ["W", "b"],
      "c for tanh(c) in the output gate's gradient",
    ],
    "candidate as a gate": [
      ["derivative-at-wrong-value", "wrong-forward"],
      ["W", "b"],
      "g(1 - g) for 1 - g**2: the candidate was treated as a sigmoid",
    ],
  },
  pairs: ["tanh' of the cell forgotten+forget gate sees the new cell"],
  numbers: ["cell's own road forgotten"],
});

const gate = normals(1234);

/** One GRU step after another over three steps with a batch of three, separate matrices for each gate. */
const gatedUnit = plant({
  name: "GRU with separate matrices",
  kind: "recurrent",
  batchAxis: 1,
  params: {
    Wz: gate(2, 3),
    Uz: gate(3, 3),
    Wr: gate(2, 3),
    Ur: gate(3, 3),
    Wn: gate(2, 3),
    Un: gate(3, 3),
  },
  data: [gate(3, 3, 2), gate(3, 3)],
  loss: ({ Wz, Uz, Wr, Ur, Wn, Un }, x, t) => {
    let h: Tensor = zeros([3, 3]);
    for (let s = 0; s < 3; s++) {
      const now = at(x, s);
      const z = math`sigmoid(${now} @ ${Wz} + ${h} @ ${Uz})`;
      const r = math`sigmoid(${now} @ ${Wr} + ${h} @ ${Ur})`;
      const n = math`tanh(${now} @ ${Wn} + (${r} * ${h}) @ ${Un})`;
      h = math`(1 - ${z}) * ${h} + ${z} * ${n}`;
    }
    return math`mean((${h} - ${t})**2)`;
  },
  hand: (wrong, { Wz, Uz, Wr, Ur, Wn, Un }, x, t) => {
    const tape: (readonly [x: Tensor, h: Tensor, z: Tensor, r: Tensor, n: Tensor])[] = [];
    let h: Tensor = zeros([3, 3]);
    for (let s = 0; s < 3; s++) {
      const now = at(x, s);
      const z = math`sigmoid(${now} @ ${Wz} + ${h} @ ${Uz})`;
      const r = math`sigmoid(${now} @ ${Wr} + ${h} @ ${Ur})`;
      const n = math`tanh(${now} @ ${Wn} + (${r} * ${h}) @ ${Un})`;
      tape.push([now, h, z, r, n]);
      h = math`(1 - ${z}) * ${h} + ${z} * ${n}`;
    }
    const d = {
      Wz: zerosLike(Wz),
      Uz: zerosLike(Uz),
      Wr: zerosLike(Wr),
      Ur: zerosLike(Ur),
      Wn: zerosLike(Wn),
      Un: zerosLike(Un),
    };
    let dh = mul(2 / 9, sub(h, t));
    for (const [now, before, z, r, n] of tape.reverse()) {
      const dn = math`${dh} * ${z} * (1 - ${n}**2)`;
      const dz = math`${dh} * ${wrong("update gate the wrong way") ? sub(before, n) : sub(n, before)} * ${z} * (1 - ${z})`;
      const drh = math`${dn} @ ${Un}.T`;
      const dr = math`${drh} * ${before} * ${r} * (1 - ${r})`;
      d.Wz = math`${d.Wz} + ${now}.T @ ${dz}` as typeof d.Wz;
      d.Uz = math`${d.Uz} + ${before}.T @ ${dz}` as typeof d.Uz;
      d.Wr = math`${d.Wr} + ${now}.T @ ${dr}` as typeof d.Wr;
      d.Ur = math`${d.Ur} + ${before}.T @ ${dr}` as typeof d.Ur;
      d.Wn = math`${d.Wn} + ${now}.T @ ${dn}` as typeof d.Wn;
      d.Un = math`${d.Un} + ${wrong("Un without the reset") ? before : mul(r, before)}.T @ ${dn}` as typeof d.Un;
      const kept = math`${dh} * ${wrong("keep as much as is new") ? z : sub(1, z)}`;
      const through = math`${dz} @ ${Uz}.T + ${dr} @ ${Ur}.T`;
      dh = add(kept, wrong("h inside the candidate forgotten") ? through : add(through, mul(drh, r)));
    }
    return d;
  },
  mistakes: {
    "update gate the wrong way": [["sign"], ["Wz", "Uz"], "h - n for n - h in the update gate"],
    "Un without the reset": [
      ["derivative-at-wrong-value", "missing-term"],
      ["Un"],
      "h for r * h as what went into the candidate",
    ],
    "keep as much as is new": [
      ["derivative-at-wrong-value", "wrong-layer"],
      ["Wz", "Uz", "Wr", "Ur", "Wn", "Un"],
      "z for 1 - z on the direct way to the state before",
    ],
    "h inside the candidate forgotten": [
      ["missing-term"],
      ["Wz", "Uz", "Wr", "Ur", "Wn", "Un"],
      "the way over r * h in the candidate",
    ],
  },
  numbers: ["h inside the candidate forgotten", "Un without the reset"],
});

const tide = normals(1235);

/** Truncated back through time: the state is cut every two steps; a linear readout and squares at each step. */
const truncated = plant({
  name: "truncated every two steps",
  kind: "recurrent",
  params: { a: tide(3), R: mul(0.6, tide(3, 3)), q: tide(3) },
  data: [tide(6), tide(6)],
  loss: ({ a, R, q }, u, y) => {
    let h: Tensor = zeros([3]);
    let loss: Tensor = zeros([]);
    for (let t = 0; t < 6; t++) {
      h = tanh(add(mul(a, at(u, t)), matvec(R, t % 2 === 0 ? stopGradient(h) : h)));
      loss = add(loss, square(sub(sum(mul(q, h)), at(y, t))));
    }
    return div(loss, 6);
  },
  hand: (wrong, { a, R, q }, u, y) => {
    const h: Tensor[] = [zeros([3])];
    for (let t = 0; t < 6; t++) h.push(tanh(add(mul(a, at(u, t)), matvec(R, h[t]!))));
    let [da, dR, dq] = [zeros([3]), zeros([3, 3]), zeros([3])] as [Tensor, Tensor, Tensor];
    let carry: Tensor = zeros([3]);
    for (let t = 5; t >= 0; t--) {
      const now = h[t + 1]!;
      const e = mul(wrong("mean over the steps") ? 2 : 2 / 6, sub(sum(mul(q, now)), at(y, t)));
      dq = add(dq, mul(e, now));
      const dz = mul(add(mul(e, q), carry), sub(1, square(now)));
      da = wrong("drive overwritten") ? mul(dz, at(u, t)) : add(da, mul(dz, at(u, t)));
      dR = add(dR, outer(dz, h[t]!));
      carry = matvec(transpose(R), dz);
      if (t % 2 === 0 && !wrong("never cut")) carry = zeros([3]);
      if (wrong("cut at each step")) carry = zeros([3]);
    }
    return { a: da, R: dR, q: dq };
  },
  mistakes: {
    "never cut": [["extra-term", "wrong-forward"], ["a", "R"], "the hand goes back through the whole series"],
    "cut at each step": [["missing-term"], ["a", "R"], "nothing at all is carried to the step before"],
    "mean over the steps": [["sum-for-mean", "factor"], ["a", "R", "q"], "the mean over six steps"],
    "drive overwritten": [["one-sample", "missing-term"], ["a"], "da = for da += in the loop over steps"],
  },
  numbers: ["mean over the steps"],
});

/** Recurrent nets. */
export const twelfthRecurrent = [...letterModel, ...loadForecast, ...fourGates, ...gatedUnit, ...truncated];
