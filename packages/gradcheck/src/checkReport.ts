/** The largest error of one way to differentiate against central differences. @public */
export interface Agreement {
  readonly name: "reverse mode" | "forward mode" | "second order";
  /** The error where it is largest in units of what is allowed. */
  readonly largestError: number;
  /** What was allowed there: the tolerance, rounding, and what half the step changes. */
  readonly allowed: number;
  /** Where that is: an entry of an argument, or `a random direction`; null where nothing could be compared. */
  readonly where: string | null;
  /** The derivative there, and what it was compared with; null where nothing could be compared. */
  readonly derivative: number | null;
  readonly expected: number | null;
  readonly ok: boolean;
}

/** An entry at which the function has a kink, so that differences say nothing. @public */
export interface Kink {
  /** Where: `x[0]` with the place among the arguments, or the operation on the tape. */
  readonly where: string;
  /** The slopes to the left and to the right, where they were measured. */
  readonly left: number | null;
  readonly right: number | null;
  readonly why: string;
}

/** What `checkGradient` finds. @public */
export interface GradientCheck {
  /** Whether all agree. Where there are entries and none of them could be compared, they do not. */
  readonly ok: boolean;
  readonly dtype: "float32" | "float64";
  readonly agreements: readonly Agreement[];
  /** How many entries and how many random directions were looked at, of how many entries. */
  readonly entries: number;
  readonly entriesInAll: number;
  readonly directions: number;
  /** How many of the entries had differences to compare with: not a kink, and finite. */
  readonly compared: number;
  /** How many of those have a derivative so small that rounding in the function hides it. */
  readonly hidden: number;
  readonly kinks: readonly Kink[];
  readonly step: number;
  readonly tolerance: number;
  /** Why this step and this tolerance. */
  readonly explanation: string;
  readonly calledAt: string | null;
}

/** How a random direction is called among the places. */
export const DIRECTION = "a random direction";

function agreementLines(one: Agreement): string[] {
  const { name, ok, largestError, allowed, where: place, derivative, expected } = one;
  if (place === null) return [`  ${name.padEnd(13)} -      nothing to compare`];
  const errors = `largest error ${largestError.toExponential(1)}, allowed ${allowed.toExponential(1)}`;
  const first = `  ${name.padEnd(13)} ${ok ? "ok   " : "WRONG"}  ${errors}`;
  if (ok) return [first];
  const by = name === "reverse mode" || place !== DIRECTION ? "differences" : "differences or reverse mode";
  return [first, `  ${"".padEnd(13)} ${place}: ${derivative!.toPrecision(8)}, by ${by} ${expected!.toPrecision(8)}`];
}

/** A check as text. */
export function checkText(result: GradientCheck): string {
  const { ok, dtype, entries, entriesInAll, compared, hidden, directions, agreements, kinks, explanation } = result;
  const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
  const seen = entriesInAll > entries ? `${entries} of ${entriesInAll} entries` : count(entries, "entry", "entries");
  const nothing = compared === 0 && entries > 0;
  const lines = [
    `derivative check  ${dtype}, ${seen}, ${count(directions, "direction")}    ${ok ? "ok" : nothing ? "NOT CHECKED" : "WRONG"}`,
    ...(nothing
      ? ["  no entry has differences to compare with: choose values at which the function is finite and smooth"]
      : agreements.flatMap(agreementLines)),
  ];
  if (hidden > 0)
    lines.push(
      `  hidden        ${count(hidden, "derivative is", "derivatives are")} smaller than the rounding of the function divided by the step`,
    );
  for (const kink of kinks.slice(0, 5)) {
    const sides = kink.left === null ? "" : `, slopes ${kink.left.toPrecision(3)} and ${kink.right!.toPrecision(3)}`;
    lines.push(`  kink          ${kink.where}${sides}: ${kink.why}`);
  }
  if (kinks.length > 5) lines.push(`  and ${count(kinks.length - 5, "more kink")}`);
  lines.push(...explanation.split("; ").map((part) => `  ${part}`));
  return lines.join("\n");
}
