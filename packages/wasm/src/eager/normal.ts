import { ModuleBuilder } from "../assembler/module.ts";
import { FLOATS } from "../kernels/float.ts";
import { importHost } from "../kernels/map.ts";
import { addNormal } from "../kernels/normals.ts";
import { addUniform } from "../kernels/threefry.ts";
import type { Run } from "../math/elementwise.ts";
import { executionSettings } from "../settings.ts";
import { instantiate } from "../webassembly.ts";
import { workspace } from "../workspace.ts";
import { type FloatArray, floatOf } from "./floats.ts";
import { isBeyond, tooShort } from "./reach.ts";

let made: Run | null = null;

function assemble(): Run {
  const module = new ModuleBuilder();
  const host = importHost(module);
  module.importMemory("host", "memory", 1);
  addNormal(module, addUniform(module, FLOATS.float64), host);
  const imports = { memory: workspace().memory, sin: Math.sin as Run, cos: Math.cos as Run };
  made = instantiate(module.bytes(), { host: imports }).normal!;
  return made;
}

/**
 * out[o + i] ← the i-th standard normal number of the key (k0, k1), for i < n: Box and Muller's pairs from the numbers
 * that `fillUniform` draws, within four units in the last place. Computed in float64 and rounded once to float32.
 *
 * @returns whether it was done: false where kernels are off, the array is of no floating type, or too long.
 * @throws RangeError when the array is too short.
 * @public
 */
export function fillNormal(out: ArrayLike<number>, o: number, n: number, k0: number, k1: number): boolean {
  if (floatOf(out) === null || !executionSettings().kernels) return false;
  if (isBeyond(out, o, n)) throw tooShort("fillNormal", out);
  const views = workspace().reserve((n + 4) * 8);
  if (views === null) return false;
  (made ?? assemble())(0, n, k0, k1);
  (out as FloatArray).set(views.float64.subarray(0, n), o);
  return true;
}
