import { axisOf } from "../axes.ts";
import { listOf } from "../checks.ts";
import { show } from "../describe.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { at } from "../indexing/at.ts";
import { operand, type TensorLike } from "../lift.ts";
import { knownOptions } from "../options.ts";
import { applyN } from "../primitive.ts";
import { neg, sub } from "../primitives/arithmetic.ts";
import { less } from "../primitives/compare.ts";
import { lane } from "../primitives/cumulative.ts";
import { where } from "../primitives/select.ts";
import { argpartitionPrimitive, argsortPrimitive, argtopPrimitive, searchsortedPrimitive } from "../primitives/sort.ts";
import { reshapeTo } from "../primitives/structure.ts";
import type { Shape } from "../shape.ts";
import { flatData, wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { stopGradient } from "../transforms/stopGradient.ts";
import { within } from "../within.ts";
import { before, numbersOf, take, takeAlongAxis } from "./pick.ts";
import { flip } from "./repeat.ts";
import { moveaxis } from "./shape.ts";

/** In which direction to sort. @public */
export interface SortOptions {
  /** Whether the largest come first; false unless said. Equal entries then come in reverse order, and NaN first. */
  readonly descending?: boolean;
}

/**
 * The order in which the entries along an axis are sorted: x[argsort(x)] rises. Equal entries keep their order, NaN come
 * last. Without an axis (`null`) the flattened tensor's.
 *
 * Shapes: `x [...]` → `[...]`, int32; no derivative passes.
 *
 * @throws ArgumentError when the axis does not exist.
 * @example argsort(tensor([3, 1, 2])) // [1 2 0]
 * @public
 */
export function argsort<S extends Shape>(x: Tensor<S>, axis?: number, options?: SortOptions): Tensor<S>;
export function argsort(x: TensorLike, axis?: number | null, options?: SortOptions): Tensor;
export function argsort(input: TensorLike, axis: number | null = -1, options: SortOptions = {}): Tensor {
  knownOptions("argsort", options, ["descending?"]);
  const [x, d] = axes("argsort", input, axis);
  const order = applyN(argsortPrimitive, [x], { axis: d })[0]!;
  return options.descending === true ? flip(order, d) : order;
}

/**
 * The entries along an axis in rising order, NaN last. Without an axis (`null`) those of the flattened tensor.
 *
 * Shapes: `x [...]` → `[...]`. The derivative goes back to where each entry came from; at ties the order of the
 * entries decides.
 *
 * @throws ArgumentError when the axis does not exist.
 * @example sort(tensor([3, 1, 2])) // [1. 2. 3.]
 * @public
 */
export function sort<S extends Shape>(x: Tensor<S>, axis?: number, options?: SortOptions): Tensor<S>;
export function sort(x: TensorLike, axis?: number | null, options?: SortOptions): Tensor;
export function sort(input: TensorLike, axis: number | null = -1, options: SortOptions = {}): Tensor {
  knownOptions("sort", options, ["descending?"]);
  const [x, d] = axes("sort", input, axis);
  if (x.size === 0) return x;
  return takeAlongAxis(x, argsort(x, d, options), d);
}

/**
 * The entries along an axis such that the k-th is where it would be if they were sorted, none before it is larger and
 * none after it smaller; of a list of k this holds for each. In what order those come is not promised (here:
 * between two of them the entries keep their order).
 *
 * Shapes: `x [...]` → `[...]`. The derivative goes back to where each entry came from.
 *
 * @throws ArgumentError when the axis or the k-th entry does not exist.
 * @example partition(tensor([3, 1, 2]), 0) // [1. 3. 2.]
 * @public
 */
export function partition(input: TensorLike, k: number | readonly number[], axis: number | null = -1): Tensor {
  const [x, d] = axes("partition", input, axis);
  const order = partitioned("partition", x, k, d);
  return x.size === 0 ? x : takeAlongAxis(x, order, d);
}

/**
 * The order of the entries that `partition` gives. NaN come last, and of equal entries the first one counts as the smaller.
 *
 * Shapes: `x [...]` → `[...]`, int32; no derivative passes.
 *
 * @throws ArgumentError when the axis or the k-th entry does not exist.
 * @example argpartition(tensor([3, 1, 2]), 0) // [1 0 2]
 * @public
 */
export function argpartition(input: TensorLike, k: number | readonly number[], axis: number | null = -1): Tensor {
  const [x, d] = axes("argpartition", input, axis);
  return partitioned("argpartition", x, k, d);
}

/**
 * The k largest entries along an axis, the largest first, and where they are.
 *
 * Shapes: `x [..., n, ...]` → twice `[..., k, ...]`, values and int32 indices. The derivative of the values goes back
 * to where they came from.
 *
 * @throws ArgumentError when the axis does not exist or has fewer than k entries.
 * @example topk(tensor([3, 1, 4, 1, 5]), 2) // [[5. 4.], [4 2]]
 * @public
 */
export function topk(input: TensorLike, k: number, axis = -1): [Tensor, Tensor] {
  const [x, d] = axes("topk", input, axis);
  const n = x.shape[d]!;
  if (!(Number.isInteger(k) && k >= 0 && k <= n)) throw noSuchEntry("topk", `the ${show(k)} largest`, x.shape, d);
  // Many are sooner sorted than selected. The first of equal entries comes first, so the order of the negatives is taken.
  const indices =
    8 * k > n && n > 100
      ? at(argsort(stopGradient(neg(x)), d), ...before(d), `:${k}`)
      : applyN(argtopPrimitive, [x], { axis: d, k })[0]!;
  return [takeAlongAxis(x, indices, d), indices];
}

/**
 * Where numbers would have to be put into a sorted list to keep it sorted: the number of entries that are smaller, or
 * with side `"right"` that are not larger.
 *
 * Shapes: list `[n]`, values `[...]` → `[...]`, int32; no derivative passes.
 *
 * @throws ShapeError when the list has not one axis; ArgumentError when there is no such side.
 * @example searchsorted(tensor([1, 2, 3]), [0.5, 2, 9]) // [0 1 3]
 * @public
 */
export function searchsorted<S extends Shape>(list: TensorLike, values: Tensor<S>, side?: "left" | "right"): Tensor<S>;
export function searchsorted(list: TensorLike, values: TensorLike, side?: "left" | "right"): Tensor;
export function searchsorted(list: TensorLike, values: TensorLike, side: "left" | "right" = "left"): Tensor {
  const [a, v] = [operand("searchsorted", list), operand("searchsorted", values)];
  if (a.ndim !== 1) {
    throw new ShapeError({
      code: "shape-mismatch",
      op: "searchsorted",
      problem: `the sorted list must have one axis, not ${a.ndim}`,
      got: `shape ${showShape(a.shape)}`,
      hint: "the list comes first, then the values to look for",
      shapes: [a.shape],
    });
  }
  if (side !== "left" && side !== "right") {
    throw new ArgumentError({
      code: "bad-argument",
      op: "searchsorted",
      problem: `there is no side ${show(side)}`,
      hint: '"left" comes before equal entries, "right" behind them',
    });
  }
  return applyN(searchsortedPrimitive, [a, v], { right: side === "right" })[0]!;
}

/**
 * In which interval numbers lie between rising edges: the number of edges that are not larger, or with `right` that are
 * smaller. Between falling edges: the number of those that are larger, or with `right` not smaller.
 *
 * Shapes: values `[...]`, edges `[n]` → `[...]`, int32, 0 to n; no derivative passes.
 *
 * @throws ShapeError when the edges have not one axis; ArgumentError when they neither rise nor fall, which is not looked
 * at while they are traced.
 * @example digitize(tensor([0.2, 6.4, 3]), [0, 1, 2.5, 4]) // [1 4 3]
 * @public
 */
export function digitize<S extends Shape>(values: Tensor<S>, edges: TensorLike, right?: boolean): Tensor<S>;
export function digitize(values: TensorLike, edges: TensorLike, right?: boolean): Tensor;
export function digitize(values: TensorLike, edges: TensorLike, right = false): Tensor {
  return within("digitize", () => {
    const list = operand("digitize", edges);
    const side = right ? "left" : "right";
    if (list.ndim !== 1 || list.size < 2) return searchsorted(list, values, side);
    if (list.storage !== null) checkEdges(flatData(list));
    const falling = less(at(list, -1), at(list, 0));
    const place = searchsorted(where(falling, flip(list), list), values, side);
    return where(falling, sub(list.size, place), place);
  });
}

/** @throws ArgumentError when edges go up and down. */
function checkEdges(edges: ArrayLike<number>): void {
  let [up, down] = [0, 0];
  for (let i = 1; i < edges.length; i++) {
    if (edges[i]! > edges[i - 1]!) up = i;
    else if (edges[i]! < edges[i - 1]!) down = i;
    if (up === 0 || down === 0) continue;
    throw new ArgumentError({
      code: "bad-argument",
      op: "digitize",
      problem: "the edges go up and down, so that there are no intervals between them",
      got: `${edges[up - 1]}, ${edges[up]} at ${up - 1} and ${edges[down - 1]}, ${edges[down]} at ${down - 1}`,
      hint: "sort(edges) puts them in order",
    });
  }
}

/** What `unique` gives besides. @public */
export interface UniqueOptions {
  /** Also where each value occurs first. */
  readonly returnIndex?: boolean;
  /** Also which value each element is. */
  readonly returnInverse?: boolean;
  /** Also how often each value occurs. */
  readonly returnCounts?: boolean;
  /** The axis of which the slices are compared, instead of all elements. */
  readonly axis?: number | null;
}

/**
 * The different values among all elements, in rising order; NaN count as one value. With options a list: the values,
 * then the indices of their first occurrence, the indices that make the tensor from them, and their counts, as asked.
 * With an axis the different slices along it (the rows for 0), ordered by their first element, then by their second …
 *
 * Shapes: `x [...]` → `[number of different values]`; with an axis the shape of `x`, that axis as long as there are
 * different slices. The derivative goes back to the first occurrence of each value.
 *
 * @throws TraceError while staging, where the shape of the result would be unknown; ArgumentError for an axis that `x`
 * does not have.
 * @example unique(tensor([3, 1, 3])) // [1. 3.]
 * @example unique(tensor([[3, 1], [2, 5], [3, 1]]), { axis: 0 })
 * // [[2. 5.]
 * //  [3. 1.]]
 * @public
 */
export function unique(
  x: TensorLike,
  options?: { readonly [K in Exclude<keyof UniqueOptions, "axis">]?: false } & Pick<UniqueOptions, "axis">,
): Tensor;
export function unique(x: TensorLike, options: UniqueOptions): Tensor | Tensor[];
export function unique(input: TensorLike, options: UniqueOptions = {}): Tensor | Tensor[] {
  knownOptions("unique", options, ["returnIndex?", "returnInverse?", "returnCounts?", "axis"]);
  const x = operand("unique", input);
  const { axis = null } = options;
  if (axis !== null) return uniqueSlices(x, axisOf("unique", axis, x.shape), options);
  const asked = options.returnIndex === true || options.returnInverse === true || options.returnCounts === true;
  // Nobody asks from where a value came, and no derivative goes there.
  if (!asked && x.trace === null) return differentOnes(x);
  const flat = reshapeTo(x, [x.size]);
  const order = numbersOf("unique", argsort(flat), "sort(x) has the same shape whatever the values");
  const values = numbersOf("unique", stopGradient(flat), "");
  const groups = groupsOf(order, (one, other) => sameNumber(values[one]!, values[other]!));
  return answer(at(flat, groups.index), groups, x.shape, options);
}

/** The different slices along an axis. */
function uniqueSlices(x: Tensor, axis: number, options: UniqueOptions): Tensor | Tensor[] {
  const n = x.shape[axis]!;
  const rows = numbersOf(
    "unique",
    stopGradient(moveaxis(x, axis, 0)),
    "sort(x) has the same shape whatever the values",
  );
  const m = n === 0 ? 0 : x.size / n;
  const difference = (one: number, other: number): number => {
    for (let k = 0; k < m; k++) {
      const [a, b] = [rows[one * m + k]!, rows[other * m + k]!];
      if (!sameNumber(a, b)) return a < b || b !== b ? -1 : 1; // NaN is last, as in sort
    }
    return 0;
  };
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((one, other) => difference(one, other) || one - other);
  const groups = groupsOf(order, (one, other) => difference(one, other) === 0);
  return answer(take(x, groups.index, axis), groups, [n], options);
}

const sameNumber = (a: number, b: number): boolean => a === b || (a !== a && b !== b);

/** What stands in equal places of an order: where each kind begins, which kind each place is, how many there are. */
interface Groups {
  readonly index: Tensor;
  readonly inverse: Int32Array;
  readonly counts: Int32Array;
}

function groupsOf(order: ArrayLike<number>, same: (one: number, other: number) => boolean): Groups {
  const n = order.length;
  const [firsts, counts, inverse] = [new Int32Array(n), new Int32Array(n), new Int32Array(n)];
  let found = 0;
  for (let i = 0; i < n; i++) {
    const place = order[i]!;
    if (i === 0 || !same(place, order[i - 1]!)) firsts[found++] = place;
    counts[found - 1]!++;
    inverse[place] = found - 1;
  }
  return { index: wrap([found], "int32", firsts.slice(0, found)), inverse, counts: counts.slice(0, found) };
}

/** The different values, and what was asked for besides. */
function answer(
  values: Tensor,
  { index, inverse, counts }: Groups,
  shape: Shape,
  { returnIndex, returnInverse, returnCounts }: UniqueOptions,
): Tensor | Tensor[] {
  const result = [values];
  if (returnIndex === true) result.push(index);
  if (returnInverse === true) result.push(wrap(shape, "int32", inverse));
  if (returnCounts === true) result.push(wrap([counts.length], "int32", counts));
  return result.length === 1 ? result[0]! : result;
}

/** The different values without their places, by the sort of typed arrays, which puts −0 before 0 and NaN last. */
function differentOnes(x: Tensor): Tensor {
  const given = numbersOf("unique", x, "sort(x) has the same shape whatever the values");
  const values = given.slice().sort();
  let found = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const last = values[found - 1]!;
    if (found > 0 && (value === last || (value !== value && last !== last))) continue;
    values[found++] = value;
  }
  // Of −0 and 0, which are equal, the one that occurs first.
  const zero = values.subarray(0, found).indexOf(0);
  if (zero >= 0) values[zero] = given[given.indexOf(0)]!;
  return wrap([found], x.dtype, values.slice(0, found));
}

