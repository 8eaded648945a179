/// <reference types="node" />
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { type Message, type TransformFailure, transform } from "esbuild";
import { type Cell, parseScript, type Script } from "../percent/parse.ts";
import { RECORDER } from "../script/protocol.ts";

/** A notebook that is ready to run. */
export interface Compiled {
  /** The absolute path of the script. */
  readonly file: string;
  readonly text: string;
  readonly script: Script;
  /** JavaScript that says when a cell begins, with a map to the lines of the script. */
  readonly code: string;
}

/** An error in the text of a script, with its place. @public */
export class ScriptError extends Error {
  override readonly name = "ScriptError";
}

/**
 * Reads a script and makes JavaScript of it. A cell announces itself on the line of its marker, so every statement stays
 * on its line, and what one cell declares the next ones see.
 *
 * @throws ScriptError when there is no such file or it is not TypeScript.
 */
export async function compileScript(path: string): Promise<Compiled> {
  const file = resolve(path);
  const text = read(file);
  const script = parseScript(text);
  const marked = script.cells.map((cell, index) => announce(cell, index)).join("");
  try {
    const { code } = await transform(marked, {
      loader: "ts",
      format: "esm",
      target: "es2022",
      charset: "utf8",
      sourcefile: basename(file),
      sourcemap: "inline",
      sourcesContent: false,
      keepNames: true,
      tsconfigRaw: { compilerOptions: {} },
      logLevel: "silent",
    });
    return { file, text, script, code };
  } catch (error) {
    const { errors } = error as TransformFailure;
    if (!Array.isArray(errors)) throw error;
    throw new ScriptError(errors.map((message) => located(message, text)).join("\n\n"));
  }
}

function announce({ kind, marker, text }: Cell, index: number): string {
  if (kind !== "code" || marker === null) return text;
  return `;globalThis[Symbol.for(${JSON.stringify(RECORDER)})]?.cell(${index});${text}`;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as { readonly code?: string };
    const reason = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : String(code);
    throw new ScriptError(`${file}: ${reason}\n  hint a notebook is a .ts file; wengert new NAME writes a first one`);
  }
}

/** What is wrong, the line, and a caret under the place. */
function located({ text: what, location }: Message, text: string): string {
  if (location === null) return what;
  const line = text.split("\n")[location.line - 1] ?? "";
  // On the line of a marker the place is in what was put there.
  const column = line.length >= location.column ? location.column : 0;
  const number = String(location.line);
  return `${location.file}:${location.line}: ${what}\n  ${number} | ${line.trimEnd()}\n  ${" ".repeat(number.length)} | ${" ".repeat(column)}^`;
}
