// The product of two matrices of 512 × 512.
import { matmul, type Tensor } from "@wengert/autograd";
import { randomNumbers, uniform } from "../numbers.ts";
import type { Task, Unit, Workload } from "../workload.ts";
import { tensorOf } from "./nets.ts";
import { peers } from "./peers.ts";
import { valueOf } from "./values.ts";

const N = 512;

const GFLOPS: Unit = { text: "GFLOP/s", figure: (s) => (2 * N ** 3) / s / 1e9, better: "more" };

function task(dtype: Task["dtype"]): Task {
  const random = randomNumbers(7);
  return { kind: "product", dtype, arrays: { a: uniform(random, [N, N]), b: uniform(random, [N, N]) } };
}

const ours: Workload["ours"] = {
  eager: ({ arrays, dtype }) =>
    valueOf((a: Tensor, b: Tensor) => matmul(a, b), [tensorOf(arrays.a!, dtype), tensorOf(arrays.b!, dtype)]),
};

export const matmul32: Workload = {
  name: "matmul-f32",
  group: "matmul",
  title: "matmul, n = 512, float32",
  unit: GFLOPS,
  task: () => task("float32"),
  ours,
  peers: peers(["PyTorch", "tfjs wasm", "jax-js jit", "ONNX Runtime"], {
    "tfjs wasm": 44,
    "jax-js jit": 33,
    "ONNX Runtime": 239,
  }),
  targets: { eager: { must: 54, aim: 60 } },
};

export const matmul64: Workload = {
  name: "matmul-f64",
  group: "matmul",
  title: "matmul, n = 512, float64",
  unit: GFLOPS,
  task: () => task("float64"),
  ours,
  peers: peers(["PyTorch", "jax-js jit", "ONNX Runtime"], { "jax-js jit": 1.1, "ONNX Runtime": 115 }),
  targets: { eager: { must: 27, aim: 30 } },
};
