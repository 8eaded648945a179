import { afterAll, describe, expect, test } from "vitest";
import { callOf, camelCase, exported } from "./calls.ts";
import { difference } from "./compare.ts";
import { type Coverage, coverageTable } from "./coverage.ts";
import { functionsIn, type GoldenArray } from "./expression.ts";
import { reportSkipped } from "./golden.ts";
import { cases, compared, groupOf } from "./ops.ts";

function check(what: string, values: readonly unknown[], golden: readonly GoldenArray[], rtol: number): void {
  expect(values.length, `how many ${what}`).toBe(golden.length);
  values.forEach((value, i) => {
    expect(difference(value, golden[i]!, rtol), `${what} ${i}`).toBeUndefined();
  });
}

/** Under what names the library may export a function: `scipy.linalg.solve_banded` as `linalg.solveBanded`, `solveBanded`. */
function namesFor(python: string): string[] {
  const parts = python.split(".").map(camelCase);
  return parts.map((_, i) => parts.slice(i).join("."));
}

const coverage = new Map<string, Coverage>();
let complex = 0;

describe.skipIf(cases.length === 0)("values and derivatives are those of NumPy and HIPS autograd", () => {
  for (const one of cases) {
    const missing = [...new Set(one.exprs.flatMap(functionsIn))].filter((name) => callOf(name) === undefined);
    const group = groupOf(one);
    if (!coverage.has(group)) coverage.set(group, { passed: 0, skipped: 0, total: 0, missing: new Set() });
    const line = coverage.get(group)!;
    line.total++;
    if (missing.length > 0) {
      line.skipped++;
      for (const name of missing) line.missing.add(name);
      if (one.tags.some((tag) => tag.startsWith("complex-"))) complex++;
    }
    test.skipIf(missing.length > 0)(one.id, () => {
      for (const [what, ours, golden] of compared(one)) check(what, ours, golden, one.rtol);
      line.passed++;
    });
  }

  test("no function that the library exports under a golden name is left out", () => {
    const names = new Set(cases.flatMap(({ exprs }) => exprs.flatMap(functionsIn)));
    const forgotten = [...names].filter((name) => callOf(name) === undefined && namesFor(name).some(exported));
    expect(forgotten, "write their lines in functions.ts").toEqual([]);
  });

  afterAll(() => {
    console.log(coverageTable(coverage));
    reportSkipped(complex, "they compute with complex numbers, for which there is no dtype (counted above)");
  });
});
