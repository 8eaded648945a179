// Makes docs/kernels.md from the tables of kernels and of error bounds. `npm run generate` writes it; a test says when it
// is stale, and packages/wasm/src/math/elementwise.test.ts holds every kernel to its bound.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { binaryKernels, ERROR_BOUNDS, unaryKernels } from "@wengert/wasm";
import { root } from "../.config/workspace.ts";

/** What happens at the edges, where a reader may wonder; tested number by number. */
const EDGES: Readonly<Record<string, string>> = {
  exp: "e^±∞ = ∞, 0; overflows to ∞ above 709.78 (88.72), results below the smallest normal number are subnormal",
  expm1: "±0 stays; −1 at −∞",
  log: "−∞ at ±0; NaN below; subnormal arguments as exact as others",
  log1p: "±0 stays; −∞ at −1; NaN below",
  tanh: "±0 and subnormal numbers stay; ±1 at ±∞",
  sigmoid: "0 at −∞, 1 at ∞; results down to subnormal ones",
  sin: "±0 stays; NaN at ±∞; the runtime's own above 2²⁰",
  cos: "1 at ±0; NaN at ±∞; the runtime's own above 2²⁰",
  erf: "±0 stays; ±1 at ±∞",
  pow: "as IEEE 754 and `Math.pow` have it: x^±0 = 1, and 1^±∞ is NaN",
  sqrt: "−0 stays; NaN below",
  sign: "+0 at ±0; NaN stays",
  relu: "+0 at −0; NaN stays",
  maximum: "NaN where one is",
  minimum: "NaN where one is",
  scale: "0 where a factor is 0, whatever the other is",
};

/** What only picks a number or changes a sign. */
const EXACT = ["neg", "abs", "sign", "relu", "maximum", "minimum", "scaleByStep"];

function row(name: string, from: number): string {
  const exact = EXACT.includes(name) ? 0 : 0.5;
  const [float64, float32] = ERROR_BOUNDS[name] ?? ([exact, exact] as const);
  return `| \`${name}\` | ${float64} | ${float32} | ${from} | ${EDGES[name] ?? ""} |`;
}

/** The whole page. */
export function kernelsPage(): string {
  const rows = [...Object.entries(unaryKernels), ...Object.entries(binaryKernels)]
    .filter(([name]) => !name.endsWith("Slope"))
    .map(([name, { from }]) => row(name, from));
  return `# Kernels and their errors

From a measured size on, operations on \`float64\` and \`float32\` run as WebAssembly SIMD (see
[the decision](decisions/0007-kernels-come-with-the-operations.md)). This page says how exact their results are. Bounds
are in units of the last place of the result, over all arguments, subnormal ones included; 0.5 means correctly rounded,
0 exact. NaN gives NaN unless said.

<!-- Written by tests/kernelsPage.ts; change the tables there and in packages/wasm/src/math. -->

| function | float64 | float32 | from this many numbers on | edges |
| --- | --- | --- | --- | --- |
${rows.join("\n")}

\`scaleBySigmoidSlope\` and \`scaleByTanhSlope\` give the bits of the plain loops in float64, a · (b · (1 − b)) and
a · (1 − b · b) step by step; in float32 these steps are made in float64 and rounded once.

| operation | compared with the plain loop |
| --- | --- |
| sums along rows, largest and smallest | equal bits: NumPy's pairwise order; of zeros of both signs the largest is +0 |
| matrix products over k | each number within k ε Σ \\|aᵢₗ bₗⱼ\\| of the exact one, ε = 2⁻⁵³ (2⁻²⁴) |
| convolutions | as matrix products over all inputs and taps |
| ln Σ eˣ and the softmax of rows | terms as \`exp\` has them, added in lanes: with n terms within n + 4 units |
| window sums and maxima | equal bits |
| derivative of window maxima | one rounding in the dtype for each share and each sum |
| rows taken, rows added at places | equal bits |
| uniform numbers from a key | equal bits |
| normal numbers from a key | within 4 units |
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(join(root, "docs/kernels.md"), kernelsPage());
