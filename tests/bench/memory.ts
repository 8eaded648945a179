// 20 000 steps of training that keep every loss: how far the resident memory moves after step 2000. V8 enlarges its
// young generation step by step in any program that allocates steadily, so it is run three times: with a young
// generation that stays as it is, when only what the library keeps can grow; as it is; and, as it is, with plain objects
// and arrays in place of tensors, as many bytes a step.
import type { Tensor } from "@wengert/autograd";
import { atRest, batchOf, start, step } from "./iris.ts";
import { report } from "./measure.ts";

const STEPS = 20_000;

/** A step that trains, and what it leaves to keep. */
function training(): () => Tensor {
  const batch = batchOf(150);
  let params = start();
  let velocity = atRest(params);
  return () => {
    const [nextParams, nextVelocity, loss] = step(params, velocity, batch);
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

function measure(name: string, next: () => unknown, atMost?: number): void {
  const kept: unknown[] = [];
  const resident: number[] = [];
  for (let i = 1; i <= STEPS; i++) {
    kept.push(next());
    if (i % 2000 === 0) resident.push(process.memoryUsage.rss() / 2 ** 20);
  }
  const growth = Math.max(...resident) - resident[0]!;
  report({ name, unit: "MiB more than at step 2000", rounds: [growth], ...(atMost !== undefined && { atMost }) });
}

const fixed = process.execArgv.some((flag) => flag.startsWith("--max-semi-space-size"));
if (process.argv[2] === "garbage") measure("  plain objects, as many bytes", garbage());
else if (fixed) measure("20 000 Iris steps, losses kept", training(), 20);
else measure("  where the young generation grows", training());
