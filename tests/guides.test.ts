import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { filesIn, root } from "../.config/workspace.ts";
import { blocksOf } from "./snippets.ts";

// What the pages print is compared in docs.test.ts. Here they are read as an editor reads them: nothing is underlined.

const FOLDER = join(root, "tests");

/** The snippets of the guides as files that are nowhere on the disk, by their paths. */
function snippets(): ReadonlyMap<string, string> {
  const pages = filesIn(join(root, "docs"), ".md").filter((page) => /^docs\/[\w-]+\.md$/.test(relative(root, page)));
  return new Map(
    pages.flatMap((page) =>
      blocksOf(readFileSync(page, "utf8")).flatMap(({ info, text }, i): [string, string][] =>
        info === "ts" || info === "ts throws"
          ? // Some import nothing: without an export they would share their names.
            [[join(FOLDER, `${relative(root, page).replaceAll("/", "-")}-${i}.ts`), `${text}\nexport {};\n`]]
          : [],
      ),
    ),
  );
}

/** What the compiler says of files that are given as text. */
function complaints(files: ReadonlyMap<string, string>): string[] {
  const settings = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(FOLDER, "tsconfig.json"), ts.sys.readFile).config,
    ts.sys,
    FOLDER,
  ).options;
  const options = { ...settings, incremental: false, skipLibCheck: true };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.fileExists = (file) => files.has(file) || ts.sys.fileExists(file);
  host.getSourceFile = (file, target, ...rest) => {
    const text = files.get(file);
    return text === undefined ? read(file, target, ...rest) : ts.createSourceFile(file, text, target);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((file) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((found) => {
      const { line } = ts.getLineAndCharacterOfPosition(source, found.start ?? 0);
      const text = ts.flattenDiagnosticMessageText(found.messageText, "\n");
      return `${relative(FOLDER, file)}:${line + 1}: ${text.split("\n")[0]}`;
    });
  });
}

test("an editor underlines nothing in the guides but what they say", () => {
  const files = snippets();
  expect(files.size).toBeGreaterThan(40);
  const wrong = join(FOLDER, "wrong.ts");
  const found = complaints(new Map([...files, [wrong, 'const a: number = "x";\nexport { a };\n']]));
  expect(found).toEqual(["wrong.ts:1: Type 'string' is not assignable to type 'number'."]);
});
