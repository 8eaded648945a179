import { type Expression, op } from "../assembler/expression.ts";
import { ModuleBuilder } from "../assembler/module.ts";
import { executionSettings } from "../settings.ts";
import { webAssembly } from "../webassembly.ts";

/** A floating type as kernels need it: the names of its instructions, its size, how many fill a vector. */
export interface Float {
  readonly dtype: "float32" | "float64";
  readonly scalar: "f32" | "f64";
  readonly vector: "f32x4" | "f64x2";
  /** Bytes of one number, and their logarithm to the base 2. */
  readonly bytes: 4 | 8;
  readonly shift: 2 | 3;
  /** Numbers in one vector. */
  readonly lanes: 4 | 2;
  /** Loads one number into all lanes; stores one lane. */
  readonly loadSplat: string;
  readonly storeLane: string;
  /** Multiplies and adds, where that is to be done by one instruction. */
  readonly multiplyAdd?: string;
}

/** The two floating types. */
export const FLOATS: Readonly<Record<"float32" | "float64", Float>> = {
  float32: {
    dtype: "float32",
    scalar: "f32",
    vector: "f32x4",
    bytes: 4,
    shift: 2,
    lanes: 4,
    loadSplat: "v128.load32_splat",
    storeLane: "v128.store32_lane",
  },
  float64: {
    dtype: "float64",
    scalar: "f64",
    vector: "f64x2",
    bytes: 8,
    shift: 3,
    lanes: 2,
    loadSplat: "v128.load64_splat",
    storeLane: "v128.store64_lane",
  },
};

/** Whether the runtime has the instructions of "relaxed" vectors. */
function hasMultiplyAdd(): boolean {
  const module = new ModuleBuilder();
  const zero = (): Expression => op("f32x4.splat", 0);
  module.function("f", [], "i32", (f) =>
    f.return(op("v128.any_true", op("f32x4.relaxed_madd", zero(), zero(), zero()))),
  );
  return webAssembly()?.validate(module.bytes()) ?? false;
}

let fused: typeof FLOATS | null = null;

/**
 * A floating type as products of matrices are to be made of it by the settings in force: with one instruction to
 * multiply and add, where it is allowed and there is one.
 *
 * @example floatOfProducts("float64") === FLOATS.float64 // true
 * @public
 */
export function floatOfProducts(dtype: "float32" | "float64"): Float {
  if (!executionSettings().fused) return FLOATS[dtype];
  if (fused === null) {
    const { float32, float64 } = FLOATS;
    fused = hasMultiplyAdd()
      ? {
          float32: { ...float32, multiplyAdd: "f32x4.relaxed_madd" },
          float64: { ...float64, multiplyAdd: "f64x2.relaxed_madd" },
        }
      : FLOATS;
  }
  return fused[dtype];
}
