import {
  add,
  cos,
  einsum,
  exp,
  greater,
  log,
  matmul,
  max,
  mean,
  mul,
  reshape,
  sigmoid,
  sin,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  where,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, oneHot, plant, uniforms } from "../everyday/case.ts";

const tower = normals(1211);
const WIDTH = 4;
const DEPTH = 5;

/** Five layers of tanh, all four wide, in lists; the output is linear, the loss a mean over everything. */
const tanhTower = plant({
  name: "tanh tower",
  kind: "dense",
  batchAxis: 0,
  params: {
    W: Array.from({ length: DEPTH }, () => mul(0.7, tower(WIDTH, WIDTH))),
    b: Array.from({ length: DEPTH }, () => tower(WIDTH)),
  },
  data: [tower(6, WIDTH), tower(6, WIDTH)],
  loss: ({ W, b }, x, t) => {
    let a = x;
    for (let l = 0; l < DEPTH; l++) {
      const z = add(matmul(a, W[l]!), b[l]!);
      a = l < DEPTH - 1 ? tanh(z) : z;
    }
    return mean(square(sub(a, t)));
  },
  hand: (wrong, params, x, t) => {
    const W = [...params.W];
    const a: Tensor[] = [x];
    for (let l = 0; l < DEPTH; l++) {
      const z = add(matmul(a[l]!, W[l]!), params.b[l]!);
      a.push(l < DEPTH - 1 ? tanh(z) : z);
    }
    const dW: Tensor[] = [];
    const db: Tensor[] = [];
    let dz = mul(2 / (6 * WIDTH), sub(a[DEPTH]!, t));
    for (let l = DEPTH - 1; l >= 0; l--) {
      dW[l] = matmul(transpose(a[wrong("outputs for inputs") && l > 0 && l < DEPTH - 1 ? l + 1 : l]!), dz);
      db[l] = sum(dz, 0);
      if (l === 0) break;
      if (wrong("weights moved first")) W[l] = sub(W[l]!, mul(0.1, dW[l]!));
      const da = matmul(dz, transpose(wrong("weights of the layer below") ? W[l - 1]! : W[l]!));
      if (wrong("first layer left linear") && l === 1) dz = da;
      else dz = mul(da, sub(1, square(wrong("tanh' one layer down") ? a[l - 1]! : a[l]!)));
    }
    return { gradients: { W: dW, b: db }, intermediates: { a1: a[1]!, a2: a[2]!, a3: a[3]!, a4: a[4]!, z5: a[5]! } };
  },
  mistakes: {
    "outputs for inputs": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["W[1]", "W[2]", "W[3]"],
      "dW[l] is made with what layer l gave, not what it got",
    ],
    "weights moved first": [
      ["stale-cache"],
      ["W[0]", "W[1]", "W[2]", "W[3]", "b[0]", "b[1]", "b[2]", "b[3]"],
      "the step is taken within the loop, and the gradient goes back through the new weights",
    ],
    "weights of the layer below": [
      ["off-by-one-layer", "wrong-layer"],
      ["W[0]", "W[1]", "W[2]", "W[3]", "b[0]", "b[1]", "b[2]", "b[3]"],
      "W[l - 1] for W[l] on the way down",
    ],
    "first layer left linear": [
      ["missing-activation-derivative"],
      ["W[0]", "b[0]"],
      "the loop stops short of the first tanh",
    ],
    "tanh' one layer down": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["W[0]", "W[1]", "W[2]", "W[3]", "b[0]", "b[1]", "b[2]", "b[3]"],
      "the index of a in tanh' is one too small",
    ],
  },
  numbers: ["first layer left linear", "outputs for inputs"],
  bare: ["outputs for inputs", "weights moved first"],
});

const swim = normals(1212);

