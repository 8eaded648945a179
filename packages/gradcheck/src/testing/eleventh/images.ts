import {
  add,
  at,
  conv,
  div,
  einsum,
  exp,
  expandDims,
  greater,
  log,
  matmul,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  relu,
  repeat,
  reshape,
  slice,
  square,
  stack,
  sub,
  sum,
  tensor,
  transpose,
  zeros,
} from "@wengert/autograd";
import { type EverydayCase, normals, oneHot, plant } from "../everyday/case.ts";

const cells = normals(1127);
/** Patches as columns: a matrix product, a leaky rectifier, means over 2 by 2, and scores of two classes. */
const columns = plant({
  name: "patches as columns, means of four",
  kind: "convolution",
  params: { W: cells(4, 4), b: cells(4), U: cells(16, 2) },
  data: [cells(3, 5, 5), oneHot([0, 1, 1], 2)],
  loss: ({ W, b, U }, x, y) => {
    const shifts = [0, 1].flatMap((i) => [0, 1].map((j) => at(x, ":", slice(i, i + 4), slice(j, j + 4))));
    const cols = stack(shifts, -1);
    const z = add(matmul(cols, W), b);
    const a = maximum(z, mul(0.2, z));
    const pooled = mean(reshape(a, [3, 2, 2, 2, 2, 4]), [2, 4]);
    const s = matmul(reshape(pooled, [3, 16]), U);
    return neg(mean(sum(mul(y, sub(s, log(sum(exp(s), 1, { keepdims: true })))), 1)));
  },
  hand: (wrong, { W, b, U }, x, y) => {
    const shifts = [0, 1].flatMap((i) => [0, 1].map((j) => at(x, ":", slice(i, i + 4), slice(j, j + 4))));
    const cols = stack(shifts, -1);
    const z = add(matmul(cols, W), b);
    const a = maximum(z, mul(0.2, z));
    const flat = reshape(mean(reshape(a, [3, 2, 2, 2, 2, 4]), [2, 4]), [3, 16]);
    const e = exp(matmul(flat, U));
    const p = div(e, sum(e, 1, { keepdims: true }));
    const scores = wrong("turned") ? sub(y, p) : sub(p, y);
    const ds = div(wrong("twice") ? mul(scores, mul(p, sub(1, p))) : scores, 3);
    const dflat = reshape(matmul(ds, transpose(U)), [3, 2, 2, 4]);
    const spread = repeat(repeat(dflat, 2, 1), 2, 2);
    const da = wrong("four") ? spread : wrong("side") ? div(spread, 2) : div(spread, 4);
    const slope = add(0.2, mul(0.8, greater(z, 0)));
    const dz = wrong("open") ? da : mul(da, slope);
    const rows = reshape(dz, [48, 4]);
    return {
      gradients: {
        W: wrong("W")
          ? matmul(transpose(rows), reshape(cols, [48, 4]))
          : matmul(transpose(reshape(cols, [48, 4])), rows),
        b: wrong("b") ? mean(rows, 0) : sum(rows, 0),
        U: matmul(transpose(flat), ds),
      },
      intermediates: { ds, da, dz },
    };
  },
  mistakes: {
    turned: [["sign"], ["ds", "U", "W", "b"], "y - p"],
    twice: [["doubled-activation-derivative"], ["ds", "U"], "p - y multiplied by p (1 - p) again"],
    four: [
      ["factor", "sum-for-mean", "missing-term"],
      ["da", "dz", "W", "b"],
      "the mean over four places passed back as a sum",
    ],
    side: [["factor"], ["da", "dz", "W", "b"], "divided by the side 2 of the square, not by its four places"],
    open: [["missing-activation-derivative"], ["dz", "W", "b"], "the slope of the leaky rectifier forgotten"],
    W: [["transposed"], ["W"], "rows.T @ columns, the transposed gradient"],
    b: [["mean-for-sum", "factor"], ["b"], "the bias averaged over all patches"],
  },
  pairs: ["side+W"],
  bare: ["turned", "four", "W"],
  numbers: ["b"],
});

