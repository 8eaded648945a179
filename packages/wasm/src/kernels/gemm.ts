import { type Callable, call, type Local, op, opAt, read } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { ValueType } from "../assembler/types.ts";
import type { Float } from "./float.ts";

/**
 * A tile of the product stays in registers: 4 rows of 2 vectors. With the two vectors of B and the number of A that is
 * all that x64 has for them (16 registers, of which the compiler keeps some); larger tiles are spilled to memory.
 */
const ROWS = 4;
const VECTORS = 2;

/**
 * The blocks of a large product: a block of A (rows × depth) and a panel of B stay in the caches.
 *
 * @see K. Goto and R. A. van de Geijn (2008), Anatomy of high-performance matrix multiplication, ACM TOMS 34(3).
 */
const BLOCK = { rows: 96, depth: 256, columns: 512 } as const;

/** B is read where it lies while it has no more numbers than this: then it fits the cache without being packed. */
const UNPACKED = 128 * 128;
/** With few rows what packing costs is not earned back: up to so many, unless B is far larger. */
const FEW = { rows: 16, numbers: 8 * UNPACKED } as const;

/** Bytes that are read beyond the end of an operand: a whole panel is loaded where only some columns are left. */
export const OVERREAD = 64;

/** Bytes of scratch memory that `gemm` wants. */
export function gemmScratch({ bytes }: Float): number {
  const { rows, depth, columns } = BLOCK;
  return (rows * depth + depth * columns) * bytes + OVERREAD;
}

function parameters(count: number): ValueType[] {
  return new Array<ValueType>(count).fill("i32");
}

/** Where the numbers of one tile's rows of A lie, at an offset from some places, and how those move from k to k. */
interface Reading {
  readonly rows: readonly { readonly at: Local; readonly offset: number }[];
  readonly moves: readonly (readonly [Local, Local | number])[];
}

/**
 * sums ← Σ over k of (numbers of A) × (vectors of B). One step a round: with two or four in a round V8 11.3 moves
 * registers about, and a third of the speed is lost.
 */
