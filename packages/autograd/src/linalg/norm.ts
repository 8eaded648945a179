import { type Axes, axesOf, axisOf, keepingAxes } from "../axes.ts";
import { count, show } from "../describe.ts";
import { floatingDType } from "../dtype.ts";
import { ArgumentError, showShape } from "../errors.ts";
import { operand, type ReductionOptions, type TensorLike } from "../lift.ts";
import { sum } from "../numpy/reduce.ts";
import { knownOptions } from "../options.ts";
import { apply1, applyN } from "../primitive.ts";
import { abs } from "../primitives/absolute.ts";
import { notEqual } from "../primitives/compare.ts";
import { astype } from "../primitives/convert.ts";
import { coneRoot, pow, square } from "../primitives/exponential.ts";
import { max, min } from "../primitives/extrema.ts";
import { nuclearPrimitive } from "../primitives/nuclear.ts";
import { reshapeTo, transposePrimitive } from "../primitives/structure.ts";
import type { Scalar } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { svdvals } from "./svd.ts";

/** Which norm: a number, ±Infinity, or of matrices "fro" (Frobenius) or "nuc" (nuclear). @public */
export type NormOrder = number | "fro" | "nuc";

/**
 * The norm of vectors or matrices.
 *
 * | `ord` | of vectors | of matrices |
 * | ----- | ---------- | ----------- |
 * | none, `null` | √Σ xᵢ² | √Σ xᵢⱼ², as "fro" |
 * | `Infinity`, `-Infinity` | largest, smallest \\|xᵢ\\| | largest, smallest Σⱼ \\|xᵢⱼ\\| |
 * | `1`, `-1` | Σ \\|xᵢ\\|; 1/Σ 1/\\|xᵢ\\| | largest, smallest Σᵢ \\|xᵢⱼ\\| |
 * | `2`, `-2` | √Σ xᵢ²; below | largest, smallest singular value |
 * | "nuc" | | sum of the singular values |
 * | `0` | how many xᵢ ≠ 0 | |
 * | other p | (Σ \\|xᵢ\\|ᵖ)^(1/p) | |
 *
 * Shapes: without `axis` and `ord` the norm of all elements, `[]`; with an `ord`, `x` has one or two axes. One `axis`
 * takes vectors along it, two take matrices; they disappear, or stay with length 1 with `keepdims`. Integers become
 * float64; float32 stays.
 *
 * Derivative at 0: 0, for the norm of the zero vector and wherever an xᵢ = 0 with p ≥ 1 (there is none, and 0 is among
 * the slopes on all sides). Ties of the largest share equally. Squares of numbers above 10¹⁵⁴ overflow, as in NumPy.
 *
 * @throws ArgumentError when the order does not exist or the axes do not fit.
 * @example linalg.norm(tensor([3, 4])) // 5.0
 * @example linalg.norm(tensor([[1, -2], [3, 4]]), 1, 0) // [4. 6.]
 * @see https://numpy.org/doc/stable/reference/generated/numpy.linalg.norm.html
 * @public
 */
export function norm(x: TensorLike): Tensor<Scalar>;
export function norm(x: TensorLike, ord: NormOrder | null | undefined): Tensor<Scalar>;
export function norm(
  x: TensorLike,
  ord: NormOrder | null | undefined,
  axis: Axes | null | undefined,
  options?: ReductionOptions,
): Tensor;
export function norm(
  input: TensorLike,
  ord?: NormOrder | null,
  axis?: Axes | null,
  options: ReductionOptions = {},
): Tensor {
  knownOptions("norm", options, ["keepdims?"]);
  const given = operand("norm", input);
  const x = astype(given, floatingDType(given.dtype));
  const rank = x.shape.length;
  const keep = (y: Tensor, axes: readonly number[]): Tensor =>
    options.keepdims === true ? reshapeTo(y, keepingAxes(x.shape, axes)) : y;
  if (axis === undefined || axis === null) {
    const all = axesOf("norm", null, x.shape);
    if (ord === undefined || ord === null) return keep(euclidean(x, all), all);
    if (rank === 1) return keep(vectorNorm(x, ord, 0), all);
    if (rank === 2) return keep(matrixNorm(x, ord), all);
    throw wrongAxes(rank, x, "an order without an axis");
  }
  const axes = (Array.isArray(axis) ? axis : [axis]).map((d: number) => axisOf("norm", d, x.shape));
  if (axes.length === 1) return keep(vectorNorm(x, ord ?? 2, axes[0]!), axes);
  if (axes.length !== 2 || axes[0] === axes[1]) throw wrongAxes(axes.length, x, `axes [${axes.join(", ")}]`);
  const others = x.shape.map((_, d) => d).filter((d) => !axes.includes(d));
  const inner = apply1(transposePrimitive, x, { axes: [...others, ...axes] });
  return keep(
    matrixNorm(inner, ord ?? "fro"),
    axes.toSorted((a, b) => a - b),
  );
}

function euclidean(x: Tensor, axes: readonly number[]): Tensor {
  return coneRoot(sum(square(x), axes));
}

function vectorNorm(x: Tensor, ord: NormOrder, axis: number): Tensor {
  if (typeof ord !== "number" || Number.isNaN(ord))
    throw noSuchOrder(ord, "vectors", "a number, also Infinity and -Infinity");
  if (ord === 2) return euclidean(x, [axis]);
  const sizes = abs(x);
  if (ord === Number.POSITIVE_INFINITY) return largest(sizes, axis);
  if (ord === Number.NEGATIVE_INFINITY) return min(sizes, axis);
  if (ord === 0) return sum(astype(notEqual(x, 0), x.dtype), axis);
  if (ord === 1) return sum(sizes, axis);
  return pow(sum(pow(sizes, ord), axis), 1 / ord);
}

/** The norm of the matrices in the last two axes. */
export function matrixNorm(x: Tensor, ord: NormOrder): Tensor {
  switch (ord) {
    case "fro":
      return euclidean(x, [x.shape.length - 2, x.shape.length - 1]);
    case "nuc":
      return applyN(nuclearPrimitive, [x], null)[0]!;
    case 1:
      return largest(sum(abs(x), -2), -1);
    case -1:
      return min(sum(abs(x), -2), -1);
    case Number.POSITIVE_INFINITY:
      return largest(sum(abs(x), -1), -1);
    case Number.NEGATIVE_INFINITY:
      return min(sum(abs(x), -1), -1);
    case 2:
      return largest(svdvals(x), -1);
    case -2:
      return min(svdvals(x), -1);
    default:
      throw noSuchOrder(ord, "matrices", '"fro", "nuc", 1, -1, 2, -2, Infinity and -Infinity');
  }
}

/** The largest along an axis; of no sizes it is 0, the norm of the vector without entries. */
function largest(sizes: Tensor, axis: number): Tensor {
  return sizes.shape.at(axis) === 0 ? sum(sizes, axis) : max(sizes, axis);
}

function noSuchOrder(ord: unknown, what: string, orders: string): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "norm",
    problem: `${what} have no norm of order ${show(ord)}`,
    hint: `the orders of ${what} are ${orders}`,
  });
}

function wrongAxes(n: number, x: Tensor, what: string): ArgumentError {
  return new ArgumentError({
    code: "bad-axis",
    op: "norm",
    problem: `${what} cannot be: a norm is of vectors (1 axis) or matrices (2 axes), not of ${count(n, "axis", "axes")}`,
    got: `shape ${showShape(x.shape)}`,
    hint: "name one axis for vectors or two for matrices; without an order, norm(x) takes all elements",
    shapes: [x.shape],
  });
}
