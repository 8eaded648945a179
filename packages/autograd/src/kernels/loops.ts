// Written by generate.ts; change the table there.
import { negKernel, expKernel, logKernel, sqrtKernel, squareKernel, tanhKernel, sinKernel, cosKernel, expm1Kernel, log1pKernel, absKernel, signKernel, sigmoidKernel, erfKernel, reluKernel, addKernel, subKernel, mulKernel, divKernel, powKernel, maximumKernel, minimumKernel, scaleKernel, scaleBySigmoidSlopeKernel, scaleByTanhSlopeKernel, scaleByStepKernel } from "@wengert/wasm";
import type { Loops1, Loops2 } from "./loopTypes.ts";
import { erf1, erfc1, erfcinv1, erfinv1, logNormalCdf1 } from "./errorFunction.ts";
import { gamma1, gammaln1, rgamma1 } from "./gammaFunction.ts";
import { floored, flooredQuotient, log2OfSum, logOfSum, power, sigmoid1, toEven } from "./scalar.ts";

export const neg: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = -x; }
        { const x = xs[o + a + 1]!; out[o + 1] = -x; }
        { const x = xs[o + a + 2]!; out[o + 2] = -x; }
        { const x = xs[o + a + 3]!; out[o + 3] = -x; }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = -x; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = -x; }
        { const x = xs[o + a + 1]!; out[o + 1] = -x; }
        { const x = xs[o + a + 2]!; out[o + 2] = -x; }
        { const x = xs[o + a + 3]!; out[o + 3] = -x; }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = -x; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = -x; }
  },
  single: (x: number): number => -x,
  simd: negKernel,
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
  simd: expKernel,
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
  simd: logKernel,
};

export const sqrt: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = Math.sqrt(x); }
        { const x = xs[o + a + 1]!; out[o + 1] = Math.sqrt(x); }
        { const x = xs[o + a + 2]!; out[o + 2] = Math.sqrt(x); }
        { const x = xs[o + a + 3]!; out[o + 3] = Math.sqrt(x); }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.sqrt(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = Math.sqrt(x); }
        { const x = xs[o + a + 1]!; out[o + 1] = Math.sqrt(x); }
        { const x = xs[o + a + 2]!; out[o + 2] = Math.sqrt(x); }
        { const x = xs[o + a + 3]!; out[o + 3] = Math.sqrt(x); }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.sqrt(x); }
  },
  int32: null,
  single: (x: number): number => Math.sqrt(x),
  simd: sqrtKernel,
};

export const square: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = x * x; }
        { const x = xs[o + a + 1]!; out[o + 1] = x * x; }
        { const x = xs[o + a + 2]!; out[o + 2] = x * x; }
        { const x = xs[o + a + 3]!; out[o + 3] = x * x; }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x * x; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = x * x; }
        { const x = xs[o + a + 1]!; out[o + 1] = x * x; }
        { const x = xs[o + a + 2]!; out[o + 2] = x * x; }
        { const x = xs[o + a + 3]!; out[o + 3] = x * x; }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x * x; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.imul(x, x); }
  },
  single: (x: number): number => x * x,
  simd: squareKernel,
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
  simd: tanhKernel,
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
  simd: sinKernel,
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
  simd: cosKernel,
};

export const tan: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.tan(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.tan(x); }
  },
  int32: null,
  single: (x: number): number => Math.tan(x),
  simd: null,
};

export const arcsin: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.asin(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.asin(x); }
  },
  int32: null,
  single: (x: number): number => Math.asin(x),
  simd: null,
};

export const arccos: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.acos(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.acos(x); }
  },
  int32: null,
  single: (x: number): number => Math.acos(x),
  simd: null,
};

export const arctan: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.atan(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.atan(x); }
  },
  int32: null,
  single: (x: number): number => Math.atan(x),
  simd: null,
};

export const sinh: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.sinh(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.sinh(x); }
  },
  int32: null,
  single: (x: number): number => Math.sinh(x),
  simd: null,
};

export const cosh: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.cosh(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.cosh(x); }
  },
  int32: null,
  single: (x: number): number => Math.cosh(x),
  simd: null,
};

