// How a package is bundled: once for its dist folder, and the same way for tests and benchmarks of what is shipped.
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { filesIn, type Package, packages, root } from "./workspace.ts";

/**
 * Helps the bundlers of those who use the packages to drop the primitives that a program does not need. Calls of
 * functions that are marked `@__NO_SIDE_EFFECTS__` are marked too, since the mark on the function is lost from one
 * chunk to the next; String.raw`…` becomes the plain string that it is, since a tagged template counts as a call.
 */
function droppable(folder: string): Plugin {
  const sources = filesIn(join(folder, "src"), ".ts").map((file) => readFileSync(file, "utf8"));
  const marked = sources.flatMap((text) =>
    [...text.matchAll(/@__NO_SIDE_EFFECTS__\s+(?:export )?function (\w+)/g)].map(([, name]) => name!),
  );
  // Not in comments, whose examples call such functions too.
  const calls = new RegExp(`(?<!^ *(?:\\*|//).*|function |[.\\w])(?=(?:${marked.join("|")})(?:<[^(]*?>)?\\()`, "gm");
  const template = /String\.raw`([^`$]*)`/g;
  return {
    name: "droppable",
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, "utf8").replace(template, (_, raw: string) => JSON.stringify(raw));
        return { loader: "ts", contents: marked.length === 0 ? text : text.replace(calls, "/* @__PURE__ */ ") };
      });
    },
  };
}

/** A module that another one exports whole: `export * as random from "./random/index.ts"`. */
interface Namespace {
  readonly name: string;
  readonly source: string;
  /** The module that exports it. */
  readonly parent: string;
}

/** The namespaces of the entry points, and those within them: `stats.norm` is called `stats-norm`. */
function namespacesOf({ entries }: Package): Namespace[] {
  const within = (parent: string, prefix: string): Namespace[] =>
    [...readFileSync(parent, "utf8").matchAll(/^export \* as (\w+) from "([^"]+)";/gm)].flatMap(([, own, path]) => {
      const [name, source] = [`${prefix}${own!}`, join(dirname(parent), path!)];
      return [{ name, source, parent }, ...within(source, `${name}-`)];
    });
  return entries.flatMap(({ source }) => within(source, ""));
}

/**
 * Leaves such a module in a file of its own. Within a bundle it would become an object that holds all its members,
 * and every program would carry them.
 */
function separate(namespaces: readonly Namespace[]): Plugin {
  return {
    name: "separate namespaces",
    setup: ({ onResolve }) => {
      onResolve({ filter: /\.ts$/ }, ({ path, resolveDir, importer }) => {
        const found = namespaces.find(({ source, parent }) => parent === importer && source === join(resolveDir, path));
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
    plugins: [droppable(from.folder), separate(namespaces)],
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
