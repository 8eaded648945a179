// Writes loops.ts: one plain loop per operation and dtype, from a table of scalar expressions. A loop that took the
// operation as a callback would be 2.5 times slower on short vectors. Run it with `npm run generate`.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Expressions of x (and y); `int` is the one for integers where it differs, null where there is none. */
interface Scalar {
  readonly float: string;
  readonly int?: string | null;
}

/**
 * How many neighbours a round of a loop does. V8 reads the length and the address of each array again in every round and
 * checks every index: four elements share that, and inputs read at a fixed distance from the output have one index to
 * advance, which together halves the time of a cheap operation. One that calls a function gains nothing by it.
 */
const UNROLLED = 4;
/** Calls that cost no more than a product. */
const CHEAP = /Math\.(abs|imul|sqrt|floor|ceil|trunc)/g;

/**
 * g·d, in which a zero annihilates whatever the other factor is: what the chain rule multiplies by. It asks for the
 * factors and not for their product, and stands in the loops itself: both make short ones a third faster.
 */
const scaled = (g: string, d: string): string => `${g} === 0 || ${d} === 0 ? 0 : ${g} * ${d}`;

const unary: Record<string, Scalar> = {
  neg: { float: "-x" },
  exp: { float: "Math.exp(x)", int: null },
  log: { float: "Math.log(x)", int: null },
  sqrt: { float: "Math.sqrt(x)", int: null },
  square: { float: "x * x", int: "Math.imul(x, x)" },
  tanh: { float: "Math.tanh(x)", int: null },
  sin: { float: "Math.sin(x)", int: null },
  cos: { float: "Math.cos(x)", int: null },
  tan: { float: "Math.tan(x)", int: null },
  arcsin: { float: "Math.asin(x)", int: null },
  arccos: { float: "Math.acos(x)", int: null },
  arctan: { float: "Math.atan(x)", int: null },
  sinh: { float: "Math.sinh(x)", int: null },
  cosh: { float: "Math.cosh(x)", int: null },
  arcsinh: { float: "Math.asinh(x)", int: null },
  arccosh: { float: "Math.acosh(x)", int: null },
  arctanh: { float: "Math.atanh(x)", int: null },
  exp2: { float: "2 ** x", int: null },
  expm1: { float: "Math.expm1(x)", int: null },
  log1p: { float: "Math.log1p(x)", int: null },
  log2: { float: "Math.log2(x)", int: null },
  log10: { float: "Math.log10(x)", int: null },
  cbrt: { float: "Math.cbrt(x)", int: null },
  floor: { float: "Math.floor(x)", int: "x" },
  ceil: { float: "Math.ceil(x)", int: "x" },
  trunc: { float: "Math.trunc(x)", int: "x" },
  rint: { float: "toEven(x)", int: "x" },
  abs: { float: "Math.abs(x)" },
  sign: { float: "x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x" },
  sigmoid: { float: "sigmoid1(x)", int: null },
  erf: { float: "erf1(x)", int: null },
  erfc: { float: "erfc1(x)", int: null },
  erfinv: { float: "erfinv1(x)", int: null },
  erfcinv: { float: "erfcinv1(x)", int: null },
  logNormalCdf: { float: "logNormalCdf1(x)", int: null },
  gamma: { float: "gamma1(x)", int: null },
  gammaln: { float: "gammaln1(x)", int: null },
  rgamma: { float: "rgamma1(x)", int: null },
  relu: { float: "x > 0 || x !== x ? x : 0", int: "x > 0 ? x : 0" },
};

const binary: Record<string, Scalar> = {
  add: { float: "x + y" },
  sub: { float: "x - y" },
  mul: { float: "x * y", int: "Math.imul(x, y)" },
  div: { float: "x / y", int: null },
  pow: { float: "power(x, y)" },
  maximum: { float: "x > y || x !== x ? x : y", int: "x > y ? x : y" },
  minimum: { float: "x < y || x !== x ? x : y", int: "x < y ? x : y" },
  scale: { float: scaled("x", "y"), int: null },
  scaleBySigmoidSlope: { float: scaled("x", "(y * (1 - y))"), int: null },
  scaleByTanhSlope: { float: scaled("x", "(1 - y * y)"), int: null },
  scaleByStep: { float: "y > 0 ? x : 0", int: null },
  fmax: { float: "x >= y || y !== y ? x : y", int: "x > y ? x : y" },
  fmin: { float: "x <= y || y !== y ? x : y", int: "x < y ? x : y" },
  hypot: { float: "Math.hypot(x, y)", int: null },
  arctan2: { float: "Math.atan2(x, y)", int: null },
  logaddexp: { float: "logOfSum(x, y)", int: null },
  logaddexp2: { float: "log2OfSum(x, y)", int: null },
  mod: { float: "floored(x, y)", int: "y === 0 ? 0 : floored(x, y)" },
  fmod: { float: "x % y", int: "y === 0 ? 0 : x % y" },
  floorDivide: { float: "flooredQuotient(x, y)", int: "y === 0 ? 0 : Math.floor(x / y)" },
};

// A number made of the answer is no branch, which a processor would guess wrongly half of the time.
const comparison: Record<string, Scalar> = {
  greater: { float: "+(x > y)" },
  greaterEqual: { float: "+(x >= y)" },
  less: { float: "+(x < y)" },
  lessEqual: { float: "+(x <= y)" },
  equal: { float: "+(x === y)" },
  notEqual: { float: "+(x !== y)" },
};

const question: Record<string, Scalar> = {
  signbit: { float: "+(x < 0) | (+(x === 0) & +(1 / x < 0))", int: "+(x < 0)" },
};

