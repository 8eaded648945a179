import { concatenate, flip, mean, mul, onesLike, sub, sum, swapaxes, type Tensor } from "@wengert/autograd";
import { arrange } from "../arrange.ts";
import type { CauseCode } from "../codes.ts";
import { type Context, inFormula, sampleAxis } from "../context.ts";
import type { Mutant, Variation } from "../mutant.ts";
import { one } from "../mutant.ts";
import { flat } from "../numbers.ts";
import type { Deed } from "../readings.ts";
import type { Change } from "../walk.ts";
import { isTimesNumber } from "./function.ts";
import { operand, productRule } from "./rules.ts";

/** Another arrangement of a value's entries along one axis. */
interface Arrangement {
  readonly words: string;
  readonly code?: CauseCode;
  readonly of: (x: Tensor, axis: number) => Tensor;
}

const moved =
  (from: (i: number, n: number) => number): Arrangement["of"] =>
  (x, d) =>
    arrange(x, d, (i) => from(i, x.shape[d]!));

const ARRANGEMENTS: readonly Arrangement[] = [
  { words: "one place later, around the end", of: moved((i, n) => (i + n - 1) % n) },
  { words: "one place earlier, around the end", of: moved((i, n) => (i + 1) % n) },
  { words: "one place later, with zeros in front", of: moved((i) => i - 1) },
  { words: "one place earlier, with zeros at the end", of: moved((i, n) => (i + 1 < n ? i + 1 : -1)) },
  { words: "in reverse order", of: moved((i, n) => n - 1 - i) },
  { words: "the first one for all", of: moved(() => 0) },
  { words: "the last one for all", of: moved((_i, n) => n - 1) },
  { words: "the last one alone", code: "missing-term", of: moved((i, n) => (i === n - 1 ? i : -1)) },
  { words: "the first one alone", code: "missing-term", of: moved((i) => (i === 0 ? i : -1)) },
  { words: "without the last one", code: "missing-term", of: moved((i, n) => (i < n - 1 ? i : -1)) },
  { words: "without the first one", code: "missing-term", of: moved((i) => (i > 0 ? i : -1)) },
  { words: "less its mean", of: (x, d) => sub(x, mean(x, d, { keepdims: true })) },
  { words: "the mean for all", of: (x, d) => mul(onesLike(x), mean(x, d, { keepdims: true })) },
  { words: "the sum for all", of: (x, d) => mul(onesLike(x), sum(x, d, { keepdims: true })) },
];

/** What an arrangement of what a derivative is made with does. */
function deedOfInput(words: string): Deed | undefined {
  if (/^one place (later|earlier)/.test(words)) return "takes what it meets one place off";
  if (/ (one|mean|sum) for all/.test(words)) return "takes one place for all";
  if (words.startsWith("joined")) return "exchanges the parts of two operands";
  return / one alone/.test(words) ? "keeps one of several" : undefined;
}

/** The same of what comes back. */
function deedOfArrangement(words: string): Deed | undefined {
  if (/^one place (later|earlier)/.test(words)) return "lays what comes back one place off";
  return / one alone/.test(words) ? "keeps one of several" : undefined;
}

interface Arranged {
  readonly key: string;
  readonly words: string;
  readonly code?: CauseCode;
  readonly value: () => Tensor;
  /** The same of another tensor in the same shape. */
  readonly of: (x: Tensor) => Tensor;
}

function arranged(x: Tensor, batch: Context["batch"]): Arranged[] {
  const samples = batch === null ? -1 : sampleAxis(batch, x.shape);
  return x.shape.flatMap((n, axis) =>
    n < 2
      ? []
      : // Of two entries the one is the other's reverse order: that is the usual mistake.
        ARRANGEMENTS.filter(({ words }) => n > 2 || !words.endsWith("around the end")).map(({ words, code, of }) => ({
          ...(code !== undefined && { code }),
          key: `${words} ${axis - x.shape.length}`,
          words: `${words} along ${axis === samples ? "the batch" : `axis ${axis}`}`,
          value: () => of(x, axis),
          of: (y: Tensor) => of(y, axis),
        })),
  );
}

/** A value whose parts are joined the other way round. */
function joinedBackwards({ graph }: Context, place: number): Omit<Arranged, "of">[] {
  const line = graph.lines[place < 0 ? -1 : graph.producer[place]!];
  if (line?.primitive.name !== "concatenate" || line.inputs.length < 2) return [];
  const { axis } = line.params as { readonly axis: number };
  const value = (): Tensor => concatenate(line.inputs.toReversed() as Tensor[], axis);
  return [{ key: "joined backwards", words: "joined the other way round", code: "wrong-layer", value }];
}

/** With fewer different numbers in a derivative, each there several times, what is said of one holds for others by chance. */
const FEWEST_VALUES = 5;
const EACH = 3;

function isOfCounts(g: Tensor): boolean {
  const different = new Set(flat(g)).size;
  return different < FEWEST_VALUES && EACH * different <= g.size;
}

