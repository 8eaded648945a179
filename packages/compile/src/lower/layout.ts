import type { DType } from "@wengert/autograd";
import { bytesOf, isRowMajor, rowMajor } from "@wengert/autograd/engine";

/** Numbers of one dtype beside each other in the memory of a program. */
export interface Buffer {
  readonly id: number;
  readonly dtype: DType;
  readonly size: number;
  /** Where it begins, in bytes; the plan of the memory says so. */
  address: number;
}

/** How a tensor lies in a buffer, in elements. */
export interface Layout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** A tensor in memory. */
export interface View extends Layout {
  readonly buffer: Buffer;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** The layout of a tensor whose elements lie in row-major order. */
export function contiguous(shape: readonly number[]): Layout {
  return { shape, strides: rowMajor(shape), offset: 0 };
}

/** Whether the elements of a layout follow each other in row-major order. */
export function isContiguous({ shape, strides }: Layout): boolean {
  return isRowMajor(shape, strides);
}

/** The axes that are longer than 1: the others play no part in where elements lie. */
export function squeezed(shape: readonly number[]): number[] {
  return shape.filter((n) => n !== 1);
}

/** The steps of a layout along the axes of a shape to which it broadcasts, without those of length 1. */
export function stridesAlong({ shape, strides }: Layout, target: readonly number[]): number[] {
  const skip = target.length - shape.length;
  const out: number[] = [];
  target.forEach((n, d) => {
    if (n === 1) return;
    const own = d - skip;
    out.push(own < 0 || shape[own] === 1 ? 0 : strides[own]!);
  });
  return out;
}

/** The bytes of a buffer. */
export function bytesIn({ dtype, size }: Buffer): number {
  return size * bytesOf(dtype);
}
