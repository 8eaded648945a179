import { mapArray, mapArrays } from "@wengert/wasm";
import { type DType, floatingDType, newArray, promote, type TypedArray } from "../dtype.ts";
import { broadcastShapes, type Shape, sameShape, sizeOf } from "../shape.ts";
import { dataOf, empty, isSingle, single, singleOf } from "../storage.ts";
import { copyStrided } from "../strided.ts";
import type { Tensor } from "../tensor.ts";
import type { Loops1, Loops2 } from "./loopTypes.ts";

/** What dtype a result has: that of the inputs together, always floating, or bool. */
export type ResultKind = "promoted" | "floating" | "bool";

/** The dtype in which an elementwise function of inputs `a` and `b` computes. */
export function computeDType(kind: ResultKind, a: DType, b: DType): DType {
  if (a === "float64" && b === "float64") return "float64";
  const dtype = promote(a, b);
  return kind === "floating" ? floatingDType(dtype) : dtype;
}

/** The dtype of its result. */
export function resultDType(kind: ResultKind, a: DType, b: DType): DType {
  return kind === "bool" ? "bool" : computeDType(kind, a, b);
}

/** `x` in another dtype, contiguous; values are converted as typed arrays do, and NaN becomes 0 in integers. */
export function cast(x: Tensor, dtype: DType): Tensor {
  const y = empty(x.shape, x.size, dtype);
  const data = dataOf(x);
  const out = dataOf(y);
  if (dtype === "bool") {
    const values = newArray(x.dtype, x.size);
    if (x.strides === null) values.set(data.subarray(x.offset, x.offset + x.size));
    else copyStrided(values, 0, data, x.offset, x.shape, x.strides);
    for (let i = 0; i < x.size; i++) out[y.offset + i] = values[i] !== 0 ? 1 : 0;
  } else if (x.strides === null) {
    out.set(data.subarray(x.offset, x.offset + x.size), y.offset);
  } else {
    copyStrided(out, y.offset, data, x.offset, x.shape, x.strides);
  }
  return y;
}

/** Below these no kernel of one or two inputs is worth a look: one comparison is all that a small operation pays. */
const LONG1 = 8;
const LONG = 16;

/** Whether the kernel of a function has done `n` neighbouring numbers. */
function done1(loops: Loops1, out: TypedArray, o: number, xs: TypedArray, i: number, n: number): boolean {
  return loops.simd !== null && n >= loops.simd.from && mapArray(loops.simd, out, o, xs, i, n);
}

/** Runs a unary loop over a whole tensor. */
export function map1(loops: Loops1, kind: ResultKind, input: Tensor): Tensor {
  if (isSingle(input) && kind !== "bool") return single(input.shape, loops.single(singleOf(input)));
  const dtype = computeDType(kind, input.dtype, input.dtype);
  const x = input.dtype === dtype ? input : cast(input, dtype);
  const y = empty(x.shape, x.size, kind === "bool" ? "bool" : dtype);
  const xs = dataOf(x);
  const out = dataOf(y);
  if (x.strides !== null) {
    strided1(loops, dtype, out, y.offset, xs, x.offset, x.shape, x.strides);
  } else if (x.size >= LONG1 && done1(loops, out, y.offset, xs, x.offset, x.size)) {
    return y;
  } else if (dtype === "float64") {
    loops.float64(out, y.offset, xs, x.offset, 1, x.size);
  } else {
    run1(loops, dtype, out, y.offset, xs, x.offset, 1, x.size);
  }
  return y;
}

// A single number beside a tensor is read from one of these, for the time of one loop.
const leftScratch = new Float64Array(1);
const rightScratch = new Float64Array(1);

/** The elements of `x`; a number that stands for all of them in a scratch array. */
function elementsOf(x: Tensor, scratch: Float64Array): TypedArray {
  if (typeof x.storage !== "number") return dataOf(x);
  scratch[0] = x.storage;
  return scratch;
}

/** Rows up to this length are done by one loop within another; for longer ones a call each costs nothing. */
const SHORT_ROW = 32;

/** Whether the kernel of a function of two inputs has done `m` rows of `n` numbers that follow each other. */
function done2(
  loops: Loops2,
  out: TypedArray,
  o: number,
  xs: TypedArray,
  i: number,
  di: number,
  ri: number,
  ys: TypedArray,
  j: number,
  dj: number,
  rj: number,
  m: number,
  n: number,
): boolean {
  const { simd } = loops;
  return simd !== null && m * n >= simd.from && mapArrays(simd, out, o, xs, i, di, ri, ys, j, dj, rj, m, n);
}

