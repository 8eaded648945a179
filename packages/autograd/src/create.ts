import { room } from "./checks.ts";
import { count, DEEPEST, show, tooDeep } from "./describe.ts";
import { type DType, knownDType, newArray, type TypedArray } from "./dtype.ts";
import { ArgumentError, KindError, ShapeError, showShape } from "./errors.ts";
import { knownOptions } from "./options.ts";
import { type Shape, sizeOf } from "./shape.ts";
import { settled, wrap } from "./storage.ts";
import { isTensor, type NestedNumbers, type Tensor } from "./tensor.ts";

/** How `tensor` should read its data. @public */
export interface TensorOptions<S extends Shape = Shape> {
  /** The element type; by default float64, and bool for booleans. */
  readonly dtype?: DType;
  /** The shape, when the data are flat. */
  readonly shape?: S;
}

/**
 * A tensor from numbers: a number, nested arrays of equal lengths, or a typed array. The data are copied.
 *
 * Shapes: nested arrays `[[…], […]]` of n rows and m columns → `[n, m]`; a number → `[]`; with `shape`, flat data
 * are laid out row by row. Numbers become float64 (whole ones too, unlike NumPy), booleans bool, a typed array keeps
 * its element type.
 *
 * @throws KindError when rows have different lengths, an entry is not a number or there is no such dtype; ShapeError
 * when the data do not fill `shape`.
 * @example tensor([[1, 2], [3, 4]]).shape // [2, 2]
 * @example tensor(new Float32Array([1, 2, 3, 4]), { shape: [2, 2] }).dtype // float32
 * @public
 */
export function tensor(data: number, options?: { readonly dtype?: DType }): Tensor<readonly []>;
export function tensor<const S extends Shape>(
  data: NestedNumbers | TypedArray,
  options: TensorOptions<S> & { readonly shape: S },
): Tensor<S>;
export function tensor(data: NestedNumbers | TypedArray, options?: TensorOptions): Tensor;
export function tensor(data: NestedNumbers | TypedArray, options: TensorOptions = {}): Tensor {
  knownOptions("tensor", options, ["dtype", "shape"]);
  const read = readData("tensor", data);
  const dtype = options.dtype === undefined ? read.dtype : knownDType("tensor", options.dtype);
  const values = newArray(dtype, read.values.length);
  if (dtype === "bool") for (let i = 0; i < values.length; i++) values[i] = read.values[i] !== 0 ? 1 : 0;
  else values.set(read.values);
  if (options.shape === undefined) return settled(wrap(read.shape, dtype, values));
  const shape = readShape("tensor", options.shape);
  if (sizeOf(shape) !== values.length) {
    throw new ShapeError({
      code: "shape-mismatch",
      op: "tensor",
      problem: `${count(values.length, "number does", "numbers do")} not fill a shape of ${sizeOf(shape)}`,
      got: `data of shape ${showShape(read.shape)} for shape ${showShape(shape)}`,
      hint: "the product of the lengths must be the number of elements",
      shapes: [read.shape, shape],
    });
  }
  return wrap(shape, dtype, values);
}

/**
 * A shape as given, a single length or a list of them; a copy of its own.
 *
 * @throws ArgumentError when a length is not a whole number ≥ 0; KindError when it is neither.
 */
export function readShape(op: string, shape: Shape | number): Shape {
  const lengths = readLengths(op, shape);
  checkShape(op, lengths);
  return room(op, [...lengths]);
}

/** The same without a look at the lengths. */
export function readLengths(op: string, shape: Shape | number): Shape {
  if (typeof shape === "number") return [shape];
  if (Array.isArray(shape)) return shape;
  throw new KindError({
    code: "bad-argument",
    op,
    problem: `a shape is a list of lengths, not ${show(shape)}`,
    hint: isTensor(shape) ? "the shape of a tensor is x.shape" : "write the lengths in one list, for instance [3, 4]",
  });
}

/** @throws ArgumentError when a length is not a whole number ≥ 0. */
export function checkShape(op: string, shape: Shape): void {
  for (const n of shape) {
    if (!Number.isSafeInteger(n) || n < 0) {
      throw new ArgumentError({
        code: "bad-argument",
        op,
        problem: `a length must be a whole number, 0 or more, not ${show(n)}`,
        got: `shape ${showShape(shape)}`,
        hint:
          n === -1
            ? "only reshape works out a length by itself"
            : isTensor(n)
              ? "write x.item() for the number in a tensor"
              : "a length counts elements: Math.floor(n), if it was computed",
      });
    }
  }
}

interface Read {
  readonly values: ArrayLike<number>;
  readonly shape: Shape;
  readonly dtype: DType;
}

function readData(op: string, data: NestedNumbers | TypedArray): Read {
  return ArrayBuffer.isView(data) ? readTyped(op, data) : readNested(op, data);
}

