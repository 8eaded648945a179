import {
  add,
  checkOptions,
  div,
  isTensor,
  max,
  mean,
  min,
  mul,
  nanmax,
  nanmean,
  nanmin,
  showValue,
  square,
  sub,
  type Tensor,
  type TensorLike,
  tensor,
} from "@wengert/autograd";
import { badArgument, badKind, badShape } from "../refuse.ts";

/** How columns are scaled: z = (x − offset) / scale. Plain data, to be stored beside the model. @public */
export interface Scaling {
  /** What is subtracted from each column, `[D]`. */
  readonly offset: Tensor;
  /** By what each column is then divided, `[D]`; never 0. */
  readonly scale: Tensor;
}

/** The range into which columns are scaled. @public */
export interface MinMaxOptions {
  /** The smallest and the largest result; 0 and 1 unless said. */
  readonly range?: readonly [low: number, high: number];
}

/** Samples `[N, D]` with at least one row. */
function readSamples(op: string, X: TensorLike): Tensor {
  const x = isTensor(X) ? X : tensor(X as never);
  if (x.shape.length !== 2) throw badShape(op, "samples have two axes", { X: x.shape }, "one row per sample: [N, D]");
  if (x.shape[0] === 0)
    throw badArgument(op, "there are no samples to learn the scale from", `X ${JSON.stringify(x.shape)}`);
  return x;
}

/**
 * Whether numbers are missing, that is NaN: they are left out.
 *
 * @throws ArgumentError at an infinity, and at a column without any number.
 */
function checkNumbers(op: string, x: Tensor): boolean {
  const rows = x.toArray() as number[][];
  let missing = false;
  for (let d = 0; d < x.shape[1]!; d++) {
    const some = rows.some((row) => !Number.isNaN(row[d]));
    if (!some) throw badArgument(op, `column ${d} holds nothing but NaN`, undefined, "leave the column out");
    for (let n = 0; n < rows.length; n++) {
      const value = Number(rows[n]![d]);
      if (Number.isNaN(value)) missing = true;
      else if (!Number.isFinite(value)) {
        throw badArgument(
          op,
          `column ${d} holds ${value}, which no scale makes finite`,
          `row ${n}`,
          "leave the row out",
        );
      }
    }
  }
  return missing;
}

/** A float64 tensor with each 0 of a list of numbers replaced by 1. */
function withoutZeros(numbers: Tensor, isZero: (x: number, column: number) => boolean): Tensor {
  return tensor(Float64Array.from(numbers.toArray() as number[], (x, d) => (isZero(x, d) ? 1 : x)));
}

/**
 * The scaling to mean 0 and variance 1 of each column: the offset is its mean x̄, the scale its standard deviation
 * √(1/N Σₙ (xₙ − x̄)²).
 *
 * **Shapes:** X `[N, D]` → two times `[D]`. A column whose variance is no more than rounding has the scale 1, so that
 * it becomes 0 and not noise. NaN count as missing: they are left out here, and stay NaN when scaled.
 *
 * @throws ShapeError when X has not two axes; ArgumentError when it has no rows, a column has no number, or an entry is
 * infinite.
 * @example
 * const scaling = standardScaling([[1, 5], [3, 5]]);
 * applyScaling([[1, 5], [3, 5], [5, 6]], scaling)
 * // [[-1.  0.]
 * //  [ 1.  0.]
 * //  [ 3.  1.]]
 * @see scikit-learn, `sklearn.preprocessing.StandardScaler`.
 * @public
 */
export function standardScaling(X: TensorLike): Scaling {
  const x = readSamples("standardScaling", X);
  const average = checkNumbers("standardScaling", x) ? nanmean : mean;
  const offset = average(x, 0);
  const variance = average(square(sub(x, offset)), 0);
  const means = offset.toArray() as number[];
  const N = x.shape[0]!;
  // The variance that rounding alone can make of N equal numbers.
  const noise = (v: number, d: number): number => N * Number.EPSILON * v + (N * means[d]! * Number.EPSILON) ** 2;
  const safe = withoutZeros(variance, (v, d) => v <= noise(v, d));
  return { offset, scale: tensor(Float64Array.from(safe.toArray() as number[], Math.sqrt)) };
}

