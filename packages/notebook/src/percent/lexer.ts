// Where in a script a cell may begin: not inside of a string, a template, a comment, brackets or an expression.

/** After one of these a `/` begins a regular expression. */
const BEFORE_REGEX = /[(,=:[!&|?{};+\-*%~^<>]$/;
const KEYWORDS = new Set("return typeof case in of delete void throw new else do instanceof yield await".split(" "));
/** A line that ends in one of these goes on. */
const GOES_ON = /(?:=>|[=(,:[&|?+\-*/%~^.])$/;
const WORDS_THAT_GO_ON = new Set(
  "typeof case in instanceof delete void new else do const var import export default extends class function".split(" "),
);
/** What stands in brackets after one of these is followed by the statement that depends on it. */
const HEADS = new Set(["if", "for", "while", "with"]);
/** The brackets of such a head, and the last token after them. */
const [HEAD, AFTER_HEAD] = ["head(", "head)"];

/** No statement begins like this: the line belongs to those before it. */
const NO_BEGINNING = /^(?:\?|\.(?!\d)|[,:)*%&|^=>]|!=|(?:else|catch|finally|instanceof|in|extends)\b)/;
/** Nor like this, where a value stands before it. */
const AFTER_VALUE = /^(?:[([`/<]|\+(?!\+)|-(?!-))/;

const CLOSING: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/**
 * For each line (split at `\n`) whether it begins inside of something. All false when the script ends inside of
 * something: then it is no program yet, and only markers can be trusted.
 */
export function linesInside(text: string): boolean[] {
  const inside = [false];
  const open: string[] = [];
  /** The last token that counts, or its end; the name of a property with its dot. */
  let last = "";
  let at = 0;
  /** Lines since then: whether they are inside depends on what follows. */
  let waiting: number[] = [];
  const newline = (within: boolean): void => {
    const goesOn = (GOES_ON.test(last) && !/^\d|(?:\+\+|--)$/.test(last)) || WORDS_THAT_GO_ON.has(last);
    waiting.push(inside.length);
    inside.push(within || open.length > 0 || goesOn || last === AFTER_HEAD);
  };
  const settle = (): void => {
    const next = text.slice(at, at + "instanceof".length + 1);
    const isValue = !/[;{}]$/.test(last) && last !== AFTER_HEAD;
    if (last !== "" && (NO_BEGINNING.test(next) || (isValue && AFTER_VALUE.test(next)))) {
      for (const line of waiting) inside[line] = true;
    }
    waiting = [];
  };
  while (at < text.length) {
    const c = text[at]!;
    if (open.at(-1) === "`") {
      at = template(text, at, open, newline);
      if (open.at(-1) !== "`") last = open.at(-1) === "${" ? "{" : "`";
    } else if (c === "\n") {
      at++;
      newline(false);
    } else if (/\s/.test(c)) at++;
    else if (text.startsWith("//", at)) {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
    } else if (text.startsWith("/*", at)) {
      const end = text.indexOf("*/", at + 2);
      if (end < 0) return nowhere(text);
      for (let i = at; i < end; i++) if (text[i] === "\n") newline(true);
      at = end + 2;
    } else {
      if (waiting.length > 0) settle();
      token(c);
    }
  }
  return open.length > 0 ? nowhere(text) : inside;

  function token(c: string): void {
    if (c === '"' || c === "'") {
      at = quoted(text, at, newline);
      last = c;
    } else if (c === "/" && (last === "" || last === AFTER_HEAD || BEFORE_REGEX.test(last) || KEYWORDS.has(last))) {
      at = regex(text, at);
      last = "regex";
    } else if (c === "`") {
      open.push(c);
      at++;
    } else if (/[\w$\u0080-\uffff]/.test(c)) {
      const word = /\d[\w.]*|[\w$\u0080-\uffff]+/y;
      word.lastIndex = at;
      const [name] = word.exec(text)!;
      at += name.length;
      // The `while` after a block may be the end of a `do`.
      last = last === "." || last === "?." || (name === "while" && last.endsWith("}")) ? `${last}${name}` : name;
    } else {
      at++;
      if (c === "(") open.push(HEADS.has(last) ? HEAD : c);
      else if (c === "[" || c === "{") open.push(c);
      else if (c === "}" && open.at(-1) === "${") {
        open.pop();
        return;
      } else if (c === ")" && open.at(-1) === HEAD) {
        open.pop();
        last = AFTER_HEAD;
        return;
      } else if (c in CLOSING && open.at(-1) === CLOSING[c]) open.pop();
      last = `${/^[+\-=?]$/.test(last.slice(-1)) ? last.slice(-1) : ""}${c}`;
    }
  }
}

const nowhere = (text: string): boolean[] => text.split("\n").map(() => false);

/** On from a place in a template to its end, or to the next `${`. */
function template(text: string, from: number, open: string[], newline: (within: boolean) => void): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") {
      at++;
      if (text[at] === "\n") newline(true);
    } else if (text[at] === "\n") newline(true);
    else if (text[at] === "`") {
      open.pop();
      return at + 1;
    } else if (text.startsWith("${", at)) {
      open.push("${");
      return at + 2;
    }
  }
  return text.length;
}

/** To the end of a string; one that is not closed ends with its line. */
function quoted(text: string, from: number, newline: (within: boolean) => void): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") {
      at++;
      if (text[at] === "\r") at++;
      if (text[at] === "\n") newline(true);
    } else if (text[at] === "\n") return at;
    else if (text[at] === text[from]) return at + 1;
  }
  return text.length;
}

/** To the end of a regular expression, or of the line. */
function regex(text: string, from: number): number {
  let set = false;
  for (let at = from + 1; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "[") set = true;
    else if (text[at] === "]") set = false;
    else if (text[at] === "/" && !set) return at + 1;
  }
  return from + 1;
}
