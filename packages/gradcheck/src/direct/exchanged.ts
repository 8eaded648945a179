import type { Context } from "../context.ts";
import { ALL, type Hypothesis } from "../hypotheses.ts";
import { NOTHING } from "../walk.ts";

/** Layers whose gradients stand in each other's places, all parameters of the one for all of the other. */
export function exchangedLayers({ graph }: Context): Hypothesis[] {
  const { leaves } = graph;
  const layers = new Map<string, { readonly name: string; readonly i: number }[]>();
  leaves.forEach(({ path }, i) => {
    const [, parent, name] = /^(.*?)([.]?[A-Za-z_]+|\[\d+\])$/.exec(path) ?? [];
    if (parent !== undefined && parent !== "") layers.set(parent, [...(layers.get(parent) ?? []), { name: name!, i }]);
  });
  const all = [...layers].filter(([, own]) => own.length > 1);
  return all.flatMap(([a, own], k) =>
    all.slice(k + 1).flatMap(([b, others]) => {
      const pairs = own.map(({ name, i }) => [i, others.find((other) => other.name === name)?.i ?? -1] as const);
      const fits = pairs.every(([i, j]) => j >= 0 && String(leaves[i]!.value.shape) === String(leaves[j]!.value.shape));
      if (!fits || own.length !== others.length) return [];
      const from = new Map(pairs.flatMap(([i, j]) => [[i, j] as const, [j, i] as const]));
      return [
        {
          ...ALL,
          id: `layers ${a} and ${b} exchanged`,
          kind: "direct" as const,
          code: "structure" as const,
          does: "exchanges the gradients of two parameters" as const,
          what: `the gradients of the layers ${a} and ${b} are exchanged`,
          fix: "return the gradients in the order of the parameters",
          line: -1,
          free: false,
          changes: new Map(),
          direct: leaves.map(({ numbers }, i) => {
            const j = from.get(i);
            return j === undefined ? NOTHING : numbers.map((value, n) => leaves[j]!.numbers[n]! - value);
          }),
          steps: pairs.length,
        },
      ];
    }),
  );
}

/** What a parameter is called within its layer. */
const nameIn = (path: string): string => (/([A-Za-z_]+)[^A-Za-z_]*$/.exec(path)?.[1] ?? "").toLowerCase();

/** Gradients that stand in each other's places. */
export function exchanged({ graph }: Context): Hypothesis[] {
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
        does: "hands back the derivative of another layer",
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
          // W1 and W2, or head.b and body.b: the same parameter of two layers.
          code: nameIn(a.path) === nameIn(b.path) ? ("wrong-layer" as const) : ("structure" as const),
          does: "exchanges the gradients of two parameters" as const,
          what: `the gradients of ${a.path} and ${b.path} are exchanged`,
          fix: "return the gradients in the order of the parameters",
          direct: leaves.map((_, k) => (k === i ? toward(i, j) : k === j ? toward(j, i) : NOTHING)),
        },
        one,
      ];
    }),
  );
}

/** A list of layers whose gradients come in the order of the backward pass. */
export function reversed({ graph }: Context): Hypothesis[] {
  const { leaves } = graph;
  const counterpart = leaves.map(({ path }) => {
    const index = Number(/\[(\d+)\]/.exec(path)?.[1] ?? Number.NaN);
    const [head, tail] = path.split(/\[\d+\]/, 2) as [string, string?];
    const peers = leaves.filter((other) => other.path.split(/\[\d+\]/, 1)[0] === head && /\[\d+\]/.test(other.path));
    const n = 1 + Math.max(...peers.map((other) => Number(/\[(\d+)\]/.exec(other.path)![1])));
    const rest = path.slice(path.indexOf("]") + 1);
    return Number.isNaN(index) || tail === undefined
      ? -1
      : leaves.findIndex((other) => other.path === `${head}[${n - 1 - index}]${rest}`);
  });
  const fits = counterpart.every((j, i) => j < 0 || String(leaves[j]!.value.shape) === String(leaves[i]!.value.shape));
  if (!fits || counterpart.every((j, i) => j < 0 || j === i)) return [];
  return [
    {
      ...ALL,
      id: "order reversed",
      kind: "direct",
      code: "structure",
      what: "the list of gradients is in the order of the backward pass, the last layer first",
      fix: "reverse the list, or fill it from the end",
      line: -1,
      free: false,
      changes: new Map(),
      direct: leaves.map(({ numbers }, i) => {
        const j = counterpart[i]!;
        return j < 0 || j === i ? NOTHING : numbers.map((value, k) => leaves[j]!.numbers[k]! - value);
      }),
      steps: leaves.length,
    },
  ];
}
