import {
  add,
  div,
  einsum,
  matmul,
  mean,
  mul,
  sign,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, plant, uniforms } from "./case.ts";

const kind = "regression";
const r = normals(101);
const u = uniforms(102);

/** A line through points, slope and intercept as numbers. */
const line = plant({
  name: "straight line, squared errors averaged",
  kind,
  params: { slope: tensor(0.7) as Tensor, intercept: tensor(-0.2) as Tensor },
  data: [r(9), r(9)],
  loss: ({ slope, intercept }, x, y) => math`mean((${slope} * ${x} + ${intercept} - ${y})**2)`,
  hand: (wrong, { slope, intercept }, x, y) => {
    const n = x.shape[0]!;
    const residual = wrong("residual turned round")
      ? math`${y} - ${slope} * ${x} - ${intercept}`
      : math`${slope} * ${x} + ${intercept} - ${y}`;
    const two = 2;
    return {
      slope: math`${two} / ${n} * sum(${residual} * ${wrong("no x") ? 1 : x})`,
      intercept: wrong("sum in the intercept")
        ? math`${two} * sum(${residual})`
        : math`${two} / ${n} * sum(${residual})`,
    };
  },
  mistakes: {
    "residual turned round": [
      ["sign"],
      ["slope", "intercept"],
      "The residual is target minus prediction, so the whole gradient has the other sign.",
    ],
    "no x": [
      ["missing-term", "missing-activation-derivative", "wrong-layer"],
      ["slope"],
      "The slope's derivative lacks the factor x (it equals the intercept's).",
    ],
    "sum in the intercept": [
      ["factor", "sum-for-mean"],
      ["intercept"],
      "The intercept's derivative is the sum over the points, not their mean.",
    ],
  },
  pairs: ["residual turned round+sum in the intercept"],
});

/** Least squares, ½ of the sum of squares, with a loop over examples. */
const loops = plant({
  name: "least squares with a loop over rows",
  kind,
  params: { w: r(4), b: tensor(0.3) as Tensor },
  data: [r(7, 4), r(7)],
  loss: ({ w, b }, X, y) => mul(0.5, sum(square(sub(add(matmul(X, w), b), y)))),
  hand: (wrong, { w, b }, X, y) => {
    const rows = X.shape[0]!;
    let dw: Tensor = tensor([0, 0, 0, 0]) as Tensor;
    let db: Tensor = tensor(0) as Tensor;
    for (let i = 0; i < rows; i++) {
      const x = math`${X}[${i}]` as Tensor;
      const error = math`${x} @ ${w} + ${b} - ${y}[${i}]`;
      dw = wrong("overwritten") ? mul(error, x) : add(dw, mul(error, x));
      db = add(db, error);
    }
    if (wrong("returns inside")) {
      const first = math`${X}[0] @ ${w} + ${b} - ${y}[0]`;
      dw = math`${X}[0] * ${first}`;
      db = first;
    }
    return { w: dw, b: wrong("doubled") ? mul(2, db) : db };
  },
  mistakes: {
    overwritten: [["one-sample"], ["w"], "In the loop dw = … instead of dw += …, so only the last row counts."],
    "returns inside": [["one-sample"], ["w", "b"], "The return stands inside the loop: the first row alone."],
    doubled: [["factor"], ["b"], "A 2 in the bias, though the loss has the half."],
  },
  pairs: ["overwritten+doubled"],
  numbers: ["returns inside"],
});

