import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const CLI = fileURLToPath(new URL("../cli/index.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** What a command did. */
export interface Done {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder for notebooks, outside of the repository, that finds its packages. */
export interface Folder {
  readonly path: string;
  /** Writes a file; gives its path. */
  readonly write: (name: string, ...lines: readonly string[]) => string;
  /** Runs `wengert` in the folder. */
  readonly wengert: (...args: readonly string[]) => Done;
  /** Runs a script without the runner. */
  readonly plain: (name: string) => Done;
  readonly remove: () => void;
}

export function makeFolder(): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "notebooks-")));
  symlinkSync(join(ROOT, "node_modules"), join(path, "node_modules"));
  writeFileSync(join(path, "package.json"), '{ "type": "module" }');
  const node = (...args: readonly string[]): Done => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: path, encoding: "utf8", env: ENV });
    return { code: status, out: stdout, err: stderr };
  };
  return {
    path,
    write: (name, ...lines) => {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${lines.join("\n")}\n`);
      return file;
    },
    wengert: (...args) => node(...command(args)),
    plain: (name) => node("--conditions=@wengert/source", "--import", TSX, name),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

const { NODE_OPTIONS: _, ...ENV } = process.env;

/** The arguments with which Node runs the command on the sources. */
export const command = (args: readonly string[]): string[] => [
  "--conditions=@wengert/source",
  "--import",
  TSX,
  CLI,
  ...args,
];

/** What a script needs to call everything of this package. */
export const IMPORT =
  'import { check, checkClose, exercise, say, section, show, table, todo } from "@wengert/notebook";';

/** Does not say the time. */
export const steady = (text: string): string =>
  text.replaceAll(/^time: [\d.]+ s$/gm, "time: …").replaceAll(/ +[\d.]+ s$/gm, " … s");