function sumOverDepth(
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
function storeTile(
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

/** How A lies: its rows, or its columns, have their numbers beside each other, or neither has. */
type Layout = "rows" | "columns" | "any";

/** Reads A where it lies. Where the numbers of a column are neighbours, one place moves instead of one a row. */
function readingOf(
  f: FunctionBuilder,
  float: Float,
  layout: Layout,
  count: number,
  a: Local,
  row: Local,
  column: Local,
): Reading {
  if (layout === "columns") {
    const at = f.let(a);
    return { rows: Array.from({ length: count }, (_, r) => ({ at, offset: r * float.bytes })), moves: [[at, column]] };
  }
  const starts: Local[] = [];
  for (let r = 0; r < count; r++) starts.push(f.let(r === 0 ? read(a) : op("i32.add", starts[r - 1]!, row)));
  const step = layout === "rows" ? float.bytes : column;
  return { rows: starts.map((at) => ({ at, offset: 0 })), moves: starts.map((at) => [at, step] as const) };
}

/**
 * All rows of up to `vectors` vectors of columns, with the operands where they lie. The last tile is moved up so that
 * it ends with the last row: some rows are computed twice, to equal values, and no other kind of tile is needed.
 */
function columnsFunction(module: ModuleBuilder, float: Float, layout: Layout, vectors: number): Callable {
  const name = `${layout}${vectors}`;
  return module.function(name, parameters(10), null, (f, c, cRow, a, aRow, aColumn, b, bRow, m, columns, k) => {
    const tile = (rows: number, i: Local): void => {
      const sums = Array.from({ length: rows * vectors }, () => f.local("v128"));
      const start = f.let(op("i32.add", a, op("i32.mul", i, aRow)));
      const reading = readingOf(f, float, layout, rows, start, aRow, aColumn);
      sumOverDepth(f, float, sums, reading, f.let(b), bRow, k);
      const targets: Local[] = [];
      for (let r = 0; r < rows; r++) {
        targets.push(f.let(r === 0 ? op("i32.add", c, op("i32.mul", i, cRow)) : op("i32.add", targets[r - 1]!, cRow)));
      }
      storeTile(f, float, sums, targets, columns);
    };
    const i = f.local("i32");
    f.if(
      op("i32.ge_s", m, ROWS),
      () => {
        const last = f.let(op("i32.sub", m, ROWS));
        f.loop((again) => {
          tile(ROWS, i);
          f.if(op("i32.lt_s", i, last), () => {
            f.increase(i, ROWS);
            f.if(op("i32.gt_s", i, last), () => f.set(i, last));
            f.branch(again);
          });
        });
      },
      () => f.count(i, m, 1, () => tile(1, i)),
    );
  });
}

/** All columns, a tile's width at a time; `bPanel` are the bytes from one such panel of B to the next. */
function directFunction(module: ModuleBuilder, float: Float, layout: Layout): Callable {
  const width = VECTORS * float.lanes;
  const one = columnsFunction(module, float, layout, 1);
  const two = columnsFunction(module, float, layout, VECTORS);
  return module.function(layout, parameters(11), null, (f, c, cRow, a, aRow, aColumn, b, bRow, bPanel, m, n, k) => {
    f.while(
      () => op("i32.gt_s", n, 0),
      () => {
        f.if(
          op("i32.gt_s", n, float.lanes),
          () => f.do(call(two, c, cRow, a, aRow, aColumn, b, bRow, m, n, k)),
          () => f.do(call(one, c, cRow, a, aRow, aColumn, b, bRow, m, n, k)),
        );
        f.increase(c, width * float.bytes);
        f.increase(b, bPanel);
        f.increase(n, -width);
      },
    );
  });
}

/** Columns of B in panels of a tile's width, each with its rows below each other. */
function packBFunction(module: ModuleBuilder, float: Float): Callable {
  const width = VECTORS * float.lanes;
  return module.function("packB", parameters(6), null, (f, to, b, bRow, bColumn, n, k) => {
    const j = f.local("i32");
    f.count(j, n, width, () => {
      const from = f.let(op("i32.add", b, op("i32.mul", j, bColumn)));
      const left = f.let(k);
      f.if(
        op("i32.eq", bColumn, float.bytes),
        () =>
          f.while(
            () => left,
            () => {
              for (let v = 0; v < VECTORS; v++) {
                f.store("v128.store", to, opAt({ offset: 16 * v }, "v128.load", from), 16 * v);
              }
              f.increase(to, width * float.bytes);
              f.increase(from, bRow);
              f.increase(left, -1);
            },
          ),
        () => {
          // Beyond the last column it is read again, so that nothing outside of B is touched.
          const columns = Array.from({ length: width }, (_, column) => {
            const last = op("i32.sub", op("i32.sub", n, 1), j);
            const inside = f.let(last);
            f.if(op("i32.gt_s", inside, column), () => f.set(inside, column));
            return f.let(op("i32.add", from, op("i32.mul", inside, bColumn)));
          });
          f.while(
            () => left,
            () => {
              for (const [column, at] of columns.entries()) {
                f.store(`${float.scalar}.store`, to, op(`${float.scalar}.load`, at), column * float.bytes);
                f.increase(at, bRow);
              }
              f.increase(to, width * float.bytes);
              f.increase(left, -1);
            },
          );
        },
      );
    });
  });
}

/** Rows of A by fours, the numbers of each column of four beside each other. */
function packAFunction(module: ModuleBuilder, float: Float): Callable {
  return module.function("packA", parameters(6), null, (f, to, a, aRow, aColumn, m, k) => {
    const i = f.local("i32");
    f.count(i, m, ROWS, () => {
      const rows = Array.from({ length: ROWS }, (_, row) => {
        // Beyond the last row it is read again.
        const inside = f.let(op("i32.sub", op("i32.sub", m, 1), i));
        f.if(op("i32.gt_s", inside, row), () => f.set(inside, row));
        return f.let(op("i32.add", a, op("i32.mul", op("i32.add", i, inside), aRow)));
      });
      const left = f.let(k);
      f.while(
        () => left,
        () => {
          for (const [row, at] of rows.entries()) {
            f.store(`${float.scalar}.store`, to, op(`${float.scalar}.load`, at), row * float.bytes);
            f.increase(at, aColumn);
          }
          f.increase(to, ROWS * float.bytes);
          f.increase(left, -1);
        },
      );
    });
  });
}

/** A block of the product from packed operands; `add` says whether to add to what is there. */
function blockFunction(module: ModuleBuilder, float: Float): Callable {
  const width = VECTORS * float.lanes;
  return module.function("block", parameters(8), null, (f, c, cRow, a, b, m, n, k, add) => {
    const [i, j] = [f.local("i32"), f.local("i32")];
    const sums = Array.from({ length: ROWS * VECTORS }, () => f.local("v128"));
    const aAt = f.local("i32");
    const bAt = f.local("i32");
    f.count(j, n, width, () => {
      f.set(i, 0);
      f.set(aAt, a);
      const columns = f.let(op("i32.sub", n, j));
      f.count(i, m, ROWS, () => {
        f.set(bAt, b);
        const rows = Array.from({ length: ROWS }, (_, r) => ({ at: aAt, offset: r * float.bytes }));
        const reading: Reading = { rows, moves: [[aAt, ROWS * float.bytes]] };
        sumOverDepth(f, float, sums, reading, bAt, width * float.bytes, k);
        const targets: Local[] = [];
        for (let r = 0; r < ROWS; r++) {
          const first = op("i32.add", c, op("i32.add", op("i32.mul", i, cRow), op("i32.mul", j, float.bytes)));
          targets.push(f.let(r === 0 ? first : op("i32.add", targets[r - 1]!, cRow)));
        }
        f.if(add, () => {
          for (let r = 0; r < ROWS; r++) {
            f.if(op("i32.lt_s", op("i32.add", i, r), m), () => {
              for (let v = 0; v < VECTORS; v++) {
                const sum = sums[r * VECTORS + v]!;
                f.set(sum, op(`${float.vector}.add`, opAt({ offset: 16 * v }, "v128.load", targets[r]!), sum));
              }
            });
          }
        });
        f.if(
          op("i32.le_s", op("i32.add", i, ROWS), m),
          () => storeTile(f, float, sums, targets, columns),
          () => {
            for (let r = 0; r < ROWS - 1; r++) {
              f.if(op("i32.lt_s", op("i32.add", i, r), m), () =>
                storeTile(f, float, sums.slice(r * VECTORS, (r + 1) * VECTORS), [targets[r]!], columns),
              );
            }
          },
        );
      });
      f.set(b, bAt);
    });
  });
}

/**
 * Adds `gemm`, or another name, to a module: C ← A B for A of m rows and k columns, B of k rows and n columns.
 *
 * Parameters: `c`, the bytes from row to row of C; `a`, the bytes from row to row and from column to column of A; the
 * same for `b`; m, n, k; and scratch memory of `gemmScratch` bytes. Any steps will do, so transposed operands cost
 * nothing; the columns of C lie beside each other. C overlaps neither A nor B. Up to `OVERREAD` bytes after B are read.
 */
export function addGemm(module: ModuleBuilder, float: Float, name = "gemm"): Callable {
  const width = VECTORS * float.lanes;
  const layouts = (["rows", "columns", "any"] as const).map((layout) => directFunction(module, float, layout));
  const packB = packBFunction(module, float);
  const packA = packAFunction(module, float);
  const block = blockFunction(module, float);
  const direct = module.function("direct", parameters(11), null, (f, ...given) => {
    const [aRow, aColumn] = [given[3]!, given[4]!];
    const [rows, columns, any] = layouts as [Callable, Callable, Callable];
    f.if(
      op("i32.eq", aColumn, float.bytes),
      () => f.do(call(rows, ...given)),
      () =>
        f.if(
          op("i32.eq", aRow, float.bytes),
          () => f.do(call(columns, ...given)),
          () => f.do(call(any, ...given)),
        ),
    );
  });
  const minimum = (f: FunctionBuilder, value: ReturnType<typeof op>, limit: number): Local => {
    const local = f.let(value);
    f.if(op("i32.gt_s", local, limit), () => f.set(local, limit));
    return local;
  };
  const body = (
    f: FunctionBuilder,
    c: Local,
    cRow: Local,
    a: Local,
    aRow: Local,
    aColumn: Local,
    b: Local,
    bRow: Local,
    bColumn: Local,
    m: Local,
    n: Local,
    k: Local,
    scratch: Local,
  ): void => {
    const size = f.let(op("i32.mul", n, k));
    const small = f.let(op("i32.le_u", size, UNPACKED));
    const few = op("i32.and", op("i32.le_s", m, FEW.rows), op("i32.le_u", size, FEW.numbers));
    f.if(op("i32.or", small, op("i32.or", op("i32.le_s", m, ROWS), few)), () => {
      f.if(op("i32.eq", bColumn, float.bytes), () => {
        f.do(call(direct, c, cRow, a, aRow, aColumn, b, bRow, width * float.bytes, m, n, k));
        f.return();
      });
      f.if(small, () => {
        f.do(call(packB, scratch, b, bRow, bColumn, n, k));
        const panel = op("i32.mul", k, width * float.bytes);
        f.do(call(direct, c, cRow, a, aRow, aColumn, scratch, width * float.bytes, panel, m, n, k));
        f.return();
      });
    });
    const packedB = f.let(op("i32.add", scratch, BLOCK.rows * BLOCK.depth * float.bytes));
    const j = f.local("i32");
    f.count(j, n, BLOCK.columns, () => {
      const columns = minimum(f, op("i32.sub", n, j), BLOCK.columns);
      const p = f.let(0, "i32");
      f.count(p, k, BLOCK.depth, () => {
        const depth = minimum(f, op("i32.sub", k, p), BLOCK.depth);
        const bAt = op("i32.add", b, op("i32.add", op("i32.mul", p, bRow), op("i32.mul", j, bColumn)));
        f.do(call(packB, packedB, bAt, bRow, bColumn, columns, depth));
        const i = f.let(0, "i32");
        f.count(i, m, BLOCK.rows, () => {
          const rows = minimum(f, op("i32.sub", m, i), BLOCK.rows);
          const aAt = op("i32.add", a, op("i32.add", op("i32.mul", i, aRow), op("i32.mul", p, aColumn)));
          f.do(call(packA, scratch, aAt, aRow, aColumn, rows, depth));
          const cAt = op("i32.add", c, op("i32.add", op("i32.mul", i, cRow), op("i32.mul", j, float.bytes)));
          f.do(call(block, cAt, cRow, scratch, packedB, rows, columns, depth, p));
        });
      });
    });
  };
  return module.function(name, parameters(12), null, body, { exported: true });
}
