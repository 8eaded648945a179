import { expect } from "vitest";
import { tensor } from "../../create.ts";
import type { Tensor } from "../../tensor.ts";
import { evaluateFormula } from "../formula.ts";
import { MathSyntaxError } from "../syntaxError.ts";

/** The matrix `x` of the formulas whose errors are looked at. */
export const x: Tensor = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

/** The text of the error that a formula of the matrix `x` and the number `y` gives. */
export function errorOf(formula: string): string {
  return failureOf(() => evaluateFormula(formula, { x, y: 2 }));
}

/** The text of the MathSyntaxError that a function throws. */
export function failureOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(MathSyntaxError);
    return String(error);
  }
  throw new Error("nothing was thrown");
}
