import {
  add,
  at,
  cos,
  div,
  exp,
  log,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  outer,
  relu,
  sigmoid,
  sin,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  where,
  zerosLike,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { normals, oneHot, plant } from "../everyday/case.ts";
import { logSoftmax, positive, softmax } from "./parts.ts";

interface Layer {
  readonly W: Tensor;
  readonly b: Tensor;
}

const a = normals(4201);
const scaled = (rows: number, columns: number): Tensor => mul(a(rows, columns), 0.7);

/** What lies below the uppermost of four layers. */
const below = [
  "a3",
  "dz3",
  "a2",
  "dz2",
  "a1",
  "dz1",
  "layers[2].W",
  "layers[2].b",
  "layers[1].W",
  "layers[1].b",
  "layers[0].W",
  "layers[0].b",
];

/** Four equal layers of sigmoids written as a loop, half the squared error, averaged. */
const equalLayers = plant({
  name: "equal layers",
  kind: "deep",
  params: { layers: Array.from({ length: 4 }, (): Layer => ({ W: scaled(4, 4), b: a(4) })) },
  data: [a(5, 4), a(5, 4)],
  batchAxis: 0,
  loss: ({ layers }, X, T) => {
    let h: Tensor = X;
    for (const { W, b } of layers) h = sigmoid(add(matmul(h, W), b));
    return div(sum(square(sub(h, T))), 10);
  },
  hand: (wrong, { layers }, X, T) => {
    const as: Tensor[] = [X];
    for (const { W, b } of layers) as.push(sigmoid(add(matmul(as.at(-1)!, W), b)));
    const slope = (s: Tensor): Tensor => mul(s, sub(1, s));
    const L = layers.length;
    const gradients: Layer[] = [];
    let da = div(sub(as[L]!, T), X.shape[0]!);
    const shown: Record<string, Tensor> = {};
    for (let l = L - 1; l >= 0; l--) {
      let dz = mul(da, slope(as[wrong("slope of the input") ? l : l + 1]!));
      if (wrong("last slope") && l === L - 1) dz = da;
      const input = as[wrong("output as input") ? l + 1 : l]!;
      gradients[l] = { W: matmul(transpose(input), dz), b: wrong("b of da") ? sum(da, 0) : sum(dz, 0) };
      shown[`a${l + 1}`] = as[l + 1]!;
      shown[`dz${l + 1}`] = dz;
      let W = layers[wrong("W before") && l > 0 ? l - 1 : l]!.W;
      if (wrong("updated first")) W = sub(W, mul(0.5, gradients[l]!.W));
      da = matmul(dz, wrong("no transpose") ? W : transpose(W));
    }
    return { gradients: { layers: gradients }, intermediates: shown };
  },
  mistakes: {
    "slope of the input": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["dz4", "layers[3].W", "layers[3].b", ...below],
      "the sigmoid's derivative at the layer's input",
    ],
    "last slope": [
      ["missing-activation-derivative"],
      ["z4", "dz4", "a4", "layers[3].W", "layers[3].b"],
      "the loop begins with da as if it were dz",
    ],
    "output as input": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["layers[0].W", "layers[1].W", "layers[2].W", "layers[3].W"],
      "a[l] where a[l - 1] belongs",
    ],
    "b of da": [
      ["missing-activation-derivative", "wrong-upstream"],
      ["layers[0].b", "layers[1].b", "layers[2].b", "layers[3].b"],
      "the biases summed from da",
    ],
    "W before": [["off-by-one-layer", "wrong-layer"], below, "back through the weights one layer too low"],
    "updated first": [["stale-cache"], below, "back through weights that were already updated"],
    "no transpose": [["transposed"], below, "back through W, not Wᵀ"],
  },
  pairs: ["output as input+last slope"],
  numbers: ["W before", "b of da"],
  bare: ["slope of the input", "updated first", "output as input"],
});

const b = normals(4202);

