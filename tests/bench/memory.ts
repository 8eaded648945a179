// 20 000 steps of training that keep every loss: how far the resident memory moves after step 2000. It is run twice: as
// it is, when V8 enlarges its young generation step by step, as in any program that allocates
// steadily, and with a young generation that stays as it is, when only what the library keeps can grow.
import type { Tensor } from "@wengert/autograd";
import { atRest, batchOf, start, step } from "./iris.ts";
import { report } from "./measure.ts";

const STEPS = 20_000;
const batch = batchOf(150);
const losses: Tensor[] = [];
const resident: number[] = [];
let params = start();
let velocity = atRest(params);
for (let i = 1; i <= STEPS; i++) {
  const [nextParams, nextVelocity, loss] = step(params, velocity, batch);
  params = nextParams;
  velocity = nextVelocity;
  losses.push(loss);
  if (i % 2000 === 0) resident.push(process.memoryUsage.rss() / 2 ** 20);
}
if (losses.some((loss) => !(loss.item() < 2))) throw new Error("training went astray");
const growth = Math.max(...resident) - resident[0]!;
const fixed = process.execArgv.some((flag) => flag.startsWith("--max-semi-space-size"));
const name = fixed ? "  with a fixed young generation" : "20 000 Iris steps, losses kept";
report({ name, unit: "MiB more than at step 2000", rounds: [growth], atMost: 20 });
report({ name: "  resident at step 2000", unit: "MiB", rounds: [resident[0]!] });
