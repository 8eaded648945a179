import { type Context, sampleAxis } from "./context.ts";
import { plus } from "./graph.ts";
import { ALL, type Hypothesis } from "./hypotheses.ts";
import { onlySample } from "./mutants.ts";
import { flat } from "./numbers.ts";
import { NOTHING } from "./walk.ts";

/** For more samples than these only the first and the last are tried alone. */
const SAMPLES = 16;

/** Mistakes whose effect on the gradients can be written down without a walk: algebra on the final numbers. */
export function directHypotheses(context: Context): Hypothesis[] {
  return [...oneSample(context), ...regularisers(context), ...exchanged(context)];
}

function oneSample({ graph, batch }: Context): Hypothesis[] {
  if (batch === null || batch.size < 2) return [];
  const { size } = batch;
  const samples = size <= SAMPLES ? Array.from({ length: size }, (_, i) => i) : [0, size - 1];
  return samples.flatMap((sample) => {
    const alone = graph.leaves.map(({ place }) => {
      let total = null as ReturnType<typeof plus>;
      for (const { line, input } of graph.uses[place]!) {
        const { outputs, outputPlaces, pull } = graph.lines[line]!;
        const g = graph.adjoints[outputPlaces[0]!];
        const axis = sampleAxis(batch, outputs[0]!.shape);
        if (!g || axis < 0 || graph.withoutData[outputPlaces[0]!]) continue;
        total = plus(total, pull([onlySample(g, axis, sample)])[input] ?? null);
      }
      return total === null ? null : flat(total);
    });
    return [1, size].map((factor) => ({
      ...ALL,
      id: `sample ${sample === size - 1 ? "last" : sample}, ${factor === 1 ? "once" : "all"}`,
      kind: "direct" as const,
      code: "one-sample" as const,
      what: `the gradients are those of sample ${sample} alone${factor === 1 ? "" : ", not divided by the batch size"}`,
      fix: "add up the gradients of all samples of the batch: sum over the batch axis, or += in the loop over samples",
      axis: batch.axis,
      line: -1,
      free: false,
      changes: new Map(),
      direct: graph.leaves.map(({ numbers }, i) => {
        const one = alone[i];
        return one ? numbers.map((value, j) => factor * one[j]! - value) : NOTHING;
      }),
      steps: graph.leaves.length,
    }));
  });
}

function regularisers({ graph }: Context): Hypothesis[] {
  const all = graph.leaves.map((_, i) => i);
  const isWeight = (i: number): boolean => graph.leaves[i]!.value.shape.filter((n) => n > 1).length >= 2;
  const sets: [string, number[]][] = [
    ["all weights", all.filter(isWeight)],
    ["all biases", all.filter((i) => !isWeight(i))],
    ["all parameters", all],
    ...all.map((i): [string, number[]] => [graph.leaves[i]!.path, [i]]),
  ];
  const seen = new Set<string>();
  const numbers = graph.leaves.map(({ value }) => flat(value));
  const terms: [string, string, (x: number) => number][] = [
    ["W", "a multiple of the parameter itself", (x) => x],
    ["sign W", "a multiple of the parameter's sign", Math.sign],
  ];
  const found = sets.flatMap(([name, leaves]) => {
    const key = leaves.join();
    if (leaves.length === 0 || seen.has(key)) return [];
    seen.add(key);
    return terms.map(([term, words, f]) => ({
      ...ALL,
      id: `regulariser ${term} on ${key}`,
      kind: "direct" as const,
      code: "regulariser" as const,
      what: `the gradient of ${name} differs by ${words}`,
      fix: "the regulariser's derivative (2 lambda W for lambda sum(W**2), lambda sign(W) for lambda sum(|W|)) belongs to the parameters that the loss regularises, with the loss's factor",
      line: -1,
      free: true,
      changes: new Map(),
      direct: all.map((i) => (leaves.includes(i) ? numbers[i]!.map(f) : NOTHING)),
      steps: leaves.length,
    }));
  });
  const others = all.flatMap((i) =>
    all.flatMap((j) => {
      const [a, b] = [graph.leaves[i]!, graph.leaves[j]!];
      if (i === j || String(a.value.shape) !== String(b.value.shape) || a.value.size <= 1) return [];
      return [
        {
          ...ALL,
          id: `regulariser ${j} on ${i}`,
          kind: "direct" as const,
          code: "regulariser" as const,
          what: `the gradient of ${a.path} has a term with ${b.path}`,
          fix: "each parameter is regularised with its own values",
          line: -1,
          free: true,
          changes: new Map(),
          direct: all.map((k) => (k === i ? numbers[j]! : NOTHING)),
        },
      ];
    }),
  );
  return [...found, ...others];
}

/** Gradients that stand in each other's places. */
function exchanged({ graph }: Context): Hypothesis[] {
  const { leaves } = graph;
  return leaves.flatMap((a, i) =>
    leaves.flatMap((b, j) => {
      if (i === j || String(a.value.shape) !== String(b.value.shape) || a.value.size <= 1) return [];
      const toward = (to: number, from: number): Float64Array =>
        leaves[to]!.numbers.map((value, k) => leaves[from]!.numbers[k]! - value);
      const one: Hypothesis = {
        ...ALL,
        id: `gradient ${j} as ${i}`,
        kind: "direct",
        code: "wrong-layer",
        what: `what stands as the gradient of ${a.path} is that of ${b.path}`,
        fix: `return the gradient of ${a.path} in its place`,
        line: -1,
        free: false,
        changes: new Map(),
        direct: leaves.map((_, k) => (k === i ? toward(i, j) : NOTHING)),
      };
      if (j < i) return [one];
      return [
        {
          ...one,
          id: `gradients ${i} and ${j} exchanged`,
          code: "structure" as const,
          what: `the gradients of ${a.path} and ${b.path} are exchanged`,
          fix: "return the gradients in the order of the parameters",
          direct: leaves.map((_, k) => (k === i ? toward(i, j) : k === j ? toward(j, i) : NOTHING)),
        },
        one,
      ];
    }),
  );
}
