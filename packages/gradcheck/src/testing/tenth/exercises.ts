import { add, at, matmul, mean, mul, outer, sigmoid, square, sub, sum, tensor, transpose } from "@wengert/autograd";
import { normals, plant } from "../everyday/case.ts";

const f = normals(5306);

/** The four cases of exclusive or. */
const xor = plant({
  name: "exclusive or",
  kind: "dense",
  params: { W: f(2, 2), b: f(2), v: f(2), c: f() },
  data: [
    tensor([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]),
    tensor([0, 1, 1, 0]),
  ],
  batchAxis: 0,
  loss: ({ W, b, v, c }, X, t) => {
    const y = sigmoid(add(matmul(sigmoid(add(matmul(X, W), b)), v), c));
    return mul(0.5, sum(square(sub(y, t))));
  },
  hand: (wrong, { W, b, v, c }, X, t) => {
    const h = sigmoid(add(matmul(X, W), b));
    const y = sigmoid(add(matmul(h, v), c));
    const error = sub(y, t);
    const delta = wrong("as cross-entropy") ? error : mul(error, mul(y, sub(1, y)));
    const dh = outer(delta, v);
    const dz = mul(dh, mul(h, sub(1, h)));
    const pattern = 3;
    return {
      gradients: {
        W: wrong("last pattern") ? outer(at(X, pattern), at(dz, pattern)) : matmul(transpose(X), dz),
        b: sum(dz, wrong("b over units") ? 1 : 0),
        v: matmul(transpose(h), wrong("error for delta") ? error : delta),
        c: wrong("c meant") ? mean(delta) : sum(delta),
      },
      intermediates: { h, y, error, delta, dh, dz },
    };
  },
  mistakes: {
    "as cross-entropy": [
      ["missing-activation-derivative", "wrong-forward"],
      ["delta", "z2", "W", "b", "v", "c"],
      "y - t, as if the loss were the cross-entropy",
    ],
    "last pattern": [["one-sample"], ["W"], "the last pattern's gradient only"],
    "b over units": [["wrong-axis"], ["b"], "summed over the units"],
    "error for delta": [
      ["missing-activation-derivative", "wrong-upstream"],
      ["v"],
      "the error without the sigmoid's derivative",
    ],
    "c meant": [["mean-for-sum", "factor"], ["c"], "a mean over the patterns"],
  },
  numbers: ["last pattern"],
  bare: ["c meant"],
});

/** Exercises of a first course. */
export const tenthExercises = [...xor];
