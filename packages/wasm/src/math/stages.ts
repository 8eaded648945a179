import type { Local } from "../assembler/expression.ts";
import type { Lanes, Value } from "./lanes.ts";

/**
 * A function whose every instruction waits for the one before, cut into halves. Over an array the first half of many
 * numbers is done before the second of the first: then the processor, which looks some hundred instructions ahead, has
 * more numbers in sight, and the chain that it waits for is half as long.
 * @public
 */
export interface Stages {
  /** Whether the second half reads the argument again. */
  readonly again: boolean;
  /** With how many values the second half goes on. */
  readonly begun: number;
  begin(n: Lanes, x: Local): readonly Local[];
  finish(n: Lanes, x: Local, begun: readonly Local[]): Value;
}

/** Both halves, one after the other. */
export function together(stages: Stages, n: Lanes, x: Local): Value {
  return stages.finish(n, x, stages.begin(n, x));
}
