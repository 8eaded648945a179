import { add, astype, div, less, sub, type Tensor, where } from "@wengert/autograd";

/** ⌊x⌋ for x ≥ 0, as a float64. */
export function floor(x: Tensor): Tensor {
  return astype(astype(x, "int32"), "float64");
}

/** How often a period fits into the steps taken: ⌊t / n⌋, exact for whole numbers. */
export function periods(step: Tensor, length: number): Tensor {
  // Half a step more: the quotient of two whole numbers may be rounded below the whole number that it is.
  return floor(div(add(step, 0.5), length));
}

/** From one rate to another along the steps from `start` to `start + length`, and constant outside of them. */
export function share(step: Tensor, start: number, length: number): Tensor {
  const t = div(sub(step, start), length);
  return where(less(t, 0), 0, where(less(t, 1), t, 1));
}
