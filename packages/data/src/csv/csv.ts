import { checkOptions, type Tensor, tensor } from "@wengert/autograd";
import { dsvFormat } from "d3-dsv";
import { type EncodedLabels, encodeLabels } from "../encode/labels.ts";
import { badFile } from "../formats/badFile.ts";
import { badArgument, badKind } from "../refuse.ts";

/**
 * What a column holds: `"number"` becomes a float64 tensor, `"integer"` int32, `"boolean"` bool (true and false, 1 and
 * 0), `"class"` labels and the names of the classes, `"string"` an array of texts. All `[N]`.
 *
 * @public
 */
export type ColumnKind = "number" | "integer" | "boolean" | "class" | "string";

/** What a column of some kind is read as. @public */
export type Column<K extends ColumnKind = ColumnKind> = K extends "string"
  ? readonly string[]
  : K extends "class"
    ? EncodedLabels<string>
    : Tensor;

/** Which columns are read, and how the text is written. @public */
export interface CsvOptions<C extends Readonly<Record<string, ColumnKind>>> {
  /** The columns to be read, by name, and what they hold; others are left out. */
  readonly columns: C;
  /** What stands between cells, one character; a comma unless said. */
  readonly delimiter?: string;
  /** The names of all columns, for a text whose first line has none. */
  readonly header?: readonly string[];
  /** What begins a line that is no data; `#` unless said, `""` for none. */
  readonly comment?: string;
  /** Cells that mean that a number is missing, such as "" or "NA": they become NaN. Without it they are errors. */
  readonly missing?: readonly string[];
}

/** What others call an option. */
const ELSEWHERE = { sep: "delimiter", separator: "delimiter", names: "header", na_values: "missing" };

/** A row of cells, and the line on which it begins. */
interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

const OP = "parseCsv";
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["infinity", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["-infinity", Number.NEGATIVE_INFINITY],
]);
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

/**
 * The columns of a CSV text: a line of names, then a line per sample. Cells may be quoted (RFC 4180), lines end in any
 * of the usual ways, empty lines and comments are skipped.
 *
 * **Shapes:** each column `[N]`, as its kind says. `columnStack([x, y])` makes a table `[N, D]` of several.
 *
 * @throws ArgumentError with the line where a cell cannot be read or a row has another number of cells; or when a
 * column is not there; KindError when the text is none.
 * @example
 * const text = "height,species\n# in metres\n1.5,oak\n0.25,fern\n";
 * parseCsv(text, { columns: { height: "number", species: "class" } })
 * // { height: [1.5  0.25], species: { labels: [1 0], classes: ["fern", "oak"] } }
 * @see RFC 4180; d3-dsv, https://github.com/d3/d3-dsv
 * @public
 */
export function parseCsv<const C extends Readonly<Record<string, ColumnKind>>>(
  text: string,
  options: CsvOptions<C>,
): { readonly [K in keyof C]: Column<C[K]> } {
  if (typeof options?.columns !== "object") {
    throw badKind(OP, "it has to be said which columns are read", undefined, 'pass { columns: { height: "number" } }');
  }
  checkOptions(OP, options, ["columns", "delimiter", "header", "comment", "missing"], ELSEWHERE);
  const rows = rowsOf(text, options);
  const names = options.header ?? rows.shift()?.cells.map((name) => name.trim()) ?? [];
  for (const { line, cells } of rows) {
    if (cells.length !== names.length) throw wrongWidth(line, cells, names);
  }
  const read = Object.entries(options.columns).map(([name, kind]) => [
    name,
    readColumn(name, kind, rows, placeOf(name, names), options.missing ?? []),
  ]);
  return Object.fromEntries(read) as { readonly [K in keyof C]: Column<C[K]> };
}

function rowsOf(text: string, { delimiter = ",", comment = "#" }: Omit<CsvOptions<never>, "columns">): Row[] {
  if (typeof text !== "string") {
    const bytes = ArrayBuffer.isView(text);
    throw badKind(OP, "a CSV file is text", bytes ? "bytes" : typeof text, "new TextDecoder().decode(bytes)");
  }
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter)) {
    throw badArgument(OP, "the delimiter is one character", JSON.stringify(delimiter), 'a tabulator is "\\t"');
  }
  // A byte order mark is no part of the first name.
  const body = text.replace(/^\uFEFF/, "");
  checkQuotes(body, delimiter);
  let line = 1;
  const rows: Row[] = [];
  dsvFormat(delimiter).parseRows(body, (cells) => {
    const blank = cells.length === 1 && cells[0]!.trim() === "";
    const skipped = blank || (comment !== "" && cells[0]!.startsWith(comment));
    if (!skipped) rows.push({ line, cells });
    line += cells.reduce((lines, cell) => lines + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 1);
    return null;
  });
  return rows;
}

