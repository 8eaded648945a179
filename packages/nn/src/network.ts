import {
  ArgumentError,
  add,
  checkOptions,
  grad,
  isTensor,
  matmul,
  ShapeError,
  showValue,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@wengert/autograd";
import type { Activation } from "./activations/activation.ts";
import { activationOf } from "./activations/known.ts";
import { allZeros, type Initialiser, xavierUniform } from "./initialisers.ts";
import type { RandomSource } from "./layer.ts";
import type { DenseParams } from "./layers/dense.ts";
import { asRows, checkDense } from "./layers/rows.ts";
import { checkPredictions, fusedLoss } from "./losses/fused.ts";
import type { Loss, LossInput } from "./losses/loss.ts";
import { checkKinds, initialiser } from "./options.ts";
import { badArgument } from "./parameters.ts";
import { checkParameter } from "./shapes.ts";
import { checkSource } from "./taught.ts";

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

/** A batch: a tensor `[N, in]`, or its numbers in nested arrays. @public */
export type NetworkInput = Tensor | readonly number[] | readonly (readonly number[])[];

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
  readonly predict: (params: NetworkParams, x: NetworkInput) => Tensor;
  /** The loss, as one number. */
  readonly cost: (params: NetworkParams, x: NetworkInput, target: LossInput) => Tensor;
  /** The gradient of the cost by the parameters, by the tape. */
  readonly gradients: (params: NetworkParams, x: NetworkInput, target: LossInput) => DenseParams[];
  /** The same by hand, with everything found on the way. */
  readonly backpropagate: (
    params: NetworkParams,
    x: NetworkInput,
    target: LossInput,
  ) => { readonly gradients: DenseParams[]; readonly intermediates: Intermediates };
}

/**
 * A network of dense layers, aₗ = fₗ(aₗ₋₁Wₗ + bₗ) with a₀ = x, as a frozen record of pure functions.
 *
 * **Shapes:** `x [N, in]`, `Wₗ [nₗ₋₁, nₗ]`, `bₗ [nₗ]` → `[N, n_L]`. Parameters are plain data,
 * `[{ W, b }, …]`: they print, and `JSON.stringify` writes them; what `JSON.parse` reads becomes parameters again by
 * `params.map(({ W, b }) => ({ W: tensor(W), b: tensor(b) }))`.
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
 * @throws ArgumentError when there is not one activation for each layer, a size is not a whole number above 0, the
 * loss has no derivative, or an option is missing or does not exist.
 * @example
 * const net = neuralNetwork({ inputSize: 4, layerSizes: [8, 3], activations: [sigmoid, softmax], loss: crossEntropy });
 * const params = net.init(random.RandomState(42));
 * const [x, target] = [ones([2, 4]), tensor([[1, 0, 0], [0, 1, 0]])];
 * const { gradients, intermediates } = net.backpropagate(params, x, target);
 * console.log(gradients.map(({ W }) => W.shape), intermediates.dz1.shape);
 * // [ [ 4, 8 ], [ 8, 3 ] ] [ 2, 8 ]
 * @see D. E. Rumelhart, G. E. Hinton, R. J. Williams (1986), Learning representations by back-propagating errors,
 * Nature 323, 533–536.
 * @public
 */
export function neuralNetwork(options: NetworkOptions): NeuralNetwork {
  checkNetwork(options);
  const { inputSize, loss, weights = xavierUniform, biases = allZeros } = options;
  checkKinds("neuralNetwork", { weights, biases }, { weights: initialiser, biases: initialiser });
  const layerSizes = Object.freeze([...options.layerSizes]);
  checkSizes(inputSize, layerSizes, options.activations.length);
  checkLoss(loss);
  const activations = Object.freeze(options.activations.map((f) => activationOf("neuralNetwork", f)));
  const last = layerSizes.length - 1;
  checkPredictions("neuralNetwork", activations[last]!, loss);
  const fused = fusedLoss(activations[last]!, loss);

  /** z and a of each layer. */
  const forward = (params: NetworkParams, given: NetworkInput) => {
    checkParams(params, layerSizes.length);
    const z: Tensor[] = [];
    const a: Tensor[] = [];
    if (given === undefined)
      throw badArgument("neuralNetwork", "the examples are missing", "undefined", "predict(params, x), with x [N, in]");
    const x = isTensor(given) ? given : tensor(given as number[][]);
    let input: Tensor = x;
    params.forEach(({ W, b }, l) => {
      const inputs = l === 0 ? inputSize : layerSizes[l - 1]!;
      const name = `layer ${l + 1} of ${last + 1}`;
      checkDense(name, input, W, inputs, layerSizes[l]!);
      checkParameter(name, "b", b, { out: layerSizes[l]! });
      z.push(add(matmul(input, W), b));
      input = activations[l]!(z[l]!);
      a.push(input);
    });
    return { x, z, a };
  };
  const cost = (params: NetworkParams, x: NetworkInput, target: LossInput): Tensor => {
    checkTarget(target);
    const { z, a } = forward(params, x);
    return fused === null ? loss(a[last]!, target) : fused(z[last]!, target);
  };
  const backpropagate: NeuralNetwork["backpropagate"] = (params, given, target) => {
    checkTarget(target);
    const { x, z, a } = forward(params, given);
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
      // One example without a batch, and further axes in front, are rows as well.
      const rows = asRows(dz);
      gradients[l] = { W: matmul(transpose(asRows(input)), rows), b: sum(rows, 0) };
      if (l > 0) da = matmul(dz, transpose(params[l]!.W));
    }
    return { gradients, intermediates: found };
  };

  return Object.freeze({
    inputSize,
    layerSizes,
    activations,
    loss,
    init: (rng: RandomSource) => {
      checkSource("neuralNetwork", rng);
      return layerSizes.map((outputs, l) => {
        const inputs = l === 0 ? inputSize : layerSizes[l - 1]!;
        return { W: weights(rng, [inputs, outputs]), b: biases(rng, [outputs]) };
      });
    },
    predict: (params: NetworkParams, x: NetworkInput) => forward(params, x).a[last]!,
    cost,
    gradients: (params: NetworkParams, x: NetworkInput, target: LossInput) => [
      ...grad((p: NetworkParams) => cost(p, x, target))(params),
    ],
    backpropagate,
  });
}

