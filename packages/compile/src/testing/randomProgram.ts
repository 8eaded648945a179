import {
  abs,
  add,
  argmax,
  astype,
  at,
  broadcastTo,
  ceil,
  concatenate,
  conv,
  cos,
  cumsum,
  customVjp,
  type DType,
  div,
  equal,
  erf,
  exp,
  expandDims,
  flip,
  floor,
  fmax,
  fmin,
  greater,
  greaterEqual,
  less,
  lessEqual,
  linalg,
  log,
  log1p,
  logaddexp,
  logsumexp,
  matmul,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  neg,
  notEqual,
  outer,
  pow,
  ravel,
  relu,
  reshape,
  rint,
  roll,
  set,
  sigmoid,
  sign,
  sin,
  sort,
  sqrt,
  square,
  squeeze,
  stack,
  stopGradient,
  sub,
  sum,
  swapaxes,
  type Tensor,
  take,
  tanh,
  tensor,
  transpose,
  valueAndGrad,
  where,
  windowMax,
  windowSum,
} from "@wengert/autograd";
import seedrandom from "seedrandom";

/** A function that was made at random, with arguments for it. */
export interface RandomProgram {
  readonly f: (...xs: Tensor[]) => Tensor[];
  readonly inputs: readonly Tensor[];
  readonly text: string;
  /** Whether anything in it has no more digits than float32. */
  readonly narrow: boolean;
}

/** A value of a program that is being made. `exact`: equal to the last bit in whatever way it is computed. */
interface Made {
  readonly value: Tensor;
  readonly exact: boolean;
}

interface Line {
  readonly text: string;
  readonly args: readonly number[];
  readonly run: (xs: readonly Tensor[]) => Tensor;
  readonly exact: boolean;
}

type Random = () => number;

const isFloat = ({ dtype }: Tensor): boolean => dtype === "float64" || dtype === "float32";

/** Numbers that one is used to, with now and then a 0, a negative zero or a whole number. */
function draw(random: Random, shape: readonly number[], dtype: DType): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const numbers = Array.from({ length: size }, () => {
    const kind = random();
    if (dtype === "bool") return kind < 0.5 ? 0 : 1;
    if (dtype === "int32" || kind < 0.1) return Math.floor(random() * 7) - 3;
    return kind < 0.13 ? 0 : kind < 0.15 ? -0 : random() * 4 - 2;
  });
  return reshape(tensor(size === 0 ? [] : numbers, { dtype }), shape as number[]);
}

const SHAPES = [
  [],
  [1],
  [3],
  [4],
  [7],
  [2, 3],
  [3, 4],
  [4, 3],
  [1, 4],
  [3, 1],
  [5, 7],
  [2, 3, 4],
  [2, 1, 3],
  [0],
  [0, 3],
  [3, 0],
  [9, 5],
  [33],
  [2, 2, 3, 2],
  [6, 6],
];
const DTYPES: DType[] = ["float64", "float64", "float64", "float64", "float32", "float32", "int32", "bool"];

const straight = customVjp(
  (x: Tensor) => mul(sign(x), x),
  (x: Tensor) => [mul(sign(x), x), x],
  (x: Tensor, g: Tensor) => [mul(g, less(abs(x), 1))],
);

