import { describe, expect, test } from "vitest";
import { ModuleBuilder } from "../assembler/module.ts";
import { FLOATS } from "../kernels/float.ts";
import { addMap1, addMap2, addScalar1, addScalar2, importHost } from "../kernels/map.ts";
import { errorInUlps, exact, FORMATS } from "../testing/exact.ts";
import { instantiate, type WasmExports } from "../webassembly.ts";
import { ERROR_BOUNDS } from "./bounds.ts";
import { binaryKernels, unaryKernels } from "./elementwise.ts";

const DTYPES = ["float64", "float32"] as const;
type Dtype = (typeof DTYPES)[number];

interface Built {
  readonly scalar: (x: number, y?: number) => number;
  /** All results of up to 64 numbers in vectors. */
  readonly vector: (xs: readonly number[], ys?: readonly number[]) => number[];
}

const built = new Map<string, Built>();

/** Both forms of a function. */
function build(name: string, dtype: Dtype): Built {
  const key = `${name} ${dtype}`;
  const found = built.get(key);
  if (found !== undefined) return found;
  const module = new ModuleBuilder();
  const host = importHost(module);
  module.ownMemory(1, "memory");
  const float = FLOATS[dtype];
  if (name in binaryKernels) {
    const emit = binaryKernels[name]!.emit;
    addScalar2(module, float, "scalar", emit, host);
    addMap2(module, float, "vector", emit, host, "neither");
  } else {
    const emit = unaryKernels[name]!.emit;
    addScalar1(module, float, "scalar", emit, host);
    addMap1(module, float, "vector", emit, host);
  }
  const functions = instantiate(module.bytes(), { host: { sin: Math.sin, cos: Math.cos } });
  const { buffer } = (functions as unknown as { memory: { buffer: ArrayBuffer } }).memory;
  const made = formsOf(functions, dtype === "float64" ? new Float64Array(buffer) : new Float32Array(buffer));
  built.set(key, made);
  return made;
}

function formsOf(functions: WasmExports, view: Float64Array | Float32Array): Built {
  const bytes = view.BYTES_PER_ELEMENT;
  return {
    scalar: (x, y) => (y === undefined ? functions.scalar!(x) : functions.scalar!(x, y)),
    vector: (xs, ys) => {
      view.set(xs, 0);
      if (ys === undefined) functions.vector!(256 * bytes, 0, xs.length);
      else {
        view.set(ys, 128);
        functions.vector!(256 * bytes, 0, 0, 128 * bytes, 0, 1, xs.length);
      }
      return [...view.subarray(256, 256 + xs.length)];
    },
  };
}

