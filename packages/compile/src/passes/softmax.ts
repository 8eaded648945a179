import {
  abs,
  add,
  div,
  type Equation,
  exp,
  less,
  log,
  max,
  reshape,
  sub,
  sum,
  type Tensor,
  where,
} from "@wengert/autograd";

/**
 * What the logarithm of a sum of exponentials and the shares in it are made of, so that they become loops, which are fused
 * with what is around them. Null for another operation.
 */
export function softmaxBody({ primitive, params, inputs }: Equation): ((x: Tensor) => Tensor[]) | null {
  if (primitive.name !== "softmax" || inputs[0]!.shape.includes(0)) return null;
  const axes = (params as unknown as { readonly axes: number }).axes;
  return (x) => {
    const rank = x.shape.length;
    const last = Array.from({ length: axes }, (_, d) => rank - axes + d);
    const top = max(x, last, { keepdims: true });
    const shift = where(less(abs(top), Number.POSITIVE_INFINITY), top, 0);
    const terms = exp(sub(x, shift));
    const total = sum(terms, last, { keepdims: true });
    return [reshape(add(log(total), shift), x.shape.slice(0, rank - axes)), div(terms, total)];
  };
}
