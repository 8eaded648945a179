// Written by generate.ts; change the table there.
import type { Loops1, Loops2 } from "./elementwise.ts";
import { power, scaled, sigmoid1 } from "./scalar.ts";

export const neg: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = -x; }
      { const x = xs[i + di]!; out[o + 1] = -x; }
      { const x = xs[i + 2 * di]!; out[o + 2] = -x; }
      { const x = xs[i + 3 * di]!; out[o + 3] = -x; }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = -x; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = -x; }
      { const x = xs[i + di]!; out[o + 1] = -x; }
      { const x = xs[i + 2 * di]!; out[o + 2] = -x; }
      { const x = xs[i + 3 * di]!; out[o + 3] = -x; }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = -x; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = -x; }
      { const x = xs[i + di]!; out[o + 1] = -x; }
      { const x = xs[i + 2 * di]!; out[o + 2] = -x; }
      { const x = xs[i + 3 * di]!; out[o + 3] = -x; }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = -x; }
  },
  single: (x: number): number => -x,
};

export const exp: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.exp(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.exp(x); }
  },
  int32: null,
  single: (x: number): number => Math.exp(x),
};

export const log: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.log(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.log(x); }
  },
  int32: null,
  single: (x: number): number => Math.log(x),
};

export const sqrt: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = Math.sqrt(x); }
      { const x = xs[i + di]!; out[o + 1] = Math.sqrt(x); }
      { const x = xs[i + 2 * di]!; out[o + 2] = Math.sqrt(x); }
      { const x = xs[i + 3 * di]!; out[o + 3] = Math.sqrt(x); }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.sqrt(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = Math.sqrt(x); }
      { const x = xs[i + di]!; out[o + 1] = Math.sqrt(x); }
      { const x = xs[i + 2 * di]!; out[o + 2] = Math.sqrt(x); }
      { const x = xs[i + 3 * di]!; out[o + 3] = Math.sqrt(x); }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.sqrt(x); }
  },
  int32: null,
  single: (x: number): number => Math.sqrt(x),
};

export const square: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = x * x; }
      { const x = xs[i + di]!; out[o + 1] = x * x; }
      { const x = xs[i + 2 * di]!; out[o + 2] = x * x; }
      { const x = xs[i + 3 * di]!; out[o + 3] = x * x; }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x * x; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = x * x; }
      { const x = xs[i + di]!; out[o + 1] = x * x; }
      { const x = xs[i + 2 * di]!; out[o + 2] = x * x; }
      { const x = xs[i + 3 * di]!; out[o + 3] = x * x; }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x * x; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = Math.imul(x, x); }
      { const x = xs[i + di]!; out[o + 1] = Math.imul(x, x); }
      { const x = xs[i + 2 * di]!; out[o + 2] = Math.imul(x, x); }
      { const x = xs[i + 3 * di]!; out[o + 3] = Math.imul(x, x); }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.imul(x, x); }
  },
  single: (x: number): number => x * x,
};

export const tanh: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.tanh(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.tanh(x); }
  },
  int32: null,
  single: (x: number): number => Math.tanh(x),
};

export const sin: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.sin(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.sin(x); }
  },
  int32: null,
  single: (x: number): number => Math.sin(x),
};

export const cos: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.cos(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.cos(x); }
  },
  int32: null,
  single: (x: number): number => Math.cos(x),
};

export const abs: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = Math.abs(x); }
      { const x = xs[i + di]!; out[o + 1] = Math.abs(x); }
      { const x = xs[i + 2 * di]!; out[o + 2] = Math.abs(x); }
      { const x = xs[i + 3 * di]!; out[o + 3] = Math.abs(x); }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.abs(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = Math.abs(x); }
      { const x = xs[i + di]!; out[o + 1] = Math.abs(x); }
      { const x = xs[i + 2 * di]!; out[o + 2] = Math.abs(x); }
      { const x = xs[i + 3 * di]!; out[o + 3] = Math.abs(x); }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.abs(x); }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = Math.abs(x); }
      { const x = xs[i + di]!; out[o + 1] = Math.abs(x); }
      { const x = xs[i + 2 * di]!; out[o + 2] = Math.abs(x); }
      { const x = xs[i + 3 * di]!; out[o + 3] = Math.abs(x); }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.abs(x); }
  },
  single: (x: number): number => Math.abs(x),
};

