/// <reference types="node" />
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ArgumentError, KindError } from "@wengert/autograd";
import { badFile } from "../formats/badFile.ts";
import { besideOf, removeHalfWritten } from "./halfWritten.ts";

/**
 * The bytes of a file.
 *
 * @throws ArgumentError when there is no such file or it cannot be read.
 */
export function readBytes(op: string, path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unusable(op, path, error);
  }
}

/**
 * What a file's bytes hold.
 *
 * @throws what `decode` does, with the file's name beside what was got.
 */
export function readFrom<T>(op: string, path: string, decode: (bytes: Uint8Array) => T): T {
  const bytes = readBytes(op, path);
  try {
    return decode(bytes);
  } catch (error) {
    if (!(error instanceof ArgumentError || error instanceof KindError)) throw error;
    const { code, problem, got, hint } = error;
    const Same = error instanceof KindError ? KindError : ArgumentError;
    const where = `in ${resolve(path)}`;
    throw new Same({ code, op, problem, got: got === undefined ? where : `${got}, ${where}`, hint }, { cause: error });
  }
}

/**
 * Writes a file so that at every moment, whatever happens to the process or the machine, the path holds either what
 * it held before or all of the new bytes: they go to a file beside it, which takes its name only once they are on the
 * disk.
 *
 * What a process that was killed while it wrote has left beside it is removed when the path is written to again.
 *
 * @throws ArgumentError when the folder does not exist or cannot be written to; what was there stays.
 * @example
 * const { tmpdir } = await import("node:os");
 * const path = `${tmpdir()}/example-note.txt`;
 * const { readFileSync } = await import("node:fs");
 * writeFileAtomic(path, "kept");
 * readFileSync(path, "utf8") // kept
 * @public
 */
export function writeFileAtomic(path: string, content: Uint8Array | string): void {
  writeBytes("writeFileAtomic", path, content);
}

/** `writeFileAtomic` under the name of the function that was called. */
export function writeBytes(op: string, path: string, content: Uint8Array | string): void {
  removeHalfWritten(path);
  const beside = besideOf(path);
  try {
    const file = openSync(beside, "wx");
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw unusable(op, path, error);
  }
  syncFolder(dirname(path));
}

/** Puts the new name on the disk too; not every system can do that with a folder. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // The bytes are safe; only the new name may be lost with the power.
  }
}

/** Why a path cannot be used, by the system's code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EISDIR: "this is a folder",
  ENOTDIR: "a part of the path is not a folder",
  EACCES: "it may not be opened",
  EPERM: "it may not be changed",
  ENOSPC: "the disk is full",
  EROFS: "the disk cannot be written to",
  ERR_FS_FILE_TOO_LARGE: "the file is larger than 2 GiB",
};

function unusable(op: string, path: string, error: unknown): Error {
  const code = (error as { readonly code?: string } | null)?.code ?? "";
  const reason = REASONS[code];
  if (reason === undefined) return error as Error;
  return badFile(
    op,
    `${reason} (${code})`,
    resolve(path),
    "a relative path begins in the folder where node was started",
  );
}
