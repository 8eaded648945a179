import {
  div,
  greater,
  mul,
  neg,
  onesLike,
  at as pick,
  sigmoid,
  square,
  sub,
  type Tensor,
  tanh,
} from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import type { Context } from "../context.ts";
import type { Use } from "../graph.ts";
import { type Mutant, one, type Variation } from "../mutant.ts";
import { flat } from "../numbers.ts";
import { once } from "../once.ts";
import type { Deed } from "../readings.ts";
import { ELEMENTWISE } from "../steps.ts";
import type { Change } from "../walk.ts";
import { isMultiple } from "./function.ts";
import { fitsInto } from "./rules.ts";

/** Something by which a hand may multiply once too often, or once too rarely. */
interface Factor {
  readonly value: Tensor;
  readonly words: string;
  readonly kind: "slope" | "value" | "formula" | "exchanged";
  /** Of a slope: its z; of a value: its place; −1 for data. */
  readonly place: number;
  /** The same in each step of a recurrent net. */
  readonly role: string;
  /** Whether the loss's own derivative has it in it already: sigma(z) - t behind log(1 + exp(z)). */
  readonly there?: true;
  /** Whether it is the slope of an exponential, which is the inverse of another one's. */
  readonly exponential?: true;
}

/** With more lines than these only derivatives of functions are tried. */
const LINES = 120;

const known = new WeakMap<Context, readonly Factor[]>();

/** All factors of a net; asked for by each of the mutants below. */
function factorsOf(context: Context): readonly Factor[] {
  const before = known.get(context);
  if (before !== undefined) return before;
  const found = makeFactors(context);
  known.set(context, found);
  return found;
}

function makeFactors(context: Context): Factor[] {
  const { graph, steps, functions, values, nameOf, roleOf } = context;
  const slopes = [...steps.activations, ...functions].map(
    ({ z, slope, lines }): Factor => ({
      ...(graph.lines[lines.at(-1)!]!.primitive.name === "exp" && { exponential: true as const }),
      value: slope,
      words: `f'(${nameOf(z)})`,
      kind: "slope",
      place: z,
      role: `f'(${roleOf(z)})`,
    }),
  );
  if (graph.lines.length > LINES) return usable(slopes);
  const known = values.map(
    ({ name, value, place }): Factor => ({
      value,
      words: name,
      kind: "value",
      place,
      role: place < 0 ? "data" : roleOf(place),
    }),
  );
  const leaves = graph.leaves.map(
    ({ path, value, place }): Factor => ({ value, words: path, kind: "value", place, role: path }),
  );
  const scalars = graph.values.flatMap((value, place): Factor[] =>
    value.size === 1 &&
    graph.producer[place]! >= 0 &&
    place !== graph.outputPlace &&
    !known.some((one) => one.place === place)
      ? [{ value, words: nameOf(place), kind: "value", place, role: roleOf(place) }]
      : [],
  );
  // A column of the data, as x is one of [1, x, x**2].
  const columns = known.flatMap(({ value, words, place, role }) =>
    place >= 0 || value.shape.length !== 2 || value.shape[1]! > 6
      ? []
      : Array.from({ length: value.shape[1]! }, (_, j): Factor[] => [
          {
            value: pick(value, ":", j) as Tensor,
            words: `column ${j} of ${words}`,
            kind: "value",
            place,
            role: `${role} ${j}`,
          },
        ]).flat(),
  );
  const softmaxes = [
    ...steps.softmaxes.map(({ z, p }) => ({ z, p: graph.values[p]! })),
    ...steps.logSoftmaxes,
    ...steps.logSums,
  ].flatMap(({ z, p }): Factor[] => [
    { value: mul(p, sub(1, p)), words: "p (1 - p)", kind: "slope", place: z, role: "p (1 - p)" },
    { value: p, words: "the softmax p", kind: "formula", place: z, role: "p" },
  ]);
  return usable([
    ...slopes,
    ...softmaxes,
    ...known,
    ...leaves,
    ...scalars,
    ...columns,
    ...formulas(context),
    ...exchangedSlopes(context),
  ]);
}

/** Another formula in the place of a slope: what a slope is multiplied by to become it. */
function exchangedSlopes({ graph, steps, functions, nameOf, roleOf }: Context): Factor[] {
  return [...steps.activations, ...functions].flatMap(({ z, a, slope, kind }): Factor[] => {
    if (kind === "rectifier" || flat(slope).some((x) => Math.abs(x) < 1e-12)) return [];
    const others: [string, Tensor][] = [
      ["f", graph.values[a]!],
      ["z", graph.values[z]!],
    ];
    return others.flatMap(([words, value]): Factor[] =>
      value.shape.join() !== slope.shape.join() || isMultiple(value, slope)
        ? []
        : [
            {
              value: div(value, slope),
              words: `${words === "f" ? nameOf(a) : nameOf(z)} in place of f'(${nameOf(z)})`,
              kind: "exchanged",
              place: z,
              role: `${words} for f'(${roleOf(z)})`,
            },
          ],
    );
  });
}

