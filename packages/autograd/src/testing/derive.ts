import { scalar } from "../lift.ts";
import { sum } from "../numpy/reduce.ts";
import type { Derivative } from "../primitive.ts";
import { add, mul } from "../primitives/arithmetic.ts";
import { repeatedZero } from "../storage.ts";
import { TangentTrace } from "../tangent.ts";
import { Tape } from "../tape.ts";
import { isTensor, type Tensor } from "../tensor.ts";

/** A function of several tensors that gives a single number. */
export type ScalarFunction = (xs: readonly Tensor[]) => Tensor;
/** A function of several tensors that gives several. */
export type ListFunction = (xs: readonly Tensor[]) => readonly Tensor[];

/** Σᵢ ⟨aᵢ, bᵢ⟩. */
export function dot(as: readonly Derivative[], bs: readonly Derivative[]): Tensor {
  let total = scalar(0);
  as.forEach((a, i) => {
    const b = bs[i] ?? null;
    if (a !== null && b !== null) total = add(total, sum(mul(a, b)));
  });
  return total;
}

/** The adjoints of the inputs (null where the function does not depend on one) for cotangents of the outputs. */
export function pull(f: ListFunction, xs: readonly Tensor[], gs: readonly (readonly Derivative[])[]): Derivative[][] {
  const tape = new Tape();
  const inputs = xs.map((x) => tape.input(x));
  const ys = f(inputs);
  tape.close();
  return gs.map((cotangents) => {
    const adjoints = tape.zeros();
    cotangents.forEach((g, k) => {
      if (g !== null) tape.seed(adjoints, ys[k]!, g);
    });
    tape.backward(adjoints, false);
    return inputs.map((x) => adjoints[tape.placeOf(x)] ?? null);
  });
}

/** The tangents of the outputs for tangents of the inputs, null for zero. */
export function push(f: ListFunction, xs: readonly Tensor[], ts: readonly Derivative[]): Derivative[] {
  const trace = new TangentTrace();
  const ys = f(xs.map((x, i) => (isTensor(ts[i]) ? trace.input(x, ts[i]) : x)));
  trace.close();
  return ys.map((y) => trace.tangentOf(y));
}

export type Mode = "reverse" | "forward";

/** The derivative of a scalar function along a direction, as a function again. */
export function along(f: ScalarFunction, direction: readonly Tensor[], mode: Mode): ScalarFunction {
  if (mode === "forward") return (xs) => push((vs) => [f(vs)], xs, direction)[0] ?? repeatedZero([], "float64");
  return (xs) => dot(pull((vs) => [f(vs)], xs, [[scalar(1)]])[0]!, direction);
}

/** A power of two, so that the points x ± hu are exact but for the last bits of hu. */
const STEP = 2 ** -9;

/**
 * The derivative along a direction from values alone: central differences of steps h and h/2, extrapolated.
 *
 * With D(h) = (f(x + hu) − f(x − hu))/2h the error of (4 D(h/2) − D(h))/3 is h⁴f⁽⁵⁾/480 from the step and about
 * 3ε|f|/h from rounding: with h = 2⁻⁹ these are 3·10⁻¹⁴ f⁽⁵⁾ and 3·10⁻¹³ |f|.
 *
 * @see W. H. Press et al. (2007), Numerical Recipes, 3rd ed., section 5.7.
 */
export function differences(f: ScalarFunction, xs: readonly Tensor[], direction: readonly Tensor[]): number {
  const at = (h: number): number => f(xs.map((x, i) => add(x, mul(h, direction[i]!)))).item();
  const central = (h: number): number => (at(h) - at(-h)) / (2 * h);
  return (4 * central(STEP / 2) - central(STEP)) / 3;
}
