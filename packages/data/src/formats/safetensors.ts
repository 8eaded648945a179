import { ArgumentError, type DType, KindError, type Tensor, tensor } from "@wengert/autograd";
import { strFromU8, strToU8 } from "fflate";
import { expectRecord } from "../refuse.ts";
import { badFile, countBytes, expectBytes } from "./badFile.ts";
import { bytesOf, decodeElements, type ElementType, encodeElements, flatElements } from "./elements.ts";

/** What a safetensors file holds. @public */
export interface Safetensors {
  /** The tensors by name, in the order of the file's header. */
  readonly tensors: Record<string, Tensor>;
  /** The texts that were stored beside them. */
  readonly metadata: Record<string, string>;
}

/** The format's names of the element types that can be read. */
const TYPES: ReadonlyMap<unknown, ElementType> = new Map([
  ["F64", "float64"],
  ["F32", "float32"],
  ["F16", "float16"],
  ["BF16", "bfloat16"],
  ["I64", "int64"],
  ["U64", "uint64"],
  ["I32", "int32"],
  ["U32", "uint32"],
  ["I16", "int16"],
  ["U16", "uint16"],
  ["I8", "int8"],
  ["U8", "uint8"],
  ["BOOL", "bool"],
]);

/** How our dtypes are called. */
const NAMES = { float64: "F64", float32: "F32", int32: "I32", bool: "BOOL" } as const satisfies Record<DType, string>;
/** The widest first: so every tensor lies at a multiple of its element's size. */
const ORDER: readonly DType[] = ["float64", "float32", "int32", "bool"];

const METADATA = "__metadata__";
/** The limit of the format's reference implementation. */
const LONGEST_HEADER = 100_000_000;
const PREFIX = 8;

/** One tensor in the header. */
interface Described {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * The tensors and texts in a safetensors file, as PyTorch and others write it.
 *
 * **Shapes:** the file's. Element types are converted as by {@link decodeNpy}, bfloat16 to float32; the floats of 8
 * bits are not read.
 *
 * Everything is checked before anything is allocated: the header's length, each tensor's length against its shape,
 * and that the tensors cover the data without gaps or overlaps, as the format demands.
 *
 * @throws ArgumentError when the file is damaged or breaks a rule of the format; KindError when an element type cannot
 * be read, or an integer is too large.
 * @example decodeSafetensors(encodeSafetensors({ W: tensor([[1, 2]]) }, { epoch: "3" }))
 * // { tensors: { W: [[1. 2.]] }, metadata: { epoch: "3" } }
 * @see Hugging Face, safetensors, https://github.com/huggingface/safetensors
 * @public
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const op = "decodeSafetensors";
  const file = expectBytes(op, bytes);
  const start = dataStart(op, file);
  const header = parseHeader(op, strFromU8(file.subarray(PREFIX, start)));
  const metadata = readMetadata(op, header);
  const described = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => describe(op, name, entry));
  checkCover(op, described, file.length - start);
  const tensors = described.map(({ name, type, shape, begin, end }) => {
    const { dtype, data } = decodeElements(
      `${op}, ${JSON.stringify(name)}`,
      type,
      file.subarray(start + begin, start + end),
      true,
    );
    return [name, tensor(data, { dtype, shape })] as const;
  });
  // Own properties, whatever their names.
  return { tensors: Object.fromEntries(tensors), metadata: Object.fromEntries(metadata) };
}

/** Where the data begin: after eight bytes with the header's length, and the header. */
function dataStart(op: string, file: Uint8Array): number {
  if (file.length < PREFIX) throw badFile(op, "the file ends before its header", countBytes(file.length));
  const length = Number(new DataView(file.buffer, file.byteOffset, PREFIX).getBigUint64(0, true));
  if (length > LONGEST_HEADER) {
    throw badFile(
      op,
      "this is no safetensors file: the length of its header would be huge",
      countBytes(length),
      "such a file begins with eight bytes that give the length of its header",
    );
  }
  if (PREFIX + length > file.length) {
    throw badFile(
      op,
      `the header has ${countBytes(length)}, the file ends before`,
      countBytes(file.length),
      "was the file copied completely?",
    );
  }
  return PREFIX + length;
}

function isRecord(x: unknown): x is Record<string, unknown> {
  return typeof x === "object" && x !== null && !Array.isArray(x);
}

function parseHeader(op: string, text: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (error) {
    throw badFile(op, "the header is not JSON", error instanceof Error ? error.message : String(error));
  }
  if (!isRecord(header)) throw badFile(op, "the header is not a JSON object", text.slice(0, 60));
  return header;
}

function readMetadata(op: string, header: Record<string, unknown>): [string, string][] {
  if (!Object.hasOwn(header, METADATA)) return [];
  const metadata = header[METADATA];
  if (!isRecord(metadata)) throw badFile(op, `${METADATA} is not a JSON object`);
  return Object.entries(metadata).map(([key, value]) => {
    if (typeof value !== "string") throw badFile(op, `the metadata ${JSON.stringify(key)} are not a text`);
    return [key, value];
  });
}

function isSize(x: unknown): x is number {
  return Number.isSafeInteger(x) && (x as number) >= 0;
}