/** Two layers of leaky relu and a softmax. */
const leaky = plant({
  name: "leaky classifier",
  kind: "deep",
  params: { W1: b(5, 6), b1: b(6), W2: b(6, 6), b2: b(6), W3: b(6, 3), b3: b(3) },
  data: [b(6, 5), oneHot([1, 2, 0, 0, 1, 2], 3)],
  batchAxis: 0,
  loss: ({ W1, b1, W2, b2, W3, b3 }, X, Y) => {
    const leak = (z: Tensor): Tensor => where(math`${z} > 0`, z, mul(0.1, z));
    const h = leak(add(matmul(leak(add(matmul(X, W1), b1)), W2), b2));
    return neg(mean(sum(mul(Y, logSoftmax(add(matmul(h, W3), b3))), 1)));
  },
  hand: (wrong, { W1, b1, W2, b2, W3, b3 }, X, Y) => {
    const leak = (z: Tensor): Tensor => maximum(z, mul(0.1, z));
    const z1 = add(matmul(X, W1), b1);
    const a1 = leak(z1);
    const z2 = add(matmul(a1, W2), b2);
    const a2 = leak(z2);
    const p = softmax(add(matmul(a2, W3), b3));
    const dz3 = div(wrong("target minus p") ? sub(Y, p) : sub(p, Y), 6);
    const slope = (z: Tensor): Tensor => {
      if (wrong("plain relu")) return positive(z);
      return add(0.1, mul(0.9, positive(z)));
    };
    const da2 = matmul(dz3, transpose(W3));
    const dz2 = mul(da2, slope(wrong("z1 for z2") ? z1 : z2));
    const dz1 = mul(matmul(dz2, transpose(W2)), slope(z1));
    return {
      gradients: {
        W1: matmul(transpose(X), dz1),
        b1: wrong("b1 per sample") ? dz1 : sum(dz1, 0),
        W2: matmul(transpose(wrong("z1 as input") ? z1 : a1), dz2),
        b2: sum(wrong("dz1 for dz2") ? dz1 : dz2, 0),
        W3: matmul(transpose(a2), dz3),
        b3: sum(dz3, 0),
      },
      intermediates: { z1, a1, z2, a2, p, dz3, da2, dz2, dz1 },
    };
  },
  mistakes: {
    "target minus p": [["sign"], ["z3", "dz3", "W3", "b3", "W2", "b2", "W1", "b1"], "y - p for p - y"],
    "plain relu": [
      ["derivative-at-wrong-value", "missing-term", "wrong-forward"],
      ["z2", "dz2", "W2", "b2", "z1", "dz1", "W1", "b1"],
      "the derivative of relu for the leaky one",
    ],
    "z1 for z2": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["z2", "dz2", "W2", "b2"],
      "the second layer's slope at the first's z",
    ],
    "b1 per sample": [["not-summed"], ["b1"], "the sum over the batch forgotten"],
    "z1 as input": [["derivative-at-wrong-value"], ["W2"], "z1 for a1 as the second layer's input"],
    "dz1 for dz2": [["wrong-upstream", "off-by-one-layer", "wrong-layer"], ["b2"], "db2 summed from dz1"],
  },
  pairs: ["target minus p+z1 as input"],
  numbers: ["z1 as input", "plain relu"],
  bare: ["target minus p", "z1 for z2"],
});

const c = normals(4203);

/** Swish units and a linear output, one sample at a time. */
const swish = plant({
  name: "swish units",
  kind: "deep",
  params: { W1: c(6, 4), b1: c(6), W2: c(5, 6), b2: c(5), w3: c(5) },
  data: [c(4), c()],
  loss: ({ W1, b1, W2, b2, w3 }, x, t) => {
    const act = (z: Tensor): Tensor => mul(z, sigmoid(z));
    const h = act(add(matmul(W2, act(add(matmul(W1, x), b1))), b2));
    return mul(0.5, square(sub(sum(mul(w3, h)), t)));
  },
  hand: (wrong, { W1, b1, W2, b2, w3 }, x, t) => {
    const z1 = add(matmul(W1, x), b1);
    const h1 = mul(z1, sigmoid(z1));
    const z2 = add(matmul(W2, h1), b2);
    const h2 = mul(z2, sigmoid(z2));
    const e = sub(sum(mul(w3, h2)), t);
    const dSwish = (z: Tensor): Tensor => {
      const s = sigmoid(z);
      return wrong("product rule") ? s : add(s, mul(z, mul(s, sub(1, s))));
    };
    const dz2 = mul(mul(e, w3), dSwish(z2));
    const dz1 = mul(matmul(transpose(W2), dz2), dSwish(wrong("of h1") ? h1 : z1));
    return {
      gradients: {
        W1: outer(dz1, x),
        b1: wrong("half left") ? mul(2, dz1) : dz1,
        W2: outer(dz2, wrong("z1 in") ? z1 : h1),
        b2: dz2,
        w3: wrong("error left out") ? h2 : mul(e, h2),
      },
      intermediates: { z1, h1, z2, h2, e, dz2, dz1 },
    };
  },
  mistakes: {
    "product rule": [
      ["missing-term", "derivative-at-wrong-value"],
      ["z2", "dz2", "W2", "b2", "z1", "dz1", "W1", "b1"],
      "the second term of the product rule of z·σ(z)",
    ],
    "of h1": [["derivative-at-wrong-value"], ["z1", "dz1", "W1", "b1"], "the derivative at h1"],
    "half left": [["factor"], ["b1"], "a 2 that the half had taken away"],
    "z1 in": [["derivative-at-wrong-value"], ["W2"], "z1 for h1"],
    "error left out": [["factor", "missing-term"], ["w3"], "the error, a number, is not multiplied"],
  },
  numbers: ["half left"],
  bare: ["product rule"],
});

