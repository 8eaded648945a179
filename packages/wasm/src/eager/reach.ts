/** A stretch of an array: what the array is called, the array, the first place, and how many numbers. */
export type Stretch = readonly [what: string, array: ArrayLike<number>, from: number, count: number];

/** Whether an array has no `count` numbers from place `from` on. */
export function isBeyond(array: ArrayLike<number>, from: number, count: number): boolean {
  return !(from >= 0 && count >= 0 && from + count <= array.length);
}

/**
 * The error for going beyond an array: typed arrays read nothing there and drop what is written, without a word. Where
 * calls are short the question is asked first, and this is far from their way.
 */
export function beyond(op: string, ...stretches: readonly Stretch[]): RangeError {
  const [what, { length }, from, count] = stretches.find(([, ...stretch]) => isBeyond(...stretch))!;
  const problem = `${op}: ${what} does not have ${count} numbers from place ${from} on`;
  return new RangeError(`${problem}\n  got  ${length} numbers\n  hint places and lengths count numbers, not bytes`);
}

/**
 * Refuses to go beyond arrays. It is asked once for all arrays of a call.
 *
 * @throws RangeError when one does not have its numbers.
 */
export function checkReach(op: string, ...stretches: readonly Stretch[]): void {
  if (stretches.some(([, ...stretch]) => isBeyond(...stretch))) throw beyond(op, ...stretches);
}
