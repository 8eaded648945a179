import { type Callable, call, type Expression, type Local, op, opAt, read } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { Float } from "./float.ts";
import { parameters, storeTile, sumOverDepth, VECTORS } from "./tile.ts";

/**
 * Large products: tiles of up to 5 rows, of packed operands. A tile of A has the numbers of each of its columns beside
 * each other, a panel of B those of each of its rows.
 */
const TALL = 5;

/**
 * The blocks of a large product: a block of A (tiles × depth) and panels of B stay in the caches.
 *
 * @see K. Goto and R. A. van de Geijn (2008), Anatomy of high-performance matrix multiplication, ACM TOMS 34(3).
 */
const BLOCK = { tiles: 20, depth: 256, panels: 64 } as const;

/** Places a multiple of so many bytes apart meet in the same sets of the nearest cache. */
const ALIAS = 4096;
/**
 * A tile and a panel are read from beginning to end side by side. Where their places come near each other, counted
 * modulo `ALIAS`, loads take longer: up to a third of the speed. So all tiles begin at multiples of it and all panels
 * so many bytes after one, which keeps them apart for the whole depth of a block.
 */
const APART = { float32: 512, float64: 3072 } as const;

/** Bytes that are read beyond the end of an operand: a whole panel is loaded where only some columns are left. */
export const OVERREAD = 64;

const multipleOfAlias = (bytes: number): number => Math.ceil(bytes / ALIAS) * ALIAS;

/** Bytes of scratch memory that `gemm` wants. */
export function gemmScratch({ bytes }: Float): number {
  const { tiles, depth, panels } = BLOCK;
  const [tile, panel] = [multipleOfAlias(TALL * depth * bytes), multipleOfAlias(VECTORS * 16 * depth)];
  return 2 * ALIAS + tiles * tile + panels * panel + OVERREAD;
}

/** Copies numbers from several places, all of which move by a step, so that they stand beside each other; `count` times. */
function interleave(
  f: FunctionBuilder,
  { bytes, scalar }: Float,
  to: Local,
  places: readonly Local[],
  step: Local,
  count: Local,
): void {
  const round = (steps: number): void =>
    f.while(
      () => op("i32.ge_s", count, steps),
      () => {
        for (let d = 0; d < steps; d++) {
          for (const [i, at] of places.entries()) {
            const number = opAt({ offset: d * bytes }, `${scalar}.load`, at);
            f.store(`${scalar}.store`, to, number, (d * places.length + i) * bytes);
          }
        }
        for (const at of places) f.increase(at, steps === 1 ? step : steps * bytes);
        f.increase(to, steps * places.length * bytes);
        f.increase(count, -steps);
      },
    );
  // Where each place has its numbers beside each other: four at a time.
  if (places.length >= TALL - 1) f.if(op("i32.eq", step, bytes), () => round(4));
  round(1);
}

/** Copies a run of `length` numbers from a place that moves by a step; `count` times, to runs beside each other. */
function runs(
  f: FunctionBuilder,
  float: Float,
  to: Local,
  from: Local,
  length: number,
  step: Local,
  count: Local,
): void {
  const { bytes, lanes, scalar } = float;
  f.while(
    () => count,
    () => {
      let i = 0;
      for (; i + lanes <= length; i += lanes) {
        f.store("v128.store", to, opAt({ offset: i * bytes }, "v128.load", from), i * bytes);
      }
      for (; i < length; i++) {
        f.store(`${scalar}.store`, to, opAt({ offset: i * bytes }, `${scalar}.load`, from), i * bytes);
      }
      f.increase(from, step);
      f.increase(to, length * bytes);
      f.increase(count, -1);
    },
  );
}

/** So many panels are filled at once, with whole lines of the cache from each row of B. */
const TOGETHER = 4;

