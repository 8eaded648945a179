import { type Expression, Local, type Operand, op, select, splatConstant } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { Float } from "../kernels/float.ts";

/** What has one place, or any number of places where it is a local or a constant. */
export type Value = Operand;

/**
 * Arithmetic on numbers of one floating type, one at a time or as many as a vector holds. A function that is written
 * with it serves both: kernels over whole arrays, and the single numbers between them.
 *
 * A mask says where a comparison holds: all bits of a lane, or an i32 for one number. What few functions need stands in
 * files of its own (bits, limits, polynomials, the way through float64), since a bundle cannot drop a method.
 */
export class Lanes {
  readonly f: FunctionBuilder;
  readonly float: Float;
  readonly vector: boolean;
  /** The type that begins the names of its instructions. */
  readonly type: string;
  /** The integers that have its numbers' bit patterns. */
  readonly integers: "i32" | "i64" | "i32x4" | "i64x2";

  constructor(f: FunctionBuilder, float: Float, vector: boolean) {
    this.f = f;
    this.float = float;
    this.vector = vector;
    this.type = vector ? float.vector : float.scalar;
    const wide = float.bytes === 8;
    this.integers = vector ? (wide ? "i64x2" : "i32x4") : wide ? "i64" : "i32";
  }

  /** Keeps a value in a local, so that it can be used more than once. */
  keep(x: Value): Local {
    if (x instanceof Local) return x;
    const value = this.number(x);
    return typeof value === "number" ? this.f.let(value, this.float.scalar) : this.f.let(value as Expression);
  }

  /** A local of this kind, assigned later. */
  local(): Local {
    return this.f.local(this.vector ? "v128" : this.float.scalar);
  }

  /** A constant in all places. */
  number(x: Value): Operand {
    return this.vector && typeof x === "number" ? splatConstant(this.float.vector, x) : x;
  }

  private unary(name: string, x: Value): Expression {
    return op(`${this.type}.${name}`, this.number(x));
  }

  private binary(name: string, x: Value, y: Value): Expression {
    return op(`${this.type}.${name}`, this.number(x), this.number(y));
  }

  add(x: Value, y: Value): Expression {
    return this.binary("add", x, y);
  }
  sub(x: Value, y: Value): Expression {
    return this.binary("sub", x, y);
  }
  mul(x: Value, y: Value): Expression {
    return this.binary("mul", x, y);
  }
  div(x: Value, y: Value): Expression {
    return this.binary("div", x, y);
  }
  neg(x: Value): Expression {
    return this.unary("neg", x);
  }
  abs(x: Value): Expression {
    return this.unary("abs", x);
  }
  sqrt(x: Value): Expression {
    return this.unary("sqrt", x);
  }
  floor(x: Value): Expression {
    return this.unary("floor", x);
  }
  /** To the nearest whole number, halves to even ones. */
  nearest(x: Value): Expression {
    return this.unary("nearest", x);
  }
  /** The larger, or the smaller; NaN where one is NaN. */
  max(x: Value, y: Value): Expression {
    return this.binary("max", x, y);
  }
  min(x: Value, y: Value): Expression {
    return this.binary("min", x, y);
  }

  less(x: Value, y: Value): Expression {
    return this.binary("lt", x, y);
  }
  lessEqual(x: Value, y: Value): Expression {
    return this.binary("le", x, y);
  }
  equal(x: Value, y: Value): Expression {
    return this.binary("eq", x, y);
  }
  unequal(x: Value, y: Value): Expression {
    return this.binary("ne", x, y);
  }

  /** Where at least one mask holds. */
  either(a: Value, b: Value): Expression {
    return op(this.vector ? "v128.or" : "i32.or", a, b);
  }

  /** x where the mask holds, elsewhere y. */
  choose(mask: Value, x: Value, y: Value): Expression {
    // Where one choice is 0, all of whose bits are, one instruction does instead of three.
    if (this.vector && Object.is(y, 0)) return op("v128.and", this.number(x), mask);
    if (this.vector && Object.is(x, 0)) return op("v128.andnot", this.number(y), mask);
    if (this.vector) return op("v128.bitselect", this.number(x), this.number(y), mask);
    return select(this.float.scalar, mask, x, y);
  }
}
