import { astype, less, sub, type Tensor, TraceError, where } from "@wengert/autograd";
import { flatData, type TypedArray } from "@wengert/autograd/engine";

/** 1 where the condition holds and 0 elsewhere, in the dtype of `like`. */
export function indicator(condition: Tensor, like: Tensor): Tensor {
  return astype(condition, like.dtype);
}

/**
 * Indices among `count`, in which those below 0 are out of range and do not count from the end: for programs that are
 * staged, whose indices can be looked at by the operation that uses them alone.
 */
export function notFromTheEnd(index: Tensor, count: number): Tensor {
  return where(less(index, 0), sub(index, count), index);
}

/** The numbers of a tensor; none while a program is being staged. */
export function numbersIfKnown(t: Tensor): readonly number[] | TypedArray {
  try {
    return flatData(t);
  } catch (error) {
    if (error instanceof TraceError) return [];
    throw error;
  }
}
