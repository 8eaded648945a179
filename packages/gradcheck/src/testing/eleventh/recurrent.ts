import {
  add,
  at,
  concatenate,
  div,
  einsum,
  exp,
  log,
  matmul,
  mean,
  mul,
  neg,
  outer,
  sigmoid,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  zeros,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const weather = normals(1131);
/** Tomorrow's temperature from five days: a tanh net with one output at the end, for a batch. */
const temperature = plant({
  name: "temperature from five days",
  kind: "recurrent",
  params: { Wx: weather(2, 3), Wh: mul(0.7, weather(3, 3)) as Tensor, b: weather(3), Wo: weather(3, 1) },
  data: [weather(5, 4, 2), weather(4, 1)],
  loss: ({ Wx, Wh, b, Wo }, x, y) => {
    let h: Tensor = zeros([4, 3]);
    for (let t = 0; t < 5; t++) h = tanh(add(add(matmul(at(x, t), Wx), matmul(h, Wh)), b));
    return mean(square(sub(matmul(h, Wo), y)));
  },
  hand: (wrong, { Wx, Wh, b, Wo }, x, y) => {
    const h: Tensor[] = [zeros([4, 3])];
    for (let t = 0; t < 5; t++) h.push(tanh(add(add(matmul(at(x, t), Wx), matmul(h[t]!, Wh)), b)));
    const dout = div(mul(wrong("two") ? 1 : 2, sub(matmul(h[5]!, Wo), y)), 4);
    let dh: Tensor = matmul(dout, transpose(Wo));
    let [gx, gh, gb]: Tensor[] = [zerosLike(Wx), zerosLike(Wh), zerosLike(b)];
    const dhT = dh;
    for (let t = 4; t >= 0; t--) {
      const dz = mul(dh, sub(1, square(wrong("before") ? h[t]! : h[t + 1]!)));
      gx = add(gx!, matmul(transpose(at(x, t)), dz));
      const part = matmul(transpose(wrong("same") ? h[t + 1]! : h[t]!), dz);
      gh = wrong("assigned") ? part : add(gh!, part);
      gb = add(gb!, sum(dz, 0));
      dh = matmul(wrong("slope") ? dh : dz, wrong("straight") ? Wh : transpose(Wh));
    }
    return { gradients: { Wx: gx, Wh: gh, b: gb, Wo: matmul(transpose(h[5]!), dout) }, intermediates: { dout, dhT } };
  },
  mistakes: {
    two: [["factor"], ["dout", "dhT", "Wo", "Wx", "Wh", "b"], "the 2 of the square forgotten"],
    before: [
      ["off-by-one-layer", "derivative-at-wrong-value"],
      ["Wx", "Wh", "b"],
      "1 - h² with the state before instead of the one after",
    ],
    same: [["off-by-one-layer", "derivative-at-wrong-value"], ["Wh"], "dWh with h[t] in place of h[t - 1]"],
    assigned: [["one-sample", "missing-term"], ["Wh"], "= in place of += over time for Wh"],
    slope: [["missing-activation-derivative"], ["Wx", "Wh", "b"], "dh goes one step back without 1 - h²"],
    straight: [["transposed"], ["Wx", "Wh", "b"], "back through Wh without transposing it"],
  },
  pairs: ["two+same"],
  bare: ["two", "before"],
});

const characters = normals(1132);
/** The next of four letters at each of six steps: softmax at every step, losses summed. */
const letters = plant({
  name: "next letter at every step",
  kind: "recurrent",
  params: {
    U: characters(5, 4),
    W: mul(0.5, characters(5, 5)) as Tensor,
    b: characters(5),
    V: characters(4, 5),
    c: characters(4),
  },
  data: [oneHot([0, 3, 1, 1, 2, 0], 4), oneHot([3, 1, 1, 2, 0, 2], 4)],
  loss: ({ U, W, b, V, c }, x, y) => {
    let h: Tensor = zeros([5]);
    let total: Tensor = tensor(0);
    for (let t = 0; t < 6; t++) {
      h = math`tanh(${U} @ ${at(x, t)} + ${W} @ ${h} + ${b})`;
      const s = math`${V} @ ${h} + ${c}`;
      total = math`${total} + log(sum(exp(${s}))) - sum(${at(y, t)} * ${s})`;
    }
    return total;
  },
  hand: (wrong, { U, W, b, V, c }, x, y) => {
    const h: Tensor[] = [zeros([5])];
    const p: Tensor[] = [];
    for (let t = 0; t < 6; t++) {
      h.push(math`tanh(${U} @ ${at(x, t)} + ${W} @ ${h[t]!} + ${b})`);
      const e = math`exp(${V} @ ${h[t + 1]!} + ${c})`;
      p.push(math`${e} / sum(${e})`);
    }
    let dnext: Tensor = zeros([5]);
    const g = { U: zerosLike(U), W: zerosLike(W), b: zerosLike(b), V: zerosLike(V), c: zerosLike(c) };
    for (let t = 5; t >= 0; t--) {
      const ds = wrong("mean") ? math`(${p[t]!} - ${at(y, t)}) / 6` : sub(p[t]!, at(y, t));
      g.V = add(g.V, outer(ds, wrong("before") ? h[t]! : h[t + 1]!));
      g.c = add(g.c, ds);
      const own = matmul(transpose(V), ds);
      const dh = wrong("own") ? own : wrong("through") && t < 5 ? dnext : add(own, dnext);
      const dz = math`(1 - ${h[t + 1]!} * ${h[t + 1]!}) * ${dh}`;
      g.U = add(g.U, outer(dz, at(x, wrong("input") ? Math.max(t - 1, 0) : t)));
      g.W = add(g.W, outer(dz, h[t]!));
      g.b = wrong("first") ? dz : add(g.b, dz);
      dnext = matmul(transpose(W), dz);
    }
    return g;
  },
  mistakes: {
    mean: [["mean-for-sum", "factor"], ["V", "c", "U", "W", "b"], "divided by the number of steps, the loss is a sum"],
    before: [["off-by-one-layer", "derivative-at-wrong-value"], ["V"], "dV with the state before the step"],
    own: [["missing-term"], ["U", "W", "b"], "nothing comes back from later steps: dnext is not added"],
    through: [["missing-term"], ["U", "W", "b"], "each state's own output forgotten, only the next step's gradient"],
    input: [["off-by-one-layer", "derivative-at-wrong-value"], ["U"], "the inputs are taken one step too early"],
    first: [["one-sample", "missing-term"], ["b"], "= in place of += over time for b"],
  },
  pairs: ["mean+first"],
  numbers: ["own"],
});

const loads = normals(1133);
/** A gated recurrent unit over four steps of a load curve, one sequence. */
const gatedUnit = plant({
  name: "gated recurrent unit for a load curve",
  kind: "recurrent",
  params: {
    Wz: loads(3, 2),
    Uz: loads(3, 3),
    Wr: loads(3, 2),
    Ur: loads(3, 3),
    Wn: loads(3, 2),
    Un: loads(3, 3),
    v: loads(3),
  },
  data: [loads(4, 2), tensor(0.4)],
  loss: ({ Wz, Uz, Wr, Ur, Wn, Un, v }, x, y) => {
    let h: Tensor = zeros([3]);
    for (let t = 0; t < 4; t++) {
      const z = sigmoid(add(matmul(Wz, at(x, t)), matmul(Uz, h)));
      const r = sigmoid(add(matmul(Wr, at(x, t)), matmul(Ur, h)));
      const n = tanh(add(matmul(Wn, at(x, t)), matmul(Un, mul(r, h))));
      h = add(mul(z, h), mul(sub(1, z), n));
    }
    return square(sub(matmul(v, h), y));
  },
  hand: (wrong, { Wz, Uz, Wr, Ur, Wn, Un, v }, x, y) => {
    const h: Tensor[] = [zeros([3])];
    const steps: { z: Tensor; r: Tensor; n: Tensor }[] = [];
    for (let t = 0; t < 4; t++) {
      const z = sigmoid(add(matmul(Wz, at(x, t)), matmul(Uz, h[t]!)));
      const r = sigmoid(add(matmul(Wr, at(x, t)), matmul(Ur, h[t]!)));
      const n = tanh(add(matmul(Wn, at(x, t)), matmul(Un, mul(r, h[t]!))));
      steps.push({ z, r, n });
      h.push(add(mul(z, h[t]!), mul(sub(1, z), n)));
    }
    const ds = mul(2, sub(matmul(v, h[4]!), y));
    let dh: Tensor = mul(ds, v);
    const g = {
      Wz: zerosLike(Wz),
      Uz: zerosLike(Uz),
      Wr: zerosLike(Wr),
      Ur: zerosLike(Ur),
      Wn: zerosLike(Wn),
      Un: zerosLike(Un),
      v: mul(ds, h[4]!),
    };
    for (let t = 3; t >= 0; t--) {
      const { z, r, n } = steps[t]!;
      const dn = mul(mul(dh, wrong("gate") ? z : sub(1, z)), sub(1, square(n)));
      const dz = mul(mul(dh, wrong("turned") ? sub(n, h[t]!) : sub(h[t]!, n)), mul(z, sub(1, z)));
      const drh = matmul(transpose(Un), dn);
      const dr = wrong("open") ? mul(drh, h[t]!) : mul(mul(drh, h[t]!), mul(r, sub(1, r)));
      g.Wn = add(g.Wn, outer(dn, at(x, t)));
      g.Un = add(g.Un, outer(dn, wrong("reset") ? h[t]! : mul(r, h[t]!)));
      g.Wz = add(g.Wz, outer(dz, at(x, t)));
      g.Uz = add(g.Uz, outer(dz, h[t]!));
      g.Wr = add(g.Wr, outer(dr, at(x, t)));
      g.Ur = add(g.Ur, outer(dr, h[t]!));
      const gates = add(matmul(transpose(Uz), dz), matmul(transpose(Ur), dr));
      const inner = add(gates, wrong("inner") ? drh : mul(r, drh));
      dh = wrong("leak") ? inner : add(inner, mul(z, dh));
    }
    return g;
  },
  mistakes: {
    gate: [
      ["derivative-at-wrong-value", "wrong-forward"],
      ["Wn", "Un", "Wz", "Uz", "Wr", "Ur"],
      "z in place of 1 - z for the candidate",
    ],
    turned: [["sign"], ["Wz", "Uz", "Wr", "Ur", "Wn", "Un"], "n - h in place of h - n for the update gate"],
    open: [["missing-activation-derivative"], ["Wr", "Ur", "Wz", "Uz", "Wn", "Un"], "r (1 - r) forgotten"],
    reset: [["missing-term", "derivative-at-wrong-value"], ["Un"], "dUn with h in place of r * h"],
    inner: [["missing-term"], ["Wz", "Uz", "Wr", "Ur", "Wn", "Un"], "the reset gate forgotten on the way back to h"],
    leak: [
      ["missing-term"],
      ["Wz", "Uz", "Wr", "Ur", "Wn", "Un"],
      "the way z * h straight to the state before forgotten",
    ],
  },
  numbers: ["leak"],
});

const sensors = normals(1134);
/** A memory cell with four gates in one matrix, three steps, batch of two, a sum of squares of the last state. */
const memory = plant({
  name: "memory cell with one matrix of gates",
  kind: "recurrent",
  params: { W: mul(0.6, sensors(5, 12)) as Tensor, b: sensors(12) },
  data: [sensors(3, 2, 2), sensors(2, 3)],
  loss: ({ W, b }, x, y) => {
    let [h, c]: Tensor[] = [zeros([2, 3]), zeros([2, 3])];
    for (let t = 0; t < 3; t++) {
      const a = add(matmul(concatenate([at(x, t), h!], 1), W), b);
      const [i, f, o] = [sigmoid(at(a, ":", ":3")), sigmoid(at(a, ":", "3:6")), sigmoid(at(a, ":", "6:9"))];
      c = add(mul(f, c!), mul(i, tanh(at(a, ":", "9:"))));
      h = mul(o, tanh(c));
    }
    return mul(0.5, sum(square(sub(h!, y))));
  },
  hand: (wrong, { W, b }, x, y) => {
    const h: Tensor[] = [zeros([2, 3])];
    const c: Tensor[] = [zeros([2, 3])];
    const cache: Tensor[][] = [];
    for (let t = 0; t < 3; t++) {
      const input = concatenate([at(x, t), h[t]!], 1);
      const a = add(matmul(input, W), b);
      const [i, f, o] = [sigmoid(at(a, ":", ":3")), sigmoid(at(a, ":", "3:6")), sigmoid(at(a, ":", "6:9"))];
      const g = tanh(at(a, ":", "9:"));
      c.push(add(mul(f, c[t]!), mul(i, g)));
      h.push(mul(o, tanh(c[t + 1]!)));
      cache.push([input, i, f, o, g]);
    }
    let dh: Tensor = sub(h[3]!, y);
    let dc: Tensor = zeros([2, 3]);
    let [dW, db]: Tensor[] = [zerosLike(W), zerosLike(b)];
    for (let t = 2; t >= 0; t--) {
      const [input, i, f, o, g] = cache[t]! as [Tensor, Tensor, Tensor, Tensor, Tensor];
      const tc = tanh(c[t + 1]!);
      const fromH = mul(mul(dh, o), wrong("cell") ? 1 : sub(1, square(tc)));
      dc = wrong("carry") ? fromH : add(dc, fromH);
      const di = mul(mul(dc, g), mul(i, sub(1, i)));
      const df = mul(mul(dc, wrong("after") ? c[t + 1]! : c[t]!), mul(f, sub(1, f)));
      const dO = mul(mul(dh, wrong("bareCell") ? c[t + 1]! : tc), mul(o, sub(1, o)));
      const dg = mul(mul(dc, i), wrong("sigmoid") ? mul(g, sub(1, g)) : sub(1, square(g)));
      const da = concatenate(wrong("order") ? [di, dO, df, dg] : [di, df, dO, dg], 1);
      dW = add(dW!, matmul(transpose(input), da));
      db = add(db!, sum(da, 0));
      dh = at(matmul(da, transpose(W)), ":", "2:");
      if (!wrong("forget")) dc = mul(dc, f);
    }
    return { W: dW, b: db };
  },
  mistakes: {
    cell: [["missing-activation-derivative"], ["W", "b"], "1 - tanh(c)² forgotten on the way to the cell"],
    carry: [["missing-term"], ["W", "b"], "the cell's gradient of the next step overwritten"],
    after: [
      ["off-by-one-layer", "derivative-at-wrong-value"],
      ["W", "b"],
      "the forget gate with the cell after the step",
    ],
    bareCell: [["missing-term", "derivative-at-wrong-value"], ["W", "b"], "c in place of tanh(c) for the output gate"],
    sigmoid: [["derivative-at-wrong-value", "wrong-forward"], ["W", "b"], "g (1 - g) for the tanh of the candidate"],
    order: [
      ["structure", "wrong-layer", "wrong-upstream"],
      ["W", "b"],
      "the gradients of forget and output gate put in each other's place",
    ],
    forget: [["missing-term"], ["W", "b"], "dc goes to the step before without the forget gate"],
  },
  numbers: ["forget"],
});

const ticks = normals(1135);
/** Backpropagation cut after every second step: the loss stops the gradient there. */
const cut = plant({
  name: "state carried without gradient every second step",
  kind: "recurrent",
  params: { a: mul(0.8, ticks(3, 3)) as Tensor, u: ticks(3), w: ticks(3) },
  data: [ticks(6), ticks(6)],
  loss: ({ a, u, w }, x, y) => {
    let s: Tensor = zeros([3]);
    let total: Tensor = tensor(0);
    for (let t = 0; t < 6; t++) {
      if (t % 2 === 0) s = stopGradient(s);
      s = tanh(add(matmul(a, s), mul(u, at(x, t))));
      total = add(total, square(sub(matmul(w, s), at(y, t))));
    }
    return div(total, 6);
  },
  hand: (wrong, { a, u, w }, x, y) => {
    const s: Tensor[] = [zeros([3])];
    for (let t = 0; t < 6; t++) s.push(tanh(add(matmul(a, s[t]!), mul(u, at(x, t)))));
    let [da, du, dw, back]: Tensor[] = [zerosLike(a), zerosLike(u), zerosLike(w), zeros([3])];
    for (let t = 5; t >= 0; t--) {
      const error = mul(wrong("steps") ? 2 : 2 / 6, sub(matmul(w, s[t + 1]!), at(y, t)));
      dw = add(dw!, mul(error, s[t + 1]!));
      const ds = wrong("alone") ? mul(error, w) : add(mul(error, w), back!);
      const dz = mul(ds, sub(1, square(s[t + 1]!)));
      da = add(da!, outer(dz, s[t]!));
      du = add(du!, mul(dz, at(x, t)));
      const keep = wrong("whole") || (wrong("late") ? t % 2 === 0 : t % 2 === 1);
      back = keep ? matmul(wrong("straight") ? a : transpose(a), dz) : zeros([3]);
    }
    return { a: da, u: du, w: dw };
  },
  mistakes: {
    steps: [["sum-for-mean", "factor"], ["w", "a", "u"], "the mean over the six steps forgotten"],
    alone: [["missing-term"], ["a", "u"], "the step before gets nothing at all"],
    whole: [["extra-term"], ["a", "u"], "the gradient goes back over all steps although the loss cuts it"],
    late: [["off-by-one-layer", "extra-term", "missing-term"], ["a", "u"], "the cut is one step off"],
    straight: [["transposed"], ["a", "u"], "back through a without transposing it"],
  },
  numbers: ["whole"],
});

const speech = normals(1136);
/** A net that reads a word from both ends and classifies from the two last states. */
const bothEnds = plant({
  name: "both directions",
  kind: "recurrent",
  params: {
    F: mul(0.6, speech(4, 4)) as Tensor,
    B: mul(0.6, speech(4, 4)) as Tensor,
    E: speech(2, 4),
    O: speech(8, 3),
  },
  data: [speech(4, 3, 2), oneHot([2, 0, 1], 3)],
  loss: ({ F, B, E, O }, x, y) => {
    let [f, b]: Tensor[] = [zeros([3, 4]), zeros([3, 4])];
    for (let t = 0; t < 4; t++) f = tanh(add(matmul(at(x, t), E), matmul(f!, F)));
    for (let t = 3; t >= 0; t--) b = tanh(add(matmul(at(x, t), E), matmul(b!, B)));
    const s = matmul(concatenate([f!, b!], 1), O);
    return neg(mean(sum(mul(y, sub(s, log(sum(exp(s), 1, { keepdims: true })))), 1)));
  },
  hand: (wrong, { F, B, E, O }, x, y) => {
    const f: Tensor[] = [zeros([3, 4])];
    const b: Tensor[] = [zeros([3, 4])];
    for (let t = 0; t < 4; t++) f.push(tanh(add(matmul(at(x, t), E), matmul(f[t]!, F))));
    for (let k = 0; k < 4; k++) b.push(tanh(add(matmul(at(x, 3 - k), E), matmul(b[k]!, B))));
    const last = concatenate([f[4]!, b[4]!], 1);
    const e = exp(matmul(last, O));
    const ds = div(sub(div(e, sum(e, 1, { keepdims: true })), y), wrong("steps") ? 4 : 3);
    const dlast = einsum("nk,jk->nj", ds, O);
    let [df, db]: Tensor[] = [at(dlast, ":", ":4"), at(dlast, ":", "4:")];
    let [gF, gB, gE]: Tensor[] = [zerosLike(F), zerosLike(B), zerosLike(E)];
    for (let t = 3; t >= 0; t--) {
      const dz = mul(df!, sub(1, square(f[t + 1]!)));
      gF = add(gF!, einsum("ni,nj->ij", f[t]!, dz));
      gE = add(gE!, einsum("ni,nj->ij", at(x, t), dz));
      df = einsum("nj,ij->ni", dz, F);
      const dzb = mul(db!, sub(1, square(b[t + 1]!)));
      gB = add(gB!, einsum("ni,nj->ij", b[t]!, dzb));
      if (!wrong("one")) gE = add(gE!, einsum("ni,nj->ij", at(x, wrong("order") ? t : 3 - t), dzb));
      db = einsum("nj,ij->ni", dzb, wrong("other") ? F : B);
    }
    return { gradients: { F: gF, B: gB, E: gE, O: einsum("nj,nk->jk", last, ds) }, intermediates: { ds, dlast } };
  },
  mistakes: {
    steps: [["factor"], ["ds", "dlast", "O", "F", "B", "E"], "divided by the four steps instead of the three words"],
    one: [["missing-term"], ["E"], "the shared input weights get the forward direction's part alone"],
    order: [["derivative-at-wrong-value"], ["E"], "the backward direction's inputs in forward order"],
    other: [["wrong-layer"], ["B", "E"], "the backward direction goes back through the forward one's weights"],
  },
  bare: ["steps", "order"],
});

/** All of this family. */
export const eleventhRecurrent: readonly EverydayCase[] = [
  ...temperature,
  ...letters,
  ...gatedUnit,
  ...memory,
  ...cut,
  ...bothEnds,
];