/** The usual formulas for a slope, of values that have no activation: an output that is linear. */
function formulas({ graph, steps, functions, products, nameOf, roleOf }: Context): Factor[] {
  const places = new Set<number>();
  for (const { line } of products) {
    let place = graph.lines[line]!.outputPlaces[0]!;
    for (let hops = 0; hops < 3; hops++) {
      const use = graph.uses[place]![0];
      if (use === undefined || graph.lines[use.line]!.primitive.name !== "add") break;
      place = graph.lines[use.line]!.outputPlaces[0]!;
    }
    if (!steps.activations.some(({ z }) => z === place)) places.add(place);
  }
  for (const { xhat } of steps.norms) if (!steps.activations.some(({ z }) => z === xhat)) places.add(xhat);
  return [...places].flatMap((place) => {
    const v = graph.values[place]!;
    const name = nameOf(place);
    const made: [string, Tensor][] = [
      ["the slope y (1 - y)", mul(v, sub(1, v))],
      ["the slope sigma'", mul(sigmoid(v), sub(1, sigmoid(v)))],
      ["the slope 1 - y**2", sub(1, square(v))],
      ["the slope tanh'", sub(1, square(tanh(v)))],
      ["the step y > 0", mul(onesLike(v), greater(v, 0))],
    ];
    const softplus = functions.some(
      ({ z, slope }) => z === place && [v, neg(v)].some((x) => isMultiple(slope, sigmoid(x))),
    );
    return made.map(
      ([words, value]): Factor => ({
        ...(softplus && /y \(1 - y\)|sigma/.test(words) && { there: true }),
        value,
        words: `${words} of ${name}`,
        kind: "formula",
        place,
        role: `${words} ${roleOf(place)}`,
      }),
    );
  });
}

const usable = (factors: readonly Factor[]): Factor[] =>
  factors.filter(({ value }) => {
    if (value.dtype === "bool" || value.dtype === "int32") return false;
    const numbers = flat(value);
    return numbers.every(Number.isFinite) && (value.size === 1 || numbers.some((x) => x !== numbers[0]));
  });

/** The values that come, element by element or through sums, after a place. */
function after({ graph }: Context, from: number): ReadonlySet<number> {
  const reached = new Set<number>([from]);
  for (const { inputPlaces, outputPlaces } of graph.lines)
    if (inputPlaces.some((p) => reached.has(p))) for (const p of outputPlaces) reached.add(p);
  return reached;
}

/** Whether what comes back was multiplied by a factor already. */
function isBehind({ graph }: Context, line: number, factor: Factor, reached: ReadonlySet<number>): boolean {
  if (factor.kind === "slope" || factor.kind === "exchanged") return reached.has(factor.place);
  if (factor.kind === "formula") return false;
  // A value that some later step multiplies or divides by.
  return graph.uses[factor.place]?.some((use) => use.line >= line && isScaling(graph, use)) ?? false;
}

/** Whether the net divides by a value, or by a product with it, and multiplies nothing by it. */
function isDivisor({ graph }: Context, { place, value }: Pick<Factor, "place" | "value">): boolean {
  let divides = false;
  for (const { primitive, inputs, inputPlaces, outputs, outputPlaces } of graph.lines) {
    for (const [i, x] of inputs.entries()) {
      if (place >= 0 ? inputPlaces[i] !== place : x !== value) continue;
      if (primitive.name === "div" && i === 1) divides = true;
      else if (primitive.name === "square" || primitive.name === "sqrt")
        divides ||= isDivisor({ graph } as Context, { place: outputPlaces[0]!, value: outputs[0]! });
      else if (primitive.name === "matmul") return false;
      else if (primitive.name === "mul") {
        if (!isDivisor({ graph } as Context, { place: outputPlaces[0]!, value: outputs[0]! })) return false;
        divides = true;
      }
    }
  }
  return divides;
}

/** Whether what is divided by a value is squared then. */
const isSquared = ({ lines, uses }: Context["graph"], divisor: number): boolean =>
  divisor >= 0 &&
  uses[divisor]!.some(({ line, input }) => {
    const { primitive, outputPlaces } = lines[line]!;
    return (
      primitive.name === "div" &&
      input === 1 &&
      uses[outputPlaces[0]!]!.some((use) => lines[use.line]!.primitive.name === "square")
    );
  });

