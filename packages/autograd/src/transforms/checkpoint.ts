import { isFloating } from "../dtype.ts";
import { flatten, unflatten } from "../pytree.ts";
import { forbidDraws } from "../random/guard.ts";
import type { Tensor } from "../tensor.ts";
import { customVjp } from "./custom.ts";
import { checkFunction } from "./record.ts";
import { vjp } from "./vjp.ts";

/**
 * The same function, which keeps only its arguments for the way back and runs a second time then: memory for time.
 * A chain of n steps, each checkpointed, keeps n states instead of all values inside the steps.
 *
 * The function must give the same result when it runs again; drawing from a generator with state inside is an error
 * (use `random.key`). In a program it stays one operation.
 *
 * @throws KindError when `f` is no function; TraceError when it uses a traced value that is not among its arguments, or
 * draws.
 * @example grad((x: Tensor) => sum(checkpoint((x: Tensor) => sin(x))(x)))(tensor([0, 1])) // [1.         0.54030231]
 * @see A. Griewank (1992), Achieving logarithmic growth of temporal and spatial complexity in reverse automatic
 * differentiation, Optimization Methods and Software 1, 35–54.
 * @public
 */
export function checkpoint<F extends (...args: never[]) => unknown>(f: F): F {
  checkFunction("checkpoint", f);
  const run = (...args: readonly unknown[]): unknown => {
    const allow = forbidDraws("inside checkpoint");
    try {
      return f(...(args as never[]));
    } finally {
      allow();
    }
  };
  Object.defineProperty(run, "name", { value: f.name === "" ? "checkpoint" : `checkpoint(${f.name})` });
  const again = (args: readonly unknown[], g: unknown): readonly unknown[] => {
    const { leaves, structure } = flatten(args, "checkpoint", "static");
    const floating = leaves.filter((x) => isFloating(x.dtype));
    const place = (values: readonly unknown[], otherwise: (x: Tensor) => unknown): readonly unknown[] => {
      let i = 0;
      const filled = leaves.map((x) => (isFloating(x.dtype) ? values[i++] : otherwise(x)));
      return unflatten(structure, filled) as readonly unknown[];
    };
    const [, pullback] = vjp((...xs: never[]) => run(...place(xs, (x) => x)), ...(floating as never[]));
    return place(pullback(g) as readonly unknown[], () => null);
  };
  const withRule = customVjp(run, (...args) => [run(...args), args], again);
  return withRule as (...args: never[]) => unknown as F;
}
