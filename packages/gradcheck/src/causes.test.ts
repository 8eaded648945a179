import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { causeCodes } from "./codes.ts";
import type { CauseCode } from "./index.ts";
import { mutants } from "./mutants/index.ts";
import { namesOf } from "./readings.ts";

const PAGE = fileURLToPath(new URL("../../../docs/gradient-causes.md", import.meta.url));

/** The page of causes, made from the table of codes and the table of mutants. */
function page(): string {
  const codes = Object.keys(causeCodes) as CauseCode[];
  const sections = codes.map((code) => {
    const { means, wrong, right } = causeCodes[code];
    const tried = mutants.filter((mutant) => mutant.code === code).map(({ name }) => name);
    return [
      `## ${code}`,
      "",
      means,
      ...(wrong === "" ? [] : ["", `- wrong: \`${wrong}\``, `- right: \`${right}\``]),
      ...(tried.length === 0 ? [] : ["", `Changed rules that are tried: ${tried.join("; ")}.`]),
      "",
    ].join("\n");
  });
  return [
    "# What can be wrong with a gradient derived by hand",
    "",
    "`compareGradients` names the cause of a difference by one of these codes, and by no other. It reruns the tape's own",
    "backward pass with one rule changed, and looks for the change that gives exactly the gradient derived by hand; a table",
    "of such changes, the scaling of every single contribution, and algebra on the final numbers are tried, then pairs of",
    "all these. What nothing explains is `unknown`.",
    "",
    "How close is equal? Within `epsilon * (operations + longest sum) * slack`, relative to the largest entry of the",
    "gradient, or to its largest terms where they cancel, and to what its values add up to where those do, as prediction",
    "and target at a minimum; `epsilon` is that of the dtype, the hand's or the net's, whichever has fewer digits, the",
    "slack 4096 for float64 and 64 for float32. Two right derivations differ by some `epsilon` for each operation and each",
    "term of a sum.",
    "",
    "How often each is named rightly is written in [gradient-recall.md](gradient-recall.md).",
    "",
    ...sections,
    "## Several names for one change",
    "",
    "A cause is a change at a place. Where several codes describe the same change to the same numbers, `code` is the most",
    "usual of them, or the one that fits the place, and `readings` has the others. What differs on other data is another",
    "cause, and is listed as one.",
    "",
    "The hand ...",
    "",
    ...Object.entries(namesOf).map(([does, codes]) => `- ${does}: ${codes.map((code) => `\`${code}\``).join(", ")}`),
    "",
  ].join("\n");
}

describe("the closed list of causes", () => {
  test("is what the page in the documentation says", async () => {
    await expect(page()).toMatchFileSnapshot(PAGE);
  });

  test("has every code that a mutant names", () => {
    expect(mutants.filter(({ code }) => !(code in causeCodes))).toEqual([]);
    expect(mutants.length).toBeGreaterThan(20);
  });

  test("has every name that a change may have, of two to three for each, once", () => {
    for (const [does, codes] of Object.entries(namesOf)) {
      expect(
        codes.filter((code) => !(code in causeCodes)),
        does,
      ).toEqual([]);
      expect(new Set(codes).size, does).toBe(codes.length);
      expect([2, 3], does).toContain(codes.length);
    }
  });

  test("mutants have names of their own, and say what to do", () => {
    const names = mutants.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(mutants.filter(({ fix }) => fix.length < 10)).toEqual([]);
  });
});
