// The page docs/benchmarks.md, made from the results of a run.

import { limitName } from "./calibration.ts";
import { operationsOfLimit } from "./limit.ts";
import type { Calibrated, Results, SideResult, WorkloadResult } from "./results.ts";
import { median } from "./statistics.ts";
import { figure, type Line, linesOf, type Standing, speedOf, standingsOf } from "./verdict.ts";

const INTRODUCTION = `# Benchmarks

What Wengert is measured against, and how far it gets. This page is written by the benchmark from
[benchmarks.json](benchmarks.json), which has every round.

- All programs compute the same task from the same numbers. Their results are compared before anything is timed; one
  that differs takes no part.
- Each program runs in a process of its own, on one thread. The programs take turns, round after round; a figure is the
  median of its rounds.
- TensorFlow.js has no float64, jax-js computes functions with the accuracy of float32 only: both run in float32 where
  Wengert, PyTorch, HIPS autograd and ONNX Runtime run in float64. ONNX Runtime has no derivatives; its step is a graph
  with derivatives by hand. "eager" is a step written out in operations, "nn + optim" the same of layers, loss and
  optimizer; "compiled" is \`compile(step)\` called as the step is, "session" \`compile(step).session(…)\`.
- Of what missed its target the page says in which functions the time was, from samples of a run of its own. Functions of
  kernels have the names of their operations; a compiled program has a function for each fused group, named by the
  first of its operations; \`copy\` and \`newArray\` are numbers copied to and from the kernels' memory and new arrays.
- *must* and *aim* were set on a machine of 2 cores of Zen 5 with Node 20, and are not scaled. "speed" is that of this
  machine against that one in the loops of the next table, measured in the same rounds.
  The last column is what the other machine gave for a program, where it is known.
- *Beside the peers*: a target that is 13.8 times what a peer reached on that machine says that Wengert shall be 13.8
  times as fast as this peer (*must*, or *aim* where there is none). The second table of a section has this ratio for
  both machines: "ahead" says that here,
  on one machine and in the same rounds, Wengert is at least as far before the peer as the target puts it; "behind" that
  it is not. It takes nothing from the verdict above it: a target is reached or missed by its figure. Machines differ in
  what they do well (a peer that uses vectors of 512 bits, or many small allocations), so the ratios of one section differ.
`;

/** A load below this leaves a core to the program whose turn it is; the bench itself, before, adds to it. */
const QUIET = 1.5;

/** The whole page. */
export function report({ machine, node, workloads }: Results): string {
  return `${[
    INTRODUCTION,
    `Measured on ${machine}, Node ${node}. All of it: \`npm run bench -- --peers --report\`.\n`,
    missedTable(workloads),
    machineTable(workloads),
    ...workloads.map((result) => section(result, calibrationOf(result, workloads))),
  ].join("\n")}`;
}

/** Every target that was missed: by how much, and what is left of the miss where a peer ran on the same machine. */
function missedTable(workloads: readonly WorkloadResult[]): string {
  const rows = workloads.flatMap((result) =>
    linesOf(result)
      .filter(({ reached }) => reached === "missed")
      .map(({ side, value, must, aim }) => {
        const target = must ?? aim!;
        const beside = standingsOf(result).filter((standing) => standing.side === side);
        const behind = beside.filter(({ reached }) => !reached).map(({ peer }) => peer);
        return [
          `${result.name}, ${side.name}`,
          figure(value),
          `${figure(target)} ${result.unit}`,
          must === undefined ? "aim" : "must",
          `${figure(result.better === "more" ? value / target : target / value)}`,
          figure(speedOf(calibrationOf(result, workloads))),
          beside.length === 0 ? "" : `ahead of ${beside.length - behind.length} of ${beside.length}`,
          behind.join(", "),
        ];
      }),
  );
  if (rows.length === 0) return "Targets missed: none.\n";
  const header = ["missed", "here", "target", "", "here / target", "speed", "beside the peers", "behind"];
  return `${markdownTable(header, rows)}\n`;
}

/** The machine's loops of a workload's own rounds; for one that has none, those of all others. */
function calibrationOf({ machine }: WorkloadResult, all: readonly WorkloadResult[]): readonly Calibrated[] {
  if (machine.length > 0) return machine;
  const names = [...new Set(all.flatMap((each) => each.machine.map(({ name }) => name)))];
  return names.map((name) => {
    const same = all.flatMap((each) => each.machine.filter((loops) => loops.name === name));
    return { ...same[0]!, rounds: same.flatMap(({ rounds }) => rounds) };
  });
}

function machineTable(workloads: readonly WorkloadResult[]): string {
  const loops = calibrationOf({ machine: [] } as unknown as WorkloadResult, workloads);
  if (loops.length === 0) return "";
  const rows = loops.map(({ what, reference, rounds }) => [
    what,
    figure(median(rounds)),
    figure(Math.max(...rounds)),
    figure(reference),
    figure(Math.max(...rounds) / reference),
  ]);
  return `## The machine\n\n${markdownTable(["loops", "calls a second", "best", "reference machine", "speed"], rows)}\n`;
}

