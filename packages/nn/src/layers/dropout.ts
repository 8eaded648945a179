import { ArgumentError, astype, mul, random, type Shape, showValue, type Tensor } from "@wengert/autograd";
import type { Context, Layer, NoParams } from "../layer.ts";
import { badArgument } from "../parameters.ts";
import { taught } from "../taught.ts";

/** What dropout keeps of the way forward. @public */
export interface DropoutCache {
  /** 0 where a number was dropped, 1/(1 − p) elsewhere; null when nothing was dropped. */
  readonly mask: Tensor | null;
  /** The shape of input and output. */
  readonly shape: Shape;
}

/**
 * Dropout: in training each number is set to 0 with probability p and divided by 1 − p otherwise, so that the mean stays;
 * outside of training nothing happens.
 *
 * **Shapes:** `x [N, …]` → the same. Which numbers are dropped depends on the context's key alone: the same key drops the
 * same ones, so give every step a key of its own, `random.foldIn(key, step)`.
 *
 * Backward, by hand, with δ = ∂C/∂y: ∂C/∂x = δ ⊙ mask.
 *
 * @throws ArgumentError when p is outside [0, 1], and in training without a key.
 * @example dropout(0.5).apply({}, ones([1, 6]), { training: true, key: random.key(42) }) // [[2. 2. 2. 2. 0. 2.]]
 * @example dropout(0.5).apply({}, ones([1, 3])) // [[1. 1. 1.]]
 * @see N. Srivastava et al. (2014), Dropout, J. Mach. Learn. Res. 15, 1929–1958.
 * @public
 */
export function dropout(p: number): Layer<NoParams, DropoutCache> {
  const name = `dropout(${p})`;
  if (typeof p !== "number" || !(p >= 0 && p <= 1))
    throw badArgument("dropout", "the probability of dropping a number is in [0, 1]", showValue(p), "dropout(0.5)");
  const maskFor = (x: Tensor, context: Context | undefined): Tensor | null => {
    if (context?.training !== true || p === 0) return null;
    if (context.key === undefined) throw noKey(name);
    const kept = astype(random.bernoulli(context.key, 1 - p, x.shape), x.dtype);
    return p === 1 ? kept : mul(1 / (1 - p), kept);
  };
  const masked = (x: Tensor, mask: Tensor | null): Tensor => (mask === null ? x : mul(x, mask));
  const layer: Layer<NoParams, DropoutCache> = {
    name,
    init: () => ({}),
    apply: (_params, x, context) => masked(x, maskFor(x, context)),
    forward: (_params, x, context) => {
      const mask = maskFor(x, context);
      return [masked(x, mask), { mask, shape: x.shape }];
    },
    backward: (_params, { mask }, dy) => ({ dParams: {}, dx: masked(dy, mask) }),
    sample: (rng, n) => rng.normal(0, 1, [n, 4]),
  };
  return taught(layer, { output: ({ shape }) => shape });
}

function noKey(name: string): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: name,
    problem: "in training, what is dropped is drawn from a key",
    got: "no key in the context",
    hint: "pass { training: true, key: random.foldIn(key, step) } with key = random.key(seed)",
  });
}
