import {
  add,
  astype,
  at,
  div,
  einsum,
  exp,
  expandDims,
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
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, plant } from "../everyday/case.ts";

const exam = normals(1186);
/** Three sigmoid layers for one row, without biases, each gradient one formula. */
const oneFormula = plant({
  name: "sigmoid tower in one formula each",
  kind: "dense",
  params: { A: exam(4, 4), B: exam(4, 4), C: exam(4, 2) },
  data: [exam(1, 4), tensor([[0.2, 0.9]]) as Tensor],
  loss: ({ A, B, C }, x, y) => math`0.5 * sum((sigmoid(sigmoid(sigmoid(${x} @ ${A}) @ ${B}) @ ${C}) - ${y})**2)`,
  hand: (wrong, { A, B, C }, x, y) => {
    const a = math`sigmoid(${x} @ ${A})`;
    const b = math`sigmoid(${a} @ ${B})`;
    const o = math`sigmoid(${b} @ ${C})`;
    const d3 = wrong("squared")
      ? math`(${o} - ${y}) * (${o} * (1 - ${o}))**2`
      : math`(${o} - ${y}) * ${o} * (1 - ${o})`;
    const dC = math`${b}.T @ ${d3}`;
    const through = wrong("moved") ? math`${C} - 0.5 * ${dC}` : C;
    const d2 = wrong("open") ? math`${d3} @ ${through}.T` : math`${d3} @ ${through}.T * ${b} * (1 - ${b})`;
    const d1 = math`${d2} @ ${wrong("straight") ? transpose(B) : B}.T * ${a} * (1 - ${wrong("b") ? b : a})`;
    return {
      gradients: {
        A: math`${x}.T @ ${wrong("d2") ? d2 : d1}`,
        B: wrong("swapped") ? math`${d2}.T @ ${a}` : math`${wrong("x") ? x : a}.T @ ${d2}`,
        C: dC,
      },
      intermediates: { d1, d2, d3 },
    };
  },
  mistakes: {
    squared: [["doubled-activation-derivative"], ["d3", "C"], "o (1 - o) twice at the output"],
    moved: [["stale-cache"], ["d2", "B", "d1", "A"], "C is moved before the gradient goes back through it"],
    open: [["missing-activation-derivative"], ["d2", "B"], "b (1 - b) forgotten"],
    straight: [["transposed"], ["d1", "A"], "back through B without transposing it"],
    b: [["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"], ["d1", "A"], "a (1 - b)"],
    d2: [["wrong-upstream", "off-by-one-layer", "wrong-layer"], ["A"], "dA with the layer above's d2"],
    swapped: [["transposed"], ["B"], "d2.T @ a, the transposed gradient"],
    x: [["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"], ["B"], "dB with the net's input"],
  },
  pairs: ["open+swapped"],
  bare: ["squared", "open", "straight", "d2"],
  numbers: ["moved"],
});

