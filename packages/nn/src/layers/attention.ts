import {
  add,
  arange,
  div,
  expandDims,
  greater,
  isTensor,
  matmul,
  mul,
  reshape,
  ShapeError,
  showValue,
  sum,
  swapaxes,
  type Tensor,
  transpose,
  where,
  zeros,
} from "@wengert/autograd";
import { softmax } from "../activations/softmax.ts";
import { type Initialiser, xavierUniform } from "../initialisers.ts";
import type { Layer } from "../layer.ts";
import { aTensor, flag, initialiser, type Kinds, orNull, readOptions } from "../options.ts";
import { badArgument, checkSizes } from "../parameters.ts";
import { fits, hasShape, show } from "../shapes.ts";
import { taught } from "../taught.ts";
import { asRows, asShape, checkWidth } from "./rows.ts";

/** Parameters of multi-head attention: a matrix and a bias for query, key, value and output. @public */
export interface AttentionParams {
  readonly Wq: Tensor;
  readonly Wk: Tensor;
  readonly Wv: Tensor;
  readonly Wo: Tensor;
  readonly bq: Tensor;
  readonly bk: Tensor;
  readonly bv: Tensor;
  readonly bo: Tensor;
}

/** What attention takes. @public */
export interface AttentionInput {
  /** `[N, L, D]`. */
  readonly query: Tensor;
  /** `[N, S, D]`. */
  readonly key: Tensor;
  /** `[N, S, D]`. */
  readonly value: Tensor;
  /** True where a query must not look; it broadcasts to `[N, heads, L, S]`. */
  readonly exclude?: Tensor;
}

/** What attention gives. @public */
export interface AttentionOutput {
  /** `[N, L, D]`. */
  readonly y: Tensor;
  /** How much each query looks at each key `[N, heads, L, S]`; rows sum to 1. */
  readonly weights: Tensor;
}

/** What attention keeps of the way forward. @public */
export interface AttentionCache extends AttentionInput {
  readonly q: Tensor;
  readonly k: Tensor;
  readonly v: Tensor;
  readonly weights: Tensor;
  /** What the heads found, side by side. */
  readonly found: Tensor;
}

/**
 * Attention with several heads: Q = query·W_q + b_q and likewise K, V, divided into heads of d = D/heads columns; each
 * head computes A = softmax(QKᵀ/√d) and AV; side by side, these give y = [AV]W_o + b_o.
 *
 * **Shapes:** query `[N, L, D]`, key and value `[N, S, D]`; matrices `[D, D]`, biases `[D]` → `y [N, L, D]` and the
 * weights A `[N, heads, L, S]`. Where `exclude` is true A is 0; a query that may look nowhere gives NaN.
 *
 * Backward, by hand, within each head, with δ the part of ∂C/∂y W_oᵀ that belongs to it:
 *
 * | symbol    | rule                                  | symbol | rule               |
 * | --------- | ------------------------------------- | ------ | ------------------ |
 * | ∂C/∂V     | Aᵀδ                                   | ∂C/∂Q  | ∂C/∂S K            |
 * | ∂C/∂A     | δVᵀ (plus what the weights are worth) | ∂C/∂K  | (∂C/∂S)ᵀ Q         |
 * | ∂C/∂S     | A ⊙ (∂C/∂A − Σ ∂C/∂A ⊙ A)/√d          | W, b   | as in `dense`      |
 *
 * @throws ArgumentError when the heads do not divide D; ShapeError when the inputs do not have D columns.
 * @example
 * const layer = multiHeadAttention(4, 2);
 * const x = ones([1, 3, 4]);
 * layer.apply(layer.init(random.generator(0)), { query: x, key: x, value: x }).weights.shape // [1, 2, 3, 3]
 * @see A. Vaswani et al. (2017), Attention is all you need, NeurIPS.
 * @public
 */
