import type { CauseCode } from "../codes.ts";
import { compareGradients } from "../compare.ts";
import type { GradientComparison } from "../result.ts";
import type { Case } from "./mistakes/case.ts";

/** How a planted mistake fared. */
export interface Outcome {
  readonly planted: Case;
  readonly verdict: "named" | "misattributed" | "unknown";
  readonly result: GradientComparison;
  /** Whether the first wrong quantity is the one that the case names; null where it names none. */
  readonly located: boolean | null;
}

/** Compares a planted mistake with the tape, and judges what was said. */
export function judge(planted: Case): Outcome {
  const result = compareGradients(planted.problem() as never);
  return { planted, verdict: verdictOf(planted, result), result, located: isLocated(planted, result) };
}

/**
 * Rightly named: the gradients are called wrong, and one of the expected codes is given for each mistake. Where the
 * input cannot show the mistake, it is right to say so. Misattributed: called right, or given another cause.
 */
function verdictOf(planted: Case, { ok, causes, unseen }: GradientComparison): Outcome["verdict"] {
  const { second, alsoAcceptable = [], visible, hand } = planted;
  if (!visible && hand === "numbers") return ok && unseen.length > 0 ? "named" : "misattributed";
  if (ok) return "misattributed";
  const expected: readonly CauseCode[] = [...planted.causes, ...(second?.causes ?? [])];
  const codes = causes.map(({ code }) => code);
  if (codes.some((code) => code !== "unknown" && !expected.includes(code) && !alsoAcceptable.includes(code))) {
    return "misattributed";
  }
  const names = (some: readonly CauseCode[]): boolean => codes.some((code) => some.includes(code));
  const both = names(planted.causes) && (second === undefined || names(second.causes));
  return both && !codes.includes("unknown") ? "named" : "unknown";
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

/** A table by the first expected code: how many mistakes were named rightly, wrongly, and not at all. */
export function recallTable(outcomes: readonly Outcome[]): string {
  const codes = [...new Set(outcomes.map(({ planted }) => planted.causes[0]!))].sort();
  const row = (name: string, some: readonly Outcome[]): string[] => {
    const n = (verdict: Outcome["verdict"]): string => `${some.filter((one) => one.verdict === verdict).length}`;
    return [name, `${some.length}`, n("named"), n("misattributed"), n("unknown")];
  };
  const rows = [
    ["cause", "planted", "named rightly", "misattributed", "unknown"],
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
