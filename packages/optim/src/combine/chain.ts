import type { Gradient, Pytree } from "@wengert/autograd";
import { badOption, checkState } from "../check.ts";
import { GRADIENT, treeLike } from "../leaves.ts";
import type { Context, GradientTransform, Optimizer } from "../optimizer.ts";

/**
 * An optimizer behind changes of the gradient, which are made in the order in which they stand.
 *
 * **Shapes:** the parameters' own. State: a list, one entry for each transform and the optimizer's. `lbfgs` evaluates the
 * loss itself and sees the changes only where a step begins: put what you want into its loss instead.
 *
 * @throws ArgumentError when the last one is no optimizer, or one before it is.
 * @example
 * const optimizer = chain(clipByGlobalNorm(1), addDecayedWeights(1e-4), sgd({ learningRate: 0.1 }));
 * const params = { W: tensor([1, 2]) };
 * optimizer.update(params, { W: tensor([30, 40]) }, optimizer.init(params))[0].W // [0.93999 1.91998]
 * @public
 */
export function chain(...parts: readonly [...GradientTransform[], Optimizer]): Optimizer<readonly Pytree[]> {
  const optimizer = parts[parts.length - 1] as Optimizer | undefined;
  const transforms = parts.slice(0, -1) as GradientTransform[];
  if (typeof optimizer?.update !== "function") {
    throw badOption(
      "chain",
      "the last part must be an optimizer",
      optimizer,
      "for instance chain(clipByGlobalNorm(1), adam())",
    );
  }
  for (const part of transforms) if (typeof part?.transform !== "function") throw notTransform(part);
  const name = optimizer.name;
  return {
    name,
    init: (params) => parts.map((part) => part.init(params)),
    update<P>(params: P, gradients: Gradient<P>, state: readonly Pytree[], context?: Context<P>) {
      checkState(name, state);
      const after: Pytree[] = [];
      let changed: Pytree = transforms.length === 0 ? gradients : treeLike(name, gradients, GRADIENT, params);
      transforms.forEach((part, i) => {
        const [next, kept] = part.transform(changed, state[i], params, context as Context);
        changed = next;
        after.push(kept);
      });
      const [moved, kept] = optimizer.update(params, changed as Gradient<P>, state[transforms.length], context);
      after.push(kept);
      return [moved, after] as [Gradient<P>, readonly Pytree[]];
    },
  };
}

function notTransform(part: unknown): Error {
  const isOptimizer = typeof (part as Optimizer | undefined)?.update === "function";
  return badOption(
    "chain",
    isOptimizer ? "only the last part may be an optimizer" : "this is no change of the gradient",
    isOptimizer ? (part as Optimizer).name : part,
    "changes of the gradient come first: clipByGlobalNorm, clipByValue, addDecayedWeights, scaleGradients",
  );
}
