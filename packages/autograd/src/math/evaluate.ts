import { asTensor, type TensorLike } from "../lift.ts";
import { apply1 } from "../primitive.ts";
import { transposePrimitive } from "../primitives/structure.ts";
import type { Tensor } from "../tensor.ts";
import { convert } from "./convert.ts";
import { ON_TENSORS, onNumbers, signed } from "./operators.ts";
import type { Formula } from "./parser.ts";
import type { LibraryFunction } from "./signature.ts";
import type { Fault } from "./syntaxError.ts";
import type { Attribute, Bound, Node } from "./tree.ts";
import { describe, isOperand, isPlain, isValue, type Value } from "./values.ts";

/** A formula at work: the values of its slots, and its errors. */
interface Run {
  readonly slots: readonly unknown[];
  readonly fault: Fault;
}

/**
 * The value of a formula. A result that is a plain number becomes a tensor without axes, a list a stack.
 *
 * @throws MathSyntaxError when a value is not what its place asks for; whatever the functions throw.
 */
export function evaluate({ root, fault }: Formula, slots: readonly unknown[]): Tensor {
  return asTensor(operandOf({ slots, fault }, root, "a formula gives tensors"));
}

function valueOf(run: Run, node: Node): Value {
  switch (node.kind) {
    case "constant":
      return node.value;
    case "slot":
      return usable(run, node.place, run.slots[node.slot], "interpolated");
    case "function":
      return node.f.call;
    case "sign":
      return signed(operandOf(run, node.operand, "a sign stands before tensors and numbers"), node.negative);
    case "binary": {
      const a = operandOf(run, node.left, `${node.operator} works on tensors and numbers`);
      const b = operandOf(run, node.right, `${node.operator} works on tensors and numbers`);
      if (isPlain(a) && isPlain(b)) return onNumbers(node.operator, Number(a), Number(b));
      return ON_TENSORS[node.operator](a, b);
    }
    case "list":
      return node.items.map((item) => valueOf(run, item));
    case "library":
      return libraryCall(run, node.f, node.bound, node.place);
    case "call":
      return ownCall(run, node.callee, node.args, node.place);
    case "attribute":
      return attribute(asTensor(operandOf(run, node.of, `.${node.name} belongs to tensors`)), node.name);
    case "index":
      throw run.fault(node.place, "indexing waits for at", "soon");
  }
}

/** The value of a node that must be something operations take. */
function operandOf(run: Run, node: Node, rule: string): TensorLike {
  const value = valueOf(run, node);
  if (isOperand(value)) return value;
  const hint = typeof value === "function" ? "call the function: f(x)" : rule;
  throw run.fault(node.place, `${describe(value)} is neither a tensor nor a number`, hint);
}

/** A value that came from outside, once it is known to be one that formulas can handle. */
function usable(run: Run, place: number, value: unknown, how: "interpolated" | "returned"): Value {
  if (isValue(value)) return value;
  let hint = "formulas work on tensors, numbers, nested arrays of numbers, and functions";
  if (value === undefined) hint = how === "returned" ? "let the function return its result" : "is its name right?";
  throw run.fault(place, `the ${how} value is ${describe(value)}`, hint);
}

function libraryCall(run: Run, f: LibraryFunction, { positional, options }: Bound, place: number): Value {
  const args: unknown[] = [];
  for (let i = 0; i < positional.length; i++) {
    const argument = positional[i]!;
    if (argument === null) args.push(undefined);
    else args.push(convert(f.name, f.positional[i]!, valueOf(run, argument), argument.place, run.fault));
  }
  if (options.length > 0) {
    const chosen: Record<string, unknown> = {};
    for (const [name, node] of options) {
      chosen[name] = convert(f.name, name, valueOf(run, node), node.place, run.fault);
    }
    args.push(chosen);
  }
  return usable(run, place, (f.call as (...args: unknown[]) => unknown)(...args), "returned");
}

/** A call of a function that was interpolated. */
function ownCall(run: Run, callee: Node, args: readonly Node[], place: number): Value {
  const f = valueOf(run, callee);
  if (typeof f !== "function") {
    throw run.fault(place, `${describe(f)} is not a function`, "only functions are called; a product is a * (b + c)");
  }
  const values = args.map((argument) => valueOf(run, argument));
  return usable(run, callee.place, (f as (...args: Value[]) => unknown)(...values), "returned");
}

function attribute(x: Tensor, name: Attribute): Value {
  switch (name) {
    case "T":
      return x.shape.length < 2 ? x : apply1(transposePrimitive, x, { axes: x.shape.map((_, d) => d).reverse() });
    case "shape":
      return x.shape;
    case "size":
      return x.size;
    case "ndim":
      return x.ndim;
    case "dtype":
      return x.dtype;
  }
}
