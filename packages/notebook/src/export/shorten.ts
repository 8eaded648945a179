/** So many characters of an output go into a report; a page of many megabytes is of no use to its reader. */
const MOST = 100_000;
/** And so many rows of a table. */
const MOST_ROWS = 1000;

/** A text, or its beginning and end where it is very long, with a line between them that says how much is left out. */
export function shorten(text: string): string {
  if (text.length <= MOST) return text;
  const [head, tail] = [text.slice(0, MOST / 2), text.slice(-MOST / 2)];
  // Whole lines, unless a single one is too long.
  const [first, last] = [head.lastIndexOf("\n"), tail.indexOf("\n")];
  const begin = first < 0 ? head : head.slice(0, first);
  const end = last < 0 || last === tail.length - 1 ? tail : tail.slice(last + 1);
  const middle = text.slice(begin.length, text.length - end.length);
  const lines = first < 0 || last < 0 ? 0 : middle.split("\n").length - 2;
  return `${begin}\n… ${lines > 0 ? `${lines} lines` : `${middle.length} characters`} left out …\n${end}`;
}

/** The rows of a table, or the first and the last of them, with a row of dots between. */
export function shortenRows(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  if (rows.length <= MOST_ROWS) return rows;
  const half = MOST_ROWS / 2;
  const dots = rows[0]!.map((_, k) => (k === 0 ? `… ${rows.length - MOST_ROWS} rows` : "…"));
  return [...rows.slice(0, half), dots, ...rows.slice(-half)];
}
