import type { Tensor } from "@wengert/autograd";
import { arrange } from "../arrange.ts";
import type { CauseCode } from "../codes.ts";
import { type Context, type NamedValue, type ProductStep, replaced } from "../context.ts";
import { dataName } from "../dataNames.ts";
import { shortNumber } from "../factors.ts";
import type { Deed } from "../readings.ts";
import type { Change } from "../walk.ts";

/** The values that could stand in the place of another: of the same shape, and not the same. */
export function standIns(candidates: readonly NamedValue[], like: Tensor, without: number): NamedValue[] {
  const shape = String(like.shape);
  return candidates.filter(
    ({ value, place }) => String(value.shape) === shape && (place < 0 || place !== without) && value !== like,
  );
}

/** Whether a value is repeated, or taken as it is, where another shape is asked for. */
export function fitsInto(shape: readonly number[], into: readonly number[]): boolean {
  const extra = into.length - shape.length;
  return extra >= 0 && shape.every((n, d) => n === 1 || n === into[d + extra]);
}

/** A factor, or a divisor, of a value. */
interface Lost {
  readonly words: string;
  /** Its place; −1 for data. */
  readonly place: number;
}

/** How many products back a factor is looked for. */
const HOPS = 3;

/**
 * What is left out when a value is taken without the factors, or the divisor, that made it: r for h in place of r h. Null
 * where the other is no factor of the own one, and where the rest is made of the other: z for a, of a = z sigma(z), or
 * what a normalisation divides by its own length, is a function's argument for its value.
 */
export function factorLeftOut(context: Context, own: number, other: Tensor): string | null {
  const { graph, steps, functions } = context;
  if ([...steps.activations, ...functions].some(({ z, a }) => a === own && graph.values[z] === other)) return null;
  let parts: readonly { readonly place: number; readonly value: Tensor | null; readonly lost: readonly Lost[] }[] = [
    { place: own, value: null, lost: [] },
  ];
  for (let hops = 0; hops < HOPS; hops++) {
    parts = parts.flatMap(({ place, lost }) =>
      splitAt(context, place).map((one) => ({ ...one, lost: [...lost, one.without] })),
    );
    const found = parts.find(({ value }) => value === other);
    if (found === undefined) continue;
    const isOwnFunction =
      found.place >= 0 && found.lost.some((one) => one.place >= 0 && comesFrom(graph, one.place, found.place));
    return isOwnFunction ? null : found.lost.map(({ words }) => words).join(" and ");
  }
  return null;
}

/** The factors of a value that is a product or a quotient, each with what is left out when it is taken alone. */
function splitAt(
  { graph, nameOf }: Context,
  place: number,
): { readonly place: number; readonly value: Tensor; readonly without: Lost }[] {
  const line = graph.lines[graph.producer[place] ?? -1];
  if (line === undefined) return [];
  const { inputs, inputPlaces, primitive } = line;
  const sides = primitive.name === "mul" || primitive.name === "matmul" ? [0, 1] : primitive.name === "div" ? [0] : [];
  return sides.flatMap((i) => {
    const rest = inputs[1 - i]!;
    const at = inputPlaces[1 - i]!;
    // Weights between two values make them those of two layers.
    if (primitive.name === "matmul" && at >= 0 && graph.withoutData[at]!) return [];
    const name =
      at >= 0
        ? nameOf(at)
        : rest.size === 1
          ? shortNumber(rest.item())
          : (dataName(graph.dataNames, rest) ?? "what is made of the data");
    const words = primitive.name === "div" ? `the division by ${name}` : `the factor ${name}`;
    return [{ place: inputPlaces[i]!, value: inputs[i]!, without: { words, place: at } }];
  });
}

/** Whether a value is made of another one. */
export function comesFrom(graph: Context["graph"], late: number, early: number): boolean {
  if (late === early) return true;
  const reached = new Set<number>([early]);
  for (const { inputPlaces, outputPlaces } of graph.lines)
    if (inputPlaces.some((p) => reached.has(p))) for (const p of outputPlaces) reached.add(p);
  return reached.has(late);
}

/** The fewest layers between a value, or data, and what is made of it; infinitely many where nothing is. */
function layersBetween(
  { graph, products }: Context,
  from: { readonly place: number; readonly value: Tensor },
  to: number,
): number {
  if (from.place >= 0 && from.place === to) return 0;
  const isLayer = new Set(products.map(({ line }) => line));
  const least = new Map<number, number>(from.place >= 0 ? [[from.place, 0]] : []);
  graph.lines.forEach(({ inputs, inputPlaces, outputPlaces }, k) => {
    let best = Number.POSITIVE_INFINITY;
    inputPlaces.forEach((p, i) => {
      const here = p >= 0 ? least.get(p) : from.place < 0 && inputs[i] === from.value ? 0 : undefined;
      if (here !== undefined) best = Math.min(best, here + (isLayer.has(k) ? 1 : 0));
    });
    if (best < Number.POSITIVE_INFINITY)
      for (const p of outputPlaces) least.set(p, Math.min(best, least.get(p) ?? best));
  });
  return least.get(to) ?? Number.POSITIVE_INFINITY;
}

