import { type DType, KindError, ravel, type Tensor, type TypedArray } from "@wengert/autograd";

/** The element types that files have; more than tensors do. */
export type ElementType =
  | DType
  | "float16"
  | "bfloat16"
  | "int64"
  | "uint64"
  | "uint32"
  | "int16"
  | "uint16"
  | "int8"
  | "uint8";

/** How many bytes an element of each type takes. */
const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  uint64: 8,
  int32: 4,
  uint32: 4,
  int16: 2,
  uint16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};

/**
 * How many bytes the elements of a shape take; infinitely many where the product of the lengths is beyond all floats, also
 * with an axis of length 0 behind them: ∞ · 0 would be NaN.
 */
export function bytesOf(type: ElementType, shape: readonly number[]): number {
  const bytes = shape.reduce((product, length) => product * length, ELEMENT_BYTES[type]);
  return Number.isNaN(bytes) ? Number.POSITIVE_INFINITY : bytes;
}

/** Elements as a tensor can hold them. */
export interface Elements {
  readonly dtype: DType;
  readonly data: TypedArray;
}

const LITTLE_ENDIAN_HOST = /* @__PURE__ */ isLittleEndianHost();

function isLittleEndianHost(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
}

type ViewType<A> = { new (buffer: ArrayBufferLike, offset: number, length: number): A };

/** A look at the bytes as numbers of `size` bytes; a copy where they lie askew or in the other byte order. */
function numbersIn<A>(View: ViewType<A>, bytes: Uint8Array, size: number, littleEndian: boolean): A {
  const swapped = size > 1 && littleEndian !== LITTLE_ENDIAN_HOST;
  const whole = !swapped && bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  if (swapped) reverseGroups(whole, size);
  return new View(whole.buffer, whole.byteOffset, whole.length / size);
}

function reverseGroups(bytes: Uint8Array, size: number): void {
  for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
}

/**
 * The elements that the bytes hold, in the narrowest dtype of a tensor that keeps every value: float16 and bfloat16
 * become float32, integers of up to 16 bits int32; wider ones int32 where all of them fit, else float64.
 *
 * @throws KindError at an integer beyond ±(2⁵³ − 1), which no float64 keeps.
 */
export function decodeElements(op: string, type: ElementType, bytes: Uint8Array, littleEndian: boolean): Elements {
  const size = ELEMENT_BYTES[type];
  switch (type) {
    case "float64":
      return { dtype: "float64", data: numbersIn(Float64Array, bytes, size, littleEndian) };
    case "float32":
      return { dtype: "float32", data: numbersIn(Float32Array, bytes, size, littleEndian) };
    case "float16":
      return {
        dtype: "float32",
        data: Float32Array.from(numbersIn(Uint16Array, bytes, size, littleEndian), halfToNumber),
      };
    case "bfloat16":
      return { dtype: "float32", data: truncatedFloats(numbersIn(Uint16Array, bytes, size, littleEndian)) };
    case "int32":
      return { dtype: "int32", data: numbersIn(Int32Array, bytes, size, littleEndian) };
    case "int16":
      return { dtype: "int32", data: Int32Array.from(numbersIn(Int16Array, bytes, size, littleEndian)) };
    case "uint16":
      return { dtype: "int32", data: Int32Array.from(numbersIn(Uint16Array, bytes, size, littleEndian)) };
    case "int8":
      return { dtype: "int32", data: Int32Array.from(numbersIn(Int8Array, bytes, size, littleEndian)) };
    case "uint8":
      return { dtype: "int32", data: Int32Array.from(bytes) };
    case "bool":
      return { dtype: "bool", data: bytes };
    case "uint32":
      return narrowest(Float64Array.from(numbersIn(Uint32Array, bytes, size, littleEndian)));
    case "int64":
      return narrowest(exactNumbers(op, type, numbersIn(BigInt64Array, bytes, size, littleEndian)));
    case "uint64":
      return narrowest(exactNumbers(op, type, numbersIn(BigUint64Array, bytes, size, littleEndian)));
  }
}

/** IEEE 754 binary16: one sign, five exponent and ten fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 is the upper half of a float32. */
function truncatedFloats(halves: Uint16Array): Float32Array {
  const words = Uint32Array.from(halves, (half) => half * 0x10000);
  return new Float32Array(words.buffer);
}

function exactNumbers(op: string, type: string, integers: BigInt64Array | BigUint64Array): Float64Array {
  const numbers = new Float64Array(integers.length);
  for (let i = 0; i < integers.length; i++) {
    const value = Number(integers[i]);
    if (!Number.isSafeInteger(value)) {
      throw new KindError({
        code: "bad-dtype",
        op,
        problem: `the ${type} ${integers[i]} is too large: a float64 keeps whole numbers up to ±(2⁵³ − 1)`,
        got: `element ${i} of ${integers.length}`,
        hint: "store hashes and the like as text, or as two columns of 32 bits",
      });
    }
    numbers[i] = value;
  }
  return numbers;
}

function narrowest(numbers: Float64Array): Elements {
  for (let i = 0; i < numbers.length; i++) {
    if (numbers[i] !== (numbers[i]! | 0)) return { dtype: "float64", data: numbers };
  }
  return { dtype: "int32", data: Int32Array.from(numbers) };
}

/** A tensor's elements in row-major order, as an array of their own. @throws TraceError when the tensor is abstract. */
export function flatElements(x: Tensor): TypedArray {
  const flat = ravel(x).toArray() as readonly (number | boolean)[];
  switch (x.dtype) {
    case "float64":
      return Float64Array.from(flat as readonly number[]);
    case "float32":
      return Float32Array.from(flat as readonly number[]);
    case "int32":
      return Int32Array.from(flat as readonly number[]);
    case "bool":
      return Uint8Array.from(flat, Number);
  }
}

/** The bytes of an array that nobody else uses, in the byte order asked for. */
export function encodeElements(data: TypedArray | Int8Array | Int16Array, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data.BYTES_PER_ELEMENT > 1 && littleEndian !== LITTLE_ENDIAN_HOST) reverseGroups(bytes, data.BYTES_PER_ELEMENT);
  return bytes;
}
