import { WengertError } from "../errors.ts";

/** How many characters of a long line an error shows on either side of the place. */
const WINDOW = 60;

/** What an error about a formula says. */
export interface FormulaFault {
  readonly problem: string;
  readonly hint: string;
  /** The formula, with its interpolated values written `${0}`, `${1}` … */
  readonly formula: string;
  /** Where in it, counted in characters from 0. */
  readonly position: number;
}

/**
 * A formula that cannot be read or does not make sense. The text shows the formula with a caret under the place;
 * interpolated values are written `${0}`, `${1}` in their order.
 * @public
 */
export class MathSyntaxError extends WengertError {
  /** The formula as the message shows it, all lines of it. */
  readonly formula: string;
  /** Where in the formula the fault is, counted in characters from 0. */
  readonly position: number;

  /** @internal */
  constructor({ problem, hint, formula, position }: FormulaFault) {
    super({ code: "math-syntax", op: "math", problem, got: underlined(formula, position), hint });
    this.formula = formula;
    this.position = position;
  }
  override get name(): string {
    return "MathSyntaxError";
  }
}

/** The line of the formula that holds the place, and under it a line with a caret. */
function underlined(formula: string, position: number): string {
  const start = formula.lastIndexOf("\n", position - 1) + 1;
  const end = formula.indexOf("\n", position);
  const before = formula.slice(start, position);
  const after = formula.slice(position, end === -1 ? undefined : end);
  const left = before.length > WINDOW ? `…${before.slice(-WINDOW)}` : before.trimStart();
  const right = after.length > WINDOW ? `${after.slice(0, WINDOW)}…` : after;
  const shown = left.replace(/\s/g, " ");
  // One column per code point, so that a pair of surrogates does not push the caret away.
  const column = [...shown].length;
  return `${shown}${right.replace(/\s/g, " ")}\n       ${" ".repeat(column)}^`;
}

/** Makes the error for a place in the formula at hand. */
export type Fault = (place: number, problem: string, hint: string) => MathSyntaxError;

/** The errors of one formula. */
export function faultsOf(formula: string): Fault {
  return (position, problem, hint) => new MathSyntaxError({ problem, hint, formula, position });
}
