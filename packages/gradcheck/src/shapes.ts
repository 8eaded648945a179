import { sum, type Tensor, transpose } from "@wengert/autograd";
import type { CauseCode } from "./codes.ts";
import type { Batch } from "./context.ts";
import type { Graph, GraphLeaf } from "./graph.ts";
import { flat, largest, near, ratio } from "./numbers.ts";
import { ELEMENTWISE } from "./steps.ts";

/** A gradient whose shape is not that of its parameter: what is wrong, and its numbers with that repaired. */
export interface Misshapen {
  readonly code: CauseCode;
  readonly what: string;
  readonly fix: string;
  readonly axis?: number;
  /** The numbers in the parameter's shape; null when they cannot be had. */
  readonly repaired: Float64Array | null;
}

const showShape = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/** Looks at a gradient whose shape is wrong. */
export function readShape(graph: Graph, leaf: GraphLeaf, hand: Tensor, batch: Batch | null): Misshapen {
  const [want, got] = [leaf.value.shape, hand.shape];
  const sentence = `the gradient of ${leaf.path} has shape ${showShape(got)}, the parameter ${showShape(want)}`;
  if (want.length === 2 && got.length === 2 && got[0] === want[1] && got[1] === want[0]) {
    return {
      code: "transposed",
      what: `${sentence}: it is transposed`,
      fix: "for z = x @ W the gradient is x.T @ dz, for z = W @ x it is outer(dz, x)",
      repaired: flat(transpose(hand)),
    };
  }
  const order = axesOf(leaf, hand);
  if (order !== null) {
    return {
      code: "transposed",
      what: `${sentence}: its axes stand in the order ${order.join(", ")}`,
      fix: `put them in the parameter's order: transpose(g, [${order.join(", ")}])`,
      repaired: leaf.numbers.slice(),
    };
  }
  // Summed over an axis in front it fits.
  const isBatch = (n: number): boolean => n > 1 || batch?.size === 1;
  if (got.length === want.length + 1 && got.slice(1).join() === want.join() && isBatch(got[0]!)) {
    // Axes of equal lengths fit as well: the one that makes it right is the one that was not summed.
    const right = summedOverSeveral(leaf, hand);
    const axis = right?.length === 1 && !isRightOver(leaf, hand, 0) ? right[0]! : 0;
    return notSummed(sentence, sum(hand, axis), axis);
  }
  const wide = want.flatMap((n, d) => (n !== got[d] ? [d] : []));
  if (want.length === got.length && wide.length === 1 && want[wide[0]!] === 1 && isBatch(got[wide[0]!]!)) {
    return notSummed(sentence, sum(hand, wide[0]!, { keepdims: true }), wide[0]!);
  }
  const wrongAxis = overOtherAxis(graph, leaf, hand);
  if (wrongAxis !== null) return { ...wrongAxis, what: `${sentence}: ${wrongAxis.what}` };
  const several = summedOverSeveral(leaf, hand);
  if (several !== null) {
    return {
      code: "not-summed",
      what: `${sentence}: it is not summed over axes ${several.join(", ")}`,
      fix: `sum over them: sum(dz, [${several.join(", ")}])`,
      repaired: leaf.numbers.slice(),
    };
  }
  const slim = (shape: readonly number[]): string => shape.filter((n) => n !== 1).join();
  if (slim(want) === slim(got)) {
    return {
      code: "structure",
      what: sentence,
      fix: `reshape it to ${showShape(want)}: with another shape an update broadcasts the parameter to it`,
      repaired: flat(hand),
    };
  }
  const outer =
    want.length === 2 &&
    got.length === 2 &&
    batch !== null &&
    ((got[0] === want[1]! * batch.size && got[1] === want[0]! * batch.size) ||
      (got[0] === want[0]! * batch.size && got[1] === want[1]! * batch.size));
  if (outer) {
    return {
      code: "not-summed",
      what: `${sentence}: outer() multiplies every sample with every other, nothing is summed over the batch`,
      fix: "matmul(transpose(x), dz) multiplies and sums over the batch",
      axis: batch.axis,
      repaired: null,
    };
  }
  const axis = otherAxisOf(graph, leaf, hand);
  if (axis !== null) {
    return {
      code: "wrong-axis",
      what: `${sentence}: that of a sum over axis ${axis}, which is not the batch`,
      fix: `sum over the batch: sum(dz, ${1 - axis})`,
      axis,
      repaired: null,
    };
  }
  if (isTotal(leaf, hand)) {
    return {
      code: "wrong-axis",
      what: `${sentence}: it is summed over the axes of the parameter as well`,
      fix: "sum over those axes alone along which the parameter is repeated",
      repaired: null,
    };
  }
  return { code: "structure", what: sentence, fix: "a gradient has the shape of its parameter", repaired: null };
}

/** Over which axis of a matrix a bias that is repeated in it was summed, by the shape alone: numbers may be wrong as well. */
function otherAxisOf(graph: Graph, { place, value }: GraphLeaf, hand: Tensor): number | null {
  if (hand.size === value.size || hand.size !== Math.max(0, ...hand.shape)) return null;
  for (const { line } of graph.uses[place]!) {
    const [rows, columns, ...more] = graph.lines[line]!.outputs[0]!.shape;
    if (columns === undefined || more.length > 0) continue;
    if (value.size === columns && hand.size === rows) return 1;
    if (value.size === rows && hand.size === columns) return 0;
  }
  return null;
}

