import { flattenTree, flattenTreeLike, type Pytree } from "@wengert/autograd";
import { badOption, checkNotNegative, checkWhole } from "../check.ts";
import type { EpochRecord } from "./history.ts";
import type { Snapshot, TrainOptions } from "./options.ts";

/** The monitored number of an epoch. */
export function monitored(record: EpochRecord, name: string): number {
  if (name === "loss") return record.loss;
  return name === "validationLoss" ? record.validationLoss! : record.metrics[name]!;
}

/** @throws ArgumentError when there is no number of this name. */
export function checkMonitor(monitor: string, validated: boolean, metrics: readonly string[]): void {
  const known = ["loss", ...(validated ? ["validationLoss"] : []), ...metrics];
  if (known.includes(monitor)) return;
  throw badOption("train", "there is no such number to monitor", monitor, `there are ${known.join(", ")}`);
}

/** @throws ArgumentError when the options of early stopping are out of range. */
export function checkStopping({
  earlyStopping,
  mode = "min",
}: Pick<TrainOptions<unknown, unknown>, "earlyStopping" | "mode">): void {
  if (mode !== "min" && mode !== "max") throw badOption("train", 'mode must be "min" or "max"', mode, "losses: min");
  if (earlyStopping === undefined) return;
  checkWhole("train", "patience", earlyStopping.patience, 1, "after how many epochs without improvement it stops");
  checkNotNegative("train", "minDelta", earlyStopping.minDelta ?? 0, "what counts as an improvement");
}

/** @throws when a snapshot belongs to another run. */
export function checkResumed(snapshot: Snapshot, params: Pytree, source: { samples: number; batchSize: number }): void {
  if (snapshot.version !== 1) {
    throw badOption("train", "the snapshot is of another version", snapshot.version, "this is version 1");
  }
  flattenTreeLike(
    "train",
    snapshot.params,
    flattenTree(params, "train").structure,
    "the snapshot's tree of parameters",
  );
  if (snapshot.samples === source.samples && snapshot.batchSize === source.batchSize) return;
  throw badOption(
    "train",
    `the snapshot is of ${snapshot.samples} samples in batches of ${snapshot.batchSize}`,
    [source.samples, source.batchSize],
    "resume with the data and options with which the run was begun",
  );
}
