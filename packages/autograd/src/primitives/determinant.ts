import { ArgumentError, showShape } from "../errors.ts";
import { general } from "../general.ts";
import { cofactorSlope, cofactors, determinant } from "../kernels/cofactors.ts";
import { allFinite, copied, stackOf, store } from "../kernels/matrices.ts";
import { type Aval, apply1, applyN, type Primitive } from "../primitive.ts";
import { dataOf } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { product, swapped } from "./matmul.ts";
import { reshapeTo, sumPrimitive } from "./structure.ts";

// The determinant is a polynomial, smooth where A⁻¹ does not exist: so its gradient is the matrix of cofactors, and the
// gradient of that is a primitive, too. Only from the third derivative on the rules divide by the determinant.

/** Whether a matrix that is singular to rounding is an error. */
type Checked = { readonly checked: boolean };

const matrixLike = ([a]: readonly Aval[]): Aval[] => [{ shape: a!.shape, dtype: a!.dtype }];

/** det A. */
export const detPrimitive: Primitive = general<Checked>({
  name: "det",
  formula: String.raw`y = \det A, \quad \bar A = \bar y \operatorname{cof} A`,
  reverse: ["g * det(a) * inv(a).T, where a is regular: g * cof(a)"],
  operands: ["a"],
  abstract: ([a]) => [{ shape: a!.shape.slice(0, -2), dtype: a!.dtype }],
  run: ([y], [a], { checked }) => {
    const { count, n } = stackOf(a!.shape);
    const [matrices, values] = [copied(a!), dataOf(y!)];
    for (let k = 0; k < count; k++) {
      const { value, smallest } = determinant(matrices.subarray(k * n * n, (k + 1) * n * n), n);
      if (checked && smallest <= n * Number.EPSILON) throw noThirdDerivative(a!, k, count);
      values[y!.offset + k] = value;
    }
  },
  vjp: ([g], _ys, [a]) => [mul(asMatrices(g!), cofactorsOf(a!))],
});

/** The matrix of cofactors, det A · A⁻ᵀ where A is regular. */
export const cofactorsPrimitive: Primitive = general({
  name: "cofactors",
  formula: String.raw`C = \operatorname{cof} A = \det A \cdot A^{-\mathsf T}, \quad \bar A = (\langle \bar C, C \rangle C - C \bar C^{\mathsf T} C) / \det A`,
  reverse: ["(sum(g * y) * y - y @ g.T @ y) / det(a), where a is regular"],
  operands: ["a"],
  abstract: matrixLike,
  run: ([c], [a]) => {
    const { count, n } = stackOf(a!.shape);
    const matrices = copied(a!);
    for (let k = 0; k < count; k++) {
      const matrix = matrices.subarray(k * n * n, (k + 1) * n * n);
      store(c!, allFinite(matrix) ? cofactors(matrix, n) : matrix.fill(Number.NaN), k * n * n);
    }
  },
  vjp: ([g], _ys, [a]) => [slopeOf(a!, g!)],
});

/** The gradient of ⟨cof A, G⟩ by A, bilinear and symmetric in G and what it is multiplied with. */
export const cofactorSlopePrimitive: Primitive = general({
  name: "cofactorSlope",
  formula: String.raw`D = (\langle G, C \rangle C - C G^{\mathsf T} C) / \det A, \quad C = \operatorname{cof} A`,
  reverse: ["the third derivative of det", "cofactorSlope(a, g)"],
  operands: ["a", "b"],
  abstract: matrixLike,
  run: ([d], [a, g]) => {
    const { count, n } = stackOf(a!.shape);
    const [matrices, directions] = [copied(a!), copied(g!)];
    for (let k = 0; k < count; k++) {
      const matrix = matrices.subarray(k * n * n, (k + 1) * n * n);
      const direction = directions.subarray(k * n * n, (k + 1) * n * n);
      const known = allFinite(matrix) && allFinite(direction);
      store(d!, known ? cofactorSlope(matrix, direction, n) : matrix.fill(Number.NaN), k * n * n);
    }
  },
  // With f = ⟨H, D⟩ written in C and d = det A: the slope by C is pulled back through C, and that by d is −f/d.
  vjp: ([h], [y], [a, g], _params, [needA]) => {
    const dg = slopeOf(a!, h!);
    if (!needA) return [null, dg];
    const [c, d] = [cofactorsOf(a!), asMatrices(applyN(detPrimitive, [a!], { checked: true })[0]!)];
    const dc = sub(
      add(mul(g!, inner(h!, c)), mul(h!, inner(g!, c))),
      add(product(product(h!, swapped(c)), g!), product(product(g!, swapped(c)), h!)),
    );
    return [sub(slopeOf(a!, div(dc, d)), mul(div(inner(h!, y!), d), c)), dg];
  },
});

function cofactorsOf(a: Tensor): Tensor {
  return applyN(cofactorsPrimitive, [a], null)[0]!;
}

function slopeOf(a: Tensor, g: Tensor): Tensor {
  return applyN(cofactorSlopePrimitive, [a, g], null)[0]!;
}

/** Numbers [...] as factors of matrices, [..., 1, 1]. */
function asMatrices(x: Tensor): Tensor {
  return reshapeTo(x, [...x.shape, 1, 1]);
}

/** ⟨A, B⟩ of each pair of matrices, [..., 1, 1]. */
function inner(a: Tensor, b: Tensor): Tensor {
  const rank = a.shape.length;
  return asMatrices(apply1(sumPrimitive, mul(a, b), { axes: [rank - 2, rank - 1] }));
}

function noThirdDerivative({ shape }: Tensor, k: number, count: number): ArgumentError {
  return new ArgumentError({
    code: "singular-matrix",
    op: "the third derivative of det",
    problem: `${count === 1 ? "the matrix" : `matrix ${k} of the stack`} is singular to rounding`,
    got: `shape ${showShape(shape)}`,
    hint: "the first two derivatives of det exist for every matrix here, the third only for regular ones",
    shapes: [shape],
  });
}
