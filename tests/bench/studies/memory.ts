// The resident memory of a process that trains and keeps every loss, naively: nothing is disposed of by hand.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { cache, here, pythonFor } from "../prepare.ts";
import type { SideResult } from "../results.ts";
import { irisTask } from "../workloads/netTask.ts";
import { writeTask } from "../writeTask.ts";
import { type Study, today } from "./study.ts";

const STEPS = 20_000;
/** A peer that needs longer is stopped, and its curve ends there. */
const SECONDS = 20;

interface Run {
  readonly name: string;
  readonly command: string | null;
  readonly args: readonly string[];
}

function runs(withPeers: boolean): Run[] {
  const ours = (name: string, flags: readonly string[], ...args: string[]): Run => ({
    name,
    command: process.execPath,
    args: [...flags, join(cache, "memory.mjs"), ...args],
  });
  const own = [
    ours("young generation fixed", ["--max-semi-space-size=1"]),
    ours("as Node starts it", []),
    ours("plain objects, as many bytes", [], "garbage"),
  ];
  if (!withPeers) return own;
  const task = join(cache, "memory");
  writeTask(task, { ...irisTask(150), kind: "naive", steps: STEPS, seconds: SECONDS });
  const peer = (name: string, script: string, ...args: string[]): Run => ({
    name,
    command: script.endsWith(".py") ? pythonFor(script) : process.execPath,
    args: [join(here, "peers", script), task, ...args],
  });
  return [
    ...own,
    peer("tfjs cpu", "tfjs.mjs", "cpu"),
    peer("tfjs wasm", "tfjs.mjs", "wasm"),
    peer("jax-js eager", "jax.mjs", "eager"),
    peer("jax-js jit", "jax.mjs", "jit"),
    peer("PyTorch", "torch_side.py"),
  ];
}

/** How far the memory rises above what it was at step 2000; of a curve that was cut, for 18 000 steps at its slope. */
function growth(curve: readonly number[]): number {
  const [start, steps] = [curve[1] ?? Number.NaN, curve.length - 2];
  const rise = Math.max(...curve.slice(1)) - start;
  return curve.length >= STEPS / 1000 || steps < 1 ? rise : (rise / steps) * (STEPS / 1000 - 2);
}

function measureRun({ name, command, args }: Run, ours: boolean): SideResult {
  if (command === null) return { name, ours, rounds: [], absent: "no Python here has it" };
  let output = "";
  try {
    output = execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch (error) {
    // Out of memory: what it printed before that counts.
    output = String((error as { stdout?: unknown }).stdout ?? "");
  }
  const lines = output.split("\n").filter((line) => line.startsWith("{"));
  const messages = lines.map((line) => JSON.parse(line) as { resident?: number; absent?: string });
  const curve = messages.flatMap(({ resident }) => (resident === undefined ? [] : [resident]));
  const absent = messages.find((message) => message.absent !== undefined)?.absent;
  if (curve.length < 3) return { name, ours, rounds: [], absent: absent ?? "it ended before step 3000" };
  return { name, ours, rounds: [growth(curve)], curve };
}

export const memory: Study = {
  name: "memory",
  group: "memory",
  measure: async (withPeers) => ({
    name: "memory",
    title: "20 000 naive Iris steps, batch 150, every loss kept",
    unit: "MiB more than at step 2000",
    better: "less",
    scales: false,
    date: today(),
    targets: { "young generation fixed": { floor: 20, must: 20 } },
    reference: {},
    machine: [],
    sides: runs(withPeers).map((run, i) => measureRun(run, i < 3)),
  }),
};
