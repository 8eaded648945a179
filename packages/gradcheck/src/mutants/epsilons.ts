import { add, div, greater, less, maximum, minimum, mul, sqrt, sub, type Tensor } from "@wengert/autograd";
import type { Context } from "../context.ts";
import type { Graph } from "../graph.ts";
import { flat } from "../numbers.ts";
import type { Edit, Replacement } from "../replay.ts";
import type { OtherLoss } from "./forward.ts";

type Line = Graph["lines"][number];

/** How large a number may be that is added against a division by 0 alone. */
const LARGEST = 0.01;

/** What is written for it. */
const USUAL = [1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3];

/** In how many places at most such a number is left out, or put in, at one of them alone. */
const PLACES = 4;

const FIX = "have it on both sides or on neither: differentiate the loss as it is, or take it out of the loss";

/** A small number by which the loss keeps a logarithm, a root or a division finite: log(p + 1e-8), clip(p, 1e-8, 1 - 1e-8). */
interface Epsilon {
  readonly line: number;
  /** Which input is the net's value. */
  readonly input: number;
  readonly size: number;
  /** Whether it is added to the value, or bounds it from below, or by 1 minus it from above. */
  readonly does: "adds" | "bounds below" | "bounds above";
  /** What the sum, or the larger of both, goes into. */
  readonly into: Guarded | null;
}

/** An operation that is not finite at 0: by its line and the input that must not be 0. */
interface Guarded {
  readonly line: number;
  readonly input: number;
  readonly name: "log" | "sqrt" | "div";
}

const WORDS: Readonly<Record<Guarded["name"], string>> = {
  log: "inside the log",
  sqrt: "under the root",
  div: "in the divisor",
};

function guardedOf({ lines, withoutData }: Graph): Guarded[] {
  return lines.flatMap(({ primitive: { name }, inputPlaces }, line): Guarded[] => {
    const input = name === "div" ? 1 : 0;
    if ((name !== "log" && name !== "sqrt" && name !== "div") || !(inputPlaces[input]! >= 0)) return [];
    return withoutData[inputPlaces[input]!] ? [] : [{ line, input, name }];
  });
}

function epsilonsOf(graph: Graph): Epsilon[] {
  const guarded = guardedOf(graph);
  return graph.lines.flatMap((line, k): Epsilon[] => {
    const [place] = line.outputPlaces as [number];
    if (graph.withoutData[place]) return [];
    return operandsOf(line).flatMap(({ input, number, does }): Epsilon[] => {
      const size = does === "bounds above" ? Number((1 - number).toPrecision(6)) : number;
      if (!(size > 0 && size <= LARGEST)) return [];
      if (String(line.inputs[input]!.shape) !== String(line.outputs[0]!.shape)) return [];
      return [{ line: k, input, size, does, into: intoOf(graph, guarded, place) }];
    });
  });
}

/** The value and the number of a sum, or of a bound. */
function operandsOf({ primitive: { name }, inputs, inputPlaces }: Line): (Pick<Epsilon, "input" | "does"> & {
  readonly number: number;
})[] {
  const isNumber = (i: number): boolean => inputPlaces[i]! < 0 && inputs[i]!.size === 1;
  if (name === "where") {
    const [mask, bound, x] = inputs as [Tensor, Tensor, Tensor];
    if (!isNumber(1) || inputPlaces[0]! >= 0 || !(inputPlaces[2]! >= 0)) return [];
    const is = (other: Tensor): boolean => mask.size === other.size && String(flat(mask)) === String(flat(other));
    const does = is(less(x, bound)) ? "bounds below" : is(greater(x, bound)) ? "bounds above" : undefined;
    return does === undefined ? [] : [{ input: 2, number: bound.item(), does }];
  }
  const does = DOES[name];
  if (does === undefined) return [];
  return [0, 1].flatMap((input) =>
    inputPlaces[input]! >= 0 && isNumber(1 - input) ? [{ input, number: inputs[1 - input]!.item(), does }] : [],
  );
}

const DOES: Readonly<Record<string, Epsilon["does"] | undefined>> = {
  add: "adds",
  maximum: "bounds below",
  minimum: "bounds above",
};

/** What a value goes into, perhaps through another bound. */
function intoOf({ lines, uses }: Graph, guarded: readonly Guarded[], place: number): Guarded | null {
  const direct = guarded.find(({ line, input }) => lines[line]!.inputPlaces[input] === place);
  const [next] = uses[place]!;
  if (direct !== undefined || next === undefined || !/^(maximum|minimum|where)$/.test(lines[next.line]!.primitive.name))
    return direct ?? null;
  const after = lines[next.line]!.outputPlaces[0]!;
  return guarded.find(({ line, input }) => lines[line]!.inputPlaces[input] === after) ?? null;
}

/** The lists of one kind, with each of their members alone where there are few. */
function sets<T>(all: readonly T[], kind: (one: T) => string): { readonly name: string; readonly set: readonly T[] }[] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(kind(one), [...(groups.get(kind(one)) ?? []), one]);
  return [...groups].flatMap(([name, set]) => [
    { name, set },
    ...(set.length > 1 && set.length <= PLACES ? set.map((one, i) => ({ name: `${name}, ${i}`, set: [one] })) : []),
  ]);
}

const other = (id: string, what: string, line: number, edit: Edit): OtherLoss => ({
  id,
  code: "wrong-forward",
  does: "leaves out a step of the loss",
  what,
  fix: FIX,
  line,
  edit: { ...edit, small: true },
});

/** The name of a value; null for one that is only called by its operation. */
function ownName({ graph, nameOf }: Context, place: number): string | null {
  const name = nameOf(place);
  return name.endsWith(` ${graph.lines[graph.producer[place]!]?.primitive.name}`) ? null : name;
}

