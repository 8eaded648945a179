// Our sides of the workloads that train a net: from a task to parameters, batches and a step.
import { type Tensor, tensor } from "@wengert/autograd";
import { dense, relu, sequential, sigmoid, softmaxCrossEntropy } from "@wengert/nn";
import { momentum, trainingStep } from "@wengert/optim";
import { atRest, type Batch, type Params, step } from "../iris.ts";
import { entry, type Numbers } from "../numbers.ts";
import { BATCHES, type NetTask } from "./netTask.ts";
import type { Run } from "./training.ts";

export const tensorOf = ({ data, shape }: Numbers, dtype: "float64" | "float32"): Tensor =>
  tensor(data, { shape, dtype });

export function batchesOf({ arrays, dtype }: NetTask): Batch[] {
  return Array.from({ length: BATCHES }, (_, i) => ({
    x: tensorOf(entry(arrays.x!, i), dtype),
    target: tensorOf(entry(arrays.target!, i), dtype),
  }));
}

/** The step that `iris.ts` writes out. */
export function writtenOut(task: NetTask): Run<Params, Params, Batch> {
  const at = (name: string): Tensor => tensorOf(task.arrays[name]!, task.dtype);
  const params = { W1: at("W1"), b1: at("b1"), W2: at("W2"), b2: at("b2") };
  return { step, params, state: atRest(params), batches: batchesOf(task) };
}

/** The same of layers, loss and optimizer. */
export function ofLayers(task: NetTask): Run<unknown, unknown, Batch> {
  const { sizes, dtype, learningRate, decay } = task;
  const activation = { sigmoid, relu }[task.activation];
  const [steps, params]: [(typeof sigmoid | ReturnType<typeof dense>)[], unknown[]] = [[], []];
  for (let l = 1; l < sizes.length; l++) {
    steps.push(dense(sizes[l - 1]!, sizes[l]!));
    params.push({ W: tensorOf(task.arrays[`W${l}`]!, dtype), b: tensorOf(task.arrays[`b${l}`]!, dtype) });
    if (l === sizes.length - 1) break;
    steps.push(activation);
    params.push({});
  }
  const net = sequential(...steps);
  const loss = (params: unknown, { x, target }: Batch): Tensor =>
    softmaxCrossEntropy(net.apply(params as never, x), target);
  const optimizer = momentum({ learningRate, decay });
  const whole = trainingStep(loss, optimizer) as unknown as (
    p: unknown,
    s: unknown,
    b: Batch,
  ) => [unknown, unknown, Tensor];
  return {
    step: (params, state, batch) => whole(params, state, batch),
    params,
    state: optimizer.init(params as never),
    batches: batchesOf(task),
  };
}