export const arcsinh: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.asinh(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.asinh(x); }
  },
  int32: null,
  single: (x: number): number => Math.asinh(x),
  simd: null,
};

export const arccosh: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.acosh(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.acosh(x); }
  },
  int32: null,
  single: (x: number): number => Math.acosh(x),
  simd: null,
};

export const arctanh: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.atanh(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.atanh(x); }
  },
  int32: null,
  single: (x: number): number => Math.atanh(x),
  simd: null,
};

export const exp2: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = 2 ** x; }
        { const x = xs[o + a + 1]!; out[o + 1] = 2 ** x; }
        { const x = xs[o + a + 2]!; out[o + 2] = 2 ** x; }
        { const x = xs[o + a + 3]!; out[o + 3] = 2 ** x; }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = 2 ** x; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = 2 ** x; }
        { const x = xs[o + a + 1]!; out[o + 1] = 2 ** x; }
        { const x = xs[o + a + 2]!; out[o + 2] = 2 ** x; }
        { const x = xs[o + a + 3]!; out[o + 3] = 2 ** x; }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = 2 ** x; }
  },
  int32: null,
  single: (x: number): number => 2 ** x,
  simd: null,
};

export const expm1: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.expm1(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.expm1(x); }
  },
  int32: null,
  single: (x: number): number => Math.expm1(x),
  simd: expm1Kernel,
};

export const log1p: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.log1p(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.log1p(x); }
  },
  int32: null,
  single: (x: number): number => Math.log1p(x),
  simd: log1pKernel,
};

export const log2: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.log2(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.log2(x); }
  },
  int32: null,
  single: (x: number): number => Math.log2(x),
  simd: null,
};

export const log10: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.log10(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.log10(x); }
  },
  int32: null,
  single: (x: number): number => Math.log10(x),
  simd: null,
};

export const cbrt: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.cbrt(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.cbrt(x); }
  },
  int32: null,
  single: (x: number): number => Math.cbrt(x),
  simd: null,
};

export const floor: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = Math.floor(x); }
        { const x = xs[o + a + 1]!; out[o + 1] = Math.floor(x); }
        { const x = xs[o + a + 2]!; out[o + 2] = Math.floor(x); }
        { const x = xs[o + a + 3]!; out[o + 3] = Math.floor(x); }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.floor(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = Math.floor(x); }
        { const x = xs[o + a + 1]!; out[o + 1] = Math.floor(x); }
        { const x = xs[o + a + 2]!; out[o + 2] = Math.floor(x); }
        { const x = xs[o + a + 3]!; out[o + 3] = Math.floor(x); }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.floor(x); }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x; }
  },
  single: (x: number): number => Math.floor(x),
  simd: null,
};

export const ceil: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = Math.ceil(x); }
        { const x = xs[o + a + 1]!; out[o + 1] = Math.ceil(x); }
        { const x = xs[o + a + 2]!; out[o + 2] = Math.ceil(x); }
        { const x = xs[o + a + 3]!; out[o + 3] = Math.ceil(x); }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.ceil(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = Math.ceil(x); }
        { const x = xs[o + a + 1]!; out[o + 1] = Math.ceil(x); }
        { const x = xs[o + a + 2]!; out[o + 2] = Math.ceil(x); }
        { const x = xs[o + a + 3]!; out[o + 3] = Math.ceil(x); }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.ceil(x); }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x; }
  },
  single: (x: number): number => Math.ceil(x),
  simd: null,
};

export const trunc: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = Math.trunc(x); }
        { const x = xs[o + a + 1]!; out[o + 1] = Math.trunc(x); }
        { const x = xs[o + a + 2]!; out[o + 2] = Math.trunc(x); }
        { const x = xs[o + a + 3]!; out[o + 3] = Math.trunc(x); }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.trunc(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = Math.trunc(x); }
        { const x = xs[o + a + 1]!; out[o + 1] = Math.trunc(x); }
        { const x = xs[o + a + 2]!; out[o + 2] = Math.trunc(x); }
        { const x = xs[o + a + 3]!; out[o + 3] = Math.trunc(x); }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.trunc(x); }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x; }
  },
  single: (x: number): number => Math.trunc(x),
  simd: null,
};