/** In which order the axes of a gradient are the right ones; null where none makes it right. */
function axesOf({ numbers, value }: GraphLeaf, hand: Tensor): readonly number[] | null {
  const rank = hand.shape.length;
  if (rank !== value.shape.length || rank < 3 || rank > 5) return null;
  const size = largest(numbers);
  return (
    orders(rank).find(
      (order) =>
        order.every((from, d) => hand.shape[from] === value.shape[d]) &&
        near(flat(transpose(hand, order as number[])), numbers, 1e-9 * size),
    ) ?? null
  );
}

const orders = (n: number): number[][] =>
  n === 0 ? [[]] : orders(n - 1).flatMap((rest) => Array.from({ length: n }, (_, i) => rest.toSpliced(i, 0, n - 1)));

/** Whether the one number that stands for a gradient is the sum of all that it should have. */
function isTotal({ numbers }: GraphLeaf, hand: Tensor): boolean {
  const total = numbers.reduce((a, b) => a + b, 0);
  const size = numbers.reduce((a, b) => a + Math.abs(b), 0);
  return numbers.length > 1 && hand.size === 1 && Math.abs(hand.item() - total) <= 1e-9 * size && size > 0;
}

/** Whether a gradient is right when it is summed over an axis. */
const isRightOver = ({ numbers }: GraphLeaf, hand: Tensor, axis: number): boolean =>
  near(flat(sum(hand, axis)), numbers, 1e-6 * largest(numbers));

/** The axes over which a gradient must still be summed to be right; null when there are none. */
function summedOverSeveral({ numbers, value }: GraphLeaf, hand: Tensor): readonly number[] | null {
  const rank = hand.shape.length;
  if (rank === 0 || rank > 5 || hand.size <= value.size) return null;
  const size = largest(numbers);
  for (let set = 1; set < 2 ** rank; set++) {
    const axes = hand.shape.flatMap((_n, d) => ((set >> d) & 1 ? [d] : []));
    const total = flat(sum(hand, axes));
    if (total.length === numbers.length && near(total, numbers, 1e-6 * size)) return axes;
  }
  return null;
}

function notSummed(sentence: string, summed: Tensor, axis: number): Misshapen {
  return {
    code: "not-summed",
    what: `${sentence}: it is not summed over the batch`,
    fix: `sum over the batch: sum(dz, ${axis})`,
    axis,
    repaired: flat(summed),
  };
}

/** Whether the hand has the layer's derivative summed over another axis than the one along which the bias is repeated. */
function overOtherAxis(
  graph: Graph,
  { place, value, numbers: leafNumbers }: GraphLeaf,
  hand: Tensor,
): (Omit<Misshapen, "what"> & { readonly what: string }) | null {
  const numbers = flat(hand);
  for (const { line, shape } of usesOf(graph, place, value.shape)) {
    const g = graph.adjoints[graph.lines[line]!.outputPlaces[0]!];
    const rank = g?.shape.length ?? 0;
    if (!g || rank < 2 || rank > 5) continue;
    const own = leafAxis(shape, rank);
    for (let kept = 0; kept < rank; kept++) {
      const axes = g.shape.flatMap((_, axis) => (axis === kept ? [] : [axis]));
      const other = flat(sum(g, axes));
      if (other.length !== numbers.length) continue;
      // Summed over those axes it is right: then only the shape is wrong.
      const size0 = largest(leafNumbers);
      if (leafNumbers.length === other.length && near(leafNumbers, other, 1e-9 * size0)) continue;
      const { factor } = ratio(numbers, other);
      const size = largest(numbers);
      if (!near(numbers, other, 1e-9 * size, factor)) continue;
      return {
        code: "wrong-axis",
        what:
          rank === 2
            ? `it is summed over axis ${axes[0]}, which is not the batch`
            : `it is summed over axes ${axes.join(", ")}, and axis ${kept} is left`,
        fix:
          rank === 2
            ? `sum over the batch: sum(dz, ${1 - axes[0]!})`
            : `sum over all axes but that of the parameter: sum(dz, [${g.shape.flatMap((_, axis) => (axis === own ? [] : [axis])).join(", ")}])`,
        axis: axes[0]!,
        repaired: null,
      };
    }
  }
  return null;
}

/** Where a parameter is repeated, as it is or in another shape: a bias per channel is one of [1, n, 1, 1] first. */
function usesOf(graph: Graph, place: number, shape: readonly number[]): { line: number; shape: readonly number[] }[] {
  return graph.uses[place]!.flatMap(({ line }) => {
    const { primitive, outputPlaces, outputs } = graph.lines[line]!;
    if (primitive.name === "reshape") return usesOf(graph, outputPlaces[0]!, outputs[0]!.shape);
    return ELEMENTWISE.has(primitive.name) || primitive.name === "broadcastTo" ? [{ line, shape }] : [];
  });
}

/** Along which axis of a value with so many axes the entries of a parameter with a shape lie. */
const leafAxis = (shape: readonly number[], rank: number): number =>
  shape.findIndex((n) => n > 1) + rank - shape.length;
