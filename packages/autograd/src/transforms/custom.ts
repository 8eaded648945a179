import { show } from "../describe.ts";
import { isFloating } from "../dtype.ts";
import { ArgumentError, KindError, ShapeError, showShape } from "../errors.ts";
import { transposeOfVjp } from "../general.ts";
import { asTensor } from "../lift.ts";
import { zeros } from "../numpy/create.ts";
import { type Aval, applyN, type Derivative, innermost, makePrimitive, type Primitive } from "../primitive.ts";
import { unbroadcastTo } from "../primitives/structure.ts";
import { flatten, flattenLike, leafCount, type Structure, unflatten } from "../pytree.ts";
import { sameShape } from "../shape.ts";
import { captured, StageTrace } from "../stage.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { transposeLinear } from "../transpose.ts";
import { within } from "../within.ts";
import { isLinear } from "./linearity.ts";
import type { Args, Gradient } from "./types.ts";

type AnyFunction = (...args: never[]) => unknown;

/** One call of a function with a rule of the user's: how its arguments and its result are built. */
type Call = { readonly arguments: Structure; result: Structure | null };

/** Calls a user's function on leaves, and takes its result apart. */
function callOnLeaves(op: string, f: AnyFunction, call: Call, xs: readonly Tensor[]): Tensor[] {
  const result = f(...(unflatten(call.arguments, xs) as never[]));
  return takeResult(op, call, result, xs);
}

function takeResult(op: string, call: Call, result: unknown, xs: readonly Tensor[]): Tensor[] {
  const { leaves, structure } = flatten(result, op);
  call.result = structure;
  const ys = leaves.map(asTensor);
  checkNotCaptured(op, ys, xs);
  return ys;
}

/** A result that belongs to a trace to which no argument belongs got there through a closure. */
function checkNotCaptured(op: string, ys: readonly Tensor[], xs: readonly Tensor[]): void {
  const innermostId = innermost(xs)?.id ?? 0;
  for (const y of ys) if (y.trace !== null && y.trace.id > innermostId) throw captured(op, y);
}

/** Shapes and dtypes of the result, by running the function without numbers. */
function abstractResult(op: string, f: AnyFunction, call: Call, inputs: readonly Aval[]): Aval[] {
  const trace = new StageTrace();
  try {
    return callOnLeaves(
      op,
      f,
      call,
      inputs.map((x) => trace.input(x)),
    );
  } finally {
    trace.close();
  }
}

/** Applies the primitive of a function to the tensors among the arguments; everything else goes along as it is. */
function applyCustom(primitive: Primitive, op: string, args: readonly unknown[]): unknown {
  const { leaves, structure } = flatten(args, op, "static");
  const call: Call = { arguments: structure, result: null };
  const ys = applyN(primitive, leaves, call);
  return unflatten(call.result!, ys);
}

/** The function that the user calls; errors and programs know it by the name of his own. */
function calling(primitive: Primitive, op: string): AnyFunction {
  const g: AnyFunction = (...args) => applyCustom(primitive, op, args);
  return Object.defineProperty(g, "name", { value: op });
}

/** The cotangents of a result as the user's function wants them: zeros where there is none. */
function cotangentTree(call: Call, gs: readonly Derivative[], ys: readonly Tensor[]): unknown {
  return unflatten(
    call.result!,
    ys.map((y, i) => gs[i] ?? zeros(y.shape, isFloating(y.dtype) ? y.dtype : "float64")),
  );
}

/**
 * A function with a reverse rule of its own. `forward(...args)` gives `[value, residuals]`; `backward(residuals, g)`
 * gives one adjoint for each argument, from the cotangent `g` of the value, or null where it is zero.
 *
 * Residuals are any pytree. `forward` and `backward` are written in tape operations, so derivatives of any order
 * work; forward mode is derived by transposing `backward`, and refused where that is not linear in `g`. When no
 * derivative is asked for, `f` alone runs. In a program the function stays one operation.
 *
 * Shapes: each adjoint has the shape of its argument; where the argument was repeated on the way forward, the sum over the
 * repetitions may be left out, and is then taken here.
 *
 * @throws TraceError when one of the functions uses a traced value that is not among its arguments; KindError when one
 * of the three is no function, adjoints are not built like the arguments, or forward mode meets a rule that is not
 * linear; ShapeError when an adjoint does not have its argument's shape.
 * @example
 * const straightThrough = customVjp(
 *   (x: Tensor) => sign(x),
 *   (x: Tensor) => [sign(x), x],
 *   (x: Tensor, g: Tensor) => [mul(g, less(abs(x), 1))],
 * );
 * grad((x: Tensor) => sum(straightThrough(x)))(tensor([0.25, 3])) // [1. 0.]
 * @public
 */
