import { flattenTree, flattenTreeLike, isTensor, leafPaths, type Pytree } from "@wengert/autograd";
import { badOption, checkKnown, checkNotNegative, checkOptimizer, checkWhole } from "../check.ts";
import { type Batches, checkShuffler, type Shuffler } from "./batches.ts";
import type { EpochRecord } from "./history.ts";
import type { EndReason, Snapshot, TrainOptions } from "./options.ts";

/** The names of all options. */
const OPTIONS = [
  "params",
  "optimizer",
  "loss",
  "step",
  "data",
  "epochs",
  "batchSize",
  "rng",
  "dropLast",
  "stratify",
  "key",
  "validation",
  "metrics",
  "monitor",
  "mode",
  "earlyStopping",
  "onStep",
  "onEpoch",
  "progress",
  "resume",
  "pauseEvery",
  "pause",
] as const satisfies readonly (keyof TrainOptions<unknown, unknown>)[];

/** @throws ArgumentError when an option is not known, or the optimizer or the generator is none. */
export function checkOptions(options: TrainOptions<unknown, unknown>): void {
  const { optimizer, rng = null } = checkKnown("train", options, OPTIONS);
  checkOptimizer("train", optimizer);
  for (const [name, metric] of Object.entries(options.metrics ?? {})) {
    if (typeof metric !== "function")
      throw badOption("train", `the metric ${name} is no function`, metric, METRIC_HINT);
  }
  for (const [name, hint] of Object.entries(FUNCTIONS)) {
    const given: unknown = options[name as keyof typeof FUNCTIONS];
    if (given !== undefined && typeof given !== "function") {
      throw badOption("train", `the option ${name} is no function`, given, hint);
    }
  }
  const { progress } = options;
  if (!["undefined", "boolean", "object"].includes(typeof progress) || progress === null) {
    throw badOption("train", "progress is true, false or { sink }", progress, "false is silent");
  }
  checkShuffler("train", rng);
}

/** The options that are functions, and what they are functions of. */
const FUNCTIONS = {
  loss: "a loss is (params, batch) => a mean over the batch",
  step: "a step is (params, state, batch) => [params, state, loss]",
  onStep: "it is called with the record of the step and the run",
  onEpoch: "it is called with the record of the epoch and the run",
  pause: "it is called without arguments and gives a promise",
} as const satisfies { readonly [K in keyof TrainOptions<unknown, unknown>]?: string };

const METRIC_HINT = "a metric is (params, data) => a number, or a tensor of one";

/** The number that a metric gave. @throws ArgumentError when it is none. */
export function metricOf(name: string, value: unknown): number {
  if (typeof value === "number") return value;
  if (isTensor(value) && value.size === 1) return Number(value.item());
  throw badOption("train", `the metric ${name} gave no number`, value, METRIC_HINT);
}

/** The monitored number of an epoch. */
export function monitored(record: EpochRecord, name: string): number {
  if (name === "loss") return record.loss;
  return name === "validationLoss" ? record.validationLoss! : record.metrics[name]!;
}

/** @throws ArgumentError when there is no number of this name, or nothing says which of a metric's numbers are better. */
export function checkMonitor(
  monitor: string,
  mode: "min" | "max" | undefined,
  validated: boolean,
  metrics: readonly string[],
): void {
  const losses = ["loss", ...(validated ? ["validationLoss"] : [])];
  if (![...losses, ...metrics].includes(monitor)) {
    const known = [...losses, ...metrics].join(", ");
    throw badOption("train", "there is no such number to monitor", monitor, `there are ${known}`);
  }
  if (mode !== undefined || losses.includes(monitor)) return;
  throw badOption(
    "train",
    `whether a smaller or a larger ${monitor} is better has to be said`,
    mode,
    'mode: "max" for what should grow, such as an accuracy; mode: "min" for an error',
  );
}

