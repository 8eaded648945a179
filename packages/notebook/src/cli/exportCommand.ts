/// <reference types="node" />
import { readFileSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { toHtml } from "../export/html.ts";
import { toMarkdown, toNotebookWithOutputs } from "../export/text.ts";
import { fromNotebook } from "../ipynb/convert.ts";
import type { Notebook } from "../ipynb/types.ts";
import { collect } from "../run/collect.ts";
import { compileScript, ScriptError } from "../run/compile.ts";
import type { Run } from "../run/result.ts";
import { runNotebook } from "../run/run.ts";
import { writeFile } from "./files.ts";
import { UsageError } from "./usage.ts";

export interface ExportFlags {
  readonly to: string;
  readonly output?: string;
  readonly run: boolean;
  readonly timeout?: number;
}

const FORMATS = ["html", "ipynb", "md", "ts"];

/** Writes a notebook in another format; of one that fails too. Gives the exit code. */
export async function exportCommand(
  path: string,
  { to, output, run, timeout }: ExportFlags,
  signal?: AbortSignal,
): Promise<number> {
  if (!FORMATS.includes(to)) throw new UsageError(`export: no format "${to}"\n  hint --to html, ipynb, md or ts`);
  const name = basename(path, extname(path));
  const target = output ?? join(dirname(path), `${name}.${to}`);
  if (target !== "-" && resolve(target) === resolve(path)) {
    throw new UsageError(`export: ${path} would be written over itself\n  hint name another file: --output FILE`);
  }
  const write = (text: string): void => {
    if (target === "-") process.stdout.write(text);
    else {
      writeFile(resolve(target), text);
      console.log(`wrote ${relative(process.cwd(), resolve(target))}`);
    }
  };
  if (to === "ts") {
    write(fromNotebook(readNotebook(path)));
    return 0;
  }
  const limits = { ...(timeout === undefined ? {} : { timeout }), ...(signal === undefined ? {} : { signal }) };
  const done = run ? await runNotebook(path, limits) : await unrun(path);
  if (signal?.aborted) return done.exitCode;
  if (run) sayFailures(done);
  if (to === "html") write(await toHtml(done));
  else if (to === "md") write(toMarkdown(done));
  else write(`${JSON.stringify(toNotebookWithOutputs(done), null, 1)}\n`);
  return done.exitCode;
}

/** A notebook without outputs. */
async function unrun(path: string): Promise<Run> {
  return collect(await compileScript(path), "", {
    exitCode: 0,
    stdout: "",
    stderr: "",
    timedOut: false,
    stopped: null,
  });
}

function sayFailures({ checks, exercises, error, stderr, stopped }: Run): void {
  if (stderr !== "") process.stderr.write(stderr);
  for (const { name } of checks.filter(({ ok }) => !ok)) console.error(`FAILED  ${name}`);
  const wrong = exercises.filter(({ state }) => state === "failed" || state === "error");
  for (const { name } of wrong) console.error(`FAILED  exercise ${name}`);
  if (error !== null) console.error(error.text);
  if (stopped !== null) console.error(stopped);
}

function readNotebook(path: string): Notebook {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new ScriptError(`${path}: there is no such file`);
  }
  try {
    return JSON.parse(text) as Notebook;
  } catch {
    throw new ScriptError(`${path}: this is no notebook, it is not even JSON\n  hint --to ts takes an .ipynb file`);
  }
}
