// Written by generate.ts; change the table there.
import type { Loops1, Loops2 } from "./elementwise.ts";
import { erf1, erfc1 } from "./errorFunction.ts";
import { power, sigmoid1 } from "./scalar.ts";

export const neg: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = -x; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = -x; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = -x; }
  },
  single: (x: number): number => -x,
};

export const exp: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.exp(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.exp(x); }
  },
  int32: null,
  single: (x: number): number => Math.exp(x),
};

export const log: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.log(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.log(x); }
  },
  int32: null,
  single: (x: number): number => Math.log(x),
};

export const sqrt: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.sqrt(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.sqrt(x); }
  },
  int32: null,
  single: (x: number): number => Math.sqrt(x),
};

export const square: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = x * x; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = x * x; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.imul(x, x); }
  },
  single: (x: number): number => x * x,
};

export const tanh: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.tanh(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.tanh(x); }
  },
  int32: null,
  single: (x: number): number => Math.tanh(x),
};

export const sin: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.sin(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.sin(x); }
  },
  int32: null,
  single: (x: number): number => Math.sin(x),
};

export const cos: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.cos(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.cos(x); }
  },
  int32: null,
  single: (x: number): number => Math.cos(x),
};

export const abs: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.abs(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.abs(x); }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.abs(x); }
  },
  single: (x: number): number => Math.abs(x),
};

export const sign: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
  },
  single: (x: number): number => x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x,
};

export const sigmoid: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = sigmoid1(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = sigmoid1(x); }
  },
  int32: null,
  single: (x: number): number => sigmoid1(x),
};

export const erf: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = erf1(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = erf1(x); }
  },
  int32: null,
  single: (x: number): number => erf1(x),
};

export const erfc: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = erfc1(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = erfc1(x); }
  },
  int32: null,
  single: (x: number): number => erfc1(x),
};

export const sigmoidSlope: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = x * (1 - x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = x * (1 - x); }
  },
  int32: null,
  single: (x: number): number => x * (1 - x),
};

export const tanhSlope: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = 1 - x * x; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = 1 - x * x; }
  },
  int32: null,
  single: (x: number): number => 1 - x * x,
};

export const relu: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 || x !== x ? x : 0; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 || x !== x ? x : 0; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 ? x : 0; }
  },
  single: (x: number): number => x > 0 || x !== x ? x : 0,
};

export const add: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x + y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x + y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x + y; }
  },
  single: (x: number, y: number): number => x + y,
};

export const sub: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x - y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x - y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x - y; }
  },
  single: (x: number, y: number): number => x - y,
};

export const mul: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x * y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x * y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = Math.imul(x, y); }
  },
  single: (x: number, y: number): number => x * y,
};

export const div: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x / y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x / y; }
  },
  int32: null,
  single: (x: number, y: number): number => x / y,
};

export const pow: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = power(x, y); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = power(x, y); }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = power(x, y); }
  },
  single: (x: number, y: number): number => power(x, y),
};

export const maximum: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y || x !== x ? x : y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y || x !== x ? x : y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y ? x : y; }
  },
  single: (x: number, y: number): number => x > y || x !== x ? x : y,
};

export const minimum: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y || x !== x ? x : y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y || x !== x ? x : y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y ? x : y; }
  },
  single: (x: number, y: number): number => x < y || x !== x ? x : y,
};

export const scale: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x === 0 || y === 0 ? 0 : x * y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x === 0 || y === 0 ? 0 : x * y; }
  },
  int32: null,
  single: (x: number, y: number): number => x === 0 || y === 0 ? 0 : x * y,
};

export const greater: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y ? 1 : 0; }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y ? 1 : 0; }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y ? 1 : 0; }
  },
  single: (x: number, y: number): number => x > y ? 1 : 0,
};

export const greaterEqual: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x >= y ? 1 : 0; }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x >= y ? 1 : 0; }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x >= y ? 1 : 0; }
  },
  single: (x: number, y: number): number => x >= y ? 1 : 0,
};

export const less: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y ? 1 : 0; }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y ? 1 : 0; }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y ? 1 : 0; }
  },
  single: (x: number, y: number): number => x < y ? 1 : 0,
};

export const lessEqual: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x <= y ? 1 : 0; }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x <= y ? 1 : 0; }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x <= y ? 1 : 0; }
  },
  single: (x: number, y: number): number => x <= y ? 1 : 0,
};

export const equal: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x === y ? 1 : 0; }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x === y ? 1 : 0; }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x === y ? 1 : 0; }
  },
  single: (x: number, y: number): number => x === y ? 1 : 0,
};

export const notEqual: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x !== y ? 1 : 0; }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x !== y ? 1 : 0; }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    for (const end = o + n; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x !== y ? 1 : 0; }
  },
  single: (x: number, y: number): number => x !== y ? 1 : 0,
};
