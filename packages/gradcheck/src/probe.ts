import { random, type Tensor, tensor } from "@wengert/autograd";
import type { Batch } from "./context.ts";
import { dataLike, drawn, made, type Rng, spread } from "./dataLike.ts";
import { type Graph, graphOf } from "./graph.ts";
import { leavesOf, rebuild } from "./leaves.ts";
import { flat, range } from "./numbers.ts";

/** A loss at generated values. */
export interface Generated {
  readonly params: unknown;
  readonly data: readonly unknown[];
  readonly graph: Graph;
  readonly batch: Batch | null;
}

/** How far from a kink generated values stay. */
const KINK = 1e-3;
const TRIES = 12;
/** Batches of generated values. */
const PROBE_SIZES = [5, 7, 11];

/** The batch that data have in common, or null. A negative axis counts from the end of the data, which have the same rank. */
export function batchOf(data: readonly unknown[], given: number): Batch | null {
  const leaves = leavesOf(data);
  const axis = given < 0 ? Math.max(0, ...leaves.map(({ value }) => value.shape.length)) + given : given;
  if (axis < 0) return null;
  const shapes = leaves.map(({ value }) => value.shape).filter((shape) => shape.length > axis);
  // A vector of another length holds a number for each class, or for each input.
  const size = (shapes.find((shape) => shape.length > 1) ?? shapes[0])?.[axis];
  const others = shapes.filter((shape) => shape[axis] !== size);
  const together = shapes.length - others.length;
  const isBatch = others.length === 0 || (together > 1 && others.every((shape) => shape.length === 1));
  return size !== undefined && isBatch ? { size, axis } : null;
}

/** Without data of its own a loss shows its batch by what is multiplied with weights. */
export function batchOnTape(graph: Graph): Batch | null {
  const sizes = graph.lines.flatMap(({ primitive, inputs, inputPlaces }) =>
    primitive.name !== "matmul"
      ? []
      : inputs
          .filter((x, i) => x.shape.length === 2 && !(graph.withoutData[inputPlaces[i]!] ?? false))
          .map((x) => x.shape[0]!),
  );
  const first = sizes[0];
  return first !== undefined && sizes.every((n) => n === first) ? { size: first, axis: 0 } : null;
}

/**
 * Random values for parameters and data, with a batch of 5 (or 7 or 11, where 5 is a width or the batch already: a size
 * written as a number shows only with another batch), the widths kept, and no value close to a kink. Data stay of their
 * kind. Null when the loss does not take such values.
 */
export function generate(
  loss: (...args: never[]) => unknown,
  params: unknown,
  data: readonly unknown[],
  batch: Batch | null,
  like: Graph,
): Generated | null {
  const widths = new Set([...leavesOf(params), ...leavesOf(data)].flatMap(({ value }) => value.shape.slice()));
  const size = PROBE_SIZES.find((n) => n !== batch?.size && !widths.has(n)) ?? batch?.size;
  if (batch !== null && size !== undefined) {
    const found = attempt(loss, params, data, { from: batch, size }, like);
    if (found !== null) return found;
  }
  return attempt(loss, params, data, null, like);
}

function attempt(
  loss: (...args: never[]) => unknown,
  params: unknown,
  data: readonly unknown[],
  resize: { readonly from: Batch; readonly size: number } | null,
  like: Graph,
): Generated | null {
  let lone: Generated | null = null;
  for (let seed = 1; seed <= TRIES; seed++) {
    const rng = random.RandomState(seed);
    const newParams = rebuild(params, (x) => newParameter(x, rng));
    const other = dataLike(rng, isFactor(like));
    const newData = data.map((tree) =>
      rebuild(
        tree,
        (x) => other(x, resize === null ? x.shape : resized(x.shape, resize.from, resize.size)),
        "",
        // Numbers stay numbers, and whole ones, which count or look up, stay as they are.
        (x) => (Number.isInteger(x) ? x : other(tensor(x), []).item()),
      ),
    );
    let graph: Graph;
    try {
      graph = graphOf(loss, [newParams, ...newData]);
    } catch {
      return null;
    }
    if (!sameProgram(graph, like)) return null;
    if (!Number.isFinite(graph.loss.item()) || atKink(graph)) continue;
    if (graph.leaves.some(({ numbers }) => numbers.some((value) => !Number.isFinite(value)))) continue;
    const generated = {
      params: newParams,
      data: newData,
      graph,
      batch: resize === null ? batchOf(newData, 0) : { size: resize.size, axis: resize.from.axis },
    };
    if (resize === null || !hasLone(graph, resize.size)) return generated;
    lone ??= generated;
  }
  return lone;
}

/** Whether data are multiplied with what depends on parameters. */
function isFactor({ lines }: Graph): (x: Tensor) => boolean {
  const factors = new Set(
    lines.flatMap(({ primitive: { name }, inputs }) => (name === "mul" || name === "matmul" ? inputs : [])),
  );
  return (x) => factors.has(x);
}

/** A shape with another length of the axis of samples, if it has that axis. */
const resized = (shape: readonly number[], { axis, size }: Batch, length: number): number[] =>
  shape.map((n, d) => (d === axis && n === size ? length : n));

/** Parameters that differ from the given ones by some percent, at random. */
export function nearby(params: unknown): unknown {
  const rng = random.RandomState(11);
  return rebuild(params, (x) =>
    x.dtype === "float64" || x.dtype === "float32"
      ? made(
          Array.from(flat(x), (v) => v * (1 + 0.05 * rng.randn())),
          x,
        )
      : x,
  );
}

/** Whether two runs took the same steps. */
export function sameProgram(a: Graph, b: Graph): boolean {
  return (
    a.lines.length === b.lines.length &&
    a.lines.every(({ primitive }, k) => primitive.name === b.lines[k]!.primitive.name)
  );
}

function atKink({ lines }: Graph): boolean {
  return lines.some(({ primitive: { name }, inputs }) => {
    if (name === "relu" || name === "abs") return flat(inputs[0]!).some((x) => Math.abs(x) < KINK);
    return false;
  });
}

/** Whether a hinge lets one sample alone through: whoever divides by how many there are divides by 1. */
const hasLone = ({ lines }: Graph, batch: number): boolean =>
  lines.some(
    ({ primitive, inputs: [x] }) =>
      primitive.name === "relu" && x!.size === batch && flat(x!).filter((z) => z > 0).length === 1,
  );

function newParameter(x: Tensor, rng: Rng): Tensor {
  if (x.size === 0 || (x.dtype !== "float64" && x.dtype !== "float32")) return x;
  const numbers = flat(x);
  const [low, high] = range(numbers);
  if (low > 0) return drawn(x, x.shape, () => high * (0.4 + 0.8 * rng.rand()));
  const scale = Math.min(Math.max(spread(numbers), Math.abs(high), 0.3), 1.5) * 0.7;
  return drawn(x, x.shape, () => scale * rng.randn());
}
