// A value as text and as something to look at, found out from its shape: no package is imported for it.
import { align } from "./align.ts";
import type { Drawable, View } from "./protocol.ts";

/** A value as it is shown. */
export interface Described {
  readonly text: string;
  readonly view: View;
  readonly drawable?: Drawable;
}

/** How to show a value. @public */
export interface ShowOptions {
  /** A line above it. */
  readonly title?: string;
  /**
   * "table": a tensor or nested array of one or two axes as a table with the numbers of rows and columns; of more than
   * 200 rows or 40 columns the first and the last.
   */
  readonly as?: "table";
  /**
   * Whether the numbers depend on the last bits that a machine computes, as those at the end of a long training do:
   * `wengert test` leaves them out of its comparison. False unless said.
   */
  readonly varies?: boolean;
  /** The name under which `wengert test` keeps the picture, beside the printed output. */
  readonly name?: string;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Functions cannot come out of data, so whatever has these methods was made by a program. */
function isDrawable(value: unknown): value is Drawable {
  return isRecord(value) && typeof value.toSvg === "function" && typeof value.toText === "function";
}

/** Has a text of its own: a tensor, a report, an explanation, a date. */
function hasText(value: object): boolean {
  const own = (value as { readonly toString?: unknown }).toString;
  return typeof own === "function" && own !== Object.prototype.toString && own !== Array.prototype.toString;
}

export function describe(value: unknown, { as, name, title: heading }: ShowOptions = {}): Described {
  if (as === "table") return numbered(value);
  if (isDrawable(value)) {
    const title = typeof value.title === "string" ? value.title : "";
    return {
      text: value.toText(),
      view: { type: "picture", title, ...(name === undefined ? {} : { name }) },
      drawable: value,
    };
  }
  if (isRecord(value) && typeof value.ok === "boolean" && hasText(value)) {
    const named = { ...(heading === undefined ? {} : { title: heading }), ...(name === undefined ? {} : { name }) };
    return { text: String(value), view: { type: "report", ok: value.ok, ...named } };
  }
  if (Array.isArray(value) && value.length > 0 && value.every(isPlain)) return rowsOf(value);
  if (isPlain(value) && Object.keys(value).length > 0) return fieldsOf(value);
  return { text: brief(value), view: { type: "text" } };
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !Object.hasOwn(value, "toString");
}

/** Records as a table: a column for each name that occurs. */
function rowsOf(records: readonly Readonly<Record<string, unknown>>[]): Described {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const textsOf = (record: Readonly<Record<string, unknown>>): string[] =>
    columns.map((name) => (Object.hasOwn(record, name) ? oneLine(brief(record[name])) : ""));
  return tableOf(
    columns,
    ends(records, MOST_ROWS, textsOf, () => columns.map(() => DOTS)),
  );
}

/** A record as lines of name and value; a value of several lines stands below its name. */
function fieldsOf(record: Readonly<Record<string, unknown>>): Described {
  const entries = Object.entries(record).map(([name, value]) => [name, brief(value)] as const);
  const width = Math.max(...entries.map(([name]) => name.length));
  const lines = entries.map(([name, text]) => {
    const indent = " ".repeat(width + 2);
    return `${name.padEnd(width)}  ${text.replaceAll("\n", `\n${indent}`)}`;
  });
  return { text: lines.join("\n"), view: { type: "text" } };
}

/** A matrix with the numbers of its rows and columns. */
function numbered(value: unknown): Described {
  const plain = hasArray(value) ? value.toArray() : value;
  const rows = Array.isArray(plain) ? (plain.every(Array.isArray) ? plain : plain.map((entry) => [entry])) : [[plain]];
  const width = rows.reduce((most: number, row: readonly unknown[]) => Math.max(most, row.length), 0);
  if (rows.some((row: readonly unknown[]) => row.length !== width || row.some(Array.isArray))) {
    throw new RangeError(
      `show: a table has one or two axes, and rows of one length\n  got  ${brief(value)}\n  hint pick a matrix out of it first, or leave out as: "table"`,
    );
  }
  const texts = <T>(row: readonly T[], text: (entry: T, k: number) => string): string[] =>
    ends(row, MOST_COLUMNS, text, () => DOTS);
  const columns = ["", ...texts(Array.from({ length: width }), (_, k) => String(k))];
  const rowOf = (row: readonly unknown[], i: number): string[] => [
    String(i),
    ...texts(row, (entry) => oneLine(brief(entry))),
  ];
  return tableOf(
    columns,
    ends(rows, MOST_ROWS, rowOf, () => columns.map(() => DOTS)),
  );
}

function hasArray(value: unknown): value is { readonly toArray: () => unknown } {
  return isRecord(value) && typeof value.toArray === "function";
}

function tableOf(columns: readonly string[], rows: readonly (readonly string[])[]): Described {
  return { text: align(columns, rows), view: { type: "table", columns, rows } };
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, " ");

/** A value as text: what has a text of its own says it; arrays and records are written out. */
export function brief(value: unknown, depth = 0): string {
  if (typeof value === "string") return depth === 0 ? value : JSON.stringify(value);
  if (typeof value === "function") return `function ${value.name === "" ? "(no name)" : value.name}`;
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (depth > 6) return "…";
  if (Array.isArray(value)) return `[${listed(value, (entry) => brief(entry, depth + 1))}]`;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const numbers = value as unknown as ArrayLike<unknown>;
    return `${value.constructor.name} [${listed(Array.from(numbers), String)}]`;
  }
  if (value instanceof Map) return `Map {${listed([...value], ([k, v]) => `${brief(k, 1)}: ${brief(v, depth + 1)}`)}}`;
  if (value instanceof Set) return `Set {${listed([...value], (entry) => brief(entry, depth + 1))}}`;
  if (hasText(value)) return String(value);
  return `{ ${listed(Object.entries(value), ([name, inner]) => `${name}: ${brief(inner, depth + 1)}`)} }`;
}

/** Of a longer table the first and the last rows and columns are shown, with dots between. */
const [MOST_ROWS, MOST_COLUMNS, DOTS] = [200, 40, "…"];

function ends<T, U>(entries: readonly T[], most: number, text: (entry: T, i: number) => U, dots: () => U): U[] {
  if (entries.length <= most) return entries.map(text);
  const [half, last] = [most / 2, entries.length - most / 2];
  return [...entries.slice(0, half).map(text), dots(), ...entries.slice(last).map((entry, i) => text(entry, last + i))];
}

/** So many entries of a list are written out. */
const MOST = 200;

function listed<T>(entries: readonly T[], text: (entry: T) => string): string {
  const shown = entries.slice(0, MOST).map(text);
  if (entries.length > MOST) shown.push(`… ${entries.length - MOST} more`);
  return shown.join(", ");
}
