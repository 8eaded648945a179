// What the tools need to know of the workspace: its root, its packages, their entry points.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The top folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The condition under which a package's `exports` name its sources. */
export const SOURCE = "@wengert/source";

/** One entry point of a package: how it is imported, where its source lies, and what is built from that. */
export interface Entry {
  readonly specifier: string;
  readonly source: string;
  readonly types: string;
  readonly bundle: string;
}

export interface Package {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly entries: readonly Entry[];
}

type Conditions = Readonly<Record<"types" | "default" | typeof SOURCE, string>>;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | Conditions>>;
}

function readPackage(folder: string): Package {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const entries = Object.entries(manifest.exports).flatMap(([path, target]) =>
    typeof target === "string"
      ? []
      : [
          {
            specifier: manifest.name + path.slice(1),
            source: join(folder, target[SOURCE]),
            types: join(folder, target.types),
            bundle: join(folder, target.default),
          },
        ],
  );
  return { name: manifest.name, version: manifest.version, folder, entries };
}

/** The workspace's packages, by name. */
export function packages(): readonly Package[] {
  return readdirSync(join(root, "packages"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readPackage(join(root, "packages", entry.name)));
}

/** The files below a folder whose name ends in `ending`. */
export function filesIn(folder: string, ending: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path, ending);
    return entry.name.endsWith(ending) ? [path] : [];
  });
}
