import { type Local, op, opAt } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ValueType } from "../assembler/types.ts";
import type { Float } from "./float.ts";

/** The columns of a tile of a product, in vectors. */
export const VECTORS = 2;

/** So many addresses, sizes or steps. */
export function parameters(count: number): ValueType[] {
  return new Array<ValueType>(count).fill("i32");
}

/** Where the numbers of one tile's rows of A lie, at an offset from some places, and how those move from k to k. */
export interface Reading {
  readonly rows: readonly { readonly at: Local; readonly offset: number }[];
  readonly moves: readonly (readonly [Local, Local | number])[];
}

/**
 * sums ← Σ over k of (numbers of A) × (vectors of B). One step a round: with two or four in a round V8 11.3 moves
 * registers about, and a third of the speed is lost.
 */
export function sumOverDepth(
  f: FunctionBuilder,
  float: Float,
  sums: readonly Local[],
  { rows, moves }: Reading,
  b: Local,
  bRow: Local | number,
  k: Local,
): void {
  const vectors = Array.from({ length: sums.length / rows.length }, () => f.local("v128"));
  const number = f.local("v128");
  for (const sum of sums) f.set(sum, op(`${float.vector}.splat`, 0));
  const left = f.let(k);
  f.while(
    () => left,
    () => {
      for (const [v, vector] of vectors.entries()) f.set(vector, opAt({ offset: 16 * v }, "v128.load", b));
      for (const [r, { at, offset }] of rows.entries()) {
        f.set(number, opAt({ offset }, float.loadSplat, at));
        for (const [v, vector] of vectors.entries()) {
          const sum = sums[r * vectors.length + v]!;
          f.set(sum, op(`${float.vector}.add`, sum, op(`${float.vector}.mul`, number, vector)));
        }
      }
      for (const [at, by] of moves) f.increase(at, by);
      f.increase(b, bRow);
      f.increase(left, -1);
    },
  );
}

/** Writes a tile: all of it, or its first `columns` columns only. */
export function storeTile(
  f: FunctionBuilder,
  float: Float,
  sums: readonly Local[],
  rows: readonly Local[],
  columns: Local,
): void {
  const { lanes, storeLane } = float;
  const count = sums.length / rows.length;
  for (let v = 0; v < count; v++) {
    const whole = (): void => {
      for (const [r, row] of rows.entries()) f.store("v128.store", row, sums[r * count + v]!, 16 * v);
    };
    f.if(op("i32.ge_s", columns, (v + 1) * lanes), whole, () => {
      for (let lane = 0; lane < lanes - 1; lane++) {
        f.if(op("i32.gt_s", columns, v * lanes + lane), () => {
          for (const [r, row] of rows.entries()) {
            f.do(opAt({ offset: 16 * v + lane * float.bytes, lane }, storeLane, row, sums[r * count + v]!));
          }
        });
      }
    });
  }
}
