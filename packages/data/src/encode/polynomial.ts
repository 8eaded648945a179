import {
  at,
  checkOptions,
  isTensor,
  mul,
  ones,
  showValue,
  stack,
  type Tensor,
  type TensorLike,
  tensor,
  zeros,
} from "@wengert/autograd";
import { badArgument, badKind, badShape } from "../refuse.ts";

/** Which products are formed. @public */
export interface PolynomialOptions {
  /** The highest degree; 2 unless said. */
  readonly degree?: number;
  /** Only products of different columns; no powers. */
  readonly interactionOnly?: boolean;
  /** Whether the first column is 1; true unless said. */
  readonly bias?: boolean;
}

/** More columns than this are a mistake in the degree. */
const MOST_COLUMNS = 1e6;

/** The columns of each product, by degree and then in the order of the columns. */
function products(op: string, D: number, options: PolynomialOptions): number[][] {
  const {
    degree = 2,
    interactionOnly = false,
    bias = true,
  } = checkOptions(op, options, ["degree", "interactionOnly", "bias"]);
  if (!Number.isInteger(degree) || degree < 0)
    throw badArgument(op, "the degree is a whole number ≥ 0", `degree: ${showValue(degree)}`);
  checkCount(op, D, degree, interactionOnly);
  const all: number[][] = bias ? [[]] : [];
  let last: number[][] = [[]];
  for (let d = 1; d <= degree; d++) {
    last = last.flatMap((columns) => {
      const first = columns.length === 0 ? 0 : columns.at(-1)! + (interactionOnly ? 1 : 0);
      return Array.from({ length: Math.max(0, D - first) }, (_, i) => [...columns, first + i]);
    });
    for (const columns of last) all.push(columns);
    if (last.length === 0) break;
  }
  return all;
}

/** @throws ArgumentError when there would be too many products: of degree d there are C(D + d − 1, d), or C(D, d). */
function checkCount(op: string, D: number, degree: number, interactionOnly: boolean): void {
  let [total, ofDegree] = [1, 1];
  for (let d = 1; d <= degree && ofDegree > 0; d++) {
    ofDegree *= (interactionOnly ? D - d + 1 : D + d - 1) / d;
    total += ofDegree;
    if (total > MOST_COLUMNS) {
      throw badArgument(op, `degree ${degree} of ${D} columns makes more than ${MOST_COLUMNS} products`);
    }
  }
}

/**
 * All products of columns up to a degree: for columns a and b and degree 2 these are 1, a, b, a², ab, b².
 *
 * **Shapes:** X `[N, D]` → `[N, M]`, M = C(D + degree, degree) with the bias and all powers. Differentiable. The order
 * is that of `polynomialNames`: by degree, then by columns.
 *
 * @throws ShapeError when X has not two axes; ArgumentError when the degree is not a whole number ≥ 0, or there would
 * be more than 10⁶ products.
 * @example polynomialFeatures([[2, 3]]) // [[1. 2. 3. 4. 6. 9.]]
 * @example polynomialFeatures([[2, 3]], { degree: 3, interactionOnly: true, bias: false }) // [[2. 3. 6.]]
 * @see scikit-learn, `sklearn.preprocessing.PolynomialFeatures`.
 * @public
 */
export function polynomialFeatures(X: TensorLike, options: PolynomialOptions = {}): Tensor {
  const op = "polynomialFeatures";
  const x = isTensor(X) ? X : tensor(X as never);
  if (x.shape.length !== 2) throw badShape(op, "samples have two axes", { X: x.shape }, "one column: expandDims(x, 1)");
  const [N, D] = x.shape as [number, number];
  const made = new Map<string, Tensor>([["", ones([N])]]);
  const columns = products(op, D, options).map((product) => {
    // Each product is one of a degree less, times a column; without a bias the empty one is still there to begin with.
    const before = product.slice(0, -1).join();
    const last = product.at(-1);
    if (last === undefined) return made.get("")!;
    const column = at(x, ":", last);
    const value = before === "" ? column : mul(made.get(before)!, column);
    made.set(product.join(), value);
    return value;
  });
  return columns.length === 0 ? zeros([N, 0]) : stack(columns, 1);
}

/**
 * The names of the columns of {@link polynomialFeatures}: `"1"`, `"a"`, `"a^2"`, `"a b"`, ….
 *
 * @throws ArgumentError as `polynomialFeatures` does.
 * @example polynomialNames(["a", "b"]) // ["1", "a", "b", "a^2", "a b", "b^2"]
 * @see scikit-learn, `PolynomialFeatures.get_feature_names_out`.
 * @public
 */
export function polynomialNames(names: readonly string[], options: PolynomialOptions = {}): string[] {
  if (!Array.isArray(names)) {
    throw badKind("polynomialNames", "the first argument is a list of the columns' names", showValue(names));
  }
  return products("polynomialNames", names.length, options).map((product) => {
    if (product.length === 0) return "1";
    const powers = [...new Set(product)].map((column) => {
      const power = product.filter((other) => other === column).length;
      return power === 1 ? names[column]! : `${names[column]}^${power}`;
    });
    return powers.join(" ");
  });
}
