import {
  add,
  at,
  concatenate,
  div,
  exp,
  logsumexp,
  matmul,
  mean,
  mul,
  outer,
  sigmoid,
  split,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zeros,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const r1 = normals(1331);

/** A sentence classifier: tanh recurrence over five steps, the last state is read out, batch of three, mean squared error. */
const lastState = plant({
  name: "rnn whose last state is read",
  kind: "recurrent",
  params: { Wx: mul(0.6, r1(2, 4)), Wh: mul(0.5, r1(4, 4)), bh: r1(4), Wy: r1(4, 1), by: r1(1) },
  data: [r1(3, 5, 2), r1(3, 1)],
  batchAxis: 0,
  loss: ({ Wx, Wh, bh, Wy, by }, x, y) => {
    let h: Tensor = zeros([x.shape[0]!, 4]);
    for (let t = 0; t < 5; t++) h = tanh(add(add(matmul(at(x, ":", t), Wx), matmul(h, Wh)), bh));
    return mean(square(sub(add(matmul(h, Wy), by), y)));
  },
  hand: (wrong, { Wx, Wh, bh, Wy, by }, x, y) => {
    const n = x.shape[0]!;
    const hs: Tensor[] = [zeros([n, 4])];
    for (let t = 0; t < 5; t++) hs.push(tanh(add(add(matmul(at(x, ":", t), Wx), matmul(hs[t]!, Wh)), bh)));
    const out = add(matmul(hs[5]!, Wy), by);
    const dout = mul(2 / n, sub(out, y));
    let dWx: Tensor = zerosLike(Wx);
    let dWh: Tensor = zerosLike(Wh);
    let dbh: Tensor = zerosLike(bh);
    let dh: Tensor = matmul(dout, transpose(Wy));
    const dhs: Tensor[] = [];
    for (let t = 4; t >= 0; t--) {
      dhs.unshift(dh);
      const h = hs[wrong("slope of the step before") ? t : t + 1]!;
      const dz = wrong("no slope in time") ? dh : mul(dh, sub(1, square(h)));
      const gWx = matmul(transpose(at(x, ":", t)), dz);
      dWx = wrong("dWx not collected") ? gWx : add(dWx, gWx);
      const prev = wrong("own state for the previous") ? hs[t + 1]! : hs[t]!;
      dWh = add(dWh, matmul(transpose(prev), dz));
      dbh = add(dbh, sum(dz, 0));
      dh = matmul(dz, wrong("Wh as it is") ? Wh : transpose(Wh));
    }
    return {
      gradients: { Wx: dWx, Wh: dWh, bh: dbh, Wy: matmul(transpose(hs[5]!), dout), by: sum(dout, 0) },
      intermediates: { h4: hs[4]!, h5: hs[5]!, out, dout, dh5: dhs[4]!, dh4: dhs[3]!, dh3: dhs[2]! },
    };
  },
  mistakes: {
    "slope of the step before": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["dh4", "Wx", "Wh", "bh"],
      "1 - h[t - 1]**2 for 1 - h[t]**2.",
    ],
    "no slope in time": [
      ["missing-activation-derivative", "missing-term"],
      ["dh4", "Wx", "Wh", "bh"],
      "The slope of tanh is missing in the loop.",
    ],
    "own state for the previous": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["Wh"],
      "dWh is made with h[t] in place of h[t - 1].",
    ],
    "dWx not collected": [
      ["missing-term", "one-sample"],
      ["Wx"],
      "= for += over the steps: the first step's part alone is left.",
    ],
    "Wh as it is": [["transposed"], ["dh4", "Wx", "Wh", "bh"], "dz @ Wh for dz @ Wh.T."],
  },
  pairs: ["no slope in time+Wh as it is"],
  bare: ["Wh as it is", "no slope in time", "dWx not collected"],
});

const r2 = normals(1332);

