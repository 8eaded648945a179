import { type Callable, type Expression, type Local, op, opAt, read } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import { exp } from "../math/exponential.ts";
import { Lanes } from "../math/lanes.ts";
import { log } from "../math/logarithm.ts";
import type { Float } from "./float.ts";

/** Goes over one row by whole vectors, and number by number over what is left. */
function eachPart(
  f: FunctionBuilder,
  float: Float,
  n: Local,
  places: readonly Local[],
  body: (part: Lanes) => void,
): void {
  const left = f.let(n);
  for (const vector of [true, false]) {
    const lanes = new Lanes(f, float, vector);
    const count = vector ? float.lanes : 1;
    f.while(
      () => op("i32.ge_s", left, count),
      () => {
        body(lanes);
        for (const place of places) f.increase(place, count * float.bytes);
        f.increase(left, -count);
      },
    );
  }
}

function load({ vector, float }: Lanes, at: Local): Expression {
  return op(vector ? "v128.load" : `${float.scalar}.load`, at);
}

/** All lanes of a vector combined with one number. */
function joined(f: FunctionBuilder, float: Float, name: "add" | "max", first: Local, vector: Local): void {
  for (let lane = 0; lane < float.lanes; lane++) {
    const number = opAt({ lane }, `${float.vector}.extract_lane`, vector);
    f.set(first, op(`${float.scalar}.${name}`, first, number));
  }
}

/** The row's largest number, 0 where that is infinite, and Σ e^(x − largest), the terms of which go to `keep`. */
function sumOfExponentials(f: FunctionBuilder, float: Float, x: Local, n: Local, keep: Local): readonly [Local, Local] {
  const number = new Lanes(f, float, false);
  const wide = new Lanes(f, float, true);
  const largest = f.let(-Infinity, float.scalar);
  const tops = f.let(wide.keep(-Infinity));
  const at = f.let(x);
  eachPart(f, float, n, [at], (part) => {
    const top = part.vector ? tops : largest;
    f.set(top, part.max(top, load(part, at)));
  });
  joined(f, float, "max", largest, tops);
  const infinite = number.equal(number.abs(largest), Infinity);
  f.set(largest, number.choose(infinite, 0, largest));
  const shift = f.let(op(`${float.vector}.splat`, largest));
  const sum = f.let(0, float.scalar);
  const sums = f.let(wide.keep(0));
  f.set(at, read(x));
  const to = f.let(keep);
  eachPart(f, float, n, [at, to], (part) => {
    const term = part.keep(exp(part, part.keep(part.sub(load(part, at), part.vector ? shift : largest))));
    f.store(part.vector ? "v128.store" : `${float.scalar}.store`, to, term);
    const total = part.vector ? sums : sum;
    f.set(total, part.add(total, term));
  });
  joined(f, float, "add", sum, sums);
  return [largest, sum];
}

function eachRow(f: FunctionBuilder, rows: Local, body: () => void): void {
  f.while(
    () => rows,
    () => {
      body();
      f.increase(rows, -1);
    },
  );
}

/**
 * Adds `softmaxRows(out, logs, x, n, rows)`: of each of `rows` rows of n ≥ 1 neighbours the shares e^x/Σ e^x to `out`, and
 * ln Σ e^x to `logs`. The largest is taken off first, so that nothing overflows. Shares are NaN where a row holds NaN,
 * +∞, or nothing but −∞; the logarithm is −∞ where all are −∞.
 */
export function addSoftmaxRows(module: ModuleBuilder, float: Float): Callable {
  const body = (f: FunctionBuilder, out: Local, logs: Local, x: Local, n: Local, rows: Local): void => {
    const row = f.let(op("i32.mul", n, float.bytes));
    const number = new Lanes(f, float, false);
    eachRow(f, rows, () => {
      const [largest, sum] = sumOfExponentials(f, float, x, n, out);
      const sums = f.let(op(`${float.vector}.splat`, sum));
      const at = f.let(out);
      eachPart(f, float, n, [at], (part) => {
        const share = part.div(load(part, at), part.vector ? sums : sum);
        f.store(part.vector ? "v128.store" : `${float.scalar}.store`, at, share);
      });
      f.store(`${float.scalar}.store`, logs, number.add(log(number, sum), largest));
      f.increase(logs, float.bytes);
      f.increase(out, row);
      f.increase(x, row);
    });
  };
  return module.function("softmaxRows", ["i32", "i32", "i32", "i32", "i32"], null, body, { exported: true });
}
