import { type Callable, type Expression, type Local, op, opAt, read, select } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { Float } from "./float.ts";

/**
 * Adds `readWindows(out, x, table, channels, length, block)`: the columns of a convolution. For each channel, `block`
 * bytes after the one before, out receives the `length` numbers at the places that the table of i32 names, 0 where it
 * says −1. It gathers along an axis as well: then the table is the index.
 */
export function addReadWindows(module: ModuleBuilder, float: Float): Callable {
  const body = (
    f: FunctionBuilder,
    out: Local,
    x: Local,
    table: Local,
    channels: Local,
    length: Local,
    block: Local,
  ): void => {
    const end = f.let(op("i32.add", table, op("i32.shl", length, 2)));
    const at = f.local("i32");
    f.while(
      () => channels,
      () => {
        f.set(at, read(table));
        f.while(
          () => op("i32.lt_u", at, end),
          () => {
            const place = f.let(op("i32.load", at));
            const inside = f.let(op("i32.ge_s", place, 0));
            const safe = select("i32", inside, place, 0);
            const number = op(`${float.scalar}.load`, op("i32.add", x, op("i32.shl", safe, float.shift)));
            f.store(`${float.scalar}.store`, out, select(float.scalar, inside, number, 0));
            f.increase(out, float.bytes);
            f.increase(at, 4);
          },
        );
        f.increase(x, block);
        f.increase(channels, -1);
      },
    );
  };
  return module.function("readWindows", ["i32", "i32", "i32", "i32", "i32", "i32"], null, body, { exported: true });
}

/**
 * Adds `readRuns(out, x, runs, channels, count, block)`: the same where windows see many neighbours. Each of `count` runs
 * is a pair of i32: the place of its first number, or −1 for zeros, and its length. Runs are copied by whole vectors:
 * up to one beyond the end of a channel is read, and beyond the end of the result is overwritten.
 */
export function addReadRuns(module: ModuleBuilder, float: Float): Callable {
  const body = (
    f: FunctionBuilder,
    out: Local,
    x: Local,
    runs: Local,
    channels: Local,
    count: Local,
    block: Local,
  ): void => {
    const end = f.let(op("i32.add", runs, op("i32.shl", count, 3)));
    const [at, from, to, last] = [f.local("i32"), f.local("i32"), f.local("i32"), f.local("i32")];
    f.while(
      () => channels,
      () => {
        f.set(at, read(runs));
        f.while(
          () => op("i32.lt_u", at, end),
          () => {
            const place = f.let(op("i32.load", at));
            f.set(to, read(out));
            f.set(last, op("i32.add", out, op("i32.shl", opAt({ offset: 4 }, "i32.load", at), float.shift)));
            const each = (value: () => Expression): void =>
              f.while(
                () => op("i32.lt_u", to, last),
                () => {
                  f.store("v128.store", to, value());
                  f.increase(to, 16);
                },
              );
            f.if(
              op("i32.ge_s", place, 0),
              () => {
                f.set(from, op("i32.add", x, op("i32.shl", place, float.shift)));
                // Where the input moves as the output does, one place says both.
                f.set(from, op("i32.sub", from, out));
                each(() => op("v128.load", op("i32.add", from, to)));
              },
              () => each(() => op(`${float.vector}.splat`, 0)),
            );
            f.set(out, read(last));
            f.increase(at, 8);
          },
        );
        f.increase(x, block);
        f.increase(channels, -1);
      },
    );
  };
  return module.function("readRuns", ["i32", "i32", "i32", "i32", "i32", "i32"], null, body, { exported: true });
}
