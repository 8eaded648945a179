import { ArgumentError, showValue, type Tensor } from "@wengert/autograd";
import type { Activation } from "./activation.ts";
import { sigmoid, tanh } from "./logistic.ts";
import { relu } from "./rectified.ts";

/** Whether a function carries its derivative, and is no loss, which does so as well. */
export function isActivation(f: unknown): f is Activation {
  const { backward, value } = (typeof f === "function" ? f : {}) as Partial<Activation>;
  return typeof backward === "function" && typeof value === "function";
}

/** The functions of `@wengert/autograd` that are activations here. */
const BY_PRIMITIVE: Readonly<Record<string, Activation>> = { sigmoid, tanh, relu };

/**
 * A function as an activation: as it is, or for `sigmoid`, `tanh` and `relu` of `@wengert/autograd` the one here.
 *
 * @throws ArgumentError for a function without a derivative.
 */
export function activationOf(op: string, f: Activation | ((z: Tensor) => Tensor)): Activation {
  if (isActivation(f)) return f;
  const primitive =
    typeof f === "function" ? (f as { readonly primitive?: { readonly name: string } }).primitive : undefined;
  const known = primitive && Object.hasOwn(BY_PRIMITIVE, primitive.name) ? BY_PRIMITIVE[primitive.name] : undefined;
  if (known !== undefined) return known;
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: "an activation comes with its derivative, for the way back",
    got: typeof f === "function" ? `the function ${(f as { name: string }).name || "without a name"}` : showValue(f),
    hint: "take one of @wengert/nn, for instance sigmoid, or make one: elementwise({ name, formula, value, derivative })",
  });
}
