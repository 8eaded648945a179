import { type FunctionBuilder, type Local, op, opAt, select } from "@wengert/wasm";
import { DEAR } from "../lower/lowering.ts";
import type { Line, Step } from "../lower/steps.ts";
import { stagesOf } from "./scalar.ts";

/** So many rounds of a part are done before the next part: what lies between them stays in the nearest cache. */
const BLOCK = 64;
/** So many vectors of each round may lie between two parts. */
const SLOTS = 16;
const VECTOR = 16;
/** With fewer rounds there is nothing to gain. */
const LEAST_ROUNDS = 8;

/** The memory that loops in parts need. */
export const STAGED_BYTES: number = BLOCK * SLOTS * VECTOR;

/**
 * One part of what a round does, `turn` by `turn` where a round is a row of several vectors. What it gives back is live:
 * the parts behind it find it in the same locals.
 */
export type Part = (turn: number) => readonly Local[];

/**
 * Repeats rounds whose body is cut into parts: some rounds of the first, then the same of the second, and so on, so that
 * chains of instructions that wait for each other become short and many of them are in sight.
 *
 * @param scratch where `STAGED_BYTES` of memory lie.
 * @param moves the locals that move from round to round, and by how much.
 */
export function stagedLoop(
  f: FunctionBuilder,
  rounds: number,
  scratch: number,
  parts: readonly Part[],
  moves: ReadonlyMap<Local, number>,
  turns = 1,
): void {
  const left = f.let(rounds, "i32");
  f.loop((again) => {
    const count = f.let(select("i32", op("i32.lt_s", left, BLOCK), left, BLOCK));
    const live: (readonly Local[])[] = Array.from({ length: turns }, () => []);
    parts.forEach((part, p) => {
      const isLast = p === parts.length - 1;
      const [at, todo] = [f.let(scratch, "i32"), f.let(count)];
      const slot = (turn: number, i: number): number => (turn * Math.floor(SLOTS / turns) + i) * BLOCK * VECTOR;
      f.loop((next) => {
        for (let turn = 0; turn < turns; turn++) {
          for (const [i, local] of live[turn]!.entries()) {
            f.set(local, opAt({ offset: slot(turn, i) }, "v128.load", at));
          }
          const kept = part(turn);
          if (kept.length * turns > SLOTS) throw new Error(`${kept.length} values between two parts of a loop`);
          for (const [i, local] of kept.entries()) f.store("v128.store", at, local, slot(turn, i));
          live[turn] = kept;
        }
        for (const [local, by] of moves) f.increase(local, by);
        f.increase(at, VECTOR);
        f.increase(todo, -1);
        f.branchIf(todo, next);
      });
      if (isLast) return;
      for (const [local, by] of moves) f.increase(local, op("i32.mul", count, -by));
    });
    f.set(left, op("i32.sub", left, count));
    f.branchIf(left, again);
  });
}

/**
 * Where the lines of a loop are cut: within these lines, each in the middle of its function.
 *
 * @param widthOf how many vectors a line has in each round; 0 for a line that is computed before the loop.
 */
export function cutsOf(
  lines: readonly Line[],
  rounds: number,
  vectors: "float64" | "float32" | null,
  widthOf: (line: number) => number,
): ReadonlySet<number> {
  const cuts = new Set<number>();
  if (vectors === null || rounds < LEAST_ROUNDS) return cuts;
  lines.forEach((line, i) => {
    if (widthOf(i) === 0 || !isStaged(line) || dtypeOf(lines[line.args[0]!]!) !== line.dtype) return;
    const { again, begun } = stagesOf(line.name)!;
    const between = lines.reduce((sum, _, j) => sum + (isNeeded(lines, j, i, again) ? widthOf(j) : 0), 0);
    if (between + begun * widthOf(i) <= SLOTS) cuts.add(i);
  });
  return cuts;
}

/** Whether a line's value is read after the middle of the line `cut`, or (`again`) in its second half. */
export function isNeeded(lines: readonly Line[], of: number, cut: number, again: boolean): boolean {
  if (of >= cut) return false;
  return lines.some((line, i) => {
    if (line.kind === "apply") return (again ? i >= cut : i > cut) && line.args.includes(of);
    if (line.kind === "across") return i > cut && line.value === of;
    return (line.kind === "store" || line.kind === "reduce") && line.value === of;
  });
}

type Apply = Extract<Line, { readonly kind: "apply" }>;

function isStaged(line: Line): line is Apply {
  return line.kind === "apply" && DEAR.has(line.name) && stagesOf(line.name) !== undefined;
}

function dtypeOf(line: Line): string | null {
  return "dtype" in line ? line.dtype : null;
}

/** Whether a step may need the memory of loops in parts. */
export function mayBeStaged(step: Step): boolean {
  return step.kind === "map" && step.vectors !== null && step.lines.some(isStaged);
}
