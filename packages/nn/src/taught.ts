import { ArgumentError, isTensor, KindError, random, ShapeError, showValue, WengertError } from "@wengert/autograd";
import type { Context, LayerOfAnything, RandomSource } from "./layer.ts";
import { flag, type Kinds, readOptions } from "./options.ts";
import { checkAdjoint, hasShape, type Lengths, type Shapes, shapeOf, wrongParameter } from "./shapes.ts";

/** What is known of a layer's arguments before it runs. */
export interface Layout<C> {
  /** The lengths of each parameter. */
  readonly params?: Readonly<Record<string, Lengths>>;
  /** The shape of the output, or of each tensor in it, by what `forward` kept. */
  readonly output?: (cache: C) => Shapes;
}

const CONTEXT: Kinds<Context> = { training: flag, key: null, state: null };

/** Fails unless an entry of a context is one of those that there are. */
function checkContext(name: string, context: Context, key: string): void {
  if (key === "state" || key === "key" || (key === "training" && typeof context.training === "boolean")) return;
  readOptions(name, context, CONTEXT);
}

/**
 * The layer as a frozen record, with functions that refuse arguments which would broadcast: parameters of other shapes,
 * adjoints that are not in the shape of the output. They say what is wrong with arguments of another kind: arrays for
 * tensors, parameters that are missing or those of another layer, no generator. That is looked for after a call has
 * failed, so that calls which are right take no longer.
 */
export function taught<L extends LayerOfAnything>(layer: L, layout: Layout<Parameters<L["backward"]>[1]> = {}): L {
  const { name } = layer;
  const parameters = Object.entries(layout.params ?? {}).map(([key, lengths]) => ({
    key,
    lengths,
    shape: shapeOf(lengths),
  }));
  const checkParams = (params: unknown): void => {
    for (const { key, lengths, shape } of parameters) {
      const p = (params as Readonly<Record<string, unknown>> | null | undefined)?.[key];
      if (!isTensor(p)) throw new KindError({ code: "bad-argument", op: name, problem: `there is no ${key}` });
      if (!hasShape(p, shape)) throw wrongParameter(name, key, p, lengths);
    }
  };
  const run = <R>(params: unknown, x: unknown, context: Context | undefined, call: () => R): R => {
    for (const key in context) checkContext(name, context, key);
    try {
      checkParams(params);
      return call();
    } catch (error) {
      // What a layer says of shapes is said already; an operation only knows that its operand is nothing that it can use.
      if (error instanceof WengertError && !(error instanceof KindError)) throw inItsName(name, error);
      throw ofAnotherKind(wrongInput(layer, x) ?? wrongParams(layer, params)) ?? inItsName(name, error);
    }
  };
  return Object.freeze({
    ...layer,
    init: (rng: RandomSource) => layer.init(checkSource(name, rng)),
    apply: (params: unknown, x: unknown, context) => run(params, x, context, () => layer.apply(params, x, context)),
    forward: (params: unknown, x: unknown, context) => run(params, x, context, () => layer.forward(params, x, context)),
    backward: (params: unknown, cache: unknown, dy: unknown) => {
      if (typeof cache !== "object" || cache === null) throw noCache(name, cache);
      try {
        if (layout.output !== undefined) checkAdjoint(name, dy, layout.output(cache as never));
        checkParams(params);
        return layer.backward(params, cache, dy);
      } catch (error) {
        if (error instanceof WengertError && !(error instanceof KindError)) throw inItsName(name, error);
        // Where parameters and dy have been looked at, the cache is what is left; layers within speak for themselves.
        const ofCache = layout.output === undefined ? null : noCache(name, cache);
        throw ofAnotherKind(wrongParams(layer, params) ?? ofCache) ?? inItsName(name, error);
      }
    },
  } satisfies LayerOfAnything as L);
}

/** The errors that a layer has put in its words. */
const told: WeakSet<WengertError> = /* @__PURE__ */ new WeakSet();
const OF_ARGUMENTS: readonly string[] = ["shape-mismatch", "bad-axis", "bad-index", "bad-argument"];

/** What an operation inside of a layer says of its arguments, as said by the layer; other errors as they are. */
function inItsName(name: string, error: unknown): unknown {
  if (!(error instanceof WengertError)) return error;
  const { code, op, problem, got, hint, shapes } = error;
  if (told.has(error) || !OF_ARGUMENTS.includes(code)) return error;
  const Kind = error instanceof ShapeError ? ShapeError : ArgumentError;
  const own = op.startsWith(name)
    ? error
    : new Kind({ code, op: name, problem: `in ${op}, ${problem}`, got, hint, shapes });
  told.add(own);
  return own;
}

/** Told by the layer that was given it, and so not told again by those around it. */
function ofAnotherKind<E extends ArgumentError | null>(error: E): E {
  if (error !== null) told.add(error);
  return error;
}

/** The error for a cache that is none. */
export function noCache(name: string, cache: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: name,
    problem: "backward needs what forward kept, the second of its results",
    got: `a cache that is ${Array.isArray(cache) ? "a list" : showValue(cache)}`,
    hint: "const [y, cache] = layer.forward(params, x); layer.backward(params, cache, dy)",
  });
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
    got: Array.isArray(x) || isTensor(x) ? showValue(x) : built(x),
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
