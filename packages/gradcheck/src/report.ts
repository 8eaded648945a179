import { shortNumber } from "./factors.ts";
import { largest } from "./numbers.ts";
import type { Cause, ComparedEntry, ComparisonData } from "./result.ts";

/** How wide and how long a report may be. */
const WIDTH = 118;
const LINES = 15;

/** The report for a terminal: at most 15 lines, without colours, the same for the same numbers. */
export function reportText(result: ComparisonData, batch: number | null): string {
  const { ok, entries, causes, unseen } = result;
  const wrong = entries.filter(({ verdict }) => verdict !== "ok");
  const where = [result.dtype, batch === null ? "" : `batch ${batch}`].filter((part) => part !== "").join(", ");
  const together = causes.filter(({ alternative }) => alternative === 0).length;
  const verdict = ok
    ? `ok: ${count(entries.length, "quantity", "quantities")} agree${entries.length === 1 ? "s" : ""}`
    : `${together === 1 && causes.length > 1 ? `one of ${causes.length} causes` : count(together, "cause")}, ${wrong.length} of ${count(entries.length, "quantity", "quantities")} wrong`;
  const fixed = ["gradient check", where, verdict].join("    ").length;
  const title = result.title.length + fixed > WIDTH ? `${result.title.slice(0, WIDTH - fixed - 3)}...` : result.title;
  const head = ["gradient check", title, where].filter((part) => part !== "").join("  ");
  const lines = [shortened(`${head}    ${verdict}`)];
  const { tape, hand } = result.loss;
  if (hand !== null || !ok)
    lines.push(shortened(row("loss", hand === null ? `tape ${tape}` : `hand ${hand}   tape ${tape}`)));
  const first = result.firstWrong;
  if (first !== null) {
    lines.push(shortened(row(nameOf(first), `WRONG  ${difference(first)}      <- first difference`)));
    const others = wrong.filter((entry) => entry !== first);
    const follow = others.filter(({ verdict }) => verdict === "consequence");
    const own = others.filter(({ verdict }) => verdict !== "consequence");
    for (const entry of own.slice(0, 3)) lines.push(shortened(row(nameOf(entry), `WRONG  ${difference(entry)}`)));
    if (own.length > 3) lines.push(row("", listed(`and ${own.length - 3} more: `, own.slice(3), "")));
    if (follow.length > 0)
      lines.push(row("", listed("", follow, follow.length === 1 ? " follows from it" : " follow from it")));
    const right = entries.filter((entry) => entry.verdict === "ok");
    if (right.length > 0) lines.push(row("", listed("", right, right.length === 1 ? " is right" : " are right")));
  }
  const room = LINES - lines.length - (result.probe === null ? 0 : 1) - (unseen.length > 0 ? 1 : 0);
  lines.push(...causeLines(causes, room, result.calledAt));
  if (result.probe !== null) lines.push(shortened(row("probe", result.probe)));
  if (unseen.length > 0) lines.push(...noteLines(unseen, LINES - lines.length));
  return lines.slice(0, LINES).join("\n");
}

/** Names in one line, with what is said of them: where there are too many, their number stands for the last ones. */
function listed(before: string, entries: readonly ComparedEntry[], after: string): string {
  const own = entries.map((entry) => oneLine(nameOf(entry)));
  for (let n = own.length; n > 0; n--) {
    const more = n < own.length ? ` and ${own.length - n} more` : "";
    const text = `${before}${own.slice(0, n).join(" ")}${more}${after}`;
    if (text.length <= TEXT) return text;
  }
  return `${before}${own.length} quantities${after}`;
}

/** What the input could not show, in so many lines: a sentence that does not fit is left out as a whole, and counted. */
function noteLines(notes: readonly string[], most: number): string[] {
  for (let n = notes.length; n > 0; n--) {
    const more = n < notes.length ? `; and ${notes.length - n} more in \`unseen\`` : "";
    const lines = rows("unseen", `${notes.slice(0, n).join("; ")}${more}`, Number.POSITIVE_INFINITY);
    if (lines.length <= most) return lines;
  }
  return rows("unseen", notes[0]!, most);
}

