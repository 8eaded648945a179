import { type Callable, type Local, op, read, select } from "../assembler/expression.ts";
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
