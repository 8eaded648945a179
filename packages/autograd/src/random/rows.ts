import { newArray } from "../dtype.ts";
import { ArgumentError, TraceError } from "../errors.ts";
import type { Shape } from "../shape.ts";
import { flatData, wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/**
 * The rows of `x` (its entries along the first axis) at the places that `choose` gives for their number.
 *
 * Shapes: `x [n, ...]` → `[...shape, ...]`; without a shape one row per place.
 *
 * @throws ArgumentError when `x` has no axis; TraceError when it is traced, since derivatives do not pass.
 */
export function takeRows(op: string, x: Tensor, choose: (n: number) => Int32Array, shape?: Shape): Tensor {
  const [n, ...rest] = x.shape;
  if (n === undefined) {
    throw new ArgumentError({
      code: "bad-axis",
      op,
      problem: "a tensor without axes has no rows to choose from or to order",
      got: `the number ${x}`,
      hint: `for the numbers 0 … n − 1 pass a plain number: ${op}(x.item())`,
    });
  }
  if (x.trace !== null) {
    throw new TraceError({
      code: "not-differentiable",
      op,
      problem: "derivatives do not pass through the rows that are drawn here",
      got: "a traced tensor",
      hint: "draw places and index with them: at(x, rng.permutation(n))",
    });
  }
  const places = choose(n);
  const values = flatData(x);
  const length = n === 0 ? 0 : x.size / n;
  const out = newArray(x.dtype, places.length * length);
  places.forEach((place, row) => {
    out.set(values.subarray(place * length, (place + 1) * length), row * length);
  });
  return wrap([...(shape ?? [places.length]), ...rest], x.dtype, out);
}
