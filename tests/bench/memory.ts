// 20 000 steps of training that keep every loss, and how much memory is resident after every 1000. V8 enlarges its young
// generation step by step in any program that allocates steadily, so it is run three times: with a young generation that
// stays as it is, when only what the library keeps can grow; as it is; and, as it is, with plain objects and arrays in
// place of tensors, as many bytes a step.
import type { Tensor } from "@wengert/autograd";
import { step } from "./iris.ts";
import { writtenOut } from "./workloads/nets.ts";
import { irisTask } from "./workloads/netTask.ts";

const STEPS = 20_000;

/** A step that trains, and what it leaves to keep. */
function training(): () => Tensor {
  const { batches, ...start } = writtenOut(irisTask(150));
  let { params, state: velocity } = start;
  return () => {
    const [nextParams, nextVelocity, loss] = step(params, velocity, batches[0]!);
    params = nextParams;
    velocity = nextVelocity;
    return loss;
  };
}

/** A step that lists 20 kB of objects and 105 kB of arrays until its end, as one of training does; not of Wengert. */
function garbage(): () => unknown {
  return () => {
    const list: unknown[] = [];
    for (let i = 0; i < 200; i++) list.push({ a: i, b: i, c: i, d: i, e: i, f: i, g: i, h: i, i });
    for (let i = 0; i < 2; i++) list.push(new Float64Array(6_600).fill(i));
    return list[199];
  };
}

const next = process.argv[2] === "garbage" ? garbage() : training();
const kept: unknown[] = [];
for (let i = 1; i <= STEPS; i++) {
  kept.push(next());
  if (i % 1000 === 0) console.log(JSON.stringify({ resident: process.memoryUsage.rss() / 2 ** 20 }));
}
