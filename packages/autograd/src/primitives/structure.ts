import { sumKernel } from "@wengert/wasm";
import { keepingAxes, reducedShape } from "../axes.ts";
import { ShapeError, showShape } from "../errors.ts";
import { broadcastStrides, cast } from "../kernels/elementwise.ts";
import * as loops from "../kernels/loops.ts";
import { reduce, sumRows } from "../kernels/reduce.ts";
import { linear } from "../kinds.ts";
import { type Aval, apply1, type Primitive } from "../primitive.ts";
import { type Shape, sameShape } from "../shape.ts";
import { stridesOf, view } from "../storage.ts";
import { reshapedStrides } from "../strided.ts";
import type { Tensor } from "../tensor.ts";
import { convertPrimitive } from "./toDType.ts";

// Reshaping, repeating and summing are each other's transposes, and every adjoint goes through them; the functions
// that canonicalise what users write are in numpy/.

type NewShape = { readonly shape: Shape };
type Order = { readonly axes: readonly number[] };
/** The axes to reduce, rising; whether they stay with length 1. */
type Reduced = { readonly axes: readonly number[]; readonly keepdims?: boolean };

/** The same elements in row-major order under another shape. */
export const reshapePrimitive: Primitive = linear<NewShape>({
  name: "reshape",
  formula: String.raw`\text{the elements of } x \text{ in another shape}`,
  reverse: ["reshape(g, shape of x)"],
  abstract: (x, { shape }) => ({ shape, dtype: x.dtype }),
  view: (x, { shape }) => {
    if (x.strides === null) return view(x, shape, x.offset, null);
    const strides = x.size === 0 ? null : reshapedStrides(x.shape, x.strides, shape);
    if (strides !== null) return view(x, shape, x.offset, strides);
    const rows = cast(x, x.dtype);
    return view(rows, shape, rows.offset, null);
  },
  transpose: (g, _params, x) => reshapeTo(g, x.shape),
});

/** The axes in another order: axis d of the result is axis `axes[d]` of `x`. */
export const transposePrimitive: Primitive = linear<Order>({
  name: "transpose",
  formula: String.raw`x^{\mathsf T}`,
  reverse: ["transpose(g, inverse order)"],
  abstract: (x, { axes }) => ({ shape: axes.map((d) => x.shape[d]!), dtype: x.dtype }),
  view: (x, { axes }) => {
    const [rows, columns] = x.shape;
    if (axes.length === 2 && axes[0] === 1) {
      const [down, along] = x.strides ?? [columns!, 1];
      return view(x, [columns!, rows!], x.offset, [along!, down!]);
    }
    const steps = stridesOf(x);
    const shape: number[] = [];
    const strides: number[] = [];
    for (const d of axes) {
      shape.push(x.shape[d]!);
      strides.push(steps[d]!);
    }
    return view(x, shape, x.offset, strides);
  },
  transpose: (g, { axes }) => {
    const inverse = new Array<number>(axes.length);
    axes.forEach((d, i) => {
      inverse[d] = i;
    });
    return apply1(transposePrimitive, g, { axes: inverse });
  },
});

/** `x` repeated along new axes in front and along axes of length 1. */
export const broadcastPrimitive: Primitive = linear<NewShape>({
  name: "broadcastTo",
  formula: String.raw`x \text{ repeated to a shape}`,
  reverse: ["sum of g over the repeated axes"],
  abstract: (x, { shape }) => ({ shape, dtype: x.dtype }),
  view: (x, { shape }) => view(x, shape, x.offset, broadcastStrides(x, shape)),
  transpose: (g, _params, x) => unbroadcastTo(g, x),
});

/** The sum over the given axes. */
export const sumPrimitive: Primitive = linear<Reduced>({
  name: "sum",
  formula: String.raw`\sum_i x_i`,
  reverse: ["g repeated to the shape of x"],
  abstract: (x, { axes, keepdims }) => ({
    shape: reducedShape(x.shape, axes, keepdims),
    dtype: x.dtype === "bool" ? "int32" : x.dtype,
  }),
  run: (out, x, { axes }) => {
    reduce(out, x.dtype === "bool" ? cast(x, "int32") : x, axes, sumRows, loops.add, sumKernel);
  },
  transpose: (g, { axes }, x) => {
    // Where the first axes were summed, what is left lines up with the last ones as it is.
    const first = axes.length === 0 || axes[axes.length - 1] === axes.length - 1;
    return broadcastTo(first ? g : reshapeTo(g, keepingAxes(x.shape, axes)), x.shape);
  },
});

/** `x` under another shape of the same size. */
export function reshapeTo(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : apply1(reshapePrimitive, x, { shape });
}

/** `x` repeated to a shape that it broadcasts to. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : apply1(broadcastPrimitive, x, { shape });
}

/** A tangent in the shape and dtype of its value: repeated where the operation only repeated. */
export function broadcastLike(t: Tensor, like: Aval): Tensor {
  const tangent = t.dtype === like.dtype ? t : apply1(convertPrimitive, t, { dtype: like.dtype });
  return broadcastTo(tangent, like.shape);
}

/**
 * An adjoint in the shape and dtype of what it belongs to: summed over the axes along which that was repeated.
 *
 * @throws ShapeError when what it belongs to does not broadcast to the adjoint's shape.
 */
export function unbroadcastTo(g: Tensor, like: Aval): Tensor {
  let adjoint = g;
  if (!sameShape(g.shape, like.shape)) {
    const extra = g.shape.length - like.shape.length;
    const axes: number[] = [];
    if (extra < 0) throw wrongAdjoint(g, like);
    for (let d = 0; d < g.shape.length; d++) {
      if (d < extra || (like.shape[d - extra] === 1 && g.shape[d] !== 1)) axes.push(d);
      else if (like.shape[d - extra] !== g.shape[d]) throw wrongAdjoint(g, like);
    }
    if (axes.length > 0) adjoint = apply1(sumPrimitive, g, extra === 0 ? { axes, keepdims: true } : { axes });
    adjoint = reshapeTo(adjoint, like.shape);
  }
  return adjoint.dtype === like.dtype ? adjoint : apply1(convertPrimitive, adjoint, { dtype: like.dtype });
}

function wrongAdjoint(g: Tensor, like: Aval): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "a reverse rule",
    problem: "an adjoint must have the shape of the value that it belongs to",
    got: `an adjoint ${showShape(g.shape)} for a value ${showShape(like.shape)}`,
    hint: "in a rule of your own give back one adjoint per argument, in its shape: mul(g, derivative), not a number",
    shapes: [g.shape, like.shape],
  });
}
