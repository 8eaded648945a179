/** How far one group of golden cases is covered. */
export interface Coverage {
  passed: number;
  skipped: number;
  total: number;
  /** The functions, by Python's names, for want of which cases are skipped. */
  readonly missing: Set<string>;
}

const WIDTH = 120;

/** A table of groups: cases passed, failed, skipped and in all; then the functions that are missing. */
export function coverageTable(groups: ReadonlyMap<string, Coverage>): string {
  const rows = [...groups].map(([name, { passed, skipped, total }]) => [
    name,
    passed,
    total - passed - skipped,
    skipped,
    total,
  ]);
  const sums = [1, 2, 3, 4].map((column) => rows.reduce((sum, row) => sum + Number(row[column]), 0));
  const table = [["golden cases of", "passed", "failed", "skipped", "total"], ...rows, ["all", ...sums]];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => String(row[column]).length)));
  const lines = table.map((row) =>
    row.map((cell, i) => (i === 0 ? String(cell).padEnd(widths[0]!) : String(cell).padStart(widths[i]!))).join("  "),
  );
  const missing = [...new Set([...groups.values()].flatMap((group) => [...group.missing]))].sort();
  return missing.length === 0 ? lines.join("\n") : [...lines, ...wrapped(["no function for", ...missing])].join("\n");
}

function wrapped(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines[lines.length - 1];
    if (last === undefined || last.length + 1 + word.length > WIDTH)
      lines.push(lines.length === 0 ? word : `  ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