export const rint: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = toEven(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = toEven(x); }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x; }
  },
  single: (x: number): number => toEven(x),
  simd: null,
};

export const abs: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = Math.abs(x); }
        { const x = xs[o + a + 1]!; out[o + 1] = Math.abs(x); }
        { const x = xs[o + a + 2]!; out[o + 2] = Math.abs(x); }
        { const x = xs[o + a + 3]!; out[o + 3] = Math.abs(x); }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.abs(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = Math.abs(x); }
        { const x = xs[o + a + 1]!; out[o + 1] = Math.abs(x); }
        { const x = xs[o + a + 2]!; out[o + 2] = Math.abs(x); }
        { const x = xs[o + a + 3]!; out[o + 3] = Math.abs(x); }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.abs(x); }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = Math.abs(x); }
  },
  single: (x: number): number => Math.abs(x),
  simd: absKernel,
};

export const sign: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
        { const x = xs[o + a + 1]!; out[o + 1] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
        { const x = xs[o + a + 2]!; out[o + 2] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
        { const x = xs[o + a + 3]!; out[o + 3] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
        { const x = xs[o + a + 1]!; out[o + 1] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
        { const x = xs[o + a + 2]!; out[o + 2] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
        { const x = xs[o + a + 3]!; out[o + 3] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x; }
  },
  single: (x: number): number => x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x,
  simd: signKernel,
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
  simd: sigmoidKernel,
};

export const erf: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = erf1(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = erf1(x); }
  },
  int32: null,
  single: (x: number): number => erf1(x),
  simd: erfKernel,
};

export const erfc: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = erfc1(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = erfc1(x); }
  },
  int32: null,
  single: (x: number): number => erfc1(x),
  simd: null,
};

export const erfinv: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = erfinv1(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = erfinv1(x); }
  },
  int32: null,
  single: (x: number): number => erfinv1(x),
  simd: null,
};

export const erfcinv: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = erfcinv1(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = erfcinv1(x); }
  },
  int32: null,
  single: (x: number): number => erfcinv1(x),
  simd: null,
};

export const logNormalCdf: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = logNormalCdf1(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = logNormalCdf1(x); }
  },
  int32: null,
  single: (x: number): number => logNormalCdf1(x),
  simd: null,
};

export const gamma: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = gamma1(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = gamma1(x); }
  },
  int32: null,
  single: (x: number): number => gamma1(x),
  simd: null,
};

export const gammaln: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = gammaln1(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = gammaln1(x); }
  },
  int32: null,
  single: (x: number): number => gammaln1(x),
  simd: null,
};

export const rgamma: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = rgamma1(x); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = rgamma1(x); }
  },
  int32: null,
  single: (x: number): number => rgamma1(x),
  simd: null,
};

export const relu: Loops1 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = x > 0 || x !== x ? x : 0; }
        { const x = xs[o + a + 1]!; out[o + 1] = x > 0 || x !== x ? x : 0; }
        { const x = xs[o + a + 2]!; out[o + 2] = x > 0 || x !== x ? x : 0; }
        { const x = xs[o + a + 3]!; out[o + 3] = x > 0 || x !== x ? x : 0; }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 || x !== x ? x : 0; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = x > 0 || x !== x ? x : 0; }
        { const x = xs[o + a + 1]!; out[o + 1] = x > 0 || x !== x ? x : 0; }
        { const x = xs[o + a + 2]!; out[o + 2] = x > 0 || x !== x ? x : 0; }
        { const x = xs[o + a + 3]!; out[o + 3] = x > 0 || x !== x ? x : 0; }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 || x !== x ? x : 0; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = x > 0 ? x : 0; }
  },
  single: (x: number): number => x > 0 || x !== x ? x : 0,
  simd: reluKernel,
};

