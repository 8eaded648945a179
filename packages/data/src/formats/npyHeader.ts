import { KindError } from "@wengert/autograd";
import { strFromU8 } from "fflate";
import { badFile, countBytes } from "./badFile.ts";
import type { ElementType } from "./elements.ts";

/** What the header of a `.npy` file says. */
export interface NpyHeader {
  readonly type: ElementType;
  readonly littleEndian: boolean;
  /** Whether the first axis runs fastest, as in Fortran. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly offset: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
/** NumPy's own limit: a header of an array of numbers is far shorter. */
const LONGEST_HEADER = 10_000;
/** NumPy's limit on axes. */
export const MOST_AXES = 64;
/** Data begin at a multiple of this. */
const ALIGNMENT = 64;

/** NumPy's letter and size, as in `<f8`. */
const TYPES: ReadonlyMap<string, ElementType> = new Map([
  ["f8", "float64"],
  ["f4", "float32"],
  ["f2", "float16"],
  ["i8", "int64"],
  ["u8", "uint64"],
  ["i4", "int32"],
  ["u4", "uint32"],
  ["i2", "int16"],
  ["u2", "uint16"],
  ["i1", "int8"],
  ["u1", "uint8"],
  ["b1", "bool"],
]);

/** What is behind the letters that are not read, and how the array can be saved instead. */
const UNREADABLE: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  O: ["pickled Python objects, which only Python reads", "save an array of numbers: x.astype(float)"],
  c: ["complex numbers", "save x.real and x.imag"],
  U: ["text", "save numbers, or write a CSV file"],
  S: ["text", "save numbers, or write a CSV file"],
  M: ["dates", 'save them as numbers: x.astype("int64")'],
  m: ["time spans", 'save them as numbers: x.astype("int64")'],
  f: ["extended floats", "save x.astype(float)"],
  V: ["records", "save each field as an array of its own, with savez"],
};

/**
 * Reads the header of a `.npy` file, versions 1 to 3.
 *
 * @throws ArgumentError when it is damaged; KindError when the element type is not one of numbers.
 * @see NumPy, `numpy.lib.format`.
 */
export function readNpyHeader(op: string, bytes: Uint8Array): NpyHeader {
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) {
    throw badFile(
      op,
      "this is no .npy file",
      firstBytes(bytes),
      op === "decodeNpy"
        ? "such a file begins with \\x93NUMPY; .npz files are read by decodeNpz"
        : "an .npz archive holds .npy files, which begin with \\x93NUMPY, and nothing else",
    );
  }
  const version = bytes[6] ?? 0;
  if (bytes.length < 10 || version < 1 || version > 3) {
    const what =
      bytes.length < 10 ? "the file ends in its first bytes" : `there is no version ${version} of the format`;
    throw badFile(op, what, countBytes(bytes.length), "was the file copied completely?");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const wide = version > 1;
  if (wide && bytes.length < 12) throw badFile(op, "the file ends in its first bytes", countBytes(bytes.length));
  const start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (length > LONGEST_HEADER) {
    throw badFile(
      op,
      `a header of ${length} bytes is no header of an array of numbers`,
      `at most ${LONGEST_HEADER} bytes`,
    );
  }
  if (start + length > bytes.length) {
    throw badFile(
      op,
      `the header has ${length} bytes, the file ends before`,
      countBytes(bytes.length),
      "was the file copied completely?",
    );
  }
  const text = strFromU8(bytes.subarray(start, start + length), version < 3);
  return { ...parseHeader(op, text), offset: start + length };
}

const TOKEN = /[ \n]*(?:'([^'\\]*)'|"([^"\\]*)"|(True|False)|(\d+)L?|([{}():,[\]]))/y;

/** The tokens of a Python literal: texts keep their quote. */
function tokensOf(op: string, text: string): string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  const body = text.trimEnd();
  while (pattern.lastIndex < body.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(body);
    if (match === null) throw badHeader(op, text, `cannot be read from its character ${at} on`);
    const [, single, double, truth, digits, sign] = match;
    const word = single ?? double;
    tokens.push(word !== undefined ? `'${word}` : (truth ?? digits ?? sign!));
  }
  return tokens;
}

