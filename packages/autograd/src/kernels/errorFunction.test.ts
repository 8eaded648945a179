import { describe, expect, test } from "vitest";
import { erf1, erfc1 } from "./errorFunction.ts";

// The truth comes from the power series in whole numbers of 2⁻³⁰⁰, which loses nothing to cancellation for |x| < 8.

const BITS = 300n;
const ONE = 1n << BITS;

/** A double as a whole number of 2⁻³⁰⁰; exact for the sizes tried here. */
function fixed(x: number): bigint {
  let exponent = 0n;
  let scaled = x;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent++;
  }
  return (BigInt(scaled) << BITS) >> exponent;
}

/** √π by Newton's iteration from π, which is summed by Machin's formula. */
function rootOfPi(): bigint {
  const arctanOfInverse = (n: bigint): bigint => {
    let [sum, term, k] = [0n, ONE / n, 0n];
    while (term !== 0n) {
      sum += (k % 2n === 0n ? term : -term) / (2n * k + 1n);
      term /= n * n;
      k++;
    }
    return sum;
  };
  const pi = 4n * (4n * arctanOfInverse(5n) - arctanOfInverse(239n));
  let root = pi;
  for (let i = 0; i < 400; i++) root = (root + (pi << BITS) / root) >> 1n;
  return root;
}

const ROOT_OF_PI = rootOfPi();

/** erf x = 2/√π Σₖ (−1)ᵏ x²ᵏ⁺¹ / (k! (2k + 1)). */
function exactErf(x: number): bigint {
  const z = fixed(x);
  const square = (z * z) >> BITS;
  let [sum, power, k] = [0n, z, 0n];
  while (power !== 0n && power !== -1n) {
    sum += power / (2n * k + 1n);
    k++;
    power = -((power * square) >> BITS) / k;
  }
  return (2n * sum * ONE) / ROOT_OF_PI;
}

/** The distance of a double from the truth, in units of its last place. */
function unitsOff(value: number, truth: bigint): number {
  const size = Math.abs(value);
  const unit = 2 ** (Math.floor(Math.log2(size)) - 52);
  return Number(((fixed(value) - truth) * 1000n) / fixed(unit)) / 1000;
}

const points = Array.from({ length: 1200 }, (_, i) => ((i + 1) / 200) * (i % 2 === 0 ? 1 : -1) + i * 1.7e-8);

describe("the error function", () => {
  test("is right to one unit in the last place between −6 and 6", () => {
    for (const x of points) expect(Math.abs(unitsOff(erf1(x), exactErf(x))), `erf ${x}`).toBeLessThan(1);
  });

  test("has a complement that is right to three units where it is small, too", () => {
    for (const x of points) expect(Math.abs(unitsOff(erfc1(x), ONE - exactErf(x))), `erfc ${x}`).toBeLessThan(3);
  });

  test("has its limits, is odd, and gives NaN for NaN", () => {
    expect([0, -0, Infinity, -Infinity, Number.NaN].map(erf1)).toEqual([0, -0, 1, -1, Number.NaN]);
    expect([0, Infinity, -Infinity, 30, -30, Number.NaN].map(erfc1)).toEqual([1, 0, 2, 0, 2, Number.NaN]);
    expect(erf1(5e-324)).toBe(5e-324);
    expect(erf1(1e-300)).toBe(1.1283791670955126e-300);
    expect(points.every((x) => erf1(-x) === -erf1(x))).toBe(true);
  });
});
