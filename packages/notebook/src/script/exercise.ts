import { callSite } from "./callSite.ts";
import { type CloseOptions, closeness, lineOf, type Numbers, type Verdict, verdict } from "./check.ts";
import type { CheckResult, ExerciseResult, ExerciseState } from "./protocol.ts";
import { block, keepExercise } from "./session.ts";

/** What is left for the reader to do. */
class Todo extends Error {
  override readonly name = "Todo";
  readonly todo = true;
}

/**
 * A place that the reader is to fill in. It compiles wherever a value is wanted; met while the script runs, it leaves
 * the exercise around it open, and outside of an exercise it stops the script.
 *
 * @throws Todo always.
 * @example exercise("3b", {}, () => todo("derive dC/dW"))
 * // exercise 3b: open, 0 of 1 point
 * //         todo: derive dC/dW
 * @public
 */
export function todo(what = "to be written"): never {
  throw new Todo(`todo: ${what}`);
}

/** What the body of an exercise checks with. @public */
export interface ExerciseChecks {
  readonly check: (name: string, holds: Verdict) => void;
  readonly checkClose: (name: string, got: Numbers, expected: Numbers, options?: CloseOptions) => void;
}

/** What an exercise is worth. @public */
export interface ExerciseOptions {
  /** 1 unless said; given for an exercise of which all checks hold. */
  readonly points?: number;
}

/**
 * An exercise: its body calls what the reader has written, and checks it. The checks count for the exercise alone. A
 * `todo` inside leaves it open, which is no failure; an error fails it and the script goes on, so that one mistake
 * does not hide the rest. `wengert run --json FILE` writes what became of each for graders.
 *
 * @throws RangeError when the points are negative, or the body makes no check.
 * @example exercise("3b", { points: 2 }, ({ check }) => { check("2 is even", 2 % 2 === 0); })
 * // exercise 3b: solved, 2 of 2 points
 * //     ok  2 is even
 * @public
 */
export function exercise(name: string, options: ExerciseOptions, body: (checks: ExerciseChecks) => void): void {
  const { points = 1 } = options;
  if (!(points >= 0 && Number.isFinite(points))) {
    throw new RangeError(
      `exercise: points are a number from 0\n  got  ${points} for ${name}\n  hint leave them out for 1`,
    );
  }
  const at = callSite();
  const checks: CheckResult[] = [];
  const keep = (result: CheckResult): void => void checks.push(result);
  let [state, message]: [ExerciseState, string | undefined] = ["passed", undefined];
  try {
    body({
      check: (each, holds) => keep(rethrowTodo(verdict(each, holds))),
      checkClose: (each, got, expected, close = {}) => keep(closeness(each, got, expected, close)),
    });
    if (checks.some(({ ok }) => !ok)) state = "failed";
  } catch (error) {
    state = isTodo(error) ? "open" : "error";
    message =
      error instanceof Error ? (isTodo(error) ? error.message : `${error.name}: ${error.message}`) : String(error);
  }
  if (state === "passed" && checks.length === 0) {
    throw new RangeError(
      `exercise: ${name} checks nothing\n  got  a body without a check\n  hint call check(…) in it, or todo(…)`,
    );
  }
  const result: ExerciseResult = {
    name,
    state,
    points: state === "passed" ? points : 0,
    of: points,
    ...(message === undefined ? {} : { message }),
    ...(at === undefined ? {} : { at }),
    checks,
  };
  keepExercise(result);
  block(linesOf(result), { kind: "exercise", exercise: result });
}

const words: Readonly<Record<ExerciseState, string>> = {
  passed: "solved",
  failed: "FAILED",
  open: "open",
  error: "FAILED",
};

export function linesOf({ name, state, points, of, message, checks }: ExerciseResult): string[] {
  const head = `exercise ${name}: ${words[state]}, ${points} of ${of} point${of === 1 ? "" : "s"}`;
  return [head, ...checks.map(lineOf), ...(message === undefined ? [] : [message.replaceAll(/^/gm, "        ")])];
}

const isTodo = (error: unknown): boolean => error instanceof Error && (error as Partial<Todo>).todo === true;

/** A `todo` inside of a check's function is for the exercise. */
function rethrowTodo(result: CheckResult): CheckResult {
  if (result.detail?.startsWith("Todo: todo: ")) throw new Todo(result.detail.slice("Todo: ".length));
  return result;
}
