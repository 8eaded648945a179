import { maxKernel, minKernel } from "@wengert/wasm";
import { type Axes, axesOf, axisOf, keepingAxes, reducedShape, withoutAxes } from "../axes.ts";
import { ArgumentError, showShape } from "../errors.ts";
import { general } from "../general.ts";
import * as loops from "../kernels/loops.ts";
import { maxRows, minRows, odometer, type ReduceRows, reduce } from "../kernels/reduce.ts";
import { constant } from "../kinds.ts";
import { operand, type Reduction, type ReductionOptions, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { apply1, applyN, type Primitive } from "../primitive.ts";
import type { Shape } from "../shape.ts";
import { dataOf, stridesOf } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { div, mul } from "./arithmetic.ts";
import { equal } from "./compare.ts";
import { astype } from "./convert.ts";
import { broadcastTo, reshapeTo, sumPrimitive } from "./structure.ts";

type Reduced = { readonly axes: readonly number[]; readonly keepdims?: boolean };

/** What `max` and `min` share: the derivative goes to the extreme elements, in equal parts where several tie. */
// @__NO_SIDE_EFFECTS__
function extremum(name: "max" | "min", run: ReduceRows): Primitive {
  return general<Reduced>({
    name,
    formula: `\\${name}_i x_i, \\quad \\partial_i = \\frac{[x_i = y]}{\\text{number of ties}}`,
    reverse: ["g where x == y, shared by ties"],
    abstract: ([x], { axes, keepdims }) => [{ shape: reducedShape(x!.shape, axes, keepdims), dtype: x!.dtype }],
    run: ([out], [x], { axes }) =>
      name === "max"
        ? reduce(out!, x!, axes, run, loops.maximum, maxKernel)
        : reduce(out!, x!, axes, run, loops.minimum, minKernel),
    vjp: ([g], [y], [x], { axes }) => {
      const kept = keepingAxes(x!.shape, axes);
      const ties = astype(equal(x!, reshapeTo(y!, kept)), x!.dtype);
      const count = apply1(sumPrimitive, ties, { axes, keepdims: true });
      return [mul(broadcastTo(reshapeTo(g!, kept), x!.shape), div(ties, count))];
    },
  });
}

export const maxPrimitive: Primitive = extremum("max", maxRows);
export const minPrimitive: Primitive = extremum("min", minRows);

function reduceExtremum(
  primitive: Primitive,
  input: TensorLike,
  axis: Axes | null | undefined,
  keepdims: boolean,
): Tensor {
  const x = operand(primitive.name, input);
  const axes = axesOf(primitive.name, axis, x.shape);
  const values = x.dtype === "bool" ? astype(x, "int32") : x;
  if (axes.some((d) => x.shape[d] === 0)) throw emptyReduction(primitive.name, x.shape);
  const y = applyN(primitive, [values], keepdims ? { axes, keepdims } : { axes })[0]!;
  return x.dtype === "bool" ? astype(y, "bool") : y;
}

function emptyReduction(op: string, shape: Shape): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: `there is no ${op.endsWith("min") ? "smallest" : "largest"} of zero elements`,
    got: `shape ${showShape(shape)}`,
    hint: "an axis that is reduced must have at least one entry; check the data that was selected",
    shapes: [shape],
  });
}

/**
 * The largest element, of all or along axes: maxᵢ xᵢ; NaN when one is NaN.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1.
 * Derivative at ties: shared equally among the largest.
 *
 * @throws ArgumentError when an axis does not exist or has no entries.
 * @example max(tensor([[1, 5], [7, 3]]), 0) // [7. 5.]
 * @public
 */
export const max: Reduction = ((input: TensorLike, axis?: Axes | null, options?: ReductionOptions) => {
  const x = operand("max", input);
  knownOptions("max", options, ["keepdims?"]);
  return reduceExtremum(maxPrimitive, x, axis, options?.keepdims === true);
}) as Reduction;

/**
 * The smallest element, of all or along axes: minᵢ xᵢ; NaN when one is NaN.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1.
 * Derivative at ties: shared equally among the smallest.
 *
 * @throws ArgumentError when an axis does not exist or has no entries.
 * @example min(tensor([[1, 5], [7, 3]]), 0) // [1. 3.]
 * @public
 */
export const min: Reduction = ((input: TensorLike, axis?: Axes | null, options?: ReductionOptions) => {
  const x = operand("min", input);
  knownOptions("min", options, ["keepdims?"]);
  return reduceExtremum(minPrimitive, x, axis, options?.keepdims === true);
}) as Reduction;

type Along = { readonly axis: number };

export const argmaxPrimitive: Primitive = constant<Along>({
  name: "argmax",
  formula: String.raw`\operatorname{arg\,max}_i x_i`,
  abstract: ([x], { axis }) => [{ shape: withoutAxes(x!.shape, [axis]), dtype: "int32" }],
  run: ([out], [x], { axis }) => {
    const [to, from] = [dataOf(out!), dataOf(x!)];
    const strides = stridesOf(x!);
    const n = x!.shape[axis]!;
    const step = strides[axis]!;
    const others = x!.shape.map((_, d) => d).filter((d) => d !== axis);
    let o = out!.offset;
    if (out!.size === 0) return;
    odometer(x!.shape, strides, others, x!.offset, (start) => {
      let best = 0;
      let largest = from[start]!;
      for (let i = 1, at = start + step; i < n; i++, at += step) {
        const value = from[at]!;
        // The first NaN counts as the largest, as in NumPy.
        if (value > largest || (value !== value && largest === largest)) {
          best = i;
          largest = value;
        }
      }
      to[o++] = best;
    });
  },
});

/**
 * Where the largest element is: its index along the axis, or in the flattened tensor when no axis is given; the
 * first one at ties, the first NaN when there is one.
 *
 * Shapes: `x [...]` → `[]`, or without the given axis; with `keepdims` it stays with length 1. The result is int32,
 * and no derivative passes.
 *
 * @throws ArgumentError when the axis does not exist or has no entries.
 * @example argmax(tensor([[1, 5], [7, 3]]), 1) // [1 0]
 * @public
 */
export function argmax(input: TensorLike, axis?: number | null, options?: ReductionOptions): Tensor {
  knownOptions("argmax", options, ["keepdims?"]);
  const given = operand("argmax", input);
  const flat = axis === undefined || axis === null;
  const x = flat ? reshapeTo(given, [given.size]) : given;
  const d = flat ? 0 : axisOf("argmax", axis, x.shape);
  if (x.shape[d] === 0) throw emptyReduction("argmax", given.shape);
  const y = applyN(argmaxPrimitive, [x], { axis: d })[0]!;
  if (options?.keepdims !== true) return y;
  return reshapeTo(y, flat ? given.shape.map(() => 1) : keepingAxes(x.shape, [d]));
}
