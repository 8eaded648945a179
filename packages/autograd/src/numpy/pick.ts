import { axisOf } from "../axes.ts";
import type { TypedArray } from "../dtype.ts";
import { ArgumentError, showShape, TraceError } from "../errors.ts";
import { at } from "../indexing/at.ts";
import type { Index } from "../indexing/types.ts";
import { blocksOf } from "../kernels/copy.ts";
import { nonzeroIn } from "../kernels/nonzero.ts";
import { operand, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { applyN } from "../primitive.ts";
import { add, mul } from "../primitives/arithmetic.ts";
import { flatIndexPrimitive, takePrimitive } from "../primitives/gather.ts";
import { mod } from "../primitives/rounding.ts";
import { reshapeTo } from "../primitives/structure.ts";
import { flatData, wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { clip } from "./elementwise.ts";

/** The entries along an axis at places known when the function is called, which must exist. */
export function entriesAt(x: Tensor, places: Int32Array, axis: number): Tensor {
  const index = wrap([places.length], "int32", places);
  return applyN(takePrimitive, [x, index], { axis })[0]!;
}

/** The whole axis before the named one, so that an index stands for that axis. */
export function before(axis: number): Index[] {
  return new Array<Index>(axis).fill(":");
}

/**
 * The numbers of a tensor, for functions whose result has a shape that depends on them.
 *
 * @throws TraceError when it is abstract.
 */
export function numbersOf(op: string, x: Tensor, hint: string): TypedArray {
  if (x.storage !== null) return flatData(x);
  throw new TraceError({
    code: "abstract-value",
    op,
    problem: "the shape of the result depends on values, and while staging there are none",
    got: `an ${x}`,
    hint,
    shapes: [x.shape],
  });
}

/** The tensor and one of its axes, counted from the front; without an axis flattened. A single number is as long as 1. */
export function alongAxis(op: string, given: Tensor, axis: number | null): readonly [Tensor, number] {
  const x = axis === null || given.ndim === 0 ? reshapeTo(given, [given.size]) : given;
  return [x, axis === null ? 0 : axisOf(op, axis, x.shape)];
}

/** The entries along an axis at places that are looked at first. @throws ArgumentError when one does not exist. */
function taken(op: string, x: Tensor, index: Tensor, axis: number): Tensor {
  const params = { op, whole: x.shape, axes: [axis], lengths: [x.shape[axis]!] };
  const places = applyN(flatIndexPrimitive, [index], params)[0]!;
  return applyN(takePrimitive, [x, places], { axis })[0]!;
}

/** What `take` does with indices out of range. @public */
export interface TakeOptions {
  /** `"raise"` an error (unless said), `"wrap"` them around, or `"clip"` them to the ends. */
  readonly mode?: "raise" | "wrap" | "clip";
}

/**
 * Entries along an axis, by their indices; of the flattened tensor when no axis is given.
 *
 * Shapes: `x [..., n, ...]`, indices `[...i]` → `[..., ...i, ...]`, the shape of the indices in place of the axis.
 * A single number has one entry along axis 0.
 * The derivative goes back to where each entry came from; for an entry taken twice both add up.
 *
 * @throws ArgumentError when the axis or an entry does not exist.
 * @example take(tensor([10, 20, 30]), [2, 0, 0]) // [30. 10. 10.]
 * @example take(tensor([[1, 2], [3, 4]]), [1], 1)
 * // [[2.]
 * //  [4.]]
 * @public
 */
export function take(
  input: TensorLike,
  indices: TensorLike,
  axis: number | null = null,
  options: TakeOptions = {},
): Tensor {
  knownOptions("take", options, ["mode"]);
  const [x, d] = alongAxis("take", operand("take", input), axis);
  const n = x.shape[d]!;
  const { mode = "raise" } = options;
  const index = operand("take", indices);
  if (mode === "wrap") return taken("take", x, mod(index, n), d);
  return taken("take", x, mode === "clip" ? clip(index, 0, n - 1) : index, d);
}

/**
 * Entries along an axis, with an index of its own for every place: y[i, j] = x[i, index[i, j]] along the last axis. It
 * takes what `argsort` and `argmax` with `keepdims` give.
 *
 * Shapes: `x [..., n, ...]`, indices `[..., m, ...]` → `[..., m, ...]`; the other axes broadcast.
 *
 * @throws ArgumentError when the axis or an entry does not exist; ShapeError when the numbers of axes differ.
 * @example takeAlongAxis(tensor([[3, 1, 2], [4, 6, 5]]), [[1], [0]], 1)
 * // [[1.]
 * //  [4.]]
 * @public
 */
export function takeAlongAxis(input: TensorLike, indices: TensorLike, axis: number | null = -1): Tensor {
  return within("takeAlongAxis", () => {
    const given = [operand("takeAlongAxis", input), operand("takeAlongAxis", indices)] as const;
    const [x, index] = axis === null ? (given.map((each) => reshapeTo(each, [each.size])) as [Tensor, Tensor]) : given;
    if (x.ndim !== index.ndim) {
      throw new ArgumentError({
        code: "bad-argument",
        op: "takeAlongAxis",
        problem: `indices with ${index.ndim} axes do not fit a tensor with ${x.ndim}`,
        got: `${showShape(x.shape)} and ${showShape(index.shape)}`,
        hint: "one index for each entry of the result; argmax(x, axis, { keepdims: true }) keeps the axis",
        shapes: [x.shape, index.shape],
      });
    }
    const d = axisOf("takeAlongAxis", axis ?? 0, x.shape);
    if (x.ndim === 1 && index.dtype === "int32") return taken("takeAlongAxis", x, index, 0);
    const same = x.shape.every((n, k) => k === d || n === index.shape[k]);
    if (same && x.size < 2 ** 31) return takenAlong(x, index, d);
    // An open mesh: each other axis counts its own entries, as a column that broadcasts.
    const mesh = x.shape.map((n, k): Index => {
      if (k === d) return index;
      const places = wrap(
        [n],
        "int32",
        Int32Array.from({ length: n }, (_, i) => i),
      );
      return reshapeTo(
        places,
        x.shape.map((_, j) => (j === k ? n : 1)),
      );
    });
    return at(x, ...mesh);
  });
}

/** `takeAlongAxis` where nothing broadcasts: the places in the flattened tensor are found by arithmetic. */
function takenAlong(x: Tensor, index: Tensor, axis: number): Tensor {
  const params = { op: "takeAlongAxis", whole: x.shape, axes: [axis], lengths: [x.shape[axis]!] };
  const inside = applyN(flatIndexPrimitive, [index], params)[0]!;
  const { outer, length, inner } = blocksOf(x.shape, axis);
  const starts = Int32Array.from(
    { length: outer * inner },
    (_, k) => Math.floor(k / inner) * length * inner + (k % inner),
  );
  const first = wrap(
    x.shape.map((n, d) => (d === axis ? 1 : n)),
    "int32",
    starts,
  );
  const places = add(inner === 1 ? inside : mul(inside, inner), first);
  return applyN(takePrimitive, [reshapeTo(x, [x.size]), places], { axis: 0 })[0]!;
}

/**
 * The entries along an axis where a condition holds; of the flattened tensor when no axis is given. A condition that is
 * too short leaves the rest out.
 *
 * Shapes: condition `[m]`, `x [..., n, ...]` → `[..., number of true, ...]`. A single number has one entry along axis 0.
 *
 * @throws ArgumentError when the axis or an entry does not exist; TraceError while staging.
 * @example compress([false, true, true], tensor([1, 2, 3])) // [2. 3.]
 * @public
 */
export function compress(condition: TensorLike, input: TensorLike, axis: number | null = null): Tensor {
  const holds = numbersOf("compress", operand("compress", condition), "where(condition, x, 0) keeps all entries");
  const [x, d] = alongAxis("compress", operand("compress", input), axis);
  const places = nonzeroIn(holds);
  return taken("compress", x, wrap([places.length], "int32", places), d);
}

/**
 * The elements where a condition holds, one after the other.
 *
 * Shapes: condition and `x` of equal size → `[number of true]`.
 *
 * @throws ArgumentError when the condition is longer than the tensor; TraceError while staging.
 * @example extract([[true, false], [false, true]], tensor([[1, 2], [3, 4]])) // [1. 4.]
 * @public
 */
export function extract(condition: TensorLike, x: TensorLike): Tensor {
  return within("extract", () => {
    return compress(reshapeTo(operand("extract", condition), [operand("extract", condition).size]), x);
  });
}

/**
 * The indices of the elements that are not 0: one tensor of indices for each axis.
 *
 * Shapes: `x [...]` → for each axis `[number of elements that are not 0]`, int32.
 *
 * @throws ArgumentError when x is a single number, which has no axes; TraceError while staging.
 * @example nonzero(tensor([[1, 0], [0, 4]])) // [[0 1], [0 1]]
 * @public
 */
export function nonzero(input: TensorLike): Tensor[] {
  const x = operand("nonzero", input);
  if (x.ndim === 0) throw noAxes();
  const places = placesOfNonzero("nonzero", x);
  let step = x.size;
  return x.shape.map((n) => {
    step /= n;
    if (x.ndim === 1) return wrap([places.length], "int32", places);
    const along = new Int32Array(places.length);
    for (let k = 0; k < along.length; k++) along[k] = Math.floor(places[k]! / step) % n;
    return wrap([places.length], "int32", along);
  });
}

/**
 * The places of the elements that are not 0 in the flattened tensor.
 *
 * Shapes: `x [...]` → `[number of elements that are not 0]`, int32.
 *
 * @throws TraceError while staging.
 * @example flatnonzero(tensor([0, 5, 0, 7])) // [1 3]
 * @public
 */
export function flatnonzero(x: TensorLike): Tensor {
  const places = placesOfNonzero("flatnonzero", operand("flatnonzero", x));
  return wrap([places.length], "int32", places);
}

/**
 * The indices of the elements that are not 0, a row for each.
 *
 * Shapes: `x [...]` → `[number of elements that are not 0, number of axes]`, int32.
 *
 * @throws TraceError while staging.
 * @example argwhere(tensor([[1, 0], [0, 4]]))
 * // [[0 0]
 * //  [1 1]]
 * @public
 */
export function argwhere(input: TensorLike): Tensor {
  const x = operand("argwhere", input);
  const places = placesOfNonzero("argwhere", x);
  const rows = new Int32Array(places.length * x.ndim);
  for (let k = 0; k < places.length; k++) {
    let place = places[k]!;
    for (let d = x.ndim - 1; d >= 0; d--) {
      const n = x.shape[d]!;
      rows[k * x.ndim + d] = place % n;
      place = Math.floor(place / n);
    }
  }
  return wrap([places.length, x.ndim], "int32", rows);
}

function noAxes(): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "nonzero",
    problem: "a single number has no axes, so there are no indices to give",
    got: "shape []",
    hint: "notEqual(x, 0) asks whether it is 0; nonzero([x]) gives the indices along one axis",
    shapes: [[]],
  });
}

function placesOfNonzero(op: string, x: Tensor): Int32Array {
  return nonzeroIn(numbersOf(op, x, "where(condition, x, 0) keeps all elements"));
}