/** Lines whose results are values of a layer: products, and what ends a function or meets data. */
function isStep({ graph, steps, products }: Context, k: number): boolean {
  const { primitive, inputs, inputPlaces, outputPlaces, outputs } = graph.lines[k]!;
  if (outputs.length !== 1 || outputs[0]!.size < 2 || graph.withoutData[outputPlaces[0]!]) return false;
  if (products.some(({ line }) => line === k) || steps.activations.some(({ a }) => a === outputPlaces[0])) return true;
  if (primitive.name === "slice" || primitive.name === "gather" || primitive.name === "at") return true;
  return inputs.some((x, i) => inputPlaces[i]! < 0 && x.size > 1 && x.dtype !== "bool");
}

/** Other entries than those that belong there: shifted, turned round, averaged. */
export const rearrangedMutants: readonly Mutant[] = [
  {
    name: "gradient of weights with the input rearranged",
    code: "derivative-at-wrong-value",
    on: "product",
    faint: true,
    rare: true,
    throughout: true,
    fix: "each entry of dz meets the input that it came from",
    vary: (context) =>
      context.products.flatMap((step) => {
        const x = operand(context, step.line, 1 - step.weights);
        return [...arranged(x, context.batch), ...joinedBackwards(context, step.inputPlace)].map(
          ({ key, words, code, value }): Variation => ({
            key,
            ...(code !== undefined && { code }),
            does: deedOfInput(words),
            of: context.nameOf(step.weightPlace),
            what: () => `the gradient of ${context.nameOf(step.weightPlace)} is made with the layer's input ${words}`,
            changes: one(step.line, (gs, right) =>
              productRule(context, step, step.weights, { other: value() })(gs, right),
            ),
          }),
        );
      }),
  },
  {
    name: "weights rearranged on the way back",
    code: "wrong-axis",
    on: "product",
    faint: true,
    rare: true,
    throughout: true,
    fix: "the gradient goes back through the weights as they are, each entry to where it came from",
    vary: (context) =>
      context.products.flatMap((step) => {
        const W = operand(context, step.line, step.weights);
        if (step.inputPlace < 0) return [];
        const isConv = context.graph.lines[step.line]!.primitive.name === "conv";
        const whole = isConv ? [...wholeTurn(W), ...channels(W)] : [];
        return [...arranged(W, null), ...whole].map(
          ({ key, words, value }): Variation => ({
            key,
            // The way back through a convolution is its transpose: the kernel turned round, its channels exchanged.
            ...(isConv &&
              /reverse.*axis [2-9]|turned|channels/.test(words) && {
                code: "transposed" as const,
                does: "goes back through a kernel as it lies" as const,
                fix: "the way back through a convolution is its transpose: turn the kernel round and exchange its channels",
              }),
            of: context.nameOf(step.weightPlace),
            what: () => `the gradient goes back through ${context.nameOf(step.weightPlace)} with its entries ${words}`,
            changes: one(step.line, (gs, right) =>
              productRule(context, step, 1 - step.weights, { other: value() })(gs, right),
            ),
          }),
        );
      }),
  },
  {
    name: "what comes back is rearranged",
    code: "wrong-upstream",
    on: "function",
    faint: true,
    rare: true,
    throughout: true,
    fix: "each entry gets the derivative that belongs to it",
    vary: (context) =>
      context.graph.lines.flatMap(({ outputs, outputPlaces, pull }, k) => {
        if (!isStep(context, k)) return [];
        const name = inFormula(context.nameOf(outputPlaces[0]!));
        const kind = context.graph.lines[k]!.primitive.name;
        return arranged(outputs[0]!, context.batch).map(({ key, words, code, of }): Variation => {
          const change: Change = ([g], right) => {
            if (!g) return { inputs: right };
            const other = of(g);
            // Where all entries are alike it is a factor, and of counts many are alike by chance.
            const chance = / for all /.test(words) && isOfCounts(g);
            return { inputs: chance || isTimesNumber(other, g) ? right : pull([other]) };
          };
          // Without samples the places of a signal are what a loop goes over.
          const alone = context.batch === null && / alone /.test(words);
          return {
            key: [key, `${key} in each ${kind}`],
            ...(code !== undefined && { code: alone ? ("one-sample" as const) : code }),
            does: deedOfArrangement(words),
            of: context.roleOf(outputPlaces[0]!),
            what: () => `dC/d${name} is rearranged: ${words}`,
            changes: one(k, change),
          };
        });
      }),
  },
];

/** A kernel with its channels in and out exchanged, and turned round as well. */
const channels = (W: Tensor): { key: string; words: string; value: () => Tensor }[] => {
  if (W.shape.length < 3 || W.shape[0] !== W.shape[1] || W.shape[0] === 1) return [];
  const exchangedChannels = (): Tensor => swapaxes(W, 0, 1);
  return [
    { key: "channels", words: "exchanged between the channels in and out", value: exchangedChannels },
    {
      key: "channels turned",
      words: "turned round, and exchanged between the channels in and out",
      value: () => W.shape.slice(2).reduce((x: Tensor, _, i) => flip(x, i + 2) as Tensor, exchangedChannels()),
    },
  ];
};

/** A kernel turned round along its windows, all at once. */
const wholeTurn = (W: Tensor): { key: string; words: string; value: () => Tensor }[] =>
  W.shape.length < 4
    ? []
    : [
        {
          key: "turned",
          words: "turned by 180 degrees",
          value: () => W.shape.slice(2).reduce((x: Tensor, _, i) => flip(x, i + 2) as Tensor, W),
        },
      ];
