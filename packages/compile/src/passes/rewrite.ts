import type { Constant, Equation, Program, Tensor, Variable } from "@wengert/autograd";
import { programOf } from "@wengert/autograd/engine";

/** A program with other equations, and the constants and results that belong to them. */
export interface Parts {
  readonly constants?: readonly Constant[];
  readonly equations: readonly Equation[];
  readonly outputs?: readonly Variable[];
}

/** The program with parts of it replaced. */
export function withParts(program: Program, parts: Parts): Program {
  const { inputs, inputStructures, outputStructure } = program;
  const { equations, constants = program.constants, outputs = program.outputs } = parts;
  return programOf({ inputs, constants, equations, outputs, inputStructures, outputStructure });
}

/** Gives numbers that no variable of a program has. */
export function freshIds(program: Program): () => number {
  let last = -1;
  const see = ({ id }: Variable): void => {
    if (id > last) last = id;
  };
  program.inputs.forEach(see);
  for (const { variable } of program.constants) see(variable);
  for (const { outputs } of program.equations) outputs.forEach(see);
  return () => ++last;
}

/** Which variables stand for others, as a pass finds them out. */
export class Renaming {
  private readonly names = new Map<number, Variable>();

  /** What a variable is called now. */
  of(variable: Variable): Variable {
    return this.names.get(variable.id) ?? variable;
  }

  /** From now on `from` is `to`. */
  set(from: Variable, to: Variable): void {
    this.names.set(from.id, this.of(to));
  }

  /** An equation with its inputs as they are called now. */
  apply(equation: Equation): Equation {
    const inputs = equation.inputs.map((x) => this.of(x));
    return inputs.every((x, i) => x === equation.inputs[i]) ? equation : { ...equation, inputs };
  }
}

/** The values of a program's constants by the number of their variables. */
export function constantValues({ constants }: Program): Map<number, Tensor> {
  return new Map(constants.map(({ variable, value }) => [variable.id, value]));
}
