/// <reference types="node" />
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { ScriptError } from "../run/compile.ts";
import { exportCommand } from "./exportCommand.ts";
import { newCommand } from "./newCommand.ts";
import { runCommand } from "./runCommand.ts";
import { testCommand } from "./testNotebook.ts";
import { USAGE, UsageError } from "./usage.ts";

const flags = {
  cell: { type: "string" },
  watch: { type: "boolean" },
  html: { type: "string" },
  json: { type: "string" },
  plain: { type: "boolean" },
  timeout: { type: "string" },
  to: { type: "string" },
  output: { type: "string", short: "o" },
  "no-run": { type: "boolean" },
  update: { type: "boolean", short: "u" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

type Flag = keyof typeof flags;

/** The flags that a command takes. */
const taken: Readonly<Record<string, readonly Flag[]>> = {
  run: ["cell", "watch", "html", "json", "plain", "timeout"],
  export: ["to", "output", "no-run", "timeout"],
  new: [],
  test: ["update", "timeout"],
};

/**
 * The command `wengert` with its arguments, as a function. Gives the exit code: 0, 1 when something failed, 2 for a
 * mistake in the arguments. Once the signal is given, what runs is stopped.
 *
 * @public
 */
export async function main(args: readonly string[], signal?: AbortSignal): Promise<number> {
  try {
    return await dispatch(args, signal);
  } catch (error) {
    if (error instanceof UsageError || error instanceof ScriptError || error instanceof TypeError) {
      console.error(error.message);
      return error instanceof UsageError ? 2 : 1;
    }
    throw error;
  }
}

async function dispatch(args: readonly string[], signal: AbortSignal | undefined): Promise<number> {
  const { values, positionals } = parse(args);
  const [command, ...files] = positionals;
  if (values.version) {
    console.log(ownVersion());
    return 0;
  }
  if (values.help || command === undefined || command === "help") {
    (values.help || command === "help" ? console.log : console.error)(USAGE);
    return values.help || command === "help" ? 0 : 2;
  }
  const own = taken[command];
  if (own === undefined || !Object.hasOwn(taken, command)) {
    throw new UsageError(
      `wengert: there is no command "${command}"\n  hint run, export, new or test; wengert --help tells more`,
    );
  }
  const foreign = (Object.keys(values) as Flag[]).find((flag) => !own.includes(flag));
  if (foreign !== undefined) {
    throw new UsageError(
      `${command}: it takes no --${foreign}\n  hint ${own.map((flag) => `--${flag}`).join(", ") || "it takes no options"}`,
    );
  }
  const timeout = values.timeout === undefined ? {} : { timeout: seconds(values.timeout) };
  const stoppable = signal === undefined ? {} : { signal };
  if (command === "test") return testCommand(files, { update: values.update ?? false, ...timeout, ...stoppable });
  const [file, more] = files;
  if (file === undefined || more !== undefined) {
    throw new UsageError(
      `${command}: takes one ${command === "new" ? "name" : "file"}\n  got  ${files.length === 0 ? "none" : files.join(", ")}\n  hint wengert --help shows how`,
    );
  }
  if (command === "new") return newCommand(file);
  if (command === "export") {
    if (values.to === undefined) throw new UsageError("export: into which format?\n  hint --to html, ipynb, md or ts");
    const into = values.output === undefined ? {} : { output: values.output };
    return exportCommand(file, { to: values.to, run: !values["no-run"], ...into, ...timeout }, signal);
  }
  const { cell, html, json } = values;
  const common = {
    plain: values.plain ?? false,
    ...(html === undefined ? {} : { html }),
    ...(json === undefined ? {} : { json }),
    ...timeout,
  };
  if (values.watch) {
    if (cell !== undefined) throw new UsageError("run: --cell and --watch do not go together\n  hint leave one out");
    const { watchCommand } = await import("../watch/watch.ts");
    return watchCommand(file, common, signal);
  }
  return runCommand(file, { ...common, ...(cell === undefined ? {} : { cell }) }, signal);
}

function ownVersion(): string {
  const manifest = createRequire(import.meta.url).resolve("@wengert/notebook/package.json");
  return (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string }).version;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`wengert: ${(error as Error).message}\n  hint wengert --help shows what there is`);
  }
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(`wengert: a timeout is a number of seconds above 0\n  got  ${text}`);
}