/** Deterministic numbers from 0 to 1. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/** Where each function is tried: an interval, and whether all magnitudes down to subnormal ones make sense. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  exp: [-750, 710],
  expm1: [-50, 710],
  log: [0, 10],
  log1p: [-1, 10],
  tanh: [-23, 23],
  sigmoid: [-750, 50],
  sin: [-1e6, 1e6],
  cos: [-1e6, 1e6],
  erf: [-6.5, 6.5],
};

function samplesOf(name: string, dtype: Dtype, count: number): number[] {
  const draw = uniform(7);
  const [low, high] = RANGES[name]!;
  const rounded = dtype === "float32" ? Math.fround : (x: number) => x;
  const tiny = dtype === "float32" ? 148 : 1073;
  const samples: number[] = [];
  while (samples.length < count) {
    const kind = draw();
    const sign = low < 0 && draw() < 0.5 ? -1 : 1;
    let x: number;
    if (kind < 0.4) x = low + (high - low) * draw();
    else if (kind < 0.8) x = sign * 2 ** (8 * draw() - 7);
    else if (kind < 0.9) x = sign * 2 ** (-tiny * draw());
    else if (name === "log") x = 1 + (draw() - 0.5) * 2 ** (-30 * draw());
    else x = sign * draw();
    x = rounded(x);
    if (x > low && x < high && x !== 0 && !(name === "log" && x === 1)) samples.push(x);
  }
  return samples;
}

const EDGES: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  exp: [
    [0, 1],
    [-0, 1],
    [Infinity, Infinity],
    [-Infinity, 0],
    [1e4, Infinity],
    [-1e4, 0],
    [NaN, NaN],
  ],
  expm1: [
    [0, 0],
    [-0, -0],
    [Infinity, Infinity],
    [-Infinity, -1],
    [1e4, Infinity],
    [-1e4, -1],
    [NaN, NaN],
  ],
  log: [
    [0, -Infinity],
    [-0, -Infinity],
    [1, 0],
    [Infinity, Infinity],
    [-1, NaN],
    [-Infinity, NaN],
    [NaN, NaN],
  ],
  log1p: [
    [0, 0],
    [-0, -0],
    [-1, -Infinity],
    [Infinity, Infinity],
    [-1.5, NaN],
    [-Infinity, NaN],
    [NaN, NaN],
  ],
  tanh: [
    [0, 0],
    [-0, -0],
    [Infinity, 1],
    [-Infinity, -1],
    [300, 1],
    [-300, -1],
    [NaN, NaN],
  ],
  sigmoid: [
    [0, 0.5],
    [-0, 0.5],
    [Infinity, 1],
    [-Infinity, 0],
    [300, 1],
    [-1e4, 0],
    [NaN, NaN],
  ],
  sin: [
    [0, 0],
    [-0, -0],
    [Infinity, NaN],
    [-Infinity, NaN],
    [NaN, NaN],
  ],
  cos: [
    [0, 1],
    [-0, 1],
    [Infinity, NaN],
    [-Infinity, NaN],
    [NaN, NaN],
  ],
  erf: [
    [0, 0],
    [-0, -0],
    [Infinity, 1],
    [-Infinity, -1],
    [30, 1],
    [-30, -1],
    [NaN, NaN],
  ],
  sign: [
    [0, 0],
    [-0, 0],
    [3, 1],
    [-3, -1],
    [Infinity, 1],
    [-Infinity, -1],
    [NaN, NaN],
  ],
  relu: [
    [0, 0],
    [-0, 0],
    [3, 3],
    [-3, 0],
    [Infinity, Infinity],
    [-Infinity, 0],
    [NaN, NaN],
  ],
  sqrt: [
    [0, 0],
    [-0, -0],
    [4, 2],
    [-1, NaN],
    [Infinity, Infinity],
    [NaN, NaN],
  ],
  neg: [
    [0, -0],
    [-0, 0],
    [2, -2],
    [Infinity, -Infinity],
    [NaN, NaN],
  ],
  abs: [
    [0, 0],
    [-0, 0],
    [-2, 2],
    [-Infinity, Infinity],
    [NaN, NaN],
  ],
};

describe.each(DTYPES)("%s", (dtype) => {
  const place = dtype === "float64" ? 0 : 1;

  test.each(Object.keys(RANGES))("%s stays within its stated error, by vectors and by numbers", (name) => {
    const { scalar, vector } = build(name, dtype);
    const xs = samplesOf(name, dtype, 480);
    const ys = Array.from({ length: 10 }, (_, i) => vector(xs.slice(48 * i, 48 * i + 48))).flat();
    let worst = 0;
    for (const [i, x] of xs.entries()) {
      expect(scalar(x), `one number, ${x}`).toBe(ys[i]);
      const error = errorInUlps(ys[i]!, exact[name]!(x, 0), FORMATS[dtype]);
      expect(error, `${name}(${x}) = ${ys[i]}`).toBeLessThanOrEqual(ERROR_BOUNDS[name]![place]);
      worst = Math.max(worst, error);
    }
    // A reference that agrees to the last bit would be no reference.
    expect(worst).toBeGreaterThan(0.3);
  });

  test.each(Object.keys(EDGES))("%s at its edges", (name) => {
    const { scalar, vector } = build(name, dtype);
    const xs = EDGES[name]!.map(([x]) => x);
    expect(vector(xs)).toEqual(EDGES[name]!.map(([, y]) => y));
    for (const [x, y] of EDGES[name]!) expect(scalar(x), `${name}(${x})`).toBe(y);
  });

  test("a large or infinite neighbour in the vector changes nothing", () => {
    for (const name of Object.keys(RANGES)) {
      const { scalar, vector } = build(name, dtype);
      const xs = [0.5, Infinity, 0.25, NaN, 0.75, 1e30, 2, -1e30];
      expect(vector(xs), name).toEqual(
        xs.map((x) => scalar(Math.fround(x) === x || dtype === "float64" ? x : Math.fround(x))),
      );
    }
  });

  test("sines near multiples of π/2, where nearly all digits cancel", () => {
    const rounded = dtype === "float32" ? Math.fround : (x: number) => x;
    for (const [name, functions] of [
      ["sin", build("sin", dtype)],
      ["cos", build("cos", dtype)],
    ] as const) {
      // Beyond 2²⁰ the host answers; V8's error is below a unit.
      for (const k of [1, 2, 3, 4, 11, 355, 1000, 103993, 312689, 573204, 1e9, 1e22]) {
        const x = rounded((k * Math.PI) / 2);
        const error = errorInUlps(functions.scalar(x), exact[name]!(x, 0), FORMATS[dtype]);
        expect(error, `${name}(${x})`).toBeLessThanOrEqual(ERROR_BOUNDS[name]![place]);
      }
    }
  });

  test("powers stay within their stated error", () => {
    const { scalar, vector } = build("pow", dtype);
    const draw = uniform(11);
    const rounded = dtype === "float32" ? Math.fround : (x: number) => x;
    const range = dtype === "float32" ? 140 : 1060;
    const pairs = Array.from({ length: 480 }, () => {
      const kind = draw();
      const x =
        kind < 0.4 ? 4 * draw() : kind < 0.7 ? 2 ** ((draw() - 0.5) * range) : 1 + (draw() - 0.5) * 2 ** (-20 * draw());
      const base = rounded(x);
      const y = draw() < 0.5 ? (draw() - 0.5) * 40 : ((draw() - 0.5) * 2 * range) / Math.log2(base);
      const whole = draw() < 0.2;
      return whole ? ([-base, Math.round((draw() - 0.5) * 30)] as const) : ([base, rounded(y)] as const);
    }).filter(([, y]) => Number.isFinite(y) && y !== 0);
    let worst = 0;
    for (let i = 0; i < pairs.length; i += 48) {
      const some = pairs.slice(i, i + 48);
      const found = vector(
        some.map(([x]) => x),
        some.map(([, y]) => y),
      );
      for (const [k, [x, y]] of some.entries()) {
        expect(scalar(x, y)).toBe(found[k]);
        const error = errorInUlps(found[k]!, exact.pow!(x, y), FORMATS[dtype]);
        expect(error, `${x}^${y} = ${found[k]}`).toBeLessThanOrEqual(ERROR_BOUNDS.pow![place]);
        worst = Math.max(worst, error);
      }
    }
    expect(worst).toBeGreaterThan(0.3);
  });

  test("powers at the edges are C's", () => {
    const { vector } = build("pow", dtype);
    const numbers = [0, -0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 2.5, -2.5, 1e30, -1e30, Infinity, -Infinity, NaN];
    // JavaScript's ** is C's pow but for these.
    const wanted = (x: number, y: number): number => {
      if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1;
      return y === 0.5 ? Math.sqrt(x) : x ** y;
    };
    const rounded = dtype === "float32" ? Math.fround : (x: number) => x;
    for (const y of numbers.map(rounded)) {
      const found = vector(
        numbers,
        numbers.map(() => y),
      );
      for (const [i, number] of numbers.entries()) {
        const [x, want] = [rounded(number), rounded(wanted(rounded(number), y))];
        if (Number.isFinite(want) && want !== 0) expect(found[i]! / want, `${x}^${y}`).toBeCloseTo(1, 6);
        else expect(found[i], `${x}^${y}`).toBe(want);
      }
    }
  });

  test("the four operations, maximum, minimum and scale are the loops', to the last bit", () => {
    const numbers = [0, -0, 1, -1, 1.5, 3, 1e-40, -1e-40, Infinity, -Infinity, NaN];
    const scaled = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);
    const rounded = dtype === "float32" ? Math.fround : (x: number) => x;
    const loops: Readonly<Record<string, (x: number, y: number) => number>> = {
      add: (x, y) => x + y,
      sub: (x, y) => x - y,
      mul: (x, y) => x * y,
      div: (x, y) => x / y,
      maximum: (x, y) => (x > y || Number.isNaN(x) ? x : y),
      minimum: (x, y) => (x < y || Number.isNaN(x) ? x : y),
      scale: scaled,
      scaleBySigmoidSlope: (x, y) => scaled(x, y * (1 - y)),
      scaleByStep: (x, y) => (y > 0 ? x : 0),
      scaleByTanhSlope: (x, y) => scaled(x, 1 - y * y),
    };
    for (const [name, loop] of Object.entries(loops)) {
      for (const y of numbers) {
        const found = build(name, dtype).vector(
          numbers,
          numbers.map(() => y),
        );
        expect(found, `${name} ${y}`).toEqual(numbers.map((x) => rounded(loop(rounded(x), rounded(y)))));
      }
    }
  });
});

test("the reference agrees with digits of the literature", () => {
  // Abramowitz and Stegun (1964), tables 4.2, 4.4, 7.1.
  const digits: readonly (readonly [string, number, string])[] = [
    ["exp", 1, "2.71828182845904523536"],
    ["log", 2, "0.69314718055994530942"],
    ["erf", 1, "0.84270079294971486934"],
    ["sin", 1, "0.84147098480789650665"],
    ["cos", 1, "0.54030230586813971740"],
    ["tanh", 1, "0.76159415595576488812"],
  ];
  for (const [name, x, text] of digits) {
    const { value, bits } = exact[name]!(x, 0);
    const scaled = (value * 10n ** 20n + (1n << (bits - 1n))) >> bits;
    expect(scaled.toString(), name).toBe(BigInt(text.replace(".", "")).toString());
  }
});
