import { describe, expect, test } from "vitest";
import { difference } from "./statistics.ts";
import { SAME } from "./workload.ts";
import { workloads } from "./workloads/index.ts";
import { loopsOf } from "./workloads/loops.ts";
import { irisTask } from "./workloads/netTask.ts";

/** The large ones take seconds; the bench compares their results each time it runs. */
const small = workloads.filter(({ group }) => ["train", "chain"].includes(group));

describe.each(small)("$name", ({ ours, task }) => {
  const [first, ...others] = Object.values(ours).map((side) => side(task()).results());
  test("gives the same results on each of our sides", () => {
    for (const results of others) expect(difference(results, first!)).toBeLessThan(SAME[task().dtype]);
  });
});

test("the Iris step in plain loops, which measures the machine, is the step of the library", () => {
  const iris = workloads.find(({ name }) => name === "iris-16")!;
  const library = iris.ours.eager!(iris.task()).results();
  expect(difference(loopsOf(irisTask(16)).results(), library)).toBeLessThan(SAME.float64);
});

test("a target belongs to a side that exists, and every name is used once", () => {
  for (const { ours, targets } of workloads)
    expect(Object.keys(ours)).toEqual(expect.arrayContaining(Object.keys(targets)));
  expect(new Set(workloads.map(({ name }) => name)).size).toBe(workloads.length);
});
