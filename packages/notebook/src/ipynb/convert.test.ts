import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseScript } from "../percent/parse.ts";
import { fromNotebook, toNotebook } from "./convert.ts";
import type { Notebook } from "./types.ts";

/** Lines of which scripts are made, the awkward ones among them. */
const line = fc.constantFrom(
  "// %%",
  "// %% [markdown]",
  "// %% a title",
  '// %% [markdown] tags=["a", "b"]',
  '// %% tags=["a", "a", "", "b,c"]',
  "// %% [raw]",
  "//%%",
  "  // %% indented",
  "// %%%",
  "// %% `",
  "// text",
  "//",
  "//text",
  "//  two",
  " // %",
  "",
  "   ",
  "\t",
  "const a = 1;",
  "const t = `",
  "`;",
  "/*",
  "*/",
  "f(",
  ");",
  "'\\",
  '"use strict"',
  "#!/usr/bin/env node",
  "a = b / c;",
  "x = /`/;",
  "\ufeff",
);
const script = fc
  .tuple(fc.array(line, { maxLength: 14 }), fc.constantFrom("\n", "\r\n"), fc.boolean())
  .map(([lines, end, ended]) => lines.join(end) + (ended ? end : ""));
const mixed = fc
  .array(fc.tuple(line, fc.constantFrom("\n", "\r\n", "\r", "")), { maxLength: 12 })
  .map((parts) => parts.flat().join(""));
const any = fc.oneof(script, mixed, fc.string({ unit: "binary" }), fc.string());

const throughJson = (notebook: Notebook): Notebook => JSON.parse(JSON.stringify(notebook)) as Notebook;

