import { type Callable, call, type Local, op, opAt, read } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import { Lanes } from "../math/lanes.ts";
import type { Float } from "./float.ts";

/** Up to this many numbers sums run in eight interleaved lanes; above it they are halved. */
const BLOCK = 128;

/**
 * The sum of `n` neighbours in float64, in the order of NumPy's pairwise summation, to equal bits: eight lanes are four
 * vectors of two. Numbers of float32 are converted first.
 *
 * @see N. J. Higham (1993), The accuracy of floating point summation, SIAM J. Sci. Comput. 14, 783–799.
 */
function addSumByPairs(module: ModuleBuilder, float: Float): Callable {
  const number = (at: Local): ReturnType<typeof op> =>
    float.bytes === 8 ? op("f64.load", at) : op("f64.promote_f32", op("f32.load", at));
  const load = (at: Local, pair: number): ReturnType<typeof op> =>
    float.bytes === 8
      ? opAt({ offset: 16 * pair }, "v128.load", at)
      : op("f64x2.promote_low_f32x4", opAt({ offset: 8 * pair }, "v128.load64_zero", at));
  return module.function("sumByPairs", ["i32", "i32"], "f64", (f, x, n) => {
    const sum = f.local("f64");
    f.if(op("i32.gt_s", n, BLOCK), () => {
      const half = f.let(op("i32.and", op("i32.shr_u", n, 1), -8));
      const rest = op("i32.add", x, op("i32.mul", half, float.bytes));
      f.return(op("f64.add", call(f.self, x, half), call(f.self, rest, op("i32.sub", n, half))));
    });
    f.if(op("i32.ge_s", n, 8), () => {
      const pairs = [0, 1, 2, 3].map((pair) => f.let(load(x, pair)));
      f.increase(x, 8 * float.bytes);
      f.increase(n, -8);
      f.while(
        () => op("i32.ge_s", n, 8),
        () => {
          for (const [i, pair] of pairs.entries()) f.set(pair, op("f64x2.add", pair, load(x, i)));
          f.increase(x, 8 * float.bytes);
          f.increase(n, -8);
        },
      );
      const [a, b, c, d] = pairs.map((pair) =>
        op("f64.add", op("f64x2.extract_lane", pair), opAt({ lane: 1 }, "f64x2.extract_lane", pair)),
      );
      f.set(sum, op("f64.add", op("f64.add", a!, b!), op("f64.add", c!, d!)));
    });
    f.while(
      () => n,
      () => {
        f.set(sum, op("f64.add", sum, number(x)));
        f.increase(x, float.bytes);
        f.increase(n, -1);
      },
    );
    f.return(sum);
  });
}

/** Adds `sumRows(out, x, n, rows)`: the sum of each of `rows` rows of `n` neighbours. */
export function addSumRows(module: ModuleBuilder, float: Float): Callable {
  const sumByPairs = addSumByPairs(module, float);
  const body = (f: FunctionBuilder, out: Local, x: Local, n: Local, rows: Local): void => {
    f.while(
      () => rows,
      () => {
        const sum = call(sumByPairs, x, n);
        f.store(`${float.scalar}.store`, out, float.bytes === 8 ? sum : op("f32.demote_f64", sum));
        f.increase(out, float.bytes);
        f.increase(x, op("i32.mul", n, float.bytes));
        f.increase(rows, -1);
      },
    );
  };
  return module.function("sumRows", ["i32", "i32", "i32", "i32"], null, body, { exported: true });
}

/** How numbers are combined: sum, largest, smallest. The latter two are NaN when one is. */
export type Combination = "add" | "max" | "min";

/**
 * Adds `maxRows(out, x, n, rows)` or `minRows`: the largest or smallest of each row of n ≥ 1 neighbours. Of zeros of
 * both signs the largest is +0.
 */
export function addExtremeRows(module: ModuleBuilder, float: Float, which: "max" | "min"): Callable {
  const { lanes, bytes, scalar, vector } = float;
  const body = (f: FunctionBuilder, out: Local, x: Local, n: Local, rows: Local): void => {
    const left = f.local("i32");
    f.while(
      () => rows,
      () => {
        f.set(left, n);
        const best = f.let(op(`${scalar}.load`, x));
        f.if(op("i32.ge_s", left, 4 * lanes), () => {
          const parts = [0, 1, 2, 3].map((i) => f.let(opAt({ offset: 16 * i }, "v128.load", x)));
          f.while(
            () => op("i32.ge_s", left, 4 * lanes),
            () => {
              for (const [i, part] of parts.entries()) {
                f.set(part, op(`${vector}.${which}`, part, opAt({ offset: 16 * i }, "v128.load", x)));
              }
              f.increase(x, 64);
              f.increase(left, -4 * lanes);
            },
          );
          for (const part of parts) {
            for (let lane = 0; lane < lanes; lane++) {
              f.set(best, op(`${scalar}.${which}`, best, opAt({ lane }, `${vector}.extract_lane`, part)));
            }
          }
        });
        f.while(
          () => left,
          () => {
            f.set(best, op(`${scalar}.${which}`, best, op(`${scalar}.load`, x)));
            f.increase(x, bytes);
            f.increase(left, -1);
          },
        );
        f.store(`${scalar}.store`, out, best);
        f.increase(out, bytes);
        f.increase(rows, -1);
      },
    );
  };
  return module.function(`${which}Rows`, ["i32", "i32", "i32", "i32"], null, body, { exported: true });
}

/**
 * Adds `addColumns(out, x, n, inner)` and its like: out[j] ← x[0, j] ∘ x[1, j] ∘ … for n ≥ 1 rows of `inner` numbers,
 * from the first row on. Up to a vector beyond the ends is read, and beyond the end of the result is overwritten.
 */
export function addCombineColumns(module: ModuleBuilder, float: Float, which: Combination): Callable {
  const body = (f: FunctionBuilder, out: Local, x: Local, n: Local, inner: Local): void => {
    const number = new Lanes(f, float, true);
    const row = f.let(op("i32.mul", inner, float.bytes));
    const [at, left] = [f.local("i32"), f.local("i32")];
    const combine = (a: Local, b: ReturnType<typeof op>): ReturnType<typeof op> =>
      which === "add" ? number.add(a, b) : which === "max" ? number.max(a, b) : number.min(a, b);
    const strip = (vectors: number): void => {
      const sums = Array.from({ length: vectors }, (_, v) => f.let(opAt({ offset: 16 * v }, "v128.load", x)));
      f.set(at, read(x));
      f.set(left, op("i32.sub", n, 1));
      f.while(
        () => left,
        () => {
          f.increase(at, row);
          for (const [v, sum] of sums.entries()) f.set(sum, combine(sum, opAt({ offset: 16 * v }, "v128.load", at)));
          f.increase(left, -1);
        },
      );
      for (const [v, sum] of sums.entries()) f.store("v128.store", out, sum, 16 * v);
      f.increase(x, 16 * vectors);
      f.increase(out, 16 * vectors);
      f.increase(inner, -vectors * float.lanes);
    };
    f.while(
      () => op("i32.ge_s", inner, 4 * float.lanes),
      () => strip(4),
    );
    f.while(
      () => op("i32.gt_s", inner, 0),
      () => strip(1),
    );
  };
  return module.function(`${which}Columns`, ["i32", "i32", "i32", "i32"], null, body, { exported: true });
}
