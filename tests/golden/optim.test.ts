import {
  add,
  at,
  isTensor,
  matmul,
  mul,
  type NestedNumbers,
  type Pytree,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  valueAndGrad,
} from "@wengert/autograd";
import {
  adam,
  clipByGlobalNorm,
  clipByValue,
  globalNorm,
  momentum,
  nesterov,
  type Optimizer,
  parameterGroups,
  rmsprop,
  type Schedule,
  type StatefulSchedule,
} from "@wengert/optim";
import { afterAll, describe, expect, test } from "vitest";
import { type Coverage, coverageTable } from "./coverage.ts";
import { loadGolden } from "./golden.ts";
import { type Args, momentumOf, optimizerOf, schedulerOf, tensors } from "./torch-optim.ts";

/**
 * Both sides do the same arithmetic in another order; along 25 steps rounding grows to some 1e-12. Two paths of L-BFGS
 * magnify it: for them the data say how much (`atol`, 3e-9 and 5e-8).
 */
const ROUNDING = 1e-10;

interface Problem {
  readonly x0: readonly NestedNumbers[];
  readonly a?: number;
  readonly A?: NestedNumbers;
  readonly b?: number | NestedNumbers;
  readonly gradients?: readonly (readonly NestedNumbers[])[];
}

interface Run {
  readonly optimizer: string;
  readonly args: Args;
  readonly defaults?: Args;
  readonly problem: string;
  readonly atol?: number;
  readonly params: readonly (readonly NestedNumbers[])[];
  readonly values_before_step?: readonly number[];
  readonly closure_calls?: readonly number[];
  readonly group_overrides?: readonly Args[];
  readonly scheduler?: string;
  readonly scheduler_args?: Args;
  readonly lr_used?: readonly number[];
}

interface Momentum {
  readonly form: string;
  readonly alpha: number;
  readonly lr: readonly number[];
  readonly schedule: string;
  readonly problem: string;
  readonly params: Run["params"];
}

interface Scheduler {
  readonly scheduler: string;
  readonly base_lr: number;
  readonly args: Args;
  readonly lrs: readonly number[];
  readonly momentum?: readonly number[];
  readonly metrics?: readonly number[];
}

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Clipping {
  readonly fn: string;
  readonly max_norm?: number;
  readonly norm_type?: number;
  readonly clip_value?: number;
  readonly grads: readonly Stored[];
  readonly total_norm?: number;
  readonly clipped: readonly Stored[];
}

interface Golden {
  readonly problems: Readonly<Record<string, Problem>>;
  readonly optimizers: readonly Run[];
  readonly classical_momentum: readonly Momentum[];
  readonly autograd_misc: readonly Run[];
  readonly schedulers: readonly Scheduler[];
  readonly optimizer_with_scheduler: readonly Run[];
  readonly clipping: readonly Clipping[];
}

const golden = loadGolden<Golden>("optim.json");
const coverage = new Map<string, Coverage>();

/** A test that counts for the table; without anything to run it is a skip. */
function compared(group: string, name: string, missing: string | null, body: () => void): void {
  const count = coverage.get(group) ?? { passed: 0, skipped: 0, total: 0, missing: new Set<string>() };
  coverage.set(group, count);
  count.total++;
  if (missing !== null) {
    count.skipped++;
    count.missing.add(missing);
  }
  test.skipIf(missing !== null)(name, () => {
    body();
    count.passed++;
  });
}

/** The loss of a problem; undefined where the gradients are given. */
function lossOf(problem: Problem): ((params: readonly Tensor[]) => Tensor) | undefined {
  const { a, A, b } = problem;
  if (A !== undefined) {
    const [matrix, vector] = [tensor(A), tensor(b as NestedNumbers)];
    return ([x]) => sub(mul(0.5, sum(mul(x!, matmul(matrix, x!)))), sum(mul(vector, x!)));
  }
  if (a === undefined) return undefined;
  return ([x]) => {
    const [u, v] = [at(x!, 0) as Tensor, at(x!, 1) as Tensor];
    return add(square(sub(a, u)), mul(b as number, square(sub(v, square(u))))) as Tensor;
  };
}

