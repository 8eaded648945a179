import {
  abs,
  add,
  at,
  concatenate,
  div,
  greater,
  less,
  matmul,
  maximum,
  mean,
  minimum,
  mul,
  outer,
  reshape,
  sign,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  where,
  zeros,
  zerosLike,
} from "@wengert/autograd";
import { type Right, rightly } from "./rightly.ts";

type Data = [Tensor, Tensor];

// A recurrent state driven by one sequence [T, 2], the cost at its end.
type Cell = [Tensor, Tensor];
function statesOf([U, V]: Cell, xs: Tensor): Tensor[] {
  const s: Tensor[] = [zeros([3])];
  for (let t = 0; t < xs.shape[0]!; t++) s.push(tanh(add(matmul(U, at(xs, t)), matmul(V, s[t]!))));
  return s;
}
const recurrent = rightly<Cell, Data>(
  "recurrent",
  ({ normal }) => ({
    params: [normal(3, 2), mul(0.6, normal(3, 3))],
    data: [normal(4, 2), normal(3)],
    loss: (cell, xs, target): Tensor => mul(0.5, sum(square(sub(statesOf(cell, xs)[4]!, target)))),
  }),
  [
    {
      name: "recurrent: from the end, step by step",
      batch: 1,
      hand: "numbers",
      backward: (cell, xs, target) => {
        const s = statesOf(cell, xs);
        let [dU, dV]: Cell = [zerosLike(cell[0]), zerosLike(cell[1])];
        let ds: Tensor = sub(s[4]!, target);
        for (let t = 3; t >= 0; t--) {
          const d: Tensor = mul(ds, sub(1, square(s[t + 1]!)));
          [dU, dV] = [add(dU, outer(d, at(xs, t))), add(dV, outer(d, s[t]!))];
          ds = matmul(d, cell[1]);
        }
        return [dU, dV];
      },
    },
    {
      name: "recurrent: the products of the steps' Jacobians from the front",
      batch: 1,
      backward: (cell, xs, target) => {
        const s = statesOf(cell, xs);
        const error: Tensor = sub(s[4]!, target);
        const slope = (t: number): Tensor => sub(1, square(s[t + 1]!));
        let [dU, dV]: Cell = [zerosLike(cell[0]), zerosLike(cell[1])];
        for (let t = 0; t < 4; t++) {
          let d: Tensor = error;
          for (let later = 3; later > t; later--) d = matmul(transpose(cell[1]), mul(slope(later), d));
          d = mul(slope(t), d);
          dU = add(dU, outer(d, at(xs, t)));
          dV = add(dV, outer(d, s[t]!));
        }
        return [dU, dV];
      },
    },
  ],
);

// A signal [N, 6], a kernel of three, tanh, the sum of squares.
interface Kernel {
  k: Tensor;
  c: Tensor;
}
function convolved({ k, c }: Kernel, x: Tensor): Tensor {
  let z: Tensor = c;
  for (let j = 0; j < 3; j++) z = add(z, mul(at(k, j), at(x, ":", `${j}:${j + 4}`)));
  return z;
}
function kernelError(params: Kernel, x: Tensor, t: Tensor): Tensor {
  const a = tanh(convolved(params, x));
  return mul(sub(a, t), sub(1, square(a)));
}
const convolution = rightly<Kernel, Data>(
  "convolution",
  ({ batch, normal }) => ({
    params: { k: normal(3), c: normal(1) },
    data: [normal(batch, 6), normal(batch, 4)],
    batchAxis: 0,
    loss: (params, x, t): Tensor => mul(0.5, sum(square(sub(tanh(convolved(params, x)), t)))),
  }),
  [
    {
      name: "convolution: every window as a row, one product",
      backward: (params, x, t) => {
        const d = kernelError(params, x, t);
        const rows = reshape(
          stack(
            [0, 1, 2].map((j) => at(x, ":", `${j}:${j + 4}`)),
            2,
          ),
          [d.size, 3],
        );
        return { k: matmul(reshape(d, [d.size]), rows), c: reshape(sum(d), [1]) };
      },
    },
    {
      name: "convolution: scattered position by position",
      hand: "numbers",
      backward: (params, x, t) => {
        const d = kernelError(params, x, t).toArray() as number[][];
        const xs = x.toArray() as number[][];
        const dk = [0, 0, 0];
        for (let p = 3; p >= 0; p--) {
          for (let j = 0; j < 3; j++) for (let n = 0; n < xs.length; n++) dk[j]! += xs[n]![p + j]! * d[n]![p]!;
        }
        return { k: tensor(dk), c: tensor([d.flat().reduce((total, v) => total + v, 0)]) };
      },
    },
    {
      name: "convolution: the correlation of two flipped signals, flipped back",
      backward: (params, x, t) => {
        const d: Tensor = at(kernelError(params, x, t), ":", "::-1");
        const turned: Tensor = at(x, ":", "::-1");
        const dk = stack([0, 1, 2].map((j) => sum(mul(d, at(turned, ":", `${j}:${j + 4}`)))));
        return { k: at(dk, "::-1"), c: at(sum(d, [0, 1], { keepdims: true }), 0) };
      },
    },
  ],
);

