import * as loops from "../kernels/loops.ts";
import { elementwise1, elementwise2 } from "../kinds.ts";
import { type Binary, binary, type Unary, unary } from "../lift.ts";
import { div, neg, sub } from "./arithmetic.ts";

/**
 * The largest whole number not above x, element by element.
 *
 * Shapes: `x [...]` → `[...]`. Its derivative is taken as 0 everywhere.
 *
 * @example floor(tensor([1.7, -1.2])) // [ 1. -2.]
 * @public
 */
export const floor: Unary = unary(
  elementwise1({
    name: "floor",
    formula: String.raw`\lfloor x \rfloor`,
    reverse: [],
    run: loops.floor,
    partials: null,
  }),
);

/**
 * The smallest whole number not below x, element by element.
 *
 * Shapes: `x [...]` → `[...]`. Its derivative is taken as 0 everywhere.
 *
 * @example ceil(tensor([1.2, -1.7])) // [ 2. -1.]
 * @public
 */
export const ceil: Unary = unary(
  elementwise1({
    name: "ceil",
    formula: String.raw`\lceil x \rceil`,
    reverse: [],
    run: loops.ceil,
    partials: null,
  }),
);

/**
 * x cut off towards 0, element by element.
 *
 * Shapes: `x [...]` → `[...]`. Its derivative is taken as 0 everywhere.
 *
 * @example trunc(tensor([1.7, -1.7])) // [ 1. -1.]
 * @public
 */
export const trunc: Unary = unary(
  elementwise1({
    name: "trunc",
    formula: String.raw`\operatorname{sgn} x \, \lfloor |x| \rfloor`,
    reverse: [],
    run: loops.trunc,
    partials: null,
  }),
);

/**
 * The nearest whole number, element by element; halves go to the even one.
 *
 * Shapes: `x [...]` → `[...]`. Its derivative is taken as 0 everywhere.
 *
 * @example rint(tensor([0.5, 1.5, 2.4])) // [0. 2. 2.]
 * @public
 */
export const rint: Unary = unary(
  elementwise1({
    name: "rint",
    formula: String.raw`\text{the whole number nearest to } x`,
    reverse: [],
    run: loops.rint,
    partials: null,
  }),
);

/**
 * Whether x is negative, element by element; true for −0, too.
 *
 * Shapes: `x [...]` → `[...]`. The result is bool, and no derivative passes.
 *
 * @example signbit(tensor([-3, -0, 0])) // [ True  True False]
 * @public
 */
export const signbit: Unary = unary(
  elementwise1({
    name: "signbit",
    formula: String.raw`[x < 0 \text{ or } x = -0]`,
    reverse: [],
    run: loops.signbit,
    result: "bool",
    partials: null,
  }),
);

/**
 * The quotient rounded down, element by element: ⌊a/b⌋.
 *
 * Shapes: `a` and `b` broadcast against each other. Integers stay integers, and an integer by 0 gives 0. Its
 * derivative is taken as 0 everywhere.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example floorDivide(tensor([7, -7]), 2) // [ 3. -4.]
 * @public
 */
export const floorDivide: Binary = binary(
  elementwise2({
    name: "floorDivide",
    formula: String.raw`\lfloor a / b \rfloor`,
    reverse: [],
    run: loops.floorDivide,
    partials: null,
  }),
);

/**
 * The remainder of the quotient rounded down, element by element: a − b⌊a/b⌋, with derivatives 1 and −⌊a/b⌋.
 *
 * Shapes: `a` and `b` broadcast against each other. It has the sign of `b`; a float by 0 gives
 * NaN, an integer 0.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example mod(tensor([7, -7]), 3) // [1. 2.]
 * @public
 */
export const mod: Binary = binary(
  elementwise2({
    name: "mod",
    formula: String.raw`y = a - b \lfloor a / b \rfloor, \quad \partial_a = 1, \quad \partial_b = -\lfloor a / b \rfloor`,
    reverse: ["g", "-g * floorDivide(a, b)"],
    run: loops.mod,
    partials: [1, (_y, a, b) => neg(floorDivide(a, b))],
  }),
);

/**
 * The remainder of the quotient cut off towards 0, element by element, with derivatives 1 and −trunc(a/b).
 *
 * Shapes: `a` and `b` broadcast against each other. It has the sign of `a`; a float by 0 gives
 * NaN, an integer 0.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example fmod(tensor([7, -7]), 3) // [ 1. -1.]
 * @public
 */
export const fmod: Binary = binary(
  elementwise2({
    name: "fmod",
    formula: String.raw`y = a - b \operatorname{trunc}(a / b), \quad \partial_a = 1, \quad \partial_b = -\operatorname{trunc}(a / b)`,
    reverse: ["g", "-g * trunc(a / b)"],
    run: loops.fmod,
    partials: [1, (y, a, b) => neg(rint(div(sub(a, y), b)))],
  }),
);
