import type { Event } from "../child/events.ts";
import type { CheckResult, ExerciseResult } from "../script/protocol.ts";
import type { Compiled } from "./compile.ts";
import type { Run, RunOutput } from "./result.ts";
import type { Ended } from "./run.ts";

/** Puts together what the process of a script wrote down. */
export function collect({ file, text, script, silent }: Compiled, written: string, ended: Ended): Run {
  const events = written.split("\n").flatMap(readEvent);
  const pictures = new Map(events.flatMap((event) => (event.event === "picture" ? [[event.id, event.svg]] : [])));
  const reasons = new Map(events.flatMap((event) => (event.event === "no picture" ? [[event.id, event.reason]] : [])));
  const seconds = new Map<number, number>();
  const outputs = script.cells.map((): RunOutput[] => []);
  for (const event of events) {
    if (event.event === "cell") seconds.set(event.cell, (seconds.get(event.cell) ?? 0) + event.seconds);
    if (event.event !== "output") continue;
    const { output, cell, id } = event;
    const svg = pictures.get(id);
    // A script without a cell has nothing to print, so there is always one.
    const noPicture = reasons.get(id);
    outputs[cell]?.push({
      ...output,
      ...(svg === undefined ? {} : { svg }),
      ...(noPicture === undefined ? {} : { noPicture }),
    });
  }
  const all = outputs.flat();
  const checks = all.flatMap((output): CheckResult[] => (output.kind === "check" ? [output.check] : []));
  const exercises = all.flatMap((output): ExerciseResult[] => (output.kind === "exercise" ? [output.exercise] : []));
  const error = all.find((output) => output.kind === "error");
  const end = events.find((event) => event.event === "end");
  return {
    file,
    text,
    cells: script.cells.map((cell, i) => ({
      cell,
      outputs: merged(outputs[i]!),
      seconds: cell.kind === "code" ? (seconds.get(i) ?? (silent.has(i) && end !== undefined ? 0 : null)) : null,
    })),
    checks,
    exercises,
    error: error === undefined ? null : { text: error.text, ...(error.at === undefined ? {} : { at: error.at }) },
    seconds: end?.event === "end" ? end.seconds : Number.NaN,
    ...ended,
    ...outcome(ended, error !== undefined, checks, exercises),
  };
}

/** What one line says; the last one may have been cut off together with the process. */
function readEvent(line: string): Event[] {
  try {
    return line === "" ? [] : [JSON.parse(line) as Event];
  } catch {
    return [];
  }
}

/** What failed counts, whatever exit code the script asked for; and an early end is no success. */
function outcome(
  { exitCode, stopped }: Ended,
  threw: boolean,
  checks: readonly CheckResult[],
  exercises: readonly ExerciseResult[],
): Pick<Run, "exitCode" | "stopped"> {
  const failed =
    threw || checks.some(({ ok }) => !ok) || exercises.some(({ state }) => state === "failed" || state === "error");
  const early = stopped ?? (exitCode === 0 || failed ? null : exitWords(exitCode));
  return { exitCode: failed || early !== null ? 1 : 0, stopped: early };
}

/** Node's code for a top-level await of something that cannot happen any more. */
const NEVER = 13;
const exitWords = (code: number): string =>
  code === NEVER ? "ended while it awaited what never comes" : `ended with exit code ${code}`;

/** Neighbouring writes to one stream are one text. */
function merged(outputs: readonly RunOutput[]): RunOutput[] {
  const result: RunOutput[] = [];
  for (const output of outputs) {
    const before = result.at(-1);
    if (output.kind === "stream" && before?.kind === "stream" && before.stream === output.stream) {
      result[result.length - 1] = { ...output, text: before.text + output.text };
    } else result.push(output);
  }
  return result;
}