/** Ridge regression. */
const ridge = plant({
  name: "ridge regression",
  kind: "regularised",
  params: { w: r(5), b: tensor(0.1) as Tensor },
  data: [r(8, 5), r(8)],
  loss: ({ w, b }, X, y) => math`mean((${X} @ ${w} + ${b} - ${y})**2) + 0.3 * sum(${w}**2)`,
  hand: (wrong, { w, b }, X, y) => {
    const n = X.shape[0]!;
    const e = math`${X} @ ${w} + ${b} - ${y}`;
    const penalty = wrong("forgotten")
      ? 0
      : wrong("minus")
        ? math`-0.6 * ${w}`
        : wrong("sign of w")
          ? math`0.3 * ${sign(w)}`
          : math`0.6 * ${w}`;
    return {
      w: math`2 / ${n} * ${X}.T @ ${e} + ${penalty}`,
      b: math`2 * mean(${e}) + ${wrong("bias too") ? mul(0.6, b) : 0}`,
    };
  },
  mistakes: {
    forgotten: [["regulariser"], ["w"], "The penalty's derivative is left out."],
    minus: [["regulariser"], ["w"], "The penalty's derivative is subtracted."],
    "bias too": [["regulariser", "extra-term"], ["b"], "The bias is penalised in the gradient but not in the loss."],
    "sign of w": [["regulariser"], ["w"], "Derivative of the L1 penalty, λ sign(w), for the L2 one."],
  },
  numbers: ["bias too"],
});

/** Lasso and elastic net. */
const elastic = plant({
  name: "elastic net",
  kind: "regularised",
  params: [r(6), tensor(0.4) as Tensor] as readonly Tensor[],
  data: [r(5, 6), r(5)],
  loss: ([w, b], X, y) =>
    math`0.5 * mean((${X} @ ${w!} + ${b!} - ${y})**2) + 0.2 * sum(abs(${w!})) + 0.05 * sum(${w!}**2)`,
  hand: (wrong, [w, b], X, y) => {
    const n = X.shape[0]!;
    const e = math`(${X} @ ${w!} + ${b!} - ${y}) / ${n}`;
    const l1 = wrong("abs for sign") ? math`0.2 * abs(${w!})` : math`0.2 * sign(${w!})`;
    const l2 = wrong("L2 doubled") ? math`0.2 * ${w!}` : math`0.1 * ${w!}`;
    return [math`${X}.T @ ${e} + ${l1} + ${l2}`, math`sum(${e})`];
  },
  mistakes: {
    "abs for sign": [["regulariser"], ["0", "w", "[0]"], "λ|w| instead of λ sign(w) as the L1 penalty's derivative."],
    "L2 doubled": [["regulariser"], ["0", "w", "[0]"], "The L2 part's derivative is twice what it is."],
  },
  numbers: ["L2 doubled"],
});

/** A cubic polynomial through points, the powers as columns. */
const cubic = plant({
  name: "cubic polynomial",
  kind,
  params: { c: r(4) },
  data: [u(-1.5, 1.5, 10), r(10)],
  loss: ({ c }, x, y) => math`mean((${c}[0] + ${c}[1] * ${x} + ${c}[2] * ${x}**2 + ${c}[3] * ${x}**3 - ${y})**2)`,
  hand: (wrong, { c }, x, y) => {
    const powers = math`stack([${x}**0, ${x}, ${x}**2, ${x}**3])`;
    const e = wrong("forward lacks the cube") ? math`${c}[:3] @ ${powers}[:3] - ${y}` : math`${c} @ ${powers} - ${y}`;
    const shifted = wrong("powers shifted") ? math`stack([${x}, ${x}**2, ${x}**3, ${x}**4])` : powers;
    const squared = wrong("square forgotten") ? math`stack([${x}**0, ${x}, ${x}, ${x}**3])` : shifted;
    return { c: math`2 * ${squared} @ ${e} / ${wrong("by the coefficients") ? 4 : x.size}` };
  },
  mistakes: {
    "powers shifted": [["unknown", "derivative-at-wrong-value"], ["c"], "The powers begin at x instead of 1."],
    "square forgotten": [
      ["unknown", "derivative-at-wrong-value"],
      ["c"],
      "The third coefficient is multiplied by x, not x².",
    ],
    "by the coefficients": [["factor"], ["c"], "Divided by the number of coefficients instead of the points."],
    "forward lacks the cube": [
      ["wrong-forward", "missing-term"],
      ["c", "e"],
      "The prediction inside the gradient lacks the cubic term.",
    ],
  },
});

