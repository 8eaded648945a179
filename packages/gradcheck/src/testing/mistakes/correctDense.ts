import {
  add,
  at,
  concatenate,
  div,
  equal,
  greater,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  ones,
  outer,
  relu,
  reshape,
  sign,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  where,
  zerosLike,
} from "@wengert/autograd";
import { type Right, rightly, type Version } from "./rightly.ts";

interface Two {
  W1: Tensor;
  b1: Tensor;
  W2: Tensor;
  b2: Tensor;
}
type Data = [Tensor, Tensor];

/** The usual way: hidden values, the output's and the hidden error. */
function errors({ W1, b1, W2, b2 }: Two, x: Tensor, t: Tensor): { h: Tensor; d2: Tensor; d1: Tensor } {
  const h = tanh(add(matmul(x, W1), b1));
  const d2: Tensor = mul(2 / t.size, sub(add(matmul(h, W2), b2), t));
  return { h, d2, d1: mul(matmul(d2, transpose(W2)), sub(1, square(h))) };
}

/** Gradients from the errors, as a sum over samples in any order. */
function gather(x: Tensor, { h, d2, d1 }: ReturnType<typeof errors>): Two {
  return { W1: matmul(transpose(x), d1), b1: sum(d1, 0), W2: matmul(transpose(h), d2), b2: sum(d2, 0) };
}

