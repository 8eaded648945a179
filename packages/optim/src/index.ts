// What an optimizer is
export type { LeafwiseState } from "./leafwise.ts";
export type { Context, GradientTransform, Optimizer, Rate, Schedule, StatefulSchedule } from "./optimizer.ts";

// Optimizers
export { type AdadeltaOptions, adadelta } from "./adadelta.ts";
export { type AdagradOptions, adagrad } from "./adagrad.ts";
export { type AdamOptions, type AdamState, type AdamWOptions, adam, adamW } from "./adam.ts";
export { adamax } from "./adamax.ts";
export { type AsgdOptions, asgd } from "./asgd.ts";
export type { MomentOptions } from "./moments.ts";
export { type MomentumOptions, momentum, nesterov } from "./momentum.ts";
export { type NadamOptions, nadam } from "./nadam.ts";
export { radam } from "./radam.ts";
export { type RmspropOptions, rmsprop } from "./rmsprop.ts";
export { type RpropOptions, rprop } from "./rprop.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
export { type LbfgsOptions, type LbfgsState, lbfgs } from "./lbfgs.ts";

// Combinations
export { type AccumulateState, accumulateGradients } from "./combine/accumulate.ts";
export { type AverageState, averageOf, averageParameters } from "./combine/average.ts";
export { chain } from "./combine/chain.ts";
export { frozen, type ParameterGroup, type PathPattern, parameterGroups } from "./combine/groups.ts";

// Changes of the gradient
export { clipByGlobalNorm, clipByNorm, clipByValue, globalNorm, type NormOptions } from "./transforms/clip.ts";
export { addDecayedWeights, scaleGradients } from "./transforms/scale.ts";

// Learning rates
export * as schedule from "./schedules/index.ts";

// All optimizers, and what every one of them promises
export { optimizers, type TableEntry } from "./table.ts";
export { type Verdict, type Verification, type VerifyOptions, verifyOptimizer } from "./verify.ts";

// Training
export { type Batches, type BatchOf, type BatchOptions, batches, type Shuffler } from "./train/batches.ts";
export type { Best, EpochRecord, History, StepRecord } from "./train/history.ts";
export type { EarlyStopping, EndReason, Metric, Snapshot, Training, TrainOptions } from "./train/options.ts";
export type { ProgressOptions, ProgressSink } from "./train/progress.ts";
export { type AnyStep, type Loss, type Step, trainingStep } from "./train/step.ts";
export { train } from "./train/train.ts";

// Checkpoints as bytes; as files they are in "@wengert/optim/node"
export { decodeCheckpoint, encodeCheckpoint } from "./checkpoint/checkpoint.ts";