const where = (into: Guarded | null, places: number): string =>
  `${into === null ? "" : ` ${WORDS[into.name]}`}${places > 1 ? ` in ${places} places` : ""}`;

/** What the loss does with some epsilons: "adds 1e-8 to the softmax inside the log". */
function deedOf(context: Context, set: readonly Epsilon[]): string {
  const [{ line, input, size, does, into }] = set as [Epsilon];
  const name = ownName(context, context.graph.lines[line]!.inputPlaces[input]!);
  const places = new Set(set.map((one) => one.does)).size > 1 ? 1 : set.length;
  const there = where(into, places);
  if (does === "adds") return `adds ${size}${name === null ? "" : ` to ${name}`}${there}`;
  const bounds =
    places < set.length
      ? `between ${size} and 1 - ${size}`
      : does === "bounds below"
        ? `above ${size}`
        : `below 1 - ${size}`;
  return `keeps ${name ?? "the value"} ${bounds}${there}`;
}

const kindOf = ({ size, does }: Epsilon): string => `${does === "adds" ? "epsilon" : "bound"} ${size}`;

/** The loss without its epsilons, which many a formula on paper does not have. */
export function lossesWithoutEpsilons(context: Context): OtherLoss[] {
  const { graph } = context;
  return sets(epsilonsOf(graph), kindOf).map(({ name, set }) =>
    other(`without ${name}`, `the loss ${deedOf(context, set)}, and the hand does not`, set[0]!.line, {
      lines: new Map(set.map((one) => [one.line, without(graph, one)])),
    }),
  );
}

const without = ({ lines }: Graph, { line, input }: Epsilon): Replacement => {
  const place = lines[line]!.inputPlaces[input]!;
  return { run: (valueOf) => ({ output: valueOf(place), pull: (g) => [{ place, adjoint: g }] }) };
};

/** Other epsilons than those of the loss: of another size, in another place, or where the loss has none. */
export function lossesWithOtherEpsilons(context: Context): OtherLoss[] {
  return [...ofOtherSize(context), ...besideTheRoot(context), ...whereThereIsNone(context)];
}

function ofOtherSize(context: Context): OtherLoss[] {
  const { lines } = context.graph;
  return sets(epsilonsOf(context.graph), kindOf).flatMap(({ name, set }) =>
    USUAL.filter((size) => size !== set[0]!.size).map((size) =>
      other(`${size} for ${name}`, `the loss ${deedOf(context, set)}, and the hand has ${size} there`, set[0]!.line, {
        lines: new Map(set.map((one) => [one.line, withSize(lines[one.line]!, one, size)])),
      }),
    ),
  );
}

function withSize({ inputPlaces }: Line, { input, does }: Epsilon, size: number): Replacement {
  const place = inputPlaces[input]!;
  const run: Replacement["run"] = (valueOf) => {
    const x = valueOf(place);
    if (does === "adds") return { output: add(x, size), pull: (g) => [{ place, adjoint: g }] };
    const isBelow = does === "bounds below";
    const bound = isBelow ? size : 1 - size;
    const kept = isBelow ? greater(x, bound) : less(x, bound);
    return {
      output: isBelow ? maximum(x, bound) : minimum(x, bound),
      pull: (g) => [{ place, adjoint: mul(g, kept) }],
    };
  };
  return { run };
}

/** Added to a root and not under it, or under it and not to it. */
function besideTheRoot({ graph }: Context): OtherLoss[] {
  const { lines, producer, uses } = graph;
  return epsilonsOf(graph).flatMap(({ line, input, size, does, into }): OtherLoss[] => {
    if (does !== "adds") return [];
    const place = lines[line]!.inputPlaces[input]!;
    const root = into?.name === "sqrt" ? into.line : producer[place]!;
    if (
      root < 0 ||
      lines[root]!.primitive.name !== "sqrt" ||
      uses[lines[Math.min(root, line)]!.outputPlaces[0]!]!.length > 1
    )
      return [];
    const isUnder = root > line;
    const from = isUnder ? place : lines[root]!.inputPlaces[0]!;
    const run: Replacement["run"] = (valueOf) => {
      const y = isUnder ? add(sqrt(valueOf(from)), size) : sqrt(add(valueOf(from), size));
      const slope = isUnder ? sub(y, size) : y;
      return { output: y, pull: (g) => [{ place: from, adjoint: div(g, mul(2, slope)) }] };
    };
    return [
      other(
        `epsilon ${size} on the other side of the root, line ${line}`,
        isUnder
          ? `the hand adds ${size} to the root, and the loss adds it under the root`
          : `the hand adds ${size} under the root, and the loss adds it to the root`,
        line,
        { lines: new Map([[Math.max(root, line), { run }]]) },
      ),
    ];
  });
}

function whereThereIsNone(context: Context): OtherLoss[] {
  const { graph } = context;
  const has = new Set(epsilonsOf(graph).map(({ line }) => graph.lines[line]!.outputPlaces[0]!));
  const bare = guardedOf(graph).filter(({ line, input }) => !has.has(graph.lines[line]!.inputPlaces[input]!));
  return sets(bare, ({ name }) => name).flatMap(({ name, set }) => {
    const [{ line, input }] = set as [Guarded];
    const place = ownName(context, graph.lines[line]!.inputPlaces[input]!);
    const there = `${place === null ? "" : ` to ${place}`}${where(set[0]!, set.length)}`;
    return USUAL.map((size) =>
      other(`${size} in ${name}`, `the hand adds ${size}${there}, and the loss does not`, line, {
        offsets: new Map(set.map((one) => [one.line, new Map([[one.input, size]])])),
      }),
    );
  });
}
