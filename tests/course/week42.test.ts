import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { loadGolden } from "../golden/golden.ts";
import { numbersOf, printedOnTheSheet } from "./week42-printed.ts";

const NOTEBOOKS = new URL("../../docs/notebooks/", import.meta.url);
const SCRIPT = fileURLToPath(new URL("week42.ts", NOTEBOOKS));
const PICTURES = ["week42-iris.svg", "week42-losses.svg", "week42-report.svg"];

const golden = loadGolden<{ cells: readonly { cell: number; printed?: string }[] }>("week42.json");

describe("the script of week 42", () => {
  let [text, errors] = ["", ""];
  let before: readonly string[] = [];
  const pictures = () => Promise.all(PICTURES.map((name) => readFile(new URL(`output/${name}`, NOTEBOOKS), "utf8")));

  beforeAll(async () => {
    before = await pictures();
    const command = ["--conditions=@wengert/source", "--import", "tsx", SCRIPT];
    // Rejects when the exit code is not 0: when one of the script's own checks fails.
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, {
      // What is committed is what the plain loops give: kernels differ in last digits, and so do runtimes without them.
      env: { ...process.env, WENGERT_WASM: "off" },
    });
    [text, errors] = [stdout, stderr];
  });

  /** What the script prints for a cell: the lines below its heading, up to the next empty one. */
  function printedIn(cell: number): string {
    const block = text.split("\n\n").find((lines) => /^\n?(?:In |Out)\[(\d+)\] /.exec(lines)?.[1] === `${cell}`) ?? "";
    return block.trimStart().split("\n").slice(1).join("\n");
  }

  test("runs without a failed check or a word on stderr", () => {
    expect(errors).toBe("");
    expect(text).not.toMatch(/FAILED/);
  });

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

  test("prints what is committed beside it, but for the time", async () => {
    const steady = text.replace(/^time: [\d.]+ s$/m, "time: (not compared)");
    await expect(steady).toMatchFileSnapshot(fileURLToPath(new URL("output/week42.txt", NOTEBOOKS)));
  });

  test("draws the pictures as they are committed", async () => {
    expect(await pictures()).toEqual(before);
    expect(text).toContain("pictures: docs/notebooks/output/week42-iris.svg, docs/notebooks/output/week42-losses.svg");
  });

  test("has no line that a terminal would break, but for those that Python prints so", () => {
    const long = text.split("\n").filter((line) => line.length > 120);
    expect(long.filter((line) => !line.includes("]] [") && !line.includes("array("))).toEqual([]);
  });
});