describe("a script as a notebook and back", () => {
  test("is the same, to the last character", () => {
    fc.assert(
      fc.property(any, (text) => {
        expect(fromNotebook(throughJson(toNotebook(text)))).toBe(text);
      }),
      { numRuns: 3000 },
    );
  });

  test("its cells joined are the script", () => {
    fc.assert(
      fc.property(any, (text) => {
        expect(
          parseScript(text)
            .cells.map((cell) => cell.text)
            .join(""),
        ).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});

const EXAMPLE = [
  "// %% [markdown]",
  "// # Title",
  "",
  '// %% one tags=["solution"]',
  "const a = 1;",
  "",
  "",
  "// %% [markdown] two",
  "//no space",
  "const b = 2;",
  "// %%",
].join("\n");

describe("a notebook", () => {
  test("is what nbformat 4.5 asks for", () => {
    fc.assert(
      fc.property(any, (text) => {
        expect(problemsOf(throughJson(toNotebook(text)))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("has titles and tags where Jupyter shows them, and keeps the rest beside them", () => {
    expect(
      toNotebook(EXAMPLE).cells.map(({ cell_type, source, metadata }) => ({ cell_type, source, metadata })),
    ).toMatchInlineSnapshot(`
        [
          {
            "cell_type": "markdown",
            "metadata": {},
            "source": "# Title",
          },
          {
            "cell_type": "code",
            "metadata": {
              "tags": [
                "solution",
              ],
              "title": "one",
              "wengert": {
                "gap": "


        ",
              },
            },
            "source": "const a = 1;",
          },
          {
            "cell_type": "markdown",
            "metadata": {
              "title": "two",
              "wengert": {
                "gap": "
        ",
                "marker": "// %% [markdown] two",
                "text": "// %% [markdown] two
        //no space
        ",
              },
            },
            "source": "no space",
          },
          {
            "cell_type": "code",
            "metadata": {
              "wengert": {
                "gap": "
        ",
                "marker": null,
              },
            },
            "source": "const b = 2;",
          },
          {
            "cell_type": "code",
            "metadata": {
              "wengert": {
                "gap": "",
              },
            },
            "source": "",
          },
        ]
      `);
  });

  test("keeps the names of cells when another one is changed", () => {
    const [before, after] = [EXAMPLE, EXAMPLE.replace("const a = 1", "const a = 3")].map((text) =>
      toNotebook(text).cells.map(({ id }) => id),
    );
    expect(before!.map((id, i) => id === after![i])).toEqual([true, false, true, true, true]);
  });

  test("that was edited in Jupyter gives a script with the change and everything else as it was", () => {
    const { cells, ...rest } = toNotebook(EXAMPLE);
    const edited = cells.map((cell) =>
      cell.source === "no space" ? { ...cell, source: ["Now\n", "\n", "more."] } : cell,
    );
    expect(fromNotebook({ ...rest, cells: edited })).toBe(EXAMPLE.replace("//no space", "// Now\n//\n// more."));
  });

  test("whose lines end in \\r\\n keeps that, for new text too", () => {
    const { cells, ...rest } = toNotebook("// %%\r\na;\r\n");
    expect(fromNotebook({ ...rest, cells: [{ ...cells[0]!, source: "a;\nb;" }] })).toBe("// %%\r\na;\r\nb;\r\n");
  });

  test("of another program becomes a script with a marker for each cell", () => {
    const foreign = {
      nbformat: 4,
      nbformat_minor: 2,
      metadata: {},
      cells: [
        { cell_type: "markdown", metadata: {}, source: ["# Title\n", "text"] },
        { cell_type: "code", metadata: { tags: ["x"] }, source: "a;", outputs: [], execution_count: 3 },
        { cell_type: "raw", metadata: {}, source: "" },
      ],
    } as unknown as Notebook;
    expect(fromNotebook(foreign)).toBe(
      '// %% [markdown]\n// # Title\n// text\n\n// %% tags=["x"]\na;\n\n// %% [raw]\n',
    );
  });

  test("with metadata of somebody else's is read all the same", () => {
    const { cells, ...rest } = toNotebook("// %%\na;\n");
    const odd = [{ marker: "// %%\nevil();" }, { gap: "evil();" }, { text: 3 }, "x", null, { marker: 1, gap: {} }];
    for (const wengert of odd) {
      expect(fromNotebook({ ...rest, cells: [{ ...cells[0]!, metadata: { wengert } }] })).toBe("// %%\na;\n");
    }
  });

  test.each([[{}], [{ nbformat: 3, cells: [] }], [null], [{ nbformat: 4 }], [[]]])("is not %j", (value) => {
    expect(() => fromNotebook(value as never)).toThrow(/this is no notebook of nbformat 4/);
  });
});

/** What the JSON schema of nbformat 4.5 would complain about; @see https://nbformat.readthedocs.io */
function problemsOf({ nbformat, nbformat_minor, metadata, cells, ...more }: Notebook): string[] {
  const problems: string[] = [];
  const must = (holds: boolean, what: string): void => void (holds || problems.push(what));
  must(nbformat === 4 && nbformat_minor === 5, "version");
  must(Object.keys(more).length === 0, "more keys");
  const { kernelspec, language_info } = metadata as Record<string, Record<string, unknown>>;
  must(typeof kernelspec!.name === "string" && typeof kernelspec!.display_name === "string", "kernelspec");
  must(typeof language_info!.name === "string", "language_info");
  must(new Set(cells.map(({ id }) => id)).size === cells.length, "ids are different");
  for (const { cell_type, id, metadata: own, source, outputs, execution_count, ...other } of cells) {
    must(/^[a-zA-Z0-9-_]{1,64}$/.test(id), `id ${id}`);
    must(typeof source === "string" && typeof own === "object", "source");
    must(Object.keys(other).length === 0, "more keys in a cell");
    must(["code", "markdown", "raw"].includes(cell_type), cell_type);
    const { tags } = own as { tags?: readonly string[] };
    must(tags === undefined || new Set(tags).size === tags.length, "tags are different");
    must(tags === undefined || tags.every((tag) => /^[^,]+$/.test(tag)), "tags hold no comma");
    if (cell_type === "code") must(Array.isArray(outputs) && execution_count === null, "outputs");
    else must(outputs === undefined && execution_count === undefined, "no outputs");
  }
  return problems;
}