/** Letters one after the other, each predicts the next: one text, softmax at every step, losses summed. */
const letters = plant({
  name: "next letter of one text",
  kind: "recurrent",
  params: { E: r2(4, 3), R: mul(0.7, r2(3, 3)), c: r2(3), O: r2(3, 4), d: r2(4) },
  data: [oneHot([0, 2, 1, 3, 2], 4), oneHot([2, 1, 3, 2, 0], 4)],
  loss: ({ E, R, c, O, d }, input, next) => {
    let h: Tensor = zeros([3]);
    let total: Tensor = zeros([]);
    for (let t = 0; t < input.shape[0]!; t++) {
      h = tanh(add(add(matmul(at(input, t), E), matmul(h, R)), c));
      const o = add(matmul(h, O), d);
      total = add(total, sub(logsumexp(o), sum(mul(at(next, t), o))));
    }
    return total;
  },
  hand: (wrong, { E, R, c, O, d }, input, next) => {
    const steps = input.shape[0]!;
    const h: Tensor[] = [zeros([3])];
    const p: Tensor[] = [];
    for (let t = 0; t < steps; t++) {
      h.push(tanh(add(add(matmul(at(input, t), E), matmul(h[t]!, R)), c)));
      const o = add(matmul(h[t + 1]!, O), d);
      p.push(exp(sub(o, logsumexp(o))));
    }
    let [gE, gR, gc, gO, gd]: Tensor[] = [zerosLike(E), zerosLike(R), zerosLike(c), zerosLike(O), zerosLike(d)];
    let carried: Tensor = zeros([3]);
    for (let t = steps - 1; t >= 0; t--) {
      const want = wrong("target is the input") ? at(input, t) : at(next, t);
      const raw = sub(p[t]!, want);
      const dO = wrong("mean over letters") ? div(raw, steps) : raw;
      gO = add(gO!, outer(h[t + 1]!, dO));
      gd = add(gd!, dO);
      const direct = matmul(O, dO);
      const dh = wrong("no later letters")
        ? direct
        : wrong("only later letters") && t < steps - 1
          ? carried
          : add(direct, carried);
      const dz = mul(dh, sub(1, square(h[t + 1]!)));
      gE = add(gE!, outer(at(input, t), dz));
      gR = add(gR!, outer(h[t]!, dz));
      gc = add(gc!, dz);
      carried = matmul(R, dz);
    }
    const clip = (g: Tensor): Tensor => (wrong("clipped to one") ? math`minimum(maximum(${g}, -1), 1)` : g);
    return { E: clip(gE!), R: clip(gR!), c: clip(gc!), O: clip(gO!), d: clip(gd!) };
  },
  mistakes: {
    "target is the input": [
      ["wrong-forward", "off-by-one-layer"],
      ["O", "d", "E", "R", "c"],
      "Compared with the current letter, not the next.",
    ],
    "mean over letters": [["mean-for-sum", "factor"], ["O", "d", "E", "R", "c"], "The loss is a sum over letters."],
    "no later letters": [["missing-term"], ["E", "R", "c"], "The state's way into later steps is left out."],
    "only later letters": [["missing-term"], ["E", "R", "c"], "dh is overwritten by what comes from the next step."],
    "clipped to one": [["clipped"], ["O", "d"], "All gradients are cut to [-1, 1]."],
  },
  pairs: ["mean over letters+no later letters"],
  numbers: ["clipped to one", "mean over letters"],
});

const r3 = normals(1333);