function expectClose(ours: Pytree, theirs: readonly NestedNumbers[], tolerance = ROUNDING): void {
  const lists = ours as readonly Tensor[];
  expect(lists.length).toBe(theirs.length);
  lists.forEach((x, i) => {
    const [a, b] = [[x.toArray()].flat(9) as number[], [theirs[i]].flat(9) as number[]];
    expect(a.length).toBe(b.length);
    const size = Math.max(1, ...b.map(Math.abs));
    const worst = Math.max(0, ...a.map((value, k) => Math.abs(value - b[k]!)));
    expect(worst).toBeLessThanOrEqual(tolerance * size);
  });
}

/** Runs an optimizer along the steps of the data; `read` says what of parameters and state is compared. */
function follow(
  optimizer: Optimizer,
  {
    problem: name,
    params: path,
    values_before_step,
    closure_calls,
    atol = 0,
  }: Pick<Run, "problem" | "params"> & Partial<Run>,
  read: (params: readonly Tensor[], state: Pytree, step: number) => readonly Tensor[] = (params) => params,
): void {
  const problem = golden!.problems[name]!;
  const loss = lossOf(problem);
  const tolerance = Math.max(ROUNDING, atol);
  let params: readonly Tensor[] = tensors(problem.x0);
  let state = optimizer.init(params);
  path.forEach((expected, t) => {
    let calls = 0;
    const evaluate = (p: readonly Tensor[]): readonly [Tensor, readonly Tensor[]] => {
      calls++;
      return valueAndGrad(loss!)(p) as unknown as readonly [Tensor, readonly Tensor[]];
    };
    const [value, gradients] = loss === undefined ? [undefined, tensors(problem.gradients![t]!)] : evaluate(params);
    if (values_before_step?.[t] !== undefined && value !== undefined) {
      const theirs = values_before_step[t]!;
      expect(Math.abs(value.item() - theirs)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(theirs)));
    }
    const context = { value, valueAndGrad: loss === undefined ? undefined : evaluate };
    [params, state] = optimizer.update(params, gradients as never, state, context as never);
    expectClose(read(params, state, t), expected, tolerance);
    if (closure_calls !== undefined) expect(calls).toBe(closure_calls[t]);
  });
}

/** Rates by step, as a schedule. */
function table(rates: readonly number[]): Schedule {
  return (t) => at(tensor(rates), t.item()) as Tensor;
}

/** The rates that a schedule gives, step by step, each told of the metric before it. */
function ratesOf(rate: Schedule | StatefulSchedule, count: number, metrics: readonly number[] = []): number[] {
  const number = (x: Tensor | number): number => (isTensor(x) ? x.item() : x);
  if (typeof rate === "function") return Array.from({ length: count }, (_, t) => number(rate(tensor(t))));
  let state = rate.init();
  return Array.from({ length: count }, (_, t) => {
    // Before the first metric the rate is the one that it starts with.
    if (metrics.length > 0 && t === 0) return number((state as { rate: Tensor }).rate);
    const [now, next] = rate.next(state, tensor(t), metrics[t - 1]);
    state = next;
    return number(now);
  });
}

function withinRounding(ours: readonly number[], theirs: readonly number[]): void {
  expect(ours.length).toBe(theirs.length);
  ours.forEach((rate, t) => {
    expect(Math.abs(rate - theirs[t]!), `at step ${t}`).toBeLessThanOrEqual(ROUNDING);
  });
}

describe.skipIf(golden === undefined)("optimizers follow PyTorch's paths", () => {
  for (const run of golden?.optimizers ?? []) {
    const { optimizer: name, args, group_overrides: overrides, problem } = run;
    const defaults = run.defaults ?? golden!.optimizers.find((other) => other.optimizer === name)!.defaults!;
    const make = (extra: Args) => optimizerOf(name, { ...defaults, ...args, ...extra });
    const optimizer =
      overrides === undefined || make({}) === undefined
        ? make({})
        : parameterGroups(overrides.map((extra, i) => ({ paths: `[${i}]`, optimizer: make(extra)! })));
    const missing = optimizer === undefined ? name : null;
    compared(name, `${name} ${JSON.stringify(args)}${overrides ? " in groups" : ""}, ${problem}`, missing, () => {
      follow(optimizer!, run);
    });
  }
});

