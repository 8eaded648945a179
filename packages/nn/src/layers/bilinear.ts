import { add, expandDims, matmul, mul, reshape, ShapeError, sum, type Tensor, transpose } from "@wengert/autograd";
import { allZeros, type Initialiser, xavierUniform } from "../initialisers.ts";
import type { Layer } from "../layer.ts";
import { initialiser, readOptions } from "../options.ts";
import { checkSizes } from "../parameters.ts";
import { show } from "../shapes.ts";
import { taught } from "../taught.ts";
import type { DenseParams } from "./dense.ts";
import { checkWidth } from "./rows.ts";

/** The two inputs of a bilinear layer, `[N, in₁]` and `[N, in₂]`. @public */
export interface BilinearInput {
  readonly a: Tensor;
  readonly b: Tensor;
}

/**
 * A layer of two inputs, linear in each: zₖ = Σᵢⱼ aᵢ bⱼ Wᵢⱼₖ + cₖ.
 *
 * **Shapes:** `a [N, in₁]`, `b [N, in₂]`, `W [in₁, in₂, out]`, biases `[out]` → `[N, out]`.
 *
 * Backward, by hand, with δ = ∂C/∂z and the products p = a bᵀ of each example as a row `[N, in₁ in₂]`:
 *
 * | symbol | rule                        | shape              |
 * | ------ | --------------------------- | ------------------ |
 * | ∂C/∂W  | pᵀδ                         | `[in₁, in₂, out]`  |
 * | ∂C/∂b  | Σₙ δₙ (of the biases)       | `[out]`            |
 * | ∂C/∂p  | δWᵀ                         | `[N, in₁, in₂]`    |
 * | ∂C/∂aᵢ | Σⱼ ∂C/∂pᵢⱼ bⱼ, likewise ∂C/∂bⱼ = Σᵢ ∂C/∂pᵢⱼ aᵢ | `[N, in₁]`, `[N, in₂]` |
 *
 * @throws ShapeError when an input has another width.
 * @example bilinear(2, 3, 4).init(random.generator(0)).W.shape // [2, 3, 4]
 * @see J. B. Tenenbaum, W. T. Freeman (2000), Separating style and content with bilinear models, Neural Computation
 * 12, 1247–1283.
 * @public
 */
export function bilinear(
  first: number,
  second: number,
  outputs: number,
  options: { readonly weights?: Initialiser } = {},
): Layer<DenseParams, BilinearInput, BilinearInput> {
  const name = `bilinear(${first}, ${second}, ${outputs})`;
  const { weights = xavierUniform } = readOptions(name, options, { weights: initialiser });
  checkSizes(name, { first, second, outputs });
  const pairs = first * second;
  const products = ({ a, b }: BilinearInput): Tensor => {
    checkWidth(`${name}, a`, a, first);
    checkWidth(`${name}, b`, b, second);
    if (a.ndim !== 2 || b.ndim !== 2 || a.shape[0] !== b.shape[0]) throw otherBatch(name, a, b);
    return reshape(mul(expandDims(a, 2), expandDims(b, 1)), [a.shape[0]!, pairs]);
  };
  const value = ({ W, b }: DenseParams, x: BilinearInput): Tensor =>
    add(matmul(products(x), reshape(W, [pairs, outputs])), b);
  const layer: Layer<DenseParams, BilinearInput, BilinearInput> = {
    name,
    init: (rng) => ({
      W: weights(rng, [first, second, outputs], { fanIn: pairs, fanOut: outputs }),
      b: allZeros(rng, [outputs]),
    }),
    apply: value,
    forward: (params, x) => [value(params, x), x],
    backward: ({ W }, x, dz) => {
      const dW = matmul(transpose(products(x)), dz);
      const dp = reshape(matmul(dz, transpose(reshape(W, [pairs, outputs]))), [dz.shape[0]!, first, second]);
      return {
        dParams: { W: reshape(dW, [first, second, outputs]), b: sum(dz, 0) },
        dx: { a: sum(mul(dp, expandDims(x.b, 1)), 2), b: sum(mul(dp, expandDims(x.a, 2)), 1) },
      };
    },
    sample: (rng, n) => ({ a: rng.normal(0, 1, [n, first]), b: rng.normal(0, 1, [n, second]) }),
  };
  return taught(layer, {
    params: { W: [first, second, outputs], b: { out: outputs } },
    output: ({ a }) => [a.shape[0]!, outputs],
  });
}

function otherBatch(name: string, a: Tensor, b: Tensor): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: name,
    problem: "a and b are two batches of as many examples, [N, in₁] and [N, in₂]",
    got: `a ${show(a.shape)} and b ${show(b.shape)}`,
    hint: "one example for all becomes one for each with broadcastTo",
    shapes: [a.shape, b.shape],
  });
}