/** An LSTM over four steps with its gates in one matrix (i, f, o, g), a load forecast from the last state. */
const forecast = plant({
  name: "lstm forecast",
  kind: "recurrent",
  params: { W: mul(0.7, r3(5, 12)), b: r3(12), w: r3(3) },
  data: [r3(4, 2, 2), r3(2)],
  loss: ({ W, b, w }, xs, y) => {
    let h: Tensor = zeros([xs.shape[1]!, 3]);
    let c: Tensor = h;
    for (let t = 0; t < 4; t++) {
      const [i, f, o, g] = split(add(matmul(concatenate([at(xs, t), h], 1), W), b), 4, 1);
      c = add(mul(sigmoid(f!), c), mul(sigmoid(i!), tanh(g!)));
      h = mul(sigmoid(o!), tanh(c));
    }
    return sum(square(sub(matmul(h, w), y)));
  },
  hand: (wrong, { W, b, w }, xs, y) => {
    const B = xs.shape[1]!;
    const cache: { v: Tensor; i: Tensor; f: Tensor; o: Tensor; g: Tensor; c0: Tensor; c: Tensor }[] = [];
    let h: Tensor = zeros([B, 3]);
    let c: Tensor = zeros([B, 3]);
    for (let t = 0; t < 4; t++) {
      const v = concatenate([at(xs, t), h], 1);
      const [zi, zf, zo, zg] = split(add(matmul(v, W), b), 4, 1);
      const [i, f, o, g] = [sigmoid(zi!), sigmoid(zf!), sigmoid(zo!), tanh(zg!)];
      const c0 = c;
      c = add(mul(f, c0), mul(i, g));
      h = mul(o, tanh(c));
      cache.push({ v, i, f, o, g, c0, c });
    }
    const dy = mul(2, sub(matmul(h, w), y));
    let dW: Tensor = zerosLike(W);
    let db: Tensor = zerosLike(b);
    let dh: Tensor = outer(dy, w);
    let dc: Tensor = zeros([B, 3]);
    for (let t = 3; t >= 0; t--) {
      const { v, i, f, o, g, c0, c } = cache[t]!;
      const tc = tanh(c);
      const fromH = mul(mul(dh, o), wrong("tanh(c) without slope") ? 1 : sub(1, square(tc)));
      dc = wrong("cell carry dropped") ? fromH : add(dc, fromH);
      const dO = mul(dh, wrong("output gate sees c") ? c : tc);
      const df = mul(dc, wrong("forget gate sees the new cell") ? c : c0);
      const di = mul(dc, g);
      const dg = mul(dc, i);
      const s = (d: Tensor, a: Tensor): Tensor => mul(d, mul(a, sub(1, a)));
      const candidate = wrong("candidate as a sigmoid") ? s(dg, g) : mul(dg, sub(1, square(g)));
      const dz = concatenate([s(di, i), s(df, f), s(dO, o), candidate], 1);
      dW = add(dW, matmul(transpose(v), dz));
      db = add(db, sum(dz, 0));
      dh = at(matmul(dz, transpose(W)), ":", "2:");
      dc = wrong("input gate for forget gate") ? mul(dc, i) : mul(dc, f);
    }
    const cut = (g: Tensor): Tensor => (wrong("clipped by value") ? math`clip(${g}, -0.1, 0.1)` : g);
    return { gradients: { W: cut(dW), b: cut(db), w: cut(matmul(dy, h)) }, intermediates: { h, c, dy } };
  },
  mistakes: {
    "tanh(c) without slope": [
      ["missing-activation-derivative", "missing-term"],
      ["W", "b"],
      "The way from h to c lacks the slope of tanh.",
    ],
    "cell carry dropped": [["missing-term"], ["W", "b"], "The cell's own way from later steps is left out."],
    "clipped by value": [["clipped"], ["W", "b", "w"], "Entries are cut to [-0.1, 0.1]."],
    "output gate sees c": [["derivative-at-wrong-value"], ["W", "b"], "c for tanh(c) in the output gate's gradient."],
    "forget gate sees the new cell": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["W", "b"],
      "c[t] for c[t - 1] in the forget gate's gradient.",
    ],
    "candidate as a sigmoid": [
      ["wrong-forward"],
      ["W", "b"],
      "g(1 - g) for 1 - g**2: the slope of the wrong function.",
    ],
    "input gate for forget gate": [
      ["derivative-at-wrong-value", "wrong-layer"],
      ["W", "b"],
      "The cell goes back through the input gate.",
    ],
  },
  bare: ["cell carry dropped", "candidate as a sigmoid", "forget gate sees the new cell"],
  numbers: ["output gate sees c"],
});

const r4 = normals(1334);

