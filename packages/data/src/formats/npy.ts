import { ArgumentError, type DType, type Tensor, tensor, transpose } from "@wengert/autograd";
import { expectTensor } from "../refuse.ts";
import { badFile, countBytes, expectBytes } from "./badFile.ts";
import { bytesOf, decodeElements, encodeElements, flatElements } from "./elements.ts";
import { MOST_AXES, readNpyHeader, writeNpyHeader } from "./npyHeader.ts";

/** How NumPy names our dtypes. */
const NAMES: Readonly<Record<DType, string>> = { float64: "<f8", float32: "<f4", int32: "<i4", bool: "|b1" };

/**
 * The tensor in a `.npy` file, as `numpy.save` writes it: versions 1 to 3, either byte order, C or Fortran order.
 *
 * **Shapes:** the file's. float64, float32, int32 and bool stay what they are; float16 becomes float32; integers of 8
 * and 16 bits become int32; uint32, int64 and uint64 become int32 where all of them fit, else float64, which keeps
 * whole numbers up to ±(2⁵³ − 1). Nothing is rounded.
 *
 * The length is compared with the header before anything is allocated, so a file can ask for no more memory than a
 * few times its own size.
 *
 * @throws ArgumentError when the file is damaged, too short or too long for its header; KindError when its elements
 * are not real numbers or bools, or an integer is too large.
 * @example decodeNpy(encodeNpy(tensor([[1, 2], [3, 4]])))
 * // [[1. 2.]
 * //  [3. 4.]]
 * @see NumPy, `numpy.lib.format`.
 * @public
 */
export function decodeNpy(bytes: Uint8Array): Tensor {
  return readNpyBytes("decodeNpy", expectBytes("decodeNpy", bytes));
}

/** `decodeNpy` under the name of the function that was called. */
export function readNpyBytes(op: string, bytes: Uint8Array): Tensor {
  const { type, littleEndian, fortranOrder, shape, offset } = readNpyHeader(op, bytes);
  const expected = bytesOf(type, shape);
  const given = bytes.length - offset;
  if (given !== expected) {
    throw badFile(
      op,
      given < expected
        ? `the file is too short: ${countBytes(expected)} of elements should follow the header, ${given} do`
        : `the file is too long: ${countBytes(given - expected)} after the last element`,
      `shape (${shape.join(", ")}) of ${type}`,
      given < expected ? "was the file copied completely?" : "several arrays belong in an .npz file: savez",
    );
  }
  const { dtype, data } = decodeElements(op, type, bytes.subarray(offset), littleEndian);
  if (!fortranOrder) return tensor(data, { dtype, shape });
  return transpose(tensor(data, { dtype, shape: shape.toReversed() }));
}

/**
 * A tensor as the bytes of a `.npy` file: version 1.0, little-endian, in C order.
 *
 * **Shapes:** any up to 64 axes; float64 `<f8`, float32 `<f4`, int32 `<i4`, bool `|b1`.
 *
 * @throws ArgumentError when there are more than 64 axes, which NumPy does not read; KindError when `x` is no tensor;
 * TraceError when it is abstract.
 * @example encodeNpy(tensor([1, 2, 3])).length // 152
 * @see NumPy, `numpy.lib.format`.
 * @public
 */
export function encodeNpy(x: Tensor): Uint8Array {
  expectTensor("encodeNpy", x);
  if (x.shape.length > MOST_AXES) {
    throw new ArgumentError({
      code: "bad-argument",
      op: "encodeNpy",
      problem: `NumPy reads up to ${MOST_AXES} axes`,
      got: `${x.shape.length} axes`,
      hint: "reshape(x, [-1]) and store the shape as a second array",
      shapes: [x.shape],
    });
  }
  const header = writeNpyHeader(NAMES[x.dtype], x.shape);
  const elements = encodeElements(flatElements(x), true);
  const bytes = new Uint8Array(header.length + elements.length);
  bytes.set(header);
  bytes.set(elements, header.length);
  return bytes;
}
