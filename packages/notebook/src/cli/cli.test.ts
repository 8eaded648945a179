import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { parseScript } from "../percent/parse.ts";
import { runNotebook } from "../run/run.ts";
import { command as commandLine, IMPORT, makeFolder, steady } from "../testing/folder.ts";
import { main } from "./main.ts";
import { findCell } from "./runCommand.ts";
import { findNotebooks, testNotebook } from "./testNotebook.ts";

const folder = makeFolder();
afterAll(folder.remove);

/** Runs the command in this process. */
async function command(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(console, "log").mockImplementation((text: string) => void out.push(text)),
    vi.spyOn(console, "error").mockImplementation((text: string) => void err.push(text)),
    vi.spyOn(process, "cwd").mockReturnValue(folder.path),
  ];
  try {
    return { code: await main(args), out: out.join("\n"), err: err.join("\n") };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** A picture that is drawn in no time. */
const DRAWING =
  'const drawing = (text: string) => ({ toText: () => text, toSvg: async () => `<svg xmlns="http://www.w3.org/2000/svg"><text>${text}</text></svg>` });';

const SHEET = [
  "// %% [markdown]",
  "// # A sheet",
  "",
  "// %% begin",
  IMPORT,
  "const a = 1;",
  "show({ a });",
  "",
  "// %% [markdown]",
  "// ## Middle part",
  "",
  "// %%",
  "check('a is 1', a === 1);",
  "exercise('3b', { points: 2 }, ({ check }) => check('a is 2', a === 2));",
  "check('a is 3', a + 0 === 3);",
  "",
  "// %% end",
  "say('the end');",
] as const;

describe("wengert run", () => {
  const path = folder.write("sheet.ts", ...SHEET);

  test("prints cell by cell with times, what failed and where, and exits with 1", () => {
    const { code, out } = folder.wengert("run", "sheet.ts", "--json", "sheet.json", "--html", "reports/sheet.html");
    expect(code).toBe(1);
    expect(steady(out)).toMatchInlineSnapshot(`
      "
      ── [1] begin · line 4 ──────────────────────────────────────────────────────────
      a  1
       … s

      ── [2] Middle part · line 12 ───────────────────────────────────────────────────
          ok  a is 1

      exercise 3b: FAILED, 0 of 2 points
      FAILED  a is 2

      FAILED  a is 3
       … s

      ── [3] end · line 17 ───────────────────────────────────────────────────────────
      the end
       … s

      checks: 1 of 2
      exercises: 0 of 1 solved, 0 open, 0 of 2 points
      time: …

      FAILED  a is 3  (line 15)
      FAILED  exercise 3b  (line 14)
      report: reports/sheet.html
      results: sheet.json
      "
    `);
    expect(readFileSync(join(folder.path, "reports/sheet.html"), "utf8")).toMatch(/^<!doctype html>/);
    expect(JSON.parse(readFileSync(join(folder.path, "sheet.json"), "utf8"))).toEqual({
      notebook: "sheet.ts",
      exitCode: 1,
      points: 0,
      of: 2,
      exercises: [
        { name: "3b", state: "failed", points: 0, of: 2, line: 14, checks: [{ name: "a is 2", ok: false, line: 14 }] },
      ],
      checks: [
        { name: "a is 1", ok: true, line: 13 },
        { name: "a is 3", ok: false, line: 15 },
      ],
      error: null,
      timedOut: false,
      stopped: null,
    });
  });

  test("a signal ends the script too", async () => {
    const path = folder.write("waits.ts", "// %%", "console.log('pid', process.pid);", "for (;;);");
    const child = spawn(process.execPath, commandLine(["run", path, "--plain"]), { cwd: folder.path });
    const pid = await new Promise<number>((resolve) => {
      child.stdout.on("data", (text: Buffer) => resolve(Number(/pid (\d+)/.exec(String(text))![1])));
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    expect(await ended).toBe(128 + 15);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  test("--cell runs up to a cell and prints that one", () => {
    const { code, out } = folder.wengert("run", path, "--cell", "begin");
    expect([code, steady(out)]).toEqual([0, steady(`\n${"── [1] begin · line 4 ".padEnd(80, "─")}\na  1\n 0.00 s\n`)]);
  });

  test("hidden checks in a script of their own are graded with those of the sheet that they import", () => {
    folder.write(
      "hidden/sheet.ts",
      "// %%",
      IMPORT,
      "export const square = (x: number): number => (x > 0 ? x * x : 0);",
      "exercise('1', { points: 2 }, ({ check }) => check('at 2', square(2) === 4));",
    );
    folder.write(
      "hidden/teacher.ts",
      "// %% hidden checks",
      IMPORT,
      'import { square } from "./sheet.ts";',
      "exercise('1, hidden', { points: 3 }, ({ check }) => check('at -2', square(-2) === 4));",
    );
    expect(folder.wengert("run", "hidden/teacher.ts", "--json", "grades.json").code).toBe(1);
    const grades = JSON.parse(readFileSync(join(folder.path, "grades.json"), "utf8"));
    expect([grades.points, grades.of]).toEqual([2, 5]);
    expect(
      grades.exercises.map(({ name, state, line, file }: Record<string, unknown>) => [name, state, line, file]),
    ).toEqual([
      ["1", "passed", 4, "hidden/sheet.ts"],
      ["1, hidden", "failed", 4, undefined],
    ]);
  });

  test("--plain prints what the script prints and nothing else", () => {
    const [run, plain] = [folder.wengert("run", path, "--plain"), folder.plain("sheet.ts")];
    expect(steady(run.out)).toBe(steady(plain.out));
  });

  test("finds a cell by its title, its number, its heading, or a part of that", () => {
    const { cells } = parseScript(SHEET.join("\n"));
    expect(["begin", "2", "Middle part", "middle", "end", "3"].map((name) => findCell(cells, name))).toEqual([
      1, 3, 3, 3, 4, 4,
    ]);
    expect(() => findCell(cells, "nope")).toThrow(/got {2}1 begin \| 2 Middle part \| 3 end/);
  });
});

describe("wengert new", () => {
  test("writes a notebook whose checks hold, and never over another file", async () => {
    expect((await command("new", "mine/first")).code).toBe(0);
    const { exitCode, stdout } = await runNotebook(join(folder.path, "mine/first.ts"));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/ {4}ok {2}by hand is by the tape\n\nchecks: 1 of 1/);
    const before = readFileSync(join(folder.path, "mine/first.ts"), "utf8");
    expect(await command("new", "mine/first.ts")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/is there already/),
    });
    expect(readFileSync(join(folder.path, "mine/first.ts"), "utf8")).toBe(before);
  });

  test("writes the first of the notebooks in docs", async () => {
    await command("new", "first");
    expect(readFileSync(join(folder.path, "first.ts"), "utf8")).toBe(
      readFileSync(new URL("../../../../docs/notebooks/first.ts", import.meta.url), "utf8"),
    );
  });

  test.each(["../out", "a/../../out", "/tmp-out", "", ".hidden", "a//b", "a\0b", "-x/../y", "..", "C:\\x"])(
    "refuses %j",
    async (name) => {
      const files = readdirSync(folder.path);
      expect((await command("new", "--", name)).code).toBe(2);
      expect(readdirSync(folder.path)).toEqual(files);
    },
  );
});

describe("wengert export", () => {
  test("writes a report of a notebook that fails too, and exits with 1", async () => {
    const path = folder.write("failing.ts", "// %%", IMPORT, "check('no', false);", "null!.x;");
    const { code, out, err } = await command("export", path, "--to", "html");
    expect([code, out]).toEqual([1, "wrote failing.html"]);
    expect(err).toMatch(/FAILED {2}no\nTypeError: Cannot read/);
    expect(readFileSync(join(folder.path, "failing.html"), "utf8")).toMatch(/Stopped by an error/);
  });

  test("to ipynb and back gives the same script", async () => {
    const path = folder.write("there.ts", ...SHEET);
    expect((await command("export", path, "--to", "ipynb", "--no-run")).code).toBe(0);
    const back = join(folder.path, "back.ts");
    expect((await command("export", join(folder.path, "there.ipynb"), "--to", "ts", "-o", back)).code).toBe(0);
    expect(readFileSync(back, "utf8")).toBe(readFileSync(path, "utf8"));
  });

  test("to ipynb has the outputs", async () => {
    const path = folder.write("outputs.ts", ...SHEET.slice(0, 7), DRAWING, "show(drawing('2 ┤'));");
    await command("export", path, "--to", "ipynb");
    const { cells } = JSON.parse(readFileSync(join(folder.path, "outputs.ipynb"), "utf8"));
    expect(cells[1].outputs).toEqual([
      { output_type: "stream", name: "stdout", text: "a  1\n" },
      {
        output_type: "display_data",
        data: { "image/svg+xml": expect.stringMatching(/^<svg/), "text/plain": expect.stringMatching(/┤/) },
        metadata: {},
      },
    ]);
  });

  test("to md has text, code and output, with fences that hold", async () => {
    const path = folder.write(
      "page.ts",
      "// %% [markdown]",
      "// # Page",
      "// %%",
      "console.log('```\\n````');",
      "check;",
      IMPORT,
    );
    await command("export", path, "--to", "md");
    expect(readFileSync(join(folder.path, "page.md"), "utf8")).toBe(
      `# Page\n\n\`\`\`\`\`ts\nconsole.log('\`\`\`\\n\`\`\`\`');\ncheck;\n${IMPORT}\n\`\`\`\`\`\n\n\`\`\`\`\`text\n\`\`\`\n\`\`\`\`\n\`\`\`\`\`\n`,
    );
  });
});

describe("wengert test", () => {
  const path = folder.write(
    "tested/lesson.ts",
    "// %%",
    IMPORT,
    "say('one');",
    "check('yes', true);",
    "table(['a'], [[String(1)]], { varies: true });",
  );
  const output = join(folder.path, "tested/output/lesson.txt");

  test("misses an output, writes it, and finds it the same", async () => {
    expect(await command("test", path)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/output\/lesson.txt is missing/),
    });
    expect(await command("test", path, "--update")).toMatchObject({
      code: 0,
      out: expect.stringMatching(/wrote tested\/output\/lesson.txt/),
    });
    expect(readFileSync(output, "utf8")).toBe("one\n\n    ok  yes\n\na\n1\n\nchecks: 1 of 1\ntime: (not compared)\n");
    expect(await command("test", path)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/ok {2}tested\/lesson.ts {2}1 of 1 checks[\s\S]*1 passed, 0 failed/),
    });
  });

  test("shows the first line that differs", async () => {
    writeFileSync(output, readFileSync(output, "utf8").replace("one", "two"));
    const { problems } = await testNotebook(path);
    expect(problems).toEqual(["output/lesson.txt differs\n  line 1\n  committed  two\n  printed    one"]);
  });

  test("does not compare what varies, nor write it anew", async () => {
    writeFileSync(output, readFileSync(output, "utf8").replace("two", "one").replace("\n1\n", "\n2\n"));
    expect((await testNotebook(path)).problems).toEqual([]);
    expect((await testNotebook(path, { update: true })).written).toEqual([]);
  });

  test("compares pictures that have a name, and finds those that are left over", async () => {
    const drawn = folder.write("drawn/chart.ts", "// %%", IMPORT, DRAWING, "show(drawing('a'), { name: 'rise' });");
    await testNotebook(drawn, { update: true });
    expect(readdirSync(join(folder.path, "drawn/output"))).toEqual(["chart-rise.svg", "chart.txt"]);
    folder.write("drawn/output/chart-rise.svg", "<svg/>");
    folder.write("drawn/output/chart-old.svg", "<svg/>");
    expect((await testNotebook(drawn)).problems.map((problem) => problem.split("\n")[0])).toEqual([
      "output/chart-rise.svg differs",
      "output/chart-old.svg is not drawn any more",
    ]);
  });

  test("fails on a false check, an error, and a word on the error stream", async () => {
    const bad = folder.write(
      "bad.ts",
      "// %%",
      IMPORT,
      "check('no', false);",
      "console.error('warning');",
      "throw new Error('end');",
    );
    const { problems } = await testNotebook(bad, { update: true });
    expect(problems.map((problem) => problem.split("\n")[0])).toEqual([
      "says on the error stream:",
      "FAILED  no",
      "Error: end",
    ]);
  });

  test("finds notebooks by their first line", () => {
    folder.write("found/a.ts", "// %% [markdown]", "// # A");
    folder.write("found/b.ts", "export {};", "// %%");
    folder.write("found/c.test.ts", "// %%");
    folder.write("found/node_modules/d.ts", "// %%");
    expect(findNotebooks(join(folder.path, "found")).map((file) => file.slice(folder.path.length))).toEqual([
      "/found/a.ts",
    ]);
  });
});

