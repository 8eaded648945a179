import {
  add,
  div,
  greater,
  matmul,
  mean,
  mul,
  relu,
  sigmoid,
  sign,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// A list of [W, b], swish in between, and a dropout mask that comes with the data.
type Pairs = [Tensor, Tensor][];
const swish = plant<
  | "product rule forgotten in layer 0"
  | "product rule forgotten everywhere"
  | "mask forgotten on the way back"
  | "mask's scale forgotten"
  | "mask squared"
  | "clipped per layer"
  | "sign of the gradient alone"
  | "list starts at the output"
  | "one layer's bias zero"
  | "weights decayed before the product"
  | "W after the update",
  Pairs,
  [Tensor, Tensor, Tensor]
>("deep", ({ batch, normal }, has) => ({
  params: [
    [normal(3, 4), normal(4)],
    [normal(4, 4), normal(4)],
    [normal(4, 2), normal(2)],
  ],
  data: [normal(batch, 3), normal(batch, 2), greater(normal(batch, 4), -0.5)],
  batchAxis: 0,
  loss: (layers, x, t, mask): Tensor => {
    let h: Tensor = x;
    for (const [l, [W, b]] of layers.entries()) {
      const z = add(matmul(h, W), b);
      h = l === 2 ? z : mul(z, sigmoid(z));
      if (l === 0) h = div(mul(h, mask), 0.7);
    }
    return div(sum(square(sub(h, t))), x.shape[0]!);
  },
  backward: (layers, x, t, mask) => {
    const inputs: Tensor[] = [x];
    const zs: Tensor[] = [];
    for (const [l, [W, b]] of layers.entries()) {
      const z: Tensor = add(matmul(inputs[l]!, W), b);
      zs.push(z);
      const h: Tensor = l === 2 ? z : mul(z, sigmoid(z));
      inputs.push(l === 0 ? div(mul(h, mask), 0.7) : h);
    }
    let delta: Tensor = mul(2 / x.shape[0]!, sub(inputs[3]!, t));
    const gradients: Pairs = [];
    for (let l = 2; l >= 0; l--) {
      if (l < 2) {
        const above: Tensor = layers[l + 1]![0];
        const W: Tensor = has("W after the update") ? sub(above, mul(0.1, gradients[0]![0])) : above;
        let back: Tensor = matmul(delta, transpose(has("weights decayed before the product") ? mul(0.99, W) : W));
        if (l === 0 && !has("mask forgotten on the way back"))
          back = mul(back, has("mask squared") ? div(mask, 0.7) : mask);
        if (l === 0 && !has("mask's scale forgotten")) back = div(back, 0.7);
        const s: Tensor = sigmoid(zs[l]!);
        const short = has("product rule forgotten everywhere") || (l === 0 && has("product rule forgotten in layer 0"));
        delta = mul(back, short ? s : add(s, mul(zs[l]!, mul(s, sub(1, s)))));
      }
      let dW: Tensor = matmul(transpose(inputs[l]!), delta);
      let db: Tensor = sum(delta, 0);
      if (has("one layer's bias zero") && l === 1) db = zerosLike(db);
      if (has("clipped per layer")) dW = div(mul(0.5, dW), sqrt(sum(square(dW))));
      if (has("sign of the gradient alone")) [dW, db] = [sign(dW), sign(db)];
      gradients.unshift([dW, db]);
    }
    return { gradients: has("list starts at the output") ? [gradients[1]!, gradients[0]!, gradients[2]!] : gradients };
  },
}));

// Five narrow layers of ReLU and no bias, errors by name.
const narrow = plant<
  | "layer skipped on the way back"
  | "masks of one layer everywhere"
  | "input for every layer"
  | "mask of the previous layer"
  | "sum over the wrong axis",
  { w: Tensor[]; shift: Tensor },
  [Tensor, Tensor]
>("deep", ({ batch, normal }, has) => ({
  params: { w: [0, 1, 2, 3].map(() => normal(4, 4)), shift: normal(4) },
  data: [normal(batch, 4), normal(batch, 4)],
  batchAxis: 0,
  loss: ({ w, shift }, x, t): Tensor => {
    let a: Tensor = add(x, shift);
    for (const W of w) a = relu(matmul(a, W));
    return mean(square(sub(a, t)));
  },
  backward: ({ w, shift }, x, t) => {
    const a: Tensor[] = [add(x, shift)];
    for (const W of w) a.push(relu(matmul(a[a.length - 1]!, W)));
    let delta: Tensor = mul(2 / t.size, sub(a[4]!, t));
    const dw: Tensor[] = [];
    for (let l = 3; l >= 0; l--) {
      let masked = l + 1;
      if (has("masks of one layer everywhere")) masked = 4;
      if (has("mask of the previous layer") && l > 0) masked = l;
      delta = mul(delta, greater(a[masked]!, 0));
      dw.unshift(matmul(transpose(has("input for every layer") ? a[0]! : a[l]!), delta));
      if (!(has("layer skipped on the way back") && l === 2)) delta = matmul(delta, transpose(w[l]!));
    }
    return { gradients: { w: dw, shift: has("sum over the wrong axis") ? sum(delta, 1) : sum(delta, 0) } };
  },
}));

/** Deep nets that a checker has not seen. */
export const heldDeep: readonly Case[] = [
  swish({
    name: "swish: σ(z) alone in the first layer, the product rule's other half forgotten",
    planted: "product rule forgotten in layer 0",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "0.0",
    alsoQuantities: ["0.1"],
  }),
  swish({
    name: "swish: σ(z) alone in every layer",
    planted: "product rule forgotten everywhere",
    causes: ["missing-term"],
    quantity: "1.0",
    alsoQuantities: ["1.1"],
  }),
  swish({
    name: "swish: the dropout mask is not applied on the way back",
    planted: "mask forgotten on the way back",
    hand: "numbers",
    causes: ["missing-term"],
    alsoAcceptable: ["unknown", "missing-activation-derivative"],
    quantity: "0.0",
    alsoQuantities: ["0.1"],
  }),
  swish({
    name: "swish: the dropout's 1/0.7 is forgotten on the way back",
    planted: "mask's scale forgotten",
    causes: ["factor"],
    quantity: "0.0",
    alsoQuantities: ["0.1"],
  }),
  swish({
    name: "swish: the dropout's 1/0.7 enters twice",
    planted: "mask squared",
    hand: "numbers",
    causes: ["factor"],
    quantity: "0.0",
    alsoQuantities: ["0.1"],
  }),
  swish({
    name: "swish: each weight's gradient has norm one half",
    planted: "clipped per layer",
    causes: ["clipped", "factor"],
    quantity: "2.0",
  }),
  swish({
    name: "swish: the sign of every gradient",
    planted: "sign of the gradient alone",
    hand: "numbers",
    causes: ["unknown", "clipped"],
    quantity: "2.0",
    alsoQuantities: ["2.1"],
  }),
  swish({
    name: "swish: the error goes back through weights that were already updated",
    planted: "W after the update",
    causes: ["stale-cache", "unknown"],
    alsoAcceptable: ["wrong-upstream"],
    quantity: "1.0",
    alsoQuantities: ["1.1"],
  }),
  swish({
    name: "swish: the error goes back through weights decayed by 1 %",
    planted: "weights decayed before the product",
    hand: "numbers",
    causes: ["factor"],
    quantity: "1.0",
    alsoQuantities: ["1.1"],
  }),
  swish({
    name: "swish: the first two layers' gradients change places in the list",
    planted: "list starts at the output",
    causes: ["structure", "wrong-layer"],
    quantity: "1.0",
  }),
  swish({
    name: "swish: a bias without gradient, and no mask on the way back",
    planted: ["one layer's bias zero", "mask forgotten on the way back"],
    causes: ["missing-term"],
    quantity: "1.1",
    second: {
      causes: ["missing-term"],
      quantity: "0.0",
      alsoQuantities: ["0.1"],
    },
  }),
  narrow({
    name: "narrow: one matrix is skipped on the way back",
    planted: "layer skipped on the way back",
    hand: "numbers",
    causes: ["missing-term", "wrong-upstream", "off-by-one-layer"],
    quantity: "w.1",
    seed: 4,
  }),
  narrow({
    name: "narrow: the output's mask for every layer",
    planted: "masks of one layer everywhere",
    causes: ["wrong-layer", "derivative-at-wrong-value"],
    alsoAcceptable: ["off-by-one-layer", "unknown"],
    quantity: "w.2",
    seed: 4,
  }),
  narrow({
    name: "narrow: every layer's error meets the net's input",
    planted: "input for every layer",
    hand: "numbers",
    causes: ["wrong-layer", "derivative-at-wrong-value"],
    alsoAcceptable: ["off-by-one-layer", "unknown"],
    quantity: "w.3",
    seed: 4,
  }),
  narrow({
    name: "narrow: each mask is that of the layer before",
    planted: "mask of the previous layer",
    causes: ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
    quantity: "w.3",
    seed: 4,
  }),
  narrow({
    name: "narrow: the input's shift is summed over its entries, four of them as samples",
    planted: "sum over the wrong axis",
    hand: "numbers",
    causes: ["wrong-axis"],
    quantity: "shift",
    seed: 4,
  }),
];
