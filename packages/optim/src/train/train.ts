import { type Pytree, random, type Tensor } from "@wengert/autograd";
import { badOption, checkNotNegative, checkWhole } from "../check.ts";
import { type BatchOf, batches, readClasses, readSamples } from "./batches.ts";
import {
  checkMonitor,
  checkOptions,
  checkResumed,
  checkStopping,
  endResumed,
  lossOf,
  metricOf,
  monitored,
} from "./checks.ts";
import type { EpochRecord, History, StepRecord } from "./history.ts";
import { allFinite, firstNonFinite, nonFinite, type Place } from "./nonFinite.ts";
import type { EndReason, Snapshot, Training, TrainOptions } from "./options.ts";
import { now, pauseForPage } from "./pause.ts";
import { progressOf } from "./progress.ts";
import { type Step, trainingStep } from "./step.ts";
import { holdBack } from "./validation.ts";

const LOSS_HINT =
  "pass loss: (params, batch) => a mean over the batch; step: (params, state, batch) => [params, state, loss] may stand beside it";

/**
 * Trains: mini-batches, epochs, validation, early stopping, history. What it gives is a run, which does nothing until it is
 * gone through: `run.finish()` to the end; `for (const epoch of run)` epoch by epoch, `for (const step of run.steps())`
 * step by step (leave the loop when you like, go on later); `for await (const epoch of run)` in a page that is to stay
 * alive.
 *
 * **Shapes:** data `[N, …]`; batches `[batchSize, …]`; the loss `[]`. Equal options and seeds give equal runs, to the last
 * bit, also through a snapshot and `resume`.
 *
 * @throws ArgumentError when options are missing or out of range; WengertError (code nan-found) when a loss or a parameter
 * becomes NaN or infinite: with step, batch and the first operation that made it.
 * @example
 * const x = linspace(-1, 1, 20);
 * const run = train({
 *   params: { slope: tensor(0), offset: tensor(0) },
 *   loss: ({ slope, offset }, { x, y }) => mean(square(sub(add(mul(slope, x), offset), y))),
 *   optimizer: adam({ learningRate: 0.1 }),
 *   data: { x, y: add(mul(3, x), 1) },
 *   batchSize: 5,
 *   rng: random.RandomState(42),
 *   epochs: 100,
 * }).finish();
 * [run.params.slope, run.params.offset].map((p) => p.item().toFixed(3)) // ["3.000", "1.000"]
 * run.history.epochs.length // 100
 * @see I. Goodfellow, Y. Bengio, A. Courville (2016), Deep learning, algorithms 7.1 (early stopping) and 8.1 (SGD).
 * @public
 */
