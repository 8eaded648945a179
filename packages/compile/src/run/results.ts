import type { Tensor, Variable } from "@wengert/autograd";
import { bytesOf, keepFreedMemory, single, type TypedArray, tensorOn } from "@wengert/autograd/engine";
import type { Buffer } from "../lower/layout.ts";
import { Shelf } from "./shelf.ts";

/** Results up to this many bytes together are copied out at once; larger ones have arrays of their own. */
const TOGETHER = 16 * 1024;

/** The memory as arrays of each type. */
export type Arrays = { readonly [D in Tensor["dtype"]]: TypedArray };

/** A result, and where in its chunk it begins. */
interface Result {
  readonly index: number;
  readonly shape: readonly number[];
  readonly dtype: Tensor["dtype"];
  readonly size: number;
  readonly offset: number;
}

/** A stretch of memory that is copied out at once. */
interface Chunk {
  /** The stretch itself: the memory never grows, so it may be held. */
  readonly view: TypedArray;
  /** Where its copies lie; null where it is large, and each has an array of its own. */
  readonly shelf: Shelf | null;
  readonly results: readonly Result[];
}

/** Copies the results of a program, or the last of them, out of its memory. */
export class Results {
  private readonly count: number;
  private readonly chunks: readonly Chunk[];
  /** Single numbers, which need no array: their offsets are places in memory. */
  private readonly numbers: readonly Result[];
  private readonly float64: TypedArray;

  constructor(variables: readonly Variable[], buffers: readonly Buffer[], arrays: Arrays) {
    const { stretches, numbers } = describe(variables, buffers);
    keepFreedMemory();
    this.count = variables.length;
    this.float64 = arrays.float64;
    this.numbers = numbers;
    this.chunks = stretches.map(({ dtype, from, to, results }): Chunk => {
      const view = arrays[dtype].subarray(from, to);
      return { view, shelf: view.length <= TOGETHER / 8 ? new Shelf(view) : null, results };
    });
  }

  /** Tensors of their own, which nothing changes later. */
  read(): Tensor[] {
    const { chunks, numbers, float64 } = this;
    const out = new Array<Tensor>(this.count);
    for (let c = 0; c < chunks.length; c++) {
      const { view, shelf, results } = chunks[c]!;
      // Small ones share a larger array with others, which costs a tenth of an array of their own.
      const start = shelf === null ? 0 : shelf.put(view);
      const data = shelf === null ? view.slice() : shelf.array;
      for (let i = 0; i < results.length; i++) {
        const { index, shape, dtype, size, offset } = results[i]!;
        out[index] = tensorOn(shape, dtype, size, data, start + offset);
      }
    }
    for (let i = 0; i < numbers.length; i++) {
      const { index, shape, offset } = numbers[i]!;
      out[index] = single(shape, float64[offset]!);
    }
    return out;
  }
}

interface Stretch {
  readonly dtype: Tensor["dtype"];
  readonly from: number;
  to: number;
  readonly results: Result[];
}

/** Which results are copied out together, and which are single numbers. */
function describe(
  variables: readonly Variable[],
  buffers: readonly Buffer[],
): { stretches: readonly Stretch[]; numbers: readonly Result[] } {
  const stretches: Stretch[] = [];
  const numbers: Result[] = [];
  const order = [...buffers.keys()].sort((a, b) => buffers[a]!.address - buffers[b]!.address);
  for (const index of order) {
    const buffer = buffers[index]!;
    const { shape, dtype } = variables[index]!;
    const { size } = buffer;
    const at = placeOf(buffer);
    if (dtype === "float64" && size === 1) {
      numbers.push({ index, shape, dtype, size, offset: at });
      continue;
    }
    let last = stretches[stretches.length - 1];
    const limit = TOGETHER / bytesOf(dtype);
    // Together while they are small and hardly anything else lies between.
    if (last?.dtype === dtype && at + size - last.from <= limit && at >= last.to && at - last.to <= 64)
      last.to = at + size;
    else {
      last = { dtype, from: at, to: at + size, results: [] };
      stretches.push(last);
    }
    last.results.push({ index, shape, dtype, size, offset: at - last.from });
  }
  return { stretches, numbers };
}

/** Where a buffer begins, counted in elements of its dtype. */
export function placeOf({ address, dtype }: Buffer): number {
  return address / bytesOf(dtype);
}
