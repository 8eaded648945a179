import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { apply1, applyN } from "../primitive.ts";
import { astype } from "../primitives/convert.ts";
import { putPrimitive } from "../primitives/gather.ts";
import { where } from "../primitives/select.ts";
import { isWhole, setSlicePrimitive, slicePrimitive } from "../primitives/slice.ts";
import { broadcastTo, reshapeTo } from "../primitives/structure.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { fromLayout, layOut, toLayout } from "./layout.ts";
import { unknownPlaces } from "./mask.ts";
import { type IndexedAxes, type Plan, planIndex } from "./plan.ts";
import type { Index } from "./types.ts";

/**
 * A copy of a tensor in which a part has another value: what NumPy does in place with `x[…] = value`.
 *
 * `index` is one index or a list of them, one per axis, with the same meaning as the arguments of `at`. In a list an
 * array stands inside: `set(x, [[0, 2]], value)` replaces rows 0 and 2, `set(x, [0, 2], value)` one element.
 *
 * Shapes: `x [...]` → `[...]`; `value` broadcasts to the shape of `at(x, ...index)` and takes the dtype of x.
 *
 * Derivatives pass through `x` where it was kept and through `value` where it was put. Where an index array names a
 * place more than once, the last value stays, and only that one has a derivative.
 *
 * While staging, a mask computed from traced values chooses, as `where` does, if the value has length 1 along the axis
 * that the mask picks, or no such axis; other values would need to know how many places there are.
 *
 * @throws ArgumentError and TraceError as `at` does; ShapeError when the value does not broadcast to the part.
 * @example set(tensor([1, 2, 3]), "1:", 0) // [1. 0. 0.]
 * @example set(tensor([[1, 2], [3, 4]]), [":", 0], [7, 8])
 * // [[7. 2.]
 * //  [8. 4.]]
 * @public
 */
export function set<S extends Shape>(x: Tensor<S>, index: Index | readonly Index[], value: TensorLike): Tensor<S>;
export function set(x: TensorLike, index: Index | readonly Index[], value: TensorLike): Tensor;
export function set(input: TensorLike, index: Index | readonly Index[], value: TensorLike): Tensor {
  const x = operand("set", input);
  const plan = planIndex("set", listOf(index), x.shape, true);
  const { region } = plan;
  const v = astype(operand("set", value), x.dtype);
  if (plan.arrays.length === 0) return applyN(setSlicePrimitive, [x, fit(v, region.part)], region)[0]!;
  const part = setArrays(isWhole(region) ? x : apply1(slicePrimitive, x, region), plan, v);
  return isWhole(region) ? part : applyN(setSlicePrimitive, [x, part], region)[0]!;
}

/** The region with the places that the arrays name replaced. */
function setArrays(part: Tensor, plan: Plan, value: Tensor): Tensor {
  const staged = plan.arrays.find(({ places }) => places.dtype === "bool");
  if (staged !== undefined) return setWhere(part, plan, staged, value);
  const layout = layOut("set", plan);
  const { merged, axis, places } = layout;
  const picked = [...merged.slice(0, axis), ...places.shape, ...merged.slice(axis + 1)];
  const changed = applyN(putPrimitive, [toLayout(part, layout), places, fit(value, picked)], { axis })[0]!;
  return fromLayout(changed, layout);
}

/**
 * The region with another value where a mask holds of which nothing but the shape is known: the value must do for as many
 * places as there may be, so along the one axis that the places would make it has length 1, or no such axis at all.
 */
function setWhere(part: Tensor, plan: Plan, { places: mask, at, count }: IndexedAxes, value: Tensor): Tensor {
  const behind = part.shape.slice(at + count);
  const spare = value.ndim - behind.length - 1;
  const onePlace = spare < 0 || value.shape[spare] === 1;
  if (plan.arrays.length > 1 || plan.inFront || !onePlace) throw unknownPlaces("set", mask);
  const before = part.shape.slice(0, at);
  const ones = mask.shape.map(() => 1);
  const chosen = reshapeTo(fit(value, [...before, 1, ...behind]), [...before, ...ones, ...behind]);
  const holds = reshapeTo(mask, [...before.map(() => 1), ...mask.shape, ...behind.map(() => 1)]);
  return where(holds, chosen, part);
}

function listOf(index: Index | readonly Index[]): readonly Index[] {
  if (!Array.isArray(index)) return [index as Index];
  if (index.length > 0 && index.every((entry) => typeof entry === "boolean")) throw bareMask(index);
  return index;
}

/** The value repeated to the shape of what it replaces; like NumPy, it may have more axes in front if they are 1 long. */
function fit(value: Tensor, part: Shape): Tensor {
  const extra = Math.max(0, value.shape.length - part.length);
  const shape = value.shape.slice(extra);
  const skip = part.length - shape.length;
  const fits = shape.every((n, d) => n === 1 || n === part[d + skip]);
  if (!fits || value.shape.slice(0, extra).some((n) => n !== 1)) {
    throw new ShapeError({
      code: "shape-mismatch",
      op: "set",
      problem: "the value does not broadcast to the part that it replaces",
      got: `a value of shape ${showShape(value.shape)} for a part of shape ${showShape(part)}`,
      hint: "lengths are compared from the last axis backwards, and must agree or be 1 in the value",
      shapes: [value.shape, part],
    });
  }
  return broadcastTo(reshapeTo(value, shape), part);
}

function bareMask(index: readonly boolean[]): ArgumentError {
  return new ArgumentError({
    code: "bad-index",
    op: "set",
    problem: "a list of booleans is read as one index per axis, not as a mask",
    got: `[${index.slice(0, 6).join(", ")}${index.length > 6 ? ", …" : ""}]`,
    hint: "put the mask inside the list of indices, set(x, [[true, false]], value), or make it a tensor",
  });
}
