import { WengertError } from "@wengert/autograd";
import fc from "fast-check";
import { expect } from "vitest";

/** A damaged copy of a file: some bytes changed, cut off, repeated or put in between. */
export function damagedCopies(originals: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc.constantFrom(...originals).chain((original) => {
    const place = fc.nat(Math.max(0, original.length - 1));
    // Most damage that matters is done near the beginning, where the headers are.
    const early = fc.nat(Math.min(original.length, 140) - 1);
    const changed = fc
      .array(fc.tuple(fc.oneof(early, place), fc.nat(255)), { minLength: 1, maxLength: 6 })
      .map((changes) => {
        const copy = Uint8Array.from(original);
        for (const [at, value] of changes) copy[at] = value;
        return copy;
      });
    const cut = place.map((length) => original.slice(0, length));
    const repeated = fc.tuple(place, place).map(([from, to]) => {
      const part = original.subarray(Math.min(from, to), Math.max(from, to));
      return Uint8Array.from([...original.subarray(0, from), ...part, ...original.subarray(from)]);
    });
    const spliced = fc
      .tuple(early, fc.uint8Array({ maxLength: 12 }))
      .map(([at, between]) => Uint8Array.from([...original.subarray(0, at), ...between, ...original.subarray(at)]));
    return fc.oneof(changed, cut, repeated, spliced);
  });
}

/** Reads bytes of which nothing is known: the result, or null where an error of ours says what is wrong. */
export function readOrRefuse<T>(read: (bytes: Uint8Array) => T, bytes: Uint8Array): T | null {
  try {
    return read(bytes);
  } catch (error) {
    if (!(error instanceof WengertError)) throw new Error(`not one of our errors: ${String(error)}`, { cause: error });
    expect(error.message.length).toBeLessThan(1000);
    return null;
  }
}

/** What one step of unpacking may become, 8 MB, and its buffers. */
const ENOUGH_BYTES = 30_000_000;
const ENOUGH_MILLISECONDS = 2_000;

/** Expects a refusal that takes neither the memory nor the time that the file asks for. */
export function expectCheapRefusal(read: () => unknown, message: RegExp): void {
  const start = performance.now();
  const before = process.memoryUsage().arrayBuffers;
  expect(read).toThrow(message);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(ENOUGH_BYTES);
  expect(performance.now() - start).toBeLessThan(ENOUGH_MILLISECONDS);
}