/** Two swish layers of the same width, written with einsum; mean squared error. */
const swishRegression = plant({
  name: "swish regression",
  kind: "dense",
  batchAxis: 0,
  params: { A: swim(3, 4), a: swim(4), B: swim(4, 4), b: swim(4), C: swim(4, 4), c: swim(4) },
  data: [swim(5, 3), swim(5, 4)],
  loss: ({ A, a, B, b, C, c }, x, t) => {
    const u = add(matmul(x, A), a);
    const h = mul(u, sigmoid(u));
    const v = add(matmul(h, B), b);
    const k = mul(v, sigmoid(v));
    return mean(square(sub(add(matmul(k, C), c), t)));
  },
  hand: (wrong, { A, a, B, b, C, c }, x, t) => {
    const z1 = add(einsum("ni,io->no", x, A), a);
    const a1 = mul(z1, sigmoid(z1));
    const z2 = add(einsum("ni,io->no", a1, B), b);
    const a2 = mul(z2, sigmoid(z2));
    const z3 = add(einsum("ni,io->no", a2, C), c);
    const dswish = (z: Tensor) => {
      const s = sigmoid(z);
      const slope = mul(z, mul(s, sub(1, s)));
      return wrong("swish' without sigmoid") ? slope : add(s, slope);
    };
    const dz3 = mul(2 / z3.size, sub(z3, t));
    const dz2 = mul(einsum(wrong("C the other way") ? "no,oi->ni" : "no,io->ni", dz3, C), dswish(z2));
    const dz1 = mul(einsum("no,io->ni", dz2, B), dswish(wrong("swish' at a1") ? a1 : z1));
    const dB = einsum("ni,no->io", a1, wrong("dB from dz3") ? dz3 : dz2);
    return {
      gradients: {
        A: einsum("ni,no->io", x, dz1),
        a: einsum("no->o", dz1),
        B: dB,
        b: einsum("no->o", dz2),
        C: einsum("ni,no->io", a2, dz3),
        c: einsum("no->o", dz3),
      },
      intermediates: { z1, a1, z2, a2, z3, dz3, dz2, dz1 },
    };
  },
  mistakes: {
    "swish' without sigmoid": [
      ["missing-term"],
      ["dz2", "dz1", "A", "a", "B", "b"],
      "the product rule has a second term, sigmoid(z)",
    ],
    "C the other way": [
      ["transposed"],
      ["dz2", "dz1", "A", "a", "B", "b"],
      "the square C was not transposed on the way back",
    ],
    "swish' at a1": [["derivative-at-wrong-value"], ["dz1", "A", "a"], "swish' of the value after swish"],
    "dB from dz3": [["wrong-upstream", "off-by-one-layer", "wrong-layer"], ["B"], "dz3 for dz2 in dB"],
  },
  pairs: ["C the other way+swish' at a1"],
  numbers: ["dB from dz3", "C the other way+swish' at a1"],
  bare: ["swish' without sigmoid", "dB from dz3"],
});

const wine = normals(1213);
const bottles = oneHot([0, 2, 1, 1, 0, 2, 2], 3);

