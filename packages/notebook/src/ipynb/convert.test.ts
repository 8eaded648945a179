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
