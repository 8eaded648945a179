import * as fc from "fast-check";
import seedrandom from "seedrandom";
import { describe, expect, test } from "vitest";
import { Arc4 } from "./arc4.ts";

/** Texts of every length, beyond the 256 bytes of a key too, with characters above 255 among them. */
const seeds = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ minLength: 250, maxLength: 600 }),
  fc.integer().map(String),
);

describe("ARC4", () => {
  test("gives the numbers and words of seedrandom for every text, to the last bit", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [ours, theirs] = [new Arc4(seed), seedrandom(seed, { state: true })];
        for (let k = 0; k < 20; k++) {
          expect(ours.double()).toBe(theirs());
          expect(ours.word()).toBe(theirs.int32() >>> 0);
        }
        const { S, i, j } = theirs.state();
        expect(ours.state()).toEqual({ permutation: S, i, j });
      }),
      { numRuns: 300 },
    );
  });

  test("fills small numbers up with further bytes, as seedrandom does", () => {
    const [ours, theirs] = [new Arc4("zeros"), seedrandom("zeros", { state: true })];
    let small = 0;
    for (let k = 0; k < 20_000; k++) {
      const x = ours.double();
      expect(Object.is(x, theirs())).toBe(true);
      if (x < 2 ** -8) small++;
    }
    expect(small).toBeGreaterThan(20);
  });

  test("a state is a copy", () => {
    const bits = new Arc4("a");
    const state = bits.state();
    const text = JSON.stringify(state);
    const first = bits.double();
    expect(JSON.stringify(state)).toBe(text);
    bits.restore(state);
    expect(bits.double()).toBe(first);
    expect(JSON.stringify(state)).toBe(text);
  });
});
