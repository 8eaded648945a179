import type { Tensor } from "@wengert/autograd";
import { arrange } from "../arrange.ts";
import type { Context } from "../context.ts";
import type { Variation } from "../mutant.ts";

export type Line = Context["graph"]["lines"][number];

/** Variations at every line of some operations. */
export function variedAt(
  { graph }: Context,
  names: readonly string[],
  vary: (line: Line, k: number) => readonly (Variation | null)[],
): Variation[] {
  return graph.lines.flatMap((line, k) =>
    names.includes(line.primitive.name) ? vary(line, k).filter((one) => one !== null) : [],
  );
}

/** Pairs of axes of the same length, of which one may be mistaken for the other. */
export function equalAxes({ shape }: Tensor): [number, number][] {
  return shape.flatMap((n, i) =>
    shape.slice(i + 1).flatMap((m, j): [number, number][] => (n > 1 && n === m ? [[i, i + 1 + j]] : [])),
  );
}

/** The slices along an axis in another order. */
export function ordered(x: Tensor, axis: number, order: readonly number[]): Tensor {
  return arrange(x, axis, (i) => order[i]!);
}

/** The slices along an axis moved on by some places, around the end. */
export function roll(x: Tensor, by: number, axis: number): Tensor {
  const n = x.shape[axis]!;
  return arrange(x, axis, (i) => (((i - by) % n) + n) % n);
}
