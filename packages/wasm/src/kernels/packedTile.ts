import { type Callable, call, type Local, op, opAt } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { Float } from "./float.ts";
import { parameters, VECTORS } from "./tile.ts";

/**
 * Large products: tiles of up to 5 rows, of packed operands. A tile of A has the numbers of each of its columns beside
 * each other, a panel of B those of each of its rows.
 */
export const TALL = 5;

/**
 * Steps in depth of one round. Packed operands have a multiple of so many, with zeros where there is nothing: to add
 * 0 · 0 changes no sum, as a sum that began with 0 is never −0.
 */
export const STEPS = 2;

/**
 * sums ← Σ over k of (numbers of A) × (vectors of B), of packed operands; k is a multiple of `STEPS`, and not 0.
 *
 * The processor does most where both products of a row come before both of its sums, and where two steps share what a
 * round costs beside them. Compilers keep loads in the order in which they are written, but place a product where its
 * sum is used, and V8 before version 13 goes through the uses from the end of the function: each sum right after its
 * product, and of two steps in a row all loads first, for which there are too few registers. So each step ends with a
 * branch that is never taken. What it would do uses both sums of a row at once, so they are placed together; and it
 * assigns all sums, so they cannot be moved past it. The walk back from the end meets the rows of the first step in
 * the opposite order.
 */
function sumPacked(f: FunctionBuilder, float: Float, sums: readonly Local[], a: Local, b: Local, k: Local): void {
  const { bytes, loadSplat, multiplyAdd, vector: type } = float;
  const height = sums.length / VECTORS;
  const vectors = Array.from({ length: VECTORS }, () => f.local("v128"));
  const products = vectors.map(() => f.local("v128"));
  const number = f.local("v128");
  // V8 knows of the result of an addition, as it does not of a parameter, that it need not be extended to 64 bits.
  for (const at of [a, b]) f.increase(at, op("i32.shr_u", k, 31));
  const rows = Array.from({ length: height }, (_, r) => sums.slice(r * VECTORS, (r + 1) * VECTORS));
  const step = (s: number): void => {
    for (const [v, vector] of vectors.entries())
      f.set(vector, opAt({ offset: 16 * (s * VECTORS + v) }, "v128.load", b));
    for (let i = 0; i < height; i++) {
      const r = s === STEPS - 1 ? i : height - 1 - i;
      const row = rows[r]!;
      f.set(number, opAt({ offset: r * bytes }, loadSplat, a));
      if (multiplyAdd !== undefined) {
        for (const [v, sum] of row.entries()) f.set(sum, op(multiplyAdd, number, vectors[v]!, sum));
        continue;
      }
      for (const [v, product] of products.entries()) f.set(product, op(`${type}.mul`, number, vectors[v]!));
      for (const [v, sum] of row.entries()) f.set(sum, op(`${type}.add`, sum, products[v]!));
    }
    f.increase(a, height * bytes);
  };
  const end = (): void =>
    f.if(op("i32.lt_s", k, 0), () => {
      for (const row of rows) {
        const both = f.let(op("v128.xor", row[0]!, row[1]!));
        for (const sum of row) f.set(sum, both);
      }
    });
  for (const sum of sums) f.set(sum, op(`${type}.splat`, 0));
  f.loop((again) => {
    step(0);
    end();
    step(1);
    f.increase(b, STEPS * VECTORS * 16);
    f.increase(k, -STEPS);
    f.branchIf(k, again);
  });
  end();
}

/**
 * A tile of the product from packed operands; `add` says whether to add to what is there.
 *
 * The loop and stores in the order of its rows are all there is in its function: then V8 does not unroll it, and loads
 * each number of A just before its products, not all of them before the first one. So ten sums have room in registers.
 */
export function tileFunction(module: ModuleBuilder, float: Float, height: number): Callable {
  return module.function(`tile${height}`, parameters(6), null, (f, c, cRow, a, b, k, add) => {
    const { vector } = float;
    const sums = Array.from({ length: height * VECTORS }, () => f.local("v128"));
    sumPacked(f, float, sums, a, b, k);
    const targets = [f.let(c)];
    for (let r = 1; r < height; r++) targets.push(f.let(op("i32.add", targets[r - 1]!, cRow)));
    const place = (i: number): [Local, number] => [targets[Math.floor(i / VECTORS)]!, 16 * (i % VECTORS)];
    f.if(
      add,
      () => {
        for (const [i, sum] of sums.entries()) {
          const [at, offset] = place(i);
          f.store("v128.store", at, op(`${vector}.add`, sum, opAt({ offset }, "v128.load", at)), offset);
        }
      },
      () => {
        for (const [i, sum] of sums.entries()) {
          const [at, offset] = place(i);
          f.store("v128.store", at, sum, offset);
        }
      },
    );
  });
}

/**
 * The rows of a block by tiles: as few as there can be, of heights that differ by one at most, the higher ones first.
 * `body` is given the height of a tile.
 */
export function eachTile(f: FunctionBuilder, m: Local, body: (height: Local) => void): void {
  const tiles = f.let(op("i32.div_u", op("i32.add", m, TALL - 1), TALL));
  const height = f.let(op("i32.div_u", m, tiles));
  const higher = f.let(op("i32.sub", m, op("i32.mul", height, tiles)));
  f.increase(height, 1);
  f.while(
    () => tiles,
    () => {
      f.if(op("i32.eqz", higher), () => f.increase(height, -1));
      f.increase(higher, -1);
      body(height);
      f.increase(tiles, -1);
    },
  );
}

/** Calls the function made for this height. */
export function byHeight(
  f: FunctionBuilder,
  height: Local,
  functions: readonly Callable[],
  ...args: readonly Local[]
): void {
  const from = (rows: number): void => {
    const run = (): void => f.do(call(functions[rows]!, ...args));
    if (rows === 1) run();
    else f.if(op("i32.eq", height, rows), run, () => from(rows - 1));
  };
  from(TALL);
}
