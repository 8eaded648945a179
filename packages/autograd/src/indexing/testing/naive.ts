import type { Index } from "../types.ts";

/** An index whose arrays are written out, so that a test can compute with them by hand. */
export type PlainIndex =
  | { readonly kind: "integer"; readonly value: number }
  | { readonly kind: "slice"; readonly bounds: readonly (number | null)[] }
  | { readonly kind: "newaxis" }
  | { readonly kind: "ellipsis" }
  | { readonly kind: "integers"; readonly shape: readonly number[]; readonly values: readonly number[] }
  | { readonly kind: "mask"; readonly shape: readonly number[]; readonly values: readonly boolean[] };

/** Which elements an index picks: the shape of the result, and for each of its elements the place it came from. */
export interface Picked {
  readonly shape: readonly number[];
  readonly places: readonly number[];
}

type Integers = Extract<PlainIndex, { readonly kind: "integers" }>;
/** Where one axis of the result comes from: a list of entries along an axis of x (null: none), or the arrays. */
type ResultAxis = { readonly axis: number | null; readonly entries: readonly number[] } | "arrays";

/** All indices of a shape in row-major order. */
export function everyIndex(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (heads, n) => heads.flatMap((head) => Array.from({ length: n }, (_, i) => [...head, i])),
    [[]],
  );
}

function flatPlace(index: readonly number[], shape: readonly number[]): number {
  return shape.reduce((place, n, d) => place * n + index[d]!, 0);
}

/** The entries that Python's range gives for a slice, by counting. */
export function sliceEntries([start, stop, step]: readonly (number | null)[], n: number): number[] {
  const by = step ?? 1;
  const all = Array.from({ length: n }, (_, i) => i);
  const from = (bound: number): number => (bound < 0 ? bound + n : bound);
  const isIn = (i: number): boolean => {
    const afterStart = start === null || start === undefined || (by > 0 ? i >= from(start) : i <= from(start));
    const beforeStop = stop === null || stop === undefined || (by > 0 ? i < from(stop) : i > from(stop));
    return afterStart && beforeStop;
  };
  const walk = (by > 0 ? all : all.reverse()).filter(isIn);
  return walk.filter((_, k) => k % Math.abs(by) === 0);
}

/** NumPy's indexing, written element by element from its definition. */
export function naivePick(shape: readonly number[], index: readonly PlainIndex[]): Picked {
  const taken = index.reduce(
    (n, i) => n + (i.kind === "mask" ? i.shape.length : "newaxis ellipsis".includes(i.kind) ? 0 : 1),
    0,
  );
  const whole: PlainIndex = { kind: "slice", bounds: [null, null, null] };
  const rest = new Array<PlainIndex>(shape.length - taken).fill(whole);
  const dots = index.findIndex((i) => i.kind === "ellipsis");
  const full = dots < 0 ? [...index, ...rest] : [...index.slice(0, dots + 1), ...rest, ...index.slice(dots + 1)];
  const hasArrays = full.some((i) => i.kind === "integers" || i.kind === "mask");

  const arrays: { readonly axis: number; readonly integers: Integers }[] = [];
  const axes: ResultAxis[] = [];
  const standing: number[] = [];
  let d = 0;
  full.forEach((i, k) => {
    switch (i.kind) {
      case "newaxis":
        axes.push({ axis: null, entries: [0] });
        break;
      case "ellipsis":
        break;
      case "slice":
        axes.push({ axis: d, entries: sliceEntries(i.bounds, shape[d]!) });
        d++;
        break;
      case "mask": {
        // A mask stands for the coordinates of its true entries, one array for each of its axes.
        const found = everyIndex(i.shape).filter((at) => i.values[flatPlace(at, i.shape)] === true);
        i.shape.forEach((_, m) => {
          const values = found.map((at) => at[m]!);
          arrays.push({ axis: d++, integers: { kind: "integers", shape: [found.length], values } });
        });
        standing.push(k);
        axes.push("arrays");
        break;
      }
      default: {
        const integers: Integers = i.kind === "integers" ? i : { kind: "integers", shape: [], values: [i.value] };
        arrays.push({ axis: d++, integers });
        standing.push(k);
        axes.push("arrays");
      }
    }
  });
  const shared = arrays.map((a) => a.integers.shape).reduce(broadcast, []);
  const together = standing.every((k, i) => i === 0 || k === standing[i - 1]! + 1);
  const first = axes.indexOf("arrays");
  const others = axes.filter((axis) => axis !== "arrays");
  const before = hasArrays && !together ? 0 : Math.max(first, 0);
  const lengths = others.map((axis) => axis.entries.length);
  const result = [...lengths.slice(0, before), ...shared, ...lengths.slice(before)];

  const places = everyIndex(result).map((at) => {
    const inArrays = at.slice(before, before + shared.length);
    const inOthers = [...at.slice(0, before), ...at.slice(before + shared.length)];
    const from = shape.map(() => 0);
    others.forEach(({ axis, entries }, k) => {
      if (axis !== null) from[axis] = entries[inOthers[k]!]!;
    });
    for (const { axis, integers } of arrays) {
      const own = integers.shape.map((n, m) => (n === 1 ? 0 : inArrays[m + shared.length - integers.shape.length]!));
      const value = integers.values[flatPlace(own, integers.shape)]!;
      from[axis] = value < 0 ? value + shape[axis]! : value;
    }
    return flatPlace(from, shape);
  });
  return { shape: result, places };
}

function broadcast(a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, d) => {
    const [m, n] = [a[d - rank + a.length] ?? 1, b[d - rank + b.length] ?? 1];
    return m === 1 ? n : m;
  });
}

/** The index as a reader writes it: slices as text, arrays as tensors. */
export function written(
  index: readonly PlainIndex[],
  toTensor: (values: readonly (number | boolean)[], shape: readonly number[]) => Index,
): Index[] {
  return index.map((i): Index => {
    switch (i.kind) {
      case "integer":
        return i.value;
      case "newaxis":
        return null;
      case "ellipsis":
        return "...";
      case "slice": {
        const [start, stop, step] = i.bounds.map((bound) => bound ?? "");
        return step === "" ? `${start}:${stop}` : `${start}:${stop}:${step}`;
      }
      default:
        return toTensor(i.values, i.shape);
    }
  });
}
