import * as loops from "../kernels/loops.ts";
import { addPrimitive, elementwise2, negPrimitive } from "../kinds.ts";
import { type Binary, binary, type Unary, unary } from "../lift.ts";

/**
 * The sum, element by element: a + b.
 *
 * Shapes: `a` and `b` broadcast against each other. Integers stay integers (and wrap around at 2³¹); bools count as
 * 0 and 1.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example add(tensor([1, 2]), 10) // [11. 12.]
 * @public
 */
export const add: Binary = binary(addPrimitive);

/**
 * The difference, element by element: a − b.
 *
 * Shapes: `a` and `b` broadcast against each other.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example sub(tensor([1, 2]), 10) // [-9. -8.]
 * @public
 */
export const sub: Binary = binary(
  elementwise2({
    name: "sub",
    formula: String.raw`a - b`,
    reverse: ["g", "-g"],
    run: loops.sub,
    partials: [1, -1],
  }),
);

/**
 * The product, element by element: a·b.
 *
 * Shapes: `a` and `b` broadcast against each other. The matrix product is `matmul`.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example mul(tensor([1, 2]), 10) // [10. 20.]
 * @public
 */
export const mul: Binary = binary(
  elementwise2({
    name: "mul",
    formula: String.raw`a \cdot b`,
    reverse: ["g * b", "g * a"],
    run: loops.mul,
    partials: ["b", "a"],
  }),
);

/**
 * The quotient, element by element: a/b, with ∂/∂a = 1/b and ∂/∂b = −y/b.
 *
 * Shapes: `a` and `b` broadcast against each other. Always floating: two integers give float64. Division by zero
 * gives ±∞, and 0/0 NaN.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example div(tensor([1, 2]), 4) // [0.25 0.5 ]
 * @public
 */
export const div: Binary = binary(
  elementwise2({
    name: "div",
    formula: String.raw`\frac{a}{b}, \quad \partial_a = \frac{1}{b}, \quad \partial_b = -\frac{y}{b}`,
    reverse: ["g / b", "-g * y / b"],
    run: loops.div,
    result: "floating",
    partials: [(_y, _a, b) => div(1, b), (y, _a, b) => neg(div(y, b))],
  }),
);

/**
 * The negative, element by element: −x.
 *
 * Shapes: `x [...]` → `[...]`.
 *
 * @example neg(tensor([1, -2])) // [-1.  2.]
 * @public
 */
export const neg: Unary = unary(negPrimitive);
