import { type ErrorDetails, makeProgram, type Program, TraceError, WengertError } from "@wengert/autograd";
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
    throw error instanceof WengertError ? located(error, args, statics) : error;
  } finally {
    if (limit !== undefined) settings.stackTraceLimit = limit;
  }
}

/** Errors that name their line already: of a compiled function that is called by another. */
const told = new WeakSet<WengertError>();

/** The same error with the reader's line that led to it, and what to do about it where a function is compiled. */
function located(error: WengertError, args: readonly unknown[], statics: readonly number[]): WengertError {
  const numbers = [...args.keys()].filter((n) => typeof args[n] === "number" && !statics.includes(n));
  const advice = adviceFor(error, numbers);
  if (told.has(error) || (advice === null && !(error instanceof TraceError))) return error;
  const site = callerLine(error);
  const place = site === undefined ? "" : `, at ${site}`;
  const { code, op, problem, got, shapes } = error;
  const hint = [error.hint, advice].filter((text) => text !== undefined && text !== null).join("; ");
  const Kind = error.constructor as new (details: ErrorDetails, options: ErrorOptions) => WengertError;
  const made = new Kind({ code, op, problem: `${problem}${place}`, got, hint, shapes }, { cause: error });
  told.add(made);
  return made;
}

/** What is said besides where something is asked of a value: which numbers among the arguments could be static. */
function adviceFor({ code, op, problem, got = "" }: WengertError, numbers: readonly number[]): string | null {
  const reads = code === "number-from-tracer" || (code === "abstract-value" && op === "reading a value");
  // A size, an axis or a count that is a variable here, as numbers among the arguments are.
  const isVariable = numbers.length > 0 && /tensor of shape \[\]/.test(`${problem} ${got}`);
  if (!reads && !isVariable) return null;
  const places = numbers.length === 0 ? [1] : numbers;
  return `numbers that decide sizes, axes or branches can be static: compile(f, { static: [${places.join(", ")}] })`;
}
