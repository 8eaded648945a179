// Builds each package into its dist folder: one bundle per entry point, and declarations. Run it with
// `npm run build`. Tests and notebooks read the sources and never need it.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { type Package, packages, root } from "./workspace.ts";

/** Declarations name their neighbours by the file that is shipped, `./shape.js`, and not by its source. */
function shipDeclarations(folder: string): void {
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".d.ts")) continue;
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(/(\bfrom |\bimport\(|\bimport )"(\.[^"]*)\.ts"/g, '$1"$2.js"'));
  }
}

function report({ name, folder }: Package): void {
  const files = readdirSync(join(folder, "dist")).filter((file) => file.endsWith(".js"));
  const bytes = files.reduce((sum, file) => sum + statSync(join(folder, "dist", file)).size, 0);
  console.log(`${name}: ${(bytes / 1000).toFixed(1)} kB in ${files.join(", ")}`);
}

const all = packages();
for (const { folder } of all) rmSync(join(folder, "dist"), { recursive: true, force: true });
const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
const compiled = spawnSync(process.execPath, [compiler, "-b", ...all.map(({ folder }) => folder)], {
  stdio: "inherit",
});
if (compiled.status !== 0) process.exit(1);
for (const each of all) {
  await bundle(each, each.folder);
  shipDeclarations(join(each.folder, "dist"));
  report(each);
}
