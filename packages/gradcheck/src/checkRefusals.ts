import { ArgumentError, checkOptions, isTensor, KindError, showValue } from "@wengert/autograd";

/** Options of `checkGradient`. @public */
export interface CheckOptions {
  /** 1 for the gradient alone, 2 for second derivatives as well; 2 unless said. */
  readonly order?: 1 | 2;
  /** How far to move an entry, in units of max(1, |x|); ∛ε unless said. Where the function bends too fast, less far. */
  readonly step?: number;
  /** The error that is allowed relative to the derivative; 20 ε^(2/3) unless said, with ε of the dtype. */
  readonly tolerance?: number;
  /** Along how many random directions to look, besides the single entries; 4 unless said. */
  readonly directions?: number;
}

export function readCheckOptions(options: CheckOptions): void {
  checkOptions("checkGradient", options, ["order", "step", "tolerance", "directions"]);
  const { order = 2, step = 1, tolerance = 0, directions = 0 } = options;
  if (order !== 1 && order !== 2) throw badOption("order is 1 or 2", order, "2 checks second derivatives as well");
  if (!(step > 0 && step < Number.POSITIVE_INFINITY))
    throw badOption("step is a number above 0", step, "leave it out: it is chosen from the dtype");
  if (!(tolerance >= 0 && tolerance < Number.POSITIVE_INFINITY))
    throw badOption("tolerance is a number from 0 on", tolerance, "leave it out: it is chosen from the dtype");
  if (!(Number.isInteger(directions) && directions >= 0))
    throw badOption("directions are a whole number from 0 on", directions, "4 unless said");
}

function badOption(problem: string, got: unknown, hint: string): ArgumentError {
  return new ArgumentError({ code: "bad-argument", op: "checkGradient", problem, got: showValue(got), hint });
}

export function noNumbers(args: readonly unknown[]): KindError {
  return new KindError({
    code: "bad-argument",
    op: "checkGradient",
    problem: "none of the arguments holds floating numbers, by which there are derivatives",
    got: args.length === 0 ? "no arguments" : args.map(showValue).join(", "),
    hint: 'the point follows in a second call, checkGradient(f)(x); astype(x, "float64") makes integers floating',
  });
}

export function noResult(result: unknown): KindError {
  return new KindError({
    code: "bad-argument",
    op: "checkGradient",
    problem: "the function returned no floating numbers: there is nothing to differentiate",
    got: result instanceof Promise ? "a Promise" : showValue(result),
    hint:
      result instanceof Promise
        ? "leave out async: nothing here needs to be awaited"
        : "is a return forgotten? write (x) => sum(square(x)), or (x) => { return sum(square(x)); }",
  });
}

export function noFunction(f: unknown): KindError {
  return new KindError({
    code: "bad-argument",
    op: "checkGradient",
    problem: "the first argument is the function whose derivatives are checked",
    got: isTensor(f) ? "a tensor" : typeof f,
    hint: "write checkGradient((x: Tensor) => sum(square(x)))(x): the point follows in a second call",
  });
}

export function changing(first: number, second: number): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "checkGradient",
    problem: "the function gives another value when it is called again with the same arguments",
    got: `${first}, then ${second}`,
    hint: "draw random numbers beforehand and pass them, or take them from random.key(seed) inside",
  });
}
