// How a package is bundled: once for its dist folder, and the same way for tests and benchmarks of what is shipped.
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { droppableConstants } from "./constants.ts";
import { type Entry, filesIn, type Package, packages, root } from "./workspace.ts";

/** Comments that have lines of their own, except the marks for bundlers. */
const COMMENTS = /^[ \t]*(?:\/\*\*[\s\S]*?\*\/|\/\/(?!.*@__).*)\n/gm;

/** A source without its comments. What looks like one within a template, after an odd number of backticks, stays. */
function withoutComments(text: string): string {
  const ticks = (before: string): number => before.match(/(?<!\\)`/g)?.length ?? 0;
  return text.replace(COMMENTS, (comment: string, at: number) => (ticks(text.slice(0, at)) % 2 === 1 ? comment : ""));
}

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
        const source = withoutComments(readFileSync(path, "utf8"));
        const text = source.replace(template, (_, raw: string) => JSON.stringify(raw));
        return { loader: "ts", contents: marked.length === 0 ? text : text.replace(calls, "/* @__PURE__ */ ") };
      });
    },
  };
}

/**
 * Puts the package `seedrandom` into the bundle. Its module mixes some randomness when it is loaded, and asks for Node's
 * cryptography, which takes 15 ms, for seeds that nobody gives. So it is loaded by the first call, and is told, as in
 * browsers, that there is no such thing. Its licence stands in the file NOTICE of the package.
 */
function seedrandomInside(): Plugin {
  return {
    name: "seedrandom",
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^seedrandom$/ }, ({ importer }) => ({
        path: createRequire(importer).resolve("seedrandom/seedrandom.js"),
        namespace: "seedrandom",
        sideEffects: false,
      }));
      onLoad({ filter: /.*/, namespace: "seedrandom" }, ({ path }) => ({
        loader: "js",
        contents: `
          let made;
          export default function seedrandom(seed, options) {
            if (made === undefined) {
              const module = { exports: {} };
              load(module, () => ({}));
              made = module.exports;
            }
            return made(seed, options);
          }
          function load(module, require) {
            ${readFileSync(path, "utf8")}
          }`,
      }));
    },
  };
}

/** A module that another one exports whole: `export * as random from "./random/index.ts"`. */
interface Namespace {
  readonly name: string;
  readonly source: string;
  /** Those within it: `stats.norm`. */
  readonly inner: readonly Namespace[];
}

function namespacesIn(module: string): Namespace[] {
  return [...readFileSync(module, "utf8").matchAll(/^export \* as (\w+) from "([^"]+)";/gm)].map(([, name, path]) => {
    const source = join(dirname(module), path!);
    return { name: name!, source, inner: namespacesIn(source) };
  });
}

/** What can be known of modules without bundling them: the values that each exports, and those that it imports. */
interface Modules {
  readonly exportsOf: (source: string) => readonly string[];
  /** The modules that some import, directly or not, and they themselves; not through those in `without`. */
  readonly reachedFrom: (sources: readonly string[], without?: readonly string[]) => ReadonlySet<string>;
  /** Their bytes. */
  readonly sizeOf: (files: readonly string[]) => number;
  /** The packages that files import. */
  readonly externalsOf: (files: Iterable<string>) => ReadonlySet<string>;
}

async function survey(sources: readonly string[]): Promise<Modules> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...sources],
    outdir: root,
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "neutral",
    format: "esm",
    metafile: true,
    write: false,
  });
  const outputs = Object.values(metafile.outputs);
  const reach = (file: string, found: Set<string>): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const { path, external } of metafile.inputs[file]!.imports) if (external !== true) reach(path, found);
  };
  return {
    exportsOf: (source) => outputs.find(({ entryPoint }) => entryPoint === relative(root, source))!.exports.toSorted(),
    reachedFrom: (from, without = []) => {
      const left = without.map((source) => relative(root, source));
      const found = new Set<string>(left);
      for (const source of from) reach(relative(root, source), found);
      for (const file of left) found.delete(file);
      return found;
    },
    sizeOf: (files) => files.reduce((sum, file) => sum + metafile.inputs[file]!.bytes, 0),
    externalsOf: (files) =>
      new Set(
        [...files].flatMap((file) =>
          metafile.inputs[file]!.imports.flatMap(({ path, external }) => (external === true ? [path] : [])),
        ),
      ),
  };
}

/** A namespace that adds no more bytes of source than this to what the package has anyway is an object in the core. */
const SMALL_NAMESPACE = 40_000;
/** An entry point that adds no more than this lies in the core as well. */
const SMALL_ENTRY = 12_000;

/** The files that a package is shipped in: the text of the core, and those that only pass on what is in it. */
interface Shipped {
  /** Null where a single entry point needs none. */
  readonly core: string | null;
  /** The text of files, by their path in the package without the ending. */
  readonly facades: Readonly<Record<string, string>>;
  /** Entry points that have code of their own, and are bundled. */
  readonly others: readonly Entry[];
}

/** Where an entry point of a package is shipped, without the ending. */
const placeOf = ({ folder }: Package, { bundle }: Entry): string => relative(folder, bundle).replace(/\.js$/, "");

/**
 * The plan of the files of a package. All that its main entry point reaches lies in one file, `core.js`, since a file
 * costs a program half a millisecond at its start whatever is in it. The entry points themselves only pass on what the
 * core has. A large namespace is such a file of its own: as an object within the core it would hold all its members, and
 * every program that uses one would carry them. Small ones, and namespaces within namespaces, are such objects.
 * A package of one entry point and no namespaces is that one file.
 */
async function planOf(from: Package): Promise<Shipped> {
  const [main, ...rest] = from.entries;
  const namespaces = namespacesIn(main!.source);
  const inner = namespaces.flatMap((namespace) => namespace.inner);
  const wholes = [...namespaces, ...inner].map(({ source }) => source);
  const { exportsOf, reachedFrom, sizeOf, externalsOf } = await survey([
    ...from.entries.map(({ source }) => source),
    ...wholes,
  ]);
  const reached = reachedFrom([main!.source, ...wholes]);
  const externals = externalsOf(reached);
  const isCore = ({ source }: Entry): boolean => {
    const own = [...reachedFrom([source])].filter((file) => !reached.has(file));
    return sizeOf(own) <= SMALL_ENTRY && [...externalsOf(own)].every((name) => externals.has(name));
  };
  if (namespaces.length === 0 && !rest.some(isCore)) return { core: null, facades: {}, others: from.entries };
  const core: string[] = [];
  const facades: Record<string, string> = {};
  const reachedWithout = reachedFrom([main!.source], wholes);
  const isLarge = ({ source }: Namespace): boolean =>
    sizeOf([...reachedFrom([source])].filter((file) => !reachedWithout.has(file))) > SMALL_NAMESPACE;
  /** Puts a module into the core, its values under names that begin with `prefix`, and a file that passes them on. */
  const pass = (source: string, place: string, prefix: string, within: readonly Namespace[]): void => {
    const files = within.filter(isLarge);
    const objects = within.filter((each) => !files.includes(each));
    const own = exportsOf(source).filter((name) => !within.some((namespace) => namespace.name === name));
    const names = [...own, ...objects.map(({ name }) => name)];
    core.push(exported(source, prefix, own));
    core.push(...objects.map((namespace) => objectOf(namespace, prefix, exportsOf)));
    facades[place] = [
      `export { ${names.map((name) => (prefix === "" ? name : `${prefix}${name} as ${name}`)).join(", ")} } from "./core.js";`,
      ...files.map(({ name }) => `export * as ${name} from "./${name}.js";\n`),
    ].join("\n");
    for (const { name, source, inner } of files) pass(source, `dist/${name}`, `${name}_`, inner);
  };
  pass(main!.source, placeOf(from, main!), "", namespaces);
  for (const each of rest.filter(isCore))
    pass(each.source, placeOf(from, each), `${basename(each.bundle, ".js")}_`, []);
  return { core: core.join("\n"), facades, others: rest.filter((each) => !isCore(each)) };
}

const exported = (source: string, prefix: string, names: readonly string[]): string =>
  `export { ${names.map((name) => `${name} as ${prefix}${name}`).join(", ")} } from ${JSON.stringify(source)};`;

/** A namespace, and those within it, as constants. */
function objectOf({ name, source, inner }: Namespace, prefix: string, exportsOf: Modules["exportsOf"]): string {
  const own = (each: string): string => `${prefix}${name}_${each}`;
  const isInner = (each: string): boolean => inner.some((namespace) => namespace.name === each);
  const names = exportsOf(source);
  const imported = names.filter((each) => !isInner(each)).map((each) => `${each} as ${own(each)}`);
  const members = names.map((each) => `${each}: ${own(each)}`);
  return [
    ...inner.map((namespace) => objectOf(namespace, `${prefix}${name}_`, exportsOf)),
    `import { ${imported.join(", ")} } from ${JSON.stringify(source)};`,
    `export const ${prefix}${name} = /* @__PURE__ */ Object.freeze({ __proto__: null, ${members.join(", ")} });`,
  ].join("\n");
}

/** The core as a module that can be bundled, and namespaces as what is not in it. */
function coreOf(text: string): Plugin {
  return {
    name: "core",
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^core$/ }, ({ kind }) =>
        kind === "entry-point" ? { path: "core", namespace: "core" } : null,
      );
      onLoad({ filter: /.*/, namespace: "core" }, () => ({ contents: text, resolveDir: root, loader: "js" }));
    },
  };
}

const IMPORT = /^import \{([^}]*)\} from "\.\/(shared-\w+)\.js";$/gm;

/** Puts the chunks that the core shares with other files into the core, and has those files import them from there. */
async function absorb(dist: string): Promise<void> {
  const files = readdirSync(dist).filter((file) => file.endsWith(".js"));
  const chunks = files.filter((file) => file.startsWith("shared-"));
  const texts = new Map(files.map((file) => [file, readFileSync(join(dist, file), "utf8")]));
  const shared = chunks.filter((file) => texts.get("core.js")!.includes(`from "./${file}"`));
  if (shared.length === 0) return;
  const nameIn = (chunk: string, name: string): string => `${chunk.replace(/\W/g, "_")}_${name}`;
  const wanted: string[] = [];
  for (const [file, text] of texts) {
    if (file === "core.js" || shared.includes(file)) continue;
    const changed = text.replace(IMPORT, (whole, list: string, chunk: string) => {
      if (!shared.includes(`${chunk}.js`)) return whole;
      const pairs = list.split(",").map((each) => each.trim().split(" as "));
      wanted.push(...pairs.map(([name]) => `export { ${name} as ${nameIn(chunk, name!)} } from "./${chunk}.js";`));
      return `import { ${pairs.map(([name, own = name]) => `${nameIn(chunk, name!)} as ${own}`).join(", ")} } from "./core.js";`;
    });
    if (changed !== text) writeFileSync(join(dist, file), changed);
  }
  await build({
    stdin: { contents: ['export * from "./core.js";', ...new Set(wanted)].join("\n"), resolveDir: dist },
    outfile: join(dist, "core.js"),
    allowOverwrite: true,
    bundle: true,
    packages: "external",
    platform: "neutral",
    format: "esm",
    target: "es2022",
    logLevel: "warning",
  });
  for (const file of shared) rmSync(join(dist, file));
}

/**
 * Bundles a package into `folder`, its entry points under the names that its `exports` give them. What they share lies
 * in one place: a class that stood in two bundles would be two classes. Dependencies, workspace packages among them, are
 * imported and not copied. Comments are not shipped, and characters beyond ASCII are escaped: what has one byte for each
 * character is read faster. Spaces stay, since esbuild drops with them the marks by which bundlers drop what is unused.
 */
export async function bundle(from: Package, folder: string): Promise<void> {
  const { core, facades, others } = await planOf(from);
  await build({
    absWorkingDir: root,
    entryPoints: [
      ...(core === null ? [] : [{ in: "core", out: "dist/core" }]),
      ...others.map((entry) => ({ in: entry.source, out: placeOf(from, entry) })),
    ],
    outdir: folder,
    chunkNames: "dist/shared-[hash]",
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "neutral",
    format: "esm",
    target: "es2022",
    plugins: [coreOf(core ?? ""), droppable(from.folder), seedrandomInside()],
    logLevel: "warning",
  });
  if (core !== null) await absorb(join(folder, "dist"));
  for (const file of filesIn(join(folder, "dist"), ".js"))
    writeFileSync(file, droppableConstants(readFileSync(file, "utf8")));
  for (const [place, text] of Object.entries(facades)) writeFileSync(join(folder, `${place}.js`), text);
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
