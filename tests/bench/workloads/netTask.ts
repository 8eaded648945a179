// Training steps of networks of dense layers: the sizes, the numbers with which they begin, the batches.
import { type Numbers, oneHot, randomNumbers, uniform } from "../numbers.ts";
import type { Task } from "../workload.ts";

export interface NetTask extends Task {
  readonly kind: "net";
  readonly sizes: readonly number[];
  readonly activation: "sigmoid" | "relu";
  readonly learningRate: number;
  readonly decay: number;
}

/** How many batches take turns. */
export const BATCHES = 8;
/** After how many steps results are compared. */
export const COMPARED = 4;

type Settings = Pick<NetTask, "sizes" | "activation" | "dtype" | "learningRate"> & { readonly batch: number };

/** Arrays W1, b1, W2, … and, one for each batch along the first axis, x and target. */
export function netTask({ sizes, batch, ...settings }: Settings): NetTask {
  const random = randomNumbers(42);
  const arrays: Record<string, Numbers> = {};
  for (let l = 1; l < sizes.length; l++) {
    arrays[`W${l}`] = uniform(random, [sizes[l - 1]!, sizes[l]!], 2 / Math.sqrt(sizes[l - 1]!));
    arrays[`b${l}`] = uniform(random, [sizes[l]!], 0);
  }
  arrays.x = uniform(random, [BATCHES, batch, sizes[0]!]);
  arrays.target = oneHot(random, [BATCHES, batch, sizes.at(-1)!]);
  return { kind: "net", sizes, decay: 0.9, arrays, compared: COMPARED, ...settings };
}

export const irisTask = (batch: number): NetTask =>
  netTask({ sizes: [4, 8, 3], batch, activation: "sigmoid", dtype: "float64", learningRate: 0.05 });
