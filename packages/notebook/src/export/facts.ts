/// <reference types="node" />
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Run } from "../run/result.ts";

/** What must be known to get the same numbers again. */
export interface Facts {
  /** Calls that start a generator with a number or text, as they stand in the script. */
  readonly seeds: readonly string[];
  /** Node, and the packages that the script imports. */
  readonly versions: readonly (readonly [name: string, version: string])[];
}

export function factsOf({ file, cells }: Run): Facts {
  const code = cells.flatMap(({ cell }) => (cell.kind === "code" ? [cell.source] : [])).join("\n");
  return { seeds: seedsIn(code), versions: [["Node", process.versions.node], ...packagesIn(code, file)] };
}

/** Literal seeds: those that are computed are not seen. */
export function seedsIn(code: string): string[] {
  const calls = withoutComments(code).matchAll(
    /\b(?:RandomState|generator|key|seedrandom)\(\s*(?:\d[\w.]*|"[^"\n]*"|'[^'\n]*'|\[[\d,\s]*\])\s*\)/g,
  );
  return [...new Set([...calls].map(([call]) => call))];
}

const withoutComments = (code: string): string => code.replaceAll(/^\s*\/\/.*$|\/\*[\s\S]*?\*\//gm, "");

function packagesIn(code: string, file: string): (readonly [string, string])[] {
  const names = [...code.matchAll(/\bfrom\s*(["'])((?:@[\w.-]+\/)?[\w.-]+)(?:\/[^"'\n]*)?\1/g)].map(
    ([, , name]) => name!,
  );
  return [...new Set(names)]
    .filter((name) => !name.startsWith(".") && name !== "node")
    .sort()
    .flatMap((name) => {
      const version = versionOf(name, file);
      return version === null ? [] : [[name, version] as const];
    });
}

/** The version of a package as the script would find it; null when it is not there. */
function versionOf(name: string, file: string): string | null {
  try {
    return readVersion(createRequire(file).resolve(`${name}/package.json`));
  } catch {
    for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
      try {
        return readVersion(join(folder, "node_modules", name, "package.json"));
      } catch {}
    }
    return null;
  }
}

function readVersion(path: string): string | null {
  const { version } = JSON.parse(readFileSync(path, "utf8")) as { readonly version?: unknown };
  return typeof version === "string" ? version : null;
}
