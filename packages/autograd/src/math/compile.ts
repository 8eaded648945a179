import type { Slice } from "../indexing/slice.ts";
import { asTensor, type TensorLike } from "../lift.ts";
import { transpose } from "../numpy/shape.ts";
import type { Tensor } from "../tensor.ts";
import { convert } from "./convert.ts";
import { indexed, sliceOf } from "./indexing.ts";
import { ON_TENSORS, onNumbers, signed } from "./operators.ts";
import type { LibraryFunction } from "./signature.ts";
import type { Fault } from "./syntaxError.ts";
import type { Attribute, Bound, IndexPart, Node } from "./tree.ts";
import { describe, isOperand, isPlain, isValue, type Value } from "./values.ts";

// A tree becomes a tree of closures, each of which knows its operator or function: nothing is looked up while a
// formula runs.

/** A part of a formula, ready to run: its value for the values of the slots. */
type Step = (slots: readonly unknown[]) => Value;

/** A part whose value is something operations take. */
type OperandStep = (slots: readonly unknown[]) => TensorLike;

/**
 * The function of a formula: from the values of its slots to its value. A result that is a plain number becomes a
 * tensor without axes, a list a stack.
 *
 * The function throws MathSyntaxError when a value is not what its place asks for, and whatever the functions throw.
 */
export function compile(root: Node, fault: Fault): (slots: readonly unknown[]) => Tensor {
  const step = operand(root, "a formula", fault);
  return (slots) => asTensor(step(slots));
}

function compiled(node: Node, fault: Fault): Step {
  switch (node.kind) {
    case "constant":
      return () => node.value;
    case "slot":
      return (slots) => usable(slots[node.slot], "interpolated", node, fault);
    case "function":
      return () => node.f.call;
    case "sign": {
      const x = operand(node.operand, node.negative ? "-" : "+", fault);
      return (slots) => signed(x(slots), node.negative);
    }
    case "binary": {
      const left = operand(node.left, node.operator, fault);
      const right = operand(node.right, node.operator, fault);
      const onTensors = ON_TENSORS[node.operator];
      return (slots) => {
        const a = left(slots);
        const b = right(slots);
        return isPlain(a) && isPlain(b) ? onNumbers(node.operator, Number(a), Number(b)) : onTensors(a, b);
      };
    }
    case "list": {
      const items = node.items.map((item) => compiled(item, fault));
      return (slots) => items.map((item) => item(slots));
    }
    case "library":
      return libraryCall(node.f, node.bound, fault);
    case "call":
      return ownCall(node.callee, node.args, node.place, fault);
    case "attribute": {
      const x = operand(node.of, node.name, fault);
      return (slots) => attribute(asTensor(x(slots)), node.name);
    }
    case "index": {
      const x = compiled(node.of, fault);
      const parts = node.parts.map((part) => indexPart(part, node.place, fault));
      return (slots) => {
        const whole = x(slots);
        return indexed(
          whole,
          parts.map((part) => part(slots)),
          node.place,
          fault,
        );
      };
    }
  }
}

/** A node that must be something operations take; `user` is what takes it. */
function operand(node: Node, user: string, fault: Fault): OperandStep {
  const step = compiled(node, fault);
  return (slots) => {
    const value = step(slots);
    if (isOperand(value)) return value;
    const hint = typeof value === "function" ? "call the function: f(x)" : `${user} is for tensors and numbers`;
    throw fault(node.place, `${describe(value)} is neither a tensor nor a number`, hint);
  };
}

/** A value that came from outside, once it is known to be one that formulas can handle. */
function usable(value: unknown, how: "interpolated" | "returned", { place }: Node, fault: Fault): Value {
  if (isValue(value)) return value;
  let hint = "formulas work on tensors, numbers, nested arrays of numbers, and functions";
  if (value === undefined) hint = how === "returned" ? "let the function return its result" : "is its name right?";
  throw fault(place, `the ${how} value is ${describe(value)}`, hint);
}

function libraryCall(f: LibraryFunction, { positional, options }: Bound, fault: Fault): Step {
  const call = f.call as (...args: unknown[]) => Value;
  const args = positional.map((node, i) => {
    const parameter = f.positional[i] ?? f.rest!;
    if (node === null) return () => undefined;
    const step = compiled(node, fault);
    return (slots: readonly unknown[]): unknown => convert(f, parameter, step(slots), node.place, fault);
  });
  const named = options.map(([name, node]) => {
    const step = compiled(node, fault);
    return (slots: readonly unknown[]): [string, unknown] => [name, convert(f, name, step(slots), node.place, fault)];
  });
  const [first, second] = args;
  if (args.length === 1 && named.length === 0) return (slots) => call(first!(slots));
  if (args.length === 2 && named.length === 0) return (slots) => call(first!(slots), second!(slots));
  return (slots) => {
    const values = args.map((argument) => argument(slots));
    if (named.length > 0) values.push(Object.fromEntries(named.map((option) => option(slots))));
    return call(...values);
  };
}

/** A call of a function that was interpolated. */
function ownCall(callee: Node, args: readonly Node[], place: number, fault: Fault): Step {
  const step = compiled(callee, fault);
  const steps = args.map((argument) => compiled(argument, fault));
  return (slots) => {
    const f = step(slots);
    if (typeof f !== "function") {
      throw fault(place, `${describe(f)} is not a function`, "only functions are called; a product is a * (b + c)");
    }
    const values = steps.map((argument) => argument(slots));
    return usable((f as (...args: Value[]) => unknown)(...values), "returned", callee, fault);
  };
}

/** One part of what stands in square brackets, as `at` takes it. */
function indexPart(part: IndexPart, place: number, fault: Fault): (slots: readonly unknown[]) => Value | Slice {
  if (part.kind === "ellipsis") return () => "...";
  if (part.kind === "value") return compiled(part.value, fault);
  const bounds = part.bounds.map((bound) => (bound === null ? () => null : compiled(bound, fault)));
  const places = part.bounds.map((bound) => bound?.place ?? place);
  return (slots) => {
    const values = bounds.map((bound) => bound(slots));
    return sliceOf(values, places, fault);
  };
}

function attribute(x: Tensor, name: Attribute): Value {
  switch (name) {
    case "T":
      return transpose(x);
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
