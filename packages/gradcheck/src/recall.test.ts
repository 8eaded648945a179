import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { correct } from "./testing/mistakes/correct.ts";
import { open } from "./testing/mistakes/open.ts";
import { judge, recallTable } from "./testing/recall.ts";

const PAGE = fileURLToPath(new URL("../../../docs/gradient-recall.md", import.meta.url));

describe("planted mistakes", () => {
  const outcomes = open.map(judge);

  test("are never given another cause, nor called right", () => {
    const wrong = outcomes.filter(({ verdict }) => verdict === "misattributed");
    expect(wrong.map(({ planted, result }) => `${planted.name}\n${result}`)).toEqual([]);
  });

  test("are named in nine of ten cases at least", () => {
    const named = outcomes.filter(({ verdict }) => verdict === "named").length;
    expect(named / outcomes.length).toBeGreaterThanOrEqual(0.9);
  });

  test("are located: the first wrong quantity is theirs", () => {
    const lost = outcomes.filter(({ located }) => located === false);
    expect(lost.map(({ planted, result }) => `${planted.name}: ${result.firstWrong?.quantity}`)).toEqual([]);
  });

  test("give reports of at most 15 lines that a terminal does not break", () => {
    for (const { result } of outcomes) {
      const lines = String(result).split("\n");
      expect(lines.length).toBeLessThanOrEqual(15);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    }
  });

  test("fare as the page in the documentation says", async () => {
    const text = [
      "# How many mistakes are named",
      "",
      `${outcomes.length} mistakes planted in dense, deep, convolutional, recurrent, normalised and regularised nets, single`,
      "ones and pairs, in batches of one and more, handed in as numbers and as functions. Rightly named: one of the causes",
      "that the planter calls right, for each of the mistakes. Misattributed: called right, or given a cause that is not",
      "true. Unknown: called wrong, without a cause. Mistakes are counted under the first of their causes.",
      "",
      "The mistakes are in `packages/gradcheck/src/testing/mistakes`; the checker was developed against them.",
      "",
      recallTable(outcomes),
      "",
    ].join("\n");
    await expect(text).toMatchFileSnapshot(PAGE);
  });
});

describe("right gradients that look unusual", () => {
  test.each(correct)("$name", ({ problem }) => {
    const result = compareGradients(problem() as never);
    expect(result.ok, String(result)).toBe(true);
  });
});
