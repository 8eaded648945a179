import { describe, expect, test } from "vitest";
import { headingsOf, nameOf, numberOf, parseScript } from "./parse.ts";

/** The cells of a script as lines `kind title|source`. */
const cellsOf = (...lines: readonly string[]): string[] =>
  parseScript(lines.join("\n")).cells.map(({ kind, title, source }) => `${kind} ${title}|${source}`);

describe("a marker", () => {
  test.each([
    ["// %%", "code |", []],
    ["//%%", "code |", []],
    ["  // %% ", "code |", []],
    ["// %% a name", "code a name|", []],
    ["// %% [markdown]", "markdown |", []],
    ["// %% [md] a name", "markdown a name|", []],
    ["// %% a name [markdown]", "markdown a name|", []],
    ["// %% [raw]", "raw |", []],
    ["// %%%% deeper", "code deeper|", []],
    ['// %% solve tags=["solution", "hidden"] slide="x"', "code solve|", ["solution", "hidden"]],
    ["// %% tags=[broken", "code |", []],
    ['// %% tags=[1, "a"]', "code |", ["a"]],
    ["// %% a = b", "code a = b|", []],
  ] as const)("%j", (line, cell, tags) => {
    const [first] = parseScript(`${line}\n`).cells;
    expect(`${first!.kind} ${first!.title}|${first!.source}`).toBe(cell);
    expect(first!.tags).toEqual(tags);
  });

  test.each(["// %", "// %a", "// %%a", "/// %%", "# %%", "x // %%", "/* // %% */"])("%j is none", (line) => {
    expect(cellsOf("// %%", line)).toEqual([`code |${line}`]);
  });
});

describe("a script", () => {
  test("that is empty has no cells", () => {
    expect(parseScript("").cells).toEqual([]);
  });

  test("without a marker is one cell of code", () => {
    expect(cellsOf("const a = 1;", "a;")).toEqual(["code |const a = 1;\na;"]);
  });

  test("may begin before the first marker, with #! for instance", () => {
    expect(cellsOf("#!/usr/bin/env tsx", "", "// %% one", "1;")).toEqual(["code |#!/usr/bin/env tsx", "code one|1;"]);
  });

  test("keeps indented code and empty lines inside of cells, and not at their ends", () => {
    expect(cellsOf("// %%", "", "if (x) {", "", "  f();", "}", "", "", "// %%", "g();", "")).toEqual([
      "code |\nif (x) {\n\n  f();\n}",
      "code |g();",
    ]);
  });

  test("has text in comments, with one space, none, or more", () => {
    expect(cellsOf("// %% [markdown]", "// # Title", "//", "//no space", "//   three")).toEqual([
      "markdown |# Title\n\nno space\n  three",
    ]);
  });

  test("has code after the comments of a text cell in a cell of its own, so that it is run", () => {
    expect(cellsOf("// %% [markdown]", "// Text.", "", "const a = 1;", "// %%", "a;")).toEqual([
      "markdown |Text.",
      "code |const a = 1;",
      "code |a;",
    ]);
  });

  test("may have lines that end in \\r\\n", () => {
    const script = parseScript("// %% [markdown]\r\n// One\r\n// two\r\n\r\n// %% b\r\nb;\r\n");
    expect(script.lineEnd).toBe("\r\n");
    expect(script.cells.map(({ title, source }) => [title, source])).toEqual([
      ["", "One\r\ntwo"],
      ["b", "b;"],
    ]);
  });

  test("may have a byte order mark", () => {
    expect(cellsOf("\ufeff// %% a", "1;")).toEqual(["code a|1;"]);
  });

  test("knows the line of each cell", () => {
    expect(parseScript("a;\n\n// %%\nb;\n// %% [markdown]\n// x\nc;\n").cells.map(({ line }) => line)).toEqual([
      1, 3, 5, 7,
    ]);
  });
});

describe("no cell begins inside of", () => {
  test.each([
    ["a template", ["const t = `", "// %%", "`;"]],
    ["a template in a template", ["const t = `${f(`", "// %%", "`)} ${", "// %%", "1}`;"]],
    ["a block comment", ["/*", "// %%", "*/"]],
    ["a function", ["function f() {", "  // %% not here", "  return 1;", "}"]],
    ["an array", ["const a = [", "  1,", "  // %%", "  2,", "];"]],
    ["arguments", ["f(", "// %%", ");"]],
    ["a sum that goes on", ["const a = 1 +", "// %%", "2;"]],
    ["an assignment", ["const a =", "// %%", "2;"]],
    ["an arrow", ["const f = () =>", "// %%", "2;"]],
    ["a string with a continued line", ['const s = "a \\', '// %%";']],
  ] as const)("%s", (_name, lines) => {
    expect(cellsOf(...lines, "// %%", "last;")).toEqual([`code |${lines.join("\n")}`, "code |last;"]);
  });
});

describe("a cell begins after", () => {
  test.each([
    "const t = `${a}`;",
    "const q = '`';",
    'const q = "/*";',
    "// a ` in a comment",
    "/* ` */",
    "const r = /[`/]/g;",
    "const r = /`/.test(s);",
    "const half = a / b / c;",
    "const half = f(x) / g(`y`) / 2;",
    "i++",
    "const a = 1",
    "const s = 'it\\'s';",
    "type A = { readonly [K in B]: Array<C> }",
    "const o = { a: `}` };",
    "if (x) { y(); }",
    "for (const x of /a/g) {}",
    "const x = a! / 2;",
    "label: {}",
    "const n = 1.",
  ])("%s", (line) => {
    expect(cellsOf(line, "// %%", "next;")).toEqual([`code |${line}`, "code |next;"]);
  });

  test("a script that is not finished: then markers are all that there is to go by", () => {
    expect(cellsOf("f(`", "// %%", "next;")).toEqual(["code |f(`", "code |next;"]);
    expect(cellsOf("/*", "// %%", "next;")).toEqual(["code |/*", "code |next;"]);
  });
});

describe("readers find a cell", () => {
  const { cells } = parseScript("// %% [markdown]\n// # One\n// ## Two ##\n\n// %%\n1;\n// %% own\n2;\n");
  test("by its title, else by the heading before it", () => {
    expect(cells.map((_, i) => nameOf(cells, i))).toEqual(["", "Two", "own"]);
    expect(headingsOf("# A\n#no\n####### seven\n###### B #")).toEqual(["A", "B"]);
  });

  test("by its number among the cells of code", () => {
    expect(cells.map((_, i) => numberOf(cells, i))).toEqual([0, 1, 2]);
  });
});