export const sign: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
      { const x = xs[i + di]!; out[o + 1] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
      { const x = xs[i + 2 * di]!; out[o + 2] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
      { const x = xs[i + 3 * di]!; out[o + 3] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
      { const x = xs[i + di]!; out[o + 1] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
      { const x = xs[i + 2 * di]!; out[o + 2] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
      { const x = xs[i + 3 * di]!; out[o + 3] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
      { const x = xs[i + di]!; out[o + 1] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
      { const x = xs[i + 2 * di]!; out[o + 2] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
      { const x = xs[i + 3 * di]!; out[o + 3] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
  },
  single: (x: number): number => x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x,
};

export const sigmoid: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = sigmoid1(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = sigmoid1(x); }
  },
  int32: null,
  single: (x: number): number => sigmoid1(x),
};

export const relu: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = x > 0 || x !== x ? x : 0; }
      { const x = xs[i + di]!; out[o + 1] = x > 0 || x !== x ? x : 0; }
      { const x = xs[i + 2 * di]!; out[o + 2] = x > 0 || x !== x ? x : 0; }
      { const x = xs[i + 3 * di]!; out[o + 3] = x > 0 || x !== x ? x : 0; }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 || x !== x ? x : 0; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = x > 0 || x !== x ? x : 0; }
      { const x = xs[i + di]!; out[o + 1] = x > 0 || x !== x ? x : 0; }
      { const x = xs[i + 2 * di]!; out[o + 2] = x > 0 || x !== x ? x : 0; }
      { const x = xs[i + 3 * di]!; out[o + 3] = x > 0 || x !== x ? x : 0; }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 || x !== x ? x : 0; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di) {
      { const x = xs[i]!; out[o] = x > 0 ? x : 0; }
      { const x = xs[i + di]!; out[o + 1] = x > 0 ? x : 0; }
      { const x = xs[i + 2 * di]!; out[o + 2] = x > 0 ? x : 0; }
      { const x = xs[i + 3 * di]!; out[o + 3] = x > 0 ? x : 0; }
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 ? x : 0; }
  },
  single: (x: number): number => x > 0 || x !== x ? x : 0,
};

export const add: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x + y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x + y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x + y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x + y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x + y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x + y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x + y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x + y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x + y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x + y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x + y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x + y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x + y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x + y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x + y; }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    for (let row = 0; row < m; row++, o += ro, i += ri, j += rj) {
      for (let at = o, p = i, q = j; at < o + n; at++, p += di, q += dj) { const x = xs[p]!; const y = ys[q]!; out[at] = x + y; }
    }
  },
  single: (x: number, y: number): number => x + y,
};

export const sub: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x - y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x - y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x - y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x - y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x - y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x - y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x - y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x - y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x - y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x - y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x - y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x - y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x - y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x - y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x - y; }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    for (let row = 0; row < m; row++, o += ro, i += ri, j += rj) {
      for (let at = o, p = i, q = j; at < o + n; at++, p += di, q += dj) { const x = xs[p]!; const y = ys[q]!; out[at] = x - y; }
    }
  },
  single: (x: number, y: number): number => x - y,
};

export const mul: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x * y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x * y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x * y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x * y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x * y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x * y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x * y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x * y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x * y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x * y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = Math.imul(x, y); }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = Math.imul(x, y); }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = Math.imul(x, y); }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = Math.imul(x, y); }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = Math.imul(x, y); }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    for (let row = 0; row < m; row++, o += ro, i += ri, j += rj) {
      for (let at = o, p = i, q = j; at < o + n; at++, p += di, q += dj) { const x = xs[p]!; const y = ys[q]!; out[at] = x * y; }
    }
  },
  single: (x: number, y: number): number => x * y,
};

