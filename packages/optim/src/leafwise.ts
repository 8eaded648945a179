import {
  astype,
  type DType,
  flattenTree,
  isTensor,
  leafPaths,
  type Pytree,
  type Tensor,
  unflattenTree,
} from "@wengert/autograd";
import { checkState, notState } from "./check.ts";
import { asLeaf, beside, checkParameter, sameShape, throwMismatch } from "./leaves.ts";
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
  const { name, learningRate, running, slots, scalars } = spec;
  const rule = spec.rule as unknown as Rule;
  const names = slots.map(([slot]) => slot);
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
    checkState(name, state);
    const before = state as Readonly<Record<string, Pytree>>;
    const { step } = state;
    if (!isTensor(step)) throw notState(name, state);
    const [rate, schedule] = rateAt(learningRate, step, state.schedule, context);
    const after: Record<string, Pytree> = { step: nextStep(step), schedule };
    let number = step;
    if (running !== undefined) {
      number = running[2](before[running[0]] as Tensor, step);
      after[running[0]] = number;
    }
    const kept: unknown[] = [];
    for (let k = 0; k < names.length; k++) kept.push(before[names[k]!]);
    const call: Call = { name, rule, scalars: scalars(rate, step, number), dtype: "float64", converted: null };
    const moved = move(call, params, gradients, kept);
    if (moved === MISMATCH) throwMismatch(name, params, gradients, names, before);
    for (let k = 0; k < names.length; k++) after[names[k]!] = moved[k + 1];
    return [moved[0], after as State];
  };
  return { name, init, update: update as Optimizer<State>["update"] };
}

type Rule = (p: Tensor, g: Tensor, kept: readonly Tensor[], scalars: Scalars) => readonly Tensor[];

/** One step: what all of its parameters share. */
interface Call {
  readonly name: string;
  readonly rule: Rule;
  readonly scalars: Scalars;
  /** The dtype of the last parameter, and the scalars in it. */
  dtype: DType;
  converted: Scalars | null;
}

/** Stands for trees that are not built alike, or leaves of another shape than their parameters. */
const MISMATCH: readonly never[] = [];

/**
 * Moves the parameters below a node: the node with the next parameters, and one like it for each thing that is kept. One
 * walk along all trees at once, without lists of leaves between: on small nets it is the larger part of a step.
 */
function move(call: Call, p: unknown, g: unknown, kept: readonly unknown[]): readonly unknown[] {
  if (isTensor(p) || typeof p === "number") return moveLeaf(call, asLeaf(p), g, kept);
  if (typeof p !== "object" || p === null) return [p, ...kept];
  const isArray = Array.isArray(p);
  if (typeof g !== "object" || g === null || isTensor(g) || Array.isArray(g) !== isArray) return MISMATCH;
  return isArray ? moveList(call, p, g as readonly unknown[], kept) : moveRecord(call, p as Tree, g as Tree, kept);
}

type Tree = Readonly<Record<string, unknown>>;

function moveRecord(call: Call, p: Tree, g: Tree, kept: readonly unknown[]): readonly unknown[] {
  const keys = Object.keys(p);
  if (Object.keys(g).length !== keys.length) return MISMATCH;
  const next: Record<string, unknown>[] = [{}];
  for (let k = 0; k < kept.length; k++) next.push({});
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const below: unknown[] = [];
    for (let k = 0; k < kept.length; k++) below.push((kept[k] as Tree | undefined)?.[key]);
    const moved = move(call, p[key], g[key], below);
    if (moved === MISMATCH) return MISMATCH;
    for (let k = 0; k < next.length; k++) next[k]![key] = moved[k];
  }
  return next;
}

/** The same for lists, by number: as names of properties their places would be text. */
function moveList(
  call: Call,
  p: readonly unknown[],
  g: readonly unknown[],
  kept: readonly unknown[],
): readonly unknown[] {
  if (g.length !== p.length) return MISMATCH;
  const next: unknown[][] = [[]];
  for (let k = 0; k < kept.length; k++) next.push([]);
  for (let i = 0; i < p.length; i++) {
    const below: unknown[] = [];
    for (let k = 0; k < kept.length; k++) below.push((kept[k] as readonly unknown[] | undefined)?.[i]);
    const moved = move(call, p[i], g[i], below);
    if (moved === MISMATCH) return MISMATCH;
    for (let k = 0; k < next.length; k++) next[k]!.push(moved[k]);
  }
  return next;
}

function moveLeaf(call: Call, p: Tensor, gradient: unknown, kept: readonly unknown[]): readonly unknown[] {
  if (!isTensor(gradient) && typeof gradient !== "number") return MISMATCH;
  const g = asLeaf(gradient);
  if (!sameShape(g.shape, p.shape)) return MISMATCH;
  for (let k = 0; k < kept.length; k++) {
    const of = kept[k];
    if (!isTensor(of) || !sameShape(of.shape, p.shape)) return MISMATCH;
  }
  if (call.converted === null || call.dtype !== p.dtype) {
    call.dtype = p.dtype;
    call.converted = call.scalars.map((x) => beside(x, p.dtype));
  }
  return call.rule(p, g.dtype === p.dtype ? g : astype(g, p.dtype), kept as readonly Tensor[], call.converted);
}