export function multiHeadAttention(
  width: number,
  heads: number,
  options: { readonly weights?: Initialiser } = {},
): Layer<AttentionParams, AttentionCache, AttentionInput, AttentionOutput> {
  const name = `multiHeadAttention(${width}, ${heads})`;
  const { weights = xavierUniform } = readOptions(name, options, { weights: initialiser });
  checkSizes(name, { width, heads });
  if (width % heads !== 0) {
    const problem = "the columns cannot be divided among the heads";
    throw badArgument(
      name,
      problem,
      `${width} columns and ${heads} heads`,
      "multiHeadAttention(width, heads), where heads divide the width",
    );
  }
  const d = width / heads;
  /** [N, L, D] → [N, heads, L, d]. */
  const split = (x: Tensor): Tensor => swapaxes(reshape(x, [x.shape[0]!, x.shape[1]!, heads, d]), 1, 2);
  /** [N, heads, L, d] → [N, L, D]. */
  const merge = (x: Tensor): Tensor => reshape(swapaxes(x, 1, 2), [x.shape[0]!, x.shape[2]!, width]);
  const project = (x: Tensor, W: Tensor, b: Tensor): Tensor => add(matmul(x, W), b);
  const turned = (x: Tensor): Tensor => swapaxes(x, -1, -2);

  const run = (p: AttentionParams, input: AttentionInput) => {
    const { query, key, value, exclude } = input;
    checkSequences(name, input, width, heads);
    const q = split(project(query, p.Wq, p.bq));
    const k = split(project(key, p.Wk, p.bk));
    const v = split(project(value, p.Wv, p.bv));
    const scores = div(matmul(q, turned(k)), Math.sqrt(d));
    const allowed = isTensor(exclude) ? where(exclude, Number.NEGATIVE_INFINITY, scores) : scores;
    // Sequences of no steps have no scores.
    const A = allowed.size === 0 ? allowed : softmax(allowed);
    const found = merge(matmul(A, v));
    return { y: add(matmul(found, p.Wo), p.bo), cache: { ...input, q, k, v, weights: A, found } };
  };

  /** Adjoints of a dense map with input x. */
  const throughDense = (x: Tensor, W: Tensor, delta: Tensor) => ({
    W: matmul(transpose(asRows(x)), asRows(delta)),
    b: sum(asRows(delta), 0),
    x: asShape(matmul(asRows(delta), transpose(W)), x),
  });

  const layer: Layer<AttentionParams, AttentionCache, AttentionInput, AttentionOutput> = {
    name,
    init: (rng) => {
      const [Wq, Wk, Wv, Wo] = [0, 1, 2, 3].map(() => weights(rng, [width, width])) as [Tensor, Tensor, Tensor, Tensor];
      const b = zeros([width]);
      return { Wq, Wk, Wv, Wo, bq: b, bk: b, bv: b, bo: b };
    },
    apply: (params, input) => {
      const { y, cache } = run(params, input);
      return { y, weights: cache.weights };
    },
    forward: (params, input) => {
      const { y, cache } = run(params, input);
      return [{ y, weights: cache.weights }, cache];
    },
    backward: (p, { query, key, value, exclude, q, k, v, weights: A, found }, { y: dy, weights: dWeights }) => {
      const output = throughDense(found, p.Wo, dy);
      const delta = split(output.x);
      const dV = matmul(turned(A), delta);
      const dA = add(matmul(delta, turned(v)), dWeights);
      const dS = div(softmax.backward(dA, A, A), Math.sqrt(d));
      const [dQ, dK] = [matmul(dS, k), matmul(turned(dS), q)];
      const [byQuery, byKey, byValue] = [
        throughDense(query, p.Wq, merge(dQ)),
        throughDense(key, p.Wk, merge(dK)),
        throughDense(value, p.Wv, merge(dV)),
      ];
      return {
        dParams: {
          Wq: byQuery.W,
          Wk: byKey.W,
          Wv: byValue.W,
          Wo: output.W,
          bq: byQuery.b,
          bk: byKey.b,
          bv: byValue.b,
          bo: output.b,
        },
        dx: {
          query: byQuery.x,
          key: byKey.x,
          value: byValue.x,
          ...(exclude !== undefined && { exclude: null as never }),
        },
      };
    },
    sample: (rng, n) => {
      const [L, S] = [2, 3];
      return {
        query: rng.normal(0, 1, [n, L, width]),
        key: rng.normal(0, 1, [n, S, width]),
        value: rng.normal(0, 1, [n, S, width]),
      };
    },
  };
  const [W, b] = [[width, width], [width]];
  return taught(layer, {
    params: { Wq: W, Wk: W, Wv: W, Wo: W, bq: b, bk: b, bv: b, bo: b },
    output: ({ query, weights: A }) => ({ y: query.shape, weights: A.shape }),
  });
}

/**
 * Which keys lie in the future: true where the key comes after the query, for `exclude`.
 *
 * **Shapes:** → `[L, L]`, bool.
 *
 * @throws ArgumentError for a length that is no whole number, or below 0.
 * @example causalMask(2)
 * // [[False  True]
 * //  [False False]]
 * @see A. Vaswani et al. (2017), Attention is all you need, NeurIPS, section 3.2.3.
 * @public
 */
export function causalMask(length: number): Tensor {
  if (!(Number.isInteger(length) && length >= 0))
    throw badArgument("causalMask", "the length is a whole number not below 0", showValue(length), "causalMask(3)");
  const step = arange(length);
  return greater(expandDims(step, 0), expandDims(step, 1));
}

