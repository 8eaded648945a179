import type { Tensor } from "../tensor.ts";
import { evaluate } from "./evaluate.ts";
import { parse } from "./parser.ts";

/**
 * The value of a formula given as text, in which the keys of `scope` are variables; they hide the library's names.
 *
 * @throws MathSyntaxError when the formula cannot be read.
 * @example evaluateFormula("g * y * (1 - y)", { g: 1, y: 0.5 }) // 0.25
 */
export function evaluateFormula(source: string, scope: Readonly<Record<string, Tensor | number>>): Tensor {
  const names = Object.keys(scope);
  const formula = parse([source], new Map(names.map((name, slot) => [name, slot])));
  return evaluate(formula, Object.values(scope));
}
