import { add, grad, matmul, ShapeError, sum, type Tensor, transpose } from "@wengert/autograd";
import type { Activation } from "./activations/activation.ts";
import { activationOf } from "./activations/known.ts";
import { allZeros, type Initialiser, xavierUniform } from "./initialisers.ts";
import type { RandomSource } from "./layer.ts";
import type { DenseParams } from "./layers/dense.ts";
import { checkDense } from "./layers/rows.ts";
import { fusedLoss } from "./losses/fused.ts";
import type { Loss, LossInput } from "./losses/loss.ts";

/** What a network is made of. @public */
export interface NetworkOptions {
  /** How many numbers an example has. */
  readonly inputSize: number;
  /** How many outputs each layer has, from the first to the last. */
  readonly layerSizes: readonly number[];
  /** One activation for each layer. */
  readonly activations: readonly (Activation | ((z: Tensor) => Tensor))[];
  /** What training makes small. */
  // biome-ignore lint/suspicious/noExplicitAny: a loss may have any parameters.
  readonly loss: Loss<any>;
  /** How weights begin, `xavierUniform` unless said; the course's is `randn`. */
  readonly weights?: Initialiser;
  /** How biases begin, zeros unless said. */
  readonly biases?: Initialiser;
}

/** Parameters: `W [in, out]` and `b [out]` for each layer. @public */
export type NetworkParams = readonly DenseParams[];

/**
 * What the two passes find on their way, by the names of the formulas: `z1`, `a1` … of each layer, counted from 1, and
 * the derivatives `dz1` = ∂C/∂z₁, `da1` = ∂C/∂a₁. (There is no `da` of the last layer where activation and loss are
 * derived as one.)
 * @public
 */
export type Intermediates = Readonly<Record<string, Tensor>>;

/** A network of dense layers. It holds no parameters, inputs or results: those are arguments. @public */
export interface NeuralNetwork {
  readonly inputSize: number;
  readonly layerSizes: readonly number[];
  readonly activations: readonly Activation[];
  // biome-ignore lint/suspicious/noExplicitAny: a loss may have any parameters.
  readonly loss: Loss<any>;
  /** Fresh parameters. */
  readonly init: (rng: RandomSource) => DenseParams[];
  /** The output for a batch `[N, in]`. */
  readonly predict: (params: NetworkParams, x: Tensor) => Tensor;
  /** The loss, as one number. */
  readonly cost: (params: NetworkParams, x: Tensor, target: LossInput) => Tensor;
  /** The gradient of the cost by the parameters, by the tape. */
  readonly gradients: (params: NetworkParams, x: Tensor, target: LossInput) => DenseParams[];
  /** The same by hand, with everything found on the way. */
  readonly backpropagate: (
    params: NetworkParams,
    x: Tensor,
    target: LossInput,
  ) => { readonly gradients: DenseParams[]; readonly intermediates: Intermediates };
}

/**
 * A network of dense layers, aₗ = fₗ(aₗ₋₁Wₗ + bₗ) with a₀ = x, as a frozen record of pure functions.
 *
 * **Shapes:** `x [N, in]`, `Wₗ [nₗ₋₁, nₗ]`, `bₗ [nₗ]` → `[N, n_L]`. Parameters are plain data,
 * `[{ W, b }, …]`: they print, and `JSON.stringify` writes them.
 *
 * Backward, by hand, from the last layer to the first, with aₗ₋₁ the layer's input:
 *
 * | symbol      | rule                                         | shape          |
 * | ----------- | -------------------------------------------- | -------------- |
 * | ∂C/∂z_L     | ∂C/∂a ⊙ f′(z); a − t for softmax and cross-entropy, divided as the loss reduces | `[N, n_L]` |
 * | ∂C/∂Wₗ      | aₗ₋₁ᵀ ∂C/∂zₗ                                 | `[nₗ₋₁, nₗ]`   |
 * | ∂C/∂bₗ      | Σₙ ∂C/∂zₗ                                    | `[nₗ]`         |
 * | ∂C/∂aₗ₋₁    | ∂C/∂zₗ Wₗᵀ                                   | `[N, nₗ₋₁]`    |
 * | ∂C/∂zₗ₋₁    | ∂C/∂aₗ₋₁ ⊙ fₗ₋₁′(zₗ₋₁)                       | `[N, nₗ₋₁]`    |
 *
 * Where the last activation and the loss belong together (softmax and `crossEntropy`, sigmoid and
 * `binaryCrossEntropy`, logSoftmax and `nll`) the cost is computed from z, so that nothing is rounded to 0 or 1.
 *
 * @throws RangeError when there is not one activation for each layer, or a size is not a whole number above 0.
 * @example
 * const net = neuralNetwork({ inputSize: 4, layerSizes: [8, 3], activations: [sigmoid, softmax], loss: crossEntropy });
 * const params = net.init(random.RandomState(42));
 * const [x, target] = [ones([2, 4]), tensor([[1, 0, 0], [0, 1, 0]])];
 * const { gradients, intermediates } = net.backpropagate(params, x, target);
 * console.log(gradients.map(({ W }) => W.shape), intermediates.dz1.shape);
 * // [ [ 4, 8 ], [ 8, 3 ] ] [ 2, 8 ]
 * @public
 */
