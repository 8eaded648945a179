// Data sets
export { type Iris, iris } from "./iris/iris.ts";

// Generated data
export {
  type BlobsOptions,
  blobs,
  circles,
  moons,
  type Points,
  type PointsOptions,
  type SpiralsOptions,
  spirals,
} from "./generate/clusters.ts";
export {
  type FunctionOptions,
  type FunctionSamples,
  franke,
  frankeFunction,
  noisyPolynomial,
  type PolynomialSampleOptions,
  runge,
  rungeFunction,
} from "./generate/functions.ts";

// Tables
export { type Column, type ColumnKind, type CsvOptions, parseCsv } from "./csv/csv.ts";

// Splits
export { type FoldOptions, kFold, stratifiedKFold } from "./split/kFold.ts";
export { type Part, type Samples, samplesOf } from "./split/samples.ts";
export {
  type SplitIndices,
  type SplitOptions,
  splitIndices,
  takeSamples,
  trainTestSplit,
} from "./split/split.ts";

// Encoding and scaling
export { decodeLabels, type EncodedLabels, encodeLabels, type Label, oneHot } from "./encode/labels.ts";
export { type PolynomialOptions, polynomialFeatures, polynomialNames } from "./encode/polynomial.ts";
export {
  applyScaling,
  invertScaling,
  type MinMaxOptions,
  minMaxScaling,
  type Scaling,
  standardScaling,
} from "./encode/scaling.ts";

// Files of tensors, as bytes
export { decodeIdx, encodeIdx, type IdxOptions, type IdxType } from "./formats/idx.ts";
export { decodeNpy, encodeNpy } from "./formats/npy.ts";
export { decodeNpz, encodeNpz, type NpzOptions, type UnpackOptions } from "./formats/npz.ts";
export { decodeSafetensors, encodeSafetensors, type Safetensors } from "./formats/safetensors.ts";

// Metrics: classes
export { accuracy } from "./metrics/accuracy.ts";
export type { Classes } from "./metrics/classes.ts";
export { balancedAccuracy, type ConfusionOptions, confusionMatrix, matthewsCorrelation } from "./metrics/confusion.ts";
export {
  type Average,
  type AverageOptions,
  type ClassScores,
  classScores,
  f1,
  precision,
  recall,
} from "./metrics/precisionRecall.ts";

// Metrics: scores and probabilities
export { type CumulativeGain, cumulativeGain } from "./metrics/gain.ts";
export { averagePrecision, type PrecisionRecallCurve, precisionRecallCurve } from "./metrics/precisionRecallCurve.ts";
export { brierScore, type LogLossOptions, logLoss, topKAccuracy } from "./metrics/probability.ts";
export type { Scores } from "./metrics/ranking.ts";
export { type OneVersusRestOptions, type RocCurve, rocAuc, rocCurve } from "./metrics/roc.ts";

// Metrics: regression
export {
  explainedVariance,
  maxError,
  meanAbsoluteError,
  meanSquaredError,
  r2Score,
  type Values,
} from "./metrics/regression.ts";