const isScaling = (graph: Context["graph"], { line }: Use): boolean => {
  const { name } = graph.lines[line]!.primitive;
  return name === "mul" || name === "div" || name === "matmul" || ELEMENTWISE.has(name);
};

/** Once too often; left out; or its inverse in its place. */
type Way = "times" | "over" | "inverse";

function variations(context: Context, way: Way, kinds: readonly Factor["kind"][]): Variation[] {
  const { graph, nameOf, roleOf } = context;
  const factors = factorsOf(context).filter(
    ({ kind, value }) => kinds.includes(kind) && (way === "times" || flat(value).every((x) => Math.abs(x) > 1e-12)),
  );
  const divisors = new Map(
    factors.map((factor) => [factor, once(() => factor.kind === "value" && isDivisor(context, factor))]),
  );
  const keys = new Map<string, Map<Factor, string>>();
  // The same strings again and again: their hashes are known then.
  const keyOf = (set: readonly number[], factor: Factor): string => {
    const ways = set.length > 1 ? "all" : `${set[0]}`;
    const all = keys.get(ways) ?? new Map<Factor, string>();
    keys.set(ways, all);
    const key = all.get(factor) ?? `${ways} ${factor.role}`;
    all.set(factor, key);
    return key;
  };
  return graph.lines.flatMap((line, k): Variation[] => {
    const y = line.outputs[0]!;
    if (line.outputs.length !== 1 || graph.withoutData[line.outputPlaces[0]!]) return [];
    const own = graph.contributions[k]!.flatMap((c, i) => (c !== null && line.inputPlaces[i]! >= 0 ? [i] : []));
    if (own.length === 0) return [];
    const fitting = factors.filter(
      ({ value, kind, place }) =>
        fitsInto(value.shape, y.shape) &&
        // A single number that was left out is one of the net's own.
        (value.size > 1 || y.size === 1 || (way !== "times" && kind === "value" && place >= 0)),
    );
    if (fitting.length === 0) return [];
    const reached = after(context, line.outputPlaces[0]!);
    const sets = own.length > 1 ? [own, ...own.map((i) => [i])] : [own];
    return sets.flatMap((set) => {
      const through = set.map((input) => ({ line: k, input }));
      const of = roleOf(line.inputPlaces[set[0]!]!);
      const to = (): string => set.map((i) => nameOf(line.inputPlaces[i]!)).join(" and to ");
      return fitting.flatMap((factor): Variation[] => {
        const divides = divisors.get(factor)!();
        const by = (g: Tensor, f: Tensor): Tensor =>
          way === "times" ? mul(g, f) : way === "over" ? div(g, f) : divides ? mul(g, square(f)) : div(g, square(f));
        const change: Change = ([g], right) => {
          if (!g) return { inputs: right };
          const scaled = line.pull([by(g, factor.value)]);
          return { inputs: right.map((c, i) => (set.includes(i) ? scaled[i]! : c)) };
        };
        const there = isBehind(context, k, factor, reached);
        if (way === "inverse") {
          if (!there && !divides) return [];
          return [
            {
              key: keyOf(set, factor),
              of,
              // Of ((y - m) / s)**2 the two divisions by s are both left out, where m's part lacks them.
              ...(divides &&
                isSquared(graph, factor.place) && {
                  code: "missing-term" as const,
                  does: "takes a value without one of its factors" as const,
                }),
              what: () =>
                `what comes back to ${to()} is ${divides ? "multiplied" : "divided"} by ${factor.words}, where it should be ${divides ? "divided" : "multiplied"}`,
              fix: () => `${divides ? "divide" : "multiply"} by ${factor.words}`,
              changes: one(k, change),
              through,
            },
          ];
        }
        if (divides) {
          return [
            {
              key: keyOf(set, factor),
              of,
              code: way === "times" ? ("missing-term" as const) : ("extra-term" as const),
              does:
                factor.value.size > 1
                  ? undefined
                  : way === "times"
                    ? ("leaves out a number by which all is multiplied" as const)
                    : ("has a number by which all is multiplied once more" as const),
              what: () =>
                way === "times"
                  ? `what comes back to ${to()} is not divided by ${factor.words}, as the value is`
                  : `what comes back to ${to()} is divided by ${factor.words} once too often`,
              fix: "the derivative of x / s by x is 1 / s, and each division comes once",
              changes: one(k, change),
              through,
            },
          ];
        }
        if ((way === "over" || factor.kind === "exchanged") && !there) return [];
        return [
          {
            key: keyOf(set, factor),
            of,
            code: () => codeFor(way, factor, there),
            does: () => (isOfOutput(context, k, factor, way) ? OF_OUTPUT : deedFor(way, factor, there)),
            what: () =>
              way === "times" && factor.kind !== "formula" && isMask(factor.value)
                ? `what comes back to ${to()} counts only where ${factor.words} is 1`
                : way === "times"
                  ? `what comes back to ${to()} is multiplied by ${factor.words}${factor.kind === "exchanged" ? "" : there ? " once more" : ", which does not belong there"}`
                  : `what comes back to ${to()} lacks the factor ${factor.words}`,
            fix:
              factor.kind === "exchanged"
                ? "take f'(z), the derivative of the function that the loss has"
                : way === "times"
                  ? "leave out the factor"
                  : `multiply by ${factor.words}, as the chain rule says`,
            changes: one(k, change),
            through,
          },
        ];
      });
    });
  });
}

