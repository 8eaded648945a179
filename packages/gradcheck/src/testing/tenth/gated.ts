import {
  add,
  at,
  concatenate,
  div,
  matmul,
  mean,
  minimum,
  mul,
  neg,
  outer,
  sigmoid,
  sqrt,
  square,
  stack,
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
import { logSoftmax, softmax } from "./parts.ts";

const c = normals(4403);

/** One LSTM cell over three steps, gates in one matrix, one sequence. */
const lstm = plant({
  name: "lstm",
  kind: "recurrent",
  params: { W: mul(0.7, c(12, 5)), b: c(12), v: c(3) },
  data: [c(3, 2), c()],
  loss: ({ W, b, v }, X, y) => {
    let h: Tensor = zeros([3]);
    let s: Tensor = zeros([3]);
    for (let t = 0; t < 3; t++) {
      const z = add(matmul(W, concatenate([at(X, t), h], 0)), b);
      const [i, f, o] = [sigmoid(at(z, "0:3")), sigmoid(at(z, "3:6")), sigmoid(at(z, "6:9"))];
      s = add(mul(f, s), mul(i, tanh(at(z, "9:12"))));
      h = mul(o, tanh(s));
    }
    return square(sub(sum(mul(v, h)), y));
  },
  hand: (wrong, { W, b, v }, X, y) => {
    const steps: { u: Tensor; i: Tensor; f: Tensor; o: Tensor; g: Tensor; s0: Tensor; s: Tensor }[] = [];
    let h: Tensor = zeros([3]);
    let s: Tensor = zeros([3]);
    for (let t = 0; t < 3; t++) {
      const u = concatenate([at(X, t), h], 0);
      const z = add(matmul(W, u), b);
      const [i, f, o] = [sigmoid(at(z, "0:3")), sigmoid(at(z, "3:6")), sigmoid(at(z, "6:9"))];
      const g = tanh(at(z, "9:12"));
      const s0 = s;
      s = add(mul(f, s0), mul(i, g));
      h = mul(o, tanh(s));
      steps.push({ u, i, f, o, g, s0, s });
    }
    const error = mul(2, sub(sum(mul(v, h)), y));
    let dh: Tensor = mul(error, v);
    let ds: Tensor = zeros([3]);
    let [dW, db]: Tensor[] = [zerosLike(W), zerosLike(b)];
    const slope = (q: Tensor): Tensor => mul(q, sub(1, q));
    const shown: Record<string, Tensor> = { h };
    for (let t = 2; t >= 0; t--) {
      const { u, i, f, o, g, s0, s } = steps[t]!;
      const inner = wrong("tanh of s") ? mul(dh, o) : mul(mul(dh, o), sub(1, square(tanh(s))));
      ds = wrong("cell forgotten") ? inner : add(ds, inner);
      const di = mul(mul(ds, g), slope(i));
      const df = mul(mul(ds, wrong("new s") ? s : s0), wrong("no slope of f") ? 1 : slope(f));
      const dout = mul(mul(dh, wrong("raw s") ? s : tanh(s)), slope(o));
      const dg = mul(mul(ds, i), wrong("sigmoid for g") ? slope(g) : sub(1, square(g)));
      const dz = concatenate([di, df, dout, dg], 0);
      dW = add(dW!, outer(dz, u));
      db = add(db!, dz);
      dh = at(matmul(transpose(W), dz), "2:5");
      shown[`s${t + 1}`] = s;
      shown[`dz${t + 1}`] = dz;
      if (!wrong("no f on the way")) ds = mul(ds, f);
    }
    const length = sqrt(add(sum(square(dW!)), sum(square(db!))));
    const shrink = wrong("length of one") ? minimum(1, div(1, length)) : 1;
    return { gradients: { W: mul(shrink, dW!), b: mul(shrink, db!), v: mul(error, h) }, intermediates: shown };
  },
  mistakes: {
    "tanh of s": [
      ["missing-activation-derivative"],
      ["s3", "ds3", "z3", "dz3", "dz2", "dz1", "W", "b"],
      "the derivative of tanh(c) left out",
    ],
    "cell forgotten": [
      ["missing-term"],
      ["dz2", "dz1", "z2", "s2", "ds2", "W", "b"],
      "the cell's own way through time left out",
    ],
    "new s": [
      ["off-by-one-layer", "derivative-at-wrong-value"],
      ["dz3", "dz2", "dz1", "z3", "W", "b"],
      "c[t] for c[t - 1] in the forget gate's gradient",
    ],
    "no slope of f": [["missing-activation-derivative"], ["dz3", "dz2", "dz1", "z3", "W", "b"], "f(1 - f) forgotten"],
    "raw s": [
      ["derivative-at-wrong-value", "missing-term"],
      ["dz3", "dz2", "dz1", "z3", "W", "b"],
      "c for tanh(c) in the output gate's gradient",
    ],
    "sigmoid for g": [
      ["derivative-at-wrong-value", "wrong-forward"],
      ["dz3", "dz2", "dz1", "z3", "W", "b"],
      "the candidate's derivative as of a sigmoid",
    ],
    "no f on the way": [
      ["missing-term", "factor"],
      ["dz2", "dz1", "z2", "s2", "ds2", "W", "b"],
      "the cell's gradient not multiplied by the forget gate",
    ],
    "length of one": [["clipped", "factor"], ["W", "b"], "the cell's gradients cut to a length of one together"],
  },
  pairs: ["tanh of s+sigmoid for g"],
  numbers: ["tanh of s", "new s", "no f on the way"],
  bare: ["cell forgotten", "sigmoid for g", "no slope of f"],
});

const d = normals(4404);

/** A gated recurrent unit over three steps of a batch. */
const gru = plant({
  name: "gru",
  kind: "recurrent",
  params: { Wz: d(2, 3), Uz: d(3, 3), Wr: d(2, 3), Ur: d(3, 3), Wn: d(2, 3), Un: d(3, 3) },
  data: [d(3, 4, 2), d(4, 3)],
  batchAxis: 1,
  loss: ({ Wz, Uz, Wr, Ur, Wn, Un }, X, T) => {
    let h: Tensor = zeros([4, 3]);
    for (let t = 0; t < 3; t++) {
      const x = at(X, t);
      const z = math`sigmoid(${x} @ ${Wz} + ${h} @ ${Uz})`;
      const r = math`sigmoid(${x} @ ${Wr} + ${h} @ ${Ur})`;
      const n = math`tanh(${x} @ ${Wn} + (${r} * ${h}) @ ${Un})`;
      h = math`(1 - ${z}) * ${n} + ${z} * ${h}`;
    }
    return math`sum((${h} - ${T})**2) / 8`;
  },
  hand: (wrong, { Wz, Uz, Wr, Ur, Wn, Un }, X, T) => {
    const hs: Tensor[] = [zeros([4, 3])];
    const gates: { z: Tensor; r: Tensor; n: Tensor }[] = [];
    for (let t = 0; t < 3; t++) {
      const [x, h] = [at(X, t), hs[t]!];
      const z = math`sigmoid(${x} @ ${Wz} + ${h} @ ${Uz})`;
      const r = math`sigmoid(${x} @ ${Wr} + ${h} @ ${Ur})`;
      const n = math`tanh(${x} @ ${Wn} + (${r} * ${h}) @ ${Un})`;
      gates.push({ z, r, n });
      hs.push(math`(1 - ${z}) * ${n} + ${z} * ${h}`);
    }
    let dh = div(sub(hs[3]!, T), wrong("two eighths") ? 8 : 4);
    let [gWz, gUz, gWr, gUr, gWn, gUn]: Tensor[] = [Wz, Uz, Wr, Ur, Wn, Un].map((w) => zerosLike(w));
    for (let t = 2; t >= 0; t--) {
      const { z, r, n } = gates[t]!;
      const [x, h] = [at(X, t), hs[t]!];
      const dn = wrong("gate of n") ? math`${dh} * ${z} * (1 - ${n}**2)` : math`${dh} * (1 - ${z}) * (1 - ${n}**2)`;
      const difference = wrong("n - h") ? math`${n} - ${h}` : math`${h} - ${n}`;
      const dz = math`${dh} * ${difference} * ${z} * (1 - ${z})`;
      const drh = math`${dn} @ ${Un}.T`;
      const dr = math`${drh} * ${h} * ${r} * (1 - ${r})`;
      gWz = add(gWz!, math`${x}.T @ ${dz}`);
      gUz = add(gUz!, math`${h}.T @ ${dz}`);
      gWr = add(gWr!, math`${x}.T @ ${dr}`);
      gUr = add(gUr!, math`${h}.T @ ${dr}`);
      gWn = add(gWn!, math`${x}.T @ ${dn}`);
      gUn = add(gUn!, wrong("h without r") ? math`${h}.T @ ${dn}` : math`(${r} * ${h}).T @ ${dn}`);
      const direct = wrong("direct way") ? mul(0, dh) : math`${dh} * ${z}`;
      const throughGates = math`${dz} @ ${Uz}.T + ${dr} @ ${Ur}.T`;
      dh = math`${direct} + ${throughGates} + ${wrong("r on the way") ? drh : math`${drh} * ${r}`}`;
    }
    return { Wz: gWz, Uz: gUz, Wr: gWr, Ur: gUr, Wn: gWn, Un: gUn };
  },
  mistakes: {
    "two eighths": [["factor"], ["Wz", "Uz", "Wr", "Ur", "Wn", "Un"], "the 2 of the square forgotten"],
    "gate of n": [
      ["derivative-at-wrong-value", "missing-term", "wrong-forward"],
      ["Wn", "Un", "Wr", "Ur", "Wz", "Uz"],
      "z for 1 - z, as in the other notation",
    ],
    "n - h": [["sign"], ["Wz", "Uz", "Wr", "Ur", "Wn", "Un"], "n - h for h - n in the update gate's gradient"],
    "h without r": [["missing-term", "derivative-at-wrong-value"], ["Un"], "the state without its reset gate"],
    "direct way": [["missing-term"], ["Wz", "Uz", "Wr", "Ur", "Wn", "Un"], "the way h·z around the candidate left out"],
    "r on the way": [
      ["missing-term"],
      ["Wz", "Uz", "Wr", "Ur", "Wn", "Un"],
      "the candidate's way to the state before lacks r",
    ],
  },
  pairs: ["two eighths+direct way"],
  numbers: ["n - h"],
});

const m = normals(4421);

/** Forwards and backwards over a sentence, a tag for every word. */
const bothWays = plant({
  name: "both ways",
  kind: "recurrent",
  params: { F: mul(0.6, m(3, 3)), B: mul(0.6, m(3, 3)), U: m(2, 3), V: m(6, 2) },
  data: [m(4, 2), oneHot([0, 1, 1, 0], 2)],
  loss: ({ F, B, U, V }, X, Y) => {
    const [forwards, backwards]: Tensor[][] = [[], []];
    let [f, b]: Tensor[] = [zeros([3]), zeros([3])];
    for (let t = 0; t < 4; t++) {
      f = tanh(add(matmul(at(X, t), U), matmul(f!, F)));
      forwards!.push(f);
      b = tanh(add(matmul(at(X, 3 - t), U), matmul(b!, B)));
      backwards!.unshift(b);
    }
    const H = concatenate([stack(forwards!, 0), stack(backwards!, 0)], 1);
    return neg(mean(sum(mul(Y, logSoftmax(matmul(H, V))), 1)));
  },
  hand: (wrong, { F, B, U, V }, X, Y) => {
    const zero = zeros([3]);
    const fs: Tensor[] = [zero];
    const bs: Tensor[] = [zero];
    for (let t = 0; t < 4; t++) {
      fs.push(tanh(add(matmul(at(X, t), U), matmul(fs[t]!, F))));
      bs.push(tanh(add(matmul(at(X, 3 - t), U), matmul(bs[t]!, B))));
    }
    const H = concatenate([stack(fs.slice(1), 0), stack(bs.slice(1).reverse(), 0)], 1);
    const dlogits = div(sub(softmax(matmul(H, V)), Y), wrong("words summed") ? 1 : 4);
    const dH = matmul(dlogits, transpose(V));
    let [dF, dB, dU]: Tensor[] = [zerosLike(F), zerosLike(B), zerosLike(U)];
    let [df, db]: Tensor[] = [zero, zero];
    for (let t = 3; t >= 0; t--) {
      const dzf = mul(add(df!, at(dH, t, "0:3")), sub(1, square(fs[t + 1]!)));
      const place = wrong("not reversed") ? t : 3 - t;
      const dzb = mul(add(db!, at(dH, place, "3:6")), sub(1, square(bs[t + 1]!)));
      dF = add(dF!, outer(fs[t]!, dzf));
      dB = add(dB!, outer(wrong("state of now") ? bs[t + 1]! : bs[t]!, dzb));
      dU = add(dU!, outer(at(X, t), dzf));
      if (!wrong("one way")) dU = add(dU, outer(at(X, 3 - t), dzb));
      df = matmul(F, dzf);
      db = matmul(wrong("F for B") ? F : B, dzb);
    }
    return { F: dF, B: dB, U: dU, V: matmul(transpose(H), dlogits) };
  },
  mistakes: {
    "words summed": [["sum-for-mean", "factor"], ["F", "B", "U", "V"], "a sum over the words"],
    "not reversed": [
      ["derivative-at-wrong-value", "off-by-one-layer", "unknown", "wrong-upstream"],
      ["B", "U"],
      "the gradients of the backward states are taken in forward order",
    ],
    "state of now": [["off-by-one-layer", "derivative-at-wrong-value"], ["B"], "this step's state for the last one's"],
    "one way": [["missing-term"], ["U"], "the shared input weights count in one direction only"],
    "F for B": [["wrong-layer"], ["B", "U"], "the other direction's weights"],
  },
  pairs: ["words summed+state of now"],
  numbers: ["F for B"],
});

/** Recurrent nets with gates. */
export const tenthGated = [...lstm, ...gru, ...bothWays];