export function neuralNetwork(options: NetworkOptions): NeuralNetwork {
  const { inputSize, loss, weights = xavierUniform, biases = allZeros } = options;
  const layerSizes = Object.freeze([...options.layerSizes]);
  checkSizes(inputSize, layerSizes, options.activations.length);
  const activations = Object.freeze(options.activations.map((f) => activationOf("neuralNetwork", f)));
  const last = layerSizes.length - 1;
  const fused = fusedLoss(activations[last]!, loss);

  /** z and a of each layer. */
  const forward = (params: NetworkParams, x: Tensor) => {
    checkParams(params, layerSizes.length);
    const z: Tensor[] = [];
    const a: Tensor[] = [];
    let input = x;
    params.forEach(({ W, b }, l) => {
      const inputs = l === 0 ? inputSize : layerSizes[l - 1]!;
      checkDense(`layer ${l + 1} of ${last + 1}`, input, W, inputs, layerSizes[l]!);
      z.push(add(matmul(input, W), b));
      input = activations[l]!(z[l]!);
      a.push(input);
    });
    return { z, a };
  };
  const cost = (params: NetworkParams, x: Tensor, target: LossInput): Tensor => {
    const { z, a } = forward(params, x);
    return fused === null ? loss(a[last]!, target) : fused(z[last]!, target);
  };
  const backpropagate: NeuralNetwork["backpropagate"] = (params, x, target) => {
    const { z, a } = forward(params, x);
    const gradients: DenseParams[] = [];
    const found: Record<string, Tensor> = {};
    for (let l = 0; l <= last; l++) {
      found[`z${l + 1}`] = z[l]!;
      found[`a${l + 1}`] = a[l]!;
    }
    let da = fused === null ? loss.derivative(a[last]!, target) : null;
    for (let l = last; l >= 0; l--) {
      if (da !== null) found[`da${l + 1}`] = da;
      const dz = da === null ? fused!.derivative(z[l]!, target) : activations[l]!.backward(da, z[l]!, a[l]!);
      found[`dz${l + 1}`] = dz;
      const input = l === 0 ? x : a[l - 1]!;
      gradients[l] = { W: matmul(transpose(input), dz), b: sum(dz, 0) };
      if (l > 0) da = matmul(dz, transpose(params[l]!.W));
    }
    return { gradients, intermediates: found };
  };

  return Object.freeze({
    inputSize,
    layerSizes,
    activations,
    loss,
    init: (rng: RandomSource) =>
      layerSizes.map((outputs, l) => {
        const inputs = l === 0 ? inputSize : layerSizes[l - 1]!;
        return { W: weights(rng, [inputs, outputs]), b: biases(rng, [outputs]) };
      }),
    predict: (params: NetworkParams, x: Tensor) => forward(params, x).a[last]!,
    cost,
    gradients: (params: NetworkParams, x: Tensor, target: LossInput) => [
      ...grad((p: NetworkParams) => cost(p, x, target))(params),
    ],
    backpropagate,
  });
}

function checkSizes(inputSize: number, layerSizes: readonly number[], activations: number): void {
  const bad = [inputSize, ...layerSizes].find((n) => !(Number.isInteger(n) && n > 0));
  if (bad !== undefined) {
    throw new RangeError(
      `neuralNetwork: a size is a whole number above 0, not ${bad}\n  got  inputSize ${inputSize}, layerSizes [${layerSizes.join(", ")}]`,
    );
  }
  if (layerSizes.length === 0)
    throw new RangeError("neuralNetwork: there must be at least one layer\n  got  layerSizes []");
  if (activations === layerSizes.length) return;
  throw new RangeError(
    `neuralNetwork: there must be one activation for each layer\n  got  ${layerSizes.length} layers and ${activations} activations\n  hint the last entry of layerSizes is the number of outputs; identity is an activation, too`,
  );
}

function checkParams(params: NetworkParams, layers: number): void {
  if (params.length === layers) return;
  throw new ShapeError({
    code: "structure-mismatch",
    op: "neuralNetwork",
    problem: `the network has ${layers} layers`,
    got: `parameters of ${params.length}`,
    hint: "parameters are a list [{ W, b }, …] as init gives it, the first argument",
  });
}