const inRows: Version<Two, Data>[] = [
  {
    name: "dense: everything in one line for each parameter",
    backward: (p, x, t) => gather(x, errors(p, x, t)),
  },
  {
    name: "dense: the bias as a product with a row of ones",
    hand: "numbers",
    backward: (p, x, t) => {
      const e = errors(p, x, t);
      const one = ones([x.shape[0]!]);
      return { ...gather(x, e), b1: matmul(one, e.d1), b2: matmul(one, e.d2) };
    },
  },
  {
    name: "dense: samples from the last to the first, outer products in a running sum",
    backward: (p, x, t) => {
      const { h, d2, d1 } = errors(p, x, t);
      let g: Two = { W1: zerosLike(p.W1), b1: zerosLike(p.b1), W2: zerosLike(p.W2), b2: zerosLike(p.b2) };
      for (let n = x.shape[0]! - 1; n >= 0; n--) {
        g = {
          W1: add(g.W1, outer(at(x, n), at(d1, n))),
          b1: add(at(d1, n), g.b1),
          W2: add(outer(at(h, n), at(d2, n)), g.W2),
          b2: add(g.b2, at(d2, n)),
        };
      }
      return g;
    },
  },
  {
    name: "dense: products with an axis for each index, then summed, as einsum does",
    hand: "numbers",
    backward: (p, x, t) => {
      const { h, d2, d1 } = errors(p, x, t);
      const contract = (a: Tensor, d: Tensor): Tensor => sum(mul(at(a, "...", null), at(d, ":", null)), 0);
      return { W1: contract(x, d1), b1: sum(d1, 0), W2: contract(h, d2), b2: sum(d2, 0) };
    },
  },
  {
    name: "dense: (dᵀx)ᵀ for xᵀd",
    backward: (p, x, t) => {
      const { h, d2, d1 } = errors(p, x, t);
      return {
        W1: transpose(matmul(transpose(d1), x)),
        b1: sum(transpose(d1), 1),
        W2: transpose(matmul(transpose(d2), h)),
        b2: sum(transpose(d2), -1),
      };
    },
  },
  {
    name: "dense: the mean over the batch, times the batch",
    hand: "numbers",
    backward: (p, x, t) => {
      const { h, d2, d1 } = errors(p, x, t);
      const n = x.shape[0]!;
      const average = (a: Tensor, d: Tensor): Tensor => mul(n, div(matmul(transpose(a), d), n));
      return { W1: average(x, d1), b1: mul(n, mean(d1, 0)), W2: average(h, d2), b2: mul(n, mean(d2, 0)) };
    },
  },
  {
    name: "dense: the batch in two halves that are added",
    backward: (p, x, t) => {
      const { h, d2, d1 } = errors(p, x, t);
      const half = Math.floor(x.shape[0]! / 2);
      const part = (rows: string): Two => {
        const of = (a: Tensor): Tensor => at(a, rows);
        return gather(of(x), { h: of(h), d2: of(d2), d1: of(d1) });
      };
      const [a, b] = [part(`:${half}`), part(`${half}:`)];
      return { W1: add(a.W1, b.W1), b1: add(a.b1, b.b1), W2: add(a.W2, b.W2), b2: add(a.b2, b.b2) };
    },
  },
  {
    name: "dense: biases in the first row of augmented matrices, taken apart at the end",
    hand: "numbers",
    backward: (p, x, t) => {
      const { h, d2, d1 } = errors(p, x, t);
      const one = ones([x.shape[0]!, 1]);
      const G1: Tensor = matmul(transpose(concatenate([one, x], 1)), d1);
      const G2: Tensor = matmul(transpose(concatenate([one, h], 1)), d2);
      return { W1: at(G1, "1:"), b1: at(G1, 0), W2: at(G2, "1:"), b2: at(G2, 0) };
    },
  },
  {
    name: "dense: t - y throughout and a minus at the end",
    backward: (p, x, t) => {
      const { h, d2, d1 } = errors(p, x, t);
      const g = gather(x, { h, d2: neg(d2), d1: neg(d1) });
      return { W1: neg(g.W1), b1: neg(g.b1), W2: neg(g.W2), b2: neg(g.b2) };
    },
  },
  {
    name: "dense: multiplied with one, plus zero, minus zero",
    hand: "numbers",
    backward: (p, x, t) => {
      const g = gather(x, errors(p, x, t));
      return { W1: mul(1, g.W1), b1: add(0, g.b1), W2: sub(g.W2, 0), b2: div(g.b2, 1) };
    },
  },
  {
    name: "dense: float32",
    dtype: "float32",
    backward: (p, x, t) => gather(x, errors(p, x, t)),
  },
  {
    name: "dense: float32 numbers of a batch of 64",
    dtype: "float32",
    batch: 64,
    hand: "numbers",
    backward: (p, x, t) => gather(x, errors(p, x, t)),
  },
  {
    name: "dense: one sample, no sum over the batch needed",
    batch: 1,
    hand: "numbers",
    backward: (p, x, t) => {
      const { h, d2, d1 } = errors(p, x, t);
      return { W1: outer(at(x, 0), at(d1, 0)), b1: at(d1, 0), W2: outer(at(h, 0), at(d2, 0)), b2: at(d2, 0) };
    },
  },
  {
    name: "dense: plain loops over plain numbers",
    backward: ({ W1, b1, W2, b2 }, x, t) => {
      const [A, a, B, b] = [W1, b1, W2, b2].map((p) => p.toArray()) as [number[][], number[], number[][], number[]];
      const [gA, ga, gB, gb] = [
        A.map((r) => r.map(() => 0)),
        a.map(() => 0),
        B.map((r) => r.map(() => 0)),
        b.map(() => 0),
      ];
      const targets = t.toArray() as number[][];
      for (const [n, row] of (x.toArray() as number[][]).entries()) {
        const h = a.map((bias, k) => Math.tanh(row.reduce((z, v, j) => z + v * A[j]![k]!, bias)));
        const error = b.map((bias, m) => h.reduce((y, v, k) => y + v * B[k]![m]!, bias) - targets[n]![m]!);
        for (const [k, v] of h.entries()) {
          let back = 0;
          for (const [m, e] of error.entries()) {
            gB[k]![m]! += (2 * e * v) / t.size;
            back += (2 * e * B[k]![m]!) / t.size;
          }
          back *= (1 - v) * (1 + v);
          ga[k]! += back;
          for (const [j, input] of row.entries()) gA[j]![k]! += back * input;
        }
        for (const [m, e] of error.entries()) gb[m]! += (2 * e) / t.size;
      }
      return { W1: tensor(gA), b1: tensor(ga), W2: tensor(gB), b2: tensor(gb) };
    },
  },
  {
    name: "dense: forward accumulation, one pass for each entry of each parameter",
    batch: 3,
    backward: ({ W1, b1, W2, b2 }, x, t) => {
      const h = tanh(add(matmul(x, W1), b1));
      const r: Tensor = mul(2 / t.size, sub(add(matmul(h, W2), b2), t));
      const slope: Tensor = sub(1, square(h));
      const unit = (p: Tensor, i: number): Tensor =>
        reshape(tensor(Array.from({ length: p.size }, (_, k) => (k === i ? 1 : 0))), p.shape);
      const along = (p: Tensor, dy: (v: Tensor) => Tensor): Tensor =>
        reshape(tensor(Array.from({ length: p.size }, (_, i) => sum(mul(r, dy(unit(p, i)))).item())), p.shape);
      return {
        W1: along(W1, (v) => matmul(mul(slope, matmul(x, v)), W2)),
        b1: along(b1, (v) => matmul(mul(slope, v), W2)),
        W2: along(W2, (v) => matmul(h, v)),
        b2: along(b2, (v) => v),
      };
    },
  },
];

