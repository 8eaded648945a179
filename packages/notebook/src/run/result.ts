import type { Cell } from "../percent/parse.ts";
import type { CheckResult, ExerciseResult, Output } from "../script/protocol.ts";

/** An output of a cell, with its picture, or why that could not be drawn. @public */
export type RunOutput = Output & { readonly svg?: string; readonly noPicture?: string };

/** A cell and what it did. @public */
export interface RunCell {
  readonly cell: Cell;
  readonly outputs: readonly RunOutput[];
  /** How long it took; null for text, and for code that was not reached. */
  readonly seconds: number | null;
}

/** What became of a notebook. @public */
export interface Run {
  /** The absolute path of the script. */
  readonly file: string;
  readonly text: string;
  readonly cells: readonly RunCell[];
  readonly checks: readonly CheckResult[];
  readonly exercises: readonly ExerciseResult[];
  /** The error that ended it, if one did. */
  readonly error: { readonly text: string; readonly at?: string } | null;
  /** Of the process: the start of Node and of what the script imports is included. */
  readonly seconds: number;
  /** 0 when it ran to its end and all checks hold, 1 otherwise. */
  readonly exitCode: number;
  /** What it printed, where that was collected. */
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** Why it ended early without an error of its own: the time, a signal, an exit that it asked for; null if it did not. */
  readonly stopped: string | null;
}
