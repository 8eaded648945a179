import { ArgumentError, isTensor, KindError, random, showValue, WengertError } from "@wengert/autograd";
import type { LayerOfAnything, RandomSource } from "./layer.ts";

/**
 * The layer, with functions that say what is wrong with arguments of another kind: arrays for tensors, parameters that
 * are missing or those of another layer, no generator. What is wrong is looked for after a call has failed, so that
 * calls which are right take no longer.
 */
export function taught<L extends LayerOfAnything>(layer: L): L {
  const run = <R>(params: unknown, x: unknown, call: () => R): R => {
    try {
      return call();
    } catch (error) {
      // What a layer says of shapes is said already; an operation only knows that its operand is nothing that it can use.
      if (error instanceof WengertError && !(error instanceof KindError)) throw error;
      throw wrongInput(layer, x) ?? wrongParams(layer, params) ?? error;
    }
  };
  return {
    ...layer,
    init: (rng: RandomSource) => layer.init(checkSource(layer.name, rng)),
    apply: (params: unknown, x: unknown, context) => run(params, x, () => layer.apply(params, x, context)),
    forward: (params: unknown, x: unknown, context) => run(params, x, () => layer.forward(params, x, context)),
  } satisfies LayerOfAnything as L;
}

/**
 * The generator itself.
 *
 * @throws ArgumentError when it is none.
 */
export function checkSource(op: string, rng: RandomSource): RandomSource {
  if (typeof rng?.uniform === "function" && typeof rng.normal === "function") return rng;
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: "parameters are drawn from a generator, the first argument",
    got: showValue(rng),
    hint: "random.RandomState(42), or random.generator(42)",
  });
}

function wrongInput(layer: LayerOfAnything, x: unknown): ArgumentError | null {
  const wanted = layer.sample?.(random.RandomState(0), 2);
  if (wanted === undefined || alike(x, wanted)) return null;
  return new ArgumentError({
    code: "bad-argument",
    op: layer.name,
    problem: `the input, the second argument, is ${built(wanted)}`,
    got: showValue(x),
    hint: Array.isArray(x) ? "tensor(x) makes one of arrays" : "layer.apply(params, x)",
  });
}

function wrongParams(layer: LayerOfAnything, params: unknown): ArgumentError | null {
  const wanted: unknown = layer.init(random.RandomState(0));
  if (alike(params, wanted)) return null;
  return new ArgumentError({
    code: "bad-argument",
    op: layer.name,
    problem: `the parameters, the first argument, are ${built(wanted)}`,
    got: built(params),
    hint: "params = layer.init(random.RandomState(42)); read from JSON, their lists become tensors by tensor(…)",
  });
}

/** Whether a pytree is built like another, with a tensor for each tensor. */
function alike(tree: unknown, like: unknown): boolean {
  if (isTensor(like)) return isTensor(tree);
  if (typeof tree !== "object" || tree === null || isTensor(tree)) return false;
  const [given, wanted] = [tree, like] as readonly Readonly<Record<string, unknown>>[];
  return Object.entries(wanted!).every(([key, entry]) => alike(given![key], entry));
}

/** How a pytree is built: `{ W, b }`, `[{ W, b }, {}]`, `a tensor`. */
function built(tree: unknown): string {
  if (typeof tree !== "object" || tree === null || isTensor(tree)) return showValue(tree).replace(/ of shape.*/, "");
  if (Array.isArray(tree)) {
    const numbers = tree.flat(Number.POSITIVE_INFINITY).every((entry) => typeof entry === "number");
    return numbers && tree.length > 0 ? "an array of numbers" : `[${tree.map(built).join(", ")}]`;
  }
  const entries = Object.entries(tree).map(([key, entry]) => (isTensor(entry) ? key : `${key}: ${built(entry)}`));
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
