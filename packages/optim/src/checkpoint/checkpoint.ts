import type { Pytree, Tensor } from "@wengert/autograd";
import { decodeSafetensors, encodeSafetensors, type Safetensors } from "@wengert/data";
import type { Snapshot } from "../train/options.ts";
import { damaged, putBack, takeOut } from "./tree.ts";

const FORMAT = "wengert.checkpoint";
const TREE = "wengert.tree";
const VERSION = "1";

/**
 * A checkpoint as bytes: a safetensors file with every tensor under its path, and all else as JSON in its metadata. Every
 * bit is kept: −0, NaN, infinities, and numbers outside of tensors.
 *
 * **Shapes:** any tree: a `Snapshot` of a run, parameters alone, anything of tensors, numbers, texts, arrays and records.
 *
 * @throws ArgumentError at something that is none of these; TraceError when a tensor is abstract.
 * @example decodeCheckpoint(encodeCheckpoint({ W: tensor([1, 2]), best: Infinity })) // { W: [1. 2.], best: Infinity }
 * @public
 */
export function encodeCheckpoint(tree: Pytree): Uint8Array {
  const tensors = new Map<string, Tensor>();
  const json = takeOut("encodeCheckpoint", tree, tensors);
  return encodeSafetensors(Object.fromEntries(tensors), { [FORMAT]: VERSION, [TREE]: JSON.stringify(json) });
}

/**
 * What `encodeCheckpoint` wrote.
 *
 * **Shapes:** those that were stored.
 *
 * @throws ArgumentError when the bytes are no safetensors file, no checkpoint, or of a newer version.
 * @example decodeCheckpoint(encodeCheckpoint(tensor([1, 2]))) // [1. 2.]
 * @public
 */
export function decodeCheckpoint<T = Snapshot>(bytes: Uint8Array): T {
  return readCheckpoint("decodeCheckpoint", decodeSafetensors(bytes));
}

/** The tree in a safetensors file. */
export function readCheckpoint<T>(op: string, { tensors, metadata }: Safetensors): T {
  const version = metadata[FORMAT];
  if (version === undefined) throw damaged(op, "it is a safetensors file, but nothing says how it was built");
  if (version !== VERSION) throw damaged(op, `it is of version ${version}, and this library writes ${VERSION}`);
  let json: unknown;
  try {
    json = JSON.parse(metadata[TREE]!);
  } catch {
    throw damaged(op, "its tree is not JSON");
  }
  return putBack(op, json, tensors) as T;
}
