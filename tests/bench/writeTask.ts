// The files in which the programs of others, in any language, read a task.
import { writeFileSync } from "node:fs";
import type { Numbers } from "./numbers.ts";

/** Writes a task: `path`.json with settings and shapes, `path`.f64 with the numbers one after another. */
export function writeTask(
  path: string,
  { arrays, ...settings }: Readonly<Record<string, unknown>> & { readonly arrays: Readonly<Record<string, Numbers>> },
): void {
  let offset = 0;
  const places: Record<string, unknown> = {};
  const bytes = new Float64Array(Object.values(arrays).reduce((sum, { data }) => sum + data.length, 0));
  for (const [name, { shape, data }] of Object.entries(arrays)) {
    places[name] = { shape, offset };
    bytes.set(data, offset);
    offset += data.length;
  }
  writeFileSync(`${path}.json`, JSON.stringify({ ...settings, arrays: places }));
  writeFileSync(`${path}.f64`, bytes);
}
