import type { Tensor } from "../tensor.ts";
import { compile } from "./compile.ts";
import { parse } from "./parser.ts";
import { faultsOf } from "./syntaxError.ts";
import { textOf } from "./tokens.ts";

/** A formula that was read: from the values of its slots to its value. */
export type Formula = (slots: readonly unknown[]) => Tensor;

/**
 * Reads a formula, given as the texts between its interpolated values; value i goes to slot i, a variable to its own.
 *
 * @throws MathSyntaxError when it cannot be read.
 */
export function readFormula(parts: readonly string[], variables: ReadonlyMap<string, number> = new Map()): Formula {
  const fault = faultsOf(textOf(parts));
  return compile(parse(parts, variables, fault), fault);
}

/**
 * The value of a formula given as text, in which the keys of `scope` are variables; they hide the library's names.
 *
 * @throws MathSyntaxError when the formula cannot be read.
 * @example evaluateFormula("g * y * (1 - y)", { g: 1, y: 0.5 }) // 0.25
 */
export function evaluateFormula(source: string, scope: Readonly<Record<string, Tensor | number>>): Tensor {
  const names = Object.keys(scope);
  const formula = readFormula([source], new Map(names.map((name, slot) => [name, slot])));
  return formula(Object.values(scope));
}
