import { adadelta } from "./adadelta.ts";
import { adagrad } from "./adagrad.ts";
import { adam, adamW } from "./adam.ts";
import { adamax } from "./adamax.ts";
import { asgd } from "./asgd.ts";
import { lbfgs } from "./lbfgs.ts";
import { momentum, nesterov } from "./momentum.ts";
import { nadam } from "./nadam.ts";
import type { Optimizer } from "./optimizer.ts";
import { radam } from "./radam.ts";
import { rmsprop } from "./rmsprop.ts";
import { rprop } from "./rprop.ts";
import { sgd } from "./sgd.ts";

/** One line of the table of optimizers. @public */
export interface TableEntry {
  /** The optimizer with a learning rate, all else as it is unless said. */
  readonly make: (learningRate: number) => Optimizer;
  /** A learning rate that serves on a well-scaled loss, such as a parabola or a small net. */
  readonly rate: number;
  /** One that serves in Rosenbrock's valley, where the gradient is up to a thousand times as large. */
  readonly steepRate: number;
  /** Whether a step can be staged. */
  readonly staged: boolean;
}

const staged = true;

/**
 * All optimizers by name: what the contract test runs and comparisons loop over. An optimizer that is added gets its line
 * here.
 *
 * @example Object.keys(optimizers).length // 15
 * @public
 */
export const optimizers: Readonly<Record<string, TableEntry>> = {
  sgd: { make: (learningRate) => sgd({ learningRate }), rate: 0.1, steepRate: 1e-3, staged },
  momentum: { make: (learningRate) => momentum({ learningRate }), rate: 0.02, steepRate: 2e-4, staged },
  nesterov: { make: (learningRate) => nesterov({ learningRate }), rate: 0.02, steepRate: 2e-4, staged },
  adagrad: { make: (learningRate) => adagrad({ learningRate }), rate: 0.5, steepRate: 0.5, staged },
  rmsprop: { make: (learningRate) => rmsprop({ learningRate }), rate: 0.02, steepRate: 0.02, staged },
  adadelta: { make: (learningRate) => adadelta({ learningRate }), rate: 50, steepRate: 10, staged },
  adam: { make: (learningRate) => adam({ learningRate }), rate: 0.05, steepRate: 0.05, staged },
  amsgrad: { make: (learningRate) => adam({ learningRate, amsgrad: true }), rate: 0.05, steepRate: 0.05, staged },
  adamW: { make: (learningRate) => adamW({ learningRate, weightDecay: 1e-4 }), rate: 0.05, steepRate: 0.05, staged },
  adamax: { make: (learningRate) => adamax({ learningRate }), rate: 0.1, steepRate: 0.1, staged },
  nadam: { make: (learningRate) => nadam({ learningRate }), rate: 0.05, steepRate: 0.05, staged },
  radam: { make: (learningRate) => radam({ learningRate }), rate: 0.05, steepRate: 1e-3, staged },
  asgd: { make: (learningRate) => asgd({ learningRate }), rate: 0.1, steepRate: 1e-3, staged },
  rprop: { make: (learningRate) => rprop({ learningRate }), rate: 0.01, steepRate: 0.01, staged },
  lbfgs: { make: (learningRate) => lbfgs({ learningRate, history: 10 }), rate: 1, steepRate: 1, staged: false },
};
