import {
  type DType,
  flattenTree,
  flattenTreeLike,
  leafPaths,
  type Pytree,
  type Tensor,
  unflattenTree,
} from "@wengert/autograd";
import { asLeaf, beside, checkParameter, gradientLeaves } from "./leaves.ts";
import type { Context, Optimizer, Rate } from "./optimizer.ts";
import { nextStep, rateAt, rateState, stepZero } from "./rate.ts";

/** Something that is kept for every parameter: its name in the state, and what it is at the start. */
export type Slot<N extends string = string> = readonly [name: N, start: (parameter: Tensor) => Tensor];

/** One tensor for each of a list of things. */
type Each<L extends readonly unknown[]> = { readonly [K in keyof L]: Tensor };

/** Numbers and tensors without axes, made once a step for all parameters. */
export type Scalars = readonly (Tensor | number)[];

/** The state: how many steps were taken, one pytree for each slot, and what the learning rate keeps. @public */
export type LeafwiseState<N extends string = never> = {
  readonly step: Tensor;
  /** What a stateful schedule keeps; null for other rates. */
  readonly schedule: Pytree;
} & { readonly [K in N]: Pytree };

/** An optimizer that treats each parameter by the same rule. */
export interface Leafwise<L extends readonly Slot[], C extends Scalars, R extends string = never> {
  readonly name: string;
  readonly learningRate: Rate;
  /** What is kept for each parameter. */
  readonly slots: L;
  /** A number that runs along with the steps: its name in the state, its start, and the next from the one before. */
  readonly running?: readonly [name: R, start: () => Tensor, next: (last: Tensor, step: Tensor) => Tensor];
  /**
   * From the rate, the number of steps taken before, and the running number: what all parameters share. The rule gets
   * them in its parameter's dtype.
   */
  readonly scalars: (rate: Tensor | number, step: Tensor, running: Tensor) => C;
  /** From a parameter, its gradient and what was kept: the next parameter, and what is kept then. */
  readonly rule: (p: Tensor, g: Tensor, kept: Each<L>, scalars: C) => readonly [Tensor, ...Each<L>];
}

/** An {@link Optimizer} from a rule for one parameter. */
// @__NO_SIDE_EFFECTS__
export function leafwise<const L extends readonly Slot[], C extends Scalars, R extends string = never>(
  spec: Leafwise<L, C, R>,
): Optimizer<LeafwiseState<L[number][0] | R>> {
  type State = LeafwiseState<L[number][0] | R>;
  const { name, learningRate, running, slots, scalars, rule } = spec;
  const init = (params: Pytree): State => {
    const { leaves, structure } = flattenTree(params, name);
    const xs = leaves.map(asLeaf);
    const paths = leafPaths(structure);
    xs.forEach((x, i) => {
      checkParameter(name, x, paths[i]!);
    });
    const state: Record<string, Pytree> = { step: stepZero(), schedule: rateState(learningRate) };
    if (running !== undefined) state[running[0]] = running[1]();
    for (const [slot, start] of slots)
      state[slot] = unflattenTree(
        structure,
        xs.map((x) => start(x)),
      );
    return state as State;
  };
  const update = (params: Pytree, gradients: Pytree, state: State, context?: Context): [Pytree, State] => {
    const { leaves, structure } = flattenTree(params, name);
    const gs = gradientLeaves(name, gradients, structure, leaves);
    const kept = slots.map(([slot]) =>
      flattenTreeLike(name, (state as Readonly<Record<string, Pytree>>)[slot], structure, `the state's ${slot}`),
    );
    const [rate, schedule] = rateAt(learningRate, state.step, state.schedule, context);
    const last =
      running === undefined ? state.step : ((state as Readonly<Record<string, Pytree>>)[running[0]] as Tensor);
    const number = running === undefined ? last : running[2](last, state.step);
    const shared = inEachDType(scalars(rate, state.step, number));
    const next: Tensor[][] = [new Array(leaves.length), ...kept.map(() => new Array(leaves.length))];
    for (let i = 0; i < leaves.length; i++) {
      const p = asLeaf(leaves[i]!);
      const own: Tensor[] = [];
      for (let k = 0; k < kept.length; k++) own.push(kept[k]![i] as Tensor);
      const results: readonly Tensor[] = rule(p, gs[i]!, own as unknown as Each<L>, shared(p.dtype));
      for (let k = 0; k < next.length; k++) next[k]![i] = results[k]!;
    }
    const after: Record<string, Pytree> = { step: nextStep(state.step), schedule };
    if (running !== undefined) after[running[0]] = number;
    for (let k = 0; k < slots.length; k++) after[slots[k]![0]] = unflattenTree(structure, next[k + 1]!);
    return [unflattenTree(structure, next[0]!), after as State];
  };
  return { name, init, update: update as Optimizer<State>["update"] };
}

/** Gives scalars in the dtype of a parameter, each conversion made once. */
function inEachDType<C extends Scalars>(scalars: C): (dtype: DType) => C {
  let last: DType = "float64";
  let converted = scalars;
  return (dtype) => {
    if (dtype !== last) {
      last = dtype;
      converted = scalars.map((x) => beside(x, dtype)) as unknown as C;
    }
    return converted;
  };
}
