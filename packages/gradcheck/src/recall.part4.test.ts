import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { correct } from "./testing/mistakes/correct.ts";
import { recallSets } from "./testing/recallSets.ts";
import { testRecall } from "./testing/recallTests.ts";

testRecall(4);

test("every set of planted mistakes is tested in one of the files", () => {
  const names = readdirSync(fileURLToPath(new URL(".", import.meta.url)));
  const parts = names.flatMap((name) => /^recall\.part(\d+)\.test\.ts$/.exec(name)?.[1] ?? []);
  expect([...new Set(recallSets.map(({ part }) => `${part}`))].sort()).toEqual(parts.sort());
});

describe("right gradients that look unusual", () => {
  test.each(correct)("$name", ({ problem }) => {
    const result = compareGradients(problem() as never);
    expect(result.ok, String(result)).toBe(true);
  });
});
