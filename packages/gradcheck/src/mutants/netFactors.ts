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
import type { Context } from "../context.ts";
import { flat } from "../numbers.ts";
import { isTimesNumber } from "./function.ts";

/** Something by which a hand may multiply once too often, or once too rarely. */
export interface Factor {
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
export function factorsOf(context: Context): readonly Factor[] {
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
      value.shape.join() !== slope.shape.join() || isTimesNumber(value, slope)
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
      ({ z, slope }) => z === place && [v, neg(v)].some((x) => isTimesNumber(slope, sigmoid(x))),
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
