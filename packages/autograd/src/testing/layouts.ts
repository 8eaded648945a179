import { newArray } from "../dtype.ts";
import { flatData, view, wrap } from "../storage.ts";
import { rowMajor } from "../strided.ts";
import type { Tensor } from "../tensor.ts";

/** What surrounds the elements of a view: it shows in any result that has read beyond them. */
const OUTSIDE = { float64: Number.NaN, float32: Number.NaN, int32: 77777, bool: 1 };

/** The same values in row-major order, in storage of their own. */
export function contiguous(x: Tensor): Tensor {
  return wrap(x.shape, x.dtype, flatData(x).slice());
}

/** Values as a view with the given strides, in storage from `first` to `last` beyond the place of the first element. */
function laidOut(x: Tensor, strides: readonly number[]): Tensor {
  let [first, last] = [0, 0];
  strides.forEach((step, d) => {
    const reach = step * Math.max(x.shape[d]! - 1, 0);
    if (reach < 0) first += reach;
    else last += reach;
  });
  const margin = 3;
  const data = newArray(x.dtype, last - first + 1 + 2 * margin).fill(OUTSIDE[x.dtype]);
  const offset = margin - first;
  const values = flatData(x);
  const steps = rowMajor(x.shape);
  values.forEach((value, k) => {
    let place = offset;
    strides.forEach((step, d) => {
      place += step * (Math.floor(k / steps[d]!) % x.shape[d]!);
    });
    data[place] = value;
  });
  return view(wrap([data.length], x.dtype, data), x.shape, offset, strides);
}

/** A way to lay the elements of a tensor out in storage. */
export interface Layout {
  readonly name: string;
  readonly of: (x: Tensor) => Tensor;
}

export const layouts: readonly Layout[] = [
  {
    name: "transposed",
    of: (x) => {
      const reversed = [...x.shape].reverse();
      return laidOut(x, rowMajor(reversed).reverse());
    },
  },
  {
    name: "sliced with gaps",
    of: (x) =>
      laidOut(
        x,
        rowMajor(x.shape).map((step) => 2 * step),
      ),
  },
  {
    name: "reversed",
    of: (x) =>
      laidOut(
        x,
        rowMajor(x.shape).map((step) => -step),
      ),
  },
  {
    name: "repeated along its first axis",
    of: (x) =>
      x.shape.length === 0
        ? x
        : view(
            x,
            x.shape,
            x.offset,
            rowMajor(x.shape).map((step, d) => (d === 0 ? 0 : step)),
          ),
  },
];
