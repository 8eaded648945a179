// Training steps of a small convolutional net on images of 28 × 28.
import type { Tensor } from "@wengert/autograd";
import { conv2d, dense, flatten, maxPool2d, relu, sequential, softmaxCrossEntropy } from "@wengert/nn";
import { momentum, trainingStep } from "@wengert/optim";
import type { Batch } from "../iris.ts";
import { entry, oneHot, randomNumbers, uniform } from "../numbers.ts";
import { STEPS_PER_SECOND, type Task, type Workload } from "../workload.ts";
import { tensorOf } from "./nets.ts";
import { BATCHES, COMPARED } from "./netTask.ts";
import { peers } from "./peers.ts";
import { compiled, eager, type Run, session } from "./training.ts";

const BATCH = 32;
const RATE = 0.05;
const DECAY = 0.9;

/** Kernels are [out, in, 3, 3], images [batch, channel, 28, 28]. */
function task(): Task {
  const random = randomNumbers(5);
  return {
    kind: "convnet",
    dtype: "float32",
    learningRate: RATE,
    decay: DECAY,
    compared: COMPARED,
    arrays: {
      K1: uniform(random, [8, 1, 3, 3], 2 / 3),
      b1: uniform(random, [8], 0),
      K2: uniform(random, [16, 8, 3, 3], 2 / Math.sqrt(72)),
      b2: uniform(random, [16], 0),
      W3: uniform(random, [784, 10], 2 / 28),
      b3: uniform(random, [10], 0),
      x: uniform(random, [BATCHES, BATCH, 1, 28, 28]),
      target: oneHot(random, [BATCHES, BATCH, 10]),
    },
  };
}

function training({ arrays, dtype }: Task): Run<unknown, unknown, Batch> {
  const net = sequential(
    conv2d(1, 8, 3, { padding: "same" }),
    relu,
    maxPool2d(2),
    conv2d(8, 16, 3, { padding: "same" }),
    relu,
    maxPool2d(2),
    flatten(),
    dense(784, 10),
  );
  const at = (name: string): Tensor => tensorOf(arrays[name]!, dtype);
  const params = [
    { W: at("K1"), b: at("b1") },
    {},
    {},
    { W: at("K2"), b: at("b2") },
    {},
    {},
    {},
    { W: at("W3"), b: at("b3") },
  ];
  const loss = (params: unknown, { x, target }: Batch): Tensor =>
    softmaxCrossEntropy(net.apply(params as never, x), target);
  const optimizer = momentum({ learningRate: RATE, decay: DECAY });
  const whole = trainingStep(loss, optimizer) as unknown as (
    p: unknown,
    s: unknown,
    b: Batch,
  ) => [unknown, unknown, Tensor];
  return {
    step: (params, state, batch) => whole(params, state, batch),
    params,
    state: optimizer.init(params as never),
    batches: Array.from({ length: BATCHES }, (_, i) => ({
      x: tensorOf(entry(arrays.x!, i), dtype),
      target: tensorOf(entry(arrays.target!, i), dtype),
    })),
  };
}

export const convnet: Workload = {
  name: "convnet",
  group: "convnet",
  title: "convnet 28 × 28 (conv 8, pool, conv 16, pool, dense), training step, batch 32, float32",
  unit: STEPS_PER_SECOND,
  task,
  ours: {
    eager: (task) => eager(training(task)),
    compiled: (task) => compiled(training(task)),
    session: (task) => session(training(task)),
  },
  peers: peers(["PyTorch", "tfjs cpu", "jax-js jit"], { PyTorch: 455, "jax-js jit": 9, "tfjs cpu": 1 }),
  targets: { compiled: { must: 150, aim: 250 } },
};
