import type { TensorLike } from "../lift.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { type Distribution, drawEach } from "./each.ts";
import type { Size } from "./size.ts";

// How distributions are called: with their parameters, then the size.

/** Draws from a distribution without parameters. @public */
export interface Draw0 {
  (size?: null): number;
  <N extends number>(size: N): Tensor<readonly [N]>;
  <const S extends Shape>(size: S): Tensor<S>;
  (size: Size): Tensor;
}

/** Draws from a distribution of one parameter. @public */
export interface Draw1 {
  (a: number, size?: null): number;
  <N extends number>(a: TensorLike, size: N): Tensor<readonly [N]>;
  <const S extends Shape>(a: TensorLike, size: S): Tensor<S>;
  (a: TensorLike, size?: Size | null): Tensor;
}

/** Draws from a distribution of two parameters. @public */
export interface Draw2 {
  (a: number, b: number, size?: null): number;
  <N extends number>(a: TensorLike, b: TensorLike, size: N): Tensor<readonly [N]>;
  <const S extends Shape>(a: TensorLike, b: TensorLike, size: S): Tensor<S>;
  (a: TensorLike, b: TensorLike, size?: Size | null): Tensor;
}

/** Draws from a distribution of three parameters. @public */
export interface Draw3 {
  (a: number, b: number, c: number, size?: null): number;
  <N extends number>(a: TensorLike, b: TensorLike, c: TensorLike, size: N): Tensor<readonly [N]>;
  <const S extends Shape>(a: TensorLike, b: TensorLike, c: TensorLike, size: S): Tensor<S>;
  (a: TensorLike, b: TensorLike, c: TensorLike, size?: Size | null): Tensor;
}

/** One parameter that may be left out. @public */
export interface Default1 extends Draw1 {
  (): number;
}

/** Two parameters that may be left out, the last one first. @public */
export interface Default2 extends Draw2 {
  (a?: number): number;
}

export function draw1(distribution: Distribution, fallback?: number): Default1 {
  return ((a: TensorLike = fallback!, size?: Size | null) => drawEach(distribution, [a], size)) as Default1;
}

export function draw2(distribution: Distribution, first?: number, second?: number): Default2 {
  return ((a: TensorLike = first!, b: TensorLike = second!, size?: Size | null) =>
    drawEach(distribution, [a, b], size)) as Default2;
}
