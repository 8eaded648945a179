import {
  abs,
  add,
  astype,
  at,
  cos,
  div,
  einsum,
  exp,
  expandDims,
  greater,
  log1p,
  logsumexp,
  matmul,
  mean,
  mul,
  neg,
  sigmoid,
  sin,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  where,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant, uniforms } from "../everyday/case.ts";

const n6 = normals(1306);

interface Layer {
  readonly W: Tensor;
  readonly b: Tensor;
}

const softplus = (z: Tensor): Tensor => log1p(exp(z));

const square4 = (): Layer => ({ W: mul(0.6, n6(4, 4)), b: n6(4, 1) });

/** A list of equal layers with softplus, samples in columns, as a first course writes it; mean squared error. */
const columns = plant({
  name: "samples in columns",
  kind: "dense",
  params: { net: [square4(), square4(), square4()] },
  data: [n6(4, 5), n6(4, 5)],
  batchAxis: 1,
  loss: ({ net }, X, Y) => {
    let A: Tensor = X;
    net.forEach(({ W, b }, l) => {
      const Z = add(matmul(W, A), b);
      A = l === net.length - 1 ? Z : softplus(Z);
    });
    return mean(square(sub(A, Y)));
  },
  hand: (wrong, { net }, X, Y) => {
    const As: Tensor[] = [X];
    const Zs: Tensor[] = [];
    for (const [l, { W, b }] of net.entries()) {
      Zs.push(add(matmul(W, As[l]!), b));
      As.push(l === 2 ? Zs[l]! : softplus(Zs[l]!));
    }
    const count = wrong("only the samples counted") ? Y.shape[1]! : Y.size;
    let dZ: Tensor = mul(2 / count, sub(As[3]!, Y));
    if (wrong("error not doubled")) dZ = div(sub(As[3]!, Y), Y.size);
    const out: Layer[] = [];
    const dZs: Tensor[] = [];
    for (let l = 2; l >= 0; l--) {
      const input = wrong("input one layer too far") && l > 0 ? As[l + 1]! : As[l]!;
      dZs.unshift(dZ);
      out.unshift({
        W: matmul(dZ, transpose(input)),
        b: wrong("bias summed over units") ? sum(dZ, 0, { keepdims: true }) : sum(dZ, 1, { keepdims: true }),
      });
      if (l === 0) break;
      const W = net[l]!.W;
      const dA = matmul(wrong("W not transposed") ? W : transpose(W), dZ);
      dZ = mul(dA, sigmoid(wrong("sigmoid of A") ? As[l]! : Zs[l - 1]!));
    }
    return {
      gradients: { net: out },
      intermediates: { Z1: Zs[0]!, Z2: Zs[1]!, Z3: Zs[2]!, dZ1: dZs[0]!, dZ2: dZs[1]!, dZ3: dZs[2]! },
    };
  },
  mistakes: {
    "only the samples counted": [
      ["factor", "sum-for-mean"],
      ["dZ3", "net[2].W", "net[2].b"],
      "Divided by the samples, not by all entries.",
    ],
    "error not doubled": [["factor"], ["dZ3", "net[2].W", "net[2].b"], "The 2 of the square is missing."],
    "input one layer too far": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["net[1].W", "net[2].W"],
      "dW[l] with A[l] for A[l - 1].",
    ],
    "bias summed over units": [
      ["wrong-axis", "structure"],
      ["net[0].b", "net[1].b", "net[2].b"],
      "The bias is summed over axis 0, the units.",
    ],
    "W not transposed": [["transposed"], ["dZ2", "dZ1", "net[1].W", "net[1].b"], "W @ dZ for W.T @ dZ."],
    "sigmoid of A": [
      ["derivative-at-wrong-value"],
      ["dZ2", "dZ1", "net[1].W", "net[1].b"],
      "softplus' is taken at the activation.",
    ],
  },
  pairs: ["error not doubled+W not transposed"],
  bare: ["only the samples counted", "bias summed over units", "W not transposed"],
});

const n7 = normals(1307);