function parseHeader(op: string, text: string): Omit<NpyHeader, "offset"> {
  const tokens = tokensOf(op, text);
  let at = 0;
  const take = (expected?: string): string => {
    const token = tokens[at++];
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw badHeader(op, text, expected === undefined ? "ends too early" : `lacks a "${expected}"`);
    }
    return token;
  };
  const fields = new Map<string, string | readonly number[]>();
  take("{");
  while (tokens[at] !== "}") {
    const key = take().slice(1);
    take(":");
    if (fields.has(key)) throw badHeader(op, text, `names ${key} twice`);
    if (tokens[at] === "(")
      fields.set(
        key,
        readTuple(take, () => tokens[at] === ")"),
      );
    else if (tokens[at] === "[") throw unreadable(op, "V", "a list of fields");
    else fields.set(key, take());
    if (tokens[at] !== "}") take(",");
  }
  take("}");
  const [descr, order, shape] = [fields.get("descr"), fields.get("fortran_order"), fields.get("shape")];
  if (at < tokens.length || fields.size !== 3 || typeof descr !== "string" || !descr.startsWith("'")) {
    throw badHeader(op, text, "must give descr, fortran_order and shape");
  }
  if ((order !== "True" && order !== "False") || !Array.isArray(shape)) {
    throw badHeader(op, text, "must give descr, fortran_order and shape");
  }
  if (shape.length > MOST_AXES) throw badHeader(op, text, `has ${shape.length} axes, more than ${MOST_AXES}`);
  if (!shape.every(Number.isSafeInteger)) throw badHeader(op, text, "has an axis that is too long");
  return { ...readType(op, descr.slice(1)), fortranOrder: order === "True", shape };
}

function readTuple(take: (expected?: string) => string, ends: () => boolean): number[] {
  const entries: number[] = [];
  take("(");
  while (!ends()) {
    const token = take();
    entries.push(/^\d+$/.test(token) ? Number(token) : Number.NaN);
    if (!ends()) take(",");
  }
  take(")");
  return entries;
}

function readType(op: string, descr: string): Pick<NpyHeader, "type" | "littleEndian"> {
  const [, order, name] = /^([<>|=])([a-zA-Z]\d*)/.exec(descr) ?? [];
  const type = TYPES.get(name ?? "");
  if (type === undefined || descr.length !== 1 + name!.length) throw unreadable(op, name?.[0] ?? "", descr);
  return { type, littleEndian: order !== ">" };
}

function unreadable(op: string, letter: string, descr: string): KindError {
  const [what, hint] = UNREADABLE[letter] ?? ["of an unknown type", "save an array of numbers: x.astype(float)"];
  return new KindError({
    code: "bad-dtype",
    op,
    problem: `the elements are ${what}`,
    got: descr.startsWith("a list") ? descr : `the NumPy type ${JSON.stringify(descr)}`,
    hint,
  });
}

function badHeader(op: string, text: string, problem: string): Error {
  const shown = text.trimEnd();
  return badFile(op, `the header ${problem}`, shown.length > 120 ? `${shown.slice(0, 120)}…` : shown);
}

function firstBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return "no bytes at all";
  const shown = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `${countBytes(bytes.length)} that begin with ${shown}`;
}

/** The header of a file in C order and little-endian, as NumPy writes it. */
export function writeNpyHeader(type: string, shape: readonly number[]): Uint8Array {
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${lengths}), }`;
  const size = Math.ceil((10 + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(size).fill(0x20);
  bytes.set([...MAGIC, 1, 0, (size - 10) & 0xff, (size - 10) >> 8]);
  for (let i = 0; i < text.length; i++) bytes[10 + i] = text.charCodeAt(i);
  bytes[size - 1] = 0x0a;
  return bytes;
}
