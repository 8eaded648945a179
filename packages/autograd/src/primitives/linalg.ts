import { ArgumentError, showShape } from "../errors.ts";
import { general } from "../general.ts";
import { factor, substitute, zeroPivot } from "../kernels/lu.ts";
import { type Aval, applyN, type Derivative, type Primitive } from "../primitive.ts";
import { sizeOf } from "../shape.ts";
import { dataOf, empty, flatData } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { mul, neg } from "./arithmetic.ts";
import { product, swapped } from "./matmul.ts";
import { broadcastTo, reshapeTo } from "./structure.ts";

// The factors of A are outputs that only rules see. They are functions of A, and not constants, so the rules read
// them through `solveFactored`, whose own derivative is that of A⁻¹b by A: every order of derivative is right, and
// the elimination is done once. Matrices are [..., n, n] and right-hand sides [..., n, m], with equal leading axes.

/** The operation as the user called it, for messages; `lenient` lets a singular matrix give infinity or NaN. */
type Caller = { readonly op: string; readonly lenient?: boolean };

/** The factors in float64, and the exchanges of rows. */
const factorsOf = ({ shape }: Aval): Aval[] => [
  { shape, dtype: "float64" },
  { shape: shape.slice(0, -1), dtype: "int32" },
];

/** X = A⁻¹ B. */
export const solvePrimitive: Primitive = general<Caller>({
  name: "solve",
  formula: String.raw`X = A^{-1} B, \quad \bar B = A^{-\mathsf T} \bar X, \quad \bar A = -\bar B X^{\mathsf T}`,
  reverse: ["-solve(a.T, g) @ y.T", "solve(a.T, g)"],
  operands: ["a", "b"],
  abstract: ([a, b]) => [{ shape: b!.shape, dtype: b!.dtype }, ...factorsOf(a!)],
  run: ([x, lu, pivots], [a, b], { op, lenient }) => {
    factor(lu!, pivots!, a!);
    if (lenient !== true) throwIfSingular(op, lu!);
    substitute(x!, lu!, pivots!, b!, false);
  },
  vjp: ([g], [x, lu, pivots], [a], { op }, [needA]) => {
    const db = solveFactored(a!, lu!, pivots!, g!, { transposed: true, op });
    return [needA ? neg(product(db, swapped(x!))) : null, db];
  },
});

type Factored = Caller & { readonly transposed: boolean };

/** A⁻¹ B, or A⁻ᵀ B, from A together with its factors: they are what is read, A is what is differentiated. */
export const solveFactoredPrimitive: Primitive = general<Factored>({
  name: "solveFactored",
  formula: String.raw`X = A^{-1} B, \quad \bar B = A^{-\mathsf T} \bar X, \quad \bar A = -\bar B X^{\mathsf T}`,
  reverse: ["-solve(a.T, g) @ y.T", "", "", "solve(a.T, g)"],
  operands: ["a", "lu", "pivots", "b"],
  abstract: ([_a, _lu, _pivots, b]) => [{ shape: b!.shape, dtype: b!.dtype }],
  run: ([x], [_a, lu, pivots, b], { transposed, op }) => {
    throwIfSingular(op, lu!);
    substitute(x!, lu!, pivots!, b!, transposed);
  },
  vjp: ([g], [x], [a, lu, pivots], { transposed, op }, [needA]) => {
    const db = solveFactored(a!, lu!, pivots!, g!, { transposed: !transposed, op });
    let da: Derivative = null;
    if (needA) da = neg(transposed ? product(x!, swapped(db)) : product(db, swapped(x!)));
    return [da, null, null, db];
  },
});

function solveFactored(a: Tensor, lu: Tensor, pivots: Tensor, b: Tensor, params: Factored): Tensor {
  return applyN(solveFactoredPrimitive, [a, lu, pivots, b], params)[0]!;
}

/** The sign of the determinant and the logarithm of its size. */
export const slogdetPrimitive: Primitive = general({
  name: "slogdet",
  formula: String.raw`s = \operatorname{sgn} \det A, \quad \ell = \ln |\det A|, \quad \bar A = \bar\ell A^{-\mathsf T}`,
  reverse: ["g[1] * inv(a).T"],
  operands: ["a"],
  outputs: 2,
  abstract: ([a]) => {
    const each = { shape: a!.shape.slice(0, -2), dtype: a!.dtype };
    return [each, each, ...factorsOf(a!)];
  },
  run: ([sign, logdet, lu, pivots], [a]) => {
    factor(lu!, pivots!, a!);
    const [factors, exchanges, n] = [flatData(lu!), flatData(pivots!), a!.shape[a!.shape.length - 1]!];
    const [signs, sizes] = [dataOf(sign!), dataOf(logdet!)];
    for (let matrix = 0; matrix < sign!.size; matrix++) {
      let s = 1;
      let l = 0;
      for (let k = 0; k < n; k++) {
        const pivot = factors[(matrix * n + k) * n + k]!;
        if (pivot < 0 !== (exchanges[matrix * n + k] !== k)) s = -s;
        if (pivot === 0) s = 0;
        l += Math.log(Math.abs(pivot));
      }
      signs[sign!.offset + matrix] = s === 0 ? 0 : s; // no −0
      sizes[logdet!.offset + matrix] = s === 0 ? Number.NEGATIVE_INFINITY : l;
    }
  },
  vjp: ([_s, g], [_sign, _logdet, lu, pivots], [a]) => {
    if (g == null) return [null];
    const identity = broadcastTo(identityMatrix(a!), a!.shape);
    const inverse = solveFactored(a!, lu!, pivots!, identity, { transposed: true, op: "the derivative of slogdet" });
    return [mul(reshapeTo(g, [...g.shape, 1, 1]), inverse)];
  },
});

/** Ones on the diagonal, as many as `like` has rows. */
export function identityMatrix(like: Aval): Tensor {
  const n = like.shape[like.shape.length - 1]!;
  const identity = empty([n, n], n * n, like.dtype);
  for (let k = 0, data = flatData(identity); k < n; k++) data[k * n + k] = 1;
  return identity;
}

function throwIfSingular(op: string, lu: Tensor): void {
  const place = zeroPivot(lu);
  if (place < 0) return;
  const n = lu.shape[lu.shape.length - 1]!;
  const [step, matrix] = [place % n, Math.floor(place / n)];
  const which = sizeOf(lu.shape.slice(0, -2)) === 1 ? "the matrix" : `matrix ${matrix} of the stack`;
  const why = step === 0 ? "column 0 is all zeros" : `column ${step} is a combination of the columns before it`;
  throw new ArgumentError({
    code: "singular-matrix",
    op,
    problem: `${which} is singular: pivot ${step} of ${n} is 0 because ${why}`,
    got: `shape ${showShape(lu.shape)}`,
    hint: "look for duplicated or dependent rows and columns; a small multiple of the identity added to the matrix makes it regular (ridge regression): add(a, mul(1e-6, eye(n)))",
    shapes: [lu.shape],
  });
}