function axes(op: string, input: TensorLike, axis: number | null): readonly [Tensor, number] {
  const x = operand(op, input);
  // A single number is sorted as it is.
  if (x.ndim === 0 || axis === null) return lane(op, x, null);
  return [x, axisOf(op, axis, x.shape)];
}

/** An order in which the k-th entries are where they would be if all were sorted. */
function partitioned(op: string, x: Tensor, k: number | readonly number[], axis: number): Tensor {
  const given = [k].flat();
  for (const each of given) checkRank(op, each, x, axis);
  const n = x.shape[axis]!;
  const ranks = [...new Set(given.map((each) => (each < 0 ? each + n : each)))].sort((a, b) => a - b);
  return applyN(argpartitionPrimitive, [x], { axis, ranks })[0]!;
}

function checkRank(op: string, k: number, x: Tensor, axis: number): void {
  const n = x.shape[axis]!;
  if (!(Number.isInteger(k) && k >= -n && k < n)) throw noSuchEntry(op, `an entry ${show(k)}`, x.shape, axis);
}

function noSuchEntry(op: string, what: string, shape: Shape, axis: number): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: `there is no such thing as ${what} among ${shape[axis]} entries`,
    got: `axis ${axis} of shape ${showShape(shape)}`,
    hint: "k is a whole number, and the axis the last one unless another is given",
    shapes: [shape],
  });
}

/**
 * The order of entries sorted by several keys: by the last one, where that ties by the one before, and so on.
 *
 * Shapes: keys `[..., n]`, all alike → `[..., n]`, int32; no derivative passes.
 *
 * @throws ArgumentError when the axis does not exist.
 * @example lexsort([[1, 0, 2], [5, 5, 4]]) // [2 1 0]
 * @public
 */
export function lexsort(keys: readonly TensorLike[], axis = -1): Tensor {
  return within("lexsort", () => {
    if (listOf("lexsort", "keys", keys, KEYS_HINT).length === 0) throw noKeys();
    const [first, ...rest] = keys.map((key) => stopGradient(operand("lexsort", key)));
    const d = axisOf("lexsort", axis, first!.shape);
    // Stable sorts one after the other, the most important key last.
    return rest.reduce(
      (order, key) => takeAlongAxis(order, argsort(takeAlongAxis(key, order, d), d), d),
      argsort(first!, d),
    );
  });
}

const KEYS_HINT = "lexsort([second, first]): the last key counts most";

function noKeys(): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "lexsort",
    problem: "there are no keys to sort by",
    got: "an empty list",
    hint: KEYS_HINT,
  });
}
