import { ShapeError, showShape } from "./errors.ts";

/** The length of each axis of a tensor. @public */
export type Shape = readonly number[];

/** A single number. @public */
export type Scalar = readonly [];
/** One axis of length N. @public */
export type Vector<N extends number = number> = readonly [N];
/** N rows and M columns. @public */
export type Matrix<N extends number = number, M extends number = number> = readonly [N, M];

/** Shown in a type error: what does not fit. @public */
export interface ShapeMismatch<M extends string> {
  readonly __shape: M;
}

/** Whether only the run time knows how many axes there are. */
export type IsDynamic<S extends Shape> = number extends S["length"] ? true : false;

type Init<S extends Shape> = S extends readonly [...infer I extends Shape, number] ? I : readonly [];
type Last<S extends Shape> = S extends readonly [...Shape, infer L extends number] ? L : never;

/** One axis of a broadcast result; never when the lengths clash. */
type Dim<A extends number, B extends number> = number extends A
  ? number extends B
    ? number
    : B extends 1
      ? number
      : B
  : number extends B
    ? A extends 1
      ? number
      : A
    : A extends B
      ? A
      : A extends 1
        ? B
        : B extends 1
          ? A
          : never;

type BroadcastFrom<A extends Shape, B extends Shape, Out extends Shape> = A extends readonly []
  ? readonly [...B, ...Out]
  : B extends readonly []
    ? readonly [...A, ...Out]
    : [Dim<Last<A>, Last<B>>] extends [never]
      ? never
      : BroadcastFrom<Init<A>, Init<B>, readonly [Dim<Last<A>, Last<B>>, ...Out]>;

/** The shape of an elementwise result; never when the shapes clash, dynamic when one of them is. @public */
export type Broadcast<A extends Shape, B extends Shape> =
  IsDynamic<A> extends true ? Shape : IsDynamic<B> extends true ? Shape : BroadcastFrom<A, B, readonly []>;

type Same<A extends number, B extends number> = number extends A
  ? true
  : number extends B
    ? true
    : A extends B
      ? true
      : false;

/** The shape of a matrix product; never when the inner lengths differ. @public */
export type MatMul<A extends Shape, B extends Shape> =
  IsDynamic<A> extends true
    ? Shape
    : IsDynamic<B> extends true
      ? Shape
      : A extends readonly [infer M extends number, infer K extends number]
        ? B extends readonly [infer L extends number, infer N extends number]
          ? Same<K, L> extends true
            ? readonly [M, N]
            : never
          : B extends readonly [infer L extends number]
            ? Same<K, L> extends true
              ? readonly [M]
              : never
            : Shape
        : A extends readonly [infer K extends number]
          ? B extends readonly [infer L extends number, infer N extends number]
            ? Same<K, L> extends true
              ? readonly [N]
              : never
            : B extends readonly [infer L extends number]
              ? Same<K, L> extends true
                ? readonly []
                : never
              : Shape
          : Shape;

/** The axes in reverse order. @public */
export type Reverse<S extends Shape> =
  IsDynamic<S> extends true
    ? Shape
    : S extends readonly [...infer I extends Shape, infer L extends number]
      ? readonly [L, ...Reverse<I>]
      : readonly [];

// One axis taken out, or set to 1: counted from the front, or for a negative axis from the end.
type FromFront<
  S extends Shape,
  D extends number,
  Put extends Shape,
  Seen extends readonly unknown[] = [],
> = S extends readonly [infer N extends number, ...infer R extends Shape]
  ? Seen["length"] extends D
    ? readonly [...Put, ...R]
    : FromFront<R, D, Put, [...Seen, unknown]> extends infer T extends Shape
      ? readonly [N, ...T]
      : never
  : never;
type FromEnd<
  S extends Shape,
  D extends number,
  Put extends Shape,
  Seen extends readonly unknown[] = [unknown],
> = S extends readonly [...infer R extends Shape, infer N extends number]
  ? Seen["length"] extends D
    ? readonly [...R, ...Put]
    : FromEnd<R, D, Put, [...Seen, unknown]> extends infer T extends Shape
      ? readonly [...T, N]
      : never
  : never;
type AtAxis<S extends Shape, A extends number, Put extends Shape> =
  IsDynamic<S> extends true
    ? Shape
    : number extends A
      ? Shape
      : `${A}` extends `-${infer D extends number}`
        ? FromEnd<S, D, Put>
        : FromFront<S, A, Put>;

