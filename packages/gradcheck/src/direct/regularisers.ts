import type { CauseCode } from "../codes.ts";
import type { Context } from "../context.ts";
import { ALL, type Hypothesis } from "../hypotheses.ts";
import { leafSets } from "../leafSets.ts";
import { flat, isMultiple } from "../numbers.ts";
import { isPenalised } from "../penaltyTerms.ts";
import { NOTHING } from "../walk.ts";

/** How far numbers may be from a multiple by rounding, that of float32 included. */
const PARALLEL = 1e-6;

export function regularisers({ graph }: Context): Hypothesis[] {
  const { weights, biases, parameters } = leafSets(graph);
  const all = parameters.leaves;
  const single = graph.leaves.map(({ path }, i) => ({ name: path, leaves: [i] }));
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
  const found = [weights, biases, parameters, ...single].flatMap(({ name, leaves }) => {
    const key = leaves.join();
    // A single number is a multiple of any other.
    const size = leaves.reduce((n, i) => n + numbers[i]!.length, 0);
    if (seen.has(key)) return [];
    seen.add(key);
    // Only a round number says that it was one: a single number is a multiple of any other.
    const proving = size <= 1 ? terms.slice(0, 1) : terms.filter(([, , , f]) => !saysFactor(graph, leaves, f));
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
function saysFactor({ leaves: all }: Context["graph"], leaves: readonly number[], f: (x: number) => number): boolean {
  const right = joined(leaves.map((i) => all[i]!.numbers));
  return isMultiple(joined(leaves.map((i) => flat(all[i]!.value).map(f))), right, PARALLEL);
}

function joined(lists: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(lists.reduce((n, { length }) => n + length, 0));
  let at = 0;
  for (const one of lists) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}
