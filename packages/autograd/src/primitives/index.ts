import { scalePrimitive } from "../kinds.ts";
import type { Primitive } from "../primitive.ts";
import { newKeyPrimitive, normalPrimitive, uniformPrimitive } from "../random/counterDraws.ts";
import { stopGradientPrimitive } from "../transforms/stopGradient.ts";
import { abs, sign } from "./absolute.ts";
import { add, div, mul, neg, sub } from "./arithmetic.ts";
import { choleskyPrimitive } from "./cholesky.ts";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./compare.ts";
import { concatenatePrimitive } from "./concatenate.ts";
import { convertPrimitive } from "./convert.ts";
import { cofactorSlopePrimitive, cofactorsPrimitive, detPrimitive } from "./determinant.ts";
import { eighPrimitive } from "./eigh.ts";
import { expmPrimitive } from "./expm.ts";
import { exp, log, pow, sqrt, square } from "./exponential.ts";
import { argmaxPrimitive, maxPrimitive, minPrimitive } from "./extrema.ts";
import { flatIndexPrimitive, lastOfEachPrimitive, putPrimitive, scatterAddPrimitive, takePrimitive } from "./gather.ts";
import { lstsqPrimitive, pinvPrimitive } from "./leastSquares.ts";
import { slogdetPrimitive, solveFactoredPrimitive, solvePrimitive } from "./linalg.ts";
import { relu, sigmoid, sigmoidSlopePrimitive } from "./logistic.ts";
import { luPrimitive } from "./lu.ts";
import { matmulPrimitive, outerPrimitive } from "./matmul.ts";
import { packPrimitive } from "./pack.ts";
import { complementPrimitive, qrPrimitive } from "./qr.ts";
import { maximum, minimum, wherePrimitive } from "./select.ts";
import { embedPrimitive, setSlicePrimitive, slicePrimitive } from "./slice.ts";
import { broadcastPrimitive, reshapePrimitive, sumPrimitive, transposePrimitive } from "./structure.ts";
import { svdPrimitive } from "./svd.ts";
import { solveTriangularPrimitive } from "./triangular.ts";
import { cos, sin, tanh, tanhSlopePrimitive } from "./trigonometric.ts";

/**
 * All primitives by name. Tests and the generated table of rules read it; nothing that runs does, so that a bundle
 * keeps only the primitives it uses.
 */
export const primitives: Readonly<Record<string, Primitive>> = {
  abs: abs.primitive,
  add: add.primitive,
  argmax: argmaxPrimitive,
  astype: convertPrimitive,
  broadcastTo: broadcastPrimitive,
  cholesky: choleskyPrimitive,
  cofactorSlope: cofactorSlopePrimitive,
  cofactors: cofactorsPrimitive,
  concatenate: concatenatePrimitive,
  cos: cos.primitive,
  det: detPrimitive,
  div: div.primitive,
  eigh: eighPrimitive,
  embed: embedPrimitive,
  equal: equal.primitive,
  exp: exp.primitive,
  expm: expmPrimitive,
  flatIndex: flatIndexPrimitive,
  greater: greater.primitive,
  greaterEqual: greaterEqual.primitive,
  lastOfEach: lastOfEachPrimitive,
  less: less.primitive,
  lessEqual: lessEqual.primitive,
  log: log.primitive,
  lstsq: lstsqPrimitive,
  lu: luPrimitive,
  matmul: matmulPrimitive,
  max: maxPrimitive,
  maximum: maximum.primitive,
  min: minPrimitive,
  minimum: minimum.primitive,
  mul: mul.primitive,
  neg: neg.primitive,
  newKey: newKeyPrimitive,
  notEqual: notEqual.primitive,
  orthogonalComplement: complementPrimitive,
  outer: outerPrimitive,
  pack: packPrimitive,
  pinv: pinvPrimitive,
  pow: pow.primitive,
  put: putPrimitive,
  qr: qrPrimitive,
  randomNormal: normalPrimitive,
  randomUniform: uniformPrimitive,
  relu: relu.primitive,
  reshape: reshapePrimitive,
  scale: scalePrimitive,
  scatterAdd: scatterAddPrimitive,
  setSlice: setSlicePrimitive,
  sigmoid: sigmoid.primitive,
  sigmoidSlope: sigmoidSlopePrimitive,
  sign: sign.primitive,
  sin: sin.primitive,
  slice: slicePrimitive,
  slogdet: slogdetPrimitive,
  solve: solvePrimitive,
  solveFactored: solveFactoredPrimitive,
  solveTriangular: solveTriangularPrimitive,
  sqrt: sqrt.primitive,
  square: square.primitive,
  stopGradient: stopGradientPrimitive,
  sub: sub.primitive,
  sum: sumPrimitive,
  svd: svdPrimitive,
  take: takePrimitive,
  tanh: tanh.primitive,
  tanhSlope: tanhSlopePrimitive,
  transpose: transposePrimitive,
  where: wherePrimitive,
};
