import { type Expression, type Operand, op } from "../assembler/expression.ts";
import type { Lanes, Value } from "./lanes.ts";

// Masks joined; what is needed by most functions, either of two, is with the arithmetic itself.

export function both(n: Lanes, a: Value, b: Value): Expression {
  return op(n.vector ? "v128.and" : "i32.and", a, b);
}
export function exclusive(n: Lanes, a: Value, b: Value): Expression {
  return op(n.vector ? "v128.xor" : "i32.xor", a, b);
}
export function not(n: Lanes, a: Value): Expression {
  return n.vector ? op("v128.not", a) : op("i32.eqz", a);
}

/** An i32: whether a mask holds anywhere. */
export function any(n: Lanes, mask: Value): Operand {
  return n.vector ? op("v128.any_true", mask) : mask;
}

/** x, but no more (no less) than a constant; NaN stays. */
export function atMost(n: Lanes, x: Value, limit: number): Expression {
  if (n.vector) return op(`${n.type}.pmin`, n.number(x), n.number(limit));
  const kept = n.keep(x);
  return n.choose(n.less(limit, kept), limit, kept);
}
export function atLeast(n: Lanes, x: Value, limit: number): Expression {
  if (n.vector) return op(`${n.type}.pmax`, n.number(x), n.number(limit));
  const kept = n.keep(x);
  return n.choose(n.less(kept, limit), limit, kept);
}
