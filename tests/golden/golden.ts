import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** JSON has no such numbers, so the golden files write them as strings. */
const NOT_IN_JSON: ReadonlyMap<unknown, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/**
 * The golden data of one file, such as `print.json`, with `"NaN"`, `"Infinity"` and `"-Infinity"` as numbers.
 * The folder is the one in the environment variable `GOLDEN_DIR` when that is set, else `data` beside this file.
 * A file that is not there is a skip, printed by name: the answer is `undefined`.
 */
export function loadGolden<T>(name: string): T | undefined {
  const folder = process.env.GOLDEN_DIR || join(import.meta.dirname, "data");
  const path = join(folder, name);
  if (!existsSync(path)) {
    console.log(`skipped ${name}: no such file in ${folder}`);
    return undefined;
  }
  return JSON.parse(readFileSync(path, "utf8"), (_key, value: unknown) => NOT_IN_JSON.get(value) ?? value) as T;
}

/** Prints how many cases are left out, and why; says nothing when there are none. */
export function reportSkipped(count: number, reason: string): void {
  if (count > 0) console.log(`skipped ${count} cases: ${reason}`);
}
