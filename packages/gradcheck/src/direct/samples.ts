import { type Context, sampleAxis } from "../context.ts";
import { ALL, type Hypothesis } from "../hypotheses.ts";
import { sampleChanges, sampleSetChanges } from "../mutants/masks.ts";
import { flat } from "../numbers.ts";

export function oneSample(context: Context): Hypothesis[] {
  const { graph, batch } = context;
  if (batch === null || batch.size < 2 || !everySampleCounts(context)) return [];
  const { size } = batch;
  // A sample in the middle is left over by no loop: where its gradient is all there is, others were masked.
  return [0, size - 1].flatMap((sample) =>
    [1, size].map((factor) => {
      const changes = sampleChanges(context, sample, factor);
      return {
        ...ALL,
        id: `sample ${sample === size - 1 ? "last" : sample}, ${factor === 1 ? "once" : "all"}`,
        kind: "mutant" as const,
        code: "one-sample" as const,
        does: "takes one sample for all" as const,
        what: `the gradients are those of ${sample === size - 1 ? "the last sample" : `sample ${sample}`} alone${factor === 1 ? "" : ", not divided by the batch size"}`,
        fix: "add up the gradients of all samples of the batch: sum over the batch axis, or += in the loop over samples",
        axis: batch.axis,
        line: Math.max(-1, ...changes.keys()),
        free: false,
        changes,
        steps: graph.leaves.length,
      };
    }),
  );
}

/** Whether every sample has a gradient somewhere: where masks stop some of them, others may be left over by chance. */
function everySampleCounts({ graph, batch, entries }: Context): boolean {
  return entries.some(({ line }) => {
    const g = graph.adjoints[graph.lines[line]!.outputPlaces[0]!];
    const axis = g && batch !== null ? sampleAxis(batch, g.shape) : -1;
    if (!g || axis < 0) return false;
    const numbers = flat(g);
    const step = g.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const alive = new Set<number>();
    for (const [i, value] of numbers.entries()) if (value !== 0) alive.add(Math.floor(i / step) % batch!.size);
    return alive.size === batch!.size;
  });
}

/** Gradients in which some of the samples are missing, by a rule that a loop or a slice may have. */
export function sampleSets(context: Context): Hypothesis[] {
  const { batch, graph } = context;
  if (batch === null || batch.size < 3 || !everySampleCounts(context)) return [];
  const n = batch.size;
  const sets: [string, (i: number) => boolean][] = [
    ["all samples but the last", (i) => i < n - 1],
    ["all samples but the first", (i) => i > 0],
    ["every second sample", (i) => i % 2 === 0],
    ["every second sample from the second on", (i) => i % 2 === 1],
    ["the first half of the samples", (i) => i < Math.floor(n / 2)],
  ];
  return sets.flatMap(([which, kept]) =>
    [1, n / Array.from({ length: n }, (_, i) => i).filter(kept).length].map((factor, way) => {
      const changes = sampleSetChanges(context, kept, factor);
      return {
        ...ALL,
        id: `${which}, ${way === 0 ? "once" : "averaged"}`,
        kind: "mutant" as const,
        code: "missing-term" as const,
        what: `the gradients are those of ${which} alone`,
        fix: "add up the gradients of all samples of the batch",
        axis: batch.axis,
        line: Math.max(-1, ...changes.keys()),
        free: false,
        faint: n < 4,
        changes,
        steps: graph.leaves.length,
      };
    }),
  );
}
