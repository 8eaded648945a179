// How fast this machine is, in loops that no change of the library makes faster or slower. The targets were set on
// another machine, whose figures for nearly the same loops are the `reference` here.
import { randomNumbers, uniform } from "./numbers.ts";
import type { Side } from "./workload.ts";
import { loopsOf } from "./workloads/loops.ts";
import { irisTask } from "./workloads/netTask.ts";

export interface Calibration {
  readonly name: string;
  readonly what: string;
  /** Calls in a second on the reference machine. */
  readonly reference: number;
  readonly side: () => Side;
}

const loop = (call: () => unknown): Side => ({ results: () => [], call });

export const calibrations: readonly Calibration[] = [
  {
    name: "machine: Iris loops",
    what: "the Iris step, batch 150, as plain loops over a Float64Array",
    reference: 85_850,
    side: () => loopsOf(irisTask(150)),
  },
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
