import { type Callable, type Expression, type Local, op, opAt, splatConstant } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { Float } from "./float.ts";

/** The constant of Skein's key schedule. */
const PARITY = 0x1bd11bda;
/** By how much the second word is rotated in the four rounds of odd and of even groups. */
const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/** Four blocks of Threefry-2x32 with 20 rounds: the words of four counters, which become random. */
function blocks(f: FunctionBuilder, x: Local, y: Local, keys: readonly Local[]): void {
  const add = (to: Local, by: Local | Expression): void => f.set(to, op("i32x4.add", to, by));
  add(x, keys[0]!);
  add(y, keys[1]!);
  for (let group = 1; group <= 5; group++) {
    for (const by of ROTATIONS[(group - 1) % 2]!) {
      add(x, y);
      const rotated = op("v128.or", op("i32x4.shl", y, by), op("i32x4.shr_u", y, 32 - by));
      f.set(y, op("v128.xor", x, rotated));
    }
    add(x, keys[group % 3]!);
    add(y, op("i32x4.add", keys[(group + 1) % 3]!, splatConstant("i32x4", group)));
  }
}

/**
 * Adds `uniform(out, n, k0, k1)`: number i in [0, 1) is made of block i under the key (k0, k1), with 0 as the counter's
 * second word: 53 bits, or for float32 the upper 24 of the first word. Up to three numbers beyond the end are written.
 *
 * @see J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw (2011), Parallel random numbers: as easy as 1, 2, 3.
 */
export function addUniform(module: ModuleBuilder, float: Float): Callable {
  const body = (f: FunctionBuilder, out: Local, n: Local, k0: Local, k1: Local): void => {
    const third = op("i32.xor", op("i32.xor", k0, k1), PARITY);
    const keys = [f.let(op("i32x4.splat", k0)), f.let(op("i32x4.splat", k1)), f.let(op("i32x4.splat", third))];
    const counter = f.let(splatConstant("i32x4", 0));
    for (let lane = 1; lane < 4; lane++) f.set(counter, opAt({ lane }, "i32x4.replace_lane", counter, lane));
    const [x, y] = [f.local("v128"), f.local("v128")];
    f.while(
      () => op("i32.gt_s", n, 0),
      () => {
        f.set(x, op("v128.or", counter, counter));
        f.set(y, splatConstant("i32x4", 0));
        blocks(f, x, y, keys);
        if (float.bytes === 4) {
          const scaled = op(
            "f32x4.mul",
            op("f32x4.convert_i32x4_u", op("i32x4.shr_u", x, 8)),
            splatConstant("f32x4", 2 ** -24),
          );
          f.store("v128.store", out, scaled);
        } else {
          f.set(x, op("i32x4.shr_u", x, 5));
          f.set(y, op("i32x4.shr_u", y, 6));
          for (const half of [0, 1]) {
            const wide = (words: Local): Expression => {
              const from = half === 0 ? words : op("i64x2.splat", opAt({ lane: 1 }, "i64x2.extract_lane", words));
              return op("f64x2.convert_low_i32x4_u", from);
            };
            const joined = op("f64x2.add", op("f64x2.mul", wide(x), splatConstant("f64x2", 2 ** 26)), wide(y));
            f.store("v128.store", out, op("f64x2.mul", joined, splatConstant("f64x2", 2 ** -53)), 16 * half);
          }
        }
        f.set(counter, op("i32x4.add", counter, splatConstant("i32x4", 4)));
        f.increase(out, 4 * float.bytes);
        f.increase(n, -4);
      },
    );
  };
  return module.function("uniform", ["i32", "i32", "i32", "i32"], null, body, { exported: true });
}
