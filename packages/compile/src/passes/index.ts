import type { Program } from "@wengert/autograd";
import { withoutCommon } from "./common.ts";
import { withoutDeadCode } from "./dead.ts";
import { foldConstants } from "./fold.ts";
import { inlineCustom } from "./inline.ts";
import { simplify } from "./simplify.ts";

/** A rewriting of programs that leaves their results as they are. */
export type Pass = (program: Program) => Program;

/** All passes by name, in the order in which they run. */
export const PASSES: readonly { readonly name: string; readonly pass: Pass }[] = [
  { name: "inline", pass: inlineCustom },
  { name: "dead", pass: withoutDeadCode },
  { name: "fold", pass: foldConstants },
  { name: "simplify", pass: simplify },
  { name: "common", pass: withoutCommon },
  { name: "simplify again", pass: simplify },
  { name: "dead again", pass: withoutDeadCode },
];

/** A program with everything left out that its results do not need. */
export function optimize(program: Program): Program {
  return PASSES.reduce((before, { pass }) => pass(before), program);
}
