import type { Tensor } from "@wengert/autograd";
import { type Column, type ColumnKind, type CsvOptions, parseCsv } from "../csv/csv.ts";
import { decodeIdx, encodeIdx, type IdxOptions } from "../formats/idx.ts";
import { decodeNpy, encodeNpy } from "../formats/npy.ts";
import { decodeNpz, encodeNpz, type NpzOptions, type UnpackOptions } from "../formats/npz.ts";
import { decodeSafetensors, encodeSafetensors, type Safetensors } from "../formats/safetensors.ts";
import { readFrom, writeBytes } from "./files.ts";

/**
 * The tensor in a `.npy` file: `decodeNpy` of its bytes.
 *
 * @throws ArgumentError when the file cannot be read or is damaged; KindError when its elements are not numbers.
 * @example
 * const { tmpdir } = await import("node:os");
 * const path = `${tmpdir()}/example-x.npy`;
 * writeNpy(path, tensor([1, 2, 3]));
 * readNpy(path) // [1. 2. 3.]
 * @see R. Kern (2007), NEP 1: a simple file format for NumPy arrays.
 * @public
 */
export function readNpy(path: string): Tensor {
  return readFrom("readNpy", path, (bytes) => decodeNpy(bytes));
}

/**
 * Writes a tensor as a `.npy` file, whole or not at all: `encodeNpy`, written as `writeFileAtomic` does.
 *
 * @throws ArgumentError when the file cannot be written.
 * @example
 * const { tmpdir } = await import("node:os");
 * const path = `${tmpdir()}/example-x.npy`;
 * writeNpy(path, tensor([[1], [2]]));
 * readNpy(path).shape // [2, 1]
 * @see R. Kern (2007), NEP 1: a simple file format for NumPy arrays.
 * @public
 */
export function writeNpy(path: string, x: Tensor): void {
  writeBytes("writeNpy", path, encodeNpy(x));
}

/**
 * The tensors in an `.npz` file by name: `decodeNpz` of its bytes.
 *
 * @throws ArgumentError when the file cannot be read, is damaged or would become too large.
 * @example
 * const { tmpdir } = await import("node:os");
 * const path = `${tmpdir()}/example-net.npz`;
 * writeNpz(path, { W: tensor([[1, 2]]), b: tensor([3]) });
 * readNpz(path) // { W: [[1. 2.]], b: [3.] }
 * @see R. Kern (2007), NEP 1: a simple file format for NumPy arrays.
 * @public
 */
export function readNpz(path: string, options: UnpackOptions = {}): Record<string, Tensor> {
  return readFrom("readNpz", path, (bytes) => decodeNpz(bytes, options));
}

/**
 * Writes tensors as an `.npz` file, whole or not at all: `encodeNpz`, written as `writeFileAtomic` does.
 *
 * @throws ArgumentError when the file cannot be written.
 * @example
 * const { tmpdir } = await import("node:os");
 * const path = `${tmpdir()}/example-net.npz`;
 * writeNpz(path, { b: tensor([3]) }, { compress: true });
 * readNpz(path) // { b: [3.] }
 * @see R. Kern (2007), NEP 1: a simple file format for NumPy arrays.
 * @public
 */
export function writeNpz(path: string, tensors: Readonly<Record<string, Tensor>>, options: NpzOptions = {}): void {
  writeBytes("writeNpz", path, encodeNpz(tensors, options));
}

/**
 * The tensors and texts in a safetensors file: `decodeSafetensors` of its bytes.
 *
 * @throws ArgumentError when the file cannot be read or is damaged; KindError when an element type is not read.
 * @example
 * const { tmpdir } = await import("node:os");
 * const path = `${tmpdir()}/example-net.safetensors`;
 * writeSafetensors(path, { b: tensor([3]) }, { epoch: "7" });
 * readSafetensors(path) // { tensors: { b: [3.] }, metadata: { epoch: "7" } }
 * @public
 */
export function readSafetensors(path: string): Safetensors {
  return readFrom("readSafetensors", path, (bytes) => decodeSafetensors(bytes));
}

/**
 * Writes tensors and texts as a safetensors file, whole or not at all: `encodeSafetensors`, written as
 * `writeFileAtomic` does.
 *
 * @throws ArgumentError when the file cannot be written.
 * @example
 * const { tmpdir } = await import("node:os");
 * const path = `${tmpdir()}/example-net.safetensors`;
 * writeSafetensors(path, { "0.b": tensor([3]) });
 * readSafetensors(path).tensors // { 0.b: [3.] }
 * @public
 */
export function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  writeBytes("writeSafetensors", path, encodeSafetensors(tensors, metadata));
}

/**
 * The tensor in an IDX file, gzipped or not: `decodeIdx` of its bytes.
 *
 * @throws ArgumentError when the file cannot be read, is damaged or would become too large.
 * @example
 * const { tmpdir } = await import("node:os");
 * const path = `${tmpdir()}/example-labels.idx`;
 * writeIdx(path, tensor([7, 2, 1]), { type: "uint8" });
 * readIdx(path) // [7 2 1]
 * @see Y. LeCun, C. Cortes, C. J. C. Burges (1998), The MNIST database of handwritten digits: file formats.
 * @public
 */
export function readIdx(path: string, options: UnpackOptions = {}): Tensor {
  return readFrom("readIdx", path, (bytes) => decodeIdx(bytes, options));
}

/**
 * Writes a tensor as an IDX file, whole or not at all: `encodeIdx`, written as `writeFileAtomic` does.
 *
 * @throws ArgumentError when the file cannot be written, or a value is not of the type.
 * @example
 * const { tmpdir } = await import("node:os");
 * const path = `${tmpdir()}/example-x.idx`;
 * writeIdx(path, tensor([0.5, 1]));
 * readIdx(path) // [0.5 1. ]
 * @see Y. LeCun, C. Cortes, C. J. C. Burges (1998), The MNIST database of handwritten digits: file formats.
 * @public
 */
export function writeIdx(path: string, x: Tensor, options: IdxOptions = {}): void {
  writeBytes("writeIdx", path, encodeIdx(x, options));
}

/**
 * The columns of a CSV file in UTF-8: `parseCsv` of its text.
 *
 * @throws ArgumentError when the file cannot be read, or with the line where a cell cannot.
 * @example
 * const { tmpdir } = await import("node:os");
 * const path = `${tmpdir()}/example-table.csv`;
 * writeFileAtomic(path, "x,y\n1,2\n3,4\n");
 * readCsv(path, { columns: { y: "number" } }) // { y: [2. 4.] }
 * @see Y. Shafranovich (2005), RFC 4180: common format and MIME type for comma-separated values files.
 * @public
 */
export function readCsv<const C extends Readonly<Record<string, ColumnKind>>>(
  path: string,
  options: CsvOptions<C>,
): { readonly [K in keyof C]: Column<C[K]> } {
  return readFrom("readCsv", path, (bytes) => parseCsv(new TextDecoder().decode(bytes), options));
}
