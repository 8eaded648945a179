// Runs the programs of one workload in turn: each computes its results, then they take turns for several rounds, so that
// whatever else the machine does meets all of them.
import { calibrations } from "./calibration.ts";
import { Conversation } from "./conversation.ts";
import type { Calibrated, SideResult, WorkloadResult } from "./results.ts";
import { difference } from "./statistics.ts";
import { SAME, type Workload } from "./workload.ts";

/** How to start a program: a command, or why there is none. */
export type Start = readonly [command: string, ...args: string[]] | string;

export interface Program {
  readonly name: string;
  readonly ours: boolean;
  /** Its results are compared as float32 ones. */
  readonly single: boolean;
  readonly start: Start;
}

export interface Turns {
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly roundMs: number;
}

/** How long each of the loops that measure the machine runs in a round. */
const WITNESS_MS = 60;

interface Player extends Program {
  readonly seconds: number[];
  talk: Conversation | null;
  absent: string | null;
  difference: number;
}

const player = (program: Program): Player => ({ ...program, seconds: [], talk: null, absent: null, difference: 0 });

function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("OPENBLAS_"));
  return { ...Object.fromEntries(kept), OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
}

/** Starts a program and reads its results; without any, it takes no part. */
async function begin(each: Player): Promise<readonly number[]> {
  if (typeof each.start === "string") {
    each.absent = each.start;
    return [];
  }
  const [command, ...args] = each.start;
  each.talk = new Conversation(command, args, environment());
  const results = await each.talk.results();
  if (typeof results !== "string") return results;
  leave(each, results);
  return [];
}

function leave(each: Player, reason: string): void {
  each.absent = reason;
  each.talk?.end();
  each.talk = null;
}

async function takeTurn(each: Player, milliseconds: number, counts: boolean): Promise<void> {
  if (each.talk === null) return;
  const seconds = await each.talk.round(milliseconds);
  if (typeof seconds === "string") leave(each, seconds);
  else if (counts) each.seconds.push(seconds);
}

export async function measure(
  workload: Workload,
  programs: readonly Program[],
  witness: (name: string) => Start,
  { rounds, warmUpMs, roundMs }: Turns,
): Promise<Pick<WorkloadResult, "sides" | "machine">> {
  const players = programs.map(player);
  const witnesses = calibrations.map(({ name }) => player({ name, ours: true, single: false, start: witness(name) }));
  try {
    let expected: readonly number[] | null = null;
    for (const each of players) {
      const results = await begin(each);
      if (each.absent !== null) continue;
      expected ??= results;
      each.difference = difference(results, expected);
      const allowed = SAME[each.single ? "float32" : workload.task().dtype];
      if (!(each.difference <= allowed)) leave(each, `its results differ by ${each.difference.toExponential(1)}`);
    }
    for (const each of witnesses) await begin(each);
    for (const each of [...players, ...witnesses]) await takeTurn(each, warmUpMs, false);
    for (let round = 0; round < rounds; round++) {
      for (const each of players) await takeTurn(each, roundMs, true);
      for (const each of witnesses) await takeTurn(each, WITNESS_MS, true);
    }
  } finally {
    for (const { talk } of [...players, ...witnesses]) talk?.end();
  }
  const { figure } = workload.unit;
  return {
    sides: players.map(
      ({ name, ours, absent, difference, seconds }): SideResult =>
        absent !== null ? { name, ours, absent, rounds: [] } : { name, ours, difference, rounds: seconds.map(figure) },
    ),
    machine: witnesses.map(calibrated),
  };
}

function calibrated({ name, seconds }: Player): Calibrated {
  const { what, reference } = calibrations.find((each) => each.name === name)!;
  return { name, what, reference, rounds: seconds.map((s) => 1 / s) };
}
