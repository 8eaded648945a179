// The percent format of jupytext: `// %%` begins a cell of code, `// %% [markdown]` one of text in comments.
import { linesInside } from "./lexer.ts";

/** What a cell holds. @public */
export type CellKind = "code" | "markdown" | "raw";

/** A cell of a script. @public */
export interface Cell {
  readonly kind: CellKind;
  /** What stands after the marker, without the kind and `key=value`s; empty when there is nothing. */
  readonly title: string;
  /** `tags=["a", "b"]` of the marker. */
  readonly tags: readonly string[];
  /** The marker as written; null for a cell without one, at the top or after the comments of a text cell. */
  readonly marker: string | null;
  /** Code, or text without its slashes; without empty lines at the end. */
  readonly source: string;
  /** Empty lines after the source, with the line break that ends it. */
  readonly gap: string;
  /** The number of the line on which the cell begins, from 1. */
  readonly line: number;
  /** The cell as it stands in the script. */
  readonly text: string;
}

/** A script as cells; their texts joined are the script. @public */
export interface Script {
  readonly cells: readonly Cell[];
  /** What ends the lines: `\r\n` when all are ended by it. */
  readonly lineEnd: "\n" | "\r\n";
}

/** jupytext's: indented or not, `//%%` too, and after `%%` white space or nothing. */
const MARKER = /^\s*\/\/\s*%%(?:%*\s(.*)|\s*)$/;

/**
 * Splits a script into cells. What stands before the first marker is a cell of code, and so is code after the comments
 * of a text cell. A marker inside of a string, a template, a comment, brackets or an expression is none: where jupytext
 * would split, the script would no longer run.
 *
 * @example parseScript("// %% [markdown]\n// # Title\n\n// %% sum\nconst a = 1;\n").cells.map(({ kind, title, source }) => `${kind} ${title}: ${source}`)
 * // ["markdown : # Title", "code sum: const a = 1;"]
 * @public
 */
export function parseScript(text: string): Script {
  const breaks = text.match(/\n/g)?.length ?? 0;
  const lineEnd = breaks > 0 && (text.match(/\r\n/g)?.length ?? 0) === breaks ? "\r\n" : "\n";
  const lines = text.split("\n");
  const inside = linesInside(text);
  const cells: Cell[] = [];
  let [start, offset, from] = [0, 0, 0];
  let position = 0;
  const close = (end: number): void => {
    const part = text.slice(offset, position);
    if (part !== "") cells.push(...cellsOf(part, start + 1, from > 0 || isMarker(lines[0]!)));
    [start, offset, from] = [end, position, end];
  };
  lines.forEach((line, i) => {
    if (i > 0 && !inside[i] && isMarker(line)) close(i);
    position += line.length + 1;
  });
  position = text.length;
  close(lines.length);
  return { cells, lineEnd };
}

const isMarker = (line: string): boolean => MARKER.test(line.replace(/\r$/, ""));

/** One cell, or two where code follows the comments of a text cell. */
function cellsOf(text: string, line: number, marked: boolean): Cell[] {
  if (!marked) return [makeCell("code", null, text, line)];
  const end = text.indexOf("\n");
  const marker = (end < 0 ? text : text.slice(0, end)).replace(/\r$/, "");
  const kind = kindOf(marker);
  if (kind === "code") return [makeCell(kind, marker, text, line)];
  const lines = text.split("\n");
  const code = lines.findIndex((each, i) => i > 0 && !/^\s*(?:\/\/|$)/.test(each));
  if (code < 0) return [makeCell(kind, marker, text, line)];
  const length = lines.slice(0, code).join("\n").length + 1;
  return [makeCell(kind, marker, text.slice(0, length), line), makeCell("code", null, text.slice(length), line + code)];
}

function makeCell(kind: CellKind, marker: string | null, text: string, line: number): Cell {
  const rest = marker === null ? text : text.slice(marker.length);
  const gap = /(?:(?:\r?\n)[ \t]*)*$/.exec(rest)![0];
  const written = rest.slice(0, rest.length - gap.length);
  const body = marker === null ? written : written.replace(/^\r?\n/, "");
  const source = kind === "code" ? body : uncomment(body);
  return { kind, ...optionsOf(marker ?? ""), marker, source, gap, line, text };
}

const uncomment = (body: string): string => body.replaceAll(/^[ \t]*\/\/ ?/gm, "");

/** The lines of a text cell with slashes before them. */
export const commented = (source: string): string =>
  source.replaceAll(/^(?=([^\n]?))/gm, (_, next: string) => (next === "" || next === "\r" ? "//" : "// "));

function kindOf(marker: string): CellKind {
  const found = /\[(markdown|md|raw)\]/.exec(marker)?.[1];
  return found === "raw" ? "raw" : found === undefined ? "code" : "markdown";
}

function optionsOf(marker: string): { readonly title: string; readonly tags: readonly string[] } {
  const options = MARKER.exec(marker)?.[1] ?? "";
  const title = options
    .replace(/\[(?:markdown|md|raw)\]/, "")
    .replace(/(?:^|\s)[\w.-]+=[\s\S]*$/, "")
    .trim();
  return { title, tags: tagsOf(options) };
}

function tagsOf(options: string): readonly string[] {
  const list = /(?:^|\s)tags=(\[[^\]]*\])/.exec(options)?.[1];
  if (list === undefined) return [];
  try {
    const tags: unknown = JSON.parse(list);
    // What Jupyter takes for a tag.
    const usual = (tag: unknown): tag is string => typeof tag === "string" && /^[^,]+$/.test(tag);
    return Array.isArray(tags) ? [...new Set(tags.filter(usual))] : [];
  } catch {
    return [];
  }
}

/** The headings of the text cells before a cell, nearest first: names by which it can be found. */
export function nameOf(cells: readonly Cell[], index: number): string {
  const { title } = cells[index]!;
  if (title !== "") return title;
  for (let i = index - 1; i >= 0; i--) {
    const heading = cells[i]!.kind === "markdown" ? headingsOf(cells[i]!.source).at(-1) : undefined;
    if (heading !== undefined) return heading;
  }
  return "";
}

/** The number of a cell of code as its readers count, from 1; text has none. */
export function numberOf(cells: readonly Cell[], index: number): number {
  return cells.slice(0, index + 1).filter(({ kind }) => kind === "code").length;
}

/** The headings of a Markdown text. */
export function headingsOf(source: string): string[] {
  return [...source.matchAll(/^#{1,6} +(.*?)(?: +#+)?\r?$/gm)].map(([, heading]) => heading!);
}
