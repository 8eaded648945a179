// The program of the page in Chromium: it offers the sides of the workloads as `bench` to whoever drives the browser.
import { secondsPerCall } from "./timing.ts";
import type { Side } from "./workload.ts";
import { workloads } from "./workloads/index.ts";

const running = new Map<string, Side>();

async function sideOf(name: string, side: string): Promise<Side> {
  const key = `${name} ${side}`;
  const workload = workloads.find((each) => each.name === name)!;
  const found = running.get(key) ?? workload.ours[side]!(workload.task());
  running.set(key, found);
  return found;
}

const bench = {
  async results(name: string, side: string): Promise<{ value: readonly number[] } | { absent: string }> {
    try {
      return { value: (await sideOf(name, side)).results() };
    } catch (error) {
      return { absent: (error as Error).message.split("\n")[0]! };
    }
  },
  async round(name: string, side: string, milliseconds: number): Promise<number> {
    return secondsPerCall((await sideOf(name, side)).call, milliseconds);
  },
};

Object.assign(globalThis, { bench });
