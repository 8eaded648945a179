import { ArgumentError, checkOptions, flattenTree, type Tensor } from "@wengert/autograd";
import { donate } from "@wengert/autograd/engine";
import { type Inspection, inspect } from "./inspect.ts";
import { Cache } from "./run/cache.ts";
import { type Session, SessionOf } from "./run/session.ts";

type AnyFunction = (...args: never[]) => unknown;

/** Options of `compile`. @public */
export interface CompileOptions {
  /** Places of arguments that are part of the program: sizes, flags, names. For each value there is a program. */
  readonly static?: readonly number[];
  /**
   * Places of arguments that the call uses up, as a training loop does with the parameters before the step. Their memory
   * is free at once; to read one of them afterwards is an error. A session owns its state anyway: there nothing is used up.
   */
  readonly donate?: readonly number[];
}

/** The options, checked. */
function readPositions(options: CompileOptions): { static: readonly number[]; donate: readonly number[] } {
  const known = ["static", "donate"] as const;
  const given = checkOptions("compile", options, known);
  const bad = known.find((key) => {
    const list = given[key];
    return list !== undefined && !(Array.isArray(list) && list.every((n) => Number.isInteger(n) && n >= 0));
  });
  if (bad === undefined) return { static: given.static ?? [], donate: given.donate ?? [] };
  throw new ArgumentError({
    code: "bad-argument",
    op: "compile",
    problem: `${bad} is a list of places of arguments, counted from 0`,
    got: JSON.stringify(given[bad]),
    hint: "compile(f, { static: [1], donate: [0] }): argument 1 is part of the program, argument 0 is used up",
  });
}

/** Takes the numbers of donated arguments away, except of those that the function gave back as they were. */
function giveAway(args: readonly unknown[], places: readonly number[], result: unknown, to: string): void {
  const kept = new Set<unknown>(flattenTree(result, "compile").leaves);
  const leaves = places.flatMap((n) => flattenTree(args[n], "compile").leaves);
  const tensors = leaves.filter((leaf): leaf is Tensor => typeof leaf !== "number" && !kept.has(leaf));
  donate(tensors, to);
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

/**
 * The same function, compiled: for each kind of arguments (their shapes, dtypes, structure and static values) it is
 * written down as a program, simplified, fused, and made into one WebAssembly module with a memory of its own. Results
 * are those of the function but for rounding, of which each operation's stated bound holds. Everything that stages can
 * be compiled: forward passes, gradients, whole training steps.
 *
 * **Shapes:** those of the function. Numbers among the arguments are variables, unless their places are `static`.
 * Results are tensors of their own, which nothing changes later. Tensors that the function takes from around it, not as
 * arguments, are constants of the program: what they are replaced by later is not seen.
 *
 * The programs of the last 16 kinds of arguments are remembered. Where arguments are being differentiated or staged, and
 * where the runtime has no WebAssembly or `WENGERT_WASM` is `off`, the operations run one by one.
 *
 * @throws TraceError when the function reads a value or branches on one; it names the line.
 * @throws ArgumentError when `f` is no function, or an option does not exist.
 * @example
 * const norm = compile((x: Tensor) => sqrt(sum(square(x))));
 * norm(tensor([3, 4])) // 5.0
 * @example
 * const step = compile((w: Tensor, v: Tensor, x: Tensor) => [sub(w, mul(0.1, sub(w, x))), v, square(sub(w, x))] as const);
 * const loop = step.session(tensor(0), tensor(0));
 * for (let i = 0; i < 100; i++) loop.step(tensor(2));
 * loop.params // 1.9999468772022246
 * @public
 */
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
  const positions = readPositions(options);
  const cache = new Cache(f, positions.static);
  const name = f.name === "" ? "a compiled function" : f.name;
  const call = (...args: unknown[]): unknown => {
    const found = cache.find(args);
    // Somebody differentiates or stages: then the function's own operations are what is asked for.
    if (found === null) return f(...(args as never[]));
    const result = found.call(args);
    if (positions.donate.length > 0) giveAway(args, positions.donate, result, name);
    return result;
  };
  Object.defineProperty(call, "name", { value: f.name });
  const compiled = Object.assign(call, {
    session: (params: unknown, state: unknown) => new SessionOf(cache, params, state),
    inspect: (...args: unknown[]) => {
      const found = cache.find(args);
      if (found !== null) return inspect(found.program, found.leavesOf(args));
      throw new ArgumentError({
        code: "bad-argument",
        op: "inspect",
        problem: "an argument is being differentiated or staged",
        hint: "inspect a compiled function with plain tensors, outside of grad and makeProgram",
      });
    },
  });
  return compiled as unknown as Compiled<F>;
}
