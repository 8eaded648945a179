import { strFromU8 } from "fflate";
import { badFile, countBytes } from "./badFile.ts";
import { crc32, damaged, inflate, tooLarge } from "./inflate.ts";

/** An entry of an archive as its directory describes it. */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where the entry's own header lies. */
  readonly offset: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const IN_64_BITS = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;

/** Numbers of a zip file: little-endian, and an error where the file ends before them. */
class Reader {
  readonly #view: DataView;
  readonly #op: string;

  constructor(op: string, bytes: Uint8Array) {
    this.#op = op;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  u16(at: number): number {
    this.#check(at, 2);
    return this.#view.getUint16(at, true);
  }
  u32(at: number): number {
    this.#check(at, 4);
    return this.#view.getUint32(at, true);
  }
  u64(at: number): number {
    this.#check(at, 8);
    return Number(this.#view.getBigUint64(at, true));
  }
  #check(at: number, size: number): void {
    if (!(at >= 0 && at + size <= this.#view.byteLength)) throw pointsOutside(this.#op, this.#view.byteLength);
  }
}

/**
 * The entries of a zip archive, unpacked, in the order of its directory.
 *
 * The directory's promises are checked before anything is allocated: together the entries may become `maxBytes`, and
 * they may not overlap. Every checksum is compared.
 *
 * @throws ArgumentError when the archive is damaged, encrypted, packed in another way than by deflating, or larger.
 * @see PKWARE, APPNOTE.TXT, version 6.3.
 */
export function unzip(op: string, bytes: Uint8Array, maxBytes: number): [name: string, content: Uint8Array][] {
  const read = new Reader(op, bytes);
  const entries = directory(op, bytes, read);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > maxBytes) throw tooLarge(op, "the archive", total, maxBytes);
  const packed = entries.reduce((sum, { packedSize }) => sum + packedSize, 0);
  if (packed > bytes.length) throw badFile(op, "entries of the archive overlap", countBytes(bytes.length));
  const names = new Set<string>();
  return entries.map((entry) => {
    if (names.has(entry.name)) throw badFile(op, `the archive has two entries ${JSON.stringify(entry.name)}`);
    names.add(entry.name);
    return [entry.name, content(op, bytes, read, entry, maxBytes)];
  });
}

function directory(op: string, bytes: Uint8Array, read: Reader): Entry[] {
  const end = findEnd(op, bytes, read);
  let [count, at] = [read.u16(end + 10), read.u32(end + 16)];
  // An archive of 64 bits has a second record, which a locator right before this one points to.
  if ((count === 0xffff || at === IN_64_BITS) && end >= 20 && read.u32(end - 20) === END_64_LOCATOR) {
    const wide = read.u64(end - 12);
    if (read.u32(wide) !== END_64) throw badFile(op, "the archive's directory is damaged");
    [count, at] = [read.u64(wide + 32), read.u64(wide + 48)];
  }
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    if (read.u32(at) !== DIRECTORY_ENTRY) throw badFile(op, `entry ${i} of the archive's directory is damaged`);
    const [nameSize, extraSize, commentSize] = [read.u16(at + 28), read.u16(at + 30), read.u16(at + 32)];
    const extra = at + 46 + nameSize;
    const next = extra + extraSize + commentSize;
    if (next > bytes.length) throw pointsOutside(op, bytes.length);
    entries.push({
      name: strFromU8(bytes.subarray(at + 46, extra)),
      method: read.u16(at + 10),
      encrypted: (read.u16(at + 8) & 1) !== 0,
      crc: read.u32(at + 16),
      ...sizes(read, at, extra, extraSize),
    });
    at = next;
  }
  return entries;
}

/** The record that ends an archive: in the last bytes, before a comment of any content. */
function findEnd(op: string, bytes: Uint8Array, read: Reader): number {
  const first = Math.max(0, bytes.length - END_SIZE - LONGEST_COMMENT);
  for (let at = bytes.length - END_SIZE; at >= first; at--) {
    if (bytes[at] === 0x50 && read.u32(at) === END && at + END_SIZE + read.u16(at + 20) === bytes.length) return at;
  }
  throw badFile(
    op,
    "this is no zip archive, or its end is missing",
    countBytes(bytes.length),
    "was the file copied completely? Single .npy files are read by decodeNpy",
  );
}

/** Sizes and offset; what does not fit into 32 bits stands in the extra field 1, in this order. */
function sizes(
  read: Reader,
  at: number,
  extra: number,
  extraSize: number,
): Pick<Entry, "packedSize" | "size" | "offset"> {
  const found = [read.u32(at + 24), read.u32(at + 20), read.u32(at + 42)];
  for (let field = extra; field + 4 <= extra + extraSize; field += 4 + read.u16(field + 2)) {
    if (read.u16(field) !== 1) continue;
    let value = field + 4;
    for (let i = 0; i < found.length; i++) {
      if (found[i] !== IN_64_BITS) continue;
      found[i] = read.u64(value);
      value += 8;
    }
    break;
  }
  return { size: found[0]!, packedSize: found[1]!, offset: found[2]! };
}

function content(op: string, bytes: Uint8Array, read: Reader, entry: Entry, maxBytes: number): Uint8Array {
  const { name, method, encrypted, crc, packedSize, size, offset } = entry;
  const what = JSON.stringify(name);
  if (encrypted) throw badFile(op, `${what} is encrypted`, undefined, "save the archive without a password");
  if (read.u32(offset) !== LOCAL_ENTRY) throw badFile(op, `the header of ${what} is damaged`);
  const start = offset + 30 + read.u16(offset + 26) + read.u16(offset + 28);
  if (start + packedSize > bytes.length) throw pointsOutside(op, bytes.length);
  const packed = bytes.subarray(start, start + packedSize);
  if (method === DEFLATED) return inflate(op, what, packed, { size, crc, maxBytes });
  if (method !== STORED) {
    throw badFile(
      op,
      `${what} is packed by method ${method}`,
      undefined,
      "savez and savez_compressed use none and deflate",
    );
  }
  if (packedSize !== size) throw badFile(op, `${what} has two sizes, ${packedSize} and ${size}`);
  if (crc32(packed) !== crc) throw damaged(op, what);
  return packed;
}

function pointsOutside(op: string, length: number): Error {
  return badFile(
    op,
    "the archive points to places beyond its end",
    countBytes(length),
    "was the file copied completely?",
  );
}
