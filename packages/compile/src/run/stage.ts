import { makeProgram, type Program, TraceError } from "@wengert/autograd";
import { callerLine } from "@wengert/autograd/engine";
import { optimize } from "../passes/index.ts";
import { copyOfStatic } from "./signature.ts";

type AnyFunction = (...args: never[]) => unknown;

/** A function for given arguments, written down and simplified. */
export function stage(f: AnyFunction, args: readonly unknown[], statics: readonly number[]): Program {
  const copies = args.map((arg, n) => (statics.includes(n) ? copyOfStatic(arg) : arg));
  // The reader's line may lie far below the library's own.
  const settings = Error as ErrorConstructor & { stackTraceLimit?: number };
  const limit = settings.stackTraceLimit;
  settings.stackTraceLimit = 60;
  try {
    return optimize(makeProgram(f as (...args: unknown[]) => unknown, { static: statics })(...(copies as never[])));
  } catch (error) {
    throw error instanceof TraceError ? located(error, f) : error;
  } finally {
    if (limit !== undefined) settings.stackTraceLimit = limit;
  }
}

/** The same error with the reader's line that led to it, and what to do about it where a function is compiled. */
function located(error: TraceError, f: AnyFunction): TraceError {
  const site = callerLine(error);
  const name = f.name === "" ? "the function" : f.name;
  const place = site === undefined ? "" : `, at ${site}`;
  const { code, op, problem, got, hint, shapes } = error;
  const advice =
    code === "abstract-value"
      ? `${hint}; an argument that ${name} reads can be static: compile(f, { static: [1] })`
      : hint;
  return new TraceError({ code, op, problem: `${problem}${place}`, got, hint: advice, shapes }, { cause: error });
}
