import { type Callable, type Expression, type Local, op, read, select } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { ValueType } from "../assembler/types.ts";
import type { Float } from "./float.ts";

/** The windows over one block of numbers: a table of i32 that names for each tap and window a place, −1 for none. */
interface Table {
  readonly table: Local;
  /** Bytes from one tap of a window to its next, and bytes of the whole table. */
  readonly tap: Local;
  readonly size: Local;
}

/** Calls `body` for each window, then counts on. */
function eachWindow(f: FunctionBuilder, { table, tap }: Table, body: (window: Local) => void): void {
  const window = f.let(table);
  const end = f.let(op("i32.add", table, tap));
  f.while(
    () => op("i32.lt_u", window, end),
    () => {
      body(window);
      f.increase(window, 4);
    },
  );
}

/** Calls `body` with the address of each number that a window sees, from the first tap to the last. */
function eachTap(f: FunctionBuilder, float: Float, t: Table, window: Local, x: Local, body: (at: Local) => void): void {
  const tap = f.let(window);
  const end = f.let(op("i32.add", window, t.size));
  const place = f.local("i32");
  f.while(
    () => op("i32.lt_u", tap, end),
    () => {
      f.set(place, op("i32.load", tap));
      f.if(op("i32.ge_s", place, 0), () => body(f.let(op("i32.add", x, op("i32.shl", place, float.shift)))));
      f.increase(tap, t.tap);
    },
  );
}

function eachBlock(f: FunctionBuilder, blocks: Local, moves: readonly (readonly [Local, Local])[], body: () => void) {
  f.while(
    () => blocks,
    () => {
      body();
      for (const [place, by] of moves) f.increase(place, by);
      f.increase(blocks, -1);
    },
  );
}

function parameters(count: number): ValueType[] {
  return new Array<ValueType>(count).fill("i32");
}

/** best ← the number at a place, where that is larger or NaN: as plain loops have it, also for zeros of both signs. */
function takeLarger(f: FunctionBuilder, float: Float, best: Local, at: Local): void {
  const { scalar } = float;
  const value = f.let(op(`${scalar}.load`, at));
  const larger = op("i32.or", op(`${scalar}.gt`, value, best), op(`${scalar}.ne`, value, value));
  f.set(best, select(scalar, larger, value, best));
}

/**
 * Adds `sumWindows(out, x, table, blocks, block, tap, size)` and `maxWindows` with the same parameters: for each block of
 * `x`, `block` bytes long, one number a window, window after window. `tap` are the bytes of the table's row of one tap,
 * `size` those of the table. A maximum is NaN where a number is, and −∞ where a window sees nothing.
 */
export function addPooling(module: ModuleBuilder, float: Float): void {
  const { scalar, bytes } = float;
  for (const which of ["sum", "max"] as const) {
    const body = (
      f: FunctionBuilder,
      out: Local,
      x: Local,
      table: Local,
      blocks: Local,
      block: Local,
      tap: Local,
      size: Local,
    ): void => {
      const result = f.local(scalar);
      const t: Table = { table, tap, size };
      eachBlock(f, blocks, [[x, block]], () => {
        eachWindow(f, t, (window) => {
          f.set(result, which === "sum" ? 0 : -Infinity);
          eachTap(f, float, t, window, x, (at) => {
            if (which === "sum") f.set(result, op(`${scalar}.add`, result, op(`${scalar}.load`, at)));
            else takeLarger(f, float, result, at);
          });
          f.store(`${scalar}.store`, out, result);
          f.increase(out, bytes);
        });
      });
    };
    module.function(`${which}Windows`, parameters(7), null, body, { exported: true });
  }
}

/**
 * Adds what passes numbers through the derivative of `maxWindows`, in both directions:
 * `spreadMax(out, values, x, table, blocks, block, tap, size)` shares each window's number in `values` among the entries
 * of `x` that are its largest and adds the shares to `out`; `pickMax`, with the same parameters, gives each window the
 * mean of `values` at these entries. Shares are computed in float64. A NaN counts as equal to a NaN.
 */
export function addThroughMax(module: ModuleBuilder, float: Float): Callable[] {
  const { scalar, bytes } = float;
  const wide = (x: Expression): Expression => (bytes === 8 ? x : op("f64.promote_f32", x));
  const narrow = (x: Expression): Expression => (bytes === 8 ? x : op("f32.demote_f64", x));
  return (["spread", "pick"] as const).map((which) => {
    const body = (
      f: FunctionBuilder,
      out: Local,
      values: Local,
      x: Local,
      table: Local,
      blocks: Local,
      block: Local,
      tap: Local,
      size: Local,
    ): void => {
      const [best, ties, share] = [f.local(scalar), f.local("f64"), f.local("f64")];
      const t: Table = { table, tap, size };
      const spread = which === "spread";
      const windows = f.let(spread ? values : out);
      const places = f.let(spread ? out : values);
      // The places of `x` and of what lies beside its numbers move together.
      const beside = f.let(op("i32.sub", places, x));
      const same = (at: Local): Expression => {
        const value = f.let(op(`${scalar}.load`, at));
        const nan = op("i32.and", op(`${scalar}.ne`, value, value), op(`${scalar}.ne`, best, best));
        return op("i32.or", op(`${scalar}.eq`, value, best), nan);
      };
      eachBlock(f, blocks, [[x, block]], () => {
        eachWindow(f, t, (window) => {
          f.set(best, -Infinity);
          eachTap(f, float, t, window, x, (at) => takeLarger(f, float, best, at));
          f.set(ties, 0);
          eachTap(f, float, t, window, x, (at) => {
            f.if(same(at), () => f.set(ties, op("f64.add", ties, 1)));
          });
          f.set(share, spread ? op("f64.div", wide(op(`${scalar}.load`, windows)), ties) : 0);
          eachTap(f, float, t, window, x, (at) => {
            f.if(same(at), () => {
              const other = f.let(op("i32.add", at, beside));
              const number = wide(op(`${scalar}.load`, other));
              if (spread) f.store(`${scalar}.store`, other, narrow(op("f64.add", number, share)));
              else {
                // As where sums are kept in the result's own type.
                const sum = narrow(op("f64.add", share, op("f64.div", number, ties)));
                f.set(share, bytes === 8 ? sum : op("f64.promote_f32", sum));
              }
            });
          });
          if (!spread) f.store(`${scalar}.store`, windows, narrow(read(share)));
          f.increase(windows, bytes);
        });
      });
    };
    return module.function(`${which}Max`, parameters(8), null, body, { exported: true });
  });
}
