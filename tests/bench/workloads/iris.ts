// Training steps of the Iris net 4-8-3 in float64.
import { STEPS_PER_SECOND, type Task, type Workload } from "../workload.ts";
import { ofLayers, writtenOut } from "./nets.ts";
import { irisTask, type NetTask } from "./netTask.ts";
import { netPeers } from "./peers.ts";
import { compiled, eager, session } from "./training.ts";

const net = (task: Task): NetTask => task as NetTask;

const ours: Workload["ours"] = {
  eager: (task) => eager(writtenOut(net(task))),
  "eager, nn + optim": (task) => eager(ofLayers(net(task))),
  compiled: (task) => compiled(writtenOut(net(task))),
  session: (task) => session(writtenOut(net(task))),
  "session, nn + optim": (task) => session(ofLayers(net(task))),
};

export const iris150: Workload = {
  name: "iris-150",
  group: "train",
  title: "Iris net 4-8-3, training step, batch 150, float64",
  unit: STEPS_PER_SECOND,
  task: () => irisTask(150),
  ours,
  peers: netPeers({
    PyTorch: 13_000,
    "HIPS autograd": 3_700,
    "tfjs cpu": 4_300,
    "jax-js jit": 6_700,
    "ONNX Runtime": 19_000,
  }),
  targets: {
    eager: { floor: 12_000, must: 35_000, aim: 50_000 },
    compiled: { must: 180_000 },
    session: { aim: 210_000 },
  },
};

export const iris16: Workload = {
  name: "iris-16",
  group: "train",
  title: "Iris net 4-8-3, training step, batch 16, float64",
  unit: STEPS_PER_SECOND,
  task: () => irisTask(16),
  ours,
  peers: netPeers({
    PyTorch: 18_000,
    "HIPS autograd": 3_900,
    "tfjs cpu": 5_800,
    "jax-js jit": 9_400,
    "ONNX Runtime": 25_000,
  }),
  targets: {
    eager: { floor: 80_000, must: 120_000, aim: 150_000 },
    compiled: { must: 900_000 },
    session: { aim: 1_500_000 },
  },
};
