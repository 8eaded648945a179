import { add, matmul, sum, type Tensor, transpose, zeros } from "@wengert/autograd";
import type { Activation } from "../activations/activation.ts";
import { activationOf } from "../activations/known.ts";
import { tanh } from "../activations/logistic.ts";
import { allZeros, type Initialiser, xavierUniform } from "../initialisers.ts";
import type { Layer } from "../layer.ts";
import { initialiser, readOptions } from "../options.ts";
import { checkSizes } from "../parameters.ts";
import { taught } from "../taught.ts";
import { type Cell, checkStep, type GateParams, type HiddenState } from "./cell.ts";
import { overTime } from "./recurrence.ts";

/** How a simple recurrent cell is made. @public */
export interface RnnOptions {
  /** The activation, tanh unless said. */
  readonly activation?: Activation | ((z: Tensor) => Tensor);
  /** How both matrices begin, `xavierUniform` unless said. */
  readonly weights?: Initialiser;
}

/** What a simple cell keeps of the way forward. @public */
export interface RnnCache {
  readonly x: Tensor;
  readonly h: Tensor;
  readonly z: Tensor;
  readonly a: Tensor;
}

/**
 * The simple recurrent cell: h′ = f(xWₓ + hWₕ + b).
 *
 * **Shapes:** `x [N, in]`, `h [N, hidden]`, `Wₓ [in, hidden]`, `Wₕ [hidden, hidden]`, `b [hidden]` → `h′ [N, hidden]`.
 *
 * Backward, by hand, with δ = ∂C/∂h′ ⊙ f′(z), z = xWₓ + hWₕ + b:
 *
 * | symbol | rule  | shape              |
 * | ------ | ----- | ------------------ |
 * | ∂C/∂Wₓ | xᵀδ   | `[in, hidden]`     |
 * | ∂C/∂Wₕ | hᵀδ   | `[hidden, hidden]` |
 * | ∂C/∂b  | Σₙ δₙ | `[hidden]`         |
 * | ∂C/∂x  | δWₓᵀ  | `[N, in]`          |
 * | ∂C/∂h  | δWₕᵀ  | `[N, hidden]`      |
 *
 * @throws ShapeError when x does not have `in` columns; ArgumentError for a size that is none.
 * @example
 * const cell = rnnCell(1, 1);
 * const params = { Wx: tensor([[1]]), Wh: tensor([[1]]), b: tensor([0]) };
 * cell.apply(params, { x: tensor([[1]]), state: { h: tensor([[0]]) } }) // { h: [[0.76159416]] }
 * @see J. L. Elman (1990), Finding structure in time, Cognitive Science 14, 179–211.
 * @public
 */
export function rnnCell(inputs: number, hidden: number, options: RnnOptions = {}): Cell<GateParams, RnnCache> {
  const name = `rnnCell(${inputs}, ${hidden})`;
  const { activation = tanh, weights = xavierUniform } = readOptions(name, options, {
    activation: null,
    weights: initialiser,
  });
  checkSizes(name, { inputs, hidden });
  const f = activationOf(name, activation);
  const sums = ({ Wx, Wh, b }: GateParams, x: Tensor, state: HiddenState): Tensor => {
    checkStep(name, x, state, inputs, hidden);
    return add(add(matmul(x, Wx), matmul(state.h, Wh)), b);
  };
  const zeroState = (x: Tensor): HiddenState => ({ h: zeros([x.shape[0]!, hidden], x.dtype) });
  const cell: Cell<GateParams, RnnCache> = {
    name,
    inputs,
    zeroState,
    init: (rng) => ({
      Wx: weights(rng, [inputs, hidden]),
      Wh: weights(rng, [hidden, hidden]),
      b: allZeros(rng, [hidden]),
    }),
    apply: (params, { x, state }) => ({ h: f(sums(params, x, state)) }),
    forward: (params, { x, state }) => {
      const z = sums(params, x, state);
      const a = f(z);
      return [{ h: a }, { x, h: state.h, z, a }];
    },
    backward: ({ Wx, Wh }, { x, h, z, a }, { h: dh }) => {
      const delta = f.backward(dh, z, a);
      return {
        dParams: { Wx: matmul(transpose(x), delta), Wh: matmul(transpose(h), delta), b: sum(delta, 0) },
        dx: { x: matmul(delta, transpose(Wx)), state: { h: matmul(delta, transpose(Wh)) } },
      };
    },
    sample: (rng, n) => ({ x: rng.normal(0, 1, [n, inputs]), state: { h: rng.normal(0, 1, [n, hidden]) } }),
  };
  return taught(cell, {
    params: { Wx: { in: inputs, hidden }, Wh: [hidden, hidden], b: { hidden } },
    output: ({ a }) => ({ h: a.shape }),
  });
}

/**
 * A simple recurrent network over sequences: hₜ = f(xₜWₓ + hₜ₋₁Wₕ + b), beginning with zeros.
 *
 * **Shapes:** `x [N, T, in]` → `[N, T, hidden]`, the output of every step.
 *
 * Backward, by hand, goes through the steps from the last to the first, as `recurrence` does.
 *
 * @throws ShapeError when x is not `[N, T, in]`.
 * @example rnn(2, 3).init(random.generator(0)).Wh.shape // [3, 3]
 * @public
 */
export function rnn(inputs: number, hidden: number, options?: RnnOptions): Layer<GateParams, unknown> {
  return overTime(`rnn(${inputs}, ${hidden})`, rnnCell(inputs, hidden, options));
}
