import { astype, type Tensor } from "@wengert/autograd";

/** 1 where the condition holds and 0 elsewhere, in the dtype of `like`. */
export function indicator(condition: Tensor, like: Tensor): Tensor {
  return astype(condition, like.dtype);
}
