import type { Callable, Local } from "../assembler/expression.ts";
import { FLOATS } from "../kernels/float.ts";
import { erf } from "./errorFunction.ts";
import { exp, expm1, sigmoid, tanh } from "./exponential.ts";
import type { Lanes, Value } from "./lanes.ts";
import { log, log1p } from "./logarithm.ts";
import { pow } from "./power.ts";
import { cos, sin } from "./trigonometric.ts";

/** The host's functions of one float64 number that a module may call, by name. */
export type Host = Readonly<Record<"sin" | "cos", Callable>>;

/** An elementwise function: writes what computes it from its inputs, on numbers or vectors of either type. */
export type Emit1 = (n: Lanes, x: Local, host: Host) => Value;
export type Emit2 = (n: Lanes, x: Local, y: Local, host: Host) => Value;

/** The functions of one input and of two. @public */
export type UnaryName =
  | "neg"
  | "abs"
  | "sqrt"
  | "square"
  | "exp"
  | "expm1"
  | "log"
  | "log1p"
  | "tanh"
  | "sigmoid"
  | "sin"
  | "cos"
  | "erf"
  | "sign"
  | "relu"
  | "sigmoidSlope"
  | "tanhSlope";
export type BinaryName = "add" | "sub" | "mul" | "div" | "pow" | "maximum" | "minimum" | "scale";

/** In float32 through float64 and back, where that is as good as it gets. */
function through(n: Lanes, xs: readonly Local[], body: (n: Lanes, ...xs: Local[]) => Value): Value {
  return n.float.bytes === 8 ? body(n, ...xs) : n.throughDouble(FLOATS.float64, xs, body);
}

/** The elementwise functions of one input, by the names that the operations have. */
export const unaryFunctions: Readonly<Record<UnaryName, Emit1>> = {
  neg: (n, x) => n.neg(x),
  abs: (n, x) => n.abs(x),
  sqrt: (n, x) => n.sqrt(x),
  square: (n, x) => n.mul(x, x),
  exp: (n, x) => exp(n, x),
  expm1: (n, x) => expm1(n, x),
  log: (n, x) => log(n, x),
  log1p: (n, x) => through(n, [x], log1p),
  tanh: (n, x) => tanh(n, x),
  sigmoid: (n, x) => sigmoid(n, x),
  sin: (n, x, host) => through(n, [x], (n, x) => sin(n, x!, host.sin)),
  cos: (n, x, host) => through(n, [x], (n, x) => cos(n, x!, host.cos)),
  erf: (n, x) => through(n, [x], erf),
  // 0 gives +0 and NaN itself.
  sign: (n, x) => n.choose(n.less(0, x), 1, n.choose(n.less(x, 0), -1, n.add(x, 0))),
  relu: (n, x) => n.choose(n.lessEqual(x, 0), 0, x),
  sigmoidSlope: (n, x) => n.mul(x, n.sub(1, x)),
  tanhSlope: (n, x) => n.sub(1, n.mul(x, x)),
};

/** Those of two inputs. */
export const binaryFunctions: Readonly<Record<BinaryName, Emit2>> = {
  add: (n, x, y) => n.add(x, y),
  sub: (n, x, y) => n.sub(x, y),
  mul: (n, x, y) => n.mul(x, y),
  div: (n, x, y) => n.div(x, y),
  pow: (n, x, y) => through(n, [x, y], pow),
  // y where it is equal or NaN, as the plain loops have it.
  maximum: (n, x, y) => n.choose(n.either(n.less(y, x), n.unequal(x, x)), x, y),
  minimum: (n, x, y) => n.choose(n.either(n.less(x, y), n.unequal(x, x)), x, y),
  scale: (n, x, y) => n.choose(n.either(n.equal(x, 0), n.equal(y, 0)), 0, n.mul(x, y)),
};