/** Columns of B in panels of a tile's width, each with its rows below each other; `panel` bytes from one to the next. */
export function packBFunction(module: ModuleBuilder, float: Float): Callable {
  const width = VECTORS * float.lanes;
  return module.function("packB", parameters(7), null, (f, to, panel, b, bRow, bColumn, n, k) => {
    const lines = (panels: number): void => {
      const targets = [f.let(to)];
      for (let p = 1; p < panels; p++) targets.push(f.let(op("i32.add", targets[p - 1]!, panel)));
      const [from, left] = [f.let(b), f.let(k)];
      f.while(
        () => left,
        () => {
          for (let v = 0; v < panels * VECTORS; v++) {
            const vector = opAt({ offset: 16 * v }, "v128.load", from);
            f.store("v128.store", targets[Math.floor(v / VECTORS)]!, vector, 16 * (v % VECTORS));
          }
          for (const target of targets) f.increase(target, VECTORS * 16);
          f.increase(from, bRow);
          f.increase(left, -1);
        },
      );
      f.increase(to, op("i32.mul", panel, panels));
      f.increase(b, panels * VECTORS * 16);
      f.increase(n, -panels * width);
    };
    f.if(op("i32.eq", bColumn, float.bytes), () => {
      f.while(
        () => op("i32.ge_s", n, TOGETHER * width),
        () => lines(TOGETHER),
      );
      f.while(
        () => op("i32.gt_s", n, 0),
        () => lines(1),
      );
    });
    f.while(
      () => op("i32.gt_s", n, 0),
      () => {
        // Beyond the last column it is read again, so that nothing outside of B is touched.
        const places = Array.from({ length: width }, (_, column) => {
          const inside = f.let(op("i32.sub", n, 1));
          f.if(op("i32.gt_s", inside, column), () => f.set(inside, column));
          return f.let(op("i32.add", b, op("i32.mul", inside, bColumn)));
        });
        interleave(f, float, f.let(to), places, bRow, f.let(k));
        f.increase(to, panel);
        f.increase(b, op("i32.mul", bColumn, width));
        f.increase(n, -width);
      },
    );
  });
}

/**
 * The rows of a block by tiles: as few as there can be, of heights that differ by one at most, the higher ones first.
 * `body` is given the height of a tile.
 */
