import { type Expression, Local, type Operand, op, opAt, select, splatConstant } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { Float } from "../kernels/float.ts";

/** What has one place, or any number of places where it is a local or a constant. */
export type Value = Operand;

/**
 * Arithmetic on numbers of one floating type, one at a time or as many as a vector holds. A function that is written
 * with it serves both: kernels over whole arrays, and the single numbers between them.
 *
 * A mask says where a comparison holds: all bits of a lane, or an i32 for one number. Bits are the integer of the same
 * size that has the number's bit pattern.
 */
export class Lanes {
  readonly f: FunctionBuilder;
  readonly float: Float;
  readonly vector: boolean;
  private readonly type: string;
  private readonly integers: "i32" | "i64" | "i32x4" | "i64x2";

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

  private number(x: Value): Operand {
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

  /** x, but no more (no less) than a constant; NaN stays. */
  atMost(x: Value, limit: number): Expression {
    if (this.vector) return this.binary("pmin", x, limit);
    const kept = this.keep(x);
    return this.choose(this.less(limit, kept), limit, kept);
  }
  atLeast(x: Value, limit: number): Expression {
    if (this.vector) return this.binary("pmax", x, limit);
    const kept = this.keep(x);
    return this.choose(this.less(kept, limit), limit, kept);
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

  /** Masks joined. */
  both(a: Value, b: Value): Expression {
    return op(this.vector ? "v128.and" : "i32.and", a, b);
  }
  either(a: Value, b: Value): Expression {
    return op(this.vector ? "v128.or" : "i32.or", a, b);
  }
  exclusive(a: Value, b: Value): Expression {
    return op(this.vector ? "v128.xor" : "i32.xor", a, b);
  }
  not(a: Value): Expression {
    return this.vector ? op("v128.not", a) : op("i32.eqz", a);
  }
  /** An i32: whether a mask holds anywhere. */
  any(mask: Value): Operand {
    return this.vector ? op("v128.any_true", mask) : mask;
  }

  /** x where the mask holds, elsewhere y. */
  choose(mask: Value, x: Value, y: Value): Expression {
    // Where one choice is 0, all of whose bits are, one instruction does instead of three.
    if (this.vector && Object.is(y, 0)) return op("v128.and", this.number(x), mask);
    if (this.vector && Object.is(x, 0)) return op("v128.andnot", this.number(y), mask);
    if (this.vector) return op("v128.bitselect", this.number(x), this.number(y), mask);
    return select(this.float.scalar, mask, x, y);
  }

  /** The bit pattern of numbers, and the numbers of a bit pattern. */
  bits(x: Value): Value {
    if (this.vector) return this.number(x);
    return op(`${this.integers}.reinterpret_${this.float.scalar}`, x);
  }
  fromBits(x: Value): Expression {
    if (this.vector) return x as Expression;
    return op(`${this.float.scalar}.reinterpret_${this.integers}`, x);
  }

  private integer(x: Value): Operand {
    return this.vector && typeof x === "bigint" ? splatConstant(this.integers as "i64x2", x) : x;
  }

  /** Keeps bits. */
  keepBits(x: Value): Local {
    return x instanceof Local ? x : this.f.let(x as Expression);
  }
  bitsAnd(x: Value, y: Value): Expression {
    return op(this.vector ? "v128.and" : `${this.integers}.and`, this.integer(x), this.integer(y));
  }
  bitsOr(x: Value, y: Value): Expression {
    return op(this.vector ? "v128.or" : `${this.integers}.or`, this.integer(x), this.integer(y));
  }
  bitsXor(x: Value, y: Value): Expression {
    return op(this.vector ? "v128.xor" : `${this.integers}.xor`, this.integer(x), this.integer(y));
  }
  bitsAdd(x: Value, y: Value): Expression {
    return op(`${this.integers}.add`, this.integer(x), this.integer(y));
  }
  bitsSub(x: Value, y: Value): Expression {
    return op(`${this.integers}.sub`, this.integer(x), this.integer(y));
  }
  /** Shifts by a constant, up, or down filling with zeros. */
  shiftUp(x: Value, by: number): Expression {
    return op(`${this.integers}.shl`, x, by);
  }
  shiftDown(x: Value, by: number): Expression {
    return op(`${this.integers}.shr_u`, x, by);
  }
  /** The mask that says where integers differ from a constant. */
  bitsDiffer(x: Value, constant: bigint): Expression {
    return op(`${this.integers}.ne`, x, this.integer(constant));
  }

  /** The bit that is the sign. */
  get sign(): bigint {
    return 1n << BigInt(8 * this.float.bytes - 1);
  }
  /** |x| with the sign of y, for a function that has its argument's sign. */
  withSign(x: Value, y: Local): Expression {
    return this.fromBits(this.bitsOr(this.bits(x), this.bitsAnd(this.bits(y), this.sign)));
  }

  /**
   * c₀ + c₁x + c₂x² + …, by pairs, then pairs of pairs: its steps wait for each other half as long as from the inside
   * out, and e^x takes three quarters of the time.
   *
   * @see G. Estrin (1960), Organization of computer systems: the fixed plus variable structure computer.
   */
  polynomial(x: Local, coefficients: readonly number[]): Expression {
    let terms: readonly Value[] = coefficients;
    let power = x;
    for (;;) {
      const pairs: Value[] = [];
      for (let i = 0; i < terms.length; i += 2) {
        const [low, high] = [terms[i]!, terms[i + 1]];
        pairs.push(high === undefined ? low : this.add(low, this.mul(high, power)));
      }
      if (pairs.length === 1) return pairs[0] as Expression;
      terms = pairs;
      power = this.keep(this.mul(power, power));
      // Of three the last is taken into the second: another power would be an operation more.
      if (terms.length === 3) {
        const [first, second, third] = terms as [Value, Value, Value];
        return this.add(first, this.mul(this.add(second, this.mul(third, power)), power));
      }
    }
  }

  /** A function of float64 numbers, applied to float32 ones: converted, half a vector at a time, and rounded once. */
  throughDouble(double: Float, xs: readonly Local[], body: (lanes: Lanes, ...xs: Local[]) => Value): Expression {
    const inner = new Lanes(this.f, double, this.vector);
    if (!this.vector) {
      const wide = xs.map((x) => this.f.let(op("f64.promote_f32", x)));
      return op("f32.demote_f64", body(inner, ...wide));
    }
    const half = (high: boolean): Expression => {
      const wide = xs.map((x) => {
        const from = high ? op("f64x2.splat", opAt({ lane: 1 }, "f64x2.extract_lane", x)) : x;
        return this.f.let(op("f64x2.promote_low_f32x4", from));
      });
      return op("f32x4.demote_f64x2_zero", body(inner, ...wide));
    };
    const low = this.f.let(half(false));
    const high = opAt({ lane: 0 }, "f64x2.extract_lane", half(true));
    return opAt({ lane: 1 }, "f64x2.replace_lane", low, high);
  }
}
