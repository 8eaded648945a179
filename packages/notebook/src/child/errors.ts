/// <reference types="node" />
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { inspect } from "node:util";
import { callSite } from "../script/callSite.ts";
import { framesOf } from "../script/frames.ts";

/** An error as its reader needs it: what it says, the line of the script, and the way there through his own files. */
export function explainError(error: unknown, script: string): { readonly text: string; readonly at?: string } {
  if (!(error instanceof Error)) return { text: `Uncaught ${textOf(error)}` };
  const at = placeOfImport(error, script) ?? callSite(error.stack ?? "");
  const own = ownFrames(error.stack ?? "");
  const head =
    error.name !== "" && !error.message.startsWith(error.name) ? `${error.name}: ${error.message}` : error.message;
  const cause = error.cause instanceof Error ? [`  cause ${error.cause.message}`] : [];
  return {
    text: [head, ...cause, ...source(at, script), ...own.map((frame) => `    at ${frame}`)].join("\n"),
    ...(at === undefined ? {} : { at }),
  };
}

/** What was thrown, if it can say so. */
function textOf(thrown: unknown): string {
  try {
    return typeof thrown === "object" && thrown !== null ? inspect(thrown) : String(thrown);
  } catch {
    return "something that cannot be shown";
  }
}

/** Where the script names a module that is not there, or an export that it does not have. */
function placeOfImport({ message, stack = "" }: Error, script: string): string | undefined {
  const name =
    /^Cannot find (?:package|module) '([^']+)'/.exec(message)?.[1] ?? /export named '([^']+)'/.exec(message)?.[1];
  if (name === undefined || (!message.includes(script) && !stack.includes(script))) return undefined;
  const word = name.startsWith("/") ? name.split("/").at(-1)! : name;
  const lines = readFileSync(script, "utf8").split("\n");
  const row = lines.findIndex((line) => !line.trimStart().startsWith("//") && line.includes(word));
  return row < 0 ? undefined : `${script}:${row + 1}:${lines[row]!.indexOf(word) + 1}`;
}

/** The frames in files of the reader: neither Node's nor a library's. */
function ownFrames(stack: string): string[] {
  return framesOf(stack)
    .filter(({ file }) => !/\/node_modules\/|\/packages\/[\w-]+\/(?:src|dist)\//.test(file))
    .map(({ name, file, row, column }) => {
      const place = `${relative(process.cwd(), file)}:${row}:${column}`;
      return name === "" || name === "<anonymous>" ? place : `${name} (${place})`;
    })
    .slice(0, 8);
}

/** The line of the script on which it happened, with a caret. */
function source(at: string | undefined, script: string): string[] {
  const [, file, row, column] = /^(.*):(\d+):(\d+)$/.exec(at ?? "") ?? [];
  if (file !== script) return [];
  const line = readFileSync(script, "utf8").split("\n")[Number(row) - 1];
  if (line === undefined) return [];
  return [`  ${row} | ${line.trimEnd()}`, `  ${" ".repeat(row!.length)} | ${" ".repeat(Number(column) - 1)}^`];
}
