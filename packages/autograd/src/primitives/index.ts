import { scalePrimitive } from "../kinds.ts";
import type { Primitive } from "../primitive.ts";
import { newKeyPrimitive, normalPrimitive, uniformPrimitive } from "../random/counterDraws.ts";
import { studentCdfPrimitive } from "../stats/studentCdf.ts";
import { stopGradientPrimitive } from "../transforms/stopGradient.ts";
import { abs, sign } from "./absolute.ts";
import { add, div, mul, neg, sub } from "./arithmetic.ts";
import { solveBandedPrimitive } from "./banded.ts";
import { besselIPrimitive, besselIScaledPrimitive, besselJPrimitive, besselYPrimitive } from "./bessel.ts";
import { choleskyPrimitive } from "./cholesky.ts";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./compare.ts";
import { concatenatePrimitive } from "./concatenate.ts";
import { convPrimitive } from "./convolution.ts";
import { cummaxPickPrimitive, cummaxPrimitive, cummaxSpreadPrimitive, cumsumPrimitive } from "./cumulative.ts";
import { cofactorSlopePrimitive, cofactorsPrimitive, detPrimitive } from "./determinant.ts";
import { eigPrimitive } from "./eig.ts";
import { eighPrimitive } from "./eigh.ts";
import { erf, erfc, erfcinv, erfinv, logNormalCdf } from "./errorFunction.ts";
import { expmPrimitive } from "./expm.ts";
import { exp, log, pow, sqrt, square } from "./exponential.ts";
import { argmaxPrimitive, maxPrimitive, minPrimitive } from "./extrema.ts";
import { gamma, gammaln, polygammaPrimitive, rgamma } from "./gammaFunction.ts";
import { flatIndexPrimitive, lastOfEachPrimitive, putPrimitive, scatterAddPrimitive, takePrimitive } from "./gather.ts";
import { arccosh, arcsinh, arctanh, cosh, hypot, sinh } from "./hyperbolic.ts";
import { betaincPrimitive, gammaincPrimitive } from "./incomplete.ts";
import { arccos, arcsin, arctan, arctan2, tan } from "./inverseTrigonometric.ts";
import { lstsqPrimitive, pinvPrimitive } from "./leastSquares.ts";
import { slogdetPrimitive, solveFactoredPrimitive, solvePrimitive } from "./linalg.ts";
import { cbrt, exp2, expm1, log1p, log2, log10, logaddexp, logaddexp2 } from "./logarithms.ts";
import { relu, scaleBySigmoidSlopePrimitive, scaleByStepPrimitive, sigmoid } from "./logistic.ts";
import { luPrimitive } from "./lu.ts";
import { matmulPrimitive, outerPrimitive } from "./matmul.ts";
import { nuclearPrimitive, polarPrimitive } from "./nuclear.ts";
import { packPrimitive } from "./pack.ts";
import { complementPrimitive, qrPrimitive } from "./qr.ts";
import { recurrencePrimitive } from "./recurrence.ts";
import { ceil, floor, floorDivide, fmod, mod, rint, signbit, trunc } from "./rounding.ts";
import { fmax, fmin, maximum, minimum, wherePrimitive } from "./select.ts";
import { sincPrimitive } from "./sinc.ts";
import { embedPrimitive, setSlicePrimitive, slicePrimitive } from "./slice.ts";
import {
  argpartitionPrimitive,
  argselectPrimitive,
  argsortPrimitive,
  argtopPrimitive,
  isinPrimitive,
  searchsortedPrimitive,
} from "./sort.ts";
import { broadcastPrimitive, reshapePrimitive, sumPrimitive, transposePrimitive } from "./structure.ts";
import { svdPrimitive } from "./svd.ts";
import { sqrtmPrimitive, sylvesterPrimitive } from "./sylvester.ts";
import { convertPrimitive } from "./toDType.ts";
import { solveTriangularPrimitive } from "./triangular.ts";
import { cos, scaleByTanhSlopePrimitive, sin, tanh } from "./trigonometric.ts";
import { windowMaxPrimitive, windowPickPrimitive, windowSpreadPrimitive, windowSumPrimitive } from "./window.ts";

/**
 * All primitives by name. Tests and the generated table of rules read it; nothing that runs does, so that a bundle
 * keeps only the primitives it uses.
 */
