import { random, type Tensor, tensor } from "@wengert/autograd";
import type { Batch } from "./context.ts";
import { type Graph, graphOf } from "./graph.ts";
import { leavesOf, rebuild } from "./leaves.ts";
import { flat } from "./numbers.ts";

type Rng = ReturnType<typeof random.RandomState>;

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
  const sizes = leaves.filter(({ value }) => value.shape.length > axis).map(({ value }) => value.shape[axis]!);
  const first = sizes[0];
  return first !== undefined && sizes.every((n) => n === first) ? { size: first, axis } : null;
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
 * written as a number shows only with another batch), the widths kept, and no value close to a kink. What data are stays: one-hot rows, rows of probabilities, labels, signs, positive numbers.
 * Null when the loss does not take such values.
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
  for (let seed = 1; seed <= TRIES; seed++) {
    const rng = random.RandomState(seed);
    const newParams = rebuild(params, (x) => newParameter(x, rng));
    const newData = data.map((tree) =>
      rebuild(
        tree,
        (x) => newDatum(x, resize !== null && x.shape.length > resize.from.axis ? resize : null, rng),
        "",
        // Numbers stay numbers, and whole ones, which count or look up, stay as they are.
        (x) => (Number.isInteger(x) ? x : newDatum(tensor(x), null, rng).item()),
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
    return {
      params: newParams,
      data: newData,
      graph,
      batch: resize === null ? batchOf(newData, 0) : { size: resize.size, axis: resize.from.axis },
    };
  }
  return null;
}

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

function spread(numbers: Float64Array): number {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  return Math.sqrt(numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length);
}

function made(numbers: readonly number[], like: Tensor, shape: readonly number[] = like.shape): Tensor {
  return tensor(numbers.slice(), { shape, dtype: like.dtype });
}

const draw = (n: number, one: () => number): number[] => Array.from({ length: n }, one);

function newParameter(x: Tensor, rng: Rng): Tensor {
  if (x.size === 0 || (x.dtype !== "float64" && x.dtype !== "float32")) return x;
  const numbers = flat(x);
  const normal = (): number => rng.randn();
  const uniform = (): number => rng.rand();
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  if (low > 0)
    return made(
      draw(x.size, () => high * (0.4 + 0.8 * uniform())),
      x,
    );
  const scale = Math.min(Math.max(spread(numbers), Math.abs(high), 0.3), 1.5) * 0.7;
  return made(
    draw(x.size, () => scale * normal()),
    x,
  );
}

function newDatum(x: Tensor, resize: { readonly from: Batch; readonly size: number } | null, rng: Rng): Tensor {
  const shape = resize === null ? x.shape : x.shape.map((n, d) => (d === resize.from.axis ? resize.size : n));
  const size = shape.reduce((a, b) => a * b, 1);
  const numbers = flat(x);
  if (x.size === 0) return x;
  if (isSymmetric(x, numbers)) return symmetricLike(x, numbers, resize === null ? x.shape[0]! : resize.size, rng);
  const uniform = (): number => rng.rand();
  const choose = (from: ArrayLike<number>): number => from[Math.floor(uniform() * from.length)]!;
  const columns = x.shape.at(-1) ?? 1;
  const isIn = (low: number, high: number): boolean => numbers.every((v) => v >= low && v <= high);
  const whole = numbers.every(Number.isInteger);
  if (columns > 1 && isIn(0, 1) && sumsAreOne(numbers, columns))
    return made(rowsOfProbability(size, columns, whole, uniform), x, shape);
  if (x.dtype === "bool" || x.dtype === "int32" || whole) {
    const known = isIn(0, 1) ? [0, 1] : numbers;
    return made(
      draw(size, () => choose(known)),
      x,
      shape,
    );
  }
  if (isIn(0, 1))
    return made(
      draw(size, () => 0.05 + 0.9 * uniform()),
      x,
      shape,
    );
  const high = Math.max(...numbers);
  if (Math.min(...numbers) > 0)
    return made(
      draw(size, () => high * (0.2 + 0.8 * uniform())),
      x,
      shape,
    );
  const scale = Math.min(Math.max(spread(numbers), 0.3), 2);
  return made(
    draw(size, () => scale * rng.randn()),
    x,
    shape,
  );
}

/** Whether data are a symmetric matrix that is not diagonal: a covariance, a kernel, the edges of a graph. */
function isSymmetric(x: Tensor, numbers: Float64Array): boolean {
  const [n, m] = x.shape;
  if (x.shape.length !== 2 || n !== m || n! < 2) return false;
  const at = (i: number, j: number): number => numbers[i * n! + j]!;
  let beside = false;
  for (let i = 0; i < n!; i++) {
    for (let j = 0; j < i; j++) {
      if (at(i, j) !== at(j, i)) return false;
      if (at(i, j) !== 0) beside = true;
    }
  }
  return beside;
}

/** Another symmetric matrix, with zeros where the given one has them; with a large diagonal if the given one has it. */
function symmetricLike(x: Tensor, numbers: Float64Array, n: number, rng: Rng): Tensor {
  const m = x.shape[0]!;
  const found = new Array<number>(n * n).fill(0);
  const scale = Math.min(Math.max(spread(numbers), 0.3), 2);
  const positive = numbers.every((v) => v >= 0);
  const whole = numbers.every((v) => v === 0 || v === 1);
  const draw = (): number => (whole ? 1 : positive ? scale * (0.2 + rng.rand()) : scale * rng.randn());
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      if (i < m && j < m && numbers[i * m + j] === 0) continue;
      found[i * n + j] = found[j * n + i] = 0.5 * draw();
      if (whole) found[i * n + j] = found[j * n + i] = 1;
    }
  }
  for (let i = 0; i < n; i++) {
    const own = numbers[Math.min(i, m - 1) * (m + 1)]!;
    const beside = found.slice(i * n, (i + 1) * n).reduce((sum, v) => sum + Math.abs(v), 0);
    found[i * n + i] = whole || own === 0 ? own : own > 0 ? beside + Math.abs(draw()) : draw();
  }
  return made(found, x, [n, n]);
}

function sumsAreOne(numbers: Float64Array, columns: number): boolean {
  for (let start = 0; start < numbers.length; start += columns) {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += numbers[start + j]!;
    if (Math.abs(sum - 1) > 1e-6) return false;
  }
  return true;
}

function rowsOfProbability(size: number, columns: number, oneHot: boolean, uniform: () => number): number[] {
  const rows: number[] = [];
  for (let start = 0; start < size; start += columns) {
    const weights = draw(columns, () => 0.1 + uniform());
    const sum = weights.reduce((a, b) => a + b, 0);
    const hot = Math.floor(uniform() * columns);
    rows.push(...weights.map((w, j) => (oneHot ? Number(j === hot) : w / sum)));
  }
  return rows;
}