/** The shape without one axis; never when there is no such axis. @public */
export type WithoutAxis<S extends Shape, A extends number> = AtAxis<S, A, readonly []>;
/** The shape with the length of one axis set to 1. @public */
export type KeepingAxis<S extends Shape, A extends number> = AtAxis<S, A, readonly [1]>;
/** Asked of an axis beside its type: that the shape has it. @public */
export type AxisFits<S extends Shape, A extends number> = [WithoutAxis<S, A>] extends [never]
  ? ShapeMismatch<`there is no axis ${A} in [${Join<S>}]`>
  : unknown;

type Join<S extends Shape> = S extends readonly [infer A extends number]
  ? `${A}`
  : S extends readonly [infer A extends number, ...infer R extends Shape]
    ? `${A}, ${Join<R>}`
    : "";

/** Asked of an argument beside its type: that the result has a shape; the message otherwise. @public */
export type Fits<Op extends string, A extends Shape, B extends Shape, R> = [R] extends [never]
  ? ShapeMismatch<`${Op}: [${Join<A>}] and [${Join<B>}] do not fit`>
  : unknown;

/** The product of the lengths; 1 when there are no axes. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let d = 0; d < shape.length; d++) size *= shape[d]!;
  return size;
}

/** Whether two shapes are equal. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  const rank = a.length;
  if (rank !== b.length) return false;
  for (let d = 0; d < rank; d++) if (a[d] !== b[d]) return false;
  return true;
}

/**
 * The shape of an elementwise result of `a` and `b`: aligned at the last axis, lengths equal or one of them 1.
 *
 * @throws ShapeError when two lengths clash.
 */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  // Mostly one of the two is the result: then no new shape is made, and equal ones are known by being the same.
  if (broadcastsTo(b, a)) return a;
  if (broadcastsTo(a, b)) return b;
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let d = 1; d <= rank; d++) {
    const m = d > a.length ? 1 : a[a.length - d]!;
    const n = d > b.length ? 1 : b[b.length - d]!;
    if (m !== n && m !== 1 && n !== 1) throw doNotBroadcast(op, a, b, d, m, n);
    out[rank - d] = m === 1 ? n : m;
  }
  return out;
}

/** Whether `small` can be repeated to `large` as it is. */
function broadcastsTo(small: Shape, large: Shape): boolean {
  const skip = large.length - small.length;
  if (skip < 0) return false;
  for (let d = 0; d < small.length; d++) if (small[d] !== 1 && small[d] !== large[d + skip]) return false;
  return true;
}

function doNotBroadcast(op: string, a: Shape, b: Shape, fromEnd: number, m: number, n: number): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem: `the lengths ${m} and ${n} of axis -${fromEnd} differ, and neither is 1`,
    got: `${showShape(a)} and ${showShape(b)}`,
    hint: broadcastHint(a, b),
    shapes: [a, b],
  });
}

/** The likeliest repair, found by trying the usual ones. */
function broadcastHint(a: Shape, b: Shape): string {
  if (a.length === 2 && b.length === 2 && sameShape(a, [b[1]!, b[0]!])) {
    return "one of the two is transposed: transpose(x) swaps its axes";
  }
  for (const [small, large, name] of [
    [b, a, "second"],
    [a, b, "first"],
  ] as const) {
    if (small.length >= large.length) continue;
    for (let axis = small.length; axis > 0; axis--) {
      const widened = small.toSpliced(axis, 0, 1);
      if (broadcasts(widened, large)) {
        return `an axis of length 1 makes the ${name} ${showShape(widened)}, which fits: expandDims(x, ${axis === small.length ? -1 : axis})`;
      }
    }
  }
  if (a.length === 1 && b.length === 1) {
    return "entries are paired one by one; to pair each with each, give one of them an axis: expandDims(x, -1)";
  }
  return "lengths are compared from the last axis backwards; a length of 1 is repeated to fit";
}

/** Whether two shapes broadcast. */
export function broadcasts(a: Shape, b: Shape): boolean {
  for (let d = 1; d <= Math.min(a.length, b.length); d++) {
    const [m, n] = [a[a.length - d]!, b[b.length - d]!];
    if (m !== n && m !== 1 && n !== 1) return false;
  }
  return true;
}
