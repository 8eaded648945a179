import { mul, type Tensor } from "@wengert/autograd";
import { dataName } from "./dataNames.ts";
import { type FunctionStep, functionsOf } from "./functions.ts";
import type { Graph } from "./graph.ts";
import { loopOf } from "./loops.ts";
import { once } from "./once.ts";
import { rolesOf } from "./roles.ts";
import { type ActivationStep, type Steps, softmaxLines, stepsOf } from "./steps.ts";
import type { Change, Changed } from "./walk.ts";

/** A value that a careless hand may have taken instead of another. */
export interface NamedValue {
  readonly name: string;
  readonly value: Tensor;
  /** The place on the tape; −1 for data. */
  readonly place: number;
  /** Of data: whether the loss makes something else of them before they meet a parameter. */
  readonly unprepared?: true;
}

/** A product of a value with weights: Y = A B, in which one operand is made of parameters alone. */
export interface ProductStep {
  readonly line: number;
  /** Which input holds the weights, and which the layer's input. */
  readonly weights: 0 | 1;
  readonly weightPlace: number;
  readonly inputPlace: number;
  /** 1, 2, … from the input on. */
  readonly number: number;
}

/** How many samples there are, and along which axis of the data they lie. */
export interface Batch {
  readonly size: number;
  readonly axis: number;
}

/** The axis of a value along which the samples lie; −1 for none. */
export function sampleAxis({ size, axis }: Batch, shape: readonly number[]): number {
  return shape[axis] === size ? axis : shape.indexOf(size);
}

/** Parameters that are repeated over the batch, as a bias is when it is added. */
export interface RepeatedStep {
  readonly line: number;
  readonly input: number;
  readonly place: number;
}

/** All that the table of mutants is asked with. */
export interface Context {
  readonly graph: Graph;
  readonly steps: Steps;
  /** Functions element by element that are no activations. */
  readonly functions: readonly FunctionStep[];
  readonly products: readonly ProductStep[];
  readonly repeated: readonly RepeatedStep[];
  /** Values on the tape and data, parameters, and derivatives, by their names. */
  readonly values: readonly NamedValue[];
  readonly weights: readonly NamedValue[];
  readonly derivatives: readonly NamedValue[];
  readonly batch: Batch | null;
  readonly nameOf: (place: number) => string;
  /** Where values made of parameters alone meet data. */
  readonly entries: readonly RepeatedStep[];
  /** The places of the parameters that a value is made of. */
  readonly sources: (place: number) => readonly number[];
  /** What part a value plays: the same letters for the same gate of every step of a recurrent net. */
  readonly roleOf: (place: number) => string;
  /** An earlier run of the same loss, whose values a careless hand may have kept. */
  readonly earlier: Graph | null;
}

/** Recognises what is on a tape; each kind of step only when it is first asked for. */
export function contextOf(graph: Graph, batch: Context["batch"], earlier: Graph | null = null): Context {
  const steps = once(() => stepsOf(graph));
  const nameOf = once(() => naming(graph, steps()));
  const functions = (): FunctionStep[] =>
    functionsOf(graph, softmaxLines(graph, steps().softmaxes)).filter(
      ({ z, a }) => !steps().activations.some((step) => step.z === z && step.a === a),
    );
  const context = { graph, batch, earlier };
  return withParts<Context, typeof context>(context, {
    steps,
    nameOf,
    functions: once(functions),
    products: once(() => productsOf(graph)),
    repeated: once(() => repeatedOf(graph)),
    values: once(() => valuesOf(graph, nameOf())),
    weights: once(() => weightsOf(graph)),
    derivatives: once(() => derivativesOf(graph, nameOf())),
    entries: once(() => entriesOf(graph)),
    sources: once(() => sourcesOf(graph)),
    roleOf: once(() => rolesOf(graph)),
  });
}

/** A record with further parts, each of which is worked out when it is read. */
function withParts<All extends Own, Own extends object>(
  own: Own,
  parts: { readonly [Part in Exclude<keyof All, keyof Own>]: () => All[Part] },
): All {
  for (const [name, get] of Object.entries<() => unknown>(parts)) Object.defineProperty(own, name, { get });
  return own as unknown as All;
}

function entriesOf(graph: Graph): RepeatedStep[] {
  return graph.lines.flatMap(({ inputPlaces, outputPlaces, outputs }, line) => {
    if (graph.withoutData[outputPlaces[0]!]) return [];
    return inputPlaces.flatMap((place, input) => {
      if (place < 0 || !graph.withoutData[place]) return [];
      // A finished term of parameters alone that is added to the loss: a regulariser, which has nothing to do with data.
      const term = outputs[0]!.size === 1 && graph.values[place]!.size === 1 && graph.producer[place]! >= 0;
      return term ? [] : [{ line, input, place }];
    });
  });
}

