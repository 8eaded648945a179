import type { NamedComparison } from "../intermediates.ts";
import type { Point } from "../point.ts";
import type { Generated } from "../probe.ts";
import type { Cause, SearchExtent } from "../result.ts";

/** What is known of a comparison that went wrong. */
export interface Case {
  readonly given: Point;
  readonly probe: Point | null;
  readonly isFunction: boolean;
  readonly asked: readonly { readonly what: string; readonly fix: string }[];
  readonly named: readonly NamedComparison[];
  readonly loss: (...args: never[]) => unknown;
  readonly args: readonly unknown[];
  readonly makeProbe: () => Generated | null;
  readonly ignoresData: boolean;
  /** The hand-written function, if it is one. */
  readonly hand: ((...args: never[]) => unknown) | null;
}

export interface Diagnosis {
  readonly causes: readonly Cause[];
  readonly search: SearchExtent;
  /** Whether one of the causes is a size that stands in the hand as a number. */
  readonly writtenSize?: boolean;
}

export const NO_SEARCH: SearchExtent = { singles: 0, pairs: 0, limited: false };

/** Whether a diagnosis names no cause. */
export const isUnexplained = ({ causes }: Diagnosis): boolean => causes.some(({ code }) => code === "unknown");
