import {
  add,
  at,
  concatenate,
  div,
  matmul,
  mul,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
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

export const everydaySequences: readonly EverydayCase[] = [plain, masked].flat();
