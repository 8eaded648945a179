import { general } from "../general.ts";
import { exponential } from "../kernels/expm.ts";
import { copied, stackOf, store } from "../kernels/matrices.ts";
import { apply1, applyN, type Primitive } from "../primitive.ts";
import { repeatedZero } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { concatenatePrimitive } from "./concatenate.ts";
import { swapped } from "./matmul.ts";
import { type Region, slicePrimitive } from "./slice.ts";

/** Y = e^A. */
export const expmPrimitive: Primitive = general({
  name: "expm",
  formula: String.raw`Y = e^A, \quad \bar A = L(A^{\mathsf T}, \bar Y), \quad \exp \begin{pmatrix} A & E \\ 0 & A \end{pmatrix} = \begin{pmatrix} e^A & L(A, E) \\ 0 & e^A \end{pmatrix}`,
  reverse: ["the block right of the diagonal in expm([[a.T, g], [0, a.T]])"],
  operands: ["a"],
  abstract: ([a]) => [{ shape: a!.shape, dtype: a!.dtype }],
  run: ([y], [a]) => {
    const { count, n } = stackOf(a!.shape);
    const matrices = copied(a!);
    for (let k = 0; k < count; k++) {
      store(y!, exponential(matrices.slice(k * n * n, (k + 1) * n * n), n), k * n * n);
    }
  },
  vjp: ([g], _ys, [a]) => [slope(swapped(a!), g!)],
  jvp: ([t], _ys, [a]) => [slope(a!, t!)],
});

/**
 * The derivative of the exponential in the direction E.
 *
 * @see N. J. Higham (2008), Functions of Matrices, theorem 3.6 and section 10.6.
 */
function slope(a: Tensor, e: Tensor): Tensor {
  const axis = a.shape.length - 1;
  const beside = (parts: Tensor[], along: number): Tensor => applyN(concatenatePrimitive, parts, { axis: along })[0]!;
  const below = beside([repeatedZero(a.shape, a.dtype), a], axis);
  const y = applyN(expmPrimitive, [beside([beside([a, e], axis), below], axis - 1)], null)[0]!;
  return apply1(slicePrimitive, y, upperRight(y.shape, a.shape[axis]!));
}

/** The block of n rows and the last n columns. */
function upperRight(whole: readonly number[], n: number): Region {
  const rank = whole.length;
  return {
    whole,
    starts: whole.map((_, d) => (d === rank - 1 ? n : 0)),
    steps: whole.map(() => 1),
    axes: whole.map((_, d) => d),
    part: [...whole.slice(0, -2), n, n],
  };
}
