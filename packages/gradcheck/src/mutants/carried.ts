import { matmul, mean, mul, onesLike, reshape, sum, type Tensor, transpose } from "@wengert/autograd";
import type { Context, NamedValue } from "../context.ts";
import type { Graph } from "../graph.ts";
import { standIns } from "./rules.ts";

/** A value as it lies where another one, only put into another shape or order, is used. */
export interface Carried extends NamedValue {
  /** As it is on the tape. */
  readonly origin: Tensor;
}

const ARRANGING = new Set("reshape transpose".split(" "));

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
