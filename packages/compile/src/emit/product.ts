import {
  type Expression,
  FLOATS,
  type Float,
  type FunctionBuilder,
  type Local,
  op,
  opAt,
  splatConstant,
} from "@wengert/wasm";
import type { View } from "../lower/layout.ts";
import type { GemmStep } from "../lower/steps.ts";

/** A matrix in memory: its first number's address, and the bytes from row to row and from column to column. */
export interface Matrix {
  readonly at: number;
  readonly row: number;
  readonly column: number;
}

/** C ← A B of known sizes, C of m rows and n columns, A of k columns. */
export interface Product {
  readonly dtype: "float64" | "float32";
  readonly c: Matrix;
  readonly a: Matrix;
  readonly b: Matrix;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** One way to write a product: about how many instructions it will run, and what writes it. */
export interface Way {
  readonly cost: number;
  write(f: FunctionBuilder): void;
}

/** Vectors that may stay in registers beside those that are worked with: x64 has 16 in all. */
const HELD = 12;
/** A tile of sums: as many vectors side by side, and as many in all. With more of them V8 spills. */
const TILE = { vectors: 4, registers: 8 } as const;
/** So many loops one after the other, each over a part of the result; more would be much code. */
const PANELS = 4;
/** Larger products are the kernel's, which packs its operands. */
const LARGEST = 2 ** 15;
/** Instructions for a round of a loop, and for a call of the kernel: its sizes are looked at as it runs. */
const ROUND = 3;
const CALL = 150;

/**
 * The best way to write a small product with what is known of it: which operand stays in registers, which way the
 * vectors go, with addresses that are constants. Products of small nets have a side of 3, 4 or 8, for which the kernel's
 * tiles are large.
 *
 * @returns null where the kernel is to be called.
 */
export function wayOf(product: Product): Way | null {
  const { m, n, k, dtype } = product;
  if (m * n * k > LARGEST || m * n * k === 0) return null;
  const turned = transposed(product);
  let best: Way | null = null;
  for (const way of [held(product), held(turned), summed(product), summed(turned), dotted(product), dotted(turned)]) {
    if (way !== null && (best === null || way.cost < best.cost)) best = way;
  }
  return best !== null && best.cost <= costOfKernel(m, n, k, FLOATS[dtype].lanes) ? best : null;
}

/** The same of a step of a program; null also where it is many products. */
export function wayOfStep({ a, b, c, dtype }: GemmStep): Way | null {
  if (c.shape.length !== 2) return null;
  const { bytes } = FLOATS[dtype];
  const matrix = ({ buffer, offset, strides }: View): Matrix => ({
    at: buffer.address + offset * bytes,
    row: strides[0]! * bytes,
    column: strides[1]! * bytes,
  });
  const [m, n, k] = [c.shape[0]!, c.shape[1]!, a.shape[1]!];
  return wayOf({ dtype, a: matrix(a), b: matrix(b), c: matrix(c), m, n, k });
}

/** The same numbers as Cᵀ ← Bᵀ Aᵀ. */
function transposed({ dtype, a, b, c, m, n, k }: Product): Product {
  const turn = ({ at, row, column }: Matrix): Matrix => ({ at, row: column, column: row });
  return { dtype, c: turn(c), a: turn(b), b: turn(a), m: n, n: m, k };
}

/** The kernel's tiles have 4 rows and 2 vectors of columns. */
function costOfKernel(m: number, n: number, k: number, lanes: number): number {
  const rows = Math.ceil(m / 4);
  const [pairs, rest] = [Math.floor(n / (2 * lanes)), n % (2 * lanes)];
  const width = rest === 0 ? 0 : rest <= lanes ? 1 : 2;
  const tile = (vectors: number): number => k * (vectors + 4 + 8 * vectors + 4 + ROUND) + 20;
  return CALL + rows * (pairs * tile(2) + (width === 0 ? 0 : tile(width)));
}

/** Instructions that load or store a vector whose numbers lie `step` bytes apart, the first `valid` of it. */
function costOfVector({ bytes, lanes }: Float, step: number, valid: number): number {
  return step === bytes && valid === lanes ? 1 : valid;
}

/** A place that moves by some bytes each round. */
interface Walk {
  readonly pointer: Local;
  readonly step: number;
  /** Where it starts, so that it never falls below 0; taken off from the addresses that it is added to. */
  readonly start: number;
}

function walk(f: FunctionBuilder, step: number, rounds: number): Walk {
  const start = step < 0 ? -step * (rounds - 1) : 0;
  return { pointer: f.let(start, "i32"), step, start };
}

/** The first `valid` numbers from an address on, `step` bytes apart. */
function loadVector(f: FunctionBuilder, float: Float, from: Walk, place: number, step: number, valid: number): Local {
  const [pointer, at] = [from.pointer, place - from.start];
  // What is read beyond the end of a row is not used, and every buffer has room behind it.
  if (step === float.bytes) return f.let(opAt({ offset: at }, "v128.load", pointer));
  const vector = f.let(opAt({ offset: at }, float.loadSplat, pointer));
  for (let lane = 1; lane < valid; lane++) {
    f.set(vector, opAt({ offset: at + lane * step, lane }, `v128.load${8 * float.bytes}_lane`, pointer, vector));
  }
  return vector;
}

function storeVector(
  f: FunctionBuilder,
  float: Float,
  to: Walk,
  place: number,
  step: number,
  valid: number,
  vector: Local,
): void {
  const [pointer, at] = [to.pointer, place - to.start];
  if (step === float.bytes && valid === float.lanes) {
    f.store("v128.store", pointer, vector, at);
    return;
  }
  for (let lane = 0; lane < valid; lane++) {
    f.do(opAt({ offset: at + lane * step, lane }, float.storeLane, pointer, vector));
  }
}

/** One number in all lanes. */
function loadSplat(f: FunctionBuilder, float: Float, { pointer, start }: Walk, place: number): Local {
  return f.let(opAt({ offset: place - start }, float.loadSplat, pointer));
}

/** Repeats, with places that move each round. */
function repeat(f: FunctionBuilder, times: number, walks: readonly Walk[], body: () => void): void {
  if (times === 1) {
    body();
    return;
  }
  const left = f.let(times, "i32");
  f.loop((again) => {
    body();
    for (const { pointer, step } of new Set(walks)) if (step !== 0) f.increase(pointer, step);
    f.increase(left, -1);
    f.branchIf(left, again);
  });
}

/** The columns of a matrix by vectors: where each begins, and how many numbers of it count. */
function vectorsOf(n: number, lanes: number): readonly { readonly column: number; readonly valid: number }[] {
  return Array.from({ length: Math.ceil(n / lanes) }, (_, v) => ({
    column: v * lanes,
    valid: Math.min(lanes, n - v * lanes),
  }));
}

function partsOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}

