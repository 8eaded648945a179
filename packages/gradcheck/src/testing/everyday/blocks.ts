import {
  add,
  at,
  div,
  einsum,
  matmul,
  mul,
  reshape,
  segmentSum,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, oneHot, plant } from "./case.ts";

const r = normals(601);
const scaled = (factor: number, ...shape: number[]): Tensor => mul(factor, r(...shape)) as Tensor;

/** Batch normalisation between two layers, each step by its name. */
const batch = plant({
  name: "batch normalisation between two layers",
  kind: "normalised",
  params: { W: scaled(0.7, 3, 4), gamma: add(1, scaled(0.3, 4)) as Tensor, beta: scaled(0.3, 4), V: scaled(0.6, 4, 2) },
  data: [r(6, 3), r(6, 2)],
  loss: ({ W, gamma, beta, V }, x, t) => {
    const z = matmul(x, W);
    const c = math`${z} - mean(${z}, axis=0)`;
    return math`mean((tanh(${gamma} * ${c} / sqrt(mean(${c}**2, axis=0) + 0.001) + ${beta}) @ ${V} - ${t})**2)`;
  },
  hand: (wrong, { W, gamma, beta, V }, x, t) => {
    const n = x.shape[0]!;
    const z = matmul(x, W);
    const c = math`${z} - mean(${z}, axis=0)`;
    const s = math`1 / sqrt(mean(${c}**2, axis=0) + 0.001)`;
    const xhat = mul(c, s);
    const a = math`tanh(${gamma} * ${xhat} + ${beta})`;
    const dy = math`2 * (${a} @ ${V} - ${t}) / ${t.size}`;
    const du = math`(${dy} @ ${V}.T) * (1 - ${a}**2)`;
    const dx = wrong("gamma lost") ? du : mul(du, gamma);
    const viaMean = wrong("mean lost") ? 0 : math`mean(${dx}, axis=0)`;
    const viaVariance = wrong("variance lost")
      ? 0
      : wrong("variance summed")
        ? math`${xhat} * sum(${dx} * ${xhat}, axis=0)`
        : math`${xhat} * mean(${dx} * ${xhat}, axis=0)`;
    const dz = math`${s} * (${dx} - ${viaMean} - ${viaVariance})`;
    return {
      gradients: {
        W: math`${x}.T @ ${dz}`,
        gamma: wrong("gamma by c") ? math`sum(${du} * ${c}, axis=0)` : math`sum(${du} * ${xhat}, axis=0)`,
        beta: wrong("beta mean") ? math`sum(${du}, axis=0) / ${n}` : math`sum(${du}, axis=0)`,
        V: math`${a}.T @ ${dy}`,
      },
      intermediates: { z, xhat, a, dy, du, dz },
    };
  },
  mistakes: {
    "mean lost": [["missing-term"], ["W", "dz"], "The way through the batch's mean is left out."],
    "variance lost": [["missing-term"], ["W", "dz"], "The way through the batch's variance is left out."],
    "variance summed": [
      ["sum-for-mean", "factor"],
      ["W", "dz"],
      "A sum for the mean in the part that goes through the variance.",
    ],
    "gamma lost": [
      ["missing-activation-derivative", "missing-term", "wrong-upstream"],
      ["W", "dxhat", "dz"],
      "The scale γ is forgotten on the way back.",
    ],
    "gamma by c": [
      ["derivative-at-wrong-value", "missing-activation-derivative"],
      ["gamma"],
      "The centred values instead of the normalised ones in γ's derivative.",
    ],
    "beta mean": [["factor", "mean-for-sum"], ["beta"], "β's derivative is averaged over the batch."],
  },
  pairs: ["mean lost+beta mean"],
  numbers: ["variance lost", "gamma lost"],
  bare: ["mean lost", "gamma by c"],
});

