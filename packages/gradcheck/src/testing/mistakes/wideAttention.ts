import {
  add,
  at,
  div,
  exp,
  matmul,
  max,
  mean,
  mul,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// Both directions over time [N, T, 2], added up, an average of the states.
const bothWays = plant<
  | "backward states in forward order"
  | "one direction forgotten"
  | "directions' matrices exchanged"
  | "average over time forgotten"
  | "transposed in one direction",
  { ahead: Tensor; behind: Tensor; input: Tensor },
  [Tensor, Tensor]
>("recurrent", ({ batch, normal }, has) => {
  const states = (W: Tensor, inputs: readonly Tensor[]): Tensor[] => {
    const h: Tensor[] = [zerosLike(inputs[0]!)];
    for (const x of inputs) h.push(tanh(add(x, matmul(h[h.length - 1]!, W))));
    return h;
  };
  const parts = (x: Tensor, U: Tensor): Tensor[] => [0, 1, 2].map((s) => matmul(at(x, ":", s), U));
  return {
    params: { ahead: normal(3, 3), behind: normal(3, 3), input: normal(2, 3) },
    data: [normal(batch, 3, 2), normal(batch, 3)],
    batchAxis: 0,
    loss: ({ ahead, behind, input }, x, t): Tensor => {
      const u = parts(x, input);
      const [f, b] = [states(ahead, u), states(behind, [...u].reverse())];
      let y: Tensor = zerosLike(t);
      for (let s = 1; s <= 3; s++) y = add(y, div(add(f[s]!, b[s]!), 3));
      return mul(0.5, sum(square(sub(y, t))));
    },
    backward: ({ ahead, behind, input }, x, t) => {
      const u = parts(x, input);
      const [f, b] = [states(ahead, u), states(behind, [...u].reverse())];
      let y: Tensor = zerosLike(t);
      for (let s = 1; s <= 3; s++) y = add(y, div(add(f[s]!, b[s]!), 3));
      const e: Tensor = div(sub(y, t), has("average over time forgotten") ? 1 : 3);
      let dU: Tensor = zerosLike(input);
      const back = (W: Tensor, h: Tensor[], order: number[], plain: boolean): Tensor => {
        let dW: Tensor = zerosLike(W);
        let carry: Tensor = zerosLike(e);
        for (let s = 2; s >= 0; s--) {
          const dz: Tensor = mul(add(e, carry), sub(1, square(h[s + 1]!)));
          dW = add(dW, matmul(transpose(h[s]!), dz));
          dU = add(dU, matmul(transpose(at(x, ":", order[s]!)), dz));
          carry = matmul(dz, plain ? W : transpose(W));
        }
        return dW;
      };
      const dAhead = back(has("directions' matrices exchanged") ? behind : ahead, f, [0, 1, 2], false);
      const kept = dU;
      const order = has("backward states in forward order") ? [0, 1, 2] : [2, 1, 0];
      const dBehind = back(behind, b, order, has("transposed in one direction"));
      return { gradients: { ahead: dAhead, behind: dBehind, input: has("one direction forgotten") ? kept : dU } };
    },
  };
});

// A head of attention over a sentence [T, 3].
interface Attention {
  Q: Tensor;
  K: Tensor;
  V: Tensor;
}
const attention = plant<
  | "square root forgotten on the way back"
  | "softmax by its diagonal"
  | "softmax along the other axis"
  | "keys' gradient not transposed"
  | "queries' and keys' exchanged"
  | "scores taken as constants"
  | "values through the transposed scores forgotten",
  Attention,
  [Tensor, Tensor]
>("recurrent", ({ normal }, has) => {
  const weigh = (z: Tensor): Tensor => {
    const e = exp(sub(z, max(z, 1, { keepdims: true })));
    return div(e, sum(e, 1, { keepdims: true }));
  };
  return {
    params: { Q: normal(3, 3), K: normal(3, 3), V: normal(3, 3) },
    data: [normal(3, 3), normal(3, 3)],
    loss: ({ Q, K, V }, x, t): Tensor => {
      const scores = div(matmul(matmul(x, Q), transpose(matmul(x, K))), Math.sqrt(3));
      return mean(square(sub(matmul(weigh(scores), matmul(x, V)), t)));
    },
    backward: ({ Q, K, V }, x, t) => {
      const [q, k, v]: Tensor[] = [matmul(x, Q), matmul(x, K), matmul(x, V)] as Tensor[];
      const P: Tensor = weigh(div(matmul(q!, transpose(k!)), Math.sqrt(3)));
      const dy: Tensor = mul(2 / t.size, sub(matmul(P, v!), t));
      const dv: Tensor = matmul(has("values through the transposed scores forgotten") ? P : transpose(P), dy);
      const dP: Tensor = matmul(dy, transpose(v!));
      const axis = has("softmax along the other axis") ? 0 : 1;
      let dS: Tensor = mul(P, sub(dP, sum(mul(dP, P), axis, { keepdims: true })));
      if (has("softmax by its diagonal")) dS = mul(dP, mul(P, sub(1, P)));
      if (has("scores taken as constants")) dS = mul(0, dS);
      if (!has("square root forgotten on the way back")) dS = div(dS, Math.sqrt(3));
      let dq: Tensor = matmul(dS, k!);
      let dk: Tensor = matmul(has("keys' gradient not transposed") ? dS : transpose(dS), q!);
      if (has("queries' and keys' exchanged")) [dq, dk] = [dk, dq];
      const into = (d: Tensor): Tensor => matmul(transpose(x), d);
      return {
        gradients: { Q: into(dq), K: into(dk), V: into(dv) },
        intermediates: { q: q!, k: k!, v: v!, P, dP, dS },
      };
    },
  };
});

/** Attention and states in both directions that a checker has not seen. */
export const wideAttention: readonly Case[] = [
  bothWays({
    name: "both ways: the states of the way back meet the inputs in forward order",
    planted: "backward states in forward order",
    hand: "numbers",
    causes: ["derivative-at-wrong-value", "wrong-axis", "wrong-upstream"],
    alsoAcceptable: ["unknown"],
    quantity: "input",
  }),
  bothWays({
    name: "both ways: the inputs' matrix learns from one direction",
    planted: "one direction forgotten",
    causes: ["missing-term"],
    quantity: "input",
  }),
  bothWays({
    name: "both ways: the forward direction carries errors with the other's matrix",
    planted: "directions' matrices exchanged",
    hand: "numbers",
    causes: ["wrong-layer"],
    alsoAcceptable: ["unknown", "wrong-upstream"],
    quantity: "ahead",
    alsoQuantities: ["input"],
  }),
  bothWays({
    name: "both ways: the average over three steps is taken back as a sum, one sample",
    planted: "average over time forgotten",
    batch: 1,
    causes: ["factor", "sum-for-mean"],
    quantity: "ahead",
    alsoQuantities: ["behind", "input"],
  }),
  bothWays({
    name: "both ways: one direction's matrix is not transposed, and the average is forgotten",
    planted: ["average over time forgotten", "transposed in one direction"],
    hand: "numbers",
    causes: ["factor", "sum-for-mean"],
    quantity: "ahead",
    alsoQuantities: ["behind", "input"],
    second: { causes: ["transposed"], quantity: "behind", alsoQuantities: ["input"] },
  }),
  attention({
    name: "attention: the division by √3 is forgotten on the way back",
    planted: "square root forgotten on the way back",
    batch: 1,
    hand: "numbers",
    causes: ["factor"],
    quantity: "Q",
    alsoQuantities: ["K"],
  }),
  attention({
    name: "attention: softmax by the diagonal of its Jacobian",
    planted: "softmax by its diagonal",
    batch: 1,
    causes: ["softmax-diagonal"],
    alsoAcceptable: ["missing-term"],
    quantity: "Q",
    alsoQuantities: ["K"],
    intermediates: true,
  }),
  attention({
    name: "attention: softmax's sum runs over the other axis, three words as wide as long",
    planted: "softmax along the other axis",
    batch: 1,
    hand: "numbers",
    causes: ["wrong-axis"],
    quantity: "Q",
    alsoQuantities: ["K"],
  }),
  attention({
    name: "attention: the scores' error is not transposed for the keys",
    planted: "keys' gradient not transposed",
    batch: 1,
    causes: ["transposed"],
    quantity: "K",
  }),
  attention({
    name: "attention: queries' and keys' gradients change places",
    planted: "queries' and keys' exchanged",
    batch: 1,
    hand: "numbers",
    causes: ["wrong-layer", "structure"],
    quantity: "Q",
    alsoQuantities: ["K"],
  }),
  attention({
    name: "attention: the scores are taken as constants",
    planted: "scores taken as constants",
    batch: 1,
    causes: ["missing-term"],
    quantity: "Q",
    alsoQuantities: ["K"],
  }),
  attention({
    name: "attention: the weights are not transposed for the values, and √3 is forgotten",
    planted: ["values through the transposed scores forgotten", "square root forgotten on the way back"],
    batch: 1,
    hand: "numbers",
    causes: ["transposed"],
    quantity: "V",
    second: { causes: ["factor"], quantity: "Q", alsoQuantities: ["K"] },
  }),
];
