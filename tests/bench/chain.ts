// The value and the gradient of a formula of 1000 operations, on single numbers and on vectors of 8.
import { add, mul, sin, sub, sum, type Tensor, tanh, tensor, valueAndGrad } from "@wengert/autograd";
import { report, secondsPerCall } from "./measure.ts";

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

function measure(name: string, f: (x: Tensor, w: Tensor, b: Tensor) => Tensor, args: [Tensor, Tensor, Tensor]): void {
  const step = valueAndGrad(f, [0, 1, 2]);
  const nanoseconds = secondsPerCall(() => step(...args)).map((seconds) => (seconds * 1e9) / (ROUNDS * OPERATIONS));
  report({ name, unit: "ns per operation", rounds: nanoseconds, atMost: 200 });
}

const vector = (start: number): Tensor => tensor(Array.from({ length: 8 }, (_, i) => start + i / 10));

measure("chain of 1000, single numbers", formula, [tensor(0.3), tensor(1.1), tensor(0.2)]);
measure("chain of 1000, vectors of 8", (x, w, b) => sum(formula(x, w, b)), [vector(0.3), vector(1.1), vector(0.2)]);
