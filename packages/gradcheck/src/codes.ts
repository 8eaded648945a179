/** The causes that a comparison can name; a closed list. @public */
export type CauseCode =
  | "factor"
  | "sign"
  | "transposed"
  | "not-summed"
  | "wrong-axis"
  | "mean-for-sum"
  | "sum-for-mean"
  | "missing-activation-derivative"
  | "doubled-activation-derivative"
  | "derivative-at-wrong-value"
  | "wrong-layer"
  | "wrong-upstream"
  | "off-by-one-layer"
  | "missing-term"
  | "extra-term"
  | "regulariser"
  | "one-sample"
  | "stale-cache"
  | "softmax-diagonal"
  | "clipped"
  | "wrong-forward"
  | "structure"
  | "unknown";

/** What a cause means, how it looks in a program, and what to do. @public */
export interface CauseDescription {
  readonly means: string;
  /** The wrong line, and the right one. */
  readonly wrong: string;
  readonly right: string;
}

/**
 * All causes that a comparison can name: a closed list. `docs/gradient-causes.md` is made from it.
 *
 * @example causeCodes["not-summed"].right // sum(dz, 0)
 * @public
 */
export const causeCodes: Readonly<Record<CauseCode, CauseDescription>> = {
  factor: {
    means:
      "The gradient, or a part of it, is a multiple of the right one. The report says which number it is: a 2 or a 1/2, a size of the net, a learning rate.",
    wrong: "da = div(sub(a, t), n) // for mean(square(sub(a, t)))",
    right: "da = div(mul(2, sub(a, t)), n)",
  },
  sign: {
    means: "The gradient, or a part of it, points the other way.",
    wrong: "da = mul(2, sub(t, a))",
    right: "da = mul(2, sub(a, t))",
  },
  transposed: {
    means:
      "A gradient of weights is transposed, or the weights are not transposed where the gradient goes back through them.",
    wrong: "da1 = matmul(dz2, W2)",
    right: "da1 = matmul(dz2, transpose(W2))",
  },
  "not-summed": {
    means: "A parameter that all samples share has one gradient per sample: the sum over the batch is missing.",
    wrong: "db = dz",
    right: "sum(dz, 0)",
  },
  "wrong-axis": {
    means:
      "Something was summed, averaged or compared along another axis than it should be; also a softmax that subtracts the maximum of the columns and sums the rows.",
    wrong: "db = sum(dz, 1)",
    right: "db = sum(dz, 0)",
  },
  "mean-for-sum": {
    means: "Divided by a size where the loss has a sum, or divided a second time.",
    wrong: "db = mean(dz, 0)",
    right: "db = sum(dz, 0)",
  },
  "sum-for-mean": {
    means: "The loss is a mean, and what was differentiated is the sum.",
    wrong: "da = mul(2, sub(a, t)) // for mean(square(sub(a, t)))",
    right: "da = div(mul(2, sub(a, t)), a.size)",
  },
  "missing-activation-derivative": {
    means: "The way back through an activation lacks the factor f'(z).",
    wrong: "dz = da",
    right: "dz = mul(da, mul(a, sub(1, a)))",
  },
  "doubled-activation-derivative": {
    means: "f'(z) is there twice; often after p - t, which has the derivative of sigmoid or softmax in it already.",
    wrong: "dz = mul(sub(p, t), mul(p, sub(1, p))) // for the cross-entropy",
    right: "dz = sub(p, t)",
  },
  "derivative-at-wrong-value": {
    means:
      "A derivative is taken at another value than the one that went in: f'(a) for f'(z), z for a as a layer's input, another sample's input.",
    wrong: "dz = mul(da, mul(z, sub(1, z)))",
    right: "dz = mul(da, mul(a, sub(1, a)))",
  },
  "wrong-layer": {
    means: "Weights, values or gradients of another layer stand in the place of this one's.",
    wrong: "da1 = matmul(dz2, transpose(W1))",
    right: "da1 = matmul(dz2, transpose(W2))",
  },
  "wrong-upstream": {
    means: "A gradient is made with another derivative than that by the layer's own z.",
    wrong: "dW2 = matmul(transpose(a1), dz3)",
    right: "dW2 = matmul(transpose(a1), dz2)",
  },
  "off-by-one-layer": {
    means: "A loop over layers or time takes the neighbour's value.",
    wrong: "dW[l] = matmul(transpose(a[l]), dz[l])",
    right: "dW[l] = matmul(transpose(a[l - 1]), dz[l])",
  },
  "missing-term": {
    means:
      "One of several ways by which a value acts on the loss was left out: a residual, an earlier step, the mean in a normalisation, a factor.",
    wrong: "dh = through(dz) // the value goes around the block as well",
    right: "dh = add(through(dz), dout)",
  },
  "extra-term": {
    means: "The gradient has a term that the loss does not have.",
    wrong: "dW = add(matmul(transpose(x), dz), lambda)",
    right: "dW = matmul(transpose(x), dz)",
  },
  regulariser: {
    means: "The derivative of a regularisation term is missing, has another factor, or belongs to other parameters.",
    wrong: "dW = add(matmul(transpose(x), dz), mul(lambda, W)) // for lambda sum(W**2)",
    right: "dW = add(matmul(transpose(x), dz), mul(2 * lambda, W))",
  },
  "one-sample": {
    means: "The gradient is that of one sample alone, as after = where += was meant.",
    wrong: "dW = outer(dz, x) // in the loop over samples",
    right: "dW = add(dW, outer(dz, x))",
  },
  "stale-cache": {
    means:
      "Something from before is used: weights after their update, values or gradients of another call, parameters that the backward pass changes.",
    wrong: "W2 = sub(W2, mul(rate, dW2)); da1 = matmul(dz2, transpose(W2))",
    right: "da1 = matmul(dz2, transpose(W2)); W2 = sub(W2, mul(rate, dW2))",
  },
  "softmax-diagonal": {
    means: "The softmax was differentiated as if each output depended on its own input alone.",
    wrong: "dz = mul(g, mul(p, sub(1, p)))",
    right: "dz = mul(p, sub(g, sum(mul(g, p), -1, { keepdims: true })))",
  },
  clipped: {
    means: "The gradient was cut off, entry by entry or to a length: right for an optimizer, not for a comparison.",
    wrong: "dW = minimum(maximum(dW, -1), 1)",
    right: "dW // clip it in the training step",
  },
  "wrong-forward": {
    means: "The two do not compute the same loss, or not the same values on the way; compare the forward passes first.",
    wrong: "hand differentiates the squared error, loss is the cross-entropy",
    right: "the same loss on both sides",
  },
  structure: {
    means:
      "What the hand returned is not built like the parameters: a gradient is missing, has another shape, or stands in another's place.",
    wrong: "return { W: dW, b: reshape(db, [1, 3]) } // b is [3]",
    right: "return { W: dW, b: db }",
  },
  unknown: {
    means:
      "The gradients differ, and no mistake that is known here explains it. The report gives the cosine, the best factor and the worst entries; intermediate values (`intermediates`) show where the difference begins.",
    wrong: "",
    right: "",
  },
};
