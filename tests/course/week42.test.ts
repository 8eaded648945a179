import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadGolden } from "../golden/golden.ts";
import { numbersOf, printedOnTheSheet } from "./week42-printed.ts";

const golden = loadGolden<{ cells: readonly { cell: number; printed?: string }[] }>("week42.json");

/** `notebooks.test.ts` runs the notebook and compares what it prints with this file. */
const text = readFileSync(new URL("../../docs/notebooks/output/week42.txt", import.meta.url), "utf8");

describe("the notebook of week 42", () => {
  /** What the script prints for a cell: the lines below its heading, up to the next empty one. */
  function printedIn(cell: number): string {
    const block = text.split("\n\n").find((lines) => /^\n?(?:In |Out)\[(\d+)\] /.exec(lines)?.[1] === `${cell}`) ?? "";
    return block.trimStart().split("\n").slice(1).join("\n");
  }

  test.each(Object.entries(printedOnTheSheet))("prints the numbers of cell %s as the sheet does", (cell, numbers) => {
    expect(numbersOf(printedIn(Number(cell)))).toEqual(numbersOf(numbers));
  });

  test("counts them: 385 of 385, and 20 of 20 errata", () => {
    expect(text).toMatch(/^numbers reproduced: 385 of 385$/m);
    expect(text).toMatch(/^errata shown: 20 of 20$/m);
    expect(
      text
        .match(/^Erratum \d+,/gm)
        ?.map((line) => Number.parseInt(line.slice(8), 10))
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  test.each((golden?.cells ?? []).filter((one) => one.printed !== undefined))(
    "lays out cell $cell as Python does, but for line breaks between arrays",
    ({ cell, printed }) => {
      const words = (lines: string) => lines.replaceAll(/\s+/g, " ").trim();
      expect(words(printedIn(cell))).toBe(words(printed!));
    },
  );
});
