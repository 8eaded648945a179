import { type DType, promote } from "../dtype.ts";
import { ShapeError, showShape } from "../errors.ts";
import { linear, linearN } from "../kinds.ts";
import { apply1, applyN, type Primitive } from "../primitive.ts";
import { sameShape } from "../shape.ts";
import { dataOf, stridesOf, view } from "../storage.ts";
import { copyStrided } from "../strided.ts";
import type { Tensor } from "../tensor.ts";

type Row = { readonly i: number; readonly rows: number };

/** Entry i along the first axis. */
export const rowPrimitive: Primitive = linear<Row>({
  name: "row",
  formula: String.raw`x_i`,
  reverse: ["zeros, with g as row i"],
  abstract: (x) => ({ shape: x.shape.slice(1), dtype: x.dtype }),
  view: (x, { i }) => view(x, x.shape.slice(1), x.offset + i * stridesOf(x)[0]!, stridesOf(x).slice(1)),
  transpose: (g, params) => apply1(unrowPrimitive, g, params),
});

/** Zeros with `x` as entry i along a new first axis: the transpose of `row`. */
export const unrowPrimitive: Primitive = linear<Row>({
  name: "unrow",
  formula: String.raw`e_i \otimes x`,
  reverse: ["row i of g"],
  abstract: (x, { rows }) => ({ shape: [rows, ...x.shape], dtype: x.dtype }),
  run: (out, x, { i }) => {
    copyStrided(dataOf(out), out.offset + i * x.size, dataOf(x), x.offset, x.shape, stridesOf(x));
  },
  transpose: (g, params) => apply1(rowPrimitive, g, params),
});

/** Tensors of one shape as the entries of a new first axis. */
export const packPrimitive: Primitive = linearN({
  name: "pack",
  formula: String.raw`[x_1, \dots, x_n]`,
  reverse: ["row i of g"],
  abstract: (xs) => [{ shape: [xs.length, ...xs[0]!.shape], dtype: commonDType(xs) }],
  run: ([out], xs) => {
    xs.forEach((x, i) => {
      copyStrided(dataOf(out!), out!.offset + i * x.size, dataOf(x), x.offset, x.shape, stridesOf(x));
    });
  },
  transposes: [(g, _params, xs, i) => apply1(rowPrimitive, g, { i, rows: xs.length })],
});

/** The dtype that holds the elements of all of them; unlike in arithmetic, bools stay bools. */
export function commonDType(xs: readonly { readonly dtype: DType }[]): DType {
  let dtype = xs[0]!.dtype;
  for (const x of xs) if (x.dtype !== dtype) dtype = promote(dtype, x.dtype);
  return dtype;
}

/**
 * Tensors of one shape as the entries of a new first axis.
 *
 * @throws ShapeError when the shapes differ.
 */
export function pack(xs: readonly Tensor[]): Tensor {
  const first = xs[0]!;
  const other = xs.findIndex((x) => !sameShape(x.shape, first.shape));
  if (other > 0) {
    const shapes = xs.map((x) => x.shape);
    throw new ShapeError({
      code: "shape-mismatch",
      op: "stack",
      problem: `all entries must have one shape, entry ${other} differs from entry 0`,
      got: `${showShape(first.shape)} and ${showShape(xs[other]!.shape)}`,
      hint: "an array of tensors is stacked; concatenate(xs) joins along an axis that exists and may differ in length",
      shapes,
    });
  }
  return applyN(packPrimitive, xs, null)[0]!;
}
