/// <reference types="node" />
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { SETTINGS, type Settings } from "../child/settings.ts";
import { nameOf, numberOf } from "../percent/parse.ts";
import { collect } from "./collect.ts";
import { type Compiled, compileScript } from "./compile.ts";
import type { Run } from "./result.ts";

/** How a notebook is run. @public */
export interface RunOptions {
  /** "inherit": what it prints goes to this process's terminal; "collect": it is kept. "collect" unless said. */
  readonly output?: "inherit" | "collect";
  /** A line above the output of each cell, and its time below; false unless said. */
  readonly headings?: boolean;
  /** Draw what was shown as SVG; true unless said. */
  readonly pictures?: boolean;
  /** Stop after this cell, by its index, and print its output only. */
  readonly only?: number;
  /** Variables of the environment, beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds after which the script is stopped; none unless said. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** Whether this code itself is the sources, and not what was built of them. */
const fromSource = (): boolean => import.meta.url.endsWith(".ts");

/**
 * Runs a notebook from top to bottom in a fresh process.
 *
 * A script that has to be stopped is no error here: the run says so in `stopped`.
 *
 * @throws ScriptError when there is no such file or it is not TypeScript.
 * @example const { checks, exitCode } = await runNotebook("docs/notebooks/first.ts");
 * checks.map(({ name, ok }) => `${name}: ${ok}`) // ["by hand is by the tape: true"]
 * exitCode // 0
 * @public
 */
export async function runNotebook(path: string, options: RunOptions = {}): Promise<Run> {
  return runCompiled(await compileScript(path), options);
}

/** Runs what `compileScript` gave. */
export async function runCompiled(compiled: Compiled, options: RunOptions): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "wengert-"));
  try {
    const settings: Settings = {
      url: pathToFileURL(compiled.file).href,
      code: join(folder, "script.js"),
      events: join(folder, "events.jsonl"),
      headings: options.headings ?? false,
      pictures: options.pictures ?? true,
      names: compiled.script.cells.map((_, i) => nameOf(compiled.script.cells, i)),
      numbers: compiled.script.cells.map((_, i) => numberOf(compiled.script.cells, i)),
      lines: compiled.script.cells.map(({ line }) => line),
      first: Math.max(
        0,
        compiled.script.cells.findIndex(({ kind }) => kind === "code"),
      ),
      only: options.only ?? null,
    };
    writeFileSync(settings.code, compiled.code);
    writeFileSync(settings.events, "");
    const ended = await start(compiled.file, settings, options);
    return collect(compiled, readFileSync(settings.events, "utf8"), ended);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How a process ended, and what it printed. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** Why it was ended before its time, if it was. */
  readonly stopped: string | null;
}

/** Milliseconds that a script has to end by itself, before it is made to, and its pipes to empty. */
const [GRACE, DRAIN] = [500, 300];

function start(file: string, settings: Settings, options: RunOptions): Promise<Ended> {
  const stdio = options.output === "inherit" ? "inherit" : "pipe";
  const child = spawn(process.execPath, [...nodeOptions(), file], {
    stdio: ["ignore", stdio, stdio],
    env: { ...process.env, ...options.env, [SETTINGS]: JSON.stringify(settings) },
  });
  return new Promise((resolve, reject) => {
    let [stdout, stderr, timedOut] = ["", "", false];
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const timers: ReturnType<typeof setTimeout>[] = [];
    const stop = (): void => {
      child.kill();
      // A script may have its own idea of what to do when it is asked to end.
      timers.push(setTimeout(() => child.kill("SIGKILL"), GRACE));
    };
    if (options.timeout !== undefined) {
      const late = (): void => {
        timedOut = true;
        stop();
      };
      timers.push(setTimeout(late, 1000 * options.timeout));
    }
    if (options.signal?.aborted) stop();
    options.signal?.addEventListener("abort", stop);
    child.on("error", reject);
    // What the script has started may live on and hold its pipes.
    child.on("exit", () =>
      timers.push(setTimeout(() => [child.stdout, child.stderr].map((pipe) => pipe?.destroy()), DRAIN)),
    );
    child.on("close", (code, signal) => {
      for (const timer of timers) clearTimeout(timer);
      options.signal?.removeEventListener("abort", stop);
      const stopped = timedOut ? `stopped after ${options.timeout} s` : signal === null ? null : `ended by ${signal}`;
      resolve({ exitCode: code ?? 1, stdout, stderr, timedOut, stopped });
    });
  });
}

/** TypeScript for what the script imports, this package's part in the process, and the conditions of this process. */
function nodeOptions(): string[] {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const child = new URL(fromSource() ? "../child/index.ts" : "./child.js", import.meta.url);
  const conditions = fromSource() ? ["--conditions=@wengert/source"] : process.execArgv.filter(isCondition);
  return [...conditions, "--import", tsx, "--import", pathToFileURL(fileURLToPath(child)).href];
}

const isCondition = (option: string): boolean => /^(?:--conditions|-C)=/.test(option);
