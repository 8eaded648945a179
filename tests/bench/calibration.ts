// How fast this machine is, in loops that no change of the library makes faster or slower. The targets were set on
// another machine, whose figures for nearly the same loops are the `reference` here.
import { limitSide, operationsOfLimit } from "./limit.ts";
import { randomNumbers, uniform } from "./numbers.ts";
import type { Side } from "./workload.ts";

export interface Calibration {
  readonly name: string;
  readonly what: string;
  /** Calls in a second on the reference machine. */
  readonly reference: number;
  readonly side: () => Side;
}

const loop = (call: () => unknown): Side => ({ results: () => [], call });

/** What the reference machine makes of 128-bit vectors, in operations a second. */
const LIMIT = { float32: 60e9, float64: 30e9 } as const;

/** The names of the loops that measure the limit of 128-bit vectors, by type. */
export const limitName = (dtype: "float64" | "float32"): string => `machine: 128-bit vectors, ${dtype}`;

const limit = (dtype: "float64" | "float32"): Calibration => ({
  name: limitName(dtype),
  what: `${operationsOfLimit(dtype).toLocaleString("en")} products and sums of ${dtype} in vectors of 128 bits`,
  reference: LIMIT[dtype] / operationsOfLimit(dtype),
  side: () => limitSide(dtype),
});

export const calibrations: readonly Calibration[] = [
  limit("float32"),
  limit("float64"),
  {
    name: "machine: allocation",
    what: "new Float64Array(10 000)",
    reference: 1 / 3.0e-6,
    side: () => {
      let last = new Float64Array(0);
      return loop(() => {
        last = new Float64Array(10_000);
        return last;
      });
    },
  },
  {
    name: "machine: exp",
    what: "Math.exp of 10 000 numbers",
    reference: 1 / 68e-6,
    side: () => {
      const x = uniform(randomNumbers(1), [10_000], 6).data;
      const y = new Float64Array(x.length);
      return loop(() => {
        for (let i = 0; i < x.length; i++) y[i] = Math.exp(x[i]!);
      });
    },
  },
  {
    name: "machine: product",
    what: "a product of 128 × 128 matrices in three plain loops",
    reference: 1.7e9 / (2 * 128 ** 3),
    side: () => {
      const n = 128;
      const [a, b] = [uniform(randomNumbers(1), [n * n]).data, uniform(randomNumbers(2), [n * n]).data];
      const c = new Float64Array(n * n);
      return loop(() => {
        c.fill(0);
        for (let i = 0; i < n; i++) {
          for (let k = 0; k < n; k++) {
            const factor = a[i * n + k]!;
            for (let j = 0; j < n; j++) c[i * n + j]! += factor * b[k * n + j]!;
          }
        }
      });
    },
  },
];
