import {
  abs,
  div,
  equal,
  all as every,
  exp,
  less,
  log,
  matmul,
  mul,
  neg,
  random,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dataLike } from "./dataLike.ts";
import { compareGradients } from "./index.ts";
import { flat } from "./numbers.ts";

interface Weights {
  readonly W: Tensor;
}

const rng = random.RandomState(5);
const softmax = (z: Tensor, axis: number): Tensor => {
  const e = exp(z);
  return div(e, sum(e, axis, { keepdims: true }));
};
const isOne = (x: Tensor): boolean => every(less(abs(sub(x, 1)), 1e-9)).item() === 1;

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const numbers = fc.constantFrom<(i: number) => number>(
  () => 0,
  () => 1,
  (i) => i % 2,
  (i) => (i % 3) - 1,
  (i) => i / 7,
  (i) => 1 / (i + 1),
  (i) => Math.cos(i),
  (i) => Number(i === 0),
);

describe("data of the kind of others", () => {
  test.each([1, -1])("are matrices that equal %s times their transposes where the given ones do", (turn) => {
    const given = tensor([
      [0, 1, 0],
      [turn, 0, -2.5],
      [0, turn * -2.5, 0],
    ]) as Tensor;
    const other = dataLike(rng)(given, [3, 3]);
    expect(every(equal(other, mul(turn, transpose(other)))).item()).toBe(1);
    expect(flat(other).map((v) => Number(v !== 0))).toEqual(flat(given).map((v) => Number(v !== 0)));
    expect(flat(other)).not.toEqual(flat(given));
  });

  test("have the shape that was asked for and finite numbers, whatever the others are", () => {
    fc.assert(
      fc.property(shape, numbers, fc.nat(2), fc.integer({ min: 1, max: 7 }), (shape, number, axis, length) => {
        const size = shape.reduce((a, b) => a * b, 1);
        const x = tensor(
          Array.from({ length: size }, (_, i) => number(i)),
          { shape },
        );
        const asked = shape.map((n, d) => (d === axis && size > 0 ? length : n));
        const other = dataLike(rng)(x as Tensor, asked);
        expect(flat(other).every(Number.isFinite)).toBe(true);
        if (!(shape.length === 2 && shape[0] === shape[1])) expect(other.shape).toEqual(asked);
      }),
      { numRuns: 300 },
    );
  });

  test("add up to 1 along the axis along which the others do", () => {
    for (const axis of [0, 1, 2]) {
      const x = softmax(rng.randn(3, 4, 2) as Tensor, axis);
      const other = dataLike(rng)(x, [3, 4, 2]);
      expect(isOne(sum(other, axis))).toBe(true);
      expect(flat(other)).not.toEqual(flat(x));
    }
  });

  test("stay symmetric where edges of a graph add up to 1", () => {
    for (const edges of [
      [
        [0, 1, 0, 0],
        [1, 0, 0, 0],
        [0, 0, 0, 1],
        [0, 0, 1, 0],
      ],
      [
        [0.5, 0.2, 0.3],
        [0.2, 0.7, 0.1],
        [0.3, 0.1, 0.6],
      ],
    ]) {
      const other = dataLike(rng)(tensor(edges) as Tensor, [edges.length, edges.length]);
      expect(flat(other)).toEqual(flat(transpose(other) as Tensor));
      for (const axis of [0, 1]) expect(isOne(sum(other, axis))).toBe(true);
    }
  });

  test("have length 1 along the axis along which the others have it", () => {
    const x = rng.randn(3, 4) as Tensor;
    for (const axis of [0, 1]) {
      const length = (x: Tensor): Tensor => sqrt(sum(square(x), axis, { keepdims: true }));
      expect(isOne(length(dataLike(rng)(div(x, length(x)), [3, 4])))).toBe(true);
    }
  });

  test("are no whole numbers where these were measured, and those beside it where there is one alone", () => {
    const draw = (numbers: readonly number[], measured: boolean): number[] => [
      ...flat(dataLike(random.RandomState(4), () => measured)(tensor([...numbers]), [6])),
    ];
    expect(draw([2, 4, 6], false).every((x) => [2, 4, 6].includes(x))).toBe(true);
    expect(draw([2, 4, 6], true).some((x) => !Number.isInteger(x))).toBe(true);
    expect(draw([0, 1, 1], true).every((x) => x === 0 || x === 1)).toBe(true);
    expect(new Set(draw([2, 2], false))).toEqual(new Set([1, 2]));
    expect([...flat(dataLike(random.RandomState(4))(tensor([3]), [1]))]).toEqual([2]);
  });

  test("are the same where the others are", () => {
    const like = dataLike(rng);
    const x = rng.randn(2, 3) as Tensor;
    expect(like(tensor(x.toArray()) as Tensor, [5, 3])).not.toBe(like(rng.randn(2, 3) as Tensor, [5, 3]));
    const other = like(x, [5, 3]);
    expect(like(tensor(x.toArray()) as Tensor, [5, 3])).toBe(other);
  });
});

