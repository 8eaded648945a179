// What a workload is: something that several programs compute, measured in turn.
import type { Numbers } from "./numbers.ts";

/** What is to be computed, as every program gets it: settings and arrays. */
export interface Task {
  /** Which of its functions a peer runs. */
  readonly kind: "net" | "formula" | "product" | "elementwise" | "convnet";
  readonly dtype: "float64" | "float32";
  readonly arrays: Readonly<Record<string, Numbers>>;
  readonly [setting: string]: unknown;
}

/** One program, ready: a call that is timed, and numbers that must be the same whoever computes them. */
export interface Side {
  /** Computed before anything is timed. */
  results(): readonly number[];
  call(): unknown;
}

/** How seconds for a call become the figure that is reported. */
export interface Unit {
  readonly text: string;
  readonly figure: (secondsPerCall: number) => number;
  readonly better: "more" | "less";
}

export const STEPS_PER_SECOND: Unit = { text: "steps/s", figure: (s) => 1 / s, better: "more" };

export interface Target {
  /** Below this the library has become slower than it was: `--check` fails, on whatever machine. */
  readonly floor?: number;
  /** What it must reach and what it aims at, on the machine of `reference.ts`. */
  readonly must?: number;
  readonly aim?: number;
}

/** A program of someone else: a script in `peers`, and arguments for it. */
export interface Peer {
  readonly script: string;
  readonly args?: readonly string[];
  /** It has no float64, so its results are compared as float32 ones. */
  readonly single?: boolean;
  /** What another machine measured, in the workload's unit; `reference.ts` describes that machine. */
  readonly reference?: number;
}

export interface Workload {
  readonly name: string;
  readonly group: string;
  readonly title: string;
  readonly unit: Unit;
  readonly task: () => Task;
  readonly ours: Readonly<Record<string, (task: Task) => Side>>;
  readonly peers: Readonly<Record<string, Peer>>;
  readonly targets: Readonly<Record<string, Target>>;
}

/** Results of one task in another order of additions: thousands of roundings in a float64, or in a float32. */
export const SAME = { float64: 1e-9, float32: 2e-3 } as const;
