// In which functions our sides of a workload spend their time, from the CPU profile that Node writes.
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
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

const SHOWN = 25;

/** The functions with the largest self time, in percent of all samples. */
export function topFunctions(file: string): string {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, "utf8")) as Profile;
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  let total = 0;
  samples.forEach((id, i) => {
    const name = names.get(id) ?? "?";
    times.set(name, (times.get(name) ?? 0) + timeDeltas[i]!);
    total += timeDeltas[i]!;
  });
  const rows = [...times].sort((a, b) => b[1] - a[1]).slice(0, SHOWN);
  return rows.map(([name, time]) => `${((100 * time) / total).toFixed(1).padStart(6)} %  ${name}`).join("\n");
}

function nameOf({ functionName, url, lineNumber }: CallFrame): string {
  const place = url === "" ? "" : ` ${url.slice(url.lastIndexOf("/") + 1)}:${lineNumber + 1}`;
  return `${functionName || "(anonymous)"}${place}`;
}

const PROFILED_MS = 3000;

/** Runs each of our sides with the profiler, and prints where it spent its time. */
export async function showProfile(workload: Workload): Promise<void> {
  for (const side of Object.keys(workload.ours)) {
    const folder = join(cache, `profile-${workload.name}-${side}`);
    mkdirSync(folder);
    const [command, ...args] = startOurs(workload.name, side) as [string, ...string[]];
    const talk = new Conversation(command, ["--cpu-prof", "--cpu-prof-dir", folder, ...args], process.env);
    const results = await talk.results();
    if (typeof results === "string") console.log(`\n${workload.name}, ${side}: ${results}`);
    else {
      await talk.round(PROFILED_MS);
      await talk.finish();
      for (const file of readdirSync(folder)) {
        console.log(`\n${workload.name}, ${side}\n${topFunctions(join(folder, file))}`);
      }
    }
    talk.end();
  }
}