export function train<P, D extends Pytree>(options: TrainOptions<P, D>): Training<P> {
  checkOptions(options as never);
  const { optimizer, loss, metrics = {}, rng = null, resume = null, earlyStopping, mode = "min" } = options;
  const key = resume === null ? (options.key ?? null) : resume.key;
  const stepFunction = (options.step ?? (loss && trainingStep(loss, optimizer))) as
    | Step<P, Pytree, BatchOf<D>>
    | undefined;
  if (stepFunction === undefined) throw badOption("train", "there is neither a loss nor a step", undefined, LOSS_HINT);
  checkWhole("train", "epochs", options.epochs, 1, "how often all samples are gone through");
  checkStopping(options);

  const samples = readSamples("train", options.data).length;
  const classes = options.stratify === undefined ? null : readClasses("train", options.stratify, samples);
  const { data, validation, split, kept } = holdBack(options, samples, classes);
  const source = batches(data, {
    batchSize: options.batchSize,
    rng,
    dropLast: options.dropLast,
    stratify:
      classes === null ? undefined : kept === null ? classes : (kept.toArray() as number[]).map((i) => classes[i]!),
  });
  if (validation !== null && loss === undefined && options.step !== undefined) {
    throw badOption("train", "validation needs the loss beside the step", undefined, LOSS_HINT);
  }
  const monitor = options.monitor ?? (validation === null ? "loss" : "validationLoss");
  checkMonitor(monitor, options.mode, validation !== null, Object.keys(metrics));

  let { params } = options;
  let state = resume === null ? optimizer.init(params) : resume.state;
  let step = 0;
  let epoch = 0;
  let batch = 0;
  let order: Tensor | null = null;
  let ended: EndReason | null = null;
  let lossSum = 0;
  let lossSamples = 0;
  let reference: number | null = null;
  let bad = 0;
  const losses: number[] = [];
  const epochs: EpochRecord[] = [];
  let best: Training<P>["best"] = null;
  let last: { readonly place: Place; readonly rerun: () => unknown } | null = null;

  if (resume !== null) {
    checkResumed(resume, params, source, rng);
    ({ params, step, epoch, batch, order, lossSum, lossSamples, reference, bad, best } = resume as Snapshot<P>);
    // One by one: a long history has more numbers than a call can have arguments.
    for (const value of resume.history.losses) losses.push(value);
    for (const record of resume.history.epochs) epochs.push(record);
    ended = endResumed(resume, options);
    if (rng !== null) rng.setState?.(resume.rng as never);
  }
  const total = options.epochs * source.length;
  const history: History = { losses, epochs };
  let progress: ReturnType<typeof progressOf> | undefined;

  const eager = loss === undefined ? stepFunction : trainingStep(loss, optimizer);
  const isBetter = (value: number, than: number): boolean =>
    Number.isNaN(than) ? !Number.isNaN(value) : mode === "min" ? value < than : value > than;

  /** The loss of the validation data, which stops the training like that of a batch when it is not finite. */
  function validate(held: D): number {
    const rerun = (): Tensor => (loss as NonNullable<typeof loss>)(params, held as BatchOf<D>, undefined);
    const value = rerun().item();
    if (Number.isFinite(value)) return value;
    throw nonFinite(`the validation loss is ${value}`, { step: step - 1, epoch, batch: batch - 1 }, rerun, {
      "the validation data": held as Pytree,
      "the parameters": params as Pytree,
    });
  }

  function endEpoch(): EpochRecord {
    if (last !== null && !allFinite(params)) {
      throw nonFinite(`the parameters at ${firstNonFinite(params)} became NaN or infinite`, last.place, last.rerun);
    }
    const record: EpochRecord = {
      epoch,
      loss: lossSum / lossSamples,
      validationLoss: validation === null ? null : validate(validation),
      metrics: Object.fromEntries(
        Object.entries(metrics).map(([name, metric]) => {
          return [name, metricOf(name, metric(params, (validation ?? options.data) as D))];
        }),
      ),
    };
    epochs.push(record);
    const value = monitored(record, monitor);
    if (best === null || isBetter(value, best.value)) best = { epoch, value, params };
    if (earlyStopping !== undefined) {
      const { patience, minDelta = 0 } = earlyStopping;
      if (reference === null || isBetter(value, mode === "min" ? reference - minDelta : reference + minDelta)) {
        reference = value;
        bad = 0;
      } else if (++bad >= patience) ended ??= "early stopping";
    }
    epoch++;
    batch = 0;
    order = null;
    lossSum = 0;
    lossSamples = 0;
    if (epoch === options.epochs) ended ??= "epochs";
    return record;
  }

  function makeStep(): void {
    if (batch === 0) order = source.order();
    const place: Place = { step, epoch, batch };
    const [before, stateBefore] = [params, state];
    const samplesNow = source.batch(order, batch);
    const keyNow = key === null ? undefined : random.foldIn(key as random.Key, step);
    const rerun = (): unknown => eager(before, stateBefore, samplesNow, keyNow);
    const made = (stepFunction as NonNullable<typeof stepFunction>)(params, state, samplesNow, keyNow);
    const number = lossOf(made, step);
    const [after, stateAfter] = made;
    if (!Number.isFinite(number)) {
      // A NaN in the parameters was made by the step before.
      const blame = last !== null && !allFinite(before) ? last.rerun : rerun;
      throw nonFinite(`the loss is ${number}`, place, blame, { "the batch": samplesNow, "the parameters": before });
    }
    last = { place, rerun };
    params = after;
    state = stateAfter;
    const count = Math.min((batch + 1) * source.batchSize, source.samples) - batch * source.batchSize;
    losses.push(number);
    lossSum += number * count;
    lossSamples += count;
    step++;
    batch++;
  }

  function next(): StepRecord | null {
    if (ended !== null) return null;
    progress ??= progressOf(options.progress, total, step);
    try {
      return advance();
    } catch (error) {
      progress?.leave();
      throw error;
    }
  }

  function advance(): StepRecord {
    // Where a metric threw, all steps of the epoch are made, and it is still to be ended.
    if (batch < source.length) makeStep();
    const place: Place = { step: step - 1, epoch, batch: batch - 1 };
    const meanLoss = lossSum / lossSamples;
    const endOf = batch === source.length ? endEpoch() : null;
    const record: StepRecord = { ...place, loss: losses.at(-1)!, endOf };
    options.onStep?.(record, run);
    if (endOf !== null) options.onEpoch?.(endOf, run);
    tell(record, meanLoss);
    return record;
  }

  /** What is told of the last step; null before the first, and once the end was told. */
  let toTell: string | null = null;

  function tell({ epoch: at, endOf }: StepRecord, meanLoss: number): void {
    const validated = endOf?.validationLoss ?? null;
    const shown =
      validated === null ? `loss ${meanLoss.toPrecision(4)}` : `validation loss ${validated.toPrecision(4)}`;
    toTell = `epoch ${at + 1} of ${options.epochs}, ${shown}`;
    progress?.tell(step, toTell);
    tellEnd();
  }

  function tellEnd(): void {
    if (ended === null || toTell === null) return;
    progress?.end(step, `${toTell}${ended === "epochs" ? "" : ` (${ended})`}`);
    toTell = null;
  }

  function* steps(): IterableIterator<StepRecord> {
    try {
      for (let record = next(); record !== null; record = next()) yield record;
    } finally {
      progress?.leave();
    }
  }

  function* eachEpoch(): IterableIterator<EpochRecord> {
    for (const { endOf } of steps()) if (endOf !== null) yield endOf;
  }

  const { pauseEvery = 12, pause = pauseForPage } = options;
  checkNotNegative("train", "pauseEvery", pauseEvery, "milliseconds; 12 leaves a page its frames");
  async function* eachEpochAsync(): AsyncIterableIterator<EpochRecord> {
    let rested = now();
    for (const { endOf } of steps()) {
      if (now() - rested >= pauseEvery) {
        await pause();
        rested = now();
      }
      if (endOf !== null) yield endOf;
    }
  }

  const run: Training<P> = {
    get params() {
      return params;
    },
    get state() {
      return state;
    },
    get step() {
      return step;
    },
    get epoch() {
      return epoch;
    },
    get batch() {
      return batch;
    },
    history,
    get best() {
      return best;
    },
    get ended() {
      return ended;
    },
    next,
    steps,
    finish() {
      while (next() !== null);
      return run;
    },
    async finishAsync() {
      for await (const _ of eachEpochAsync());
      return run;
    },
    stop() {
      ended ??= "stopped";
      tellEnd();
    },
    snapshot: (): Snapshot<P> => ({
      version: 1,
      params,
      state,
      step,
      epoch,
      batch,
      ended,
      samples: source.samples,
      batchSize: source.batchSize,
      order,
      split,
      key,
      rng: rng?.getState?.() ?? null,
      lossSum,
      lossSamples,
      reference,
      bad,
      history: { losses: [...losses], epochs: [...epochs] },
      best,
    }),
    [Symbol.iterator]: eachEpoch,
    [Symbol.asyncIterator]: eachEpochAsync,
  };
  return run;
}
