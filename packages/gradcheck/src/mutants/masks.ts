import { mul, type Tensor } from "@wengert/autograd";
import { arrange } from "../arrange.ts";
import { type Context, composed, replaced, sampleAxis } from "../context.ts";
import type { Change, Changes } from "../walk.ts";

/** Only one sample counts, `factor` times, for one parameter (all, unless a place is given). */
export const sampleChanges = (context: Context, sample: number, factor: number, leaf: number | null = null): Changes =>
  sampleSetChanges(context, (i) => i === sample, factor, leaf);

/** Only some samples count, `factor` times, for one parameter (all, unless a place is given). */
export function sampleSetChanges(
  context: Context,
  kept: (sample: number) => boolean,
  factor: number,
  leaf: number | null = null,
): Changes {
  const { batch, graph } = context;
  const changes = new Map<number, Change>();
  for (const { line, input, place } of context.entries) {
    if (leaf !== null && !context.sources(place).includes(leaf)) continue;
    const { outputs, pull } = graph.lines[line]!;
    const axis = batch === null ? -1 : sampleAxis(batch, outputs[0]!.shape);
    if (axis < 0) continue;
    const change = replaced(input, (g) => pull([mul(factor, masked(g, axis, kept))])[input] ?? null);
    const before = changes.get(line);
    changes.set(line, before === undefined ? change : composed(before, change));
  }
  return changes;
}

/** Zeros but for one sample. */
export const onlySample = (g: Tensor, axis: number, sample: number): Tensor => masked(g, axis, (i) => i === sample);

/** Zeros but for some samples. */
export const masked = (g: Tensor, axis: number, kept: (sample: number) => boolean): Tensor =>
  arrange(g, axis, (i) => (kept(i) ? i : -1));
