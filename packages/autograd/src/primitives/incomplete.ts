import { floatingDType, promote } from "../dtype.ts";
import { KindError } from "../errors.ts";
import { general } from "../general.ts";
import { rowsOf } from "../kernels/copy.ts";
import { cast } from "../kernels/elementwise.ts";
import { betainc1, gammainc1 } from "../kernels/gammaFunction.ts";
import { operands, type TensorLike } from "../lift.ts";
import { type Aval, applyN, type Primitive } from "../primitive.ts";
import { broadcastShapes, type Shape } from "../shape.ts";
import { dataOf } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { mul, neg } from "./arithmetic.ts";
import { betaDensity, gammaDensity } from "./densities.ts";
import { broadcastTo } from "./structure.ts";

// Functions of several inputs, which are broadcast beforehand. Derivatives by the parameters a and b are not elementary
// functions; asking for one is an error, not silently 0.

function refuse(op: string, needs: readonly boolean[], parameters: readonly string[]): void {
  const i = parameters.findIndex((_, k) => needs[k] === true);
  if (i < 0) return;
  throw new KindError({
    code: "not-differentiable",
    op,
    problem: `there is no derivative by the parameter ${parameters[i]}`,
    hint: `only that by the last argument is known; stopGradient(${parameters[i]}) holds the parameter`,
  });
}

const together = (inputs: readonly Aval[]): Aval[] => [
  {
    shape: inputs[0]!.shape,
    dtype: floatingDType(inputs.map(({ dtype }) => dtype).reduce((a, b) => (a === b ? a : promote(a, b)))),
  },
];

/** Runs a function of as many numbers as there are inputs of one shape. */
function runEach(out: Tensor, inputs: readonly Tensor[], f: (...xs: number[]) => number): void {
  const rows = inputs.map((x) => rowsOf(x.dtype === out.dtype ? x : cast(x, out.dtype)));
  const to = dataOf(out);
  for (let i = 0; i < out.size; i++) to[out.offset + i] = f(...rows.map(({ data, offset }) => data[offset + i]!));
}

type Upper = { readonly upper: boolean };

export const gammaincPrimitive: Primitive = general<Upper>({
  name: "gammainc",
  formula: String.raw`y = \frac{1}{\Gamma(a)} \int_0^x t^{a - 1} e^{-t} dt, \quad \partial_x = \frac{x^{a - 1} e^{-x}}{\Gamma(a)}`,
  reverse: ["", "g times the density, x**(a - 1) * exp(-x) over gamma(a), negative for the upper one"],
  operands: ["a", "x"],
  abstract: together,
  run: ([out], inputs, { upper }) => runEach(out!, inputs, (a, x) => gammainc1(a!, x!, upper)),
  vjp: ([g], _ys, [a, x], { upper }, needs) => {
    refuse(upper ? "gammaincc" : "gammainc", needs, ["a"]);
    return [null, mul(upper ? neg(g!) : g!, gammaDensity(a!, x!))];
  },
});

export const betaincPrimitive: Primitive = general({
  name: "betainc",
  formula: String.raw`y = \frac{1}{B(a, b)} \int_0^x t^{a - 1} (1 - t)^{b - 1} dt, \quad \partial_x = \frac{x^{a - 1} (1 - x)^{b - 1}}{B(a, b)}`,
  reverse: ["", "", "g times the density, x**(a - 1) * (1 - x)**(b - 1) over beta(a, b)"],
  operands: ["a", "b", "x"],
  abstract: together,
  run: ([out], inputs) => runEach(out!, inputs, (a, b, x) => betainc1(a!, b!, x!)),
  vjp: ([g], _ys, [a, b, x], _params, needs) => {
    refuse("betainc", needs, ["a", "b"]);
    return [null, null, mul(g!, betaDensity(a!, b!, x!))];
  },
});

/** The tensors of several operands, broadcast to one shape. */
export function alike(op: string, inputs: readonly TensorLike[]): Tensor[] {
  const xs = operands(op, inputs);
  const shape = xs.reduce<Shape>((all, x) => broadcastShapes(op, all, x.shape), []);
  return xs.map((x) => broadcastTo(x, shape));
}

/**
 * The regularised lower incomplete gamma function, element by element: P(a, x) = 1/Γ(a) ∫₀ˣ t^(a − 1) e^(−t) dt.
 *
 * Shapes: `a` and `x` broadcast against each other. Range: [0, 1]; NaN unless a > 0 and x ≥ 0.
 *
 * @throws KindError when the derivative by `a` is asked for, which is not known; ShapeError when the shapes do not
 * broadcast.
 * @example gammainc(1, tensor([0, 1, 2])) // [0.         0.63212056 0.86466472]
 * @see M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, 6.5.
 * @public
 */
export function gammainc(a: TensorLike, x: TensorLike): Tensor {
  return applyN(gammaincPrimitive, alike("gammainc", [a, x]), { upper: false })[0]!;
}

/**
 * The regularised upper incomplete gamma function, element by element: Q(a, x) = 1 − P(a, x), exact also where tiny.
 *
 * Shapes: `a` and `x` broadcast against each other. Range: [0, 1]; NaN unless a > 0 and x ≥ 0.
 *
 * @throws KindError when the derivative by `a` is asked for, which is not known; ShapeError when the shapes do not
 * broadcast.
 * @example gammaincc(1, tensor([0, 1, 50])) // [1.00000000e+00 3.67879441e-01 1.92874985e-22]
 * @public
 */
export function gammaincc(a: TensorLike, x: TensorLike): Tensor {
  return applyN(gammaincPrimitive, alike("gammaincc", [a, x]), { upper: true })[0]!;
}

/**
 * The regularised incomplete beta function, element by element: I(a, b, x) = 1/B(a, b) ∫₀ˣ t^(a − 1) (1 − t)^(b − 1) dt.
 *
 * Shapes: `a`, `b` and `x` broadcast against each other. Range: [0, 1]; NaN unless a, b > 0 and 0 ≤ x ≤ 1.
 *
 * @throws KindError when the derivative by `a` or `b` is asked for, which is not known; ShapeError when the shapes do not
 * broadcast.
 * @example betainc(2, 3, tensor([0, 0.5, 1])) // [0.     0.6875 1.    ]
 * @see M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, 26.5.
 * @public
 */
export function betainc(a: TensorLike, b: TensorLike, x: TensorLike): Tensor {
  return applyN(betaincPrimitive, alike("betainc", [a, b, x]), null)[0]!;
}
