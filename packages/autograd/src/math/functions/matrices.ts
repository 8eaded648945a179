import { solveBanded } from "../../linalg/banded.ts";
import { cholesky } from "../../linalg/cholesky.ts";
import { cond } from "../../linalg/cond.ts";
import { det, slogdet } from "../../linalg/determinant.ts";
import { eig, eigvals } from "../../linalg/eig.ts";
import { eigh, eigvalsh } from "../../linalg/eigh.ts";
import { expm } from "../../linalg/expm.ts";
import { lstsq, matrixRank, pinv } from "../../linalg/leastSquares.ts";
import { lu } from "../../linalg/lu.ts";
import { norm } from "../../linalg/norm.ts";
import { matrixPower, multiDot } from "../../linalg/power.ts";
import { qr } from "../../linalg/qr.ts";
import { inv, solve } from "../../linalg/solve.ts";
import { svd, svdvals } from "../../linalg/svd.ts";
import { solveSylvester, sqrtm } from "../../linalg/sylvester.ts";
import { tensorinv, tensorsolve } from "../../linalg/tensorSolve.ts";
import { solveTriangular } from "../../linalg/triangular.ts";
import { define, type LibraryFunction } from "../signature.ts";

/** Linear algebra. */
export const MATRICES: readonly LibraryFunction[] = [
  // Linear algebra
  define("cholesky", cholesky, ["a"], ["upper"]),
  define("cond", cond, ["a", "p?"], [], { p: "norm" }),
  define("det", det, ["a"]),
  define("eig", eig, ["a"]),
  define("eigh", eigh, ["a"], ["UPLO"]),
  define("eigvals", eigvals, ["a"]),
  define("eigvalsh", eigvalsh, ["a"], ["UPLO"]),
  define("expm", expm, ["a"]),
  define("inv", inv, ["a"]),
  define("lstsq", lstsq, ["a", "b"], ["rcond"]),
  define("lu", lu, ["a"]),
  define("matrixPower", matrixPower, ["a", "n"]),
  define("matrixRank", matrixRank, ["a"], ["tol"]),
  define("multiDot", multiDot, ["xs"]),
  define("norm", norm, ["x", "ord?", "axis?"], ["keepdims"]),
  define("pinv", pinv, ["a"], ["rcond"]),
  define("qr", qr, ["a", "mode?"]),
  define("slogdet", slogdet, ["a"]),
  define("solve", solve, ["a", "b"]),
  define("solveBanded", solveBanded, ["bands", "ab", "b"]),
  define("solveSylvester", solveSylvester, ["a", "b", "q"]),
  define("solveTriangular", solveTriangular, ["a", "b"], ["trans", "lower", "unitDiagonal"]),
  define("sqrtm", sqrtm, ["a"]),
  define("svd", svd, ["a"], ["fullMatrices", "computeUv"]),
  define("svdvals", svdvals, ["a"]),
  define("tensorinv", tensorinv, ["a", "ind?"]),
  define("tensorsolve", tensorsolve, ["a", "b", "axes?"]),
];
