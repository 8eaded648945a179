import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");

/** A hook that refuses the large packages. */
const hook = `export async function resolve(name, context, next) {
  if (/^(vega|vega-lite|@viz-js\\/viz|@resvg\\/resvg-js)$/.test(name)) throw new Error("loads " + name);
  return next(name, context);
}`;

const script = `
  import { register } from "node:module";
  register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hook)}));
  const { graph, heatmap, line, scatter } = await import("@wengert/plot");
  const charts = [line({ y: [1, 2] }), scatter({ x: [1], y: [2] }), heatmap({ values: [[1]] })];
  for (const each of charts) console.log(String(each).length > 10, JSON.stringify(each.toVegaLite()).length > 10);
  const { makeProgram, sin } = await import("@wengert/autograd");
  const drawn = graph({ program: makeProgram(sin)(1) });
  console.log(String(drawn).length > 10, drawn.toDot().length > 10);
  await drawn.toSvg().catch(({ message }) => console.log(message));
  await charts[0].toSvg().catch(({ message }) => console.log(message));
`;

test("text and specs load neither Vega nor Graphviz nor resvg; an SVG does", () => {
  const command = ["--conditions=@wengert/source", "--import", "tsx", "--input-type=module", "-e", script];
  const printed = execFileSync(process.execPath, command, { cwd: ROOT, encoding: "utf8" });
  expect(printed).toMatch(/^(true true\n){4}loads @viz-js\/viz\nloads vega(-lite)?\n$/);
});