describe("no false alarm", () => {
  test("where samples are columns and p - t rests on labels that add up to 1", () => {
    const T = tensor(
      Array.from({ length: 3 }, (_, i) => Array.from({ length: 6 }, (_, j) => Number((j * 2) % 3 === i))),
    );
    const X = rng.randn(5, 6) as Tensor;
    const output = (W: Tensor, X: Tensor): Tensor => softmax(matmul(W, X) as Tensor, 0);
    const checked = compareGradients({
      params: { W: rng.randn(3, 5) as Tensor },
      data: [X, T as Tensor],
      loss: ({ W }: Weights, X: Tensor, T: Tensor) => neg(sum(mul(T, log(output(W, X))))),
      hand: ({ W }: Weights, X: Tensor, T: Tensor) => ({ W: matmul(sub(output(W, X), T), transpose(X)) }),
      batchAxis: 1,
    });
    expect(checked.causes).toEqual([]);
    expect(checked.ok).toBe(true);
  });

  const squares: [string, number[][]][] = [
    [
      "in turn",
      [
        [0, 0, 1],
        [1, 0, 0],
        [0, 1, 0],
      ],
    ],
    [
      "exchanged",
      [
        [0, 1, 0],
        [1, 0, 0],
        [0, 0, 1],
      ],
    ],
    [
      "on the diagonal",
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    ],
    [
      "smoothed",
      [
        [0.9, 0.05, 0.05],
        [0.05, 0.9, 0.05],
        [0.05, 0.05, 0.9],
      ],
    ],
    [
      "soft, of two classes",
      [
        [0.2, 0.8],
        [0.8, 0.2],
      ],
    ],
    [
      "soft, in turn",
      [
        [0.7, 0.2, 0.1],
        [0.1, 0.7, 0.2],
        [0.2, 0.1, 0.7],
      ],
    ],
  ];
  test.each(squares)("where there are as many labels as classes, %s: rows or columns", (_name, labels) => {
    const T = tensor(labels) as Tensor;
    const n = labels.length;
    for (const inputs of [4, n]) {
      for (const axis of [0, 1]) {
        const output = (W: Tensor, X: Tensor): Tensor =>
          axis === 1 ? softmax(matmul(X, W) as Tensor, 1) : softmax(matmul(W, X) as Tensor, 0);
        for (const batchAxis of [0, 1]) {
          const checked = compareGradients({
            params: { W: (axis === 1 ? rng.randn(inputs, n) : rng.randn(n, inputs)) as Tensor },
            data: [(axis === 1 ? rng.randn(n, inputs) : rng.randn(inputs, n)) as Tensor, T],
            loss: ({ W }: Weights, X: Tensor, T: Tensor) => neg(sum(mul(T, log(output(W, X))))),
            hand: ({ W }: Weights, X: Tensor, T: Tensor) => {
              const dZ = sub(output(W, X), T);
              return { W: axis === 1 ? matmul(transpose(X), dZ) : matmul(dZ, transpose(X)) };
            },
            batchAxis,
          });
          expect(checked.causes).toEqual([]);
        }
      }
    }
  });

  const graphs: [string, number[][][]][] = [
    [
      "edges",
      [
        [
          [0, 1, 0],
          [1, 0, 1],
          [0, 1, 0],
        ],
        [
          [0, 1, 1],
          [1, 0, 0],
          [1, 0, 0],
        ],
      ],
    ],
    [
      "weights",
      [
        [
          [2, 0.5, -1],
          [0.5, 1, 0.2],
          [-1, 0.2, 3],
        ],
        [
          [1, 0.3, 0.7],
          [0.3, 2, 0],
          [0.7, 0, 1],
        ],
      ],
    ],
  ];
  test.each(graphs)(
    "where every sample has a symmetric matrix of %s that is not transposed on the way back",
    (_name, edges) => {
      const output = (W: Tensor, X: Tensor, A: Tensor): Tensor => matmul(A, matmul(X, W)) as Tensor;
      const checked = compareGradients({
        params: { W: rng.randn(4, 2) as Tensor },
        data: [rng.randn(2, 3, 4) as Tensor, tensor(edges) as Tensor],
        loss: ({ W }: Weights, X: Tensor, A: Tensor) => sum(square(output(W, X, A))),
        hand: ({ W }: Weights, X: Tensor, A: Tensor) => ({
          W: sum(matmul(transpose(X, [0, 2, 1]), matmul(A, mul(2, output(W, X, A)))), 0),
        }),
      });
      expect(checked.causes).toEqual([]);
    },
  );

  test("where a matrix is minus its transpose", () => {
    const checked = compareGradients({
      params: { W: rng.randn(3) as Tensor, v: rng.randn(3) as Tensor },
      data: [
        tensor([
          [0, 1, -2],
          [-1, 0, 0.5],
          [2, -0.5, 0],
        ]) as Tensor,
      ],
      loss: ({ W, v }: Weights & { readonly v: Tensor }, J: Tensor) => sum(mul(W, matmul(J, v))),
      hand: ({ W, v }: Weights & { readonly v: Tensor }, J: Tensor) => ({ W: matmul(J, v), v: neg(matmul(J, W)) }),
    });
    expect(checked.causes).toEqual([]);
  });

  test("where a mask has its scale, and the square of one is that times the other", () => {
    const mask = mul(
      1.25,
      tensor([
        [1, 0, 1],
        [1, 1, 1],
        [0, 1, 1],
        [1, 1, 0],
      ]),
    ) as Tensor;
    const output = (W: Tensor, X: Tensor, k: Tensor): Tensor => mul(k, matmul(X, W)) as Tensor;
    const checked = compareGradients({
      params: { W: rng.randn(2, 3) as Tensor },
      data: [rng.randn(4, 2) as Tensor, mask],
      loss: ({ W }: Weights, X: Tensor, k: Tensor) => sum(square(output(W, X, k))),
      hand: ({ W }: Weights, X: Tensor, k: Tensor) => ({ W: matmul(transpose(X), mul(2.5, output(W, X, k))) }),
    });
    expect(checked.causes).toEqual([]);
  });

  test("where the hand takes lengths that are the sums of the mask, as they are in the given data", () => {
    const mask = tensor([
      [1, 1, 0],
      [1, 0, 0],
      [1, 1, 1],
      [1, 1, 0],
    ]) as Tensor;
    const output = (W: Tensor, X: Tensor, m: Tensor): Tensor => mul(m, matmul(X, W)) as Tensor;
    const checked = compareGradients({
      params: { W: rng.randn(2, 3) as Tensor },
      data: [rng.randn(4, 2) as Tensor, mask, tensor([2, 1, 3, 2]) as Tensor],
      loss: ({ W }: Weights, X: Tensor, m: Tensor, _lengths: Tensor) =>
        sum(div(sum(square(output(W, X, m)), 1), sum(m, 1))),
      hand: ({ W }: Weights, X: Tensor, m: Tensor, lengths: Tensor) => ({
        W: matmul(div(transpose(X), lengths), mul(2, output(W, X, m))),
      }),
    });
    expect(checked.causes).toEqual([]);
  });

  test("where one label is a vector: it can have another length, and stays one-hot", () => {
    const checked = compareGradients({
      params: { W: rng.randn(4) as Tensor },
      data: [tensor([1, 0, 0, 0]) as Tensor],
      loss: ({ W }: Weights, t: Tensor) => neg(sum(mul(t, log(softmax(W, 0))))),
      hand: ({ W }: Weights, t: Tensor) => ({ W: sub(softmax(W, 0), t) }),
    });
    expect(checked.ok).toBe(true);
  });

  test("where the target is the input, and the hand uses that", () => {
    const X = rng.randn(4, 3) as Tensor;
    const checked = compareGradients({
      params: { W: rng.randn(3, 3) as Tensor },
      data: [X, X],
      loss: ({ W }: Weights, X: Tensor, T: Tensor) => sum(square(sub(matmul(X, W), T))),
      hand: ({ W }: Weights, X: Tensor) => ({ W: mul(2, matmul(transpose(X), sub(matmul(X, W), X))) }),
    });
    expect(checked.ok).toBe(true);
  });
});
