import {
  abs,
  add,
  div,
  exp,
  less,
  matmul,
  mean,
  mul,
  reshape,
  sign,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  where,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// The root of the mean square, with weights for the samples that come with the data.
interface Net {
  W: Tensor;
  b: Tensor;
  v: Tensor;
}
const root = plant<
  | "root forgotten"
  | "root without its half"
  | "sample weights forgotten"
  | "sample weights squared"
  | "weights' sum for their count"
  | "slope forgotten"
  | "v's error at the activation's input"
  | "bias not summed"
  | "multiplied by the root",
  Net,
  [Tensor, Tensor, Tensor]
>("mean-square", ({ batch, normal }, has) => ({
  params: { W: normal(3, 4), b: normal(4), v: normal(4) },
  data: [normal(batch, 3), normal(batch), add(0.5, square(normal(batch)))],
  batchAxis: 0,
  loss: ({ W, b, v }, x, t, w): Tensor =>
    sqrt(div(sum(mul(w, square(sub(matmul(tanh(add(matmul(x, W), b)), v), t)))), sum(w))),
  backward: ({ W, b, v }, x, t, w) => {
    const z: Tensor = add(matmul(x, W), b);
    const h = tanh(z);
    const r: Tensor = sub(matmul(h, v), t);
    const total: Tensor = has("weights' sum for their count") ? tensor(t.size) : sum(w);
    const cost: Tensor = sqrt(div(sum(mul(w, square(r))), sum(w)));
    let factor: Tensor = div(1, mul(total, cost));
    if (has("root forgotten")) factor = div(2, total);
    if (has("root without its half")) factor = mul(2, factor);
    if (has("multiplied by the root")) factor = div(cost, total);
    let own = w;
    if (has("sample weights forgotten")) own = add(1, mul(0, w));
    if (has("sample weights squared")) own = square(w);
    const e: Tensor = mul(mul(factor, own), r);
    const dh: Tensor = mul(reshape(e, [t.size, 1]), v);
    const dz: Tensor = has("slope forgotten") ? dh : mul(dh, sub(1, square(h)));
    return {
      gradients: {
        W: matmul(transpose(x), dz),
        b: has("bias not summed") ? dz : sum(dz, 0),
        v: matmul(e, has("v's error at the activation's input") ? z : h),
      },
      intermediates: { z, h, r, e, dh, dz },
    };
  },
}));

// Huber's cost: a square within one, a straight line outside.
const huber = plant<
  | "square everywhere"
  | "line everywhere"
  | "sign of the line forgotten"
  | "threshold of two"
  | "x forgotten for outliers"
  | "mean of the inner ones",
  { w: Tensor; c: Tensor },
  [Tensor, Tensor]
>("mean-square", ({ batch, normal }, has) => ({
  params: { w: normal(3), c: normal(1) },
  data: [normal(batch, 3), mul(2, normal(batch))],
  batchAxis: 0,
  loss: ({ w, c }, x, t): Tensor => {
    const r = sub(add(matmul(x, w), c), t);
    return mean(where(less(abs(r), 1), mul(0.5, square(r)), sub(abs(r), 0.5)));
  },
  backward: ({ w, c }, x, t) => {
    const r: Tensor = sub(add(matmul(x, w), c), t);
    const inner = less(abs(r), has("threshold of two") ? 2 : 1);
    const line: Tensor = has("sign of the line forgotten") ? square(sign(r)) : sign(r);
    let e: Tensor = where(inner, r, line);
    if (has("square everywhere")) e = r;
    if (has("line everywhere")) e = line;
    e = div(e, has("mean of the inner ones") ? sum(mul(1, inner)) : t.size);
    const dw: Tensor = has("x forgotten for outliers") ? matmul(where(inner, e, mul(0, e)), x) : matmul(e, x);
    return { gradients: { w: dw, c: reshape(sum(e), [1]) } };
  },
}));

// A mean and a log deviation for each sample: the negative logarithm of a normal density.
interface Density {
  M: Tensor;
  S: Tensor;
}
const density = plant<
  | "variance's own term forgotten"
  | "half forgotten in the deviation"
  | "deviation for variance"
  | "deviation's error is the mean's"
  | "samples summed"
  | "sign of the deviation",
  Density,
  [Tensor, Tensor]
>("mean-square", ({ batch, normal }, has) => ({
  params: { M: normal(3, 2), S: mul(0.5, normal(3, 2)) },
  data: [normal(batch, 3), normal(batch, 2)],
  batchAxis: 0,
  loss: ({ M, S }, x, t): Tensor => {
    const s = matmul(x, S);
    return mean(add(s, mul(0.5, square(div(sub(matmul(x, M), t), exp(s))))));
  },
  backward: ({ M, S }, x, t) => {
    const s: Tensor = matmul(x, S);
    const r: Tensor = sub(matmul(x, M), t);
    const terms = has("samples summed") ? 2 : t.size;
    const dm: Tensor = div(div(r, exp(has("deviation for variance") ? s : mul(2, s))), terms);
    const squares: Tensor = square(div(r, exp(s)));
    let ds: Tensor = sub(1, squares);
    if (has("variance's own term forgotten")) ds = mul(-1, squares);
    if (has("half forgotten in the deviation")) ds = sub(1, mul(2, squares));
    if (has("sign of the deviation")) ds = add(1, squares);
    ds = div(ds, terms);
    if (has("deviation's error is the mean's")) ds = dm;
    return { gradients: { M: matmul(transpose(x), dm), S: matmul(transpose(x), ds) } };
  },
}));

/** Costs about squares that a checker has not seen. */
export const heldMeanSquare: readonly Case[] = [
  root({
    name: "root: the derivative of the square under it",
    planted: "root forgotten",
    hand: "numbers",
    causes: ["factor"],
    alsoAcceptable: ["missing-term", "wrong-forward"],
    quantity: "v",
  }),
  root({
    name: "root: 1/√ without the half",
    planted: "root without its half",
    causes: ["factor"],
    quantity: "v",
  }),
  root({
    name: "root: multiplied by where it divides",
    planted: "multiplied by the root",
    hand: "numbers",
    causes: ["factor"],
    alsoAcceptable: ["derivative-at-wrong-value", "unknown"],
    quantity: "v",
  }),
  root({
    name: "sample weights: forgotten on the way back",
    planted: "sample weights forgotten",
    causes: ["missing-term"],
    alsoAcceptable: ["missing-activation-derivative", "unknown"],
    quantity: "v",
    alsoQuantities: ["W", "b"],
  }),
  root({
    name: "sample weights: squared",
    planted: "sample weights squared",
    hand: "numbers",
    causes: ["extra-term"],
    alsoAcceptable: ["unknown", "factor"],
    quantity: "v",
    alsoQuantities: ["W", "b"],
  }),
  root({
    name: "sample weights: divided by their count and not by their sum",
    planted: "weights' sum for their count",
    causes: ["factor"],
    quantity: "v",
  }),
  root({
    name: "root: v meets z in place of tanh(z)",
    planted: "v's error at the activation's input",
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    quantity: "v",
    intermediates: true,
  }),
  root({
    name: "root: without its half, and the bias keeps a row a sample",
    planted: ["root without its half", "bias not summed"],
    causes: ["factor"],
    quantity: "v",
    second: { causes: ["not-summed"], quantity: "b" },
  }),
  root({
    name: "sample weights: by their count, and no slope of tanh",
    planted: ["weights' sum for their count", "slope forgotten"],
    hand: "numbers",
    causes: ["factor"],
    quantity: "v",
    second: { causes: ["missing-activation-derivative"], quantity: "W", alsoQuantities: ["b"] },
  }),
  huber({
    name: "Huber: the square's derivative everywhere",
    planted: "square everywhere",
    hand: "numbers",
    causes: ["wrong-forward", "missing-term", "clipped"],
    alsoAcceptable: ["unknown", "derivative-at-wrong-value"],
    quantity: "w",
    alsoQuantities: ["c"],
  }),
  huber({
    name: "Huber: the line's derivative everywhere",
    planted: "line everywhere",
    causes: ["wrong-forward", "missing-term", "clipped"],
    alsoAcceptable: ["unknown", "derivative-at-wrong-value"],
    quantity: "w",
    alsoQuantities: ["c"],
  }),
  huber({
    name: "Huber: one for every outlier, whatever its sign",
    planted: "sign of the line forgotten",
    hand: "numbers",
    causes: ["sign", "missing-term"],
    alsoAcceptable: ["unknown", "missing-activation-derivative"],
    quantity: "w",
    alsoQuantities: ["c"],
    batch: 8,
  }),
  huber({
    name: "Huber: the threshold is two",
    planted: "threshold of two",
    causes: ["wrong-forward", "unknown"],
    alsoAcceptable: ["derivative-at-wrong-value"],
    quantity: "w",
    alsoQuantities: ["c"],
    batch: 8,
  }),
  huber({
    name: "Huber: averaged over the inner samples",
    planted: "mean of the inner ones",
    hand: "numbers",
    causes: ["factor"],
    quantity: "w",
    alsoQuantities: ["c"],
    batch: 8,
  }),
  huber({
    name: "Huber: outliers teach the intercept alone",
    planted: "x forgotten for outliers",
    causes: ["missing-term"],
    alsoAcceptable: ["unknown"],
    quantity: "w",
    batch: 8,
  }),
  density({
    name: "density: the logarithm of the deviation has no term of its own",
    planted: "variance's own term forgotten",
    hand: "numbers",
    causes: ["missing-term"],
    quantity: "S",
  }),
  density({
    name: "density: 2 r² for r² in the deviation",
    planted: "half forgotten in the deviation",
    causes: ["factor"],
    quantity: "S",
  }),
  density({
    name: "density: divided by the deviation and not by its square",
    planted: "deviation for variance",
    hand: "numbers",
    causes: ["missing-term", "derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    quantity: "M",
  }),
  density({
    name: "density: the deviation gets the error of the mean",
    planted: "deviation's error is the mean's",
    causes: ["wrong-upstream", "wrong-layer"],
    quantity: "S",
  }),
  density({
    name: "density: samples are summed though the cost is a mean, and the deviation's square has the wrong sign",
    planted: ["samples summed", "sign of the deviation"],
    causes: ["factor", "sum-for-mean"],
    quantity: "M",
    second: { causes: ["sign"], quantity: "S" },
  }),
  density({
    name: "density: samples are summed, unseen with one",
    planted: "samples summed",
    batch: 1,
    causes: ["factor", "sum-for-mean"],
    quantity: "M",
    alsoQuantities: ["S"],
    visible: false,
  }),
];
