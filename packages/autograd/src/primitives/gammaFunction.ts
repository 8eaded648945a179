import { whole } from "../checks.ts";
import { floatingDType, promote } from "../dtype.ts";
import { KindError } from "../errors.ts";
import { general } from "../general.ts";
import { rowsOf } from "../kernels/copy.ts";
import { cast } from "../kernels/elementwise.ts";
import { betainc1, gammainc1, polygamma1 } from "../kernels/gammaFunction.ts";
import * as loops from "../kernels/loops.ts";
import { elementwise1 } from "../kinds.ts";
import { operand, operands, type TensorLike, type Unary, type UnaryFunction, unary } from "../lift.ts";
import { type Aval, apply1, applyN, type Primitive } from "../primitive.ts";
import { broadcastShapes, type Shape } from "../shape.ts";
import { dataOf } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { add, mul, neg, sub } from "./arithmetic.ts";
import { equal } from "./compare.ts";
import { exp, log } from "./exponential.ts";
import { log1p } from "./logarithms.ts";
import { parametric } from "./parametric.ts";
import { where } from "./select.ts";
import { broadcastTo } from "./structure.ts";

/**
 * The logarithm of the size of the gamma function, element by element: ln |Γ(x)|, with derivative ψ(x).
 *
 * Shapes: `x [...]` → `[...]`. ∞ at 0, −1, −2, ….
 *
 * @example gammaln(tensor([1, 5, 100])) // [  0.           3.17805383 359.13420537]
 * @see M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, chapter 6.
 * @public
 */
export const gammaln: Unary = unary(
  elementwise1({
    name: "gammaln",
    formula: String.raw`y = \ln |\Gamma(x)|, \quad y' = \psi(x)`,
    reverse: ["g * digamma(x)"],
    run: loops.gammaln,
    result: "floating",
    partials: [(_y, x) => digamma(x)],
  }),
);

/**
 * The gamma function, element by element: Γ(x) = ∫₀^∞ t^(x − 1) e^(−t) dt, with derivative Γ(x) ψ(x).
 *
 * Shapes: `x [...]` → `[...]`. NaN at −1, −2, …; infinite above
 * 171.6 (float64).
 *
 * @example gamma(tensor([1, 5, 0.5])) // [ 1.         24.          1.77245385]
 * @see M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, chapter 6.
 * @public
 */
export const gamma: Unary = unary(
  elementwise1({
    name: "gamma",
    formula: String.raw`y = \Gamma(x), \quad y' = y \, \psi(x)`,
    reverse: ["g * y * digamma(x)"],
    run: loops.gamma,
    result: "floating",
    partials: [(y, x) => mul(y, digamma(x))],
  }),
);

/**
 * The reciprocal of the gamma function, element by element: 1/Γ(x), with derivative −ψ(x)/Γ(x).
 *
 * Shapes: `x [...]` → `[...]`. 0 at 0, −1, −2, …, where the derivative is not
 * given (0).
 *
 * @example rgamma(tensor([1, 5, 0])) // [1.         0.04166667 0.        ]
 * @see M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, chapter 6.
 * @public
 */
export const rgamma: Unary = unary(
  elementwise1({
    name: "rgamma",
    formula: String.raw`y = \frac{1}{\Gamma(x)}, \quad y' = -y \, \psi(x)`,
    reverse: ["-g * y * digamma(x)"],
    run: loops.rgamma,
    result: "floating",
    partials: [(y, x) => neg(mul(y, digamma(x)))],
  }),
);

/** The derivatives of the digamma function; that of each is the next. */
export const polygammaPrimitive: Primitive = parametric({
  name: "polygamma",
  formula: String.raw`y = \psi^{(n)}(x), \quad y' = \psi^{(n + 1)}(x)`,
  reverse: ["g times the next polygamma function of x"],
  value: polygamma1,
  partial: (x, order) => polygamma(order + 1, x),
});

/**
 * The polygamma functions, element by element: the n-th derivative of the digamma function ψ.
 *
 * Shapes: `x [...]` → `[...]`. Infinite or NaN at 0, −1, −2, ….
 *
 * @example polygamma(1, tensor([1, 2])) // [1.64493407 0.64493407]
 * @see M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, 6.4.
 * @public
 */
