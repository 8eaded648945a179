/**
 * By how many units in the last place a kernel's result differs from the exact value at most, in float64 and in
 * float32: over the full range, subnormal arguments and results included. What is not listed is rounded correctly, as
 * IEEE 754 has it for the four operations and the root. Functions that compute in float64 are all but correctly
 * rounded in float32. Sines and cosines of |x| > 2²⁰ are the host's, whose own error counts there.
 * @public
 */
export const ERROR_BOUNDS: Readonly<Record<string, readonly [float64: number, float32: number]>> = {
  exp: [1, 1],
  expm1: [2.5, 2],
  log: [1, 1],
  log1p: [1, 0.51],
  tanh: [3.5, 3.5],
  sigmoid: [2.75, 2.75],
  sin: [1, 0.51],
  cos: [1, 0.51],
  erf: [1.5, 0.51],
  pow: [1.5, 0.51],
};