/** Three wines: leaky relu with slope 0.2, softmax, -mean(log p of the label). */
const leakyWine = plant({
  name: "leaky relu on wine",
  kind: "dense",
  batchAxis: 0,
  params: { W1: wine(5, 6), b1: wine(6), W2: wine(6, 4), b2: wine(4), W3: wine(4, 3), b3: wine(3) },
  data: [wine(7, 5), bottles],
  loss: ({ W1, b1, W2, b2, W3, b3 }, x, y) => {
    const leaky = (z: Tensor) => where(greater(z, 0), z, mul(0.2, z));
    const h2 = leaky(add(matmul(leaky(add(matmul(x, W1), b1)), W2), b2));
    const o = add(matmul(h2, W3), b3);
    return sub(mean(log(sum(exp(o), 1))), mean(sum(mul(y, o), 1)));
  },
  hand: (wrong, { W1, b1, W2, b2, W3, b3 }, x, y) => {
    const z1 = math`${x} @ ${W1} + ${b1}`;
    const a1 = where(greater(z1, 0), z1, mul(0.2, z1));
    const z2 = math`${a1} @ ${W2} + ${b2}`;
    const a2 = where(greater(z2, 0), z2, mul(0.2, z2));
    const z3 = math`${a2} @ ${W3} + ${b3}`;
    const shifted = exp(sub(z3, max(z3, 1, { keepdims: true })));
    const p = math`${shifted} / sum(${shifted}, axis=1, keepdims=True)`;
    let dz3 = wrong("nothing subtracted at the label") ? p : sub(p, y);
    if (!wrong("number of bottles")) dz3 = math`${dz3} / 7`;
    const slope = wrong("plain relu") ? 0 : 0.2;
    const dz2 = math`(${dz3} @ ${W3}.T) * ${where(greater(z2, 0), 1, slope)}`;
    const da1 = math`${dz2} @ ${W2}.T`;
    const dz1 = wrong("lower relu passed over") ? da1 : math`${da1} * ${where(greater(z1, 0), 1, slope)}`;
    return {
      gradients: {
        W1: math`${x}.T @ ${dz1}`,
        b1: math`sum(${dz1}, axis=0)`,
        W2: math`${a1}.T @ ${dz2}`,
        b2: math`sum(${dz2}, axis=0)`,
        W3: math`${a2}.T @ ${dz3}`,
        b3: math`sum(${dz3}, axis=0)`,
      },
      intermediates: { z1, a1, z2, a2, z3, dz3, dz2, dz1 },
    };
  },
  mistakes: {
    "nothing subtracted at the label": [
      ["missing-term"],
      ["dz3", "dz2", "dz1", "W1", "b1", "W2", "b2", "W3", "b3"],
      "p[n, y] -= 1 was left out",
    ],
    "number of bottles": [
      ["sum-for-mean", "factor"],
      ["dz3", "W1", "b1", "W2", "b2", "W3", "b3"],
      "the mean over samples was differentiated as a sum",
    ],
    "plain relu": [
      ["wrong-forward", "missing-term"],
      ["dz2", "dz1", "W1", "b1", "W2", "b2"],
      "the backward pass is that of relu, which has no slope on the left",
    ],
    "lower relu passed over": [["missing-activation-derivative"], ["dz1", "W1", "b1"], "dz1 = da1"],
  },
  pairs: ["number of bottles+lower relu passed over"],
  numbers: ["number of bottles"],
  bare: ["nothing subtracted at the label", "number of bottles+lower relu passed over"],
});

const wave = normals(1214);
const OMEGA = 3;

