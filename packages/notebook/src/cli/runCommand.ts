/// <reference types="node" />
import { relative, resolve } from "node:path";
import { toHtml } from "../export/html.ts";
import { placeOf } from "../export/outputs.ts";
import { type Cell, nameOf, numberOf } from "../percent/parse.ts";
import { compileScript } from "../run/compile.ts";
import type { Run } from "../run/result.ts";
import { runCompiled } from "../run/run.ts";
import { writeFile } from "./files.ts";
import { UsageError } from "./usage.ts";

export interface RunFlags {
  readonly cell?: string;
  readonly html?: string;
  readonly json?: string;
  readonly plain: boolean;
  readonly timeout?: number;
}

/** Runs a notebook in front of the reader. Gives the exit code. */
export async function runCommand(path: string, flags: RunFlags, signal?: AbortSignal): Promise<number> {
  const compiled = await compileScript(path);
  const only = flags.cell === undefined ? undefined : findCell(compiled.script.cells, flags.cell);
  const run = await runCompiled(compiled, {
    output: "inherit",
    headings: !flags.plain,
    pictures: flags.html !== undefined,
    ...(only === undefined ? {} : { only }),
    ...(flags.timeout === undefined ? {} : { timeout: flags.timeout }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (signal?.aborted) return run.exitCode;
  await report(run, flags);
  return run.exitCode;
}

/** Writes the files that were asked for, and says what failed and where. */
export async function report(run: Run, { html, json, plain }: Omit<RunFlags, "cell">): Promise<void> {
  const lines: string[] = [];
  if (!plain) {
    const failed = run.checks.filter(({ ok }) => !ok);
    lines.push(...failed.map(({ name, at }) => `FAILED  ${name}  (${placeOf(at, run.file)})`));
    const wrong = run.exercises.filter(({ state }) => state === "failed" || state === "error");
    lines.push(...wrong.map(({ name, at }) => `FAILED  exercise ${name}  (${placeOf(at, run.file)})`));
  }
  if (run.stopped !== null) lines.push(run.stopped);
  if (html !== undefined) {
    writeFile(resolve(html), await toHtml(run));
    lines.push(`report: ${relative(process.cwd(), resolve(html))}`);
  }
  if (json !== undefined) {
    writeFile(resolve(json), `${JSON.stringify(toGrades(run), null, 2)}\n`);
    if (!plain) lines.push(`results: ${relative(process.cwd(), resolve(json))}`);
  }
  if (lines.length > 0) console.log(["", ...lines].join("\n"));
}

/** What a grader reads. */
export function toGrades(run: Run): object {
  const { file, exitCode, checks, exercises, error, timedOut, stopped } = run;
  const line = (at: string | undefined): { readonly line?: number; readonly file?: string } => {
    const [, path, found] = /^(.*):(\d+):\d+$/.exec(at ?? "") ?? [];
    if (found === undefined) return {};
    // In a script of hidden checks the exercises of the sheet come from the sheet.
    return { line: Number(found), ...(path === file ? {} : { file: relative(process.cwd(), path!) }) };
  };
  const checkOf = ({ name, ok, detail, at }: Run["checks"][number]): object => ({
    name,
    ok,
    ...(detail === undefined ? {} : { detail }),
    ...line(at),
  });
  return {
    notebook: relative(process.cwd(), file),
    exitCode,
    points: exercises.reduce((total, each) => total + each.points, 0),
    of: exercises.reduce((total, each) => total + each.of, 0),
    exercises: exercises.map(({ checks: own, at, ...each }) => ({ ...each, ...line(at), checks: own.map(checkOf) })),
    checks: checks.map(checkOf),
    error: error === null ? null : { text: error.text, ...line(error.at) },
    timedOut,
    stopped,
  };
}

/** A cell of code by its title, its number, or the heading before it. */
export function findCell(cells: readonly Cell[], name: string): number {
  const code = cells.flatMap(({ kind, title }, index) =>
    kind === "code" ? [{ index, title, heading: nameOf(cells, index), number: String(numberOf(cells, index)) }] : [],
  );
  const plain = name.trim().toLowerCase();
  const found =
    code.find(({ title }) => title === name) ??
    code.find(({ number }) => number === plain) ??
    code.find(({ heading }) => heading.toLowerCase() === plain) ??
    code.find(({ heading }) => plain !== "" && heading.toLowerCase().includes(plain));
  if (found !== undefined) return found.index;
  const names = code.map(({ number, heading }) => `${number}${heading === "" ? "" : ` ${heading}`}`);
  throw new UsageError(
    `run: there is no cell "${name}"\n  got  ${names.join(" | ")}\n  hint a cell has the name after its marker: // %% NAME`,
  );
}
