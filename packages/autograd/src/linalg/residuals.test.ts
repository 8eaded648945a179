import { afterAll, describe, expect, test } from "vitest";
import { tensor } from "../create.ts";
import { at } from "../indexing/at.ts";
import { eye } from "../numpy/create.ts";
import { add, mul, sub } from "../primitives/arithmetic.ts";
import { matmul, swapped } from "../primitives/matmul.ts";
import { UPPER, weighted } from "../primitives/triangles.ts";
import type { Tensor } from "../tensor.ts";
import { hilbert, randomMatrix, symmetric } from "../testing/matrices.ts";
import {
  cholesky,
  eigh,
  expm,
  inv,
  lstsq,
  lu,
  norm,
  pinv,
  qr,
  solve,
  solveBanded,
  solveSylvester,
  solveTriangular,
  sqrtm,
  svd,
} from "./index.ts";

// How far results are from satisfying what defines them, beside the sizes of what went in: the backward error, which an
// algorithm that is stable keeps near the rounding unit however ill-conditioned the matrix is.

/** Backward errors grow with the size like the square root of the number of roundings, at worst like the size. */
const UNITS_PER_ROW = 4;

const size = (a: Tensor): number => norm(a).item();
const product = (...xs: Tensor[]): Tensor => xs.reduce((a, b) => matmul(a, b));
const skew = (q: Tensor): number => size(sub(matmul(swapped(q), q), eye(q.shape.at(-1)!)));

/** A A ᵀ with enough on the diagonal to be positive definite after rounding. */
const definite = (a: Tensor): Tensor => {
  const s = matmul(a, swapped(a));
  return add(s, mul(1e-13 * size(s), eye(a.shape[0]!)));
};

/** What to measure on a matrix, by name. */
const MEASURES: Readonly<Record<string, (a: Tensor, b: Tensor) => number>> = {
  "solve: ‖Ax − b‖ / ‖A‖‖x‖": (a, b) => {
    const x = solve(a, b);
    return size(sub(matmul(a, x), b)) / (size(a) * size(x));
  },
  "inv: ‖AX − I‖ / ‖A‖‖X‖": (a) => {
    const x = inv(a);
    return size(sub(matmul(a, x), eye(a.shape[0]!))) / (size(a) * size(x));
  },
  "solveTriangular: ‖Tx − b‖ / ‖T‖‖x‖": (a, b) => {
    const t = weighted(a, UPPER);
    const x = solveTriangular(t, b);
    return size(sub(matmul(t, x), b)) / (size(t) * size(x));
  },
  "lu: ‖PLU − A‖ / ‖A‖": (a) => size(sub(product(...lu(a)), a)) / size(a),
  "qr: ‖QR − A‖ / ‖A‖": (a) => size(sub(product(...qr(a)), a)) / size(a),
  "qr: ‖QᵀQ − I‖": (a) => skew(qr(a)[0]),
  "cholesky: ‖LLᵀ − S‖ / ‖S‖": (a) => {
    const s = definite(a);
    const l = cholesky(s);
    return size(sub(matmul(l, swapped(l)), s)) / size(s);
  },
  "eigh: ‖VΛVᵀ − S‖ / ‖S‖": (a) => {
    const s = symmetric(a);
    const [w, v] = eigh(s);
    return size(sub(matmul(mul(v, w), swapped(v)), s)) / size(s);
  },
  "eigh: ‖VᵀV − I‖": (a) => skew(eigh(symmetric(a))[1]),
  "svd: ‖UΣVᵀ − A‖ / ‖A‖": (a) => {
    const [u, s, vt] = svd(a);
    return size(sub(matmul(mul(u, s), vt), a)) / size(a);
  },
  "svd: ‖UᵀU − I‖, ‖VᵀV − I‖": (a) => {
    const [u, , vt] = svd(a);
    return Math.max(skew(u), skew(swapped(vt)));
  },
  "lstsq: ‖Aᵀ(Ax − b)‖ / ‖A‖(‖A‖‖x‖ + ‖b‖)": (a, b) => {
    // Half of the columns, so that most equations cannot be met.
    const tall = at(a, ":", `:${Math.ceil(a.shape[1]! / 2)}`);
    const x = lstsq(tall, b)[0];
    const gradient = matmul(swapped(tall), sub(matmul(tall, x), b));
    return size(gradient) / (size(tall) * (size(tall) * size(x) + size(b)));
  },
  "pinv: ‖AYA − A‖ / ‖A‖²‖Y‖": (a) => {
    const y = pinv(a);
    return size(sub(product(a, y, a), a)) / (size(a) ** 2 * size(y));
  },
  "expm: ‖e^A e^−A − I‖ / ‖e^A‖‖e^−A‖": (a) => {
    const [y, z] = [expm(a), expm(mul(-1, a))];
    return size(sub(matmul(y, z), eye(a.shape[0]!))) / (size(y) * size(z));
  },
  "sqrtm: ‖Y² − S‖ / ‖Y‖²": (a) => {
    const s = definite(a);
    const y = sqrtm(s);
    return size(sub(matmul(y, y), s)) / size(y) ** 2;
  },
  "solveSylvester: ‖AX + XAᵀ − C‖ / ‖A‖‖X‖": (a) => {
    const c = symmetric(a);
    const x = solveSylvester(a, swapped(a), c);
    return size(sub(add(matmul(a, x), matmul(x, swapped(a))), c)) / (size(a) * size(x));
  },
  "solveBanded: ‖Ax − b‖ / ‖A‖‖x‖": (a, b) => {
    const n = a.shape[0]!;
    const band = weighted(weighted(a, { below: 0, on: 1, above: 1 }), UPPER);
    const rows = Array.from({ length: n }, (_, i) => i);
    const diagonal = (k: number): Tensor =>
      at(
        band,
        rows.map((j) => Math.max(0, j - k)),
        rows,
      );
    const bidiagonal = add(
      mul(at(band, rows, rows), eye(n)),
      weighted(mul(eye(n, n, 1), band), { below: 0, on: 0, above: 1 }),
    );
    const x = solveBanded([0, 1], [diagonal(1), diagonal(0)], b);
    return size(sub(matmul(bidiagonal, x), b)) / (size(bidiagonal) * size(x));
  },
};

