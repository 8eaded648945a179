import type { CauseCode } from "../codes.ts";
import { compareGradients } from "../compare.ts";
import type { Cause, GradientComparison } from "../result.ts";
import type { Case } from "./mistakes/case.ts";

/** What was said of a planted mistake. */
export type Verdict = "named" | "misattributed" | "unknown";

/** How a planted mistake fared. */
export interface Outcome {
  readonly planted: Case;
  /** With all codes of a cause, and by the first of them alone. */
  readonly verdict: Verdict;
  readonly strict: Verdict;
  readonly result: GradientComparison;
  /** Whether the first wrong quantity is the one that the case names; null where it names none. */
  readonly located: boolean | null;
}

/** Compares a planted mistake with the tape, and judges what was said. */
export function judge(planted: Case): Outcome {
  const result = compareGradients(planted.problem() as never);
  return {
    planted,
    verdict: verdictOf(planted, result, codesOf),
    strict: verdictOf(planted, result, ({ code }) => [code]),
    result,
    located: isLocated(planted, result),
  };
}

/** All codes by which a cause may be called. */
const codesOf = ({ code, readings = [] }: Cause): readonly CauseCode[] => [code, ...readings];

/**
 * Rightly named: the gradients are called wrong, and one of the expected codes is given for each mistake. Where the
 * input cannot show the mistake, it is right to say so. Misattributed: called right, or given a cause of which no code is
 * expected.
 */
function verdictOf(
  planted: Case,
  { ok, causes, unseen }: GradientComparison,
  codesOf: (cause: Cause) => readonly CauseCode[],
): Verdict {
  const { second, alsoAcceptable = [], visible, hand } = planted;
  if (!visible && hand === "numbers") return ok && unseen.length > 0 ? "named" : "misattributed";
  if (ok) return "misattributed";
  const expected: readonly CauseCode[] = [...planted.causes, ...(second?.causes ?? []), ...alsoAcceptable, "unknown"];
  const codes = causes.map(codesOf);
  if (codes.some((some) => !some.some((code) => expected.includes(code)))) return "misattributed";
  const names = (right: readonly CauseCode[]): boolean => codes.flat().some((code) => right.includes(code));
  const both = names(planted.causes) && (second === undefined || names(second.causes));
  return both && !causes.some(({ code }) => code === "unknown") ? "named" : "unknown";
}

/** `layers[0].W` and `layers.0.W` are the same path. */
const dotted = (path: string): string => path.replace(/\[(\d+)\]/g, ".$1").replace(/^\./, "");

function isLocated(
  { quantity, alsoQuantities = [], second, visible }: Case,
  { firstWrong }: GradientComparison,
): boolean | null {
  if (quantity === undefined || firstWrong === null || !visible) return null;
  if (firstWrong.kind !== "gradient") return null;
  const others = second?.quantity === undefined ? [] : [second.quantity, ...(second.alsoQuantities ?? [])];
  return [quantity, ...alsoQuantities, ...others].includes(dotted(firstWrong.quantity));
}

/** How many codes a cause has on average, of those that are named. */
export function codesPerCause(outcomes: readonly Outcome[]): number {
  const causes = outcomes.flatMap(({ result }) => result.causes).filter(({ code }) => code !== "unknown");
  return causes.reduce((n, cause) => n + codesOf(cause).length, 0) / causes.length;
}

/** A table by the first expected code: how many mistakes were named rightly, wrongly, and not at all. */
export function recallTable(outcomes: readonly Outcome[]): string {
  const codes = [...new Set(outcomes.map(({ planted }) => planted.causes[0]!))].sort();
  const row = (name: string, some: readonly Outcome[]): string[] => {
    const n = (by: "verdict" | "strict", verdict: Verdict): string =>
      `${some.filter((one) => one[by] === verdict).length}`;
    return [
      name,
      `${some.length}`,
      n("strict", "named"),
      n("verdict", "named"),
      n("strict", "misattributed"),
      n("verdict", "misattributed"),
      n("verdict", "unknown"),
    ];
  };
  const rows = [
    ["cause", "planted", "named by the first code", "by any", "misattributed by the first code", "by all", "unknown"],
    ...codes.map((code) =>
      row(
        code,
        outcomes.filter(({ planted }) => planted.causes[0] === code),
      ),
    ),
    row("all", outcomes),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(" | ")} |`;
  const rule = `| ${widths.map((n, i) => (i === 0 ? "-".repeat(n) : `${"-".repeat(n - 1)}:`)).join(" | ")} |`;
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)].join("\n");
}
