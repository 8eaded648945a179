import type { Program } from "@wengert/autograd";
import type { Machine } from "./run/machine.ts";

/** What became of a function. @public */
export interface Inspection {
  /** The simplified program. */
  readonly program: Program;
  /** Bytes of memory that the compiled program has. */
  readonly bytes: number;
  /** One line for each fused group. */
  readonly groups: readonly string[];
}

export function inspectMachine(program: Program, machine: Machine): Inspection {
  const groups = machine.plan.steps.map(
    (step) => `${step.kind} ${step.equations.map((e) => e.primitive.name).join(" ")}`,
  );
  return { program, bytes: machine.plan.bytes, groups };
}