/** A matrix whose last column is a combination of the others but for a few units of the last place. */
function nearlySingular(n: number): Tensor {
  const a = randomMatrix([n, n], "near");
  const rest = at(a, ":", ":-1");
  const last = add(matmul(rest, randomMatrix([n - 1, 1], "combination")), mul(1e-15, randomMatrix([n, 1], "noise")));
  return tensor((rest.toArray() as number[][]).map((row, i) => [...row, (last.toArray() as number[][])[i]![0]!]));
}

/** Columns from 1 down to 10⁻¹². */
function graded(n: number): Tensor {
  return mul(randomMatrix([n, n], "graded"), tensor(Array.from({ length: n }, (_, j) => 10 ** ((-12 * j) / (n - 1)))));
}

const MATRICES: Readonly<Record<string, Tensor>> = {
  "n = 10": randomMatrix([10, 10], "residuals"),
  "n = 50": randomMatrix([50, 50], "residuals"),
  "n = 200": randomMatrix([200, 200], "residuals"),
  "Hilbert 12": hilbert(12),
  "near singular 50": nearlySingular(50),
  "graded 50": graded(50),
};

describe("backward errors stay near the rounding unit", () => {
  const lines = [["", ...Object.keys(MATRICES)]];

  test.each(Object.entries(MEASURES))("%s", (name, measure) => {
    const line = [name];
    for (const [matrix, a] of Object.entries(MATRICES)) {
      const n = a.shape[0]!;
      const error = measure(a, randomMatrix([n, 3], "right-hand sides"));
      line.push(error.toExponential(1));
      expect(error, matrix).toBeLessThan(UNITS_PER_ROW * n * Number.EPSILON);
    }
    lines.push(line);
  });

  afterAll(() => {
    const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
    const text = lines.map((line) =>
      line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))),
    );
    console.log(text.map((cells) => cells.join("  ")).join("\n"));
  });
});
