import { type Equation, makeProgram, type Program, type Tensor, type Variable, zeros } from "@wengert/autograd";
import { freshIds, Renaming, withParts } from "./rewrite.ts";
import { windowsBody } from "./windows.ts";

/** Whether an operation is a function of the user's with a rule of its own (`customVjp`, `customJvp`). */
export function isCustom({ primitive }: Equation): boolean {
  return primitive.outputs === Number.POSITIVE_INFINITY;
}

/**
 * Functions with a rule of their own are one operation in a program, for the sake of their derivatives. Those have been
 * taken by now, so the operations inside take their place; so they do for small windows.
 */
export function inlineCustom(program: Program): Program {
  if (!program.equations.some((equation) => isCustom(equation) || windowsBody(equation) !== null)) return program;
  const fresh = freshIds(program);
  const names = new Renaming();
  const constants = [...program.constants];
  const equations: Equation[] = [];
  for (const given of program.equations) {
    const equation = names.apply(given);
    const body = bodyOf(equation);
    if (body === null) {
      equations.push(equation);
      continue;
    }
    const inner = inlineCustom(body);
    const own = new Map<number, Variable>();
    for (const [i, x] of inner.inputs.entries()) own.set(x.id, equation.inputs[i]!);
    const here = (x: Variable): Variable => {
      const found = own.get(x.id);
      if (found !== undefined) return found;
      const made = { ...x, id: fresh() };
      own.set(x.id, made);
      return made;
    };
    for (const { variable, value } of inner.constants) constants.push({ variable: here(variable), value });
    for (const line of inner.equations) {
      equations.push({ ...line, inputs: line.inputs.map(here), outputs: line.outputs.map(here) });
    }
    for (const [i, y] of equation.outputs.entries()) names.set(y, here(inner.outputs[i]!));
  }
  return withParts(program, { constants, equations, outputs: program.outputs.map((y) => names.of(y)) });
}

/** The operations inside an operation; null where there are none, or where they cannot be staged. */
function bodyOf(equation: Equation): Program | null {
  const { primitive, params, inputs } = equation;
  const body = isCustom(equation)
    ? (...xs: readonly Tensor[]): Tensor[] => primitive.executeN(xs, params)
    : windowsBody(equation);
  if (body === null) return null;
  const like = inputs.map(({ shape, dtype }) => zeros(shape, dtype));
  try {
    return makeProgram(body as (...xs: Tensor[]) => unknown)(...like);
  } catch {
    return null;
  }
}
