import { ArgumentError } from "@wengert/autograd";
import { type Inspection, inspect } from "./inspect.ts";
import { Cache } from "./run/cache.ts";
import { type Session, SessionOf } from "./run/session.ts";
import { someTraced } from "./run/signature.ts";

type AnyFunction = (...args: never[]) => unknown;

/** Options of `compile`. @public */
export interface CompileOptions {
  /** Places of arguments that are part of the program: sizes, flags, names. For each value there is a program. */
  readonly static?: readonly number[];
}

/** What is left of a result when parameters and state are taken off. @public */
export type Rest<R> = R extends readonly [unknown, unknown]
  ? undefined
  : R extends readonly [unknown, unknown, infer One]
    ? One
    : R extends readonly [unknown, unknown, ...infer Many]
      ? Many
      : unknown;

/** A compiled function: it is called as the function is. @public */
export interface Compiled<F extends AnyFunction> {
  (...args: Parameters<F>): ReturnType<F>;
  /** A loop that owns parameters and state, for a function `(params, state, ...batch) => [params, state, ...rest]`. */
  session<P extends Parameters<F>[0], S extends Parameters<F>[1]>(
    params: P,
    state: S,
  ): Session<P, S, Parameters<F> extends [unknown, unknown, ...infer B] ? B : readonly unknown[], Rest<ReturnType<F>>>;
  /** What becomes of the function for these arguments: its program, the fused groups, the memory, and times. */
  inspect(...args: Parameters<F>): Inspection;
}

export function compile<F extends AnyFunction>(f: F, options: CompileOptions = {}): Compiled<F> {
  if (typeof f !== "function") {
    throw new ArgumentError({
      code: "bad-argument",
      op: "compile",
      problem: "the first argument must be a function",
      got: typeof f,
      hint: "compile(f)(x) for the function f, not compile(f(x))",
    });
  }
  const cache = new Cache(f, options.static ?? []);
  const call = (...args: unknown[]): unknown => {
    const [entry, leaves] = cache.find(args);
    if (someTraced(leaves)) return f(...(args as never[]));
    return entry.call(args, leaves);
  };
  const compiled = Object.assign(call, {
    session: (params: unknown, state: unknown) => new SessionOf(cache, params, state),
    inspect: (...args: unknown[]) => {
      const [{ program }, leaves] = cache.find(args);
      return inspect(program, leaves);
    },
  });
  return compiled as unknown as Compiled<F>;
}
