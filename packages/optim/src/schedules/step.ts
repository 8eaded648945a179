import { div, floor, less, sub, type Tensor, where } from "@wengert/autograd";

/** How often a period fits into the steps taken: ⌊t / n⌋. Exact: the quotient of a whole multiple is not rounded. */
export function periods(step: Tensor, length: number): Tensor {
  return floor(div(step, length));
}

/** From one rate to another along the steps from `start` to `start + length`, and constant outside of them. */
export function share(step: Tensor, start: number, length: number): Tensor {
  const t = div(sub(step, start), length);
  return where(less(t, 0), 0, where(less(t, 1), t, 1));
}