describe.skipIf(golden === undefined)("the three forms of momentum", () => {
  for (const run of golden?.classical_momentum ?? []) {
    const { form, alpha: decay, lr, schedule, problem } = run;
    const learningRate = table(lr);
    const optimizer =
      form === "nesterov-lookahead"
        ? nesterov({ learningRate, decay })
        : momentum({ learningRate, decay, form: form as "classical" | "torch" });
    compared("classical_momentum", `${form}, ${schedule} rate, ${problem}`, null, () => {
      follow(optimizer, run, (params, state) => {
        if (form !== "nesterov-lookahead") return params;
        // The data hold the iterate w; the parameters are the points ahead of it, w + α v.
        const { velocity } = state as { velocity: readonly Tensor[] };
        return params.map((p, i) => sub(p, mul(decay, velocity[i]!)) as Tensor);
      });
    });
  }
});

/** HIPS autograd's three, made of ours. */
const HIPS: Readonly<Record<string, (args: Readonly<Record<string, number>>) => Optimizer>> = {
  // v ← m v − (1 − m) g, x ← x + η v: the rate inside the velocity.
  sgd: ({ step_size, mass }) => momentum({ learningRate: step_size! * (1 - mass!), decay: mass! }),
  // The mean square starts at 1.
  rmsprop: ({ step_size, gamma }) => rmsprop({ learningRate: step_size!, decay: gamma!, initial: 1, epsilon: 1e-8 }),
  adam: ({ step_size, b1, b2 }) => adam({ learningRate: step_size!, beta1: b1!, beta2: b2!, epsilon: 1e-8 }),
};

describe.skipIf(golden === undefined)("HIPS autograd's optimizers are compositions", () => {
  for (const run of golden?.autograd_misc ?? []) {
    const name = run.optimizer.split(".").at(-1)!;
    compared("autograd_misc", `${name}, ${run.problem}`, HIPS[name] === undefined ? run.optimizer : null, () => {
      follow(HIPS[name]!(run.args as Readonly<Record<string, number>>), run);
    });
  }
});

describe.skipIf(golden === undefined)("schedules give PyTorch's rates", () => {
  for (const { scheduler, base_lr, args, lrs, momentum, metrics } of golden?.schedulers ?? []) {
    const rate = schedulerOf(scheduler, base_lr, args);
    compared("schedulers", `${scheduler} ${JSON.stringify(args)}`, rate === undefined ? scheduler : null, () => {
      withinRounding(ratesOf(rate!, lrs.length, metrics), lrs);
      if (momentum !== undefined) withinRounding(ratesOf(momentumOf(scheduler, args)!, momentum.length), momentum);
    });
  }
});

describe.skipIf(golden === undefined)("optimizers under a schedule", () => {
  for (const run of golden?.optimizer_with_scheduler ?? []) {
    const { optimizer: name, args, scheduler, scheduler_args, problem } = run;
    const rate = schedulerOf(scheduler!, args.lr as number, scheduler_args!);
    const { defaults } = golden!.optimizers.find((other) => other.optimizer === name)!;
    const optimizer = rate && optimizerOf(name, { ...defaults, ...args }, rate);
    compared("optimizer_with_scheduler", `${name} with ${scheduler}, ${problem}`, optimizer ? null : name, () => {
      follow(optimizer!, run);
      withinRounding(ratesOf(rate!, run.lr_used!.length), run.lr_used!);
    });
  }
});

describe.skipIf(golden === undefined)("clipping", () => {
  for (const { fn, grads, clipped, ...options } of golden?.clipping ?? []) {
    const gradients = grads.map(({ data, shape }) => tensor(data, { shape }));
    const shapes = grads.map(({ shape }) => JSON.stringify(shape)).join();
    const order = options.norm_type;
    compared("clipping", `${fn} ${JSON.stringify(options)} ${shapes}`, null, () => {
      const transform =
        fn === "clip_grad_value_"
          ? clipByValue(options.clip_value!)
          : clipByGlobalNorm(options.max_norm!, { order: order! });
      if (options.total_norm !== undefined) {
        const norm = globalNorm(gradients, { order: order! }).item();
        expect(Math.abs(norm - options.total_norm)).toBeLessThanOrEqual(ROUNDING);
      }
      const [ours] = transform.transform(gradients, null, null);
      expectClose(
        ours,
        clipped.map(({ data, shape }) => tensor(data, { shape }).toArray()),
      );
    });
  }
});

afterAll(() => {
  if (coverage.size > 0) console.log(coverageTable(coverage));
});
