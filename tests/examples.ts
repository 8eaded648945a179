// Finds the `@example`s in the comments of the sources and makes a module of them that can be run.
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import ts from "typescript";
import { packages, root } from "../.config/workspace.ts";

/** An example: where it stands and its code, comments included. */
export interface Example {
  readonly place: string;
  readonly code: string;
}

/** The examples of a source file; each goes on until the next tag. */
export function examplesOf(file: string): Example[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((comment) => {
    const lines = comment[0]
      .slice(0, -2)
      .split("\n")
      .map((line) => line.replace(/^\s*(\/\*)?\* ?/, ""));
    const firstLine = text.slice(0, comment.index).split("\n").length;
    return lines.flatMap((line, i) => {
      if (!line.startsWith("@example")) return [];
      const rest = lines.slice(i + 1);
      const end = rest.findIndex((other) => other.startsWith("@"));
      const code = [line.slice("@example".length).trim(), ...rest.slice(0, end < 0 ? rest.length : end)]
        .join("\n")
        .trim();
      return [{ place: `${relative(root, file)}:${firstLine + i}`, code }];
    });
  });
}

/** The lines of the comments between two places, without the slashes. */
function commentsIn(code: string, from: number, to: number): string {
  const lines = code
    .slice(from, to)
    .split("\n")
    .map((line) => line.trim().replace(/^;\s*/, ""));
  return lines
    .filter((line) => line.startsWith("//"))
    .map((line) => line.replace(/^\/\/ ?/, ""))
    .join("\n");
}

/**
 * The code with every expression that a comment follows handed to `expectResult`, together with the comment: the value, or
 * what was printed, is to be that text. Comments after declarations are only comments.
 */
export function withChecks(code: string): string {
  const { statements } = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ESNext, true);
  const parts = statements.map((statement, i) => {
    const expected = commentsIn(code, statement.end, statements[i + 1]?.getStart() ?? code.length);
    if (!ts.isExpressionStatement(statement) || expected === "") return statement.getText();
    return `expectResult(() => (${statement.expression.getText()}), ${JSON.stringify(expected)});`;
  });
  return parts.join("\n");
}

/** Public names that JavaScript reserves: `np.var` exists, `import { var }` does not. */
const RESERVED = new Set(["delete", "var"]);

/** The modules whose exports an example may use without an import, the nearest first. */
function scopesOf(file: string): string[] {
  const all = packages();
  const own = all.filter(({ folder }) => file.startsWith(folder));
  return [file, ...own.concat(all).flatMap(({ entries }) => entries.map(({ source }) => source))];
}

/** A module that exports one function for each example of a file. */
export async function moduleOf(file: string, examples: readonly Example[]): Promise<string> {
  const taken = new Set<string>();
  const imports: string[] = [];
  for (const scope of scopesOf(file)) {
    // Names such as `var` cannot be imported as they are.
    const names = Object.keys((await import(scope)) as object).filter(
      (name) => !taken.has(name) && !RESERVED.has(name),
    );
    for (const name of names) taken.add(name);
    imports.push(`import { ${names.join(", ")} } from ${JSON.stringify(scope)};`);
  }
  const functions = examples.map(({ code }) => `async (expectResult) => {\n${withChecks(code)}\n},`);
  return `${imports.join("\n")}\nexport const examples = [\n${functions.join("\n")}\n];\n`;
}

/** The source files whose examples are run. */
export function filesWithExamples(files: readonly string[]): string[] {
  return files.filter((file) => !/\.(test|test-d)\.ts$/.test(file) && examplesOf(file).length > 0);
}

/** A value as examples write it: tensors and text as they print, arrays and records entry by entry. */
export function shown(value: unknown): string {
  return typeof value === "string" ? value : entry(value);
}

function entry(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(entry).join(", ")}]`;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return String(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${entry(inner)}`)
    .join(", ")} }`;
}