/** A trunk with two heads: a price (squared error) and whether it sold (logistic loss), weighted 1 and 0.3. */
const twoHeads = plant({
  name: "price and sale, two heads",
  kind: "dense",
  params: { U: n7(5, 4), c: n7(4), wp: mul(0.3, n7(4)), bp: mul(0.3, n7()), ws: n7(4), bs: n7() },
  data: [n7(7, 5), mul(0.5, n7(7)), tensor([1, 0, 0, 1, 1, 0, 1])],
  batchAxis: 0,
  loss: ({ U, c, wp, bp, ws, bs }, X, price, sold) => {
    const h = tanh(add(matmul(X, U), c));
    const p = add(matmul(h, wp), bp);
    const s = add(matmul(h, ws), bs);
    const lp = mean(square(sub(p, price)));
    const ls = mean(sub(softplus(s), mul(sold, s)));
    return add(lp, mul(0.3, ls));
  },
  hand: (wrong, { U, c, wp, bp, ws, bs }, X, price, sold) => {
    const n = X.shape[0]!;
    const h = tanh(add(matmul(X, U), c));
    const p = add(matmul(h, wp), bp);
    const s = add(matmul(h, ws), bs);
    const dp = mul(2 / n, sub(p, price));
    const alpha = wrong("weight of the second head") ? 1 : 0.3;
    const ds = mul(alpha / n, sub(sigmoid(s), sold));
    const fromPrice = einsum("n,h->nh", dp, wp);
    const fromSale = einsum("n,h->nh", ds, wrong("weights of the price for the sale") ? wp : ws);
    const dh = wrong("only the price's way") ? fromPrice : add(fromPrice, fromSale);
    const dpre = mul(dh, sub(1, square(h)));
    const gp = { w: einsum("n,nh->h", dp, h), b: sum(dp) };
    const gs = { w: einsum("n,nh->h", ds, h), b: sum(ds) };
    const [first, second] = wrong("heads exchanged") ? [gs, gp] : [gp, gs];
    return {
      gradients: {
        U: einsum("ni,nh->ih", X, dpre),
        c: sum(dpre, 0),
        wp: first.w,
        bp: first.b,
        ws: second.w,
        bs: second.b,
      },
      intermediates: { h, p, s, dp, ds, dh, dpre },
    };
  },
  mistakes: {
    "weight of the second head": [["factor"], ["ds", "ws", "bs", "dh"], "The 0.3 is missing."],
    "weights of the price for the sale": [
      ["wrong-layer"],
      ["dh", "dpre", "U", "c"],
      "The sale's gradient goes back through the price's weights.",
    ],
    "only the price's way": [["missing-term"], ["dh", "dpre", "U", "c"], "The trunk hears of the price only."],
    "heads exchanged": [
      ["structure", "wrong-layer", "wrong-upstream"],
      ["wp", "bp", "ws", "bs"],
      "The heads' gradients stand in each other's place.",
    ],
  },
  pairs: ["weight of the second head+only the price's way"],
  bare: ["heads exchanged", "only the price's way"],
  numbers: ["weights of the price for the sale"],
});

const n8 = normals(1308);

/** A coordinate network with sines of frequency 3, summed squared error. */
const sines = plant({
  name: "coordinate net with sines",
  kind: "dense",
  params: { W1: n8(2, 6), b1: n8(6), W2: mul(0.4, n8(6, 6)), b2: n8(6), w3: n8(6) },
  data: [n8(9, 2), n8(9)],
  loss: ({ W1, b1, W2, b2, w3 }, xy, v) => {
    const h1 = sin(mul(3, add(matmul(xy, W1), b1)));
    const h2 = sin(mul(3, add(matmul(h1, W2), b2)));
    return sum(square(sub(matmul(h2, w3), v)));
  },
  hand: (wrong, { W1, b1, W2, b2, w3 }, xy, v) => {
    const om = 3;
    const u1 = add(matmul(xy, W1), b1);
    const h1 = sin(mul(om, u1));
    const u2 = add(matmul(h1, W2), b2);
    const h2 = sin(mul(om, u2));
    const r = sub(matmul(h2, w3), v);
    const dr = mul(2, r);
    const dh2 = mul(expandDims(dr, 1), w3);
    const slope2 = mul(om, cos(mul(om, u2)));
    const du2 = mul(dh2, wrong("minus sine") ? neg(slope2) : slope2);
    const dh1 = matmul(du2, transpose(W2));
    const inner = wrong("cosine without the frequency") ? u1 : mul(om, u1);
    const du1 = mul(mul(dh1, wrong("frequency not in front") ? 1 : om), cos(inner));
    return {
      gradients: {
        W1: matmul(transpose(xy), du1),
        b1: sum(du1, 0),
        W2: matmul(transpose(wrong("h2 as input of W2") ? h2 : h1), du2),
        b2: sum(du2, 0),
        w3: matmul(transpose(h2), dr),
      },
      intermediates: { u1, h1, u2, h2, dr, dh2, du2, dh1, du1 },
    };
  },
  mistakes: {
    "minus sine": [["sign"], ["du2", "W2", "b2"], "The derivative of the sine has a minus."],
    "cosine without the frequency": [
      ["derivative-at-wrong-value"],
      ["du1", "W1", "b1"],
      "cos(u) for cos(3 u): the argument is another.",
    ],
    "frequency not in front": [["factor"], ["du1", "W1", "b1"], "The inner derivative 3 is missing in layer 1."],
    "h2 as input of W2": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["W2"],
      "The layer's own output stands for its input.",
    ],
  },
  bare: ["frequency not in front", "h2 as input of W2"],
});

