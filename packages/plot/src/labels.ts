import { badKind, brief } from "./refuse.ts";

/** Longer names and titles end in an ellipsis, so that a picture keeps its size whatever the text. */
const LONGEST_TITLE = 120;
const LONGEST_NAME = 40;

/**
 * A text as a picture shows it: in one line, without control characters (in a terminal they would move the cursor or
 * colour the rest, and XML knows most of them not at all) and of bounded length. Markup needs no care here: it is
 * escaped where the picture is written.
 */
export function cleanText(op: string, what: string, text: unknown, longest: number = LONGEST_TITLE): string {
  if (typeof text !== "string") throw badKind(op, `${what} is a text`, brief(text), "pass a string");
  const characters = [...text.slice(0, 4 * longest)].map((character) => {
    if (/\s/.test(character)) return " ";
    return /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffe\uffff]/u.test(character) ? "\ufffd" : character;
  });
  return characters.length <= longest ? characters.join("") : `${characters.slice(0, longest - 1).join("")}…`;
}

/** The name of a series, class, row or column. */
export function cleanName(op: string, what: string, text: unknown): string {
  return cleanText(op, what, text, LONGEST_NAME);
}

/** An axis title with its unit in parentheses: `length (cm)`. */
export function axisTitle(op: string, label: unknown, unit: unknown): string {
  const title = label === undefined ? "" : cleanText(op, "the label of an axis", label);
  if (unit === undefined) return title;
  return `${title} (${cleanName(op, "a unit", unit)})`.trimStart();
}
