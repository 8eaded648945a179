import {
  ArgumentError,
  arange,
  at,
  equal,
  expandDims,
  isTensor,
  KindError,
  matmul,
  min,
  mul,
  notEqual,
  reshape,
  showValue,
  stopGradient,
  type Tensor,
  tensor,
  transpose,
  where,
} from "@wengert/autograd";
import { isTraced } from "@wengert/autograd/engine";
import { type Initialiser, randn } from "../initialisers.ts";
import type { Layer } from "../layer.ts";
import { indicator, notFromTheEnd } from "../numeric.ts";
import { initialiser, readOptions } from "../options.ts";
import { badArgument, checkSizes } from "../parameters.ts";
import { taught } from "../taught.ts";
import { asRows } from "./rows.ts";

/** Parameters of an embedding. @public */
export interface EmbeddingParams {
  /** One vector for each word `[V, D]`. */
  readonly W: Tensor;
}

/** How an embedding is made. @public */
export interface EmbeddingOptions {
  /** How the vectors begin, `randn` unless said. */
  readonly weights?: Initialiser;
  /** The index of a word whose vector gets no gradient, for what fills up short sentences. */
  readonly padding?: number;
}

/**
 * A table of vectors: word i becomes row i of W.
 *
 * **Shapes:** indices `[N, …]` (int32, or whole numbers), `W [V, D]` → `[N, …, D]`. Indices are not differentiated.
 *
 * Backward, by hand, with δ = ∂C/∂y and E the one-hot rows of the indices (y = E W):
 *
 * | symbol | rule | shape    |
 * | ------ | ---- | -------- |
 * | ∂C/∂W  | Eᵀδ: for each word the sum of δ over its occurrences | `[V, D]` |
 *
 * The tape adds each δ to its row and never makes E, which is large where V is.
 *
 * @throws ArgumentError for an index out of range, also below 0, and for a size that is none.
 * @example
 * const words = tensor([[2, 0]], { dtype: "int32" });
 * embedding(3, 2).apply({ W: tensor([[1, 2], [3, 4], [5, 6]]) }, words)
 * // [[[5. 6.]
 * //   [1. 2.]]]
 * @see Y. Bengio et al. (2003), A neural probabilistic language model, JMLR 3, 1137–1155.
 * @public
 */
export function embedding(
  words: number,
  width: number,
  options: EmbeddingOptions = {},
): Layer<EmbeddingParams, { readonly index: Tensor }> {
  const name = `embedding(${words}, ${width})`;
  const { weights = randn, padding } = readOptions("embedding", options, { weights: initialiser, padding: null });
  checkSizes(name, { words, width });
  if (padding !== undefined && !(Number.isInteger(padding) && padding >= 0 && padding < words))
    throw badArgument(name, `padding is one of the ${words} words`, showValue(padding), "padding: 0");
  const lookUp = (W: Tensor, index: Tensor): Tensor => {
    if (!isTensor(index)) throw new KindError({ code: "bad-argument", op: name, problem: "words are a tensor" });
    if (index.dtype === "bool")
      throw badArgument(
        name,
        "words are whole numbers",
        "true and false",
        'astype(words, "int32"), if 0 and 1 are meant',
      );
    checkWords(name, index, words);
    const y = at(W, isTraced(index) ? notFromTheEnd(index, words) : index);
    return padding === undefined ? y : where(expandDims(equal(index, padding), -1), stopGradient(y), y);
  };
  const layer: Layer<EmbeddingParams, { readonly index: Tensor }> = {
    name,
    init: (rng) => ({ W: weights(rng, [words, width]) }),
    apply: ({ W }, index) => lookUp(W, index),
    forward: ({ W }, index) => [lookUp(W, index), { index }],
    backward: (_params, { index }, dy) => {
      const flat = reshape(index, [index.size, 1]);
      const oneHot = indicator(equal(flat, arange(words)), dy);
      const counted = padding === undefined ? oneHot : mul(oneHot, notEqual(flat, padding));
      return { dParams: { W: matmul(transpose(counted), asRows(dy)) }, dx: null as never };
    },
    sample: (_rng, n) =>
      tensor(
        Array.from({ length: n * 2 }, (_, i) => (i * i) % words),
        { dtype: "int32", shape: [n, 2] },
      ),
  };
  return taught(layer, { params: { W: { V: words, D: width } }, output: ({ index }) => [...index.shape, width] });
}

/** Fails for an index below 0, which elsewhere counts from the end; those above the last fail by themselves. */
function checkWords(name: string, index: Tensor, words: number): void {
  if (!isTensor(index) || isTraced(index) || index.size === 0) return;
  const least = min(index).item();
  if (least >= 0) return;
  throw new ArgumentError({
    code: "bad-index",
    op: name,
    problem: `there is no word ${least}: ${words} words are numbered from 0 to ${words - 1}`,
    got: `indices of shape [${index.shape.join(", ")}] that hold ${least}`,
    hint: "a filler for short sentences is a word of its own: embedding(words, width, { padding: 0 })",
    shapes: [index.shape],
  });
}
