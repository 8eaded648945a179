import {
  add,
  at,
  concatenate,
  div,
  exp,
  flip,
  greater,
  log1p,
  matmul,
  mul,
  outer,
  relu,
  sigmoid,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  zeros,
  zerosLike,
} from "@wengert/autograd";
import { type EverydayCase, normals, plant } from "../everyday/case.ts";

const t1 = normals(1341);

/** Backpropagation cut after three of six steps: the state goes into the second half as a number. */
const truncated = plant({
  name: "state cut between two chunks",
  kind: "recurrent",
  params: { A: mul(0.8, t1(3, 3)), B: t1(2, 3), q: t1(3) },
  data: [t1(6, 2), t1(6)],
  loss: ({ A, B, q }, xs, ys) => {
    let h: Tensor = zeros([3]);
    let total: Tensor = tensor(0);
    for (let t = 0; t < 6; t++) {
      if (t === 3) h = stopGradient(h);
      h = tanh(add(matmul(h, A), matmul(at(xs, t), B)));
      total = add(total, square(sub(matmul(h, q), at(ys, t))));
    }
    return div(total, 6);
  },
  hand: (wrong, { A, B, q }, xs, ys) => {
    const h: Tensor[] = [zeros([3])];
    for (let t = 0; t < 6; t++) h.push(tanh(add(matmul(h[t]!, A), matmul(at(xs, t), B))));
    let dA: Tensor = zerosLike(A);
    let dB: Tensor = zerosLike(B);
    let dq: Tensor = zerosLike(q);
    let later: Tensor = zeros([3]);
    for (let t = 5; t >= 0; t--) {
      const e = sub(matmul(h[t + 1]!, q), at(ys, t));
      const dy = mul(wrong("mean of a chunk") ? 2 / 3 : 2 / 6, e);
      const cut = t === 2 && !wrong("goes on through the cut");
      const dh = add(mul(dy, q), cut ? 0 : later);
      const dz = mul(dh, sub(1, square(h[t + 1]!)));
      dA = add(dA, outer(h[wrong("own state in dA") ? t + 1 : t]!, dz));
      dB = add(dB, outer(at(xs, t), dz));
      dq = add(dq, mul(dy, h[t + 1]!));
      later = wrong("nothing from later steps") ? zeros([3]) : matmul(A, dz);
    }
    return { A: dA, B: dB, q: dq };
  },
  mistakes: {
    "mean of a chunk": [["factor"], ["A", "B", "q"], "Divided by the three steps of a chunk, not by six."],
    "goes on through the cut": [
      ["extra-term"],
      ["A", "B"],
      "The gradient passes from the second chunk into the first.",
    ],
    "nothing from later steps": [["missing-term"], ["A", "B"], "No gradient from step to step at all."],
    "own state in dA": [
      ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
      ["A"],
      "h[t] for h[t - 1] in dA.",
    ],
  },
  numbers: ["mean of a chunk"],
});

const t2 = normals(1342);

interface Half {
  readonly U: Tensor;
  readonly V: Tensor;
}

const half = (): Half => ({ U: mul(0.6, t2(2, 2)), V: t2(3, 2) });

/** One state after each element, from left to right. */
function states({ U, V }: Half, xs: Tensor): Tensor[] {
  const h: Tensor[] = [zeros([xs.shape[1]!, 2])];
  for (let t = 0; t < xs.shape[0]!; t++) h.push(tanh(add(matmul(h[t]!, U), matmul(at(xs, t), V))));
  return h;
}

