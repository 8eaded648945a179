import type { Activation } from "./activation.ts";
import { hardshrink, hardsigmoid, hardswish, hardtanh, relu6, softshrink } from "./bounded.ts";
import { gelu, geluTanh } from "./gelu.ts";
import { identity, sigmoid, silu, tanh, tanhshrink } from "./logistic.ts";
import { celu, elu, leakyRelu, relu, selu } from "./rectified.ts";
import { logSoftmax, softmax, softmin } from "./softmax.ts";
import { logSigmoid, mish, softplus, softsign } from "./softplus.ts";

/**
 * All activations by name. Tests and tables loop over it; a program that imports single activations does not load it.
 *
 * @example Object.keys(activations).length // 25
 * @public
 */
export const activations: Readonly<Record<string, Activation>> = {
  sigmoid,
  tanh,
  relu,
  leakyRelu,
  elu,
  selu,
  celu,
  gelu,
  geluTanh,
  silu,
  mish,
  softplus,
  softsign,
  logSigmoid,
  hardtanh,
  relu6,
  hardsigmoid,
  hardswish,
  hardshrink,
  softshrink,
  tanhshrink,
  identity,
  softmax,
  softmin,
  logSoftmax,
};