export function polygamma<S extends Shape>(n: number, x: Tensor<S>): Tensor<S>;
export function polygamma(n: number, x: TensorLike): Tensor;
export function polygamma(n: number, x: TensorLike): Tensor {
  whole("polygamma", "the order", n, 0, "the order comes first: polygamma(1, x)");
  return apply1(polygammaPrimitive, operand("polygamma", x), { order: n });
}

/**
 * The digamma function, element by element: ψ(x) = Γ′(x)/Γ(x).
 *
 * Shapes: `x [...]` → `[...]`. NaN at 0, −1, −2, ….
 *
 * @example digamma(tensor([1, 2])) // [-0.57721566  0.42278434]
 * @public
 */
export const digamma: UnaryFunction = ((x: TensorLike): Tensor =>
  apply1(polygammaPrimitive, operand("digamma", x), { order: 0 })) as UnaryFunction;

// Functions of several inputs, which are broadcast beforehand. Derivatives by the parameters a and b are not elementary
// functions; asking for one is an error, not silently 0.

/** The density xᵃ⁻¹ (1 − x)ᵇ⁻¹ / B(a, b). */
function betaDensity(a: Tensor, b: Tensor, x: Tensor): Tensor {
  return exp(sub(add(power(sub(a, 1), log, x), power(sub(b, 1), log1p, neg(x))), betaln(a, b)));
}

/** c ln x, and 0 where c is, also when the logarithm is infinite. */
function power(c: Tensor, logarithm: Unary, x: Tensor): Tensor {
  return where(equal(c, 0), 0, mul(c, logarithm(where(equal(c, 0), 0.5, x))));
}

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
    const density = exp(sub(sub(power(sub(a!, 1), log, x!), x!), gammaln(a!)));
    return [null, mul(upper ? neg(g!) : g!, density)];
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

/**
 * The logarithm of the beta function, element by element: ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b).
 *
 * Shapes: `a` and `b`, both above 0, broadcast against each other.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example betaln(tensor([1, 2]), 3) // [-1.09861229 -2.48490665]
 * @public
 */
export function betaln(a: TensorLike, b: TensorLike): Tensor {
  return within("betaln", () => {
    return sub(add(gammaln(a), gammaln(b)), gammaln(add(a, b)));
  });
}

/**
 * The beta function, element by element: B(a, b) = Γ(a) Γ(b) / Γ(a + b).
 *
 * Shapes: `a` and `b`, both above 0, broadcast against each other.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example beta(tensor([1, 2]), 3) // [0.33333333 0.08333333]
 * @public
 */
export function beta(a: TensorLike, b: TensorLike): Tensor {
  return within("beta", () => {
    return exp(betaln(a, b));
  });
}

/**
 * The logarithm of the gamma function of d dimensions, element by element: ln Γ_d(x) = d(d − 1)/4 · ln π +
 * Σ_{i < d} ln Γ(x − i/2).
 *
 * Shapes: `x [...]` → `[...]`, above (d − 1)/2.
 *
 * @throws KindError when d is not a whole number ≥ 0.
 * @example multigammaln(tensor([2, 3]), 2) // [0.45158271 1.55019499]
 * @public
 */
export function multigammaln(x: TensorLike, d: number): Tensor {
  whole("multigammaln", "the dimension", d, 0, "the dimension comes last: multigammaln(x, 2)");
  let y: Tensor = mul(0, operand("multigammaln", x));
  for (let i = 0; i < d; i++) y = add(y, gammaln(sub(x, i / 2)));
  return add(y, ((d * (d - 1)) / 4) * Math.log(Math.PI));
}

/**
 * The inverse of the logistic function, element by element: ln(x/(1 − x)).
 *
 * Shapes: `x [...]` → `[...]`. ∓∞ at 0 and 1, NaN outside.
 *
 * @example logit(tensor([0.5, 0.9])) // [0.         2.19722458]
 * @public
 */
export const logit: UnaryFunction = ((x: TensorLike): Tensor =>
  within("logit", () => sub(log(x), log1p(neg(x))))) as UnaryFunction;
