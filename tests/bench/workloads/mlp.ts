// Training steps of the shape of MNIST in float32: large products of matrices.
import { STEPS_PER_SECOND, type Task, type Workload } from "../workload.ts";
import { ofLayers } from "./nets.ts";
import { type NetTask, netTask } from "./netTask.ts";
import { peers } from "./peers.ts";
import { compiled, eager, session } from "./training.ts";

const net = (task: Task): NetTask => task as NetTask;

const ours: Workload["ours"] = {
  eager: (task) => eager(ofLayers(net(task))),
  compiled: (task) => compiled(ofLayers(net(task))),
  session: (task) => session(ofLayers(net(task))),
};

export const mnistTask = (): NetTask =>
  netTask({ sizes: [784, 128, 64, 10], batch: 64, activation: "relu", dtype: "float32", learningRate: 0.05 });

export const mlp64: Workload = {
  name: "mlp-64",
  group: "mlp",
  title: "MLP 784-128-64-10, training step, batch 64, float32",
  unit: STEPS_PER_SECOND,
  task: mnistTask,
  ours,
  peers: peers(["PyTorch", "tfjs cpu", "tfjs wasm", "jax-js eager", "jax-js jit", "ONNX Runtime"], {
    PyTorch: 3_700,
    "jax-js jit": 890,
    "tfjs wasm": 180,
    "ONNX Runtime": 2_998,
  }),
  targets: { compiled: { must: 1_700 }, session: { aim: 1_950 } },
};

export const mlp256: Workload = {
  name: "mlp-256",
  group: "mlp",
  title: "MLP 784-512-512-10, training step, batch 256, float32",
  unit: STEPS_PER_SECOND,
  task: () =>
    netTask({ sizes: [784, 512, 512, 10], batch: 256, activation: "relu", dtype: "float32", learningRate: 0.05 }),
  ours,
  peers: peers(["PyTorch", "tfjs wasm", "jax-js jit", "ONNX Runtime"], {
    PyTorch: 260,
    "jax-js jit": 41,
    "tfjs wasm": 3.6,
    "ONNX Runtime": 219,
  }),
  targets: { compiled: { must: 60 }, session: { aim: 70 } },
};
