// Reads a CPU profile that Node wrote: in which functions the time was spent.
import { readFileSync } from "node:fs";

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
