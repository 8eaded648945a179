// Random data of the kind of given ones, so that what a derivation may rest on holds for both.
import { type random, type Tensor, tensor } from "@wengert/autograd";
import { flat, lengthOf, range } from "./numbers.ts";

export type Rng = ReturnType<typeof random.RandomState>;

/** Given data, the shape that others shall have (another batch, at most), and what draws them. */
interface Given {
  readonly x: Tensor;
  readonly numbers: Float64Array;
  readonly shape: readonly number[];
  readonly rng: Rng;
  /** Whether they are multiplied with what depends on parameters, as inputs are: if whole, then by chance. */
  readonly measured: boolean;
}

/** A kind of data: others of this kind, or null where the given ones are not of it. */
interface Kind {
  readonly name: string;
  readonly like: (given: Given) => Tensor | null;
}

/** The kinds of data, the most particular first. */
const kinds: readonly Kind[] = [
  {
    name: "a square that adds up to 1 along both axes: as many labels as classes, or the edges of a graph",
    like: ({ x, numbers, shape, rng }) =>
      x.shape.length === 2 &&
      shape.every((n, d) => n === x.shape[d]) &&
      addsUpBothWays(x, numbers) &&
      !isDiagonal(x.shape, numbers)
        ? evenly(x, numbers, rng)
        : null,
  },
  {
    name: "symmetric matrices that are not diagonal: a covariance, a kernel, the edges of graphs; or such with a - for the turned",
    like: ({ x, numbers, shape, rng }) => {
      const turned = turnedAs(x.shape, numbers);
      return turned === 0 || addsUpBothWays(x, numbers) ? null : turnedLike(x, numbers, shape, turned, rng);
    },
  },
  {
    name: "lines that add up to 1, along any axis: one-hot labels, probabilities, samples as rows or as columns",
    like: ({ x, numbers, shape, rng }) => {
      const axis = isIn(numbers, 0, 1) ? axisOf(x, numbers, sumIsOne, shape) : null;
      if (axis === null) return null;
      if (!numbers.every(Number.isInteger)) return lineByLine(x, shape, axis, (n) => probabilities(n, rng));
      const n = shape[axis]!;
      const classes = draw(n, (i) => i);
      const hot = withAll(
        draw(sizeOf(shape) / n, () => Math.floor(rng.rand() * n)),
        classes,
      );
      let line = 0;
      return lineByLine(x, shape, axis, () => {
        const own = hot[line++]!;
        return classes.map((i) => Number(i === own));
      });
    },
  },
  {
    name: "whole numbers: labels, counts, signs, masks",
    like: ({ x, numbers, shape, rng, measured }) => {
      if (x.dtype !== "bool" && x.dtype !== "int32" && !numbers.every(Number.isInteger)) return null;
      if (measured && !isIn(numbers, -1, 1)) return null;
      const known = isIn(numbers, 0, 1) ? [0, 1] : besideAlone(numbers, sizeOf(shape));
      const others = draw(sizeOf(shape), () => known[Math.floor(rng.rand() * known.length)]!);
      return made(withAll(others, known), x, shape);
    },
  },
  {
    name: "0 and one other number: a mask with its scale, as that of dropout, or one to be added to scores",
    like: ({ x, numbers, shape, rng }) => {
      const levels = [...new Set(numbers)];
      if (levels.length !== 2 || !levels.includes(0) || numbers.length < 3) return null;
      const others = draw(sizeOf(shape), () => levels[Math.floor(rng.rand() * 2)]!);
      return made(withAll(others, levels), x, shape);
    },
  },
  {
    name: "lines of length 1, along any axis: directions",
    like: ({ x, numbers, shape, rng }) => {
      const axis = axisOf(x, numbers, lengthIsOne, shape);
      return axis === null ? null : lineByLine(x, shape, axis, (n) => direction(n, rng));
    },
  },
  {
    name: "fractions",
    like: ({ x, numbers, shape, rng }) => (isIn(numbers, 0, 1) ? drawn(x, shape, () => 0.05 + 0.9 * rng.rand()) : null),
  },
  {
    name: "positive numbers",
    like: ({ x, numbers, shape, rng }) => {
      const [low, high] = range(numbers);
      return low > 0 ? drawn(x, shape, () => high * (0.2 + 0.8 * rng.rand())) : null;
    },
  },
];

/**
 * Whole numbers to draw from: the given ones. Of one alone nothing would be drawn, and what it does not show, the other
 * data would not show either: the next one nearer to 0 joins it, a label still, or takes its place if there is room for one.
 */
function besideAlone(numbers: Float64Array, size: number): readonly number[] {
  const one = numbers[0]!;
  if (numbers.some((v) => v !== one)) return [...numbers];
  const next = one - Math.sign(one);
  return size === 1 ? [next] : [next, one];
}