function codeFor(way: Way, { kind, value, place, there: again }: Factor, there: boolean): CauseCode {
  if (way === "times" && again === true) return "doubled-activation-derivative";
  // Multiplied by zeros and ones: some samples, or classes, are left out.
  if (way === "times" && kind !== "formula" && isMask(value)) return "missing-term";
  if (kind === "exchanged") return "derivative-at-wrong-value";
  // x once more where the loss has powers of x: the factor is that of another power.
  if (way === "times" && kind === "value" && place < 0) return "derivative-at-wrong-value";
  if (way === "over") return kind === "slope" ? "missing-activation-derivative" : "missing-term";
  return kind === "slope" && there ? "doubled-activation-derivative" : "extra-term";
}

const OF_OUTPUT: Deed = "leaves out the slope of the output";

/**
 * Whether a slope is left out of all that comes back to the output of a net, sample by sample: then it is the
 * derivative of another cost of the same output as well, as mu - y is that of counts.
 */
function isOfOutput({ graph }: Context, line: number, { kind, value }: Factor, way: Way): boolean {
  const { primitive, outputs, outputPlaces } = graph.lines[line]!;
  if (way !== "over" || kind !== "slope" || primitive.name !== "matmul") return false;
  if (String(value.shape) !== String(outputs[0]!.shape)) return false;
  const behind = new Set(outputPlaces);
  return graph.lines.every((later) => {
    if (!later.inputPlaces.some((p) => behind.has(p))) return true;
    for (const p of later.outputPlaces) behind.add(p);
    return later.primitive.name !== "matmul" && later.primitive.name !== "conv";
  });
}

/** What such a factor does, by the same reasons. */
function deedFor(way: Way, factor: Factor, there: boolean): Deed | undefined {
  const { kind, value } = factor;
  if (codeFor(way, factor, there) === "doubled-activation-derivative")
    return factor.exponential === true ? "has the slope of an exponential once more" : "has a slope twice";
  if (way === "over" && kind === "slope") return "leaves out the slope of a step of the loss";
  if (kind !== "value" || (way === "times" && codeFor(way, factor, there) !== "extra-term")) return undefined;
  if (value.size === 1)
    return way === "over"
      ? "leaves out a number by which all is multiplied"
      : "has a number by which all is multiplied once more";
  return way === "over" && isMask(value) ? "leaves out a mask" : undefined;
}

const isMask = (value: Tensor): boolean => flat(value).every((x) => x === 0 || x === 1);

// @__NO_SIDE_EFFECTS__
function multiplied(name: string, way: Way, kinds: readonly Factor["kind"][]): Mutant {
  return {
    name,
    code: way === "inverse" ? "derivative-at-wrong-value" : way === "over" ? "missing-term" : "extra-term",
    on: "factor",
    faint: true,
    rare: true,
    throughout: true,
    fix: "each factor of the chain rule comes once",
    vary: (context) => variations(context, way, kinds),
  };
}

/** Any factor of the net that is there once too often, or left out, on the way to one value. */
export const multipliedMutants: readonly Mutant[] = [
  multiplied("a slope left out on one way", "over", ["slope"]),
  multiplied("a slope once more on one way", "times", ["slope"]),
  multiplied("a factor left out on one way", "over", ["value"]),
  multiplied("a factor once more on one way", "times", ["value"]),
  multiplied("the inverse of a factor on one way", "inverse", ["value"]),
  multiplied("a slope where there is no function", "times", ["formula"]),
  multiplied("another value for a slope on one way", "times", ["exchanged"]),
];
