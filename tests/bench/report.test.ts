import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../.config/workspace.ts";
import { limitName } from "./calibration.ts";
import { operationsOfLimit } from "./limit.ts";
import { sharesOf } from "./profile.ts";
import { report } from "./report.ts";
import { type Results, type WorkloadResult, withWorkload } from "./results.ts";
import { table } from "./table.ts";
import { linesOf, speedOf, standingsOf } from "./verdict.ts";

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

  test("beside a peer compares the ratio here with that of the target on the reference machine", () => {
    const [eager, compiled] = standingsOf(steps);
    // 55 against 11 here, a target of 50 against 30 there.
    expect(eager).toMatchObject({ peer: "Other", here: 5, reached: true });
    expect(eager!.there).toBeCloseTo(50 / 30, 12);
    expect(compiled!.here).toBeCloseTo(480 / 11, 12);
    const behind: WorkloadResult = { ...steps, targets: { compiled: { must: 3000 } } };
    expect(standingsOf(behind)).toMatchObject([{ reached: false }]);
    const less: WorkloadResult = { ...steps, better: "less", targets: { eager: { must: 60, aim: 40 } } };
    expect(standingsOf(less)).toMatchObject([{ here: 0.2, there: 0.5, reached: false }]);
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
  test("has a row for each peer of which the reference machine is known", () => {
    expect(page).toContain("| eager | Other | 5 × | 1.67 × | ahead |");
    expect(page).toContain("| compiled | Other | 43.6 × | 16.7 × | ahead |");
    const behind = report({ ...results, workloads: [{ ...steps, targets: { eager: { must: 300 } } }] });
    expect(behind).toContain("| eager | Other | 5 × | 10 × | **behind** |");
  });
  test("begins with what was missed, by how much, and beside which peers", () => {
    expect(page).toContain("| steps, compiled | 480 | 500 steps/s | must | 0.96 | 0.5 | ahead of 1 of 1 |  |");
    const far = report({ ...results, workloads: [{ ...steps, better: "less", targets: { eager: { aim: 11 } } }] });
    expect(far).toContain("| steps, eager | 55 | 11 steps/s | aim | 0.2 | 0.5 | ahead of 0 of 1 | Other |");
    const reached = report({ ...results, workloads: [{ ...steps, targets: { eager: { must: 1 } } }] });
    expect(reached).toContain("Targets missed: none.");
  });
  test("says where the time of a miss goes", () => {
    const profile = [
      { what: "tanh", share: 0.625 },
      { what: "copy core.js:1", share: 0.25 },
    ];
    const sides = steps.sides.map((side) => (side.name === "compiled" ? { ...side, profile } : side));
    expect(report({ ...results, workloads: [{ ...steps, sides }] })).toContain(
      "- compiled: 63 % `tanh`, 25 % `copy core.js:1`",
    );
    expect(page).not.toContain("Where the time goes");
  });
  test("counts the samples of the program, not those of its start", () => {
    const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 4 });
    const profile = {
      nodes: [
        { id: 1, callFrame: frame("tanh", "wasm://wasm/1234") },
        { id: 2, callFrame: frame("copy", "file:///x/core.js") },
        { id: 3, callFrame: frame("load", "node:internal/modules") },
        { id: 4, callFrame: frame("(idle)", "") },
      ],
      samples: [1, 2, 1, 3, 4],
      timeDeltas: [30, 20, 30, 50, 70],
    };
    expect(sharesOf(profile)).toEqual([
      { what: "tanh", share: 0.75 },
      { what: "copy core.js:5", share: 0.25 },
    ]);
  });
  test("says how near a product of matrices comes to the limit of the machine", () => {
    const machine = [
      { name: limitName("float32"), what: "", reference: 1, rounds: [1e10 / operationsOfLimit("float32")] },
    ];
    const product: WorkloadResult = {
      ...steps,
      name: "product-f32",
      unit: "GFLOP/s",
      machine,
      sides: [steps.sides[0]!].map((side) => ({ ...side, rounds: [5] })),
    };
    expect(report({ ...results, workloads: [product] })).toContain(
      "10 GFLOP/s of products and sums in registers; eager reaches 50 % of it.",
    );
    expect(page).not.toContain("The limit of 128-bit");
  });
  test("names what was missed, what was not measured, and the command", () => {
    expect(page).toContain("| steps, compiled | 480 | 500 steps/s | must |");
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