const d = normals(4204);

/** A deep net of three different activations, in formulas. */
const mixed = plant({
  name: "three activations",
  kind: "deep",
  params: { A: d(3, 5), B: d(5, 4), C: d(4, 4), v: d(4) },
  data: [d(9, 3), d(9)],
  batchAxis: 0,
  loss: ({ A, B, C, v }, X, y) => math`mean((sigmoid(tanh(relu(${X} @ ${A}) @ ${B}) @ ${C}) @ ${v} - ${y})**2)`,
  hand: (wrong, { A, B, C, v }, X, y) => {
    const r = math`relu(${X} @ ${A})`;
    const t = math`tanh(${r} @ ${B})`;
    const s = math`sigmoid(${t} @ ${C})`;
    const f = math`${s} @ ${v}`;
    const df = math`2 * (${f} - ${y}) / ${y.size}`;
    const ds = math`${df}[:, None] * ${v}[None, :]`;
    const dzs = wrong("tanh for sigmoid") ? math`${ds} * (1 - ${s}**2)` : math`${ds} * ${s} * (1 - ${s})`;
    const dt = wrong("W squared") ? math`${dzs} @ ${C}` : math`${dzs} @ ${C}.T`;
    const dzt = wrong("square left out") ? math`${dt} * (1 - ${t})` : math`${dt} * (1 - ${t}**2)`;
    const dr = math`${dzt} @ ${B}.T`;
    const dzr = wrong("relu of r") ? math`${dr} * ${r}` : math`${dr} * ${positive(r)}`;
    return {
      gradients: {
        A: math`${X}.T @ ${dzr}`,
        B: math`${r}.T @ ${dzt}`,
        C: math`${t}.T @ ${dzs}`,
        v: wrong("mean again") ? math`${s}.T @ ${df} / ${y.size}` : math`${s}.T @ ${df}`,
      },
      intermediates: { r, t, s, f, df, ds, dzs, dt, dzt, dr, dzr },
    };
  },
  mistakes: {
    "tanh for sigmoid": [
      ["derivative-at-wrong-value", "wrong-forward"],
      ["zs", "dzs", "C", "B", "A"],
      "the derivative of tanh at a sigmoid",
    ],
    "W squared": [["transposed"], ["t", "dt", "zt", "dzt", "B", "A"], "C without its transpose"],
    "square left out": [
      ["derivative-at-wrong-value", "missing-term"],
      ["zt", "dzt", "B", "A"],
      "1 - tanh instead of 1 - tanh²",
    ],
    "relu of r": [
      ["derivative-at-wrong-value", "extra-term"],
      ["zr", "dzr", "A"],
      "multiplied by the relu instead of its derivative",
    ],
    "mean again": [["mean-for-sum", "factor"], ["v"], "divided by n twice"],
  },
  pairs: ["W squared+mean again"],
  numbers: ["square left out", "mean again"],
  bare: ["tanh for sigmoid"],
});

const e = normals(4205);

