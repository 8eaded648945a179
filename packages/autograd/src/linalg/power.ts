import { count, show } from "../describe.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { identityMatrix } from "../primitives/linalg.ts";
import { matmul, product } from "../primitives/matmul.ts";
import { broadcastTo, reshapeTo } from "../primitives/structure.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { inv } from "./solve.ts";
import { squareMatrices } from "./square.ts";

/**
 * A whole power of a square matrix, Aⁿ = A A ⋯ A, by repeated squaring; a negative one is that of the inverse, and A⁰ is
 * the identity.
 *
 * Shapes: `a [..., m, m]` → the same. Integers become float64; float32 stays.
 *
 * @throws ShapeError when a matrix is not square; ArgumentError when `n` is not whole, or when it is negative and a
 * matrix singular.
 * @example linalg.matrixPower(tensor([[1, 1], [1, 0]]), 10)
 * // [[89. 55.]
 * //  [55. 34.]]
 * @public
 */
export function matrixPower<S extends Shape>(a: Tensor<S>, n: number): Tensor<S>;
export function matrixPower(a: TensorLike, n: number): Tensor;
export function matrixPower(input: TensorLike, n: number): Tensor {
  return within("matrixPower", () => {
    const a = squareMatrices("matrixPower", input);
    if (!Number.isInteger(n)) {
      throw new ArgumentError({
        code: "bad-argument",
        op: "matrixPower",
        problem: `the exponent must be a whole number, not ${show(n)}`,
        hint: "sqrtm(a) is the square root; pow(a, n) takes powers of the entries",
      });
    }
    if (n === 0) return broadcastTo(identityMatrix(a), a.shape);
    let square = n < 0 ? inv(a) : a;
    let power: Tensor | null = null;
    for (let rest = Math.abs(n); ; square = product(square, square)) {
      if (rest % 2 === 1) power = power === null ? square : product(power, square);
      rest = Math.floor(rest / 2);
      if (rest === 0) return power!;
    }
  });
}

/**
 * The product of several matrices, in the order of multiplications that takes the fewest operations.
 *
 * Shapes: `[m, k₁]`, `[k₁, k₂]`, …, `[kᵣ, n]` → `[m, n]`; the first may be a vector (a row), and the last one (a
 * column), whose axis is missing in the result.
 *
 * @throws ArgumentError when there are fewer than two; ShapeError when they do not fit.
 * @example linalg.multiDot([tensor([[1, 2]]), tensor([[3], [4]]), tensor([[5, 6]])]) // [[55. 66.]]
 * @see T. H. Cormen et al. (2009), Introduction to Algorithms, 3rd ed., section 15.2.
 * @public
 */
export function multiDot(xs: readonly TensorLike[]): Tensor {
  return within("multiDot", () => {
    if (!Array.isArray(xs) || xs.length < 2) {
      throw new ArgumentError({
        code: "bad-argument",
        op: "multiDot",
        problem: `a product has at least two factors, not ${Array.isArray(xs) ? xs.length : show(xs)}`,
        hint: "the factors come in one list: multiDot([a, b, c])",
      });
    }
    const given = xs.map((x) => operand("multiDot", x));
    const last = given.length - 1;
    given.forEach(({ shape }, i) => {
      if (shape.length === 2 || (shape.length === 1 && (i === 0 || i === last))) return;
      throw new ShapeError({
        code: "shape-mismatch",
        op: "multiDot",
        problem: `factor ${i} has ${count(shape.length, "axis", "axes")}`,
        got: given.map((x) => showShape(x.shape)).join(", "),
        hint: "factors have two axes; only the first and the last may be vectors. matmul takes stacks of matrices",
        shapes: given.map((x) => x.shape),
      });
    });
    const [first, final] = [given[0]!, given[last]!];
    const factors = [...given];
    if (first.shape.length === 1) factors[0] = reshapeTo(first, [1, first.size]);
    if (final.shape.length === 1) factors[last] = reshapeTo(final, [final.size, 1]);
    const y = multiply(factors, cheapestSplits(factors), 0, last);
    const rows = first.shape.length === 1 ? [] : [y.shape[0]!];
    return reshapeTo(y, final.shape.length === 1 ? rows : [...rows, y.shape[1]!]);
  });
}

/** For each run of factors i to j: after which one to split it. */
function cheapestSplits(factors: readonly Tensor[]): number[][] {
  const n = factors.length;
  const sizes = [...factors.map(({ shape }) => shape[0]!), factors[n - 1]!.shape[1]!];
  const costs = factors.map(() => new Array<number>(n).fill(0));
  const splits = factors.map(() => new Array<number>(n).fill(0));
  for (let length = 2; length <= n; length++) {
    for (let i = 0; i + length <= n; i++) {
      const j = i + length - 1;
      costs[i]![j] = Number.POSITIVE_INFINITY;
      for (let k = i; k < j; k++) {
        const cost = costs[i]![k]! + costs[k + 1]![j]! + sizes[i]! * sizes[k + 1]! * sizes[j + 1]!;
        if (cost < costs[i]![j]!) {
          costs[i]![j] = cost;
          splits[i]![j] = k;
        }
      }
    }
  }
  return splits;
}

function multiply(factors: readonly Tensor[], splits: readonly (readonly number[])[], i: number, j: number): Tensor {
  if (i === j) return factors[i]!;
  const k = splits[i]![j]!;
  return matmul(multiply(factors, splits, i, k), multiply(factors, splits, k + 1, j));
}
