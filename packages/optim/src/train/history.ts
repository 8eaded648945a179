import type { Pytree } from "@wengert/autograd";

/** One step, as it is told. @public */
export interface StepRecord {
  /** How many steps were made before it. */
  readonly step: number;
  readonly epoch: number;
  /** Which batch of the epoch it was. */
  readonly batch: number;
  /** The loss of the batch, before the step. */
  readonly loss: number;
  /** At the end of an epoch, its record. */
  readonly endOf: EpochRecord | null;
}

/** One epoch. @public */
export interface EpochRecord {
  readonly epoch: number;
  /** The mean loss over its samples, each before its own step. */
  readonly loss: number;
  /** The loss over the validation data after the epoch; null without them. */
  readonly validationLoss: number | null;
  /** The metrics after the epoch, over the validation data if there are any, else over all data. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What happened, as plain data. @public */
export interface History {
  /** The loss of each step. */
  readonly losses: readonly number[];
  readonly epochs: readonly EpochRecord[];
}

/** The epoch after which the monitored number was best, and the parameters then. @public */
export interface Best<P = Pytree> {
  readonly epoch: number;
  readonly value: number;
  readonly params: P;
}
