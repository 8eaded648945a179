import {
  add,
  at,
  mapTree,
  type Shape,
  ShapeError,
  showValue,
  stack,
  type Tensor,
  zeros,
  zerosLike,
} from "@wengert/autograd";
import type { Layer } from "../layer.ts";
import { flag, readOptions } from "../options.ts";
import { badArgument } from "../parameters.ts";
import { checkAdjoint, show, wrongAdjoint } from "../shapes.ts";
import { noCache, taught } from "../taught.ts";
import type { Cell, CellInput, HiddenState } from "./cell.ts";

/** What a recurrence gives: the output of every step, and the state after the last. @public */
export interface SequenceOutput<S> {
  /** `[N, T, hidden]`. */
  readonly y: Tensor;
  readonly state: S;
}

/** How a recurrence runs. @public */
export interface RecurrenceOptions {
  /** Whether it goes from the last step to the first; each output still stands at its own time. */
  readonly reverse?: boolean;
}

type Recurrence<P, C, S extends HiddenState> = Layer<P, readonly C[], CellInput<S>, SequenceOutput<S>> & {
  sample(...args: Parameters<NonNullable<Cell["sample"]>>): CellInput<S>;
};

/**
 * A cell run over sequences: sₜ = cell(xₜ, sₜ₋₁), yₜ = hₜ.
 *
 * **Shapes:** `x [N, T, in]` and the state before → `y [N, T, hidden]` and the state after. Parameters are the cell's.
 *
 * Backward, by hand (*backpropagation through time*): from the last step to the first, ∂C/∂sₜ is what step t + 1 sent
 * back, plus ∂C/∂yₜ at h; the cell's own backward turns it into ∂C/∂xₜ, ∂C/∂sₜ₋₁ and a contribution to each parameter,
 * which add up over the steps.
 *
 * @throws ShapeError when x is not `[N, T, in]`.
 * @example
 * const layer = recurrence(lstmCell(2, 3));
 * const { y, state } = layer.apply(layer.init(random.generator(0)), layer.sample(random.generator(1), 5));
 * console.log(y.shape, state.c.shape); // [ 5, 2, 3 ] [ 5, 3 ]
 * @see P. J. Werbos (1990), Backpropagation through time, Proc. IEEE 78, 1550–1560.
 * @public
 */
export function recurrence<P, C, S extends HiddenState>(
  cell: Cell<P, C, S>,
  options: RecurrenceOptions = {},
): Recurrence<P, C, S> {
  if (typeof cell?.zeroState !== "function") {
    throw badArgument("recurrence", "the first argument is a cell", showValue(cell), "recurrence(lstmCell(2, 3))");
  }
  const name = `recurrence(${cell.name})`;
  const { reverse = false } = readOptions(name, options, { reverse: flag });
  return overSteps(name, cell, reverse);
}

