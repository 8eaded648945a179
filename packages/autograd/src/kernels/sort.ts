import { dataOf } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { blocksOf, rowsOf } from "./copy.ts";

/** out ← the order of the entries of `x` along an axis: equal ones keep their order, NaN come last. */
export function argsort(out: Tensor, x: Tensor, axis: number): void {
  const { outer, length, inner } = blocksOf(x.shape, axis);
  const { data, offset } = rowsOf(x);
  const to = dataOf(out);
  const lane = new Float64Array(length);
  const order = new Int32Array(length);
  const compare = (i: number, j: number): number => {
    const [a, b] = [lane[i]!, lane[j]!];
    if (a < b) return -1;
    if (a > b) return 1;
    return Number(a !== a) - Number(b !== b);
  };
  for (let k = 0; k < outer * inner; k++) {
    const first = Math.floor(k / inner) * length * inner + (k % inner);
    for (let i = 0; i < length; i++) {
      lane[i] = data[offset + first + i * inner]!;
      order[i] = i;
    }
    order.sort(compare);
    for (let i = 0; i < length; i++) to[out.offset + first + i * inner] = order[i]!;
  }
}

/** out ← for each number in `values` how many entries of the sorted `list` come before it; NaN count as the largest. */
export function searchSorted(out: Tensor, list: Tensor, values: Tensor, right: boolean): void {
  const [a, v] = [rowsOf(list), rowsOf(values)];
  const to = dataOf(out);
  const before = (x: number, y: number): boolean => x < y || (y !== y && x === x);
  for (let i = 0; i < values.size; i++) {
    const value = v.data[v.offset + i]!;
    let [low, high] = [0, list.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = a.data[a.offset + middle]!;
      if (right ? !before(value, entry) : before(entry, value)) low = middle + 1;
      else high = middle;
    }
    to[out.offset + i] = low;
  }
}
