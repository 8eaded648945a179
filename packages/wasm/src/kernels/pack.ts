import { type Callable, type Local, op, opAt, shuffle } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { Float } from "./float.ts";
import { byHeight, eachTile, STEPS, TALL } from "./packedTile.ts";
import { parameters, VECTORS } from "./tile.ts";

/** Square blocks of numbers, turned: of vectors that hold rows, those that hold columns. */
function transposed(f: FunctionBuilder, rows: readonly Local[]): Local[] {
  const mix = (lanes: readonly number[], a: Local, b: Local): Local => f.let(shuffle(lanes, a, b));
  if (rows.length === 2) {
    const [a, b] = rows as [Local, Local];
    return [mix([0, 2], a, b), mix([1, 3], a, b)];
  }
  const [a, b, c, d] = rows as [Local, Local, Local, Local];
  const [front, back] = [
    [mix([0, 4, 1, 5], a, b), mix([0, 4, 1, 5], c, d)],
    [mix([2, 6, 3, 7], a, b), mix([2, 6, 3, 7], c, d)],
  ] as const;
  return [front, back].flatMap(([upper, lower]) => [mix([0, 2], upper!, lower!), mix([1, 3], upper!, lower!)]);
}

/** Copies numbers from several places, all of which move by a step, so that they stand beside each other; `count` times. */
function interleave(
  f: FunctionBuilder,
  { bytes, lanes, scalar, storeLane }: Float,
  to: Local,
  places: readonly Local[],
  step: Local,
  count: Local,
): void {
  const width = places.length * bytes;
  const rounds = (steps: number, body: () => void): void =>
    f.while(
      () => op("i32.ge_s", count, steps),
      () => {
        body();
        for (const at of places) f.increase(at, steps === 1 ? step : steps * bytes);
        f.increase(to, steps * width);
        f.increase(count, -steps);
      },
    );
  // Where each place has its numbers beside each other: a vector of each, and as many of them as fill a square turned.
  if (places.length >= lanes) {
    f.if(op("i32.eq", step, bytes), () =>
      rounds(lanes, () => {
        for (let first = 0; first < places.length; first += lanes) {
          const vectors = places.slice(first, first + lanes).map((at) => f.let(op("v128.load", at)));
          if (vectors.length === lanes) {
            for (const [d, column] of transposed(f, vectors).entries()) {
              f.store("v128.store", to, column, d * width + first * bytes);
            }
            continue;
          }
          for (const [i, vector] of vectors.entries()) {
            for (let d = 0; d < lanes; d++) {
              f.do(opAt({ offset: d * width + (first + i) * bytes, lane: d }, storeLane, to, vector));
            }
          }
        }
      }),
    );
  }
  rounds(1, () => {
    for (const [i, at] of places.entries()) {
      f.store(`${scalar}.store`, to, op(`${scalar}.load`, at), i * bytes);
    }
  });
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

/** Copies some rows of A so that the numbers of each column lie beside each other, with zeros for a last odd step. */
function packTileFunction(module: ModuleBuilder, float: Float, height: number): Callable {
  return module.function(`packTile${height}`, parameters(5), null, (f, to, a, aRow, aColumn, k) => {
    const odd = f.let(op("i32.and", k, STEPS - 1));
    f.if(
      op("i32.eq", aRow, float.bytes),
      () => runs(f, float, to, a, height, aColumn, k),
      () => {
        const places = [f.let(a)];
        for (let r = 1; r < height; r++) places.push(f.let(op("i32.add", places[r - 1]!, aRow)));
        interleave(f, float, to, places, aColumn, k);
      },
    );
    f.if(odd, () => {
      for (let r = 0; r < height; r++) f.store(`${float.scalar}.store`, to, 0, r * float.bytes);
    });
  });
}

/** The rows of a block of A by tiles, `tile` bytes from one to the next. */
export function packAFunction(module: ModuleBuilder, float: Float): Callable {
  const packs = Array.from({ length: TALL }, (_, r) => packTileFunction(module, float, r + 1));
  return module.function("packA", parameters(7), null, (f, to, tile, a, aRow, aColumn, m, k) => {
    eachTile(f, m, (height) => {
      byHeight(f, height, [packs[0]!, ...packs], to, a, aRow, aColumn, k);
      f.increase(to, tile);
      f.increase(a, op("i32.mul", height, aRow));
    });
  });
}
