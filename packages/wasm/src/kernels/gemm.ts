import { type Callable, call, type Local, op, read } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { Float } from "./float.ts";
import { packBFunction } from "./pack.ts";
import { packedFunction } from "./packed.ts";
import { parameters, type Reading, storeTile, sumOverDepth, VECTORS } from "./tile.ts";

/**
 * A tile of the product stays in registers: 4 rows of 2 vectors where operands are read where they lie. There the
 * numbers of A are loaded before the first product, and there are no more than 15 registers on x64 for all of it.
 */
const ROWS = 4;

/** Products with no more numbers of B than this are not packed: copying them takes longer than it saves. */
const UNPACKED = 32 * 64;
/** Of few rows what packing costs is not earned back: up to so many, unless B is far larger. */
const FEW = { rows: 8, numbers: 2 ** 16 } as const;

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
  const packed = packedFunction(module, float, packB);
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
        const panel = f.let(op("i32.mul", k, width * float.bytes));
        f.do(call(packB, scratch, panel, b, bRow, bColumn, n, k));
        f.do(call(direct, c, cRow, a, aRow, aColumn, scratch, width * float.bytes, panel, m, n, k));
        f.return();
      });
    });
    f.do(call(packed, c, cRow, a, aRow, aColumn, b, bRow, bColumn, m, n, k, scratch));
  };
  return module.function(name, parameters(12), null, body, { exported: true });
}
