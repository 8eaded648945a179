import {
  add,
  astype,
  at,
  div,
  einsum,
  greater,
  matmul,
  mean,
  mul,
  relu,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zeros,
} from "@wengert/autograd";
import { type EverydayCase, normals, plant } from "../everyday/case.ts";

const normal = normals(84501);

/** Truncated on purpose: no derivative passes from the third step to the second. */
const truncated = plant({
  name: "truncated in the middle",
  kind: "recurrent",
  params: { A: mul(0.7, normal(3, 3)), B: mul(0.7, normal(2, 3)) },
  data: [normal(3, 4, 2), normal(3, 3)],
  loss: ({ A, B }, x, y) => {
    let h: Tensor = zeros([x.shape[0]!, 3]);
    for (let t = 0; t < 4; t++) {
      if (t === 2) h = stopGradient(h);
      h = tanh(add(matmul(h, A), matmul(at(x, ":", t), B)));
    }
    return mean(sum(square(sub(h, y)), 1));
  },
  hand: (wrong, { A, B }, x, y) => {
    const n = x.shape[0]!;
    const h: Tensor[] = [zeros([n, 3])];
    for (let t = 0; t < 4; t++) h.push(tanh(add(matmul(h[t]!, A), matmul(at(x, ":", t), B))));
    let dA: Tensor = zeros([3, 3]);
    let dB: Tensor = zeros([2, 3]);
    let dh: Tensor = mul(2, sub(h[4]!, y));
    if (!wrong("mean forgotten")) dh = div(dh, n);
    const first = wrong("not truncated") ? 0 : wrong("truncated one too early") ? 3 : 2;
    for (let t = 3; t >= first; t--) {
      const dz = mul(dh, sub(1, square(h[t + 1]!)));
      dA = add(dA, matmul(transpose(h[t]!), dz));
      dB = add(dB, matmul(transpose(at(x, ":", wrong("input of the step before") ? t - 1 : t)), dz));
      dh = matmul(dz, transpose(A));
    }
    return { A: dA, B: dB };
  },
  mistakes: {
    "mean forgotten": [["sum-for-mean", "factor"], ["A", "B"], "Not divided by the number of sequences."],
    "not truncated": [["extra-term"], ["A", "B"], "The hand goes on through the steps that the loss cuts off."],
    "truncated one too early": [["missing-term"], ["A", "B"], "One step fewer than the loss goes back."],
    "input of the step before": [["off-by-one-layer", "derivative-at-wrong-value"], ["B"], "x[t - 1] instead of x[t]."],
  },
  pairs: ["mean forgotten+input of the step before"],
  numbers: ["truncated one too early"],
});

/** A recurrent net with relu in float32, written with einsum, the outputs averaged over time. */
const averaged = plant({
  name: "outputs averaged over time",
  kind: "recurrent",
  tolerance: 2e-4,
  params: {
    W: astype(mul(0.6, normal(3, 4)), "float32"),
    U: astype(mul(0.5, normal(4, 4)), "float32"),
    v: astype(normal(4), "float32"),
  },
  data: [astype(normal(5, 3, 3), "float32"), astype(normal(5), "float32")],
  loss: ({ W, U, v }, x, y) => {
    let h: Tensor = astype(zeros([x.shape[0]!, 4]), "float32");
    let out: Tensor = mul(0, y);
    for (let t = 0; t < 3; t++) {
      h = relu(add(matmul(at(x, ":", t), W), matmul(h, U)));
      out = add(out, div(matmul(h, v), 3));
    }
    return mean(square(sub(out, y)));
  },
  hand: (wrong, { W, U, v }, x, y) => {
    const n = x.shape[0]!;
    const h: Tensor[] = [astype(zeros([n, 4]), "float32")];
    for (let t = 0; t < 3; t++) h.push(relu(add(matmul(at(x, ":", t), W), matmul(h[t]!, U))));
    const out = div(matmul(add(add(h[1]!, h[2]!), h[3]!), v), 3);
    const dout = mul(2 / n, sub(out, y));
    const dv = einsum("n,nj->j", dout, wrong("last step into v") ? h[3]! : div(add(add(h[1]!, h[2]!), h[3]!), 3));
    const share = wrong("third lost") ? dout : div(dout, 3);
    let dW: Tensor = mul(W, 0);
    let dU: Tensor = mul(U, 0);
    let next: Tensor = mul(h[0]!, 0);
    for (let t = 2; t >= 0; t--) {
      const dh = add(einsum("n,j->nj", share, v), next);
      const dz = wrong("relu open") ? dh : mul(dh, greater(h[t + 1]!, 0));
      dW = add(dW, einsum("ni,nj->ij", at(x, ":", t), dz));
      dU = add(dU, einsum(wrong("letters swapped") ? "ni,nj->ji" : "ni,nj->ij", h[t]!, dz));
      next = einsum("nj,ij->ni", dz, U);
    }
    return { W: dW, U: dU, v: dv };
  },
  mistakes: {
    "last step into v": [
      ["derivative-at-wrong-value", "missing-term", "off-by-one-layer", "wrong-layer"],
      ["v"],
      "The last h instead of the mean of all.",
    ],
    "third lost": [["factor", "sum-for-mean"], ["W", "U"], "The 1/3 of the mean over time is lost on the way back."],
    "relu open": [["missing-activation-derivative"], ["W", "U"], "No mask for relu."],
    "letters swapped": [["transposed"], ["U"], "The letters of the result are exchanged."],
  },
  pairs: ["third lost+letters swapped"],
});

export const laterSequences: readonly EverydayCase[] = [...truncated, ...averaged];
