// What a measurement says of a target.
import type { Calibrated, SideResult, WorkloadResult } from "./results.ts";
import { geometricMean, median } from "./statistics.ts";

export interface Line {
  readonly side: SideResult;
  /** The median of the rounds. */
  readonly value: number;
  readonly floor?: number;
  readonly must?: number;
  readonly aim?: number;
  readonly reached: "aim" | "must" | "missed" | null;
  readonly floorMissed: boolean;
}

/**
 * How fast the machine was, against the one that the targets were set on: 0.5 is half as fast. The mean over its loops of
 * the best rounds, which whatever else the machine did disturbs least. NaN where nothing was measured.
 */
export function speedOf(machine: readonly Calibrated[]): number {
  const loops = machine.filter(({ rounds }) => rounds.length > 0);
  if (loops.length === 0) return Number.NaN;
  return geometricMean(loops.map(({ rounds, reference }) => Math.max(...rounds) / reference));
}

/** The line of each side. Targets are not scaled: they are reached on this machine, by the median, or missed. */
export function linesOf({ sides, targets, better }: WorkloadResult): Line[] {
  const reaches = (value: number, target: number): boolean => (better === "more" ? value >= target : value <= target);
  return sides.map((side) => {
    const { floor, must, aim } = side.ours ? (targets[side.name] ?? {}) : {};
    const value = median(side.rounds);
    const reached =
      side.absent !== undefined || (must === undefined && aim === undefined)
        ? null
        : aim !== undefined && reaches(value, aim)
          ? "aim"
          : must !== undefined && reaches(value, must)
            ? "must"
            : "missed";
    return {
      side,
      value,
      ...(floor !== undefined && { floor }),
      ...(must !== undefined && { must }),
      ...(aim !== undefined && { aim }),
      reached,
      floorMissed: floor !== undefined && !reaches(value, floor),
    };
  });
}

/** Three figures; whole numbers above 1000, with commas. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return "–";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}
