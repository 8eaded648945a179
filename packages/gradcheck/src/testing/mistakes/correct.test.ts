import { describe, expect, test } from "vitest";
import { correct } from "./correct.ts";
import { agreesWithTape } from "./selfCheck.ts";

describe.each(correct)("$name", ({ problem }) => {
  test("the tape agrees", () => agreesWithTape(problem()));
});

test("there are at least forty, each with its own name", () => {
  expect(correct.length).toBeGreaterThanOrEqual(40);
  expect(new Set(correct.map(({ name }) => name)).size).toBe(correct.length);
});
