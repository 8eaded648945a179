import { div, mul, onesLike, square, type Tensor } from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import { type Context, lacking } from "../context.ts";
import { type Graph, plus, type Use } from "../graph.ts";
import { type Mutant, one, type Variation } from "../mutant.ts";
import { flat, largest, near } from "../numbers.ts";
import { once } from "../once.ts";
import type { Deed } from "../readings.ts";
import { ELEMENTWISE } from "../steps.ts";
import type { Change } from "../walk.ts";
import { type Factor, factorsOf } from "./netFactors.ts";
import { fitsInto } from "./rules.ts";

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
        // 1 / (2 r) times r: of a root's derivative the division is missing.
        const undivided =
          way === "times" && factor.kind === "value" && set.every((i) => isRoot(graph, factor, line.inputPlaces[i]!));
        const does = () =>
          isOfOutput(context, k, factor, way)
            ? OF_OUTPUT
            : way === "over" && set.some((i) => isOwnSlope(graph, factor, line.inputPlaces[i]!))
              ? "leaves out the slope of a step of the loss"
              : deedFor(way, factor, there);
        if (undivided) {
          return [
            {
              key: keyOf(set, factor),
              of,
              code: "missing-term" as const,
              does,
              what: () => `what goes through ${to()} to what it is the root of is not divided by it`,
              fix: "the derivative of the root of s by s is 1 / (2 sqrt(s))",
              changes: one(k, change),
              through,
            },
          ];
        }
        return [
          {
            key: keyOf(set, factor),
            of,
            code: () => codeFor(way, factor, there),
            does,
            what: () =>
              way === "times" && factor.kind !== "formula" && isMask(factor.value)
                ? `what comes back to ${to()} counts only where ${factor.words} is 1`
                : way === "times"
                  ? `what comes back to ${to()} is multiplied by ${factor.words}${factor.kind === "exchanged" ? "" : there ? " once more" : ", which does not belong there"}`
                  : `what comes back to ${to()} ${lacking(factor.words)}`,
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

/** Whether a factor is the root that what comes back goes through. */
const isRoot = ({ lines, producer }: Context["graph"], { place }: Factor, to: number): boolean =>
  place === to && lines[producer[place]!]?.primitive.name === "sqrt";

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

/** Whether a value is its own derivative by another one that it is made of, as n exp(z) is by z. */
function isOwnSlope(graph: Graph, { value, place }: Factor, by: number): boolean {
  if (place < 0 || value.size < 2 || String(graph.values[by]!.shape) !== String(value.shape)) return false;
  const adjoints = new Map([[place, onesLike(value)]]);
  for (let k = graph.producer[place]!; k >= 0 && k > graph.producer[by]!; k--) {
    const { inputPlaces, outputPlaces, pull } = graph.lines[k]!;
    const gs = outputPlaces.map((p) => adjoints.get(p) ?? null);
    if (gs.every((g) => g === null)) continue;
    for (const [i, c] of pull(gs).entries()) {
      const p = inputPlaces[i]!;
      if (p >= 0 && c !== null) adjoints.set(p, plus(adjoints.get(p) ?? null, c)!);
    }
  }
  const slope = adjoints.get(by);
  return slope !== undefined && near(flat(slope), flat(value), 1e-9 * largest(flat(value)));
}

/** What such a factor does, by the same reasons. */
function deedFor(way: Way, factor: Factor, there: boolean): Deed | undefined {
  const { kind, value } = factor;
  if (codeFor(way, factor, there) === "doubled-activation-derivative")
    return factor.exponential === true ? "has the slope of an exponential once more" : "has a slope twice";
  if (way === "over" && kind === "slope") return "leaves out the slope of a step of the loss";
  const isMore = way === "times" && ["extra-term", "derivative-at-wrong-value"].includes(codeFor(way, factor, there));
  if (isMore && kind !== "exchanged" && value.size > 1) return "multiplies by a value that does not belong there";
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
