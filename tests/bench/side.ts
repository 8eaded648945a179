// The process of one program: `side.mjs WORKLOAD SIDE`. It prints its results, then for every line with a number of
// milliseconds the seconds that a call took in that time.
import { createInterface } from "node:readline";
import { calibrations } from "./calibration.ts";
import { secondsPerCall } from "./timing.ts";
import type { Side } from "./workload.ts";
import { workloads } from "./workloads/index.ts";

async function sideOf(name: string, side: string): Promise<Side> {
  const calibration = calibrations.find((each) => each.name === side);
  if (calibration !== undefined) return calibration.side();
  const workload = workloads.find((each) => each.name === name)!;
  return workload.ours[side]!(workload.task());
}

const say = (message: object): void => console.log(JSON.stringify(message));
const [name, side] = process.argv.slice(2);
try {
  const { results, call } = await sideOf(name!, side!);
  say({ results: results() });
  for await (const line of createInterface({ input: process.stdin })) {
    say({ seconds: await secondsPerCall(call, Number(line)) });
  }
} catch (error) {
  say({ absent: (error as Error).message.split("\n")[0] });
}
