import type { CauseCode } from "../codes.ts";
import type { Context } from "../context.ts";
import { ALL, type Hypothesis } from "../hypotheses.ts";
import { flat } from "../numbers.ts";
import { isPenalised } from "../penaltyTerms.ts";
import { NOTHING } from "../walk.ts";

/** By so much the cosine of two lists of numbers that are multiples of each other may differ from 1, by rounding. */
const PARALLEL = 1e-12;

export function regularisers({ graph }: Context): Hypothesis[] {
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
  const terms: [string, CauseCode, string, (x: number) => number][] = [
    ["W", "regulariser", "a multiple of the parameter itself", (x) => x],
    ["sign W", "regulariser", "a multiple of the parameter's sign", Math.sign],
    ["1", "extra-term", "the same number in every entry", () => 1],
  ];
  const nameOf = (name: string, leaves: readonly number[]): string => {
    if (leaves.length === all.length && all.length > 1) return " of all parameters";
    const path = leaves.length === 1 ? graph.leaves[leaves[0]!]!.path : name;
    return path === "" ? "" : ` of ${path}`;
  };
  const found = sets.flatMap(([name, leaves]) => {
    const key = leaves.join();
    // A single number is a multiple of any other.
    const size = leaves.reduce((n, i) => n + numbers[i]!.length, 0);
    if (seen.has(key)) return [];
    seen.add(key);
    // Only a round number says that it was one: a single number is a multiple of any other.
    const proving = size <= 1 ? terms.slice(0, 1) : terms.filter(([, , , f]) => !isMultiple(graph, leaves, f));
    return proving.map(([term, code, words, f]) => ({
      ...ALL,
      id: `regulariser ${term} on ${key}`,
      kind: "direct" as const,
      code,
      does:
        code !== "regulariser" || leaves.some((i) => isPenalised(graph, i)) ? undefined : ("adds a penalty" as const),
      what: `the gradient${nameOf(name, leaves)} differs by ${words}`,
      fix:
        code === "extra-term"
          ? "leave out the number that is added to every entry"
          : "the regulariser's derivative (2 lambda W for lambda sum(W**2), lambda sign(W) for lambda sum(|W|)) belongs to the parameters that the loss regularises, with the loss's factor",
      line: -1,
      free: true,
      changes: new Map(),
      direct: all.map((i) => (leaves.includes(i) ? numbers[i]!.map(f) : NOTHING)),
      steps: leaves.length,
      faint: size <= 1,
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

/** Whether right gradients are themselves a multiple of what would be added: then a factor says as much, and more simply. */
function isMultiple({ leaves: all }: Context["graph"], leaves: readonly number[], f: (x: number) => number): boolean {
  let [gg, gt, tt] = [0, 0, 0];
  for (const i of leaves) {
    const values = flat(all[i]!.value);
    all[i]!.numbers.forEach((g, j) => {
      const term = f(values[j]!);
      gg += g * g;
      gt += g * term;
      tt += term * term;
    });
  }
  return 1 - Math.abs(gt) / Math.sqrt(gg * tt) < PARALLEL;
}