export const signbit: Loops1 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = +(x < 0) | (+(x === 0) & +(1 / x < 0)); }
        { const x = xs[o + a + 1]!; out[o + 1] = +(x < 0) | (+(x === 0) & +(1 / x < 0)); }
        { const x = xs[o + a + 2]!; out[o + 2] = +(x < 0) | (+(x === 0) & +(1 / x < 0)); }
        { const x = xs[o + a + 3]!; out[o + 3] = +(x < 0) | (+(x === 0) & +(1 / x < 0)); }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = +(x < 0) | (+(x === 0) & +(1 / x < 0)); }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, n: number): void {
    const end = o + n;
    if (di === 1) {
      const a = i - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; out[o] = +(x < 0) | (+(x === 0) & +(1 / x < 0)); }
        { const x = xs[o + a + 1]!; out[o + 1] = +(x < 0) | (+(x === 0) & +(1 / x < 0)); }
        { const x = xs[o + a + 2]!; out[o + 2] = +(x < 0) | (+(x === 0) & +(1 / x < 0)); }
        { const x = xs[o + a + 3]!; out[o + 3] = +(x < 0) | (+(x === 0) & +(1 / x < 0)); }
      }
      i = o + a;
    }
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = +(x < 0) | (+(x === 0) & +(1 / x < 0)); }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di) { const x = xs[i]!; out[o] = +(x < 0); }
  },
  single: (x: number): number => +(x < 0) | (+(x === 0) & +(1 / x < 0)),
  simd: null,
};

export const add: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x + y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x + y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x + y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x + y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x + y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x + y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x + y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x + y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x + y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x + y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x + y; }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = x + y0; }
        { const x = xs[p + 1]!; out[at + 1] = x + y1; }
        { const x = xs[p + 2]!; out[at + 2] = x + y2; }
        { const x = xs[p + 3]!; out[at + 3] = x + y3; }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = x + y; }
  },
  single: (x: number, y: number): number => x + y,
  simd: addKernel,
};

export const sub: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x - y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x - y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x - y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x - y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x - y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x - y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x - y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x - y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x - y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x - y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x - y; }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = x - y0; }
        { const x = xs[p + 1]!; out[at + 1] = x - y1; }
        { const x = xs[p + 2]!; out[at + 2] = x - y2; }
        { const x = xs[p + 3]!; out[at + 3] = x - y3; }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = x - y; }
  },
  single: (x: number, y: number): number => x - y,
  simd: subKernel,
};

export const mul: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x * y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x * y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x * y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x * y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x * y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x * y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x * y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x * y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x * y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x * y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = Math.imul(x, y); }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = x * y0; }
        { const x = xs[p + 1]!; out[at + 1] = x * y1; }
        { const x = xs[p + 2]!; out[at + 2] = x * y2; }
        { const x = xs[p + 3]!; out[at + 3] = x * y3; }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = x * y; }
  },
  single: (x: number, y: number): number => x * y,
  simd: mulKernel,
};

export const div: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x / y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x / y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x / y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x / y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x / y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x / y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x / y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x / y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x / y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x / y; }
  },
  int32: null,
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = x / y0; }
        { const x = xs[p + 1]!; out[at + 1] = x / y1; }
        { const x = xs[p + 2]!; out[at + 2] = x / y2; }
        { const x = xs[p + 3]!; out[at + 3] = x / y3; }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = x / y; }
  },
  single: (x: number, y: number): number => x / y,
  simd: divKernel,
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
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = power(x, y0); }
        { const x = xs[p + 1]!; out[at + 1] = power(x, y1); }
        { const x = xs[p + 2]!; out[at + 2] = power(x, y2); }
        { const x = xs[p + 3]!; out[at + 3] = power(x, y3); }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = power(x, y); }
  },
  single: (x: number, y: number): number => power(x, y),
  simd: powKernel,
};

export const maximum: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x > y || x !== x ? x : y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x > y || x !== x ? x : y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x > y || x !== x ? x : y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x > y || x !== x ? x : y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y || x !== x ? x : y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x > y || x !== x ? x : y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x > y || x !== x ? x : y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x > y || x !== x ? x : y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x > y || x !== x ? x : y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y || x !== x ? x : y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y ? x : y; }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = x > y0 || x !== x ? x : y0; }
        { const x = xs[p + 1]!; out[at + 1] = x > y1 || x !== x ? x : y1; }
        { const x = xs[p + 2]!; out[at + 2] = x > y2 || x !== x ? x : y2; }
        { const x = xs[p + 3]!; out[at + 3] = x > y3 || x !== x ? x : y3; }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = x > y || x !== x ? x : y; }
  },
  single: (x: number, y: number): number => x > y || x !== x ? x : y,
  simd: maximumKernel,
};

