import type { CauseCode } from "./codes.ts";

/** What may be said of one quantity: `first` wrong in backward order, or wrong as a `consequence` of that. @public */
export type Verdict = "ok" | "first" | "wrong" | "consequence";

/** One quantity of both sides: the gradient of a parameter, or an intermediate value or derivative. @public */
export interface ComparedEntry {
  /** Its name: the path of a parameter (`W2`, `layers[0].b`), or the name of an intermediate value. */
  readonly quantity: string;
  readonly kind: "gradient" | "value" | "derivative";
  readonly verdict: Verdict;
  readonly shape: readonly number[];
  readonly handShape: readonly number[];
  /** The numbers in row-major order; of large tensors the first 4096. */
  readonly hand: readonly number[];
  readonly tape: readonly number[];
  /** max |hand − tape|, and how much of that is put down to rounding. NaN where the shapes differ. */
  readonly largestDifference: number;
  readonly tolerance: number;
  /** The factor k that makes hand − k·tape smallest, and the cosine of the angle between the two. */
  readonly factor: number;
  readonly cosine: number;
}

/** A mistake that explains the difference. @public */
export interface Cause {
  readonly code: CauseCode;
  /**
   * The other codes that describe this same change to the same numbers, at most three: `code` is the most usual of
   * them. Absent where there is no other.
   */
  readonly readings?: readonly CauseCode[];
  /** The first wrong quantity in backward order that it explains. */
  readonly quantity: string;
  /** What is wrong, in one sentence. */
  readonly what: string;
  /** hand = factor × what it should be, where that is the mistake. */
  readonly factor?: number;
  /** The axis concerned. */
  readonly axis?: number;
  /** Where in the program the step stands whose derivative is wrong, as `file:line:column`. */
  readonly at?: string;
  /** The number of that step among the operations of the net. */
  readonly step?: number;
  /** Why this is thought to be the cause. */
  readonly evidence: string;
  /** What would tell it apart from the other causes that fit. */
  readonly probe?: string;
  /** What to do. */
  readonly fix: string;
  /** Causes with the same number explain the difference together; those with another number do so instead. */
  readonly alternative: number;
}

/** A box of the drawn net: a parameter, data, or an operation with its result. @public */
export interface NetNode {
  readonly id: string;
  readonly kind: "parameter" | "data" | "operation" | "loss";
  readonly label: string;
  readonly shape: readonly number[];
  /** Columns count from the left, rows from the top. */
  readonly column: number;
  readonly row: number;
  readonly verdict: Verdict;
  /** The entry that belongs to it, if one does. */
  readonly quantity: string | null;
}

/** The net as its tape has it, from left to right. @public */
export interface Net {
  readonly nodes: readonly NetNode[];
  /** From a node to one that uses it, by their ids. */
  readonly links: readonly (readonly [string, string])[];
}

/** How far the search for causes went. @public */
export interface SearchExtent {
  /** How many changed backward passes were tried: single changes, and pairs of them. */
  readonly singles: number;
  readonly pairs: number;
  /** Whether the search for pairs ended early: it is bounded by operations, so that two layers take some 0.3 s at most. */
  readonly limited: boolean;
}

/** What `compareGradients` finds, as plain data. @public */
export interface ComparisonData {
  readonly ok: boolean;
  readonly title: string;
  readonly dtype: string;
  /** The value of the loss, and the hand's own if it returned one. */
  readonly loss: { readonly tape: number; readonly hand: number | null };
  /** In backward order. */
  readonly entries: readonly ComparedEntry[];
  readonly firstWrong: ComparedEntry | null;
  readonly causes: readonly Cause[];
  /** The quantities that are wrong only because of what came before them. */
  readonly consequences: readonly string[];
  /** What the given input could not show. */
  readonly unseen: readonly string[];
  /** What was checked on generated values: a sentence, or null. */
  readonly probe: string | null;
  readonly search: SearchExtent;
  /** The net; of more than 300 operations only the last 300. */
  readonly net: Net;
  /** Where compareGradients was called. */
  readonly calledAt: string | null;
}

/** What `compareGradients` finds: plain data, and ways to show it. @public */
export interface GradientComparison extends ComparisonData {
  /** @throws GradientMismatch, with the report for its message, when something is wrong. */
  assert(): void;
  /** Prints the report; when something is wrong, a script then ends with exit code 1. Gives back `ok`. */
  check(): boolean;
  /** The report as one HTML page that needs nothing else: the net, and each quantity as pictures of numbers. */
  toHtml(): string;
  /** The report for a terminal: at most 15 lines. */
  toString(): string;
}
