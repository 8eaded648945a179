import { checkKnown } from "../check.ts";
import { now } from "./pause.ts";

/** Where progress is written to: `process.stderr` is one. @public */
export interface ProgressSink {
  write(text: string): unknown;
  /** Whether it is a terminal, where a line can be written over; false unless said. */
  readonly isTTY?: boolean | undefined;
  /** How many characters fit into its line; 80 unless said. */
  readonly columns?: number | undefined;
}

/** How progress is told. @public */
export interface ProgressOptions {
  readonly sink: ProgressSink;
  /** Seconds of training before anything is told; 0 unless said. */
  readonly after?: number;
  /** The clock, in milliseconds. */
  readonly clock?: () => number;
}

/** Tells how far a run is. */
export interface Progress {
  /** After so many steps. */
  tell(step: number, text: string): void;
  /** At the end. */
  end(step: number, text: string): void;
  /** Before somebody else writes, after an error or between two loops: a bar's line is closed. */
  leave(): void;
}

/** A bar is drawn anew at most so often, in milliseconds. */
const REDRAWN = 100;
/** Runs shorter than this are not told of when nobody asked, in seconds. */
const LONG_RUN = 1;
const BAR = 24;

/**
 * A bar on a terminal, otherwise a line for each 10 % of the steps.
 *
 * @param asked true: on stderr, or the console where there is none; undefined: the same, for runs that take longer than a
 * second; false: nothing.
 * @param before how many of the steps were made by a run that this one goes on from: they say nothing of its speed.
 */
export function progressOf(asked: boolean | ProgressOptions | undefined, total: number, before = 0): Progress | null {
  if (asked === false) return null;
  const options: ProgressOptions =
    typeof asked === "object" ? asked : { sink: standardSink(), after: asked === true ? 0 : LONG_RUN };
  const { sink, after = 0, clock = now } = checkKnown("progress", options, ["sink", "after", "clock"]);
  const start = clock();
  let open = false;
  let drawn = Number.NEGATIVE_INFINITY;
  let tenths = Math.floor((10 * before) / total);
  const isLong = (): boolean => clock() - start >= after * 1000;
  const percent = (step: number): number => Math.floor((100 * step) / total);

  const bar = (step: number, text: string): void => {
    const full = Math.min(BAR, Math.floor((BAR * step) / total));
    const seconds = (clock() - start) / 1000;
    const made = step - before;
    const left = made > 0 && step < total ? `, ${((seconds / made) * (total - step)).toFixed(0)} s left` : "";
    const line = `${"█".repeat(full)}${"░".repeat(BAR - full)} ${percent(step)} % ${text}${left}`;
    sink.write(`\r\u001b[2K${line.slice(0, (sink.columns ?? 80) - 1)}`);
    open = true;
  };
  const close = (): void => {
    if (open) sink.write("\n");
    open = false;
  };
  if (sink.isTTY === true) {
    return {
      tell(step, text) {
        const time = clock();
        if (time - drawn < REDRAWN || !isLong()) return;
        drawn = time;
        bar(step, text);
      },
      end(step, text) {
        if (!isLong()) return;
        bar(step, text);
        close();
      },
      leave: close,
    };
  }
  const line = (step: number, text: string): void => {
    const reached = Math.floor((10 * step) / total);
    if (reached <= tenths || !isLong()) return;
    tenths = reached;
    sink.write(`${10 * reached} % ${text}\n`);
  };
  return {
    tell: line,
    end(step, text) {
      if (step < total && isLong()) sink.write(`ended at ${percent(step)} % ${text}\n`);
    },
    leave() {},
  };
}

/** Standard error, or the console where there is none. */
function standardSink(): ProgressSink {
  const { process, console } = globalThis as {
    readonly process?: { readonly stderr?: ProgressSink };
    readonly console?: { info(text: string): void };
  };
  return process?.stderr ?? { write: (text) => console?.info(text.trimEnd()) };
}