/** Other data of the kind of some, one after the other: what is given twice, as input and target, stays the same. */
export function dataLike(
  rng: Rng,
  isMeasured: (x: Tensor) => boolean = () => false,
): (x: Tensor, shape: readonly number[]) => Tensor {
  const before: { readonly x: Tensor; readonly other: Tensor }[] = [];
  return (x, shape) => {
    const same = before.find((one) => one.x === x || areSame(one.x, x));
    if (same !== undefined) return same.other;
    const other = datumLike(x, shape, rng, isMeasured(x));
    before.push({ x, other });
    return other;
  };
}

/** Whether two tensors hold the same numbers, and not by chance, as whole ones may. */
function areSame(a: Tensor, b: Tensor): boolean {
  if (a.dtype !== b.dtype || a.shape.join() !== b.shape.join()) return false;
  const [x, y] = [flat(a), flat(b)];
  return x.every((v, i) => v === y[i]) && !x.every(Number.isInteger);
}

/** Other data of the kind that given ones are, the first that they are; any numbers as wide as they are otherwise. */
function datumLike(x: Tensor, shape: readonly number[], rng: Rng, measured: boolean): Tensor {
  if (x.size === 0) return x;
  const numbers = flat(x);
  for (const { like } of kinds) {
    const found = like({ x, numbers, shape, rng, measured });
    if (found !== null) return found;
  }
  const scale = Math.min(Math.max(spread(numbers), 0.3), 2);
  return drawn(x, shape, () => scale * rng.randn());
}

/** The standard deviation. */
export function spread(numbers: Float64Array): number {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  return Math.sqrt(numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length);
}

/** A tensor of the type of another one. */
export function made(numbers: readonly number[], like: Tensor, shape: readonly number[] = like.shape): Tensor {
  return tensor(numbers.slice(), { shape, dtype: like.dtype });
}

/** Numbers drawn one by one. */
export function drawn(like: Tensor, shape: readonly number[], one: () => number): Tensor {
  return made(draw(sizeOf(shape), one), like, shape);
}

const draw = (n: number, one: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => one(i));
const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const isIn = (numbers: Float64Array, low: number, high: number): boolean => numbers.every((v) => v >= low && v <= high);

const sumIsOne = (line: readonly number[]): boolean => Math.abs(line.reduce((sum, v) => sum + v, 0) - 1) <= 1e-6;
const lengthIsOne = (line: readonly number[]): boolean => Math.abs(lengthOf(line) - 1) <= 1e-6;

/**
 * Labels that were drawn, with those that are missing in the place of the commonest, as far as there is room: where no
 * sample has a label, what the loss does with it does not show.
 */
function withAll(labels: readonly number[], known: Iterable<number>): number[] {
  const all = labels.slice();
  const count = new Map<number, number>();
  for (const label of all) count.set(label, (count.get(label) ?? 0) + 1);
  for (const missing of new Set(known)) {
    if (count.has(missing)) continue;
    const [commonest, times] = [...count].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
    if (times < 2) return all;
    all[all.lastIndexOf(commonest)] = missing;
    count.set(commonest, times - 1).set(missing, 1);
  }
  return all;
}

const probabilities = (n: number, rng: Rng): number[] =>
  scaledBy(
    draw(n, () => 0.1 + rng.rand()),
    (a, b) => a + b,
  );

const direction = (n: number, rng: Rng): number[] =>
  scaledBy(
    draw(n, () => rng.randn()),
    Math.hypot,
  );

function scaledBy(line: readonly number[], size: (a: number, b: number) => number): number[] {
  const whole = line.reduce((a, b) => size(a, b), 0);
  return line.map((v) => v / whole);
}

/** The places of the numbers of a shape, line by line along an axis. */
function* linesOf(shape: readonly number[], axis: number): Iterable<number[]> {
  const n = shape[axis]!;
  const stride = sizeOf(shape.slice(axis + 1));
  for (let first = 0; first < sizeOf(shape); first += n * stride)
    for (let start = first; start < first + stride; start++) yield draw(n, (i) => start + i * stride);
}

/**
 * The last axis of more than one number along which every line of numbers is as asked, or null. As many labels as
 * classes, all different, are so along both axes: the classes lie along the one that keeps its length.
 */
function axisOf(
  { shape: given }: Tensor,
  numbers: Float64Array,
  is: (line: readonly number[]) => boolean,
  shape: readonly number[],
): number | null {
  const isSo = (axis: number): boolean => {
    for (const places of linesOf(given, axis)) if (!is(places.map((at) => numbers[at]!))) return false;
    return given[axis]! > 1;
  };
  const found = draw(given.length, (d) => d).filter(isSo);
  return found.findLast((d) => shape[d] === given[d]) ?? found.at(-1) ?? null;
}