export function customVjp<F extends AnyFunction, R>(
  f: F,
  forward: (...args: Args<F>) => readonly [ReturnType<F>, R],
  backward: (residuals: R, cotangent: Gradient<ReturnType<F>>) => readonly unknown[],
): F {
  checkFunctions("customVjp", { f, forward, backward });
  const op = f.name === "" ? "customVjp" : f.name;
  let tested = false;
  const primitive = makePrimitive({
    name: op,
    formula: String.raw`f(x)`,
    reverse: ["the given rule"],
    arity: "n",
    outputs: Number.POSITIVE_INFINITY,
    abstract: (inputs, params) => abstractResult(op, f, params as Call, inputs),
    executeN: (inputs, params) => callOnLeaves(op, f, params as Call, inputs),
    forward: (inputs, params) => {
      const call = params as Call;
      const args = unflatten(call.arguments, inputs) as Args<F>;
      const pair: unknown = forward(...args);
      if (!Array.isArray(pair) || pair.length !== 2) throw notPair(op, pair);
      return { outputs: takeResult(op, call, pair[0], inputs), saved: pair[1] };
    },
    vjpN: (gs, ys, xs, params, needs, saved) => backwardAdjoints(params as Call, gs, ys, xs, needs, saved),
    jvpN: (ts, ys, xs, params, saved) => {
      const needs = ts.map((t) => t !== null);
      const rule = (gs: readonly Derivative[]): Derivative[] =>
        backwardAdjoints(params as Call, gs, ys, xs, needs, saved);
      const found = transposeOfVjp(rule, ys, xs, ts);
      // Once is enough: the rule is the same for all arguments.
      if (!tested) tested = isLinear(op, REVERSE, { rule, inputs: ys, gs: ts, found });
      return found;
    },
  });
  const backwardAdjoints = (
    call: Call,
    gs: readonly Derivative[],
    ys: readonly Tensor[],
    xs: readonly Tensor[],
    needs: readonly boolean[],
    saved: unknown,
  ): Derivative[] => {
    const adjoints: unknown = backward(saved as R, cotangentTree(call, gs, ys) as Gradient<ReturnType<F>>);
    const found = adjointLeaves(op, call.arguments, adjoints, "");
    return xs.map((x, i) => {
      const adjoint = needs[i] ? found[i]! : null;
      return adjoint && within(op, () => unbroadcastTo(adjoint, x));
    });
  };
  return calling(primitive, op) as F;
}

/** One adjoint for each tensor among the arguments; null for an argument, or a part of it, stands for zeros. */
function adjointLeaves(op: string, structure: Structure, adjoint: unknown, path: string): Derivative[] {
  if (structure.kind === "static") return [];
  // Nothing at all is a forgotten return, and no zero.
  if (adjoint === undefined && path === "" && structure.kind === "array") {
    throw wrongAdjoint(op, path, `a list of ${structure.entries.length}`, adjoint);
  }
  if (adjoint === null || adjoint === undefined) return new Array<Derivative>(leafCount(structure)).fill(null);
  if (structure.kind === "leaf") {
    if (isTensor(adjoint) || typeof adjoint === "number") return [asTensor(adjoint)];
    throw wrongAdjoint(op, path, "a tensor", adjoint);
  }
  if (structure.kind === "array") {
    if (!Array.isArray(adjoint) || adjoint.length !== structure.entries.length) {
      throw wrongAdjoint(op, path, `a list of ${structure.entries.length}`, adjoint);
    }
    return structure.entries.flatMap((entry, i) => adjointLeaves(op, entry, adjoint[i], `${path}[${i}]`));
  }
  if (typeof adjoint !== "object" || isTensor(adjoint)) {
    throw wrongAdjoint(op, path, `a record of ${structure.keys.join(", ")}`, adjoint);
  }
  const record = adjoint as Record<string, unknown>;
  // A key that is left out stands for zeros; one that no argument has is a slip of the pen, and no zero.
  if (Object.keys(record).some((key) => !structure.keys.includes(key))) {
    throw wrongAdjoint(op, path, `a record of ${structure.keys.join(", ")}`, adjoint);
  }
  return structure.entries.flatMap((entry, i) => {
    const key = structure.keys[i]!;
    return adjointLeaves(op, entry, record[key], `${path}.${key}`);
  });
}

function wrongAdjoint(op: string, path: string, expected: string, got: unknown): KindError {
  return new KindError({
    code: "structure-mismatch",
    op,
    problem: `backward must return one adjoint for each argument, built like it: expected ${expected}`,
    got: `${show(got)} as adjoints${path}`,
    hint: "return [adjoint] for one argument, [first, second] for two; null stands for zero",
  });
}

