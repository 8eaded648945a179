import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../.config/workspace.ts";
import { report } from "./report.ts";
import { type Results, type WorkloadResult, withWorkload } from "./results.ts";
import { table } from "./table.ts";
import { linesOf, speedOf } from "./verdict.ts";

/** A machine half as fast as the reference machine. */
const half: WorkloadResult["machine"] = [
  { name: "machine: exp", what: "loops", reference: 1000, rounds: [400, 500, 300] },
];

const steps: WorkloadResult = {
  name: "steps",
  title: "steps of something",
  unit: "steps/s",
  better: "more",
  date: "2026-01-02",
  targets: { eager: { floor: 40, must: 50, aim: 65 }, compiled: { must: 500 } },
  reference: { Other: 30 },
  machine: half,
  sides: [
    { name: "eager", ours: true, rounds: [60, 50, 55] },
    { name: "compiled", ours: true, rounds: [480, 490, 470] },
    { name: "Other", ours: false, rounds: [10, 12, 11], difference: 1e-7 },
    { name: "Missing", ours: false, rounds: [], absent: "no Python here has it" },
  ],
};
const results: Results = { machine: "a machine", node: "v20", workloads: [steps] };

describe("the verdict", () => {
  test("takes the median of the rounds and the targets as they are", () => {
    expect(speedOf(half)).toBe(0.5);
    const [eager, compiled, other] = linesOf(steps);
    expect(eager).toMatchObject({ value: 55, must: 50, aim: 65, reached: "must" });
    expect(compiled).toMatchObject({ value: 480, must: 500, reached: "missed" });
    expect(other).toMatchObject({ reached: null, floorMissed: false });
  });

  test("of less for better is the other way round", () => {
    const less: WorkloadResult = { ...steps, better: "less", targets: { eager: { must: 60, aim: 40 } } };
    expect(linesOf(less)[0]).toMatchObject({ value: 55, must: 60, aim: 40, reached: "must" });
  });

  test("of a floor goes by the median", () => {
    const slow: WorkloadResult = { ...steps, sides: [{ name: "eager", ours: true, rounds: [39, 41, 30] }] };
    expect(linesOf(slow)[0]!.floorMissed).toBe(true);
    expect(linesOf(steps)[0]!.floorMissed).toBe(false);
  });

  test("of a program that took no part is none", () => {
    const absent: WorkloadResult = { ...steps, sides: [{ name: "eager", ours: true, rounds: [], absent: "why" }] };
    expect(linesOf(absent)[0]).toMatchObject({ reached: null });
  });
});

describe("the report", () => {
  const page = report(results);
  test("has a row for each program with its ratio to the fastest of ours", () => {
    expect(page).toContain("| Other | 11 | 10 … 12 | 43.6 × |  |  |  | 30 |");
    expect(page).toContain("| Wengert, compiled | 480 | 470 … 490 |  | 500 |  | **missed** |  |");
  });
  test("names what was missed, what was not measured, and the command", () => {
    expect(page).toContain("Targets missed: steps (compiled).");
    expect(page).toContain("- Missing: no Python here has it");
    expect(page).toContain("`npm run bench -- steps --peers`, 2026-01-02; speed 0.5.");
  });
  test("says when the machine was busy", () => {
    const busy = report({ ...results, workloads: [{ ...steps, load: 7.5 }] });
    expect(busy).toContain("the machine was busy, its load was 7.5 before the start");
    expect(busy).toContain("**missed**");
    expect(page).not.toContain("busy");
  });
  test("of no results has no tables", () => expect(report({ ...results, workloads: [] })).not.toContain("| --- |"));

  test("that is committed is the one of the committed results", () => {
    const file = (name: string): string => readFileSync(join(root, "docs", name), "utf8");
    expect(file("benchmarks.md")).toBe(report(JSON.parse(file("benchmarks.json")) as Results));
  });
});

test("a workload that is measured again takes the place of the earlier one, in the order of the bench", () => {
  const named = (name: string, date: string): WorkloadResult => ({ ...steps, name, date });
  const order = ["first", "second"];
  const both = withWorkload({ ...results, workloads: [named("second", "old")] }, named("first", "new"), order);
  const again = withWorkload(both, named("second", "new"), order);
  expect(again.workloads.map(({ name, date }) => [name, date])).toEqual([
    ["first", "new"],
    ["second", "new"],
  ]);
});

test("the table for the terminal says what is missing and why", () => {
  expect(table(steps)).toContain("no Python here has it");
  expect(table(steps)).toMatch(/compiled +480 +470 … 490 +must 500: MISSED/);
});
