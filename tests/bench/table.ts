// The measurements as lines for the terminal.
import type { WorkloadResult } from "./results.ts";
import { figure, type Line, linesOf, speedOf } from "./verdict.ts";

/** One workload: a title, then a line for each program with its median, its limit, the verdict, and the spread. */
export function table(result: WorkloadResult): string {
  const speed = speedOf(result.machine);
  const machine = Number.isNaN(speed) ? "" : `; the machine: ${figure(speed)} × the reference`;
  const lines = linesOf(result, speed);
  return [`${result.name}: ${result.title}, in ${result.unit}${machine}`, ...lines.map(row)].join("\n");
}

function row(line: Line): string {
  const { side, value, floor, must, reached, floorMissed } = line;
  const name = `  ${side.name}`.padEnd(32);
  if (side.absent !== undefined) return `${name} ${"–".padStart(9)}  ${side.absent}`;
  const verdict = { aim: "reaches the aim", must: "reached", missed: "MISSED" };
  const spread =
    side.rounds.length === 1 ? "" : `${figure(Math.min(...side.rounds))} … ${figure(Math.max(...side.rounds))}`;
  return [
    name,
    figure(value).padStart(9),
    " ",
    spread.padEnd(22),
    must === undefined ? "" : `must ${figure(must)}: ${verdict[reached!]}`.padEnd(30),
    floor === undefined ? "" : `floor ${figure(floor)}: ${floorMissed ? "MISSED" : "ok"}`,
  ]
    .join(" ")
    .trimEnd();
}
