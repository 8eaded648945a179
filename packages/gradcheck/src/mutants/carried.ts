import { reshape, type Tensor, transpose } from "@wengert/autograd";
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
