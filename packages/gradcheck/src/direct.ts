import { swapaxes } from "@wengert/autograd";
import type { CauseCode } from "./codes.ts";
import { type Context, composed, replaced, sampleAxis } from "./context.ts";
import { penalties } from "./direct/penalties.ts";
import { rearrangedGradients } from "./direct/rearranged.ts";
import { ALL, type Hypothesis } from "./hypotheses.ts";
import { sampleChanges, sampleSetChanges } from "./mutants/masks.ts";
import { flat } from "./numbers.ts";
import { type Change, NOTHING } from "./walk.ts";

/** Mistakes whose effect on the gradients can be written down without a walk: algebra on the final numbers. */
export function directHypotheses(context: Context): Hypothesis[] {
  return [
    ...oneSample(context),
    ...someUses(context),
    ...regularisers(context),
    ...exchanged(context),
    ...reversed(context),
    ...flipped(context),
    ...turnedGradients(context),
    ...allAlike(context),
    ...sampleSets(context),
    ...fromOneUse(context),
  ];
}

/** The same for mistakes that are tried only when none of the others fits by itself. */
export function rareDirectHypotheses(context: Context): Hypothesis[] {
  return [...rearrangedGradients(context), ...penalties(context)];
}

function oneSample(context: Context): Hypothesis[] {
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

/** With more uses of a parameter than these only the first and the last are tried. */
const USES = 12;

/** Parameters that are used in several places, as in every step of a recurrent net, and learn from some alone. */
function someUses(context: Context): Hypothesis[] {
  const { graph } = context;
  const uses = graph.leaves.map(({ place }) =>
    context.entries.filter((entry) => context.sources(entry.place).includes(place)),
  );
  const sets = new Map<string, number[]>();
  graph.leaves.forEach((_, i) => {
    const n = uses[i]!.length;
    if (n < 2) return;
    sets.set(`${i}`, [i]);
    sets.set(`all with ${n}`, [...(sets.get(`all with ${n}`) ?? []), i]);
    // Parameters of the cell: what they made comes back to them.
    if (reaches(context, uses[i]![0]!.line, uses[i]!.at(-1)!.line))
      sets.set(`cell ${n}`, [...(sets.get(`cell ${n}`) ?? []), i]);
  });
  const seen = new Set<string>();
  return [...sets.values()].flatMap((leaves) => {
    if (seen.has(leaves.join())) return [];
    seen.add(leaves.join());
    const n = uses[leaves[0]!]!.length;
    const kept = new Map<string, (k: number) => boolean>();
    for (let m = 1; m < Math.min(n, USES); m++)
      kept.set(m === 1 ? "the last use" : `the last ${m} uses`, (k) => k >= n - m);
    kept.set("the first use", (k) => k === 0);
    if (n > 2) kept.set("all uses but the last", (k) => k < n - 1);
    if (n > 2) kept.set("all uses but the first", (k) => k > 0);
    const names = leaves.map((i) => graph.leaves[i]!.path).join(", ");
    return [...kept].map(([which, keep]) => {
      const changes = new Map<number, Change>();
      for (const i of leaves) {
        uses[i]!.forEach(({ line, input }, k) => {
          if (keep(k)) return;
          const drop = replaced(input, () => null);
          const before = changes.get(line);
          changes.set(line, before === undefined ? drop : composed(before, drop));
        });
      }
      return {
        ...ALL,
        id: `${which} of ${leaves.join()}`,
        kind: "mutant" as const,
        code: "missing-term" as const,
        what: `the gradient of ${names} comes from ${which} of ${n} alone`,
        fix: "a parameter that is used several times gets the sum of what comes back from every use",
        line: Math.max(...changes.keys()),
        free: false,
        changes,
        steps: leaves.length,
      };
    });
  });
}

/** Whether what one line makes arrives, later, at another. */
function reaches({ graph }: Context, from: number, to: number): boolean {
  const reached = new Set<number>(graph.lines[from]!.outputPlaces);
  for (let k = from + 1; k <= to; k++) {
    const { inputPlaces, outputPlaces } = graph.lines[k]!;
    if (!inputPlaces.some((place) => reached.has(place))) continue;
    if (k === to) return true;
    for (const place of outputPlaces) reached.add(place);
  }
  return false;
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
  const terms: [string, CauseCode, string, (x: number) => number][] = [
    ["W", "regulariser", "a multiple of the parameter itself", (x) => x],
    ["sign W", "regulariser", "a multiple of the parameter's sign", Math.sign],
    ["1", "extra-term", "the same number in every entry", () => 1],
  ];
  const found = sets.flatMap(([name, leaves]) => {
    const key = leaves.join();
    // A single number is a multiple of any other.
    const size = leaves.reduce((n, i) => n + numbers[i]!.length, 0);
    if (size <= 1 || seen.has(key)) return [];
    seen.add(key);
    return terms.map(([term, code, words, f]) => ({
      ...ALL,
      id: `regulariser ${term} on ${key}`,
      kind: "direct" as const,
      code,
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

/** Kernels whose gradient comes out turned round. */
function flipped({ graph }: Context): Hypothesis[] {
  return graph.leaves.flatMap(({ path, value, numbers }, i) =>
    value.shape.flatMap((n, axis) => {
      if (n < 2 || value.shape.length < 2) return [];
      const step = value.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
      const turned = numbers.map((_, k) => {
        const at = Math.floor(k / step) % n;
        return numbers[k + (n - 1 - 2 * at) * step]!;
      });
      return [
        {
          ...ALL,
          id: `gradient ${i} turned round along ${axis}`,
          kind: "direct" as const,
          code: "wrong-axis" as const,
          what: `the gradient of ${path} is in reverse order along axis ${axis}`,
          fix: "the gradient of a kernel has the kernel's own order",
          axis,
          line: -1,
          free: false,
          changes: new Map(),
          direct: graph.leaves.map((_, k) => (k === i ? turned.map((x, j) => x - numbers[j]!) : NOTHING)),
        },
      ];
    }),
  );
}

/** Parameters with the gradient transposed: any two axes of the same length exchanged, or all axes in reverse order. */
function turnedGradients({ graph }: Context): Hypothesis[] {
  const leafHypothesis = (i: number, way: string, code: CauseCode, what: string, turned: Float64Array): Hypothesis => ({
    ...ALL,
    id: `gradient ${i} ${way}`,
    kind: "direct",
    code,
    what,
    fix: "the gradient of an entry stands at the place of the entry",
    line: -1,
    free: false,
    changes: new Map(),
    direct: graph.leaves.map(({ numbers }, k) => (k === i ? turned.map((x, j) => x - numbers[j]!) : NOTHING)),
  });
  return graph.leaves.flatMap(({ path, value, numbers, gradient }, i) => {
    const { shape } = value;
    if (shape.filter((n) => n > 1).length < 2) return [];
    const pairs = shape.flatMap((n, a) =>
      shape.flatMap((m, b) => (a < b && n === m && n > 1 ? [[a, b] as const] : [])),
    );
    const transposed = pairs.map(([a, b]) =>
      leafHypothesis(
        i,
        `with axes ${a} and ${b} exchanged`,
        "transposed",
        `the gradient of ${path} is transposed: axes ${a} and ${b} are exchanged`,
        flat(swapaxes(gradient, a, b)),
      ),
    );
    const around = leafHypothesis(
      i,
      "in reverse",
      "wrong-axis",
      `the gradient of ${path} is turned by 180 degrees: in reverse order along all axes`,
      numbers.toReversed(),
    );
    return [...transposed, around];
  });
}

/** Gradients of which all entries are the same, that of the first place or of the last. */
function allAlike({ graph }: Context): Hypothesis[] {
  return graph.leaves.flatMap(({ path, numbers }, i) =>
    numbers.length < 3
      ? []
      : [0, numbers.length - 1].map((from) => ({
          ...ALL,
          id: `gradient ${i} all as ${from === 0 ? "first" : "last"}`,
          kind: "direct" as const,
          code: "derivative-at-wrong-value" as const,
          what: `all entries of the gradient of ${path} are that of the ${from === 0 ? "first" : "last"} one`,
          fix: "each entry is multiplied by its own input: use the loop's index",
          line: -1,
          free: false,
          changes: new Map(),
          direct: graph.leaves.map((_, k) => (k === i ? numbers.map((x) => numbers[from]! - x) : NOTHING)),
        })),
  );
}

/** Gradients in which some of the samples are missing, by a rule that a loop or a slice may have. */
function sampleSets(context: Context): Hypothesis[] {
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

/** Products with the same weights whose results are used in several ways: only one of the ways comes back, in all of them. */
function fromOneUse(context: Context): Hypothesis[] {
  const { graph, products, nameOf } = context;
  const byWeights = new Map<number, number[]>();
  for (const { weightPlace, line } of products) {
    byWeights.set(weightPlace, [...(byWeights.get(weightPlace) ?? []), graph.lines[line]!.outputPlaces[0]!]);
  }
  return [...byWeights].flatMap(([weights, places]) => {
    const used = places.filter((place) => graph.uses[place]!.length > 1);
    const ways = used.length > 1 ? graph.uses[used[0]!]!.length : 0;
    if (ways < 2 || used.some((place) => graph.uses[place]!.length !== ways)) return [];
    return Array.from({ length: ways }, (_, way) => {
      const changes = new Map<number, Change>();
      for (const place of used) {
        graph.uses[place]!.forEach(({ line, input }, k) => {
          if (k === way) return;
          const drop = replaced(input, () => null);
          const before = changes.get(line);
          changes.set(line, before === undefined ? drop : composed(before, drop));
        });
      }
      return {
        ...ALL,
        id: `way ${way} of ${ways} from the products with ${weights}`,
        kind: "mutant" as const,
        code: "missing-term" as const,
        what: `what is made with ${nameOf(weights)} is used in ${ways} ways, and its gradient comes from one of them alone`,
        fix: "add up what comes back from every use",
        line: Math.max(...changes.keys()),
        free: false,
        changes,
        steps: used.length,
      };
    });
  });
}

/** A list of layers whose gradients come in the order of the backward pass. */
function reversed({ graph }: Context): Hypothesis[] {
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
