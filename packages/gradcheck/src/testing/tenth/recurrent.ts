import {
  add,
  at,
  clip,
  div,
  einsum,
  full,
  matmul,
  mean,
  mul,
  neg,
  outer,
  relu,
  set,
  square,
  stack,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zeros,
  zerosLike,
} from "@wengert/autograd";
import { normals, oneHot, plant } from "../everyday/case.ts";
import { logSoftmax, positive, softmax } from "./parts.ts";

const a = normals(4401);

/** A recurrent net that reads four steps and classifies by its last state. */
const lastState = plant({
  name: "rnn last state",
  kind: "recurrent",
  params: { Wx: a(3, 4), Wh: mul(0.6, a(4, 4)), b: a(4), V: a(4, 3) },
  data: [a(4, 5, 3), oneHot([0, 1, 2, 0, 1], 3)],
  batchAxis: 1,
  loss: ({ Wx, Wh, b, V }, X, Y) => {
    let h: Tensor = zeros([5, 4]);
    for (let t = 0; t < 4; t++) h = tanh(add(add(matmul(at(X, t), Wx), matmul(h, Wh)), b));
    return neg(mean(sum(mul(Y, logSoftmax(matmul(h, V))), 1)));
  },
  hand: (wrong, { Wx, Wh, b, V }, X, Y) => {
    const hs: Tensor[] = [wrong("state of the last batch") ? full([5, 4], 0.4) : zeros([5, 4])];
    for (let t = 0; t < 4; t++) hs.push(tanh(add(add(matmul(at(X, t), Wx), matmul(hs[t]!, Wh)), b)));
    const p = softmax(matmul(hs[4]!, V));
    const dlogits = wrong("batch forgotten") ? sub(p, Y) : div(sub(p, Y), 5);
    let dh = matmul(dlogits, transpose(V));
    let [dWx, dWh, db]: Tensor[] = [zerosLike(Wx), zerosLike(Wh), zerosLike(b)];
    const shown: Record<string, Tensor> = { p, dlogits };
    for (let t = 4; t > 0; t--) {
      const dz = wrong("no tanh") ? dh : mul(dh, sub(1, square(hs[wrong("old h") ? t - 1 : t]!)));
      const previous = hs[wrong("h of now") ? t : t - 1]!;
      dWx = wrong("x overwritten")
        ? matmul(transpose(at(X, t - 1)), dz)
        : add(dWx!, matmul(transpose(at(X, t - 1)), dz));
      dWh = add(dWh!, matmul(transpose(previous), dz));
      db = add(db!, sum(dz, 0));
      dh = matmul(dz, wrong("Wh straight") ? Wh : transpose(Wh));
      shown[`h${t}`] = hs[t]!;
      shown[`dz${t}`] = dz;
    }
    return { gradients: { Wx: dWx, Wh: dWh, b: db, V: matmul(transpose(hs[4]!), dlogits) }, intermediates: shown };
  },
  mistakes: {
    "batch forgotten": [
      ["sum-for-mean", "factor"],
      ["logits", "dlogits", "V", "Wx", "Wh", "b"],
      "no mean over the batch",
    ],
    "no tanh": [
      ["missing-activation-derivative"],
      ["dz4", "dz3", "dz2", "dz1", "z4", "Wx", "Wh", "b"],
      "tanh without its derivative",
    ],
    "old h": [
      ["off-by-one-layer", "derivative-at-wrong-value"],
      ["dz4", "dz3", "dz2", "dz1", "z4", "Wx", "Wh", "b"],
      "1 - h² with the state of the step before",
    ],
    "h of now": [
      ["off-by-one-layer", "derivative-at-wrong-value"],
      ["Wh"],
      "the state of this step where that of the last step belongs",
    ],
    "x overwritten": [["one-sample", "missing-term"], ["Wx"], "= for += over time: the first step's only"],
    "state of the last batch": [
      ["stale-cache", "wrong-forward"],
      ["h1", "h2", "h3", "h4", "dz4", "dz3", "dz2", "dz1", "p", "logits", "dlogits", "V", "Wx", "Wh", "b"],
      "the recurrence begins with a state that was left over",
    ],
    "Wh straight": [
      ["transposed"],
      ["h3", "dz3", "dz2", "dz1", "Wx", "Wh", "b"],
      "back through Wh without its transpose",
    ],
  },
  pairs: ["batch forgotten+h of now"],
  numbers: ["h of now", "Wh straight"],
  bare: ["no tanh", "x overwritten", "old h"],
});

const b = normals(4402);

