import { TraceError } from "./errors.ts";

/** The error for an operation on a value whose trace has ended. */
export function leaked(op: string, kind: string): TraceError {
  return new TraceError({
    code: "leaked-tracer",
    op,
    problem: "a traced value was used after its function had returned",
    got: `a value of ${kind}`,
    hint: "return it from the function (gradAndAux hands values through), or keep x.item() or x.toArray() instead of x",
  });
}
