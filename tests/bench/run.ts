// The benchmark: `npm run bench` for all of it, `npm run bench -- chain train` for some.
//   --json FILE   writes the measurements with every round
//   --check       ends with status 1 when a limit is missed
//   --profile     shows in which functions each workload spends its time, instead of measuring it
// Each workload runs in a process of its own, on the packages as they are shipped.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { installBundles } from "../../.config/bundle.ts";
import { root } from "../../.config/workspace.ts";
import type { Measurement } from "./measure.ts";
import { topFunctions } from "./profile.ts";
import { bundleProgram } from "./size.ts";

const WORKLOADS = ["chain", "train", "memory", "size", "startup"] as const;
type Workload = (typeof WORKLOADS)[number];

const here = join(root, "tests/bench");
const cache = join(root, "node_modules/.cache/bench");

async function prepare(): Promise<void> {
  rmSync(cache, { recursive: true, force: true });
  await installBundles(cache);
  await build({
    entryPoints: ["chain", "train", "memory", "startup", "minimal"].map((name) => join(here, `${name}.ts`)),
    outdir: cache,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    format: "esm",
    target: "es2022",
    platform: "node",
  });
}

function runWorkload(workload: Workload, flags: readonly string[], ...args: readonly string[]): Measurement[] {
  const script = join(cache, `${workload}.mjs`);
  const output = execFileSync(process.execPath, [...flags, script, ...args], { encoding: "utf8" });
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Measurement);
}

async function measureSize(): Promise<Measurement[]> {
  const { gzipBytes } = await bundleProgram(readFileSync(join(here, "minimal.ts"), "utf8"), cache);
  const value = gzipBytes / 1000;
  return [{ name: "minimal program, minified, gzip", unit: "kB", value, rounds: [value], atMost: 30 }];
}

async function measure(workload: Workload): Promise<Measurement[]> {
  if (workload === "size") return measureSize();
  if (workload !== "memory") return runWorkload(workload, []);
  return [
    ...runWorkload(workload, ["--max-semi-space-size=1"]),
    ...runWorkload(workload, []),
    ...runWorkload(workload, [], "garbage"),
  ];
}

function showProfile(workload: Workload): void {
  const folder = join(cache, `profile-${workload}`);
  mkdirSync(folder);
  runWorkload(workload, ["--cpu-prof", "--cpu-prof-dir", folder]);
  for (const file of readdirSync(folder)) console.log(`\n${workload}\n${topFunctions(join(folder, file))}`);
}

function missed({ value, atMost = Infinity, atLeast = -Infinity }: Measurement): boolean {
  return !(value <= atMost && value >= atLeast);
}

const number = (value: number): string =>
  value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 1000 ? 1 : 0 });

function row(measurement: Measurement): string {
  const { name, value, unit, rounds, atMost, atLeast } = measurement;
  const limit = atMost !== undefined ? `≤ ${number(atMost)}` : atLeast !== undefined ? `≥ ${number(atLeast)}` : "";
  const spread = rounds.length === 1 ? "" : `${number(Math.min(...rounds))} … ${number(Math.max(...rounds))}`;
  const verdict = limit === "" ? "" : missed(measurement) ? "MISSED" : "ok";
  return [
    name.padEnd(32),
    number(value).padStart(9),
    limit.padEnd(10),
    verdict.padEnd(7),
    unit.padEnd(28),
    spread,
  ].join("  ");
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" }, check: { type: "boolean" }, profile: { type: "boolean" } },
});
const wrong = positionals.filter((name) => !WORKLOADS.includes(name as Workload));
if (wrong.length > 0) throw new Error(`there is no workload ${wrong.join(", ")}; there are ${WORKLOADS.join(", ")}`);
const chosen = positionals.length > 0 ? (positionals as Workload[]) : WORKLOADS;

await prepare();
if (options.profile === true) {
  for (const workload of chosen) if (workload === "chain" || workload === "train") showProfile(workload);
} else {
  const machine = `${cpus()[0]?.model.trim() ?? "unknown"}, ${cpus().length} cores`;
  const date = new Date().toISOString().slice(0, 10);
  console.log(`${machine}; Node ${process.version}; ${date}; medians\n`);
  const measurements: Measurement[] = [];
  for (const workload of chosen) {
    const found = await measure(workload);
    for (const measurement of found) console.log(row(measurement));
    measurements.push(...found);
  }
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify({ machine, node: process.version, date, measurements }, null, 2)}\n`);
  }
  if (options.check === true && measurements.some(missed)) process.exitCode = 1;
}
