import { axisOf, indexOutOfRange } from "../axes.ts";
import { at } from "../indexing/at.ts";
import { nonzeroIn } from "../kernels/nonzero.ts";
import { operand, type TensorLike } from "../lift.ts";
import { astype } from "../primitives/convert.ts";
import { reshapeTo } from "../primitives/structure.ts";
import { flatData, wrap } from "../storage.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { concatenate } from "./join.ts";
import { before, entriesAt } from "./pick.ts";
import { broadcastTo } from "./shape.ts";

function lane(op: string, input: TensorLike, axis: number | null): readonly [Tensor, number] {
  const x = operand(op, input);
  return axis === null ? [reshapeTo(x, [x.size]), 0] : [x, axisOf(op, axis, x.shape)];
}

/** Places counted from the front; `last` is the largest one allowed. */
function placesOf(op: string, index: number | readonly number[], x: Tensor, axis: number, last: number): number[] {
  const n = x.shape[axis]!;
  return [index].flat().map((i) => {
    if (!(Number.isInteger(i) && i >= -n && i <= last)) throw indexOutOfRange(op, i, axis, x.shape);
    return i < 0 ? i + n : i;
  });
}

/** The places that an index, a slice or a mask names. */
function deleted(
  index: number | string | readonly number[] | readonly boolean[] | Tensor,
  x: Tensor,
  d: number,
): ArrayLike<number> {
  const isMask = Array.isArray(index) && index.length > 0 && index.every((each) => typeof each === "boolean");
  if (typeof index !== "string" && !isMask && !isTensor(index)) {
    return placesOf("delete", index as number | readonly number[], x, d, x.shape[d]! - 1);
  }
  const places = new Int32Array(x.shape[d]!);
  for (let i = 0; i < places.length; i++) places[i] = i;
  const all = wrap([places.length], "int32", places);
  return within("delete", () => flatData(at(all, index as string)));
}

/**
 * A tensor without some entries of an axis; of the flattened tensor when no axis is given.
 *
 * Shapes: `x [..., n, ...]` → `[..., n − number of entries, ...]`. No derivative passes to what was left out.
 *
 * The entries are named by one place or a list of them, by a slice as text, `"1:3"`, by a mask of booleans, or by a
 * tensor of either.
 *
 * @throws ArgumentError when the axis or an entry does not exist, or the mask is of another length.
 * @example deleteEntries(tensor([10, 20, 30]), "1:") // [10.]
 * @example deleteEntries(tensor([10, 20, 30]), 1) // [10. 30.]
 * @public
 */
export function deleteEntries(
  input: TensorLike,
  index: number | string | readonly number[] | readonly boolean[] | Tensor,
  axis: number | null = null,
): Tensor {
  const [x, d] = lane("delete", input, axis);
  const stays = new Uint8Array(x.shape[d]!).fill(1);
  const gone = deleted(index, x, d);
  for (let i = 0; i < gone.length; i++) stays[gone[i]!] = 0;
  return entriesAt(x, nonzeroIn(stays), d);
}

/**
 * A tensor with entries put in before those at the given places, which count in the tensor as it was; into the flattened
 * tensor when no axis is given.
 *
 * Shapes: `x [..., n, ...]` → `[..., n + number of entries, ...]`; the values broadcast to what is put in. At one place all
 * entries of the values' own axis go in.
 *
 * @throws ArgumentError when the axis or an entry does not exist; ShapeError when the values do not broadcast.
 * @example insert(tensor([1, 2, 3]), 1, 9) // [1. 9. 2. 3.]
 * @example insert(tensor([1, 2, 3]), [0, 3], [8, 9]) // [8. 1. 2. 3. 9.]
 * @public
 */
export function insert(
  input: TensorLike,
  index: number | readonly number[] | Tensor,
  values: TensorLike,
  axis: number | null = null,
): Tensor {
  if (isTensor(index)) return insert(input, index.toArray() as number | readonly number[], values, axis);
  const [x, d] = lane("insert", input, axis);
  const n = x.shape[d]!;
  const places = placesOf("insert", index, x, d, n);
  const given = operand("insert", values);
  // At a single place the values may bring their own number of entries.
  const own = typeof index === "number" && given.ndim === x.ndim ? given.shape[d]! : places.length;
  const shape = x.shape.map((m, k) => (k === d ? own : m));
  const missing = typeof index === "number" && given.ndim > 0 && given.ndim < x.ndim;
  const spread = missing ? reshapeTo(given, [...given.shape.slice(0, d), 1, ...given.shape.slice(d)]) : given;
  const many = typeof index === "number" && x.ndim === 1 && given.ndim === 1;
  const entries = within("insert", () => broadcastTo(astype(spread, x.dtype), many ? [given.size] : shape));
  if (typeof index === "number") {
    const start = places[0]!;
    return concatenate([at(x, ...before(d), `:${start}`), entries, at(x, ...before(d), `${start}:`)], d);
  }
  // Behind the tensor in a joined one, and from there to their places, those at one place in their order.
  const order = new Int32Array(n + places.length);
  const sorted = places.map((_, k) => k).sort((a, b) => places[a]! - places[b]! || a - b);
  for (let i = 0, k = 0, o = 0; o < order.length; ) {
    if (k < sorted.length && places[sorted[k]!]! <= i) order[o++] = n + sorted[k++]!;
    else order[o++] = i++;
  }
  return entriesAt(concatenate([x, entries], d), order, d);
}