/** @throws ArgumentError where a quoted cell does not end: it would swallow all lines after it. */
function checkQuotes(text: string, delimiter: string): void {
  let line = 1;
  let starts = true;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"' && starts) {
      const opened = line;
      for (i++; i < text.length && (text[i] !== '"' || text[i + 1] === '"'); i++) {
        if (text[i] === '"') i++;
        else if (endsLine(text, i)) line++;
      }
      if (i >= text.length) {
        throw badFile(
          OP,
          `a quote on line ${opened} is not closed`,
          undefined,
          'inside quotes a quote is written twice, ""',
        );
      }
    } else if (endsLine(text, i)) line++;
    starts = char === delimiter || char === "\n" || char === "\r";
  }
}

/** Whether a line ends at a place: at the last character of \n, \r or \r\n. */
function endsLine(text: string, i: number): boolean {
  return text[i] === "\n" || (text[i] === "\r" && text[i + 1] !== "\n");
}

function placeOf(name: string, names: readonly string[]): number {
  const place = names.indexOf(name);
  if (place < 0) {
    const given = names.length === 0 ? "an empty text" : names.map((n) => JSON.stringify(n)).join(", ");
    throw badArgument(OP, `there is no column ${JSON.stringify(name)}`, shorten(given), hintForNames(names));
  }
  if (names.lastIndexOf(name) !== place) throw badArgument(OP, `there are two columns ${JSON.stringify(name)}`);
  return place;
}

function hintForNames(names: readonly string[]): string {
  const [only] = names;
  if (names.length === 1 && /[;\t|]/.test(only!))
    return `pass { delimiter: ${JSON.stringify(/[;\t|]/.exec(only!)![0])} }`;
  if (names.some((name) => NUMBER.test(name))) return "the first line looks like data: pass { header: [names] }";
  return "names are compared letter by letter";
}

function readColumn(
  name: string,
  kind: ColumnKind,
  rows: readonly Row[],
  place: number,
  missing: readonly string[],
): Column {
  const cells = rows.map(({ cells }) => cells[place]!);
  const each = <T>(read: (cell: string) => T | undefined, what: string): T[] =>
    cells.map((cell, n) => {
      const value = read(cell.trim());
      if (value === undefined) throw unreadable(name, rows[n]!.line, cell, what);
      return value;
    });
  switch (kind) {
    case "number":
      return tensor(
        Float64Array.from(each((cell) => (missing.includes(cell) ? Number.NaN : numberOf(cell)), "a number")),
      );
    case "integer":
      return tensor(Int32Array.from(each(integerOf, "a whole number of 32 bits")));
    case "boolean":
      return tensor(
        Uint8Array.from(
          each((cell) => BOOLEANS.get(cell.toLowerCase()), "true or false"),
          Number,
        ),
        { dtype: "bool" },
      );
    case "class":
      return encodeLabels(each((cell) => (cell === "" ? undefined : cell), "the name of a class"));
    case "string":
      return cells;
    default:
      throw badArgument(
        OP,
        `there is no kind ${JSON.stringify(kind)} of columns`,
        `column ${JSON.stringify(name)}`,
        'use "number", "integer", "boolean", "class" or "string"',
      );
  }
}

function numberOf(cell: string): number | undefined {
  return NUMBER.test(cell) ? Number(cell) : NOT_FINITE.get(cell.toLowerCase());
}

function integerOf(cell: string): number | undefined {
  const value = /^[+-]?\d+$/.test(cell) ? Number(cell) : Number.NaN;
  return value === (value | 0) ? value : undefined;
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function unreadable(name: string, line: number, cell: string, what: string): Error {
  const hint =
    cell.trim() === ""
      ? what === "a number"
        ? 'pass { missing: [""] } to read empty cells as NaN'
        : undefined
      : /^[+-]?\d+,\d+$/.test(cell.trim())
        ? "numbers have a decimal point"
        : what === "a number"
          ? `pass { missing: [${JSON.stringify(shorten(cell.trim()))}] } if it says that the number is missing`
          : undefined;
  return badFile(
    OP,
    `line ${line}, column ${JSON.stringify(name)}: expected ${what}`,
    JSON.stringify(shorten(cell)),
    hint,
  );
}

function wrongWidth(line: number, cells: readonly string[], names: readonly string[]): Error {
  return badFile(
    OP,
    `line ${line} has ${cells.length} ${cells.length === 1 ? "cell" : "cells"} for ${names.length} columns`,
    shorten(cells.map((cell) => JSON.stringify(cell)).join(", ")),
    "cells that hold the delimiter are put in quotes; lines that are no data begin with #",
  );
}
