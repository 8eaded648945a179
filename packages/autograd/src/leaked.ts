import { TraceError } from "./errors.ts";

/** The error for an operation on a value whose trace has ended. */
export function leaked(op: string, kind: string): TraceError {
  return new TraceError({
    code: "leaked-tracer",
    op,
    problem: `a value that belongs to a finished trace was used: it left the function given to ${kind}`,
    hint: "return what you need from the function (gradAndAux hands extra values through), or keep x.item() or x.toArray() instead of x",
  });
}
