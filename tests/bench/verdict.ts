// What a measurement says of a target: the figure beside it, and the target for a machine as fast as this one.
import type { Calibrated, SideResult, WorkloadResult } from "./results.ts";
import { median } from "./statistics.ts";

export interface Line {
  readonly side: SideResult;
  /** The median of the rounds, and the best of them. */
  readonly value: number;
  readonly best: number;
  readonly floor?: number;
  readonly must?: number;
  readonly aim?: number;
  readonly reached: "aim" | "must" | "missed" | null;
  readonly floorMissed: boolean;
}

/**
 * How fast the machine was, against the reference machine: 0.5 is half as fast. NaN where nothing was measured. The best
 * round counts, for the loops as for what is judged by them: what else the machine did disturbs it least.
 */
export function speedOf(machine: readonly Calibrated[]): number {
  const loops = machine.find(({ name }) => name === "machine: Iris loops");
  return loops === undefined || loops.rounds.length === 0 ? Number.NaN : Math.max(...loops.rounds) / loops.reference;
}

/** A target of the reference machine for a machine of another speed. */
export function scaled(target: number, better: "more" | "less", speed: number): number {
  return better === "more" ? target * speed : target / speed;
}

/** The line of each side; `speed` scales the targets where the figures depend on the machine. */
export function linesOf({ sides, targets, better, scales }: WorkloadResult, speed: number): Line[] {
  const reaches = (value: number, target: number): boolean => (better === "more" ? value >= target : value <= target);
  const factor = scales && speed > 0 ? speed : 1;
  return sides.map((side) => {
    const target = side.ours ? (targets[side.name] ?? {}) : {};
    const value = median(side.rounds);
    const best = better === "more" ? Math.max(...side.rounds) : Math.min(...side.rounds);
    const [must, aim] = [target.must, target.aim].map((t) => (t === undefined ? t : scaled(t, better, factor)));
    const reached =
      side.absent !== undefined || (must === undefined && aim === undefined)
        ? null
        : aim !== undefined && reaches(best, aim)
          ? "aim"
          : must !== undefined && reaches(best, must)
            ? "must"
            : "missed";
    return {
      side,
      value,
      best,
      ...(target.floor !== undefined && { floor: target.floor }),
      ...(must !== undefined && { must }),
      ...(aim !== undefined && { aim }),
      reached,
      floorMissed: target.floor !== undefined && !reaches(value, target.floor),
    };
  });
}

/** Three figures; whole numbers above 1000, with commas. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return "–";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}