function section(result: WorkloadResult, machine: readonly Calibrated[]): string {
  const { name, title, unit, date, reference, sides, load = 0 } = result;
  const speed = speedOf(machine);
  const lines = linesOf(result);
  const best = ours(result, lines);
  const header = ["program", unit, "rounds", "ours / it", "must", "aim", "", "reference machine"];
  const rows = lines.map((line) => row(line, best, result.better, reference[line.side.name]));
  const slow = !Number.isNaN(speed) ? `; speed ${figure(speed)}` : "";
  const busy = load > QUIET ? `; the machine was busy, its load was ${figure(load)} before the start` : "";
  const absent = sides.flatMap((side) => (side.absent === undefined ? [] : [`- ${side.name}: ${side.absent}`]));
  const standings = standingsOf(result);
  const curves = sides.filter(({ curve }) => curve !== undefined);
  return [
    `## ${name}\n`,
    `${upperFirst(title)}. \`npm run bench -- ${name} --peers\`, ${date}${slow}${busy}.\n`,
    `${markdownTable(header, rows)}\n`,
    ...(standings.length === 0 ? [] : [standingTable(standings)]),
    ...limitLines(result, lines, machine),
    ...profileLines(sides),
    ...(absent.length === 0 ? [] : [`Not measured:\n\n${absent.join("\n")}\n`]),
    ...(curves.length === 0 ? [] : [curveTable(curves)]),
  ].join("\n");
}

/** The figure of ours that others are compared with: the fastest. */
function ours({ better }: WorkloadResult, lines: readonly Line[]): number {
  const values = lines.filter(({ side }) => side.ours && side.rounds.length > 0).map(({ value }) => value);
  return better === "more" ? Math.max(...values) : Math.min(...values);
}

function row(line: Line, best: number, better: "more" | "less", reference: number | undefined): string[] {
  const { side, value, must, aim, reached } = line;
  const ratio = better === "more" ? best / value : value / best;
  const verdict = { aim: "aim", must: "reached", missed: "**missed**" };
  const { rounds } = side;
  return [
    side.ours ? `Wengert, ${side.name}` : side.name,
    figure(value),
    rounds.length < 2 ? "" : `${figure(Math.min(...rounds))} … ${figure(Math.max(...rounds))}`,
    side.ours || rounds.length === 0 || !(best > 0 && value > 0) ? "" : `${figure(ratio)} ×`,
    must === undefined ? "" : figure(must),
    aim === undefined ? "" : figure(aim),
    reached === null ? "" : verdict[reached],
    reference === undefined ? "" : figure(reference),
  ];
}

function standingTable(standings: readonly Standing[]): string {
  const rows = standings.map(({ side, peer, here, there, reached }) => [
    side.name,
    peer,
    `${figure(here)} ×`,
    `${figure(there)} ×`,
    reached ? "ahead" : "**behind**",
  ]);
  return `Beside the peers:\n\n${markdownTable(["Wengert", "peer", "ratio here", "ratio of the target", ""], rows)}\n`;
}

/** For products of matrices: what no program of 128-bit vectors can exceed on this machine, and how near ours is. */
function limitLines({ name, unit }: WorkloadResult, lines: readonly Line[], machine: readonly Calibrated[]): string[] {
  if (unit !== "GFLOP/s") return [];
  const dtype = name.endsWith("f64") ? "float64" : "float32";
  const loops = machine.find((each) => each.name === limitName(dtype));
  if (loops === undefined) return [];
  const limit = (operationsOfLimit(dtype) * median(loops.rounds)) / 1e9;
  const shares = lines
    .filter(({ side }) => side.ours && side.rounds.length > 0)
    .map(({ side, value }) => `${side.name} reaches ${Math.round((100 * value) / limit)} % of it`);
  return [
    `The limit of 128-bit vectors here, in the same rounds: ${figure(limit)} GFLOP/s of products and sums in registers; ${shares.join(", ")}.\n`,
  ];
}

/** Where the time goes of what missed its target. */
function profileLines(sides: readonly SideResult[]): string[] {
  const rows = sides.flatMap(({ name, profile = [] }) =>
    profile.length === 0
      ? []
      : [`- ${name}: ${profile.map(({ what, share }) => `${Math.round(100 * share)} % \`${what}\``).join(", ")}`],
  );
  return rows.length === 0 ? [] : [`Where the time goes, by function:\n\n${rows.join("\n")}\n`];
}

const STOPS = [1, 2, 5, 10, 15, 20];

function curveTable(sides: readonly SideResult[]): string {
  const rows = sides.map(({ name, curve }) => [
    name,
    ...STOPS.map((stop) => (curve![stop - 1] === undefined ? "–" : figure(Math.round(curve![stop - 1]!)))),
  ]);
  return `Resident MiB after so many thousand steps; where a curve ends early, the growth above is that of its slope.\n\n${markdownTable(["program", ...STOPS.map(String)], rows)}\n`;
}

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = header.map((_, i) => (i === 0 ? "---" : "---:"));
  return [line(header), line(rule), ...rows.map(line)].join("\n");
}

const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
