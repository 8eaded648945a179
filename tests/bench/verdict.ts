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

/** How a program of ours stands to one of others: here, and as the target has it on the reference machine. */
export interface Standing {
  readonly side: SideResult;
  readonly peer: string;
  /** How many times as fast (as small …) ours was here. */
  readonly here: number;
  /** What the target is of the peer's figure on the reference machine. */
  readonly there: number;
  readonly reached: boolean;
}

/**
 * The standing of each program of ours that has a target to each peer of which the reference machine's figure is known. A
 * machine that is slower for both leaves these ratios as they are; it does not where it is slower for one of them.
 */
export function standingsOf(result: WorkloadResult): Standing[] {
  const { better, reference, sides } = result;
  const ratio = (ours: number, theirs: number): number => (better === "more" ? ours / theirs : theirs / ours);
  return linesOf(result).flatMap(({ side, value, must, aim }) => {
    const target = must ?? aim;
    if (target === undefined || side.rounds.length === 0) return [];
    return sides.flatMap((peer) => {
      const known = reference[peer.name];
      if (peer.ours || known === undefined || peer.rounds.length === 0) return [];
      const [here, there] = [ratio(value, median(peer.rounds)), ratio(target, known)];
      // Where one of them is not above nothing, as a start that drowned in noise, a ratio says nothing.
      if (!(here > 0 && there > 0)) return [];
      return [{ side, peer: peer.name, here, there, reached: here >= there }];
    });
  });
}

/** Three figures; whole numbers above 1000, with commas. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return "–";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}
