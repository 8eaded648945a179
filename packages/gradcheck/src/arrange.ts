import type { Tensor } from "@wengert/autograd";
import { wrap } from "@wengert/autograd/engine";
import { flat } from "./numbers.ts";

/** A tensor of these numbers, in row-major order. */
export function tensorOf(numbers: Float64Array, shape: readonly number[], like: Tensor): Tensor {
  const single = like.dtype === "float32";
  return wrap(shape.slice(), single ? "float32" : "float64", single ? Float32Array.from(numbers) : numbers);
}

/** The slices along an axis taken from other places of it; zeros where the place is −1. */
export function arrange(x: Tensor, axis: number, from: (i: number) => number): Tensor {
  const { shape } = x;
  const n = shape[axis]!;
  const numbers = flat(x);
  const out = new Float64Array(numbers.length);
  let inner = 1;
  for (let d = axis + 1; d < shape.length; d++) inner *= shape[d]!;
  for (let i = 0; i < n; i++) {
    const source = from(i);
    if (source < 0) continue;
    for (let start = 0; start < numbers.length; start += n * inner) {
      const [to, at] = [start + i * inner, start + source * inner];
      for (let j = 0; j < inner; j++) out[to + j] = numbers[at + j]!;
    }
  }
  return tensorOf(out, shape, x);
}
