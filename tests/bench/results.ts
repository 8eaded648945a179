// What a run of the benchmark leaves in its JSON file; the report is made from that.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import type { Target } from "./workload.ts";

export interface SideResult {
  readonly name: string;
  readonly ours: boolean;
  /** The figure of every round, in the order of the rounds. */
  readonly rounds: readonly number[];
  /** Why there are none. */
  readonly absent?: string;
  /** How far its results were from those of the first side. */
  readonly difference?: number;
  /** Where the time of a program that missed its target goes: the largest shares. */
  readonly profile?: readonly { readonly what: string; readonly share: number }[];
  /** For the memory: resident MiB after every 1000 steps. */
  readonly curve?: readonly number[];
}

/** One of the loops of `calibration.ts`, in calls a second. */
export interface Calibrated {
  readonly name: string;
  readonly what: string;
  readonly reference: number;
  readonly rounds: readonly number[];
}

export interface WorkloadResult {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly better: "more" | "less";
  readonly date: string;
  /** How many processes wanted to run when it began, in the mean of a minute: on a busy machine the figures are rough. */
  readonly load?: number;
  readonly sides: readonly SideResult[];
  readonly machine: readonly Calibrated[];
  readonly targets: Readonly<Record<string, Target>>;
  /** What the reference machine gave for peers. */
  readonly reference: Readonly<Record<string, number>>;
}

export interface Results {
  readonly machine: string;
  readonly node: string;
  readonly workloads: readonly WorkloadResult[];
}

export function noResults(): Results {
  const all = cpus();
  const machine = `${all[0]?.model.trim() ?? "unknown"}${generation()}, ${all.length} cores`;
  return { machine, node: process.version, workloads: [] };
}

/** What tells processors of one name apart, where Linux says it: " (family 26, model 2)" is Zen 5, 25 and 17 are Zen 4. */
function generation(): string {
  const path = "/proc/cpuinfo";
  if (!existsSync(path)) return "";
  const text = readFileSync(path, "utf8");
  const [family, model] = [/^cpu family\s*:\s*(\d+)/m, /^model\s*:\s*(\d+)/m].map((line) => line.exec(text)?.[1]);
  return family === undefined || model === undefined ? "" : ` (family ${family}, model ${model})`;
}

/** The results in a file; none where there is no file, or where another machine or Node wrote it. */
export function readResults(path: string): Results {
  const here = noResults();
  if (!existsSync(path)) return here;
  const found = JSON.parse(readFileSync(path, "utf8")) as Results;
  return found.machine === here.machine && found.node === here.node ? found : here;
}

/** `results` with that of one workload put in place of an earlier one. */
export function withWorkload(results: Results, added: WorkloadResult, order: readonly string[]): Results {
  const others = results.workloads.filter(({ name }) => name !== added.name);
  const place = ({ name }: WorkloadResult): number => order.indexOf(name);
  return { ...results, workloads: [...others, added].sort((a, b) => place(a) - place(b)) };
}

/** Numbers to six places: more are noise, and the file is committed. */
export function writeResults(path: string, results: Results): void {
  const short = (_: string, value: unknown): unknown =>
    typeof value === "number" && Number.isFinite(value) ? Number(value.toPrecision(6)) : value;
  writeFileSync(path, `${JSON.stringify(results, short, 1)}\n`);
}
