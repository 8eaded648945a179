import { type Callable, type Expression, type Local, op, splatConstant } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { ValueType } from "../assembler/types.ts";
import type { Float } from "./float.ts";

// Which number of a window is the largest cannot be predicted, so nothing here branches on it: numbers are compared in
// the first lane of a vector, where a comparison gives a mask.

/** The windows over one block of numbers: a table of i32 that names for each tap and window a place, −1 for none. */
interface Table {
  readonly table: Local;
  /** Bytes from one tap of a window to its next, and bytes of the whole table. */
  readonly tap: Local;
  readonly size: Local;
}

/** Calls `body` for each window. */
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

function eachBlock(f: FunctionBuilder, blocks: Local, x: Local, block: Local, body: () => void): void {
  f.while(
    () => blocks,
    () => {
      body();
      f.increase(x, block);
      f.increase(blocks, -1);
    },
  );
}

function parameters(count: number): ValueType[] {
  return new Array<ValueType>(count).fill("i32");
}

function first(float: Float, at: Local): Expression {
  return op(float.bytes === 8 ? "v128.load64_zero" : "v128.load32_zero", at);
}

/** best ← the largest number of a window, from −∞ on, or NaN where one is; of equal ones the first, as in plain loops. */
function largest(f: FunctionBuilder, float: Float, t: Table, window: Local, x: Local, best: Local, nan: Local): void {
  const { vector } = float;
  f.set(best, splatConstant(vector, -Infinity));
  f.set(nan, splatConstant("i32x4", 0));
  eachTap(f, float, t, window, x, (at) => {
    const value = f.let(first(float, at));
    // That is best < value ? value : best, so a NaN leaves it.
    f.set(best, op(`${vector}.pmax`, best, value));
    f.set(nan, op("v128.or", nan, op(`${vector}.ne`, value, value)));
  });
  f.set(best, op("v128.or", best, nan));
}

/**
 * Adds `sumWindows(out, x, table, blocks, block, tap, size)` and `maxWindows` with the same parameters: for each block of
 * `x`, `block` bytes long, one number a window, window after window. `tap` are the bytes of the table's row of one tap,
 * `size` those of the table. A maximum is NaN where a number is, and −∞ where a window sees nothing.
 */
export function addPooling(module: ModuleBuilder, float: Float): Callable[] {
  const { vector, bytes, storeLane } = float;
  return (["sum", "max"] as const).map((which) => {
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
      const [result, nan] = [f.local("v128"), f.local("v128")];
      const t: Table = { table, tap, size };
      eachBlock(f, blocks, x, block, () => {
        eachWindow(f, t, (window) => {
          if (which === "max") largest(f, float, t, window, x, result, nan);
          else {
            f.set(result, splatConstant(vector, 0));
            eachTap(f, float, t, window, x, (at) => f.set(result, op(`${vector}.add`, result, first(float, at))));
          }
          f.do(op(storeLane, out, result));
          f.increase(out, bytes);
        });
      });
    };
    return module.function(`${which}Windows`, parameters(7), null, body, { exported: true });
  });
}

/**
 * Adds what passes numbers through the derivative of `maxWindows`, in both directions:
 * `spreadMax(out, values, x, table, blocks, block, tap, size)` shares each window's number in `values` among the entries
 * of `x` that are its largest and adds the shares to `out`; `pickMax`, with the same parameters, gives each window the
 * mean of `values` at these entries. A NaN counts as equal to a NaN.
 */
export function addThroughMax(module: ModuleBuilder, float: Float): Callable[] {
  const { vector, bytes, storeLane } = float;
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
      const [best, nan, ties, share] = [f.local("v128"), f.local("v128"), f.local("v128"), f.local("v128")];
      const t: Table = { table, tap, size };
      const spread = which === "spread";
      const windows = f.let(spread ? values : out);
      // The places of `x` and of what lies beside its numbers move together.
      const beside = f.let(op("i32.sub", spread ? out : values, x));
      const same = (at: Local): Expression => {
        const value = f.let(first(float, at));
        const bothNaN = op("v128.and", op(`${vector}.ne`, value, value), nan);
        return op("v128.or", op(`${vector}.eq`, value, best), bothNaN);
      };
      eachBlock(f, blocks, x, block, () => {
        eachWindow(f, t, (window) => {
          largest(f, float, t, window, x, best, nan);
          f.set(ties, splatConstant(vector, 0));
          eachTap(f, float, t, window, x, (at) => {
            const one = op("v128.and", same(at), splatConstant(vector, 1));
            f.set(ties, op(`${vector}.add`, ties, one));
          });
          f.set(share, spread ? op(`${vector}.div`, first(float, windows), ties) : splatConstant(vector, 0));
          eachTap(f, float, t, window, x, (at) => {
            const mask = f.let(same(at));
            const other = f.let(op("i32.add", at, beside));
            if (spread) {
              const sum = op(`${vector}.add`, first(float, other), op("v128.and", mask, share));
              f.do(op(storeLane, other, sum));
            } else {
              const part = op("v128.and", mask, op(`${vector}.div`, first(float, other), ties));
              f.set(share, op(`${vector}.add`, share, part));
            }
          });
          if (!spread) f.do(op(storeLane, windows, share));
          f.increase(windows, bytes);
        });
      });
    };
    return module.function(`${which}Max`, parameters(8), null, body, { exported: true });
  });
}
