import { blocksOf, rowsOf } from "../kernels/copy.ts";
import { linearN } from "../kinds.ts";
import { apply1, type Primitive } from "../primitive.ts";
import { dataOf } from "../storage.ts";
import { commonDType } from "./pack.ts";
import { rangeOf, slicePrimitive } from "./slice.ts";

type Along = { readonly axis: number };

/** The length that several tensors have together along an axis. */
function lengthOf(xs: readonly { readonly shape: readonly number[] }[], axis: number): number {
  let length = 0;
  for (const x of xs) length += x.shape[axis]!;
  return length;
}

/** Tensors one after the other along an axis; they agree in all other axes. */
export const concatenatePrimitive: Primitive = linearN<Along>({
  name: "concatenate",
  formula: String.raw`(x_1; \dots; x_n)`,
  reverse: ["slice of g that came from x"],
  abstract: (xs, { axis }) => {
    const length = lengthOf(xs, axis);
    return [{ shape: xs[0]!.shape.map((n, d) => (d === axis ? length : n)), dtype: commonDType(xs) }];
  },
  run: ([out], xs, { axis }) => {
    const to = dataOf(out!);
    const { outer, length, inner } = blocksOf(out!.shape, axis);
    let before = out!.offset;
    for (const x of xs) {
      const { data, offset } = rowsOf(x);
      const run = x.shape[axis]! * inner;
      for (let block = 0; block < outer; block++) {
        const from = offset + block * run;
        to.set(data.subarray(from, from + run), before + block * length * inner);
      }
      before += run;
    }
  },
  transposes: [
    (g, { axis }, xs, i) => {
      const region = rangeOf(g.shape, axis, lengthOf(xs.slice(0, i), axis), xs[i]!.shape[axis]!);
      return apply1(slicePrimitive, g, region);
    },
  ],
});
