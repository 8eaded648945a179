import {
  add,
  at,
  concatenate,
  div,
  matmul,
  mul,
  reshape,
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
import { type EverydayCase, normals, plant } from "./case.ts";

const kind = "recurrent";
const r = normals(501);
const scaled = (factor: number, ...shape: number[]): Tensor => mul(factor, r(...shape)) as Tensor;
const step = (x: Tensor, t: number): Tensor => at(x, ":", t) as Tensor;

/** A plain recurrence over three steps, read out at the end. */
const plain = plant({
  name: "plain recurrence, read at the end",
  kind,
  params: { U: scaled(0.6, 2, 4), V: scaled(0.5, 4, 4), b: scaled(0.3, 4), O: scaled(0.6, 4, 2) },
  data: [r(5, 3, 2), r(5, 2)],
  loss: ({ U, V, b, O }, x, y) => {
    let h = zeros([x.shape[0]!, 4]) as Tensor;
    for (let t = 0; t < 3; t++) h = math`tanh(${step(x, t)} @ ${U} + ${h} @ ${V} + ${b})` as Tensor;
    return math`sum((${h} @ ${O} - ${y})**2) / 2`;
  },
  hand: (wrong, { U, V, b, O }, x, y) => {
    const h: Tensor[] = [zeros([x.shape[0]!, 4]) as Tensor];
    for (let t = 0; t < 3; t++) h.push(math`tanh(${step(x, t)} @ ${U} + ${h[t]!} @ ${V} + ${b})` as Tensor);
    const dy = math`${h[3]!} @ ${O} - ${y}`;
    let dh = matmul(dy, transpose(O)) as Tensor;
    let [dU, dV, db] = [zerosLike(U), zerosLike(V), zerosLike(b)] as [Tensor, Tensor, Tensor];
    for (let t = 2; t >= 0; t--) {
      const state = h[t + 1]!;
      const dz = (wrong("slope lost") ? dh : mul(dh, sub(1, square(state)))) as Tensor;
      const before = wrong("new state for the old") ? h[t + 1]! : h[t]!;
      dU = (
        wrong("overwritten") ? matmul(transpose(step(x, t)), dz) : add(dU, matmul(transpose(step(x, t)), dz))
      ) as Tensor;
      dV = add(dV, matmul(transpose(before), dz)) as Tensor;
      db = add(db, wrong("batch mean in b") ? div(sum(dz, 0), x.shape[0]!) : sum(dz, 0)) as Tensor;
      dh = matmul(dz, wrong("not turned") ? V : transpose(V)) as Tensor;
      if (wrong("last step only")) break;
    }
    return { U: dU, V: dV, b: db, O: matmul(transpose(h[3]!), dy) };
  },
  mistakes: {
    overwritten: [
      ["missing-term", "one-sample"],
      ["U"],
      "dU = … instead of dU += … in the loop over steps: only the first step's part remains.",
    ],
    "last step only": [["missing-term"], ["U", "V", "b"], "No way back through time: only the last step contributes."],
    "slope lost": [["missing-activation-derivative"], ["U", "V", "b", "dz"], "tanh has no derivative at any step."],
    "new state for the old": [["off-by-one-layer", "derivative-at-wrong-value"], ["V"], "h[t + 1] for h[t] in dV."],
    "not turned": [["transposed"], ["U", "V", "b", "dh"], "V instead of Vᵀ on the way back through time."],
    "batch mean in b": [["factor", "mean-for-sum"], ["b"], "The bias is averaged over the batch."],
  },
  pairs: ["overwritten+batch mean in b"],
  numbers: ["slope lost", "last step only"],
});

/** A sequence with an output at each step, padded steps masked. */
const masked = plant({
  name: "labels at each step, padding masked",
  kind,
  params: { W: scaled(0.5, 5, 3), c: scaled(0.3, 3), Q: scaled(0.7, 3, 2) },
  data: [
    r(4, 3, 2),
    r(4, 3, 2),
    tensor([
      [1, 1, 1],
      [1, 1, 0],
      [1, 0, 0],
      [1, 1, 1],
    ]) as Tensor,
  ],
  loss: ({ W, c, Q }, x, y, m) => {
    let h = zeros([x.shape[0]!, 3]) as Tensor;
    let total = tensor(0) as Tensor;
    for (let t = 0; t < 3; t++) {
      h = math`tanh(${concatenate([step(x, t), h], 1)} @ ${W} + ${c})` as Tensor;
      total = math`${total} + sum(${m}[:, ${t}] * sum((${h} @ ${Q} - ${step(y, t)})**2, axis=1))` as Tensor;
    }
    return math`${total} / sum(${m})`;
  },
  hand: (wrong, { W, c, Q }, x, y, m) => {
    const n = x.shape[0]!;
    const h: Tensor[] = [zeros([n, 3]) as Tensor];
    for (let t = 0; t < 3; t++) h.push(math`tanh(${concatenate([step(x, t), h[t]!], 1)} @ ${W} + ${c})` as Tensor);
    const count = wrong("padding counted") ? m.size : sum(m);
    let [dW, dc, dQ] = [zerosLike(W), zerosLike(c), zerosLike(Q)] as [Tensor, Tensor, Tensor];
    let carried = zeros([n, 3]) as Tensor;
    for (let t = 2; t >= 0; t--) {
      const mask = wrong("mask lost") ? 1 : reshape(step(m, t), [n, 1]);
      const dy = math`2 * ${mask} * (${h[t + 1]!} @ ${Q} - ${step(y, t)}) / ${count}` as Tensor;
      dQ = add(dQ, matmul(transpose(h[t + 1]!), dy)) as Tensor;
      const dh = wrong("carried lost") ? matmul(dy, transpose(Q)) : add(matmul(dy, transpose(Q)), carried);
      const dz = math`${dh} * (1 - ${h[t + 1]!}**2)` as Tensor;
      dW = add(dW, matmul(transpose(concatenate([step(x, t), h[t]!], 1)), dz)) as Tensor;
      dc = add(dc, sum(dz, 0)) as Tensor;
      carried = (
        wrong("carried without slope") ? matmul(dh, transpose(at(W, "2:"))) : matmul(dz, transpose(at(W, "2:")))
      ) as Tensor;
    }
    return { W: dW, c: dc, Q: dQ };
  },
  mistakes: {
    "mask lost": [
      ["missing-term", "extra-term", "missing-activation-derivative"],
      ["Q", "W", "c", "dy"],
      "Padded steps contribute to the gradient although the loss masks them.",
    ],
    "padding counted": [["factor"], ["Q", "W", "c"], "Divided by all steps, padded ones included."],
    "carried lost": [["missing-term"], ["W", "c", "dh"], "The derivative that comes from the next step is not added."],
    "carried without slope": [
      ["missing-activation-derivative", "wrong-upstream"],
      ["W", "c", "carried"],
      "dh instead of dz goes back to the step before.",
    ],
  },
  numbers: ["padding counted"],
});

/** One step of an LSTM. */
const lstm = plant({
  name: "one step of an LSTM",
  kind,
  params: {
    Wf: scaled(0.5, 5, 3),
    Wi: scaled(0.5, 5, 3),
    Wg: scaled(0.5, 5, 3),
    Wo: scaled(0.5, 5, 3),
    bf: scaled(0.3, 3),
  },
  data: [r(4, 2), r(4, 3), r(4, 3), r(4, 3)],
  loss: ({ Wf, Wi, Wg, Wo, bf }, x, h, c, target) => {
    const v = concatenate([h, x], 1);
    const next = math`sigmoid(${v} @ ${Wf} + ${bf}) * ${c} + sigmoid(${v} @ ${Wi}) * tanh(${v} @ ${Wg})`;
    return math`mean((sigmoid(${v} @ ${Wo}) * tanh(${next}) - ${target})**2)`;
  },
  hand: (wrong, { Wf, Wi, Wg, Wo, bf }, x, h, c, target) => {
    const v = wrong("x before h") ? concatenate([x, h], 1) : concatenate([h, x], 1);
    const used = concatenate([h, x], 1);
    const f = sigmoid(add(matmul(used, Wf), bf)) as Tensor;
    const i = sigmoid(matmul(used, Wi)) as Tensor;
    const g = tanh(matmul(used, Wg)) as Tensor;
    const o = sigmoid(matmul(used, Wo)) as Tensor;
    const next = math`${f} * ${c} + ${i} * ${g}` as Tensor;
    const dh = math`2 * (${o} * tanh(${next}) - ${target}) / ${target.size}` as Tensor;
    const doRaw = mul(dh, wrong("c for tanh c") ? next : tanh(next));
    const dc = wrong("tanh c lost")
      ? mul(dh, o)
      : wrong("slope of c twice")
        ? math`${dh} * ${o} * (1 - tanh(tanh(${next}))**2)`
        : math`${dh} * ${o} * (1 - tanh(${next})**2)`;
    const slope = (a: Tensor): Tensor => mul(a, sub(1, a)) as Tensor;
    const dzf = wrong("new cell in f") ? math`${dc} * ${next} * ${slope(f)}` : math`${dc} * ${c} * ${slope(f)}`;
    const dzi = wrong("i without slope") ? mul(dc, g) : math`${dc} * ${g} * ${slope(i)}`;
    const dzg = wrong("f for i") ? math`${dc} * ${f} * (1 - ${g}**2)` : math`${dc} * ${i} * (1 - ${g}**2)`;
    const dzo = mul(doRaw, slope(o));
    const vT = transpose(v);
    return {
      Wf: matmul(vT, dzf),
      Wi: matmul(vT, dzi),
      Wg: matmul(vT, dzg),
      Wo: matmul(vT, dzo),
      bf: sum(dzf, 0),
    };
  },
  mistakes: {
    "c for tanh c": [
      ["missing-activation-derivative", "derivative-at-wrong-value", "wrong-forward"],
      ["Wo", "dzo"],
      "The cell instead of its tanh in the output gate's derivative.",
    ],
    "tanh c lost": [
      ["missing-activation-derivative"],
      ["Wf", "Wi", "Wg", "bf", "dc"],
      "The derivative of the cell's tanh is missing.",
    ],
    "slope of c twice": [
      ["derivative-at-wrong-value"],
      ["Wf", "Wi", "Wg", "bf", "dc"],
      "The derivative of the cell's tanh at tanh(c) instead of c.",
    ],
    "new cell in f": [
      ["derivative-at-wrong-value", "off-by-one-layer", "stale-cache"],
      ["Wf", "bf", "dzf"],
      "The new cell instead of the old one in the forget gate's derivative.",
    ],
    "i without slope": [
      ["missing-activation-derivative"],
      ["Wi", "dzi"],
      "The input gate's sigmoid has no derivative.",
    ],
    "f for i": [
      ["wrong-layer", "derivative-at-wrong-value"],
      ["Wg", "dzg"],
      "The forget gate where the input gate belongs in the candidate's derivative.",
    ],
    "x before h": [
      ["wrong-axis", "derivative-at-wrong-value", "unknown", "wrong-layer"],
      ["Wf", "Wi", "Wg", "Wo"],
      "[x, h] instead of [h, x] in the weights' derivatives: rows in the wrong order.",
    ],
  },
  pairs: ["new cell in f+f for i", "c for tanh c+i without slope"],
  numbers: ["i without slope"],
});

/** One step of a GRU. */
const gru = plant({
  name: "one step of a GRU",
  kind,
  params: {
    Wz: scaled(0.6, 2, 3),
    Uz: scaled(0.6, 3, 3),
    Wr: scaled(0.6, 2, 3),
    Ur: scaled(0.6, 3, 3),
    Wh: scaled(0.6, 2, 3),
    Uh: scaled(0.6, 3, 3),
  },
  data: [r(5, 2), r(5, 3), r(5, 3)],
  loss: ({ Wz, Uz, Wr, Ur, Wh, Uh }, x, h, target) => {
    const z = math`sigmoid(${x} @ ${Wz} + ${h} @ ${Uz})`;
    const reset = math`sigmoid(${x} @ ${Wr} + ${h} @ ${Ur})`;
    const c = math`tanh(${x} @ ${Wh} + (${reset} * ${h}) @ ${Uh})`;
    return math`sum((${z} * ${h} + (1 - ${z}) * ${c} - ${target})**2) / ${x.shape[0]!}`;
  },
  hand: (wrong, { Wz, Uz, Wr, Ur, Wh, Uh }, x, h, target) => {
    const z = math`sigmoid(${x} @ ${Wz} + ${h} @ ${Uz})`;
    const reset = math`sigmoid(${x} @ ${Wr} + ${h} @ ${Ur})`;
    const c = math`tanh(${x} @ ${Wh} + (${reset} * ${h}) @ ${Uh})`;
    const dh = math`2 * (${z} * ${h} + (1 - ${z}) * ${c} - ${target}) / ${x.shape[0]!}`;
    const dz = math`${dh} * (${h} - ${c}) * ${z} * (1 - ${z})`;
    const dc = wrong("z for 1 − z") ? math`${dh} * ${z} * (1 - ${c}**2)` : math`${dh} * (1 - ${z}) * (1 - ${c}**2)`;
    const dr = wrong("h lost")
      ? math`(${dc} @ ${Uh}.T) * ${reset} * (1 - ${reset})`
      : math`(${dc} @ ${Uh}.T) * ${h} * ${reset} * (1 - ${reset})`;
    return {
      Wz: math`${x}.T @ ${dz}`,
      Uz: math`${h}.T @ ${dz}`,
      Wr: math`${x}.T @ ${dr}`,
      Ur: math`${h}.T @ ${dr}`,
      Wh: math`${x}.T @ ${dc}`,
      Uh: wrong("reset lost") ? math`${h}.T @ ${dc}` : math`(${reset} * ${h}).T @ ${dc}`,
    };
  },
  mistakes: {
    "z for 1 − z": [
      ["derivative-at-wrong-value", "missing-term", "wrong-layer"],
      ["Wh", "Uh", "Wr", "Ur", "dc"],
      "z where 1 − z belongs in the candidate's derivative.",
    ],
    "h lost": [
      ["missing-term", "missing-activation-derivative"],
      ["Wr", "Ur", "dr"],
      "The factor h of the product r·h is missing in the reset gate's derivative.",
    ],
    "reset lost": [
      ["missing-activation-derivative", "derivative-at-wrong-value", "missing-term"],
      ["Uh"],
      "h instead of r·h in the candidate's recurrent weights.",
    ],
  },
  pairs: ["h lost+reset lost"],
});

export const everydaySequences: readonly EverydayCase[] = [plain, masked].flat();

export const keptBackSequences: readonly EverydayCase[] = [lstm, gru].flat();