const n9 = normals(1309);

/** Swish with a dropout mask that was drawn before, inverted dropout, two outputs, squared error over twice the samples. */
const dropped = plant({
  name: "swish with dropout mask",
  kind: "dense",
  params: { W1: n9(3, 6), b1: n9(6), W2: n9(6, 2), b2: n9(2) },
  data: [
    n9(4, 3),
    n9(4, 2),
    tensor(
      Array.from({ length: 4 }, (_, i) => Array.from({ length: 6 }, (_, j) => ((i * 5 + j * 3) % 4 === 0 ? 0 : 1))),
    ),
  ],
  loss: ({ W1, b1, W2, b2 }, x, y, keep) => {
    const z = add(matmul(x, W1), b1);
    const h = div(mul(mul(z, sigmoid(z)), keep), 0.75);
    return div(sum(square(sub(add(matmul(h, W2), b2), y))), 2 * 4);
  },
  hand: (wrong, { W1, b1, W2, b2 }, x, y, keep) => {
    const z = add(matmul(x, W1), b1);
    const s = sigmoid(z);
    const a = mul(z, s);
    const h = div(mul(a, keep), 0.75);
    const out = add(matmul(h, W2), b2);
    const dout = wrong("two not cancelled") ? div(sub(out, y), 8) : div(sub(out, y), 4);
    const dh = matmul(dout, transpose(W2));
    const da = wrong("mask forgotten")
      ? div(dh, 0.75)
      : wrong("not scaled up")
        ? mul(dh, keep)
        : div(mul(dh, keep), 0.75);
    const second = mul(a, sub(1, s));
    const dz = mul(da, wrong("only z s'") ? second : add(s, second));
    return {
      gradients: {
        W1: matmul(transpose(x), dz),
        b1: sum(dz, 0),
        W2: matmul(transpose(wrong("activation before dropout") ? a : h), dout),
        b2: sum(dout, 0),
      },
      intermediates: { z, a, h, out, dout, dh, da, dz },
    };
  },
  mistakes: {
    "two not cancelled": [["factor"], ["dout", "W2", "b2"], "Half of the derivative of a square over two."],
    "mask forgotten": [["missing-term"], ["da", "dz", "W1", "b1"], "The gradient is not masked."],
    "not scaled up": [["factor"], ["da", "dz", "W1", "b1"], "Division by the rate of keeping is missing."],
    "only z s'": [["missing-term"], ["dz", "W1", "b1"], "One half of the product rule in z s(z) is missing."],
    "activation before dropout": [
      ["derivative-at-wrong-value", "missing-term"],
      ["W2"],
      "dW2 is made with the values before dropout.",
    ],
  },
  pairs: ["not scaled up+activation before dropout"],
  bare: ["mask forgotten", "two not cancelled", "activation before dropout"],
  numbers: ["not scaled up"],
});

const n10 = normals(1310);