function checkTarget(target: unknown): void {
  if (target !== undefined) return;
  throw badArgument("neuralNetwork", "the target is missing", "undefined", "cost(params, x, target), one target a row");
}

const NEEDED = ["inputSize", "layerSizes", "activations", "loss"] as const;
const OPTIONS = [...NEEDED, "weights", "biases"] as const;

function checkNetwork(options: NetworkOptions): void {
  const given: Partial<NetworkOptions> = checkOptions("neuralNetwork", options, OPTIONS);
  const missing = NEEDED.find((key) => given[key] === undefined);
  const problem =
    missing !== undefined
      ? `the option ${missing} is missing`
      : Array.isArray(options.layerSizes) && Array.isArray(options.activations)
        ? null
        : "layerSizes and activations are lists, one entry for each layer";
  if (problem === null) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "neuralNetwork",
    problem,
    got: `{ ${Object.keys(given).join(", ")} }`,
    hint: `the options are ${OPTIONS.join(", ")}`,
  });
}

function checkLoss(loss: unknown): void {
  const { derivative, parameters } = (typeof loss === "function" ? loss : {}) as Partial<NetworkOptions["loss"]>;
  if (typeof loss === "function" && typeof derivative === "function" && parameters?.reduction !== undefined) {
    if (parameters.reduction !== "none") return;
    const hint = `loss: ${loss.name}.with({ reduction: "mean" })`;
    throw badArgument("neuralNetwork", "the cost is one number", 'a loss with reduction "none"', hint);
  }
  throw badArgument(
    "neuralNetwork",
    "a loss comes with its derivative, for the way back",
    typeof loss === "function" ? `the function ${loss.name || "without a name"}` : showValue(loss),
    "take one of @wengert/nn, for instance loss: mse, or crossEntropy after softmax",
  );
}

function checkSizes(inputSize: number, layerSizes: readonly number[], activations: number): void {
  const sizes = [inputSize, ...layerSizes];
  const index = sizes.findIndex((n) => !(Number.isInteger(n) && n > 0));
  if (index >= 0) {
    const name = index === 0 ? "inputSize" : `layerSizes[${index - 1}]`;
    throw badArgument(
      "neuralNetwork",
      `${name} must be a whole number above 0`,
      showValue(sizes[index]),
      "inputSize: 4, layerSizes: [8, 3]",
    );
  }
  if (layerSizes.length > 0 && activations === layerSizes.length) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "neuralNetwork",
    problem: "there must be one layer at least, and one activation for each",
    got: `${layerSizes.length} layers and ${activations} activations`,
    hint: "the last entry of layerSizes is the number of outputs; identity is an activation, too",
  });
}

function checkParams(params: NetworkParams, layers: number): void {
  const isList = Array.isArray(params);
  if (isList && params.length === layers && params.every((layer) => isTensor(layer?.W) && isTensor(layer?.b))) return;
  const wrong = isList ? params.findIndex((layer) => !(isTensor(layer?.W) && isTensor(layer?.b))) : -1;
  const fromJson = wrong >= 0 && Array.isArray((params[wrong] as { readonly W?: unknown } | undefined)?.W);
  const short = !isList || params.length !== layers;
  throw new ShapeError({
    code: "structure-mismatch",
    op: "neuralNetwork",
    problem: short
      ? `the network has ${layers} ${layers === 1 ? "layer" : "layers"}`
      : "a layer has the tensors W and b",
    got: !isList
      ? `parameters that are no list`
      : short
        ? `parameters of ${params.length}`
        : `for layer ${wrong + 1} ${fromJson ? "lists of numbers" : describe(params[wrong])}`,
    hint: fromJson
      ? "what JSON.parse gives becomes parameters by params.map(({ W, b }) => ({ W: tensor(W), b: tensor(b) }))"
      : "parameters are a list [{ W, b }, …] as init gives it, the first argument",
  });
}

const describe = (layer: unknown): string =>
  typeof layer === "object" && layer !== null ? `{ ${Object.keys(layer).join(", ")} }` : String(layer);
