import type { Tensor } from "@wengert/autograd";
import { byHand, type Context, type LayerOfAnything } from "@wengert/nn";
import { type GoldenArray, toTensor } from "../expression.ts";

/** A case of `nn.json`. */
export interface Case {
  readonly id: string;
  readonly kind: "layer" | "activation" | "loss" | "network";
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly inputs: Arrays;
  readonly consts: Arrays;
  readonly params: Arrays;
  readonly buffers: Arrays;
  readonly outputs: Arrays;
  /** The cotangents: the loss is the sum over outputs of Σ out · c. */
  readonly c: Arrays;
  readonly grad_inputs: Arrays;
  readonly grad_params: Arrays;
  readonly buffers_after?: Arrays;
}

export type Arrays = Readonly<Record<string, GoldenArray>>;
export type Tensors = Readonly<Record<string, Tensor>>;

/** What a case computes, from parameters and inputs under their golden names to outputs under theirs. */
export type Run = (params: Tensors, inputs: Tensors) => Record<string, Tensor>;

/** What may differentiate a layer: the tape, or its own backward. */
export type Way = "the tape" | "hand";

/** How one name of the data is computed here; null where a configuration is not supported. */
export type Adapter = (one: Case, way: Way) => Run | null;

/** All arrays of a record as tensors. */
export function tensorsOf(arrays: Arrays): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, toTensor(array)]));
}

/** A layer that is differentiated in the given way. */
export function differentiated<L extends LayerOfAnything>(layer: L, way: Way): L {
  return way === "hand" ? byHand(layer) : layer;
}

/** A layer from x to y, with its parameters made of those of the data. */
export function simple(
  layerOf: (one: Case) => LayerOfAnything | null,
  paramsOf: (params: Tensors, one: Case) => unknown = () => ({}),
  context: Context = {},
): Adapter {
  return (one, way) => {
    const layer = layerOf(one);
    if (layer === null) return null;
    const { apply } = differentiated(layer, way);
    return (params, { x }) => ({ y: apply(paramsOf(params, one), x, context) as Tensor });
  };
}

/** A number of the configuration. */
export const number = (one: Case, name: string): number => one.config[name] as number;
/** A flag of the configuration. */
export const flag = (one: Case, name: string): boolean => one.config[name] === true;
