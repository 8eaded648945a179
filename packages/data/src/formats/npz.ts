import { ArgumentError, checkOptions, type Tensor } from "@wengert/autograd";
import { zipSync } from "fflate";
import { expectRecord, expectTensor } from "../refuse.ts";
import { expectBytes } from "./badFile.ts";
import { bytesOf } from "./elements.ts";
import { MAX_BYTES } from "./inflate.ts";
import { encodeNpy, readNpyBytes } from "./npy.ts";
import { unzip } from "./zip.ts";

const ENDING = ".npy";
/** What fits into a zip archive without 64-bit records. */
const MOST_ARRAYS = 0xffff;
const MOST_BYTES = 0xffffffff;

/** How an archive is unpacked. @public */
export interface UnpackOptions {
  /** How many bytes may come out of it, all entries together; 2³⁰ (1 GiB) unless said. */
  readonly maxBytes?: number;
}

/** How an `.npz` file is written. @public */
export interface NpzOptions {
  /** Whether the arrays are deflated, as by `savez_compressed`; not unless said. */
  readonly compress?: boolean;
}

/**
 * The tensors in an `.npz` file, as `numpy.savez` and `numpy.savez_compressed` write it: by name, in the file's order.
 *
 * **Shapes:** the arrays'. Element types are converted as by {@link decodeNpy}. Positional arrays of `savez` are named
 * `arr_0`, `arr_1`, ….
 *
 * Sizes are compared with `maxBytes` before anything is unpacked, and unpacking stops where an entry gives more than
 * it promised: a small file that would fill the memory is an error. Checksums are compared.
 *
 * @throws ArgumentError when the archive or an array in it is damaged, or it would become too large; KindError when
 * an array does not hold numbers.
 * @example decodeNpz(encodeNpz({ W: tensor([[1, 2]]), b: tensor([3]) })) // { W: [[1. 2.]], b: [3.] }
 * @see NumPy, `numpy.savez`.
 * @public
 */
export function decodeNpz(bytes: Uint8Array, options: UnpackOptions = {}): Record<string, Tensor> {
  const { maxBytes = MAX_BYTES } = checkOptions("decodeNpz", options, ["maxBytes"]);
  const op = "decodeNpz";
  const entries = unzip(op, expectBytes(op, bytes), maxBytes);
  // Own properties, whatever their names: an array called "__proto__" is an array.
  return Object.fromEntries(
    entries.map(([name, content]) => [
      name.endsWith(ENDING) ? name.slice(0, -ENDING.length) : name,
      readNpyBytes(`${op}, ${JSON.stringify(name)}`, content),
    ]),
  );
}

/**
 * Tensors as the bytes of an `.npz` file, which `numpy.load` reads: one `.npy` file for each, by name.
 *
 * **Shapes:** any. The same tensors give the same bytes: the archive holds no time.
 *
 * @throws ArgumentError when a name is empty, or there are more than 65535 arrays or 4 GiB; KindError when a value is no
 * tensor.
 * @example Object.keys(decodeNpz(encodeNpz({ x: tensor([1]), y: tensor([2]) }, { compress: true }))) // ["x", "y"]
 * @see NumPy, `numpy.savez`.
 * @public
 */
export function encodeNpz(tensors: Readonly<Record<string, Tensor>>, options: NpzOptions = {}): Uint8Array {
  const { compress = false } = checkOptions("encodeNpz", options, ["compress"]);
  expectRecord("encodeNpz", tensors);
  for (const [name, x] of Object.entries(tensors)) expectTensor("encodeNpz", x, `the value of ${JSON.stringify(name)}`);
  checkSize(Object.values(tensors));
  const files = Object.entries(tensors).map(([name, x]) => {
    if (name === "") {
      throw new ArgumentError({
        code: "bad-argument",
        op: "encodeNpz",
        problem: "an array needs a name",
        got: 'the key ""',
        hint: "NumPy calls arrays without one arr_0, arr_1, …",
      });
    }
    return [name + ENDING, encodeNpy(x)] as const;
  });
  return zipSync(Object.fromEntries(files), { level: compress ? 6 : 0, mtime: new Date(1980, 0, 1) });
}

function checkSize(tensors: readonly Tensor[]): void {
  const bytes = tensors.reduce((sum, x) => sum + bytesOf(x.dtype, x.shape), 0);
  // Headers and names take less than 16 KB an array.
  if (tensors.length <= MOST_ARRAYS && bytes + 16_384 * tensors.length <= MOST_BYTES) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "encodeNpz",
    problem: `an archive holds up to ${MOST_ARRAYS} arrays and 4 GiB`,
    got: `${tensors.length} arrays of ${bytes} bytes`,
    hint: "write several files, or one safetensors file",
  });
}
