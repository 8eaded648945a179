import { indexOutOfRange } from "../axes.ts";
import { ShapeError, showShape } from "../errors.ts";
import { rowsOf } from "../kernels/copy.ts";
import { broadcastStrides } from "../kernels/elementwise.ts";
import { gather, lastOfEach, put, scatterAdd } from "../kernels/gather.ts";
import { constant, linearN } from "../kinds.ts";
import { type Aval, applyN, type Primitive } from "../primitive.ts";
import { broadcastShapes, type Shape } from "../shape.ts";
import { dataOf, repeatedZero, wrap } from "../storage.ts";
import { copyStrided } from "../strided.ts";
import { wherePrimitive } from "./select.ts";
import { reshapeTo } from "./structure.ts";

type Along = { readonly axis: number };
type Into = { readonly axis: number; readonly length: number };

/** The shape with the axis replaced by several. */
function replaceAxis(shape: Shape, axis: number, by: Shape): Shape {
  return [...shape.slice(0, axis), ...by, ...shape.slice(axis + 1)];
}

/** The entries of `x` along one axis at the places in an int32 tensor, whose axes stand instead of that axis. */
export const takePrimitive: Primitive = linearN<Along>({
  name: "take",
  formula: String.raw`y_j = x_{i_j}`,
  reverse: ["scatterAdd(g, i)", ""],
  abstract: ([x, index], { axis }) => [{ shape: replaceAxis(x!.shape, axis, index!.shape), dtype: x!.dtype }],
  run: ([out], [x, index], { axis }) => gather(out!, x!, index!, axis),
  transposes: [
    (g, { axis }, [x, index]) => applyN(scatterAddPrimitive, [g, index!], { axis, length: x!.shape[axis]! })[0]!,
    null,
  ],
});

/** Zeros to which each entry of `x` is added at its place; entries with the same place add up. */
export const scatterAddPrimitive: Primitive = linearN<Into>({
  name: "scatterAdd",
  formula: String.raw`y_k = \sum_{j: i_j = k} x_j`,
  reverse: ["take(g, i)", ""],
  abstract: ([x, index], { axis, length }) => {
    const after = x!.shape.slice(axis + index!.shape.length);
    return [{ shape: [...x!.shape.slice(0, axis), length, ...after], dtype: x!.dtype }];
  },
  run: ([out], [x, index], { axis }) => scatterAdd(out!, x!, index!, axis),
  transposes: [(g, { axis }, [, index]) => applyN(takePrimitive, [g, index!], { axis })[0]!, null],
});

/**
 * `x` with the entries at the places in `index` replaced by those of `value`; where a place is named more than once,
 * the last entry stays.
 */
export const putPrimitive: Primitive = linearN<Along>({
  name: "put",
  formula: String.raw`y_{i_j} = v_j, \quad y_k = x_k \text{ elsewhere}`,
  reverse: ["put(g, i, 0)", "", "take(g, i) where the entry stayed, else 0"],
  abstract: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
  run: ([out], [x, index, value], { axis }) => put(out!, x!, index!, value!, axis),
  transposes: [
    (g, { axis }, [, index, value]) =>
      applyN(putPrimitive, [g, index!, repeatedZero(value!.shape, g.dtype)], { axis })[0]!,
    null,
    (g, { axis }, [x, index]) => {
      const taken = applyN(takePrimitive, [g, index!], { axis })[0]!;
      const stays = applyN(lastOfEachPrimitive, [index!], { length: x!.shape[axis]! })[0]!;
      const inner = x!.shape.slice(axis + 1).map(() => 1);
      const mask = reshapeTo(stays, [...stays.shape, ...inner]);
      return applyN(wherePrimitive, [mask, taken, repeatedZero([], g.dtype)], null)[0]!;
    },
  ],
});

/** Whether no later entry of an index tensor names the same place. */
export const lastOfEachPrimitive: Primitive = constant<{ readonly length: number }>({
  name: "lastOfEach",
  formula: String.raw`[\, i_k \ne i_j \text{ for all } k > j \,]`,
  abstract: ([index]) => [{ shape: index!.shape, dtype: "bool" }],
  run: ([out], [index], { length }) => lastOfEach(out!, index!, length),
});

type Indexed = {
  /** The name under which the reader indexed. */
  readonly op: string;
  /** The shape of the indexed tensor. */
  readonly whole: Shape;
  /** Of each index: the axis of the tensor at which it stands, and how many places it may name. */
  readonly axes: readonly number[];
  readonly lengths: readonly number[];
  /** Whether negative ones are an error, too. */
  readonly fromFront?: boolean;
};

/**
 * One place from several indices: that of the element (i₁, i₂, …) in row-major order. The indices broadcast, negative
 * ones count from the end; floats are accepted where they are whole.
 *
 * @throws ArgumentError when one is out of range or not a whole number; ShapeError when they do not broadcast.
 */
export const flatIndexPrimitive: Primitive = constant<Indexed>({
  name: "flatIndex",
  formula: String.raw`(i_1 n_2 + i_2)\, n_3 + \dots`,
  abstract: (indices, { op }) => [{ shape: sharedShape(op, indices), dtype: "int32" }],
  run: ([out], indices, { op, whole, axes, lengths, fromFront }) => {
    const to = dataOf(out!);
    const { shape, size, offset } = out!;
    const spread = new Int32Array(size);
    indices.forEach((index, i) => {
      const n = lengths[i]!;
      const places = new Int32Array(index.size);
      const { data, offset: first } = rowsOf(index);
      for (let j = 0; j < places.length; j++) {
        const value = data[first + j]!;
        if (!(value >= (fromFront === true ? 0 : -n) && value < n) || value % 1 !== 0) {
          throw indexOutOfRange(op, value, axes[i]!, whole, fromFront);
        }
        places[j] = value < 0 ? value + n : value;
      }
      if (places.length === size && indices.length === 1) {
        to.set(places, offset);
        return;
      }
      copyStrided(spread, 0, places, 0, shape, broadcastStrides(wrap(index.shape, "int32", places), shape));
      for (let j = 0; j < size; j++) to[offset + j] = to[offset + j]! * n + spread[j]!;
    });
  },
});

function sharedShape(op: string, indices: readonly Aval[]): Shape {
  let shape: Shape = [];
  for (const index of indices) {
    try {
      shape = broadcastShapes(op, shape, index.shape);
    } catch {
      throw new ShapeError({
        code: "shape-mismatch",
        op,
        problem: "index arrays pick element by element, so their shapes must broadcast",
        got: indices.map((each) => showShape(each.shape)).join(", "),
        hint: "for every combination of rows and columns make the rows a column: at(x, [[0], [1]], [0, 2, 3])",
        shapes: indices.map((each) => each.shape),
      });
    }
  }
  return shape;
}
