import {
  add,
  concatenate,
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
import { initialiser, readOptions } from "../options.ts";
import { checkSizes } from "../parameters.ts";
import { taught } from "../taught.ts";
import { type Cell, checkStep, gate, type HiddenState } from "./cell.ts";
import { overTime } from "./recurrence.ts";

/** Parameters of a GRU, whose candidate has a bias inside the reset gate. @public */
export interface GruParams {
  /** From the input `[in, 3 hidden]`. */
  readonly Wx: Tensor;
  /** From the state `[hidden, 3 hidden]`. */
  readonly Wh: Tensor;
  /** Biases of the input's part `[3 hidden]`. */
  readonly bx: Tensor;
  /** Biases of the state's part `[3 hidden]`. */
  readonly bh: Tensor;
}

/** What a GRU cell keeps of the way forward. @public */
export interface GruCache {
  readonly x: Tensor;
  readonly h: Tensor;
  readonly r: Tensor;
  readonly z: Tensor;
  readonly n: Tensor;
  readonly q: Tensor;
}

/**
 * The gated recurrent unit: with u = xWₓ + bₓ and v = hWₕ + bₕ in three parts each, reset gate r = σ(u₁ + v₁), update
 * gate z = σ(u₂ + v₂), candidate n = tanh(u₃ + r q) with q = v₃, and h′ = (1 − z) n + z h.
 *
 * **Shapes:** `x [N, in]`, `h [N, hidden]`, `Wₓ [in, 3 hidden]`, `Wₕ [hidden, 3 hidden]`, `bₓ`, `bₕ` `[3 hidden]` →
 * `h′ [N, hidden]`. Columns in the order r, z, n. The reset gate multiplies after the matrix product, as in cuDNN.
 *
 * Backward, by hand, with δ = ∂C/∂h′:
 *
 * | symbol     | rule                          | symbol      | rule                          |
 * | ---------- | ----------------------------- | ----------- | ----------------------------- |
 * | α₃ = ∂C/∂u₃ | δ (1 − z)(1 − n²)            | ∂C/∂v        | [α₁, α₂, α₃ r]                |
 * | α₁ = ∂C/∂u₁ | α₃ q r (1 − r)               | ∂C/∂Wₓ, ∂C/∂Wₕ | xᵀ ∂C/∂u, hᵀ ∂C/∂v         |
 * | α₂ = ∂C/∂u₂ | δ (h − n) z (1 − z)          | ∂C/∂bₓ, ∂C/∂bₕ | Σₙ ∂C/∂u, Σₙ ∂C/∂v         |
 * | ∂C/∂x      | ∂C/∂u Wₓᵀ                     | ∂C/∂h        | δ z + ∂C/∂v Wₕᵀ               |
 *
 * @throws ShapeError when x does not have `in` columns; ArgumentError for a size that is none.
 * @example gruCell(2, 3).init(random.generator(0)).Wx.shape // [2, 9]
 * @see K. Cho et al. (2014), Learning phrase representations using RNN encoder–decoder, EMNLP.
 * @public
 */
export function gruCell(
  inputs: number,
  hidden: number,
  options: { readonly weights?: Initialiser } = {},
): Cell<GruParams, GruCache> {
  const name = `gruCell(${inputs}, ${hidden})`;
  const { weights = xavierUniform } = readOptions(name, options, { weights: initialiser });
  checkSizes(name, { inputs, hidden });
  const run = ({ Wx, Wh, bx, bh }: GruParams, x: Tensor, state: HiddenState) => {
    checkStep(name, x, state, inputs, hidden);
    const { h } = state;
    const u = add(matmul(x, Wx), bx);
    const v = add(matmul(h, Wh), bh);
    const r = sigmoid(add(gate(u, 0, hidden), gate(v, 0, hidden)));
    const z = sigmoid(add(gate(u, 1, hidden), gate(v, 1, hidden)));
    const q = gate(v, 2, hidden);
    const n = tanh(add(gate(u, 2, hidden), mul(r, q)));
    return { state: { h: add(mul(sub(1, z), n), mul(z, h)) }, cache: { x, h, r, z, n, q } };
  };
  const cell: Cell<GruParams, GruCache> = {
    name,
    inputs,
    zeroState: (x) => ({ h: zeros([x.shape[0]!, hidden], x.dtype) }),
    init: (rng) => ({
      Wx: weights(rng, [inputs, 3 * hidden], { fanIn: inputs, fanOut: hidden }),
      Wh: weights(rng, [hidden, 3 * hidden], { fanIn: hidden, fanOut: hidden }),
      bx: zeros([3 * hidden]),
      bh: zeros([3 * hidden]),
    }),
    apply: (params, { x, state }) => run(params, x, state).state,
    forward: (params, { x, state }) => {
      const { state: next, cache } = run(params, x, state);
      return [next, cache];
    },
    backward: ({ Wx, Wh }, { x, h, r, z, n, q }, { h: delta }) => {
      const candidate = mul(mul(delta, sub(1, z)), sub(1, square(n)));
      const reset = mul(mul(candidate, q), mul(r, sub(1, r)));
      const update = mul(mul(delta, sub(h, n)), mul(z, sub(1, z)));
      const du = concatenate([reset, update, candidate], 1);
      const dv = concatenate([reset, update, mul(candidate, r)], 1);
      return {
        dParams: { Wx: matmul(transpose(x), du), Wh: matmul(transpose(h), dv), bx: sum(du, 0), bh: sum(dv, 0) },
        dx: { x: matmul(du, transpose(Wx)), state: { h: add(mul(delta, z), matmul(dv, transpose(Wh))) } },
      };
    },
    sample: (rng, n) => ({ x: rng.normal(0, 1, [n, inputs]), state: { h: rng.normal(0, 1, [n, hidden]) } }),
  };
  const columns = 3 * hidden;
  const b = { "3 hidden": columns };
  return taught(cell, {
    params: { Wx: { in: inputs, "3 hidden": columns }, Wh: { hidden, "3 hidden": columns }, bx: b, bh: b },
    output: ({ h }) => ({ h: h.shape }),
  });
}

/**
 * A gated recurrent unit over sequences, beginning with zeros.
 *
 * **Shapes:** `x [N, T, in]` → `[N, T, hidden]`, the output of every step.
 *
 * Backward, by hand, goes through the steps from the last to the first, as `recurrence` does.
 *
 * @throws ShapeError when x is not `[N, T, in]`.
 * @example
 * const layer = gru(2, 3);
 * layer.apply(layer.init(random.generator(0)), ones([5, 7, 2])).shape // [5, 7, 3]
 * @public
 */
export function gru(
  inputs: number,
  hidden: number,
  options?: { readonly weights?: Initialiser },
): Layer<GruParams, unknown> {
  return overTime(`gru(${inputs}, ${hidden})`, gruCell(inputs, hidden, options));
}
