import { WengertError } from "./errors.ts";

/**
 * Runs the inside of the public function `op`, which is made of other public functions: an error of one of these names
 * `op`, for that is what the reader called. Not for functions that call the reader's own, whose errors are his.
 */
export function within<T>(op: string, inside: () => T): T {
  try {
    return inside();
  } catch (error) {
    // What debugNaN finds is a fact about the inner operation.
    if (!(error instanceof WengertError) || error.op === op || error.code === "nan-found") throw error;
    const { code, problem, got, hint, shapes } = error;
    throw new (error.constructor as typeof WengertError)({ code, op, problem, got, hint, ...(shapes && { shapes }) });
  }
}
