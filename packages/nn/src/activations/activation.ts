import { type ArgumentError, customVjp, isTensor, mul, type Shape, showValue, type Tensor } from "@wengert/autograd";
import { type Kinds, withParameters } from "../options.ts";
import { badArgument } from "../parameters.ts";
import { hasShape, show, wrongAdjoint } from "../shapes.ts";

/**
 * An activation: a function a = f(z) of a layer's weighted sums, together with its derivative, worked out by hand.
 *
 * It is called like any function, `sigmoid(z)`, and the tape differentiates it as such. `backward` is the same
 * derivative on paper.
 * @public
 */
export interface Activation<P extends object = object> {
  <S extends Shape>(z: Tensor<S>): Tensor<S>;
  /** The name by which errors and reports call it. */
  readonly name: string;
  /** Value and derivative in LaTeX. */
  readonly formula: string;
  /** Slopes, bounds and axes that can be set, with their present values. */
  readonly parameters: Readonly<P>;
  /** Whether all derivatives exist everywhere. */
  readonly smooth: boolean;
  /** The value as composed of operations, without any rule of its own: what the tape sees if left alone. */
  readonly value: (z: Tensor) => Tensor;
  /** From ∂C/∂a to ∂C/∂z, by hand; `a` is f(z), where it is known already. */
  readonly backward: (da: Tensor, z: Tensor, a?: Tensor) => Tensor;
  /** The same activation with other parameters: `leakyRelu.with({ slope: 0.2 })`. */
  with(parameters: Partial<P>): Activation<P>;
}

/** An activation that takes each number by itself, and so has a derivative f′(z) in the plain sense. @public */
export interface Elementwise<P extends object = object> extends Activation<P> {
  /** f′(z), element by element; `a` is f(z), where it is known already. */
  readonly derivative: (z: Tensor, a?: Tensor) => Tensor;
  with(parameters: Partial<P>): Elementwise<P>;
}

/** What is said of every activation. */
interface Description<P extends object> {
  readonly name: string;
  readonly formula: string;
  readonly parameters?: P;
  /** What the parameters may be, where any number, flag or tensor will not do. */
  readonly kinds?: Partial<Kinds<P>>;
  readonly smooth?: boolean;
  readonly value: (z: Tensor, parameters: P) => Tensor;
  /** Whether the tape, too, goes by the rule derived by hand, because that is faster or more exact. */
  readonly byHand?: boolean;
}

interface ElementwiseDescription<P extends object> extends Description<P> {
  readonly derivative: (z: Tensor, a: Tensor, parameters: P) => Tensor;
}

interface JointDescription<P extends object> extends Description<P> {
  readonly backward: (da: Tensor, z: Tensor, a: Tensor, parameters: P) => Tensor;
}

/**
 * An activation from its value and derivative. With it, an activation of your own works wherever one of the library
 * does.
 *
 * **Shapes:** value and derivative keep the shape of `z`.
 *
 * @throws ArgumentError when value or derivative is missing; from `with`, for a parameter that does not exist.
 * @example
 * const cube = elementwise({
 *   name: "cube",
 *   formula: String.raw`z^3, \quad 3z^2`,
 *   value: (z) => mul(z, square(z)),
 *   derivative: (z) => mul(3, square(z)),
 * });
 * console.log(cube(tensor([1, 2])), cube.derivative(tensor([1, 2]))); // [1. 8.] [ 3. 12.]
 * @public
 */
// @__NO_SIDE_EFFECTS__
export function elementwise<P extends object = Record<never, never>>(
  description: ElementwiseDescription<P>,
): Elementwise<P> {
  const { derivative, value } = description ?? {};
  if (typeof value !== "function" || typeof derivative !== "function") {
    const hint = "elementwise({ name, formula, value: (z) => …, derivative: (z) => … })";
    throw badArgument("elementwise", "it takes a record with value and derivative", showValue(description), hint);
  }
  const backward = (da: Tensor, z: Tensor, a: Tensor, p: P): Tensor => mul(da, derivative(z, a, p));
  return make({ ...description, backward }, derivative, description.parameters ?? ({} as P)) as Elementwise<P>;
}

/** An activation in which the numbers of a row depend on each other, as in the softmax. */
// @__NO_SIDE_EFFECTS__
export function joint<P extends object = Record<never, never>>(description: JointDescription<P>): Activation<P> {
  return make(description, null, description.parameters ?? ({} as P));
}

function make<P extends object>(
  description: JointDescription<P>,
  derivative: ElementwiseDescription<P>["derivative"] | null,
  parameters: P,
): Activation<P> {
  const { name, formula, smooth = true, byHand = false } = description;
  const value = (z: Tensor): Tensor => {
    if (z === undefined) throw nothingGiven(name);
    return description.value(z, parameters);
  };
  const backward = (da: Tensor, z: Tensor, a: Tensor = value(z)): Tensor => {
    if (isTensor(a) && !(isTensor(da) && hasShape(da, a.shape))) throw wrongAdjoint(name, "da", da, show(a.shape));
    return description.backward(da, z, a, parameters);
  };
  const plain = (z: Tensor): Tensor => value(z);
  Object.defineProperty(plain, "name", { value: name });
  const f = byHand
    ? customVjp(
        plain,
        (z: Tensor) => {
          const a = value(z);
          return [a, { z, a }];
        },
        ({ z, a }: { z: Tensor; a: Tensor }, da: Tensor) => [backward(da, z, a)],
      )
    : plain;
  Object.defineProperty(f, "name", { value: name });
  const parts = {
    formula,
    parameters: Object.freeze({ ...parameters }),
    smooth,
    value,
    backward,
    ...(derivative && { derivative: (z: Tensor, a: Tensor = value(z)) => derivative(z, a, parameters) }),
    with: (changes: Partial<P>) => {
      const changed = withParameters(name, parameters, changes, description.kinds);
      const keys = Object.keys(changed) as (keyof P)[];
      return keys.every((key) => Object.is(changed[key], parameters[key]))
        ? made
        : make(description, derivative, changed);
    },
  };
  const made = Object.freeze(Object.assign(f, parts)) as unknown as Activation<P>;
  DESCRIPTIONS.set(made, description);
  return made;
}

/** What each activation was made of. */
const DESCRIPTIONS: WeakMap<object, object> = /* @__PURE__ */ new WeakMap();

/** Whether two activations are the same but for their parameters: a name says nothing, another may have it. */
export function sameButForParameters(f: Activation, g: Activation): boolean {
  return DESCRIPTIONS.get(f) === DESCRIPTIONS.get(g);
}

function nothingGiven(name: string): ArgumentError {
  return badArgument(name, "the numbers z are missing", "undefined", `${name}(tensor([-1, 2]))`);
}
