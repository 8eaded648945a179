import { abs, div, mul, onesLike, sign, sqrt, square, sub, sum, type Tensor } from "@wengert/autograd";
import { type Context, composed, replaced } from "../context.ts";
import { shortNumber } from "../factors.ts";
import type { Graph } from "../graph.ts";
import { ALL, type Hypothesis } from "../hypotheses.ts";
import { flat } from "../numbers.ts";
import { penaltyUses } from "../penaltyTerms.ts";
import { type Change, leafDeviations, NOTHING } from "../walk.ts";

interface Penalty {
  readonly words: string;
  /** Up to the strength; null where the shape has no such term. */
  readonly of: (W: Tensor) => Tensor | null;
}

const length = (W: Tensor, axis: number): Tensor => sqrt(sum(square(W), axis, { keepdims: true }));

/** Derivatives of penalties on W, up to their strength. */
const PENALTIES: readonly Penalty[] = [
  { words: "W", of: (W) => W },
  { words: "sign(W)", of: (W) => sign(W) },
  { words: "|W|", of: (W) => abs(W) },
  { words: "W**2", of: (W) => square(W) },
  { words: "W**3", of: (W) => mul(W, square(W)) },
  { words: "1", of: (W) => onesLike(W) },
  { words: "W / |W|, the length of the whole", of: (W) => div(W, sqrt(sum(square(W)))) },
  { words: "W / |W|, the length of each row", of: (W) => (W.shape.length < 2 ? null : div(W, length(W, 1))) },
  { words: "W / |W|, the length of each column", of: (W) => (W.shape.length < 2 ? null : div(W, length(W, 0))) },
  {
    words: "W / |W|**2, the squared length of each row",
    of: (W) => (W.shape.length < 2 ? null : div(W, sum(square(W), 1, { keepdims: true }))),
  },
  {
    words: "W / |W|**2, the squared length of each column",
    of: (W) => (W.shape.length < 2 ? null : div(W, sum(square(W), 0, { keepdims: true }))),
  },
  { words: "W - 1", of: (W) => sub(W, 1) },
];

/** What parameters alone add to the loss: the edges by which it comes in. */
export function penaltyChanges(graph: Graph): Map<number, Change> {
  const changes = new Map<number, Change>();
  for (const { line, input } of penaltyUses(graph)) {
    const drop = replaced(input, () => null);
    const before = changes.get(line);
    changes.set(line, before === undefined ? drop : composed(before, drop));
  }
  return changes;
}

/** The numbers in the part of the loss that is made of parameters alone. */
export function strengths(graph: Graph): number[] {
  const found = new Set<number>([1]);
  graph.lines.forEach(({ inputs, inputPlaces, outputPlaces }) => {
    if (!graph.withoutData[outputPlaces[0]!] && outputPlaces[0] !== graph.outputPlace) return;
    inputs.forEach((x, i) => {
      if (inputPlaces[i]! < 0 && x.size === 1) found.add(x.item());
    });
  });
  const numbers = [...found].slice(0, 6);
  const products = numbers.flatMap((a, i) => numbers.slice(i).map((b) => a * b));
  return [...new Set([...numbers, ...products].flatMap((k) => [k, 2 * k, k / 2]))].filter((k) => k !== 0);
}

/** The loss's own penalty with the derivative of another one in its place. */
export function penalties({ graph }: Context): Hypothesis[] {
  const changes = penaltyChanges(graph);
  if (changes.size === 0) return [];
  const removed = leafDeviations(graph, changes);
  const own = removed.flatMap((d, i) => (d.some((x) => x !== 0) ? [i] : []));
  const scales = strengths(graph);
  return PENALTIES.flatMap(({ words, of }) => {
    const terms = graph.leaves.map(({ value }, i) => {
      const term = own.includes(i) ? of(value) : null;
      return term === null ? NOTHING : flat(term);
    });
    if (terms.every((term) => term.length === 0)) return [];
    return scales.map(
      (scale, n): Hypothesis => ({
        ...ALL,
        id: `penalty ${words}, ${n}`,
        kind: "direct",
        code: "regulariser",
        what: `the derivative of the regularisation term is ${shortNumber(scale)} times ${words}, which is that of another one`,
        fix: "add the derivative of the term that the loss has: 2 lambda W for lambda sum(W**2), lambda sign(W) for lambda sum(|W|)",
        line: Math.max(...changes.keys()),
        free: false,
        faint: true,
        changes: new Map(),
        direct: removed.map((d, i) => (terms[i]!.length === 0 ? d : terms[i]!.map((x, j) => scale * x + (d[j] ?? 0)))),
        steps: own.length,
      }),
    );
  });
}

/** Penalties whose derivatives are there, but with the layers' values exchanged, or transposed. */
export function exchangedPenalties({ graph }: Context): Hypothesis[] {
  const changes = penaltyChanges(graph);
  if (changes.size === 0) return [];
  const removed = leafDeviations(graph, changes);
  const { leaves } = graph;
  const moved = (id: string, what: string, direct: Float64Array[]): Hypothesis => ({
    ...ALL,
    id: `penalty ${id}`,
    kind: "direct",
    code: "regulariser",
    what,
    fix: "each parameter is regularised with its own values",
    line: Math.max(...changes.keys()),
    free: false,
    faint: true,
    changes: new Map(),
    direct,
  });
  return leaves.flatMap((a, i) => {
    if (removed[i]!.length === 0) return [];
    const [rows, columns] = a.value.shape;
    const square = a.value.shape.length === 2 && rows === columns && rows! > 1;
    const turned = square
      ? [
          moved(
            `transposed ${i}`,
            `the regulariser's derivative for ${a.path} is transposed`,
            leaves.map((_, k) =>
              k === i
                ? removed[i]!.map((x, n) => x - removed[i]![(n % columns!) * columns! + Math.floor(n / columns!)]!)
                : NOTHING,
            ),
          ),
        ]
      : [];
    const swaps = leaves.flatMap((b, j) => {
      if (removed[j]!.length === 0 || j <= i || String(a.value.shape) !== String(b.value.shape)) return [];
      const toward = (to: number, from: number): Float64Array => removed[to]!.map((x, n) => x - removed[from]![n]!);
      return [
        moved(
          `exchanged ${i} ${j}`,
          `the regulariser's derivatives for ${a.path} and ${b.path} are exchanged`,
          leaves.map((_, k) => (k === i ? toward(i, j) : k === j ? toward(j, i) : NOTHING)),
        ),
      ];
    });
    return [...turned, ...swaps];
  });
}
