// Networks
export {
  type Intermediates,
  type NetworkInput,
  type NetworkOptions,
  type NetworkParams,
  type NeuralNetwork,
  neuralNetwork,
} from "./network.ts";

// Layers
export type {
  Adjoints,
  AnyLayer,
  Context,
  Layer,
  LayerOfAnything,
  NoParams,
  ParamsOf,
  RandomSource,
} from "./layer.ts";
export { byHand } from "./byHand.ts";
export { type ActivationCache, activate } from "./layers/activate.ts";
export { type BilinearInput, bilinear } from "./layers/bilinear.ts";
export { type GluCache, glu, type PreluParams, prelu } from "./layers/gated.ts";
export { type DenseCache, type DenseOptions, type DenseParams, dense } from "./layers/dense.ts";
export { flatten } from "./layers/flatten.ts";
export { type BatchNormCache, type BatchNormOptions, type BatchNormState, batchNorm } from "./layers/batchNorm.ts";
export { type DropoutCache, dropout } from "./layers/dropout.ts";
export { type EmbeddingOptions, type EmbeddingParams, embedding } from "./layers/embedding.ts";
export { groupNorm } from "./layers/groupNorm.ts";
export { layerNorm, type NormCache, type NormOptions } from "./layers/layerNorm.ts";
export type { AffineParams } from "./layers/normalise.ts";
export { residual } from "./layers/residual.ts";
export { type SequentialParams, type Step, sequential } from "./layers/sequential.ts";

// Images and signals
export { type ConvCache, type ConvLayerOptions, conv1d, conv2d } from "./layers/conv.ts";
export { type ConvTransposeOptions, convTranspose1d, convTranspose2d } from "./layers/convTranspose.ts";
export type { PerAxis } from "./layers/geometry.ts";
export {
  type AveragePoolOptions,
  averagePool1d,
  averagePool2d,
  type MaxPoolCache,
  type MaxPoolOptions,
  maxPool1d,
  maxPool2d,
  type PoolOptions,
} from "./layers/pool.ts";
export { adaptiveAveragePool2d, type ResampleCache, type UpsampleOptions, upsample2d } from "./layers/resample.ts";

// Sequences
export {
  type AttentionCache,
  type AttentionInput,
  type AttentionOutput,
  type AttentionParams,
  causalMask,
  multiHeadAttention,
  type SelfAttentionOptions,
  selfAttention,
} from "./layers/attention.ts";
export type { Cell, CellInput, GateParams, HiddenState } from "./recurrent/cell.ts";
export { type GruCache, type GruParams, gru, gruCell } from "./recurrent/gru.ts";
export { type LstmCache, type LstmOptions, type LstmState, lstm, lstmCell } from "./recurrent/lstm.ts";
export { type RecurrenceOptions, recurrence, type SequenceOutput } from "./recurrent/recurrence.ts";
export { type RnnCache, type RnnOptions, rnn, rnnCell } from "./recurrent/rnn.ts";

// Activations
export { type Activation, type Elementwise, elementwise } from "./activations/activation.ts";
export { hardshrink, hardsigmoid, hardswish, hardtanh, relu6, softshrink } from "./activations/bounded.ts";
export { gelu, geluTanh } from "./activations/gelu.ts";
export { activations } from "./activations/index.ts";
export { identity, sigmoid, silu, tanh, tanhshrink } from "./activations/logistic.ts";
export { celu, elu, leakyRelu, relu, selu } from "./activations/rectified.ts";
export { logSoftmax, softmax, softmin } from "./activations/softmax.ts";
export { logSigmoid, mish, softplus, softsign } from "./activations/softplus.ts";

// Losses
export { binaryCrossEntropy, binaryCrossEntropyWithLogits } from "./losses/binary.ts";
export { crossEntropy, klDivergence, multiMargin, nll, softmaxCrossEntropy } from "./losses/classification.ts";
export { losses } from "./losses/index.ts";
export type { AnyLoss, Loss, LossInput } from "./losses/loss.ts";
export { cosineEmbedding, hinge, hingeEmbedding, marginRanking, softMargin, tripletMargin } from "./losses/margin.ts";
export { l1Penalty, l2Penalty, type Penalty } from "./losses/penalties.ts";
export type { Reduction } from "./losses/reduction.ts";
export { gaussianNll, huber, mae, mse, poissonNll, smoothL1 } from "./losses/regression.ts";

// Initial parameters
export {
  allZeros,
  type Fans,
  heNormal,
  heUniform,
  type Initialiser,
  lecunNormal,
  lecunUniform,
  orthogonal,
  randn,
  scaled,
  xavierNormal,
  xavierUniform,
} from "./initialisers.ts";

// Checks of layers
export type { LayerCheck, LayerReport } from "./verify/report.ts";
export { type VerifyOptions, verifyLayer } from "./verify/verifyLayer.ts";
