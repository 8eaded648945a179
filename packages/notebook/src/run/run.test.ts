import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { IMPORT, makeFolder, steady } from "../testing/folder.ts";
import type { Run } from "./result.ts";
import { runNotebook } from "./run.ts";

const folder = makeFolder();
afterAll(folder.remove);

/** The outputs of each cell as short texts. */
const told = ({ cells }: Run): string[][] =>
  cells.map(({ outputs }) =>
    outputs.map((output) => ("text" in output ? `${output.kind}: ${steady(output.text)}` : output.kind)),
  );

// Each run is a process, and has a file of its own.
describe.concurrent("a run", () => {
  test("gives each cell its output, and cells what those before them declared", async () => {
    const file = folder.write(
      "shared.ts",
      "// %% [markdown]",
      "// # Shared",
      "",
      "// %%",
      IMPORT,
      "const a: number = 1;",
      "function later(): number { return inner(); }",
      "console.log('a', a);",
      "process.stdout.write('b');",
      "console.log('c');",
      "",
      "// %% second",
      "function inner(): number { return a + 1; }",
      "show({ two: later() });",
      "console.error('oops');",
      "check('holds', true);",
      "await new Promise((resolve) => setTimeout(resolve, 30));",
      "// %% third",
      "enum Kind { One = 1 }",
      "export const kind = Kind.One;",
    );
    const run = await runNotebook(file);
    expect(told(run)).toEqual([
      [],
      ["stream: a 1\nbc\n"],
      ["value: two  2", "stream: oops\n", "check"],
      ["summary: checks: 1 of 1\ntime: …"],
    ]);
    expect(run.cells[0]!.seconds).toBeNull();
    expect(run.cells[2]!.seconds).toBeGreaterThan(0.025);
    expect(run.cells[3]!.seconds).toBeLessThan(run.cells[2]!.seconds!);
    expect([run.exitCode, run.stderr, run.error]).toEqual([0, "oops\n", null]);
  });

  test("prints what the script prints without the runner", async () => {
    const file = folder.write(
      "same.ts",
      "// %%",
      IMPORT,
      "say('Title');",
      "section('One');",
      "show([1, 2], { title: 'x' });",
      "console.log('%d of %s', 1, 'x');",
      "// %%",
      "check('a', true);",
      "checkClose('b', 1, 2);",
      "exercise('c', {}, () => todo());",
      "// %% [markdown]",
      "// # Never printed",
    );
    const [run, plain] = [await runNotebook(file), folder.plain("same.ts")];
    expect(steady(run.stdout)).toBe(steady(plain.out));
    expect([run.exitCode, plain.code]).toEqual([1, 1]);
    expect(steady(plain.out)).toMatch(/checks: 1 of 2\nexercises: 0 of 1 solved, 1 open, 0 of 1 points\ntime: …\n$/);
  });

  test("stops at an error and points at the script's own line", async () => {
    const file = folder.write(
      "throws.ts",
      "// %% [markdown]",
      "// Text",
      "",
      "// %%",
      'import { matmul, zeros } from "@wengert/autograd";',
      IMPORT,
      "type Long = {",
      "  readonly a: number;",
      "};",
      "check('before', true);",
      "// %%",
      "const f = (long: Long) =>",
      "  matmul(zeros([2, 3]), zeros([long.a, 2]));",
      "f({ a: 4 });",
      "// %%",
      "check('never', true);",
    );
    const run = await runNotebook(file);
    expect(run.exitCode).toBe(1);
    expect(run.error!.at).toBe(`${file}:13:3`);
    expect(run.error!.text).toMatch(
      /^ShapeError: matmul: the inner sizes differ, 3 and 4\n[\s\S]*\n {2}13 \| {3}matmul\(.*\n {5}\| {3}\^\n {4}at f \(.*throws\.ts:13:3\)\n {4}at .*throws\.ts:14:1$/,
    );
    expect(run.cells.map(({ seconds }) => seconds === null)).toEqual([true, false, false, true]);
    expect(run.checks.map(({ name }) => name)).toEqual(["before"]);
    expect(run.stdout).toMatch(/checks: 1 of 1, then an error/);
  });

  test.each([
    ["an unhandled rejection", "void Promise.reject(new Error('late'));", "Error: late"],
    ["something that is no error", "throw 'just text';", "Uncaught just text"],
    ["something that cannot be shown", "throw { get [Symbol.toStringTag]() { throw 1; }, code: 3 };", "Uncaught "],
    ["an error with a cause", "throw new Error('a', { cause: new Error('b') });", "Error: a\n  cause b"],
  ])("tells of %s", async (name, code, text) => {
    const run = await runNotebook(folder.write(`${name}.ts`, "// %%", code, "export {};"));
    expect(run.error?.text.startsWith(text)).toBe(true);
    expect(run.exitCode).toBe(1);
  });

  test.each([
    ["a package", 'import { x } from "not-there-at-all";', /Cannot find package 'not-there-at-all'/, 20],
    ["a file", 'import { x } from "./missing.ts";', /Cannot find module/, 22],
    ["an export", 'import { x } from "@wengert/notebook";', /does not provide an export named 'x'/, 10],
  ])("names the line on which %s is imported that is not there", async (name, code, text, column) => {
    const run = await runNotebook(folder.write(`imports ${name}.ts`, "// %%", "// comment", code, "console.log(x);"));
    expect(run.error!.text).toMatch(text);
    expect(run.error!.at).toMatch(new RegExp(`imports ${name}\\.ts:3:${column}$`));
  });

  test("of a script that is no TypeScript says where", async () => {
    const file = folder.write("broken.ts", "// %%", "const a = 1;", "// %%", "const b = ;");
    await expect(runNotebook(file)).rejects.toThrow(
      'broken.ts:4: Unexpected ";"\n  4 | const b = ;\n    |           ^',
    );
    await expect(runNotebook(`${folder.path}/nowhere.ts`)).rejects.toThrow(/there is no such file/);
    await expect(runNotebook(folder.path)).rejects.toThrow(/it is a folder/);
  });

  test("ends after its time", async () => {
    const run = await runNotebook(folder.write("endless.ts", "// %%", "for (;;);"), { timeout: 0.5 });
    expect([run.timedOut, run.stopped, run.exitCode]).toEqual([true, "stopped after 0.5 s", 1]);
  });

  test("ends when it is told to, also where the script refuses, or has started another process", async () => {
    const file = folder.write(
      "stubborn.ts",
      "// %%",
      "import { spawn } from 'node:child_process';",
      "import { writeFileSync } from 'node:fs';",
      "process.on('SIGTERM', () => undefined);",
      "spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 20_000)'], { stdio: 'inherit' }).unref();",
      "console.log('on');",
      `writeFileSync(${JSON.stringify(join(folder.path, "on"))}, "");`,
      "for (;;);",
    );
    const stop = new AbortController();
    const running = runNotebook(file, { signal: stop.signal });
    while (!existsSync(join(folder.path, "on"))) await new Promise((resolve) => setTimeout(resolve, 20));
    const began = performance.now();
    stop.abort();
    const run = await running;
    expect([run.timedOut, run.stopped, run.exitCode]).toEqual([false, "ended by SIGKILL", 1]);
    expect(told(run)).toEqual([["stream: on\n"]]);
    // It need not wait for the 20 seconds of the other process.
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  test.each([
    ["asks for an exit code", "process.exit(3);", "ended with exit code 3"],
    ["awaits what never comes", "await new Promise(() => undefined);", "ended while it awaited what never comes"],
    ["is killed", "process.kill(process.pid, 'SIGKILL');", "ended by SIGKILL"],
  ])("of a script that %s is no success, and says why", async (name, code, why) => {
    const run = await runNotebook(folder.write(`${name}.ts`, "// %%", IMPORT, "check('a', true);", code, "export {};"));
    expect([run.exitCode, run.stopped, run.checks.length]).toEqual([1, why, 1]);
  });

  test("is a failure when a check fails, whatever exit code the script asks for", async () => {
    const file = folder.write("zero.ts", "// %%", IMPORT, "check('a', false);", "process.exit(0);");
    const run = await runNotebook(file);
    expect([run.exitCode, run.stopped, folder.plain("zero.ts").code]).toEqual([1, null, 1]);
  });

  test("knows its lines in a file of any name", async () => {
    const file = folder.write("my lessons (old)/#1 über <b>.ts", "// %%", IMPORT, "check('no', false);", "null!.x;");
    const { checks, error } = await runNotebook(file);
    expect([checks[0]!.at, error!.at]).toEqual([`${file}:3:1`, `${file}:4:7`]);
    expect(error!.text).toMatch(
      /\n {2}4 \| null!\.x;\n {4}\| {7}\^\n {4}at .*my lessons \(old\)\/#1 über <b>\.ts:4:7$/,
    );
  });

  test("of an empty script is nothing", async () => {
    const run = await runNotebook(folder.write("empty.ts"));
    expect([run.exitCode, run.stdout, run.checks]).toEqual([0, "", []]);
  });

  test("draws charts only when it is asked to, and after the script", async () => {
    const file = folder.write(
      "charts.ts",
      "// %%",
      IMPORT,
      'import { line } from "@wengert/plot";',
      "show(line({ y: [1, 3, 2], title: 'zigzag' }), { name: 'z' });",
      "const broken = { toText: () => 'text', toSvg: () => Promise.reject(new Error('no ink')) };",
      "show(broken);",
    );
    const [drawn, plain] = [await runNotebook(file), await runNotebook(file, { pictures: false })];
    const [picture, failed] = drawn.cells[0]!.outputs;
    expect(picture!.svg).toMatch(/^<svg [\s\S]*zigzag/);
    expect([failed!.svg, failed!.noPicture]).toEqual([undefined, "no ink"]);
    expect(plain.cells[0]!.outputs.map(({ svg }) => svg)).toEqual([undefined, undefined]);
    expect(plain.stdout).toBe(drawn.stdout);
  });

  test("says nothing of itself to the script", async () => {
    const run = await runNotebook(
      folder.write(
        "inside.ts",
        "// %%",
        "console.log(Object.keys(process.env).filter((key) => /wengert_note/i.test(key)), import.meta.url, process.argv.length);",
      ),
    );
    expect(run.stdout).toMatch(/^\[\] file:.*inside\.ts 2\n$/);
  });
});
