import { type Expression, Local, type Operand, op, splatConstant } from "../assembler/expression.ts";
import type { Lanes, Value } from "./lanes.ts";

// Bits are the integers of the same size as a number that have its bit pattern, one or as many as a vector holds.

/** The bit pattern of numbers. */
export function bits(n: Lanes, x: Value): Value {
  if (n.vector) return n.number(x);
  return op(`${n.integers}.reinterpret_${n.float.scalar}`, x);
}

/** The numbers of a bit pattern. */
export function fromBits(n: Lanes, x: Value): Expression {
  if (n.vector) return x as Expression;
  return op(`${n.float.scalar}.reinterpret_${n.integers}`, x);
}

function integer(n: Lanes, x: Value): Operand {
  return n.vector && typeof x === "bigint" ? splatConstant(n.integers as "i64x2", x) : x;
}

/** Keeps bits in a local. */
export function keepBits(n: Lanes, x: Value): Local {
  return x instanceof Local ? x : n.f.let(x as Expression);
}

export function bitsAnd(n: Lanes, x: Value, y: Value): Expression {
  return op(n.vector ? "v128.and" : `${n.integers}.and`, integer(n, x), integer(n, y));
}
export function bitsOr(n: Lanes, x: Value, y: Value): Expression {
  return op(n.vector ? "v128.or" : `${n.integers}.or`, integer(n, x), integer(n, y));
}
export function bitsXor(n: Lanes, x: Value, y: Value): Expression {
  return op(n.vector ? "v128.xor" : `${n.integers}.xor`, integer(n, x), integer(n, y));
}
export function bitsAdd(n: Lanes, x: Value, y: Value): Expression {
  return op(`${n.integers}.add`, integer(n, x), integer(n, y));
}
export function bitsSub(n: Lanes, x: Value, y: Value): Expression {
  return op(`${n.integers}.sub`, integer(n, x), integer(n, y));
}

/** Shifts by a constant, up, or down filling with zeros. */
export function shiftUp(n: Lanes, x: Value, by: number): Expression {
  return op(`${n.integers}.shl`, x, by);
}
export function shiftDown(n: Lanes, x: Value, by: number): Expression {
  return op(`${n.integers}.shr_u`, x, by);
}

/** The mask that says where integers differ from a constant. */
export function bitsDiffer(n: Lanes, x: Value, constant: bigint): Expression {
  return op(`${n.integers}.ne`, x, integer(n, constant));
}

/** The bit that is the sign. */
export function signBit(n: Lanes): bigint {
  return 1n << BigInt(8 * n.float.bytes - 1);
}

/** |x| with the sign of y, for a function that has its argument's sign. */
export function withSign(n: Lanes, x: Value, y: Local): Expression {
  return fromBits(n, bitsOr(n, bits(n, x), bitsAnd(n, bits(n, y), signBit(n))));
}
