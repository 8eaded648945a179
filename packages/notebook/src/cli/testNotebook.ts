/// <reference types="node" />
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { reportSvg } from "../export/reportSvg.ts";
import type { Run, RunOutput } from "../run/result.ts";
import { runNotebook } from "../run/run.ts";
import { writeFile } from "./files.ts";

/** How a notebook's output compares with the committed one. @public */
export interface Comparison {
  readonly run: Run;
  /** What is wrong, in lines; none when all is well. */
  readonly problems: readonly string[];
  /** Files that were written, with `update`. */
  readonly written: readonly string[];
}

/** How notebooks are tested. @public */
export interface TestOptions {
  /** Write what is printed, instead of comparing. */
  readonly update?: boolean;
  /** Seconds after which a script is stopped; 120 unless said. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs a notebook and compares what it prints with `output/NAME.txt` beside it, and pictures that were shown under a
 * name with `output/NAME-….svg`. The line with the time is not compared. A failed check, an error and text on the error
 * stream are problems too.
 *
 * What is committed is what the plain loops give: with WebAssembly kernels last digits differ from machine to machine,
 * so notebooks are tested without them.
 *
 * @throws ScriptError when there is no such file or it is not TypeScript.
 * @example const { problems } = await testNotebook("docs/notebooks/first.ts");
 * problems // []
 * @public
 */
export async function testNotebook(
  path: string,
  { update = false, timeout = 120, signal }: TestOptions = {},
): Promise<Comparison> {
  const run = await runNotebook(path, {
    timeout,
    env: { WENGERT_WASM: "off" },
    ...(signal === undefined ? {} : { signal }),
  });
  const name = basename(path, ".ts");
  const folder = join(dirname(run.file), "output");
  const expected = new Map([[`${name}.txt`, steady(run.stdout)], ...pictures(run, name)]);
  const problems: string[] = [];
  if (run.stopped !== null) problems.push(run.stopped);
  if (run.stderr !== "") problems.push(`says on the error stream:\n${run.stderr.trimEnd()}`);
  problems.push(...run.checks.filter(({ ok }) => !ok).map((check) => `FAILED  ${check.name}`));
  const wrong = run.exercises.filter(({ state }) => state === "failed" || state === "error");
  problems.push(...wrong.map((exercise) => `FAILED  exercise ${exercise.name}`));
  if (run.error !== null) problems.push(run.error.text);

  const written: string[] = [];
  for (const [file, printed] of expected) {
    const target = join(folder, file);
    const committed = existsSync(target) ? readFileSync(target, "utf8") : null;
    const text = file.endsWith(".txt") && committed !== null ? withoutVarying(run, printed, committed) : printed;
    if (update) {
      if (writeFile(target, text)) written.push(target);
      continue;
    }
    if (committed === null) problems.push(`output/${file} is missing\n  hint wengert test --update writes it`);
    else if (committed !== text) problems.push(`output/${file} differs\n${firstDifference(committed, text)}`);
  }
  for (const output of run.cells.flatMap(({ outputs }) => outputs)) {
    if (output.noPicture !== undefined) problems.push(`a picture could not be drawn: ${output.noPicture}`);
  }
  const strays = existsSync(folder)
    ? readdirSync(folder).filter((file) => file.startsWith(`${name}-`) && file.endsWith(".svg") && !expected.has(file))
    : [];
  problems.push(...strays.map((file) => `output/${file} is not drawn any more\n  hint delete it`));
  return { run, problems, written };
}

/**
 * What is printed, with the committed lines in the place of those that vary from machine to machine; as many lines of
 * them there must be.
 */
function withoutVarying({ cells }: Run, printed: string, committed: string): string {
  const [lines, old] = [printed.split("\n"), committed.split("\n")];
  if (lines.length !== old.length) return printed;
  let from = 0;
  for (const output of cells.flatMap(({ outputs }) => outputs)) {
    if (output.kind !== "value" || output.varies !== true) continue;
    const own = output.text.split("\n");
    const at = lines.findIndex((_, i) => i >= from && own.every((line, k) => lines[i + k] === line));
    if (at < 0) continue;
    lines.splice(at, own.length, ...old.slice(at, at + own.length));
    from = at + own.length;
  }
  return lines.join("\n");
}

/** What is printed but for the time. */
const steady = (text: string): string => text.replaceAll(/^time: [\d.]+ s$/gm, "time: (not compared)");

function pictures({ cells }: Run, name: string): [string, string][] {
  const named = (output: RunOutput): [string, string][] => {
    if (output.kind !== "value" || !("name" in output.view) || output.view.name === undefined) return [];
    const { view, text } = output;
    const svg =
      view.type === "report"
        ? reportSvg(view.title ?? "A gradient report", text.slice(view.title === undefined ? 0 : view.title.length + 1))
        : (output.svg ?? "");
    return [[`${name}-${view.name}.svg`, svg]];
  };
  return cells.flatMap(({ outputs }) => outputs.flatMap(named));
}

/** The first line that differs, as it is committed and as it is printed. */
function firstDifference(committed: string, printed: string): string {
  const [a, b] = [committed.split("\n"), printed.split("\n")];
  const i = a.findIndex((line, k) => line !== b[k]);
  const at = i < 0 ? a.length : i;
  const short = (line: string | undefined): string =>
    line === undefined ? "(nothing)" : line.length > 160 ? `${line.slice(0, 160)}…` : line;
  return `  line ${at + 1}\n  committed  ${short(a[at])}\n  printed    ${short(b[at])}`;
}

/**
 * The notebooks below a folder, sorted: scripts whose first line begins a cell, but for hidden and installed ones.
 *
 * @throws the file system's error when there is no such folder.
 * @example findNotebooks("docs/notebooks").includes("docs/notebooks/first.ts") // true
 * @public
 */
export function findNotebooks(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith(".") && name !== "node_modules" && name !== "dist")
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return findNotebooks(path);
      if (!entry.isFile() || !/^(?!.*\.(?:test|d)\.ts$).*\.ts$/.test(entry.name)) return [];
      return /^(?:#!.*\r?\n)?\ufeff?\/\/ ?%%/.test(readFileSync(path, "utf8")) ? [path] : [];
    })
    .sort();
}

/** Tests notebooks one after the other and says how it went. Gives the exit code. */
export async function testCommand(paths: readonly string[], options: TestOptions): Promise<number> {
  const files = paths.length > 0 ? paths : findNotebooks(process.cwd());
  if (files.length === 0) {
    console.error("test: there is no notebook here\n  hint a notebook begins with // %%; wengert new NAME writes one");
    return 2;
  }
  let failed = 0;
  for (const file of files) {
    const { run, problems, written } = await testNotebook(file, options);
    if (options.signal?.aborted) return 1;
    const name = relative(process.cwd(), run.file);
    const checks = `${run.checks.filter(({ ok }) => ok).length} of ${run.checks.length} checks`;
    console.log(`${problems.length === 0 ? "    ok" : "FAILED"}  ${name}  ${checks}, ${run.seconds.toFixed(1)} s`);
    for (const problem of problems) console.log(problem.replaceAll(/^/gm, "        "));
    for (const each of written) console.log(`        wrote ${relative(process.cwd(), each)}`);
    if (problems.length > 0) failed++;
  }
  console.log(`${files.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
