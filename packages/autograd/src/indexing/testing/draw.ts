import fc from "fast-check";
import type { PlainIndex } from "./naive.ts";

/** A shape with an index that is valid for it. */
export interface Problem {
  readonly shape: readonly number[];
  readonly index: readonly PlainIndex[];
}

const KINDS = ["integer", "slice", "integers", "mask", "newaxis", "ellipsis"] as const;

/** Random shapes of rank 0 to 4, some of size 0, with indices of every kind in every order. */
export const problem: fc.Arbitrary<Problem> = fc.gen().map((draw) => {
  const whole = (min: number, max: number): number => draw(fc.integer, { min, max });
  const maybe = (value: () => number): number | null => (draw(fc.boolean) ? value() : null);
  const shape = draw(fc.array, fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
  /** The shape to which all arrays broadcast; a mask makes it a vector of its count. */
  const shared = draw(fc.array, fc.integer({ min: 1, max: 3 }), { maxLength: 2 });
  const index: PlainIndex[] = [];
  let d = 0;
  let dots = false;
  const entries = whole(0, shape.length + 2);
  for (let k = 0; k < entries; k++) {
    const kind = KINDS[whole(0, KINDS.length - 1)]!;
    const n = shape[d] ?? 0;
    const left = shape.length - d;
    if (kind === "newaxis") index.push({ kind });
    else if (kind === "ellipsis" && !dots) {
      dots = true;
      index.push({ kind });
      d += whole(0, left);
    } else if (kind === "slice" && left > 0) {
      const step = maybe(() => whole(1, 3) * (draw(fc.boolean) ? 1 : -1));
      index.push({ kind, bounds: [maybe(() => whole(-6, 6)), maybe(() => whole(-6, 6)), step] });
      d++;
    } else if (kind === "integer" && n > 0) {
      index.push({ kind, value: whole(-n, n - 1) });
      d++;
    } else if (kind === "integers" && n > 0) {
      const own = shared.slice(whole(0, shared.length)).map((length) => (whole(0, 3) === 0 ? 1 : length));
      const size = own.reduce((a, b) => a * b, 1);
      index.push({ kind, shape: own, values: Array.from({ length: size }, () => whole(-n, n - 1)) });
      d++;
    } else if (kind === "mask" && left > 0) {
      const rank = whole(1, Math.min(left, 2));
      const own = shape.slice(d, d + rank);
      const size = own.reduce((a, b) => a * b, 1);
      // As many true entries as broadcast with the other arrays: one, or the length of their last axis.
      const count = Math.min(size, shared.at(-1) ?? 1);
      if (count !== (shared.at(-1) ?? 1) && count !== 1) continue;
      const chosen = draw(
        fc.shuffledSubarray<number>,
        Array.from({ length: size }, (_, i) => i),
        {
          minLength: count,
          maxLength: count,
        },
      );
      index.push({ kind, shape: own, values: Array.from({ length: size }, (_, i) => chosen.includes(i)) });
      d += rank;
    }
  }
  // What follows the dots counts from the end, so no axis may be left over.
  for (; dots && d < shape.length; d++) index.push({ kind: "slice", bounds: [null, null, null] });
  return { shape, index };
});