// Batch normalisation after a matrix.
interface Norm {
  W: Tensor;
  gamma: Tensor;
  beta: Tensor;
}
function normalise(z: Tensor): { hat: Tensor; s: Tensor } {
  const centred: Tensor = sub(z, mean(z, 0));
  const s: Tensor = sqrt(add(mean(square(centred), 0), 1e-5));
  return { hat: div(centred, s), s };
}
const normalised = rightly<Norm, Data>(
  "normalised",
  ({ batch, normal }) => ({
    params: { W: normal(3, 2), gamma: add(1, mul(0.3, normal(2))), beta: normal(2) },
    data: [normal(batch, 3), normal(batch, 2)],
    batchAxis: 0,
    loss: ({ W, gamma, beta }, x, t): Tensor => {
      const { hat } = normalise(matmul(x, W));
      return mean(square(sub(add(mul(gamma, hat), beta), t)));
    },
  }),
  [
    {
      name: "batch norm: the short formula",
      hand: "numbers",
      backward: ({ W, gamma, beta }, x, t) => {
        const n = x.shape[0]!;
        const { hat, s } = normalise(matmul(x, W));
        const d: Tensor = mul(2 / t.size, sub(add(mul(gamma, hat), beta), t));
        const [dbeta, dgamma]: [Tensor, Tensor] = [sum(d, 0), sum(mul(d, hat), 0)];
        const dz: Tensor = mul(div(gamma, mul(n, s)), sub(sub(mul(n, d), dbeta), mul(hat, dgamma)));
        return { W: matmul(transpose(x), dz), gamma: dgamma, beta: dbeta };
      },
    },
    {
      name: "batch norm: the Jacobian of each unit as a matrix over the batch",
      backward: ({ W, gamma, beta }, x, t) => {
        const n = x.shape[0]!;
        const { hat, s } = normalise(matmul(x, W));
        const d: Tensor = mul(2 / t.size, sub(add(mul(gamma, hat), beta), t));
        const identity = tensor(
          Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))),
        );
        const columns = [0, 1].map((u) => {
          const h: Tensor = at(hat, ":", u);
          const J: Tensor = div(sub(identity, div(add(1, outer(h, h)), n)), at(s, u));
          return matmul(J, mul(at(gamma, u), at(d, ":", u))) as Tensor;
        });
        return { W: matmul(transpose(x), stack(columns, 1)), gamma: sum(mul(d, hat), 0), beta: sum(d, 0) };
      },
    },
  ],
);

