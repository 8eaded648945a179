import { fileURLToPath } from "node:url";
import { type Comparison, findNotebooks, testNotebook } from "@wengert/notebook/tools";
import { beforeAll, describe, expect, test } from "vitest";

const NOTEBOOKS = fileURLToPath(new URL("../../docs/notebooks/", import.meta.url));
/** What each script may take on one core, in seconds. */
const PATIENCE = 60;

test("all notebooks are found", () => {
  const names = findNotebooks(NOTEBOOKS).map((file) => file.slice(NOTEBOOKS.length));
  expect(names).toEqual([
    "backprop-by-hand.ts",
    "breast-cancer.ts",
    "differential-equations.ts",
    "first.ts",
    "iris-optimizers.ts",
    "runge.ts",
    "week42.ts",
  ]);
});

// What `wengert test` does, notebook by notebook: `npx wengert test --update` in docs/notebooks writes the outputs.
describe.each(findNotebooks(NOTEBOOKS))("the notebook %s", (file) => {
  let comparison: Comparison;

  beforeAll(async () => {
    comparison = await testNotebook(file, { timeout: PATIENCE });
  }, 1000 * PATIENCE);

  test("finds all its statements true, and prints and draws what is committed", () => {
    expect(comparison.problems).toEqual([]);
    expect(comparison.run.checks.length).toBeGreaterThan(0);
  });

  test("has no line that a terminal would break, but for those that Python prints so", () => {
    const long = comparison.run.stdout.split("\n").filter((line) => line.length > 120);
    expect(long.filter((line) => !line.includes("]] [") && !line.includes("array("))).toEqual([]);
  });
});
