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
