import { given, holdsTensor, notNumbers } from "./create.ts";
import { DEEPEST, tooDeep } from "./describe.ts";
import { type DType, promote, type TypedArray, weakDType } from "./dtype.ts";
import { apply1, apply2, type Primitive } from "./primitive.ts";
import { pack } from "./primitives/pack.ts";
import type { AxisFits, Broadcast, Fits, KeepingAxis, Shape, WithoutAxis } from "./shape.ts";
import { dataOf, empty, single } from "./storage.ts";
import { isTensor, type NestedNumbers, type Tensor } from "./tensor.ts";

/** What operations take: tensors, numbers, typed arrays, and nested arrays, which may hold tensors. @public */
export type TensorLike = Tensor | number | boolean | TypedArray | readonly TensorLike[];

const SCALAR: readonly [] = [];

/** A number as a tensor without axes. */
export function scalar(value: number, dtype: DType = "float64"): Tensor<readonly []> {
  if (dtype === "float64") return single(SCALAR, value);
  const x = empty(SCALAR, 1, dtype);
  dataOf(x)[x.offset] = value;
  return x;
}

/**
 * A tensor from whatever an operation was given. A nested array that holds tensors becomes a stack of them, through
 * which derivatives pass.
 *
 * @throws KindError when `x` is something else.
 */
export function asTensor(x: TensorLike): Tensor {
  return operand("an operation", x);
}

/** The same for an operand of the operation `op`, which the error names. */
export function operand(op: string, x: TensorLike, depth = 0): Tensor {
  if (isTensor(x)) return x;
  if (typeof x === "number") return scalar(x);
  if (typeof x === "boolean") return scalar(x ? 1 : 0, "bool");
  if (Array.isArray(x)) {
    if (depth > DEEPEST) throw tooDeep(op, x);
    return holdsTensor(x) ? pack(operands(op, x, depth + 1), op) : given(op, x as NestedNumbers);
  }
  if (ArrayBuffer.isView(x)) return given(op, x as TypedArray);
  throw notNumbers(op, x, []);
}

/**
 * Several operands, of which numbers take the dtype that the tensors have together; so do, beside float32, tensors that
 * stand for the numbers among the arguments of a staged function.
 */
export function operands(op: string, inputs: readonly TensorLike[], depth = 0): Tensor[] {
  let tensors: readonly Tensor[] = inputs.flatMap((x) => (typeof x === "number" ? [] : [operand(op, x, depth)]));
  const trace = tensors.find((x) => x.trace?.together !== undefined)?.trace;
  tensors = trace?.together?.(tensors) ?? tensors;
  const dtype =
    tensors.reduce<DType | null>((a, b) => (a === null || a === b.dtype ? b.dtype : promote(a, b.dtype)), null) ??
    "float64";
  let next = 0;
  return inputs.map((x) => (typeof x === "number" ? scalar(x, weakDType(x, dtype)) : tensors[next++]!));
}

/** Two operands, of which a number takes the dtype of the tensor beside it. */
export function pair(op: string, a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  if (isTensor(a) && isTensor(b) && a.dtype === b.dtype) return [a, b];
  return operands(op, [a, b]) as [Tensor, Tensor];
}

/** An elementwise function of one input. @public */
export interface UnaryFunction {
  <S extends Shape>(x: Tensor<S>): Tensor<S>;
  (x: number): Tensor<readonly []>;
  (x: TensorLike): Tensor;
}

/** An elementwise function of one input, with its primitive. @public */
export interface Unary extends UnaryFunction {
  readonly primitive: Primitive;
}

/** An elementwise function of two inputs that broadcast against each other. @public */
export interface BinaryFunction {
  <N extends number, M extends number>(
    a: Tensor<readonly [N, M]>,
    b: Tensor<readonly [NoInfer<M>]>,
  ): Tensor<readonly [N, M]>;
  <S extends Shape>(a: Tensor<S>, b: Tensor<NoInfer<S>> | number): Tensor<S>;
  <S extends Shape>(a: number, b: Tensor<S>): Tensor<S>;
  (a: number, b: number): Tensor<readonly []>;
  <A extends TensorLike, B extends TensorLike>(a: A, b: B & NotTwoTensors<A, B>): Tensor;
  <A extends Shape, B extends Shape>(
    a: Tensor<A>,
    b: Tensor<B> & Fits<"the shapes", A, B, Broadcast<A, B>>,
  ): Tensor<Broadcast<A, B>>;
}

/** An elementwise function of two inputs that broadcast against each other, with its primitive. @public */
export interface Binary extends BinaryFunction {
  readonly primitive: Primitive;
}

/** Asked of a second operand: that not both are tensors, for whose shapes there is an overload that checks. @public */
export type NotTwoTensors<A, B> = [A] extends [Tensor] ? ([B] extends [Tensor] ? never : unknown) : unknown;

/** Anything an operation takes besides tensors and numbers. @public */
export type NotTensor = boolean | TypedArray | readonly TensorLike[];

/** The public function of a primitive of one input. */
// @__NO_SIDE_EFFECTS__
export function unary(primitive: Primitive): Unary {
  const f = (x: TensorLike): Tensor => apply1(primitive, isTensor(x) ? x : operand(primitive.name, x), null);
  return named(f as Unary, primitive);
}

/** The public function of a primitive of two inputs; a number takes the dtype of the tensor beside it. */
// @__NO_SIDE_EFFECTS__
export function binary(primitive: Primitive): Binary {
  const f = (a: TensorLike, b: TensorLike): Tensor => {
    if (typeof b === "number") {
      const x = isTensor(a) ? a : operand(primitive.name, a);
      return apply2(primitive, x, scalar(b, weakDType(b, x.dtype)), null);
    }
    const y = isTensor(b) ? b : operand(primitive.name, b);
    if (typeof a === "number") return apply2(primitive, scalar(a, weakDType(a, y.dtype)), y, null);
    return apply2(primitive, isTensor(a) ? a : operand(primitive.name, a), y, null);
  };
  return named(f as Binary, primitive);
}

function named<F>(f: F, primitive: Primitive): F {
  Object.defineProperty(f, "name", { value: primitive.name });
  Object.defineProperty(f, "primitive", { value: primitive });
  return f;
}

/** How a reduction treats the axes it reduces. @public */
export interface ReductionOptions {
  /** Whether reduced axes stay, with length 1; false unless said. */
  readonly keepdims?: boolean;
}

/** A reduction over all axes or the given ones. @public */
export interface Reduction {
  <S extends Shape, const A extends number>(
    x: Tensor<S>,
    axis: A & AxisFits<S, A>,
    options?: { readonly keepdims?: false },
  ): Tensor<WithoutAxis<S, A>>;
  <S extends Shape, const A extends number>(
    x: Tensor<S>,
    axis: A & AxisFits<S, A>,
    options: { readonly keepdims: true },
  ): Tensor<KeepingAxis<S, A>>;
  (x: Tensor, axis: number, options: { readonly keepdims: boolean }): Tensor;
  (x: NotTensor, axis: number, options?: ReductionOptions): Tensor;
  (x: TensorLike, axis: readonly number[] | null | undefined, options?: ReductionOptions): Tensor;
  // Last, so that a reduction passed as a function, grad(sum), is one of a single argument.
  (x: TensorLike): Tensor<readonly []>;
}
