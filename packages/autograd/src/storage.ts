import { bytesOf, type DType, newArray, type TypedArray } from "./dtype.ts";
import { type Shape, sizeOf } from "./shape.ts";
import { flatten, isRowMajor, rowMajor } from "./strided.ts";
import { abstractValue, Tensor } from "./tensor.ts";

/** Tensors above this own their buffer; those below share slabs, since a new buffer costs ten times a place in one. */
const LARGE_BYTES = 16 * 1024;
/** A tensor that is kept keeps its slab alive: those up to this size have small slabs, so that they pin little. */
const SMALL_BYTES = 64;
const SLAB_BYTES = 64 * 1024;
const SMALL_SLAB_BYTES = 8 * 1024;

/** Where the next tensor of one dtype goes: slabs are filled front to back and never reused. */
interface Slab {
  array: TypedArray;
  used: number;
}

type Slabs = Partial<Record<DType, Slab>>;

const slabs: Slabs = {};
const smallSlabs: Slabs = {};

/**
 * Where the next single float64 goes. V8 keeps typed arrays up to 64 bytes inside the object, the cheapest there are;
 * eight numbers share one, and a loss that is kept pins no more than in an array of one.
 */
let singles = new Float64Array(8);
let singlesUsed = 0;

function single<S extends Shape>(shape: S): Tensor<S> {
  if (singlesUsed === 8) {
    singles = new Float64Array(8);
    singlesUsed = 0;
  }
  return new Tensor(shape, "float64", 1, singles, singlesUsed++, null, null, null, null);
}

/**
 * A new contiguous tensor filled with zeros, for a kernel to write into: a single number in an array of eight, a
 * larger tensor in a slab, a large one in its own buffer. The garbage collector frees all of them.
 */
export function empty<S extends Shape>(shape: S, size: number, dtype: DType): Tensor<S> {
  if (size === 1 && dtype === "float64") return single(shape);
  const bytes = size * bytesOf(dtype);
  if (bytes <= SMALL_BYTES) return inSlab(smallSlabs, SMALL_SLAB_BYTES, shape, size, dtype);
  if (bytes <= LARGE_BYTES) return inSlab(slabs, SLAB_BYTES, shape, size, dtype);
  return new Tensor(shape, dtype, size, newArray(dtype, size), 0, null, null, null, null);
}

function inSlab<S extends Shape>(of: Slabs, slabBytes: number, shape: S, size: number, dtype: DType): Tensor<S> {
  let slab = of[dtype];
  if (slab === undefined || slab.used + size > slab.array.length) {
    slab = { array: newArray(dtype, slabBytes / bytesOf(dtype)), used: 0 };
    of[dtype] = slab;
  }
  const offset = slab.used;
  slab.used = offset + size;
  return new Tensor(shape, dtype, size, slab.array, offset, null, null, null, null);
}

/** A tensor on an array that the caller gives away: nobody may write to it afterwards. */
export function wrap<S extends Shape>(shape: S, dtype: DType, data: TypedArray): Tensor<S> {
  return new Tensor(shape, dtype, data.length, data, 0, null, null, null, null);
}

/** Zeros of any size at the cost of one element: a single zero, repeated along every axis. */
export function repeatedZero<S extends Shape>(shape: S, dtype: DType): Tensor<S> {
  return new Tensor(
    shape,
    dtype,
    sizeOf(shape),
    newArray(dtype, 1),
    0,
    shape.map(() => 0),
    null,
    null,
    null,
  );
}

/** Another look at `x`'s storage. */
export function view<S extends Shape>(
  x: Tensor,
  shape: S,
  offset: number,
  strides: readonly number[] | null,
): Tensor<S> {
  const steps = strides !== null && isRowMajor(shape, strides) ? null : strides;
  return new Tensor(shape, x.dtype, sizeOf(shape), dataOf(x), offset, steps, null, null, null);
}

/**
 * The array in which `x`'s elements lie, at `x.offset` with `x.strides`: the only door to raw numbers.
 *
 * @throws TraceError when `x` is abstract.
 */
export function dataOf(x: Tensor): TypedArray {
  if (x.storage !== null) return x.storage;
  throw abstractValue(x);
}

/** The elements in row-major order: a window on the storage where `x` is contiguous, a copy otherwise. */
export function flatData(x: Tensor): TypedArray {
  return flatten(dataOf(x), x.dtype, x.size, x.offset, x.shape, x.strides);
}

/** The steps between neighbours along each axis. */
export function stridesOf(x: Tensor): readonly number[] {
  return x.strides ?? rowMajor(x.shape);
}
