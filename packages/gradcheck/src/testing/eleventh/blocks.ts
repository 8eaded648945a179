import {
  add,
  broadcastTo,
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
  relu,
  sigmoid,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zerosLike,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const songs = normals(1177);
/** Two heads in one einsum over four notes, with the way around them, and the mean of squares. */
const twoHeadsOfAttention = plant({
  name: "two heads with the way around",
  kind: "attention",
  params: { Q: songs(2, 4, 2), K: songs(2, 4, 2), V: songs(2, 4, 2), O: songs(2, 2, 4) },
  data: [mul(0.8, songs(4, 4)) as Tensor, songs(4, 4)],
  loss: ({ Q, K, V, O }, x, y) => {
    const [q, k, v] = [einsum("td,hde->hte", x, Q), einsum("td,hde->hte", x, K), einsum("td,hde->hte", x, V)];
    const e = exp(div(einsum("hte,hse->hts", q, k), Math.sqrt(2)));
    const A = div(e, sum(e, 2, { keepdims: true }));
    return mean(square(sub(add(x, einsum("hts,hse,hed->td", A, v, O)), y)));
  },
  hand: (wrong, { Q, K, V, O }, x, y) => {
    const [q, k, v] = [einsum("td,hde->hte", x, Q), einsum("td,hde->hte", x, K), einsum("td,hde->hte", x, V)];
    const e = exp(div(einsum("hte,hse->hts", q, k), Math.sqrt(2)));
    const A = div(e, sum(e, 2, { keepdims: true }));
    const c = einsum("hts,hse->hte", A, v);
    const out = einsum("hte,hed->td", c, O);
    const dout = mul(2 / 16, wrong("around") ? sub(out, y) : sub(add(x, out), y));
    const dc = einsum("td,hed->hte", dout, O);
    const dA = einsum("hte,hse->hts", dc, v);
    const dv = einsum("hts,hte->hse", A, dc);
    const along = sum(mul(dA, A), 2, { keepdims: true });
    const inner = wrong("inner") ? mul(A, dA) : mul(A, sub(dA, wrong("heads") ? sum(mul(dA, A), 0) : along));
    const dS = div(inner, wrong("root") ? 2 : Math.sqrt(2));
    const dq = einsum("hts,hse->hte", dS, k);
    const dk = einsum(wrong("turned") ? "hst,hte->hse" : "hts,hte->hse", dS, q);
    return {
      gradients: {
        Q: einsum("td,hte->hde", x, dq),
        K: einsum("td,hte->hde", x, dk),
        V: einsum("td,hte->hde", x, wrong("dk") ? dk : dv),
        O: einsum("hte,td->hed", wrong("v") ? v : c, dout),
      },
      intermediates: { dout, dc, dA, dv, dS, dq, dk },
    };
  },
  mistakes: {
    around: [
      ["missing-term", "wrong-forward"],
      ["dout", "O", "V", "Q", "K"],
      "the way around the heads forgotten in the error",
    ],
    inner: [
      ["missing-term", "softmax-diagonal"],
      ["dS", "dq", "dk", "Q", "K"],
      "the softmax's inner sum forgotten: A dA",
    ],
    heads: [["wrong-axis"], ["dS", "dq", "dk", "Q", "K"], "the softmax's inner sum over the heads"],
    root: [["factor"], ["dS", "dq", "dk", "Q", "K"], "divided by the width of a head, not by its root"],
    turned: [["transposed"], ["dk", "K"], "the scores are transposed once too often for the keys"],
    dk: [["wrong-upstream", "wrong-layer"], ["V"], "the values' weights with the keys' gradient"],
    v: [["missing-term", "derivative-at-wrong-value"], ["O"], "the values without their weights in dO"],
  },
  pairs: ["root+dk"],
  bare: ["around", "heads", "turned", "v"],
});

const queue = normals(1178);
/** A gate between a layer's output and its input, as in highways, over two layers that share their weights. */
const highway = plant({
  name: "a gate past a layer, used twice",
  kind: "attention",
  params: { H: queue(3, 3), G: queue(3, 3), g: queue(3), o: queue(3) },
  data: [queue(6, 3), queue(6)],
  loss: ({ H, G, g, o }, x, y) => {
    let h: Tensor = x;
    for (let l = 0; l < 2; l++) {
      const gate = sigmoid(add(matmul(h, G), g));
      h = add(mul(gate, tanh(matmul(h, H))), mul(sub(1, gate), h));
    }
    return mul(0.5, mean(square(sub(matmul(h, o), y))));
  },
  hand: (wrong, { H, G, g, o }, x, y) => {
    const h: Tensor[] = [x];
    const gates: Tensor[] = [];
    const inner: Tensor[] = [];
    for (let l = 0; l < 2; l++) {
      gates.push(sigmoid(add(matmul(h[l]!, G), g)));
      inner.push(tanh(matmul(h[l]!, H)));
      h.push(add(mul(gates[l]!, inner[l]!), mul(sub(1, gates[l]!), h[l]!)));
    }
    const dout = div(sub(matmul(h[2]!, o), y), 6);
    let dh: Tensor = einsum("n,i->ni", dout, o);
    let [dH, dG, dg]: Tensor[] = [zerosLike(H), zerosLike(G), zerosLike(g)];
    for (let l = 1; l >= 0; l--) {
      const [t, u, before] = [gates[l]!, inner[l]!, h[l]!];
      const dt = mul(dh, wrong("carried") ? u : sub(u, before));
      const dz = mul(dt, mul(t, sub(1, t)));
      const du = wrong("ungated") ? dh : mul(dh, t);
      const dy = mul(du, sub(1, square(wrong("above") ? h[l + 1]! : u)));
      const partH = matmul(transpose(before), dy);
      dH = wrong("set") ? partH : add(dH!, partH);
      dG = add(dG!, matmul(transpose(before), dz));
      dg = add(dg!, wrong("mean") ? mean(dz, 0) : sum(dz, 0));
      const through = add(matmul(dy, transpose(H)), matmul(dz, transpose(G)));
      dh = wrong("past") ? through : add(through, mul(sub(1, t), dh));
    }
    return { H: dH, G: dG, g: dg, o: matmul(transpose(h[2]!), dout) };
  },
  mistakes: {
    carried: [["missing-term"], ["G", "g", "H"], "the carried value's part in the gate's gradient forgotten"],
    ungated: [["missing-term"], ["H", "G", "g"], "the gate forgotten on the way to the layer"],
    above: [["derivative-at-wrong-value"], ["H", "G", "g"], "1 - h² with the block's output instead of its tanh"],
    set: [["one-sample", "missing-term"], ["H"], "= in place of += for weights that are used twice"],
    mean: [["mean-for-sum", "factor"], ["g"], "the gate's bias averaged over the samples again"],
    past: [["missing-term"], ["H", "G", "g"], "the way past the layer forgotten"],
  },
  pairs: ["set+carried"],
  numbers: ["past"],
});

const codes = normals(1148);
/** A plain layer norm before a rectifier layer, the way around both, then three classes from the mean. */
const normFirst = plant({
  name: "norm first, then the way around",
  kind: "normalised",
  params: { A: codes(4, 6), B: codes(6, 4), C: codes(4, 3) },
  data: [codes(3, 5, 4), oneHot([2, 1, 0], 3)],
  loss: ({ A, B, C }, x, y) => {
    const c = sub(x, mean(x, 2, { keepdims: true }));
    const n = div(c, sqrt(add(mean(square(c), 2, { keepdims: true }), 1e-5)));
    const r = add(x, matmul(relu(matmul(n, A)), B));
    const c2 = sub(r, mean(r, 2, { keepdims: true }));
    const n2 = div(c2, sqrt(add(mean(square(c2), 2, { keepdims: true }), 1e-5)));
    const s = matmul(mean(n2, 1), C);
    return neg(mean(sum(mul(y, sub(s, log(sum(exp(s), 1, { keepdims: true })))), 1)));
  },
  hand: (wrong, { A, B, C }, x, y) => {
    const c = sub(x, mean(x, 2, { keepdims: true }));
    const n = div(c, sqrt(add(mean(square(c), 2, { keepdims: true }), 1e-5)));
    const z = matmul(n, A);
    const r = add(x, matmul(relu(z), B));
    const c2 = sub(r, mean(r, 2, { keepdims: true }));
    const spread = sqrt(add(mean(square(c2), 2, { keepdims: true }), 1e-5));
    const n2 = div(c2, spread);
    const pooled = mean(n2, 1);
    const e = exp(matmul(pooled, C));
    const ds = div(sub(div(e, sum(e, 1, { keepdims: true })), y), wrong("steps") ? 5 : 3);
    const each = expandDims(matmul(ds, transpose(C)), 1);
    const dn = broadcastTo(wrong("pool") ? each : div(each, 5), n2.shape);
    const onto = mul(wrong("first") ? n : n2, mean(mul(dn, wrong("first") ? n : n2), 2, { keepdims: true }));
    const centred = wrong("centre") ? dn : sub(dn, mean(dn, wrong("axis") ? 1 : 2, { keepdims: true }));
    const dr = div(wrong("spread") ? centred : sub(centred, onto), spread);
    const dz = mul(einsum("ntd,kd->ntk", dr, B), greater(z, 0));
    return {
      gradients: {
        A: einsum("ntd,ntk->dk", wrong("x") ? x : n, dz),
        B: einsum("ntk,ntd->kd", relu(z), dr),
        C: matmul(transpose(pooled), ds),
      },
      intermediates: { ds, dn, dr, dz },
    };
  },
  mistakes: {
    steps: [["factor"], ["ds", "C", "B", "A"], "divided by the five steps, not by the three sequences"],
    pool: [
      ["sum-for-mean", "factor", "missing-term"],
      ["dn", "dr", "dz", "B", "A"],
      "the mean over steps passed back as a sum",
    ],
    first: [
      ["wrong-layer", "derivative-at-wrong-value", "off-by-one-layer"],
      ["dr", "dz", "B", "A"],
      "the first norm's values in the second one's derivative",
    ],
    centre: [["missing-term"], ["dr", "dz", "B", "A"], "the mean's term left out"],
    axis: [["wrong-axis"], ["dr", "dz", "B", "A"], "the mean of the gradient over steps instead of features"],
    spread: [["missing-term"], ["dr", "dz", "B", "A"], "the standard deviation's term left out"],
    x: [["derivative-at-wrong-value"], ["A"], "dA with the values before the norm"],
  },
  pairs: ["pool+x"],
  bare: ["steps", "pool", "centre", "axis"],
  numbers: ["first"],
});

/** All of this family. */
export const eleventhBlocks: readonly EverydayCase[] = [...twoHeadsOfAttention, ...highway, ...normFirst];