export const div: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x / y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x / y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x / y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x / y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x / y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x / y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x / y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x / y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x / y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x / y; }
  },
  int32: null,
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    for (let row = 0; row < m; row++, o += ro, i += ri, j += rj) {
      for (let at = o, p = i, q = j; at < o + n; at++, p += di, q += dj) { const x = xs[p]!; const y = ys[q]!; out[at] = x / y; }
    }
  },
  single: (x: number, y: number): number => x / y,
};

export const pow: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = power(x, y); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = power(x, y); }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = power(x, y); }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    for (let row = 0; row < m; row++, o += ro, i += ri, j += rj) {
      for (let at = o, p = i, q = j; at < o + n; at++, p += di, q += dj) { const x = xs[p]!; const y = ys[q]!; out[at] = power(x, y); }
    }
  },
  single: (x: number, y: number): number => power(x, y),
};

export const maximum: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x > y || x !== x ? x : y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x > y || x !== x ? x : y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x > y || x !== x ? x : y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x > y || x !== x ? x : y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y || x !== x ? x : y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x > y || x !== x ? x : y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x > y || x !== x ? x : y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x > y || x !== x ? x : y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x > y || x !== x ? x : y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y || x !== x ? x : y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x > y ? x : y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x > y ? x : y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x > y ? x : y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x > y ? x : y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y ? x : y; }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    for (let row = 0; row < m; row++, o += ro, i += ri, j += rj) {
      for (let at = o, p = i, q = j; at < o + n; at++, p += di, q += dj) { const x = xs[p]!; const y = ys[q]!; out[at] = x > y || x !== x ? x : y; }
    }
  },
  single: (x: number, y: number): number => x > y || x !== x ? x : y,
};

export const minimum: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x < y || x !== x ? x : y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x < y || x !== x ? x : y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x < y || x !== x ? x : y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x < y || x !== x ? x : y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y || x !== x ? x : y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x < y || x !== x ? x : y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x < y || x !== x ? x : y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x < y || x !== x ? x : y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x < y || x !== x ? x : y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y || x !== x ? x : y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x < y ? x : y; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x < y ? x : y; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x < y ? x : y; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x < y ? x : y; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y ? x : y; }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    for (let row = 0; row < m; row++, o += ro, i += ri, j += rj) {
      for (let at = o, p = i, q = j; at < o + n; at++, p += di, q += dj) { const x = xs[p]!; const y = ys[q]!; out[at] = x < y || x !== x ? x : y; }
    }
  },
  single: (x: number, y: number): number => x < y || x !== x ? x : y,
};

export const scale: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = scaled(x, y); }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = scaled(x, y); }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = scaled(x, y); }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = scaled(x, y); }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = scaled(x, y); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = scaled(x, y); }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = scaled(x, y); }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = scaled(x, y); }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = scaled(x, y); }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = scaled(x, y); }
  },
  int32: null,
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    for (let row = 0; row < m; row++, o += ro, i += ri, j += rj) {
      for (let at = o, p = i, q = j; at < o + n; at++, p += di, q += dj) { const x = xs[p]!; const y = ys[q]!; out[at] = scaled(x, y); }
    }
  },
  single: (x: number, y: number): number => scaled(x, y),
};

export const scaleBySigmoidSlope: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = scaled(x, y * (1 - y)); }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = scaled(x, y * (1 - y)); }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = scaled(x, y * (1 - y)); }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = scaled(x, y * (1 - y)); }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = scaled(x, y * (1 - y)); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = scaled(x, y * (1 - y)); }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = scaled(x, y * (1 - y)); }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = scaled(x, y * (1 - y)); }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = scaled(x, y * (1 - y)); }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = scaled(x, y * (1 - y)); }
  },
  int32: null,
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    for (let row = 0; row < m; row++, o += ro, i += ri, j += rj) {
      for (let at = o, p = i, q = j; at < o + n; at++, p += di, q += dj) { const x = xs[p]!; const y = ys[q]!; out[at] = scaled(x, y * (1 - y)); }
    }
  },
  single: (x: number, y: number): number => scaled(x, y * (1 - y)),
};

