import {
  add,
  div,
  equal,
  flattenTree,
  flattenTreeLike,
  type Gradient,
  isTensor,
  mapTree,
  type Pytree,
  type Tensor,
  tensor,
  unflattenTree,
  where,
  zerosLike,
} from "@wengert/autograd";
import { checkOptimizer, checkState, checkWhole } from "../check.ts";
import { gradientLeaves, leavesLike } from "../leaves.ts";
import type { Context, Optimizer } from "../optimizer.ts";

/** What gradient accumulation keeps. @public */
export interface AccumulateState {
  /** How many gradients are gathered. */
  readonly count: Tensor;
  /** Their sum. */
  readonly sum: Pytree;
  /** The optimizer's own state. */
  readonly inner: Pytree;
}

/**
 * Moves only at every n-th gradient, by the mean of the last n: the step of a batch n times as large, in the memory of a
 * small one.
 *
 * **Shapes:** the parameters' own. State: `count`, `sum` and the optimizer's state, `inner`, which moves at every n-th
 * gradient only: schedules count these steps. Nothing branches on a value, so a step can be staged; the price is that the
 * optimizer's step is computed each time, and chosen when it counts.
 *
 * @throws ArgumentError when n is not a whole number ≥ 1.
 * @example
 * const optimizer = accumulateGradients(sgd({ learningRate: 0.1 }), 2);
 * const start = { W: tensor([1, 2]) };
 * const [once, state] = optimizer.update(start, { W: tensor([10, 0]) }, optimizer.init(start));
 * once.W // [1. 2.]
 * optimizer.update(once, { W: tensor([30, 0]) }, state)[0].W // [-1.  2.]
 * @public
 */
export function accumulateGradients(optimizer: Optimizer, every: number): Optimizer<AccumulateState> {
  checkOptimizer("accumulateGradients", optimizer);
  checkWhole("accumulateGradients", "every", every, 1, "how many gradients make one step, for instance 4");
  return {
    name: optimizer.name,
    init: (params) => ({
      count: tensor(0),
      sum: mapTree((p: Tensor): Tensor => zerosLike(p), params),
      inner: optimizer.init(params),
    }),
    update<P>(params: P, gradients: Gradient<P>, state: AccumulateState, context?: Context<P>) {
      checkState(optimizer.name, state);
      const { leaves, structure } = flattenTree(params, optimizer.name);
      const sums = leavesLike(optimizer.name, state.sum, "the state's sum", structure, leaves);
      const gs = gradientLeaves(optimizer.name, gradients, structure, leaves);
      const total = unflattenTree(
        structure,
        gs.map((g, i) => add(sums[i]!, g)),
      );
      const count = add(state.count, 1);
      const mean = mapTree((s: Tensor): Tensor => div(s, every), total) as Gradient<P>;
      const [moved, kept] = optimizer.update(params, mean, state.inner, context);
      const ready = equal(count, every);
      return [
        chosen(ready, moved, params) as Gradient<P>,
        {
          count: where(ready, 0, count),
          sum: mapTree((s: Tensor): Tensor => where(ready, 0, s), total),
          inner: chosen(ready, kept, state.inner),
        },
      ];
    },
  };
}

/** One of two pytrees that are built alike. */
function chosen(condition: Tensor, yes: Pytree, no: Pytree): Pytree {
  const { leaves, structure } = flattenTree(yes, "accumulateGradients");
  const others = flattenTreeLike("accumulateGradients", no, structure, "the state after a step");
  return unflattenTree(
    structure,
    leaves.map((leaf, i) => (isTensor(leaf) || isTensor(others[i]) ? where(condition, leaf, others[i]!) : leaf)),
  );
}
