import {
  concatenate,
  matmul,
  mean,
  mul,
  onesLike,
  at as pick,
  reshape,
  sum,
  type Tensor,
  transpose,
} from "@wengert/autograd";
import type { Context, NamedValue, ProductStep } from "../context.ts";
import type { Graph } from "../graph.ts";
import { placeInTime } from "../sequence.ts";
import { standIns } from "./rules.ts";

/** A value as it lies where another one, only put into another shape or order, is used. */
export interface Carried extends NamedValue {
  /** As it is on the tape. */
  readonly origin: Tensor;
}

const ARRANGING = new Set("reshape transpose pad".split(" "));

/** The place of which a value is only another arrangement, and the lines from there to it, the last one first. */
export function arrangedFrom(
  { lines, producer }: Graph,
  place: number,
): { readonly from: number; readonly by: number[] } {
  const by: number[] = [];
  let from = place;
  for (;;) {
    const k = from < 0 ? -1 : producer[from]!;
    if (k < 0 || !ARRANGING.has(lines[k]!.primitive.name)) return { from, by };
    by.push(k);
    from = lines[k]!.inputPlaces[0]!;
  }
}

/**
 * What may stand for an operand that was rearranged first, as the operands of an einsum are: values of the shape that it
 * had before, rearranged in the same way.
 */
export function carriedValues({ graph, values }: Context, place: number): Carried[] {
  const { from, by } = arrangedFrom(graph, place);
  if (by.length === 0) return [];
  return standIns(values, graph.values[from]!, from).map((one) => ({
    ...one,
    origin: one.value,
    value: by.reduceRight((x, k) => rearranged(graph, k, x), one.value),
  }));
}

function rearranged({ lines }: Graph, k: number, x: Tensor): Tensor {
  const { primitive, params } = lines[k]!;
  return primitive.name === "reshape"
    ? reshape(x, (params as { readonly shape: number[] }).shape)
    : transpose(x, (params as { readonly axes: number[] }).axes);
}

/** What may stand for the derivative by a value that is rearranged before it is used, brought back to its shape. */
export function carriedDerivatives({ graph, derivatives }: Context, place: number): NamedValue[] {
  const on: number[] = [];
  let to = place;
  for (;;) {
    const [use, more] = graph.uses[to]!;
    if (use === undefined || more !== undefined || !ARRANGING.has(graph.lines[use.line]!.primitive.name)) break;
    on.push(use.line);
    to = graph.lines[use.line]!.outputPlaces[0]!;
  }
  if (on.length === 0) return [];
  return standIns(derivatives, graph.values[to]!, to).flatMap((one) => {
    const value = on.reduceRight<Tensor | null>(
      (g, k) => (g === null ? null : (graph.lines[k]!.pull([g])[0] ?? null)),
      one.value,
    );
    return value === null ? [] : [{ ...one, value }];
  });
}

/** What an operand would be, had it been put together in another way: a plain mean for a weighted one, or for a maximum. */
export function putTogetherOtherwise({ graph, steps }: Context, place: number): Carried[] {
  const { from, by } = arrangedFrom(graph, place);
  const line = graph.lines[graph.producer[from] ?? -1];
  if (line === undefined) return [];
  const named = (name: string, origin: Tensor): Carried => ({
    name,
    origin,
    value: by.reduceRight((x, k) => rearranged(graph, k, x), origin),
    place: -1,
  });
  const [x, y] = [line.inputs[0]!, line.outputs[0]!];
  const axes = (line.params as { readonly axes?: readonly number[] } | null)?.axes;
  if (line.primitive.name === "max" && axes !== undefined) {
    const alike = (z: Tensor): Tensor => reshape(z, y.shape as number[]);
    return [
      named("the mean in place of the maximum", alike(mean(x, axes as number[]) as Tensor)),
      named("the sum in place of the maximum", alike(sum(x, axes as number[]))),
    ];
  }
  if (line.primitive.name !== "matmul") return [];
  return line.inputPlaces.flatMap((p, input) => {
    const weights = arrangedFrom(graph, p).from;
    const softmax = steps.softmaxes.find((one) => one.p === weights);
    if (softmax === undefined) return [];
    const n = softmax.axes.reduce((count, axis) => count * graph.values[weights]!.shape[axis]!, 1);
    const equal = mul(onesLike(line.inputs[input]!), 1 / n);
    const [a, b] = line.inputs.map((one, i) => (i === input ? equal : one)) as [Tensor, Tensor];
    return [named("the plain mean, without the softmax's weights,", matmul(a, b))];
  });
}

/** A part of what is joined into the input of weights. */
interface Part {
  readonly value: Tensor;
  /** Where it lies, or would lie in the first step of a loop. */
  readonly place: number;
}

/** The parts of which the input of weights was joined; of data those that the same weights meet in later steps. */
function partsOf(
  context: Context,
  { line, weights, inputPlace, weightPlace }: ProductStep,
): { readonly axis: number; readonly parts: readonly Part[] } | null {
  const { lines, producer } = context.graph;
  const joins = context.products
    .filter((one) => one.weightPlace === weightPlace)
    .map((one) => ({ at: one.line, join: lines[one.inputPlace < 0 ? -1 : producer[one.inputPlace]!] }));
  const own = joins.findIndex(({ at }) => at === line);
  const next = joins.findIndex(({ join }, k) => k >= own && join?.primitive.name === "concatenate");
  const join = joins[next]?.join;
  if (join === undefined || (inputPlace >= 0 && next !== own)) return null;
  const { axis } = join.params as { readonly axis: number };
  if (next === own)
    return {
      axis,
      parts: join.inputs.map((value, i) => ({
        value,
        place: placeInTime(context, { place: join.inputPlaces[i]!, value }),
      })),
    };
  const x = lines[line]!.inputs[1 - weights]!;
  let from = 0;
  const parts = join.inputs.map((like, i): Part => {
    const to = from + like.shape[axis]!;
    const value = pick(x, ...x.shape.map((_, d) => (d === axis ? `${from}:${to}` : ":") as ":")) as Tensor;
    from = to;
    const [a, b] = [join.inputPlaces[i]!, joins[next + 1]?.join?.inputPlaces[i] ?? -1];
    return { value, place: a < 0 || b < 0 ? Number.NaN : a - (next - own) * (b - a) };
  });
  return from === x.shape[axis] ? { axis, parts } : null;
}

/**
 * What the input of weights would be, had another value of the net been joined into it: of [x, h] the state after in place of the
 * one before. `part` is the place of what was exchanged.
 */
export function joinedOtherwise(
  context: Context,
  step: ProductStep,
): { readonly name: string; readonly value: Tensor; readonly part: number; readonly taken: NamedValue }[] {
  const joined = partsOf(context, step);
  if (joined === null) return [];
  const { axis, parts } = joined;
  return parts.flatMap((part, input) =>
    standIns(context.values, part.value, part.place).map((taken) => ({
      name: `${taken.name} in the ${input === 0 ? "first" : input === 1 ? "second" : "last"} part of its input`,
      value: concatenate(
        parts.map((one, i) => (i === input ? taken.value : one.value)),
        axis,
      ),
      part: part.place,
      taken,
    })),
  );
}
