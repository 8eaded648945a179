import * as loops from "../kernels/loops.ts";
import { elementwise1 } from "../kinds.ts";
import { type Unary, unary } from "../lift.ts";

/**
 * The sign, element by element: −1, 0 or 1; NaN of NaN.
 *
 * Shapes: `x [...]` → `[...]`. Its derivative is taken as 0 everywhere.
 *
 * @example sign(tensor([-3, 0, 5])) // [-1.  0.  1.]
 * @public
 */
export const sign: Unary = unary(
  elementwise1({
    name: "sign",
    formula: String.raw`\operatorname{sgn} x`,
    reverse: [],
    run: loops.sign,
    partials: null,
  }),
);

/**
 * The absolute value, element by element: |x|, with derivative sgn x.
 *
 * Shapes: `x [...]` → `[...]`. Derivative at the kink: 0.
 *
 * @example abs(tensor([-3, 0, 5])) // [3. 0. 5.]
 * @public
 */
export const abs: Unary = unary(
  elementwise1({
    name: "abs",
    formula: String.raw`y = |x|, \quad y' = \operatorname{sgn} x`,
    reverse: ["g * sign(x)"],
    run: loops.abs,
    partials: [(_y, x) => sign(x)],
  }),
);
