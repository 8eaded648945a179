import { dataOf, flatData } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { wordsOf } from "./digits.ts";

/** Up to how many numbers are compared one by one. */
const FEW = 8;

/** Odd multipliers whose products spread neighbouring words over all bits. */
const [MIX_UPPER, MIX_LOWER] = [0x9e3779b1, 0x85ebca77];

/**
 * out ← for each entry of `x` whether it is among the `others`; NaN never is.
 *
 * A table of the others, twice as long at least, with what meets an occupied place put into the next free one.
 *
 * @see D. E. Knuth (1998), The Art of Computer Programming, vol. 3, 2nd ed., section 6.4, algorithm L.
 */
export function isAmong(out: Tensor, x: Tensor, others: Tensor): void {
  const [values, list, to] = [flatData(x), flatData(others), dataOf(out)];
  if (list.length <= FEW) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      let found = 0;
      for (let k = 0; k < list.length; k++) found |= +(list[k] === value);
      to[out.offset + i] = found;
    }
    return;
  }
  const bits = Math.ceil(Math.log2(list.length)) + 1;
  const [table, taken, last] = [new Float64Array(2 ** bits), new Uint8Array(2 ** bits), 2 ** bits - 1];
  const number = new Float64Array(1);
  const words = wordsOf(number);
  /** Where a number belongs in the table. −0 is 0. */
  const placeOf = (value: number): number => {
    number[0] = value + 0;
    const mixed = Math.imul(words[0]!, MIX_LOWER) ^ Math.imul(words[1]!, MIX_UPPER);
    let place = Math.imul(mixed ^ (mixed >>> 15), MIX_UPPER) >>> (32 - bits);
    while (taken[place] !== 0 && table[place] !== value) place = (place + 1) & last;
    return place;
  };
  for (let k = 0; k < list.length; k++) {
    const value = list[k]!;
    if (value !== value) continue;
    const place = placeOf(value);
    table[place] = value;
    taken[place] = 1;
  }
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    to[out.offset + i] = value === value ? taken[placeOf(value)]! : 0;
  }
}