export const scaleByTanhSlope: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = scaled(x, 1 - y * y); }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = scaled(x, 1 - y * y); }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = scaled(x, 1 - y * y); }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = scaled(x, 1 - y * y); }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = scaled(x, 1 - y * y); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = scaled(x, 1 - y * y); }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = scaled(x, 1 - y * y); }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = scaled(x, 1 - y * y); }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = scaled(x, 1 - y * y); }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = scaled(x, 1 - y * y); }
  },
  int32: null,
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    for (let row = 0; row < m; row++, o += ro, i += ri, j += rj) {
      for (let at = o, p = i, q = j; at < o + n; at++, p += di, q += dj) { const x = xs[p]!; const y = ys[q]!; out[at] = scaled(x, 1 - y * y); }
    }
  },
  single: (x: number, y: number): number => scaled(x, 1 - y * y),
};

export const greater: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x > y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x > y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x > y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x > y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y ? 1 : 0; }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x > y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x > y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x > y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x > y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y ? 1 : 0; }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x > y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x > y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x > y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x > y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y ? 1 : 0; }
  },
  single: (x: number, y: number): number => x > y ? 1 : 0,
};

export const greaterEqual: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x >= y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x >= y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x >= y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x >= y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x >= y ? 1 : 0; }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x >= y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x >= y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x >= y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x >= y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x >= y ? 1 : 0; }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x >= y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x >= y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x >= y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x >= y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x >= y ? 1 : 0; }
  },
  single: (x: number, y: number): number => x >= y ? 1 : 0,
};

export const less: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x < y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x < y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x < y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x < y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y ? 1 : 0; }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x < y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x < y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x < y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x < y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y ? 1 : 0; }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x < y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x < y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x < y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x < y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y ? 1 : 0; }
  },
  single: (x: number, y: number): number => x < y ? 1 : 0,
};

export const lessEqual: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x <= y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x <= y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x <= y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x <= y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x <= y ? 1 : 0; }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x <= y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x <= y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x <= y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x <= y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x <= y ? 1 : 0; }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x <= y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x <= y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x <= y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x <= y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x <= y ? 1 : 0; }
  },
  single: (x: number, y: number): number => x <= y ? 1 : 0,
};

export const equal: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x === y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x === y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x === y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x === y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x === y ? 1 : 0; }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x === y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x === y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x === y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x === y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x === y ? 1 : 0; }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x === y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x === y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x === y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x === y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x === y ? 1 : 0; }
  },
  single: (x: number, y: number): number => x === y ? 1 : 0,
};

export const notEqual: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x !== y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x !== y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x !== y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x !== y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x !== y ? 1 : 0; }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x !== y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x !== y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x !== y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x !== y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x !== y ? 1 : 0; }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (const last = end - 3; o < last; o += 4, i += 4 * di, j += 4 * dj) {
      { const x = xs[i]!; const y = ys[j]!; out[o] = x !== y ? 1 : 0; }
      { const x = xs[i + di]!; const y = ys[j + dj]!; out[o + 1] = x !== y ? 1 : 0; }
      { const x = xs[i + 2 * di]!; const y = ys[j + 2 * dj]!; out[o + 2] = x !== y ? 1 : 0; }
      { const x = xs[i + 3 * di]!; const y = ys[j + 3 * dj]!; out[o + 3] = x !== y ? 1 : 0; }
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x !== y ? 1 : 0; }
  },
  single: (x: number, y: number): number => x !== y ? 1 : 0,
};
