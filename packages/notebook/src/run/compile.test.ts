import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseScript } from "../percent/parse.ts";
import { compileText, statementsOf, translate } from "./compile.ts";

const FILE = "/somewhere/script.ts";
const compiled = async (text: string) => compileText(FILE, text);
/** What the script does without a runner. */
const whole = async (text: string): Promise<string> => statementsOf(await translate(text, FILE));

/** Statements of several lines, each of which a marker could cut in two; `§` becomes a number. */
const STATEMENTS = [
  'import { check } from\n"@wengert/notebook";',
  "const a§ = 1\n+ 2",
  "const b§ = [3, 1]\n.map((x) => x)\n?.filter((x) => x > 1);",
  "const c§ = true\n? 1\n: 2;",
  "if (a0 > 3)\nf();\nelse\nf();",
  "for (const x§ of [1])\nf(x)",
  "do f()\nwhile (a0 < 0)",
  "while (a0 < 0)\nf();",
  "try\n{ f() }\ncatch { f() }\nfinally\n{ f() }",
  "const d§ = `one\n${a0}\ntwo`;",
  "/* one\ntwo */ f();",
  "function g§()\n{\nreturn 1\n}",
  "class A§\nextends Object\n{ }",
  "type U§ =\n| 1\n| 2;",
  "const e§ = (a0 as\nnumber);",
  "const h§ = typeof\na0;",
  "const i§ = a0\ninstanceof Object;",
  "const j§ = () =>\n1;",
  "const k§ = a0\n/ 2 /\n2;",
  "f\n(1)",
  "f()\n[0]",
  "const { l§, m§ } = { l§: 1,\nm§: 2 };",
  "a0\n++\na0",
  "const n§ = a0.default\n- 1;",
  "const o§ = /[`/]\\//g.exec('')\n?? null;",
  "interface I§\n{ a: 1 }",
  "export\nconst p§ = 1;",
  "label:\nfor (;;) break label;",
];
const BEGIN = "declare const a0: any, f: any;\n";

/** The `i`-th of the statements of a script, with names of its own. */
const named = (statement: string, i: number): string => statement.replaceAll("§", String(i));

describe("a script compiled for the runner", () => {
  test.each(STATEMENTS)("does what it does without, with a marker anywhere in %j", async (statement) => {
    const lines = named(statement, 0).split("\n");
    for (let at = 1; at < lines.length; at++) {
      const text = `${BEGIN}${[...lines.slice(0, at), "// %% here", ...lines.slice(at)].join("\n")}\n`;
      expect(statementsOf((await compiled(text)).code)).toBe(await whole(text));
    }
  });

  test("and so with many statements and markers", async () => {
    const some = fc.array(fc.tuple(fc.constantFrom(...STATEMENTS), fc.boolean()), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(some, fc.array(fc.nat(30), { maxLength: 3 }), async (parts, cuts) => {
        const lines = parts.flatMap(([statement, marked], i) => [
          ...(marked ? ["// %% mark"] : []),
          ...named(statement, i).split("\n"),
        ]);
        for (const cut of cuts) lines.splice(cut % (lines.length + 1), 0, "// %% cut");
        const text = `${BEGIN}${lines.join("\n")}\n`;
        expect(statementsOf((await compiled(text)).code)).toBe(await whole(text));
      }),
      { numRuns: 40, seed: 42 },
    );
  });

  test("begins a cell at each marker between statements that end in semicolons or brackets", async () => {
    const text = `${BEGIN}${["f();", "if (a0) { f() }", "const a = [1];", "f(`x`);", "function g() {}"].map((line) => `${line}\n// %% next\n`).join("")}[1].map(f);\n`;
    const { script, silent } = await compiled(text);
    expect([script.cells.length, silent.size]).toEqual([6, 0]);
  });

  test("counts what a marker that cannot announce itself begins for the cell before it", async () => {
    // Only a parser knows that this is one declaration.
    const { script, silent, code } = await compiled("// %% one\nclass A\n// %% two\n{ }\n// %% three\nnew A();\n");
    expect([script.cells.map(({ title }) => title), [...silent]]).toEqual([["one", "two", "three"], [1]]);
    expect(code.match(/cell\(\d+\)/g)).toEqual(["cell(0)", "cell(2)"]);
  });
});

describe("no cell begins", () => {
  test.each(["+ 2", ".at(0)", "?.x", "? 1 : 2", "&& f()", "in a0", "instanceof A", "* 2", "as;", "[0]", "(1)", "`x`"])(
    "before a line that goes on with %s",
    (next) => {
      const goesOn = next !== "as;";
      expect(parseScript(`// %%\na0\n// %%\n${next}\n`).cells.length).toBe(goesOn ? 1 : 2);
    },
  );

  test.each(["if (a0)", "for (const x of a0)", "else", "const", "a0 =", "typeof", "do"])(
    "after a line that ends in %s",
    (before) => {
      expect(parseScript(`// %%\n${before}\n// %%\nf();\n`).cells.length).toBe(1);
    },
  );
});
