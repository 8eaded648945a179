import { bind, gathered, type Keyword } from "./bind.ts";
import { accept, type Cursor, isOperator, peek, unexpected } from "./cursor.ts";
import { libraryMethod, methodNames } from "./library.ts";
import { closest } from "./names.ts";
import { resolve } from "./resolve.ts";
import type { Fault, MathSyntaxError } from "./syntaxError.ts";
import { type Token, tokenize } from "./tokens.ts";
import type { Attribute, IndexPart, Node, Operator } from "./tree.ts";

// A Pratt parser: every operator has a binding power, and `expression(minimum)` reads operands and operators as long
// as the operators bind at least that tightly. V. R. Pratt (1973), Top down operator precedence.

/** How deeply a formula may be nested, and how long a chain of operators may be: it bounds the recursion. */
const MAX_HEIGHT = 500;

// Python's order. A sign binds less tightly than the power to its right, more tightly than one to its left.
const COMPARISON = 1;
const SUM = 2;
const PRODUCT = 3;
const SIGN = 4;
const POWER = 5;

const POWERS: ReadonlyMap<string, number> = new Map([
  ...["<", "<=", ">", ">=", "==", "!="].map((operator): [string, number] => [operator, COMPARISON]),
  ...["+", "-"].map((operator): [string, number] => [operator, SUM]),
  ...["*", "/", "@"].map((operator): [string, number] => [operator, PRODUCT]),
  ["**", POWER],
]);

const ATTRIBUTES: readonly Attribute[] = ["T", "shape", "size", "ndim", "dtype"];

/**
 * The tree of a formula, given as the texts between its interpolated values. Value i goes to slot i, a variable to the
 * slot that `variables` gives it.
 *
 * @throws MathSyntaxError when it is not one expression of the grammar, or a name or argument is unknown.
 */
export function parse(parts: readonly string[], variables: ReadonlyMap<string, number>, fault: Fault): Node {
  const cursor: Cursor = { tokens: tokenize(parts, fault), fault, variables, next: 0, depth: 0 };
  const root = expression(cursor, COMPARISON);
  if (peek(cursor).kind !== "end") throw unexpected(cursor, "the end");
  return root;
}

/** One more than the tallest part. */
function above(cursor: Cursor, place: number, ...parts: readonly (Node | null)[]): number {
  let height = 1;
  for (const part of parts) if (part !== null && part.height >= height) height = part.height + 1;
  if (height > MAX_HEIGHT) throw tooDeep(cursor, place);
  return height;
}

function tooDeep(cursor: Cursor, place: number): MathSyntaxError {
  return cursor.fault(
    place,
    `the formula is nested more than ${MAX_HEIGHT} deep, or a chain of operators is longer`,
    "name a part of it outside and interpolate that; add many terms with sum([a, b, c], axis=0)",
  );
}

/** Reads operands and operators that bind at least as tightly as `minimum`. */
function expression(cursor: Cursor, minimum: number): Node {
  if (++cursor.depth > MAX_HEIGHT) throw tooDeep(cursor, peek(cursor).place);
  let left = operand(cursor);
  let compared = false;
  for (;;) {
    const { kind, text, place } = peek(cursor);
    const power = kind === "operator" ? POWERS.get(text) : undefined;
    if (power === undefined || power < minimum) break;
    if (power === COMPARISON && compared) {
      throw cursor.fault(place, "comparisons cannot be chained", "logicalAnd(a < b, b < c) is true where both hold");
    }
    cursor.next++;
    // a**b**c is a**(b**c), and its exponent may have a sign; all other operators go from left to right.
    const right = expression(cursor, power === POWER ? SIGN : power + 1);
    const height = above(cursor, place, left, right);
    left = { kind: "binary", operator: text as Operator, left, right, place, height };
    compared = power === COMPARISON;
  }
  cursor.depth--;
  return left;
}

/** A sign and what it belongs to, or an atom with all calls, indices and attributes behind it. */
function operand(cursor: Cursor): Node {
  const { kind, text, place } = peek(cursor);
  if (kind === "operator" && (text === "-" || text === "+")) {
    cursor.next++;
    const of = expression(cursor, SIGN);
    return { kind: "sign", negative: text === "-", operand: of, place, height: above(cursor, place, of) };
  }
  let node = atom(cursor);
  for (;;) {
    const token = peek(cursor);
    if (accept(cursor, "(")) node = call(cursor, node, token.place);
    else if (accept(cursor, "[")) node = index(cursor, node, token.place);
    else if (accept(cursor, ".")) node = member(cursor, node);
    else return node;
  }
}

function atom(cursor: Cursor): Node {
  const token = peek(cursor);
  const { place } = token;
  if (token.kind === "constant") {
    cursor.next++;
    return { kind: "constant", value: token.value, place, height: 1 };
  }
  if (token.kind === "slot") {
    cursor.next++;
    return { kind: "slot", slot: token.slot, place, height: 1 };
  }
  if (token.kind === "name") {
    const slot = cursor.variables.get(token.text);
    cursor.next++;
    if (slot !== undefined) return { kind: "slot", slot, place, height: 1 };
    const name = qualified(cursor, token);
    const named = resolve(name, name !== token, cursor.variables.keys(), cursor.fault);
    return { ...named, place, height: 1 };
  }
  if (accept(cursor, "[")) {
    const { items } = sequence(cursor, "]");
    return { kind: "list", items, tuple: false, place, height: above(cursor, place, ...items) };
  }
  if (!accept(cursor, "(")) throw unexpected(cursor, "a value");
  const { items, comma } = sequence(cursor, ")");
  if (items.length === 1 && !comma) return items[0]!;
  return { kind: "list", items, tuple: true, place, height: above(cursor, place, ...items) };
}

