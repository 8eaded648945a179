import {
  add,
  concatenate,
  full,
  matmul,
  mul,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zeros,
} from "@wengert/autograd";
import { type Initialiser, xavierUniform } from "../initialisers.ts";
import type { Layer } from "../layer.ts";
import { anyNumber, initialiser, readOptions } from "../options.ts";
import { checkSizes } from "../parameters.ts";
import { taught } from "../taught.ts";
import { type Cell, checkStep, type GateParams, gate } from "./cell.ts";
import { overTime } from "./recurrence.ts";

/** The state of an LSTM. @public */
export interface LstmState {
  /** The output `[N, hidden]`. */
  readonly h: Tensor;
  /** The memory `[N, hidden]`. */
  readonly c: Tensor;
}

/** How an LSTM is made. @public */
export interface LstmOptions {
  /** How both matrices begin, `xavierUniform` unless said. */
  readonly weights?: Initialiser;
  /** What the bias of the forget gate begins with, 1 unless said: the memory is kept at first. */
  readonly forgetBias?: number;
}

/** What an LSTM cell keeps of the way forward: inputs, gates, and tanh of the new memory. @public */
export interface LstmCache {
  readonly x: Tensor;
  readonly h: Tensor;
  readonly c: Tensor;
  readonly i: Tensor;
  readonly f: Tensor;
  readonly g: Tensor;
  readonly o: Tensor;
  readonly t: Tensor;
}

/**
 * The cell of a long short-term memory: with z = xWₓ + hWₕ + b in four parts, input gate i = σ(z₁), forget gate
 * f = σ(z₂), candidate g = tanh z₃ and output gate o = σ(z₄), the memory becomes c′ = f c + i g and the output
 * h′ = o t with t = tanh c′.
 *
 * **Shapes:** `x [N, in]`, `h`, `c` `[N, hidden]`, `Wₓ [in, 4 hidden]`, `Wₕ [hidden, 4 hidden]`, `b [4 hidden]` →
 * `h′`, `c′` `[N, hidden]`. Columns in the order i, f, g, o.
 *
 * Backward, by hand, with δh = ∂C/∂h′, δc = ∂C/∂c′ + δh o (1 − t²), all what c′ is worth:
 *
 * | symbol | rule            | symbol | rule                |
 * | ------ | --------------- | ------ | ------------------- |
 * | ∂C/∂z₁ | δc g i (1 − i)  | ∂C/∂Wₓ | xᵀ ∂C/∂z            |
 * | ∂C/∂z₂ | δc c f (1 − f)  | ∂C/∂Wₕ | hᵀ ∂C/∂z            |
 * | ∂C/∂z₃ | δc i (1 − g²)   | ∂C/∂b  | Σₙ ∂C/∂z            |
 * | ∂C/∂z₄ | δh t o (1 − o)  | ∂C/∂x  | ∂C/∂z Wₓᵀ           |
 * | ∂C/∂c  | δc f            | ∂C/∂h  | ∂C/∂z Wₕᵀ           |
 *
 * @throws ShapeError when x does not have `in` columns; ArgumentError for a size that is none.
 * @example lstmCell(2, 3).init(random.generator(0)).b // [0. 0. 0. 1. 1. 1. 0. 0. 0. 0. 0. 0.]
 * @see S. Hochreiter, J. Schmidhuber (1997), Long short-term memory, Neural Computation 9, 1735–1780.
 * @see F. A. Gers et al. (2000), Learning to forget: continual prediction with LSTM, Neural Computation 12, 2451–2471.
 * @public
 */
export function lstmCell(
  inputs: number,
  hidden: number,
  options: LstmOptions = {},
): Cell<GateParams, LstmCache, LstmState> {
  const name = `lstmCell(${inputs}, ${hidden})`;
  const { weights = xavierUniform, forgetBias = 1 } = readOptions(name, options, {
    weights: initialiser,
    forgetBias: anyNumber,
  });
  checkSizes(name, { inputs, hidden });
  const fans = { fanIn: inputs, fanOut: hidden };
  const run = ({ Wx, Wh, b }: GateParams, x: Tensor, state: LstmState) => {
    checkStep(name, x, state, inputs, hidden);
    const { h, c } = state;
    const z = add(add(matmul(x, Wx), matmul(h, Wh)), b);
    const i = sigmoid(gate(z, 0, hidden));
    const f = sigmoid(gate(z, 1, hidden));
    const g = tanh(gate(z, 2, hidden));
    const o = sigmoid(gate(z, 3, hidden));
    const next = add(mul(f, c), mul(i, g));
    const t = tanh(next);
    return { state: { h: mul(o, t), c: next }, cache: { x, h, c, i, f, g, o, t } };
  };
  const cell: Cell<GateParams, LstmCache, LstmState> = {
    name,
    inputs,
    zeroState: (x) => ({ h: zeros([x.shape[0]!, hidden], x.dtype), c: zeros([x.shape[0]!, hidden], x.dtype) }),
    init: (rng) => ({
      Wx: weights(rng, [inputs, 4 * hidden], fans),
      Wh: weights(rng, [hidden, 4 * hidden], { fanIn: hidden, fanOut: hidden }),
      b: concatenate([zeros([hidden]), full([hidden], forgetBias), zeros([2 * hidden])]),
    }),
    apply: (params, { x, state }) => run(params, x, state).state,
    forward: (params, { x, state }) => {
      const { state: next, cache } = run(params, x, state);
      return [next, cache];
    },
    backward: ({ Wx, Wh }, { x, h, c, i, f, g, o, t }, { h: dh, c: dcNext }) => {
      const dc = add(dcNext, mul(mul(dh, o), sub(1, square(t))));
      const dz = concatenate(
        [
          mul(mul(dc, g), mul(i, sub(1, i))),
          mul(mul(dc, c), mul(f, sub(1, f))),
          mul(mul(dc, i), sub(1, square(g))),
          mul(mul(dh, t), mul(o, sub(1, o))),
        ],
        1,
      );
      return {
        dParams: { Wx: matmul(transpose(x), dz), Wh: matmul(transpose(h), dz), b: sum(dz, 0) },
        dx: { x: matmul(dz, transpose(Wx)), state: { h: matmul(dz, transpose(Wh)), c: mul(dc, f) } },
      };
    },
    sample: (rng, n) => {
      const state = { h: rng.normal(0, 1, [n, hidden]), c: rng.normal(0, 1, [n, hidden]) };
      return { x: rng.normal(0, 1, [n, inputs]), state };
    },
  };
  const columns = 4 * hidden;
  return taught(cell, {
    params: {
      Wx: { in: inputs, "4 hidden": columns },
      Wh: { hidden, "4 hidden": columns },
      b: { "4 hidden": columns },
    },
    output: ({ c }) => ({ h: c.shape, c: c.shape }),
  });
}

/**
 * A long short-term memory over sequences, beginning with zeros.
 *
 * **Shapes:** `x [N, T, in]` → `[N, T, hidden]`, the output of every step. `recurrence(lstmCell(…))` takes and gives
 * states as well.
 *
 * Backward, by hand, goes through the steps from the last to the first, as `recurrence` does.
 *
 * @throws ShapeError when x is not `[N, T, in]`.
 * @example
 * const layer = lstm(2, 3);
 * layer.apply(layer.init(random.generator(0)), ones([5, 7, 2])).shape // [5, 7, 3]
 * @public
 */
export function lstm(inputs: number, hidden: number, options?: LstmOptions): Layer<GateParams, unknown> {
  return overTime(`lstm(${inputs}, ${hidden})`, lstmCell(inputs, hidden, options));
}