function eachTile(f: FunctionBuilder, m: Local, body: (height: Local) => void): void {
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
function byHeight(f: FunctionBuilder, height: Local, functions: readonly Callable[], ...args: readonly Local[]): void {
  const from = (rows: number): void => {
    const run = (): void => f.do(call(functions[rows]!, ...args));
    if (rows === 1) run();
    else f.if(op("i32.eq", height, rows), run, () => from(rows - 1));
  };
  from(TALL);
}

/** Copies some rows of A so that the numbers of each column lie beside each other. */
function packTileFunction(module: ModuleBuilder, float: Float, height: number): Callable {
  return module.function(`packTile${height}`, parameters(5), null, (f, to, a, aRow, aColumn, k) => {
    f.if(
      op("i32.eq", aRow, float.bytes),
      () => runs(f, float, to, a, height, aColumn, k),
      () => {
        const places = [f.let(a)];
        for (let r = 1; r < height; r++) places.push(f.let(op("i32.add", places[r - 1]!, aRow)));
        interleave(f, float, to, places, aColumn, k);
      },
    );
  });
}

/** The rows of a block of A by tiles, `tile` bytes from one to the next. */
function packAFunction(module: ModuleBuilder, float: Float): Callable {
  const packs = Array.from({ length: TALL }, (_, r) => packTileFunction(module, float, r + 1));
  return module.function("packA", parameters(7), null, (f, to, tile, a, aRow, aColumn, m, k) => {
    eachTile(f, m, (height) => {
      byHeight(f, height, [packs[0]!, ...packs], to, a, aRow, aColumn, k);
      f.increase(to, tile);
      f.increase(a, op("i32.mul", height, aRow));
    });
  });
}

/**
 * A tile of the product from packed operands; `add` says whether to add to what is there.
 *
 * The loop is all there is in its function: then V8 does not unroll it, and each number of A is loaded just before its
 * products, not all of them before the first one. So ten sums have room in registers.
 */
function tileFunction(module: ModuleBuilder, float: Float, height: number): Callable {
  return module.function(`tile${height}`, parameters(7), null, (f, c, cRow, a, b, columns, k, add) => {
    const { bytes, vector } = float;
    const sums = Array.from({ length: height * VECTORS }, () => f.local("v128"));
    const rows = Array.from({ length: height }, (_, r) => ({ at: a, offset: r * bytes }));
    // V8 knows of the result of an addition, as it does not of a parameter, that it need not be extended to 64 bits.
    f.increase(a, op("i32.shr_u", k, 31));
    f.increase(b, op("i32.shr_u", k, 31));
    sumOverDepth(f, float, sums, { rows, moves: [[a, height * bytes]] }, b, VECTORS * 16, k);
    const targets = [f.let(c)];
    for (let r = 1; r < height; r++) targets.push(f.let(op("i32.add", targets[r - 1]!, cRow)));
    const added = (i: number): Expression => {
      const there = opAt({ offset: 16 * (i % VECTORS) }, "v128.load", targets[Math.floor(i / VECTORS)]!);
      return op(`${vector}.add`, sums[i]!, there);
    };
    const store = (i: number, value: Local | Expression): void =>
      f.store("v128.store", targets[Math.floor(i / VECTORS)]!, value, 16 * (i % VECTORS));
    f.if(
      op("i32.lt_s", columns, VECTORS * float.lanes),
      () => {
        f.if(add, () => {
          for (const [i, sum] of sums.entries()) f.set(sum, added(i));
        });
        storeTile(f, float, sums, targets, columns);
      },
      // Row by row: in which order sums are used says in which order V8 places their products.
      () =>
        f.if(
          add,
          () => {
            for (const i of sums.keys()) store(i, added(i));
          },
          () => {
            for (const [i, sum] of sums.entries()) store(i, sum);
          },
        ),
    );
  });
}

/** A block of the product from packed operands; `add` says whether to add to what is there. */
function blockFunction(module: ModuleBuilder, float: Float): Callable {
  const width = VECTORS * float.lanes;
  const tiles = Array.from({ length: TALL }, (_, r) => tileFunction(module, float, r + 1));
  return module.function("block", parameters(10), null, (f, c, cRow, a, tile, b, panel, m, n, k, add) => {
    f.while(
      () => op("i32.gt_s", n, 0),
      () => {
        const [to, from] = [f.let(c), f.let(a)];
        eachTile(f, m, (height) => {
          byHeight(f, height, [tiles[0]!, ...tiles], to, cRow, from, b, n, k, add);
          f.increase(from, tile);
          f.increase(to, op("i32.mul", height, cRow));
        });
        f.increase(c, width * float.bytes);
        f.increase(b, panel);
        f.increase(n, -width);
      },
    );
  });
}

/** The whole of a large product, with the parameters of `gemm`: block by block, of packed operands. */
export function packedFunction(module: ModuleBuilder, float: Float, packB: Callable): Callable {
  const width = VECTORS * float.lanes;
  const packA = packAFunction(module, float);
  const block = blockFunction(module, float);
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
    const roundedUp = (value: ReturnType<typeof op>): Local =>
      f.let(op("i32.and", op("i32.add", value, ALIAS - 1), -ALIAS));
    const largest = minimum(f, read(k), BLOCK.depth);
    const tile = roundedUp(op("i32.mul", largest, TALL * float.bytes));
    const panel = roundedUp(op("i32.mul", largest, VECTORS * 16));
    const packedA = roundedUp(read(scratch));
    const packedB = f.let(op("i32.add", packedA, op("i32.add", op("i32.mul", tile, BLOCK.tiles), APART[float.dtype])));
    const j = f.local("i32");
    f.count(j, n, BLOCK.panels * width, () => {
      const columns = minimum(f, op("i32.sub", n, j), BLOCK.panels * width);
      const p = f.let(0, "i32");
      f.count(p, k, BLOCK.depth, () => {
        const depth = minimum(f, op("i32.sub", k, p), BLOCK.depth);
        const bAt = op("i32.add", b, op("i32.add", op("i32.mul", p, bRow), op("i32.mul", j, bColumn)));
        f.do(call(packB, packedB, panel, bAt, bRow, bColumn, columns, depth));
        const i = f.let(0, "i32");
        f.count(i, m, BLOCK.tiles * TALL, () => {
          const rows = minimum(f, op("i32.sub", m, i), BLOCK.tiles * TALL);
          const aAt = op("i32.add", a, op("i32.add", op("i32.mul", i, aRow), op("i32.mul", p, aColumn)));
          f.do(call(packA, packedA, tile, aAt, aRow, aColumn, rows, depth));
          const cAt = op("i32.add", c, op("i32.add", op("i32.mul", i, cRow), op("i32.mul", j, float.bytes)));
          f.do(call(block, cAt, cRow, packedA, tile, packedB, panel, rows, columns, depth, p));
        });
      });
    });
  };
  return module.function("packed", parameters(12), null, body);
}