/** A net of sines, sin(3 z), that learns a picture from its coordinates; one coordinate at a time. */
const sineNet = plant({
  name: "net of sines",
  kind: "dense",
  batchAxis: 0,
  params: { W1: mul(0.3, wave(2, 5)), b1: wave(5), W2: mul(0.3, wave(5, 5)), b2: wave(5), W3: wave(5, 1) },
  data: [wave(1, 2), wave(1, 1)],
  loss: ({ W1, b1, W2, b2, W3 }, xy, grey) => {
    const h = math`sin(${OMEGA} * (${xy} @ ${W1} + ${b1}))`;
    const g = math`sin(${OMEGA} * (${h} @ ${W2} + ${b2}))`;
    return math`mean((${g} @ ${W3} - ${grey})**2)`;
  },
  hand: (wrong, { W1, b1, W2, b2, W3 }, xy, grey) => {
    const z1 = add(matmul(xy, W1), b1);
    const a1 = sin(mul(OMEGA, z1));
    const z2 = add(matmul(a1, W2), b2);
    const a2 = sin(mul(OMEGA, z2));
    const dz3 = mul(2, sub(matmul(a2, W3), grey));
    const da2 = matmul(dz3, transpose(W3));
    const inner = wrong("inner 3 forgotten") ? 1 : OMEGA;
    const dz2 = mul(inner, mul(da2, cos(wrong("cos without the 3") ? z2 : mul(OMEGA, z2))));
    const da1 = matmul(dz2, transpose(W2));
    let dz1 = mul(inner, mul(da1, cos(mul(OMEGA, wrong("cos of a1") ? a1 : z1))));
    if (wrong("minus from the cosine")) dz1 = mul(-1, dz1);
    return {
      gradients: {
        W1: matmul(transpose(xy), dz1),
        b1: sum(dz1, 0),
        W2: matmul(transpose(a1), dz2),
        b2: sum(dz2, 0),
        W3: matmul(transpose(a2), dz3),
      },
      intermediates: { z1, a1, z2, a2, dz3, da2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "inner 3 forgotten": [
      ["factor"],
      ["dz2", "dz1", "W1", "b1", "W2", "b2"],
      "the chain rule's inner derivative, 3, is missing in both layers",
    ],
    "cos without the 3": [["derivative-at-wrong-value"], ["dz2", "W2", "b2"], "cos(z2) for cos(3 z2)"],
    "cos of a1": [["derivative-at-wrong-value"], ["dz1", "W1", "b1"], "cos(3 a1) for cos(3 z1)"],
    "minus from the cosine": [["sign"], ["dz1", "W1", "b1"], "the minus of cos' was put into sin'"],
  },
  pairs: ["cos without the 3+minus from the cosine"],
  numbers: ["minus from the cosine", "cos without the 3"],
  bare: ["inner 3 forgotten", "cos of a1"],
});

const drop = normals(1215);
const KEEP = 0.75;
const kept = (seed: number, ...shape: number[]) => mul(1, greater(KEEP, uniforms(seed)(0, 1, ...shape)));

/** Dropout with given masks after two sigmoid layers, inverted scaling; sum of squares over two. */
const dropoutNet = plant({
  name: "inverted dropout",
  kind: "dense",
  batchAxis: 0,
  params: { W1: drop(3, 6), W2: drop(6, 6), W3: drop(6, 1), b3: drop(1) },
  data: [drop(4, 3), drop(4, 1), kept(12151, 4, 6), kept(12152, 4, 6)],
  loss: ({ W1, W2, W3, b3 }, x, t, m1, m2) => {
    const h1 = math`sigmoid(${x} @ ${W1}) * ${m1} / ${KEEP}`;
    const h2 = math`sigmoid(${h1} @ ${W2}) * ${m2} / ${KEEP}`;
    return math`0.5 * sum((${h2} @ ${W3} + ${b3} - ${t})**2)`;
  },
  hand: (wrong, { W1, W2, W3, b3 }, x, t, m1, m2) => {
    const a1 = math`sigmoid(${x} @ ${W1})`;
    const d1 = math`${a1} * ${m1} / ${KEEP}`;
    const a2 = math`sigmoid(${d1} @ ${W2})`;
    const d2 = math`${a2} * ${m2} / ${KEEP}`;
    const e = math`${d2} @ ${W3} + ${b3} - ${t}`;
    const dd2 = math`${e} @ ${W3}.T`;
    const m2Back = wrong("first mask twice") ? m1 : m2;
    const da2 = wrong("scale only forward") ? math`${dd2} * ${m2Back}` : math`${dd2} * ${m2Back} / ${KEEP}`;
    const dz2 = wrong("sigmoid' after the mask")
      ? math`${da2} * ${d2} * (1 - ${d2})`
      : math`${da2} * ${a2} * (1 - ${a2})`;
    const dd1 = math`${dz2} @ ${W2}.T`;
    const da1 = wrong("dropped units learn, too") ? dd1 : math`${dd1} * ${m1} / ${KEEP}`;
    const dz1 = math`${da1} * ${a1} * (1 - ${a1})`;
    return {
      gradients: { W1: math`${x}.T @ ${dz1}`, W2: math`${d1}.T @ ${dz2}`, W3: math`${d2}.T @ ${e}`, b3: sum(e, 0) },
      intermediates: { a1, a2, dz2, da1, dz1 },
    };
  },
  mistakes: {
    "first mask twice": [
      ["wrong-layer", "off-by-one-layer"],
      ["dz2", "da1", "dz1", "W1", "W2"],
      "the mask of layer 1 in layer 2",
    ],
    "scale only forward": [["factor"], ["dz2", "da1", "dz1", "W1", "W2"], "the 1/keep of the second dropout"],
    "sigmoid' after the mask": [
      ["derivative-at-wrong-value"],
      ["dz2", "da1", "dz1", "W1", "W2"],
      "sigmoid' with the value that dropout has scaled",
    ],
    "dropped units learn, too": [["missing-term"], ["da1", "dz1", "W1"], "the mask is not applied on the way back"],
  },
  bare: ["first mask twice"],
  numbers: ["scale only forward", "first mask twice"],
});

const heads = normals(1216);

/** One trunk, two heads: a price (squares) and a yes/no (cross-entropy, weighted by 0.3). */
const twoHeads = plant({
  name: "price and yes/no",
  kind: "dense",
  batchAxis: 0,
  params: {
    trunk: { W: heads(4, 5), b: heads(5) },
    price: { w: heads(5), b: heads(1) },
    yes: { w: heads(5), b: heads(1) },
  },
  data: [heads(6, 4), heads(6), mul(1, greater(heads(6), 0))],
  loss: ({ trunk, price, yes }, x, cost, sold) => {
    const h = tanh(add(matmul(x, trunk.W), trunk.b));
    const q = sigmoid(add(matmul(h, yes.w), yes.b));
    const squares = mean(square(sub(add(matmul(h, price.w), price.b), cost)));
    return sub(squares, mul(0.3, mean(log(where(greater(sold, 0), q, sub(1, q))))));
  },
  hand: (wrong, { trunk, price, yes }, x, cost, sold) => {
    const n = 6;
    const h = tanh(add(matmul(x, trunk.W), trunk.b));
    const q = sigmoid(add(matmul(h, yes.w), yes.b));
    const dprice = mul(2 / n, sub(add(matmul(h, price.w), price.b), cost));
    const dyes = mul((wrong("weight of the second loss") ? 1 : 0.3) / n, sub(q, sold));
    const column = (v: Tensor) => reshape(v, [n, 1]);
    let dh = mul(column(dprice), price.w);
    if (!wrong("trunk hears one head"))
      dh = add(dh, mul(column(dyes), wrong("price's weights twice") ? price.w : yes.w));
    const dz = mul(dh, sub(1, square(h)));
    return {
      gradients: {
        trunk: { W: matmul(transpose(x), dz), b: sum(dz, 0) },
        price: { w: matmul(dprice, h), b: sum(dprice, 0, { keepdims: true }) },
        yes: { w: matmul(wrong("yes by the price") ? dprice : dyes, h), b: sum(dyes, 0, { keepdims: true }) },
      },
      intermediates: { h, q, dh, dz },
    };
  },
  mistakes: {
    "weight of the second loss": [
      ["factor"],
      ["yes.w", "yes.b", "trunk.W", "trunk.b", "dh", "dz"],
      "the 0.3 of the second loss was forgotten",
    ],
    "trunk hears one head": [
      ["missing-term"],
      ["trunk.W", "trunk.b", "dh", "dz"],
      "only one loss goes on into the trunk",
    ],
    "price's weights twice": [["wrong-layer"], ["trunk.W", "trunk.b", "dh", "dz"], "price.w in place of yes.w"],
    "yes by the price": [["wrong-upstream", "wrong-layer"], ["yes.w"], "the other head's gradient makes yes.w's"],
  },
  pairs: ["weight of the second loss+trunk hears one head"],
  numbers: ["trunk hears one head"],
  bare: ["weight of the second loss", "trunk hears one head", "weight of the second loss+trunk hears one head"],
});

/** Nets with several layers, heads or masks. */
export const twelfthDeep = [...tanhTower, ...swishRegression, ...leakyWine, ...sineNet, ...dropoutNet, ...twoHeads];
