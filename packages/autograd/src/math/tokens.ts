import type { Fault, MathSyntaxError } from "./syntaxError.ts";

/** A piece of a formula: where it starts in the text, and what was written there. */
export type Token =
  | { readonly kind: "constant"; readonly value: number | string; readonly text: string; readonly place: number }
  | { readonly kind: "slot"; readonly slot: number; readonly text: string; readonly place: number }
  | { readonly kind: "name" | "operator" | "end"; readonly text: string; readonly place: number };

/** Formulas are written by hand; anything longer was generated or is not a formula. */
const MAX_LENGTH = 10_000;

const SPACE = /(?:\s|#.*)+/y;
const NUMBER = /(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?/y;
const NAME = /[A-Za-z_]\w*/y;
const TEXT = /"[^"\\\n]*"|'[^'\\\n]*'/y;
const OPERATOR = /\*\*|[<>=!]=|\.\.\.|[-+*/@<>()[\],.:=]/y;

/** Operators of JavaScript, of blackboards, and of Python where there is nothing to call, with what to write instead. */
const FOREIGN = /[=!]==|&&|\|\||\/\/|:=|=>|!(?!=)|[%&|^~?;{}\\×·⋅−–÷²³√≤≥≠∞π]/uy;
const FOREIGN_HINTS: ReadonlyMap<string, string> = new Map([
  ["===", "equality is =="],
  ["!==", "inequality is !="],
  ["&&", "logicalAnd(a > 0, b > 0) is true where both are"],
  ["&", "logicalAnd(a > 0, b > 0) is true where both are"],
  ["||", "logicalOr(a > 0, b > 0) is true where either is"],
  ["|", "logicalOr(a > 0, b > 0) is true where either is"],
  ["!", "logicalNot(x) negates, as != does =="],
  ["~", "logicalNot(x) negates, as != does =="],
  ["//", "floorDivide(a, b) rounds the quotient down; / divides"],
  ["%", "the remainder is mod(a, b)"],
  ["^", "a power is a**b"],
  ["?", "choose with where(condition, a, b)"],
  [";", "a formula is one expression"],
  [":=", "a formula is one expression; name its parts outside"],
  ["=>", "interpolate functions: ${f}(x)"],
  ["×", "a product is a * b"],
  ["·", "a product is a * b, a matrix product a @ b"],
  ["⋅", "a product is a * b, a matrix product a @ b"],
  ["−", "this is the typographic minus; type -"],
  ["–", "this is a dash; type -"],
  ["÷", "a quotient is a / b"],
  ["²", "a square is a**2"],
  ["³", "a cube is a**3"],
  ["√", "a square root is sqrt(a)"],
  ["≤", "write <="],
  ["≥", "write >="],
  ["≠", "write !="],
  ["∞", "write inf"],
  ["π", "write pi"],
]);

/** The text of a formula as errors show it. */
export function textOf(parts: readonly string[]): string {
  return parts.reduce((text, part, i) => `${text}\${${i - 1}}${part}`);
}

/**
 * The tokens of a formula, given as the texts between its interpolated values.
 *
 * @throws MathSyntaxError at the first character that starts no token.
 */
export function tokenize(parts: readonly string[], fault: Fault): Token[] {
  const { length } = textOf(parts);
  if (length > MAX_LENGTH) {
    throw fault(
      0,
      `the formula has ${length} characters, the limit is ${MAX_LENGTH}`,
      "split it into several templates, or call the functions",
    );
  }
  const tokens: Token[] = [];
  let start = 0;
  parts.forEach((part, i) => {
    if (i > 0) {
      const text = `\${${i - 1}}`;
      tokens.push({ kind: "slot", slot: i - 1, text, place: start });
      start += text.length;
    }
    scan(part, start, tokens, fault);
    start += part.length;
  });
  tokens.push({ kind: "end", text: "", place: length });
  return tokens;
}

/** Adds the tokens of one part, which starts at `start` of the formula. */
function scan(part: string, start: number, tokens: Token[], fault: Fault): void {
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const text = pattern.exec(part)?.[0];
    if (text !== undefined) at += text.length;
    return text;
  };
  while (at < part.length) {
    if (take(SPACE) !== undefined) continue;
    const place = start + at;
    let text = take(NUMBER);
    if (text !== undefined) {
      const value = Number(text.replaceAll("_", ""));
      tokens.push({ kind: "constant", value, text, place });
      const name = take(NAME);
      if (name !== undefined) throw numberWithLetters(text, name, start + at - name.length, fault);
      continue;
    }
    text = take(NAME);
    if (text !== undefined) {
      tokens.push({ kind: "name", text, place });
      continue;
    }
    text = take(TEXT);
    if (text !== undefined) {
      tokens.push({ kind: "constant", value: text.slice(1, -1), text, place });
      continue;
    }
    const foreign = take(FOREIGN);
    text = foreign === undefined ? take(OPERATOR) : undefined;
    if (text === undefined) throw notOperator(foreign ?? String.fromCodePoint(part.codePointAt(at)!), place, fault);
    tokens.push({ kind: "operator", text, place });
  }
}

function numberWithLetters(number: string, name: string, place: number, fault: Fault): MathSyntaxError {
  let hint = `a product is written ${number} * ${name}`;
  if (/^[jJ]$/.test(name)) hint = "there are no complex numbers";
  else if (number === "0" && /^[xXoObB]/.test(name)) hint = "write the number in decimal";
  else if (name.startsWith("_")) hint = "an underscore stands between two digits: 1_000";
  else if (/^[eE]$/.test(name)) hint = "an exponent has digits: 1e-3";
  return fault(place, `the number ${number} runs into ${name}`, hint);
}

function notOperator(text: string, place: number, fault: Fault): MathSyntaxError {
  if (text === '"' || text === "'") {
    const hint = "close it with the same quote on the same line; it holds no interpolation and no backslash";
    return fault(place, "the text does not end", hint);
  }
  const known = "a formula has numbers, names, ${values}, brackets and + - * / @ ** < <= > >= == !=";
  return fault(place, `${text} is not an operator here`, FOREIGN_HINTS.get(text) ?? known);
}
