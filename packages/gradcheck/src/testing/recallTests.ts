import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { codesPerCause, judge, type Outcome, recallTable } from "./recall.ts";
import { type RecallSet, recallSets } from "./recallSets.ts";

const PAGE = fileURLToPath(new URL("../../../../docs/gradient-recall.md", import.meta.url));

const INTRODUCTION = [
  "# How many mistakes are named",
  "",
  "Mistakes were planted in backward passes by hand. A cause has a code, and where others describe the same change to",
  "the same numbers it has those as well (see the end of [gradient-causes.md](gradient-causes.md)). Named: for each of",
  "the mistakes a cause whose code, or one of whose codes, the planter calls right. Misattributed: called right, or given",
  "a cause of which the first code, or all codes, are not what the planter calls right. Unknown: called wrong, without a",
  "cause. How many codes a cause has is given below each table. Mistakes are counted under the first of their causes.",
  "",
  "The mistakes are in `packages/gradcheck/src/testing`. The checker was developed with all of them at hand but those of",
  "the last table.",
  "",
].join("\n");

const headingOf = ({ name }: RecallSet): string => `## ${name[0]!.toUpperCase()}${name.slice(1)}\n`;

/** What the page says of a set. */
function sectionOf(set: RecallSet, outcomes: readonly Outcome[]): string {
  const { cases, words } = set;
  return [
    headingOf(set),
    `${cases.length} ${words[0]}`,
    ...words.slice(1),
    "",
    recallTable(outcomes),
    "",
    `Codes per cause: ${codesPerCause(outcomes).toFixed(2)}.`,
    "",
  ].join("\n");
}

/** The page as it is, cut into sections by the headings of the sets; empty ones for those that it does not have yet. */
function sectionsOfPage(): string[] {
  const page = readFileSync(PAGE, "utf8");
  const starts = recallSets.map((set) => page.indexOf(`\n${headingOf(set)}`));
  return starts.map((start) => {
    const end = Math.min(...starts.filter((other) => other > start), page.length);
    return start < 0 ? "" : page.slice(start + 1, end);
  });
}

/** The tests of those sets that one file tests. */
export function testRecall(part: number): void {
  const own = recallSets.filter((set) => set.part === part);
  const known = new Map<RecallSet, readonly Outcome[]>();
  const outcomesOf = (set: RecallSet): readonly Outcome[] => {
    const outcomes = known.get(set) ?? set.cases.map(judge);
    known.set(set, outcomes);
    return outcomes;
  };

  describe.each(own)("planted mistakes of $name", (set) => {
    const { floor, first, accusations, misplaced } = set;
    const outcomes = outcomesOf(set);

    test("are given another cause, or called right, no more often than is claimed", () => {
      const wrong = outcomes.filter(({ verdict }) => verdict === "misattributed");
      const texts = wrong.map(({ planted, result }) => `${planted.name}\n${result}`);
      expect(texts.length, texts.join("\n\n")).toBeLessThanOrEqual(accusations);
    });

    test("are called by few names", () => {
      expect(codesPerCause(outcomes)).toBeLessThan(1.65);
    });

    test("are named as often as is claimed", () => {
      const named = outcomes.filter(({ verdict }) => verdict === "named").length;
      expect(named / outcomes.length).toBeGreaterThanOrEqual(floor);
      const strictly = outcomes.filter(({ strict }) => strict === "named").length;
      expect(strictly / outcomes.length).toBeGreaterThanOrEqual(first);
    });

    test("are located: the first wrong quantity is theirs", () => {
      const lost = outcomes.filter(({ located }) => located === false);
      const texts = lost.map(({ planted, result }) => `${planted.name}: ${result.firstWrong?.quantity}`);
      expect(texts.length, texts.join("\n")).toBeLessThanOrEqual(misplaced);
    });

    test("give reports of at most 15 lines that a terminal does not break", () => {
      for (const { result } of outcomes) {
        const lines = String(result).split("\n");
        expect(lines.length).toBeLessThanOrEqual(15);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
      }
    });
  });

  // Each file compares the page with the one that has its own sections as they should be: so all of it is checked. To
  // write it, let them run one after the other: vitest run recall --no-file-parallelism -u.
  test("the page in the documentation says the same", async () => {
    const before = sectionsOfPage();
    const sections = recallSets.map((set, i) => (own.includes(set) ? sectionOf(set, outcomesOf(set)) : before[i]!));
    await expect([INTRODUCTION, ...sections].join("\n")).toMatchFileSnapshot(PAGE);
  });
}
