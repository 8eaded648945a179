import {
  add,
  argmax,
  div,
  equal,
  evaluate,
  exp,
  log,
  makeProgram,
  mapTree,
  matmul,
  max,
  mean,
  mul,
  neg,
  type Program,
  random,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  zeros,
} from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adam } from "../adam.ts";
import { lbfgs } from "../lbfgs.ts";
import { momentum } from "../momentum.ts";
import { lambda } from "../schedules/index.ts";
import { sgd } from "../sgd.ts";
import type { Snapshot, Training, TrainOptions } from "./options.ts";
import { trainingStep } from "./step.ts";
import { train } from "./train.ts";

fc.configureGlobal({ seed: 42 });

interface Params {
  readonly W1: Tensor;
  readonly b1: Tensor;
  readonly W2: Tensor;
  readonly b2: Tensor;
}

interface Data {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** Three clouds of points in the plane. */
const N = 30;
const labels = Array.from({ length: N }, (_, i) => i % 3);
const draws = random.RandomState(1);
const data: Data = {
  x: add(
    draws.normal(0, 0.5, [N, 2]),
    tensor(
      labels.map(
        (c) =>
          [
            [0, 2],
            [2, -1],
            [-2, -1],
          ][c]!,
      ),
    ),
  ),
  y: tensor(labels.map((c) => [0, 1, 2].map((k) => Number(k === c)))),
};

function start(): Params {
  const rng = random.RandomState(2);
  return { W1: rng.normal(0, 0.5, [2, 5]), b1: zeros([5]), W2: rng.normal(0, 0.5, [5, 3]), b2: zeros([3]) };
}

function scores({ W1, b1, W2, b2 }: Params, x: Tensor, key?: Tensor): Tensor {
  const hidden: Tensor = sigmoid(add(matmul(x, W1), b1) as Tensor);
  const kept = key === undefined ? hidden : mul(hidden, random.bernoulli(key as random.Key, 0.8, hidden.shape));
  return add(matmul(kept, W2), b2);
}

function loss(params: Params, { x, y }: Data, key?: Tensor): Tensor {
  const z = scores(params, x, key);
  const shifted = sub(z, max(z, 1, { keepdims: true }));
  return neg(mean(sum(mul(y, sub(shifted, log(sum(exp(shifted), 1, { keepdims: true })))), 1)));
}

const accuracy = (params: Params, { x, y }: Data): Tensor => mean(equal(argmax(scores(params, x), 1), argmax(y, 1)));

function options(): TrainOptions<Params, Data> {
  return {
    params: start(),
    loss,
    optimizer: adam({ learningRate: 0.02 }),
    data,
    batchSize: 8,
    rng: random.RandomState(42),
    epochs: 6,
  };
}

const bits = (tree: unknown): unknown => mapTree((x: Tensor): Tensor => x, tree as Params) && JSON.stringify(tree);

describe("training", () => {
  test("learns three clouds, and tells how it went", () => {
    const run = train({ ...options(), epochs: 60, metrics: { accuracy } }).finish();
    expect(run.ended).toBe("epochs");
    expect([run.step, run.epoch, run.batch]).toEqual([60 * 4, 60, 0]);
    expect(run.history.losses.length).toBe(240);
    const [first, last] = [run.history.epochs[0]!, run.history.epochs.at(-1)!];
    expect(last.loss).toBeLessThan(first.loss / 3);
    expect(last.metrics.accuracy).toBe(1);
    expect(last.validationLoss).toBeNull();
  });

  test("is the same step by step, epoch by epoch, at one go, and asynchronously", async () => {
    const whole = train(options()).finish();
    const bySteps = train(options());
    const losses: number[] = [];
    for (const { loss } of bySteps.steps()) losses.push(loss);
    const byEpochs = train(options());
    const epochs = [...byEpochs];
    const page = train({ ...options(), pauseEvery: 0, pause: () => Promise.resolve() });
    await page.finishAsync();
    for (const run of [bySteps, byEpochs, page]) {
      expect(bits(run.params)).toBe(bits(whole.params));
      expect(run.history).toEqual(whole.history);
    }
    expect(losses).toEqual(whole.history.losses);
    expect(epochs).toEqual(whole.history.epochs);
  });

  test("is a plain loop: batches, gradient, update", () => {
    const run = train(options()).finish();
    const step = trainingStep(loss, adam({ learningRate: 0.02 }));
    const rng = random.RandomState(42);
    let params = start();
    let state = adam().init(params);
    for (let epoch = 0; epoch < 6; epoch++) {
      const order = rng.permutation(N).toArray() as number[];
      for (let i = 0; i < N; i += 8) {
        const rows = order.slice(i, i + 8);
        const pick = (x: Tensor): Tensor => tensor(rows.map((k) => (x.toArray() as number[][])[k]!));
        [params, state] = step(params, state, { x: pick(data.x), y: pick(data.y) }, undefined);
      }
    }
    expect(bits(run.params)).toBe(bits(params));
  });

  test("can be left and gone on with", () => {
    const run = train(options());
    for (const { step } of run.steps()) if (step === 6) break;
    expect([run.step, run.epoch, run.batch]).toEqual([7, 1, 3]);
    for (const { epoch } of run) if (epoch === 2) break;
    expect([run.step, run.epoch, run.batch]).toEqual([12, 3, 0]);
    expect(bits(run.finish().params)).toBe(bits(train(options()).finish().params));
  });

  test("ends when told to, from a callback too", () => {
    const seen: number[] = [];
    const run = train({
      ...options(),
      onStep: ({ step }, run) => {
        seen.push(step);
        if (step === 4) run.stop();
      },
    }).finish();
    expect(run.ended).toBe("stopped");
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect(run.next()).toBeNull();
  });

  test("tells callbacks of steps and epochs", () => {
    const told: string[] = [];
    train({
      ...options(),
      epochs: 2,
      onStep: ({ step, epoch, batch }) => told.push(`step ${step} epoch ${epoch} batch ${batch}`),
      onEpoch: ({ epoch }) => told.push(`epoch ${epoch}`),
    }).finish();
    expect(told.filter((line) => line.startsWith("epoch"))).toEqual(["epoch 0", "epoch 1"]);
    expect(told[4]).toBe("epoch 0");
    expect(told[3]).toBe("step 3 epoch 0 batch 3");
  });

  test("takes a staged step, to the last bit", () => {
    const optimizer = momentum({ learningRate: 0.05 });
    const step = trainingStep(loss, optimizer);
    const programs = new Map<number, Program>();
    const staged: typeof step = (params, state, batch, key) => {
      const rows = batch.x.shape[0]!;
      const program = programs.get(rows) ?? makeProgram(step)(params, state, batch, key as Tensor);
      programs.set(rows, program);
      return evaluate(program, [params, state, batch, key]) as ReturnType<typeof step>;
    };
    const { loss: _, ...others } = options();
    const eager = train({ ...options(), optimizer }).finish();
    const byProgram = train({ ...others, optimizer, step: staged }).finish();
    expect(programs.size).toBe(2);
    expect(bits(byProgram.params)).toBe(bits(eager.params));
  });

  test("takes any function as its step, and leaves it as it was", () => {
    const plain = trainingStep(options().loss as never, options().optimizer);
    const calls: unknown[] = [];
    const step = Object.freeze(function (this: unknown, ...args: Parameters<typeof plain>) {
      calls.push(this, args.length);
      return Object.freeze(plain(...args));
    });
    const runWith = (change: object): unknown => {
      const { loss: _, ...others } = options();
      return JSON.parse(
        JSON.stringify(
          train({ ...others, ...change } as never)
            .finish()
            .snapshot(),
        ),
      );
    };
    const end = runWith({ step });
    expect(new Set(calls)).toEqual(new Set([undefined, 4]));
    expect(runWith({ step: (...args: Parameters<typeof plain>) => step(...args) })).toEqual(end);
    expect(runWith({ loss: options().loss })).toEqual(end);
  });

  test("gives the loss a new key at each step, and none when it is only evaluated", () => {
    const keys: (string | undefined)[] = [];
    const spied = (params: Params, batch: Data, key?: Tensor): Tensor => {
      keys.push(key?.toString());
      return loss(params, batch, key);
    };
    train({ ...options(), loss: spied, epochs: 1, key: random.key(3), validation: data }).finish();
    expect(new Set(keys.slice(0, 4)).size).toBe(4);
    expect(keys.slice(4)).toEqual([undefined]);
  });

  test("works with L-BFGS, which evaluates the loss itself", () => {
    const run = train({ ...options(), batchSize: N, epochs: 10, optimizer: lbfgs(), metrics: { accuracy } }).finish();
    expect(run.history.epochs.at(-1)!.metrics.accuracy).toBe(1);
    expect(run.history.losses.at(-1)!).toBeLessThan(1e-3);
  });
});

describe("validation", () => {
  test("holds a share of the data back, the same with and without resuming, and never trains with it", () => {
    const seen = new Set<number>();
    const rows = tensor(Array.from({ length: N }, (_, i) => i));
    const run = train({
      params: tensor(0),
      loss: (p: Tensor, { i, y }: { i: Tensor; y: Tensor }, key) => {
        if (key !== undefined) for (const row of i.toArray() as number[]) seen.add(row);
        return mean(square(sub(p, y)));
      },
      optimizer: sgd({ learningRate: 0.01 }),
      data: { i: rows, y: rows },
      batchSize: 7,
      rng: random.RandomState(5),
      key: random.key(1),
      validation: 0.25,
      epochs: 3,
    }).finish();
    expect(seen.size).toBe(N - 8);
    const order = random.RandomState(5).permutation(N).toArray() as number[];
    expect([...seen].sort((a, b) => a - b)).toEqual(order.slice(0, N - 8).sort((a, b) => a - b));
    expect(run.history.epochs.every(({ validationLoss }) => validationLoss! > 0)).toBe(true);
  });

  test("of a stratified share has every class", () => {
    const counts: number[] = [];
    const metrics = {
      classes: (_p: Params, { y }: Data) => {
        counts.push(...(sum(y, 0).toArray() as number[]));
        return 0;
      },
    };
    train({ ...options(), epochs: 1, validation: 0.2, stratify: labels, metrics }).finish();
    expect(counts).toEqual([2, 2, 2]);
  });

  test("keeps the best parameters and stops early when it does not get better", () => {
    // A rate at which it runs past the minimum and comes back, over and over.
    const wild = { ...options(), optimizer: sgd({ learningRate: 12 }), epochs: 200, validation: 0.3 };
    const run = train({ ...wild, earlyStopping: { patience: 5 } }).finish();
    expect(run.ended).toBe("early stopping");
    const values = run.history.epochs.map(({ validationLoss }) => validationLoss!);
    const best = Math.min(...values);
    expect(run.best!.value).toBe(best);
    expect(run.best!.epoch).toBe(values.indexOf(best));
    expect(values.length).toBe(run.best!.epoch + 1 + 5);
    const { x, y } = data;
    const order = (random.RandomState(42).permutation(N).toArray() as number[]).slice(21);
    const pick = (t: Tensor): Tensor => tensor(order.map((k) => (t.toArray() as number[][])[k]!));
    expect(loss(run.best!.params, { x: pick(x), y: pick(y) }).item()).toBe(best);
  });

  test("looks at a metric when told to", () => {
    const run = train({
      ...options(),
      epochs: 60,
      metrics: { accuracy },
      monitor: "accuracy",
      mode: "max",
      earlyStopping: { patience: 3 },
    }).finish();
    expect(run.best!.value).toBe(Math.max(...run.history.epochs.map(({ metrics }) => metrics.accuracy!)));
    expect(run.ended).toBe("early stopping");
  });
});

describe("what is monitored", () => {
  /** A run whose metric has these numbers, one an epoch. */
  const seeing = (values: readonly number[], patience: number): Training<Params> => {
    let epoch = 0;
    return train({
      ...options(),
      epochs: values.length,
      metrics: { metric: () => values[epoch++]! },
      monitor: "metric",
      mode: "max",
      earlyStopping: { patience },
    }).finish();
  };

  test("is never best as NaN, and every number is better than that", () => {
    const run = seeing([Number.NaN, 1, Number.NaN, 3, 2], 2);
    expect([run.best!.epoch, run.best!.value, run.ended]).toEqual([3, 3, "epochs"]);
    expect(seeing([Number.NaN, Number.NaN, Number.NaN, 1], 2).ended).toBe("early stopping");
  });

  test("has to say of a metric whether it should grow", () => {
    expect(() =>
      train({ ...options(), metrics: { accuracy }, monitor: "accuracy" }),
    ).toThrowErrorMatchingInlineSnapshot(`
        [ArgumentError: train: whether a smaller or a larger accuracy is better has to be said
          got  undefined
          hint mode: "max" for what should grow, such as an accuracy; mode: "min" for an error]
      `);
  });
});

describe("a snapshot", () => {
  const full = (): TrainOptions<Params, Data> => ({
    ...options(),
    key: random.key(9),
    validation: 0.2,
    metrics: { accuracy },
    earlyStopping: { patience: 4, minDelta: 0.01 },
  });
  const whole = train(full()).finish();

  test("taken anywhere resumes to a bit-identical end", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 18 }), fc.integer({ min: 0, max: 18 }), (first, second) => {
        const run = train(full());
        while (run.step < Math.min(first, second) && run.next() !== null);
        const resumed = train({ ...full(), rng: random.RandomState(7), resume: run.snapshot() });
        while (resumed.step < Math.max(first, second) && resumed.next() !== null);
        const again = train({ ...full(), rng: random.RandomState(8), resume: resumed.snapshot() }).finish();
        expect(bits(again.params)).toBe(bits(whole.params));
        expect(bits(again.state)).toBe(bits(whole.state));
        expect(again.history).toEqual(whole.history);
        expect(again.ended).toBe(whole.ended);
        expect(again.best!.epoch).toBe(whole.best!.epoch);
        expect(bits(again.best!.params)).toBe(bits(whole.best!.params));
      }),
      { numRuns: 12 },
    );
  });

  test("of a finished run goes on when more epochs are asked for", () => {
    const short = train(options()).finish();
    const longer = train({ ...options(), rng: random.RandomState(0), epochs: 9, resume: short.snapshot() }).finish();
    expect(bits(longer.params)).toBe(bits(train({ ...options(), epochs: 9 }).finish().params));
    expect(train({ ...options(), resume: short.snapshot() }).next()).toBeNull();
  });

  test("does not follow the run any more", () => {
    const run = train(options());
    run.next();
    const snapshot = run.snapshot();
    run.finish();
    expect(snapshot.step).toBe(1);
    expect(snapshot.history.losses.length).toBe(1);
  });

  test("of a run that was stopped goes on to the same end", () => {
    const stopped = train({ ...options(), onStep: ({ step }, run) => step === 4 && run.stop() }).finish();
    expect(stopped.snapshot().ended).toBe("stopped");
    const resumed = train({ ...options(), resume: stopped.snapshot() }).finish();
    expect(resumed.ended).toBe("epochs");
    expect(bits(resumed.params)).toBe(bits(train(options()).finish().params));
  });

  test("of a run that stopped early goes on with more patience, or without any", () => {
    const impatient = { ...options(), epochs: 9, earlyStopping: { patience: 2, minDelta: 1e9 } };
    const early = train(impatient).finish();
    expect([early.ended, early.epoch]).toEqual(["early stopping", 3]);
    const snapshot = early.snapshot();
    expect(train({ ...impatient, resume: snapshot }).ended).toBe("early stopping");
    const patient = train({ ...impatient, earlyStopping: { patience: 4, minDelta: 1e9 }, resume: snapshot }).finish();
    expect([patient.ended, patient.epoch]).toEqual(["early stopping", 5]);
    const whole = train({ ...options(), epochs: 9, resume: snapshot }).finish();
    expect(bits(whole.params)).toBe(bits(train({ ...options(), epochs: 9 }).finish().params));
  });

  test("of a run that is further than the epochs asked for has ended", () => {
    const run = train(options());
    while (run.epoch < 3) run.next();
    const resumed = train({ ...options(), epochs: 2, resume: run.snapshot() });
    expect([resumed.ended, resumed.next()]).toEqual(["epochs", null]);
  });

  test("with the losses of half a million steps is resumed", () => {
    const snapshot = train(options()).finish().snapshot();
    const losses = new Array<number>(500_000).fill(1);
    const resumed = train({ ...options(), epochs: 7, resume: { ...snapshot, history: { losses, epochs: [] } } });
    resumed.next();
    expect(resumed.history.losses.length).toBe(500_001);
  });

  test("taken after a metric threw ends the epoch and goes on", () => {
    let broken = true;
    const metric = (): number => {
      if (broken) throw new Error("not now");
      return 1;
    };
    const run = train({ ...options(), metrics: { metric } });
    expect(() => run.finish()).toThrow("not now");
    expect([run.epoch, run.batch]).toEqual([0, 4]);
    broken = false;
    for (const again of [train({ ...options(), metrics: { metric }, resume: run.snapshot() }), run]) {
      const first = again.next()!;
      expect([first.step, first.batch, first.endOf?.epoch]).toEqual([3, 3, 0]);
      expect(bits(again.finish().params)).toBe(bits(train(options()).finish().params));
    }
  });

  test("of parameters of another shape or dtype, or with its generator forgotten, is refused", () => {
    const snapshot = train(options()).snapshot();
    expect(() =>
      train({ ...options(), params: { ...start(), b1: zeros([1, 5]) as Tensor }, resume: snapshot }),
    ).toThrowErrorMatchingInlineSnapshot(`
        [ArgumentError: train: the snapshot's parameter at .b1 is float64 [5]
          got  "float64 [1, 5]"
          hint resume with parameters built like those with which the run was begun; their values do not matter]
      `);
    expect(() =>
      train({ ...options(), rng: undefined, resume: snapshot } as never),
    ).toThrowErrorMatchingInlineSnapshot(`
        [ArgumentError: train: the snapshot is of a run that shuffles
          got  "no rng"
          hint pass a generator of the same kind; its state is that of the snapshot]
      `);
  });

  test("of a run that does not shuffle is refused with a generator", () => {
    const { rng: _, ...ordered } = options();
    expect(() => train({ ...options(), resume: train(ordered).snapshot() })).toThrow(
      /train: the snapshot is of a run that does not shuffle\n[\s\S]*hint resume without rng/,
    );
  });

  test("of other data is refused", () => {
    const snapshot: Snapshot<Params> = train(options()).snapshot();
    expect(() => train({ ...options(), batchSize: 16, resume: snapshot })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: train: the snapshot is of 30 samples in batches of 8
        got  [30, 16]
        hint resume with the data and options with which the run was begun]
    `);
    const other = { ...snapshot, params: { W: snapshot.params.W1 } } as never;
    expect(() => train({ ...options(), resume: other })).toThrowErrorMatchingInlineSnapshot(`
      [KindError: train: the snapshot's tree of parameters is not built like what it belongs to
        got  {W: *} instead of {W1: *, b1: *, W2: *, b2: *}
        hint use the same arrays and record keys, with a tensor for every tensor (each * is one)]
    `);
  });
});

describe("training refuses", () => {
  const refused =
    (change: object): (() => unknown) =>
    () =>
      train({ ...options(), ...change } as never);

  test("to start without a loss, and options out of range", () => {
    expect(refused({ loss: undefined })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: train: there is neither a loss nor a step
        got  undefined
        hint pass loss: (params, batch) => a mean over the batch; step: (params, state, batch) => [params, state, loss] may stand beside it]
    `);
    expect(refused({ epochs: 0 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: train: epochs must be a whole number ≥ 1
        got  0
        hint how often all samples are gone through]
    `);
    expect(refused({ validation: 1.5 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: train: validation must be data, or a share in (0, 1) that leaves some to train with
        got  1.5
        hint 0.2 is usual]
    `);
    expect(refused({ monitor: "accuracy" })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: train: there is no such number to monitor
        got  "accuracy"
        hint there are loss]
    `);
    expect(refused({ earlyStopping: { patience: 0 } })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: train: patience must be a whole number ≥ 1
        got  0
        hint after how many epochs without improvement it stops]
    `);
  });

  test("steps that give something else than parameters, state and loss", () => {
    const { loss: _, ...others } = options() as { loss: unknown };
    const run = (step: unknown) => () => train({ ...others, step } as never).next();
    expect(run((p: unknown, s: unknown) => [p, s])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: train: step 0 gave 2 values, not three
        got  [a record with the keys W1, b1, W2, b2, a record with the keys step, schedule, mean, square]
        hint a step is (params, state, batch) => [params, state, loss]]
    `);
    expect(run(async (p: unknown, s: unknown) => [p, s, tensor(1)])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: train: step 0 gave a promise
        got  a Promise
        hint a step must not be async: load and wait before; finishAsync lets others run between steps]
    `);
    expect(run(() => undefined)).toThrow(/step 0 gave no list of three/);
    expect(run((p: unknown, s: unknown) => [p, s, zeros([3])])).toThrow(/the third value of step 0 is not one number/);
    expect(run((p: unknown, s: unknown) => [p, s, 0.5])).not.toThrow();
  });

  test("schedules that give no number, with the step", () => {
    const stepOf = (learningRate: unknown) => () =>
      train({ ...options(), optimizer: sgd({ learningRate } as never) } as never).finish();
    expect(stepOf(() => undefined)).toThrow(
      /schedule: the schedule must give one finite number ≥ 0, at step 0\n {2}got {2}undefined/,
    );
    expect(stepOf((t: Tensor) => (t.item() < 2 ? 0.1 : Number.NaN))).toThrow(/at step 2\n {2}got {2}NaN/);
    expect(stepOf((t: Tensor) => div(sub(2, t), sub(2, t)))).toThrow(/at step 2\n {2}got {2}NaN/);
    expect(stepOf((t: Tensor) => sub(1, t))).toThrow(/at step 2\n {2}got {2}-1\n {2}hint a rate that falls below 0/);
    expect(stepOf(() => zeros([2]))).toThrow(/at step 0\n {2}got {2}a tensor of shape \[2\]/);
    expect(stepOf(lambda(0.1, () => undefined as never))).toThrow(
      /the function of lambda must give one finite number ≥ 0, at step 0/,
    );
  });

  test("validation data that are built in another way, before the first epoch", () => {
    const built = /train: the validation data are not built like the data/;
    expect(refused({ validation: { ...data, x: zeros([4, 3]), y: zeros([4, 3]) } })).toThrow(/like the data at \.x\n/);
    expect(refused({ validation: { x: data.x } })).toThrow(/like the data at \.y\n/);
    expect(refused({ validation: data.x })).toThrow(built);
    expect(refused({ validation: { x: zeros([1, 2]), y: zeros([1, 3]) } })).not.toThrow();
  });

  test("classes that are none", () => {
    for (const wrong of ["a", Number.NaN, 0.5]) {
      expect(refused({ stratify: labels.map(() => wrong) })).toThrow(
        /train: stratify needs one class for each of the 30/,
      );
    }
    expect(refused({ stratify: labels.map((c) => c === 1) })).not.toThrow();
  });

  test("what is no function where one belongs, and metrics that give no number", () => {
    for (const name of ["loss", "step", "onStep", "onEpoch", "pause"]) {
      expect(refused({ [name]: 3 })).toThrow(`train: the option ${name} is no function\n  got  3`);
    }
    expect(refused({ progress: "yes" })).toThrow(/progress is true, false or \{ sink \}/);
    expect(refused({ metrics: { a: 3 } })).toThrow(/the metric a is no function/);
    for (const value of [undefined, zeros([2]), "0.5"]) {
      const run = train({ ...options(), metrics: { a: () => value } } as never);
      expect(() => run.finish()).toThrow(/the metric a gave no number/);
    }
  });

  test("data that are arrays of numbers", () => {
    expect(refused({ data: { x: [[1, 2]], y: [1] } })).toThrow(
      /train: the data at \.x are numbers, but no tensor[\s\S]*tensor\(data\)/,
    );
  });

  test("options that it does not know, and optimizers that are none", () => {
    expect(refused({ batchsize: 2 })).toThrow(/there is no option "batchsize"\n.*\n {2}hint batchSize may be meant$/);
    expect(refused({ patience: 2 })).toThrow(/the options are params, optimizer/);
    expect(refused({ optimizer: undefined })).toThrow(/there is no optimizer/);
    expect(refused({ optimizer: adam })).toThrow(/call it: adam/);
    expect(refused({ rng: 42 })).toThrow(/train: rng must be a generator/);
  });
});
