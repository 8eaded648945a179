// The value and the gradient of a formula of 1000 operations, on single numbers and on vectors of 8.
import { add, mul, sin, sub, sum, type Tensor, tanh, valueAndGrad } from "@wengert/autograd";
import type { Task, Unit, Workload } from "../workload.ts";
import { tensorOf } from "./nets.ts";
import { peers } from "./peers.ts";
import { compiledValue, valueOf } from "./values.ts";

const ROUNDS = 100;
/** How many primitives a round of `formula` applies. */
const OPERATIONS = 10;

/** Products, sums and functions as in any formula, numbers and tensors mixed; bounded, so that it can go on. */
function formula(x: Tensor, w: Tensor, b: Tensor): Tensor {
  let y = x;
  for (let round = 0; round < ROUNDS; round++) {
    const s = sin(add(mul(w, y), b));
    const t = tanh(sub(y, s));
    y = add(sub(mul(0.5, t), mul(0.1, mul(s, x))), b);
  }
  return y;
}

const ofNumbers = valueAndGrad(formula, [0, 1, 2]);
const ofVectors = valueAndGrad((x: Tensor, w: Tensor, b: Tensor) => sum(formula(x, w, b)), [0, 1, 2]);

const NANOSECONDS: Unit = {
  text: "ns per operation",
  figure: (s) => (s * 1e9) / (ROUNDS * OPERATIONS),
  better: "less",
};

function task(shape: readonly number[]): Task {
  const numbers = (start: number) => ({
    shape,
    data: Float64Array.from({ length: shape[0] ?? 1 }, (_, i) => start + i / 10),
  });
  return {
    kind: "formula",
    dtype: "float64",
    rounds: ROUNDS,
    arrays: { x: numbers(0.3), w: numbers(1.1), b: numbers(0.2) },
  };
}

const argsOf = ({ arrays, dtype }: Task): [Tensor, Tensor, Tensor] => [
  tensorOf(arrays.x!, dtype),
  tensorOf(arrays.w!, dtype),
  tensorOf(arrays.b!, dtype),
];

const measured = peers(["PyTorch", "HIPS autograd", "tfjs cpu", "tfjs wasm", "jax-js jit"], {
  PyTorch: 2_800,
  "tfjs cpu": 5_800,
  "HIPS autograd": 6_400,
});

export const chainNumbers: Workload = {
  name: "chain-numbers",
  group: "chain",
  title: "value and gradient of 1000 operations on single numbers",
  unit: NANOSECONDS,
  task: () => task([]),
  ours: {
    eager: (task) => valueOf(ofNumbers, argsOf(task)),
    compiled: (task) => compiledValue(ofNumbers, argsOf(task)),
  },
  peers: measured,
  targets: { eager: { floor: 200, must: 200, aim: 100 }, compiled: { must: 20, aim: 8 } },
};

export const chainVectors: Workload = {
  name: "chain-vectors",
  group: "chain",
  title: "value and gradient of 1000 operations on vectors of 8",
  unit: NANOSECONDS,
  task: () => task([8]),
  ours: {
    eager: (task) => valueOf(ofVectors, argsOf(task)),
    compiled: (task) => compiledValue(ofVectors, argsOf(task)),
  },
  peers: measured,
  targets: { eager: { floor: 200, must: 200, aim: 100 }, compiled: { must: 20, aim: 8 } },
};
