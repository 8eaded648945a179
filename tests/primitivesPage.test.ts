import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../.config/workspace.ts";
import { FORMULAS } from "./formulas.ts";
import { exported } from "./golden/calls.ts";
import { coverage, page } from "./primitivesPage.ts";

const written = readFileSync(join(root, "docs/primitives.md"), "utf8");

test("the page of primitives and functions is not stale", () => {
  expect(page(), "npm run generate writes docs/primitives.md").toBe(written);
});

test("the page says of every primitive how it is differentiated", () => {
  const table = written.slice(0, written.indexOf("## Functions"));
  const rows = [...table.matchAll(/^\| `(\w+)` \| \$.*$/gm)].map(([row]) => row);
  expect(rows.length).toBeGreaterThan(100);
  for (const row of rows) expect(row.replaceAll("\\|", "").split("|").length, row).toBe(9);
});

test("no formula is left unfilled, and no sentence ends where its formula begins", () => {
  expect(written).not.toContain("${");
  expect(written.match(/^\| [^|]*\| [^|]*: \|.*$/gm)).toBeNull();
});

test("what is said to be missing from NumPy is missing", () => {
  const { missing } = coverage("numpy");
  expect(missing).not.toContain("add");
  expect(missing).not.toContain("expand_dims");
  expect(missing).toContain("frexp");
});

test("every function has a formula, and says by what it is checked", () => {
  const functions = written.slice(written.indexOf("## Functions"), written.indexOf("## Golden cases"));
  const rows = [...functions.matchAll(/^\| `([\w.]+)` \|.*$/gm)].map(([row]) => row.replaceAll("\\|", ""));
  expect(rows.length).toBeGreaterThan(350);
  for (const row of rows) {
    const [, , formula, , , checked] = row.split("|").map((cell) => cell.trim());
    expect([formula, checked], row).not.toContain("");
  }
});

test("no formula stands in the table for a function that is not there", () => {
  expect(Object.keys(FORMULAS).filter((name) => exported(name) === undefined)).toEqual([]);
});

test("all golden cases pass but those with complex numbers", () => {
  const rows = [...written.matchAll(/^\| `([\w.]+)` \| (\d+) \/ (\d+) \| .*$/gm)];
  expect(rows.length).toBeGreaterThan(10);
  const partly = rows.filter(([, , passed, total]) => passed !== total).map(([, group]) => group);
  expect(partly).toEqual(["numpy", "numpy.fft"]);
});