/** A tensor of a nested or typed array that was given to the operation `op`. */
export function given(op: string, data: NestedNumbers | TypedArray): Tensor {
  const { shape, dtype, values } = readData(op, data);
  const own = newArray(dtype, values.length);
  own.set(values);
  return settled(wrap(shape, dtype, own));
}

function readTyped(op: string, data: ArrayBufferView): Read {
  const shape = (values: TypedArray): Shape => [values.length];
  if (data instanceof Float64Array) return { values: data, shape: shape(data), dtype: "float64" };
  if (data instanceof Float32Array) return { values: data, shape: shape(data), dtype: "float32" };
  if (data instanceof Int32Array) return { values: data, shape: shape(data), dtype: "int32" };
  if (
    data instanceof Uint8Array ||
    data instanceof Int8Array ||
    data instanceof Int16Array ||
    data instanceof Uint16Array
  ) {
    return { values: data, shape: [data.length], dtype: "int32" };
  }
  throw new KindError({
    code: "bad-dtype",
    op,
    problem: `there is no element type for a ${data.constructor.name}`,
    hint: "convert it first, for instance Float64Array.from(data, Number)",
  });
}

function readNested(op: string, data: NestedNumbers): Read {
  const shape: number[] = [];
  for (let level: unknown = data; Array.isArray(level); level = level[0]) {
    if (shape.push(level.length) > DEEPEST) throw tooDeep(op, data);
  }
  const values = new Float64Array(sizeOf(shape));
  let at = 0;
  let booleans = 0;
  const visit = (entry: unknown, path: readonly number[]): void => {
    const d = path.length;
    if (Array.isArray(entry)) {
      if (d >= shape.length || entry.length !== shape[d]) throw ragged(op, path, shape, entry);
      // Not forEach, which would pass over the gaps of [1, , 2].
      for (let i = 0; i < entry.length; i++) visit(entry[i], [...path, i]);
      return;
    }
    if (typeof entry === "boolean") booleans++;
    else if (typeof entry !== "number") throw notNumbers(op, entry, path);
    if (d !== shape.length) throw ragged(op, path, shape, entry);
    values[at++] = Number(entry);
  };
  visit(data, []);
  return { values, shape, dtype: booleans > 0 && booleans === values.length ? "bool" : "float64" };
}

function ragged(op: string, path: readonly number[], shape: Shape, entry: unknown): KindError {
  const place = (indices: readonly number[]): string => `data${indices.map((i) => `[${i}]`).join("")}`;
  const has = (length: number | undefined): string =>
    length === undefined ? "is a single number" : `has ${count(length, "entry", "entries")}`;
  const [expected, found] = [shape[path.length], Array.isArray(entry) ? entry.length : undefined];
  return new KindError({
    code: "ragged-array",
    op,
    problem: `the rows differ in length: ${place(path.map(() => 0))} ${has(expected)}, ${place(path)} ${has(found)}`,
    got: `${show(entry)} as ${place(path)}`,
    hint: "pad the rows to one length, or keep an array of tensors: arrays and records are pytrees",
  });
}

/** The error for an operand, or an entry of one, that is not a number. */
export function notNumbers(op: string, entry: unknown, path: readonly number[]): KindError {
  return new KindError({
    code: "bad-argument",
    op,
    problem: `expected ${op === "tensor" ? "a number" : "a tensor, a number"} or nested arrays of numbers`,
    got: path.length > 0 ? `${show(entry)} at ${path.map((i) => `[${i}]`).join("")}` : show(entry),
    hint: numbersFrom(entry, path.length > 0),
  });
}

/** How numbers are got from a value that is none. */
function numbersFrom(entry: unknown, nested: boolean): string {
  if (isTensor(entry)) {
    return nested ? "stack(xs) joins tensors of one shape" : "it is a tensor already; astype(x, dtype) converts it";
  }
  if (entry === undefined || entry === null) {
    return nested
      ? "write NaN where a number is missing"
      : "is an argument missing, a name misspelt, or a return forgotten?";
  }
  if (typeof entry === "string" || typeof entry === "bigint") return `convert it first: Number(${show(entry)})`;
  if (typeof entry === "function") return "pass what the function returns, f(x), not the function";
  if (entry instanceof Promise) return "wait for it first: await x";
  return "pass the numbers that it holds: the fields of a record one by one, a collection as an array, [...items]";
}

/** Whether nested arrays hold a tensor somewhere. */
export function holdsTensor(data: unknown, depth = 0): boolean {
  // What lies deeper is refused by those who read it.
  return isTensor(data) || (Array.isArray(data) && depth < DEEPEST && data.some((x) => holdsTensor(x, depth + 1)));
}
