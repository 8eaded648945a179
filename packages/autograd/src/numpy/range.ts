import { room, whole } from "../checks.ts";
import { show } from "../describe.ts";
import { type DType, floatingDType, knownDType, newArray } from "../dtype.ts";
import { ArgumentError } from "../errors.ts";
import { at } from "../indexing/at.ts";
import { pair, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { add, div, mul, sub } from "../primitives/arithmetic.ts";
import { astype } from "../primitives/convert.ts";
import { wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { concatenate } from "./join.ts";
import { broadcastTo, expandDims, moveaxis, reshape } from "./shape.ts";

/**
 * Numbers in even steps, from `start` (0 unless said) on and before `stop`: startᵢ = start + i·step.
 *
 * Shapes: → `[⌈(stop − start) / step⌉]`, empty when `stop` lies behind. With a fractional step rounding may let one
 * more number in than expected; `linspace` counts exactly.
 *
 * @throws ArgumentError when the step is 0, or a number is infinite or NaN.
 * @example arange(4) // [0. 1. 2. 3.]
 * @example arange(5, 1, -2) // [5. 3.]
 * @public
 */
export function arange(stop: number): Tensor<readonly [number]>;
export function arange(start: number, stop: number, step?: number, dtype?: DType): Tensor<readonly [number]>;
export function arange(a: number, b?: number, step = 1, dtype: DType = "float64"): Tensor<readonly [number]> {
  const [start, stop] = b === undefined ? [0, a] : [a, b];
  const given = [start, stop, step];
  if (!given.every(Number.isFinite)) throw badRange(given);
  const steps = (stop - start) / step;
  if (step === 0 || !(steps <= Number.MAX_SAFE_INTEGER)) throw badRange(given);
  knownDType("arange", dtype);
  const [count] = room("arange", [Math.max(0, Math.ceil(steps))]);
  const data = newArray(dtype, count!);
  // NumPy's way, to the last bit: the second number is rounded first, and its distance from the first is the step.
  const delta = start + step - start;
  for (let i = 0; i < data.length; i++) data[i] = i === 1 ? start + step : start + i * delta;
  return wrap([data.length], dtype, data);
}

/** Options of `linspace`. @public */
export interface LinspaceOptions {
  /** Whether `stop` is the last number; true unless said. */
  readonly endpoint?: boolean;
  /** Where the axis of the numbers goes when the bounds are tensors; 0, in front, unless said. */
  readonly axis?: number;
}

/**
 * `num` numbers evenly spaced from `start` to `stop`: startᵢ = start + i·(stop − start)/(num − 1), or …/num without
 * the endpoint.
 *
 * Shapes: → `[num]`; with tensors as bounds `[num, ...]`, in front of the axes of both, which broadcast. Derivatives
 * pass to tensor bounds.
 *
 * @throws ArgumentError when `num` is not a whole number ≥ 0; ShapeError when the bounds do not broadcast.
 * @example linspace(0, 1, 5) // [0.   0.25 0.5  0.75 1.  ]
 * @example linspace(0, 1, 4, { endpoint: false }) // [0.   0.25 0.5  0.75]
 * @public
 */
export function linspace(start: number, stop: number): Tensor<readonly [50]>;
export function linspace<const N extends number>(
  start: number,
  stop: number,
  num: N,
  options?: LinspaceOptions,
): Tensor<readonly [N]>;
export function linspace(start: TensorLike, stop: TensorLike, num?: number, options?: LinspaceOptions): Tensor;
export function linspace(start: TensorLike, stop: TensorLike, num = 50, options: LinspaceOptions = {}): Tensor {
  return within("linspace", () => {
    knownOptions("linspace", options, ["endpoint?", "axis"]);
    whole("linspace", "the number of points", num, 0, "arange(start, stop, step) takes a step instead");
    const endpoint = options.endpoint ?? true;
    const parts = endpoint ? num - 1 : num;
    if (typeof start === "number" && typeof stop === "number") return spaced(start, stop, num, parts, endpoint);
    const { axis = 0, ...rest } = options;
    if (axis !== 0) return within("linspace", () => moveaxis(linspace(start, stop, num, rest), 0, axis));
    const [first, last] = pair("linspace", start, stop);
    const delta = sub(last, first);
    const column = reshape(astype(arange(num), floatingDType(delta.dtype)), [num, ...delta.shape.map(() => 1)]);
    const rows = add(mul(column, parts > 0 ? div(delta, parts) : delta), first);
    if (!endpoint || num < 2) return rows;
    const end = broadcastTo(astype(last, rows.dtype), delta.shape);
    return concatenate([at(rows, ":-1"), expandDims(end, 0)]);
  });
}

/** The formula on numbers, in NumPy's order of operations. */
function spaced(start: number, stop: number, num: number, parts: number, endpoint: boolean): Tensor {
  const data = new Float64Array(num);
  const delta = stop - start;
  const step = delta / parts;
  for (let i = 0; i < num; i++) {
    // A step that underflows to 0 would lose the slope.
    data[i] = (parts <= 0 ? i * delta : step === 0 ? (i / parts) * delta : i * step) + start;
  }
  if (endpoint && num > 1) data[num - 1] = stop;
  return wrap([num], "float64", data);
}

function badRange([start, stop, step]: readonly number[]): ArgumentError {
  const numbers = [start, stop, step].every((x) => typeof x === "number");
  return new ArgumentError({
    code: "bad-argument",
    op: "arange",
    problem:
      step === 0
        ? "the step must not be 0"
        : numbers
          ? "start, stop and step must be finite, and the range not too long"
          : "start, stop and step are numbers: the length of the result must be known",
    got: `start ${show(start)}, stop ${show(stop)}, step ${show(step)}`,
    hint: numbers
      ? "linspace(start, stop, num) takes the number of points instead of the step"
      : "x.item() makes a number of a tensor with one element; arange(x.size) counts the elements of x",
  });
}
