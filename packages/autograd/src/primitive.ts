import type { DType } from "./dtype.ts";
import { map1, map2, type ResultKind } from "./kernels/elementwise.ts";
import type { Loops1, Loops2 } from "./kernels/loopTypes.ts";
import type { Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import type { Params, Trace } from "./trace.ts";

/** What is known of a tensor without its numbers. @public */
export interface Aval {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** An adjoint or a tangent; null stands for zero. */
export type Derivative = Tensor | null;

/** The reverse rule of a primitive with one input: the adjoint of `x` from that of `y`. */
export type Vjp1 = (g: Tensor, y: Tensor, x: Tensor, params: Params) => Derivative;
/** The reverse rule of one of two inputs. */
export type Vjp2 = (g: Tensor, y: Tensor, a: Tensor, b: Tensor, params: Params) => Derivative;
/** The reverse rule of all inputs in one call; `needs` says which ones are wanted. */
export type VjpN = (
  gs: readonly Derivative[],
  ys: readonly Tensor[],
  xs: readonly Tensor[],
  params: Params,
  needs: readonly boolean[],
  saved: unknown,
) => readonly Derivative[];
/** The forward rules: the tangents of the outputs from those of the inputs. */
export type Jvp1 = (t: Tensor, y: Tensor, x: Tensor, params: Params) => Derivative;
export type Jvp2 = (ta: Derivative, tb: Derivative, y: Tensor, a: Tensor, b: Tensor, params: Params) => Derivative;
export type JvpN = (
  ts: readonly Derivative[],
  ys: readonly Tensor[],
  xs: readonly Tensor[],
  params: Params,
  saved: unknown,
) => readonly Derivative[];

/** Outputs of a primitive together with what its rules will want. */
export interface Forward {
  readonly outputs: Tensor[];
  readonly saved: unknown;
}

/**
 * One operation that the tape knows. It is made by the functions of `kinds.ts` and `general.ts` from a short
 * description; a primitive of one or two inputs and one output has the members ending in 1 or 2, any other has those
 * ending in N.
 *
 * In the rules `y` is the forward value, `g` its cotangent (the derivative of the final result by `y`), `t` a
 * tangent. Rules are written in tape operations, so they can be differentiated, staged and batched themselves.
 * @public
 */
export interface Primitive {
  readonly name: string;
  /** The formula in LaTeX, value and derivative. */
  readonly formula: string;
  /** The reverse rule of each input as the tables print it, for instance `g / x`. */
  readonly reverse: readonly string[];
  /** What the inputs are called in `formula` and `reverse`: `x`, or `a` and `b`, unless said. */
  readonly operands: readonly string[];
  readonly arity: 1 | 2 | "n";
  /** How many of the outputs the caller sees; any others are residuals, kept for the rules. */
  readonly outputs: number;
  /** Whether no derivative passes: comparisons, argmax, sign. */
  readonly constant: boolean;
  /** Shape and dtype of each output; works without data. */
  readonly abstract: (inputs: readonly Aval[], params: Params) => readonly Aval[];
  /** The loops of an elementwise function, and the dtype of its result: they are run without a call between. */
  readonly loops1: Loops1 | null;
  readonly loops2: Loops2 | null;
  readonly result: ResultKind;
  /** Computes on plain tensors, without any trace. */
  readonly execute1: (x: Tensor, params: Params) => Tensor;
  readonly execute2: (a: Tensor, b: Tensor, params: Params) => Tensor;
  readonly executeN: (inputs: readonly Tensor[], params: Params) => Tensor[];
  /** The partial derivative of an elementwise function of one input, where the reverse rule is the product with it. */
  readonly partial: ((y: Tensor, x: Tensor) => Tensor) | null;
  /** The reverse rules. */
  readonly vjp1: Vjp1;
  readonly vjpA: Vjp2;
  readonly vjpB: Vjp2;
  readonly vjpN: VjpN;
  /** The forward rules. */
  readonly jvp1: Jvp1;
  readonly jvp2: Jvp2;
  readonly jvpN: JvpN;
  /** Runs a primitive whose rule is the user's own: gives the outputs and what the rule wants saved. */
  readonly forward: ((inputs: readonly Tensor[], params: Params) => Forward) | null;
}

/** What must be said of a primitive; the members of other arities are filled in. */
export type PrimitiveParts = Pick<Primitive, "name" | "formula" | "reverse" | "arity" | "abstract"> &
  Partial<Primitive>;

function unsupported(): never {
  throw new Error("a primitive was applied with another number of inputs than it has");
}

/** A primitive from its parts; one literal, so that all primitives have one hidden class. */
// @__NO_SIDE_EFFECTS__
export function makePrimitive(parts: PrimitiveParts): Primitive {
  const { name, loops1 = null, loops2 = null, result = "promoted" } = parts;
  return {
    name,
    formula: parts.formula,
    reverse: parts.reverse,
    operands: parts.operands ?? (parts.arity === 2 ? ["a", "b"] : ["x"]),
    arity: parts.arity,
    outputs: parts.outputs ?? 1,
    constant: parts.constant ?? false,
    abstract: parts.abstract,
    loops1,
    loops2,
    result,
    execute1: parts.execute1 ?? (loops1 === null ? unsupported : (x) => map1(loops1, result, x)),
    execute2: parts.execute2 ?? (loops2 === null ? unsupported : (a, b) => map2(name, loops2, result, a, b)),
    executeN: parts.executeN ?? unsupported,
    partial: parts.partial ?? null,
    vjp1: parts.vjp1 ?? unsupported,
    vjpA: parts.vjpA ?? unsupported,
    vjpB: parts.vjpB ?? unsupported,
    vjpN: parts.vjpN ?? unsupported,
    jvp1: parts.jvp1 ?? unsupported,
    jvp2: parts.jvp2 ?? unsupported,
    jvpN: parts.jvpN ?? unsupported,
    forward: parts.forward ?? null,
  };
}

/** Is told of every operation that really runs, while one is set. */
export type Observer = (primitive: Primitive, inputs: readonly Tensor[], outputs: readonly Tensor[]) => void;

let observer: Observer | null = null;

/** Sets who is told of every operation that runs (null: nobody); gives back who was before. */
export function observe(next: Observer | null): Observer | null {
  const before = observer;
  observer = next;
  return before;
}

/** Whether somebody is told of every operation. */
export function isObserved(): boolean {
  return observer !== null;
}

/** Applies a primitive of one input: its trace processes it, or it runs. */
export function apply1(primitive: Primitive, x: Tensor, params: Params): Tensor {
  if (x.trace !== null) return x.trace.process1(primitive, x, params);
  const { loops1 } = primitive;
  const y = loops1 === null ? primitive.execute1(x, params) : map1(loops1, primitive.result, x);
  if (observer !== null) observer(primitive, [x], [y]);
  return y;
}

/** Applies a primitive of two inputs: the innermost trace processes it, or it runs. */
export function apply2(primitive: Primitive, a: Tensor, b: Tensor, params: Params): Tensor {
  const s = a.trace;
  const t = b.trace;
  if (s === null) {
    if (t !== null) return t.process2(primitive, a, b, params);
    const { loops2 } = primitive;
    const y = loops2 === null ? primitive.execute2(a, b, params) : map2(primitive.name, loops2, primitive.result, a, b);
    if (observer !== null) observer(primitive, [a, b], [y]);
    return y;
  }
  if (t === null || s.id >= t.id) return s.process2(primitive, a, b, params);
  return t.process2(primitive, a, b, params);
}

/** Applies a primitive of any number of inputs and outputs; residual outputs come last. */
export function applyN(primitive: Primitive, inputs: readonly Tensor[], params: Params): Tensor[] {
  const trace = innermost(inputs);
  if (trace !== null) return trace.processN(primitive, inputs, params);
  const outputs = primitive.executeN(inputs, params);
  if (observer !== null) observer(primitive, inputs, outputs);
  return outputs;
}

/** The trace with the highest id among those of the inputs. */
export function innermost(inputs: readonly Tensor[]): Trace | null {
  let trace: Trace | null = null;
  for (let i = 0; i < inputs.length; i++) {
    const t = inputs[i]!.trace;
    if (t !== null && (trace === null || t.id > trace.id)) trace = t;
  }
  return trace;
}

/** Applies a primitive of any arity to a list; what `evaluate` and the tests use. */
export function applyAny(primitive: Primitive, inputs: readonly Tensor[], params: Params): Tensor[] {
  if (primitive.arity === 1) return [apply1(primitive, inputs[0]!, params)];
  if (primitive.arity === 2) return [apply2(primitive, inputs[0]!, inputs[1]!, params)];
  return applyN(primitive, inputs, params);
}
