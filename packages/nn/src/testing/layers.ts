import { relu, sigmoid, softmax, tanh } from "../index.ts";
import type { LayerOfAnything } from "../layer.ts";
import { activate } from "../layers/activate.ts";
import { dense } from "../layers/dense.ts";
import { flatten } from "../layers/flatten.ts";
import { residual } from "../layers/residual.ts";
import { sequential } from "../layers/sequential.ts";

/** Every layer, in the ways in which it is used: what the tests loop over. */
export const LAYERS: readonly LayerOfAnything[] = [
  dense(3, 2),
  dense(1, 1),
  dense(3, 4, { bias: false }),
  { ...dense(3, 2), name: "dense(3, 2), sequences", sample: (rng, n) => rng.normal(0, 1, [n, 4, 3]) },
  activate(tanh),
  activate(softmax),
  flatten(),
  residual(dense(3, 3)),
  residual(sequential(dense(3, 3), tanh)),
  sequential(dense(3, 5), sigmoid, dense(5, 4), relu, dense(4, 2), softmax),
];