/** A GRU as in the paper, two rounds written out in formulas, one sample; the sum of the states is pulled to a target. */
const gru = plant({
  name: "gru in formulas",
  kind: "recurrent",
  params: { Wz: r4(3, 2), Uz: r4(3, 3), Wr: r4(3, 2), Ur: r4(3, 3), Wn: r4(3, 2), Un: r4(3, 3) },
  data: [r4(2), r4(2), r4(3), r4(3)],
  loss: ({ Wz, Uz, Wr, Ur, Wn, Un }, x1, x2, h0, goal) => {
    let h: Tensor = h0;
    for (const x of [x1, x2]) {
      const z = math`sigmoid(${Wz} @ ${x} + ${Uz} @ ${h})`;
      const r = math`sigmoid(${Wr} @ ${x} + ${Ur} @ ${h})`;
      const n = math`tanh(${Wn} @ ${x} + ${Un} @ (${r} * ${h}))`;
      h = math`(1 - ${z}) * ${n} + ${z} * ${h}`;
    }
    return math`0.5 * sum((${h} - ${goal})**2)`;
  },
  hand: (wrong, { Wz, Uz, Wr, Ur, Wn, Un }, x1, x2, h0, goal) => {
    const xs = [x1, x2];
    const hs: Tensor[] = [h0];
    const zs: Tensor[] = [];
    const rs: Tensor[] = [];
    const ns: Tensor[] = [];
    for (const [t, x] of xs.entries()) {
      const h = hs[t]!;
      zs.push(math`sigmoid(${Wz} @ ${x} + ${Uz} @ ${h})`);
      rs.push(math`sigmoid(${Wr} @ ${x} + ${Ur} @ ${h})`);
      ns.push(math`tanh(${Wn} @ ${x} + ${Un} @ (${rs[t]!} * ${h}))`);
      hs.push(math`(1 - ${zs[t]!}) * ${ns[t]!} + ${zs[t]!} * ${h}`);
    }
    const g: Record<string, Tensor> = {};
    const collect = (name: string, part: Tensor): void => {
      g[name] = g[name] === undefined ? part : add(g[name], part);
    };
    let dh: Tensor = sub(hs[2]!, goal);
    const dhs: Tensor[] = [];
    for (const t of [1, 0]) {
      dhs.unshift(dh);
      const [x, h, z, r, n] = [xs[t]!, hs[t]!, zs[t]!, rs[t]!, ns[t]!];
      const dz = wrong("update gate's way through n") ? math`${dh} * ${h}` : math`${dh} * (${h} - ${n})`;
      const dn = wrong("gate exchanged") ? math`${dh} * ${z}` : math`${dh} * (1 - ${z})`;
      const an = math`${dn} * (1 - ${n}**2)`;
      const az = math`${dz} * ${z} * (1 - ${z})`;
      const drh = wrong("Un as it is") ? math`${Un} @ ${an}` : math`${Un}.T @ ${an}`;
      const dr = math`${drh} * ${h}`;
      const ar = math`${dr} * ${r} * (1 - ${r})`;
      collect("Wz", outer(az, x));
      collect("Uz", outer(az, h));
      collect("Wr", outer(ar, x));
      collect("Ur", outer(ar, h));
      collect("Wn", outer(an, x));
      collect("Un", outer(an, wrong("reset gate left out") ? h : mul(r, h)));
      const gates = math`${Uz}.T @ ${az} + ${Ur}.T @ ${ar} + ${drh} * ${r}`;
      dh = wrong("state not passed on") ? gates : math`${gates} + ${dh} * ${z}`;
    }
    const { Wz: a, Uz: b, Wr: c, Ur: d, Wn: e, Un: f } = g;
    return {
      gradients: { Wz: a, Uz: b, Wr: c, Ur: d, Wn: e, Un: f },
      intermediates: { h1: hs[1]!, h2: hs[2]!, dh1: dhs[0]!, dh2: dhs[1]! },
    };
  },
  mistakes: {
    "update gate's way through n": [
      ["missing-term"],
      ["dh1", "Wz", "Uz"],
      "z acts on (1 - z) n, too: minus n is missing.",
    ],
    "gate exchanged": [
      ["derivative-at-wrong-value", "wrong-forward"],
      ["dh1", "Wn", "Un", "Wr", "Ur"],
      "z for 1 - z before n.",
    ],
    "Un as it is": [["transposed"], ["dh1", "Wr", "Ur"], "Un @ for Un.T @."],
    "reset gate left out": [["missing-term", "derivative-at-wrong-value"], ["Un"], "h for r h as what Un multiplies."],
    "state not passed on": [["missing-term"], ["dh1", "Wz", "Uz", "Wr", "Ur", "Wn", "Un"], "The way z h is left out."],
  },
  pairs: ["Un as it is+state not passed on"],
  bare: ["Un as it is", "reset gate left out"],
});

/** Recurrent nets, first part. */
export const thirteenthRecurrent: EverydayCase[] = [...lastState, ...letters, ...forecast, ...gru];
