import { ArgumentError, random, showValue, type Tensor } from "@wengert/autograd";
import type { Activation } from "../activations/activation.ts";
import { isActivation } from "../activations/known.ts";
import type { AnyLayer, Context, Layer, LayerOfAnything, NoParams } from "../layer.ts";
import { noCache, taught } from "../taught.ts";
import { activationLayer } from "./activate.ts";

/** What `sequential` takes: layers, and activations as they are. @public */
export type Step = AnyLayer | Activation | ((z: Tensor) => Tensor);

/** The parameters of a chain: those of each step, `{}` for activations. @public */
export type SequentialParams<L extends readonly Step[]> = {
  -readonly [K in keyof L]: L[K] extends LayerOfAnything ? ReturnType<L[K]["init"]> : NoParams;
};

/** Whether something has the functions of a layer. */
export function isLayer(step: unknown): step is AnyLayer {
  const { init, apply, forward, backward } = (step ?? {}) as Partial<AnyLayer>;
  return [init, apply, forward, backward].every((part) => typeof part === "function");
}

/** A step as a layer. */
export function asLayer(op: string, step: Step): AnyLayer {
  if (typeof step !== "function" && !isLayer(step)) throw notLayer(op, step);
  return typeof step === "function" || isActivation(step) ? activationLayer(op, step) : step;
}

/**
 * Layers one after the other: y = f_L(… f₂(f₁(x))).
 *
 * **Shapes:** as the layers have it; parameters, caches and states are lists with one entry for each layer.
 *
 * Backward, by hand, is the chain rule from the last layer to the first: each layer's ∂C/∂x is the ∂C/∂y of the one
 * before it.
 *
 * A layer that draws gets a key of its own, folded from the key of the run and its place.
 *
 * @throws ShapeError when a layer's input does not fit, with the layer's name.
 * @example
 * const net = sequential(dense(4, 8), relu, dense(8, 3));
 * const params = net.init(random.generator("net"));
 * net.apply(params, ones([5, 4])).shape // [5, 3]
 * @see I. Goodfellow, Y. Bengio, A. Courville (2016), Deep learning, algorithms 6.3 and 6.4.
 * @public
 */
export function sequential<const L extends readonly Step[]>(
  ...steps: L
): Layer<SequentialParams<L>, readonly unknown[], Tensor, Tensor, readonly unknown[]> {
  const layers = steps.map((step) => asLayer("sequential", step));
  const name = `sequential(${layers.map((layer) => layer.name).join(", ")})`;
  const contextOf = (context: Context<readonly unknown[]> | undefined, i: number): Context => {
    if (context === undefined) return {};
    const state = context.state ?? undefined;
    if (state !== undefined && !Array.isArray(state)) throw noStates(name, state);
    const key = context.key === undefined ? undefined : random.foldIn(context.key, i);
    return { ...context, key, state: state?.[i] };
  };
  const first = layers[0];
  return taught({
    name,
    init: (rng) => layers.map((layer) => layer.init(rng)) as SequentialParams<L>,
    ...(layers.some((layer) => layer.initialState !== undefined) && {
      initialState: () => layers.map((layer) => layer.initialState?.() ?? null),
    }),
    apply: (params, x, context) =>
      layers.reduce((input: Tensor, layer, i) => layer.apply(params[i], input, contextOf(context, i)), x),
    forward: (params, x, context) => {
      const caches: unknown[] = [];
      const states: unknown[] = [];
      let y = x;
      layers.forEach((layer, i) => {
        const [output, cache, state] = layer.forward(params[i], y, contextOf(context, i));
        y = output;
        caches.push(cache);
        states.push(state ?? null);
      });
      return [y, caches, states];
    },
    backward: (params, caches, dy) => {
      if (!Array.isArray(caches)) throw noCache(name, caches);
      const dParams: unknown[] = [];
      let delta: Tensor = dy;
      for (let i = layers.length - 1; i >= 0; i--) {
        const adjoints = layers[i]!.backward(params[i], caches[i], delta);
        dParams[i] = adjoints.dParams;
        delta = adjoints.dx;
      }
      return { dParams: dParams as never, dx: delta };
    },
    ...(first?.sample && { sample: (rng, n) => first.sample!(rng, n) }),
  });
}

function noStates(name: string, state: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: name,
    problem: "the state of a chain is a list with an entry for each layer",
    got: showValue(state),
    hint: "layer.initialState() makes the first, forward gives the next as its third result",
  });
}

function notLayer(op: string, step: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: "every step is a layer or an activation",
    got: Array.isArray(step) ? "a list" : showValue(step),
    hint: Array.isArray(step)
      ? "spread the list: sequential(...layers)"
      : "for instance sequential(dense(4, 8), relu, dense(8, 3))",
  });
}
