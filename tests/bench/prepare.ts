// What has to lie ready before anything is measured: the packages as they are shipped, the workloads' program, the peers.
import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { installBundles } from "../../.config/bundle.ts";
import { root } from "../../.config/workspace.ts";
import type { Program, Start } from "./interleave.ts";
import type { Peer, Workload } from "./workload.ts";
import { writeTask } from "./writeTask.ts";

export const here: string = join(root, "tests/bench");
export const cache: string = join(root, "node_modules/.cache/bench");

/** Bundles the packages into `cache`/node_modules, and beside that the scripts that are run there. */
export async function prepare(): Promise<void> {
  rmSync(cache, { recursive: true, force: true });
  await installBundles(cache);
  await build({
    entryPoints: ["side", "page", "memory", "minimal"].map((name) => join(here, `${name}.ts`)),
    outdir: cache,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    format: "esm",
    target: "es2022",
    platform: "node",
  });
}

/** Installs the peers beside their lockfile, unless that has happened; none of their scripts is run. */
export function installPeers(): void {
  const tool = ["-y", "pnpm@10.34.9", "install", "--ignore-workspace", "--ignore-scripts", "--frozen-lockfile"];
  if (existsSync(join(here, "node_modules/.modules.yaml"))) return;
  console.log("installing the peers (600 MB) …");
  execFileSync("npx", [...tool, "--reporter=silent"], { cwd: here, stdio: "inherit" });
}

/** What a Python program imports. */
const MODULES: Readonly<Record<string, string>> = { "torch_side.py": "torch", "hips_side.py": "autograd" };
const found = new Map<string, string>();

/** A Python that has what the script imports: of the variable WENGERT_PYTHON, on the path, or the system's. */
export function pythonFor(script: string): string | null {
  const module = MODULES[script]!;
  for (const python of [process.env.WENGERT_PYTHON, "python3", "/usr/bin/python3"]) {
    if (python === undefined) continue;
    const known = found.get(module);
    if (known !== undefined) return known;
    try {
      execFileSync(python, ["-c", `import ${module}`], { stdio: "ignore" });
      found.set(module, python);
      return python;
    } catch {}
  }
  return null;
}

const sideScript = join(cache, "side.mjs");
export const startOurs = (workload: string, side: string): Start => [process.execPath, sideScript, workload, side];

function startPeer({ script, args = [] }: Peer, task: string): Start {
  const path = join(here, "peers", script);
  if (!script.endsWith(".py")) return [process.execPath, path, task, ...args];
  const python = pythonFor(script);
  return python === null ? `no Python here has ${MODULES[script]!}` : [python, path, task, ...args];
}

/** Our sides of a workload, and those of others if they are wanted; the task is written for them. */
export function programsOf(workload: Workload, withPeers: boolean): Program[] {
  const ours = Object.keys(workload.ours).map((name) => ({
    name,
    ours: true,
    single: false,
    start: startOurs(workload.name, name),
  }));
  if (!withPeers) return ours;
  const task = join(cache, workload.name);
  writeTask(task, workload.task());
  const others = Object.entries(workload.peers).map(([name, peer]) => ({
    name,
    ours: false,
    single: peer.single === true,
    start: startPeer(peer, task),
  }));
  return [...ours, ...others];
}
