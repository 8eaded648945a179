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
  sub,
  type Tensor,
  zeros,
} from "@wengert/autograd";
import { type EverydayCase, normals, plant } from "../everyday/case.ts";

const normal = normals(84501);

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

export const laterSequences: readonly EverydayCase[] = [...averaged];
