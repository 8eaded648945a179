import {
  add,
  at,
  clip,
  concatenate,
  div,
  exp,
  log,
  matmul,
  max,
  mean,
  mul,
  outer,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zeros,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const normal = normals(84001);

const small = (...shape: number[]): Tensor => mul(0.6, normal(...shape));

/** A recurrent net over five steps with the error at the end alone. */
const lastStep = plant({
  name: "error at the last step",
  kind: "recurrent",
  params: { U: small(2, 3), R: small(3, 3), b: small(3), v: small(3) },
  data: [normal(4, 5, 2), normal(4)],
  loss: ({ U, R, b, v }, x, y) => {
    let h: Tensor = zeros([x.shape[0]!, 3]);
    for (let t = 0; t < 5; t++) h = tanh(add(add(matmul(at(x, ":", t), U), matmul(h, R)), b));
    return mean(square(sub(matmul(h, v), y)));
  },
  hand: (wrong, { U, R, b, v }, x, y) => {
    const n = x.shape[0]!;
    const h: Tensor[] = [zeros([n, 3])];
    for (let t = 0; t < 5; t++) h.push(tanh(add(add(matmul(at(x, ":", t), U), matmul(h[t]!, R)), b)));
    const dy = mul(2 / n, sub(matmul(h[5]!, v), y));
    let dU: Tensor = zeros(U.shape);
    let dR: Tensor = zeros(R.shape);
    let db: Tensor = zeros(b.shape);
    let dh: Tensor = outer(dy, v);
    for (let t = 4; t >= 0; t--) {
      const dz = wrong("no slope through time") && t < 4 ? dh : mul(dh, sub(1, square(h[t + 1]!)));
      dU = add(dU, matmul(transpose(at(x, ":", wrong("inputs one late") ? Math.min(t + 1, 4) : t)), dz));
      dR = wrong("last R wins")
        ? matmul(transpose(h[t]!), dz)
        : add(dR, matmul(transpose(h[wrong("this h for the last") ? t + 1 : t]!), dz));
      db = add(db, sum(dz, 0));
      dh = matmul(dz, wrong("R as it is") ? R : transpose(R));
      if (wrong("stops after two") && t === 3) break;
    }
    return { U: dU, R: dR, b: db, v: matmul(transpose(h[5]!), dy) };
  },
  mistakes: {
    "no slope through time": [
      ["missing-activation-derivative"],
      ["U", "R", "b"],
      "The slope of tanh is there at the last step only.",
    ],
    "inputs one late": [
      ["off-by-one-layer", "derivative-at-wrong-value"],
      ["U"],
      "The input of the next step stands in the gradient of U.",
    ],
    "last R wins": [["one-sample", "missing-term", "stale-cache"], ["R"], "dR = instead of += over the steps."],
    "this h for the last": [
      ["off-by-one-layer", "derivative-at-wrong-value"],
      ["R"],
      "h[t] instead of h[t - 1] in the gradient of R.",
    ],
    "R as it is": [["transposed"], ["U", "R", "b"], "Back through R instead of its transpose."],
    "stops after two": [["missing-term"], ["U", "R", "b"], "The way back is truncated after two steps."],
  },
  pairs: ["R as it is+this h for the last", "inputs one late+last R wins"],
  numbers: ["R as it is"],
});

/** Letters: an output at each step, cross-entropy summed over the steps. */
const letters = plant({
  name: "next letter",
  kind: "recurrent",
  params: { Wx: small(4, 5), Wh: small(5, 5), Wy: small(5, 4), bh: small(5), by: small(4) },
  data: [oneHot([0, 2, 1, 3, 2, 0], 4), oneHot([2, 1, 3, 2, 0, 1], 4)],
  loss: ({ Wx, Wh, Wy, bh, by }, x, y) => {
    let h: Tensor = zeros([5]);
    let total: Tensor = zeros([]);
    for (let t = 0; t < x.shape[0]!; t++) {
      h = tanh(add(add(matmul(at(x, t), Wx), matmul(h, Wh)), bh));
      const s = add(matmul(h, Wy), by);
      total = add(total, sub(log(sum(exp(s))), sum(mul(at(y, t), s))));
    }
    return total;
  },
  hand: (wrong, { Wx, Wh, Wy, bh, by }, x, y) => {
    const steps = x.shape[0]!;
    const h: Tensor[] = [zeros([5])];
    const p: Tensor[] = [];
    for (let t = 0; t < steps; t++) {
      h.push(tanh(add(add(matmul(at(x, t), Wx), matmul(h[t]!, Wh)), bh)));
      const s = add(matmul(h[t + 1]!, Wy), by);
      const e = exp(sub(s, max(s)));
      p.push(div(e, sum(e)));
    }
    const g = { Wx: mul(Wx, 0), Wh: mul(Wh, 0), Wy: mul(Wy, 0), bh: mul(bh, 0), by: mul(by, 0) };
    let next: Tensor = zeros([5]);
    for (let t = steps - 1; t >= 0; t--) {
      const dy = sub(p[t]!, at(y, t));
      g.Wy = add(g.Wy, outer(h[wrong("old h into Wy") ? t : t + 1]!, dy));
      g.by = add(g.by, wrong("by per step") ? div(dy, steps) : dy);
      const own = matmul(Wy, dy);
      const dh = wrong("each step alone") ? own : wrong("later steps alone") && t < steps - 1 ? next : add(own, next);
      const da = mul(dh, sub(1, square(h[t + 1]!)));
      g.bh = wrong("bh overwritten") ? da : add(g.bh, da);
      g.Wx = add(g.Wx, outer(at(x, t), wrong("dh into Wx") ? dh : da));
      g.Wh = add(g.Wh, outer(h[t]!, da));
      next = matmul(Wh, da);
    }
    return { ...g, Wx: wrong("clipped like the demo") ? (clip(g.Wx, -0.5, 0.5) as Tensor) : g.Wx };
  },
  mistakes: {
    "old h into Wy": [["off-by-one-layer", "derivative-at-wrong-value"], ["Wy"], "h[t - 1] in the output's gradient."],
    "by per step": [["mean-for-sum", "factor"], ["by"], "by is divided by the number of steps."],
    "each step alone": [["missing-term"], ["Wx", "Wh", "bh"], "What later steps send back is left out."],
    "later steps alone": [
      ["missing-term"],
      ["Wx", "Wh", "bh"],
      "The step's own error is overwritten by the later ones'.",
    ],
    "bh overwritten": [["one-sample", "missing-term"], ["bh"], "dbh = instead of +=."],
    "dh into Wx": [["wrong-upstream", "missing-activation-derivative"], ["Wx"], "dh for da in the gradient of Wx."],
    "clipped like the demo": [["clipped"], ["Wx"], "The gradient is clipped, as the training loop does."],
  },
  pairs: ["each step alone+by per step"],
  numbers: ["clipped like the demo", "each step alone"],
});

/** One LSTM cell over three steps, gates apart, the loss on every h. */
const lstm = plant({
  name: "lstm with separate gates",
  kind: "recurrent",
  params: { F: small(5, 3), I: small(5, 3), O: small(5, 3), G: small(5, 3) },
  data: [normal(3, 4, 2), normal(3, 4, 3)],
  loss: ({ F, I, O, G }, x, y) => {
    const n = x.shape[1]!;
    let h: Tensor = zeros([n, 3]);
    let c: Tensor = zeros([n, 3]);
    let total: Tensor = zeros([]);
    for (let t = 0; t < 3; t++) {
      const u = concatenate([at(x, t), h], 1);
      c = add(mul(sigmoid(matmul(u, F)), c), mul(sigmoid(matmul(u, I)), tanh(matmul(u, G))));
      h = mul(sigmoid(matmul(u, O)), tanh(c));
      total = add(total, sum(square(sub(h, at(y, t)))));
    }
    return div(total, n);
  },
  batchAxis: 1,
  hand: (wrong, { F, I, O, G }, x, y) => {
    const n = x.shape[1]!;
    const steps: { u: Tensor; f: Tensor; i: Tensor; o: Tensor; g: Tensor; c: Tensor; before: Tensor; h: Tensor }[] = [];
    let h: Tensor = zeros([n, 3]);
    let c: Tensor = zeros([n, 3]);
    for (let t = 0; t < 3; t++) {
      const u = concatenate([at(x, t), h], 1);
      const [f, i, o] = [sigmoid(matmul(u, F)), sigmoid(matmul(u, I)), sigmoid(matmul(u, O))];
      const g = tanh(matmul(u, G));
      const before = c;
      c = add(mul(f, c), mul(i, g));
      h = mul(o, tanh(c));
      steps.push({ u, f, i, o, g, c, before, h });
    }
    const d = { F: mul(F, 0), I: mul(I, 0), O: mul(O, 0), G: mul(G, 0) };
    let dh: Tensor = zeros([n, 3]);
    let dc: Tensor = zeros([n, 3]);
    for (let t = 2; t >= 0; t--) {
      const { u, f, i, o, g, c: now, before, h: out } = steps[t]!;
      const error = mul(2, sub(out, at(y, t)));
      dh = add(dh, wrong("sum over the batch") ? error : div(error, n));
      const through = mul(dh, mul(o, sub(1, square(tanh(wrong("old cell in the slope") ? before : now)))));
      dc = wrong("cell forgets") ? through : add(dc, through);
      const slope = (s: Tensor): Tensor => mul(s, sub(1, s));
      const df = mul(mul(dc, wrong("new cell for the gate") ? now : before), slope(f));
      const di = mul(mul(dc, g), slope(i));
      const doo = mul(mul(dh, wrong("c without tanh") ? now : tanh(now)), slope(o));
      const dg = mul(mul(dc, i), wrong("g like a gate") ? slope(g) : sub(1, square(g)));
      d.F = add(d.F, matmul(transpose(u), df));
      d.I = add(d.I, matmul(transpose(u), di));
      d.O = add(d.O, matmul(transpose(u), doo));
      d.G = add(d.G, matmul(transpose(u), dg));
      const gates: [Tensor, Tensor][] = [
        [di, I],
        [doo, O],
        [dg, G],
      ];
      if (!wrong("f sends nothing back")) gates.push([df, F]);
      dh = at(
        gates.map(([dz, W]) => matmul(dz, transpose(W))).reduce((a, b) => add(a, b)),
        ":",
        "2:",
      );
      dc = mul(dc, f);
    }
    return d;
  },
  mistakes: {
    "sum over the batch": [["sum-for-mean", "factor"], ["F", "I", "O", "G"], "The mean over the batch is lost."],
    "old cell in the slope": [
      ["off-by-one-layer", "derivative-at-wrong-value"],
      ["F", "I", "G"],
      "The slope of tanh(c) is taken at the cell before.",
    ],
    "cell forgets": [["missing-term"], ["F", "I", "O", "G"], "What comes back by the cell is overwritten."],
    "new cell for the gate": [
      ["off-by-one-layer", "derivative-at-wrong-value"],
      ["F"],
      "c[t] for c[t - 1] in the forget gate.",
    ],
    "c without tanh": [["derivative-at-wrong-value"], ["O"], "c instead of tanh(c) in the output gate."],
    "g like a gate": [
      ["derivative-at-wrong-value", "missing-activation-derivative"],
      ["G"],
      "The slope of a sigmoid for the candidate's tanh.",
    ],
    "f sends nothing back": [["missing-term"], ["F", "I", "O", "G"], "The forget gate's part is missing in dh."],
  },
  numbers: ["c without tanh"],
});

/** A linear recurrence with a leak, and an error at each step. */
const leaking = plant({
  name: "leaky integrator",
  kind: "recurrent",
  params: { w: normal(3), decay: mul(0.3, normal()) },
  data: [normal(6, 3), normal(6)],
  loss: ({ w, decay }, x, y) => {
    let s: Tensor = zeros([]);
    let total: Tensor = zeros([]);
    for (let t = 0; t < x.shape[0]!; t++) {
      s = add(mul(decay, s), sum(mul(at(x, t), w)));
      total = add(total, square(sub(s, at(y, t))));
    }
    return div(total, 2);
  },
  hand: (wrong, { w, decay }, x, y) => {
    const count = x.shape[0]!;
    const s: Tensor[] = [zeros([])];
    for (let t = 0; t < count; t++) s.push(add(mul(decay, s[t]!), sum(mul(at(x, t), w))));
    let dw: Tensor = zeros([3]);
    let ddecay: Tensor = zeros([]);
    let back: Tensor = zeros([]);
    for (let t = count - 1; t >= 0; t--) {
      const error = wrong("target first") ? sub(at(y, t), s[t + 1]!) : sub(s[t + 1]!, at(y, t));
      const ds = add(error, wrong("decay lost on the way") ? back : mul(decay, back));
      dw = add(dw, mul(ds, at(x, t)));
      ddecay = add(ddecay, mul(ds, s[wrong("state after") ? t + 1 : t]!));
      back = wrong("one step only") ? error : ds;
    }
    return { w: wrong("halved") ? div(dw, 2) : dw, decay: ddecay };
  },
  mistakes: {
    "target first": [["sign"], ["w", "decay"], "y - s instead of s - y."],
    "decay lost on the way": [["missing-term"], ["w", "decay"], "The factor decay is missing on the way back."],
    "state after": [["off-by-one-layer", "derivative-at-wrong-value"], ["decay"], "s[t] for s[t - 1]."],
    "one step only": [["missing-term"], ["w", "decay"], "Each error goes one step back and no further."],
    halved: [["factor"], ["w"], "Divided by 2 once more."],
  },
  pairs: ["target first+state after"],
  numbers: ["state after", "one step only"],
});

/** A gated recurrent unit, one step for a batch. */
const gated = plant({
  name: "one gru step",
  kind: "recurrent",
  params: { Z: small(3, 3), R: small(3, 3), H: small(3, 3), K: small(2, 3) },
  data: [normal(5, 2), normal(5, 3), normal(5, 3)],
  loss: ({ Z, R, H, K }, x, h, y) => {
    const z = sigmoid(matmul(h, Z));
    const r = sigmoid(matmul(h, R));
    const n = tanh(add(matmul(x, K), matmul(mul(r, h), H)));
    return mean(square(sub(add(mul(sub(1, z), n), mul(z, h)), y)));
  },
  hand: (wrong, { Z, R, H, K }, x, h, y) => {
    const z = sigmoid(matmul(h, Z));
    const r = sigmoid(matmul(h, R));
    const n = tanh(add(matmul(x, K), matmul(mul(r, h), H)));
    const out = add(mul(sub(1, z), n), mul(z, h));
    const dout = mul(2 / y.size, sub(out, y));
    const difference = wrong("n minus h") ? sub(n, h) : wrong("h alone") ? h : sub(h, n);
    const dz = mul(mul(dout, difference), mul(z, sub(1, z)));
    const dn = mul(mul(dout, wrong("z for one minus z") ? z : sub(1, z)), sub(1, square(n)));
    const drh = matmul(dn, transpose(H));
    const dr = mul(mul(drh, h), mul(r, sub(1, r)));
    return {
      gradients: {
        Z: matmul(transpose(h), dz),
        R: matmul(transpose(h), dr),
        H: matmul(transpose(wrong("reset forgotten") ? h : mul(r, h)), dn),
        K: matmul(transpose(x), dn),
      },
      intermediates: { z, r, n, out, dout, dz, dn, dr },
    };
  },
  mistakes: {
    "n minus h": [["sign"], ["dz", "Z"], "n - h for h - n in the update gate."],
    "h alone": [["missing-term"], ["dz", "Z"], "The update gate's part in 1 - z is left out."],
    "z for one minus z": [
      ["derivative-at-wrong-value", "missing-term", "wrong-forward"],
      ["dn", "dr", "K", "H", "R"],
      "z and 1 - z are exchanged on the way back.",
    ],
    "reset forgotten": [["missing-term", "derivative-at-wrong-value"], ["H"], "h instead of r·h is the input of H."],
  },
  numbers: ["h alone"],
  bare: ["n minus h", "reset forgotten"],
});

export const laterRecurrent: readonly EverydayCase[] = [...lastStep, ...letters, ...lstm, ...leaking, ...gated];
