import type { Tensor } from "@wengert/autograd";
import { arrange } from "../arrange.ts";
import type { CauseCode } from "../codes.ts";
import { type Context, type NamedValue, type ProductStep, replaced } from "../context.ts";
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

/**
 * What is left out when a value is taken without the factors, or the divisor, that made it: r for h in place of r h. Null
 * where the other is no factor of the own one.
 */
export function factorLeftOut({ graph, steps, functions, nameOf }: Context, own: number, other: Tensor): string | null {
  // z for a, of a = z sigma(z): a function's argument for its value.
  if ([...steps.activations, ...functions].some(({ z, a }) => a === own && graph.values[z] === other)) return null;
  let factors: readonly { readonly place: number; readonly left: readonly string[] }[] = [{ place: own, left: [] }];
  for (let hops = 0; hops < 3; hops++) {
    factors = factors.flatMap(({ place, left }) => {
      const line = graph.lines[graph.producer[place] ?? -1];
      if (line === undefined || (line.primitive.name !== "mul" && line.primitive.name !== "div")) return [];
      const { inputs, inputPlaces, primitive } = line;
      return (primitive.name === "mul" ? [0, 1] : [0]).flatMap((i) => {
        const rest = inputs[1 - i]!;
        const at = inputPlaces[1 - i]!;
        const name =
          at >= 0 ? nameOf(at) : rest.size === 1 ? String(rest.item()) : (graph.dataNames.get(rest) ?? "the data");
        const words = primitive.name === "mul" ? `the factor ${name}` : `the division by ${name}`;
        return [{ place: inputPlaces[i]!, left: [...left, words], value: inputs[i]! }];
      });
    });
    const found = factors.find((one) => (one as { value?: Tensor }).value === other);
    if (found !== undefined) return found.left.join(" and ");
  }
  return null;
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

export const codeOfShift = (context: Context, other: number, own: number): CauseCode => {
  const shift = Math.abs(layerOf(context, other) - layerOf(context, own));
  // A value on the own one's way, with no layer between.
  if (shift === 0 && other >= 0 && other < own && context.sources(other).length === context.sources(own).length)
    return "derivative-at-wrong-value";
  return shift === 1 ? "off-by-one-layer" : "wrong-layer";
};
