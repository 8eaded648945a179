import { type Axes, axesOf } from "../axes.ts";
import { show } from "../describe.ts";
import { isFloating } from "../dtype.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { operand, type ReductionOptions, type TensorLike } from "../lift.ts";
import { knownOptions, refuseOptions } from "../options.ts";
import { div, mul, sub } from "../primitives/arithmetic.ts";
import { astype } from "../primitives/convert.ts";
import { sqrt } from "../primitives/exponential.ts";
import { product, swapped } from "../primitives/matmul.ts";
import { maximum } from "../primitives/select.ts";
import { broadcastTo, reshapeTo } from "../primitives/structure.ts";
import { flatData } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";
import { diag } from "./diagonal.ts";
import { concatenate } from "./join.ts";
import { mean, sum } from "./reduce.ts";
import { transpose } from "./shape.ts";

/**
 * The weighted mean of all elements, or along axes: Σᵢ wᵢ xᵢ / Σᵢ wᵢ.
 *
 * Shapes: `x [...]` → `[]`, or without the given axes; with `keepdims` they stay with length 1. Weights have the shape
 * of `x`, or that of the axes that are reduced; staged, an average whose weights add up to 0 is NaN or
 * infinite, for there are no values to look at.
 *
 * @throws ArgumentError when an axis does not exist or weights add up to 0; ShapeError when the weights do not fit.
 * @example average(tensor([1, 2, 3]), null, [3, 1, 0]) // 1.25
 * @public
 */
export function average(
  input: TensorLike,
  axis: Axes | null = null,
  weights: TensorLike | null = null,
  options: ReductionOptions = {},
): Tensor {
  knownOptions("average", options, ["keepdims?"]);
  const x = operand("average", input);
  refuseOptions(
    "average",
    "axis",
    axis,
    "the axis comes second and weights third, neither in a record: average(x, null, weights)",
  );
  const axes = axesOf("average", axis, x.shape);
  if (weights === null) return mean(x, axes, options);
  refuseOptions(
    "average",
    "weights",
    weights,
    "weights come third and options after them: average(x, 0, weights, { keepdims: true })",
  );
  const given = operand("average", weights);
  const along = axes.map((d) => x.shape[d]!);
  const fits = given.ndim === along.length && given.shape.every((n, i) => n === along[i]);
  if (given.ndim !== x.ndim && !fits) {
    throw new ShapeError({
      code: "shape-mismatch",
      op: "average",
      problem: "there is not one weight for each entry that is averaged",
      got: `weights ${showShape(given.shape)} for axes of length ${showShape(along)} of ${showShape(x.shape)}`,
      hint: "weights have the shape of x, or that of the axes that are reduced",
      shapes: [x.shape, given.shape],
    });
  }
  const shape = given.ndim === x.ndim ? given.shape : x.shape.map((n, d) => (axes.includes(d) ? n : 1));
  const w = broadcastTo(reshapeTo(given, shape), x.shape);
  const total = sum(w, axes, options);
  if (total.storage !== null && flatData(total).includes(0)) {
    throw new ArgumentError({
      code: "bad-argument",
      op: "average",
      problem: "the weights add up to 0, and a mean divides by their sum",
      got: `weights ${show(given)}`,
      hint: "sum(mul(weights, x)) is the weighted sum; leave averages of nothing out",
    });
  }
  return div(sum(mul(x, w), axes, options), total);
}

/** Options of `cov`. @public */
export interface CovOptions {
  /** Whether each row is a variable and each column an observation (true unless said), or the other way round. */
  readonly rowvar?: boolean;
  /** What is taken from the number of observations before dividing by it; 1 unless said. */
  readonly ddof?: number;
  /** Weights of the observations. */
  readonly aweights?: TensorLike;
  /** How often each observation was made, whole numbers. */
  readonly fweights?: TensorLike;
}

/**
 * The covariances of variables, the rows of a matrix: C = (1/(n − 1)) Σₖ (xₖ − x̄)(xₖ − x̄)ᵀ. Further variables may be
 * given besides.
 *
 * Shapes: `[variables, observations]` → `[variables, variables]`; a vector is one variable → `[]`.
 *
 * @throws ShapeError when there are more than two axes, or the numbers of observations differ.
 * @example cov(tensor([[1, 2, 3], [1, 0, 2]]))
 * // [[1.  0.5]
 * //  [0.5 1. ]]
 * @public
 */
export function cov(input: TensorLike, more: TensorLike | null = null, options: CovOptions = {}): Tensor {
  return within("cov", () => {
    knownOptions("cov", options, ["rowvar?", "ddof", "aweights", "fweights"]);
    const { rowvar = true, ddof = 1 } = options;
    const rows = (like: TensorLike, turned: (x: Tensor) => boolean): Tensor => {
      const given = operand("cov", like);
      if (given.ndim > 2) throw notMatrix(given);
      const x = isFloating(given.dtype) ? given : astype(given, "float64");
      if (x.ndim < 2) return reshapeTo(x, [1, x.size]);
      return turned(x) ? transpose(x) : x;
    };
    const first = rows(input, () => !rowvar);
    // A single row is a variable in any case where it comes besides, as in NumPy.
    const x = more === null ? first : concatenate([first, rows(more, ({ shape }) => !rowvar && shape[0] !== 1)], 0);
    const [m, n] = x.shape as [number, number];
    const importance = options.aweights === undefined ? null : operand("cov", options.aweights);
    const times = options.fweights === undefined ? null : astype(operand("cov", options.fweights), x.dtype);
    const w = importance === null ? times : times === null ? importance : mul(importance, times);
    const center = w === null ? mean(x, 1, { keepdims: true }) : average(x, 1, w, { keepdims: true });
    const deviations = sub(x, center);
    const weighted = w === null ? deviations : mul(deviations, w);
    const total = w === null ? null : sum(w);
    // Repeated observations count as so many; weights as so many as give the same variance of a mean.
    const taken = w === null || total === null || importance === null ? 1 : div(sum(mul(w, importance)), total);
    const count = total === null ? Math.max(n - ddof, 0) : maximum(sub(total, mul(ddof, taken)), 0);
    const c = div(product(weighted, swapped(deviations)), count);
    return m === 1 ? reshapeTo(c, []) : c;
  });
}

/**
 * The correlations of variables, the rows of a matrix: covariances divided by both standard deviations.
 *
 * Shapes: `[variables, observations]` → `[variables, variables]`; a vector is one variable → `[]`. Range: [−1, 1]; NaN
 * for a variable that is constant.
 *
 * @throws as `cov` does.
 * @example corrcoef(tensor([[1, 2, 3], [1, 0, 2]]))
 * // [[1.  0.5]
 * //  [0.5 1. ]]
 * @public
 */
export function corrcoef(x: TensorLike, more: TensorLike | null = null, options: CovOptions = {}): Tensor {
  const c = within("corrcoef", () => cov(x, more, options));
  if (c.ndim === 0) return div(c, c);
  const deviations = sqrt(diag(c));
  return div(div(c, reshapeTo(deviations, [deviations.size, 1])), deviations);
}

function notMatrix({ shape }: Tensor): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "cov",
    problem: "variables are the rows of a matrix",
    got: `shape ${showShape(shape)}`,
    hint: "reshape(x, [variables, -1]) makes one of more axes",
    shapes: [shape],
  });
}
