// How a package is bundled: once for its dist folder, and the same way for tests and benchmarks of what is shipped.
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { type Package, packages, root } from "./workspace.ts";

/**
 * Writes String.raw`…` as the plain string that it is. Bundlers take a tagged template for a call that might do
 * something, so they would keep every primitive that has a formula, used or not.
 */
const plainStrings: Plugin = {
  name: "plain strings",
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      loader: "ts",
      contents: readFileSync(path, "utf8").replace(/String\.raw`([^`$]*)`/g, (_, text: string) => JSON.stringify(text)),
    }));
  },
};

/** A module that an entry point exports whole: `export * as random from "./random/index.ts"`. */
interface Namespace {
  readonly name: string;
  readonly source: string;
}

function namespacesOf({ entries }: Package): Namespace[] {
  return entries.flatMap(({ source }) =>
    [...readFileSync(source, "utf8").matchAll(/^export \* as (\w+) from "([^"]+)";/gm)].map(([, name, path]) => ({
      name: name!,
      source: join(dirname(source), path!),
    })),
  );
}

/**
 * Leaves such a module in a file of its own. Within a bundle it would become an object that holds all its members,
 * and every program would carry them.
 */
function separate(namespaces: readonly Namespace[]): Plugin {
  return {
    name: "separate namespaces",
    setup: ({ onResolve }) => {
      onResolve({ filter: /\/index\.ts$/ }, ({ path, resolveDir }) => {
        const found = namespaces.find(({ source }) => source === join(resolveDir, path));
        return found && { path: `./${found.name}.js`, external: true };
      });
    },
  };
}

/**
 * Bundles the entry points of a package into `folder`, under the names that its `exports` give them. What they share
 * goes into common chunks: a class that stood in two bundles would be two classes. Dependencies, workspace packages
 * among them, are imported and not copied.
 */
export async function bundle(from: Package, folder: string): Promise<void> {
  const namespaces = namespacesOf(from);
  await build({
    absWorkingDir: root,
    entryPoints: [
      ...from.entries.map((entry) => ({
        in: entry.source,
        out: relative(from.folder, entry.bundle).replace(/\.js$/, ""),
      })),
      ...namespaces.map(({ name, source }) => ({ in: source, out: `dist/${name}` })),
    ],
    outdir: folder,
    chunkNames: "dist/shared-[hash]",
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "neutral",
    format: "esm",
    target: "es2022",
    charset: "utf8",
    plugins: [plainStrings, separate(namespaces)],
    logLevel: "warning",
  });
}

/**
 * Lays the packages as they are shipped, without declarations, into `folder`/node_modules, so that a script in
 * `folder` imports them as a user's would.
 */
export async function installBundles(folder: string): Promise<void> {
  for (const each of packages()) {
    const target = join(folder, "node_modules", each.name);
    rmSync(target, { recursive: true, force: true });
    await bundle(each, target);
    copyFileSync(join(each.folder, "package.json"), join(target, "package.json"));
  }
}
