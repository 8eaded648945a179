// The value and the three gradients of Σ tanh(xw + b) σ(x) over vectors of 100 000.
import { add, mul, sigmoid, sum, type Tensor, tanh, valueAndGrad } from "@wengert/autograd";
import { randomNumbers, uniform } from "../numbers.ts";
import type { Side, Task, Workload } from "../workload.ts";
import { tensorOf } from "./nets.ts";
import { peers } from "./peers.ts";
import { compiledValue, sample, valueOf } from "./values.ts";

const N = 100_000;

function task(): Task {
  const random = randomNumbers(3);
  const [x, w, b] = [uniform(random, [N], 4), uniform(random, [N], 4), uniform(random, [N], 4)];
  return { kind: "elementwise", dtype: "float64", arrays: { x, w, b } };
}

const f = valueAndGrad((x: Tensor, w: Tensor, b: Tensor) => sum(mul(tanh(add(mul(x, w), b)), sigmoid(x))), [0, 1, 2]);

const argsOf = ({ arrays, dtype }: Task): [Tensor, Tensor, Tensor] => [
  tensorOf(arrays.x!, dtype),
  tensorOf(arrays.w!, dtype),
  tensorOf(arrays.b!, dtype),
];

/** One loop that computes all of it. */
function loops({ arrays }: Task): Side {
  const [x, w, b] = [arrays.x!.data, arrays.w!.data, arrays.b!.data];
  function run(): [number, Float64Array, Float64Array, Float64Array] {
    const [dx, dw, db] = [new Float64Array(N), new Float64Array(N), new Float64Array(N)];
    let value = 0;
    for (let i = 0; i < N; i++) {
      const t = Math.tanh(x[i]! * w[i]! + b[i]!);
      const s = 1 / (1 + Math.exp(-x[i]!));
      const back = s * (1 - t * t);
      value += t * s;
      dx[i] = back * w[i]! + t * s * (1 - s);
      dw[i] = back * x[i]!;
      db[i] = back;
    }
    return [value, dx, dw, db];
  }
  return {
    results: () => {
      const [value, ...gradients] = run();
      return [...sample([value]), ...gradients.flatMap(sample)];
    },
    call: run,
  };
}

export const elementwise: Workload = {
  name: "elementwise",
  group: "elementwise",
  title: "value and gradient of Σ tanh(xw + b) σ(x), 100 000 numbers, float64",
  unit: { text: "ns per element", figure: (s) => (s * 1e9) / N, better: "less" },
  task,
  ours: {
    eager: (task) => valueOf(f, argsOf(task)),
    compiled: (task) => compiledValue(f, argsOf(task)),
    "plain loops": loops,
  },
  peers: peers(["PyTorch", "HIPS autograd", "tfjs cpu", "tfjs wasm", "jax-js eager", "jax-js jit"], {
    PyTorch: 7.2,
    "jax-js jit": 22,
  }),
  targets: { eager: { must: 14, aim: 10 }, compiled: { must: 7, aim: 5 } },
};