describe("a mistake in the command line", () => {
  test.each([
    [["frobnicate"], 'there is no command "frobnicate"'],
    [["constructor"], 'there is no command "constructor"'],
    [["run"], "run: takes one file"],
    [["run", "a.ts", "b.ts"], "got  a.ts, b.ts"],
    [["run", "a.ts", "--to", "html"], "run: it takes no --to"],
    [["run", "a.ts", "--nope"], "Unknown option '--nope'"],
    [["run", "a.ts", "--timeout", "soon"], "a number of seconds above 0"],
    [["run", "a.ts", "--watch", "--cell", "x"], "do not go together"],
    [["export", "a.ts"], "into which format?"],
    [["export", "a.ts", "--to", "pdf"], 'no format "pdf"'],
    [["export", "a.html", "--to", "html"], "written over itself"],
    [[], "wengert: notebooks as plain TypeScript"],
  ])("%j is told with exit code 2", async (args, text) => {
    const { code, err } = await command(...args);
    expect([code, err.includes(text)]).toEqual([2, true]);
  });

  test("a file that is not there is exit code 1", async () => {
    expect(await command("run", "nowhere.ts")).toMatchObject({
      code: 1,
      err: expect.stringMatching(/there is no such file/),
    });
    expect(await command("export", "nowhere.ipynb", "--to", "ts")).toMatchObject({ code: 1 });
    expect(await command("export", folder.write("no.ipynb", "x"), "--to", "ts")).toMatchObject({
      code: 1,
      err: expect.stringMatching(/not even JSON/),
    });
    expect(await command("export", folder.write("3.ipynb", "{}"), "--to", "ts")).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no notebook of nbformat 4/),
    });
  });

  test("--help and --version are no mistakes", async () => {
    expect(await command("--version")).toEqual({ code: 0, out: "0.1.0", err: "" });
    expect((await command("--help")).code).toBe(0);
    expect(existsSync(join(folder.path, "--help"))).toBe(false);
  });
});
