import { add, astype, exp, log, sub, type Tensor } from "@wengert/autograd";

/** ln(1 + x). */
export const log1p = (x: Tensor): Tensor => log(add(1, x));

/** eˣ − 1. */
export const expm1 = (x: Tensor): Tensor => sub(exp(x), 1);

/** 1 where the condition holds and 0 elsewhere, in the dtype of `like`. */
export function indicator(condition: Tensor, like: Tensor): Tensor {
  return astype(condition, like.dtype);
}
