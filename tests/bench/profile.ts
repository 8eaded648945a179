// In which functions our sides of a workload spend their time, from the CPU profile that Node writes.
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Conversation } from "./conversation.ts";
import { cache, startOurs } from "./prepare.ts";
import type { Workload } from "./workload.ts";

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

/** Where a program spends its time: a function, and its share of all samples. */
export interface Share {
  readonly what: string;
  readonly share: number;
}

/** The functions with the largest self time, without what Node does to load the program. */
export function sharesOf({ nodes, samples, timeDeltas }: Profile): Share[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  let total = 0;
  samples.forEach((id, i) => {
    const frame = frames.get(id);
    if (frame === undefined || frame.url.startsWith("node:") || IDLE.includes(frame.functionName)) return;
    const name = nameOf(frame);
    times.set(name, (times.get(name) ?? 0) + timeDeltas[i]!);
    total += timeDeltas[i]!;
  });
  return [...times].sort((a, b) => b[1] - a[1]).map(([what, time]) => ({ what, share: time / total }));
}

const IDLE: readonly string[] = ["(idle)", "(program)", "(root)"];

/** Functions of WebAssembly are known by their names alone: their modules are made of bytes. */
function nameOf({ functionName, url, lineNumber }: CallFrame): string {
  const place =
    url === "" || url.startsWith("wasm:") ? "" : ` ${url.slice(url.lastIndexOf("/") + 1)}:${lineNumber + 1}`;
  return `${functionName || "(anonymous)"}${place}`;
}

const PROFILED_MS = 3000;

/** Runs one of our sides with the profiler: where it spent its time, or why it could not run. */
export async function profileOf(workload: string, side: string): Promise<readonly Share[] | string> {
  const folder = join(cache, `profile-${workload}-${side.replace(/\W+/g, "-")}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const [command, ...args] = startOurs(workload, side) as [string, ...string[]];
  const talk = new Conversation(command, ["--cpu-prof", "--cpu-prof-dir", folder, ...args], process.env);
  try {
    const results = await talk.results();
    if (typeof results === "string") return results;
    const seconds = await talk.round(PROFILED_MS);
    if (typeof seconds === "string") return seconds;
    await talk.finish();
    const file = readdirSync(folder)[0];
    return file === undefined
      ? "no profile was written"
      : sharesOf(JSON.parse(readFileSync(join(folder, file), "utf8")));
  } finally {
    talk.end();
  }
}

const SHOWN = 25;

/** Prints where each of our sides spends its time. */
export async function showProfile(workload: Workload): Promise<void> {
  for (const side of Object.keys(workload.ours)) {
    const found = await profileOf(workload.name, side);
    const rows =
      typeof found === "string"
        ? [`  ${found}`]
        : found.slice(0, SHOWN).map(({ what, share }) => `${(100 * share).toFixed(1).padStart(6)} %  ${what}`);
    console.log(`\n${workload.name}, ${side}\n${rows.join("\n")}`);
  }
}
