import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../../..");

/** A hook that refuses what only reports and the runner need. */
const hook = `export async function resolve(name, context, next) {
  if (/^(vega|vega-lite|@viz-js\\/viz|shiki|katex|markdown-it|esbuild)\\b/.test(name)) throw new Error("loads " + name);
  return next(name, context);
}`;

const script = `
  import { register } from "node:module";
  register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hook)}));
  const { check, exercise, show } = await import("@wengert/notebook");
  const { line } = await import("@wengert/plot");
  show(line({ y: [1, 2] }), { name: "rise" });
  check("nothing more is loaded", true);
  exercise("1", {}, ({ check }) => check("nor here", true));
`;

test("a script without the runner loads neither Vega nor what makes reports", () => {
  const command = ["--conditions=@wengert/source", "--import", "tsx", "--input-type=module", "-e", script];
  const printed = execFileSync(process.execPath, command, { cwd: ROOT, encoding: "utf8" });
  expect(printed).toMatch(/┤[\s\S]* {4}ok {2}nothing more is loaded\n\nexercise 1: solved[\s\S]*checks: 1 of 1/);
});