/** Makes a program of up to `length` operations. */
export function randomProgram(seed: string, length = 14): RandomProgram {
  const random = seedrandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const integer = (n: number): number => Math.floor(random() * n);
  const inputs = Array.from({ length: 1 + integer(4) }, () => draw(random, pick(SHAPES), pick(DTYPES)));
  const pool: Made[] = inputs.map((value) => ({ value, exact: true }));
  const lines: Line[] = [];

  const add_ = (text: string, args: readonly number[], run: Line["run"], exact: boolean): void => {
    let value: Tensor;
    try {
      value = run(args.map((i) => pool[i]!.value));
    } catch {
      return;
    }
    if (value.size > 600 || !isTame(value)) return;
    const all = exact && args.every((i) => pool[i]!.exact);
    lines.push({ text: `${text}(${args.map((i) => `x${i}`).join(", ")})`, args, run, exact: all });
    pool.push({ value, exact: all });
  };

  const choose = (fits: (made: Made) => boolean = () => true): number => {
    const found = [...pool.keys()].filter((i) => fits(pool[i]!));
    if (found.length === 0) return -1;
    // The latest are taken more often, so that programs become deep.
    return random() < 0.5 ? found[found.length - 1 - integer(Math.min(3, found.length))]! : pick(found);
  };
  const unary: Record<string, [(x: Tensor) => Tensor, "exact" | "rounded" | "jumps"]> = {
    neg: [neg, "exact"],
    abs: [abs, "exact"],
    square: [square, "exact"],
    relu: [relu, "exact"],
    sign: [sign, "exact"],
    exp: [exp, "rounded"],
    tanh: [tanh, "rounded"],
    sigmoid: [sigmoid, "rounded"],
    sin: [sin, "rounded"],
    cos: [cos, "rounded"],
    erf: [erf, "rounded"],
    "sqrt∘abs": [(x) => sqrt(abs(x)), "rounded"],
    "log∘(1+abs)": [(x) => log(add(1, abs(x))), "rounded"],
    "log1p∘abs": [(x) => log1p(abs(x)), "rounded"],
    floor: [floor, "jumps"],
    ceil: [ceil, "jumps"],
    rint: [rint, "jumps"],
    straight: [straight, "exact"],
    stopGradient: [stopGradient, "exact"],
    "1-": [(x) => sub(1, x), "exact"],
    "·2": [(x) => mul(x, 2), "exact"],
    "·1": [(x) => mul(x, 1), "exact"],
    "²pow": [(x) => pow(x, 2), "exact"],
    "·-1": [(x) => mul(-1, x), "exact"],
  };
  const binary: Record<string, [(a: Tensor, b: Tensor) => Tensor, "exact" | "rounded" | "jumps"]> = {
    add: [add, "exact"],
    sub: [sub, "exact"],
    mul: [mul, "exact"],
    maximum: [maximum, "exact"],
    minimum: [minimum, "exact"],
    fmax: [fmax, "exact"],
    fmin: [fmin, "exact"],
    "div(a, 1+b²)": [(a, b) => div(a, add(1, square(b))), "exact"],
    logaddexp: [logaddexp, "rounded"],
    greater: [greater, "jumps"],
    greaterEqual: [greaterEqual, "jumps"],
    less: [less, "jumps"],
    lessEqual: [lessEqual, "jumps"],
    equal: [equal, "jumps"],
    notEqual: [notEqual, "jumps"],
  };
  for (let tries = 0; lines.length < length && tries < 6 * length; tries++) {
    const kind = random();
    if (kind < 0.2) {
      const name = pick(Object.keys(unary));
      const [f, how] = unary[name]!;
      const i = choose((m) => how !== "jumps" || m.exact);
      if (i >= 0) add_(name, [i], ([x]) => f(x!), how !== "rounded");
    } else if (kind < 0.45) {
      const name = pick(Object.keys(binary));
      const [f, how] = binary[name]!;
      const fits = (m: Made): boolean => how !== "jumps" || m.exact;
      const [i, j] = [choose(fits), choose(fits)];
      if (i >= 0 && j >= 0) add_(name, [i, j], ([a, b]) => f(a!, b!), how !== "rounded");
    } else if (kind < 0.58) {
      const i = choose((m) => m.value.ndim > 0);
      if (i < 0) continue;
      const { ndim } = pool[i]!.value;
      const axis = random() < 0.3 ? undefined : random() < 0.2 && ndim > 1 ? [0, ndim - 1] : integer(ndim);
      const keepdims = random() < 0.5;
      const [name, f] = pick([
        ["sum", sum],
        ["mean", mean],
        ["max", max],
        ["min", min],
        ["sum", sum],
      ] as const);
      add_(
        `${name} ${JSON.stringify(axis)} ${keepdims}`,
        [i],
        ([x]) => f(x!, axis as number, { keepdims }),
        name === "max" || name === "min",
      );
    } else if (kind < 0.66) {
      const i = choose((m) => isFloat(m.value) && m.value.ndim > 0);
      const j = choose((m) => isFloat(m.value) && m.value.ndim > 0);
      if (i < 0 || j < 0) continue;
      const [way, f] = pick([
        ["", (a: Tensor, b: Tensor) => matmul(a, b)],
        ["aT", (a: Tensor, b: Tensor) => matmul(swapaxes(a, -1, a.ndim > 1 ? -2 : -1), b)],
        ["bT", (a: Tensor, b: Tensor) => matmul(a, swapaxes(b, -1, b.ndim > 1 ? -2 : -1))],
        ["aaT", (a: Tensor) => matmul(a, transpose(a))],
        ["outer", (a: Tensor, b: Tensor) => outer(ravel(a), ravel(b))],
      ] as const);
      add_(`matmul ${way}`, [i, j], ([a, b]) => f(a!, b!), false);
    } else if (kind < 0.82) {
      const i = choose();
      const x = pool[i]!.value;
      const axis = x.ndim === 0 ? 0 : integer(x.ndim);
      const ways: [string, (x: Tensor) => Tensor][] = [
        ["transpose", (x) => transpose(x)],
        ["ravel", (x) => ravel(x)],
        ["flip", (x) => flip(x, axis)],
        ["expandDims", (x) => expandDims(x, axis)],
        ["squeeze", (x) => squeeze(x)],
        ["reshape T", (x) => reshape(transpose(x), [-1])],
        ["slice", (x) => at(x, "::2")],
        ["slice 1:", (x) => at(x, "1:")],
        ["row", (x) => at(x, 0)],
        ["broadcast", (x) => broadcastTo(x, [2, ...x.shape])],
        ["swap", (x) => swapaxes(x, 0, -1)],
        ["roll", (x) => roll(x, 1)],
        ["float32", (x) => astype(x, "float32")],
        ["float64", (x) => astype(x, "float64")],
        ["bool", (x) => astype(x, "bool")],
      ];
      const [name, f] = pick(ways);
      if (name === "bool" && !pool[i]!.exact) continue;
      add_(name, [i], ([x]) => f(x!), true);
    } else if (kind < 0.9) {
      const i = choose((m) => m.value.ndim > 0);
      const j = choose();
      if (i < 0) continue;
      const x = pool[i]!.value;
      const places = Array.from({ length: 1 + integer(4) }, () => integer(Math.max(1, x.shape[0]!)));
      const ways: [string, (a: Tensor, b: Tensor) => Tensor][] = [
        ["concatenate", (a, b) => concatenate([a, b])],
        ["concatenate -1", (a, b) => concatenate([a, b, a], -1)],
        ["stack", (a, b) => stack([a, a, b])],
        ["set", (a, b) => set(a, [0], b)],
        ["set slice", (a, b) => set(a, ["::2"], sum(b))],
        [`take ${places}`, (a) => take(a, places, 0)],
        [`take -1`, (a) => take(a, [0, a.shape[a.ndim - 1]! - 1], a.ndim - 1)],
        ["where", (a, b) => where(greater(a, 0), b, a)],
        ["where2", (a, b) => where(a, 1.5, b)],
        ["cumsum", (a) => cumsum(a, 0)],
        ["logsumexp", (a) => logsumexp(a, -1)],
      ];
      const [name, f] = pick(ways);
      if (name.startsWith("where") && !pool[i]!.exact) continue;
      add_(name, [i, j], ([a, b]) => f(a!, b!), name !== "cumsum" && name !== "logsumexp");
    } else if (kind < 0.94) {
      const i = choose((m) => m.exact && m.value.ndim > 0 && m.value.size > 0 && m.value.dtype !== "float32");
      if (i < 0) continue;
      const [name, f] = pick([
        ["sort", (x: Tensor) => sort(x)],
        ["argmax", (x: Tensor) => argmax(x, -1)],
        ["det", (x: Tensor) => linalg.det(matmul(x, transpose(x)))],
        ["windowSum", (x: Tensor) => windowSum(x, [2])],
        ["windowMax", (x: Tensor) => windowMax(x, [2], { stride: 2 })],
        ["conv", (x: Tensor) => conv(reshape(x, [1, 1, x.size]), reshape(at(ravel(x), ":2"), [1, 1, -1]))],
      ] as const);
      add_(name, [i], ([x]) => f(x!), name !== "conv" && name !== "windowSum" && name !== "det");
    } else {
      const i = choose((m) => isFloat(m.value));
      if (i < 0) continue;
      const c = integer(4);
      const [name, f] = pick([
        ["x·tanh x", (x: Tensor) => sum(mul(x, tanh(x)))],
        ["Σ x²/(1+x²)", (x: Tensor) => sum(div(square(x), add(c, square(x))))],
        ["mean relu", (x: Tensor) => mean(mul(relu(x), sigmoid(x)))],
        ["Σ x Σ x", (x: Tensor) => mul(sum(x), sum(square(x)))],
        [
          "softmax",
          (x: Tensor) => (x.ndim === 0 ? square(x) : sum(square(sub(x, logsumexp(x, -1, { keepdims: true }))))),
        ],
      ] as const);
      add_(`grad ${name}`, [i], ([x]) => valueAndGrad(f)(x!)[1] as Tensor, false);
    }
  }
  // Some results, among them values that others are made of, inputs, and one twice.
  const outputs = Array.from({ length: 1 + integer(4) }, (_, k) => (k === 0 ? pool.length - 1 : integer(pool.length)));
  if (random() < 0.2) outputs.push(outputs[0]!);
  const f = (...xs: Tensor[]): Tensor[] => {
    const values = [...xs];
    for (const { args, run } of lines) values.push(run(args.map((i) => values[i]!)));
    return outputs.map((i) => values[i]!);
  };
  const text = [
    ...inputs.map((x, i) => `x${i}: ${x.dtype}[${x.shape}]`),
    ...lines.map(({ text: line }, i) => `x${inputs.length + i} = ${line}`),
    `return ${outputs.map((i) => `x${i}`).join(", ")}`,
  ].join("\n");
  return { f, inputs, text, narrow: pool.some(({ value }) => value.dtype === "float32") };
}

/** Whether numbers are of a size at which a rounding error stays one. */
function isTame(x: Tensor): boolean {
  return ([x.toArray()] as unknown[]).flat(x.ndim + 1).every((v) => Math.abs(Number(v)) < 1e3);
}