const arrays = { float64: "Float64Array", float32: "Float32Array", int32: "Int32Array" } as const;

/** `u` places further. */
const plus = (u: number): string => (u === 0 ? "" : ` + ${u}`);

/** One element, read at the places `i` and `j`, written at the place `o`. */
function element(expression: string, inputs: 1 | 2, o: string, i: string, j: string): string {
  const read = `const x = xs[${i}]!;${inputs === 1 ? "" : ` const y = ys[${j}]!;`}`;
  return `{ ${read} out[${o}] = ${expression}; }`;
}

function body(expression: string, inputs: 1 | 2, unrolled: boolean): string {
  const advance = `o++, i += di${inputs === 1 ? "" : ", j += dj"}`;
  const single = `for (; o < end; ${advance}) ${element(expression, inputs, "o", "i", "j")}`;
  if (!unrolled || /\w\(/.test(expression.replace(CHEAP, ""))) return `const end = o + n;\n    ${single}`;
  const round = Array.from(
    { length: UNROLLED },
    (_, u) => `        ${element(expression, inputs, `o${plus(u)}`, `o + a${plus(u)}`, `o + b${plus(u)}`)}\n`,
  ).join("");
  return `const end = o + n;
    if (di === 1${inputs === 1 ? "" : " && dj === 1"}) {
      const a = i - o;${inputs === 1 ? "" : "\n      const b = j - o;"}
      for (const last = end - ${UNROLLED - 1}; o < last; o += ${UNROLLED}) {
${round}      }
      i = o + a;${inputs === 1 ? "" : "\n      j = o + b;"}
    }
    ${single}`;
}

/**
 * Short rows, one below the other: from row to row each of the three moves on by its own step, 0 to stand still. The
 * loop within goes down the columns, which are longer; where one row of `ys` serves all, four at a time, whose numbers
 * are then read once.
 */
function rows(expression: string): string {
  const down = "for (let row = 0, at = o, p = i, q = j; row < m; row++, at += ro, p += ri, q += rj)";
  const four = [0, 1, 2, 3].map(
    (u) => `        { const x = xs[p${plus(u)}]!; out[at${plus(u)}] = ${expression.replace(/\by\b/g, `y${u}`)}; }\n`,
  );
  const read = [0, 1, 2, 3].map((u) => `const y${u} = ys[j${plus(u)}]!;`);
  return `  rows(out: Float64Array, o: number, ro: number, xs: Float64Array, i: number, di: number, ri: number, ys: Float64Array, j: number, dj: number, rj: number, m: number, n: number): void {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      ${read.join(" ")}
      for (let row = 0, at = o, p = i; row < m; row++, at += ro, p += ri) {
${four.join("")}      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) ${down} ${element(expression, 2, "at", "p", "q")}
  },`;
}

function loops(name: string, scalar: Scalar, inputs: 1 | 2, out?: string): string {
  const members = Object.entries(arrays).map(([dtype, array]) => {
    const expression = dtype === "int32" && scalar.int !== undefined ? scalar.int : scalar.float;
    if (expression === null) return `  ${dtype}: null,`;
    const type = out ?? array;
    return inputs === 1
      ? `  ${dtype}(out: ${type}, o: number, xs: ${array}, i: number, di: number, n: number): void {
    ${body(expression, 1, dtype !== "int32")}
  },`
      : `  ${dtype}(out: ${type}, o: number, xs: ${array}, i: number, di: number, ys: ${array}, j: number, dj: number, n: number): void {
    ${body(expression, 2, dtype !== "int32")}
  },`;
  });
  if (inputs === 2 && out === undefined) members.push(rows(scalar.float));
  const single = inputs === 1 ? "single: (x: number): number" : "single: (x: number, y: number): number";
  members.push(`  ${single} => ${scalar.float},`);
  members.push(`  simd: ${kernels.includes(name) ? `${name}Kernel` : "null"},`);
  return `export const ${name}: Loops${inputs} = {\n${members.join("\n")}\n};\n`;
}

/** The operations for which @wengert/wasm has a kernel. */
const kernels = [
  ...["neg", "exp", "log", "sqrt", "square", "tanh", "sin", "cos", "expm1", "log1p", "abs", "sign", "sigmoid", "erf"],
  ...["relu", "add", "sub", "mul", "div", "pow", "maximum", "minimum"],
  ...["scale", "scaleBySigmoidSlope", "scaleByTanhSlope", "scaleByStep"],
];

/** The whole text of loops.ts. */
export function generate(): string {
  return [
    "// Written by generate.ts; change the table there.",
    `import { ${kernels.map((name) => `${name}Kernel`).join(", ")} } from "@wengert/wasm";`,
    'import type { Loops1, Loops2 } from "./loopTypes.ts";',
    'import { erf1, erfc1, erfcinv1, erfinv1, logNormalCdf1 } from "./errorFunction.ts";',
    'import { gamma1, gammaln1, rgamma1 } from "./gammaFunction.ts";',
    'import { floored, flooredQuotient, log2OfSum, logOfSum, power, sigmoid1, toEven } from "./scalar.ts";',
    "",
    ...Object.entries(unary).map(([name, scalar]) => loops(name, scalar, 1)),
    ...Object.entries(question).map(([name, scalar]) => loops(name, scalar, 1, "Uint8Array")),
    ...Object.entries(binary).map(([name, scalar]) => loops(name, scalar, 2)),
    ...Object.entries(comparison).map(([name, scalar]) => loops(name, scalar, 2, "Uint8Array")),
  ].join("\n");
}

const here = fileURLToPath(import.meta.url);
if (process.argv[1] === here) writeFileSync(new URL("loops.ts", import.meta.url), generate());