export const minimum: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x < y || x !== x ? x : y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x < y || x !== x ? x : y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x < y || x !== x ? x : y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x < y || x !== x ? x : y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y || x !== x ? x : y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x < y || x !== x ? x : y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x < y || x !== x ? x : y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x < y || x !== x ? x : y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x < y || x !== x ? x : y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y || x !== x ? x : y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y ? x : y; }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = x < y0 || x !== x ? x : y0; }
        { const x = xs[p + 1]!; out[at + 1] = x < y1 || x !== x ? x : y1; }
        { const x = xs[p + 2]!; out[at + 2] = x < y2 || x !== x ? x : y2; }
        { const x = xs[p + 3]!; out[at + 3] = x < y3 || x !== x ? x : y3; }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = x < y || x !== x ? x : y; }
  },
  single: (x: number, y: number): number => x < y || x !== x ? x : y,
  simd: minimumKernel,
};

export const scale: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x === 0 || y === 0 ? 0 : x * y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x === 0 || y === 0 ? 0 : x * y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x === 0 || y === 0 ? 0 : x * y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x === 0 || y === 0 ? 0 : x * y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x === 0 || y === 0 ? 0 : x * y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x === 0 || y === 0 ? 0 : x * y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x === 0 || y === 0 ? 0 : x * y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x === 0 || y === 0 ? 0 : x * y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x === 0 || y === 0 ? 0 : x * y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x === 0 || y === 0 ? 0 : x * y; }
  },
  int32: null,
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = x === 0 || y0 === 0 ? 0 : x * y0; }
        { const x = xs[p + 1]!; out[at + 1] = x === 0 || y1 === 0 ? 0 : x * y1; }
        { const x = xs[p + 2]!; out[at + 2] = x === 0 || y2 === 0 ? 0 : x * y2; }
        { const x = xs[p + 3]!; out[at + 3] = x === 0 || y3 === 0 ? 0 : x * y3; }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = x === 0 || y === 0 ? 0 : x * y; }
  },
  single: (x: number, y: number): number => x === 0 || y === 0 ? 0 : x * y,
  simd: scaleKernel,
};

export const scaleBySigmoidSlope: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x === 0 || (y * (1 - y)) === 0 ? 0 : x * (y * (1 - y)); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x === 0 || (y * (1 - y)) === 0 ? 0 : x * (y * (1 - y)); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x === 0 || (y * (1 - y)) === 0 ? 0 : x * (y * (1 - y)); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x === 0 || (y * (1 - y)) === 0 ? 0 : x * (y * (1 - y)); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x === 0 || (y * (1 - y)) === 0 ? 0 : x * (y * (1 - y)); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x === 0 || (y * (1 - y)) === 0 ? 0 : x * (y * (1 - y)); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x === 0 || (y * (1 - y)) === 0 ? 0 : x * (y * (1 - y)); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x === 0 || (y * (1 - y)) === 0 ? 0 : x * (y * (1 - y)); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x === 0 || (y * (1 - y)) === 0 ? 0 : x * (y * (1 - y)); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x === 0 || (y * (1 - y)) === 0 ? 0 : x * (y * (1 - y)); }
  },
  int32: null,
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = x === 0 || (y0 * (1 - y0)) === 0 ? 0 : x * (y0 * (1 - y0)); }
        { const x = xs[p + 1]!; out[at + 1] = x === 0 || (y1 * (1 - y1)) === 0 ? 0 : x * (y1 * (1 - y1)); }
        { const x = xs[p + 2]!; out[at + 2] = x === 0 || (y2 * (1 - y2)) === 0 ? 0 : x * (y2 * (1 - y2)); }
        { const x = xs[p + 3]!; out[at + 3] = x === 0 || (y3 * (1 - y3)) === 0 ? 0 : x * (y3 * (1 - y3)); }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = x === 0 || (y * (1 - y)) === 0 ? 0 : x * (y * (1 - y)); }
  },
  single: (x: number, y: number): number => x === 0 || (y * (1 - y)) === 0 ? 0 : x * (y * (1 - y)),
  simd: scaleBySigmoidSlopeKernel,
};

