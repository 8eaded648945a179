import type { Pytree } from "@wengert/autograd";
import { readSafetensors, writeFileAtomic } from "@wengert/data/node";
import { encodeCheckpoint, readCheckpoint } from "../checkpoint/checkpoint.ts";
import type { Snapshot } from "../train/options.ts";

/**
 * Writes a checkpoint so that at every moment, whatever happens to the process, the path holds either the one before or
 * this one as a whole: the bytes go to a file beside it, which takes its name once they are on the disk.
 *
 * A process that is killed while it writes leaves that other file, `path.….tmp`, behind; the next process that saves to the
 * path removes it, unless its writer is still alive or on another machine.
 *
 * **Shapes:** any tree, see `encodeCheckpoint`; for a run, `run.snapshot()`.
 *
 * @throws ArgumentError when the tree holds something that is not data, or the path cannot be written to.
 * @example
 * const { tmpdir } = await import("node:os");
 * const path = `${tmpdir()}/example-checkpoint.safetensors`;
 * saveCheckpoint(path, { W: tensor([1, 2]), epoch: 3 });
 * loadCheckpoint(path) // { W: [1. 2.], epoch: 3 }
 * @public
 */
export function saveCheckpoint(path: string, tree: Pytree): void {
  writeFileAtomic(path, encodeCheckpoint(tree));
}

/**
 * What `saveCheckpoint` wrote: `train({ …, resume: loadCheckpoint(path) })` goes on from there.
 *
 * **Shapes:** those that were stored.
 *
 * @throws ArgumentError when there is no such file, or it is no checkpoint.
 * @example
 * const { tmpdir } = await import("node:os");
 * const path = `${tmpdir()}/example-parameters.safetensors`;
 * saveCheckpoint(path, [tensor(0.5)]);
 * loadCheckpoint(path) // [0.5]
 * @public
 */
export function loadCheckpoint<T = Snapshot>(path: string): T {
  return readCheckpoint("loadCheckpoint", readSafetensors(path));
}
