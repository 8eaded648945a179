import type { Constant, Equation, Primitive, Program, Tensor, Variable } from "@wengert/autograd";
import { Renaming, withParts } from "./rewrite.ts";

/** Texts that are equal exactly for parameters that mean the same; null for parameters that are not plain data. */
function textOf(params: unknown): string | null {
  let plain = true;
  const text = JSON.stringify(params, (_key, value: unknown) => {
    if (typeof value === "function" || typeof value === "symbol") plain = false;
    if (Object.is(value, -0)) return { number: "-0" };
    if (typeof value === "number" && !Number.isFinite(value)) return { number: String(value) };
    return value;
  });
  return plain ? (text ?? "") : null;
}

/** A single number as text: its dtype, shape and value; null for other constants. */
function textOfConstant(value: Tensor): string | null {
  if (value.size !== 1) return null;
  const number = value.item();
  return `${value.dtype}[${value.shape.join(",")}]${Object.is(number, -0) ? "-0" : number}`;
}

/** Of operations that compute the same from the same, the first serves for all; so do equal constants. */
export function withoutCommon(program: Program): Program {
  const names = new Renaming();
  const numbers = new Map<Primitive, number>();
  const numberOf = (primitive: Primitive): number => {
    const found = numbers.get(primitive) ?? numbers.size;
    numbers.set(primitive, found);
    return found;
  };
  const seenConstants = new Map<string, Variable>();
  const constants: Constant[] = [];
  for (const constant of program.constants) {
    const text = textOfConstant(constant.value);
    const first = text === null ? undefined : seenConstants.get(text);
    if (first !== undefined) names.set(constant.variable, first);
    else constants.push(constant);
    if (text !== null && first === undefined) seenConstants.set(text, constant.variable);
  }
  const seen = new Map<string, Equation>();
  const equations: Equation[] = [];
  for (const given of program.equations) {
    const equation = names.apply(given);
    const params = textOf(equation.params);
    const key = `${numberOf(equation.primitive)}(${equation.inputs.map(({ id }) => id).join(",")})${params}`;
    const first = params === null ? undefined : seen.get(key);
    if (first === undefined) {
      if (params !== null) seen.set(key, equation);
      equations.push(equation);
      continue;
    }
    for (const [i, y] of equation.outputs.entries()) names.set(y, first.outputs[i]!);
  }
  return withParts(program, { constants, equations, outputs: program.outputs.map((y) => names.of(y)) });
}