/** A tagger that reads from both sides; the last states of both are joined; logistic loss over the batch. */
const bothSides = plant({
  name: "reading from both sides",
  kind: "recurrent",
  params: { fwd: half(), bwd: half(), out: t2(4) },
  data: [t2(4, 5, 3), tensor([1, 0, 1, 1, 0])],
  loss: ({ fwd, bwd, out }, xs, y) => {
    const joined = concatenate([states(fwd, xs)[4]!, states(bwd, flip(xs, 0))[4]!], 1);
    const s = matmul(joined, out);
    return div(sum(sub(log1p(exp(s)), mul(y, s))), 5);
  },
  hand: (wrong, { fwd, bwd, out }, xs, y) => {
    const turned = flip(xs, 0);
    const hf = states(fwd, xs);
    const hb = states(bwd, turned);
    const joined = concatenate([hf[4]!, hb[4]!], 1);
    const ds = div(sub(sigmoid(matmul(joined, out)), y), wrong("batch forgotten") ? 1 : 5);
    const dj = outer(ds, out);
    const through = ({ U, V }: Half, h: Tensor[], x: Tensor, last: Tensor): Half => {
      let dh: Tensor = last;
      let dU: Tensor = zerosLike(U);
      let dV: Tensor = zerosLike(V);
      for (let t = 3; t >= 0; t--) {
        const dz = mul(dh, sub(1, square(h[t + 1]!)));
        dU = add(dU, matmul(transpose(h[t]!), dz));
        dV = add(dV, matmul(transpose(at(x, t)), dz));
        dh = matmul(dz, wrong("U not transposed") ? U : transpose(U));
      }
      return { U: dU, V: dV };
    };
    const [df, db] = [at(dj, ":", ":2"), at(dj, ":", "2:")];
    return {
      gradients: {
        fwd: through(fwd, hf, xs, wrong("halves exchanged") ? db : df),
        bwd: through(bwd, hb, wrong("not turned round") ? xs : turned, wrong("halves exchanged") ? df : db),
        out: matmul(transpose(joined), ds),
      },
      intermediates: { joined, ds, dj },
    };
  },
  mistakes: {
    "batch forgotten": [["sum-for-mean", "factor"], ["ds", "out", "dj"], "Not divided by the five texts."],
    "U not transposed": [["transposed"], ["fwd.U", "fwd.V", "bwd.U", "bwd.V"], "dz @ U for dz @ U.T."],
    "halves exchanged": [
      ["wrong-upstream", "wrong-layer"],
      ["fwd.U", "fwd.V", "bwd.U", "bwd.V"],
      "Each direction gets the gradient of the other's state.",
    ],
    "not turned round": [
      ["derivative-at-wrong-value"],
      ["bwd.V"],
      "The backward reader's weights meet the inputs in reading order.",
    ],
  },
  pairs: ["batch forgotten+not turned round"],
  bare: ["halves exchanged"],
});

const t3 = normals(1343);

/** Residual recurrence with relu: h += relu(h W + x P); half the squared error from the second step on. */
const identityRnn = plant({
  name: "state with a skip through time",
  kind: "recurrent",
  params: { W: mul(0.5, t3(3, 3)), P: t3(2, 3), r: t3(3) },
  data: [t3(3, 4, 2), t3(3, 4)],
  batchAxis: 1,
  loss: ({ W, P, r }, xs, ys) => {
    let h: Tensor = matmul(at(xs, 0), P);
    let e: Tensor = tensor(0);
    for (let t = 1; t < 3; t++) {
      h = add(h, relu(add(matmul(h, W), matmul(at(xs, t), P))));
      e = add(e, sum(square(sub(matmul(h, r), at(ys, t)))));
    }
    return mul(0.5, e);
  },
  hand: (wrong, { W, P, r }, xs, ys) => {
    const [x0, x1, x2] = [at(xs, 0), at(xs, 1), at(xs, 2)];
    const h0 = matmul(x0, P);
    const z1 = add(matmul(h0, W), matmul(x1, P));
    const h1 = add(h0, relu(z1));
    const z2 = add(matmul(h1, W), matmul(x2, P));
    const h2 = add(h1, relu(z2));
    const e1 = sub(matmul(h1, r), at(ys, 1));
    const e2 = sub(matmul(h2, r), at(ys, 2));
    const dh2 = outer(e2, r);
    const dz2 = mul(dh2, greater(wrong("mask of step one") ? z1 : z2, 0));
    const back2 = matmul(dz2, transpose(W));
    const own1 = outer(e1, r);
    const dh1 = wrong("skip forgotten") ? add(own1, back2) : add(add(own1, back2), dh2);
    const dz1 = mul(dh1, greater(z1, 0));
    const dh0 = add(dh1, matmul(dz1, transpose(W)));
    const dP = add(matmul(transpose(x1), dz1), matmul(transpose(x2), dz2));
    return {
      gradients: {
        W: add(matmul(transpose(h0), dz1), matmul(transpose(h1), wrong("dh2 for dz2") ? dh2 : dz2)),
        P: wrong("first step's input forgotten") ? dP : add(dP, matmul(transpose(x0), dh0)),
        r: add(matmul(transpose(h1), e1), matmul(transpose(h2), e2)),
      },
      intermediates: { z1, h1, z2, h2, dh2, dz2, dh1, dz1, dh0 },
    };
  },
  mistakes: {
    "mask of step one": [
      ["derivative-at-wrong-value", "off-by-one-layer", "wrong-layer"],
      ["dz2", "W", "P"],
      "z1 > 0 for z2 > 0.",
    ],
    "skip forgotten": [["missing-term"], ["dh1", "W", "P"], "h1 reaches h2 around the relu, too."],
    "dh2 for dz2": [
      ["missing-activation-derivative", "wrong-upstream", "missing-term"],
      ["W"],
      "One part of dW is made before the mask of relu.",
    ],
    "first step's input forgotten": [["missing-term"], ["P"], "P was used for the initial state, too."],
  },
  bare: ["skip forgotten", "first step's input forgotten"],
});

/** Recurrent nets, second part. */
export const thirteenthTruncated: EverydayCase[] = [...truncated, ...bothSides, ...identityRnn];
