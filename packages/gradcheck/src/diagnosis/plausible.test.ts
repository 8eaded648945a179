import { expect, test } from "vitest";
import type { Described } from "../causes.ts";
import { ALL, type Hypothesis } from "../hypotheses.ts";
import type { Point } from "../point.ts";
import type { Deed } from "../readings.ts";
import { convincing } from "./plausible.ts";

const rule: Hypothesis = {
  ...ALL,
  id: "a rule",
  kind: "mutant",
  code: "missing-term",
  what: "",
  fix: "",
  line: 0,
  free: false,
  changes: new Map(),
};

/** Whether a mistake and a factor in words are believed. */
function isBelieved(factor: number, words: string, does?: Deed): boolean {
  const said = { quantity: "W", what: "", fix: "", line: 0 };
  const described: Described[] = [
    { ...said, code: "missing-term", does },
    {
      ...said,
      code: "factor",
      factor,
      named: { words, by: "number", sizes: [] } as unknown as Described["named"] & {},
    },
  ];
  const assumed = [rule, { ...rule, id: "a factor" }].map((hypothesis) => ({ hypothesis, amount: 1 }));
  const target = { difference: [Float64Array.of(1, 2, 3, 4)], tolerance: [1e-9] };
  return convincing({ assumed, amounts: [1, 1], described }, [[], []], { target } as unknown as Point, 2);
}

test("a factor beside a mistake is a size, or a number and a size", () => {
  expect(isBelieved(3, "the batch size")).toBe(true);
  expect(isBelieved(6, "2 x the batch size")).toBe(true);
  expect(isBelieved(-1, "-1")).toBe(true);
});

test("and no size that has the wrong sign as well: these would be three mistakes", () =>
  expect(isBelieved(-3, "-1 x the batch size")).toBe(false));

test("nor a number and a size beside another cost, whose scale is its own", () => {
  expect(isBelieved(0.125, "1/2 / axis 0 of w", "differentiates another cost")).toBe(false);
  expect(isBelieved(3, "the batch size", "differentiates another cost")).toBe(true);
});
