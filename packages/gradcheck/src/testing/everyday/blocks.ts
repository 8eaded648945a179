import { add, matmul, mul, sum, type Tensor, tanh, tensor, transpose } from "@wengert/autograd";
import { math } from "@wengert/autograd/math";
import { type EverydayCase, normals, plant } from "./case.ts";

const r = normals(601);
const scaled = (factor: number, ...shape: number[]): Tensor => mul(factor, r(...shape)) as Tensor;

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
