import type { DType } from "@wengert/autograd";
import { bytesOf } from "@wengert/autograd/engine";
import {
  type Expression,
  FLOATS,
  type FunctionBuilder,
  type Local,
  op,
  opAt,
  read,
  splatConstant,
} from "@wengert/wasm";
import type { View } from "../lower/layout.ts";
import type { Kept, Scalars } from "./scalar.ts";

/** Where a view begins, in bytes. */
export function startOf({ buffer, offset }: View): number {
  return buffer.address + offset * bytesOf(buffer.dtype);
}

/** Where a round of a loop finds its numbers. */
export interface Place {
  readonly pointer: Local;
  /** Added to the pointer, in bytes. */
  readonly base: number;
  readonly dtype: DType;
  /** Bytes to the next number of the same round. */
  readonly step: number;
}

/** The address of a lane: an operand, and what is added to it. */
function addressOf({ pointer, base, step }: Place, lane: number): readonly [Expression, number] {
  const offset = base + lane * step;
  return offset >= 0 ? [read(pointer), offset] : [op("i32.add", pointer, offset), 0];
}

function access(name: string, place: Place, lane: number, ...rest: readonly (Local | Expression)[]): Expression {
  const [address, offset] = addressOf(place, lane);
  return opAt({ offset }, name, address, ...rest);
}

const SCALAR_LOADS = { float64: "f64.load", float32: "f32.load", int32: "i32.load", bool: "i32.load8_u" } as const;
const SCALAR_STORES = { float64: "f64.store", float32: "f32.store", int32: "i32.store", bool: "i32.store8" } as const;

/** The numbers of a round: one, or as many as a vector has, of which the first `valid` count. */
export function load({ f, vectors }: Scalars, place: Place, valid: number): Local {
  if (vectors === null) return f.let(access(SCALAR_LOADS[place.dtype], place, 0));
  if (place.dtype === "bool") return loadMask(f, vectors, place, valid);
  const float = FLOATS[vectors];
  if (place.step === float.bytes) return f.let(access("v128.load", place, 0));
  const vector = f.let(access(float.loadSplat, place, 0));
  if (place.step === 0) return vector;
  for (let lane = 1; lane < valid; lane++) {
    const [address, offset] = addressOf(place, lane);
    f.set(vector, opAt({ offset, lane }, `v128.load${8 * float.bytes}_lane`, address, vector));
  }
  return vector;
}

/** Bytes 0 or 1 as a mask. */
function loadMask(f: FunctionBuilder, vectors: "float64" | "float32", place: Place, valid: number): Local {
  const [wide, narrow, lanes] = vectors === "float64" ? (["i64x2", "i64", 2] as const) : (["i32x4", "i32", 4] as const);
  const vector = f.let(op(`${wide}.splat`, access(`${narrow}.load8_u`, place, 0)));
  for (let lane = 1; lane < Math.min(valid, lanes) && place.step !== 0; lane++) {
    f.set(vector, opAt({ lane }, `${wide}.replace_lane`, vector, access(`${narrow}.load8_u`, place, lane)));
  }
  return f.let(op(`${wide}.ne`, vector, splatConstant(wide, 0n)));
}

/** Writes the first `valid` numbers of a round. */
export function store(scalars: Scalars, place: Place, value: Kept, valid: number): void {
  const { f, vectors } = scalars;
  const { local } = value;
  const write = (name: string, lane: number, what: Local | Expression): void => {
    const [address, offset] = addressOf(place, lane);
    f.store(name, address, what, offset);
  };
  if (vectors === null) {
    write(SCALAR_STORES[place.dtype], 0, local);
    return;
  }
  const float = FLOATS[vectors];
  if (place.dtype === "bool") {
    const bits = f.let(op(vectors === "float64" ? "i64x2.bitmask" : "i32x4.bitmask", local));
    for (let lane = 0; lane < valid; lane++) {
      write("i32.store8", lane, op("i32.and", op("i32.shr_u", bits, lane), 1));
    }
    return;
  }
  if (place.step === bytesOf(place.dtype) && valid === float.lanes) {
    write("v128.store", 0, local);
    return;
  }
  for (let lane = 0; lane < valid; lane++) {
    const [address, offset] = addressOf(place, lane);
    f.do(opAt({ offset, lane }, float.storeLane, address, local));
  }
}
