import {
  add,
  at,
  concatenate,
  div,
  exp,
  log,
  matmul,
  max,
  mean,
  mul,
  neg,
  outer,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

interface Classifier {
  W1: Tensor;
  b1: Tensor;
  W2: Tensor;
  b2: Tensor;
}
/** Softmax along the last axis. */
function softmax(z: Tensor): Tensor {
  const e = exp(sub(z, max(z, -1, { keepdims: true })));
  return div(e, sum(e, -1, { keepdims: true }));
}

// Prediction minus target on a batch, the mean of the cross-entropy over samples.
const fused = plant<
  | "not divided by the batch"
  | "target minus prediction"
  | "softmax slope on top"
  | "only the diagonal"
  | "prediction alone"
  | "bias not summed"
  | "bias averaged"
  | "softmax over the batch"
  | "divided by the classes, too"
  | "no tanh slope",
  Classifier,
  [Tensor, Tensor]
>("softmax", ({ batch, normal, oneHot }, has) => ({
  params: { W1: normal(4, 3), b1: normal(3), W2: normal(3, 3), b2: normal(3) },
  data: [normal(batch, 4), oneHot(batch, 3)],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2 }, x, t): Tensor => {
    const p = softmax(add(matmul(tanh(add(matmul(x, W1), b1)), W2), b2));
    return neg(mean(sum(mul(t, log(p)), 1)));
  },
  backward: ({ W1, b1, W2, b2 }, x, t) => {
    const n = x.shape[0]!;
    const a1 = tanh(add(matmul(x, W1), b1));
    const z2: Tensor = add(matmul(a1, W2), b2);
    let p: Tensor = softmax(z2);
    if (has("softmax over the batch")) p = div(exp(z2), sum(exp(z2), 0));
    let dz2: Tensor = sub(p, t);
    if (has("prediction alone")) dz2 = p;
    if (has("target minus prediction")) dz2 = neg(dz2);
    if (has("softmax slope on top")) dz2 = mul(dz2, mul(p, sub(1, p)));
    if (has("only the diagonal")) dz2 = mul(neg(div(t, p)), mul(p, sub(1, p)));
    if (!has("not divided by the batch")) dz2 = div(dz2, n);
    if (has("divided by the classes, too")) dz2 = div(dz2, 3);
    let db2: Tensor = sum(dz2, 0);
    if (has("bias not summed")) db2 = dz2;
    if (has("bias averaged")) db2 = mean(dz2, 0);
    const da1: Tensor = matmul(dz2, transpose(W2));
    const dz1: Tensor = has("no tanh slope") ? da1 : mul(da1, sub(1, mul(a1, a1)));
    return {
      gradients: {
        W1: matmul(transpose(x), dz1),
        b1: sum(dz1, 0),
        W2: matmul(transpose(a1), dz2),
        b2: db2,
      },
      intermediates: { a1, z2, p, dz2, da1, dz1 },
    };
  },
}));

// Softmax regression sample by sample with the whole Jacobian; the cost is a sum.
const jacobian = plant<
  "jacobian's diagonal" | "jacobian twice" | "jacobian's sign" | "last sample" | "outer the other way" | "mean",
  [Tensor, Tensor],
  [Tensor, Tensor]
>("softmax", ({ batch, normal, oneHot }, has) => ({
  params: [normal(3, 3), normal(3)],
  data: [normal(batch, 3), oneHot(batch, 3)],
  batchAxis: 0,
  loss: ([W, b], x, t): Tensor => neg(sum(mul(t, log(softmax(add(matmul(x, transpose(W)), b)))))),
  backward: ([W, b], xs, ts) => {
    const n = xs.shape[0]!;
    let dW: Tensor = zerosLike(W);
    let db: Tensor = zerosLike(b);
    for (let i = 0; i < n; i++) {
      const x: Tensor = at(xs, i);
      const p: Tensor = softmax(add(matmul(W, x), b));
      const dp: Tensor = neg(div(at(ts, i), p));
      const rows: Tensor[] = [];
      for (let k = 0; k < 3; k++) {
        const row: Tensor[] = [];
        for (let l = 0; l < 3; l++) {
          const [pk, pl]: [Tensor, Tensor] = [at(p, k), at(p, l)];
          let entry: Tensor = mul(pk, sub(k === l ? 1 : 0, pl));
          if (has("jacobian's diagonal") && k !== l) entry = mul(0, entry);
          if (has("jacobian's sign") && k !== l) entry = neg(entry);
          row.push(entry);
        }
        rows.push(stack(row));
      }
      const J = stack(rows);
      let delta: Tensor = matmul(J, dp);
      if (has("jacobian twice")) delta = matmul(J, delta);
      const product = has("outer the other way") ? outer(x, delta) : outer(delta, x);
      dW = has("last sample") ? product : add(dW, product);
      db = has("last sample") ? delta : add(db, delta);
    }
    return { gradients: has("mean") ? [div(dW, n), div(db, n)] : [dW, db] };
  },
}));

