import type { Pytree, Tensor } from "@wengert/autograd";
import type { Optimizer } from "../optimizer.ts";
import type { BatchOf, Shuffler } from "./batches.ts";
import type { Best, EpochRecord, History, StepRecord } from "./history.ts";
import type { ProgressOptions } from "./progress.ts";
import type { AnyStep, Loss } from "./step.ts";

/** A number of interest: of parameters and data. @public */
export type Metric<P, D> = (params: P, data: D) => number | Tensor;

/** When to stop before the last epoch. @public */
export interface EarlyStopping {
  /** After how many epochs in a row without improvement. */
  readonly patience: number;
  /** What counts as one: better by more than this; 0 unless said. */
  readonly minDelta?: number;
}

/** What `train` is told. @public */
export interface TrainOptions<P, D> {
  /** Where it starts. */
  readonly params: P;
  readonly optimizer: Optimizer;
  /** The loss of a batch: one number, a mean over its samples. Either this or `step` is needed. */
  readonly loss?: Loss<NoInfer<P>, NoInfer<BatchOf<D>>>;
  /** The step itself, where it is compiled or of another kind than `trainingStep(loss, optimizer)`. */
  readonly step?: AnyStep<NoInfer<P>, NoInfer<BatchOf<D>>>;
  /** Tensors in arrays and records, samples along the first axis. */
  readonly data: D;
  readonly epochs: number;
  /** How many samples are in a batch; all unless said. */
  readonly batchSize?: number;
  /** What shuffles; without it the samples come in their order. */
  readonly rng?: Shuffler;
  readonly dropLast?: boolean;
  /** Class indices `[N]`: every batch, and a validation share, gets its part of each class. */
  readonly stratify?: Tensor | readonly number[];
  /** A key for what the loss draws (dropout): each step gets `foldIn(key, step)`. */
  readonly key?: Tensor;
  /** Data to validate with, or the share of `data` in (0, 1) that is held back for it. */
  readonly validation?: NoInfer<D> | number;
  /** Numbers to know after each epoch: over the validation data if there are any, else over all data. */
  readonly metrics?: Readonly<Record<string, Metric<NoInfer<P>, NoInfer<D>>>>;
  /** What `best` and early stopping look at: "loss", "validationLoss" or a metric; the loss, of validation if any. */
  readonly monitor?: string;
  /** Whether a smaller or a larger one is better; "min" for losses unless said. A NaN is never better. */
  readonly mode?: "min" | "max";
  readonly earlyStopping?: EarlyStopping;
  readonly onStep?: (record: StepRecord, run: Training<NoInfer<P>>) => void;
  readonly onEpoch?: (record: EpochRecord, run: Training<NoInfer<P>>) => void;
  /** true: told on stderr; false: silent; where: a sink. Unless said, runs that take longer than a second are told. */
  readonly progress?: boolean | ProgressOptions;
  /** A snapshot of a run with the same options, to go on from; with more epochs or patience it goes on further. */
  readonly resume?: Snapshot | null;
  /** In asynchronous runs: for how many milliseconds it may compute at a stretch; 12 unless said. */
  readonly pauseEvery?: number;
  /** In asynchronous runs: how others are let run; `scheduler.yield`, or a timer, unless said. */
  readonly pause?: () => Promise<void>;
}

/** Why a run ended. @public */
export type EndReason = "epochs" | "early stopping" | "stopped";

/** A run of training, which can be gone through step by step or epoch by epoch, looked into, stopped and resumed. @public */
export interface Training<P = Pytree> extends Iterable<EpochRecord>, AsyncIterable<EpochRecord> {
  /** The parameters and the optimizer's state now. */
  readonly params: P;
  readonly state: Pytree;
  /** How many steps were made; in which epoch it is, and how many of its batches are done. */
  readonly step: number;
  readonly epoch: number;
  readonly batch: number;
  readonly history: History;
  /** The best epoch so far; null before the first has ended. */
  readonly best: Best<P> | null;
  /** Why it ended; null while it has not. */
  readonly ended: EndReason | null;
  /** Makes the next step; null when it has ended. */
  next(): StepRecord | null;
  /** The steps from here on. Leaving the loop leaves the run where it is. */
  steps(): IterableIterator<StepRecord>;
  /** Runs to the end. */
  finish(): Training<P>;
  /** The same, letting others run now and then. */
  finishAsync(): Promise<Training<P>>;
  /** Ends it after the present step. */
  stop(): void;
  /** All that is needed to go on from here, as plain data and tensors. */
  snapshot(): Snapshot<P>;
}

/** The state of a run between two steps. @public */
export interface Snapshot<P = Pytree> {
  readonly version: 1;
  readonly params: P;
  readonly state: Pytree;
  readonly step: number;
  readonly epoch: number;
  readonly batch: number;
  readonly ended: EndReason | null;
  /** The samples and batch size, by which a run of other data is recognised. */
  readonly samples: number;
  readonly batchSize: number;
  /** The order of the present epoch's samples, and that by which a validation share was held back. */
  readonly order: Tensor | null;
  readonly split: Tensor | null;
  readonly key: Tensor | null;
  /** The shuffler's state. */
  readonly rng: unknown;
  /** The loss of the present epoch so far: Σ loss · samples, and Σ samples. */
  readonly lossSum: number;
  readonly lossSamples: number;
  /** For early stopping: the number to be beaten, and for how many epochs it was not. */
  readonly reference: number | null;
  readonly bad: number;
  readonly history: History;
  readonly best: Best<P> | null;
}
