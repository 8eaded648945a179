// A training step as a side of a workload: eager, compiled, or in a session that owns its state.
import { flattenTree, type Pytree, type Tensor } from "@wengert/autograd";
import { compile } from "@wengert/compile";
import type { Side } from "../workload.ts";
import { COMPARED } from "./netTask.ts";

/** Everything that a run of training begins with. */
export interface Run<P, S, B> {
  readonly step: (params: P, state: S, batch: B) => readonly [P, S, Tensor];
  readonly params: P;
  readonly state: S;
  readonly batches: readonly B[];
}

/** How often the loss is read. */
const READ = 100;

function side(next: (i: number) => Tensor, params: () => unknown): Side {
  let steps = 0;
  let seen = 0;
  return {
    results: () => [
      ...Array.from({ length: COMPARED }, () => next(steps++).item()),
      ...(flattenTree(params() as Pytree, "results").leaves as Tensor[]).map(sumOfSquares),
    ],
    call: () => {
      const loss = next(steps);
      if (++steps % READ === 0) {
        seen = loss.item();
        if (!(seen < 10)) throw new Error(`training went astray: the loss is ${seen}`);
      }
    },
  };
}

const sumOfSquares = (x: Tensor): number =>
  ([x.toArray()].flat(8) as number[]).reduce((sum, value) => sum + value * value, 0);

/** As it stands, or with `step` replaced by something that does the same. */
export function eager<P, S, B>({ step, batches, ...start }: Run<P, S, B>): Side {
  let { params, state } = start;
  return side(
    (i) => {
      const [nextParams, nextState, loss] = step(params, state, batches[i % batches.length]!);
      params = nextParams;
      state = nextState;
      return loss;
    },
    () => params,
  );
}

/** `compile(step)`, called as the step is. */
export function compiled<P, S, B>(run: Run<P, S, B>): Side {
  return eager({ ...run, step: compile(run.step) });
}

/** `compile(step).session(params, state)`. */
export function session<P, S, B>({ step, params, state, batches }: Run<P, S, B>): Side {
  const running = compile(step).session(params, state);
  return side(
    (i) => running.step(batches[i % batches.length]!),
    () => running.params,
  );
}
