import { RESERVED } from "./resolve.ts";
import type { Fault, MathSyntaxError } from "./syntaxError.ts";
import type { Token } from "./tokens.ts";

/** Where the parser stands. */
export interface Cursor {
  readonly tokens: readonly Token[];
  readonly fault: Fault;
  /** Names of variables, with their slots; they hide the library's. */
  readonly variables: ReadonlyMap<string, number>;
  next: number;
  depth: number;
}

/** The next token. */
export function peek(cursor: Cursor): Token {
  return cursor.tokens[cursor.next]!;
}

/** Whether a token is this operator. */
export function isOperator(token: Token | undefined, text: string): boolean {
  return token?.kind === "operator" && token.text === text;
}

/** Steps over an operator if it is next. */
export function accept(cursor: Cursor, operator: string): boolean {
  if (!isOperator(peek(cursor), operator)) return false;
  cursor.next++;
  return true;
}

/** The error for a token that cannot stand where it stands. */
export function unexpected(cursor: Cursor, wanted: string): MathSyntaxError {
  const { kind, text, place } = peek(cursor);
  const before = cursor.tokens[cursor.next - 1];
  const reserved = kind === "name" ? RESERVED.get(text) : undefined;
  if (reserved !== undefined) return cursor.fault(place, `${text} is not part of formulas`, reserved);
  if (before === undefined && kind === "end") {
    return cursor.fault(place, "the formula is empty", "write an expression, for instance mean(${x}**2)");
  }
  const closing = wanted === ")" || wanted === "]";
  if (kind === "end") {
    const hint = closing ? `a bracket is still open: close it with ${wanted}` : `${wanted} is missing`;
    return cursor.fault(place, "the formula ends too early", hint);
  }
  const isValue = kind === "constant" || kind === "slot" || kind === "name";
  if ((closing || wanted === "the end") && isValue) {
    const left = before!.kind === "operator" ? "a" : before!.text;
    const right = before!.kind === "operator" ? "b" : text;
    const hint = `an operator or a comma is missing: a product is written ${left} * ${right}`;
    return cursor.fault(place, `${text} follows ${before!.text} directly`, hint);
  }
  let hint = closing ? `a bracket is open: close it with ${wanted}` : `expected ${wanted}`;
  if (text === "=") hint = "equality is ==; a single = names an argument of a call: sum(x, axis=0)";
  else if (wanted === "the end" && text === ",") hint = "a formula has one value; stack several with [a, b]";
  else if (wanted === "the end" && (text === ")" || text === "]")) hint = "it closes no bracket";
  else if (text === ":" && wanted === "]") hint = "a slice is start:stop:step";
  else if (text === ":") hint = "a colon makes slices in square brackets: x[1:3]";
  else if (wanted === "a value" && (text === "*" || text === "**") && /^[(,]$/.test(before?.text ?? "")) {
    hint = "lists are not unpacked here: write the arguments out";
  }
  return cursor.fault(place, `${text} cannot stand here`, hint);
}
