import type { DType, TypedArray } from "./dtype.ts";
import { type ErrorCode, KindError, ShapeError, showShape, TraceError } from "./errors.ts";
import { formatArray } from "./print.ts";
import { type Shape, sizeOf } from "./shape.ts";
import { flatten, nest } from "./strided.ts";
import type { Trace } from "./trace.ts";

const BRAND: unique symbol = Symbol.for("wengert.Tensor") as never;
/** Node asks an object under this name how to show it. */
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** The mark by which tensors are known, also across two copies of the library. @public */
export type Brand = typeof BRAND;

/** Property names that mean an element: `x[0]`, `x["1:3"]`. */
const INDEX = /^-?\d*(:-?\d*){0,2}$/;

/** What other libraries (NumPy, PyTorch, TensorFlow.js) have as a method, and Wengert as a function of that name. */
const METHODS =
  "abs add argmax astype clip div exp log matmul max mean min mul pow ravel reshape sqrt square sub sum transpose";

/** What others have besides, and what is written here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  T: "transpose(x)",
  dot: "matmul(x, y)",
  flatten: "ravel(x)",
  copy: "x itself: nobody can change it",
  detach: "stopGradient(x)",
  length: "x.size, or x.shape[0]",
  numpy: "x.toArray()",
  tolist: "x.toArray()",
  data: "x.toArray()",
  dataSync: "x.toArray()",
  backward: "grad(f)(x), for a function f",
  grad: "grad(f)(x), for a function f",
  dispose: "nothing: memory frees itself",
  map: "operations, or x.toArray().map(…)",
  forEach: "x.toArray().forEach(…)",
};

/** What to write for a property that a tensor does not have, where one knows what is meant. */
const WRITTEN = new Map([
  ...METHODS.split(" ").map((name) => [name, `${name}(x, …)`]),
  ...Object.entries(ELSEWHERE),
] as [string, string][]);

function refused(code: ErrorCode, op: string, problem: string, x: unknown, hint: string): KindError {
  return new KindError({ code, op, problem, got: isTensor(x) ? describeTensor(x) : undefined, hint });
}

/** Reads and writes of properties that a tensor does not have end here: indexing gets an answer, not `undefined`. */
const unknownProperties: ProxyHandler<object> = {
  get(target, key, x) {
    const name = String(key);
    if (typeof key === "string" && INDEX.test(name)) {
      throw refused(
        "assignment",
        `x[${name}]`,
        "square brackets do not index a tensor",
        x,
        `read with at(x, ${quoted(name)})`,
      );
    }
    const written = WRITTEN.get(name);
    if (written !== undefined) {
      throw refused(
        "bad-argument",
        `x.${name}`,
        "tensors have no such property; operations are functions",
        x,
        `write ${written}`,
      );
    }
    return Reflect.get(target, key, x);
  },
  set(_target, key, _value, x) {
    const name = String(key);
    const index = INDEX.test(name);
    throw refused(
      "assignment",
      index ? `x[${name}] = …` : `x.${name} = …`,
      "tensors are immutable",
      x,
      index
        ? `write y = set(x, ${quoted(name)}, value), choose with where(mask, a, b), or collect parts and stack(parts)`
        : `keep it beside the tensor, in a record: { x, ${name} }`,
    );
  },
};

/** An index as it is written in a call: 3, "1:3". */
const quoted = (index: string): string => (index.includes(":") ? JSON.stringify(index) : index);

/** Arrays nested to any depth, as `toArray` gives them. @public */
export type NestedNumbers = number | boolean | readonly NestedNumbers[];

/**
 * An n-dimensional array of numbers. Immutable: every operation gives a new tensor, and views share storage that
 * nobody can write to. It is made by `tensor`, `zeros`, a random generator or an operation, never with `new`.
 *
 * A tensor that is being differentiated carries a `trace`; it shares the storage of the plain value it stands for,
 * so reading it costs nothing (and what is read is a plain number, which is not differentiated).
 *
 * @example console.log(tensor([[1, 2], [3, 4]]))
 * // [[1. 2.]
 * //  [3. 4.]]
 * @public
 */
export class Tensor<S extends Shape = Shape> {
  /** The length of each axis; empty for a single number. */
  readonly shape: S;
  /** The element type. */
  readonly dtype: DType;
  /** How many elements there are: the product of the shape. */
  readonly size: number;
  /** @internal The elements' array, or a single float64 itself; null when abstract. Read it through `dataOf`. */
  readonly storage: TypedArray | number | null;
  /** @internal Where the first element lies in the storage. */
  readonly offset: number;
  /** @internal Steps between neighbours along each axis; null when the elements lie in row-major order. */
  readonly strides: readonly number[] | null;
  /** @internal Who is told of operations on this tensor. */
  readonly trace: Trace | null;
  /** @internal The same value one level down. */
  readonly primal: Tensor | null;
  /** @internal What the trace knows this tensor by: a place on the tape, a tangent, a variable. */
  readonly node: unknown;

  /** @internal */
  constructor(
    shape: S,
    dtype: DType,
    size: number,
    storage: TypedArray | number | null,
    offset: number,
    strides: readonly number[] | null,
    trace: Trace | null,
    primal: Tensor | null,
    node: unknown,
  ) {
    this.shape = shape;
    this.dtype = dtype;
    this.size = size;
    this.storage = storage;
    this.offset = offset;
    this.strides = strides;
    this.trace = trace;
    this.primal = primal;
    this.node = node;
  }

