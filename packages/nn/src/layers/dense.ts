import { add, matmul, type Shape, sum, type Tensor, transpose } from "@wengert/autograd";
import { allZeros, type Initialiser, xavierUniform } from "../initialisers.ts";
import type { Layer } from "../layer.ts";
import { flag, initialiser, readOptions } from "../options.ts";
import { checkSizes } from "../parameters.ts";
import { taught } from "../taught.ts";
import { asRows, asShape, checkWidth } from "./rows.ts";

/** Parameters of a dense layer. @public */
export interface DenseParams {
  /** Weights `[in, out]`. */
  readonly W: Tensor;
  /** Biases `[out]`. */
  readonly b: Tensor;
}

/** How a dense layer is made. @public */
export interface DenseOptions {
  /** How the weights begin, `xavierUniform` unless said. */
  readonly weights?: Initialiser;
  /** How the biases begin, zeros unless said. */
  readonly biases?: Initialiser;
  /** Whether there are biases; true unless said. */
  readonly bias?: boolean;
}

/** What a dense layer keeps of the way forward. @public */
export interface DenseCache {
  readonly x: Tensor;
}

/**
 * A dense layer: z = xW + b.
 *
 * **Shapes:** `x [N, in]`, `W [in, out]`, `b [out]` → `z [N, out]`. Further axes in front are examples, too.
 *
 * Backward, by hand, with δ = ∂C/∂z:
 *
 * | symbol | rule  | shape       |
 * | ------ | ----- | ----------- |
 * | ∂C/∂W  | xᵀδ   | `[in, out]` |
 * | ∂C/∂b  | Σₙ δₙ | `[out]`     |
 * | ∂C/∂x  | δWᵀ   | `[N, in]`   |
 *
 * @throws ShapeError when x does not have `in` columns, and for parameters of another shape; ArgumentError for a size that is none, and an option that does
 * not exist.
 * @example
 * const layer = dense(2, 3);
 * const params = { W: tensor([[1, 2, 3], [4, 5, 6]]), b: tensor([0, 0, 1]) };
 * const [z, cache] = layer.forward(params, tensor([[1, 1]]));
 * console.log(z); // [[ 5.  7. 10.]]
 * layer.backward(params, cache, ones([1, 3])).dx // [[ 6. 15.]]
 * @see M. A. Nielsen (2015), Neural networks and deep learning, chapter 2, equations BP1 to BP4.
 * @public
 */
export function dense(
  inputs: number,
  outputs: number,
  options?: DenseOptions & { readonly bias?: true },
): Layer<DenseParams, DenseCache>;
export function dense(
  inputs: number,
  outputs: number,
  options: DenseOptions & { readonly bias: false },
): Layer<Pick<DenseParams, "W">, DenseCache>;
export function dense(inputs: number, outputs: number, options?: DenseOptions): Layer<DenseParams, DenseCache>;
export function dense(
  inputs: number,
  outputs: number,
  options: DenseOptions = {},
): Layer<DenseParams, DenseCache> | Layer<Pick<DenseParams, "W">, DenseCache> {
  const {
    weights = xavierUniform,
    biases = allZeros,
    bias = true,
  } = readOptions<DenseOptions>("dense", options, { weights: initialiser, biases: initialiser, bias: flag });
  checkSizes("dense", { inputs, outputs });
  const product = linear(inputs, outputs, weights);
  const W = { in: inputs, out: outputs };
  const output = ({ x }: DenseCache): Shape => [...x.shape.slice(0, -1), outputs];
  if (!bias) return taught(product, { params: { W }, output });
  const value = ({ W, b }: DenseParams, x: Tensor): Tensor => add(product.apply({ W }, x), b);
  return taught<Layer<DenseParams, DenseCache>>(
    {
      ...product,
      init: (rng) => ({ ...product.init(rng), b: biases(rng, [outputs]) }),
      apply: value,
      forward: (params, x) => [value(params, x), { x }],
      backward: ({ W }, cache, dz) => {
        const { dParams, dx } = product.backward({ W }, cache, dz);
        return { dParams: { ...dParams, b: sum(asRows(dz), 0) }, dx };
      },
    },
    { params: { W, b: { out: outputs } }, output },
  );
}

/** z = xW. */
function linear(inputs: number, outputs: number, weights: Initialiser): Layer<Pick<DenseParams, "W">, DenseCache> {
  const name = `dense(${inputs}, ${outputs})`;
  const product = (W: Tensor, x: Tensor): Tensor => {
    checkWidth(name, x, inputs);
    return matmul(x, W);
  };
  return {
    name,
    init: (rng) => ({ W: weights(rng, [inputs, outputs]) }),
    apply: ({ W }, x) => product(W, x),
    forward: ({ W }, x) => [product(W, x), { x }],
    backward: ({ W }, { x }, dz) => ({
      dParams: { W: matmul(transpose(asRows(x)), asRows(dz)) },
      dx: asShape(matmul(asRows(dz), transpose(W)), x),
    }),
    sample: (rng, n) => rng.normal(0, 1, [n, inputs]),
  };
}
