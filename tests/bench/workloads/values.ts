// A function of tensors as a side of a workload: what it gives is compared, the call is timed.
import { flattenTree, type Pytree, type Tensor } from "@wengert/autograd";
import { compile } from "@wengert/compile";
import type { Side } from "../workload.ts";

/** So many numbers of each result are compared, taken at equal distances. */
const SHOWN = 16;

/** Up to 16 numbers of each array, and their mean. The peers' programs do the same. */
export function sample(values: ArrayLike<number>): number[] {
  const step = Math.max(1, Math.floor(values.length / SHOWN));
  const some = Array.from({ length: Math.min(SHOWN, values.length) }, (_, i) => values[i * step]!);
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return [...some, total / values.length];
}

export function valueOf<A extends readonly Tensor[]>(f: (...args: A) => unknown, args: A): Side {
  return {
    results: () =>
      (flattenTree(f(...args) as Pytree, "results").leaves as Tensor[]).flatMap((leaf) =>
        sample([leaf.toArray()].flat(8) as number[]),
      ),
    call: () => f(...args),
  };
}

export function compiledValue<A extends readonly Tensor[]>(f: (...args: A) => unknown, args: A): Side {
  const called = compile((...args: Tensor[]) => f(...(args as unknown as A)));
  return valueOf(called, args as unknown as Tensor[]);
}
