import { type ErrorDetails, makeProgram, type Program, TraceError, WengertError } from "@wengert/autograd";
import { callerLine } from "@wengert/autograd/engine";
import { optimize } from "../passes/index.ts";
import { copyOfStatic } from "./signature.ts";

type AnyFunction = (...args: never[]) => unknown;

/** A function for given arguments, written down and simplified. */
export function stage(f: AnyFunction, args: readonly unknown[], statics: readonly number[]): Program {
  const copies = args.map((arg, n) => (statics.includes(n) ? copyOfStatic(arg) : arg));
  const programWith = (fixed: readonly number[]): Program =>
    makeProgram(f as (...args: unknown[]) => unknown, { static: fixed })(...(copies as never[]));
  // The reader's line may lie far below the library's own.
  const settings = Error as ErrorConstructor & { stackTraceLimit?: number };
  const limit = settings.stackTraceLimit;
  settings.stackTraceLimit = 60;
  try {
    return optimize(programWith(statics));
  } catch (error) {
    if (!(error instanceof WengertError) || told.has(error)) throw error;
    const numbers = [...args.keys()].filter((n) => typeof args[n] === "number" && !statics.includes(n));
    throw located(
      error,
      adviceFor(error, numbers, () => programWith([...statics, ...numbers])),
    );
  } finally {
    if (limit !== undefined) settings.stackTraceLimit = limit;
  }
}

/** Errors that name their line already: of a compiled function that is called by another. */
const told = new WeakSet<WengertError>();

/** The same error with the reader's line that led to it, and what to do about it where a function is compiled. */
function located(error: WengertError, advice: string | null): WengertError {
  if (advice === null && !(error instanceof TraceError)) return error;
  const site = callerLine(error);
  const place = site === undefined ? "" : `, at ${site}`;
  const { code, op, problem, got, shapes } = error;
  const hint = [error.hint, advice].filter((text) => text !== undefined && text !== null).join("; ");
  const Kind = error.constructor as new (details: ErrorDetails, options: ErrorOptions) => WengertError;
  const made = new Kind({ code, op, problem: `${problem}${place}`, got, hint, shapes }, { cause: error });
  told.add(made);
  return made;
}

/**
 * What is said besides where something is asked of a value, or where a number among the arguments, which is a variable
 * here, stands for a size, an axis or a count: which numbers could be static.
 */
function adviceFor(error: WengertError, numbers: readonly number[], withThemStatic: () => void): string | null {
  const { code, op } = error;
  const isAbout =
    error instanceof TraceError
      ? code === "number-from-tracer" || (code === "abstract-value" && op === "reading a value")
      : numbers.length > 0 && isOtherwise(error, withThemStatic);
  if (!isAbout) return null;
  const places = numbers.length === 0 ? [1] : numbers;
  return `numbers that decide sizes, axes or branches can be static: compile(f, { static: [${places.join(", ")}] })`;
}

/** Whether an error does not come up, or not the same one, when something is done. */
function isOtherwise(error: WengertError, run: () => void): boolean {
  try {
    run();
    return true;
  } catch (other) {
    return (other as Error).message !== error.message;
  }
}
