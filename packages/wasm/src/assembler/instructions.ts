import { AssemblyError } from "./error.ts";
import { TYPE_LETTERS, type ValueType } from "./types.ts";

/** One instruction: its bytes, the types it takes and the one it leaves (null: none). @public */
export interface Instruction {
  readonly name: string;
  readonly code: readonly number[];
  readonly operands: readonly ValueType[];
  readonly result: ValueType | null;
  /** The alignment of an access to memory, as a power of two; null for instructions that touch none. */
  readonly align: number | null;
  /** How many lanes an instruction may name, 0 for one that names none. */
  readonly lanes: number;
}

/**
 * All instructions with operands, in runs of neighbouring codes: the code of the first in hexadecimal, the type that
 * begins their names, operand and result types by letter (i32 i64→l f32 f64→d v128), then the names; `-` skips a
 * code. After a slash stands the alignment of a memory access, after a sharp sign the number of lanes.
 *
 * @see WebAssembly Core Specification 2.0, section 5.4 (binary format of instructions).
 */
const TABLE = `
28 i32 i:i load/2
29 i64 i:l load/3
2a f32 i:f load/2
2b f64 i:d load/3
2c i32 i:i load8_s/0 load8_u/0 load16_s/1 load16_u/1
30 i64 i:l load8_s/0 load8_u/0 load16_s/1 load16_u/1 load32_s/2 load32_u/2
36 i32 ii: store/2
37 i64 il: store/3
38 f32 if: store/2
39 f64 id: store/3
3a i32 ii: store8/0 store16/1
3c i64 il: store8/0 store16/1 store32/2
45 i32 i:i eqz
46 i32 ii:i eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u
50 i64 l:i eqz
51 i64 ll:i eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u
5b f32 ff:i eq ne lt gt le ge
61 f64 dd:i eq ne lt gt le ge
67 i32 i:i clz ctz popcnt
6a i32 ii:i add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr
79 i64 l:l clz ctz popcnt
7c i64 ll:l add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr
8b f32 f:f abs neg ceil floor trunc nearest sqrt
92 f32 ff:f add sub mul div min max copysign
99 f64 d:d abs neg ceil floor trunc nearest sqrt
a0 f64 dd:d add sub mul div min max copysign
a7 i32 l:i wrap_i64
ac i64 i:l extend_i32_s extend_i32_u
b2 f32 i:f convert_i32_s convert_i32_u
b4 f32 l:f convert_i64_s convert_i64_u
b6 f32 d:f demote_f64
b7 f64 i:d convert_i32_s convert_i32_u
b9 f64 l:d convert_i64_s convert_i64_u
bb f64 f:d promote_f32
bc i32 f:i reinterpret_f32
bd i64 d:l reinterpret_f64
be f32 i:f reinterpret_i32
bf f64 l:d reinterpret_i64
fc00 i32 f:i trunc_sat_f32_s trunc_sat_f32_u
fc02 i32 d:i trunc_sat_f64_s trunc_sat_f64_u
fc04 i64 f:l trunc_sat_f32_s trunc_sat_f32_u
fc06 i64 d:l trunc_sat_f64_s trunc_sat_f64_u
fd00 v128 i:v load/4
fd07 v128 i:v load8_splat/0 load16_splat/1 load32_splat/2 load64_splat/3
fd0b v128 iv: store/4
fd11 i32x4 i:v splat
fd12 i64x2 l:v splat
fd13 f32x4 f:v splat
fd14 f64x2 d:v splat
fd1b i32x4 v:i extract_lane#4
fd1c i32x4 vi:v replace_lane#4
fd1d i64x2 v:l extract_lane#2
fd1e i64x2 vl:v replace_lane#2
fd1f f32x4 v:f extract_lane#4
fd20 f32x4 vf:v replace_lane#4
fd21 f64x2 v:d extract_lane#2
fd22 f64x2 vd:v replace_lane#2
fd37 i32x4 vv:v eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u
fd41 f32x4 vv:v eq ne lt gt le ge
fd47 f64x2 vv:v eq ne lt gt le ge
fd4d v128 v:v not
fd4e v128 vv:v and andnot or xor
fd52 v128 vvv:v bitselect
fd53 v128 v:i any_true
fd56 v128 iv:v load32_lane/2#4 load64_lane/3#2
fd5a v128 iv: store32_lane/2#4 store64_lane/3#2
fd5c v128 i:v load32_zero/2 load64_zero/3
fd5e f32x4 v:v demote_f64x2_zero
fd5f f64x2 v:v promote_low_f32x4
fd67 f32x4 v:v ceil floor trunc nearest
fd74 f64x2 v:v ceil floor
fd7a f64x2 v:v trunc
fd94 f64x2 v:v nearest
fda0 i32x4 v:v abs neg
fda3 i32x4 v:i all_true bitmask
fdab i32x4 vi:v shl shr_s shr_u
fdae i32x4 vv:v add
fdb1 i32x4 vv:v sub
fdb5 i32x4 vv:v mul min_s min_u max_s max_u
fdc0 i64x2 v:v abs neg
fdc3 i64x2 v:i all_true bitmask
fdc7 i64x2 v:v extend_low_i32x4_s extend_high_i32x4_s extend_low_i32x4_u extend_high_i32x4_u
fdcb i64x2 vi:v shl shr_s shr_u
fdce i64x2 vv:v add
fdd1 i64x2 vv:v sub
fdd5 i64x2 vv:v mul eq ne lt_s gt_s le_s ge_s
fde0 f32x4 v:v abs neg - sqrt
fde4 f32x4 vv:v add sub mul div min max pmin pmax
fdec f64x2 v:v abs neg - sqrt
fdf0 f64x2 vv:v add sub mul div min max pmin pmax
fdf8 i32x4 v:v trunc_sat_f32x4_s trunc_sat_f32x4_u
fdfa f32x4 v:v convert_i32x4_s convert_i32x4_u
fdfc i32x4 v:v trunc_sat_f64x2_s_zero trunc_sat_f64x2_u_zero
fdfe f64x2 v:v convert_low_i32x4_s convert_low_i32x4_u
fd105 f32x4 vvv:v relaxed_madd
fd107 f64x2 vvv:v relaxed_madd
`;