/** Several outputs, the mean over everything. */
const outputs = plant({
  name: "linear map of several outputs, mean over all",
  kind,
  params: { W: r(3, 2), b: r(2) },
  data: [r(6, 3), r(6, 2)],
  loss: ({ W, b }, X, Y) => mean(square(sub(add(matmul(X, W), b), Y))),
  hand: (wrong, { W, b }, X, Y) => {
    const [n, k] = Y.shape as [number, number];
    const scale = wrong("only rows") ? n : n * k;
    const D = div(mul(2, sub(add(matmul(X, W), b), Y)), scale);
    return {
      W: wrong("bias rows") || !wrong("turned") ? einsum("ni,nk->ik", X, D) : einsum("ni,nk->ki", X, D),
      b: wrong("bias rows") ? D : wrong("bias over outputs") ? sum(D, 1) : sum(D, 0),
    };
  },
  mistakes: {
    "only rows": [["factor"], ["W", "b"], "Divided by the rows only; mean() divides by rows times outputs."],
    turned: [["transposed"], ["W"], "einsum gives [out, in] where W is [in, out]."],
    "bias rows": [["not-summed"], ["b"], "The bias's derivative has still one row for each example."],
    "bias over outputs": [
      ["wrong-axis"],
      ["b"],
      "The bias's derivative is summed over the outputs instead of the rows.",
    ],
  },
  numbers: ["only rows", "bias over outputs"],
});

/** Rows weighted by importance. */
const weighted = plant({
  name: "weighted least squares",
  kind,
  params: { w: r(3), b: tensor(0.5) as Tensor },
  data: [r(6, 3), r(6), u(0.2, 2, 6)],
  loss: ({ w, b }, X, y, s) => math`sum(${s} * (${X} @ ${w} + ${b} - ${y})**2) / sum(${s})`,
  hand: (wrong, { w, b }, X, y, s) => {
    const e = math`${X} @ ${w} + ${b} - ${y}`;
    const total = wrong("by n") ? y.size : sum(s);
    const weight = wrong("squared weights") ? square(s) : s;
    const d = math`2 * ${weight} * ${e} / ${total}`;
    return { w: math`${X}.T @ ${d}`, b: sum(d) };
  },
  mistakes: {
    "by n": [["factor"], ["w", "b"], "Divided by the number of rows instead of the weights' sum."],
    "squared weights": [["extra-term", "doubled-activation-derivative"], ["w", "b"], "The weights enter squared."],
  },
});

/** Columns are examples, as in many lectures; the transposed of a matrix as a parameter. */
const columns = plant({
  name: "linear map of columns",
  kind,
  batchAxis: 1,
  params: { A: r(2, 3), c: r(2, 1) },
  data: [r(3, 5), r(2, 5)],
  loss: ({ A, c }, X, Y) => math`sum((${A} @ ${X} + ${c} - ${Y})**2) / (2 * ${X.shape[1]!})`,
  hand: (wrong, { A, c }, X, Y) => {
    const E = math`(${A} @ ${X} + ${c} - ${Y}) / ${X.shape[1]!}`;
    return {
      A: wrong("turned") ? matmul(X, transpose(E)) : matmul(E, transpose(X)),
      c: wrong("lost column") ? sum(E, 1) : sum(E, 1, { keepdims: true }),
    };
  },
  mistakes: {
    turned: [["transposed"], ["A"], "X Eᵀ instead of E Xᵀ."],
    "lost column": [["structure"], ["c"], "The sum over columns drops the axis: [2] instead of [2, 1]."],
  },
});

export const everydayLinear: readonly EverydayCase[] = [ridge, elastic, cubic, outputs].flat();

export const keptBackLinear: readonly EverydayCase[] = [line, loops, weighted, columns].flat();
