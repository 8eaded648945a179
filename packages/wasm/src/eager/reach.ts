/** Whether an array has no `count` numbers from place `from` on; typed arrays read nothing there and drop what is written. */
export function isBeyond(array: ArrayLike<number>, from: number, count: number): boolean {
  return !(from >= 0 && from + count <= array.length);
}

/** The error for it, where one of these arrays is too short. It is asked once a call for all of them. */
export function tooShort(op: string, ...arrays: readonly ArrayLike<number>[]): RangeError {
  const lengths = arrays.map(({ length }) => length).join(", ");
  return new RangeError(`${op}: places outside of an array\n  got  arrays of ${lengths} numbers`);
}