/** A tensor whose lines along an axis are drawn one by one. */
function lineByLine(
  like: Tensor,
  shape: readonly number[],
  axis: number,
  line: (n: number) => readonly number[],
): Tensor {
  const numbers = draw(sizeOf(shape), () => 0);
  for (const places of linesOf(shape, axis)) {
    const drawn = line(places.length);
    for (const [i, at] of places.entries()) numbers[at] = drawn[i]!;
  }
  return made(numbers, like, shape);
}

/** 1 where all matrices of a stack equal their transposes and not all are diagonal, -1 where they equal minus those, else 0. */
function turnedAs(shape: readonly number[], numbers: Float64Array): 1 | -1 | 0 {
  const [m, n] = shape.slice(-2);
  if (shape.length < 2 || m !== n || n === undefined || n < 2) return 0;
  const across = (k: number): number => k - (k % (n * n)) + (k % n) * n + Math.floor((k % (n * n)) / n);
  const beside = [...numbers.keys()].filter((k) => across(k) !== k && numbers[k] !== 0);
  // Ones everywhere, as a mask that hides nothing, have no order to be kept in.
  if (beside.length === 0 || (shape.length > 2 && numbers.every((v) => v === 1))) return 0;
  const turn = numbers[across(beside[0]!)] === numbers[beside[0]!] ? 1 : -1;
  return numbers.every((v, k) => v === turn * numbers[across(k)]!) ? turn : 0;
}

/** Other such matrices, as many as are asked for, each like a given one. */
function turnedLike(x: Tensor, numbers: Float64Array, shape: readonly number[], turn: 1 | -1, rng: Rng): Tensor | null {
  const m = x.shape.at(-1)!;
  const stack = shape.slice(0, -2);
  const n = shape.slice(-2).find((n) => n !== m) ?? m;
  if (stack.length > 0 && n !== m) return null;
  const given = x.size / (m * m);
  const found = Array.from({ length: sizeOf(stack) }, (_, k) => {
    const start = (k % given) * m * m;
    return matrixLike(numbers.subarray(start, start + m * m), m, n, turn, rng);
  });
  return made(found.flat(), x, [...stack, n, n]);
}

const isDiagonal = ([n]: readonly number[], numbers: Float64Array): boolean =>
  numbers.every((v, k) => v === 0 || k % (n! + 1) === 0);

/** Whether labels could lie along either axis. */
function addsUpBothWays(x: Tensor, numbers: Float64Array): boolean {
  const [n, m] = x.shape.slice(-2);
  if (x.shape.length < 2 || n !== m || n === undefined || n < 2 || !isIn(numbers, 0, 1)) return false;
  return [-2, -1].every((axis) =>
    [...linesOf(x.shape, x.shape.length + axis)].every((places) => sumIsOne(places.map((k) => numbers[k]!))),
  );
}

/**
 * Another square that adds up to 1 along both axes, symmetric if the given one is: its lines in another order, the same
 * for both axes, and without zeros to be kept, mixed with 1/n everywhere.
 */
function evenly(x: Tensor, numbers: Float64Array, rng: Rng): Tensor {
  const n = x.shape[0]!;
  const order = draw(n, () => rng.rand());
  const places = draw(n, (i) => i).sort((i, j) => order[i]! - order[j]!);
  const share = numbers.every((v) => v > 0) ? 0.25 + 0.5 * rng.rand() : 0;
  const found = places.flatMap((i) => places.map((j) => (1 - share) * numbers[i * n + j]! + share / n));
  return made(found, x);
}

/** Another symmetric matrix, with zeros where the given one has them; with a large diagonal if the given one has it. */
function matrixLike(numbers: Float64Array, m: number, n: number, turn: 1 | -1, rng: Rng): number[] {
  const found = new Array<number>(n * n).fill(0);
  const scale = Math.min(Math.max(spread(numbers), 0.3), 2);
  const positive = numbers.every((v) => v >= 0);
  const whole = numbers.every((v) => v === 0 || v === 1);
  const one = (): number => (whole ? 1 : positive ? scale * (0.2 + rng.rand()) : scale * rng.randn());
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      if (i < m && j < m && numbers[i * m + j] === 0) continue;
      const here = whole ? 1 : 0.5 * one();
      found[i * n + j] = here;
      found[j * n + i] = turn * here;
    }
  }
  for (let i = 0; i < n; i++) {
    const own = numbers[Math.min(i, m - 1) * (m + 1)]!;
    const beside = found.slice(i * n, (i + 1) * n).reduce((sum, v) => sum + Math.abs(v), 0);
    found[i * n + i] = whole || own === 0 ? own : own > 0 ? beside + Math.abs(one()) : one();
  }
  return found;
}
