import { sizeOf } from "../shape.ts";
import { dataOf } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { broadcastStrides, cast } from "./elementwise.ts";
import { odometer } from "./reduce.ts";

/** out ← a where the condition holds, b elsewhere; all three broadcast to the shape of `out`. */
export function select(out: Tensor, condition: Tensor, a: Tensor, b: Tensor): void {
  const x = a.dtype === out.dtype ? a : cast(a, out.dtype);
  const y = b.dtype === out.dtype ? b : cast(b, out.dtype);
  const [to, cs, xs, ys] = [dataOf(out), dataOf(condition), dataOf(x), dataOf(y)];
  const { shape } = out;
  const last = shape.length - 1;
  if (sizeOf(shape) === 0) return;
  if (last < 0) {
    to[out.offset] = cs[condition.offset] !== 0 ? xs[x.offset]! : ys[y.offset]!;
    return;
  }
  const [dc, dx, dy] = [broadcastStrides(condition, shape), broadcastStrides(x, shape), broadcastStrides(y, shape)];
  const n = shape[last]!;
  const outer = shape.map((_, d) => d).slice(0, last);
  // Three walks in step: the second and third are followed through their own strides from row to row.
  const rowsOf = (strides: readonly number[], offset: number): number[] => {
    const rows: number[] = [];
    odometer(shape, strides, outer, offset, (place) => rows.push(place));
    return rows;
  };
  const [rc, rx, ry] = [rowsOf(dc, condition.offset), rowsOf(dx, x.offset), rowsOf(dy, y.offset)];
  const loop = to instanceof Float64Array && xs instanceof Float64Array && ys instanceof Float64Array ? choose64 : null;
  let o = out.offset;
  for (let row = 0; row < rc.length; row++) {
    let [c, i, j] = [rc[row]!, rx[row]!, ry[row]!];
    if (loop !== null && cs instanceof Uint8Array) {
      loop(
        to as Float64Array,
        o,
        cs,
        c,
        dc[last]!,
        xs as Float64Array,
        i,
        dx[last]!,
        ys as Float64Array,
        j,
        dy[last]!,
        n,
      );
      o += n;
      continue;
    }
    for (let k = 0; k < n; k++, c += dc[last]!, i += dx[last]!, j += dy[last]!) to[o++] = cs[c] !== 0 ? xs[i]! : ys[j]!;
  }
}

/** Both numbers of a place, of which one is taken: so there is no branch for a processor to guess wrongly. */
const both: Float64Array = /* @__PURE__ */ new Float64Array(2);

function choose64(
  to: Float64Array,
  o: number,
  cs: Uint8Array,
  c: number,
  dc: number,
  xs: Float64Array,
  i: number,
  dx: number,
  ys: Float64Array,
  j: number,
  dy: number,
  n: number,
): void {
  for (let k = 0; k < n; k++, c += dc, i += dx, j += dy) {
    both[0] = ys[j]!;
    both[1] = xs[i]!;
    to[o + k] = both[+(cs[c] !== 0)]!;
  }
}
