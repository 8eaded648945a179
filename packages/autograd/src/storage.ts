import { bytesOf, type DType, newArray, type TypedArray } from "./dtype.ts";
import { type Shape, sizeOf } from "./shape.ts";
import { flatten, isRowMajor, rowMajor } from "./strided.ts";
import { abstractValue, Tensor } from "./tensor.ts";

/** Tensors above this own their buffer; those below share slabs: a new buffer costs ten times a place in one. */
const LARGE_BYTES = 16 * 1024;
const SLAB_BYTES = 64 * 1024;
/** A kept tensor keeps its slab alive: small ones have small slabs, so that they pin little. */
const SMALL_BYTES = 64;
const SMALL_SLAB_BYTES = 32 * 1024;

/** Where the next tensor of one dtype goes: slabs are filled front to back and never reused. */
class Slab {
  private array: TypedArray;
  private used = 0;
  private readonly dtype: DType;
  private readonly length: number;

  constructor(dtype: DType, bytes: number) {
    this.dtype = dtype;
    this.length = bytes / bytesOf(dtype);
    this.array = newArray(dtype, 0);
  }

  /** A place of `size` elements. */
  take<S extends Shape>(shape: S, size: number): Tensor<S> {
    if (this.used + size > this.array.length) {
      this.array = newArray(this.dtype, this.length);
      this.used = 0;
    }
    const offset = this.used;
    this.used = offset + size;
    return new Tensor(shape, this.dtype, size, this.array, offset, null, null, null, null);
  }
}

type Slabs = { [D in DType]?: Slab };
const slabs: Slabs = {};
const smallSlabs: Slabs = {};

/**
 * A new contiguous tensor filled with zeros, for a kernel to write into: in a slab up to 16 KB, in its own buffer
 * above. The garbage collector frees all of them.
 */
export function empty<S extends Shape>(shape: S, size: number, dtype: DType): Tensor<S> {
  const bytes = size * bytesOf(dtype);
  if (bytes > LARGE_BYTES) return new Tensor(shape, dtype, size, newArray(dtype, size), 0, null, null, null, null);
  const small = bytes <= SMALL_BYTES;
  const among = small ? smallSlabs : slabs;
  let slab = among[dtype];
  if (slab === undefined) {
    slab = new Slab(dtype, small ? SMALL_SLAB_BYTES : SLAB_BYTES);
    among[dtype] = slab;
  }
  return slab.take(shape, size);
}

/** A single float64: the number itself is the storage, so it needs no array at all. */
export function single<S extends Shape>(shape: S, value: number): Tensor<S> {
  return new Tensor(shape, "float64", 1, value, 0, null, null, null, null);
}

/** What a kernel has written, without an array where one number is all. */
export function settled(y: Tensor): Tensor {
  return y.size === 1 && y.dtype === "float64" ? single(y.shape, singleOf(y)) : y;
}

/** Whether `x` is a single float64, however it is stored. */
export function isSingle(x: Tensor): boolean {
  return x.size === 1 && x.dtype === "float64";
}

/** The value of a single float64. */
export function singleOf(x: Tensor): number {
  return typeof x.storage === "number" ? x.storage : dataOf(x)[x.offset]!;
}

/** A tensor on an array that the caller gives away: nobody may write to it afterwards. */
export function wrap<S extends Shape>(shape: S, dtype: DType, data: TypedArray): Tensor<S> {
  return new Tensor(shape, dtype, data.length, data, 0, null, null, null, null);
}

/** Zeros of any size at the cost of one element: a single zero, repeated along every axis. */
export function repeatedZero<S extends Shape>(shape: S, dtype: DType): Tensor<S> {
  const zero = dtype === "float64" ? 0 : newArray(dtype, 1);
  const strides = shape.map(() => 0);
  return new Tensor(shape, dtype, sizeOf(shape), zero, 0, strides, null, null, null);
}

/** Another look at `x`'s storage. */
export function view<S extends Shape>(
  x: Tensor,
  shape: S,
  offset: number,
  strides: readonly number[] | null,
): Tensor<S> {
  const steps = strides !== null && isRowMajor(shape, strides) ? null : strides;
  if (x.storage === null) throw abstractValue(x);
  const size = sizeOf(shape);
  // One number is copied: a view of it would keep the whole storage.
  if (size === 1 && x.dtype === "float64" && typeof x.storage !== "number") return single(shape, x.storage[offset]!);
  return new Tensor(shape, x.dtype, size, x.storage, offset, steps, null, null, null);
}

/**
 * The array in which `x`'s elements lie, at `x.offset` with `x.strides`: the only door to raw numbers. A single float64
 * has no array; it is given in a new one.
 *
 * @throws TraceError when `x` is abstract.
 */
export function dataOf(x: Tensor): TypedArray {
  if (typeof x.storage === "number") return Float64Array.of(x.storage);
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
