export { type CholeskyOptions, cholesky } from "./cholesky.ts";
export { det, slogdet } from "./determinant.ts";
export { eigh, eigvalsh, type SymmetricOptions } from "./eigh.ts";
export { type CutoffOptions, lstsq, matrixRank, pinv, type RankOptions } from "./leastSquares.ts";
export { type QrMode, qr } from "./qr.ts";
export { inv, solve } from "./solve.ts";
export { type SvdOptions, svd, svdvals } from "./svd.ts";
export { solveTriangular, type TriangularOptions } from "./triangular.ts";
