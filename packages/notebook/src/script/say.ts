import { align } from "./align.ts";
import { block } from "./session.ts";

/**
 * Starts a section of the printed text: two empty lines, the title, and a rule below it. A report that has a heading of
 * the same words leaves it out.
 *
 * @example section("Exercise 1")
 * //
 * // Exercise 1
 * // ==========
 * @public
 */
export function section(title: string): void {
  block(["", title, "=".repeat(title.length)], { kind: "section", text: title });
}

/**
 * Prints lines of text as a block, an empty line above them.
 *
 * @example say("Two lines", "of text")
 * // Two lines
 * // of text
 * @public
 */
export function say(...lines: readonly string[]): void {
  const text = lines.join("\n");
  block([text], { kind: "value", text, view: { type: "text" } });
}

/** How a table is taken. @public */
export interface TableOptions {
  /** As for `show`: whether `wengert test` leaves the table out of its comparison. */
  readonly varies?: boolean;
}

/**
 * Prints a table: the names of the columns, then the rows. The first column is set left, the others right.
 *
 * @throws RangeError when a row has another number of cells than there are columns.
 * @example table(["epoch", "loss"], [["1", "0.52"], ["10", "0.031"]])
 * // epoch   loss
 * // 1       0.52
 * // 10     0.031
 * @public
 */
export function table(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  { varies = false }: TableOptions = {},
): void {
  const odd = rows.findIndex((row) => row.length !== columns.length);
  if (odd >= 0) {
    throw new RangeError(
      `table: a row has another number of cells than the table has columns\n  got  ${rows[odd]!.length} cells in row ${odd}, ${columns.length} columns\n  hint every row needs ${columns.length} texts; "" leaves a cell empty`,
    );
  }
  const text = align(columns, rows);
  block([text], { kind: "value", text, view: { type: "table", columns, rows }, ...(varies ? { varies } : {}) });
}

/**
 * A number with a few significant digits, small and large ones as powers of ten.
 *
 * @example digits(0.123456) // 0.123
 * digits(0.0000123) // 1.23e-5
 * @public
 */
export function digits(x: number, significant = 3): string {
  return x !== 0 && (Math.abs(x) < 1e-3 || Math.abs(x) >= 1e5)
    ? x.toExponential(significant - 1)
    : x.toPrecision(significant);
}
