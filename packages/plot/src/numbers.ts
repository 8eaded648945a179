import { isTensor, type Tensor, type TypedArray } from "@wengert/autograd";
import { badArgument, badKind, badShape, brief } from "./refuse.ts";

/** A column of numbers: a tensor of one axis, an array of numbers or of tensors of one element, a typed array. @public */
export type Numbers = Tensor | readonly (number | Tensor)[] | TypedArray;

/** A table of numbers: a tensor of two axes, or an array of rows. @public */
export type Rows = Tensor | readonly Numbers[];

const shapeOf = (x: Tensor): string => `shape [${x.shape.join(", ")}]`;

/**
 * The numbers of a column, NaN and infinities included.
 *
 * @throws ShapeError for a tensor of more axes, KindError for what is no column of numbers, ArgumentError when empty.
 */
export function readColumn(op: string, what: string, x: unknown): readonly number[] {
  const numbers = columnOf(op, what, x);
  if (numbers.length > 0) return numbers;
  throw badArgument(
    op,
    `${what} is empty`,
    "0 values",
    "a chart needs at least one value; was everything filtered out?",
  );
}

function columnOf(op: string, what: string, x: unknown): readonly number[] {
  if (isTensor(x)) {
    if (x.ndim === 1) return (x.toArray() as readonly (number | boolean)[]).map(Number);
    const hint =
      x.ndim === 0 ? "collect single values in an array: [a, b]" : `pick a column with at(x, ":", 0), or use ravel(x)`;
    throw badShape(op, `${what} must have one axis`, shapeOf(x), hint);
  }
  if (ArrayBuffer.isView(x) && !(x instanceof DataView)) return Array.from(x as unknown as ArrayLike<unknown>, Number);
  if (Array.isArray(x)) return x.map((entry: unknown, i) => numberOf(op, `${what}[${i}]`, entry));
  throw badKind(op, `${what} is a column of numbers`, brief(x), "pass a tensor of one axis or an array of numbers");
}

function numberOf(op: string, what: string, entry: unknown): number {
  if (typeof entry === "number") return entry;
  if (isTensor(entry) && entry.size === 1) return entry.item();
  if (isTensor(entry))
    throw badShape(op, `${what} must be a single number`, shapeOf(entry), "take one column at a time");
  throw badKind(op, `${what} is a number`, brief(entry), "convert it first: Number(text), or NaN where there is none");
}

/**
 * The rows of a table of numbers.
 *
 * @throws ShapeError for a tensor of other than two axes and for rows of different lengths, ArgumentError when empty.
 */
export function readRows(op: string, what: string, x: unknown): readonly (readonly number[])[] {
  const rows = rowsOf(op, what, x);
  const columns = rows[0]?.length ?? 0;
  if (columns === 0) {
    const got = `${rows.length} rows of ${columns} columns`;
    throw badArgument(op, `${what} is empty`, got, "a chart needs at least one row and one column");
  }
  const odd = rows.findIndex((row) => row.length !== columns);
  if (odd < 0) return rows;
  const got = `row 0 of ${columns} and row ${odd} of ${rows[odd]!.length}`;
  throw badShape(op, `the rows of ${what} differ in length`, got, "fill missing entries with NaN: they are left out");
}

function rowsOf(op: string, what: string, x: unknown): readonly (readonly number[])[] {
  if (isTensor(x)) {
    if (x.ndim !== 2) throw badShape(op, `${what} must have two axes`, shapeOf(x), "use reshape(x, [rows, columns])");
    return (x.toArray() as readonly (readonly (number | boolean)[])[]).map((row) => row.map(Number));
  }
  if (!Array.isArray(x)) {
    throw badKind(op, `${what} is a table of numbers`, brief(x), "pass a tensor of two axes or an array of rows");
  }
  return x.map((row: unknown, i) => columnOf(op, `row ${i} of ${what}`, row));
}

/** Whether a value is one column, and not a record of columns by name. */
export function isColumn(x: unknown): x is Numbers {
  return isTensor(x) || Array.isArray(x) || ArrayBuffer.isView(x);
}

/** Columns by name: those of a record, or the one column under an empty name. */
export function readColumns(op: string, what: string, x: unknown): readonly (readonly [string, readonly number[]])[] {
  if (isColumn(x)) return [["", readColumn(op, what, x)]];
  if (typeof x !== "object" || x === null) {
    throw badKind(
      op,
      `${what} is a column of numbers or a record of columns`,
      brief(x),
      "pass [1, 2, 3] or { a: [1, 2], b: [3, 4] }",
    );
  }
  const columns = Object.entries(x).map(([name, column]) => [name, readColumn(op, name, column)] as const);
  if (columns.length > 0) return columns;
  throw badArgument(op, `${what} is empty`, "a record without keys", "name at least one column: { train: losses }");
}

/** The smallest and largest of numbers that are not NaN; [∞, −∞] when there is none. */
export function extent(numbers: Iterable<number>): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of numbers) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
