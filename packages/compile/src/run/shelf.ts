import type { TypedArray } from "@wengert/autograd/engine";

/** Copies that are kept keep the array alive that they share with others: it is no larger than this. */
const BYTES = 64 * 1024;

/**
 * Copies of one stretch of memory, beside each other in arrays that are filled front to back and never used again: a
 * tenth of what an array for each would cost.
 */
export class Shelf {
  /** The array that holds the last copy. */
  array: TypedArray;
  private end = 0;

  constructor(first: TypedArray) {
    this.array = first.slice(0, 0);
  }

  /** Copies the numbers, and says where in `array` they begin. */
  put(numbers: TypedArray): number {
    const { length } = numbers;
    if (this.end + length > this.array.length) {
      const { constructor, BYTES_PER_ELEMENT } = numbers;
      this.array = new (constructor as new (n: number) => TypedArray)(BYTES / BYTES_PER_ELEMENT);
      this.end = 0;
    }
    const start = this.end;
    this.array.set(numbers, start);
    this.end = start + length;
    return start;
  }
}