  /** The number of axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /**
   * The single element as a JavaScript number (0 or 1 for a bool).
   *
   * @throws ShapeError when there is not exactly one element; TraceError when the tensor is abstract.
   * @example tensor([[2.5]]).item() // 2.5
   */
  item(): number {
    if (this.size !== 1) {
      const first = this.shape.map(() => 0).join(", ");
      throw new ShapeError({
        code: "shape-mismatch",
        op: "item",
        problem: `only a tensor of one element is a number, this one has ${this.size}`,
        got: `shape ${showShape(this.shape)}`,
        hint: `read ${this.size > 0 ? `one element with at(x, ${first}).item(), ` : ""}all elements with x.toArray()`,
        shapes: [this.shape],
      });
    }
    return valuesOf(this)[0]!;
  }

  /**
   * The elements as nested JavaScript arrays (a plain number when there are no axes); bools as `true` and `false`.
   *
   * @throws TraceError when the tensor is abstract.
   * @example tensor([[1, 2], [3, 4]]).toArray() // [[1, 2], [3, 4]]
   */
  toArray(): NestedNumbers {
    return nest(valuesOf(this), this.shape, this.dtype === "bool");
  }

  /** `JSON.stringify` writes nested arrays. */
  toJSON(): NestedNumbers {
    return this.toArray();
  }

  /** The text that NumPy's `print` gives. */
  toString(): string {
    if (this.storage === null) {
      const what = this.trace?.unreadable === undefined ? "abstract" : this.trace.kind;
      return `${what} ${this.dtype} tensor of shape ${showShape(this.shape)}`;
    }
    return formatArray(valuesOf(this), this.shape, this.dtype, "str");
  }

  /** In a template literal a tensor is its text; in arithmetic only a plain, untraced single number is a number. */
  [Symbol.toPrimitive](hint: "string" | "number" | "default"): string | number {
    if (hint === "string") return this.toString();
    if (this.trace !== null) throw usedAsNumber(this);
    if (this.size === 1) return this.item();
    throw new KindError({
      code: "number-from-tracer",
      op: "using a tensor as a number",
      problem: "JavaScript's operators work on single numbers only",
      got: describeTensor(this),
      hint: "write add(x, y), mul(x, y), greater(x, y) …, and `${x}` for its text",
      shapes: [this.shape],
    });
  }

  static {
    Object.defineProperty(Tensor.prototype, BRAND, { value: true });
    Object.defineProperty(Tensor.prototype, INSPECT, { value: inspect });
    Object.defineProperty(Tensor.prototype, Symbol.toStringTag, { value: "Tensor" });
    Object.setPrototypeOf(Tensor.prototype, new Proxy(Object.create(Object.prototype), unknownProperties));
  }
}

/** What `console.log` shows: NumPy's `str` for the tensor itself, its `repr` inside other objects. */
function inspect(this: Tensor, depth?: number | null, options?: { readonly depth?: number | null }): string {
  if (this.storage === null) return this.toString();
  const inside = options !== undefined && depth !== options.depth;
  return formatArray(valuesOf(this), this.shape, this.dtype, inside ? "repr" : "str");
}

/** Whether `x` is a tensor, of this copy of the library or another. @public */
export function isTensor(x: unknown): x is Tensor {
  return typeof x === "object" && x !== null && (x as { [BRAND]?: boolean })[BRAND] === true;
}

/** The same value, known to `trace` as `node`. */
export function traced(primal: Tensor, trace: Trace, node: unknown): Tensor {
  return new Tensor(
    primal.shape,
    primal.dtype,
    primal.size,
    primal.storage,
    primal.offset,
    primal.strides,
    trace,
    primal,
    node,
  );
}

/** A tensor in the messages: its shape, and whose it is while it is traced. */
function describeTensor(x: Tensor): string {
  const place = x.trace === null ? "" : `, traced by ${x.trace.kind}`;
  return `a tensor of shape ${showShape(x.shape)}${place}`;
}

/** The elements in row-major order. */
function valuesOf(x: Tensor): TypedArray {
  if (sizeOf(x.shape) !== x.size) {
    const problem = `the shape of this tensor of ${x.size} numbers has been written to`;
    throw refused("assignment", "x.shape = …", problem, x, "tensors are immutable: write y = reshape(x, shape)");
  }
  if (typeof x.storage === "number") return new Float64Array(x.size).fill(x.storage);
  if (x.storage !== null) return flatten(x.storage, x.dtype, x.size, x.offset, x.shape, x.strides);
  throw abstractValue(x);
}

/** The error for reading the numbers of a tensor that has none. */
export function abstractValue(x: Tensor): Error {
  const other = x.trace?.unreadable?.(x);
  if (other !== undefined) return other;
  return new TraceError({
    code: "abstract-value",
    op: "reading a value",
    problem: "the tensor is abstract: while staging there are shapes and dtypes, but no numbers yet",
    got: `an ${x}`,
    hint: "choose with where(condition, a, b), or call the function without staging: there, branches on values work",
    shapes: [x.shape],
  });
}

function usedAsNumber(x: Tensor): TraceError {
  return new TraceError({
    code: "number-from-tracer",
    op: "using a traced tensor as a number",
    problem: "JavaScript's operators would lose the derivative",
    got: describeTensor(x),
    hint: `write add(x, 1), mul(x, 2), greater(x, 0) …${x.storage !== null && x.size === 1 ? "; x.item() > 0 branches on the value" : ""}`,
    shapes: [x.shape],
  });
}