function sourcesOf(graph: Graph): (place: number) => readonly number[] {
  const known = new Map<number, readonly number[]>(graph.leaves.map(({ place }) => [place, [place]]));
  const sources = (place: number): readonly number[] => {
    const found = known.get(place);
    if (found !== undefined) return found;
    const { inputPlaces } = graph.lines[graph.producer[place]!]!;
    const all = [...new Set(inputPlaces.filter((p) => p >= 0).flatMap(sources))];
    known.set(place, all);
    return all;
  };
  return sources;
}

function naming(graph: Graph, steps: Steps): (place: number) => string {
  const known = new Map<number, string>();
  for (const { z, a, number } of steps.activations) {
    if (!known.has(z)) known.set(z, `z${number}`);
    known.set(a, `a${number}`);
  }
  for (const { s, p } of steps.softmaxes) {
    if (!known.has(s)) known.set(s, "the softmax's z");
    known.set(p, "the softmax");
  }
  for (const { primitive, inputPlaces, outputPlaces } of graph.lines) {
    if (!PRODUCTS.has(primitive.name) || known.has(outputPlaces[0]!)) continue;
    const own = inputPlaces.map((place) => arrangedOf(graph, place));
    const weights = graph.leaves.find(({ place }) => own.includes(place));
    if (weights !== undefined && weights.path !== "") {
      known.set(outputPlaces[0]!, `the product with ${weights.path}`);
    }
  }
  for (const { primitive, inputPlaces, outputPlaces } of graph.lines) {
    if (primitive.name !== "add" || known.has(outputPlaces[0]!)) continue;
    const product = inputPlaces.map((p) => known.get(p)).find((name) => name?.startsWith("the product with "));
    const bias = graph.leaves.find(({ place, path }) => inputPlaces.includes(place) && path !== "");
    if (product !== undefined && bias !== undefined) known.set(outputPlaces[0]!, `${product} plus ${bias.path}`);
  }
  for (const { path, place } of graph.leaves) known.set(place, path === "" ? "the parameter" : path);
  known.set(graph.outputPlace, "the loss");
  const counted = once(() => countedNames(graph, known));
  return (place) => known.get(place) ?? counted().get(place) ?? `the ${operationOf(graph, place)}`;
}

/** What a value is but for its shape and the order of its axes. */
function arrangedOf(graph: Graph, from: number): number {
  let place = from;
  for (;;) {
    const line = graph.lines[graph.producer[place] ?? -1];
    if (line === undefined || !ARRANGING.has(line.primitive.name)) return place;
    place = line.inputPlaces[0]!;
  }
}

const ARRANGING = new Set("reshape transpose broadcastTo".split(" "));

const operationOf = (graph: Graph, place: number): string =>
  graph.lines[graph.producer[place]!]?.primitive.name ?? "value";

const ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(" ");

/** Values without a name of which several are made by one operation, by its place among all such operations; the steps of a loop have one name. */
function countedNames(graph: Graph, known: ReadonlyMap<number, string>): Map<number, string> {
  const loop = loopOf(graph);
  const all = new Map<string, number>();
  const byOperation = new Map<string, [place: number, name: string][]>();
  graph.lines.forEach(({ primitive: { name }, outputPlaces }, line) => {
    const n = all.get(name) ?? 0;
    all.set(name, n + 1);
    const place = outputPlaces[0]!;
    if (loop[line]! >= 0 || known.has(place)) return;
    const counted = n < ORDINALS.length ? `the ${ORDINALS[n]} ${name}` : `the ${name}`;
    const nameless = byOperation.get(name) ?? [];
    nameless.push([place, counted]);
    byOperation.set(name, nameless);
  });
  return new Map([...byOperation.values()].filter((nameless) => nameless.length > 1).flat());
}

const PRODUCTS = new Set("matmul outer conv".split(" "));

function productsOf(graph: Graph): ProductStep[] {
  const pure = (place: number): boolean => place >= 0 && graph.withoutData[place]!;
  const all = graph.lines.flatMap(({ primitive, inputPlaces }, line) =>
    PRODUCTS.has(primitive.name) ? [{ line, places: inputPlaces as readonly [number, number] }] : [],
  );
  const known = all.filter(({ places: [a, b] }) => pure(a) !== pure(b));
  const weights = new Set(known.map(({ places: [a, b] }) => (pure(a) ? a : b)));
  // A state that is learned, as that before the first step is, meets the weights that the other states meet.
  const ofState = ({ places: [a, b] }: (typeof all)[number]): boolean =>
    pure(a) && pure(b) && weights.has(a) !== weights.has(b);
  return all
    .filter((one) => known.includes(one) || ofState(one))
    .map(({ line, places: [a, b] }, i): ProductStep => {
      const isFirst = pure(a) && (!pure(b) || weights.has(a));
      return isFirst
        ? { line, weights: 0, weightPlace: a, inputPlace: b, number: i + 1 }
        : { line, weights: 1, weightPlace: b, inputPlace: a, number: i + 1 };
    });
}

