import type { Equation, Program } from "@wengert/autograd";
import { bytesOf } from "@wengert/autograd/engine";
import { executionSettings } from "@wengert/wasm";
import { sizeOf } from "./lower/layout.ts";
import { readsOf, type Step, writesOf } from "./lower/steps.ts";
import { Machine, machineFor } from "./run/machine.ts";
import type { Leaf } from "./run/signature.ts";

/** One function of a compiled program. @public */
export interface InspectedGroup {
  /** `map` (fused loops), `gemm`, `conv`, `windows`, `fill`, `copy`, `take`, `scatterAdd`, `host` (called, outside of the module). */
  readonly kind: string;
  /** The operations that it does, by name. */
  readonly operations: readonly string[];
  /** What its loops go over; the shape of the result of a product. */
  readonly shape: readonly number[];
  /** Bytes that it reads and writes. */
  readonly bytes: number;
}

/**
 * What became of a function for arguments of one kind. Where the runtime allows no module for it, there are no groups and
 * no memory: the program is run operation by operation.
 * @public
 */
export interface Inspection {
  /** The program that is run, simplified. */
  readonly program: Program;
  /** Its fused groups, in the order in which they run. */
  readonly groups: readonly InspectedGroup[];
  /** Bytes of the memory, scratch room for kernels included, and what they would be if no two values shared a place. */
  readonly memory: { readonly bytes: number; readonly withoutReuse: number };
  /** Bytes of the WebAssembly module. */
  readonly moduleBytes: number;
  /** Runs the groups one by one, over and over, and gives the shortest time of each in seconds. */
  time(): readonly number[];
  /** A table of the groups with their times; it says when calls do not run them. */
  toString(): string;
}

/** Groups are repeated until so much time has passed, a part at a time: the shortest part counts. */
const SECONDS = 0.02;
const PART_SECONDS = 2e-4;

/** What a step goes over. */
function shapeOf(step: Step): readonly number[] {
  if (step.kind === "map") return step.shape;
  if (step.kind === "gemm") return step.c.shape;
  return [writesOf(step)[0]?.size ?? 0];
}

function describe(step: Step): InspectedGroup {
  const bytes = (size: number, dtype: Parameters<typeof bytesOf>[0]): number => size * bytesOf(dtype);
  const read = readsOf(step).reduce(
    (sum, { shape, buffer }) => sum + bytes(Math.min(sizeOf(shape), buffer.size), buffer.dtype),
    0,
  );
  const written = writesOf(step).reduce((sum, { size, dtype }) => sum + bytes(size, dtype), 0);
  const operations = step.equations.map(({ primitive }: Equation) => primitive.name);
  return { kind: step.kind, operations, shape: shapeOf(step), bytes: read + written };
}

/** The shortest time of a call, in seconds. */
function shortest(run: () => void): number {
  const seconds = (): number => performance.now() / 1000;
  let count = 1;
  let best = Number.POSITIVE_INFINITY;
  for (const end = seconds() + SECONDS; seconds() < end; ) {
    const before = seconds();
    for (let i = 0; i < count; i++) run();
    const taken = seconds() - before;
    if (taken < PART_SECONDS) count *= 2;
    else best = Math.min(best, taken / count);
  }
  return best;
}

declare const performance: { now(): number };

/** A machine in which no two values share a place; null where there is not so much memory. */
function machineApart(program: Program): Machine | null {
  try {
    return new Machine(program, [], true);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Looks at a program in a memory of its own, so that nothing that is going on is disturbed. */
export function inspect(program: Program, leaves: readonly Leaf[]): Inspection {
  const machine = machineFor(program, []);
  if (machine === null) return withoutModule(program);
  const { steps, bytes, bytesWithoutReuse } = machine.plan;
  const groups = steps.map(describe);
  const time = (): number[] => {
    // In place a group would read what it wrote the time before, and might run into numbers that take another way.
    const timed = machineApart(program) ?? machine;
    for (const [i, leaf] of leaves.entries()) timed.setInput(i, leaf);
    timed.run();
    return steps.map((_, i) => {
      const run = timed.functions[`step${i}`]!;
      return shortest(() => {
        run();
      });
    });
  };
  const inspection: Inspection = {
    program,
    groups,
    memory: { bytes, withoutReuse: bytesWithoutReuse },
    moduleBytes: machine.moduleBytes,
    time,
    toString: () => table(groups, time(), inspection),
  };
  return inspection;
}

/** Where there is no module. */
function withoutModule(program: Program): Inspection {
  return {
    program,
    groups: [],
    memory: { bytes: 0, withoutReuse: 0 },
    moduleBytes: 0,
    time: () => [],
    toString: () =>
      `${program}\nno module: WebAssembly is missing here or forbidden, or the program too large for it; calls run operation by operation`,
  };
}

function table(
  groups: readonly InspectedGroup[],
  times: readonly number[],
  { memory, moduleBytes }: Inspection,
): string {
  const rows = groups.map(({ kind, operations, shape, bytes }, i) => [
    `${i}`,
    kind,
    `[${shape.join(", ")}]`,
    `${bytes}`,
    (times[i]! * 1e6).toFixed(2),
    operations.join(" "),
  ]);
  const all = [["", "kind", "shape", "bytes", "µs", "operations"], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) =>
        column === 3 || column === 4 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join("  ")
      .trimEnd(),
  );
  const total = times.reduce((sum, time) => sum + time, 0);
  const off = executionSettings().kernels ? [] : ["kernels are off: calls run the program operation by operation"];
  return [
    ...lines,
    `${groups.length} groups, ${(total * 1e6).toFixed(2)} µs; ${memory.bytes} bytes of memory, ${memory.withoutReuse} without reuse; module of ${moduleBytes} bytes`,
    ...off,
  ].join("\n");
}
