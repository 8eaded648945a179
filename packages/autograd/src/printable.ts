/** Node asks an object under this name how to show it. */
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** The same record, which is its text where it is printed: in a template literal, with `String` and `console.log`. */
export function printable<T extends object>(record: T, text: () => string): T {
  Object.defineProperty(record, "toString", { value: text });
  Object.defineProperty(record, INSPECT, { value: text });
  return record;
}
