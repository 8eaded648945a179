import { check, say } from "@wengert/notebook";
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

/** What of the sheet has been shown so far. */
export interface Ledger {
  /** Prints what a cell of the sheet prints, under `In [3]`, and counts the numbers that are the sheet's. */
  readonly cell: (number: number, what: string, text: string) => void;
  /** The same for the value that a cell echoes, under `Out[16]`. */
  readonly echo: (number: number, what: string, text: string) => void;
  /** Prints a mistake of the sheet with its proof. */
  readonly erratum: (number: number, proof: Proof) => void;
  /** Prints how much of the sheet is reproduced; nothing may be missing. */
  readonly close: () => void;
}

/** An empty ledger for the sheet of week 42. */
export function openLedger(): Ledger {
  const shown = new Set<number>();
  let numbers = 0;

  const compare = (number: number, title: string, text: string): void => {
    const [expected, found] = [numbersOf(printedOnTheSheet[number] ?? ""), numbersOf(text)];
    const same = expected.filter((word, i) => word === found[i]).length;
    numbers += same;
    say(`${title}  (${same} of ${expected.length} numbers as on the sheet)`, text);
    check(`cell ${number} prints what the sheet prints`, expected.join() === found.join(), { quiet: true });
  };

  return {
    cell: (number, what, text) => compare(number, `In [${number}]  ${what}`, text),
    echo: (number, what, text) => compare(number, `Out[${number}]  ${what}`, text),
    erratum: (number, { sheet, right, note, holds }) => {
      const { where, what } = errata[number]!;
      shown.add(number);
      const lines = [`Erratum ${number}, ${where}: ${what}`, `  sheet  ${sheet}`, `  right  ${right}`];
      if (note !== undefined) lines.push(`         ${note}`);
      say(...lines);
      check(`erratum ${number}`, holds, { quiet: true });
    },
    close: () => {
      const all = Object.values(printedOnTheSheet).reduce((count, text) => count + numbersOf(text).length, 0);
      const count = Object.keys(errata).length;
      say(`numbers reproduced: ${numbers} of ${all}`, `errata shown: ${shown.size} of ${count}`);
      check("every number of the sheet is reproduced", numbers === all, { quiet: true });
      check("every erratum is shown", shown.size === count, { quiet: true });
    },
  };
}