const jets = normals(1187);
/** Sets of five particles: a layer for each particle, the sum over them, a mass from it; the batch has three sets. */
const sets = plant({
  name: "sets of particles",
  kind: "dense",
  params: { W: jets(3, 4), b: jets(4), R: jets(4, 1), r: jets(1) },
  data: [jets(3, 5, 3), jets(3, 1)],
  loss: ({ W, b, R, r }, x, y) => {
    const pooled = sum(relu(add(matmul(x, W), b)), 1);
    return mean(square(sub(add(matmul(tanh(pooled), R), r), y)));
  },
  hand: (wrong, { W, b, R, r }, x, y) => {
    const z = add(matmul(x, W), b);
    const pooled = sum(relu(z), 1);
    const h = tanh(pooled);
    const dout = mul(wrong("n") ? 2 : 2 / 3, sub(add(matmul(h, R), r), y));
    const dh = matmul(dout, transpose(R));
    const dpooled = wrong("pooled") ? mul(dh, sub(1, square(pooled))) : mul(dh, sub(1, square(h)));
    const shared = expandDims(wrong("mean") ? div(dpooled, 5) : dpooled, 1);
    const dz = mul(shared, greater(z, 0));
    return {
      gradients: {
        W: einsum("nti,nto->io", x, dz),
        b: wrong("set") ? sum(dz, 1) : wrong("batch") ? mean(sum(dz, 1), 0) : sum(dz, [0, 1]),
        R: matmul(transpose(wrong("R") ? pooled : h), dout),
        r: wrong("turned") ? neg(sum(dout, 0)) : sum(dout, 0),
      },
      intermediates: { dout, dh, dpooled, dz },
    };
  },
  mistakes: {
    n: [["sum-for-mean", "factor"], ["dout", "R", "r", "W", "b"], "not divided by the three sets"],
    pooled: [["derivative-at-wrong-value"], ["dpooled", "dz", "W", "b"], "1 - pooled² in place of 1 - tanh²"],
    mean: [
      ["mean-for-sum", "factor"],
      ["dz", "W", "b"],
      "passed back as a mean over the particles, the layer has a sum",
    ],
    set: [["not-summed"], ["b"], "the bias summed over particles, not over sets"],
    batch: [["mean-for-sum", "factor"], ["b"], "the bias averaged over the sets again"],
    R: [["derivative-at-wrong-value"], ["R"], "dR with the sum before tanh"],
    turned: [["sign"], ["r"], "the output's bias with a minus"],
  },
  pairs: ["mean+turned"],
  bare: ["n", "pooled", "set"],
  numbers: ["mean"],
});

const tags = normals(1188);
/** Four logistic labels for each text, losses summed over labels and averaged over texts, in float32 and loops. */
const labels = plant({
  name: "several labels, in loops and float32",
  kind: "dense",
  params: { W: astype(tags(3, 5), "float32"), b: astype(tags(3), "float32"), V: astype(tags(4, 3), "float32") },
  data: [
    astype(tags(3, 5), "float32"),
    tensor(
      [
        [1, 0, 0, 1],
        [0, 1, 0, 0],
        [1, 1, 0, 1],
      ],
      { dtype: "float32" },
    ),
  ],
  tolerance: 1e-4,
  loss: ({ W, b, V }, X, Y) => {
    const s = matmul(tanh(add(matmul(X, transpose(W)), b)), transpose(V));
    return div(sum(sub(log(add(1, exp(s))), mul(Y, s))), 3);
  },
  hand: (wrong, { W, b, V }, X, Y) => {
    let [dW, db, dV]: Tensor[] = [zerosLike(W), zerosLike(b), zerosLike(V)];
    for (let n = 0; n < 3; n++) {
      const x = at(X, n);
      const h = tanh(add(matmul(W, x), b));
      const error = div(sub(sigmoid(matmul(V, h)), at(Y, wrong("label") ? 0 : n)), wrong("labels") ? 12 : 3);
      const dz = mul(matmul(transpose(V), error), wrong("h") ? mul(h, sub(1, h)) : sub(1, square(h)));
      dW = wrong("over") ? outer(dz, x) : add(dW!, outer(dz, x));
      db = wrong("less") ? sub(db!, dz) : add(db!, dz);
      dV = add(dV!, outer(error, h));
    }
    return { W: dW, b: db, V: dV };
  },
  mistakes: {
    label: [["derivative-at-wrong-value", "wrong-forward"], ["V", "W", "b"], "every text with the first one's labels"],
    labels: [["factor", "mean-for-sum"], ["V", "W", "b"], "the mean over labels, too, the loss sums over them"],
    h: [["derivative-at-wrong-value", "wrong-forward"], ["W", "b"], "h (1 - h), the derivative of a sigmoid, for tanh"],
    over: [["one-sample"], ["W"], "= in place of += for W"],
    less: [["sign"], ["b"], "-= in place of += for b"],
  },
  pairs: ["labels+less"],
  numbers: ["labels"],
});

/** All of this family. */
export const eleventhSteps: readonly EverydayCase[] = [...oneFormula, ...sets, ...labels];