const withRelu: Version<Two, Data>[] = [
  { mask: (z: Tensor) => greater(z, 0), name: "ReLU: masked with z > 0" },
  { mask: (z: Tensor) => greater(relu(z), 0), name: "ReLU: masked with a > 0, which is the same" },
  { mask: (z: Tensor) => equal(relu(z), z), name: "ReLU: masked where output and input agree" },
  { mask: (z: Tensor) => div(add(1, sign(z)), 2), name: "ReLU: (1 + sign z)/2" },
  { mask: (z: Tensor) => where(greater(z, 0), div(z, z), mul(0, z)), name: "ReLU: z/z where positive" },
].map(({ name, mask }, i) => ({
  name,
  hand: i % 2 === 0 ? "numbers" : "function",
  backward: (p: Two, x: Tensor, t: Tensor) => reluGradients(p, x, t, mask),
}));

function reluGradients({ W1, b1, W2, b2 }: Two, x: Tensor, t: Tensor, mask: (z: Tensor) => Tensor): Two {
  const z: Tensor = add(matmul(x, W1), b1);
  const h: Tensor = maximum(z, 0);
  const d2: Tensor = sub(add(matmul(h, W2), b2), t);
  const d1: Tensor = mul(matmul(d2, transpose(W2)), mask(z));
  return gather(x, { h, d2, d1 });
}

const reluLoss = ({ W1, b1, W2, b2 }: Two, x: Tensor, t: Tensor): Tensor =>
  mul(0.5, sum(square(sub(add(matmul(relu(add(matmul(x, W1), b1)), W2), b2), t))));
const usual: Version<Two, Data>["backward"] = (p, x, t) => reluGradients(p, x, t, (z) => greater(z, 0));

/** Dense nets. */
export const correctDense: readonly Right[] = [
  ...rightly<Two, Data>(
    "dense",
    ({ batch, normal }) => ({
      params: { W1: normal(3, 3), b1: normal(3), W2: normal(3, 2), b2: normal(2) },
      data: [normal(batch, 3), normal(batch, 2)],
      batchAxis: 0,
      loss: ({ W1, b1, W2, b2 }, x, t): Tensor =>
        mean(square(sub(add(matmul(tanh(add(matmul(x, W1), b1)), W2), b2), t))),
    }),
    inRows,
  ),
  ...rightly<Two, Data>(
    "dense",
    ({ batch, normal }) => ({
      params: { W1: normal(3, 4), b1: normal(4), W2: normal(4, 2), b2: normal(2) },
      data: [normal(batch, 3), normal(batch, 2)],
      batchAxis: 0,
      loss: reluLoss,
    }),
    withRelu,
  ),
  ...rightly<Two, Data>(
    "dense",
    ({ batch, normal }) => ({
      params: { W1: normal(3, 4), b1: sub(normal(4), 50), W2: normal(4, 2), b2: normal(2) },
      data: [normal(batch, 3), normal(batch, 2)],
      batchAxis: 0,
      loss: reluLoss,
    }),
    [{ name: "ReLU: all hidden units are dead, and their gradients exact zeros", hand: "numbers", backward: usual }],
  ),
  ...rightly<Two, Data>(
    "dense",
    ({ batch, normal }) => ({
      params: { W1: normal(3, 4), b1: mul([1, 1, 0, 1], normal(4)), W2: mul(0, normal(4, 2)), b2: normal(2) },
      data: [normal(batch, 3), normal(batch, 2)],
      batchAxis: 0,
      loss: reluLoss,
    }),
    [{ name: "ReLU: zeros for the output's weights, so that no error goes back", backward: usual }],
  ),
  ...rightly<Two, Data>(
    "dense",
    ({ batch, normal }) => ({
      params: { W1: normal(3, 4), b1: normal(4), W2: mul(0, normal(4, 2)), b2: tensor([2, -1]) },
      data: [normal(batch, 3), add(mul(0, normal(batch, 2)), [2, -1])],
      batchAxis: 0,
      loss: reluLoss,
    }),
    [{ name: "ReLU: a perfect fit, every gradient is exactly zero", hand: "numbers", backward: usual }],
  ),
];