function repeatedOf(graph: Graph): RepeatedStep[] {
  return graph.lines.flatMap((line, k) =>
    line.inputs.flatMap((x, input) => {
      const place = line.inputPlaces[input]!;
      const y = line.outputs[0]!;
      if (place < 0 || !graph.withoutData[place] || x.size >= y.size || line.outputs.length !== 1) return [];
      return ["add", "sub", "mul", "div", "broadcastTo"].includes(line.primitive.name)
        ? [{ line: k, input, place }]
        : [];
    }),
  );
}

/** How many single numbers are taken for data. */
const SINGLE_NUMBERS = 40;

/** Values with numbers in plenty, made from data: candidates for the input of a layer. */
function valuesOf(graph: Graph, nameOf: (place: number) => string): NamedValue[] {
  const found: NamedValue[] = [];
  // Where all parameters are single numbers, so are the values.
  const allSingle = graph.leaves.every(({ value }) => value.size === 1);
  const seen = new Set<Tensor>();
  let single = 0;
  for (const line of graph.lines) {
    line.inputs.forEach((value, i) => {
      if (line.inputPlaces[i]! >= 0 || value.dtype === "bool" || seen.has(value)) return;
      // Single numbers are data only where there is nothing else, as in a series that is taken apart.
      if (value.size <= 1 && !graph.dataNames.has(value) && !(allSingle && single++ < SINGLE_NUMBERS)) return;
      seen.add(value);
      if (value.dtype !== "int32")
        found.push({
          name: dataName(graph.dataNames, value) ?? `data made in step ${line.primitive.name}`,
          value,
          place: -1,
        });
    });
  }
  // What the loss is given, where it is prepared before it meets a parameter.
  for (const [value, name] of graph.dataNames) {
    if (!seen.has(value) && value.size > 1 && value.dtype.startsWith("float"))
      found.push({ name, value, place: -1, unprepared: true });
  }
  graph.values.forEach((value, place) => {
    if ((value.size > 1 || allSingle) && !graph.withoutData[place]) found.push({ name: nameOf(place), value, place });
  });
  return found;
}

function weightsOf(graph: Graph): NamedValue[] {
  return graph.leaves
    .filter(({ value }) => value.shape.length >= 2 && value.size > 1)
    .map(({ path, value, place }) => ({ name: path, value, place }));
}

/** A name behind dC/d: in brackets if it is of several words. */
export function inFormula(name: string): string {
  const short = name.replace(/^the /, "");
  return short.includes(" ") ? `(${short})` : short;
}

function derivativesOf(graph: Graph, nameOf: (place: number) => string): NamedValue[] {
  const allSingle = graph.leaves.every(({ value }) => value.size === 1);
  return graph.adjoints.flatMap((value, place) =>
    value === null || (value.size <= 1 && !allSingle) || graph.withoutData[place]
      ? []
      : [{ name: `dC/d${inFormula(nameOf(place))}`, value, place }],
  );
}

/** What an operand is called: a value of the net, or data. */
export function operandName({ graph, nameOf }: Context, line: number, input: number): string {
  const { inputs, inputPlaces } = graph.lines[line]!;
  const place = inputPlaces[input]!;
  return place >= 0 ? nameOf(place) : (dataName(graph.dataNames, inputs[input]!) ?? "what is made of the data");
}

/** That something is not multiplied by a value, which has a name of its own or is described. */
export const lacking = (name: string): string =>
  name.startsWith("the ") ? `is not multiplied by ${name}` : `lacks the factor ${name}`;

/** A rule with one contribution replaced. */
export function replaced(input: number, by: (g: Tensor, right: Tensor) => Tensor | null): Change {
  return ([g], right): Changed => ({
    inputs: right.map((c, i) => (i === input && c !== null && g ? by(g, c) : c)),
  });
}

/** An activation with another rule from dC/da to dC/dz. */
export function activationChange({ z, lines }: ActivationStep, by: (g: Tensor) => Tensor): [number, Change] {
  const change: Change = ([g], right) => ({
    inputs: right.map(() => null),
    elsewhere: g ? [{ place: z, adjoint: by(g) }] : [],
  });
  return [lines.at(-1)!, change];
}

/** A rule with some contributions multiplied by 1 + s, by input. */
export function scaling(scales: ReadonlyMap<number, number>): Change {
  const change = (_: unknown, right: Parameters<Change>[1]): Changed => ({
    inputs: right.map((c, i) => {
      const by = scales.get(i);
      return c === null || by === undefined ? c : mul(c, 1 + by);
    }),
  });
  return Object.assign(change, { scales });
}

/** The second rule after the first, at the same line. */
export function composed(first: Change, second: Change): Change {
  if (first.scales !== undefined && second.scales !== undefined) {
    const scales = new Map(first.scales);
    for (const [i, by] of second.scales) scales.set(i, (1 + (scales.get(i) ?? 0)) * (1 + by) - 1);
    return scaling(scales);
  }
  return (gs, right) => {
    const between = first(gs, right);
    const after = second(gs, between.inputs);
    return { inputs: after.inputs, elsewhere: [...(between.elsewhere ?? []), ...(after.elsewhere ?? [])] };
  };
}
