import type { Equation, Program, Tensor } from "@wengert/autograd";
import { applyAny } from "@wengert/autograd/engine";
import { isCustom } from "./inline.ts";
import { constantValues, withParts } from "./rewrite.ts";

/** A result with more numbers than this, and more than its operands have, is made anew in every run. */
const LARGE = 4096;

/** Operations on constants alone are done now, unless their results are much larger than what they are made of. */
export function foldConstants(program: Program): Program {
  const values = constantValues(program);
  const constants = [...program.constants];
  const equations: Equation[] = [];
  for (const equation of program.equations) {
    const results = fold(equation, values);
    if (results === null) {
      equations.push(equation);
      continue;
    }
    equation.outputs.forEach((variable, i) => {
      values.set(variable.id, results[i]!);
      constants.push({ variable, value: results[i]! });
    });
  }
  return withParts(program, { constants, equations });
}

function fold(equation: Equation, values: ReadonlyMap<number, Tensor>): readonly Tensor[] | null {
  // A number that is repeated stays one number: reading it anew costs nothing.
  if (isCustom(equation) || equation.primitive.name === "broadcastTo") return null;
  const inputs: Tensor[] = [];
  for (const { id } of equation.inputs) {
    const value = values.get(id);
    if (value === undefined) return null;
    inputs.push(value);
  }
  const size = (xs: readonly { readonly shape: readonly number[] }[]): number =>
    xs.reduce((n, { shape }) => n + shape.reduce((product, length) => product * length, 1), 0);
  if (size(equation.outputs) > Math.max(LARGE, size(equation.inputs))) return null;
  try {
    return applyAny(equation.primitive, inputs, equation.params);
  } catch {
    // What fails, fails when the program runs, as it does without compiling.
    return null;
  }
}
