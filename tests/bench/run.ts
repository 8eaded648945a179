// The benchmark: `npm run bench` for all of it, `npm run bench -- chain train` for some, by name or group.
//   --peers       measures the programs of others too, and installs them first
//   --json FILE   adds the measurements, with every round, to those in FILE
//   --resume      leaves out what FILE has from today
//   --report      as --json docs/benchmarks.json, and writes docs/benchmarks.md from it
//   --check       ends with status 1 when a floor is missed
//   --profile     shows in which functions our sides spend their time, instead of measuring them
// Each program runs in a process of its own, on the packages as they are shipped.
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../../.config/workspace.ts";
import { installPeers, prepare } from "./prepare.ts";
import { profileOf, showProfile } from "./profile.ts";
import { report } from "./report.ts";
import { noResults, readResults, type SideResult, type WorkloadResult, withWorkload, writeResults } from "./results.ts";
import { studies } from "./studies/index.ts";
import { today } from "./studies/study.ts";
import { table } from "./table.ts";
import { linesOf } from "./verdict.ts";
import { workloads } from "./workloads/index.ts";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peers: { type: "boolean", default: false },
    json: { type: "string" },
    resume: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    profile: { type: "boolean", default: false },
  },
});
const known = [...new Set(studies.flatMap(({ name, group }) => [group, name]))];
const wrong = positionals.filter((name) => !known.includes(name));
if (wrong.length > 0) throw new Error(`there is no workload ${wrong.join(", ")}; there are ${known.join(", ")}`);
const isChosen = ({ name, group }: { name: string; group: string }): boolean =>
  positionals.length === 0 || positionals.includes(name) || positionals.includes(group);

/** How many functions of a profile are kept. */
const KEPT = 8;

/** With where the time goes, for the sides of a workload that missed their targets. */
async function withProfiles(result: WorkloadResult): Promise<WorkloadResult> {
  if (!workloads.some(({ name }) => name === result.name)) return result;
  const sides: SideResult[] = [];
  for (const { side, reached } of linesOf(result)) {
    const found = reached === "missed" ? await profileOf(result.name, side.name) : "reached";
    sides.push(typeof found === "string" ? side : { ...side, profile: found.slice(0, KEPT) });
  }
  return { ...result, sides };
}

await prepare();
if (options.peers) installPeers();
if (options.profile) {
  for (const workload of workloads.filter(isChosen)) await showProfile(workload);
} else {
  const file = options.report ? join(root, "docs/benchmarks.json") : options.json;
  const order = studies.map(({ name }) => name);
  let results = file === undefined ? noResults() : readResults(file);
  console.log(
    `${results.machine}; Node ${results.node}; ${today()}; medians, with the least and the largest of the rounds`,
  );
  for (const study of studies.filter(isChosen)) {
    const earlier = results.workloads.find(({ name }) => name === study.name);
    if (options.resume && earlier?.date === today()) continue;
    const load = loadavg()[0]!;
    const measured = { ...(await study.measure(options.peers)), load };
    const result = options.report ? await withProfiles(measured) : measured;
    console.log(`\n${table(result)}`);
    results = withWorkload(results, result, order);
    if (file !== undefined) writeResults(file, results);
    if (options.report) writeFileSync(join(root, "docs/benchmarks.md"), report(readResults(file!)));
    if (options.check && linesOf(result).some(({ floorMissed }) => floorMissed)) process.exitCode = 1;
  }
}