/** A physics-informed look: sine units in a row, gradients kept in arrays per layer. */
const sines = plant({
  name: "sine layers",
  kind: "deep",
  params: { Ws: [e(2, 6), e(6, 6), e(6, 1)] as Tensor[], bs: [e(6), e(6), e(1)] as Tensor[] },
  data: [e(7, 2), e(7, 1)],
  batchAxis: 0,
  loss: ({ Ws, bs }, X, Y) => {
    let h: Tensor = X;
    Ws.forEach((W, l) => {
      const z = add(matmul(h, W), bs[l]!);
      h = l < Ws.length - 1 ? sin(z) : z;
    });
    return mean(square(sub(h, Y)));
  },
  hand: (wrong, { Ws, bs }, X, Y) => {
    const [inputs, zs]: Tensor[][] = [[X], []];
    for (let l = 0; l < 3; l++) {
      zs!.push(add(matmul(inputs![l]!, Ws[l]!), bs[l]!));
      inputs!.push(sin(zs![l]!));
    }
    let delta = div(mul(2, sub(zs![2]!, Y)), Y.size);
    const [dWs, dbs]: Tensor[][] = [[], []];
    for (let l = 2; l >= 0; l--) {
      dWs![l] = matmul(transpose(inputs![l]!), delta);
      dbs![l] = wrong("b meant") ? mean(delta, 0) : sum(delta, 0);
      if (l === 0) break;
      const slope = wrong("minus sine") ? neg(cos(zs![l - 1]!)) : cos(zs![wrong("same z") && l === 1 ? 1 : l - 1]!);
      delta = mul(matmul(delta, transpose(Ws[l]!)), wrong("cos of sin") ? cos(inputs![l]!) : slope);
    }
    return { Ws: wrong("reversed") ? [...dWs!].reverse() : dWs, bs: dbs };
  },
  mistakes: {
    "b meant": [["mean-for-sum", "factor"], ["bs[0]", "bs[1]", "bs[2]"], "the mean over the batch for the sum"],
    "minus sine": [["sign"], ["Ws[1]", "bs[1]", "Ws[0]", "bs[0]"], "-cos as the derivative of sin"],
    "same z": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["Ws[0]", "bs[0]"],
      "the slope at the layer above",
    ],
    "cos of sin": [["derivative-at-wrong-value"], ["Ws[1]", "bs[1]", "Ws[0]", "bs[0]"], "cos(a) where cos(z) belongs"],
    reversed: [["structure"], ["Ws[0]", "Ws[2]", "Ws"], "the list of gradients in the order of going back"],
  },
  numbers: ["same z"],
});

const f = normals(4206);

/** Elu units with a logistic output over a list of samples. */
const elu = plant({
  name: "elu and logistic",
  kind: "deep",
  params: { W1: f(3, 4), W2: f(4, 4), w: f(4), bias: f() },
  data: [f(5, 3), tensor([1, 0, 1, 1, 0])],
  batchAxis: 0,
  loss: ({ W1, W2, w, bias }, X, t) => {
    const act = (z: Tensor): Tensor => where(math`${z} > 0`, z, sub(exp(z), 1));
    const logit = add(matmul(act(matmul(act(matmul(X, W1)), W2)), w), bias);
    return mean(sub(log(add(1, exp(logit))), mul(t, logit)));
  },
  hand: (wrong, { W1, W2, w, bias }, X, t) => {
    const n = X.shape[0]!;
    let [dW1, dW2, dw, dbias]: Tensor[] = [zerosLike(W1), zerosLike(W2), zerosLike(w), zerosLike(bias)];
    const act = (z: Tensor): Tensor => add(relu(z), sub(exp(neg(relu(neg(z)))), 1));
    const slope = (z: Tensor): Tensor => where(math`${z} > 0`, 1, exp(z));
    for (let i = 0; i < n; i++) {
      const x = at(X, i);
      const z1 = matmul(x, W1);
      const a1 = act(z1);
      const z2 = matmul(a1, W2);
      const a2 = act(z2);
      const p = sigmoid(add(sum(mul(a2, w)), bias));
      let g = div(sub(p, at(t, i)), n);
      if (wrong("p twice")) g = mul(g, mul(p, sub(1, p)));
      const d2 = mul(mul(g, w), slope(z2));
      const back = matmul(W2, d2);
      const d1 = wrong("no slope") ? back : mul(back, slope(z1));
      dw = add(dw!, mul(g, a2));
      dbias = wrong("last one") ? g : add(dbias!, g);
      dW2 = add(dW2!, wrong("outer turned") ? outer(d2, a1) : outer(a1, d2));
      dW1 = add(dW1!, outer(x, d1));
    }
    return { W1: dW1, W2: dW2, w: dw, bias: dbias };
  },
  mistakes: {
    "p twice": [
      ["doubled-activation-derivative"],
      ["w", "bias", "W2", "W1"],
      "the sigmoid's derivative once more after p - t",
    ],
    "no slope": [["missing-activation-derivative"], ["W1"], "elu of the first layer passed backwards unchanged"],
    "last one": [["one-sample"], ["bias"], "= for += in the loop over samples"],
    "outer turned": [["transposed"], ["W2"], "outer(delta, a) where the weights are [in, out]"],
  },
  pairs: ["no slope+last one"],
  numbers: ["no slope"],
});

/** Deeper nets, and other activations. */
export const tenthDeep = [...equalLayers, ...leaky, ...swish, ...mixed, ...sines, ...elu];