export const scaleByTanhSlope: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x === 0 || (1 - y * y) === 0 ? 0 : x * (1 - y * y); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x === 0 || (1 - y * y) === 0 ? 0 : x * (1 - y * y); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x === 0 || (1 - y * y) === 0 ? 0 : x * (1 - y * y); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x === 0 || (1 - y * y) === 0 ? 0 : x * (1 - y * y); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x === 0 || (1 - y * y) === 0 ? 0 : x * (1 - y * y); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x === 0 || (1 - y * y) === 0 ? 0 : x * (1 - y * y); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x === 0 || (1 - y * y) === 0 ? 0 : x * (1 - y * y); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x === 0 || (1 - y * y) === 0 ? 0 : x * (1 - y * y); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x === 0 || (1 - y * y) === 0 ? 0 : x * (1 - y * y); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x === 0 || (1 - y * y) === 0 ? 0 : x * (1 - y * y); }
  },
  int32: null,
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = x === 0 || (1 - y0 * y0) === 0 ? 0 : x * (1 - y0 * y0); }
        { const x = xs[p + 1]!; out[at + 1] = x === 0 || (1 - y1 * y1) === 0 ? 0 : x * (1 - y1 * y1); }
        { const x = xs[p + 2]!; out[at + 2] = x === 0 || (1 - y2 * y2) === 0 ? 0 : x * (1 - y2 * y2); }
        { const x = xs[p + 3]!; out[at + 3] = x === 0 || (1 - y3 * y3) === 0 ? 0 : x * (1 - y3 * y3); }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = x === 0 || (1 - y * y) === 0 ? 0 : x * (1 - y * y); }
  },
  single: (x: number, y: number): number => x === 0 || (1 - y * y) === 0 ? 0 : x * (1 - y * y),
  simd: scaleByTanhSlopeKernel,
};

export const scaleByStep: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = y > 0 ? x : 0; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = y > 0 ? x : 0; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = y > 0 ? x : 0; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = y > 0 ? x : 0; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = y > 0 ? x : 0; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = y > 0 ? x : 0; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = y > 0 ? x : 0; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = y > 0 ? x : 0; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = y > 0 ? x : 0; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = y > 0 ? x : 0; }
  },
  int32: null,
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = y0 > 0 ? x : 0; }
        { const x = xs[p + 1]!; out[at + 1] = y1 > 0 ? x : 0; }
        { const x = xs[p + 2]!; out[at + 2] = y2 > 0 ? x : 0; }
        { const x = xs[p + 3]!; out[at + 3] = y3 > 0 ? x : 0; }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = y > 0 ? x : 0; }
  },
  single: (x: number, y: number): number => y > 0 ? x : 0,
  simd: scaleByStepKernel,
};

export const fmax: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x >= y || y !== y ? x : y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x >= y || y !== y ? x : y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x >= y || y !== y ? x : y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x >= y || y !== y ? x : y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x >= y || y !== y ? x : y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x >= y || y !== y ? x : y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x >= y || y !== y ? x : y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x >= y || y !== y ? x : y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x >= y || y !== y ? x : y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x >= y || y !== y ? x : y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x > y ? x : y; }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = x >= y0 || y0 !== y0 ? x : y0; }
        { const x = xs[p + 1]!; out[at + 1] = x >= y1 || y1 !== y1 ? x : y1; }
        { const x = xs[p + 2]!; out[at + 2] = x >= y2 || y2 !== y2 ? x : y2; }
        { const x = xs[p + 3]!; out[at + 3] = x >= y3 || y3 !== y3 ? x : y3; }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = x >= y || y !== y ? x : y; }
  },
  single: (x: number, y: number): number => x >= y || y !== y ? x : y,
  simd: null,
};