/** Runs a binary loop over two whole tensors, broadcasting. */
export function map2(op: string, loops: Loops2, kind: ResultKind, left: Tensor, right: Tensor): Tensor {
  if (isSingle(left) && isSingle(right) && kind !== "bool" && left.shape.length === right.shape.length) {
    return single(left.shape, loops.single(singleOf(left), singleOf(right)));
  }
  const dtype = computeDType(kind, left.dtype, right.dtype);
  const a = left.dtype === dtype ? left : cast(left, dtype);
  const b = right.dtype === dtype ? right : cast(right, dtype);
  const outDType = kind === "bool" ? "bool" : dtype;
  const oneA = typeof a.storage === "number";
  const oneB = typeof b.storage === "number";
  const as = elementsOf(a, leftScratch);
  const bs = elementsOf(b, rightScratch);
  if ((a.strides === null || oneA) && (b.strides === null || oneB)) {
    let shape: Shape | null = null;
    let di = oneA ? 0 : 1;
    let dj = oneB ? 0 : 1;
    if (a.shape === b.shape || sameShape(a.shape, b.shape)) {
      shape = a.shape;
    } else if (b.shape.length === 0) {
      shape = a.shape;
      dj = 0;
    } else if (a.shape.length === 0) {
      shape = b.shape;
      di = 0;
    }
    if (shape !== null) {
      const size = shape === a.shape ? a.size : b.size;
      const y = empty(shape, size, outDType);
      const out = dataOf(y);
      if (size >= LONG && done2(loops, out, y.offset, as, a.offset, di, 0, bs, b.offset, dj, 0, 1, size)) return y;
      if (dtype === "float64") loops.float64(out, y.offset, as, a.offset, di, bs, b.offset, dj, size);
      else run2(loops, dtype, out, y.offset, as, a.offset, di, bs, b.offset, dj, size);
      return y;
    }
  }
  const shape = broadcastShapes(op, a.shape, b.shape);
  const y = empty(shape, shape === a.shape ? a.size : shape === b.shape ? b.size : sizeOf(shape), outDType);
  const rank = shape.length;
  const out = dataOf(y);
  if (rank <= 2) {
    const n = rank === 0 ? 1 : shape[rank - 1]!;
    const rows = rank < 2 ? 1 : shape[0]!;
    const di = stepOf(a, 1);
    const dj = stepOf(b, 1);
    const rowA = stepOf(a, 2);
    const rowB = stepOf(b, 2);
    if (y.size >= LONG && done2(loops, out, y.offset, as, a.offset, di, rowA, bs, b.offset, dj, rowB, rows, n))
      return y;
    if (dtype === "float64" && n <= SHORT_ROW && rows > 3 && loops.rows !== undefined) {
      loops.rows(out, y.offset, n, as, a.offset, di, rowA, bs, b.offset, dj, rowB, rows, n);
      return y;
    }
    for (let row = 0, o = y.offset, i = a.offset, j = b.offset; row < rows; row++, o += n, i += rowA, j += rowB) {
      run2(loops, dtype, out, o, as, i, di, bs, j, dj, n);
    }
    return y;
  }
  strided2(
    loops,
    dtype,
    out,
    y.offset,
    as,
    a.offset,
    broadcastStrides(a, shape),
    bs,
    b.offset,
    broadcastStrides(b, shape),
    shape,
  );
  return y;
}

/** a ← f(a, b) for contiguous `a` and `b` of equal size and dtype, where nobody else holds `a`. */
export function onto(loops: Loops2, a: Tensor, b: Tensor): void {
  const as = dataOf(a);
  const bs = dataOf(b);
  if (a.size >= LONG && done2(loops, as, a.offset, as, a.offset, 1, 0, bs, b.offset, 1, 0, 1, a.size)) return;
  run2(loops, a.dtype, as, a.offset, as, a.offset, 1, bs, b.offset, 1, a.size);
}

/** The step of `x` along its last or last but one axis: 0 where there is no such axis or it has length 1. */
export function stepOf(x: Tensor, fromEnd: 1 | 2): number {
  const d = x.shape.length - fromEnd;
  if (d < 0 || x.shape[d] === 1) return 0;
  if (x.strides !== null) return x.strides[d]!;
  return fromEnd === 1 ? 1 : x.shape[d + 1]!;
}

/** The steps of `x` when it is read as if it had the given shape: 0 along repeated axes. */
export function broadcastStrides(x: Tensor, shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  const skip = shape.length - x.shape.length;
  for (let d = 0; d < skip; d++) strides[d] = 0;
  for (let d = x.shape.length - 1, step = 1; d >= 0; d--) {
    const n = x.shape[d]!;
    strides[d + skip] = n === 1 ? 0 : x.strides === null ? step : x.strides[d]!;
    step *= n;
  }
  return strides;
}