/**
 * The scaling that maps the smallest number of each column to 0 and the largest to 1, or to the ends of `range`.
 *
 * **Shapes:** X `[N, D]` → two times `[D]`. A constant column has the scale 1. New samples may fall outside. NaN
 * count as missing: they are left out here, and stay NaN when scaled.
 *
 * @throws ShapeError when X has not two axes; ArgumentError when it has no rows, a column has no number, an entry is
 * infinite, or the range is not rising.
 * @example applyScaling([[1], [2], [5]], minMaxScaling([[1], [3]])) // [[0. ]
 * //  [0.5]
 * //  [2. ]]
 * @see scikit-learn, `sklearn.preprocessing.MinMaxScaler`.
 * @public
 */
export function minMaxScaling(X: TensorLike, options: MinMaxOptions = {}): Scaling {
  const { range: [low, high] = [0, 1] } = checkOptions("minMaxScaling", options, ["range"]);
  const x = readSamples("minMaxScaling", X);
  if (!(high > low && Number.isFinite(high - low))) {
    throw badArgument(
      "minMaxScaling",
      "the range rises from its first number to its second",
      `range: [${low}, ${high}]`,
    );
  }
  const missing = checkNumbers("minMaxScaling", x);
  const lowest = missing ? nanmin(x, 0) : min(x, 0);
  const span = withoutZeros(
    sub(missing ? nanmax(x, 0) : max(x, 0), lowest),
    (difference) => difference < 10 * Number.EPSILON,
  );
  const scale = div(span, high - low);
  return { offset: sub(lowest, mul(low, scale)), scale };
}

/**
 * Scaled samples: z = (x − offset) / scale, column by column. Differentiable.
 *
 * **Shapes:** X `[N, D]`, or a single sample `[D]` → the same.
 *
 * @throws ShapeError when X has not D columns.
 * @example applyScaling([[3, 10]], { offset: tensor([1, 10]), scale: tensor([2, 5]) }) // [[1. 0.]]
 * @public
 */
export function applyScaling(X: TensorLike, scaling: Scaling): Tensor {
  const { offset, scale } = checkScaling("applyScaling", scaling);
  return div(sub(checkColumns("applyScaling", X, scale), offset), scale);
}

/**
 * The samples that were scaled: x = z · scale + offset, the inverse of {@link applyScaling}.
 *
 * **Shapes:** Z `[N, D]`, or a single sample `[D]` → the same.
 *
 * @throws ShapeError when Z has not D columns.
 * @example invertScaling([[1, 0]], { offset: tensor([1, 10]), scale: tensor([2, 5]) }) // [[ 3. 10.]]
 * @public
 */
export function invertScaling(Z: TensorLike, scaling: Scaling): Tensor {
  const { offset, scale } = checkScaling("invertScaling", scaling);
  return add(mul(checkColumns("invertScaling", Z, scale), scale), offset);
}

/** The scaling itself. @throws KindError when it is none. */
function checkScaling(op: string, scaling: Scaling): Scaling {
  if (isTensor(scaling?.offset) && isTensor(scaling.scale)) return scaling;
  throw badKind(op, "this is no scaling", showValue(scaling), "standardScaling(X) and minMaxScaling(X) make one");
}

/** @throws ShapeError when broadcasting would scale something else than columns. */
function checkColumns(op: string, X: TensorLike, scale: Tensor): Tensor {
  const x = isTensor(X) ? X : tensor(X as never);
  if (x.shape.at(-1) === scale.shape[0] && x.shape.length <= 2) return x;
  throw badShape(
    op,
    `the scaling is of ${scale.shape[0]} columns`,
    { X: x.shape, scale: scale.shape },
    "samples are rows",
  );
}
