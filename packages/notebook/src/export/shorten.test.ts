import { expect, test } from "vitest";
import { shorten, shortenRows } from "./shorten.ts";

test("a text of usual length stays as it is", () => {
  expect(shorten("a\nb\n")).toBe("a\nb\n");
});

test("of a million lines the first and the last are left, and the number of the others", () => {
  const lines = Array.from({ length: 1e6 }, (_, i) => `line ${i}`);
  const short = shorten(lines.join("\n")).split("\n");
  const [, left] = /^… (\d+) lines left out …$/.exec(short.find((line) => line.startsWith("…"))!)!;
  expect(short.length - 1 + Number(left)).toBe(lines.length);
  expect([short[0], short.at(-1)]).toEqual(["line 0", "line 999999"]);
  expect(short.every((line) => line.startsWith("…") || /^line \d+$/.test(line))).toBe(true);
  expect(short.join("\n").length).toBeLessThan(101_000);
});

test("a single line that is too long is cut by characters", () => {
  expect(shorten("x".repeat(100_007))).toMatch(/^x{50000}\n… 7 characters left out …\nx{50000}$/);
});

test("a table of many rows has a row of dots in the middle", () => {
  const rows = Array.from({ length: 1003 }, (_, i) => [String(i), "a"]);
  const short = shortenRows(rows);
  expect([short.length, short[0], short[500], short.at(-1)]).toEqual([
    1001,
    ["0", "a"],
    ["… 3 rows", "…"],
    ["1002", "a"],
  ]);
  expect(shortenRows(rows.slice(0, 1000))).toHaveLength(1000);
});