/** A cell run over sequences, by the name of the layer that it is for. */
function overSteps<P, C, S extends HiddenState>(
  name: string,
  cell: Cell<P, C, S>,
  reverse: boolean,
): Recurrence<P, C, S> {
  const orderOf = (x: Tensor): number[] => {
    if (x.ndim !== 3 || x.shape[2] !== cell.inputs) throw notSequences(name, x, cell.inputs);
    const times = Array.from({ length: x.shape[1]! }, (_, t) => t);
    return reverse ? times.reverse() : times;
  };
  const gather = (steps: readonly Tensor[], like: Tensor, width: number): Tensor =>
    steps.length === 0 ? zeros([like.shape[0]!, 0, width], like.dtype) : stack(steps, 1);
  return taught({
    name,
    init: (rng) => cell.init(rng),
    apply: (params, { x, state }) => {
      const outputs: Tensor[] = [];
      let s = state;
      for (const t of orderOf(x)) {
        s = cell.apply(params, { x: at(x, ":", t), state: s });
        outputs[t] = s.h;
      }
      return { y: gather(outputs, x, s.h.shape[1]!), state: s };
    },
    forward: (params, { x, state }) => {
      const outputs: Tensor[] = [];
      const caches: C[] = [];
      let s = state;
      for (const t of orderOf(x)) {
        const [next, cache] = cell.forward(params, { x: at(x, ":", t), state: s });
        s = next;
        outputs[t] = s.h;
        caches[t] = cache;
      }
      return [{ y: gather(outputs, x, s.h.shape[1]!), state: s }, caches];
    },
    backward: (params, caches, given) => {
      const { y: dy, state: last } = given as SequenceOutput<S>;
      if (!Array.isArray(caches)) throw noCache(name, caches);
      const steps = caches.length;
      if (dy?.ndim !== 3 || dy.shape[1] !== steps) throw wrongAdjoint(name, "dy.y", dy, `[N, ${steps}, hidden]`);
      for (const [key, part] of Object.entries(cell.zeroState(zeros([dy.shape[0]!, cell.inputs]))))
        checkAdjoint(name, last?.[key as keyof S], part.shape, `dy.state.${key}`);
      const inputs: Tensor[] = [];
      let dParams: unknown = mapTree(zerosLike as (leaf: Tensor) => Tensor, params);
      let ds = last;
      for (const t of orderOfSteps(caches.length, reverse)) {
        const atStep = { ...ds, h: add(ds.h, at(dy, ":", t)) };
        const found = cell.backward(params, caches[t]!, atStep as never);
        const dx = found.dx as unknown as CellInput<S>;
        dParams = mapTree((sum: Tensor, part: Tensor) => add(sum, part), dParams, found.dParams);
        inputs[t] = dx.x;
        ds = dx.state;
      }
      return { dParams, dx: { x: gather(inputs, dy, cell.inputs), state: ds } } as never;
    },
    sample: (rng, n) => {
      const { x, state } = cell.sample!(rng, n);
      return { x: stack([x, rng.normal(0, 1, x.shape)], 1), state };
    },
  });
}

/** Backwards through the order in which the steps were taken. */
function orderOfSteps(count: number, reverse: boolean): number[] {
  const times = Array.from({ length: count }, (_, t) => t);
  return reverse ? times : times.reverse();
}

function notSequences(name: string, x: Tensor, inputs: number): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: name,
    problem: `the layer takes sequences [N, T, ${inputs}]: examples, steps, and ${inputs} ${inputs === 1 ? "number" : "numbers"} for each step`,
    got: `x ${show(x.shape)}`,
    hint:
      x.ndim === 2
        ? x.shape[1] === inputs
          ? "one sequence [T, in] becomes a batch of one with expandDims(x, 0)"
          : "sequences of single numbers [N, T] need an axis for them: expandDims(x, -1)"
        : "steps come second; with steps first, write moveaxis(x, 0, 1)",
    shapes: [x.shape],
  });
}

/** The recurrence as a layer from tensor to tensor, beginning with zeros. */
export function overTime<P, C, S extends HiddenState>(name: string, cell: Cell<P, C, S>): Layer<P, unknown> {
  const steps = overSteps(name, cell, false);
  const start = (x: Tensor): CellInput<S> => {
    if (x.ndim !== 3) throw notSequences(name, x, cell.inputs);
    return { x, state: cell.zeroState(x) };
  };
  const layer: Layer<P, { readonly caches: readonly C[]; readonly state: S }> = {
    name,
    init: (rng) => cell.init(rng),
    apply: (params, x) => steps.apply(params, start(x)).y,
    forward: (params, x) => {
      const [{ y, state }, caches] = steps.forward(params, start(x));
      return [y, { caches, state }];
    },
    backward: (params, { caches, state }, dy) => {
      const nothing = mapTree(zerosLike as (leaf: Tensor) => Tensor, state);
      const { dParams, dx } = steps.backward(params, caches, { y: dy, state: nothing } as never);
      return { dParams, dx: (dx as unknown as CellInput<S>).x };
    },
    sample: (rng, n) => rng.normal(0, 1, [n, 3, cell.inputs]),
  };
  const output = ({ caches, state }: { readonly caches: readonly C[]; readonly state: S }): Shape => [
    state.h.shape[0]!,
    caches.length,
    ...state.h.shape.slice(1),
  ];
  return taught(layer, { output }) as Layer<P, unknown>;
}
