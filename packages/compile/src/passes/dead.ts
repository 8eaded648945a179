import type { Equation, Program } from "@wengert/autograd";
import { withParts } from "./rewrite.ts";

/** Leaves out what no result needs: operations, and constants. */
export function withoutDeadCode(program: Program): Program {
  const needed = new Set(program.outputs.map(({ id }) => id));
  const equations: Equation[] = [];
  for (const equation of program.equations.toReversed()) {
    if (!equation.outputs.some(({ id }) => needed.has(id))) continue;
    for (const { id } of equation.inputs) needed.add(id);
    equations.push(equation);
  }
  const constants = program.constants.filter(({ variable }) => needed.has(variable.id));
  return withParts(program, { constants, equations: equations.reverse() });
}