/** @throws ArgumentError when the options of early stopping are out of range. */
export function checkStopping({
  earlyStopping,
  mode = "min",
}: Pick<TrainOptions<unknown, unknown>, "earlyStopping" | "mode">): void {
  if (mode !== "min" && mode !== "max") throw badOption("train", 'mode must be "min" or "max"', mode, "losses: min");
  if (earlyStopping === undefined) return;
  checkKnown("earlyStopping", earlyStopping, ["patience", "minDelta"]);
  checkWhole("train", "patience", earlyStopping.patience, 1, "after how many epochs without improvement it stops");
  checkNotNegative("train", "minDelta", earlyStopping.minDelta ?? 0, "what counts as an improvement");
}

/** @throws when a snapshot belongs to another run. */
export function checkResumed(
  snapshot: Snapshot,
  params: Pytree,
  source: Pick<Batches<unknown>, "samples" | "batchSize" | "length">,
  rng: Shuffler | null,
): void {
  if (snapshot.version !== 1) {
    throw badOption("train", "the snapshot is of another version", snapshot.version, "this is version 1");
  }
  const { leaves, structure } = flattenTree(params, "train");
  const stored = flattenTreeLike("train", snapshot.params, structure, "the snapshot's tree of parameters");
  const other = leaves.findIndex((x, i) => kindOf(x) !== kindOf(stored[i]));
  if (other >= 0) {
    throw badOption(
      "train",
      `the snapshot's parameter${leafPaths(structure)[other] && ` at ${leafPaths(structure)[other]}`} is ${kindOf(stored[other])}`,
      kindOf(leaves[other]),
      "resume with parameters built like those with which the run was begun; their values do not matter",
    );
  }
  if (
    snapshot.samples !== source.samples ||
    snapshot.batchSize !== source.batchSize ||
    snapshot.batch > source.length
  ) {
    throw badOption(
      "train",
      `the snapshot is of ${snapshot.samples} samples in batches of ${snapshot.batchSize}`,
      [source.samples, source.batchSize],
      "resume with the data and options with which the run was begun",
    );
  }
  if (snapshot.rng !== null && rng === null) {
    throw badOption(
      "train",
      "the snapshot is of a run that shuffles",
      "no rng",
      "pass a generator of the same kind; its state is that of the snapshot",
    );
  }
  if (snapshot.rng === null && rng?.setState !== undefined) {
    throw badOption(
      "train",
      "the snapshot is of a run that does not shuffle",
      rng,
      "resume without rng, as it was begun",
    );
  }
}

/** What has to be equal for a parameter to take another's place. */
function kindOf(x: unknown): string {
  return isTensor(x) ? `${x.dtype} [${x.shape.join(", ")}]` : "float64 []";
}

/** Why a run that is resumed has ended before it begins; null when it goes on. A run that was stopped goes on. */
export function endResumed(
  { epoch, bad }: Snapshot,
  { epochs, earlyStopping }: Pick<TrainOptions<unknown, unknown>, "epochs" | "earlyStopping">,
): EndReason | null {
  if (earlyStopping !== undefined && bad >= earlyStopping.patience) return "early stopping";
  return epoch >= epochs ? "epochs" : null;
}

/**
 * The loss that a step gave.
 *
 * @throws ArgumentError when a step gave something else than parameters, state and a loss.
 */
export function lossOf(made: unknown, step: number): number {
  const hint = "a step is (params, state, batch) => [params, state, loss]";
  if (typeof (made as { readonly then?: unknown } | null | undefined)?.then === "function") {
    throw badOption(
      "train",
      `step ${step} gave a promise`,
      made,
      "a step must not be async: load and wait before; finishAsync lets others run between steps",
    );
  }
  if (!Array.isArray(made)) throw badOption("train", `step ${step} gave no list of three`, made, hint);
  if (made.length !== 3) throw badOption("train", `step ${step} gave ${made.length} values, not three`, made, hint);
  const loss: unknown = made[2];
  if (typeof loss === "number") return loss;
  if (isTensor(loss) && loss.size === 1) return loss.item();
  throw badOption("train", `the third value of step ${step} is not one number, the loss`, loss, hint);
}