/** sum + a·b, or a·b where there is no sum yet. */
function plusProduct(float: Float, sum: Local | null, a: Local | Expression, b: Local): Expression {
  const product = op(`${float.vector}.mul`, a, b);
  return sum === null ? product : op(`${float.vector}.add`, sum, product);
}

/** B stays in registers, some columns of it at a time; row by row of A and C. */
function held({ dtype, a, b, c, m, n, k }: Product): Way | null {
  const float = FLOATS[dtype];
  if (k > HELD) return null;
  const vectors = vectorsOf(n, float.lanes);
  const count = Math.ceil(vectors.length / Math.floor(HELD / k));
  if (count > PANELS) return null;
  const panels = partsOf(vectors, Math.ceil(vectors.length / count));
  const panelCost = (panel: typeof vectors): number => {
    const loads = k * panel.reduce((sum, { valid }) => sum + costOfVector(float, b.column, valid), 0);
    const stores = panel.reduce((sum, { valid }) => sum + costOfVector(float, c.column, valid), 0);
    return loads + m * (k + panel.length * (2 * k - 1) + stores + ROUND + 1);
  };
  const write = (f: FunctionBuilder): void => {
    for (const panel of panels) {
      const nowhere = walk(f, 0, 1);
      const from = walk(f, a.row, m);
      const to = a.row === c.row ? from : walk(f, c.row, m);
      const held = Array.from({ length: k }, (_, l) =>
        panel.map(({ column, valid }) =>
          loadVector(f, float, nowhere, b.at + l * b.row + column * b.column, b.column, valid),
        ),
      );
      repeat(f, m, [from, to], () => {
        const sums: (Local | null)[] = panel.map(() => null);
        for (let l = 0; l < k; l++) {
          const number = loadSplat(f, float, from, a.at + l * a.column);
          panel.forEach((_, v) => {
            sums[v] = f.let(plusProduct(float, sums[v]!, number, held[l]![v]!));
          });
        }
        panel.forEach(({ column, valid }, v) => {
          storeVector(f, float, to, c.at + column * c.column, c.column, valid, sums[v]!);
        });
      });
    }
  };
  return { cost: panels.reduce((sum, panel) => sum + panelCost(panel), 0), write };
}