function run1(
  loops: Loops1,
  dtype: DType,
  out: TypedArray,
  o: number,
  xs: TypedArray,
  i: number,
  di: number,
  n: number,
): void {
  if (dtype === "float64") loops.float64(out, o, xs, i, di, n);
  else if (dtype === "float32") loops.float32(out, o, xs, i, di, n);
  else loops.int32!(out, o, xs, i, di, n);
}

/** Runs a binary loop in a dtype. */
export function run2(
  loops: Loops2,
  dtype: DType,
  out: TypedArray,
  o: number,
  xs: TypedArray,
  i: number,
  di: number,
  ys: TypedArray,
  j: number,
  dj: number,
  n: number,
): void {
  if (dtype === "float64") loops.float64(out, o, xs, i, di, ys, j, dj, n);
  else if (dtype === "float32") loops.float32(out, o, xs, i, di, ys, j, dj, n);
  else loops.int32!(out, o, xs, i, di, ys, j, dj, n);
}

/** Row by row over the outer axes; each row is one call of the loop. */
function strided1(
  loops: Loops1,
  dtype: DType,
  out: TypedArray,
  o: number,
  xs: TypedArray,
  i: number,
  shape: Shape,
  strides: readonly number[],
): void {
  const last = shape.length - 1;
  if (last < 0) {
    run1(loops, dtype, out, o, xs, i, 1, 1);
    return;
  }
  const n = shape[last]!;
  const rows = n === 0 ? 0 : sizeOf(shape) / n;
  const index = new Array<number>(last).fill(0);
  for (let row = 0; row < rows; row++, o += n) {
    run1(loops, dtype, out, o, xs, i, strides[last]!, n);
    for (let d = last - 1; d >= 0; d--) {
      i += strides[d]!;
      if (++index[d]! < shape[d]!) break;
      i -= strides[d]! * shape[d]!;
      index[d] = 0;
    }
  }
}

/**
 * Axes that both inputs pass in even steps as one: a bias for each channel is three axes long, however many there are
 * of an image.
 */
function joinAxes(
  shape: Shape,
  di: readonly number[],
  dj: readonly number[],
): readonly [shape: number[], di: number[], dj: number[]] {
  const lengths: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  for (let d = shape.length - 1; d >= 0; d--) {
    const n = shape[d]!;
    if (n === 1) continue;
    if (lengths.length > 0 && di[d] === left[0]! * lengths[0]! && dj[d] === right[0]! * lengths[0]!) {
      lengths[0]! *= n;
      continue;
    }
    lengths.unshift(n);
    left.unshift(di[d]!);
    right.unshift(dj[d]!);
  }
  return [lengths, left, right];
}

/** Two axes at a time, by a kernel where there is one, otherwise row by row with the loop. */
function strided2(
  loops: Loops2,
  dtype: DType,
  out: TypedArray,
  o: number,
  xs: TypedArray,
  i: number,
  stepsOfX: readonly number[],
  ys: TypedArray,
  j: number,
  stepsOfY: readonly number[],
  whole: Shape,
): void {
  const [shape, di, dj] = joinAxes(whole, stepsOfX, stepsOfY);
  const last = shape.length - 1;
  if (last < 0) {
    run2(loops, dtype, out, o, xs, i, 1, ys, j, 1, 1);
    return;
  }
  const n = shape[last]!;
  const [dx, dy] = [di[last]!, dj[last]!];
  const rows = last === 0 ? 1 : shape[last - 1]!;
  const [rowX, rowY] = last === 0 ? [0, 0] : [di[last - 1]!, dj[last - 1]!];
  const size = rows * n;
  const blocks = size === 0 ? 0 : sizeOf(shape) / size;
  const index = new Array<number>(last).fill(0);
  for (let block = 0; block < blocks; block++, o += size) {
    if (size < LONG || !done2(loops, out, o, xs, i, dx, rowX, ys, j, dy, rowY, rows, n)) {
      for (let row = 0; row < rows; row++) {
        run2(loops, dtype, out, o + row * n, xs, i + row * rowX, dx, ys, j + row * rowY, dy, n);
      }
    }
    for (let d = last - 2; d >= 0; d--) {
      i += di[d]!;
      j += dj[d]!;
      if (++index[d]! < shape[d]!) break;
      i -= di[d]! * shape[d]!;
      j -= dj[d]! * shape[d]!;
      index[d] = 0;
    }
  }
}