/** The codes from `first` on: one byte, or a prefix and a number of up to 14 bits in LEB128. */
function codeOf(first: string, step: number): number[] {
  if (first.length === 2) return [Number.parseInt(first, 16) + step];
  const value = Number.parseInt(first.slice(2), 16) + step;
  const prefix = Number.parseInt(first.slice(0, 2), 16);
  return value < 0x80 ? [prefix, value] : [prefix, (value & 0x7f) | 0x80, value >> 7];
}

function read(table: string): ReadonlyMap<string, Instruction> {
  const found = new Map<string, Instruction>();
  for (const line of table.trim().split("\n")) {
    const [first, type, signature, ...names] = line.split(" ");
    const [operands, result] = signature!.split(":");
    for (const [step, text] of names.entries()) {
      const [, short, align, lanes] = /^([^/#]+)(?:\/(\d))?(?:#(\d))?$/.exec(text)!;
      if (short === "-") continue;
      const name = `${type}.${short}`;
      found.set(name, {
        name,
        code: codeOf(first!, step),
        operands: [...operands!].map((letter) => TYPE_LETTERS[letter]!),
        result: TYPE_LETTERS[result!] ?? null,
        align: align === undefined ? null : Number(align),
        lanes: Number(lanes ?? 0),
      });
    }
  }
  return found;
}

let all: ReadonlyMap<string, Instruction> | null = null;

/** All instructions by name, in the order of their codes. The table is read when it is first asked for. */
export function instructions(): ReadonlyMap<string, Instruction> {
  all ??= read(TABLE);
  return all;
}

/**
 * The instruction of that name.
 *
 * @throws AssemblyError when there is none.
 */
export function instruction(name: string): Instruction {
  const found = instructions().get(name);
  if (found !== undefined) return found;
  const [type] = name.split(".");
  const others = [...instructions().keys()].filter((other) => other.startsWith(`${type}.`));
  throw new AssemblyError(
    "there is no such instruction",
    name,
    others.length === 0
      ? "types are i32, i64, f32, f64, v128 and the vectors i32x4, i64x2, f32x4, f64x2"
      : `${type} has ${others.map((other) => other.slice(type!.length + 1)).join(", ")}`,
  );
}
