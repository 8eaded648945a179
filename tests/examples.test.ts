import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import { afterAll, describe, expect, test, vi } from "vitest";
import { filesIn, packages, root } from "../.config/workspace.ts";
import { examplesOf, filesWithExamples, moduleOf, shown, withChecks } from "./examples.ts";
import { startLayout } from "./snippets.ts";

type Check = (run: () => unknown, expected: string) => void;
type Run = (check: Check) => Promise<void>;

const folder = mkdtempSync(join(tmpdir(), "examples-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What an expression prints, or else its value. */
function outcome(run: () => unknown): string {
  startLayout();
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((...values: unknown[]) => void lines.push(format(...values)));
  try {
    const value = run();
    return lines.length > 0 ? lines.join("\n") : shown(value);
  } finally {
    log.mockRestore();
  }
}

async function load(file: string, i: number): Promise<readonly Run[]> {
  const path = join(folder, `examples${i}.ts`);
  writeFileSync(path, await moduleOf(file, examplesOf(file)));
  return ((await import(pathToFileURL(path).href)) as { readonly examples: readonly Run[] }).examples;
}

const files = filesWithExamples(packages().flatMap((each) => filesIn(join(each.folder, "src"), ".ts")));

describe("the reader of examples", () => {
  test("takes the comment after an expression for its result", () => {
    const code = "const x = 1; // one\nf(x) // [2.\n//  3.]\ng(x);\nh() // 4";
    expect(withChecks(code)).toBe(
      'const x = 1;\nexpectResult(() => (f(x)), "[2.\\n 3.]");\ng(x);\nexpectResult(() => (h()), "4");',
    );
  });
});

describe.each(files.map((file, i) => [relative(root, file), file, i] as const))(
  "the examples in %s",
  (_name, file, i) => {
    const module = load(file, i);
    test.each(examplesOf(file).map(({ place }, k) => [place, k] as const))("%s", async (_place, k) => {
      let checks = 0;
      const run = (await module)[k]!;
      await run((expression, expected) => {
        checks++;
        expect(outcome(expression)).toBe(expected);
      });
      expect(checks, "an example shows at least one result").toBeGreaterThan(0);
    });
  },
);
