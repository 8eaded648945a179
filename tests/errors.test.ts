import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ErrorCode, WengertError } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { blocksOf, run } from "./snippets.ts";

const ROOT = join(import.meta.dirname, "..");
const PAGES = join(ROOT, "docs", "errors");

/** All codes: a literal that must name every member of the type. */
const CODES = Object.keys({
  "abstract-value": true,
  assignment: true,
  "bad-argument": true,
  "bad-axis": true,
  "bad-dtype": true,
  "bad-file": true,
  "bad-index": true,
  "bad-seed": true,
  "captured-tracer": true,
  "constant-output": true,
  "donated-tensor": true,
  "integer-argument": true,
  "leaked-tracer": true,
  "math-syntax": true,
  "nan-found": true,
  "non-scalar-output": true,
  "not-differentiable": true,
  "not-positive-definite": true,
  "number-from-tracer": true,
  "ragged-array": true,
  "shape-mismatch": true,
  "singular-matrix": true,
  "stateful-random": true,
  "structure-mismatch": true,
} satisfies Record<ErrorCode, true>);

function read(code: string): string {
  return readFileSync(join(PAGES, `${code}.md`), "utf8");
}

/** The code blocks of a kind on a page, each with the text block that follows it. */
function pairs(page: string, info: string): { readonly code: string; readonly shown: string | undefined }[] {
  const blocks = blocksOf(read(page));
  return blocks.flatMap((block, i) => (block.info === info ? [{ code: block.text, shown: blocks[i + 1]?.text }] : []));
}

/** An error as Node shows it, without the folder in which the example ran. */
function textOf(error: WengertError): string {
  return `${error.name}: ${error.message}`.replace(/\/\S*\/(?=example\.ts)/, "");
}

describe("the pages of docs/errors", () => {
  test("are one for each code", () => {
    const pages = readdirSync(PAGES).filter((file) => file !== "README.md");
    expect(pages.sort()).toEqual(CODES.map((code) => `${code}.md`).sort());
  });

  test("are listed in the index, each once", () => {
    const links = [...readFileSync(join(PAGES, "README.md"), "utf8").matchAll(/\]\(([\w-]+)\.md\)/g)];
    expect(links.map(([, code]) => code)).toEqual([...CODES].sort());
  });

  describe.each(CODES)("%s", (code) => {
    test("names its code, and shows an error and its repair, each with its output", () => {
      expect(read(code)).toContain(`Code \`${code}\``);
      const kinds = blocksOf(read(code)).map(({ info }) => info);
      expect(kinds).toEqual(expect.arrayContaining(["ts throws", "ts"]));
      expect(kinds.filter((_, i) => i % 2 === 1).every((info) => info === "text")).toBe(true);
    });

    test.each(pairs(code, "ts throws"))("its example fails as shown", async ({ code: snippet, shown }) => {
      const { thrown } = await run(snippet);
      expect(thrown).toBeInstanceOf(WengertError);
      const error = thrown as WengertError;
      expect(textOf(error)).toBe(shown);
      expect(error.code).toBe(code);
      expect(existsSync(join(ROOT, error.page))).toBe(true);
    });
  });

  describe.each([...CODES, "README"])("%s", (page) => {
    test.each(pairs(page, "ts"))("its working example prints what is shown", async ({ code, shown }) => {
      const { printed, thrown } = await run(code);
      expect(thrown).toBeUndefined();
      expect(printed).toBe(shown);
    });
  });
});
