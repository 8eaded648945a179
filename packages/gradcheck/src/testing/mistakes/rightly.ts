import type { DType, Tensor } from "@wengert/autograd";
import type { Case, NetKind, Problem } from "./case.ts";
import { plant, type Setting, type Written } from "./plant.ts";

/** A gradient derived by hand that is right, whatever it looks like. */
export interface Right extends Pick<Case, "net" | "batch" | "hand"> {
  /** A sentence that says what is unusual. */
  readonly name: string;
  readonly problem: () => Problem;
}

/** How one version of a backpropagation is handed in. */
export interface Version<P, D extends readonly Tensor[]> {
  readonly name: string;
  readonly backward: (params: P, ...data: D) => unknown;
  readonly batch?: number;
  readonly hand?: "numbers" | "function";
  readonly dtype?: DType;
  readonly seed?: number;
}

/** Several backpropagations of one net. */
export function rightly<P, D extends readonly Tensor[]>(
  net: NetKind,
  write: (setting: Setting) => Omit<Written<P, D>, "backward">,
  versions: readonly Version<P, D>[],
): Right[] {
  return versions.map(({ name, backward, batch = 4, hand = "function", dtype = "float64", seed = 1 }) => {
    const planted = plant<never, P, D>(net, (setting) => ({
      ...write(setting),
      backward: (params, ...data) => ({ gradients: backward(params, ...data) }),
    }));
    const { right } = planted({ name, planted: [] as never, causes: [], batch, hand, dtype, seed });
    return { name, net, batch, hand, problem: right };
  });
}
