import type { Activation } from "../activations/activation.ts";
import { activations } from "../activations/index.ts";

/** Activations in which other parameters than the usual ones are tried. */
const OTHERS: readonly Activation[] = [
  activations.leakyRelu!.with({ slope: 0.3 }),
  activations.elu!.with({ alpha: 0.5 }),
  activations.celu!.with({ alpha: 1.3 }),
  activations.softplus!.with({ beta: 2 }),
  activations.softplus!.with({ beta: 2, threshold: 1 }),
  activations.hardtanh!.with({ low: -0.5, high: 2 }),
  activations.hardshrink!.with({ lambda: 1 }),
  activations.softshrink!.with({ lambda: 1 }),
  activations.softmax!.with({ axis: 1 }),
  activations.softmin!.with({ axis: 1 }),
  activations.logSoftmax!.with({ axis: 1 }),
] as readonly Activation[];

/** Every activation, and those with other parameters, with a name for each. */
export const ACTIVATIONS: readonly (readonly [string, Activation])[] = [...Object.values(activations), ...OTHERS].map(
  (f) => [`${f.name}(${JSON.stringify(f.parameters)})`, f],
);
