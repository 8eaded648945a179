import type { Callable, Local } from "../assembler/expression.ts";
import { type Expression, op, read } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import { Lanes } from "../math/lanes.ts";
import type { Float } from "./float.ts";

/** A row of `n` numbers by whole vectors, then number by number: nothing beyond its end is touched. */
function eachPart(f: FunctionBuilder, float: Float, n: Local, body: (part: Lanes, bytes: number) => void): void {
  const left = f.let(n);
  for (const vector of [true, false]) {
    const count = vector ? float.lanes : 1;
    f.while(
      () => op("i32.ge_s", left, count),
      () => {
        body(new Lanes(f, float, vector), count * float.bytes);
        f.increase(left, -count);
      },
    );
  }
}

/**
 * Adds `scatterAddRows(out, x, index, count, inner)`: for each of `count` places in `index`, of i32, the next row of
 * `inner` numbers of `x` is added to the row of `out` at that place, one after the other.
 */
export function addScatterAddRows(module: ModuleBuilder, float: Float): Callable {
  const body = (f: FunctionBuilder, out: Local, x: Local, index: Local, count: Local, inner: Local): void => {
    const row = f.let(op("i32.mul", inner, float.bytes));
    const to = f.local("i32");
    const load = ({ vector }: Lanes, at: Local): Expression => op(vector ? "v128.load" : `${float.scalar}.load`, at);
    f.while(
      () => count,
      () => {
        f.set(to, op("i32.add", out, op("i32.mul", op("i32.load", index), row)));
        eachPart(f, float, inner, (part, bytes) => {
          const sum = part.add(load(part, to), load(part, x));
          f.store(part.vector ? "v128.store" : `${float.scalar}.store`, to, sum);
          f.increase(to, bytes);
          f.increase(x, bytes);
        });
        f.increase(index, 4);
        f.increase(count, -1);
      },
    );
  };
  return module.function("scatterAddRows", ["i32", "i32", "i32", "i32", "i32"], null, body, { exported: true });
}

/** Adds `gatherRows(out, x, index, count, inner)`: the rows of `x` at the places in `index`, one after the other. */
export function addGatherRows(module: ModuleBuilder, float: Float): Callable {
  const body = (f: FunctionBuilder, out: Local, x: Local, index: Local, count: Local, inner: Local): void => {
    const row = f.let(op("i32.mul", inner, float.bytes));
    const from = f.local("i32");
    f.while(
      () => count,
      () => {
        f.set(from, op("i32.add", x, op("i32.mul", op("i32.load", index), row)));
        eachPart(f, float, inner, (part, bytes) => {
          const name = part.vector ? "v128" : float.scalar;
          f.store(`${name}.store`, out, op(`${name}.load`, read(from)));
          f.increase(from, bytes);
          f.increase(out, bytes);
        });
        f.increase(index, 4);
        f.increase(count, -1);
      },
    );
  };
  return module.function("gatherRows", ["i32", "i32", "i32", "i32", "i32"], null, body, { exported: true });
}
