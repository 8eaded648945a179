import { numbersOf, printedOnTheSheet } from "../../../tests/course/week42-printed.ts";
import { errata } from "./errata.ts";

/** The proof of a mistake: the sheet's result, the right one, and whether the lesson's own numbers bear that out. */
export interface Proof {
  readonly sheet: string;
  readonly right: string;
  /** Why, or by how much. */
  readonly note?: string;
  readonly holds: boolean;
}

/** Prints a lesson in blocks, and keeps count of what it shows. */
export interface Ledger {
  /** Starts an exercise. */
  readonly exercise: (title: string) => void;
  /** Prints lines of text. */
  readonly say: (...lines: readonly string[]) => void;
  /** Prints what a cell of the sheet prints, under `In [3]`, and counts the numbers that are the sheet's. */
  readonly cell: (number: number, what: string, text: string) => void;
  /** The same for the value that a cell echoes, under `Out[16]`. */
  readonly echo: (number: number, what: string, text: string) => void;
  /** Prints a statement with the verdict; a false one makes the run fail. */
  readonly check: (statement: string, holds: boolean) => void;
  /** Prints a mistake of the sheet with its proof. */
  readonly erratum: (number: number, proof: Proof) => void;
  /** Prints the summary, and sets the exit code to 1 when a check failed or something is missing. */
  readonly close: (...lines: readonly string[]) => void;
}

/** An empty ledger for the sheet of week 42. */
export function openLedger(): Ledger {
  const started = performance.now();
  const shown = new Set<number>();
  const failures: string[] = [];
  let [numbers, checks] = [0, 0];
  let last: "nothing" | "block" | "check" = "nothing";

  const judge = (statement: string, holds: boolean): void => {
    checks++;
    if (!holds) failures.push(statement);
  };
  const block = (...lines: readonly string[]): void => {
    console.log((last === "nothing" ? lines : ["", ...lines]).join("\n"));
    last = "block";
  };
  const compare = (number: number, title: string, text: string): void => {
    const [expected, found] = [numbersOf(printedOnTheSheet[number] ?? ""), numbersOf(text)];
    const same = expected.filter((word, i) => word === found[i]).length;
    numbers += same;
    judge(`cell ${number} prints what the sheet prints`, expected.join() === found.join());
    block(`${title}  (${same} of ${expected.length} numbers as on the sheet)`, text);
  };

  return {
    say: block,
    exercise: (title) => block("", title, "=".repeat(title.length)),
    check: (statement, holds) => {
      judge(statement, holds);
      const line = `${holds ? "    ok" : "FAILED"}  ${statement}`;
      if (last === "check") console.log(line);
      else block(line);
      last = "check";
    },
    cell: (number, what, text) => compare(number, `In [${number}]  ${what}`, text),
    echo: (number, what, text) => compare(number, `Out[${number}]  ${what}`, text),
    erratum: (number, { sheet, right, note, holds }) => {
      const { where, what } = errata[number]!;
      shown.add(number);
      judge(`erratum ${number}`, holds);
      const lines = [`Erratum ${number}, ${where}: ${what}`, `  sheet  ${sheet}`, `  right  ${right}`];
      if (note !== undefined) lines.push(`         ${note}`);
      block(...lines, ...(holds ? [] : ["FAILED"]));
    },
    close: (...lines) => {
      const all = Object.values(printedOnTheSheet).reduce((count, text) => count + numbersOf(text).length, 0);
      const count = Object.keys(errata).length;
      judge("every number of the sheet is reproduced", numbers === all);
      judge("every erratum is shown", shown.size === count);
      block(
        `numbers reproduced: ${numbers} of ${all}`,
        `errata shown: ${shown.size} of ${count}`,
        `checks passed: ${checks - failures.length} of ${checks}`,
        ...lines,
        `time: ${((performance.now() - started) / 1000).toFixed(2)} s`,
      );
      if (failures.length === 0) return;
      console.error(failures.map((failure) => `FAILED  ${failure}`).join("\n"));
      process.exitCode = 1;
    },
  };
}
