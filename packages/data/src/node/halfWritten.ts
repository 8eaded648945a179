/// <reference types="node" />
import { createHash, randomBytes } from "node:crypto";
import { readdirSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

/** This machine in a file's name: several may write to one disk, and know nothing of each other's processes. */
const machine = (): string => createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** The name of a file in which the bytes for a path are gathered: it tells the machine and the process that writes. */
export function besideOf(path: string): string {
  return `${path}.${machine()}-${process.pid}-${randomBytes(6).toString("hex")}.tmp`;
}

/** The paths that were looked after: what is left behind, dead processes have left before. */
const cleaned = new Set<string>();

/**
 * Removes the files that dead processes of this machine left beside a path while they wrote to it: once for each path.
 * A file whose writer may be alive, or on another machine, stays. It never throws: leftovers are no reason not to write.
 */
export function removeHalfWritten(path: string): void {
  const whole = resolve(path);
  if (cleaned.has(whole)) return;
  cleaned.add(whole);
  try {
    const folder = dirname(whole);
    const here = machine();
    const start = `${basename(whole)}.`;
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(start)) continue;
      const [, where, pid] = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.tmp$/.exec(name.slice(start.length)) ?? [];
      if (where === here && isOver(Number(pid), join(folder, name))) rmSync(join(folder, name), { force: true });
    }
  } catch {
    // The folder cannot be listed; whoever writes will say what is wrong.
  }
}

/** Whether the process that made a file is not running any more. */
function isOver(pid: number, file: string): boolean {
  if (pid === process.pid) {
    // Ours, perhaps of another thread; or, in a container that was started again, of the process before with our number.
    return statSync(file).mtimeMs < Date.now() - 1000 * process.uptime();
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as { readonly code?: string }).code === "ESRCH";
  }
}
