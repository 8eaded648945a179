/// <reference types="node" />
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** A script and the files of its own that it imports, at any depth. */
export function filesOf(script: string): string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file) || !existsSync(file)) return;
    found.add(file);
    const imports = readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport)\s*\(?\s*(["'])(\.{1,2}\/[^"'\n]+)\1/g);
    for (const [, , path] of imports) {
      const target = resolve(dirname(file), path!);
      visit(target);
      visit(target.replace(/\.js$/, ".ts"));
    }
  };
  visit(realpathSync(script));
  return [...found];
}
