// What the scripts of this folder print with: blocks of text, tables, and statements that are checked.

/** Prints a lesson, and keeps count of what it states. */
export interface Lesson {
  /** Starts a section. */
  readonly section: (title: string) => void;
  /** Prints a block of lines. */
  readonly say: (...lines: readonly string[]) => void;
  /** Prints a table: the names of the columns, then the rows. */
  readonly table: (columns: readonly string[], rows: readonly (readonly string[])[]) => void;
  /** Prints a statement with its verdict; a false one makes the run fail. */
  readonly check: (statement: string, holds: boolean) => void;
  /** Prints the counts and the time, and sets the exit code to 1 when a statement is false. */
  readonly close: () => void;
}

/** Starts a lesson under its title. */
export function openLesson(title: string): Lesson {
  const started = performance.now();
  let [checks, failures] = [0, 0];
  let last: "title" | "block" | "check" = "title";
  const block = (...lines: readonly string[]): void => {
    console.log(["", ...lines].join("\n"));
    last = "block";
  };
  console.log(title);
  return {
    say: block,
    section: (name) => block("", name, "=".repeat(name.length)),
    table: (columns, rows) => {
      const widths = columns.map((name, k) => Math.max(name.length, ...rows.map((row) => row[k]!.length)));
      const line = (cells: readonly string[]): string =>
        cells
          .map((cell, k) => (k === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[k]!)))
          .join("  ")
          .trimEnd();
      block(line(columns), ...rows.map(line));
    },
    check: (statement, holds) => {
      checks++;
      if (!holds) failures++;
      const text = `${holds ? "    ok" : "FAILED"}  ${statement}`;
      if (last === "check") console.log(text);
      else block(text);
      last = "check";
    },
    close: () => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      block(`checks: ${checks - failures} of ${checks}`, `time: ${seconds} s`);
      if (failures > 0) process.exitCode = 1;
    },
  };
}

/** A number with a few significant digits, small ones as powers of ten. */
export function digits(x: number, significant = 3): string {
  return x !== 0 && (Math.abs(x) < 1e-3 || Math.abs(x) >= 1e5)
    ? x.toExponential(significant - 1)
    : x.toPrecision(significant);
}