/** REINFORCE: -mean(R log pi(a|s)) of a policy with one hidden layer. */
const policy = plant({
  name: "policy gradient with returns",
  kind: "dense",
  params: { V: n10(3, 4), W: n10(4, 3) },
  data: [n10(6, 3), oneHot([1, 0, 2, 2, 1, 0], 3), n10(6)],
  batchAxis: 0,
  loss: ({ V, W }, states, actions, returns) => {
    const q = matmul(tanh(matmul(states, V)), W);
    const logpi = sub(sum(mul(actions, q), 1), logsumexp(q, 1));
    return neg(mean(mul(returns, logpi)));
  },
  hand: (wrong, { V, W }, states, actions, returns) => {
    const N = states.shape[0]!;
    const h = tanh(matmul(states, V));
    const q = matmul(h, W);
    const pi = exp(sub(q, logsumexp(q, wrong("softmax over the batch") ? 0 : 1, { keepdims: true })));
    const dlogpi = wrong("ascent") ? div(returns, N) : neg(div(returns, N));
    const scores = sub(actions, pi);
    const dq = wrong("return left out") ? div(neg(scores), N) : mul(expandDims(dlogpi, 1), scores);
    const dh = matmul(dq, transpose(W));
    const du = mul(dh, sub(1, wrong("h not squared") ? h : square(h)));
    return {
      gradients: { V: matmul(transpose(states), du), W: matmul(transpose(h), dq) },
      intermediates: { h, q, pi, dlogpi, dq, dh, du },
    };
  },
  mistakes: {
    "softmax over the batch": [["wrong-axis"], ["pi", "dq", "W"], "The softmax sums the columns."],
    ascent: [["sign"], ["dlogpi", "dq", "W"], "The objective, not the loss, is differentiated."],
    "return left out": [["missing-term"], ["dq", "W"], "The return does not weight the score."],
    "h not squared": [["unknown"], ["du", "V"], "1 - h for 1 - h**2."],
  },
  pairs: ["ascent+h not squared"],
  bare: ["ascent", "return left out"],
});

const u11 = uniforms(1311);
const f32 = (x: Tensor): Tensor => astype(x, "float32");

/** Wine quality in float32: leaky relu, mean absolute error of 12 wines. */
const wine = plant({
  name: "wine quality in float32",
  kind: "dense",
  params: {
    W1: f32(u11(-0.5, 0.5, 4, 8)),
    b1: f32(u11(-0.1, 0.1, 8)),
    w2: f32(u11(-0.5, 0.5, 8)),
    b2: f32(tensor(0.5)),
  },
  data: [f32(u11(-1, 1, 12, 4)), f32(u11(0, 1, 12))],
  tolerance: 1e-4,
  loss: ({ W1, b1, w2, b2 }, X, y) => {
    const z = add(matmul(X, W1), b1);
    const h = where(greater(z, 0), z, mul(0.1, z));
    return mean(abs(sub(add(matmul(h, w2), b2), y)));
  },
  hand: (wrong, { W1, b1, w2, b2 }, X, y) => {
    const z = add(matmul(X, W1), b1);
    const h = where(greater(z, 0), z, mul(0.1, z));
    const e = sub(add(matmul(h, w2), b2), y);
    const g = wrong("error for its sign") ? div(e, 12) : div(sub(greater(e, 0), sub(1, greater(e, 0))), 12);
    const dy = astype(g, "float32");
    const dh = einsum("n,h->nh", dy, w2);
    const dz = where(greater(z, 0), dh, wrong("plain relu") ? 0 : mul(0.1, dh));
    const db1 = sum(dz, wrong("b1 per sample") ? 1 : 0);
    return {
      gradients: {
        W1: wrong("first wine only") ? einsum("i,h->ih", at(X, 0), at(dz, 0)) : matmul(transpose(X), dz),
        b1: db1,
        w2: matmul(dy, h),
        b2: sum(dy),
      },
      intermediates: { z, h, e, dy, dh, dz },
    };
  },
  mistakes: {
    "error for its sign": [["wrong-forward"], ["dy", "w2", "b2"], "The squared error (halved) is differentiated."],
    "plain relu": [["wrong-forward", "missing-term"], ["dz", "W1", "b1"], "No slope where z is negative."],
    "b1 per sample": [["wrong-axis", "structure"], ["b1"], "b1 is summed over the units: one number per wine."],
    "first wine only": [["one-sample"], ["W1"], "The gradient of W1 is that of the first wine."],
  },
  bare: ["error for its sign", "plain relu", "first wine only"],
});

/** Deep and dense nets, second part. */
export const thirteenthDeep: EverydayCase[] = [...columns, ...twoHeads, ...sines, ...dropped, ...policy, ...wine];
