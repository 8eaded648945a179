import { promote, weakDType } from "../dtype.ts";
import { ArgumentError } from "../errors.ts";
import * as loops from "../kernels/loops.ts";
import { select } from "../kernels/where.ts";
import { elementwise2, linearN } from "../kinds.ts";
import { type Binary, binary, operand, scalar, type TensorLike } from "../lift.ts";
import { applyN, type Primitive } from "../primitive.ts";
import { type Broadcast, broadcastShapes, type Shape } from "../shape.ts";
import { repeatedZero } from "../storage.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { equal, greater, less, notEqual } from "./compare.ts";

export const wherePrimitive: Primitive = linearN({
  name: "where",
  formula: String.raw`y = a \text{ where } c \text{, else } b`,
  reverse: ["", "where(c, g, 0)", "where(c, 0, g)"],
  operands: ["c", "a", "b"],
  abstract: ([c, a, b]) => {
    const shape = broadcastShapes("where", c!.shape, broadcastShapes("where", a!.shape, b!.shape));
    return [{ shape, dtype: a!.dtype === b!.dtype ? a!.dtype : promote(a!.dtype, b!.dtype) }];
  },
  run: ([out], [c, a, b]) => select(out!, c!, a!, b!),
  transposes: [
    null,
    (g, _params, [c]) => applyN(wherePrimitive, [c!, g, repeatedZero([], g.dtype)], null)[0]!,
    (g, _params, [c]) => applyN(wherePrimitive, [c!, repeatedZero([], g.dtype), g], null)[0]!,
  ],
});

/**
 * `a` where the condition holds, `b` elsewhere, element by element.
 *
 * Shapes: the three broadcast against each other. A condition that is not bool holds where it is not 0.
 *
 * The derivative goes to the branch that was taken; the other gets exactly 0, also where its own derivative is
 * infinite or NaN: `where(greater(x, 0), log(x), 0)` has derivative 0 at x = 0.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example where(greater(tensor([-1, 2]), 0), tensor([-1, 2]), 0) // [0. 2.]
 * @public
 */
export function where<C extends Shape, A extends Shape>(
  condition: Tensor<C>,
  a: Tensor<A>,
  b: number,
): Tensor<Broadcast<C, A>>;
export function where<C extends Shape, B extends Shape>(
  condition: Tensor<C>,
  a: number,
  b: Tensor<B>,
): Tensor<Broadcast<C, B>>;
export function where<C extends Shape>(condition: Tensor<C>, a: number, b: number): Tensor<C>;
export function where<C extends Shape, A extends Shape, B extends Shape>(
  condition: Tensor<C>,
  a: Tensor<A>,
  b: Tensor<B>,
): Tensor<Broadcast<C, Broadcast<A, B>>>;
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor;
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  if (a === undefined && b === undefined) throw noChoice();
  const given = operand("where", condition);
  const c = given.dtype === "bool" ? given : notEqual(given, 0);
  const x = typeof a === "number" && isTensor(b) ? scalar(a, weakDType(a, b.dtype)) : operand("where", a);
  const y = typeof b === "number" && isTensor(a) ? scalar(b, weakDType(b, a.dtype)) : operand("where", b);
  return applyN(wherePrimitive, [c, x, y], null)[0]!;
}

function noChoice(): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "where",
    problem: "a condition alone chooses nothing",
    got: "one argument",
    hint: "nonzero(condition) gives the indices where it holds; where(condition, a, b) chooses between two",
  });
}

/** 1 where the first wins, ½ at a tie, 0 elsewhere. */
function share(wins: Tensor, a: Tensor, b: Tensor): Tensor {
  return where(equal(a, b), 0.5, wins);
}

/**
 * The larger of two, element by element; NaN when one of them is NaN.
 *
 * Shapes: `a` and `b` broadcast against each other.
 * Derivative at a tie: ½ for each, so that `maximum(x, x)` has derivative 1.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example maximum(tensor([1, 5]), 3) // [3. 5.]
 * @public
 */
export const maximum: Binary = binary(
  elementwise2({
    name: "maximum",
    formula: String.raw`\max(a, b), \quad \partial_a = [a > b] + \tfrac12 [a = b]`,
    reverse: ["g * where(equal(a, b), 0.5, a > b)", "g * where(equal(a, b), 0.5, b > a)"],
    run: loops.maximum,
    partials: [(_y, a, b) => share(greater(a, b), a, b), (_y, a, b) => share(greater(b, a), a, b)],
  }),
);

/**
 * The smaller of two, element by element; NaN when one of them is NaN.
 *
 * Shapes: `a` and `b` broadcast against each other.
 * Derivative at a tie: ½ for each.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example minimum(tensor([1, 5]), 3) // [1. 3.]
 * @public
 */
export const minimum: Binary = binary(
  elementwise2({
    name: "minimum",
    formula: String.raw`\min(a, b), \quad \partial_a = [a < b] + \tfrac12 [a = b]`,
    reverse: ["g * where(equal(a, b), 0.5, a < b)", "g * where(equal(a, b), 0.5, b < a)"],
    run: loops.minimum,
    partials: [(_y, a, b) => share(less(a, b), a, b), (_y, a, b) => share(less(b, a), a, b)],
  }),
);

/**
 * The larger of two, element by element; where one of them is NaN, the other.
 *
 * Shapes: `a` and `b` broadcast against each other. Derivative at a tie: ½ for each; a NaN
 * gets none.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example fmax(tensor([1, NaN]), 3) // [3. 3.]
 * @public
 */
export const fmax: Binary = binary(
  elementwise2({
    name: "fmax",
    formula: String.raw`\max(a, b), \quad \partial_a = [a > b] + \tfrac12 [a = b]`,
    reverse: [
      "g * where(equal(a, b), 0.5, where(equal(b, b), a > b, 1))",
      "g * where(equal(a, b), 0.5, where(equal(a, a), b > a, 1))",
    ],
    run: loops.fmax,
    partials: [
      (_y, a, b) => share(where(notEqual(b, b), 1, greater(a, b)), a, b),
      (_y, a, b) => share(where(notEqual(a, a), 1, greater(b, a)), a, b),
    ],
  }),
);

/**
 * The smaller of two, element by element; where one of them is NaN, the other.
 *
 * Shapes: `a` and `b` broadcast against each other. Derivative at a tie: ½ for each; a NaN
 * gets none.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example fmin(tensor([1, NaN]), 3) // [1. 3.]
 * @public
 */
export const fmin: Binary = binary(
  elementwise2({
    name: "fmin",
    formula: String.raw`\min(a, b), \quad \partial_a = [a < b] + \tfrac12 [a = b]`,
    reverse: [
      "g * where(equal(a, b), 0.5, where(equal(b, b), a < b, 1))",
      "g * where(equal(a, b), 0.5, where(equal(a, a), b < a, 1))",
    ],
    run: loops.fmin,
    partials: [
      (_y, a, b) => share(where(notEqual(b, b), 1, less(a, b)), a, b),
      (_y, a, b) => share(where(notEqual(a, a), 1, less(b, a)), a, b),
    ],
  }),
);
