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
  /** The indices of cells that begin in the middle of a statement: what they do counts for the cell before them. */
  readonly silent: ReadonlySet<number>;
}

/** An error in the text of a script, with its place. @public */
export class ScriptError extends Error {
  override readonly name = "ScriptError";
}

/**
 * Reads a script and makes JavaScript of it. A cell announces itself on the line of its marker, so every statement stays
 * on its line, and what one cell declares the next ones see.
 *
 * The script does what it does without the runner: where a cell cannot announce itself without a change of the code
 * around it, because its marker stands in the middle of a statement, it does not.
 *
 * @throws ScriptError when there is no such file or it is not TypeScript.
 */
export async function compileScript(path: string): Promise<Compiled> {
  const file = resolve(path);
  return compileText(file, read(file));
}

/** The same of a text that is given. */
export async function compileText(file: string, text: string): Promise<Compiled> {
  const script = parseScript(text);
  const withMarks = (marks: readonly number[]): Promise<string> =>
    translate(script.cells.map((cell, i) => (marks.includes(i) ? announce(cell, i) : cell.text)).join(""), file);
  const marks = script.cells.flatMap(({ kind, marker }, i) => (kind === "code" && marker !== null ? [i] : []));
  const plain = statementsOf(await withMarks([]).catch((error: unknown) => Promise.reject(located(error, text))));
  const keeps = async (some: readonly number[]): Promise<string | null> => {
    const code = await withMarks(some).catch(() => null);
    return code !== null && statementsOf(code) === plain ? code : null;
  };
  const all = await keeps(marks);
  if (all !== null) return { file, text, script, code: all, silent: new Set() };
  const silent = new Set<number>();
  for (const mark of marks) if ((await keeps([mark])) === null) silent.add(mark);
  return { file, text, script, code: await withMarks(marks.filter((mark) => !silent.has(mark))), silent };
}

export async function translate(text: string, file: string): Promise<string> {
  const { code } = await transform(text, {
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
  return code;
}

const announce = ({ text }: Cell, index: number): string =>
  `;globalThis[Symbol.for(${JSON.stringify(RECORDER)})]?.cell(${index});${text}`;

/** A line of what the compiler makes of that, or of the semicolon before it. */
const ANNOUNCEMENT = new RegExp(`^(?:globalThis\\[.*Symbol\\.for\\("${RECORDER}"\\)\\]\\?\\.cell\\(\\d+\\))?;$`);

/** What the code does, without the announcements and the map. */
export const statementsOf = (code: string): string =>
  code
    .split("\n")
    .filter((line) => !ANNOUNCEMENT.test(line) && !line.startsWith("//# sourceMappingURL="))
    .join("\n");

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as { readonly code?: string };
    const reason = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : String(code);
    throw new ScriptError(`${file}: ${reason}\n  hint a notebook is a .ts file; wengert new NAME writes a first one`);
  }
}

/** The compiler's complaints as an error for the reader: what is wrong, the line, and a caret under the place. */
function located(error: unknown, text: string): unknown {
  const { errors } = error as Partial<TransformFailure>;
  if (!Array.isArray(errors)) return error;
  const told = (errors as readonly Message[]).map(({ text: what, location }) => {
    if (location === null) return what;
    const line = text.split("\n")[location.line - 1] ?? "";
    const number = String(location.line);
    const caret = `  ${" ".repeat(number.length)} | ${" ".repeat(location.column)}^`;
    return `${location.file}:${location.line}: ${what}\n  ${number} | ${line.trimEnd()}\n${caret}`;
  });
  return new ScriptError(told.join("\n\n"));
}