/** Outputs at every step, squared error summed over the steps. */
const everyStep = plant({
  name: "rnn every step",
  kind: "recurrent",
  params: { U: b(4, 2), W: mul(0.5, b(4, 4)), b: b(4), V: b(2, 4), c: b(2) },
  data: [b(5, 2), b(5, 2)],
  loss: ({ U, W, b, V, c }, X, T) => {
    let h: Tensor = zeros([4]);
    let total: Tensor = zeros([]);
    for (let t = 0; t < 5; t++) {
      h = tanh(add(add(matmul(U, at(X, t)), matmul(W, h)), b));
      total = add(total, mul(0.5, sum(square(sub(add(matmul(V, h), c), at(T, t))))));
    }
    return total;
  },
  hand: (wrong, { U, W, b, V, c }, X, T) => {
    const hs: Tensor[] = [zeros([4])];
    const es: Tensor[] = [];
    for (let t = 0; t < 5; t++) {
      hs.push(tanh(add(add(matmul(U, at(X, t)), matmul(W, hs[t]!)), b)));
      es.push(sub(add(matmul(V, hs[t + 1]!), c), at(T, t)));
    }
    let [dU, dW, db, dV, dc]: Tensor[] = [zerosLike(U), zerosLike(W), zerosLike(b), zerosLike(V), zerosLike(c)];
    let dhNext: Tensor = zeros([4]);
    for (let t = 4; t >= 0; t--) {
      const h = hs[t + 1]!;
      dV = add(dV!, outer(es[t]!, wrong("state before") ? hs[t]! : h));
      dc = wrong("steps averaged") ? add(dc!, div(es[t]!, 5)) : add(dc!, es[t]!);
      const own = matmul(transpose(V), es[t]!);
      const dh = wrong("nothing from later") ? own : add(own, dhNext);
      const dz = mul(dh, sub(1, square(h)));
      dU = add(dU!, outer(dz, at(X, wrong("x of the next") && t < 4 ? t + 1 : t)));
      dW = wrong("W turned") ? add(dW!, outer(hs[t]!, dz)) : add(dW!, outer(dz, hs[t]!));
      db = add(db!, wrong("b of dh") ? dh : dz);
      dhNext = matmul(transpose(W), wrong("dh carried") ? dh : dz);
    }
    const cut = (g: Tensor): Tensor => (wrong("cut off") ? clip(g, -2, 2) : g);
    return { U: cut(dU!), W: cut(dW!), b: cut(db!), V: cut(dV!), c: cut(dc!) };
  },
  mistakes: {
    "state before": [["off-by-one-layer", "derivative-at-wrong-value"], ["V"], "h[t - 1] for h[t] in the readout"],
    "steps averaged": [["mean-for-sum", "factor"], ["c"], "a mean over the steps where the loss has a sum"],
    "nothing from later": [["missing-term"], ["U", "W", "b"], "the gradient from the next step was not added"],
    "x of the next": [["off-by-one-layer", "derivative-at-wrong-value"], ["U"], "the input of the next step"],
    "W turned": [["transposed"], ["W"], "outer(h, dz) for weights that stand on the left"],
    "b of dh": [["missing-activation-derivative", "wrong-upstream"], ["b"], "dh, not dz, added to the bias"],
    "dh carried": [
      ["missing-activation-derivative", "wrong-upstream"],
      ["U", "W", "b"],
      "what goes to the step before lacks tanh's derivative",
    ],
    "cut off": [["clipped"], ["U", "W", "b", "V", "c"], "every entry cut off at ±2, as for exploding gradients"],
  },
  pairs: ["nothing from later+W turned"],
  numbers: ["state before", "b of dh", "W turned"],
});

const e = normals(4405);

