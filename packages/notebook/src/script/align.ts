/** Columns under their names, the first set left, the others right. */
export function align(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((name, k) => rows.reduce((most, row) => Math.max(most, row[k]!.length), name.length));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, k) => (k === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[k]!)))
      .join("  ")
      .trimEnd();
  return [line(columns), ...rows.map(line)].join("\n");
}