// A linear model with both penalties.
interface Linear {
  W: Tensor;
  b: Tensor;
}
const regularised = rightly<Linear, Data>(
  "regularised",
  ({ batch, normal }) => ({
    params: { W: normal(3, 2), b: normal(2) },
    data: [normal(batch, 3), normal(batch, 2)],
    batchAxis: 0,
    loss: ({ W, b }, x, t): Tensor =>
      add(
        mean(square(sub(add(matmul(x, W), b), t))),
        add(mul(0.1, sum(abs(W))), mul(0.05, add(sum(square(W)), sum(square(b))))),
      ),
  }),
  [
    {
      name: "penalties: the square's with the fit in one matrix, the sign chosen with where",
      backward: ({ W, b }, x, t) => {
        const n = t.size;
        const gram: Tensor = add(
          matmul(transpose(x), x),
          mul((0.1 * n) / 2, [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ]),
        );
        const rest: Tensor = matmul(transpose(x), sub(b, t));
        const signs: Tensor = where(greater(W, 0), 0.1, -0.1);
        const r: Tensor = sub(add(matmul(x, W), b), t);
        return {
          W: add(mul(2 / n, add(matmul(gram, W), rest)), signs),
          b: add(mul(2 / n, sum(r, 0)), mul(0.1, b)),
        };
      },
    },
    {
      name: "penalties: clipped at a million, which changes nothing",
      hand: "numbers",
      backward: ({ W, b }, x, t) => {
        const e: Tensor = mul(2 / t.size, sub(add(matmul(x, W), b), t));
        const clip = (g: Tensor): Tensor => minimum(maximum(g, -1e6), 1e6);
        return {
          W: clip(add(matmul(transpose(x), e), add(mul(0.1, sign(W)), mul(0.1, W)))),
          b: clip(add(sum(e, 0), mul(0.1, b))),
        };
      },
    },
  ],
);

// Two linear layers without anything between them, and an unused parameter.
interface Factors {
  A: Tensor;
  B: Tensor;
  unused: Tensor;
}
const deep = rightly<Factors, Data>(
  "deep",
  ({ batch, normal }) => ({
    params: { A: normal(3, 2), B: normal(2, 3), unused: normal(2) },
    data: [normal(batch, 3), normal(batch, 3)],
    batchAxis: 0,
    loss: ({ A, B, unused }, x, t): Tensor => add(mean(square(sub(matmul(matmul(x, A), B), t))), mul(0, sum(unused))),
  }),
  [
    {
      name: "deep linear: the product's gradient first, then the factors'; zeros for what is not used",
      hand: "numbers",
      backward: ({ A, B, unused }, x, t) => {
        const M: Tensor = matmul(A, B);
        const dM: Tensor = mul(2 / t.size, sub(matmul(matmul(transpose(x), x), M), matmul(transpose(x), t)));
        return { A: matmul(dM, transpose(B)), B: matmul(transpose(A), dM), unused: zerosLike(unused) };
      },
    },
    {
      name: "deep linear: errors by rows from the transposed side",
      backward: ({ A, B, unused }, x, t) => {
        const E: Tensor = mul(2 / t.size, sub(transpose(matmul(matmul(x, A), B)), transpose(t)));
        return {
          A: transpose(matmul(matmul(B, E), x)),
          B: transpose(matmul(E, matmul(x, A))),
          unused: mul(-1, mul(0, unused)),
        };
      },
    },
  ],
);

// A line: minus zero, a column of targets, a mask that keeps everything.
const meanSquare = rightly<[Tensor, Tensor], Data>(
  "mean-square",
  ({ batch, normal }) => ({
    params: [normal(1), normal(1)],
    data: [normal(batch), normal(batch)],
    batchAxis: 0,
    loss: ([w, c], x, y): Tensor => mean(square(sub(add(mul(w, x), c), y))),
  }),
  [
    {
      name: "line: from the sums Σx, Σx², Σxy, Σy",
      hand: "numbers",
      batch: 6,
      backward: ([w, c], x, y) => {
        const n = x.size;
        const [sx, sy, sxx, sxy]: Tensor[] = [sum(x), sum(y), sum(mul(x, x)), sum(mul(x, y))] as Tensor[];
        return [
          mul(2 / n, sub(add(mul(w, sxx!), mul(c, sx!)), sxy!)),
          mul(2 / n, sub(add(mul(w, sx!), mul(n, c)), sy!)),
        ];
      },
    },
    {
      name: "line: every residual kept by a mask that is always true",
      backward: ([w, c], x, y) => {
        const r: Tensor = sub(add(mul(w, x), c), y);
        const kept: Tensor = where(less(abs(r), 1e9), r, 0);
        const twice: Tensor = add(kept, kept);
        return [concatenate([reshape(mean(mul(twice, x)), [1])]), reshape(mean(twice), [1])];
      },
    },
  ],
);

/** Recurrent, convolved, normalised, regularised and linear nets. */
export const correctLayers: readonly Right[] = [
  ...recurrent,
  ...convolution,
  ...normalised,
  ...regularised,
  ...deep,
  ...meanSquare,
];