/**
 * A function with a forward rule of its own. `rule(primals, tangents)` gives `[value, tangent of the value]` for
 * lists of arguments and their tangents, and must be linear in the tangents (a product of tangents or a constant among them
 * is none); reverse mode is derived by transposing it.
 *
 * @throws TraceError when one of the functions uses a traced value that is not among its arguments; ShapeError when the
 * value or the tangent does not have the shape of what `f` gives; KindError when the rule is not linear.
 * @example
 * const softSign = customJvp(
 *   (x: Tensor) => sign(x),
 *   ([x], [dx]) => [sign(x), mul(dx, sub(1, square(tanh(x))))],
 * );
 * grad((x: Tensor) => sum(softSign(x)))(tensor([0, 5])) // [1.00000000e+00 1.81583231e-04]
 * @public
 */
export function customJvp<F extends AnyFunction>(
  f: F,
  rule: (primals: Args<F>, tangents: Args<F>) => readonly [ReturnType<F>, unknown],
): F {
  checkFunctions("customJvp", { f, rule });
  const op = f.name === "" ? "customJvp" : f.name;
  let tested = false;
  const jvp = (
    ts: readonly Derivative[],
    values: readonly Tensor[],
    xs: readonly Tensor[],
    call: Call,
  ): Derivative[] => {
    const primals = unflatten(call.arguments, xs) as Args<F>;
    const tangents = unflatten(
      call.arguments,
      xs.map((x, i) => ts[i] ?? zeros(x.shape, x.dtype)),
    ) as Args<F>;
    const pair: unknown = rule(primals, tangents);
    if (!Array.isArray(pair) || pair.length !== 2) throw notPair(op, pair);
    const ys = flattenLike(op, pair[0], call.result!, "the value").map(asTensor);
    ys.forEach((y, i) => {
      if (!sameShape(y.shape, values[i]!.shape)) throw wrongValue(op, y, values[i]!);
    });
    const directions = flattenLike(op, pair[1], call.result!, "the tangent").map(asTensor);
    directions.forEach((t, i) => {
      if (!sameShape(t.shape, ys[i]!.shape)) throw wrongTangent(op, t, ys[i]!);
    });
    return directions;
  };
  const primitive = makePrimitive({
    name: op,
    formula: String.raw`f(x)`,
    reverse: ["the transpose of the given rule"],
    arity: "n",
    outputs: Number.POSITIVE_INFINITY,
    abstract: (inputs, params) => abstractResult(op, f, params as Call, inputs),
    executeN: (inputs, params) => callOnLeaves(op, f, params as Call, inputs),
    jvpN: (ts, ys, xs, params) => jvp(ts, ys, xs, params as Call),
    vjpN: (gs, ys, xs, params, needs) => {
      const wanted = xs.map((_, i) => i).filter((i) => needs[i]);
      const along = (ts: readonly Tensor[]): Derivative[] =>
        jvp(
          xs.map((_, i) => ts[wanted.indexOf(i)] ?? null),
          ys,
          xs,
          params as Call,
        );
      const inputs = wanted.map((i) => xs[i]!);
      const adjoints = transposeLinear(along, inputs, gs);
      if (!tested) tested = isLinear(op, FORWARD, { rule: along, inputs, gs, found: adjoints });
      return xs.map((_, i) => (needs[i] ? adjoints[wanted.indexOf(i)]! : null));
    },
  });
  return calling(primitive, op) as F;
}

/** What is linear in what, and what is derived from it. */
const REVERSE = { rule: "reverse", by: "cotangent", mode: "forward" };
const FORWARD = { rule: "forward", by: "tangents", mode: "reverse" };

/** @throws KindError when one of the user's functions is none. */
function checkFunctions(op: string, functions: Readonly<Record<string, unknown>>): void {
  for (const [name, f] of Object.entries(functions)) {
    if (typeof f === "function") continue;
    throw new KindError({
      code: "bad-argument",
      op,
      problem: `${name} must be a function`,
      got: show(f),
      hint: `${op}(${Object.keys(functions).join(", ")}) gives a new function of the arguments of f`,
    });
  }
}

function notPair(op: string, pair: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: "the rule must return a pair",
    got: show(pair),
    hint: "forward of customVjp returns [value, residuals], the rule of customJvp [value, tangent]",
  });
}

function wrongValue(op: string, y: Tensor, expected: Tensor): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem: "the value that the rule gives must have the shape of what the function gives",
    got: `${showShape(y.shape)} by the rule, ${showShape(expected.shape)} by the function`,
    hint: "the rule takes two lists, of arguments and of their tangents: ([x], [dx]) => [value, tangent]",
    shapes: [y.shape, expected.shape],
  });
}

function wrongTangent(op: string, t: Tensor, y: Tensor): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem: "the tangent of a value must have its shape",
    got: `a tangent ${showShape(t.shape)} of a value ${showShape(y.shape)}`,
    hint: "the rule gives [value, tangent], with one number in the tangent for every number of the value",
    shapes: [t.shape, y.shape],
  });
}
