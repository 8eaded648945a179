import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { filesIn, packages, root } from "../.config/workspace.ts";

/** The sources of all packages, with the sources of the same package that each imports; types are no imports. */
function importGraph(): Map<string, string[]> {
  const files = packages().flatMap(({ folder }) => filesIn(join(folder, "src"), ".ts"));
  return new Map(
    files.map((file) => {
      const imports = readFileSync(file, "utf8").matchAll(/^(?:import|export) (?!type\b)[^"]*?\bfrom "(\.[^"]+)";/gm);
      return [file, [...imports].map(([, path]) => join(dirname(file), path!))];
    }),
  );
}

/** The first cycle that a walk along the imports runs into, as a list of files; null when there is none. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | null => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return null;
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle !== null) return cycle;
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle !== null) return cycle;
  }
  return null;
}

describe("the structure of the sources", () => {
  test("finds a cycle where there is one", () => {
    const graph = new Map([
      ["a", ["b"]],
      ["b", ["c"]],
      ["c", ["b"]],
    ]);
    expect(findCycle(graph)).toEqual(["b", "c", "b"]);
  });

  test("imports run one way: no file reaches itself", () => {
    const graph = importGraph();
    expect(graph.size).toBeGreaterThan(40);
    expect([...graph.values()].flat().length).toBeGreaterThan(100);
    expect(findCycle(graph)?.map((file) => relative(root, file)) ?? null).toBeNull();
  });

  test("every import names a file that exists", () => {
    const graph = importGraph();
    const missing = [...graph].flatMap(([file, imports]) =>
      imports.filter((path) => !graph.has(path)).map((path) => `${relative(root, file)}: ${relative(root, path)}`),
    );
    expect(missing).toEqual([]);
  });

  test("no file names a folder of somebody's machine", () => {
    const files = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0");
    const foreign = /(^|[\s"'`(=:])\/(home|Users|root|work|tmp)\/\w/m;
    const found = files.filter(
      (file) =>
        /\.(ts|mjs|cjs|cts|json|md|yml|yaml)$|^\.ci\//.test(file) &&
        !file.startsWith("tests/golden/data/") &&
        foreign.test(readFileSync(join(root, file), "utf8")),
    );
    expect(found).toEqual([]);
  });
});

test("what README installs includes what it depends on: the packages are in no registry", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const line = /^npm install (\.\/wengert-.*)$/m.exec(readme)?.[1] ?? "";
  const given = [...line.matchAll(/wengert-([a-z]+)-/g)].map(([, name]) => `@wengert/${name}`);
  expect(given).toContain("@wengert/autograd");
  const needed = packages()
    .filter(({ name }) => given.includes(name))
    .flatMap(({ folder }) => {
      const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { dependencies?: object };
      return Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith("@wengert/"));
    });
  expect(needed.filter((name) => !given.includes(name))).toEqual([]);
});