function causeLines(causes: readonly Cause[], room: number, calledAt: string | null): string[] {
  // The most that fits: everything as it is, then the less important in fewer lines, then less. The script's own line
  // stays, if need be in brackets.
  for (const [whatLines, place, alsoLines, evidenceLines, fixLines] of [
    [4, "below", 1, 4, 4],
    [3, "below", 1, 2, 3],
    [3, "below", 1, 1, 2],
    [2, "below", 1, 1, 2],
    [2, "below", 1, 1, 1],
    [2, "behind", 1, 1, 1],
    [2, "behind", 0, 1, 1],
    [2, "behind", 0, 0, 2],
    [2, "behind", 0, 0, 1],
    [1, "none", 0, 0, 1],
    [2, "none", 0, 0, 0],
    [1, "none", 0, 0, 0],
  ] as const) {
    const lines = causes.flatMap((cause, i) => {
      const label = causes.length === 1 ? "cause" : cause.alternative > 0 ? "or" : `cause ${i + 1}`;
      const at = cause.at ?? (i === 0 ? calledAt : null);
      const others = cause.readings ?? [];
      const also = `${others.join(", ")}: the same change by ${others.length === 1 ? "another name" : "other names"}`;
      return [
        ...rows(
          label,
          `${cause.code}: ${cause.what}${place === "behind" && at ? ` (${shortPlace(at)})` : ""}`,
          whatLines,
        ),
        ...(place === "below" && at ? [row("", shortPlace(at))] : []),
        ...(others.length > 0 ? rows("also", also, causes.length === 1 ? 1 : alsoLines) : []),
        ...rows("fix", cause.fix, fixLines),
        ...rows("evidence", cause.evidence, evidenceLines),
      ];
    });
    if (lines.length <= room) return lines;
  }
  return causes.slice(0, room).map((cause) => shortened(row("cause", `${cause.code}: ${cause.what}`)));
}

/** A text in at most so many lines; what does not fit is cut off. */
function rows(label: string, text: string, most: number): string[] {
  const lines: string[] = [];
  let rest = oneLine(text);
  while (rest !== "" && lines.length < most) {
    const last = lines.length === most - 1;
    const end = rest.length <= TEXT ? rest.length : rest.lastIndexOf(" ", TEXT);
    const part = last || end <= 0 ? rest : rest.slice(0, end);
    lines.push(shortened(row(lines.length === 0 ? label : "", part)));
    rest = rest.slice(part.length).trimStart();
  }
  return lines;
}

/** The file's name without its folders, and the line. */
export function shortPlace(at: string): string {
  return at.replace(/^.*[\\/]/, "").replace(/:\d+$/, "");
}

function difference(entry: ComparedEntry): string {
  const { shape, handShape, factor, cosine, largestDifference } = entry;
  if (entry.hand.length === 0 && handShape.length === 0) return `hand has no tensor here, tape [${shape.join(", ")}]`;
  if (handShape.join() !== shape.join()) return `hand has shape [${handShape.join(", ")}], tape [${shape.join(", ")}]`;
  const n = shape.reduce((a, b) => a * b, 1);
  const kept = entry.tape.length;
  const lost = entry.hand.filter((x) => !Number.isFinite(x)).length;
  if (lost > 0) return `hand is not finite in ${lost} of ${count(kept, "entry", "entries")}`;
  const size = Math.max(...entry.hand.map(Math.abs));
  const spread = Math.max(...entry.hand.map((h, i) => Math.abs(h - factor * entry.tape[i]!)));
  if (spread <= 1e-9 * size && Math.abs(factor - 1) > 1e-6)
    return `hand = ${shortNumber(factor)} x tape (${n === 1 ? "one entry" : n === kept ? `all ${n} entries` : `the first ${kept} of ${n} entries`})`;
  const direction = cosineWords(entry.hand, entry.tape, cosine, 4);
  return `largest difference ${largestDifference.toPrecision(3)}, ${direction}`;
}

/** The cosine of the angle between two gradients; that one of them is 0, where there is none. */
export function cosineWords(hand: ArrayLike<number>, tape: ArrayLike<number>, cosine: number, digits: number): string {
  if (!Number.isNaN(cosine)) return `cosine ${cosine.toFixed(digits)}`;
  const [zero] = [["tape", tape] as const, ["hand", hand] as const].filter(([, numbers]) => largest(numbers) === 0);
  return zero === undefined ? "no cosine" : `the ${zero[0]}'s gradient is 0`;
}

const row = (label: string, text: string): string => `${`  ${label} `.padEnd(12)}${text}`;
/** The name of a quantity; parameters that are one tensor have none. */
export const nameOf = ({ quantity }: ComparedEntry): string => (quantity === "" ? "gradient" : quantity);
const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** How much of a line is left behind its label. */
const TEXT = WIDTH - row("", "").length;

/** One line, whatever names are made of. */
const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, " ");

/** A line of the report: no longer than it may be. */
function shortened(text: string): string {
  const line = oneLine(text);
  return line.length <= WIDTH ? line.trimEnd() : `${line.slice(0, WIDTH - 3).trimEnd()}...`;
}