function describe(op: string, name: string, entry: unknown): Described {
  const what = `the tensor ${JSON.stringify(name)}`;
  const fields: Record<string, unknown> = isRecord(entry) ? entry : {};
  const { dtype, shape, data_offsets: offsets } = fields;
  if (!Array.isArray(shape) || !shape.every(isSize))
    throw badFile(op, `${what} has no shape`, JSON.stringify(entry).slice(0, 100));
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    throw badFile(op, `${what} has no place in the data`, JSON.stringify(entry).slice(0, 100));
  }
  const type = TYPES.get(dtype);
  if (type === undefined) {
    throw new KindError({
      code: "bad-dtype",
      op,
      problem: `the elements of ${what} are of a type that is not read`,
      got: JSON.stringify(dtype)?.slice(0, 100),
      hint: `these are: ${[...TYPES.keys()].join(", ")}`,
    });
  }
  const [begin, end] = offsets as [number, number];
  const expected = bytesOf(type, shape);
  if (end - begin !== expected) {
    throw badFile(
      op,
      `${what} needs ${countBytes(expected)}, its place has ${end - begin}`,
      `${dtype} of shape [${shape.join(", ")}] at ${begin} to ${end}`,
    );
  }
  return { name, type, shape, begin, end };
}

/** @throws ArgumentError unless the tensors lie one after another and fill the data. */
function checkCover(op: string, described: readonly Described[], length: number): void {
  let at = 0;
  for (const { name, begin, end } of described.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) {
      throw badFile(op, `the tensor ${JSON.stringify(name)} begins at ${begin}, the one before it ends at ${at}`);
    }
    at = end;
  }
  if (at === length) return;
  throw badFile(
    op,
    at > length
      ? "the file ends before its last tensor"
      : `the file is too long: ${countBytes(length - at)} after the last tensor`,
    `${countBytes(length)} of data, tensors up to ${at}`,
    at > length ? "was the file copied completely?" : undefined,
  );
}

/**
 * Tensors, and texts beside them, as the bytes of a safetensors file: the widest elements first, then by name, which
 * is the order of the format's reference implementation. The same tensors give the same bytes.
 *
 * **Shapes:** any. float64 `F64`, float32 `F32`, int32 `I32`, bool `BOOL`.
 *
 * @throws ArgumentError when a tensor is called `__metadata__`, which the format has taken; KindError when a value is
 * not a tensor, or a text of the metadata is not a string; TraceError when a tensor is abstract.
 * @example encodeSafetensors({ b: tensor([1, 2, 3]) }).length // 88
 * @see Hugging Face, safetensors, https://github.com/huggingface/safetensors
 * @public
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const op = "encodeSafetensors";
  expectRecord(op, tensors);
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== "string") throw notText(op, key, value);
  }
  const entries = Object.entries(tensors)
    .map(([name, x]) => ({ name, x: expectTensor(op, name, x) }))
    .sort((a, b) => ORDER.indexOf(a.x.dtype) - ORDER.indexOf(b.x.dtype) || (a.name < b.name ? -1 : 1));
  let at = 0;
  const described = entries.map(({ name, x }) => {
    const begin = at;
    at += bytesOf(x.dtype, x.shape);
    return [name, { dtype: NAMES[x.dtype], shape: x.shape, data_offsets: [begin, at] }] as const;
  });
  const header = strToU8(headerText(metadata, described));
  const padded = Math.ceil(header.length / PREFIX) * PREFIX;
  const bytes = new Uint8Array(PREFIX + padded + at);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.fill(0x20, PREFIX, PREFIX + padded).set(header, PREFIX);
  let place = PREFIX + padded;
  for (const { x } of entries) {
    const elements = encodeElements(flatElements(x), true);
    bytes.set(elements, place);
    place += elements.length;
  }
  return bytes;
}

/** The header as JSON; written entry by entry, since an object would move keys like "7" to the front. */
function headerText(
  metadata: Readonly<Record<string, string>>,
  described: readonly (readonly [string, unknown])[],
): string {
  const entries: (readonly [string, unknown])[] = Object.keys(metadata).length === 0 ? [] : [[METADATA, metadata]];
  const parts = [...entries, ...described].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${parts.join(",")}}`;
}

function expectTensor(op: string, name: string, x: Tensor): Tensor {
  if (name === METADATA) {
    throw new ArgumentError({
      code: "bad-argument",
      op,
      problem: `no tensor can be called ${METADATA}`,
      hint: "the format keeps its texts there: pass them as the second argument",
    });
  }
  if (x?.dtype in NAMES) return x;
  throw new KindError({
    code: "bad-argument",
    op,
    problem: `the value of ${JSON.stringify(name)} is not a tensor`,
    got: typeof x === "object" ? "a record or an array" : String(x),
    hint: 'give each tensor a name of its own: { "layer.W": W, "layer.b": b }; numbers become tensors by tensor(x)',
  });
}

function notText(op: string, key: string, value: unknown): KindError {
  return new KindError({
    code: "bad-argument",
    op,
    problem: `the metadata ${JSON.stringify(key)} are not a text`,
    got: typeof value,
    hint: "JSON.stringify(value) makes a text of anything",
  });
}