// The bias as a column of ones beside the inputs.
const onesColumn = plant<"ones forgotten in the gradient" | "sum for mean", { theta: Tensor }, [Tensor, Tensor]>(
  "softmax",
  ({ batch, normal, oneHot }, has) => ({
    params: { theta: normal(4, 3) },
    data: [normal(batch, 3), oneHot(batch, 3)],
    batchAxis: 0,
    loss: ({ theta }, x, t): Tensor => {
      const X = concatenate([add(1, mul(0, at(x, ":", "0:1"))), x], 1);
      return neg(mean(sum(mul(t, log(softmax(matmul(X, theta)))), 1)));
    },
    backward: ({ theta }, x, t) => {
      const n = x.shape[0]!;
      const one: Tensor = add(1, mul(0, at(x, ":", "0:1")));
      const X = concatenate([one, x], 1);
      const p = softmax(matmul(X, theta));
      const used = has("ones forgotten in the gradient") ? concatenate([mul(0, one), x], 1) : X;
      return { gradients: { theta: div(matmul(transpose(used), sub(p, t)), has("sum for mean") ? 1 : n) } };
    },
  }),
);

/** Softmax and cross-entropy. */
export const openSoftmax: readonly Case[] = [
  fused({
    name: "p - t: not divided by the batch though the cost is a mean",
    planted: "not divided by the batch",
    hand: "numbers",
    causes: ["sum-for-mean", "factor"],
    quantity: "W2",
    alsoQuantities: ["b2"],
  }),
  fused({
    name: "p - t: target minus prediction",
    planted: "target minus prediction",
    causes: ["sign"],
    alsoAcceptable: ["factor"],
    quantity: "W2",
    alsoQuantities: ["b2"],
  }),
  fused({
    name: "p - t: multiplied with p(1 - p) once more",
    planted: "softmax slope on top",
    hand: "numbers",
    causes: ["doubled-activation-derivative", "softmax-diagonal"],
    quantity: "W2",
    alsoQuantities: ["b2"],
  }),
  fused({
    name: "p - t: -t/p times the diagonal p(1 - p) of softmax's Jacobian",
    planted: "only the diagonal",
    causes: ["softmax-diagonal"],
    quantity: "W2",
    alsoQuantities: ["b2"],
  }),
  fused({
    name: "p - t: the target is not subtracted",
    planted: "prediction alone",
    hand: "numbers",
    causes: ["missing-term"],
    alsoAcceptable: ["unknown"],
    quantity: "W2",
    alsoQuantities: ["b2"],
  }),
  fused({
    name: "p - t: the output bias keeps a row a sample",
    planted: "bias not summed",
    hand: "numbers",
    causes: ["not-summed"],
    alsoAcceptable: ["structure"],
    quantity: "b2",
  }),
  fused({
    name: "p - t: the softmax of the hand version runs over the batch",
    planted: "softmax over the batch",
    causes: ["wrong-axis", "wrong-forward"],
    quantity: "W2",
    alsoQuantities: ["b2"],
    intermediates: true,
  }),
  fused({
    name: "p - t: the classes divide, too",
    planted: "divided by the classes, too",
    batch: 2,
    causes: ["factor"],
    quantity: "W2",
    alsoQuantities: ["b2"],
  }),
  fused({
    name: "p - t: the bias is averaged once more, and tanh has no slope",
    planted: ["bias averaged", "no tanh slope"],
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    quantity: "b2",
    second: { causes: ["missing-activation-derivative"], quantity: "W1", alsoQuantities: ["b1"] },
  }),
  fused({
    name: "p - t: a batch of one hides that the bias is not summed",
    planted: "bias averaged",
    batch: 1,
    causes: ["mean-for-sum", "factor"],
    quantity: "b2",
    visible: false,
  }),
  fused({
    name: "p - t: float32, not divided by the batch",
    planted: "not divided by the batch",
    batch: 8,
    causes: ["sum-for-mean", "factor"],
    quantity: "W2",
    alsoQuantities: ["b2"],
    dtype: "float32",
  }),
  jacobian({
    name: "Jacobian: zeros off the diagonal",
    planted: "jacobian's diagonal",
    hand: "numbers",
    causes: ["softmax-diagonal"],
    quantity: "0",
    alsoQuantities: ["1"],
  }),
  jacobian({
    name: "Jacobian: applied twice",
    planted: "jacobian twice",
    causes: ["doubled-activation-derivative"],
    quantity: "0",
    alsoQuantities: ["1"],
  }),
  jacobian({
    name: "Jacobian: plus p p off the diagonal",
    planted: "jacobian's sign",
    batch: 1,
    causes: ["sign", "softmax-diagonal"],
    alsoAcceptable: ["unknown"],
    quantity: "0",
    alsoQuantities: ["1"],
  }),
  jacobian({
    name: "Jacobian: the last sample only, with the outer product the other way",
    planted: ["last sample", "outer the other way"],
    causes: ["one-sample"],
    quantity: "0",
    alsoQuantities: ["1"],
    second: { causes: ["transposed"], quantity: "0" },
  }),
  jacobian({
    name: "Jacobian: a mean although the cost is a sum",
    planted: "mean",
    hand: "numbers",
    causes: ["mean-for-sum", "factor"],
    quantity: "0",
    alsoQuantities: ["1"],
  }),
  onesColumn({
    name: "ones column: the gradient's row for the bias is zero",
    planted: "ones forgotten in the gradient",
    hand: "numbers",
    causes: ["missing-term"],
    alsoAcceptable: ["unknown"],
    quantity: "theta",
  }),
  onesColumn({
    name: "ones column: the sum where the cost is a mean",
    planted: "sum for mean",
    causes: ["sum-for-mean", "factor"],
    quantity: "theta",
  }),
];
