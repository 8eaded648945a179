import type { DType, Equation } from "@wengert/autograd";
import { isEmitted } from "../emit/scalar.ts";
import { isCustom } from "../passes/inline.ts";
import { isLowered } from "./convolution.ts";
import { hasWindows } from "./pooling.ts";
import type { Combine } from "./steps.ts";

/** What becomes of an operation. */
export type Kind =
  /** Another look at the same numbers: nothing is computed. */
  | { readonly kind: "view" }
  /** Number by number over the shape of the result. */
  | { readonly kind: "map" }
  | { readonly kind: "reduce"; readonly combine: Combine }
  | { readonly kind: "gemm" }
  /** Blocks put into a result, the rest of which is zero or comes from elsewhere. */
  | { readonly kind: "assemble" }
  | { readonly kind: "take" | "scatterAdd" }
  /** For each example a product with what its windows see. */
  | { readonly kind: "conv" }
  /** Sums or maxima over windows, and their derivatives. */
  | { readonly kind: "windows" }
  /** Called. */
  | { readonly kind: "host" };

const VIEW: Kind = { kind: "view" };
const HOST: Kind = { kind: "host" };
const MAP: Kind = { kind: "map" };

const windowsIf = (equation: Equation): Kind | null => (hasWindows(equation) ? { kind: "windows" } : null);

const isFloat = (dtype: DType): boolean => dtype === "float64" || dtype === "float32";

/** The way of each operation that is not elementwise; null where the operands at hand have to be left to the host. */
const LOWERINGS: Readonly<Record<string, (equation: Equation) => Kind | null>> = {
  reshape: () => VIEW,
  transpose: () => VIEW,
  broadcastTo: () => VIEW,
  slice: () => VIEW,
  stopGradient: () => VIEW,
  sum: () => ({ kind: "reduce", combine: "add" }),
  max: ({ outputs: [y] }) => (isFloat(y!.dtype) ? { kind: "reduce", combine: "max" } : null),
  min: ({ outputs: [y] }) => (isFloat(y!.dtype) ? { kind: "reduce", combine: "min" } : null),
  outer: ({ outputs: [y] }) => (isEmitted("mul", [y!.dtype, y!.dtype], y!.dtype) ? MAP : null),
  matmul: ({ outputs: [y] }) => (isFloat(y!.dtype) ? { kind: "gemm" } : null),
  conv: (equation) => (isLowered(equation) ? { kind: "conv" } : null),
  windowSum: windowsIf,
  windowMax: windowsIf,
  windowSpread: windowsIf,
  windowPick: windowsIf,
  concatenate: () => ({ kind: "assemble" }),
  pack: () => ({ kind: "assemble" }),
  embed: () => ({ kind: "assemble" }),
  setSlice: () => ({ kind: "assemble" }),
  take: ({ inputs: [, index] }) => (index!.dtype === "int32" ? { kind: "take" } : null),
  scatterAdd: ({ inputs: [x, index], outputs: [y] }) =>
    index!.dtype === "int32" && isFloat(y!.dtype) && x!.dtype === y!.dtype ? { kind: "scatterAdd" } : null,
};

/** What becomes of an operation: the one place where every primitive is mapped. What is not known is called. */
export function kindOf(equation: Equation): Kind {
  const { primitive, inputs, outputs } = equation;
  if (isCustom(equation) || outputs.length !== 1) return HOST;
  const { name } = primitive;
  if (Object.hasOwn(LOWERINGS, name)) return LOWERINGS[name]!(equation) ?? HOST;
  const dtypes = inputs.map(({ dtype }) => dtype);
  return isEmitted(name, dtypes, outputs[0]!.dtype) ? MAP : HOST;
}

/** Functions that take tens of instructions. */
export const DEAR: ReadonlySet<string> = new Set([
  "cos",
  "erf",
  "exp",
  "expm1",
  "log",
  "log1p",
  "pow",
  "sigmoid",
  "sin",
  "tanh",
]);

/** The floating type on whose vectors an operation works; null for one number at a time. */
export function vectorsOf({ inputs, outputs }: Equation): "float64" | "float32" | null {
  let found: DType | null = null;
  for (const { dtype } of [...inputs, ...outputs]) {
    if (dtype === "bool" || dtype === found) continue;
    if (dtype === "int32" || found !== null) return null;
    found = dtype;
  }
  return found as "float64" | "float32" | null;
}
