// What a movement does to each gradient by itself, and what two can do together.
import type { Reach } from "./printByLeaf.ts";
import { leafExplained, type Target } from "./target.ts";
import { NOTHING } from "./walk.ts";

/** What a movement does to each gradient. */
export function reachOf(moved: readonly Float64Array[], { difference, tolerance }: Target): Reach {
  return {
    moves: moved.map((m, i) => difference[i] !== null && m.some((value) => Math.abs(value) > tolerance[i]!)),
    explains: difference.map((d, i) => d === null || leafExplained(moved[i]!, d, tolerance[i]!)),
  };
}

/** Whether two movements can explain a difference together: a leaf that one of them does not move is the other's alone. */
export function fitTogether(one: Reach, two: Reach, fixed: boolean): boolean {
  return one.moves.every((moved, i) => {
    if (moved) return two.moves[i]! || one.explains[i]!;
    return two.moves[i]! ? !fixed || two.explains[i]! : one.explains[i]!;
  });
}

/** By leaf: whether its gradient is wrong. */
export const wrongLeaves = ({ difference, tolerance }: Target): boolean[] =>
  difference.map((d, i) => d !== null && !leafExplained(NOTHING, d, tolerance[i]!));

/** How many of the wrong gradients a movement explains. */
export const explainedBy = (target: Target, moved: readonly Float64Array[]): number =>
  explainedOf(reachOf(moved, target), wrongLeaves(target));

/** The same, of what is known by leaf. */
export const explainedOf = ({ explains }: Reach, wrong: readonly boolean[]): number =>
  explains.filter((one, i) => one && wrong[i]).length;