export const primitives: Readonly<Record<string, Primitive>> = {
  abs: abs.primitive,
  add: add.primitive,
  arccos: arccos.primitive,
  arccosh: arccosh.primitive,
  arcsin: arcsin.primitive,
  arcsinh: arcsinh.primitive,
  arctan: arctan.primitive,
  arctan2: arctan2.primitive,
  arctanh: arctanh.primitive,
  argmax: argmaxPrimitive,
  argpartition: argpartitionPrimitive,
  argselect: argselectPrimitive,
  argsort: argsortPrimitive,
  argtop: argtopPrimitive,
  astype: convertPrimitive,
  betainc: betaincPrimitive,
  broadcastTo: broadcastPrimitive,
  cbrt: cbrt.primitive,
  ceil: ceil.primitive,
  cholesky: choleskyPrimitive,
  cofactorSlope: cofactorSlopePrimitive,
  cofactors: cofactorsPrimitive,
  concatenate: concatenatePrimitive,
  conv: convPrimitive,
  cos: cos.primitive,
  cosh: cosh.primitive,
  cummax: cummaxPrimitive,
  cummaxPick: cummaxPickPrimitive,
  cummaxSpread: cummaxSpreadPrimitive,
  cumsum: cumsumPrimitive,
  det: detPrimitive,
  div: div.primitive,
  eig: eigPrimitive,
  eigh: eighPrimitive,
  embed: embedPrimitive,
  equal: equal.primitive,
  erf: erf.primitive,
  erfc: erfc.primitive,
  erfcinv: erfcinv.primitive,
  erfinv: erfinv.primitive,
  exp: exp.primitive,
  exp2: exp2.primitive,
  expm1: expm1.primitive,
  expm: expmPrimitive,
  flatIndex: flatIndexPrimitive,
  floor: floor.primitive,
  floorDivide: floorDivide.primitive,
  fmax: fmax.primitive,
  fmin: fmin.primitive,
  fmod: fmod.primitive,
  gamma: gamma.primitive,
  gammainc: gammaincPrimitive,
  gammaln: gammaln.primitive,
  greater: greater.primitive,
  greaterEqual: greaterEqual.primitive,
  hypot: hypot.primitive,
  iv: besselIPrimitive,
  ive: besselIScaledPrimitive,
  jn: besselJPrimitive,
  lastOfEach: lastOfEachPrimitive,
  less: less.primitive,
  lessEqual: lessEqual.primitive,
  isin: isinPrimitive,
  log: log.primitive,
  log10: log10.primitive,
  log1p: log1p.primitive,
  log2: log2.primitive,
  logaddexp: logaddexp.primitive,
  logaddexp2: logaddexp2.primitive,
  logNormalCdf: logNormalCdf.primitive,
  lstsq: lstsqPrimitive,
  lu: luPrimitive,
  matmul: matmulPrimitive,
  max: maxPrimitive,
  maximum: maximum.primitive,
  min: minPrimitive,
  minimum: minimum.primitive,
  mod: mod.primitive,
  mul: mul.primitive,
  neg: neg.primitive,
  newKey: newKeyPrimitive,
  notEqual: notEqual.primitive,
  nuclear: nuclearPrimitive,
  orthogonalComplement: complementPrimitive,
  outer: outerPrimitive,
  pack: packPrimitive,
  polar: polarPrimitive,
  polygamma: polygammaPrimitive,
  pinv: pinvPrimitive,
  pow: pow.primitive,
  put: putPrimitive,
  qr: qrPrimitive,
  randomNormal: normalPrimitive,
  randomUniform: uniformPrimitive,
  recurrence: recurrencePrimitive,
  relu: relu.primitive,
  reshape: reshapePrimitive,
  rgamma: rgamma.primitive,
  rint: rint.primitive,
  scale: scalePrimitive,
  scaleBySigmoidSlope: scaleBySigmoidSlopePrimitive,
  scaleByStep: scaleByStepPrimitive,
  scaleByTanhSlope: scaleByTanhSlopePrimitive,
  scatterAdd: scatterAddPrimitive,
  searchsorted: searchsortedPrimitive,
  setSlice: setSlicePrimitive,
  sigmoid: sigmoid.primitive,
  sign: sign.primitive,
  signbit: signbit.primitive,
  sin: sin.primitive,
  sinc: sincPrimitive,
  sinh: sinh.primitive,
  slice: slicePrimitive,
  slogdet: slogdetPrimitive,
  solve: solvePrimitive,
  solveBanded: solveBandedPrimitive,
  solveFactored: solveFactoredPrimitive,
  solveSylvester: sylvesterPrimitive,
  solveTriangular: solveTriangularPrimitive,
  sqrt: sqrt.primitive,
  sqrtm: sqrtmPrimitive,
  square: square.primitive,
  stopGradient: stopGradientPrimitive,
  studentCdf: studentCdfPrimitive,
  sub: sub.primitive,
  sum: sumPrimitive,
  svd: svdPrimitive,
  take: takePrimitive,
  tan: tan.primitive,
  tanh: tanh.primitive,
  transpose: transposePrimitive,
  trunc: trunc.primitive,
  where: wherePrimitive,
  windowMax: windowMaxPrimitive,
  windowPick: windowPickPrimitive,
  windowSpread: windowSpreadPrimitive,
  windowSum: windowSumPrimitive,
  yn: besselYPrimitive,
};
