import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";
import { at } from "../indexing/at.ts";
import { operand, pair, type TensorLike } from "../lift.ts";
import { applyN } from "../primitive.ts";
import { astype } from "../primitives/convert.ts";
import { commonDType } from "../primitives/pack.ts";
import { isinPrimitive } from "../primitives/sort.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { stopGradient } from "../transforms/stopGradient.ts";
import { within } from "../within.ts";
import { logicalNot } from "./elementwise.ts";
import { concatenate } from "./join.ts";
import { compress, numbersOf } from "./pick.ts";
import { sort, unique } from "./sort.ts";

// Tensors as sets of their different values, which come out in rising order. The shapes of the results depend on values, so
// that, apart from `isin`, they cannot be staged; derivatives go to the first occurrence of each value.

const different = (op: string, x: TensorLike): Tensor => unique(operand(op, x)) as Tensor;

/**
 * Whether each element is among those of another tensor.
 *
 * Shapes: `x [...]`, others of any shape → `[...]`, bool; no derivative passes.
 *
 * @example isin(tensor([1, 2, 3]), [3, 1, 9]) // [ True False  True]
 * @public
 */
export function isin<S extends Shape>(x: Tensor<S>, others: TensorLike): Tensor<S>;
export function isin(x: TensorLike, others: TensorLike): Tensor;
export function isin(input: TensorLike, others: TensorLike): Tensor {
  const x = stopGradient(operand("isin", input));
  const given = stopGradient(operand("isin", others));
  return applyN(isinPrimitive, [x, given], null)[0]!;
}

/**
 * The values of both tensors.
 *
 * Shapes: any two → `[number of different values]`.
 *
 * @throws TraceError while staging.
 * @example union1d([3, 1], [2, 1]) // [1. 2. 3.]
 * @public
 */
export function union1d(a: TensorLike, b: TensorLike): Tensor {
  return different("union1d", concatenate(pair("union1d", a, b), null));
}

/**
 * The values that both tensors have.
 *
 * Shapes: any two → `[number of different values]`.
 *
 * @throws TraceError while staging.
 * @example intersect1d([3, 1, 2], [2, 1]) // [1. 2.]
 * @public
 */
export function intersect1d(a: TensorLike, b: TensorLike): Tensor {
  return within("intersect1d", () => {
    const [x, y] = pair("intersect1d", a, b);
    const values = different("intersect1d", astype(x, commonDType([x, y])));
    return compress(isin(values, y), values);
  });
}

/**
 * The values of the first tensor that the second does not have.
 *
 * Shapes: any two → `[number of different values]`.
 *
 * @throws TraceError while staging.
 * @example setdiff1d([3, 1, 2], [2]) // [1. 3.]
 * @public
 */
export function setdiff1d(a: TensorLike, b: TensorLike): Tensor {
  return within("setdiff1d", () => {
    const values = different("setdiff1d", a);
    return compress(logicalNot(isin(values, b)), values);
  });
}

/**
 * The values that only one of both tensors has.
 *
 * Shapes: any two → `[number of different values]`.
 *
 * @throws TraceError while staging.
 * @example setxor1d([3, 1], [2, 1]) // [2. 3.]
 * @public
 */
export function setxor1d(a: TensorLike, b: TensorLike): Tensor {
  return within("setxor1d", () => {
    const [x, y] = pair("setxor1d", a, b);
    return sort(concatenate([setdiff1d(x, y), setdiff1d(y, x)]));
  });
}

/**
 * A tensor without the zeros at its ends: along every axis, the entries in front and behind that are 0 throughout.
 *
 * Shapes: `x [n, …]` → at most `[n, …]`; all zeros leave nothing, `[0, …]`. `which` is `"f"` for the front, `"b"` for the
 * back, both unless said.
 *
 * @throws TraceError while staging.
 * @example trimZeros([0, 1, 0, 2, 0]) // [1. 0. 2.]
 * @example trimZeros([[0, 0, 0], [0, 1, 0], [2, 0, 0]])
 * // [[0. 1.]
 * //  [2. 0.]]
 * @public
 */
export function trimZeros(input: TensorLike, which: "f" | "b" | "fb" = "fb"): Tensor {
  return within("trimZeros", () => {
    const x = operand("trimZeros", input);
    if (which !== "f" && which !== "b" && which !== "fb") {
      throw new ArgumentError({
        code: "bad-argument",
        op: "trimZeros",
        problem: `there is no side ${show(which)}`,
        hint: '"f" takes zeros away in front, "b" behind, "fb" at both ends',
      });
    }
    if (x.ndim === 0) return x;
    const values = numbersOf("trimZeros", stopGradient(x), "keep the zeros");
    const first = x.shape.map((n) => n);
    const last = x.shape.map(() => -1);
    for (let flat = 0; flat < values.length; flat++) {
      if (values[flat] === 0) continue;
      let rest = flat;
      for (let d = x.ndim - 1; d >= 0; d--) {
        const place = rest % x.shape[d]!;
        rest = (rest - place) / x.shape[d]!;
        first[d] = Math.min(first[d]!, place);
        last[d] = Math.max(last[d]!, place);
      }
    }
    const empty = last[0] === -1;
    const [front, back] = [which.includes("f"), which.includes("b")];
    return at(x, ...x.shape.map((n, d) => (empty ? "0:0" : `${front ? first[d]! : 0}:${back ? last[d]! + 1 : n}`)));
  });
}
