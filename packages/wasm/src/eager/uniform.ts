import type { Float } from "../kernels/float.ts";
import { addUniform } from "../kernels/threefry.ts";
import type { Run } from "../math/elementwise.ts";
import { executionSettings } from "../settings.ts";
import { workspace } from "../workspace.ts";
import { assembled } from "./assemble.ts";
import { copy } from "./copy.ts";
import { type FloatArray, floatOf, viewOf } from "./floats.ts";
import { isBeyond, tooShort } from "./reach.ts";

const made: Run[] = [];

function assemble(float: Float): Run {
  const run = assembled((module) => void addUniform(module, float)).uniform!;
  made[float.shift] = run;
  return run;
}

/**
 * out[o + i] ← the i-th number in [0, 1) of the key (k0, k1), for i < n: to the bits of Threefry-2x32 with 20 rounds.
 *
 * @returns whether it was done: false where kernels are off, the array is of no floating type, or too long.
 * @throws RangeError when the array is too short.
 * @public
 */
export function fillUniform(out: ArrayLike<number>, o: number, n: number, k0: number, k1: number): boolean {
  const float = floatOf(out);
  if (float === null || !executionSettings().kernels) return false;
  if (isBeyond(out, o, n)) throw tooShort("fillUniform", out);
  const views = workspace().reserve((n + 4) * float.bytes);
  if (views === null) return false;
  const run = made[float.shift] ?? assemble(float);
  run(0, n, k0, k1);
  copy(float, out as FloatArray, o, viewOf(views, float), 0, n);
  return true;
}