export const fmin: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x <= y || y !== y ? x : y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x <= y || y !== y ? x : y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x <= y || y !== y ? x : y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x <= y || y !== y ? x : y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x <= y || y !== y ? x : y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x <= y || y !== y ? x : y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x <= y || y !== y ? x : y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x <= y || y !== y ? x : y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x <= y || y !== y ? x : y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x <= y || y !== y ? x : y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x < y ? x : y; }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = x <= y0 || y0 !== y0 ? x : y0; }
        { const x = xs[p + 1]!; out[at + 1] = x <= y1 || y1 !== y1 ? x : y1; }
        { const x = xs[p + 2]!; out[at + 2] = x <= y2 || y2 !== y2 ? x : y2; }
        { const x = xs[p + 3]!; out[at + 3] = x <= y3 || y3 !== y3 ? x : y3; }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = x <= y || y !== y ? x : y; }
  },
  single: (x: number, y: number): number => x <= y || y !== y ? x : y,
  simd: null,
};

export const hypot: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = Math.hypot(x, y); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = Math.hypot(x, y); }
  },
  int32: null,
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = Math.hypot(x, y0); }
        { const x = xs[p + 1]!; out[at + 1] = Math.hypot(x, y1); }
        { const x = xs[p + 2]!; out[at + 2] = Math.hypot(x, y2); }
        { const x = xs[p + 3]!; out[at + 3] = Math.hypot(x, y3); }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = Math.hypot(x, y); }
  },
  single: (x: number, y: number): number => Math.hypot(x, y),
  simd: null,
};

export const arctan2: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = Math.atan2(x, y); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = Math.atan2(x, y); }
  },
  int32: null,
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = Math.atan2(x, y0); }
        { const x = xs[p + 1]!; out[at + 1] = Math.atan2(x, y1); }
        { const x = xs[p + 2]!; out[at + 2] = Math.atan2(x, y2); }
        { const x = xs[p + 3]!; out[at + 3] = Math.atan2(x, y3); }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = Math.atan2(x, y); }
  },
  single: (x: number, y: number): number => Math.atan2(x, y),
  simd: null,
};

export const logaddexp: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = logOfSum(x, y); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = logOfSum(x, y); }
  },
  int32: null,
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = logOfSum(x, y0); }
        { const x = xs[p + 1]!; out[at + 1] = logOfSum(x, y1); }
        { const x = xs[p + 2]!; out[at + 2] = logOfSum(x, y2); }
        { const x = xs[p + 3]!; out[at + 3] = logOfSum(x, y3); }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = logOfSum(x, y); }
  },
  single: (x: number, y: number): number => logOfSum(x, y),
  simd: null,
};

export const logaddexp2: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = log2OfSum(x, y); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = log2OfSum(x, y); }
  },
  int32: null,
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = log2OfSum(x, y0); }
        { const x = xs[p + 1]!; out[at + 1] = log2OfSum(x, y1); }
        { const x = xs[p + 2]!; out[at + 2] = log2OfSum(x, y2); }
        { const x = xs[p + 3]!; out[at + 3] = log2OfSum(x, y3); }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = log2OfSum(x, y); }
  },
  single: (x: number, y: number): number => log2OfSum(x, y),
  simd: null,
};

export const mod: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = floored(x, y); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = floored(x, y); }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = y === 0 ? 0 : floored(x, y); }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = floored(x, y0); }
        { const x = xs[p + 1]!; out[at + 1] = floored(x, y1); }
        { const x = xs[p + 2]!; out[at + 2] = floored(x, y2); }
        { const x = xs[p + 3]!; out[at + 3] = floored(x, y3); }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = floored(x, y); }
  },
  single: (x: number, y: number): number => floored(x, y),
  simd: null,
};

export const fmod: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x % y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x % y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x % y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x % y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x % y; }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = x % y; }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = x % y; }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = x % y; }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = x % y; }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = x % y; }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = y === 0 ? 0 : x % y; }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = x % y0; }
        { const x = xs[p + 1]!; out[at + 1] = x % y1; }
        { const x = xs[p + 2]!; out[at + 2] = x % y2; }
        { const x = xs[p + 3]!; out[at + 3] = x % y3; }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = x % y; }
  },
  single: (x: number, y: number): number => x % y,
  simd: null,
};

