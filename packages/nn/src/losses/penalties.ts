import { abs, add, type MapTree, mapTree, mul, showValue, sign, square, sum, type Tensor } from "@wengert/autograd";
import { atLeastZero } from "../options.ts";
import { badArgument } from "../parameters.ts";

/** A term that is added to a loss to keep parameters small; called with a pytree of parameters. @public */
export interface Penalty {
  (params: unknown): Tensor;
  /** The gradient by hand, built like the parameters. */
  readonly derivative: <P>(params: P) => MapTree<P, Tensor>;
}

/**
 * The L2 penalty λ Σ w² over all numbers of a pytree, with gradient 2 λ w.
 *
 * **Shapes:** any pytree of tensors → `[]`. Biases are usually left out: pass the weights only, `params.map(({ W }) => W)`. Some
 * write ½ λ Σ w²; then pass half of λ.
 *
 * @throws ArgumentError for a λ below 0 or NaN, and for what is no pytree.
 * @example l2Penalty(0.1)([tensor([1, 2])]) // 0.5
 * @example l2Penalty(0.1).derivative([tensor([1, 2])]) // [[0.2 0.4]]
 * @see A. E. Hoerl, R. W. Kennard (1970), Ridge regression, Technometrics 12, 55–67.
 * @public
 */
export function l2Penalty(lambda: number): Penalty {
  checkFactor("l2Penalty", lambda);
  return penalty(
    "l2Penalty",
    (w) => mul(lambda, sum(square(w))),
    (w) => mul(2 * lambda, w),
  );
}

/**
 * The L1 penalty λ Σ |w| over all numbers of a pytree, with gradient λ sign(w), 0 at w = 0.
 *
 * **Shapes:** any pytree of tensors → `[]`.
 *
 * @throws ArgumentError for a λ below 0 or NaN, and for what is no pytree.
 * @example l1Penalty(0.1)([tensor([1, -2])]).item().toFixed(3) // 0.300
 * @example l1Penalty(0.1).derivative([tensor([1, -2])]) // [[ 0.1 -0.1]]
 * @see R. Tibshirani (1996), Regression shrinkage and selection via the lasso, J. R. Statist. Soc. B 58, 267–288.
 * @public
 */
export function l1Penalty(lambda: number): Penalty {
  checkFactor("l1Penalty", lambda);
  return penalty(
    "l1Penalty",
    (w) => mul(lambda, sum(abs(w))),
    (w) => mul(lambda, sign(w)),
  );
}

function checkFactor(name: string, lambda: number): void {
  if (atLeastZero.is(lambda)) return;
  throw badArgument(name, `λ is ${atLeastZero.what}`, showValue(lambda), `${name}(0.01)`);
}

function penalty(name: string, value: (w: Tensor) => Tensor, derivative: (w: Tensor) => Tensor): Penalty {
  const checkTree = (params: unknown): void => {
    if (typeof params === "object" && params !== null) return;
    throw badArgument(
      name,
      "it takes a tensor, or a list or record of them",
      showValue(params),
      `${name}(0.01)(params)`,
    );
  };
  const total = (params: unknown): Tensor => {
    checkTree(params);
    const parts: Tensor[] = [];
    mapTree((w: Tensor) => {
      parts.push(value(w));
      return w;
    }, params);
    return parts.length === 0 ? mul(0, sum([])) : parts.reduce((a, b) => add(a, b));
  };
  return Object.freeze(
    Object.assign(total, {
      derivative: <P>(params: P): MapTree<P, Tensor> => {
        checkTree(params);
        return mapTree<P, Tensor>((w: Tensor) => derivative(w), params);
      },
    }),
  );
}
