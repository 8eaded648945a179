// What an engine that runs programs in its own way needs of the core, beyond what users do: the raw numbers of tensors,
// and the making of programs. Nothing here is for everyday use.
import { bytesOf, type DType, isFloating, newArray, promote, type TypedArray } from "./dtype.ts";
import { applyAny, type Primitive } from "./primitive.ts";
import { printable } from "./printable.ts";
import { type Program, printProgram } from "./program.ts";
import { type Shape, sizeOf } from "./shape.ts";
import { dataOf, empty, flatData, single, wrap } from "./storage.ts";
import { copyStrided } from "./strided.ts";
import { Tensor } from "./tensor.ts";
import type { Params } from "./trace.ts";

export { keepingAxes, reducedShape } from "./axes.ts";
export { donate } from "./donate.ts";
export { keepFreedMemory } from "./keepMemory.ts";
export { broadcastStrides } from "./kernels/elementwise.ts";
export { logAndShares } from "./kernels/softmax.ts";
export { flatTaps, type Windows } from "./kernels/window.ts";
export type { Region } from "./primitives/slice.ts";
export { callerLine } from "./site.ts";
export { isRowMajor, reshapedStrides, rowMajor } from "./strided.ts";
export type { Params, Primitive, TypedArray };
export { applyAny, bytesOf, dataOf, empty, flatData, isFloating, promote, single, wrap };

/** Whether somebody is told of operations on this tensor: it is being differentiated, or it is abstract. @public */
export function isTraced(x: Tensor): boolean {
  return x.trace !== null;
}

/** Where the first element lies in the array that `dataOf` gives. @public */
export function offsetOf(x: Tensor): number {
  return x.offset;
}

/** Writes the elements of `x` in row-major order from `out[at]` on, into an array of its own dtype. @public */
export function copyInto(out: TypedArray, at: number, x: Tensor): void {
  const { storage, size } = x;
  if (typeof storage === "number") {
    if (size === 1) out[at] = storage;
    else out.fill(storage, at, at + size);
    return;
  }
  const data = dataOf(x);
  if (x.strides !== null) copyStrided(out, at, data, x.offset, x.shape, x.strides);
  else if (size <= 8) for (let i = 0, from = x.offset; i < size; i++) out[at + i] = data[from + i]!;
  else out.set(x.offset === 0 && data.length === size ? data : data.subarray(x.offset, x.offset + size), at);
}

/** A tensor on the elements of an array from a place on: nobody may write to them afterwards. @public */
export function tensorOn(shape: Shape, dtype: DType, size: number, data: TypedArray, offset: number): Tensor {
  return new Tensor(shape, dtype, size, data, offset, null, null, null, null);
}

/** A program made of its parts, which prints as those of `makeProgram` do. @public */
export function programOf(parts: Omit<Program, "toString">): Program {
  const { inputs, constants, equations, outputs, inputStructures, outputStructure } = parts;
  const program: Program = printable({ inputs, constants, equations, outputs, inputStructures, outputStructure }, () =>
    printProgram(program),
  );
  return program;
}

/** The elements of a strided view in row-major order, in an array of their own. @public */
export function gathered(
  data: TypedArray,
  dtype: DType,
  shape: Shape,
  strides: readonly number[],
  offset: number,
): TypedArray {
  const out = newArray(dtype, sizeOf(shape));
  copyStrided(out, 0, data, offset, shape, strides);
  return out;
}

/** The number that all elements of a plain tensor are, where that is plain from how it is stored; otherwise undefined. @public */
export function repeatedNumber(x: Tensor): number | undefined {
  const { storage, strides, size } = x;
  if (size === 0 || storage === null) return undefined;
  if (typeof storage === "number") return storage;
  const repeated = size === 1 || strides?.every((step, d) => step === 0 || x.shape[d] === 1) === true;
  return repeated ? storage[x.offset] : undefined;
}
