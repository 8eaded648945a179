import {
  add,
  at,
  div,
  exp,
  greater,
  log,
  matmul,
  mean,
  mul,
  neg,
  outer,
  relu,
  sigmoid,
  square,
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

const prices = normals(1137);
/** A state of one number, s = a s + b x, with a gain at the output, over eight steps of a price. */
const oneNumber = plant({
  name: "a state of one number",
  kind: "recurrent",
  params: { a: tensor(0.6), b: tensor(-0.8), g: tensor(1.3) },
  data: [prices(8), prices(8)],
  loss: ({ a, b, g }, x, y) => {
    let s: Tensor = tensor(0);
    let total: Tensor = tensor(0);
    for (let t = 0; t < 8; t++) {
      s = math`${a} * ${s} + ${b} * ${at(x, t)}`;
      total = math`${total} + (${g} * ${s} - ${at(y, t)})**2`;
    }
    return div(total, 8);
  },
  hand: (wrong, { a, b, g }, x, y) => {
    const s: Tensor[] = [tensor(0)];
    for (let t = 0; t < 8; t++) s.push(math`${a} * ${s[t]!} + ${b} * ${at(x, t)}`);
    let [da, db, dg, back]: Tensor[] = [tensor(0), tensor(0), tensor(0), tensor(0)];
    for (let t = 7; t >= 0; t--) {
      const e = math`${wrong("two") ? 1 : 2} * (${g} * ${s[t + 1]!} - ${at(y, t)}) / 8`;
      dg = add(dg!, mul(e, wrong("before") ? s[t]! : s[t + 1]!));
      const ds = wrong("g") ? add(e, back!) : math`${g} * ${e} + ${back!}`;
      da = add(da!, mul(ds, wrong("now") ? s[t + 1]! : s[t]!));
      db = wrong("set") ? mul(ds, at(x, t)) : add(db!, mul(ds, at(x, t)));
      back = wrong("memory") ? tensor(0) : mul(a, ds);
    }
    return { a: da, b: db, g: dg };
  },
  mistakes: {
    two: [["factor"], ["a", "b", "g"], "the 2 of the square forgotten"],
    before: [["off-by-one-layer", "derivative-at-wrong-value"], ["g"], "the gain with the state before"],
    g: [["missing-term"], ["a", "b"], "the gain forgotten on the way to the state"],
    now: [["off-by-one-layer", "derivative-at-wrong-value"], ["a"], "a with the state after the step"],
    set: [["one-sample", "missing-term"], ["b"], "= in place of += for b, the first step remains"],
    memory: [["missing-term"], ["a", "b"], "each step's own error alone; nothing through later states"],
  },
  pairs: ["two+now"],
  numbers: ["before"],
});

const notes = normals(1138);
/** Two layers of tanh states on top of each other for a batch of tunes, the last upper state to a softmax. */
const stacked = plant({
  name: "two layers of states",
  kind: "recurrent",
  params: {
    U1: notes(3, 4),
    W1: mul(0.5, notes(4, 4)) as Tensor,
    U2: mul(0.7, notes(4, 4)) as Tensor,
    W2: mul(0.5, notes(4, 4)) as Tensor,
    V: notes(4, 3),
  },
  data: [notes(4, 3, 3), oneHot([1, 0, 2], 3)],
  loss: ({ U1, W1, U2, W2, V }, x, y) => {
    let [lower, upper]: Tensor[] = [zeros([3, 4]), zeros([3, 4])];
    for (let t = 0; t < 4; t++) {
      lower = tanh(add(matmul(at(x, t), U1), matmul(lower!, W1)));
      upper = tanh(add(matmul(lower, U2), matmul(upper!, W2)));
    }
    const s = matmul(upper!, V);
    return neg(mean(sum(mul(y, sub(s, log(sum(exp(s), 1, { keepdims: true })))), 1)));
  },
  hand: (wrong, { U1, W1, U2, W2, V }, x, y) => {
    const lower: Tensor[] = [zeros([3, 4])];
    const upper: Tensor[] = [zeros([3, 4])];
    for (let t = 0; t < 4; t++) {
      lower.push(tanh(add(matmul(at(x, t), U1), matmul(lower[t]!, W1))));
      upper.push(tanh(add(matmul(lower[t + 1]!, U2), matmul(upper[t]!, W2))));
    }
    const e = exp(matmul(upper[4]!, V));
    const difference = sub(div(e, sum(e, 1, { keepdims: true })), y);
    const ds = wrong("mean") ? difference : div(difference, 3);
    let [dl, du]: Tensor[] = [zeros([3, 4]), matmul(ds, transpose(V))];
    let [gU1, gW1, gU2, gW2]: Tensor[] = [zerosLike(U1), zerosLike(W1), zerosLike(U2), zerosLike(W2)];
    for (let t = 3; t >= 0; t--) {
      const dzu = mul(du!, sub(1, square(wrong("lower") ? lower[t + 1]! : upper[t + 1]!)));
      gU2 = add(gU2!, matmul(transpose(wrong("stale") ? lower[t]! : lower[t + 1]!), dzu));
      gW2 = add(gW2!, matmul(transpose(upper[t]!), dzu));
      du = matmul(dzu, transpose(wrong("W1") ? W1 : W2));
      const down = matmul(dzu, transpose(U2));
      const dzl = mul(wrong("down") ? down : add(dl!, down), sub(1, square(lower[t + 1]!)));
      gU1 = add(gU1!, matmul(transpose(at(x, t)), dzl));
      gW1 = add(gW1!, matmul(transpose(lower[t]!), dzl));
      dl = matmul(dzl, wrong("straight") ? W1 : transpose(W1));
    }
    return {
      gradients: { U1: gU1, W1: gW1, U2: gU2, W2: gW2, V: matmul(transpose(upper[4]!), ds) },
      intermediates: { ds },
    };
  },
  mistakes: {
    mean: [["sum-for-mean", "factor"], ["ds", "V", "U1", "W1", "U2", "W2"], "the mean over tunes forgotten"],
    lower: [
      ["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"],
      ["U2", "W2", "U1", "W1"],
      "the lower state in the upper tanh's derivative",
    ],
    stale: [["off-by-one-layer", "derivative-at-wrong-value"], ["U2"], "dU2 with the lower state one step before"],
    W1: [
      ["wrong-layer"],
      ["W2", "U2", "U1", "W1"],
      "the upper state goes back in time through the lower layer's weights",
    ],
    down: [["missing-term"], ["U1", "W1"], "the lower state's way through time forgotten"],
    straight: [["transposed"], ["U1", "W1"], "back through W1 without transposing it"],
  },
  pairs: ["mean+stale"],
  bare: ["mean", "down", "lower"],
});

const pumps = normals(1139);
/** A leaky state with a learned leak and rectified units, only the last state compared, halves of squares summed. */
const leakyState = plant({
  name: "a leak that is learned",
  kind: "recurrent",
  params: { q: tensor(0.3), W: mul(0.5, pumps(4, 4)) as Tensor, u: pumps(4) },
  data: [pumps(6), pumps(4)],
  loss: ({ q, W, u }, x, y) => {
    const leak = sigmoid(q);
    let h: Tensor = zeros([4]);
    for (let t = 0; t < 6; t++) {
      h = add(mul(leak, h), mul(sub(1, leak), relu(add(matmul(W, h), mul(u, at(x, t))))));
    }
    return mul(0.5, sum(square(sub(h, y))));
  },
  hand: (wrong, { q, W, u }, x, y) => {
    const leak = sigmoid(q);
    const h: Tensor[] = [zeros([4])];
    const z: Tensor[] = [];
    for (let t = 0; t < 6; t++) {
      z.push(add(matmul(W, h[t]!), mul(u, at(x, t))));
      h.push(add(mul(leak, h[t]!), mul(sub(1, leak), relu(z[t]!))));
    }
    let dh: Tensor = sub(h[6]!, y);
    let [dleak, dW, du]: Tensor[] = [tensor(0), zerosLike(W), zerosLike(u)];
    for (let t = 5; t >= 0; t--) {
      dleak = add(dleak!, sum(mul(dh, wrong("new") ? h[t]! : sub(h[t]!, relu(z[t]!)))));
      const candidate = wrong("rest") ? dh : mul(sub(1, leak), dh);
      const dz = wrong("open") ? candidate : mul(candidate, greater(z[t]!, 0));
      dW = add(dW!, outer(dz, h[t]!));
      du = add(du!, mul(dz, at(x, t)));
      const through = matmul(transpose(W), dz);
      dh = wrong("leak") ? through : add(mul(leak, dh), through);
    }
    return { q: wrong("q") ? dleak : mul(dleak!, mul(leak, sub(1, leak))), W: dW, u: du };
  },
  mistakes: {
    new: [["missing-term"], ["q"], "the candidate's part in the leak's gradient forgotten"],
    rest: [["missing-term"], ["W", "u", "q"], "the factor 1 - leak of the candidate forgotten"],
    open: [["missing-activation-derivative"], ["W", "u", "q"], "the rectifier forgotten"],
    leak: [["missing-term"], ["W", "u", "q"], "the state's direct way to the next one forgotten"],
    q: [["missing-activation-derivative"], ["q"], "the sigmoid of the leak forgotten"],
  },
  numbers: ["leak"],
});

/** All of this family. */
export const eleventhFilters: readonly EverydayCase[] = [...oneNumber, ...stacked, ...leakyState];
