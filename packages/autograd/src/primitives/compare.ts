import * as loops from "../kernels/loops.ts";
import { elementwise2 } from "../kinds.ts";
import { type Binary, binary } from "../lift.ts";

/**
 * Whether a > b, element by element; false beside NaN.
 *
 * Shapes: `a` and `b` broadcast against each other. The result is bool, and no derivative passes.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example greater(tensor([1, 2, 3]), 2) // [False False  True]
 * @public
 */
export const greater: Binary = binary(
  elementwise2({
    name: "greater",
    formula: String.raw`a > b`,
    reverse: [],
    run: loops.greater,
    result: "bool",
    partials: null,
  }),
);

/**
 * Whether a ≥ b, element by element; false beside NaN.
 *
 * Shapes: `a` and `b` broadcast against each other. The result is bool, and no derivative passes.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example greaterEqual(tensor([1, 2, 3]), 2) // [False  True  True]
 * @public
 */
export const greaterEqual: Binary = binary(
  elementwise2({
    name: "greaterEqual",
    formula: String.raw`a \ge b`,
    reverse: [],
    run: loops.greaterEqual,
    result: "bool",
    partials: null,
  }),
);

/**
 * Whether a < b, element by element; false beside NaN.
 *
 * Shapes: `a` and `b` broadcast against each other. The result is bool, and no derivative passes.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example less(tensor([1, 2, 3]), 2) // [ True False False]
 * @public
 */
export const less: Binary = binary(
  elementwise2({
    name: "less",
    formula: String.raw`a < b`,
    reverse: [],
    run: loops.less,
    result: "bool",
    partials: null,
  }),
);

/**
 * Whether a ≤ b, element by element; false beside NaN.
 *
 * Shapes: `a` and `b` broadcast against each other. The result is bool, and no derivative passes.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example lessEqual(tensor([1, 2, 3]), 2) // [ True  True False]
 * @public
 */
export const lessEqual: Binary = binary(
  elementwise2({
    name: "lessEqual",
    formula: String.raw`a \le b`,
    reverse: [],
    run: loops.lessEqual,
    result: "bool",
    partials: null,
  }),
);

/**
 * Whether a = b, element by element; NaN equals nothing, not even NaN.
 *
 * Shapes: `a` and `b` broadcast against each other. The result is bool, and no derivative passes.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example equal(tensor([1, 2, 3]), 2) // [False  True False]
 * @public
 */
export const equal: Binary = binary(
  elementwise2({
    name: "equal",
    formula: String.raw`a = b`,
    reverse: [],
    run: loops.equal,
    result: "bool",
    partials: null,
  }),
);

/**
 * Whether a ≠ b, element by element; NaN differs from everything.
 *
 * Shapes: `a` and `b` broadcast against each other. The result is bool, and no derivative passes.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example notEqual(tensor([1, 2, 3]), 2) // [ True False  True]
 * @public
 */
export const notEqual: Binary = binary(
  elementwise2({
    name: "notEqual",
    formula: String.raw`a \ne b`,
    reverse: [],
    run: loops.notEqual,
    result: "bool",
    partials: null,
  }),
);
