import { type Callable, call, type Expression, type Local, op, read, splatConstant } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { Float } from "./float.ts";
import { packAFunction } from "./pack.ts";
import { byHeight, eachTile, STEPS, TALL, tileFunction } from "./packedTile.ts";
import { parameters, VECTORS } from "./tile.ts";

/**
 * The blocks of a large product: a block of A (tiles × depth) and panels of B stay in the caches.
 *
 * @see K. Goto and R. A. van de Geijn (2008), Anatomy of high-performance matrix multiplication, ACM TOMS 34(3).
 */
const BLOCK = { tiles: 20, depth: 256, panels: 64 } as const;

/** Bytes of a line of the cache, at which each panel begins. */
const LINE = 64;

/** Bytes that are read beyond the end of an operand: a whole panel is loaded where only some columns are left. */
export const OVERREAD = 64;

/** Bytes of the tile that is made apart where only some of its columns are wanted. */
const TILE_APART = TALL * VECTORS * 16;

/** Bytes of scratch memory that `gemm` wants. */
export function gemmScratch({ bytes }: Float): number {
  const { tiles, depth, panels } = BLOCK;
  return TILE_APART + tiles * TALL * depth * bytes + panels * VECTORS * 16 * depth + 2 * LINE + OVERREAD;
}

/** The tiles of one panel's columns, the last, which are not all there: each is made apart, and its columns copied. */
function edgeFunction(module: ModuleBuilder, float: Float, tiles: readonly Callable[]): Callable {
  const { bytes, scalar } = float;
  return module.function("edge", parameters(10), null, (f, c, cRow, a, tile, b, m, n, k, add, apart) => {
    const [row, zero] = [f.let(VECTORS * 16, "i32"), f.let(0, "i32")];
    eachTile(f, m, (height) => {
      byHeight(f, height, tiles, apart, row, a, b, k, zero);
      f.increase(a, tile);
      const [from, left] = [f.let(apart), f.let(height)];
      f.while(
        () => left,
        () => {
          const column = f.let(0, "i32");
          f.count(column, n, 1, () => {
            const offset = f.let(op("i32.mul", column, bytes));
            const to = f.let(op("i32.add", c, offset));
            const number = f.let(op(`${scalar}.load`, op("i32.add", from, offset)));
            f.if(add, () => f.set(number, op(`${scalar}.add`, number, op(`${scalar}.load`, to))));
            f.store(`${scalar}.store`, to, number);
          });
          f.increase(c, cRow);
          f.increase(from, row);
          f.increase(left, -1);
        },
      );
    });
  });
}

/** A block of the product from packed operands; `add` says whether to add to what is there. */
function blockFunction(module: ModuleBuilder, float: Float): Callable {
  const width = VECTORS * float.lanes;
  const heights = Array.from({ length: TALL }, (_, r) => tileFunction(module, float, r + 1));
  const tiles = [heights[0]!, ...heights];
  const edge = edgeFunction(module, float, tiles);
  return module.function("block", parameters(11), null, (f, c, cRow, a, tile, b, panel, m, n, k, add, apart) => {
    f.while(
      () => op("i32.ge_s", n, width),
      () => {
        const [to, from] = [f.let(c), f.let(a)];
        eachTile(f, m, (height) => {
          byHeight(f, height, tiles, to, cRow, from, b, k, add);
          f.increase(from, tile);
          f.increase(to, op("i32.mul", height, cRow));
        });
        f.increase(c, width * float.bytes);
        f.increase(b, panel);
        f.increase(n, -width);
      },
    );
    f.if(n, () => f.do(call(edge, c, cRow, a, tile, b, m, n, k, add, apart)));
  });
}

/** Zeros for a row of all panels, which a last odd step has; in the first panel it begins at `at`. */
function zeroRow(f: FunctionBuilder, at: Expression, panel: Local, columns: Local, width: number): void {
  const to = f.let(at);
  const j = f.let(0, "i32");
  f.count(j, columns, width, () => {
    for (let v = 0; v < VECTORS; v++) f.store("v128.store", to, splatConstant("i32x4", 0), 16 * v);
    f.increase(to, panel);
  });
}

/** The whole of a large product, with the parameters of `gemm`: block by block, of packed operands. */
export function packedFunction(module: ModuleBuilder, float: Float, packB: Callable): Callable {
  const width = VECTORS * float.lanes;
  const packA = packAFunction(module, float);
  const block = blockFunction(module, float);
  const minimum = (f: FunctionBuilder, value: Expression, limit: Local | number): Local => {
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
    const whole = (value: Expression): Expression => op("i32.and", op("i32.add", value, STEPS - 1), -STEPS);
    const blocks = f.let(op("i32.div_u", op("i32.add", k, BLOCK.depth - 1), BLOCK.depth));
    const evenly = f.let(whole(op("i32.div_u", op("i32.add", k, op("i32.sub", blocks, 1)), blocks)));
    const tile = f.let(op("i32.mul", evenly, TALL * float.bytes));
    const panel = f.let(op("i32.mul", evenly, VECTORS * 16));
    const packedA = f.let(op("i32.add", scratch, TILE_APART));
    const beyondA = op("i32.add", packedA, op("i32.mul", tile, BLOCK.tiles));
    const packedB = f.let(op("i32.and", op("i32.add", beyondA, LINE - 1), -LINE));
    const j = f.local("i32");
    f.count(j, n, BLOCK.panels * width, () => {
      const columns = minimum(f, op("i32.sub", n, j), BLOCK.panels * width);
      const p = f.let(0, "i32");
      f.count(p, k, evenly, () => {
        const depth = minimum(f, op("i32.sub", k, p), evenly);
        const bAt = op("i32.add", b, op("i32.add", op("i32.mul", p, bRow), op("i32.mul", j, bColumn)));
        f.do(call(packB, packedB, panel, bAt, bRow, bColumn, columns, depth));
        const steps = f.let(whole(read(depth)));
        f.if(op("i32.ne", steps, depth), () =>
          zeroRow(f, op("i32.add", packedB, op("i32.mul", depth, VECTORS * 16)), panel, columns, width),
        );
        const i = f.let(0, "i32");
        f.count(i, m, BLOCK.tiles * TALL, () => {
          const rows = minimum(f, op("i32.sub", m, i), BLOCK.tiles * TALL);
          const aAt = op("i32.add", a, op("i32.add", op("i32.mul", i, aRow), op("i32.mul", p, aColumn)));
          f.do(call(packA, packedA, tile, aAt, aRow, aColumn, rows, depth));
          const cAt = op("i32.add", c, op("i32.add", op("i32.mul", i, cRow), op("i32.mul", j, float.bytes)));
          f.do(call(block, cAt, cRow, packedA, tile, packedB, panel, rows, columns, steps, p, scratch));
        });
      });
    });
  };
  return module.function("packed", parameters(12), null, body);
}
