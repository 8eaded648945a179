import {
  add,
  astype,
  at,
  div,
  greater,
  log,
  matmul,
  matvec,
  maximum,
  mean,
  mul,
  outer,
  relu,
  reshape,
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
import { normals, oneHot, plant, uniforms } from "../everyday/case.ts";

const scan = normals(1291);
const single = (t: Tensor) => astype(t, "float32");

/** Scanned digits in float32: three layers of sigmoids, quadratic cost; a script that returns everything in a record. */
const scannedDigits = plant({
  name: "scanned digits in float32",
  kind: "dense",
  batchAxis: 0,
  tolerance: 2e-4,
  params: {
    W1: single(scan(5, 4)),
    b1: single(scan(4)),
    W2: single(scan(4, 4)),
    b2: single(scan(4)),
    W3: single(scan(4, 4)),
    b3: single(scan(4)),
  },
  data: [single(scan(6, 5)), single(oneHot([3, 0, 1, 2, 2, 1], 4))],
  loss: ({ W1, b1, W2, b2, W3, b3 }, x, y) => {
    const a1 = sigmoid(add(matmul(x, W1), b1));
    const a2 = sigmoid(add(matmul(a1, W2), b2));
    const a3 = sigmoid(add(matmul(a2, W3), b3));
    return div(sum(square(sub(a3, y))), 6);
  },
  hand: (wrong, { W1, b1, W2, b2, W3, b3 }, x, y) => {
    const prime = (a: Tensor) => mul(a, sub(1, a));
    const z1 = add(matmul(x, W1), b1);
    const a1 = sigmoid(z1);
    const z2 = add(matmul(a1, W2), b2);
    const a2 = sigmoid(z2);
    const z3 = add(matmul(a2, W3), b3);
    const a3 = sigmoid(z3);
    const dz3 = mul(mul(wrong("one half that is not there") ? 1 / 6 : 2 / 6, sub(a3, y)), prime(a3));
    const da2 = matmul(dz3, wrong("W3 untransposed") ? W3 : transpose(W3));
    const dz2 = mul(da2, prime(a2));
    const da1 = matmul(dz2, transpose(W2));
    const dz1 = mul(da1, prime(wrong("a2 for a1") ? a2 : a1));
    const dW2 = matmul(transpose(a1), dz2);
    const dW3 = matmul(transpose(a2), dz3);
    const rate = wrong("rate already in") ? 0.05 : 1;
    const db3 = sum(dz3, 0, { keepdims: true });
    const gradients = {
      W1: mul(rate, matmul(transpose(x), dz1)),
      b1: mul(rate, sum(dz1, 0)),
      W2: mul(rate, wrong("two matrices swapped") ? dW3 : dW2),
      b2: mul(rate, sum(dz2, 0)),
      W3: mul(rate, wrong("two matrices swapped") ? dW2 : dW3),
      b3: mul(rate, wrong("bias as a row") ? db3 : reshape(db3, [4])),
    };
    return { gradients, intermediates: { z1, a1, z2, a2, z3, a3, dz3, da2, dz2, da1, dz1 } };
  },
  mistakes: {
    "one half that is not there": [
      ["factor"],
      ["dz3", "da2", "dz2", "da1", "dz1", "W1", "b1", "W2", "b2", "W3", "b3"],
      "the cost has no 1/2",
    ],
    "W3 untransposed": [["transposed"], ["da2", "dz2", "da1", "dz1", "W1", "b1", "W2", "b2"], "da2 = dz3 W3"],
    "a2 for a1": [
      ["wrong-layer", "off-by-one-layer", "derivative-at-wrong-value"],
      ["dz1", "W1", "b1"],
      "sigmoid' of layer 2 in layer 1",
    ],
    "rate already in": [["factor"], ["W1", "b1", "W2", "b2", "W3", "b3"], "the learning rate, 0.05, was multiplied in"],
    "two matrices swapped": [["structure", "wrong-layer"], ["W2", "W3"], "dW3 was returned as W2 and dW2 as W3"],
    "bias as a row": [["structure"], ["b3"], "[1, 4] for [4]: keepdims was left on"],
  },
  pairs: ["W3 untransposed+bias as a row"],
  numbers: ["rate already in", "two matrices swapped"],
  bare: ["one half that is not there", "a2 for a1", "rate already in"],
});

const nabla = normals(1292);

/** The lists nabla_w and nabla_b, a loop over the samples, columns as vectors, cross-entropy of sigmoids, mean. */
const nablaLists = plant({
  name: "nabla in lists",
  kind: "dense",
  batchAxis: 0,
  params: { w: [nabla(4, 3), nabla(4, 4), nabla(2, 4)], b: [nabla(4), nabla(4), nabla(2)] },
  data: [nabla(5, 3), mul(1, greater(nabla(5, 2), 0))],
  loss: ({ w, b }, X, Y) => {
    let A = X;
    for (let l = 0; l < 3; l++) A = sigmoid(add(matmul(A, transpose(w[l]!)), b[l]!));
    return div(mul(-1, sum(add(mul(Y, log(A)), mul(sub(1, Y), log(sub(1, A)))))), 5);
  },
  hand: (wrong, { w, b }, X, Y) => {
    const nablaW: Tensor[] = w.map((m) => zerosLike(m));
    const nablaB: Tensor[] = b.map((v) => zerosLike(v));
    for (let n = 0; n < 5; n++) {
      const activations: Tensor[] = [at(X, n)];
      for (let l = 0; l < 3; l++) activations.push(sigmoid(add(matvec(w[l]!, activations[l]!), b[l]!)));
      let delta: Tensor = sub(activations[3]!, at(Y, n));
      if (wrong("delta of the quadratic cost")) delta = mul(delta, mul(activations[3]!, sub(1, activations[3]!)));
      for (let l = 2; l >= 0; l--) {
        if (l < 2) {
          const a = activations[wrong("a of the layer before") && l > 0 ? l : l + 1]!;
          const back = matvec(transpose(w[l + 1]!), delta);
          delta = wrong("first sigmoid' lost") && l === 0 ? back : mul(back, mul(a, sub(1, a)));
        }
        const dw = div(outer(delta, activations[l]!), 5);
        const db = div(delta, wrong("biases summed") ? 1 : 5);
        nablaW[l] = wrong("nabla of the middle overwritten") && l === 1 ? dw : add(nablaW[l]!, dw);
        nablaB[l] = add(nablaB[l]!, db);
      }
    }
    return wrong("biases not returned") ? { w: nablaW } : { w: nablaW, b: nablaB };
  },
  mistakes: {
    "delta of the quadratic cost": [
      ["doubled-activation-derivative", "wrong-forward"],
      ["w[0]", "w[1]", "w[2]", "b[0]", "b[1]", "b[2]"],
      "(a - y) sigmoid' for the cross-entropy",
    ],
    "a of the layer before": [
      ["off-by-one-layer", "wrong-layer", "derivative-at-wrong-value"],
      ["w[0]", "w[1]", "b[0]", "b[1]"],
      "sigmoid' with the layer's input instead of its output",
    ],
    "first sigmoid' lost": [
      ["missing-activation-derivative"],
      ["w[0]", "b[0]"],
      "delta of the first layer without sigmoid'",
    ],
    "biases summed": [
      ["sum-for-mean", "factor"],
      ["b[0]", "b[1]", "b[2]"],
      "the mean over samples was forgotten for b",
    ],
    "nabla of the middle overwritten": [["one-sample"], ["w[1]"], "= for += in the loop over samples"],
    "biases not returned": [["structure"], ["b[0]", "b[1]", "b[2]"], "the record has no b"],
  },
  pairs: ["first sigmoid' lost+biases summed"],
  numbers: ["a of the layer before"],
});

const twins = normals(1293);

/** Signatures, the same or not: one net for both pictures, a contrastive loss on the distance with margin 2. */
const signatures = plant({
  name: "signatures of twins",
  kind: "dense",
  batchAxis: 0,
  params: { W: mul(0.6, twins(4, 3)), b: twins(3), U: mul(0.6, twins(3, 3)) },
  data: [twins(5, 4), twins(5, 4), reshape(mul(1, greater(uniforms(1293)(0, 1, 5), 0.5)), [5, 1])],
  loss: ({ W, b, U }, left, right, same) => {
    const embed = (x: Tensor) => matmul(tanh(add(matmul(x, W), b)), U);
    const gap = sub(embed(left), embed(right));
    const distance = sqrt(sum(square(gap), 1, { keepdims: true }));
    const apart = square(relu(sub(2, distance)));
    return mul(0.5, mean(add(mul(same, square(distance)), mul(sub(1, same), apart))));
  },
  hand: (wrong, { W, b, U }, left, right, same) => {
    const h1 = tanh(add(matmul(left, W), b));
    const h2 = tanh(add(matmul(right, W), b));
    const gap = matmul(sub(h1, h2), U);
    const d = sqrt(sum(square(gap), 1, { keepdims: true }));
    const short = maximum(sub(2, d), 0);
    const apart = wrong("pushed together") ? short : mul(-1, short);
    const dd = div(add(mul(same, d), mul(sub(1, same), apart)), 5);
    const dgap = wrong("length of the gap forgotten") ? mul(dd, gap) : mul(dd, div(gap, d));
    const dh = matmul(dgap, transpose(U));
    const dz1 = mul(dh, sub(1, square(h1)));
    const dz2 = mul(dh, sub(1, square(wrong("first tanh' for both") ? h1 : h2)));
    const dU = matmul(transpose(wrong("U sees the left one") ? h1 : sub(h1, h2)), dgap);
    const second = matmul(transpose(right), dz2);
    return {
      gradients: {
        W: wrong("twins added") ? add(matmul(transpose(left), dz1), second) : sub(matmul(transpose(left), dz1), second),
        b: sub(sum(dz1, 0), sum(dz2, 0)),
        U: dU,
      },
      intermediates: { h1, h2, gap, dgap, dh },
    };
  },
  mistakes: {
    "pushed together": [["sign"], ["dgap", "dh", "W", "b", "U"], "the minus of 2 - d for pairs that are apart"],
    "length of the gap forgotten": [
      ["missing-term"],
      ["dgap", "dh", "W", "b", "U"],
      "1/d from the root in the distance",
    ],
    "first tanh' for both": [
      ["derivative-at-wrong-value", "wrong-layer", "stale-cache"],
      ["W", "b"],
      "h1 in the second net's tanh'",
    ],
    "U sees the left one": [["missing-term"], ["U"], "U acts through both nets"],
    "twins added": [["sign"], ["W"], "the second net's gradient has the other sign"],
  },
  pairs: ["first tanh' for both+U sees the left one"],
  numbers: ["pushed together", "twins added"],
  bare: ["length of the gap forgotten", "twins added"],
});

/** Deep nets as lists and records. */
export const twelfthLists = [...scannedDigits, ...nablaLists, ...signatures];
