import { ShapeError, showShape } from "./errors.ts";

/** The length of each axis of a tensor. @public */
export type Shape = readonly number[];

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

function doNotBroadcast(op: string, a: Shape, b: Shape, fromEnd: number, m: number, n: number): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem: `the lengths ${m} and ${n} of axis −${fromEnd} neither agree nor are 1`,
    got: `${showShape(a)} and ${showShape(b)}`,
    hint: broadcastHint(a, b),
    shapes: [a, b],
  });
}

/** The likeliest repair, found by trying the usual ones. */
function broadcastHint(a: Shape, b: Shape): string {
  const fits = (x: Shape, y: Shape): boolean => {
    for (let d = 1; d <= Math.min(x.length, y.length); d++) {
      const [m, n] = [x[x.length - d]!, y[y.length - d]!];
      if (m !== n && m !== 1 && n !== 1) return false;
    }
    return true;
  };
  if (a.length === 2 && b.length === 2) {
    if (sameShape(a, [b[1]!, b[0]!])) return "one of the two is transposed: transpose(x) swaps its axes";
  }
  for (const [small, large, name] of [
    [b, a, "second"],
    [a, b, "first"],
  ] as const) {
    if (small.length < large.length && fits([...small, 1], large)) {
      return `give the ${name} an axis at the end, expandDims(x, -1), to make it ${showShape([...small, 1])}`;
    }
  }
  return "lengths are compared from the last axis backwards; reshape or expandDims one of the two";
}