/** The sums stay in registers, some rows and columns of C at a time, while the depth is gone through. */
function summed({ dtype, a, b, c, m, n, k }: Product): Way | null {
  const float = FLOATS[dtype];
  const panels = partsOf(vectorsOf(n, float.lanes), TILE.vectors);
  const height = Math.max(1, Math.floor(TILE.registers / panels[0]!.length));
  // Tiles of even height: 4 rows are better done as 2 and 2 than as 3 and 1.
  const rows = Math.ceil(m / Math.ceil(m / height));
  const bands = partsOf([...new Array(m).keys()], rows);
  if (panels.length * bands.length > PANELS) return null;
  let cost = 0;
  for (const panel of panels) {
    const loads = panel.reduce((sum, { valid }) => sum + costOfVector(float, b.column, valid), 0);
    const stores = panel.reduce((sum, { valid }) => sum + costOfVector(float, c.column, valid), 0);
    for (const band of bands) {
      cost += k * (loads + band.length * (1 + 2 * panel.length) + ROUND + 1) + band.length * (stores + panel.length);
    }
  }
  const write = (f: FunctionBuilder): void => {
    for (const panel of panels) {
      for (const band of bands) {
        const nowhere = walk(f, 0, 1);
        const left = walk(f, a.column, k);
        const right = a.column === b.row ? left : walk(f, b.row, k);
        const sums = band.map(() => panel.map(() => f.let(splatConstant(float.vector, 0))));
        repeat(f, k, [left, right], () => {
          const vectors = panel.map(({ column, valid }) =>
            loadVector(f, float, right, b.at + column * b.column, b.column, valid),
          );
          band.forEach((row, r) => {
            const number = loadSplat(f, float, left, a.at + row * a.row);
            panel.forEach((_, v) => {
              f.set(sums[r]![v]!, plusProduct(float, sums[r]![v]!, number, vectors[v]!));
            });
          });
        });
        band.forEach((row, r) => {
          panel.forEach(({ column, valid }, v) => {
            storeVector(f, float, nowhere, c.at + row * c.row + column * c.column, c.column, valid, sums[r]![v]!);
          });
        });
      }
    }
  };
  return { cost, write };
}

/** The columns of B stay in registers, each number of C is a scalar product of vectors along the depth. */
function dotted({ dtype, a, b, c, m, n, k }: Product): Way | null {
  const float = FLOATS[dtype];
  const depth = k / float.lanes;
  if (a.column !== float.bytes || !Number.isInteger(depth) || n * depth > HELD) return null;
  const loads = n * depth * costOfVector(float, b.row, float.lanes);
  const cost = loads + m * (depth + n * (2 * depth - 1 + 2 * (float.lanes - 1) + 1) + ROUND + 1);
  const write = (f: FunctionBuilder): void => {
    const [nowhere, from, to] = [walk(f, 0, 1), walk(f, a.row, m), walk(f, c.row, m)];
    const held = Array.from({ length: n }, (_, column) =>
      Array.from({ length: depth }, (_, d) =>
        loadVector(f, float, nowhere, b.at + column * b.column + d * float.lanes * b.row, b.row, float.lanes),
      ),
    );
    repeat(f, m, [from, to], () => {
      const rows = Array.from({ length: depth }, (_, d) =>
        loadVector(f, float, from, a.at + 16 * d, float.bytes, float.lanes),
      );
      for (let column = 0; column < n; column++) {
        let sum: Local | null = null;
        for (let d = 0; d < depth; d++) sum = f.let(plusProduct(float, sum, rows[d]!, held[column]![d]!));
        let total = op(`${float.vector}.extract_lane`, sum!);
        for (let lane = 1; lane < float.lanes; lane++) {
          total = op(`${float.scalar}.add`, total, opAt({ lane }, `${float.vector}.extract_lane`, sum!));
        }
        f.store(`${float.scalar}.store`, to.pointer, total, c.at + column * c.column - to.start);
      }
    });
  };
  return { cost, write };
}