/** Layer normalisation of rows with a residual way around. */
const layer = plant({
  name: "residual block with layer normalisation",
  kind: "normalised",
  params: { g: add(1, scaled(0.2, 4)) as Tensor, b: scaled(0.2, 4), W: scaled(0.5, 4, 4), E: scaled(0.8, 3, 4) },
  data: [r(5, 3), r(5, 4)],
  loss: ({ g, b, W, E }, x, t) => {
    const e = matmul(x, E);
    const c = math`${e} - mean(${e}, axis=1, keepdims=True)`;
    const u = math`${g} * ${c} / sqrt(mean(${c}**2, axis=1, keepdims=True) + 0.01) + ${b}`;
    return math`sum((${e} + tanh(${u} @ ${W}) - ${t})**2) / (2 * ${x.shape[0]!})`;
  },
  hand: (wrong, { g, b, W, E }, x, t) => {
    const e = matmul(x, E);
    const c = math`${e} - mean(${e}, axis=1, keepdims=True)`;
    const s = math`1 / sqrt(mean(${c}**2, axis=1, keepdims=True) + 0.01)`;
    const h = mul(c, s);
    const u = math`${g} * ${h} + ${b}`;
    const a = math`tanh(${u} @ ${W})`;
    const dy = math`(${e} + ${a} - ${t}) / ${x.shape[0]!}`;
    const dq = math`${dy} * (1 - ${a}**2)`;
    const du = wrong("W not turned") ? matmul(dq, W) : matmul(dq, transpose(W));
    const dh = mul(du, g);
    const inner = wrong("means over the batch")
      ? math`${s} * (${dh} - mean(${dh}, axis=0) - ${h} * mean(${dh} * ${h}, axis=0))`
      : math`${s} * (${dh} - mean(${dh}, axis=1, keepdims=True) - ${h} * mean(${dh} * ${h}, axis=1, keepdims=True))`;
    const de = wrong("way around lost") ? inner : add(inner, dy);
    return {
      g: wrong("g over features") ? math`sum(${du} * ${h}, axis=1)[:4]` : math`sum(${du} * ${h}, axis=0)`,
      b: sum(du, 0),
      W: math`${u}.T @ ${dq}`,
      E: math`${x}.T @ ${de}`,
    };
  },
  mistakes: {
    "way around lost": [["missing-term"], ["E", "de"], "The residual way around adds nothing to the derivative."],
    "means over the batch": [
      ["wrong-axis"],
      ["E", "de"],
      "The means in the normalisation's derivative run over the batch, as in batch normalisation.",
    ],
    "W not turned": [["transposed"], ["g", "b", "E", "du"], "W instead of Wᵀ, which is square."],
  },
  numbers: ["way around lost"],
});

/** Attention of one head. */
const attention = plant({
  name: "attention of one head",
  kind: "attention",
  params: { Wq: scaled(0.6, 3, 4), Wk: scaled(0.6, 3, 4), Wv: scaled(0.6, 3, 3) },
  data: [r(2, 5, 3), r(2, 5, 3)],
  loss: ({ Wq, Wk, Wv }, x, t) => {
    const s = einsum("nid,njd->nij", matmul(x, Wq), matmul(x, Wk));
    const e = math`exp(${s} / 2)`;
    return math`mean((einsum("nij,njd->nid", ${e} / sum(${e}, axis=2, keepdims=True), ${matmul(x, Wv)}) - ${t})**2)`;
  },
  hand: (wrong, { Wq, Wk, Wv }, x, t) => {
    const [q, k, v] = [matmul(x, Wq), matmul(x, Wk), matmul(x, Wv)];
    const e = math`exp(einsum("nid,njd->nij", ${q}, ${k}) / 2)`;
    const p = math`${e} / sum(${e}, axis=2, keepdims=True)`;
    const dy = math`2 * (einsum("nij,njd->nid", ${p}, ${v}) - ${t}) / ${t.size}`;
    const dv = wrong("p not turned") ? einsum("nij,njd->nid", p, dy) : einsum("nij,nid->njd", p, dy);
    const dp = einsum("nid,njd->nij", dy, v);
    const ds = wrong("diagonal")
      ? math`${dp} * ${p} * (1 - ${p})`
      : wrong("sum over queries")
        ? math`${p} * (${dp} - sum(${dp} * ${p}, axis=1, keepdims=True))`
        : math`${p} * (${dp} - sum(${dp} * ${p}, axis=2, keepdims=True))`;
    const scaledBack = wrong("scale lost") ? ds : div(ds, 2);
    const dq = wrong("q for k") ? einsum("nij,njd->nid", scaledBack, q) : einsum("nij,njd->nid", scaledBack, k);
    const dk = wrong("scores not turned")
      ? einsum("nij,njd->nid", scaledBack, q)
      : einsum("nij,nid->njd", scaledBack, q);
    const weights = (d: Tensor): Tensor => einsum("nid,nie->de", x, d) as Tensor;
    return {
      Wq: weights(dq),
      Wk: weights(dk),
      Wv: wrong("first sequence") ? einsum("id,ie->de", at(x, 0), at(dv, 0)) : weights(dv),
    };
  },
  mistakes: {
    diagonal: [["softmax-diagonal"], ["Wq", "Wk", "ds"], "Only the diagonal of the attention softmax's Jacobian."],
    "sum over queries": [
      ["wrong-axis"],
      ["Wq", "Wk", "ds"],
      "The sum in the softmax's derivative runs over the queries.",
    ],
    "scale lost": [["factor"], ["Wq", "Wk"], "The 1/√d is missing on the way back."],
    "p not turned": [["transposed"], ["Wv", "dv"], "The attention is not transposed on the way to the values."],
    "q for k": [["wrong-layer", "derivative-at-wrong-value"], ["Wq", "dq"], "The queries instead of the keys in dq."],
    "scores not turned": [["transposed"], ["Wk", "dk"], "ds instead of its transposed in dk."],
    "first sequence": [["one-sample"], ["Wv"], "The values' weights take the first sequence of the batch only."],
  },
  pairs: ["diagonal+p not turned", "scale lost+first sequence"],
  numbers: ["scale lost"],
});

