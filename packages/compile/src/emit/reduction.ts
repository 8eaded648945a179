import type { DType } from "@wengert/autograd";
import { type Expression, FLOATS, type FunctionBuilder, type Local, op, opAt, splatConstant } from "@wengert/wasm";
import { type Buffer, bytesIn } from "../lower/layout.ts";
import type { Combine } from "../lower/steps.ts";
import type { Kept, Scalars } from "./scalar.ts";

/** What leaves every number as it is. */
export const NEUTRAL: Readonly<Record<Combine, number>> = { add: 0, max: -Infinity, min: Infinity };

/** Fills a buffer with one number. */
export function fillWith(f: FunctionBuilder, buffer: Buffer, value: number): void {
  if (buffer.size === 0) return;
  if (value === 0) {
    f.fill(buffer.address, 0, bytesIn(buffer));
    return;
  }
  const float = FLOATS[buffer.dtype as "float64" | "float32"];
  const at = f.let(buffer.address, "i32");
  const end = buffer.address + bytesIn(buffer);
  f.count(at, end, float.bytes, () => f.store(`${float.scalar}.store`, at, f.let(value, float.scalar)));
}

/**
 * a and b combined. The larger of vectors is NaN where one is: the instruction for that becomes eight on x64; a plain
 * comparison keeps a NaN on its left, and one on the right is put in.
 */
function combined(scalars: Scalars, combine: Combine, a: Local, b: Local): Expression {
  const n = scalars.lanes(scalars.vectors ?? (a.type === "f64" ? "float64" : "float32"));
  if (!n.vector || combine === "add") return n[combine](a, b);
  const chosen = op(`${n.float.vector}.p${combine}`, a, b);
  return n.either(chosen, n.unequal(b, b));
}

/**
 * A reduction in registers. Sums of float32 numbers are kept in float64, as many terms would lose digits one by one.
 */
export class Accumulator {
  private readonly scalars: Scalars;
  private readonly combine: Combine;
  private readonly dtype: DType;
  /** One local, or of sums of float32 vectors two: the lower and the upper half. */
  private readonly parts: readonly Local[];

  constructor(scalars: Scalars, combine: Combine, dtype: DType) {
    this.scalars = scalars;
    this.combine = combine;
    this.dtype = dtype;
    const { f, vectors } = scalars;
    const neutral = NEUTRAL[combine];
    if (vectors === null) {
      const type = dtype === "int32" ? "i32" : this.isWidened ? "f64" : FLOATS[dtype as "float64"].scalar;
      this.parts = [f.let(neutral, type)];
    } else {
      const lanes = this.isWidened ? "f64x2" : FLOATS[vectors].vector;
      const count = this.isWidened ? 2 : 1;
      this.parts = Array.from({ length: count }, () => f.let(splatConstant(lanes, neutral)));
    }
  }

  private get isWidened(): boolean {
    return this.dtype === "float32" && this.combine === "add";
  }

  /** Two values combined, as they stand in a loop. */
  static combine(scalars: Scalars, combine: Combine, a: Kept, b: Kept): Kept {
    const { f } = scalars;
    if (a.dtype === "int32") return { local: f.let(op("i32.add", a.local, b.local)), dtype: "int32" };
    return { local: f.let(combined(scalars, combine, a.local, b.local)), dtype: a.dtype };
  }

  /** Takes the first `valid` numbers of a value. */
  take({ local }: Kept, valid: number): void {
    const { f, vectors } = this.scalars;
    if (vectors === null) {
      const number = this.isWidened ? op("f64.promote_f32", local) : local;
      const type = this.dtype === "int32" ? "i32" : this.isWidened ? "f64" : FLOATS[this.dtype as "float64"].scalar;
      f.set(this.parts[0]!, op(`${type}.${this.combine}`, this.parts[0]!, number));
      return;
    }
    const float = FLOATS[vectors];
    let value = local;
    if (valid < float.lanes) {
      value = f.let(splatConstant(float.vector, NEUTRAL[this.combine]));
      for (let lane = 0; lane < valid; lane++) {
        const number = opAt({ lane }, `${float.vector}.extract_lane`, local);
        f.set(value, opAt({ lane }, `${float.vector}.replace_lane`, value, number));
      }
    }
    if (!this.isWidened) {
      f.set(this.parts[0]!, combined(this.scalars, this.combine, this.parts[0]!, value));
      return;
    }
    const upper = op("i64x2.splat", opAt({ lane: 1 }, "i64x2.extract_lane", value));
    f.set(this.parts[0]!, op("f64x2.add", this.parts[0]!, op("f64x2.promote_low_f32x4", value)));
    f.set(this.parts[1]!, op("f64x2.add", this.parts[1]!, op("f64x2.promote_low_f32x4", upper)));
  }

  /** The one number that the lanes make together. */
  private total(): Local {
    const { f, vectors } = this.scalars;
    let total = this.parts[0]!;
    if (vectors !== null) {
      const [scalar, vector, lanes] = this.isWidened
        ? (["f64", "f64x2", 2] as const)
        : ([FLOATS[vectors].scalar, FLOATS[vectors].vector, FLOATS[vectors].lanes] as const);
      const all = this.isWidened ? f.let(op("f64x2.add", this.parts[0]!, this.parts[1]!)) : this.parts[0]!;
      let sum = op(`${vector}.extract_lane`, all);
      for (let lane = 1; lane < lanes; lane++) {
        sum = op(`${scalar}.${this.combine}`, sum, opAt({ lane }, `${vector}.extract_lane`, all));
      }
      total = f.let(sum);
    }
    return this.isWidened ? f.let(op("f32.demote_f64", total)) : total;
  }

  /** Writes the result, combined with what is there already where the reduction goes on elsewhere. */
  finish(pointer: Local, base: number, adds: boolean): void {
    const { f } = this.scalars;
    const type = this.dtype === "int32" ? "i32" : FLOATS[this.dtype as "float64"].scalar;
    const total = this.total();
    const value = adds ? op(`${type}.${this.combine}`, opAt({ offset: base }, `${type}.load`, pointer), total) : total;
    f.store(`${type}.store`, pointer, value, base);
  }

  /** Writes the lanes as they are: results side by side. */
  finishLanes(pointer: Local, base: number): void {
    const { f } = this.scalars;
    let lanes: Local | Expression = this.parts[0]!;
    if (this.isWidened) {
      const low = f.let(op("f32x4.demote_f64x2_zero", this.parts[0]!));
      const high = op("f32x4.demote_f64x2_zero", this.parts[1]!);
      lanes = opAt({ lane: 1 }, "f64x2.replace_lane", low, op("f64x2.extract_lane", high));
    }
    f.store("v128.store", pointer, lanes, base);
  }
}
