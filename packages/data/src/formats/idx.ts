import { ArgumentError, checkOptions, KindError, type Tensor, tensor } from "@wengert/autograd";
import { expectTensor } from "../refuse.ts";
import { badFile, countBytes, expectBytes } from "./badFile.ts";
import { bytesOf, decodeElements, type ElementType, encodeElements, flatElements } from "./elements.ts";
import { inflate, MAX_BYTES } from "./inflate.ts";
import type { UnpackOptions } from "./npz.ts";

/** The element types that IDX files have. @public */
export type IdxType = "uint8" | "int8" | "int16" | "int32" | "float32" | "float64";

/** How an IDX file is written. @public */
export interface IdxOptions {
  /** The element type in the file; by default the tensor's own, uint8 for bool. */
  readonly type?: IdxType;
}

/** The third byte of a file says what the elements are. */
const CODES: Readonly<Record<IdxType, number>> = {
  uint8: 0x08,
  int8: 0x09,
  int16: 0x0b,
  int32: 0x0c,
  float32: 0x0d,
  float64: 0x0e,
};

/** The integers that each type holds. */
const RANGES: Readonly<Partial<Record<IdxType, readonly [number, number]>>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-(2 ** 31), 2 ** 31 - 1],
};

/**
 * The tensor in an IDX file, the format of MNIST: big-endian, one to 255 axes. A gzipped file, as MNIST is
 * published, is unpacked first.
 *
 * **Shapes:** the file's: images `[N, rows, columns]`, labels `[N]`. Integers become int32, float32 and float64 stay.
 *
 * Lengths are compared with the header before anything is allocated; a gzipped file may become `maxBytes`.
 *
 * @throws ArgumentError when the file is damaged, too short or too long for its header, or would become too large.
 * @example decodeIdx(encodeIdx(tensor([[0, 128], [255, 1]]), { type: "uint8" }))
 * // [[  0 128]
 * //  [255   1]]
 * @see Y. LeCun, C. Cortes and C. Burges, The MNIST database of handwritten digits.
 * @public
 */
export function decodeIdx(bytes: Uint8Array, options: UnpackOptions = {}): Tensor {
  const { maxBytes = MAX_BYTES } = checkOptions("decodeIdx", options, ["maxBytes"]);
  const op = "decodeIdx";
  const given = expectBytes(op, bytes);
  const file = given[0] === 0x1f && given[1] === 0x8b ? gunzip(op, given, maxBytes) : given;
  const code = file[2];
  const type = (Object.keys(CODES) as IdxType[]).find((name) => CODES[name] === code);
  if (file.length < 4 || file[0] !== 0 || file[1] !== 0 || type === undefined) {
    throw badFile(
      op,
      "this is no IDX file",
      `${countBytes(file.length)}: ${Array.from(file.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ")}`,
      "such a file begins with 00 00, a byte for the type (08 to 0e) and one for the number of axes",
    );
  }
  const axes = file[3]!;
  const start = 4 + 4 * axes;
  if (file.length < start) {
    throw badFile(
      op,
      `the lengths of ${axes} axes take ${countBytes(start)}, the file ends before`,
      countBytes(file.length),
    );
  }
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = bytesOf(type, shape);
  const found = file.length - start;
  if (found !== expected) {
    throw badFile(
      op,
      found < expected
        ? `the file is too short: ${countBytes(expected)} of elements should follow the header, ${found} do`
        : `the file is too long: ${countBytes(found - expected)} after the last element`,
      `shape [${shape.join(", ")}] of ${type}`,
      "was the file copied completely?",
    );
  }
  const { dtype, data } = decodeElements(op, type, file.subarray(start), false);
  return tensor(data, { dtype, shape });
}

/** The end of a gzip file gives the checksum and the size of what is in it. */
function gunzip(op: string, packed: Uint8Array, maxBytes: number): Uint8Array {
  if (packed.length < 18) throw badFile(op, "the gzip file ends in its header", countBytes(packed.length));
  const end = new DataView(packed.buffer, packed.byteOffset + packed.length - 8, 8);
  const promised = { crc: end.getUint32(0, true), size: end.getUint32(4, true), maxBytes };
  return inflate(op, "the gzip file", packed, promised, "gzip");
}

/**
 * A tensor as the bytes of an IDX file.
 *
 * **Shapes:** one to 255 axes. int32, float32 and float64 keep their type, bools become uint8; `type` chooses another,
 * such as "uint8" for the pixels 0 to 255. Integers must be whole and in its range: nothing is rounded or cut off.
 *
 * @throws ArgumentError when a value is not one of `type`, or the number of axes is 0 or above 255; KindError when `x`
 * is no tensor; TraceError when it is abstract.
 * @example encodeIdx(tensor([7, 2, 1]), { type: "uint8" }).length // 11
 * @see Y. LeCun, C. Cortes and C. Burges, The MNIST database of handwritten digits.
 * @public
 */
export function encodeIdx(x: Tensor, options: IdxOptions = {}): Uint8Array {
  expectTensor("encodeIdx", x);
  const type: IdxType = checkOptions("encodeIdx", options, ["type"]).type ?? (x.dtype === "bool" ? "uint8" : x.dtype);
  if (!(type in CODES)) {
    throw new KindError({
      code: "bad-dtype",
      op: "encodeIdx",
      problem: `IDX files have no ${JSON.stringify(type)}`,
      hint: `their types are ${Object.keys(CODES).join(", ")}`,
    });
  }
  const axes = x.shape.length;
  if (axes < 1 || axes > 255) {
    throw new ArgumentError({
      code: "bad-argument",
      op: "encodeIdx",
      problem: "an IDX file has 1 to 255 axes",
      got: `${axes} axes`,
      hint: "for a single number write an array of one",
      shapes: [x.shape],
    });
  }
  const elements = elementsOf(x, type);
  const bytes = new Uint8Array(4 + 4 * axes + elements.length);
  const view = new DataView(bytes.buffer);
  bytes[2] = CODES[type];
  bytes[3] = axes;
  for (const [axis, length] of x.shape.entries()) view.setUint32(4 + 4 * axis, length);
  bytes.set(elements, 4 + 4 * axes);
  return bytes;
}

function elementsOf(x: Tensor, type: IdxType): Uint8Array {
  const flat = flatElements(x);
  const range = RANGES[type];
  if (range !== undefined) {
    const wrong = flat.findIndex((value) => !(Number.isInteger(value) && value >= range[0] && value <= range[1]));
    if (wrong >= 0) throw outOfRange(flat[wrong]!, wrong, type, range);
  }
  switch (type satisfies ElementType) {
    case "uint8":
      return Uint8Array.from(flat);
    case "int8":
      return encodeElements(Int8Array.from(flat), false);
    case "int16":
      return encodeElements(Int16Array.from(flat), false);
    case "int32":
      return encodeElements(Int32Array.from(flat), false);
    case "float32":
      return encodeElements(Float32Array.from(flat), false);
    case "float64":
      return encodeElements(Float64Array.from(flat), false);
  }
}

function outOfRange(value: number, index: number, type: string, [low, high]: readonly [number, number]): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "encodeIdx",
    problem: `${value} is not of type ${type}, a whole number from ${low} to ${high}`,
    got: `element ${index} in row-major order`,
    hint: Number.isInteger(value) ? "choose a wider type" : 'write it as "float64", or round and scale it first',
  });
}