/** The name behind `np.`, `numpy.` and `linalg.`, which are accepted so that formulas can be pasted; else the name. */
function qualified(cursor: Cursor, first: Token): Token {
  let token = first;
  while (/^(np|numpy|linalg)$/.test(token.text) && accept(cursor, ".")) {
    token = peek(cursor);
    if (token.kind !== "name") throw unexpected(cursor, "a name");
    cursor.next++;
  }
  return token;
}

/** Expressions between commas up to a closing bracket; a comma may end them. */
function sequence(cursor: Cursor, close: string): { readonly items: readonly Node[]; readonly comma: boolean } {
  const items: Node[] = [];
  let comma = false;
  while (!accept(cursor, close)) {
    if (items.length > 0 && !comma) throw unexpected(cursor, close);
    items.push(expression(cursor, COMPARISON));
    comma = accept(cursor, ",");
  }
  return { items, comma };
}

/** What a call passes: values in order, then values by name. */
interface Arguments {
  readonly args: readonly Node[];
  readonly keywords: readonly Keyword[];
}

function callArguments(cursor: Cursor): Arguments {
  const args: Node[] = [];
  const keywords: Keyword[] = [];
  let comma = true;
  while (!accept(cursor, ")")) {
    if (!comma) throw unexpected(cursor, ")");
    const { kind, text: name, place } = peek(cursor);
    if (kind === "name" && isOperator(cursor.tokens[cursor.next + 1], "=")) {
      cursor.next += 2;
      keywords.push({ name, place, value: expression(cursor, COMPARISON) });
    } else if (keywords.length > 0) {
      throw cursor.fault(place, "an argument without a name follows one with a name", "put arguments with names last");
    } else args.push(expression(cursor, COMPARISON));
    comma = accept(cursor, ",");
  }
  return { args, keywords };
}

function call(cursor: Cursor, callee: Node, place: number): Node {
  const { args, keywords } = callArguments(cursor);
  const height = above(cursor, place, callee, ...args, ...keywords.map(({ value }) => value));
  if (callee.kind === "function") {
    const bound = bind(callee.f, args, keywords, callee.place, cursor.fault);
    return { kind: "library", f: callee.f, bound, place: callee.place, height };
  }
  if (callee.kind === "constant" || callee.kind === "list") {
    throw cursor.fault(place, "only functions can be called", "a product is written a * (b + c)");
  }
  if (keywords.length > 0) {
    throw cursor.fault(
      keywords[0]!.place,
      "arguments have names only in calls of the library's functions",
      "pass them in order, or fix the option in a function of your own: ${(x) => f(x, { option })}",
    );
  }
  return { kind: "call", callee, args, place, height };
}

/** What follows a dot: an attribute, or a method with its arguments. */
function member(cursor: Cursor, of: Node): Node {
  const { kind, text, place } = peek(cursor);
  if (kind !== "name") throw unexpected(cursor, "a name");
  cursor.next++;
  const name = ATTRIBUTES.find((attribute) => attribute === text);
  if (name !== undefined) return { kind: "attribute", of, name, place, height: above(cursor, place, of) };
  const f = libraryMethod(text);
  if (f === undefined) {
    const near = closest(text, [...ATTRIBUTES, ...methodNames()]);
    const hint =
      near === undefined ? `there are .${ATTRIBUTES.join(", .")} and NumPy's methods` : `did you mean .${near}?`;
    throw cursor.fault(place, `tensors have no .${text} in a formula`, hint);
  }
  if (!accept(cursor, "(")) {
    throw cursor.fault(place, `.${text} is a method and is not called`, `write .${text}()`);
  }
  const { args, keywords } = callArguments(cursor);
  const height = above(cursor, place, of, ...args, ...keywords.map(({ value }) => value));
  return {
    kind: "library",
    f,
    bound: bind(f, [of, ...gathered(f, args)], keywords, place, cursor.fault),
    place,
    height,
  };
}

function index(cursor: Cursor, of: Node, place: number): Node {
  const parts: IndexPart[] = [];
  let comma = true;
  while (!accept(cursor, "]")) {
    if (!comma) throw unexpected(cursor, "]");
    parts.push(indexPart(cursor));
    comma = accept(cursor, ",");
  }
  // x[(0, 1)] is x[0, 1], as in Python; x[[0, 1]] and x[(0, 1), 2] hold a list.
  const only = parts.length === 1 && !comma ? parts[0] : undefined;
  if (only?.kind === "value" && only.value.kind === "list" && only.value.tuple) {
    parts.splice(0, 1, ...only.value.items.map((value): IndexPart => ({ kind: "value", value })));
  }
  if (parts.length === 0)
    throw cursor.fault(place, "an index is missing in the brackets", "write x[0], x[1:3] or x[..., None]");
  const nodes = parts.flatMap((part) =>
    part.kind === "value" ? [part.value] : part.kind === "slice" ? part.bounds : [],
  );
  return { kind: "index", of, parts, place, height: above(cursor, place, of, ...nodes) };
}

/** `...`, `start:stop:step` with any of them left out, or a value. */
function indexPart(cursor: Cursor): IndexPart {
  if (accept(cursor, "...")) return { kind: "ellipsis" };
  const bounds: (Node | null)[] = [];
  do {
    const { kind, text } = peek(cursor);
    const missing = kind === "operator" && (text === ":" || text === "," || text === "]");
    bounds.push(missing ? null : expression(cursor, COMPARISON));
  } while (bounds.length < 3 && accept(cursor, ":"));
  const [value] = bounds;
  if (bounds.length > 1) return { kind: "slice", bounds };
  if (value === null || value === undefined) throw unexpected(cursor, "an index");
  return { kind: "value", value };
}
