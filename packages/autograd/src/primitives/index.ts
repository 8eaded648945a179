import { scalePrimitive } from "../kinds.ts";
import type { Primitive } from "../primitive.ts";
import { newKeyPrimitive, normalPrimitive, uniformPrimitive } from "../random/counterDraws.ts";
import { stopGradientPrimitive } from "../transforms/stopGradient.ts";
import { abs, sign } from "./absolute.ts";
import { add, div, mul, neg, sub } from "./arithmetic.ts";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./compare.ts";
import { concatenatePrimitive } from "./concatenate.ts";
import { convertPrimitive } from "./convert.ts";
import { exp, log, pow, sqrt, square } from "./exponential.ts";
import { argmaxPrimitive, maxPrimitive, minPrimitive } from "./extrema.ts";
import { flatIndexPrimitive, lastOfEachPrimitive, putPrimitive, scatterAddPrimitive, takePrimitive } from "./gather.ts";
import { slogdetPrimitive, solveFactoredPrimitive, solvePrimitive } from "./linalg.ts";
import { relu, scaleBySigmoidSlopePrimitive, sigmoid } from "./logistic.ts";
import { matmulPrimitive, outerPrimitive } from "./matmul.ts";
import { packPrimitive } from "./pack.ts";
import { maximum, minimum, wherePrimitive } from "./select.ts";
import { embedPrimitive, setSlicePrimitive, slicePrimitive } from "./slice.ts";
import { broadcastPrimitive, reshapePrimitive, sumPrimitive, transposePrimitive } from "./structure.ts";
import { cos, scaleByTanhSlopePrimitive, sin, tanh } from "./trigonometric.ts";

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
  concatenate: concatenatePrimitive,
  cos: cos.primitive,
  div: div.primitive,
  embed: embedPrimitive,
  equal: equal.primitive,
  exp: exp.primitive,
  flatIndex: flatIndexPrimitive,
  greater: greater.primitive,
  greaterEqual: greaterEqual.primitive,
  lastOfEach: lastOfEachPrimitive,
  less: less.primitive,
  lessEqual: lessEqual.primitive,
  log: log.primitive,
  matmul: matmulPrimitive,
  max: maxPrimitive,
  maximum: maximum.primitive,
  min: minPrimitive,
  minimum: minimum.primitive,
  mul: mul.primitive,
  neg: neg.primitive,
  newKey: newKeyPrimitive,
  notEqual: notEqual.primitive,
  outer: outerPrimitive,
  pack: packPrimitive,
  pow: pow.primitive,
  put: putPrimitive,
  randomNormal: normalPrimitive,
  randomUniform: uniformPrimitive,
  relu: relu.primitive,
  reshape: reshapePrimitive,
  scale: scalePrimitive,
  scaleBySigmoidSlope: scaleBySigmoidSlopePrimitive,
  scaleByTanhSlope: scaleByTanhSlopePrimitive,
  scatterAdd: scatterAddPrimitive,
  setSlice: setSlicePrimitive,
  sigmoid: sigmoid.primitive,
  sign: sign.primitive,
  sin: sin.primitive,
  slice: slicePrimitive,
  slogdet: slogdetPrimitive,
  solve: solvePrimitive,
  solveFactored: solveFactoredPrimitive,
  sqrt: sqrt.primitive,
  square: square.primitive,
  stopGradient: stopGradientPrimitive,
  sub: sub.primitive,
  sum: sumPrimitive,
  take: takePrimitive,
  tanh: tanh.primitive,
  transpose: transposePrimitive,
  where: wherePrimitive,
};
