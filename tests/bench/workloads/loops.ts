// The Iris step as one writes it without a library: loops over numbers in a typed array, derivatives by hand.
import { entry } from "../numbers.ts";
import type { Side } from "../workload.ts";
import { BATCHES, COMPARED, type NetTask } from "./netTask.ts";

export function loopsOf({ arrays, sizes, learningRate, decay }: NetTask): Side {
  const [inputs, hidden, outputs] = sizes as [number, number, number];
  const names = ["W1", "b1", "W2", "b2"] as const;
  const [W1, b1, W2, b2] = names.map((name) => arrays[name]!.data.slice()) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const params = [W1, b1, W2, b2];
  const gradients = params.map((p) => new Float64Array(p.length));
  const velocities = params.map((p) => new Float64Array(p.length));
  const [gW1, gb1, gW2, gb2] = gradients as [Float64Array, Float64Array, Float64Array, Float64Array];
  const batches = Array.from({ length: BATCHES }, (_, i) => ({
    x: entry(arrays.x!, i).data,
    target: entry(arrays.target!, i).data,
  }));
  const N = arrays.x!.shape[1]!;
  const a = new Float64Array(hidden);
  const delta = new Float64Array(outputs);
  let count = 0;

  function step(): number {
    const { x, target } = batches[count++ % BATCHES]!;
    let loss = 0;
    for (const g of gradients) g.fill(0);
    for (let n = 0; n < N; n++) {
      for (let j = 0; j < hidden; j++) {
        let z = b1[j]!;
        for (let i = 0; i < inputs; i++) z += x[n * inputs + i]! * W1[i * hidden + j]!;
        a[j] = 1 / (1 + Math.exp(-z));
      }
      let largest = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < outputs; k++) {
        let z = b2[k]!;
        for (let j = 0; j < hidden; j++) z += a[j]! * W2[j * outputs + k]!;
        delta[k] = z;
        if (z > largest) largest = z;
      }
      let total = 0;
      for (let k = 0; k < outputs; k++) total += Math.exp(delta[k]! - largest);
      const logTotal = largest + Math.log(total);
      for (let k = 0; k < outputs; k++) {
        const t = target[n * outputs + k]!;
        loss -= t * (delta[k]! - logTotal);
        delta[k] = (Math.exp(delta[k]! - logTotal) - t) / N;
        gb2[k]! += delta[k]!;
      }
      for (let j = 0; j < hidden; j++) {
        let back = 0;
        for (let k = 0; k < outputs; k++) {
          back += delta[k]! * W2[j * outputs + k]!;
          gW2[j * outputs + k]! += a[j]! * delta[k]!;
        }
        back *= a[j]! * (1 - a[j]!);
        gb1[j]! += back;
        for (let i = 0; i < inputs; i++) gW1[i * hidden + j]! += x[n * inputs + i]! * back;
      }
    }
    for (let p = 0; p < 4; p++) {
      const [param, velocity, gradient] = [params[p]!, velocities[p]!, gradients[p]!];
      for (let i = 0; i < param.length; i++) {
        velocity[i] = decay * velocity[i]! - learningRate * gradient[i]!;
        param[i]! += velocity[i]!;
      }
    }
    return loss / N;
  }

  return {
    results: () => [
      ...Array.from({ length: COMPARED }, step),
      ...params.map((p) => p.reduce((sum, value) => sum + value * value, 0)),
    ],
    call: step,
  };
}