/** Embeddings of words, their mean, a softmax over the vocabulary: continuous bag of words. */
const words = plant({
  name: "continuous bag of words",
  kind: "embedding",
  params: { E: scaled(0.7, 5, 3), O: scaled(0.7, 3, 5) },
  data: [
    tensor(
      [
        [0, 1],
        [2, 2],
        [4, 0],
        [1, 3],
      ],
      { dtype: "int32" },
    ) as Tensor,
    oneHot([2, 3, 1, 0], 5),
  ],
  loss: ({ E, O }, context, t) => {
    const s = math`mean(${at(E, context) as Tensor}, axis=1) @ ${O}`;
    return math`-sum(${t} * log(exp(${s}) / sum(exp(${s}), axis=1, keepdims=True)))`;
  },
  hand: (wrong, { E, O }, context, t) => {
    const h = math`mean(${at(E, context) as Tensor}, axis=1)`;
    const s = matmul(h, O);
    const ds = math`exp(${s}) / sum(exp(${s}), axis=1, keepdims=True) - ${t}`;
    const dh = matmul(ds, transpose(O)) as Tensor;
    const n = context.shape[0]!;
    const share = wrong("not divided") ? dh : (div(dh, 2) as Tensor);
    const spread = reshape(math`${reshape(share, [n, 1, 3])} * ones(${[n, 2, 3]})`, [2 * n, 3]) as Tensor;
    const words = reshape(context, [2 * n]);
    const parts = spread;
    let dE = segmentSum(parts, words as Tensor, 5) as Tensor;
    if (wrong("repeats overwritten")) {
      const hits = segmentSum(math`ones(${[2 * n, 1]})` as Tensor, reshape(context, [2 * n]) as Tensor, 5) as Tensor;
      dE = div(dE, math`maximum(${hits}, 1)`) as Tensor;
    }
    return {
      E: dE,
      O: matmul(transpose(h), ds),
    };
  },
  mistakes: {
    "not divided": [
      ["factor", "sum-for-mean"],
      ["E", "dh"],
      "The mean over the context words is not divided on the way back.",
    ],
    "repeats overwritten": [
      ["unknown", "mean-for-sum", "factor"],
      ["E"],
      "Rows of words that occur several times are averaged, not added.",
    ],
  },
  numbers: ["not divided"],
});

/** A highway layer with a fixed dropout mask. */
const highway = plant({
  name: "highway layer with dropout",
  kind: "gated",
  params: { H: scaled(0.7, 3, 3), T: scaled(0.7, 3, 3), bT: scaled(0.4, 3) },
  data: [
    r(6, 3),
    r(6, 3),
    tensor([
      [2, 0, 2],
      [0, 2, 2],
      [2, 2, 0],
      [0, 0, 2],
      [2, 2, 2],
      [2, 0, 0],
    ]) as Tensor,
  ],
  loss: ({ H, T, bT }, x, y, m) => {
    const g = math`sigmoid(${x} @ ${T} + ${bT})`;
    return math`mean((${m} * (${g} * tanh(${x} @ ${H}) + (1 - ${g}) * ${x}) - ${y})**2)`;
  },
  hand: (wrong, { H, T, bT }, x, y, m) => {
    const g = math`sigmoid(${x} @ ${T} + ${bT})`;
    const h = tanh(matmul(x, H));
    const out = math`${m} * (${g} * ${h} + (1 - ${g}) * ${x})`;
    const d = math`2 * (${out} - ${y}) / ${y.size}`;
    const du = wrong("mask lost") ? d : wrong("mask unscaled") ? math`${d} * where(${m} > 0, 1.0, 0)` : mul(d, m);
    const dh = math`${du} * ${g} * (1 - ${h}**2)`;
    const dg = wrong("plus for minus")
      ? math`${du} * (${h} + ${x}) * ${g} * (1 - ${g})`
      : math`${du} * (${h} - ${x}) * ${g} * (1 - ${g})`;
    return {
      H: math`${x}.T @ ${dh}`,
      T: wrong("T turned") ? math`${dg}.T @ ${x}` : math`${x}.T @ ${dg}`,
      bT: sum(dg, 0),
    };
  },
  mistakes: {
    "mask lost": [
      ["missing-activation-derivative", "missing-term"],
      ["H", "T", "bT"],
      "The dropout mask is not applied on the way back.",
    ],
    "mask unscaled": [["factor"], ["H", "T", "bT"], "The mask without its scale 1/keep on the way back."],
    "plus for minus": [["sign"], ["T", "bT", "dg"], "h + x instead of h − x in the gate's derivative."],
    "T turned": [["transposed"], ["T"], "dgᵀ x for the square gate weights."],
  },
  pairs: ["mask unscaled+T turned"],
  numbers: ["T turned"],
});

export const everydayBlocks: readonly EverydayCase[] = [layer, highway].flat();

export const keptBackBlocks: readonly EverydayCase[] = [batch, attention, words].flat();
