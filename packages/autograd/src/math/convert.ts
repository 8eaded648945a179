import { type Kind, kindOf, type LibraryFunction, type Parameter } from "./signature.ts";
import type { Fault } from "./syntaxError.ts";
import { describe, isOperand, isPlain, type Value } from "./values.ts";

const DTYPES: readonly Value[] = ["float64", "float32", "int32", "bool"];

/** What each kind of argument has to be, for errors. */
const WANTED: Readonly<Record<Kind, string>> = {
  operand: "a tensor, a number or a nested list of numbers",
  operands: "a list of tensors: [a, b]",
  axes: "a whole number or several in brackets: 0 or (0, 1)",
  wholes: "whole numbers in brackets: (2, 3)",
  nested: "a whole number or lists of them in brackets: 1 or ((1, 2), (0, 1))",
  number: "a plain number, not a tensor",
  flag: "True or False",
  index: 'a number, "1:3", "...", None, a mask or several of them in brackets',
  norm: 'a number, or "fro" or "nuc"',
  text: "a text in quotes",
  dtype: "float64, float32, int32 or bool",
};

/**
 * An argument as the function takes it: a single length becomes a shape, a number a flag.
 *
 * @throws MathSyntaxError when it is not what the parameter takes.
 */
export function convert(f: LibraryFunction, parameter: Parameter, value: Value, place: number, fault: Fault): unknown {
  const kind = kindOf(f, parameter);
  const converted = value === null ? absent(f, parameter) : as(kind, value);
  if (converted !== undefined) return converted;
  const shape = kind === "dtype" && isPlain(value) ? "; a shape is one argument: (2, 3)" : "";
  throw fault(
    place,
    `the ${parameter} of ${f.name} cannot be ${describe(value)}`,
    `${parameter} is ${WANTED[kind]}${shape}`,
  );
}

/** None, where it says something: all axes, a new axis, the usual norm. */
function absent(f: LibraryFunction, parameter: Parameter): null | undefined {
  const { positional, required } = f;
  const kind = kindOf(f, parameter);
  const optional = positional.indexOf(parameter) >= required;
  return kind === "index" || ((kind === "axes" || kind === "wholes" || kind === "norm") && optional) ? null : undefined;
}

/** The value as an argument of this kind; undefined when it cannot be one. */
function as(kind: Kind, value: Value): unknown {
  switch (kind) {
    case "operand":
      return isOperand(value) ? value : undefined;
    case "operands":
      return Array.isArray(value) && value.every(isOperand) ? value : undefined;
    case "axes":
      return isWhole(value) || isWholes(value) ? value : undefined;
    case "wholes":
      return isWhole(value) ? [value] : isWholes(value) ? value : undefined;
    case "nested":
      return isNested(value) ? value : undefined;
    case "number":
      return isPlain(value) ? Number(value) : undefined;
    case "flag":
      return isPlain(value) ? Boolean(value) : undefined;
    case "index":
      return typeof value === "function" ? undefined : value;
    case "text":
      return typeof value === "string" ? value : undefined;
    case "norm":
      return typeof value === "string" ? value : isPlain(value) ? Number(value) : undefined;
    case "dtype":
      return DTYPES.includes(value) ? value : undefined;
  }
}

function isWhole(value: unknown): boolean {
  return Number.isInteger(value);
}

function isWholes(value: unknown): boolean {
  return Array.isArray(value) && value.every(isWhole);
}

function isNested(value: unknown): boolean {
  return isWhole(value) || (Array.isArray(value) && value.every(isNested));
}