export const floorDivide: Loops2 = {
  float64(out: Float64Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = flooredQuotient(x, y); }
  },
  float32(out: Float32Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = flooredQuotient(x, y); }
  },
  int32(out: Int32Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = y === 0 ? 0 : Math.floor(x / y); }
  },
  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j]!; const y1 = ys[j + 1]!; const y2 = ys[j + 2]!; const y3 = ys[j + 3]!;
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
        { const x = xs[p]!; out[at] = flooredQuotient(x, y0); }
        { const x = xs[p + 1]!; out[at + 1] = flooredQuotient(x, y1); }
        { const x = xs[p + 2]!; out[at + 2] = flooredQuotient(x, y2); }
        { const x = xs[p + 3]!; out[at + 3] = flooredQuotient(x, y3); }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj) { const x = xs[p]!; const y = ys[q]!; out[at] = flooredQuotient(x, y); }
  },
  single: (x: number, y: number): number => flooredQuotient(x, y),
  simd: null,
};

export const greater: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = +(x > y); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = +(x > y); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = +(x > y); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = +(x > y); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x > y); }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = +(x > y); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = +(x > y); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = +(x > y); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = +(x > y); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x > y); }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x > y); }
  },
  single: (x: number, y: number): number => +(x > y),
  simd: null,
};

export const greaterEqual: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = +(x >= y); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = +(x >= y); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = +(x >= y); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = +(x >= y); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x >= y); }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = +(x >= y); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = +(x >= y); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = +(x >= y); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = +(x >= y); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x >= y); }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x >= y); }
  },
  single: (x: number, y: number): number => +(x >= y),
  simd: null,
};

export const less: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = +(x < y); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = +(x < y); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = +(x < y); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = +(x < y); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x < y); }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = +(x < y); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = +(x < y); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = +(x < y); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = +(x < y); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x < y); }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x < y); }
  },
  single: (x: number, y: number): number => +(x < y),
  simd: null,
};

export const lessEqual: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = +(x <= y); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = +(x <= y); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = +(x <= y); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = +(x <= y); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x <= y); }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = +(x <= y); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = +(x <= y); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = +(x <= y); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = +(x <= y); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x <= y); }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x <= y); }
  },
  single: (x: number, y: number): number => +(x <= y),
  simd: null,
};

export const equal: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = +(x === y); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = +(x === y); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = +(x === y); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = +(x === y); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x === y); }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = +(x === y); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = +(x === y); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = +(x === y); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = +(x === y); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x === y); }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x === y); }
  },
  single: (x: number, y: number): number => +(x === y),
  simd: null,
};

export const notEqual: Loops2 = {
  float64(out: Uint8Array, o: number, xs: Float64Array, i: number, di: number, ys: Float64Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = +(x !== y); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = +(x !== y); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = +(x !== y); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = +(x !== y); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x !== y); }
  },
  float32(out: Uint8Array, o: number, xs: Float32Array, i: number, di: number, ys: Float32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a = i - o;
      const b = j - o;
      for (const last = end - 3; o < last; o += 4) {
        { const x = xs[o + a]!; const y = ys[o + b]!; out[o] = +(x !== y); }
        { const x = xs[o + a + 1]!; const y = ys[o + b + 1]!; out[o + 1] = +(x !== y); }
        { const x = xs[o + a + 2]!; const y = ys[o + b + 2]!; out[o + 2] = +(x !== y); }
        { const x = xs[o + a + 3]!; const y = ys[o + b + 3]!; out[o + 3] = +(x !== y); }
      }
      i = o + a;
      j = o + b;
    }
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x !== y); }
  },
  int32(out: Uint8Array, o: number, xs: Int32Array, i: number, di: number, ys: Int32Array, j: number, dj: number, n: number): void {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) { const x = xs[i]!; const y = ys[j]!; out[o] = +(x !== y); }
  },
  single: (x: number, y: number): number => +(x !== y),
  simd: null,
};
