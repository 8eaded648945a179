import { Gunzip, Inflate } from "fflate";
import { badFile, countBytes } from "./badFile.ts";

/** What a decoder gives at most unless told otherwise: 1 GiB. */
export const MAX_BYTES: number = 2 ** 30;

/** Deflate makes no byte into more than this many. */
const LARGEST_EXPANSION = 1032;
/** So many compressed bytes at a time: what they can become is checked before the next. */
const STEP = 8 * 1024;

const CRC_TABLE = /* @__PURE__ */ crcTable();

function crcTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    table[n] = c;
  }
  return table;
}

/** The CRC-32 of zip and gzip. @see ISO 3309; RFC 1952, section 8. */
export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) c = CRC_TABLE[(c ^ bytes[i]!) & 0xff]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** A promise of what compressed bytes will become. */
export interface Promised {
  readonly size: number;
  readonly crc: number;
  /** No more than this may come out. */
  readonly maxBytes: number;
}

/**
 * Unpacks deflated bytes, or a whole gzip file, whose size and checksum are known. A promise that cannot be kept is
 * refused before memory is allocated, and output beyond the promise stops the work.
 *
 * @throws ArgumentError when the data are damaged, or larger than promised or allowed.
 */
export function inflate(
  op: string,
  what: string,
  packed: Uint8Array,
  { size, crc, maxBytes }: Promised,
  kind: "deflate" | "gzip" = "deflate",
): Uint8Array {
  if (size > maxBytes) throw tooLarge(op, what, size, maxBytes);
  if (size > packed.length * LARGEST_EXPANSION) {
    throw badFile(op, `${countBytes(packed.length)} of ${what} cannot become the ${size} that are promised`);
  }
  const out = new Uint8Array(size);
  let length = 0;
  const collect = (chunk: Uint8Array): void => {
    if (length + chunk.length > size) throw badFile(op, `${what} holds more than the ${countBytes(size)} promised`);
    out.set(chunk, length);
    length += chunk.length;
  };
  const stream = kind === "gzip" ? new Gunzip(collect) : new Inflate(collect);
  try {
    for (let at = 0; at < packed.length; at += STEP) {
      stream.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "bad-file") throw error;
    throw badFile(op, `${what} is damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (length !== size) throw badFile(op, `${what} holds ${countBytes(length)}, ${size} were promised`);
  if (crc32(out) !== crc) throw damaged(op, what);
  return out;
}

export function tooLarge(op: string, what: string, size: number, maxBytes: number): Error {
  return badFile(
    op,
    `${what} would become ${countBytes(size)}, more than the ${maxBytes} allowed`,
    undefined,
    "a larger limit is passed as { maxBytes }; do so for files that you trust",
  );
}

export function damaged(op: string, what: string): Error {
  return badFile(op, `${what} is damaged: its checksum is wrong`, undefined, "copy the file again");
}