/** Truncated in the middle: the state is handed on to the second half, its gradient is not. */
const truncated = plant({
  name: "truncated",
  kind: "recurrent",
  params: { U: e(2, 3), W: mul(0.7, e(3, 3)), v: e(3) },
  data: [e(6, 4, 2), e(6, 4)],
  batchAxis: 1,
  loss: ({ U, W, v }, X, Y) => {
    let h: Tensor = zeros([4, 3]);
    const errors: Tensor[] = [];
    for (let t = 0; t < 6; t++) {
      if (t === 3) h = stopGradient(h);
      h = tanh(add(matmul(at(X, t), U), matmul(h, W)));
      errors.push(square(sub(matmul(h, v), at(Y, t))));
    }
    return mean(stack(errors, 0));
  },
  hand: (wrong, { U, W, v }, X, Y) => {
    const hs: Tensor[] = [zeros([4, 3])];
    for (let t = 0; t < 6; t++) hs.push(tanh(add(matmul(at(X, t), U), matmul(hs[t]!, W))));
    const states = stack(hs.slice(1), 0);
    const dy = mul(2 / 24, sub(matmul(states, v), Y));
    let [dU, dW]: Tensor[] = [zerosLike(U), zerosLike(W)];
    let carried: Tensor = zeros([4, 3]);
    for (let t = 5; t >= 0; t--) {
      const dz = mul(add(outer(at(dy, t), v), carried), sub(1, square(hs[t + 1]!)));
      dU = add(dU!, matmul(transpose(at(X, t)), dz));
      const from = wrong("zero state") && t === 3 ? mul(0, hs[3]!) : hs[t]!;
      dW = add(dW!, matmul(transpose(from), dz));
      carried = matmul(dz, transpose(W));
      const border = wrong("one step late") ? 2 : 3;
      if ((t === border && !wrong("never cut")) || wrong("cut at every step")) carried = mul(0, carried);
    }
    return { U: dU, W: dW, v: einsum("tn,tnh->h", dy, states) };
  },
  mistakes: {
    "never cut": [["extra-term"], ["U", "W"], "the gradient goes on into the first half"],
    "one step late": [["extra-term", "off-by-one-layer"], ["U", "W"], "cut one step too late"],
    "cut at every step": [["missing-term"], ["U", "W"], "no gradient from one step to the step before at all"],
    "zero state": [["missing-term", "derivative-at-wrong-value"], ["W"], "the second half as if it began at zero"],
  },
  numbers: ["never cut"],
});

const f = normals(4416);

/** Words by their numbers into a relu recurrence, next-word softmax, summed over a sequence. */
const nextWord = plant({
  name: "next word",
  kind: "recurrent",
  params: { E: add(1, f(5, 3)), W: mul(0.5, f(3, 3)), V: f(3, 5), c: f(5) },
  data: [
    [1, 3, 3, 0],
    [3, 3, 0, 4],
  ],
  loss: ({ E, W, V, c }, words, next) => {
    let h: Tensor = zeros([3]);
    let total: Tensor = zeros([]);
    words.forEach((word, t) => {
      h = relu(add(at(E, word), matmul(h, W)));
      total = sub(total, at(logSoftmax(add(matmul(h, V), c)), next[t]!));
    });
    return div(total, words.length);
  },
  hand: (wrong, { E, W, V, c }, words, next) => {
    const T = words.length;
    const hs: Tensor[] = [zeros([3])];
    words.forEach((word, t) => {
      hs.push(relu(add(at(E, word), matmul(hs[t]!, W))));
    });
    let [dE, dW, dV, dc]: Tensor[] = [zerosLike(E), zerosLike(W), zerosLike(V), zerosLike(c)];
    let later: Tensor = zeros([3]);
    for (let t = T - 1; t >= 0; t--) {
      const h = hs[t + 1]!;
      const logits = add(matmul(h, V), c);
      const target = oneHot([wrong("target is input") ? words[t]! : next[t]!], 5);
      const dlogits = div(at(sub(softmax(logits), target), 0), wrong("summed steps") ? 1 : T);
      dV = add(dV!, outer(h, dlogits));
      dc = add(dc!, dlogits);
      const dz = mul(add(matmul(V, dlogits), later), positive(h));
      const row = at(dE!, words[t]!);
      dE = set(dE!, words[t]!, wrong("rows set") ? dz : add(row, dz));
      dW = add(dW!, outer(hs[t]!, dz));
      later = matmul(wrong("W turned back") ? transpose(W) : W, dz);
    }
    return { E: dE, W: dW, V: dV, c: dc };
  },
  mistakes: {
    "target is input": [
      ["wrong-forward", "off-by-one-layer", "derivative-at-wrong-value"],
      ["E", "W", "V", "c"],
      "the word itself as its target",
    ],
    "summed steps": [["sum-for-mean", "factor"], ["E", "W", "V", "c"], "the mean over the steps as a sum"],
    "rows set": [["missing-term", "one-sample"], ["E"], "a word that comes twice: its row is set, not added to"],
    "W turned back": [["transposed"], ["E", "W"], "back through Wᵀ where row vectors need W"],
  },
  pairs: ["summed steps+W turned back"],
  numbers: ["rows set"],
});

/** Nets with a state. */
export const tenthRecurrent = [...lastState, ...everyStep, ...truncated, ...nextWord];
