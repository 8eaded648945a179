// Steps of training per second, with batches of 150 and 16 that are tensors made beforehand; the loss is read every
// 100 steps.
import { atRest, batchOf, start, step } from "./iris.ts";
import { report, secondsPerCall } from "./measure.ts";

function measure(name: string, batchSize: number, atLeast: number): void {
  const batches = Array.from({ length: 8 }, () => batchOf(batchSize));
  let params = start();
  let velocity = atRest(params);
  let steps = 0;
  let lossSeen = 0;
  const seconds = secondsPerCall(() => {
    const [nextParams, nextVelocity, loss] = step(params, velocity, batches[steps % 8]!);
    params = nextParams;
    velocity = nextVelocity;
    if (++steps % 100 === 0) lossSeen = loss.item();
  });
  if (!(lossSeen < 2)) throw new Error(`training went astray: the loss is ${lossSeen}`);
  report({ name, unit: "steps per second", rounds: seconds.map((s) => 1 / s), atLeast });
}

measure("Iris step, batch 150", 150, 12_000);
measure("Iris step, batch 16", 16, 80_000);
