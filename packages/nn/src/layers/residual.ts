import { add, ShapeError, type Tensor } from "@wengert/autograd";
import type { Layer } from "../layer.ts";
import { show } from "../shapes.ts";
import { taught } from "../taught.ts";
import { asLayer, type SequentialParams, type Step } from "./sequential.ts";

/**
 * A layer with a shortcut around it: y = x + f(x).
 *
 * **Shapes:** `x [N, …]` → the same; f must keep the shape. Parameters, cache and state are those of f.
 *
 * Backward, by hand, with δ = ∂C/∂y: ∂C/∂x is δ plus what f sends back for δ; the parameters' adjoints are those of f.
 *
 * @throws ShapeError when f changes the shape.
 * @example residual(relu).apply({}, tensor([[-1, 2]])) // [[-1.  4.]]
 * @see K. He et al. (2016), Deep residual learning for image recognition, CVPR.
 * @public
 */
export function residual<L extends Step>(step: L): Layer<SequentialParams<[L]>[0], unknown> {
  const inner = asLayer("residual", step);
  const name = `residual(${inner.name})`;
  const around = (x: Tensor, y: Tensor): Tensor => {
    if (x.shape.join() === y.shape.join()) return add(x, y);
    throw new ShapeError({
      code: "shape-mismatch",
      op: name,
      problem: "the layer changes the shape of its input, so the two cannot be added",
      got: `x ${show(x.shape)} and f(x) ${show(y.shape)}`,
      hint: "a residual layer has as many outputs as inputs",
      shapes: [x.shape, y.shape],
    });
  };
  return taught({
    name,
    init: (rng) => inner.init(rng),
    ...(inner.initialState && { initialState: () => inner.initialState!() }),
    apply: (params, x, context) => around(x, inner.apply(params, x, context)),
    forward: (params, x, context) => {
      const [y, cache, state] = inner.forward(params, x, context);
      return [around(x, y), cache, state];
    },
    backward: (params, cache, dy) => {
      const { dParams, dx } = inner.backward(params, cache, dy);
      return { dParams, dx: add(dy, dx) };
    },
    ...(inner.sample && { sample: (rng, n) => inner.sample!(rng, n) }),
  });
}