const prints = normals(1128);
/** A map made twice as large by repeating, a convolution over it, and the mean of squares. */
const enlarged = plant({
  name: "repeated places, then a convolution",
  kind: "convolution",
  params: { P: prints(3, 4), K: prints(1, 2, 2) },
  data: [prints(2, 3), prints(2, 1, 3)],
  loss: ({ P, K }, code, y) => {
    const small = relu(reshape(matmul(code, P), [2, 2, 2]));
    const r = sub(conv(repeat(small, 2, 2), K), y);
    return div(sum(square(r)), 6);
  },
  hand: (wrong, { P, K }, code, y) => {
    const pre = reshape(matmul(code, P), [2, 2, 2]);
    const large = repeat(relu(pre), 2, 2);
    const dr = mul(wrong("two") ? 1 / 6 : 2 / 6, sub(conv(large, K), y));
    const windows = stack([at(large, ":", ":", "0:3"), at(large, ":", ":", "1:4")]);
    const padded = stack(
      [0, 1, 2, 3].map((t) => {
        const before = t > 0 ? at(dr, ":", 0, t - 1) : zeros([2]);
        const here = t < 3 ? at(dr, ":", 0, t) : zeros([2]);
        const [first, second] = wrong("turned") ? [1, 0] : [0, 1];
        return add(einsum("n,c->nc", here, at(K, 0, ":", first)), einsum("n,c->nc", before, at(K, 0, ":", second)));
      }),
      2,
    );
    const pairs = reshape(padded, [2, 2, 2, 2]);
    const dsmall = wrong("half") ? at(pairs, "...", 0) : wrong("mean") ? mean(pairs, 3) : sum(pairs, 3);
    const dpre = reshape(wrong("relu") ? dsmall : mul(dsmall, greater(pre, 0)), [2, 4]);
    return {
      gradients: { P: matmul(transpose(code), dpre), K: einsum("nol,kncl->ock", dr, windows) },
      intermediates: { dr, dsmall, dpre },
    };
  },
  mistakes: {
    two: [["factor"], ["dr", "K", "P"], "the 2 of the square forgotten"],
    turned: [["transposed", "unknown"], ["dsmall", "dpre", "P"], "the taps in the same order on the way back"],
    half: [["missing-term"], ["dsmall", "dpre", "P"], "one of the two copies of each place alone"],
    mean: [["mean-for-sum", "factor"], ["dsmall", "dpre", "P"], "the copies' gradients averaged"],
    relu: [["missing-activation-derivative"], ["dpre", "P"], "the rectifier forgotten"],
  },
  pairs: ["two+mean"],
  bare: ["half", "two"],
});

const stars = normals(1129);
/** Mixing of channels at every place, a rectifier cut at 1, the mean over places, half the square. */
const everyPlace = plant({
  name: "mixing at every place, one picture",
  kind: "convolution",
  params: { M: stars(4, 3), b: stars(4), v: stars(4) },
  data: [stars(3, 3, 4), tensor(0.7)],
  loss: ({ M, b, v }, x, y) => {
    const a = minimum(relu(add(einsum("oc,chw->ohw", M, x), reshape(b, [4, 1, 1]))), 1);
    return mul(0.5, square(sub(sum(mul(v, mean(a, [1, 2]))), y)));
  },
  hand: (wrong, { M, b, v }, x, y) => {
    const z = add(einsum("oc,chw->ohw", M, x), reshape(b, [4, 1, 1]));
    const pooled = mean(minimum(relu(z), 1), [1, 2]);
    const ds = sub(sum(mul(v, pooled)), y);
    const da = div(mul(ds, v), wrong("rows") ? 3 : 12);
    const inside = wrong("upper") ? greater(z, 0) : mul(greater(z, 0), greater(1, z));
    const dz = mul(expandDims(expandDims(da, 1), 2), inside);
    return {
      gradients: {
        M: einsum("ohw,chw->oc", dz, x),
        b: wrong("b") ? sum(dz, 1) : sum(dz, [1, 2]),
        v: wrong("v") ? pooled : mul(ds, pooled),
      },
      intermediates: { ds, da, dz },
    };
  },
  mistakes: {
    rows: [["factor"], ["da", "dz", "M", "b"], "divided by the three rows, not by the twelve places"],
    upper: [
      ["missing-activation-derivative", "missing-term"],
      ["dz", "M", "b"],
      "the upper end of the rectifier at 1 forgotten",
    ],
    b: [["not-summed"], ["b"], "the bias summed over rows only"],
    v: [["missing-term"], ["v"], "the error forgotten in dv"],
  },
  pairs: ["rows+v"],
  bare: ["upper"],
  numbers: ["b"],
});

/** All of this family. */
export const eleventhImages: readonly EverydayCase[] = [...columns, ...enlarged, ...everyPlace];
