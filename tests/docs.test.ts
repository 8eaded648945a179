import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import * as np from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { filesIn, packages, root } from "../.config/workspace.ts";
import { blocksOf, run } from "./snippets.ts";

/** The pages a reader meets, but for docs/errors: `errors.test.ts` asks more of those. */
const pages = [
  join(root, "README.md"),
  join(root, "CONTRIBUTING.md"),
  ...packages().map(({ folder }) => join(folder, "README.md")),
  ...filesIn(join(root, "docs"), ".md"),
].filter((page) => !page.includes(join("docs", "errors") + sep));

interface Snippet {
  readonly code: string;
  readonly throws: boolean;
  /** The text block right after it, or nothing. */
  readonly shown: string;
}

function snippetsOf(page: string): Snippet[] {
  const blocks = blocksOf(readFileSync(page, "utf8"));
  return blocks.flatMap(({ info, text }, i) => {
    if (info !== "ts" && info !== "ts throws") return [];
    const next = blocks[i + 1];
    return [{ code: text, throws: info === "ts throws", shown: next?.info === "text" ? next.text : "" }];
  });
}

/** The links of a page to files of the repository. */
function linksOf(page: string): string[] {
  const text = readFileSync(page, "utf8").replace(/^```[\s\S]*?^```$/gm, "");
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^\w+:/.test(target));
}

describe.each(pages.map((page) => [relative(root, page), page] as const))("%s", (_name, page) => {
  const snippets = snippetsOf(page);
  test.runIf(snippets.length > 0).each(snippets)("prints what is shown below %#", async ({ code, throws, shown }) => {
    const { printed, thrown } = await run(code);
    if (throws) return expect(String(thrown)).toBe(shown);
    expect(thrown).toBeUndefined();
    expect(printed).toBe(shown);
  });

  test("links to files that exist", () => {
    expect(linksOf(page).filter((target) => !existsSync(join(dirname(page), target)))).toEqual([]);
  });
});

describe("the page for users of NumPy", () => {
  const text = readFileSync(join(root, "docs/from-numpy.md"), "utf8");
  const exists = (name: string) =>
    name.split(".").reduce<unknown>((holder, part) => (holder as Record<string, unknown> | undefined)?.[part], np) !==
    undefined;

  test("shows functions that exist", () => {
    const rows = [...text.matchAll(/^\|.*\|(.*)\|$/gm)].map(([, ours]) => ours!).join();
    const names = [...rows.matchAll(/\bnp\.([\w.]+)/g)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !exists(name))).toEqual([]);
  });

  test("calls missing only what is missing", () => {
    const missing = /^Not there yet: ([\s\S]*?)\. Some/m.exec(text)![1]!;
    const names = [...missing.matchAll(/`([\w.]+)`/g)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter(exists)).toEqual([]);
  });
});

describe("the README", () => {
  const text = readFileSync(join(root, "README.md"), "utf8");

  test("names every package", () => {
    const names = packages().map(({ name }) => name);
    expect(names.filter((name) => !text.includes(name))).toEqual([]);
  });

  test("gives the score that the notebook of week 42 ends with", () => {
    const output = readFileSync(join(root, "docs/notebooks/output/week42.txt"), "utf8");
    const [, reproduced, all] = /^numbers reproduced: (\d+) of (\d+)$/m.exec(output)!;
    const [, errata] = /^errata shown: (\d+) of /m.exec(output)!;
    const score = /<!-- score -->(.*)<!-- \/score -->/.exec(text)![1];
    expect(score).toBe(`${reproduced} numbers reproduced of ${all}, ${errata} errata found`);
  });
});