/** The contribution of a product to one of its inputs, with other values for what it was multiplied by. */
export function productRule(
  context: Context,
  { line }: ProductStep,
  input: number,
  by: { readonly other?: Tensor; readonly g?: Tensor },
): Change {
  const { primitive, inputs, outputs, params } = context.graph.lines[line]!;
  return replaced(input, (g) => {
    const [a, b] = inputs as [Tensor, Tensor];
    const cotangent = by.g ?? g;
    return input === 0
      ? primitive.vjpA(cotangent, outputs[0]!, a, by.other ?? b, params)
      : primitive.vjpB(cotangent, outputs[0]!, by.other ?? a, b, params);
  });
}

/** The parameter itself, where weights are a parameter transposed. */
export function sourceOf({ graph }: Context, place: number): number {
  const line = graph.lines[graph.producer[place]!];
  return line?.primitive.name === "transpose" ? line.inputPlaces[0]! : place;
}

export const operand = ({ graph }: Context, line: number, input: number): Tensor => graph.lines[line]!.inputs[input]!;

/** z for a, when the value is the output of an activation. */
export const beforeActivation = ({ steps }: Context, place: number): number | undefined =>
  steps.activations.find(({ a }) => a === place)?.z;

/** Whether a place is the output of an activation that follows the line, perhaps after a bias was added. */
export function activationAfter({ graph, steps }: Context, line: number): number | undefined {
  let place = graph.lines[line]!.outputPlaces[0]!;
  for (let hops = 0; hops < 3; hops++) {
    const step = steps.activations.find(({ z }) => z === place);
    if (step !== undefined) return step.a;
    const use = graph.uses[place]?.[0];
    if (use === undefined) return undefined;
    place = graph.lines[use.line]!.outputPlaces[0]!;
  }
  return undefined;
}

/** The inputs that meet the same weights, in order: the steps of a recurrent net. */
export const inputsWith = (context: Context, { weightPlace }: ProductStep): Tensor[] =>
  context.products
    .filter((step) => step.weightPlace === weightPlace)
    .map((step) => operand(context, step.line, 1 - step.weights));

/** The slices along an axis in another order. */
export function reordered(x: Tensor, axis: number, from: (i: number) => number): Tensor {
  return arrange(x, axis, from);
}

/** Which product takes a parameter, perhaps transposed; 1, 2, … */
export const layerOfWeights = ({ graph, products }: Context, place: number): number =>
  products.find(
    ({ weightPlace }) => weightPlace === place || graph.lines[graph.producer[weightPlace]!]?.inputPlaces[0] === place,
  )?.number ?? 0;

/** How many activations lie before a value, itself included; 0 for data. */
export const layerOf = ({ steps }: Context, place: number): number =>
  steps.activations.filter(({ a }) => a <= place).length;

/** The fewest layers between any data and a value. */
function fromData(context: Context, to: number): number {
  const data = context.graph.lines.flatMap(({ inputs, inputPlaces }) =>
    inputs.filter((x, i) => inputPlaces[i]! < 0 && x.size > 1 && x.dtype !== "bool"),
  );
  return Math.min(
    Number.POSITIVE_INFINITY,
    ...[...new Set(data)].map((value) => layersBetween(context, { place: -1, value }, to)),
  );
}

/** What it is called when one value stands for another, by the layers between them. */
export function codeOfShift(
  context: Context,
  other: { readonly place: number; readonly value: Tensor },
  own: number,
): CauseCode {
  const { graph } = context;
  const between = Math.min(
    layersBetween(context, other, own),
    other.place >= 0
      ? layersBetween(context, { place: own, value: graph.values[own]! }, other.place)
      : Number.POSITIVE_INFINITY,
  );
  // Data for what data come into with no layer between.
  if (between === 0 || (other.place < 0 && fromData(context, own) === 0)) return "derivative-at-wrong-value";
  const shift = Math.abs(layerOf(context, other.place) - layerOf(context, own));
  // A value on the own one's way, with no layer between.
  if (
    shift === 0 &&
    other.place >= 0 &&
    other.place < own &&
    context.sources(other.place).length === context.sources(own).length
  )
    return "derivative-at-wrong-value";
  return shift === 1 ? "off-by-one-layer" : "wrong-layer";
}

/** What it does to take a value of the net for another one, by the code of the shift between them. */
export function deedOfShift(code: CauseCode): Deed | undefined {
  if (code === "off-by-one-layer") return "takes the value of a neighbouring layer";
  return code === "wrong-layer" ? "takes the value of another layer" : undefined;
}

/** Whether two values play the same part in two steps of a recurrent net. */
export const sameRole = ({ graph, roleOf }: Context, one: number, other: number): boolean =>
  one >= 0 && other >= 0 && graph.producer[one]! >= 0 && graph.producer[other]! >= 0 && roleOf(one) === roleOf(other);
