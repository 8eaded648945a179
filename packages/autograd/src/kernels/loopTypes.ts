// What the loops of an elementwise operation are.
import type { BinaryKernel, UnaryKernel } from "@wengert/wasm";
import type { TypedArray } from "../dtype.ts";

/**
 * Writes `n` results to `out` from place `o` on, reading `xs` from place `i` on in steps of `di`.
 * A step of 0 repeats one element, which is how scalars and broadcast axes are read.
 */
export interface Loops1 {
  float64(out: TypedArray, o: number, xs: TypedArray, i: number, di: number, n: number): void;
  float32(out: TypedArray, o: number, xs: TypedArray, i: number, di: number, n: number): void;
  readonly int32:
    | null
    | { bivariance(out: TypedArray, o: number, xs: TypedArray, i: number, di: number, n: number): void }["bivariance"];
  /** The function of one number. */
  readonly single: (x: number) => number;
  /** What does the same for long arrays, where there is such a kernel. */
  readonly simd: UnaryKernel | null;
}

/** The same for two inputs, `ys` read from place `j` on in steps of `dj`. */
export interface Loops2 {
  float64(
    out: TypedArray,
    o: number,
    xs: TypedArray,
    i: number,
    di: number,
    ys: TypedArray,
    j: number,
    dj: number,
    n: number,
  ): void;
  float32(
    out: TypedArray,
    o: number,
    xs: TypedArray,
    i: number,
    di: number,
    ys: TypedArray,
    j: number,
    dj: number,
    n: number,
  ): void;
  readonly int32:
    | null
    | {
        bivariance(
          out: TypedArray,
          o: number,
          xs: TypedArray,
          i: number,
          di: number,
          ys: TypedArray,
          j: number,
          dj: number,
          n: number,
        ): void;
      }["bivariance"];
  /** `m` rows of `n` float64 results; from row to row the places move on by `ro`, `ri` and `rj`. */
  rows?(
    out: TypedArray,
    o: number,
    ro: number,
    xs: TypedArray,
    i: number,
    di: number,
    ri: number,
    ys: TypedArray,
    j: number,
    dj: number,
    rj: number,
    m: number,
    n: number,
  ): void;
  /** The function of two numbers. */
  readonly single: (x: number, y: number) => number;
  readonly simd: BinaryKernel | null;
}