/** How self-attention runs. @public */
export interface SelfAttentionOptions {
  /** Whether a step sees only itself and those before it; false unless said. */
  readonly causal?: boolean;
  /** How the matrices begin, `xavierUniform` unless said. */
  readonly weights?: Initialiser;
}

/**
 * Attention of a sequence to itself, from tensor to tensor, for `sequential` and `residual`.
 *
 * **Shapes:** `x [N, T, D]` → `[N, T, D]`.
 *
 * Backward, by hand: ∂C/∂x is the sum of what query, key and value send back in `multiHeadAttention`.
 *
 * @throws as `multiHeadAttention` does.
 * @example
 * const layer = selfAttention(4, 2, { causal: true });
 * layer.apply(layer.init(random.generator(0)), ones([1, 3, 4])).shape // [1, 3, 4]
 * @see A. Vaswani et al. (2017), Attention is all you need, NeurIPS, section 3.2.
 * @public
 */
export function selfAttention(
  width: number,
  heads: number,
  options: SelfAttentionOptions = {},
): Layer<AttentionParams, AttentionCache> {
  const { causal = false, weights = xavierUniform } = readOptions<SelfAttentionOptions>("selfAttention", options, {
    causal: flag,
    weights: initialiser,
  });
  const attention = multiHeadAttention(width, heads, { weights });
  const inputOf = (x: Tensor): AttentionInput => ({
    query: x,
    key: x,
    value: x,
    ...(causal && { exclude: causalMask(x.shape[1]!) }),
  });
  const name = `selfAttention(${width}, ${heads})`;
  const layer: Layer<AttentionParams, AttentionCache> = {
    name,
    init: (rng) => attention.init(rng),
    apply: (params, x) => {
      checkSequence(name, "x", x, width);
      return attention.apply(params, inputOf(x)).y;
    },
    forward: (params, x) => {
      checkSequence(name, "x", x, width);
      const [{ y }, cache] = attention.forward(params, inputOf(x));
      return [y, cache];
    },
    backward: (params, cache, dy) => {
      const { dParams, dx } = attention.backward(params, cache, { y: dy, weights: mul(0, cache.weights) });
      return { dParams, dx: add(add(dx.query, dx.key), dx.value) };
    },
    sample: (rng, n) => rng.normal(0, 1, [n, 3, width]),
  };
  return taught(layer, { output: ({ query }) => query.shape });
}

const ATTENTION_INPUT: Kinds<AttentionInput> = {
  query: null,
  key: null,
  value: null,
  exclude: /* @__PURE__ */ orNull(aTensor),
};

/** Fails unless query, key and value are of one batch, keys and values alike, and what is excluded has their shape. */
function checkSequences(name: string, input: AttentionInput, width: number, heads: number): void {
  const { query, key, value, exclude } = input;
  for (const [what, x] of Object.entries({ query, key, value })) checkSequence(name, what, x, width);
  readOptions(name, input, ATTENTION_INPUT);
  const [N, L] = query.shape as [number, number];
  const S = key.shape[1]!;
  if (key.shape[0] !== N || !hasShape(value, key.shape)) {
    throw new ShapeError({
      code: "shape-mismatch",
      op: name,
      problem: `key and value are [N, S, ${width}] of the same batch as query [N, L, ${width}], one value for each key`,
      got: `query ${show(query.shape)}, key ${show(key.shape)} and value ${show(value.shape)}`,
      hint: "one memory for a whole batch becomes one for each example with broadcastTo",
      shapes: [query.shape, key.shape, value.shape],
    });
  }
  const scores = [N, heads, L, S];
  if (exclude === undefined || exclude === null || fits(exclude.shape, scores)) return;
  throw new ShapeError({
    code: "shape-mismatch",
    op: name,
    problem: `exclude broadcasts to [N, heads, L, S], here ${show(scores)}`,
    got: `exclude ${show(exclude.shape)}`,
    hint: "causalMask(L) is [L, L]; a mask of keys for each example [N, S] becomes [N, 1, 1, S] with reshape",
    shapes: [exclude.shape],
  });
}

function checkSequence(name: string, what: string, x: Tensor, width: number): void {
  if (x.ndim === 3) {
    checkWidth(`${name}, ${what}`, x, width);
    return;
  }
  throw new ShapeError({
    code: "shape-mismatch",
    op: name,
    problem: `${what} must be a batch of sequences [N, L, ${width}]`,
    got: show(x.shape),
    hint: "one sequence [L, D] becomes a batch of one with expandDims(x, 0)",
    shapes: [x.shape],
  });
}
